"""Uploadcare's secret keys.

https://uploadcare.com/docs/start/settings/#api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one
from .secretive import hexes

KEY = one("uploadcare-secret-key", "Uploadcare secret key", part="key")

_KEY: Final = made(HEX, 20, "uploadcare-secret-key")

DETECTORS = (
    named(
        KEY,
        r"uploadcare[\w.\-]{0,16}(?:secret|private)",
        hexes(20),
        ("uploadcare",),
        ((f"UPLOADCARE_SECRET_KEY={_KEY}", _KEY), (f'"uploadcare_secret_key": "{_KEY}"', _KEY)),
        (f"UPLOADCARE_PUBLIC_KEY={_KEY}", f"UPLOADCARE_SECRET_KEY={_KEY[:-1]}", f"UPLOADCARE_SECRET_KEY={_KEY}0"),
    ),
)
