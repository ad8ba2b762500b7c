"""SparkPost's API keys.

https://developers.sparkpost.com/api/#header-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("sparkpost-api-key", "SparkPost API key", part="key")

_KEY: Final = made(HEX, 40, "sparkpost-api-key")

DETECTORS = (
    secretive(
        KEY,
        "sparkpost",
        hexes(40),
        ("sparkpost",),
        (
            (f"SPARKPOST_API_KEY={_KEY}", _KEY),
            (f'"sparkpost_api_key": "{_KEY}"', _KEY),
            (f"const client = new SparkPost('{_KEY}')", _KEY),
        ),
        (
            f"SPARKPOST_API_KEY={_KEY}0x",
            f"SPARKPOST_API_KEY={_KEY[:-10]}",
            f"sparkpost_commit={_KEY}",
            f"sparkpost.lookup('{_KEY}')",
            f"SparkPost.New('{_KEY}')",
            "SPARKPOST_API_KEY=your_sparkpost_key_goes_here_1",
        ),
    ),
)
