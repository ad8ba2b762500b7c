r"""Values that a column names: rows of SQL, of pg_dump, of CSV, and of tables in text, however far below their header.

    INSERT INTO users (name, password) VALUES ('a', 'x'), ('b', 'y');      name,password       | name | password |
    CREATE TABLE users (id int, password text); INSERT INTO users VALUES   a,x                 |------|----------|
    COPY users (name, password) FROM stdin;                                "b","y"             | a    | x        |

A header is pointed at by a trigger (triggers.py); what its cells hold is judged by the names of their columns
(generic.cell). Rows go on over the edges of buffers: `open` says where. A row with another number of cells is none.

Over 300 lines: what a row is in each of the forms, and what may be open at an edge, is one thing.

Linear: a table's rows are read once, whatever in them looks like a header, and what is read for nothing is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, NamedTuple

from agent.found import LATER_ROWS, ROWS
from detectors.base import Secret
from detectors.generic import foreign
from detectors.generic import leads as generic
from detectors.generic.names import Named, column, promise, words

_HEADER: Final = 2048  # bytes of a header
_NAMED: Final = 256  # of what stands before its columns
_ROW: Final = 16 * 1024  # of a line that is one
_OTHERS: Final = 3  # lines in a row that are none: there the table has ended
_MOST: Final = 256  # columns
_SCHEMES: Final = 1 << 20  # bytes of names of the tables whose columns are remembered, and of these columns
_COMPANIES: Final = 1024  # columns whose passwords are counted
_CELL: Final = 1 << 16  # bytes of what a row of SQL has in one column
_WASTED: Final = 1 << 20  # bytes of a buffer that are read of rows which come to no end

_NAME: Final = rb"(?:[`\"\[]?\w[\w$\-]{0,63}+[`\"\]]?\.){0,2}(?P<table>[`\"\[]?\w[\w$\-]{0,63}+[`\"\]]?)"
_COLUMNS: Final = rb"\(\s{0,64}+(?P<columns>[^()'=;]{2,2048}+)\)"
_SQL: Final = re.compile(rb"(?:into|able|tdin)\Z", re.IGNORECASE)  # what a trigger of a statement ends with
_BARE: Final = b'`"[] \t\r\n'
_VALUES: Final = re.compile(
    rb"\s{1,8}" + _NAME + rb"\s{0,64}+(?:" + _COLUMNS + rb"\s{0,64}+)?"
    rb"(?:OVERRIDING (?:SYSTEM|USER) VALUE\s{1,8})?VALUES\s{0,64}+(?=\()",
    re.IGNORECASE,
)
_COPY: Final = re.compile(rb"COPY\s{1,8}" + _NAME + rb"\s{0,8}" + _COLUMNS + rb"\s{1,8}FROM stdin", re.IGNORECASE)
_CREATE: Final = re.compile(rb"\s{1,8}(?:IF NOT EXISTS\s{1,8})?" + _NAME + rb"\s{0,8}\(", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"\bCREATE\s{1,8}(?:TEMPORARY\s{1,8})?TABLE", re.IGNORECASE)
_COLUMN: Final = re.compile(
    rb"\s{0,64}+(?P<name>`[^`\n]{1,64}+`|\"[^\"\n]{1,64}+\"|\[[^\]\n]{1,64}+\]|\w{1,64}+)"
    rb"(?:[^(),'\"]{1,200}+|'(?:[^'\\]|\\.|''){0,400}+'|\([^()]{0,400}+\)){0,16}+(?P<end>[,)])"
)
_NO_COLUMN: Final = frozenset(b"primary unique key index constraint foreign check fulltext spatial exclude".split())
# A cell of a row, in the two ways in which a quote in it is written; and what follows.
_CELLS: Final = tuple(
    re.compile(
        rb"\s{0,64}+(?:[NnEe]?'(?P<value>(?:"
        + inner
        + rb"|''){0,%d}+)'|\"(?P<double>(?:" % _CELL
        + inner.replace(b"'", b'"')
        + rb"|\"\"){0,4096}+)\""
        rb"|[^,()'\"]{0,4096}+(?:\([^()]{0,512}+\)[^,()'\"]{0,64}+)?)(?:::[\w ]{1,40}+)?\s{0,64}+(?P<end>[,)])"
    )
    for inner in (rb"[^'\\]|\\[\s\S]", rb"[^']")
)
# With a quote that is not closed a longer cell begins, or one that never ends; else it is an expression, whose value
# nobody knows.
_OPENED: Final = tuple(
    re.compile(rb"\s{0,64}+[NnEe]?'(?:" + inner + rb"|''){0,%d}+(?P<closed>')?" % _CELL)
    for inner in (rb"[^'\\]|\\[\s\S]", rb"[^']")
)
_COMMA: Final = rb",(?:\s{0,64}+(?:--[^\n]{0,200}+\n|/\*[^*]{0,200}+\*/)){0,4}+\s{0,64}+"
_NEXT: Final = re.compile(rb"\s{0,64}+" + _COMMA + rb"(?=\()")
_PERHAPS: Final = re.compile(rb"\s{0,64}+(?:" + _COMMA + rb")?\Z")  # of the next row nothing stands there yet
_FRAMED: Final = re.compile(rb"[ \t]*+\|")  # of a table in text: each line of it, or none
_QUOTED: Final = re.compile(rb"\"(?P<value>(?:[^\"]|\"\"){0,4096}+)\"[ \t]{0,16}")
_CELLS_OF: Final = {
    mark: rb"(?:[ ]{0,16}+\"(?:[^\"]|\"\")*+\"[ \t]{0,16}+|[^\"\r\n%b]*+)" % re.escape(mark)
    for mark in (b"\t", b"|", b";", b",")
}
# A row with a line's end in a quoted cell; and one whose last cell has no end yet.
_LINES: Final = {
    mark: re.compile(rb"(?P<row>%b(?:%b%b)*+)\r?\n" % (cell, re.escape(mark), cell)) for mark, cell in _CELLS_OF.items()
}
_CUT: Final = {
    mark: re.compile(rb"(?:%b%b)*+[ ]{0,16}+\"(?:[^\"]|\"\")*+\Z" % (cell, re.escape(mark)))
    for mark, cell in _CELLS_OF.items()
}
_NEWLINE: Final = 0x0A
_SHORTEST: Final = 4
_COMPANY: Final = 2  # passwords that a column has, before one that documentation might have is one, too
_BLANKS: Final = 5  # in a head: a sentence has more
_HEAD: Final = re.compile(r"[^\W\d][\w \-./#]{0,39}(?: \([\w \-./#]{1,24}\))?")
# A line that has nothing but that is one of translations: password,Passwort
_TRANSLATED: Final = re.compile("pass|pwd|contrase|" + foreign.pattern(foreign.PASSWORDS), re.IGNORECASE)
# No more than that: two of those are translations.
_BARE_WORDS: Final = frozenset(["password", *map(foreign.bare, foreign.PASSWORDS)])
_SOMEBODY: Final = re.compile(
    r"user|login|mail|account|host|server|url|site|nick|admin|(?<![^\W_])(?:db|uid|ftp|ssh)(?![^\W_])", re.IGNORECASE
)
_MARKS: Final = b" \t\"'`*"
_RULE: Final = re.compile(rb"[\s|+:=\-]{3,}")
# What a quoted cell of SQL says, in the same two ways; and one of pg_dump.
_SAYS: Final = tuple(
    {group: re.compile(rf"{escaped}({quote}){quote}") for group, quote in (("value", "'"), ("double", '"'))}
    for escaped in (r"\\([\s\S])|", "()")
)
_COPIED: Final = re.compile(r"\\([\s\S])()")
_LETTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\0", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_BOM: Final = b"\xef\xbb\xbf"
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


@dataclass(frozen=True, slots=True)
class Table:
    """`secret`: the names of the columns that name a secret, by their numbers. `delimiter`: of text; b"" of SQL's rows.
    `is_copied`: of pg_dump.
    """

    columns: int
    secret: Mapping[int, str]
    delimiter: bytes = b""
    is_copied: bool = False

    def column(self, number: int) -> _Column:
        return self.columns, number, self.secret[number]


_Column = tuple[int, int, str]  # of so many, at this place, of that name: of each of a dump's INSERTs the same
_Written = tuple[int, int, str]  # where it stands, and what it says


class _Row(NamedTuple):
    """`goes_on`: another one begins at its end. is_cut: its line is perhaps only the beginning of it."""

    cells: Sequence[_Written]
    end: int
    goes_on: bool
    is_cut: bool = False


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
    _company: dict[_Column, set[Secret]] = field(default_factory=dict)
    _weak: list[tuple[_Column, Cell]] = field(default_factory=list)
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
        at = before.find(b"\n", max(0, len(before) - _ROW)) + 1
        if before.find(b'"', at) >= 0 and (table := self._first()):
            self._read(before, table, at, len(before))
            self.open = self.open if self.open and self.open[1] < len(before) else None
            self._weak.clear()  # an earlier look has told them

    def owed(self, before: bytes, *, more: bool) -> str:
        """Why rows that follow the last `before` of a buffer are not read by whoever reads on; "" if they are, or none
        do. `more`: some do.
        """
        at = before.rfind(b"\n") + 1
        if self.open is None or (self.open[0] == self._first() and at - self.open[1] <= _ROW):
            return ""
        if self.again(before, at - self.since):
            return ""
        return ROWS if more else LATER_ROWS if self.is_followed else ""

    @property
    def is_headed(self) -> bool:
        return self._first() is not None

    def _first(self) -> Table | None:
        return _headed(self.head, len(self.head))[0] if self.head else None

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
            if _SQL.search(data, max(0, end - 4), end):
                found, at = self._statement(data, end)
            elif end > line:
                found, at = _headed(data, end)
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

    def _cell(self, written: _Written, of: _Column) -> Cell | None:
        start, end, value = written
        name = of[-1]
        if len(value) < _SHORTEST or _HASH.fullmatch(value):
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
                opened = data.rfind(b"(", max(0, end - _HEADER), end)
                copied = _COPY.search(data, max(0, opened - _NAMED), end) if opened >= 0 else None
                line = data.find(b"\n", end, end + _HEADER)
                if copied is None or line < 0:
                    return None, end
                return _table(copied["columns"].split(b","), b"\t", is_copied=True), line + 1
            case b"le":  # CREATE TABLE
                created = _CREATE.match(data, end)
                table, at = _columns(data, created.end()) if created else (None, end)
                self._wasted += max(0, min(at, self._declared) - end)  # a declaration within another one's
                self._declared = max(self._declared, at)
                if created and (table or self.is_later):
                    self._remember(created["table"].strip(_BARE).lower(), table)
                return None, at
            case _:  # INSERT INTO
                into = _VALUES.match(data, end)
                if into is None:
                    return None, end
                columns = into["columns"]
                if columns:
                    return _table(columns.split(b",")), into.end()
                name = into["table"].strip(_BARE).lower()
                if name not in self._schemes and self._is_told_here(data, end):
                    self._look_above()
                    self.is_lost = self.is_lost or (name not in self._schemes and (not self.is_seen or self._room < 0))
                return self._schemes.get(name), into.end()

    def _is_told_here(self, data: bytes, at: int) -> bool:
        """Are rows that begin there told by nobody else: as all here, or as a quoted cell of theirs ends here?"""
        if not self.is_later or at > self._begun:
            return self.is_later or self._room < 0
        begun = int(self._begun)
        return begun - at <= _ROW and data.count(b"'", at, begun) % 2 > 0

    def _look_above(self) -> None:
        """What is declared there: for a statement that names no columns."""
        text, self.above = self.above() if self.above else b"", None
        wasted, declared = self._wasted, self._declared
        for word in _DECLARED.finditer(text):
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
            row = _of_text(data, table, at) if table.delimiter else self._of_sql(data, table, at, edge)
            cells, end, goes_on, is_cut = row
            if is_cut:
                # Nobody knows: its lines are read as they are, and it by whoever has the rest.
                cut = (table, at, others if has_rows else None, reached)
            is_row = len(cells) == table.columns
            if is_row and at < edge:
                found += filter(None, (self._cell(cells[number], table.column(number)) for number in table.secret))
            if end > edge or (not cells and not goes_on and at > edge - _ROW):
                # What ends before the edge is told now, what ends behind it by the next buffer: of that row, too. Of
                # two that go on there, the header of the second is in the next buffer.
                self.open = self.open or cut or (table, at, others, reached)
                return found, max(at, end) if is_row or not others else reached
            others = 0 if is_row or (cells and _RULE.fullmatch(data, at, end)) else others + 1
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

    def _of_sql(self, data: bytes, table: Table, at: int, edge: int) -> _Row:
        """The row in parentheses that begins there."""
        is_cut = False
        for form, says, opened in zip(_CELLS, _SAYS, _OPENED, strict=True):
            cells: list[_Written] = []
            end = at + 1
            while len(cells) <= table.columns and (hit := form.match(data, end)):
                end = hit.end()
                group = "value" if hit["double"] is None else "double"
                text = (hit[group] or b"").decode(errors="replace")
                cells.append((*hit.span(group), says[group].sub(_said, text)))
                if hit["end"] == b")":
                    break
            else:
                begun = opened.match(data, end)
                self._wasted += (begun.end() if begun else end) - at
                is_long = len(data) - end > _CELL or (edge < len(data) and at <= edge - _ROW)
                is_cut = is_cut or (is_long and begun is not None and not begun["closed"])
                continue
            if len(cells) == table.columns:
                following = _NEXT.match(data, end)
                if following is None and _PERHAPS.match(data, end):
                    end = len(data) + 1  # who knows what comes reads it once more
                return _Row(cells, following.end() if following else end, goes_on=following is not None)
        self.is_lost = self.is_lost or is_cut
        return _Row((), at, goes_on=False)


def _of_text(data: bytes, table: Table, at: int) -> _Row:
    """The line that begins there: of a table, or not."""
    stop = data.find(b"\n", at, at + _ROW)
    if stop < 0 and len(data) - at > _ROW:
        return _Row((), at, goes_on=False)
    high = stop if stop >= 0 else len(data)
    bare = high - data[at:high].endswith(b"\r")
    if table.is_copied:
        return _Row(_copied(data, at, bare), high + (stop >= 0), goes_on=stop >= 0 and not data.startswith(b"\\.", at))
    is_cut = False
    if data.count(b'"', at, high) % 2:
        if row := _LINES[table.delimiter].match(data, at, at + _ROW):
            cells = _cells(data, at, row.end("row"), table.delimiter)
            if len(cells) == table.columns:
                return _Row(cells, row.end(), goes_on=True)
        is_cut = len(data) - at <= _ROW and _CUT[table.delimiter].match(data, at) is not None
    return _Row(_cells(data, at, bare, table.delimiter), high + (stop >= 0), stop >= 0 and bare > at, is_cut)


def _copied(data: bytes, low: int, high: int) -> list[_Written]:
    """A line's cells, as pg_dump writes them: a quote is a letter."""
    cells: list[_Written] = []
    for cell in data[low:high].split(b"\t", _MOST):
        cells.append((low, low + len(cell), _COPIED.sub(_said, cell.decode(errors="replace"))))
        low += len(cell) + 1
    return cells


