"""Featherless' API keys: `rc_` and 64 hexadecimal digits.

https://featherless.ai/docs/quickstart-guide
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("featherless-api-key", "Featherless API key", part="key")

_KEY: Final = "rc_" + made(HEX, 64)

DETECTORS = (
    named(
        KEY,
        "featherless",
        r"rc_[0-9a-f]{64}",
        ("featherless",),
        ((f"FEATHERLESS_API_KEY={_KEY}", _KEY), (f'featherlessApiKey = "{_KEY}"', _KEY)),
        (f"FEATHERLESS_API_KEY={_KEY}0", f"API_KEY={_KEY}", f"FEATHERLESS_API_KEY={_KEY[:-1]}"),
    ),
)
