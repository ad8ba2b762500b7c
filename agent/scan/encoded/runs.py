"""What is decoded: a run of a text, and several of them as one text.

    U0VDUkVUPXg=   ...   746f6b656e3d79     --> Decoded.data: SECRET=x, token=y
    Decoded.span: where in the original     <--

All runs of a buffer are decoded into one, so that looking at them costs one call, and parts of one credential that are
encoded apart (a Kubernetes Secret) are still side by side. A short run is pointed at as a whole; of a long one the part
that the value comes from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from agent.scan.hits import Found

REACH: Final = 16 * 1024  # of a run, on either side of its trigger
FIRST_LOOK: Final = 256  # most runs are short, and a look copies
WHOLE: Final = 2048  # a run up to this length is pointed at as a whole
SHORTEST: Final = 8
PRINTABLE: Final = bytes(range(0x20, 0x7F)) + b"\0\t\n\r"  # NUL: UTF-16
SAMPLE: Final = 24
_FAR: Final = 1 << 62

Way = Callable[[int, int], tuple[int, int]]
Line = tuple[int, int]
Turn = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Run:
    """`data` is what the bytes up to `end` say; `way`: from offsets in it to those in the original.

    is_doubtful: it only begins as if it were compressed
    shown: the lines of a dump, which show the same as text once more
    turns: of letters, which groups they make on each line (`turn_of`): whoever points at others of them is read already
    is_all: what stands there as it is says nothing
    """

    start: int
    end: int
    data: bytes
    way: Way
    is_doubtful: bool = False
    turns: Sequence[tuple[Turn, Line]] = ()
    shown: Sequence[Line] = ()
    is_all: bool = False


class Decoded:
    """Several runs, decoded, as one text."""

    _BETWEEN: Final = b"\n\n"

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        lengths = (len(run.data) + len(self._BETWEEN) for run in runs)
        self._starts = [0, *accumulate(lengths)][: len(runs)]
        self._shown = sorted(line for run in runs for line in run.shown)
        self.data = self._BETWEEN.join(run.data for run in runs)
        self._instead = sorted((run.start, run.end) for run in runs if run.is_all)

    def beside(self, there: Iterable[Found]) -> Iterator[Found]:
        """What of it is not all in a text that says nothing as it is."""
        for found in there:
            at = bisect_right(self._instead, (found.start, _FAR)) - 1 if self._instead else -1
            if at < 0 or found.end > self._instead[at][1]:
                yield found

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the bytes `start` to `end` of `data` come from."""
        at, behind = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        first, last = self._part(at, start, end)
        return first, last if at == behind else max(last, self._part(behind, end - 1, end)[1])

    def placed(self, inside: Sequence[Found]) -> list[Found]:
        """What is in `data`, where it comes from. To the last of what is on a line of a dump belongs the rest of it,
        where it stands again as text.
        """
        found: list[Found] = []
        low = -1
        for each in reversed(inside):
            there = each.at(self.span)
            behind = self._behind(there.end)
            if low < 0 or there.end <= behind <= low:
                there = there._replace(end=behind, until=there.end)
            else:
                there = there._replace(until=there.end)
            low = there.start if low < 0 else min(low, there.start)
            found.append(there)
        return found[::-1]

    def _behind(self, end: int) -> int:
        at = bisect_left(self._shown, (end,)) - 1
        return max(end, self._shown[at][1]) if at >= 0 and end <= self._shown[at][1] else end

    def _part(self, at: int, start: int, end: int) -> tuple[int, int]:
        """Where in the original a piece from `start` to `end` stands, as far as it is of run `at`."""
        run, base = self._runs[at], self._starts[at]
        low, high = min(start - base, len(run.data) - 1), min(end - base, len(run.data))
        return run.way(low, max(low + 1, high))


def as_a_whole(first: int, last: int, _start: int, _end: int) -> tuple[int, int]:
    return first, last


def looks_like_text(sample: bytes) -> bool:
    return 3 * len(sample.translate(None, PRINTABLE)) <= len(sample)
