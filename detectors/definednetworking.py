"""Defined Networking's API keys for Managed Nebula: the key's id and its secret in one string.

https://docs.defined.net/guides/automating-host-creation/
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, made, one, prefixed

KEY = one("definednetworking-api-key", "Defined Networking API key", part="key")

_KEY: Final = f"dnkey-{made(UPPER, 26)}-{made(UPPER, 52)}"

DETECTORS = (
    prefixed(
        KEY,
        r"dnkey-[A-Za-z0-9=_\-]{26}-[A-Za-z0-9=_\-]{52}",
        ("dnkey-",),
        ((f"DN_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}"),
    ),
)
