r"""The rows of an SQLite file, without SQLite; also those on pages that are no longer used.

    CREATE TABLE users (name text, password text)        COPY users (name, password) FROM stdin;
    pages 5, 7: (app, x), (bob, y)                 -->   app\tx
                                                         bob\ty
                                                         \.
    page 9: (some, other, table)                         some\tother\ttable

A row becomes a line, its columns parted by tabs. Where a column names a secret, its table's rows stand together, as
pg_dump writes them, so that the column is judged. No statement is run; whatever the schema says, each row is told once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from agent.scan.containers.pages import Pages
from agent.scan.tables.sql import CREATE, declared
from agent.scan.tables.table import BARE, table_of

_CREATE: Final = re.compile(rb"CREATE\s{1,8}TABLE", re.IGNORECASE)
_PLAIN: Final = re.compile(rb"[^\t\r\n\\]*+")  # a cell that pg_dump writes as it is
_NAME: Final = re.compile(rb"\w{1,64}")


def rows(data: bytes) -> Iterator[bytes]:
    """Lines of text. Raises UnreadableError."""
    pages = Pages(data)
    seen: set[int] = set()
    for line, root in [*_secret(pages)]:
        yield from _table(pages, line, [*pages.below(root, seen)])
    for page in range(1, pages.count + 1):
        if page not in seen:
            yield from filter(None, map(_line, pages.records(page)))


def _secret(pages: Pages) -> Iterator[tuple[list[bytes], int]]:
    """The tables a column of which names a secret: the names of all their columns, and their root."""
    for page in pages.below(1, set()):
        for record in pages.records(page):
            statement, root = record[4:5], record[3:4]
            if statement and isinstance(statement[0], bytes) and isinstance(root[0], int):
                names = _named(statement[0])
                if names and table_of(names):
                    yield [name if _NAME.fullmatch(name) else b"x" for name in names], root[0]


def _named(statement: bytes) -> list[bytes]:
    """The columns, in the order in which they are stored: without a rowid that is another one."""
    created = _CREATE.match(statement)
    opened = CREATE.match(statement, created.end()) if created else None
    names, end = declared(statement, opened.end()) if opened else ([], 0)
    return [] if b"without" in statement[end:].lower() else [name.strip(BARE) for name in names]


def _table(pages: Pages, names: list[bytes], numbers: list[int]) -> Iterator[bytes]:
    """Its rows; behind them those with a cell that is written in another way there."""
    others: list[bytes] = []
    yield b"COPY x (" + b", ".join(names) + b") FROM stdin;\n"
    for record in chain.from_iterable(map(pages.records, numbers)):
        cells = [cell if isinstance(cell, bytes) else b"%d" % cell if cell else b"" for cell in record]
        if all(map(_PLAIN.fullmatch, cells)) and len(cells) <= len(names):
            yield b"\t".join(cells + [b""] * (len(names) - len(cells))) + b"\n"
        else:
            others.append(_line(record))
    yield b"\\.\n"
    yield from filter(None, others)


def _line(record: list[bytes | int]) -> bytes:
    said = [cell for cell in record if isinstance(cell, bytes)]
    return b"\t".join(said) + b"\n" if any(said) else b""
