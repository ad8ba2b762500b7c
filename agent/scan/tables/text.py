r"""Tables of text: a line names the columns, and each line below it is a row.

    name,password      | name | password |     name\tpassword
    a,x                |------|----------|     a\tx
    "b","y"            | a    | x        |     \.                   the end of what pg_dump has copied

A quoted cell may hold what parts them, and a line's end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from agent.scan.tables.table import HEADER, MOST, ROW, Row, Table, Written, said, table_of
from detectors.generic import foreign
from detectors.generic.names import column, words

_FRAMED: Final = re.compile(rb"[ \t]*+\|")  # of a table in text: each line of it, or none
_QUOTED: Final = re.compile(rb"\"(?P<value>(?:[^\"]|\"\"){0,4096}+)\"[ \t]{0,16}")
_CELLS_OF: Final = {
    mark: rb"(?:[ ]{0,16}+\"(?:[^\"]|\"\")*+\"[ \t]{0,16}+|[^\"\r\n%b]*+)" % re.escape(mark)
    for mark in (b"\t", b"|", b";", b",")
}
# A row with a line's end in a quoted cell; and one whose last cell has no end yet.
_LINES: Final = {
    mark: re.compile(rb"(?P<row>%b(?>(?:%b%b)*))\r?\n" % (cell, re.escape(mark), cell))
    for mark, cell in _CELLS_OF.items()
}
_CUT: Final = {
    mark: re.compile(rb"(?>(?:%b%b)*)[ ]{0,16}+\"(?:[^\"]|\"\")*+\Z" % (cell, re.escape(mark)))
    for mark, cell in _CELLS_OF.items()
}
_NEWLINE: Final = 0x0A
_BLANKS: Final = 5  # in a head: a sentence has more
_HEAD: Final = re.compile(r"[^\W\d][\w \-./#]{0,39}(?: \([\w \-./#]{1,24}\))?")
# A line that has nothing but that is one of translations: password,Passwort
_TRANSLATED: Final = re.compile("pass|pwd|contrase|" + foreign.pattern(foreign.PASSWORDS), re.IGNORECASE)
# No more than that: two of those are translations.
_BARE_WORDS: Final = frozenset(["password", *map(foreign.bare, foreign.PASSWORDS)])
_SOMEBODY: Final = re.compile(
    r"user|login|mail|account|host|server|url|site|nick|admin|(?<![^\W_])(?:db|uid|ftp|ssh)(?![^\W_])", re.IGNORECASE
)
_ABOVE: Final = 2
_SMALL: Final = re.compile(r"[a-z][a-z_ ]+")
_MARKS: Final = b" \t\"'`*"
RULE: Final = re.compile(rb"[\s|+:=\-]{3,}")
_COPIED: Final = re.compile(r"\\([\s\S])()")  # of what a cell of pg_dump says
_BOM: Final = b"\xef\xbb\xbf"


def of_text(data: bytes, table: Table, at: int) -> Row:
    """The line that begins there: of a table, or not."""
    stop = data.find(b"\n", at, at + ROW)
    if stop < 0 and len(data) - at > ROW:
        return Row((), at, goes_on=False)
    high = stop if stop >= 0 else len(data)
    bare = high - data[at:high].endswith(b"\r")
    if table.is_copied:
        return Row(_copied(data, at, bare), high + (stop >= 0), goes_on=stop >= 0 and not data.startswith(b"\\.", at))
    is_cut = False
    if data.count(b'"', at, high) % 2:
        if row := _LINES[table.delimiter].match(data, at, at + ROW):
            cells = _cells(data, at, row.end("row"), table.delimiter)
            if len(cells) == table.columns:
                return Row(cells, row.end(), goes_on=True)
        is_cut = len(data) - at <= ROW and _CUT[table.delimiter].match(data, at) is not None
    return Row(_cells(data, at, bare, table.delimiter), high + (stop >= 0), stop >= 0 and bare > at, is_cut)


def _copied(data: bytes, low: int, high: int) -> list[Written]:
    """A line's cells, as pg_dump writes them: a quote is a letter."""
    cells: list[Written] = []
    for cell in data[low:high].split(b"\t", MOST):
        cells.append((low, low + len(cell), _COPIED.sub(said, cell.decode(errors="replace"))))
        low += len(cell) + 1
    return cells


