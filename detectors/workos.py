"""WorkOS' API keys, of production and of staging: base64 of `key_`, an id, a comma and the secret.

https://workos.com/docs/reference/api-keys
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from .base import Detector, Parts
from .forms import ALNUM, UPPER, made, one

KEY = one("workos-api-key", "WorkOS API key", part="key")

_SAYS: Final = re.compile(rb"key_[0-9A-Z]{26},[A-Za-z0-9]{16,40}")


def _is_workoses(parts: Parts) -> bool:
    told = parts["key"].reveal().rpartition("_")[2]
    try:
        return _SAYS.fullmatch(base64.b64decode(told + "=" * (-len(told) % 4))) is not None
    except binascii.Error:
        return False


def _made(mode: str) -> str:
    text = f"key_01{made(UPPER, 24, mode)},{made(ALNUM, 25, mode)}"
    return f"sk_{mode}{base64.b64encode(text.encode()).decode().rstrip('=')}"


_KEY, _STAGING = _made("live_"), _made("test_")

# Who names another provider beside it knows better.
_OTHERS: Final = re.compile(r"stripe|highnote", re.IGNORECASE)

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("_a2v5x",),
        pattern=r"(?<![A-Za-z0-9_\-])(?P<key>sk_(?:live_|test_)?a2V5X[A-Za-z0-9+/]{50,100})(?![A-Za-z0-9_\-])",
        span=160,
        unless=lambda text: _OTHERS.search(text) is not None,
        check=_is_workoses,
        examples=((f"WORKOS_API_KEY={_KEY}", _KEY), (f"new WorkOS('{_STAGING}')", _STAGING)),
        near_misses=(
            f"HIGHNOTE_KEY={_KEY}",
            "WORKOS_API_KEY=sk_test_example",
            f"WORKOS_API_KEY=sk_live_a2V5Xz{'example' * 10}",
        ),
    ),
)
