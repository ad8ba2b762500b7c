"""Airbrake: the key of a project and the key of a user.

https://docs.airbrake.io/docs/devops-tools/api/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("airbrake-api-key", "Airbrake key", part="key")

_API_KEY: Final = made(LOWER, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"airbrake{TELLING}",
        r"(?:[A-Za-z0-9]{40}|[a-f0-9]{32})",
        ("airbrake",),
        (
            (f"AIRBRAKE_PROJECT_KEY={_API_KEY}", _API_KEY),
            (f"export AIRBRAKE_PROJECT_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"AIRBRAKE_PROJECT_KEY={_API_KEY}0",
            f"AIRBRAKE_PROJECT_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"airbrake_id={_API_KEY}",
        ),
    ),
)
