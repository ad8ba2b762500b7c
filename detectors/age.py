"""The secret keys of age: Bech32 of 32 bytes, upper case, with a checksum of six characters.

What has the form without the checksum is a lead: made up for a test, or spoilt.
https://age-encryption.org/v1 and https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .forms import made

KEY = CredentialType(
    name="age-secret-key",
    title="age secret key",
    parts=("key",),
    secret=frozenset({"key"}),
    identity=("key",),
)

_CHARSET: Final = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
_HUMAN: Final = "AGE-SECRET-KEY-"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK: Final = 6


def _polymod(values: Iterable[int]) -> int:
    """BIP 173's remainder, 1 for a value with its checksum."""
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check


def _values(data: str) -> list[int]:
    low = _HUMAN.lower()
    return [*(ord(letter) >> 5 for letter in low), 0, *(ord(letter) & 31 for letter in low), *map(_CHARSET.index, data)]


def checksum(data: str) -> str:
    """The last six characters, from the others behind the 1."""
    rest = _polymod([*_values(data), *[0] * _CHECK]) ^ 1
    return "".join(_CHARSET[rest >> 5 * (_CHECK - 1 - at) & 31] for at in range(_CHECK))


def _has_checksum(parts: Parts) -> bool:
    return _polymod(_values(parts["key"].reveal().partition("-1")[2])) == 1


def _has_none(parts: Parts) -> bool:
    return not _has_checksum(parts)


_PATTERN: Final = rf"(?<![A-Za-z0-9\-])(?P<key>{_HUMAN}1[{_CHARSET}]{{58}})(?![A-Za-z0-9])"
_DATA: Final = made(_CHARSET, 52, "age")
_KEY: Final = f"{_HUMAN}1{_DATA}{checksum(_DATA)}"
_WRONG: Final = f"{_HUMAN}1{_DATA[1:]}Q{checksum(_DATA)}"

DETECTORS = (
    Detector(
        type=KEY,
        confidence=Confidence.CHECKSUMMED,
        keywords=(_HUMAN.lower(),),
        pattern=_PATTERN,
        check=_has_checksum,
        examples=((f"# public key: age1...\n{_KEY}\n", _KEY), (f"export AGE_KEY={_KEY}", _KEY)),
        near_misses=(_KEY[:-1], f"{_KEY}Q", _KEY.lower(), f"{_HUMAN}1{'B' * 58}"),
    ),
    Detector(
        type=KEY,
        confidence=Confidence.LEAD,
        keywords=(_HUMAN.lower(),),
        pattern=_PATTERN,
        check=_has_none,
        examples=((f"AGE_KEY={_WRONG}", _WRONG),),
        near_misses=(_WRONG[:-1], f"{_WRONG}Q"),
    ),
)
