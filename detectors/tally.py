"""Tally's API keys (of forms), which its name stands beside.

https://developers.tally.so/api-reference/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("tally-api-key", "Tally API key", part="key")

_KEY: Final = "tly-" + made(ALNUM, 32, "tally")

DETECTORS = (
    prefixed(
        KEY,
        r"tly-" + cased(32),
        (
            "tally_",
            "tally.so",
        ),
        (
            (f"TALLY_API_KEY={_KEY}", _KEY),
            (f"curl https://api.tally.so/forms -H 'Authorization: Bearer {_KEY}'", _KEY),
        ),
        (
            f"TALLY_API_KEY={_KEY[:-1]}",
            f"TALLY_API_KEY=direc{_KEY}",
            f"API_KEY={_KEY}",
            "TALLY_API_KEY=tly-" + "x" * 32,
        ),
        near=r"tally_|tally\.so",
    ),
)
