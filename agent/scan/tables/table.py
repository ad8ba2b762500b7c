"""A table: how many columns it has, which of them name a secret; and what a row of it holds.

    name, password, note  -->  Table(columns=3, secret={1: "password"})
    a, x, y               -->  Row(cells=[(0, 1, "a"), (3, 4, "x"), (6, 7, "y")])

Nothing is a table here whose columns name no secret.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from detectors.generic.names import Named, column, promise, words

HEADER: Final = 2048  # bytes of a header
ROW: Final = 16 * 1024  # of a line that is one
MOST: Final = 256  # columns
BARE: Final = b'`"[] \t\r\n'
_LETTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\0", "Z": "\x1a", "%": "\\%", "_": "\\_"}


@dataclass(frozen=True, slots=True)
class Table:
    """`secret`: the names of the columns that name a secret, by their numbers. `delimiter`: of text; b"" of SQL's rows.
    `is_copied`: of pg_dump.
    """

    columns: int
    secret: Mapping[int, str]
    delimiter: bytes = b""
    is_copied: bool = False

    def column(self, number: int) -> Column:
        return self.columns, number, self.secret[number]


Column = tuple[int, int, str]  # of so many, at this place, of that name: of each of a dump's INSERTs the same
Written = tuple[int, int, str]  # where it stands, and what it says


class Row(NamedTuple):
    """`goes_on`: another one begins at its end. is_cut: its line is perhaps only the beginning of it."""

    cells: Sequence[Written]
    end: int
    goes_on: bool
    is_cut: bool = False


def said(hit: re.Match[str]) -> str:
    return hit[2] or _LETTERS.get(hit[1], hit[1])


def table_of(names: Sequence[bytes], delimiter: bytes = b"", *, is_copied: bool = False) -> Table | None:
    """None: no column names a secret."""
    told = [column(name.strip(BARE).decode(errors="replace")) for name in names]
    secret = {
        at: name
        for at, name in enumerate(told)
        if (promise(name) in (Named.PASSWORD, Named.SECRET) or words(name)[-1:] == ["totp"])
        and "pin" not in words(name)  # a number, or of a chip
    }
    return Table(len(told), secret, delimiter, is_copied) if secret and len(told) <= MOST else None
