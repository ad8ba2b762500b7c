"""Letters and digits in order, or the same again and again: 12345678, abcdefg, xyxyxyxyxy.

Nobody's secret by chance, in general: of a manual, a test, or whoever holds a key down.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from detectors.filters.remembered import remembered

_IN_ORDER: Final = re.compile(
    r"0123456|1234567|abcdef[gG]|ABCDEFG|qwertyu|6543210|7654321|8765432|9876543|fedcba|FEDCBA"
)
_REPEATED: Final = re.compile(r"(.)\1{5}|(..)\2{4}|(.{3,8})\3{2}", re.ASCII)
# The same for `_repeats`: how far behind, and how many in a row; what takes fewest characters first.
_SAME: Final = tuple(
    (each, bytes((times - 1) * each)) for each, times in ((1, 6), (3, 3), (2, 5), *((n, 3) for n in range(4, 9)))
)
_LEAST_REPEATED: Final = 5  # characters that such a value has more than different ones
_IN_A_ROW: Final = 4
_ORDERED: Final = frozenset(order[at : at + _IN_A_ROW] for order in ("01234567890", "09876543210") for at in range(8))


@remembered(4096)
def is_sequence(value: str) -> bool:
    """Are there letters or digits in order, or the same again and again?"""
    if _IN_ORDER.search(value):
        return True
    if len(value) - len(set(value)) < _LEAST_REPEATED:
        return False
    if not value.isascii() or "\n" in value:
        return _REPEATED.search(value) is not None
    return _repeats(value)


def _repeats(value: str) -> bool:
    """What _REPEATED says, of one line in ASCII, in a tenth of the time: the value, and the same so many characters
    behind, as numbers, have nothing but zeros between them where it repeats itself.
    """
    number, size = int.from_bytes(value.encode("ascii")), len(value)
    for behind, zeros in _SAME:
        if behind + len(zeros) > size:
            return False
        if (number ^ number >> 8 * behind).to_bytes(size).find(zeros, behind) >= 0:
            return True
    return False


def in_order(digits: str) -> bool:
    """Are four or more in order, up or down?"""
    return any(digits[at : at + _IN_A_ROW] in _ORDERED for at in range(len(digits)))


def is_counted(plain: bytes) -> bool:
    """Is each byte the one behind the last, as in tests of ciphers: 000102030405?"""
    return all(b - a == 1 for a, b in pairwise(plain))
