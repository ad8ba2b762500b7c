"""ElevenLabs' API keys: `sk_` and 48 hexadecimal digits, formerly 32 digits alone.

https://elevenlabs.io/docs/api-reference/authentication
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import HEX, keyed, made, named, one, prefixed

KEY = one("elevenlabs-api-key", "ElevenLabs API key", part="key")

_KEY: Final = "sk_" + made(HEX, 48)
_KEY2: Final = made(HEX, 32)

DETECTORS = (
    prefixed(
        KEY,
        r"sk_[0-9a-f]{48}",
        ("elevenlabs", "eleven_labs", "eleven-labs", "xi-api-key", "xi_api_key"),
        ((f"ELEVENLABS_API_KEY={_KEY}", _KEY), (f"xi-api-key: {_KEY}", _KEY), (f'ElevenLabs(api_key="{_KEY}")', _KEY)),
        (f"ELEVENLABS_API_KEY={_KEY[:-1]}", f"OTHER_API_KEY={_KEY}", f"ELEVENLABS_API_KEY=sk_{'0' * 48}"),
        near=r"eleven[-_]?labs|xi[-_]api[-_]key",
        confidence=Confidence.CONTEXT,
    ),
    named(
        KEY,
        keyed(r"eleven[-_]?labs|\bxi(?=[-_]api[-_]key)"),
        r"[0-9a-f]{32}",
        ("elevenlabs", "eleven_labs", "eleven-labs", "xi-api-key", "xi_api_key"),
        ((f"ELEVENLABS_API_KEY={_KEY2}", _KEY2), (f'elevenlabsApiKey = "{_KEY2}"', _KEY2)),
        (
            f"ELEVENLABS_API_KEY={_KEY2}0",
            f"elevenlabs build {_KEY2}",
            f"ELEVENLABS_API_KEY={'0' * len(_KEY2)}",
            f"CHECKSUM={_KEY2}",
        ),
    ),
)
