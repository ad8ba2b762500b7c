"""Scalr's API tokens, which are JWTs that Scalr issues to users, service accounts and agents.

https://docs.scalr.io/docs/api-tokens
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .forms import URL_SAFE, made, named, one

TOKEN = one("scalr-api-token", "Scalr API token")

_TOKEN: Final = f"eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ1c2VyIiwianRpIjoi{made(URL_SAFE, 24)}.{made(URL_SAFE, 43)}"

DETECTORS = (
    replace(
        named(
            TOKEN,
            "scalr",
            r"eyJ[A-Za-z0-9_\-]{16,300}\.eyJ[A-Za-z0-9_\-]{16,900}\.[A-Za-z0-9_\-]{16,700}",
            ("scalr",),
            ((f"SCALR_TOKEN={_TOKEN}", _TOKEN), (f'scalr_token = "{_TOKEN}"', _TOKEN)),
            (f"OTHER_JWT={_TOKEN}", "SCALR_TOKEN=eyJhbGciOiJIUzI1NiJ9.short.token", f"SCALR_TOKEN={_TOKEN[:60]}"),
            prefilter=r"scalr[\w.\-]{0,40}[^\w\n]{1,20}eyj",
        ),
        span=2048,
    ),
)
