"""Values that go on on the next line, which a terminal, a mail or a log has wrapped.

    2026-01-02T03:04:05Z KEY=ghp_Ab          KEY=ghp_AbCd...
    2026-01-02T03:04:05Z Cd...

A line that was too long tells it; of a shorter one a token that ends it, and another that is all of the next line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from agent.scan.views.edits import LONGEST, Edit
from agent.scan.views.lines import LINES, TOKEN, Nexts, prefixed

_WRAPPED: Final = frozenset(TOKEN + b"\r")  # the last byte of a line that is; a colour's is a letter, too
_CODES: Final = re.compile(rb"(?:\x1b\[[0-9;]{0,16}[A-Za-z]){1,4}\Z")
_CLOSED: Final = re.compile(rb"(?:\x1b\[[0-9;]{0,16}[A-Za-z]){0,4}[\"'`,;)}\]\\@ \t]{0,4}\r?(?:\n|\Z)")
_RANDOM: Final = re.compile(rb"(?=[^0-9]{0,64}[0-9])[^A-Za-z]{0,64}[A-Za-z]")
_NUMBER: Final = re.compile(rb"[ \t]{0,8}([0-9]{1,6})(?=[\s:|.)\]\-]|$)")  # of a line, as a linter shows a file
_LEAST: Final = 8  # characters of a value on either side, where nothing tells that the line was too long
_CLOSING: Final = 128  # bytes behind a token that say whether it is all of its line
_NOTED: Final = 8192 + _CLOSING  # the same, where a note of Jenkins' may stand
_LONGEST_REST: Final = 512  # characters that follow on the next line, where that may be the longer one
_NARROWEST: Final = 79  # columns; a longer line may have been too long
_BLANKS: Final = 3  # between what announces a value and the end of its line


def wrapped(data: bytes, near: int, newline: int, nexts: Nexts | None = None) -> tuple[list[Edit], int, int]:
    """How to rejoin a value that begins at about `near`, on the line that ends at `newline`, and goes on on the next
    ones, without what a log puts before each; and from where up to where that depends on the text. No edits where it
    does not look as if it did.
    """
    limit = min(len(data), near + LONGEST)
    if data.count(b" ", near, newline) > _BLANKS:
        return [], near, newline + 1
    first = data.rfind(b"\n", max(0, near - LONGEST), newline) + 1 or max(0, near - LONGEST)
    stop = _stop(data, first, newline)
    width = stop - first
    wide = width >= _NARROWEST
    tail = data[max(first, stop - _LEAST) : stop]
    since = first - 1
    if len(tail) - len(tail.rstrip(TOKEN)) < (1 if wide else _LEAST):
        return [], since, newline + 1
    line = newline - first + 1
    second, last = newline + line, newline + LINES * line
    goes_on = data.startswith(b"\n", second)
    if goes_on and data.startswith(b"\n", second + line) and data.startswith(b"\n", last):
        return [], since, last + 1  # a block of data
    edits: list[Edit] = []
    nexts = nexts or Nexts()
    till = 1 + (last if goes_on else second)
    while newline >= 0 and len(edits) < LINES:
        start, head, is_own = nexts.behind(data, newline)
        head = max(0, min(head, limit - start, max(width, _LONGEST_REST) + 1))
        till = max(till, start + head + (_CLOSING if data.find(b"\x1b", newline, start + head) < 0 else _NOTED))
        if (
            head == 0
            or is_own
            or _is_numbered(data, first, start)
            or not (wide or (head >= _LEAST // 2 and _CLOSED.match(data, start + head)))
        ):
            break
        edits.append(Edit(stop, start, b""))
        stop = start + head
        if stop - newline - 1 != width:
            break
        newline = data.find(b"\n", stop, stop + 2)
    return edits if len(edits) < LINES else [], since, till


def _is_numbered(data: bytes, first: int, start: int) -> bool:
    """Does what is at `start` count the line behind the one that begins at `first`: 342 x, 343 y?"""
    number = _NUMBER.match(data, start)
    own = _NUMBER.match(data, prefixed(data, first)) if number else None
    return own is not None and number is not None and int(number[1]) == int(own[1]) + 1


def _stop(data: bytes, first: int, newline: int) -> int:
    """Where the text of a line ends."""
    stop = newline - 1 if data[newline - 1 : newline] == b"\r" and newline > first else newline
    if data.find(b"\x1b", max(first, stop - 64), stop) < 0:
        return stop
    codes = _CODES.search(data, max(first, stop - 64), stop)
    return codes.start() if codes else stop


def rejoined(data: bytes, nears: Sequence[int], nexts: Nexts | None) -> tuple[list[Edit], int, int]:
    """How to rejoin the values that are announced at `nears`, each on the line that it begins on, of which the last one
    counts; and from where up to where that depends on the text.
    """
    edits: list[Edit] = []
    since, till = nears[0] if nears else 0, 0
    at = 0
    while at < len(nears):
        near = nears[at]
        newline = data.find(b"\n", max(near - 1, 0), nears[-1] + LONGEST)
        if newline < 0:
            return edits, since, max(till, nears[-1] + LONGEST)
        if newline >= near + LONGEST:  # too far for those that are as far from it
            at = bisect_right(nears, newline - LONGEST, at)
            till = max(till, nears[at - 1] + LONGEST)
            continue
        till = max(till, newline + 1)
        at = max(at, bisect_left(nears, newline, at) - 1)  # none follows before the line's end
        while at < len(nears) and nears[at] - 1 <= newline:
            if not (edits and nears[at] <= edits[-1].end) and newline > 0 and data[newline - 1] in _WRAPPED:
                found, first, last = wrapped(data, nears[at], newline, nexts)
                since, till = min(since, first), max(till, last)
                edits += found
            at += 1
        if edits:
            at = bisect_right(nears, edits[-1].end, at)
    return edits, since, till


def is_likely(data: bytes, wraps: Sequence[Edit]) -> bool:
    """Would somebody who sees that the first line alone is a value, say that it goes on? What follows looks random."""
    return bool(wraps) and _RANDOM.match(data, wraps[0].end, wraps[0].end + _LEAST) is not None
