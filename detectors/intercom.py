"""Intercom's access tokens: today's begin with the base64 of `tok:`, those of before with nothing.

https://developers.intercom.com/docs/build-an-integration/learn-more/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, LOWER, made, named, one, prefixed

TOKEN = one("intercom-access-token", "Intercom access token")

_TOKEN: Final = "dG9rO" + made(ALNUM, 54) + "="
_OLD: Final = made(LOWER, 60)

DETECTORS = (
    prefixed(
        TOKEN,
        "dG9rO[A-Za-z0-9+/]{50,60}={0,2}",
        ("dg9ro",),
        (
            (f"INTERCOM_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f"Authorization: Bearer {_TOKEN}", _TOKEN),
        ),
        (
            "dG9rO" + "a" * 54,
            _TOKEN[:30],
        ),
        prefilter="dG9rO[A-Za-z0-9+/]{50}",
    ),
    named(
        TOKEN,
        "intercom",
        r"[A-Za-z0-9=_\-]{60}",
        ("intercom",),
        (
            (f'intercomToken = "{_OLD}"', _OLD),
            (f"intercom_api_key: {_OLD}", _OLD),
        ),
        (
            f'intercomToken = "{_OLD}0"',
            f"intercom_app_id: {_OLD}",
        ),
        common=True,
    ),
)
