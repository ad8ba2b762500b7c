"""Unkey's root keys.

https://www.unkey.com/docs/security/root-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("unkey-root-key", "Unkey root key")

_TOKEN: Final = "unkey_" + made(ALNUM, 22, "unkey-root-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"unkey_" + alnum(22, 24),
        ("unkey_",),
        ((f"UNKEY_ROOT_KEY={_TOKEN}", _TOKEN), (f'"unkey_root_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-5], f"x{_TOKEN}", "unkey_" + "x" * 22, "unkey_your-key"),
    ),
)
