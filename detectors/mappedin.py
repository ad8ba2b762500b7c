"""Mappedin's API keys (maps of what is indoors): the secret, which works beside its key.

https://developer.mappedin.com/docs/demo-keys-and-maps
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made, prefixed
from .secretive import cased

KEY = CredentialType(
    name="mappedin-api-secret",
    title="Mappedin API secret",
    parts=("secret", "key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = "mis_" + made(ALNUM, 51, "mappedin")

DETECTORS = (
    prefixed(
        KEY,
        r"mis_" + cased(51),
        ("mis_",),
        (
            (f"MAPPEDIN_KEY=mik_{made(ALNUM, 25, 'mappedin')}\nMAPPEDIN_SECRET={_SECRET}", _SECRET),
            (f"secret: '{_SECRET}',", _SECRET),
        ),
        (_SECRET[:-1], f"{_SECRET}0", f"x{_SECRET}", "mis_" + "x" * 51),
        least=3.8,
        companions=(("key", r"\b(?P<key>mik_[A-Za-z0-9]{25})\b"),),
    ),
)
