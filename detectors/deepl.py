"""DeepL's API keys: UUIDs, those of the free plan with `:fx` behind them.

https://developers.deepl.com/docs/getting-started/auth
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, keyed, made, named, one, prefixed

KEY = one("deepl-api-key", "DeepL API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}:fx"
_KEY2: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    prefixed(
        KEY,
        rf"{UUID}:fx",
        (":fx",),
        ((f"DEEPL_API_KEY={_KEY}", _KEY), (f"Authorization: DeepL-Auth-Key {_KEY}", _KEY)),
        (f"{_KEY}0", f"x{_KEY}", _KEY[:-1]),
        prefilter=r"[0-9a-f]{12}:fx",
    ),
    named(
        KEY,
        keyed("deepl"),
        rf"{UUID}(?::fx)?",
        ("deepl",),
        ((f"DEEPL_AUTH_KEY={_KEY2}", _KEY2), (f'deeplAuthKey = "{_KEY2}"', _KEY2)),
        (f"DEEPL_AUTH_KEY={_KEY2}0", f"deepl build {_KEY2}", f"DEEPL_AUTH_KEY={'0' * len(_KEY2)}", f"CHECKSUM={_KEY2}"),
    ),
)
