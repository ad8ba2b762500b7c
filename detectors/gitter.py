"""Gitter's access tokens: 40 characters, told by their name only.

https://developer.gitter.im/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, keyed, made, named, one

TOKEN = one("gitter-access-token", "Gitter access token")

_TOKEN: Final = made(URL_SAFE, 40)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"(?<![a-z])gitter"),
        r"[A-Za-z0-9_\-]{40}",
        ("gitter",),
        ((f"GITTER_TOKEN={_TOKEN}", _TOKEN), (f'gitterToken = "{_TOKEN}"', _TOKEN)),
        (
            f"GITTER_TOKEN={_TOKEN}0",
            f"gitter build {_TOKEN}",
            f"GITTER_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
