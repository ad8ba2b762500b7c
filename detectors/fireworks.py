"""Fireworks AI's API keys: `fw_`, or `fpk_` for what is paid by the month, and 22 to 24 letters and digits.

https://docs.fireworks.ai/api-reference/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

KEY = one("fireworks-api-key", "Fireworks AI API key", part="key")

_KEY: Final = "fw_" + made(ALNUM, 22)
_PASS: Final = "fpk_" + made(ALNUM, 24)

DETECTORS = (
    named(
        KEY,
        r"fire(?:works|pass)",
        r"f(?:w|pk)_[A-Za-z0-9]{22,24}",
        ("fireworks", "firepass"),
        (
            (f"FIREWORKS_API_KEY={_KEY}", _KEY),
            (f'fireworksApiKey = "{_PASS}"', _PASS),
            (f"FIREPASS_API_KEY={_PASS}", _PASS),
        ),
        (f"FIREWORKS_API_KEY={_KEY}000", f"API_KEY={_KEY}", f"FIREWORKS_API_KEY=fw_{'x' * 22}"),
        least=3.3,
    ),
)
