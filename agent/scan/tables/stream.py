"""The tables of one stream, buffer by buffer: what is open at an edge goes on in the next one.

    buffer 1   INSERT INTO users (name, password) VALUES ('a', 'x'), ('b',     --> Cell of x; open: from ('b' on
    buffer 2                                                          'y');    --> Cell of y

A value that documentation might have is told only where its column has others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Final, NamedTuple

from agent.found import LATER_ROWS, ROWS
from agent.scan.tables.sql import COPY, CREATE, DECLARED, SQL, VALUES, declared_columns, in_parentheses
from agent.scan.tables.table import BARE, HEADER, ROW, Column, Row, Table, Written, table_of
from agent.scan.tables.text import RULE, headed, of_text
from detectors.base import Secret
from detectors.generic import leads as generic
from detectors.generic.names import Named, promise

_NAMED: Final = 256  # of what stands before its columns
_OTHERS: Final = 3  # lines in a row that are none: there the table has ended
_SCHEMES: Final = 1 << 20  # bytes of names of the tables whose columns are remembered, and of these columns
_COMPANIES: Final = 1024  # columns whose passwords are counted
_WASTED: Final = 1 << 20  # bytes of a buffer that are read of rows which come to no end
_SHORTEST: Final = 4
_COMPANY: Final = 2  # passwords that a column has, before one that documentation might have is one, too
# Nobody can use it before it is guessed; of those that say how they were made detectors/hashes.py tells.
_HASH: Final = re.compile(
    r"\*?[0-9a-fA-F]{40}|0x[0-9a-fA-F]{16,}|(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})"
    r"(?::.{1,32})?|\$[^$]{0,12}\$.*|\{[A-Za-z0-9\-]{2,16}\}.*|(?:sha-?\d{1,3}|md5|scrypt|bcrypt|argon2\w*|pbkdf2\w*|SCRAM-SHA-256)"
    r"[$:\-_].*|md5[0-9a-f]{32}|[\w\-]{2,16}\$[^$]{1,64}\$.*"
)


class Cell(NamedTuple):
    """What a column says of the bytes from `start` to `end`. `refused`: nothing, as no others of it say the same."""

    start: int
    end: int
    lead: generic.Lead
    refused: bool = False


def _never(_before: bytes, _far: int) -> bool:
    return False


@dataclass(slots=True)
class Tables:
    """Those of one stream, buffer by buffer. `open`: the one that goes on beyond the last one, from where on, how many
    lines before that were no rows of it, and where the last row ended. None: nobody knows whether it does go on.

    is_lost: rows were not read, since one was longer than what two buffers share, or too many came to no end
    head: the line with which the stream begins, which everybody who reads on in it knows
    again: does whoever reads on behind these bytes find a header once more, so many bytes before their end?
    is_followed: more may be written
    is_later: what was declared before may be filled here. above: what stands there, where that was not looked at yet;
    is_seen: and nothing above that
    since: where the header of the one that is open ended, or of the last one that was found
    """

    head: bytes = b""
    again: Callable[[bytes, int], bool] = _never
    is_followed: bool = False
    is_later: bool = False
    is_seen: bool = False
    above: Callable[[], bytes] | None = None
    open: tuple[Table, int, int | None, int] | None = None
    is_lost: bool = False
    since: int = 0
    _schemes: dict[bytes, Table | None] = field(default_factory=dict)
    _room: int = _SCHEMES
    _company: dict[Column, set[Secret]] = field(default_factory=dict)
    _weak: list[tuple[Column, Cell]] = field(default_factory=list)
    _wasted: int = 0
    _declared: int = 0
    _begun: float = inf

    def moved(self, by: int) -> None:
        """The next buffer begins so many bytes behind where the last one did."""
        self.since -= by
        self._begun -= by
        if self.open is not None:
            table, at, others, last = self.open
            self.is_lost = self.is_lost or at < by
            self.open = (table, at - by, others, last - by) if at >= by else None

    def begin(self, at: int) -> None:
        """Rows of the table whose header is the first line of all may go on there, if none of another do. What stands
        before has been told.
        """
        self._begun = at if self.is_later else inf
        if self.open is None and (table := self._first()):
            self.open = (table, at, None, at)

    def begin_cut(self, before: bytes) -> None:
        """The same at a row that these lines before have only the beginning of, if they end in one."""
        at = before.find(b"\n", max(0, len(before) - ROW)) + 1
        if before.find(b'"', at) >= 0 and (table := self._first()):
            self._read(before, table, at, len(before))
            self.open = self.open if self.open and self.open[1] < len(before) else None
            self._weak.clear()  # an earlier look has told them

    def owed(self, before: bytes, *, more: bool) -> str:
        """Why rows that follow the last `before` of a buffer are not read by whoever reads on; "" if they are, or none
        do. `more`: some do.
        """
        at = before.rfind(b"\n") + 1
        if self.open is None or (self.open[0] == self._first() and at - self.open[1] <= ROW):
            return ""
        if self.again(before, at - self.since):
            return ""
        return ROWS if more else LATER_ROWS if self.is_followed else ""

    @property
    def is_headed(self) -> bool:
        return self._first() is not None

    def _first(self) -> Table | None:
        return headed(self.head, len(self.head))[0] if self.head else None

    def cells(self, data: bytes, ends: Iterable[int], edge: int) -> Iterator[Cell]:
        """Those of the tables at these ends of triggers, and of the one that is open. What ends behind `edge` is told
        by the next buffer.
        """
        reached = line = self._wasted = self._declared = 0
        if self.open is not None:
            (table, at, others, last), self.open = self.open, None
            cells, reached = self._read(data, table, at, edge, others, last)
            yield from cells
        for end in ends:
            if end > edge:
                break  # the next buffer has it
            if end <= reached or self._wasted > _WASTED:
                continue
            if SQL.search(data, max(0, end - 4), end):
                found, at = self._statement(data, end)
            elif end > line:
                found, at = headed(data, end)
                line = at
            else:
                continue
            if found is not None:
                had, (cells, reached) = self.open, self._read(data, found, at, edge)
                self.since = self.since if had is not None and self.open is had else end
                yield from cells
        self.is_lost = self.is_lost or self._wasted > _WASTED
        for of, weak in self._weak:
            yield weak._replace(refused=len(self._company.get(of, ())) < _COMPANY)
        self._weak.clear()

    def _cell(self, written: Written, of: Column) -> Cell | None:
        start, end, value = written
        name = of[-1]
        if len(value) < _SHORTEST or (_HASH.fullmatch(value) and promise(name) is Named.PASSWORD):
            return None
        if lead := generic.cell(name, value):
            known = self._company.setdefault(of, set()) if len(self._company) < _COMPANIES else set[Secret]()
            if len(known) < _COMPANY:
                known.add(lead.value)
            return Cell(start, end, lead)
        if weak := generic.weak(name, value):
            self._weak.append((of, Cell(start, end, weak)))
        return None

    def _statement(self, data: bytes, end: int) -> tuple[Table | None, int]:
        """The table of a statement of SQL one of whose words ends there, and where its rows begin."""
        match data[end - 2 : end].lower():
            case b"in":  # FROM stdin
                opened = data.rfind(b"(", max(0, end - HEADER), end)
                copied = COPY.search(data, max(0, opened - _NAMED), end) if opened >= 0 else None
                line = data.find(b"\n", end, end + HEADER)
                if copied is None or line < 0:
                    return None, end
                return table_of(copied["columns"].split(b","), b"\t", is_copied=True), line + 1
            case b"le":  # CREATE TABLE
                created = CREATE.match(data, end)
                table, at = declared_columns(data, created.end()) if created else (None, end)
                self._wasted += max(0, min(at, self._declared) - end)  # a declaration within another one's
                self._declared = max(self._declared, at)
                if created and (table or self.is_later):
                    self._remember(created["table"].strip(BARE).lower(), table)
                return None, at
            case _:  # INSERT INTO
                into = VALUES.match(data, end)
                if into is None:
                    return None, end
                columns = into["columns"]
                if columns:
                    return table_of(columns.split(b",")), into.end()
                name = into["table"].strip(BARE).lower()
                if name not in self._schemes and self._is_told_here(data, end):
                    self._look_above()
                    self.is_lost = self.is_lost or (name not in self._schemes and (not self.is_seen or self._room < 0))
                return self._schemes.get(name), into.end()

    def _is_told_here(self, data: bytes, at: int) -> bool:
        """Are rows that begin there told by nobody else: as all here, or as a quoted cell of theirs ends here?"""
        if not self.is_later or at > self._begun:
            return self.is_later or self._room < 0
        begun = int(self._begun)
        return begun - at <= ROW and data.count(b"'", at, begun) % 2 > 0

    def _look_above(self) -> None:
        """What is declared there: for a statement that names no columns."""
        text, self.above = self.above() if self.above else b"", None
        wasted, declared = self._wasted, self._declared
        for word in DECLARED.finditer(text):
            if self._wasted > _WASTED:
                break
            self._statement(text, word.end())
        self._wasted, self._declared = wasted, declared

    def _remember(self, name: bytes, table: Table | None) -> None:
        """Until there is no room: rows of a table that nobody knows are told from then on."""
        if self._room >= 0 and name not in self._schemes:
            self._room -= len(name) + sum(map(len, table.secret.values() if table else ()))
        if self._room >= 0:
            self._schemes[name] = table

    def _read(
        self, data: bytes, table: Table, at: int, edge: int, others: int | None = None, last: int | None = None
    ) -> tuple[list[Cell], int]:
        """Its cells from there on, and how far it reaches. `others`, `last`: of one that an earlier buffer has."""
        found: list[Cell] = []
        cut: tuple[Table, int, int | None, int] | None = None
        has_rows, others, reached = others is not None, others or 0, at if last is None else last
        while at < len(data) and others < _OTHERS:
            row = of_text(data, table, at) if table.delimiter else self._of_sql(data, table, at, edge)
            cells, end, goes_on, is_cut = row
            if is_cut:
                # Nobody knows: its lines are read as they are, and it by whoever has the rest.
                cut = (table, at, others if has_rows else None, reached)
            is_row = len(cells) == table.columns
            if is_row and at < edge:
                found += filter(None, (self._cell(cells[number], table.column(number)) for number in table.secret))
            if end > edge or (not cells and not goes_on and at > edge - ROW):
                # What ends before the edge is told now, what ends behind it by the next buffer: of that row, too. Of
                # two that go on there, the header of the second is in the next buffer.
                self.open = self.open or cut or (table, at, others, reached)
                return found, max(at, end) if is_row or not others else reached
            others = 0 if is_row or (cells and RULE.fullmatch(data, at, end)) else others + 1
            has_rows = has_rows or is_row
            self.is_lost = self.is_lost or (has_rows and at == end and table.delimiter != b"")  # at a line of many KB
            at = end
            reached = reached if others else end
            if not goes_on:
                self.open = self.open or cut
                return found, reached
        if cut or others < _OTHERS:  # of a log that is still written rows may follow
            self.open = self.open or cut or (table, at, others if has_rows else None, reached)
        return found, reached

    def _of_sql(self, data: bytes, table: Table, at: int, edge: int) -> Row:
        """The row in parentheses that begins there."""
        row, wasted, is_lost = in_parentheses(data, table, at, edge)
        self._wasted += wasted
        self.is_lost = self.is_lost or is_lost
        return row
