"""Letta Cloud's API keys: two UUIDs with a colon between them, in base64.

https://docs.letta.com/guides/cloud/letta-api-key
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Final

from .base import Parts
from .forms import UUID, made_uuid, one, prefixed

KEY = one("letta-api-key", "Letta API key", part="key")

_PREFIX: Final = "sk-let-"
_TWO: Final = re.compile(rf"{UUID}:{UUID}", re.ASCII)


def _holds_two(parts: Parts) -> bool:
    return _TWO.fullmatch(b64decode(parts["key"].reveal()[len(_PREFIX) :]).decode(errors="replace")) is not None


_KEY: Final = _PREFIX + b64encode(f"{made_uuid('letta')}:{made_uuid('letta-secret')}".encode()).decode()
_OTHER: Final = _PREFIX + b64encode(b"what is neither of them " * 3 + b"!").decode()

DETECTORS = (
    prefixed(
        KEY,
        r"sk-let-[A-Za-z0-9+/]{98}==",
        (_PREFIX,),
        ((f"LETTA_API_KEY={_KEY}", _KEY), (f"Letta(token='{_KEY}')", _KEY)),
        (_KEY[:-3], f"{_KEY}0", f"x{_KEY}", _OTHER, "sk-let-your-api-key-here"),
        check=_holds_two,
    ),
)
