"""NATS: the seeds of its nkeys, in base32 with a checksum: of an operator, an account, a user ...

    18<<3 | KIND ... 32 bytes ... CRC-16   begins with S and the letter of the kind   https://github.com/nats-io/nkeys

A seed with a wrong checksum opens nothing, or has been written anew since: it counts for less.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from .base import Confidence, Parts
from .forms import HEX, made, one, prefixed

SEED = one("nats-nkey-seed", "NATS nkey seed", part="seed")

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_SEED_OF_USER: Final = bytes([(18 << 3) | (20 << 3) >> 5, (20 << 3) << 3 & 0xFF])


def _checksum(raw: bytes) -> bytes:
    return binascii.crc_hqx(raw, 0).to_bytes(2, "little")


def _is_minted(parts: Parts) -> bool:
    seed = parts["seed"].reveal()
    raw = base64.b32decode(seed + "=" * (-len(seed) % 8))
    return _checksum(raw[:-2]) == raw[-2:]


def _is_not_minted(parts: Parts) -> bool:
    return not _is_minted(parts)


_RAW: Final = _SEED_OF_USER + bytes.fromhex(made(HEX, 64))
_SEED: Final = base64.b32encode(_RAW + _checksum(_RAW)).decode().rstrip("=")
_OTHER: Final = "SU" + made(_LETTERS, 56)
_PATTERN: Final = "S[ACNOUX][A-Z2-7]{56}"
# Hyperscan is quick about a beginning, and slow about all of it.
_PREFILTER: Final = "(?-i:S[ACNOUX][A-Z2-7]{12})"

DETECTORS = (
    prefixed(
        SEED,
        _PATTERN,
        ("sa", "sc", "sn", "so", "su", "sx"),
        (
            (f"-----BEGIN USER NKEY SEED-----\n{_SEED}\n------END USER NKEY SEED------", _SEED),
            (f"nkey: {_SEED}", _SEED),
        ),
        (_SEED[:-1], f"{_SEED}A", f"SU{'A' * 56}"),
        least=3.4,
        prefilter=_PREFILTER,
        check=_is_minted,
        confidence=Confidence.CHECKSUMMED,
    ),
    prefixed(
        SEED,
        _PATTERN,
        ("sa", "sc", "sn", "so", "su", "sx"),
        ((f'seed1 := []byte("{_OTHER}")', _OTHER), (f"nkey: {_OTHER}", _OTHER)),
        (f"seed = {_OTHER}A", _OTHER.lower(), f"seed = SU{'A' * 56}"),
        least=4.2,
        prefilter=_PREFILTER,
        check=_is_not_minted,
        confidence=Confidence.CONTEXT,
    ),
)
