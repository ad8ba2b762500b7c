"""Exoscale's API keys: `EXO` and 24 hexadecimal digits, with a secret of 43 characters.

https://community.exoscale.com/platform/iam/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, URL_SAFE, keyed, made, named, one, prefixed

KEY = one("exoscale-api-key", "Exoscale API key", part="key")
SECRET = CredentialType(
    name="exoscale-api-secret",
    title="Exoscale API secret",
    parts=("secret", "key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_FORM: Final = r"EXO[0-9a-f]{24}"
_KEY: Final = "EXO" + made(HEX, 24)
_SECRET: Final = made(URL_SAFE, 43)

DETECTORS = (
    prefixed(
        KEY,
        _FORM,
        ("exo",),
        ((f"EXOSCALE_API_KEY={_KEY}", _KEY), (f'key = "{_KEY}"', _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}", "EXO" + "0" * 24),
        prefilter=r"exo[0-9a-f]{24}",
    ),
    named(
        SECRET,
        keyed(r"exoscale"),
        r"[A-Za-z0-9_\-]{40,43}",
        ("exoscale",),
        ((f"EXOSCALE_API_SECRET={_SECRET}", _SECRET), (f'exoscaleToken = "{_SECRET}"', _SECRET)),
        (f"EXOSCALE_API_SECRET={_SECRET}0", f"exoscale {_SECRET}", f"EXOSCALE_API_SECRET={'x' * 43}"),
        companions=(("key", rf"(?<![\w\-])(?P<key>{_FORM})(?![\w\-])"),),
        least=3.5,
    ),
)