def _cells(data: bytes, low: int, high: int, delimiter: bytes) -> list[Written]:
    """A line's cells; a quoted one may hold what parts them."""
    if delimiter == b"|" and (framed := _FRAMED.match(data, low, high)):
        low = framed.end()
        while low < high and data[high - 1] in b" \t":
            high -= 1
        high -= low < high and data[high - 1] in b"|"  # the cell before it may be empty
    cells: list[Written] = []
    while len(cells) <= MOST:
        quoted = _QUOTED.match(data, low, high) if data[low : low + 1] == b'"' else None
        stop = quoted.end() if quoted else data.find(delimiter, low, high)
        if quoted and stop < high and data[stop : stop + 1] != delimiter:
            return []
        stop = stop if 0 <= stop < high else high
        first, last = quoted.span("value") if quoted else (low, stop)
        while first < last and data[first] in _MARKS:
            first += 1
        while first < last and data[last - 1] in _MARKS:
            last -= 1
        text = data[first:last].decode(errors="replace")
        cells.append((first, last, text.replace('""', '"') if quoted else text))
        if stop >= high:
            return cells
        low = stop + 1
    return []


def headed(data: bytes, end: int) -> tuple[Table | None, int]:
    """The table of text whose header is the line at `end`, and where its rows begin."""
    end -= data[end - 1] == _NEWLINE
    low = data.rfind(b"\n", max(0, end - HEADER), end) + 1
    high = data.find(b"\n", end, end + HEADER)
    if high < 0 or end - low >= HEADER:
        return None, end if high < 0 else high
    low += len(_BOM) * data.startswith(_BOM, low)
    if data[low : low + 1].isdigit():  # no name begins so, and each line of many logs does
        return None, high
    line = data[low:high]
    delimiter = next((each for each in (b"\t", b"|", b";", b",") if each in line.strip()), b"")
    heads = [text for _, _, text in _cells(data, low, high - line.endswith(b"\r"), delimiter)] if delimiter else []
    if max((head.count(" ") for head in heads), default=0) > _BLANKS:
        return None, high
    if not 1 < len(heads) <= MOST or len(set(heads)) < len(heads) or not all(map(_HEAD.fullmatch, heads)):
        return None, high
    framed = delimiter == b"|" and _FRAMED.match(line)
    is_row = (framed and _is_below_another(data, low, high, len(heads))) or (
        delimiter == b"\t" and not all(map(_SMALL.fullmatch, heads)) and _is_amid(data, low, len(heads))
    )
    bare = sum(column(head).lower() in _BARE_WORDS for head in heads)
    if is_row or bare > 1 or all(map(_TRANSLATED.search if bare else _TRANSLATED.match, heads)):
        return None, high
    names = [head if _is_of_somebody(head, heads) else "" for head in heads]
    return table_of([name.encode() for name in names], delimiter), high + 1


def _is_below_another(data: bytes, low: int, high: int, columns: int) -> bool:
    """Is it a row of a table in a frame, as the line above is, and no rule follows: | password | no |, of options?
    There a row says what it is itself about, and nothing of the next one.
    """
    since = max(0, low - HEADER)
    begin = data.rfind(b"\n", since, max(since, low - 1)) + 1 or since
    above = data[begin : max(begin, low - 1)].rstrip(b"\r")
    if not _FRAMED.match(above) or RULE.fullmatch(data, high + 1, _end_of_line(data, high + 1)):
        return False
    return bool(RULE.fullmatch(above)) or len(_cells(data, begin, begin + len(above), b"|")) == columns


def _is_amid(data: bytes, low: int, columns: int) -> bool:
    """Do the lines right above have as many cells, as the words of a dictionary's index have?"""
    above = data[max(0, low - HEADER) : low].splitlines()[-_ABOVE:]
    return len(above) == _ABOVE and all(each.count(b"\t") == columns - 1 for each in above)


def _end_of_line(data: bytes, at: int) -> int:
    end = data.find(b"\n", at, at + HEADER)
    return end if end >= 0 else min(len(data), at + HEADER)


def _is_of_somebody(head: str, heads: Sequence[str]) -> bool:
    """Tests, compilers and renderers have passes, too."""
    return "pass" not in words(head) or any(map(_SOMEBODY.search, heads))
