"""Polymarket: the secret, passphrase and name of an API key, and the private key of a wallet, from which they come.

https://docs.polymarket.com/developers/CLOB/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, URL_SAFE, made, made_uuid, named, one

KEY = one("polymarket-api-key", "Polymarket API key", part="key")
SECRET = one("polymarket-api-secret", "Polymarket API secret", part="secret")
PASSPHRASE = one("polymarket-passphrase", "Polymarket passphrase", part="passphrase")
PRIVATE = one("polymarket-private-key", "Polymarket private key", part="key")

_KEY: Final = made_uuid()
_SECRET: Final = made(URL_SAFE, 43) + "="
_PASSPHRASE: Final = made(HEX, 64)
_PRIVATE: Final = "0x" + made(HEX, 64)

DETECTORS = (
    named(
        KEY,
        "poly(?:market)?[-_.]?(?:clob[-_.]?)?(?:api[-_.]?)?key",
        "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("poly",),
        (
            (f"POLY_API_KEY={_KEY}", _KEY),
            (f'poly_keyToken = "{_KEY}"', _KEY),
        ),
        (
            f"POLY_API_KEY={_KEY}0",
            f"monopoly_id = {_KEY}",
        ),
        prefilter=r"poly(market)?[\-_.]?(clob[\-_.]?)?(api[\-_.]?)?key",
    ),
    named(
        SECRET,
        "poly(?:market)?[-_.]?(?:clob[-_.]?)?(?:api[-_.]?)?secret",
        r"[A-Za-z0-9+/_\-]{40,44}={0,2}",
        ("poly",),
        (
            (f"POLY_API_SECRET={_SECRET}", _SECRET),
            (f'poly_secretToken = "{_SECRET}"', _SECRET),
        ),
        (
            f'poly_digest = "{_SECRET}"',
            f"SECRET={_SECRET}",
        ),
        least=3.8,
        prefilter=r"poly(market)?[\-_.]?(clob[\-_.]?)?(api[\-_.]?)?secret",
    ),
    named(
        PASSPHRASE,
        "poly(?:market)?[-_.]?(?:clob[-_.]?)?(?:api[-_.]?)?pass[-_]?phrase",
        r"[A-Za-z0-9_\-]{12,64}",
        ("poly",),
        (
            (f"POLY_PASSPHRASE={_PASSPHRASE}", _PASSPHRASE),
            (f'poly_api_passphrase: "{_PASSPHRASE}"', _PASSPHRASE),
        ),
        (
            "POLY_PASSPHRASE=your-passphrase",
            f"PASSPHRASE={_PASSPHRASE}",
        ),
        prefilter=r"poly(market)?[\-_.]?(clob[\-_.]?)?(api[\-_.]?)?pass[\-_]?phrase",
    ),
    named(
        PRIVATE,
        "poly(?:market)?[-_.]?(?:private|wallet)[-_.]?(?:private[-_.]?)?key",
        "(?:0x)?[0-9a-fA-F]{64}",
        ("poly",),
        (
            (f"POLY_PRIVATE_KEY={_PRIVATE}", _PRIVATE),
            (f'poly_private_keyToken = "{_PRIVATE}"', _PRIVATE),
        ),
        (
            f"POLY_PRIVATE_KEY={_PRIVATE}0",
            f'poly_tx = "{_PRIVATE}"',
        ),
        prefilter=r"poly(market)?[\-_.]?(private|wallet)[\-_.]?(private[\-_.]?)?key",
    ),
)
