"""BugSnag: the API key of a project, and the token of a user for the data access API.

https://docs.bugsnag.com/api/data-access/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, UUID, made, made_uuid, named, one

API_KEY = one("bugsnag-api-key", "BugSnag API key", part="key")
AUTH_TOKEN = one("bugsnag-auth-token", "BugSnag personal auth token")

_API_KEY: Final = made(HEX, 32)
_AUTH_TOKEN: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"bugsnag{TELLING}",
        r"[a-f0-9]{32}",
        ("bugsnag",),
        (
            (f"BUGSNAG_API_KEY={_API_KEY}", _API_KEY),
            (f"bugsnag_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BUGSNAG_API_KEY={_API_KEY}0",
            f"BUGSNAG_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bugsnag_id={_API_KEY}",
        ),
    ),
    named(
        AUTH_TOKEN,
        rf"bugsnag{TELLING}",
        rf"{UUID}",
        ("bugsnag",),
        (
            (f"BUGSNAG_AUTH_TOKEN={_AUTH_TOKEN}", _AUTH_TOKEN),
            (f"export BUGSNAG_AUTH_TOKEN='{_AUTH_TOKEN}'", _AUTH_TOKEN),
        ),
        (
            f"BUGSNAG_AUTH_TOKEN={_AUTH_TOKEN}0",
            f"BUGSNAG_AUTH_TOKEN={'x' * len(_AUTH_TOKEN)}",
            f"checksum={_AUTH_TOKEN}",
            f"bugsnag_id={_AUTH_TOKEN}",
        ),
    ),
)
