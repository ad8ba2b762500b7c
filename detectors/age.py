"""age: an identity, with which files are decrypted. It is Bech32 in capitals, so that its last six letters check it.

https://github.com/C2SP/C2SP/blob/main/age.md and https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Parts
from .forms import made, one, prefixed

IDENTITY = one("age-secret-key", "age identity", part="key")
POST_QUANTUM = one("age-secret-key-pq", "age post-quantum identity", part="key")

_LETTERS: Final = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
_NAME: Final = "age-secret-key-"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_HEAD: Final = [ord(letter) >> 5 for letter in _NAME] + [0] + [ord(letter) & 31 for letter in _NAME]


def _remainder(values: list[int]) -> int:
    rest = 1
    for value in values:
        top, rest = rest >> 25, (rest & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            rest ^= generator if top >> bit & 1 else 0
    return rest


def _adds_up(parts: Parts) -> bool:
    data = parts["key"].reveal().rpartition("1")[2]
    return _remainder(_HEAD + [_LETTERS.index(letter) for letter in data]) == 1


def _sealed(data: str) -> str:
    check = _remainder(_HEAD + [_LETTERS.index(letter) for letter in data] + [0] * 6) ^ 1
    return f"AGE-SECRET-KEY-1{data}{''.join(_LETTERS[check >> 5 * (5 - at) & 31] for at in range(6))}"


_KEY: Final = _sealed(made(_LETTERS, 52))
_ALTERED: Final = f"{_KEY[:30]}{'Q' if _KEY[30] != 'Q' else 'P'}{_KEY[31:]}"
_PQ: Final = "AGE-SECRET-KEY-PQ-1" + made(_LETTERS, 58)

DETECTORS = (
    prefixed(
        IDENTITY,
        rf"AGE-SECRET-KEY-1[{_LETTERS}]{{58}}",
        ("age-secret-key-1",),
        ((f"# created: 2026-01-01\n{_KEY}", _KEY), (f"SOPS_AGE_KEY={_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}Q", f"AGE-SECRET-KEY-1{'Q' * 58}", _KEY.lower()),
        check=_adds_up,
        confidence=Confidence.CHECKSUMMED,
    ),
    prefixed(
        IDENTITY,
        rf"AGE-SECRET-KEY-1[{_LETTERS}]{{58}}",
        ("age-secret-key-1",),
        ((f"SOPS_AGE_KEY={_ALTERED}", _ALTERED),),
        (_ALTERED[:-1], f"AGE-SECRET-KEY-1{'X' * 58}"),
        check=lambda parts: not _adds_up(parts),
    ),
    prefixed(
        POST_QUANTUM,
        r"AGE-SECRET-KEY-PQ-1[0-9A-Z]{58}",
        ("age-secret-key-pq-1",),
        ((f"AGE_IDENTITY={_PQ}", _PQ), (f"identity: {_PQ}", _PQ)),
        (_PQ[:-1], f"{_PQ}Q", f"AGE-SECRET-KEY-PQ-1{'X' * 58}"),
    ),
)
