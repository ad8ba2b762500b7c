"""Where a page's text stands: ISO 32000-2, 8.4.4 and 9.4.2."""

from __future__ import annotations

import math
from typing import Final

Matrix = tuple[float, float, float, float, float, float]

_AS_IT_IS: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST: Final = 64  # states that are kept
_LONGEST: Final = 1024  # of a text that is measured
# In parts of the size. A blank has 0.25 to 0.35, and the cells of a table are further apart than words.
_LEVEL: Final = 0.2
_CELL: Final = 0.7
_CLOSE: Final = 0.15
_FIXED: Final = 0.62  # of a fixed width each glyph has that
_LEADING: Final = 1.2
_TAKES: Final = {b"Tf": 1, b"TL": 1, b"Td": 2, b"TD": 2, b"Tm": 6, b"cm": 6}
_NARROW: Final = str.maketrans("", "", "iljtfrI.,:;'|!()[]/\\ -")
_WIDE: Final = str.maketrans("", "", "mwMW@%")
_CAPITALS: Final = str.maketrans("", "", "ABCDEFGHKLNOPQRSTUVXYZ&")


class Pen:
    def __init__(self) -> None:
        self._page = self._line = _AS_IT_IS
        self._kept: list[Matrix] = []
        self._deeper = 0
        self._size = self._leading = 0.0
        self._is_moved = True
        self._last = ""
        self._at = (math.nan, math.nan)
        self._high = 1.0  # the size of the last text

    def moved(self, operator: bytes, before: bytes) -> None:
        """By an operator, which takes what it needs of what stands before it."""
        numbers = _last(before, _TAKES[operator]) if operator in _TAKES else ()
        match operator, numbers:
            case b"BT", _:
                self._line, self._is_moved = _AS_IT_IS, True
            case b"T*", _:
                self.next_line()
            case b"q", _:
                self._keep()
            case b"Q", _:
                self._restore()
            case _, (number,):
                self._size, self._leading = (number, self._leading) if operator == b"Tf" else (self._size, number)
            case _, (x, y):
                self._leading = -y if operator == b"TD" else self._leading
                self._move(x, y)
            case b"Tm", (a, b, c, d, e, f):
                self._line, self._is_moved = (a, b, c, d, e, f), True
            case b"cm", (a, b, c, d, e, f):
                self._page = _times((a, b, c, d, e, f), self._page)
            case _:
                pass  # its numbers are none

    def _keep(self) -> None:
        if len(self._kept) < _DEEPEST:
            self._kept.append(self._page)
        else:
            self._deeper += 1

    def _restore(self) -> None:
        if self._deeper:
            self._deeper -= 1
        elif self._kept:
            self._page = self._kept.pop()

    def next_line(self) -> None:
        self._move(0.0, -(self._leading or _LEADING * self._size))

    def _move(self, x: float, y: float) -> None:
        self._line, self._is_moved = _times((1.0, 0.0, 0.0, 1.0, x, y), self._line), True

    def parted(self, text: str) -> str:
        """What stands between the last text and this one: which is the last one now."""
        if not self._is_moved:
            self._last = (self._last + text[-_LONGEST:])[-_LONGEST:]
            return ""
        a, b, _, _, x, y = _times(self._line, self._page)
        (last_x, last_y), self._at = self._at, (x, y)
        before, self._last = self._last, text[:_LONGEST]
        self._is_moved = False
        scale = math.hypot(a, b) or 1.0
        size, self._high = scale * self._high, scale * (abs(self._size) or 1.0)
        if not size or not math.isfinite(size):
            return "\n"
        along = ((x - last_x) * a + (y - last_y) * b) / size
        above = ((y - last_y) * a - (x - last_x) * b) / size
        wide = _width(before)
        if not (abs(above) < _LEVEL and along > wide / 2):  # what is drawn twice is bold
            return "\n"
        if len(before) == 1 and along < max(wide, _FIXED) + _CLOSE:
            return ""
        return " " if along < wide + _CELL else "\t"


def _last(before: bytes, count: int) -> tuple[float, ...]:
    """So many numbers, or none."""
    try:
        found = tuple(map(float, before.rsplit(None, count)[-count:]))
    except ValueError:
        return ()
    return found if len(found) == count else ()


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    k, m, n, p, q, r = other
    return (a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + q, e * m + f * p + r)


def _width(text: str) -> float:
    """Of letters as most fonts have them."""
    narrow = len(text) - len(text.translate(_NARROW))
    wide = len(text) - len(text.translate(_WIDE))
    capitals = len(text) - len(text.translate(_CAPITALS))
    return 0.55 * len(text) - 0.25 * narrow + 0.3 * wide + 0.13 * capitals
