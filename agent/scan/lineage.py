"""What there is in the versions of a file: what one copies from another has been looked at there.

    blob = copy 0+812, insert 40 bytes, copy 900+3000, ...
           ---------- ~~~~~~~~~~~~~~~~~ --------------      - marks of the base, moved    ~ searched, with the seams
           ....       ============          ==========      . nothing is there, as in the base    = looked at

A mark depends on the bytes that it covers and one on either side (Prefilter.marks), so one that lies within what was
copied is there, and none is that was not; only what is new, and `width` bytes around it, is searched.

That there is nothing at a mark depends on more: on what its pattern is looked for in, and on the windows that were cut
out there (Engine.looked). As long as all of that lies within what was copied, nobody looks again. Where something is,
it is looked for in each version.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from agent.scan.engine import Engine, Hit, Look
from agent.scan.gitpack import Copy, Key, Unpacked
from agent.scan.patterns import Mark, Prefilter

_WIDEST: Final = 512  # bytes of a pattern, beyond which the seams cost more than what is saved
_PARTED: Final = 1 << 16  # bytes that one copy may have
_LEAST: Final = 64  # bytes that are worth taking over
_REMEMBERED: Final = 4096  # blobs
_MARKS: Final = 500_000  # of all of them
_BEYOND: Final = 1 << 30  # bytes of what begins or ends with the text
_ALWAYS: Final = 1 << 40  # bytes around a mark that is looked at in each version

Looked = Callable[[bytes, Mapping[int, Sequence[int]]], tuple[list[Hit], list[Look]]]


# (first, last, by, since, till): marks that end behind `first` and up to `last`: of the base, moved by `by`; or, where
# that is None, to be found. From `since` up to `till` all is as in the base, beyond the text where both begin or end.
_Step = tuple[int, int, int | None, int, int]


class _Marks(NamedTuple):
    """Ascending ends, the pattern of each, and as many bytes before and behind it as say that nothing is there."""

    ends: list[int]
    patterns: list[int]
    before: list[int]
    behind: list[int]
    is_binary: bool = False

    def take(self, other: _Marks, after: int, last: int, by: int = 0) -> range:
        """Those of another which end behind `after` and up to `last`, moved; where they are now."""
        low, high = bisect_right(other.ends, after), bisect_right(other.ends, last)
        at = len(self.ends)
        self.ends.extend([end + by for end in other.ends[low:high]] if by else other.ends[low:high])
        self.patterns.extend(other.patterns[low:high])
        self.before.extend(other.before[low:high])
        self.behind.extend(other.behind[low:high])
        return range(at, len(self.ends))

    def stale(self, among: range, since: int, till: int) -> list[int]:
        """Which of these must be looked at, where the text is as it was from `since` up to `till`."""
        ends, before, behind = self.ends, self.before, self.behind
        return [at for at in among if ends[at] - before[at] < since or ends[at] + behind[at] > till]


class Lineage:
    """Of the blobs of one repository, in the order of their deltas. `looked`: Engine.looked."""

    def __init__(self, prefilter: Prefilter, looked: Looked) -> None:
        self._prefilter, self._looked = prefilter, looked
        self._around = prefilter.width + 1
        self._known: dict[Key, _Marks] = {}
        self._size = 0

    def hits(self, blobs: Sequence[Unpacked]) -> Iterator[list[Hit]]:
        """For each in turn what Engine.scan says of its text, whatever its path."""
        known: set[Key] = set(self._known) if self._around <= _WIDEST else set()
        plans: list[list[_Step]] = []
        for blob in blobs:
            plans.append(self._plan(blob, known))
            if self._around <= _WIDEST:
                known.add(blob.key)
        fresh = self._fresh(blobs, plans)
        for blob, steps in zip(blobs, plans, strict=True):
            marks = _Marks([], [], [], [], Engine.is_binary(blob.text))
            base = self._base(blob)
            at: list[int] = []
            is_forgotten = base is None and any(by is not None for _, _, by, _, _ in steps)
            if is_forgotten:
                # There was no room for it since the plan was made: then all of this one is searched.
                at += marks.take(_new(self._prefilter.marks(blob.text)), 0, len(blob.text))
            for first, last, by, since, till in steps:
                if by is None:
                    if (found := next(fresh)).ends and not is_forgotten:
                        at += marks.take(found, first, last)
                elif base and base.ends and (taken := marks.take(base, first - by, last - by, by)):
                    at += marks.stale(taken, since, till) if base.is_binary is marks.is_binary else taken
            self._keep(blob.key, marks)
            yield self._look(blob.text, marks, at) if at or Engine.is_brief(blob.text) else []

    def _look(self, text: bytes, marks: _Marks, at: Sequence[int]) -> list[Hit]:
        """What is at these marks; and what that depends on is put down."""
        ends = marks.ends
        asked: dict[int, list[int]] = {}
        for each in at:
            asked.setdefault(marks.patterns[each], []).append(each)
        raw = {pattern: [ends[each] for each in them] for pattern, them in asked.items()}
        where = self._prefilter.settled(raw, text)
        hits, looks = self._looked(text, where) if where or Engine.is_brief(text) else ([], [])
        by_number: dict[int, list[Look]] = {}
        for look in looks:
            by_number.setdefault(look.number, []).append(look)
        for pattern, them in asked.items():
            numbers, around = self._prefilter.told(pattern)
            near = [look for number in numbers for look in by_number.get(number, ())] if looks else []
            for first, last in _together(raw[pattern], around):
                since, till = raw[pattern][first] - around - 1, raw[pattern][last - 1] + around + 1
                since, till = _depends(since, till, near) if near else (since, till)
                for each in them[first:last]:
                    marks.before[each], marks.behind[each] = ends[each] - since, till - ends[each]
        return hits

    def _keep(self, key: Key, marks: _Marks) -> None:
        if known := self._known.pop(key, None):
            self._size -= len(known.ends)
        self._known[key] = marks
        self._size += len(marks.ends)
        while len(self._known) > _REMEMBERED or (self._size > _MARKS and len(self._known) > 1):
            self._size -= len(self._known.pop(next(iter(self._known))).ends)

    def _base(self, blob: Unpacked) -> _Marks | None:
        marks = self._known.pop(blob.base, None) if blob.base else None
        if marks is None or blob.base is None:
            return None
        self._known[blob.base] = marks  # as the one that was needed last
        return marks

    def _plan(self, blob: Unpacked, known: Collection[Key]) -> list[_Step]:
        steps: list[_Step] = []
        at, size = 0, len(blob.text)
        copies = blob.copies if size <= _PARTED else _whole(blob.copies)
        for start, source, length in copies if blob.base in known else ():
            since, till = start, start + length
            first, last = start + self._around, till - 1
            if start == source == 0:
                first, since = 0, -_BEYOND
            if till == size and source + length == blob.base_size:
                last, till = size, _BEYOND
            if last - first < _LEAST:
                continue
            if first > at:
                steps.append((at, first, None, 0, 0))
            steps.append((first, last, start - source, since, till))
            at = last
        if at < size:
            steps.append((at, size, None, 0, 0))
        return steps

    def _fresh(self, blobs: Sequence[Unpacked], plans: Sequence[Sequence[_Step]]) -> Iterator[_Marks]:
        """For each step that is to be found, in order. All are searched in one pass, a line's end between them."""
        buffer = bytearray()
        places: list[int] = []
        moved: list[int] = []
        around = self._around
        for blob, steps in zip(blobs, plans, strict=True):
            text = blob.text
            for first, last, by, _, _ in steps:
                if by is None:
                    low = first - around if first > around else 0
                    at = len(buffer)
                    places.append(at)
                    moved.append(low - at)
                    buffer += text[low : last + 1]
                    buffer += b"\n"
        marks = self._prefilter.marks(buffer) if buffer else []
        places.append(len(buffer))
        at, count = 0, len(marks)
        none = _Marks([], [], [], [])
        for behind, by in zip(places[1:], moved, strict=True):
            if at == count or marks[at][0] > behind:
                yield none
                continue
            since = at
            while at < count and marks[at][0] <= behind:
                at += 1
            yield _new(marks[since:at], by)


