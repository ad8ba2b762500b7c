"""StackHawk's API keys.

https://docs.stackhawk.com/apidocs/getting-started/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

KEY = one("stackhawk-api-key", "StackHawk API key", part="key")

_KEY: Final = "hawk." + made(ALNUM, 20, "id") + "." + made(ALNUM, 20, "key")

DETECTORS = (
    prefixed(
        KEY,
        r"hawk\." + alnum(20) + r"\.[A-Za-z0-9]{20}",
        ("hawk.",),
        ((f'HAWK_API_KEY="{_KEY}"', _KEY), (f"hawk init --api-key {_KEY}", _KEY)),
        (_KEY[:-1], f"x{_KEY}", "hawk.your-key", "hawk." + "x" * 20 + "." + "x" * 20),
        prefilter=r"hawk\.[a-z0-9]{20}\.[a-z0-9]{20}",
    ),
)
