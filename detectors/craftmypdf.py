"""CraftMyPDF: the API key of an account.

https://craftmypdf.com/docs/index.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("craftmypdf-api-key", "CraftMyPDF API key", part="key")

_API_KEY: Final = made(ALNUM, 35)

DETECTORS = (
    named(
        API_KEY,
        rf"craftmypdf{TELLING}",
        r"[A-Za-z0-9]{35}",
        ("craftmypdf",),
        (
            (f"CRAFTMYPDF_API_KEY={_API_KEY}", _API_KEY),
            (f'craftmypdfApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CRAFTMYPDF_API_KEY={_API_KEY}0",
            f"CRAFTMYPDF_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"craftmypdf_id={_API_KEY}",
        ),
    ),
)
