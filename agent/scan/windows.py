"""The windows that are cut out of a buffer around the ends of what the prefilter saw, and what belongs to each.

    ......e1..e2.............e3......     e: ends
       |------------|     |-------|       windows: a line, or as far as a finder reaches; merged where they overlap

A long line is cut into windows that overlap by as much as a match can need; nothing is skipped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from agent.scan.finders import Finder
from agent.scan.views.lines import Extent

_PIECE: Final = 16  # times what a match can need: how long a window is where many run into one another

# From where to where a window is, and what belongs to it.
Window = tuple[int, int, Extent]


class Look(NamedTuple):
    """Finder `number` looked at a window, which depends on the bytes from `since` up to `till`, which may be beyond the
    text: on its beginning or end. `is_empty`: nothing was there.
    """

    number: int
    since: int
    till: int
    is_empty: bool


class Windows(NamedTuple):
    """Those around `ends` of finders that are `of` one reach and kind, and of what needs the same."""

    of: tuple[object, ...]
    ends: Sequence[int]
    extents: Sequence[Window]


def around(data: bytes, ends: Sequence[int], finder: Finder) -> Iterator[tuple[int, int, Sequence[int]]]:
    """What to look at around each end, with the ends in it: merged where they overlap, cut where that makes it long."""
    if finder.lines:
        yield from _lines(data, ends, finder.reach)
        return
    reach, size, first = finder.reach, len(data), 0
    apart = [at for at, (end, following) in enumerate(pairwise(ends), 1) if following - end > 2 * reach]
    for behind in (*apart, len(ends)) if ends else ():
        nears = ends[first:behind]
        yield from _pieces(max(0, nears[0] - reach), min(size, nears[-1] + reach), nears, reach)
        first = behind


def _lines(data: bytes, ends: Iterable[int], reach: int) -> Iterator[tuple[int, int, Sequence[int]]]:
    """The same of what does not go beyond the line of the end's last byte, which may be the line's end."""
    low = high = till = clear = -1  # up to `clear`, if that is behind the last end, its line does not end
    nears: list[int] = []
    size = len(data)
    for end in ends:
        if end <= till:
            nears.append(end)
            continue
        if end <= clear:
            last = min(size, end + reach)
            stop = data.find(b"\n", clear, last)
            high, till, clear = (stop, stop + 1, -1) if stop >= 0 else (last, till, last)
            nears.append(end)
            continue
        first = end - reach if end > reach else 0
        last = min(size, end + reach)
        if (start := data.rfind(b"\n", first, end - 1)) >= 0:
            first = start + 1
        if (stop := data.find(b"\n", end - 1, last)) >= 0:
            last, till = stop, stop + 1  # up to where others are on the same line, and in this window
        clear = last if stop < 0 else -1
        if first <= high:
            high = max(high, last)
            nears.append(end)
            continue
        if low < high <= low + _PIECE * reach and nears[0] > low:  # most
            yield low, high, nears
        elif high > low:
            yield from _pieces(low, high, nears, reach)
        low, high, nears = first, last, [end]
    if high > low:
        yield from _pieces(low, high, nears, reach)


def _pieces(low: int, high: int, nears: Sequence[int], reach: int) -> Iterator[tuple[int, int, Sequence[int]]]:
    """They overlap by as much as one match can need on both sides, and are long, so that little is looked at twice."""
    if nears[0] > low and high - low <= _PIECE * reach:
        yield low, high, nears
        return
    while high - low > _PIECE * reach:
        cut = low + _PIECE * reach
        yield low, cut, nears[bisect_right(nears, low) : bisect_right(nears, cut)]
        low = cut - 2 * reach
    yield low, high, nears[bisect_right(nears, low) :]
