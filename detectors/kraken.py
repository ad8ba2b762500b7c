"""Kraken's API secrets: 64 bytes in base64. What names the key is no secret.

https://docs.kraken.com/api/docs/guides/spot-rest-auth
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, named, one

SECRET = one("kraken-api-secret", "Kraken API secret", part="secret")

_SECRET: Final = made(BASE64, 86) + "=="
_KEY: Final = made(BASE64, 56, "kraken")

DETECTORS = (
    named(
        SECRET,
        "kraken",
        r"[A-Za-z0-9/=_+\-]{80,90}",
        ("kraken",),
        (
            (f"KRAKEN_API_SECRET={_SECRET}", _SECRET),
            (f'krakenToken = "{_SECRET}"', _SECRET),
        ),
        (
            f'kraken_id = "{_SECRET}"',
            f'octokraken_key = "{_SECRET}"',
        ),
        common=True,
        least=3.8,
    ),
    # The second of what a client is made with; the first is the key.
    named(
        SECRET,
        r"\bkraken[\w.:]{0,24}\(\s{0,24}[\"'`][A-Za-z0-9/+]{56}[\"'`](?=[ \t]{0,4},)",
        r"[A-Za-z0-9/+]{86}==",
        ("kraken",),
        ((f"new KrakenClient('{_KEY}', '{_SECRET}')", _SECRET), (f"krakenex.API('{_KEY}', '{_SECRET}')", _SECRET)),
        (f"new OtherClient('{_KEY}', '{_SECRET}')", f"new KrakenClient('{_KEY[:-1]}', '{_SECRET}')"),
        prefilter=r"kraken[\w.:]{0,24}\(",
        least=3.8,
    ),
)