def _new(found: Sequence[Mark], by: int = 0) -> _Marks:
    """Those of the prefilter, moved; nothing is known of any."""
    ends, patterns = [end + by for end, _ in found], [pattern for _, pattern in found]
    return _Marks(ends, patterns, [0] * len(ends), [0] * len(ends))


def _whole(copies: Sequence[Copy]) -> Iterator[Copy]:
    """Those that go on where one ended, as one."""
    last: Copy | None = None
    for start, source, length in copies:
        if last and (start, source) == (last[0] + last[2], last[1] + last[2]):
            last = (last[0], last[1], last[2] + length)
            continue
        if last:
            yield last
        last = (start, source, length)
    if last:
        yield last


def _together(ends: Sequence[int], around: int) -> Iterator[tuple[int, int]]:
    """Those that a pattern is looked for at together, as it reaches so far around each: first, and behind the last."""
    first = 0
    for last in range(1, len(ends) + 1):
        if last == len(ends) or ends[last] > ends[last - 1] + around:
            yield first, last
            first = last


def _depends(since: int, till: int, looks: Sequence[Look]) -> tuple[int, int]:
    """On what that depends which was seen there: on everything, where that is something."""
    first, last = since, till
    for look in looks:
        if look.since < till and since < look.till:
            if not look.is_empty:
                return -_ALWAYS, _ALWAYS
            first, last = min(first, look.since), max(last, look.till)
    return first, last
