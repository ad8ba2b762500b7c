r"""Statements of SQL, the columns that they declare, and their rows.

    INSERT INTO users (name, password) VALUES ('a', 'x'), ('b', 'it\'s'), ('c', 'it''s');
    CREATE TABLE users (id int, password text);      COPY users (name, password) FROM stdin;

A quote in a cell is written in two ways, and nobody says in which: a row is what has as many cells as the table.
"""

from __future__ import annotations

import re
from typing import Final

from agent.scan.tables.table import MOST, ROW, Row, Table, Written, said, table_of

CELL: Final = 1 << 16  # bytes of what a row of SQL has in one column

_NAME: Final = rb"(?:[`\"\[]?\w[\w$\-]{0,63}+[`\"\]]?\.){0,2}(?P<table>[`\"\[]?\w[\w$\-]{0,63}+[`\"\]]?)"
_COLUMNS: Final = rb"\(\s{0,64}+(?P<columns>[^()'=;]{2,2048}+)\)"
SQL: Final = re.compile(rb"(?:into|able|tdin)\Z", re.IGNORECASE)  # what a trigger of a statement ends with
VALUES: Final = re.compile(
    rb"\s{1,8}" + _NAME + rb"\s{0,64}+(?:" + _COLUMNS + rb"\s{0,64}+)?"
    rb"(?:OVERRIDING (?:SYSTEM|USER) VALUE\s{1,8})?VALUES\s{0,64}+(?=\()",
    re.IGNORECASE,
)
COPY: Final = re.compile(rb"COPY\s{1,8}" + _NAME + rb"\s{0,8}" + _COLUMNS + rb"\s{1,8}FROM stdin", re.IGNORECASE)
CREATE: Final = re.compile(rb"\s{1,8}(?:IF NOT EXISTS\s{1,8})?" + _NAME + rb"\s{0,8}\(", re.IGNORECASE)
DECLARED: Final = re.compile(rb"\bCREATE\s{1,8}(?:TEMPORARY\s{1,8})?TABLE", re.IGNORECASE)
_COLUMN: Final = re.compile(
    rb"\s{0,64}+(?P<name>`[^`\n]{1,64}+`|\"[^\"\n]{1,64}+\"|\[[^\]\n]{1,64}+\]|\w{1,64}+)"
    rb"(?>(?:[^(),'\"]{1,200}+|'(?:[^'\\]|\\.|''){0,400}+'|\([^()]{0,400}+\)){0,16})(?P<end>[,)])"
)
_NO_COLUMN: Final = frozenset(b"primary unique key index constraint foreign check fulltext spatial exclude".split())
# A cell of a row, in the two ways in which a quote in it is written; and what follows.
_CELLS: Final = tuple(
    re.compile(
        rb"\s{0,64}+(?:[NnEe]?'(?P<value>(?:"
        + inner
        + rb"|''){0,%d}+)'|\"(?P<double>(?:" % CELL
        + inner.replace(b"'", b'"')
        + rb"|\"\"){0,4096}+)\""
        rb"|[^,()'\"]{0,4096}+(?:\([^()]{0,512}+\)[^,()'\"]{0,64}+)?)(?:::[\w ]{1,40}+)?\s{0,64}+(?P<end>[,)])"
    )
    for inner in (rb"[^'\\]|\\[\s\S]", rb"[^']")
)
# With a quote that is not closed a longer cell begins, or one that never ends; else it is an expression, whose value
# nobody knows.
_OPENED: Final = tuple(
    re.compile(rb"\s{0,64}+[NnEe]?'(?:" + inner + rb"|''){0,%d}+(?P<closed>')?" % CELL)
    for inner in (rb"[^'\\]|\\[\s\S]", rb"[^']")
)
_COMMA: Final = rb",(?>(?:\s{0,64}+(?:--[^\n]{0,200}+\n|/\*[^*]{0,200}+\*/)){0,4})\s{0,64}+"
_NEXT: Final = re.compile(rb"\s{0,64}+" + _COMMA + rb"(?=\()")
_PERHAPS: Final = re.compile(rb"\s{0,64}+(?:" + _COMMA + rb")?\Z")  # of the next row nothing stands there yet
# What a quoted cell says, in the same two ways.
_SAYS: Final = tuple(
    {group: re.compile(rf"{escaped}({quote}){quote}") for group, quote in (("value", "'"), ("double", '"'))}
    for escaped in (r"\\([\s\S])|", "()")
)


def declared_columns(data: bytes, at: int) -> tuple[Table | None, int]:
    """Those that CREATE TABLE declares."""
    names, at = declared(data, at)
    return (table_of(names) if names else None), at


def declared(data: bytes, at: int) -> tuple[list[bytes], int]:
    """Their names, behind the parenthesis that opens there, and where they end; none, where it does not close."""
    names: list[bytes] = []
    while len(names) <= MOST and (column := _COLUMN.match(data, at)):
        at = column.end()
        name = column["name"]
        if name.lower() not in _NO_COLUMN:
            names.append(name)
        if column["end"] == b")":
            return names, at
    return [], at


def in_parentheses(data: bytes, table: Table, at: int, edge: int) -> tuple[Row, int, bool]:
    """The row in parentheses that begins there; how many bytes were read of rows which come to no end; and was it not
    read, as it is longer than what two buffers share?
    """
    is_cut, wasted = False, 0
    for form, says, opened in zip(_CELLS, _SAYS, _OPENED, strict=True):
        cells: list[Written] = []
        end = at + 1
        while len(cells) <= table.columns and (hit := form.match(data, end)):
            end = hit.end()
            group = "value" if hit["double"] is None else "double"
            text = (hit[group] or b"").decode(errors="replace")
            cells.append((*hit.span(group), says[group].sub(said, text)))
            if hit["end"] == b")":
                break
        else:
            begun = opened.match(data, end)
            wasted += (begun.end() if begun else end) - at
            is_long = len(data) - end > CELL or (edge < len(data) and at <= edge - ROW)
            is_cut = is_cut or (is_long and begun is not None and not begun["closed"])
            continue
        if len(cells) == table.columns:
            following = _NEXT.match(data, end)
            if following is None and _PERHAPS.match(data, end):
                end = len(data) + 1  # who knows what comes reads it once more
            return Row(cells, following.end() if following else end, goes_on=following is not None), wasted, False
    return Row((), at, goes_on=False), wasted, is_cut
