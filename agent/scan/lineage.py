"""What there is in the versions of a file: what one copies from another has been looked at there.

    blob = copy 0+812, insert 40 bytes, copy 900+3000, ...
           ---------- ~~~~~~~~~~~~~~~~~ --------------      - marks of the base, moved    ~ searched, with the seams
           ....       ============          ==========      . nothing is there, as in the base    = looked at

A mark depends on the bytes that it covers and one on either side (Prefilter.marks), so one that lies within what was
copied is there, and none is that was not; only what is new, and `width` bytes around it, is searched.

That there is nothing at a mark depends on more: on what its pattern is looked for in, and on the windows that were cut
out there (Engine.looked). As long as all of that lies within what was copied, nobody looks again. Where something is,
it is looked for in each version; and so is all of what holds very much that may be something.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import Final, NamedTuple

from agent.scan.engine import Engine
from agent.scan.gitpack import Copy, Key, Unpacked
from agent.scan.hits import Hit
from agent.scan.patterns import Mark, Prefilter
from agent.scan.windows import Look

_WIDEST: Final = 512  # bytes of a pattern, beyond which the seams cost more than what is saved
_PARTED: Final = 1 << 16  # bytes that one copy may have
_LEAST: Final = 256  # bytes that are worth taking over
_REMEMBERED: Final = 2048  # blobs
_MARKS: Final = 150_000  # of all of them
_BEYOND: Final = 1 << 30  # bytes of what begins or ends with the text
_ALWAYS: Final = 1 << 40  # bytes around a mark that is looked at in each version
_DENSE: Final = 10_000  # marks of one blob, on what each of which depends nobody wants to know

Looked = Callable[[bytes, Mapping[int, Sequence[int]], int | None], tuple[list[Hit], list[Look]]]


# Behind the last byte of something, the number of the expression that found it, and as many bytes before and behind
# that end as say that nothing is there.
_Settled = tuple[int, int, int, int]
# (first, last, by, since, till): those of the base that end, once moved by `by`, behind `first` and up to `last` are
# there. From `since` up to `till` all is as in the base, beyond the text where both begin or end.
_Step = tuple[int, int, int, int, int]


class _Marks(NamedTuple):
    """Of one blob, ascending."""

    marks: list[_Settled]
    is_binary: bool

    def taken(
        self, steps: Sequence[_Step], found: Collection[Mark], *, is_binary: bool
    ) -> tuple[list[_Settled], set[Mark]]:
        """What of these a blob has that copied so: where there still is nothing, and where one has to look. `found`:
        what it has where it was searched, of which some are of the base as well.
        """
        settled: list[_Settled] = []
        asked = set(found)
        marks, is_other = self.marks, is_binary is not self.is_binary
        for first, last, by, since, till in steps if marks else ():
            low = bisect_left(marks, (since - by + 1,))
            for mark in marks[low : bisect_left(marks, (last - by + 1,), low)]:
                end, pattern, before, behind = mark
                end += by
                is_stale = end - before < since or end + behind > till or is_other
                if end > first:
                    if is_stale:
                        asked.add((end, pattern))
                    else:
                        settled.append((end, pattern, before, behind) if by else mark)
                elif not is_stale and (end, pattern) in asked:
                    asked.remove((end, pattern))
                    settled.append((end, pattern, before, behind))
        return settled, asked


class _New:
    """What is new in several blobs: all of it is searched in one pass, a line's end between one piece and the next."""

    def __init__(self, around: int) -> None:
        """`around`: bytes before a piece on which its marks depend."""
        self._around = around
        self._pieces: list[bytes] = []
        self._whose: list[tuple[int, int, int, int]] = []

    def add(self, number: int, text: bytes, first: int, last: int) -> None:
        """Marks that end behind `first` and up to `last` are to be found in this text."""
        low = first - self._around if first > self._around else 0
        self._pieces.append(text[low : last + 1])
        self._whose.append((number, first, last, low))

    def marks(self, prefilter: Prefilter) -> dict[int, list[Mark]]:
        """By the numbers of the texts in which there are any, ascending."""
        found: dict[int, list[Mark]] = {}
        lasts = [*accumulate(len(piece) + 1 for piece in self._pieces)]
        for end, pattern in prefilter.marks(b"\n".join((*self._pieces, b""))) if lasts else ():
            at = bisect_left(lasts, end)
            number, first, last, low = self._whose[at]
            moved = end + low - (lasts[at - 1] if at else 0)
            if first < moved <= last:
                found.setdefault(number, []).append((moved, pattern))
        return found


