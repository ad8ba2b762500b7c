r"""What `git diff --word-diff` shows, as it was before the change and as it is after it: a secret that is taken out has
leaked as one that is put in.

    DB_PASSWORD=[-old-]{+new+}   -->   DB_PASSWORD=new   DB_PASSWORD=old

The marks are no guess where both are there, and no reading has them; `[-x-]` alone may be the class of an expression.
https://git-scm.com/docs/git-diff#Documentation/git-diff.txt---word-diffltmodegt (plain; each line has its own marks)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from agent.scan.views.edits import Edit, View

_MOST: Final = 4096  # changes in a window
_SIGN: Final = re.compile(rb"\[-|-\]|\{\+|\+\}|\n")
_CODES: Final = rb"(?:\x1b\[[0-9;]{0,16}[A-Za-z]){0,4}"
_REPLACED: Final = re.compile(_CODES + rb"\{\+")
# What a word begins behind, and what it ends before; what an expression has in brackets, and behind them.
_BEGINS: Final = frozenset(b" \t\r\n\"'`=:@/,;(>m")
_ENDS: Final = frozenset(b" \t\r\n\"'`@/,;:&<\x1b")
_CLASS: Final = re.compile(rb"a-z|A-Z|0-9|a-f|\\[wdsb\-\]\[]|\A[^\w\s\"'/$-]{1,8}\Z")


class _Change(NamedTuple):
    """Words from `start` up to `end`, the marks included."""

    start: int
    end: int
    is_new: bool


class Side(NamedTuple):
    """How the text is to be read, and how much of that is the window proper."""

    view: View
    cut: int


def sides(raw: bytes, cut: int) -> tuple[Side, ...]:
    """After and before the change; none where nothing is marked as changed."""
    if b"-]" not in raw and b"+}" not in raw:
        return ()
    changes = [*_told(raw, _changes(raw))]
    return tuple(_side(raw, cut, changes, after=after) for after in (True, False)) if changes else ()


def _changes(raw: bytes) -> list[_Change]:
    """Each from the last sign that opens one before the sign that closes it, on one line; apart."""
    found: list[_Change] = []
    opened: dict[bytes, int] = {}
    for sign in _SIGN.finditer(raw):
        what, at = sign[0], sign.start()
        if what in (b"[-", b"{+"):
            opened[what] = at
        elif what == b"\n":
            opened.clear()
        elif (start := opened.pop(b"[-" if what == b"-]" else b"{+", at)) + len(what) < at:
            while found and found[-1].start > start:
                found.pop()
            if not found or found[-1].end <= start:
                found.append(_Change(start, at + len(what), is_new=what == b"+}"))
            opened.clear()
            if len(found) >= _MOST:
                break
    return found


def _told(raw: bytes, changes: list[_Change]) -> Iterator[_Change]:
    """Without what may be something else."""
    for change in changes:
        if change.is_new or _REPLACED.match(raw, change.end) or _is_apart(raw, change):
            yield change


def _is_apart(raw: bytes, change: _Change) -> bool:
    begins = change.start == 0 or raw[change.start - 1] in _BEGINS
    ends = change.end == len(raw) or raw[change.end] in _ENDS
    return begins and ends and not _CLASS.search(raw[change.start + 2 : change.end - 2])


def _side(raw: bytes, cut: int, changes: list[_Change], *, after: bool) -> Side:
    edits: list[Edit] = []
    for start, end, is_new in changes:
        kept = [(start, start + 2), (end - 2, end)] if is_new is after else [(start, end)]
        edits += [Edit(*span, b"") for span in kept]
    return Side(View(raw, edits), cut - sum(edit.end - edit.start for edit in edits if edit.end <= cut))
