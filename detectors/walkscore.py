"""Walk Score's API keys.

https://www.walkscore.com/professional/api.php
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("walk-score-api-key", "Walk Score API key", part="key")

_KEY: Final = made(HEX, 32, "walk-score-api-key")

DETECTORS = (
    secretive(
        KEY,
        r"walk[-_]?score|(?<![a-z])wsapi",
        hexes(32),
        ("walkscore", "walk_score", "walk-score", "wsapi"),
        ((f"WALK_SCORE_API_KEY={_KEY}", _KEY), (f'"walk_score_api_key": "{_KEY}"', _KEY)),
        (
            f"WALK_SCORE_API_KEY={_KEY}0x",
            f"WALK_SCORE_API_KEY={_KEY[:-8]}",
            f"walkscore_commit={_KEY}",
            "WALK_SCORE_API_KEY=your_walkscore_key_goes_here_1",
        ),
    ),
)
