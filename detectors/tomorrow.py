"""Tomorrow.io's API keys.

https://docs.tomorrow.io/reference/api-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("tomorrow-io-api-key", "Tomorrow.io API key", part="key")

_KEY: Final = made(ALNUM, 32, "tomorrow-io-api-key")

DETECTORS = (
    secretive(
        KEY,
        "tomorrow[-_.]?io|tomorrow[-_]api|climacell",
        alnum(32),
        ("tomorrow", "climacell"),
        ((f"TOMORROW_IO_API_KEY={_KEY}", _KEY), (f'"tomorrow_io_api_key": "{_KEY}"', _KEY)),
        (
            f"TOMORROW_IO_API_KEY={_KEY}0x",
            f"TOMORROW_IO_API_KEY={_KEY[:-8]}",
            f"tomorrow_commit={_KEY}",
            "TOMORROW_IO_API_KEY=your_tomorrow_key_goes_here_1",
        ),
    ),
)
