"""PASETO: tokens, and keys written as PASERK; a public token is only signed, a local one encrypted.

    v4.local.PAYLOAD   v4.public.PAYLOAD   v4.public.PAYLOAD.FOOTER
    k4.local.KEY       k4.secret.KEY       k4.secret-pw.WRAPPED

https://paseto.io/ and https://github.com/paseto-standard/paserk
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("paseto-token", "PASETO token")
KEY = one("paserk-key", "PASERK key", part="key")

_TOKEN: Final = "v4.public." + made(URL_SAFE, 120, "paseto")[:-1] + "A"
_LOCAL: Final = f"v2.local.{made(URL_SAFE, 100, 'paseto')[:-1]}A.{made(URL_SAFE, 20, 'paseto')[:-1]}B"
_KEY: Final = "k4.secret." + made(URL_SAFE, 85, "paserk") + "A"
_SHARED: Final = "k3.local." + made(URL_SAFE, 42, "paserk") + "A"

DETECTORS = (
    prefixed(
        TOKEN,
        r"v[1-4]\.(?:local|public)\.[A-Za-z0-9_\-]{64,4000}(?:\.[A-Za-z0-9_\-]{4,1000})?",
        (".local.", ".public."),
        ((f"Authorization: Bearer {_TOKEN}", _TOKEN), (f'"session": "{_LOCAL}"', _LOCAL)),
        ("v4.public.example.com", f"v4.public.{'x' * 100}", _TOKEN[:60]),
        least=4.0,
        prefilter=r"v[1-4]\.(local|public)\.[A-Za-z0-9_\-]{64}",
    ),
    prefixed(
        KEY,
        r"k[1-4]\.(?:local|secret)(?:-pw|-wrap\.pie)?\.[A-Za-z0-9_\-]{40,4000}",
        (".local", ".secret"),
        ((f"PASETO_KEY={_KEY}", _KEY), (f'"key": "{_SHARED}"', _SHARED)),
        ("k4.secret.example", f"k4.secret.{'x' * 86}", f"k4.public.{made(URL_SAFE, 43)}"),
        least=4.0,
        prefilter=r"k[1-4]\.(local|secret)(-pw|-wrap\.pie)?\.[A-Za-z0-9_\-]{40}",
    ),
)
