"""pyx, Astral's package registry: a user's keys, of the first form and of the second.

https://docs.pyx.dev/
"""

from __future__ import annotations

import string
from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("pyx-user-key", "pyx user key", part="key")

_FIRST: Final = "sk-pyx-" + made(ALNUM, 64)
_SECOND: Final = "sk-pyx-2" + made(string.ascii_letters, 45)

DETECTORS = (
    prefixed(
        KEY,
        r"sk-pyx-(?:2[A-Za-z]{45}|[A-Za-z0-9]{64})",
        ("sk-pyx-",),
        ((f"PYX_API_KEY={_FIRST}", _FIRST), (f"uv publish --token {_SECOND}", _SECOND)),
        (_FIRST[:-1], f"{_FIRST}0", f"a{_SECOND}", f"{_SECOND}0", "sk-pyx-" + "x" * 64),
    ),
)
