"""Bytes with a way back to the original ones.

    raw --edits--> View.data --span--> where it stands in `raw`, or in what that was made from

An escape counts as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

EDITS: Final = 16_384  # of 64 KB, which no window is longer than by much
LONGEST: Final = 4096  # bytes between what announces a value and the end of it, on other lines


class Edit(NamedTuple):
    """Bytes `start` to `end` were replaced by `by`."""

    start: int
    end: int
    by: bytes


class View:
    """`data` was made by `edits`, in order and apart, from bytes that are `source` or themselves a View's."""

    __slots__ = ("_ends", "_from", "_source", "_starts", "_to", "data")

    def __init__(self, raw: bytes, edits: Iterable[tuple[int, int, bytes]], source: View | None = None) -> None:
        pieces: list[bytes] = []
        self._source = source
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._from: list[int] = []
        self._to: list[int] = []
        at = made = 0
        for start, end, by in edits:
            pieces += (raw[at:start], by)
            made += start - at
            self._starts.append(made)
            made += len(by)
            self._ends.append(made)
            self._from.append(start)
            self._to.append(end)
            at = end
        pieces.append(raw[at:])
        self.data = b"".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the bytes `start` to `end` of `data` come from. An escape counts as a whole."""
        first, last = self._first(start), self._last(end)
        return self._source.span(first, last) if self._source else (first, last)

    def touched(self, start: int, end: int) -> bool:
        """Was anything undone within `start` to `end` of `data`?"""
        at = bisect_right(self._starts, start)
        if at > 0 and self._ends[at - 1] > start:
            return True
        return at < len(self._starts) and self._starts[at] < end

    def _first(self, start: int) -> int:
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            return start
        return self._from[at] if start < self._ends[at] else self._to[at] + start - self._ends[at]

    def _last(self, end: int) -> int:
        at = bisect_right(self._starts, end - 1) - 1
        if at < 0:
            return end
        return self._to[at] if end <= self._ends[at] else self._to[at] + end - self._ends[at]


def holds(data: bytes, words: Iterable[bytes], low: int, high: int) -> bool:
    """Is one of these between the two? To look for one after the other takes a tenth of a pattern's time."""
    for word in words:  # noqa: SIM110 - a generator takes longer than what it would go over
        if data.find(word, low, high) >= 0:
            return True
    return False
