"""GoCardless' access tokens: `live_` ones move money, `sandbox_` ones do not.

https://developer.gocardless.com/api-reference/#appendix-access-tokens
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("gocardless-access-token", "GoCardless access token")

_TOKEN: Final = "live_" + made(URL_SAFE, 40)

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?:live|sandbox)_[A-Za-z0-9_=\-]{40}",
        ("gocardless",),
        ((f"GOCARDLESS_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'gocardless.Client(access_token="{_TOKEN}")', _TOKEN)),
        (
            f"GOCARDLESS_ACCESS_TOKEN={_TOKEN[:-1]}",
            f"OTHER_ACCESS_TOKEN={_TOKEN}",
            f"GOCARDLESS_ACCESS_TOKEN=live_{'x' * 40}",
        ),
        near=r"go[-_]?cardless",
        confidence=Confidence.CONTEXT,
    ),
)
