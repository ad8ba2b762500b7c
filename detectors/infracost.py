"""Infracost's API keys.

https://www.infracost.io/docs/integrations/environment_variables/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed

KEY = one("infracost-api-key", "Infracost API key", part="key")

_KEY: Final = "ico-" + made(ALNUM, 32)

DETECTORS = (
    prefixed(
        KEY,
        "(?<![.])ico-[A-Za-z0-9]{32}",
        ("ico-",),
        (
            (f"INFRACOST_API_KEY={_KEY}", _KEY),
            (f'variable {{\n  name = "INFRACOST_API_KEY"\n  secret_value = "{_KEY}"\n}}', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"vid{_KEY}",
            "ico-" + "X" * 32,
            f"video_box.ico-{made(HEX, 32)}.png",
        ),
        least=3.2,
    ),
)
