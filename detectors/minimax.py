"""MiniMax's API keys.

https://platform.minimax.io/docs/api-reference/api-overview
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

KEY = one("minimax-api-key", "MiniMax API key", part="key")

_KEY: Final = "sk-api-" + made(URL_SAFE, 119)

DETECTORS = (
    prefixed(
        KEY,
        r"sk-api-[A-Za-z0-9_\-]{100,130}",
        ("sk-api-",),
        (
            (f"MINIMAX_API_KEY={_KEY}", _KEY),
            (f'minimaxToken = "{_KEY}"', _KEY),
        ),
        (
            f"sk-api-{'a' * 119}",
            _KEY[:60],
            f"di{_KEY}",
        ),
        least=3.8,
    ),
)
