"""Flutterwave's keys: a secret key pays, an encryption key hides cards; `TEST` ones reach the sandbox.

A public key (`FLWPUBK`) is meant to be seen, but says whose secrets are near.

https://developer.flutterwave.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, made, one, prefixed

SECRET = one("flutterwave-secret-key", "Flutterwave secret key", part="key")
ENCRYPTION = one("flutterwave-encryption-key", "Flutterwave encryption key", part="key")

PUBLIC = CredentialType(
    name="flutterwave-public-key",
    title="Flutterwave public key",
    parts=("key",),
    secret=frozenset(),
    identity=("key",),
)

_SECRET: Final = f"FLWSECK-{made(HEX, 32)}-X"
_ENCRYPTION: Final = f"FLWSECK_TEST-{made(HEX, 12)}"
_PUBLIC: Final = f"FLWPUBK-{made(HEX, 32)}-X"

DETECTORS = (
    prefixed(
        SECRET,
        r"FLWSECK(?:_TEST)?-[0-9a-hA-H]{32}-(?:[0-9a-z]{10,13})?X",
        ("flwseck",),
        ((f"FLW_SECRET_KEY={_SECRET}", _SECRET), (f"Authorization: Bearer {_SECRET}", _SECRET)),
        (_SECRET[:-2], f"x{_SECRET}", f"FLWSECK-{'x' * 32}-X"),
    ),
    prefixed(
        ENCRYPTION,
        r"FLWSECK_TEST-?[0-9a-hA-H]{12}",
        ("flwseck_test",),
        ((f"FLW_ENCRYPTION_KEY={_ENCRYPTION}", _ENCRYPTION),),
        (_ENCRYPTION[:-1], f"{_ENCRYPTION}0", f"FLWSECK_TEST-{'x' * 12}"),
        least=2.0,
    ),
    prefixed(
        PUBLIC,
        r"FLWPUBK(?:_TEST)?-[0-9a-hA-H]{32}-X",
        ("flwpubk",),
        ((f"FLW_PUBLIC_KEY={_PUBLIC}", _PUBLIC),),
        (_PUBLIC[:-2], f"x{_PUBLIC}", f"FLWPUBK-{'x' * 32}-X"),
    ),
)
