"""Helicone's API keys: to read and write (sk), to write (pk); those of its region in Europe, with a limit,
and of its proxy.

https://docs.helicone.ai/helicone-headers/helicone-auth
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, UUID, made, made_uuid, one, prefixed

KEY = one("helicone-api-key", "Helicone API key", part="key")

_GROUPS: Final = "-".join(made(LOWER, 7, f"helicone{place}") for place in range(4))
_FOUR: Final = r"[a-z0-9]{7}(?:-[a-z0-9]{7}){3}"
_KEY: Final = f"sk-helicone-{_GROUPS}"
_EU: Final = f"pk-helicone-eu-rl-{_GROUPS}"
_PROXY: Final = f"sk-helicone-proxy-{_GROUPS}-{made_uuid('helicone')}"

DETECTORS = (
    prefixed(
        KEY,
        rf"[sp]k-helicone-(?:(?:(?:eu-)?(?:cp|rl)|eu)-)?{_FOUR}|[sp]k-helicone-proxy-{_FOUR}-{UUID}",
        ("k-helicone-",),
        (
            (f"HELICONE_API_KEY={_KEY}", _KEY),
            (f'"Helicone-Auth": "Bearer {_EU}"', _EU),
            (f"Authorization: Bearer {_PROXY}", _PROXY),
        ),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}", "sk-helicone-" + "-".join(["x" * 7] * 4), "sk-helicone-your-api-key"),
    ),
)
