"""What belongs to a window: how far it must reach for values that go on below, and is anything to be undone in it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from agent.scan import nested, pairs
from agent.scan.views.concatenation import ENDING, GLUE, LISTS, OPEN, STRING
from agent.scan.views.edits import LONGEST, Edit, holds
from agent.scan.views.lines import Extent, Nexts, continued
from agent.scan.views.wrapping import rejoined

_JOINED: Final = 4  # lines at the top of a concatenation that are joined with those below, one after the other

# What tells that a window may say more once it is undone, and how far from what announces a value it is looked for.
_JOINS: Final = (
    rb"(?:[ \t]{0,8}+(?:" + GLUE + rb"|\\|\)?\.(?:append|concat))"
    rb"|[ \t]{0,8}+(?:\r?\n[+\- \t]{0,80}+)?(?:" + GLUE + rb")?" + STRING + rb"[\"'`])"
)
# Each form by the byte that it begins with, as in escapes.py.
_HINT: Final = re.compile(
    rb"\\(?:[ux\"'/\\\r\n\#*_!]|[0-3][0-7]{2})|%[0-9A-Fa-f]{2}|&(?:\#|quot|amp|apos|equals|colon|lt|sol|[a-z]{3,6};)"
    rb"|\"" + _JOINS + rb"|'" + _JOINS + rb"|`" + _JOINS
)
_HINTS: Final = (b"\x1b", b"=3D", b"^[[", b"{+", b"join(", b"implode(", b"concat!(")
_BEGINS: Final = re.compile(rb"\\[nrt][\w$\-.]")
_END: Final = re.compile(rb"[\s\"'`,;<>]|\Z")
_BEFORE: Final = 96
_BEHIND: Final = 512


class Chain:
    """Concatenations that go on from line to line, each of which announces a value. To join each with all those below
    it would take thirty times as long as to read them; so behind a few that were joined, and each that is joined later,
    the first half of what it was joined with is read as it stands: those lines have been joined with it.
    """

    __slots__ = ("_begins", "_joined", "_joins", "_lines", "_longest", "_nexts", "_reach", "_read")

    def __init__(self, longest: int, *, lines: bool, joins: bool, nexts: Nexts | None = None) -> None:
        """Of one finder's windows, ascending. See `extent`."""
        self._longest, self._lines, self._joins, self._nexts = longest, lines, joins, nexts or Nexts()
        self._begins = self._joined = self._read = self._reach = 0

    def extent(self, data: bytes, low: int, high: int, nears: Sequence[int]) -> Extent:
        """Of the next window, from `low` to `high`."""
        longest = self._longest if low >= self._read else 0
        found = self._again(data, low, high, nears, longest)
        if not self._lines:
            return found
        if low > self._reach:
            self._begins, self._joined, self._read = found.since, 0, 0
        elif not longest or found.reach > high:
            found = found._replace(since=min(self._begins, found.since))  # what is above it decides, too
        if found.reach > high and not found.wraps:
            self._reach = max(self._reach, found.reach)
            self._joined += 1
        if self._joined >= _JOINED:
            self._joined, self._read = _JOINED - 1, (high + found.reach) // 2
        return found

    def _again(self, data: bytes, low: int, high: int, nears: Sequence[int], longest: int) -> Extent:
        """As of the window before it, where that has the same around it: what is written by machines repeats itself."""
        kind = high - low, longest, self._lines, self._joins
        if seen := self._nexts.extents.get(kind):
            before, its, (reach, wraps, since, till) = seen
            by = low - before
            if (
                nears
                and len(nears) == len(its)
                and nears[0] == its[0] + by
                and since + by >= 0
                and data.startswith(data[since:till], since + by)
                and (len(nears) == 1 or nears == [near + by for near in its])
            ):
                return Extent(reach + by, wraps, since + by, till + by)
        found = extent(data, low, high, nears, lines=self._lines, joins=self._joins, longest=longest, nexts=self._nexts)
        if found.since >= 0 and found.till <= len(data):
            self._nexts.extents[kind] = low, nears, found
        return found


def extent(
    data: bytes,
    low: int,
    high: int,
    nears: Sequence[int],
    *,
    lines: bool,
    joins: bool,
    longest: int = LONGEST,
    nexts: Nexts | None = None,
) -> Extent:
    """What belongs to a window from `low` to `high`.

    `nears`: where values are announced. `lines`: the window ends with its line. `joins`: lines may be rejoined.
    `longest`: bytes over which a concatenation may go on; 0: it is not asked.
    """
    edits, since, till = rejoined(data, nears, nexts) if joins else ([], low - 1, high + 1)
    since, till = min(since, low - 1), max(till, high + 1)
    reach = high
    if lines and nears and longest and 0 < high < len(data) and data[high - 1] in OPEN:
        plainly, reach = continued(data, nears[-1], high, min(longest, LONGEST), nexts)
        till = max(till, reach + ENDING + 1)
        if plainly < reach and not (holds(data, LISTS, low, reach) or pairs.signed(data, low, reach)):
            reach = plainly  # as of most lists, and of JSON
    if not edits and reach == high:
        if not _is_hinted(data, low, high, nears, lines=lines):
            return Extent(high, None, since, till)
        # A window that is not a line may end within a value; what is undone comes nearer.
        end = None if lines else _END.search(data, high, high + _BEHIND)
        reach = end.start() if end else high
        return Extent(reach, (), since, max(till, reach + 1))
    if edits and edits[-1].end >= reach:
        stop = data.find(b"\n", edits[-1].end, edits[-1].end + LONGEST)
        till = max(till, (stop if stop >= 0 else edits[-1].end + LONGEST) + 1)
        reach = min(stop if stop >= 0 else len(data), high + LONGEST)
    return Extent(
        reach,
        tuple(Edit(edit.start - low, edit.end - low, edit.by) for edit in edits if edit.start >= low),
        since,
        till,
    )


def _is_hinted(data: bytes, low: int, high: int, nears: Sequence[int], *, lines: bool) -> bool:
    """Does anything near what announces a value tell that something is to be undone?"""
    first, last = (nears[0] - _BEFORE, min(nears[-1] + _BEHIND, high)) if nears else (low, high)
    return (
        _HINT.search(data, max(first, low), last) is not None
        or holds(data, _HINTS, low, last)
        or pairs.signed(data, low, last)
        or (not lines and nested.opens(data, nears, last))
        or (data.rfind(b"\\", low, last) >= 0 and any(_is_behind_escape(data, low, near) for near in nears))
    )


def _is_behind_escape(data: bytes, low: int, near: int) -> bool:
    r"""Does what announces a value begin a line of a text that is itself written as a string: "x\nTOKEN=y"?"""
    at = data.rfind(b"\\", max(low, near - _BEFORE), near)
    return at >= 0 and _BEGINS.match(data, at, near) is not None
