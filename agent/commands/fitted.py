"""A table that fits a terminal: no cell breaks within a word, and a place stays whole.

    too narrow:  columns that may go do; a place loses its commit, then the middle of its path, and keeps its file and
                 line
    narrower:    the widest columns give way, so that a number is whole

Into a pipe goes everything, however wide.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

from agent.commands.output import columns

if TYPE_CHECKING:
    from rich.text import Text

WHERE: Final = "where"

_GAP: Final = 2  # beside each column
_LEAST: Final = 24  # of a place
_LINE: Final = 20  # of a text
_MOST: Final = 32  # of a word that is kept whole
_COMMIT: Final = re.compile(r" @ [0-9a-f]{10}(?=( \(\+[0-9]+\))?$)")


def folded(text: str, width: int) -> str:
    """In so many columns of a terminal: without its commit and middle, and with its last name whole where that fits."""
    if cell_len(text) > width:
        text = _COMMIT.sub("", text)
    if cell_len(text) <= width:
        return text
    dots = "…" if "utf" in (sys.stdout.encoding or "").lower() else "..."
    room = max(width - len(dots), 1)
    last = text[max(text.rfind("/"), text.rfind(": ") + 1, 0) :]
    if cell_len(last) > room:
        while cell_len(last) > room:
            last = last[1:]
        return dots + last
    return set_cell_size(text, room - cell_len(last)).rstrip() + dots + last


def show(names: Sequence[str], rows: Sequence[Sequence[Text]], spare: Sequence[str]) -> None:
    """Print it."""
    wide = columns()
    console = Console(width=wide)
    console.print(table(names, rows, spare, console.width if wide is None else None))


def table(names: Sequence[str], rows: Sequence[Sequence[Text]], spare: Sequence[str], width: int | None) -> Table:
    """spare: the columns that may go, the first of them first. width: None is any."""
    kept = list(range(len(names)))
    natural = [max(map(cell_len, (name, *(row[at].plain for row in rows)))) for at, name in enumerate(names)]
    least = [_least(name, [row[at].plain for row in rows]) for at, name in enumerate(names)]
    gone = [names.index(name) for name in spare]
    while width is not None and gone and sum(least[at] + _GAP for at in kept) > width:
        kept.remove(gone.pop(0))
    made = Table(box=None, pad_edge=False)
    wide = natural
    if width is not None:
        wide = list(least)
        room = width - sum(least[at] + _GAP for at in kept)
        for _ in range(-room):
            wide[max(kept, key=lambda at: wide[at])] -= 1
        room = max(room, 0)
        # First what leads somebody there.
        for at in sorted(kept, key=lambda at: names[at] != WHERE):
            more = min(room, natural[at] - wide[at])
            wide[at] += more
            room -= more
    for at in kept:
        made.add_column(names[at], overflow="fold", width=None if width is None else wide[at])
    for row in rows:
        made.add_row(*(_cell(names[at], row[at], None if width is None else wide[at]) for at in kept))
    return made


def _least(name: str, cells: Sequence[str]) -> int:
    """A column's narrowest: its longest word, or what a place is folded into."""
    if name == WHERE:
        return min(max(map(cell_len, (name, *cells))), _LEAST)
    word = max((cell_len(word) for cell in (name, *cells) for word in cell.split()), default=0)
    return max(min(word, _MOST), min(max(map(cell_len, cells), default=0), _LINE))


def _cell(name: str, text: Text, width: int | None) -> Text:
    if name != WHERE or width is None:
        return text
    made = text.copy()
    made.plain = folded(text.plain, width)
    return made
