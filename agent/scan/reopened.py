"""Tables whose header stands in an earlier part of a file: a log's that is still written, or one of many MB.

    header, rows ... rows | rows        the first line of all, or one that stands up to BACK bytes before

Nobody keeps what the header said: whoever reads the rows has the very file open, and reads its header once more. No
value is told of what was looked at before. For most files one look at the lines before is enough to know that they are
no rows, and nothing more of them is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from agent.scan.tables.stream import Tables

BACK: Final = 1 << 20  # bytes before a part in which a header is looked for
WINDOW: Final = BACK + 4096  # with the line that is one
LINE: Final = 2048  # of a line that is one
_LINES: Final = 8  # before a part, that tell whether they may be rows
_FEW: Final = 0.75  # of them, that must be alike: a quoted cell may hold anything
_CLOCK: Final = re.compile(rb":\d\d,\d{3}")  # as many loggers write the time, and it parts no cells
_QUOTED: Final = re.compile(rb"\"[^\"\n]*+\"|'[^'\n]*+'")


def is_row_by_row(before: bytes) -> bool:
    """May what stands before a part end in a table?"""
    lines = [_CLOCK.sub(b"", line) for line in before.rsplit(b"\n", _LINES + 1)[1:-1]]
    bare = [_QUOTED.sub(b"", line) for line in lines]
    return any(_alike(lines, mark) or _alike(bare, mark) for mark in (b"\t", b"|", b";", b","))


def _alike(lines: Sequence[bytes], mark: bytes) -> bool:
    counts = Counter(line.count(mark) for line in lines)
    del counts[0]
    return bool(counts) and max(counts.values()) >= _FEW * len(lines)


def _again(before: bytes, far: int) -> bool:
    """A header in `before` is seen without asking."""
    return far <= len(before) or (far <= BACK and is_row_by_row(before))


def reopened(
    first: bytes, before: bytes, window: Callable[[], bytes], heads: Callable[[bytes], Iterable[int]]
) -> Tables:
    """What is open where a part begins, as whoever knows `before` alone of what stands there goes on with it.

    first: what the file begins with. window: WINDOW bytes of it, or as many as there are, `before` the last of them.
    heads: where in a text what may be a header of a table ends.
    """
    head = first[: first.find(b"\n", 0, LINE) + 1]
    tables = Tables(head, again=_again, above=window)
    if is_row_by_row(before):
        text, tables.above = window(), None
    elif tables.is_headed:
        text = before
    else:
        return tables
    cut = len(text) - text.rfind(b"\n") - 1  # of a line: it is read with its end
    begun = 0 if head and text.startswith(head) else text.find(b"\n") + 1  # else it may begin within a line
    whole = text[begun : len(text) - cut]
    for _ in tables.cells(whole, heads(whole), len(whole)):
        pass  # an earlier look has told it
    if tables.open is None and tables.since:
        tables.head = b""  # it has ended, or another one that came since
    elif tables.open is None:
        tables.begin_cut(whole)
    tables.moved(len(whole) + cut - len(before))
    tables.is_lost = False
    return tables
