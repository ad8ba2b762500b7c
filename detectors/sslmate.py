"""SSLMate's API keys.

https://sslmate.com/help/reference/apiv2#auth
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("sslmate-api-key", "SSLMate API key", part="key")

_KEY: Final = made(ALNUM, 32, "sslmate-api-key")

DETECTORS = (
    secretive(
        KEY,
        "sslmate",
        alnum(32, 44, also="_"),
        ("sslmate",),
        ((f"SSLMATE_API_KEY={_KEY}", _KEY), (f'"sslmate_api_key": "{_KEY}"', _KEY)),
        (f"SSLMATE_API_KEY={_KEY[:-8]}", f"sslmate_commit={_KEY}", "SSLMATE_API_KEY=your_sslmate_key_goes_here_1"),
    ),
)
