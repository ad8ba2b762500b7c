"""LiveKit's API secrets, which work beside their key.

https://docs.livekit.io/home/server/generating-tokens/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .filters.says import DENIES
from .forms import ALNUM, made, named
from .secretive import alnum

KEY = CredentialType(
    name="livekit-api-secret",
    title="LiveKit API secret",
    parts=("secret", "key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(ALNUM, 44, "livekit")

DETECTORS = (
    named(
        KEY,
        r"live[-_]?kit[\w.\-]{0,24}secret" + DENIES,
        alnum(42, 45),
        ("livekit", "live_kit", "live-kit"),
        (
            (f"LIVEKIT_API_KEY=API{made(ALNUM, 12, 'livekit')}\nLIVEKIT_API_SECRET={_SECRET}", _SECRET),
            (f'livekitSecret: "{_SECRET}"', _SECRET),
        ),
        (
            f"LIVEKIT_API_SECRET={_SECRET[:30]}",
            f"LIVEKIT_API_SECRET={_SECRET}00",
            f"LIVEKIT_API_SECRET={'x' * 44}",
            f"livekit_room={_SECRET}",
            f"LIVEKIT_TOKEN_URL={_SECRET}",
        ),
        least=3.6,
        companions=(("key", r"\b(?P<key>API(?![A-Z]?[a-z]+\b)[A-Za-z0-9]{12,14})\b"),),
    ),
)
