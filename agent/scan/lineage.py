"""Where patterns may be in the versions of a file: what one copies from another has been looked at there.

    blob = copy 0+812, insert 40 bytes, copy 900+3000, ...
           ---------- ~~~~~~~~~~~~~~~~~ --------------      - marks of the base, moved    ~ looked at, with the seams

A mark depends on the bytes that it covers and one on either side (Prefilter.marks), so one that lies within what was
copied is there, and none is that was not; only what is new, and `width` bytes around it, is searched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from agent.scan.gitpack import Key, Unpacked
from agent.scan.patterns import Prefilter

_WIDEST: Final = 512  # bytes of a pattern, beyond which the seams cost more than what is saved
_LEAST: Final = 64  # bytes that are worth taking over
_REMEMBERED: Final = 4096  # blobs


class _Step(NamedTuple):
    """Marks that end behind `first` and up to `last`: of the base, moved by `by`; or, where it is None, to be found."""

    first: int
    last: int
    by: int | None


class _Marks(NamedTuple):
    """Ascending ends, and the pattern of each."""

    ends: list[int]
    patterns: list[int]


class Lineage:
    """Of the blobs of one repository, in the order of their deltas."""

    def __init__(self, prefilter: Prefilter) -> None:
        self._prefilter = prefilter
        self._around = prefilter.width + 1
        self._known: dict[Key, _Marks] = {}

    def ends(self, blobs: Sequence[Unpacked]) -> Iterator[Mapping[int, list[int]]]:
        """For each in turn what Prefilter.ends says of its text."""
        known: set[Key] = set(self._known) if self._around <= _WIDEST else set()
        plans: list[list[_Step]] = []
        for blob in blobs:
            plans.append(self._plan(blob, known))
            if self._around <= _WIDEST:
                known.add(blob.key)
        fresh = self._fresh(blobs, plans)
        for blob, steps in zip(blobs, plans, strict=True):
            ends: list[int] = []
            patterns: list[int] = []
            base = self._base(blob)
            for first, last, by in steps:
                source = next(fresh) if by is None else base
                shift = by or 0
                low, high = bisect_right(source.ends, first - shift), bisect_right(source.ends, last - shift)
                ends += [end + shift for end in source.ends[low:high]] if shift else source.ends[low:high]
                patterns += source.patterns[low:high]
            self._known[blob.key] = _Marks(ends, patterns)
            raw: dict[int, list[int]] = {}
            for end, pattern in zip(ends, patterns, strict=True):
                if pattern in raw:
                    raw[pattern].append(end)
                else:
                    raw[pattern] = [end]
            yield self._prefilter.settled(raw, blob.text) if raw else raw
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]

    def _base(self, blob: Unpacked) -> _Marks:
        marks = self._known.pop(blob.base, None) if blob.base else None
        if marks is None or blob.base is None:
            return _Marks([], [])
        self._known[blob.base] = marks  # as the one that was needed last
        return marks

    def _plan(self, blob: Unpacked, known: Collection[Key]) -> list[_Step]:
        steps: list[_Step] = []
        at, size = 0, len(blob.text)
        for start, source, length in blob.copies if blob.base in known else ():
            behind = start + length
            first = 0 if start == source == 0 else start + self._around
            last = behind if behind == size and source + length == blob.base_size else behind - 1
            if last - first < _LEAST:
                continue
            if first > at:
                steps.append(_Step(at, first, None))
            steps.append(_Step(first, last, start - source))
            at = last
        if at < size:
            steps.append(_Step(at, size, None))
        return steps

    def _fresh(self, blobs: Sequence[Unpacked], plans: Sequence[Sequence[_Step]]) -> Iterator[_Marks]:
        """For each step that is to be found, in order. All are searched in one pass, a line's end between them."""
        buffer = bytearray()
        places: list[int] = []
        moved: list[int] = []
        for blob, steps in zip(blobs, plans, strict=True):
            for first, last, by in steps:
                if by is None:
                    low = max(0, first - self._around)
                    places.append(len(buffer))
                    moved.append(low - len(buffer))
                    buffer += blob.text[low : last + 1]
                    buffer += b"\n"
        marks = self._prefilter.marks(buffer) if buffer else []
        places.append(len(buffer))
        at = 0
        for number, by in enumerate(moved):
            ends: list[int] = []
            patterns: list[int] = []
            while at < len(marks) and marks[at][0] <= places[number + 1]:
                ends.append(marks[at][0] + by)
                patterns.append(marks[at][1])
                at += 1
            yield _Marks(ends, patterns)
