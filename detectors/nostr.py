"""Nostr: the private key of somebody, in Bech32, which ends in a checksum.

https://github.com/nostr-protocol/nips/blob/master/19.md, https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
"""

from __future__ import annotations

from typing import Final

from .base import Detector, Parts
from .forms import made, one, prefixed

KEY = one("nostr-private-key", "Nostr private key", part="key")

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_WORDS: Final = 52  # of five bits each, with four bits of zeros at the end
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _remainder(prefix: str, words: list[int]) -> int:
    """Of BIP 173: 1 where the checksum is right."""
    found = 1
    for word in (*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix), *words):
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ word
        for bit, generator in enumerate(_GENERATORS):
            found ^= generator if top >> bit & 1 else 0
    return found


def checksum(prefix: str, data: str) -> str:
    """The last six letters."""
    rest = _remainder(prefix, [*map(_LETTERS.index, data), *[0] * 6]) ^ 1
    return "".join(_LETTERS[rest >> 5 * (5 - at) & 31] for at in range(6))


def _is_right(parts: Parts) -> bool:
    prefix, _, data = parts["key"].reveal().partition("1")
    return _remainder(prefix, [*map(_LETTERS.index, data)]) == 1


_DATA: Final = made(_LETTERS, _WORDS - 1, "nostr") + "q"
_KEY: Final = f"nsec1{_DATA}{checksum('nsec', _DATA)}"

DETECTORS: tuple[Detector, ...] = (
    prefixed(
        KEY,
        f"nsec1[{_LETTERS}]{{58}}",
        ("nsec1",),
        ((f'nsec = "{_KEY}"', _KEY), (f"NOSTR_KEY={_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}q", f"{_KEY[:-1]}{'q' if _KEY[-1] != 'q' else 'p'}", f"npub1{_KEY[5:]}"),
        check=_is_right,
    ),
)
