"""Around a string that was found: does the pattern match of which it tells?

    strings --Hyperscan--> ends --Check.ends: what must be there as well? `re`, within its width--> ends of matches

What a text says again and again is looked at once. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Final

import msgspec

Data = bytes | bytearray | memoryview

WIDEST: Final = 512  # bytes of a match
# Of so many strings that were found, those with the same around them are looked at once, and that much is remembered.
_MANY: Final = 64
_SEEN: Final = 256
# To find where a string is takes as long for so many bytes as to look around one place.
_DENSE: Final = 8192
_EDGES: Final = re.compile(r"\\.", re.DOTALL)


def anchored(pattern: str) -> str:
    """With the edges of all bytes as those of a line: several texts are looked at together, a line's end between."""
    return _EDGES.sub(lambda sign: {r"\A": "^", r"\Z": "$"}.get(sign[0], sign[0]), pattern)


class Plan(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How a pattern is looked for around what tells of it: worked out once, and kept with what is compiled.

    width: bytes of a match. `lengths`: of the strings that begin a match; None: it may begin anywhere near.
    also: what must be there as well, in small letters, and is looked for quicker: one of each of these
    heads: with which of those it begins; none: it may begin with others
    looks: how many bytes around a match it asks about, at least one
    """

    width: int
    lengths: tuple[int, ...] | None = None
    also: tuple[tuple[bytes, ...], ...] = ()
    heads: tuple[bytes, ...] = ()
    looks: int = 1


class Lowered:
    """A text in small letters, once for all the checks that ask where the same strings are in it."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._known: dict[tuple[tuple[bytes, ...], int], list[int]] = {}

    @cached_property
    def whole(self) -> bytes:
        """As it is."""
        return bytes(self._data)

    @cached_property
    def _text(self) -> bytes:
        return self.whole.lower()

    def places(self, strings: tuple[bytes, ...], most: int) -> list[int]:
        """Where these are, ascending; so many of them where there are as many."""
        places = self._known.get((strings, most))
        if places is None:
            every = chain.from_iterable(_places(self._text, one) for one in strings)
            places = self._known[strings, most] = sorted(islice(every, most))
        return places


class Check:
    """Around a string that was found, or something near: does the pattern match? Wherever it does, that says where.

    A pattern of bounded width, so that no text makes it slow.
    """

    def __init__(self, pattern: str, planned: Plan, *, cased: bool = False) -> None:
        self._pattern, self._flags = anchored(pattern).encode(), re.MULTILINE | (0 if cased else re.IGNORECASE)
        self._width, self._lengths = planned.width, planned.lengths
        self._also, self._heads, self._looks = planned.also, planned.heads, planned.looks

    @cached_property
    def _regex(self) -> re.Pattern[bytes]:
        """Compiled when all else that must be there is: for most never."""
        return re.compile(self._pattern, self._flags)

    def ends(self, data: Data, ends: Sequence[int], lowered: Lowered | None = None) -> list[int]:
        """The ends of matches, and of strings in them, ascending. `ends`: of strings, ascending. `lowered`: the same
        for all checks of one text.
        """
        if self._lengths is None:
            return self._around(data, ends, lowered or Lowered(data))
        if len(ends) > _MANY:
            lowered = lowered or Lowered(data)
            return self._of_many(lowered.whole, self._likely(data, ends, lowered), self._lengths)
        begins = self._regex.match
        matches = [
            (end, match.end())
            for length in self._lengths
            for end in ends
            if length <= end and (match := begins(data, end - length))
        ]
        return sorted({end for pair in matches for end in pair}) if matches else []

    def _of_many(self, data: bytes, ends: Sequence[int], lengths: Sequence[int]) -> list[int]:
        """The same of very many: what a text says again and again is looked at once for all that has the same bytes
        around it, as far as the pattern sees.
        """
        begins, looks = self._regex.match, self._looks
        before, behind = max(lengths) + looks, self._width - min(lengths) + looks
        known: dict[bytes, tuple[int, ...]] = {}
        found: list[int] = []
        last = len(data) - behind
        for end in ends:
            around = data[end - before : end + behind] if before <= end <= last and looks <= WIDEST else b""
            told = known.get(around)
            if told is None:
                matches = [begins(data, end - length) for length in lengths if length <= end]
                told = tuple({match.end() - end for match in matches if match})
                if around and len(known) < _SEEN:
                    known[around] = told
            if told:
                found.append(end)
                found += [end + by for by in told if by]
        return sorted(set(found))

    def _likely(self, data: Data, ends: Sequence[int], lowered: Lowered) -> Sequence[int]:
        """Those near which there is what must be there as well."""
        points = self._points(data, ends, lowered)
        if points is ends or not self._lengths:
            return ends
        likely, at, before = [], 0, max(self._lengths)
        for end in ends:
            while at < len(points) and points[at] < end - before:
                at += 1
            if at == len(points):
                break
            if points[at] <= end + self._width:
                likely.append(end)
        return likely

    def _around(self, data: Data, ends: Sequence[int], lowered: Lowered) -> list[int]:
        found: set[int] = set()
        points, reached = self._points(data, ends, lowered), 0
        for at, last in self._groups(points):
            first, behind = max(reached, points[at] - self._width), points[last] + self._width
            if points is not ends and bisect_left(ends, first) == bisect_right(ends, behind):
                continue
            region = bytes(data[first:behind]).lower() if self._also or self._heads else b""
            if all(any(one in region for one in strings) for strings in self._also):
                for start, end in self._matches(data, first, behind, region):
                    found.add(end)
                    found.update(ends[bisect_right(ends, start) : bisect_right(ends, end)])
                reached = points[last]
        return sorted(found)

    def _points(self, data: Data, ends: Sequence[int], lowered: Lowered) -> Sequence[int]:
        """What to look around: the strings, or, where they are many, what must be there as well and is rarer."""
        first, points = max(0, ends[0] - self._width), ends
        size = ends[-1] + self._width - first
        if size < len(data) // 2:
            lowered = Lowered(data[first : first + size])
        else:
            first = 0
        for strings in self._also:
            if len(points) * _DENSE > size * len(strings):
                fewer = len(points) // 2
                there = lowered.places(strings, fewer)
                if len(there) < fewer:
                    points = [first + place for place in there]
        return points

    def _groups(self, points: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Numbers of the first and the last of those that are near one another."""
        at = 0
        while at < len(points):
            last = at
            while last + 1 < len(points) and points[last + 1] <= points[last] + self._width:
                last += 1
            yield at, last
            at = last + 1

    def _matches(self, data: Data, first: int, behind: int, region: bytes) -> Iterator[tuple[int, int]]:
        if not self._heads:
            yield from (match.span() for match in self._regex.finditer(data, first, behind))
        known: dict[bytes, int] = {}  # as in _of_many: how long it is, or 0
        looks = self._looks
        for number, place in enumerate(place for head in self._heads for place in _places(region, head)):
            start = first + place
            first_seen, last = start - looks, start + self._width + looks
            is_one_of_many = number > _MANY and first_seen >= 0 and last <= behind and looks <= WIDEST
            around = bytes(data[first_seen:last]) if is_one_of_many else b""
            length = known.get(around)
            if length is None:
                match = self._regex.match(data, start, behind)
                length = match.end() - start if match else 0
                if around and len(known) < _SEEN:
                    known[around] = length
            if length:
                yield start, start + length


def _places(text: bytes, one: bytes) -> Iterator[int]:
    at = text.find(one)
    while at >= 0:
        yield at
        at = text.find(one, at + 1)
