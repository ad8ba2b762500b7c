"""The lines below one: where each begins behind what a log puts before it, and which go on with what stands above.

    2026-01-02T03:04:05Z KEY=ghp_Ab
    2026-01-02T03:04:05Z Cd...            <-- Nexts.behind: it begins with `C`, and so many letters of a token
    token = "ghp_" +
        "..."                             <-- Nexts.going_on: the string above goes on here

Many marks are followed by the same lines, each of which is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from agent.scan import roster
from agent.scan.views.concatenation import GoingOn, going_on
from agent.scan.views.edits import LONGEST, Edit
from agent.scan.views.escapes import NOTE

LINES: Final = 32  # that one value is wrapped over; what has more of them is a block of data
_REMEMBERED: Final = 4096  # lines

# What a log writes before each line: times, levels, streams, names of containers.
_TIME: Final = (
    rb"\[?(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T _])?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    rb"(?:Z|[ ]?[+\-][0-9]{2}:?[0-9]{2}|[ ]UTC)?\]?"
)
_PREFIX: Final = re.compile(
    rb"(?:[ \t]{0,8}(?:" + _TIME + rb"|\[[ \w.:/\-]{1,64}\]|[A-Z][a-z]{2} [ 0-9][0-9] (?=[0-9]{2}:)"
    rb"|\#[0-9]{1,4}(?: [0-9.]{1,12})?(?= )|[\w.\-]{1,64}[ ]{0,24}\||[0-9]{2}[OE](?:\+| )|std(?:out|err) [FP] "
    rb"|[>|:*](?=[ \t])|\x1b_bk;t=[0-9]{1,20}\x07|\x1b"
    + NOTE
    + rb"|(?:\x1b\[[0-9;]{0,16}[A-Za-z]){1,4})){0,5}[ \t]{0,16}"
)
TOKEN: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.~%:@?&"
_ASSIGNS: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_.\-]{0,80}+=[^=\s]")  # a line of its own, and no rest of another


class _Next(NamedTuple):
    """Of a line: where it begins behind what a log puts before it, how many letters of a token it has there; is that
    something of its own?
    """

    start: int
    head: int
    is_own: bool


class Extent(NamedTuple):
    """reach: up to where a window must reach for the values that go on on the next lines; `wraps`: how to rejoin those,
    None where there is nothing to be undone, so that the text may be taken as it stands. This, and what there is in the
    window, depends on nothing before `since` or from `till` on.
    """

    reach: int
    wraps: tuple[Edit, ...] | None
    since: int
    till: int


class Nexts:
    """These lines of a text, by the line's end before them: many marks are followed by the same ones.

    extents: of windows of one length and kind the last one, see extents.Chain.
    """

    __slots__ = ("_going_on", "_known", "extents")

    def __init__(self) -> None:
        self.extents: dict[tuple[int, int, bool, bool], tuple[int, Sequence[int], Extent]] = {}
        self._known: dict[int, _Next] = {}
        self._going_on: dict[int, GoingOn] = {}

    def going_on(self, data: bytes, newline: int) -> GoingOn:
        known = self._going_on.get(newline)
        if known is None:
            if len(self._going_on) >= _REMEMBERED:
                self._going_on.clear()
            known = self._going_on[newline] = going_on(data, newline)
        return known

    def behind(self, data: bytes, newline: int) -> _Next:
        known = self._known.get(newline)
        if known is None:
            start = prefixed(data, newline + 1)
            rest = data[start : start + LONGEST + 1]
            is_own = _ASSIGNS.match(data, start) is not None or data.startswith(roster.present().beginnings, start)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[newline] = _Next(start, len(rest) - len(rest.lstrip(TOKEN)), is_own)
        return known


def prefixed(data: bytes, at: int) -> int:
    """Where what a log puts before the line that begins `at` ends."""
    return _PREFIX.match(data, at).end()  # type: ignore[union-attr]  # it matches nothing as well


def continued(data: bytes, near: int, high: int, longest: int = LONGEST, nexts: Nexts | None = None) -> tuple[int, int]:
    """Where the last of the lines ends over which a concatenation goes that begins on the line of `near`, which ends at
    `high`; `high` itself where there is none. Up to `longest` bytes. First without what a comma joins, then with it.
    """
    limit = min(len(data), near + longest)
    nexts = nexts or Nexts()
    plainly = -1
    for _ in range(LINES):
        begins, stop, by_comma = nexts.going_on(data, high)
        if not high < begins <= limit:
            break
        if plainly < 0 and by_comma:
            plainly = high
        high = min(stop, limit)
    return (plainly if plainly >= 0 else high), high
