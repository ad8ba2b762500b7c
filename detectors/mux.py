"""The secrets of Mux's access tokens.

https://www.mux.com/docs/core/make-api-requests
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, named, one

SECRET = one("mux-token-secret", "Mux token secret", part="secret")

_SECRET: Final = made(BASE64, 75)

DETECTORS = (
    named(
        SECRET,
        "mux",
        "[A-Za-z0-9/+]{75}",
        ("mux",),
        (
            (f"MUX_TOKEN_SECRET={_SECRET}", _SECRET),
            (f'mux_secret: "{_SECRET}"', _SECRET),
        ),
        (
            f"MUX_TOKEN_SECRET={_SECRET}0",
            f"demuxKey: {_SECRET}",
        ),
        common=True,
        least=3.8,
    ),
)
