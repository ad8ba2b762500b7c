"""NATS: seeds of NKeys, Ed25519 keys in base32 with a checksum.

https://docs.nats.io/using-nats/developer/connecting/nkey, https://github.com/nats-io/nkeys (prefix bytes and CRC-16)
"""

from __future__ import annotations

import base64
from typing import Final

from .base import Confidence, Parts
from .forms import made, one, prefixed

SEED = one("nats-seed", "NATS NKey seed", part="seed")

# S, then who it is for: account, cluster, server (N), operator, user, curve (X).
_PREFIXES: Final = ("sa", "sc", "sn", "so", "su", "sx")
_POLYNOMIAL: Final = 0x1021


def _crc(data: bytes) -> int:
    """CRC-16/XMODEM."""
    register = 0
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ (_POLYNOMIAL if register & 0x8000 else 0)) & 0xFFFF
    return register


def _is_sealed(parts: Parts) -> bool:
    raw = base64.b32decode(parts["seed"].reveal() + "=" * 6)
    return _crc(raw[:-2]).to_bytes(2, "little") == raw[-2:]


def _sealed(prefix: str) -> str:
    body = base64.b32decode(prefix + made("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 54, prefix))[:34]
    return base64.b32encode(body + _crc(body).to_bytes(2, "little")).decode().rstrip("=")


_USER: Final = _sealed("SU")
_ACCOUNT: Final = _sealed("SA")

DETECTORS = (
    prefixed(
        SEED,
        "S[ACNOUX][A-Z2-7]{56}",
        _PREFIXES,
        ((f"seed = {_USER}", _USER), (f'nkey: "{_ACCOUNT}"', _ACCOUNT)),
        (_USER[:-1], f"{_USER[:-1]}{'A' if _USER[-1] != 'A' else 'B'}", f"U{_USER[1:]}"),
        check=_is_sealed,
        prefilter=r"S[ACNOUX][A-Z2-7]{56}",
        confidence=Confidence.CHECKSUMMED,
    ),
)
