"""Helicone's API keys: to write (sk) and to read (pk), and those of its proxy and of its region in Europe.

https://docs.helicone.ai/helicone-headers/helicone-auth
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

KEY = one("helicone-api-key", "Helicone API key", part="key")

_GROUPS: Final = "-".join(made(LOWER, 7, f"helicone{place}") for place in range(4))
_KEY: Final = f"sk-helicone-{_GROUPS}"
_EU: Final = f"pk-helicone-eu-{_GROUPS}"

DETECTORS = (
    prefixed(
        KEY,
        r"[sp]k-helicone-(?:(?:eu|proxy|cp)-){0,2}[a-z0-9]{7}(?:-[a-z0-9]{7}){3}",
        ("k-helicone-",),
        ((f"HELICONE_API_KEY={_KEY}", _KEY), (f'"Helicone-Auth": "Bearer {_EU}"', _EU)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}", "sk-helicone-" + "-".join(["x" * 7] * 4), "sk-helicone-your-api-key"),
    ),
)
