"""LiveKit: the keys of a server, each with its secret.

https://docs.livekit.io/home/self-hosting/deployment/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import ALNUM, made, one, varied

SECRET = one("livekit-api-secret", "LiveKit API secret", part="secret")

_ID: Final = "API" + made(ALNUM, 12, "livekit")
_SECRET: Final = made(ALNUM, 43, "livekit")

DETECTORS = (
    Detector(
        type=SECRET,
        keywords=("api",),
        prefilter=r"\bapi[a-z0-9]{10,13}[\"']?[ ]?[:=][ ]{0,2}[\"']?[a-z0-9]{32}",
        pattern=(
            r"(?<![\w\-])API[A-Za-z0-9]{10,13}[\"']?[ ]?[:=][ ]{0,2}[\"']?"
            r"(?P<secret>[A-Za-z0-9]{32,64})(?![A-Za-z0-9_\-+/=])"
        ),
        confidence=Confidence.CONTEXT,
        check=varied("secret", 3.9),
        examples=((f"keys:\n  {_ID}: {_SECRET}\n", _SECRET), (f'LIVEKIT_KEYS="{_ID}: {_SECRET}"', _SECRET)),
        near_misses=(f"keys:\n  {_ID}: {'a' * 43}\n", f"commit:\n  abc{_ID}: {_SECRET}\n", f"{_ID}: {_SECRET[:20]}\n"),
    ),
)