class Lineage:
    """Of the blobs of one repository, in the order of their deltas. `looked`: Engine.looked. `most`: leads of a blob
    that are enough, where it may hold very many.
    """

    def __init__(self, prefilter: Prefilter, looked: Looked, most: int) -> None:
        self._prefilter, self._looked, self._most = prefilter, looked, most
        self._around = prefilter.width + 1
        self._known: OrderedDict[Key, _Marks] = OrderedDict()
        self._size = 0

    def hits(self, blobs: Sequence[Unpacked]) -> Iterator[list[Hit]]:
        """For each in turn what Engine.scan says of its text, whatever its path."""
        plans: list[list[_Step]] = []
        these: set[Key] = set()
        new = _New(self._around)
        for number, blob in enumerate(blobs):
            is_known = self._around <= _WIDEST and (blob.base in these or blob.base in self._known)
            plans.append(self._plan(blob, blob.copies if is_known else (), partial(new.add, number, blob.text)))
            these.add(blob.key)
        fresh = new.marks(self._prefilter)
        for number, (blob, steps) in enumerate(zip(blobs, plans, strict=True)):
            text, is_binary = blob.text, Engine.is_binary(blob.text)
            settled: list[_Settled] = []
            asked: Collection[Mark] = fresh.get(number, ())
            if steps and (base := self._base(blob)):
                settled, asked = base.taken(steps, asked, is_binary=is_binary)
            elif steps:
                # There was no room for it since the plan was made: then all of this one is searched.
                asked = self._prefilter.marks(text)
            hits: list[Hit] = []
            if asked or Engine.is_brief(text):
                hits, news = self._look(text, sorted(asked))
                settled = sorted(settled + news)
            self._keep(blob.key, _Marks(settled, is_binary))
            yield hits

    def _look(self, text: bytes, marks: Sequence[Mark]) -> tuple[list[Hit], list[_Settled]]:
        """What is at these marks; and what that depends on."""
        raw: dict[int, list[int]] = {}
        for end, pattern in marks:
            raw.setdefault(pattern, []).append(end)
        where = self._prefilter.settled(raw, text)
        most = self._most if len(marks) > _DENSE else None
        hits, looks = self._looked(text, where, most) if where or Engine.is_brief(text) else ([], [])
        if most is not None:
            return hits, [(end, pattern, _ALWAYS, _ALWAYS) for end, pattern in marks]
        by_number: dict[int, list[Look]] = {}
        for look in looks:
            by_number.setdefault(look.number, []).append(look)
        settled: list[_Settled] = []
        for pattern, ends in raw.items():
            numbers, around = self._prefilter.told(pattern)
            near = _Near(look for number in numbers for look in by_number.get(number, ())) if looks else None
            for some in _together(ends, around):
                since, till = some[0] - around - 1, some[-1] + around + 1
                if near:
                    since, till = near.depends(since, till)
                settled += [(end, pattern, end - since, till - end) for end in some]
        return hits, settled

    def _keep(self, key: Key, marks: _Marks) -> None:
        if known := self._known.pop(key, None):
            self._size -= len(known.marks)
        self._known[key] = marks
        self._size += len(marks.marks)
        while len(self._known) > _REMEMBERED or (self._size > _MARKS and len(self._known) > 1):
            self._size -= len(self._known.popitem(last=False)[1].marks)

    def _base(self, blob: Unpacked) -> _Marks | None:
        if blob.base is None or blob.base not in self._known:
            return None
        self._known.move_to_end(blob.base)  # as the one that was needed last
        return self._known[blob.base]

    def _plan(self, blob: Unpacked, copies: Sequence[Copy], search: Callable[[int, int], None]) -> list[_Step]:
        """What it has of the marks of its base by these copies; between which ends of marks to `search` for others."""
        steps: list[_Step] = []
        at, size, around = 0, len(blob.text), self._around
        for start, source, length in copies if size <= _PARTED else _whole(copies):
            since, till = start, start + length
            first, last = start + around, till - 1
            if start == source == 0:
                first, since = 0, -_BEYOND
            if till == size and source + length == blob.base_size:
                last, till = size, _BEYOND
            if last - first < _LEAST:
                continue
            if first > at:
                search(at, first)
            steps.append((first, last, start - source, since, till))
            at = last
        if at < size:
            search(at, size)
        return steps


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


def _together(ends: list[int], around: int) -> Iterator[list[int]]:
    """Those that a pattern is looked for at together, as it reaches so far around each."""
    first = 0
    for last in range(1, len(ends)):
        if ends[last] > ends[last - 1] + around:
            yield ends[first:last]
            first = last
    yield ends[first:] if first else ends


class _Near:
    """Looks at one text, by where they begin."""

    def __init__(self, looks: Iterable[Look]) -> None:
        self._looks = sorted(looks, key=lambda look: (look.since, -look.till))
        self._begins = [look.since for look in self._looks]
        self._reached = [*accumulate((look.till for look in self._looks), max)]
        # One that reaches over all others is met by whoever asks, and would be gone back to each time.
        first = self._looks[0] if self._looks else None
        self._is_something = first is not None and not first.is_empty and first.till == self._reached[-1]

    def depends(self, since: int, till: int) -> tuple[int, int]:
        """On what that depends which was seen there: on everything, where that is something."""
        if self._is_something:
            return -_ALWAYS, _ALWAYS
        first, last = since, till
        at = bisect_left(self._begins, till)
        while at > 0 and self._reached[at - 1] > since:
            at -= 1
            look = self._looks[at]
            if since < look.till:
                if not look.is_empty:
                    return -_ALWAYS, _ALWAYS
                first, last = min(first, look.since), max(last, look.till)
        return first, last
