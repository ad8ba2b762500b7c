"""Finnhub's API keys: 20 letters and digits, or twice as many in new ones, told by their name only.

https://finnhub.io/docs/api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, made, named, one

TOKEN = one("finnhub-access-token", "Finnhub API key")

_TOKEN: Final = made(LOWER, 20)

DETECTORS = (
    named(
        TOKEN,
        rf"(?:{keyed('finnhub')}|finnhub\.io/[^\s\"'<>]{{0,120}}?[?&]token(?==))",
        r"[a-z0-9]{20}(?:[a-z0-9]{20})?",
        ("finnhub",),
        (
            (f"FINNHUB_API_KEY={_TOKEN}", _TOKEN),
            (f"https://finnhub.io/api/v1/quote?symbol=AAPL&token={_TOKEN}", _TOKEN),
        ),
        (
            f"FINNHUB_API_KEY={_TOKEN}0",
            f"finnhub build {_TOKEN}",
            f"FINNHUB_API_KEY={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
