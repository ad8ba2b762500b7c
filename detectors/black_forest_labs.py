"""Black Forest Labs' API keys (FLUX).

https://docs.bfl.ai/quick_start/create_account
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("black-forest-labs-api-key", "Black Forest Labs API key", part="key")

_KEY: Final = "bfl_" + made(ALNUM, 32, "bfl")

DETECTORS = (
    prefixed(
        KEY,
        r"bfl_" + cased(32),
        ("bfl_",),
        (
            (f"BFL_API_KEY={_KEY}", _KEY),
            (f"x-key: {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"m{_KEY}",
            "bfl_" + "x" * 32,
            "bfl_" + made(HEX, 32, "digest"),
            "bfl_apparatus_interaction_grammar_v0",
        ),
    ),
)
