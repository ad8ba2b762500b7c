"""Upstash's REST tokens of its Redis, Kafka, Vector and QStash.

https://upstash.com/docs/redis/features/restapi
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("upstash-rest-token", "Upstash REST token")

_TOKEN: Final = made(ALNUM, 36, "upstash-rest-token")

DETECTORS = (
    secretive(
        TOKEN,
        "upstash|qstash",
        alnum(36, 160, also="_\\-") + "={0,2}",
        ("upstash", "qstash"),
        ((f"UPSTASH_REST_TOKEN={_TOKEN}", _TOKEN), (f'"upstash_rest_token": "{_TOKEN}"', _TOKEN)),
        (
            f"UPSTASH_REST_TOKEN={_TOKEN[:-9]}",
            f"upstash_commit={_TOKEN}",
            "UPSTASH_REST_TOKEN=your_upstash_key_goes_here_1",
        ),
    ),
)
