"""BeeBole: the API token of a user.

https://beebole.com/help/beebole-timesheet-api/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("beebole-api-key", "BeeBole API key", part="key")

_API_KEY: Final = made(LOWER, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"beebole{TELLING}",
        r"[a-z0-9]{40}",
        ("beebole",),
        (
            (f"BEEBOLE_API_KEY={_API_KEY}", _API_KEY),
            (f"beebole_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BEEBOLE_API_KEY={_API_KEY}0",
            f"BEEBOLE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"beebole_id={_API_KEY}",
        ),
    ),
)
