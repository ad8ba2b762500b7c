"""Dwolla's application keys and secrets: 50 letters and digits each, told by their name only.

https://developers.dwolla.com/docs/balance/auth
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

SECRET = one("dwolla-client-secret", "Dwolla client secret or key", part="secret")

_SECRET: Final = made(ALNUM, 50)

DETECTORS = (
    named(
        SECRET,
        keyed("dwolla"),
        r"[A-Za-z0-9]{50}",
        ("dwolla",),
        ((f"DWOLLA_APP_SECRET={_SECRET}", _SECRET), (f'dwollaAppSecret = "{_SECRET}"', _SECRET)),
        (
            f"DWOLLA_APP_SECRET={_SECRET}0",
            f"dwolla build {_SECRET}",
            f"DWOLLA_APP_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
        least=3.5,
    ),
)
