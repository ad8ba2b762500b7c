"""PagerDuty's API keys: 20 characters, those of a user begin with a `u`; and the tokens of its OAuth.

https://support.pagerduty.com/main/docs/api-access-keys
https://developer.pagerduty.com/docs/oauth-functionality
"""

from __future__ import annotations

from typing import Final

from .base import Parts
from .forms import HEX, URL_SAFE, made, named, one, prefixed

KEY = one("pagerduty-api-key", "PagerDuty API key", part="key")
TOKEN = one("pagerduty-oauth-token", "PagerDuty OAuth token")

_KEY: Final = "u+" + made(URL_SAFE, 18)
_TOKEN: Final = "pdus+_0XBPWQQ_" + made(HEX, 32)


def _holds_digit(parts: Parts) -> bool:
    return any(letter.isdigit() for letter in parts["key"].reveal())


DETECTORS = (
    named(
        KEY,
        "pager[-_]?duty|pd",
        r"[A-Za-z0-9_+\-]{20}",
        (
            "pagerduty",
            "pager-duty",
            "pager_duty",
            "pd_",
            "pd-",
        ),
        (
            (f"PAGERDUTY_API_KEY={_KEY}", _KEY),
            (f"pd_api_key={_KEY}", _KEY),
            (f'pagerduty_token: "{_KEY}"', _KEY),
        ),
        (
            f"PAGERDUTY_API_KEY={_KEY}00",
            f"pagerduty_service: {_KEY}",
            f"KEY={_KEY}",
            f"PAGERDUTY_API_KEY={'A' * 20}",
            "PAGERDUTY_API_KEY=MY_PAGERDUTY_API_KEY",
        ),
        common=True,
        built=False,
        least=3.2,
        check=_holds_digit,
    ),
    prefixed(
        TOKEN,
        r"pdus\+[A-Za-z0-9_+\-]{20,64}|pdeu\+[A-Za-z0-9_+\-]{20,64}",
        (
            "pdus+",
            "pdeu+",
        ),
        ((f"Authorization: Bearer {_TOKEN}", _TOKEN),),
        (
            "pdus+short",
            f"pdus+{'x' * 40}",
        ),
    ),
)
