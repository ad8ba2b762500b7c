"""Moonshot AI's keys (Kimi). Others have keys of the same form, so that its name must be near.

https://platform.moonshot.ai/docs/api/chat
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, prefixed

KEY = one("kimi-api-key", "Moonshot AI (Kimi) API key", part="key")

_KEY: Final = "sk-" + made(ALNUM, 48)
_CODE: Final = "sk-kimi-" + made(ALNUM, 64)

DETECTORS = (
    named(
        KEY,
        "kimi|moonshot",
        "sk-[A-Za-z0-9]{48}",
        (
            "kimi",
            "moonshot",
        ),
        (
            (f"MOONSHOT_API_KEY={_KEY}", _KEY),
            (f'kimi_token: "{_KEY}"', _KEY),
        ),
        (
            f"MOONSHOT_API_KEY={_KEY}0",
            f"KEY={_KEY}",
            f"KIMI_API_KEY=sk-{'a' * 48}",
        ),
    ),
    prefixed(
        KEY,
        "sk-kimi-[A-Za-z0-9]{64}",
        ("sk-kimi-",),
        ((f"ANTHROPIC_API_KEY={_CODE}", _CODE),),
        (
            _CODE[:-1],
            f"{_CODE}a",
        ),
    ),
)
