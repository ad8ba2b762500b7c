"""Endor Labs' API credentials: a key and a secret, both `endr+` and 16 characters; the name tells which is which.

https://docs.endorlabs.com/administration/api-keys/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, made, named, one, prefixed

KEY = one("endorlabs-api-key", "Endor Labs API key", part="key")
SECRET = CredentialType(
    name="endorlabs-api-secret",
    title="Endor Labs API secret",
    parts=("secret", "key"),
    secret=frozenset({"secret", "key"}),
    identity=("secret",),
)

_FORM: Final = r"endr\+[A-Za-z0-9\-]{16}"
_KEY: Final = "endr+" + made(ALNUM, 16)
_SECRET: Final = "endr+" + made(ALNUM, 16, "secret")

DETECTORS = (
    prefixed(
        KEY,
        _FORM,
        ("endr+",),
        ((f"ENDOR_API_CREDENTIALS_KEY={_KEY}", _KEY), (f"endorctl --api-key {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", "endr+" + "x" * 16, "endr-" + made(ALNUM, 16)),
    ),
    named(
        SECRET,
        r"secret",
        _FORM,
        ("endr+",),
        ((f"ENDOR_API_CREDENTIALS_SECRET={_SECRET}", _SECRET), (f'"apiSecret": "{_SECRET}"', _SECRET)),
        (f"ENDOR_SECRET={_SECRET}0", f"ENDOR_SECRET={_SECRET[:-1]}", f"ENDOR_SECRET=endr+{'x' * 16}"),
        companions=(("key", assignment("key", r"key", _FORM)),),
    ),
)