def _said(hit: re.Match[str]) -> str:
    return hit[2] or _LETTERS.get(hit[1], hit[1])


def _cells(data: bytes, low: int, high: int, delimiter: bytes) -> list[_Written]:
    """A line's cells; a quoted one may hold what parts them."""
    if delimiter == b"|" and (framed := _FRAMED.match(data, low, high)):
        low = framed.end()
        while low < high and data[high - 1] in b" \t":
            high -= 1
        high -= low < high and data[high - 1] in b"|"  # the cell before it may be empty
    cells: list[_Written] = []
    while len(cells) <= _MOST:
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


def _headed(data: bytes, end: int) -> tuple[Table | None, int]:
    """The table of text whose header is the line at `end`, and where its rows begin."""
    end -= data[end - 1] == _NEWLINE
    low = data.rfind(b"\n", max(0, end - _HEADER), end) + 1
    high = data.find(b"\n", end, end + _HEADER)
    if high < 0 or end - low >= _HEADER:
        return None, end if high < 0 else high
    low += len(_BOM) * data.startswith(_BOM, low)
    if data[low : low + 1].isdigit():  # no name begins so, and each line of many logs does
        return None, high
    line = data[low:high]
    delimiter = next((each for each in (b"\t", b"|", b";", b",") if each in line.strip()), b"")
    heads = [text for _, _, text in _cells(data, low, high - line.endswith(b"\r"), delimiter)] if delimiter else []
    if max((head.count(" ") for head in heads), default=0) > _BLANKS:
        return None, high
    if not 1 < len(heads) <= _MOST or len(set(heads)) < len(heads) or not all(map(_HEAD.fullmatch, heads)):
        return None, high
    bare = sum(column(head).lower() in _BARE_WORDS for head in heads)
    if bare > 1 or all(map(_TRANSLATED.search if bare else _TRANSLATED.match, heads)):
        return None, high
    names = [head if _is_of_somebody(head, heads) else "" for head in heads]
    return _table([name.encode() for name in names], delimiter), high + 1


def _is_of_somebody(head: str, heads: Sequence[str]) -> bool:
    """Tests, compilers and renderers have passes, too."""
    return "pass" not in words(head) or any(map(_SOMEBODY.search, heads))


def _columns(data: bytes, at: int) -> tuple[Table | None, int]:
    """Those that CREATE TABLE declares."""
    names: list[bytes] = []
    while len(names) <= _MOST and (column := _COLUMN.match(data, at)):
        at = column.end()
        name = column["name"]
        if name.lower() not in _NO_COLUMN:
            names.append(name)
        if column["end"] == b")":
            return _table(names), at
    return None, at


def _table(names: Sequence[bytes], delimiter: bytes = b"", *, is_copied: bool = False) -> Table | None:
    """None: no column names a secret."""
    told = [column(name.strip(_BARE).decode(errors="replace")) for name in names]
    secret = {
        at: name
        for at, name in enumerate(told)
        if promise(name) in (Named.PASSWORD, Named.SECRET) and "pin" not in words(name)  # a number, or of a chip
    }
    return Table(len(told), secret, delimiter, is_copied) if secret and len(told) <= _MOST else None
