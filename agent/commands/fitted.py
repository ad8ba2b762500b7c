"""A table that fits a terminal: no cell breaks within a word, and a place stays whole.

    too narrow:  what can be said shorter is; columns that may go do; a place loses its commit, then the middle of its
                 path, and keeps its file and line
    narrower:    the widest columns give way, so that a number is whole

Into a pipe goes everything, however wide.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table

from agent.commands.output import columns

if TYPE_CHECKING:
    from rich.text import Text

WHERE: Final = "where"

_GAP: Final = 2  # between two columns
_LEAST: Final = 20  # of a place
_LINE: Final = 20  # of a text
_MOST: Final = 32  # of a word that is kept whole
Shorter = Mapping[str, Callable[[str], str]]
_AS_IT_IS: Final[Shorter] = MappingProxyType({})
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


def show(
    names: Sequence[str], rows: Sequence[Sequence[Text]], spare: Sequence[str], shorter: Shorter = _AS_IT_IS
) -> None:
    """Print it."""
    wide = columns()
    console = Console(width=wide)
    console.print(table(names, rows, spare, console.width if wide is None else None, shorter))


def table(
    names: Sequence[str],
    rows: Sequence[Sequence[Text]],
    spare: Sequence[str],
    width: int | None,
    shorter: Shorter = _AS_IT_IS,
) -> Table:
    """spare: the columns that may go, the first of them first. width: None is any. shorter: how a column's cells are
    said, and its others folded, where they do not fit in two lines.
    """
    kept = list(range(len(names)))
    natural, least = _natural(names, rows), _leasts(names, rows, dict.fromkeys(names, _LINE))
    gone = [names.index(name) for name in spare]
    if width is not None and shorter:
        lines = [
            max(least[at], -(-natural[at] // 2)) if name in shorter else least[at] for at, name in enumerate(names)
        ]
        if sum(lines) + _gaps(kept) <= width:
            least = lines
        else:
            rows = [[_said(shorter.get(names[at]), cell) for at, cell in enumerate(row)] for row in rows]
            natural, least = _natural(names, rows), _leasts(names, rows, dict.fromkeys(spare, _LINE))
    while width is not None and gone and sum(least[at] for at in kept) + _gaps(kept) > width:
        kept.remove(gone.pop(0))
    made = Table(box=None, pad_edge=False)
    wide = natural
    if width is not None:
        wide = list(least)
        room = width - sum(least[at] for at in kept) - _gaps(kept)
        for _ in range(-room):
            wide[max(kept, key=lambda at: wide[at])] -= 1
        room = max(room, 0)
        # A few words in a line; then what leads somebody there.
        growing = [(at, min(natural[at], _LINE)) for at in kept if names[at] in shorter]
        growing += [(at, natural[at]) for at in sorted(kept, key=lambda at: names[at] != WHERE)]
        for at, most in growing:
            more = max(min(room, most - wide[at]), 0)
            wide[at] += more
            room -= more
    for at in kept:
        made.add_column(names[at], overflow="fold", width=None if width is None else wide[at])
    for row in rows:
        made.add_row(*(_cell(names[at], row[at], None if width is None else wide[at]) for at in kept))
    return made


def _natural(names: Sequence[str], rows: Sequence[Sequence[Text]]) -> list[int]:
    return [max(map(cell_len, (name, *(row[at].plain for row in rows)))) for at, name in enumerate(names)]


def _leasts(names: Sequence[str], rows: Sequence[Sequence[Text]], lines: Mapping[str, int]) -> list[int]:
    return [_least(name, [row[at].plain for row in rows], lines.get(name, 0)) for at, name in enumerate(names)]


def _gaps(kept: Sequence[int]) -> int:
    return _GAP * (len(kept) - 1)


def _said(shorter: Callable[[str], str] | None, text: Text) -> Text:
    if shorter is None:
        return text
    made = text.copy()
    made.plain = shorter(text.plain)
    return made


def _least(name: str, cells: Sequence[str], line: int) -> int:
    """A column's narrowest: its longest word, or what a place is folded into."""
    if name == WHERE:
        return min(max(map(cell_len, (name, *cells))), _LEAST)
    word = max((cell_len(word) for cell in (name, *cells) for word in cell.split()), default=0)
    return max(min(word, _MOST), min(max(map(cell_len, cells), default=0), line))


def _cell(name: str, text: Text, width: int | None) -> Text:
    if name != WHERE or width is None:
        return text
    made = text.copy()
    made.plain = folded(text.plain, width)
    return made
