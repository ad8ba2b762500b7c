"""What stands below a column's name in a workbook, a document or a database is judged by it."""

# ruff: noqa: E501 - tables of documents, a line each

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing

import pytest

from agent.scan.containers.budget import Budget, UnreadableError
from agent.scan.containers.pages import Pages
from agent.scan.containers.sheets import Strings, sheet
from agent.scan.containers.sqlite import rows
from agent.scan.containers.texts import tables
from agent.scan.containers.walk import members
from agent.scan.engine import Engine
from agent.scan.members import with_members
from detectors.forms import ALNUM, made
from tests.sims import compiled

FIRST, SECOND = made(ALNUM, 16, "first"), made(ALNUM, 16, "second")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled.engine()


def packed(files: Mapping[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def leads(engine: Engine, data: bytes) -> list[tuple[str, str, int]]:
    """Member, value and line of each."""
    hits = with_members(engine, iter(()), io.BytesIO(data), "x", lambda path, reason: pytest.fail(f"{path}: {reason}"))
    return [(hit.within, hit.parts["value"].reveal(), hit.line) for hit in hits if hit.type is None]


def cell(at: str, text: str) -> str:
    return f'<c r="{at}" s="1" t="inlineStr"><is><t>{text}</t></is></c>'


def shared(at: str, number: int) -> str:
    return f'<c r="{at}" t="s"><v>{number}</v></c>'


def worksheet(*lines: str) -> str:
    body = "".join(f'<row r="{number}">{line}</row>' for number, line in enumerate(lines, 1))
    return f"<worksheet><sheetData>{body}</sheetData><pageMargins left='1'/></worksheet>"


STRINGS = f"<sst><si><t>Host</t></si><si><r><t>Pass</t></r><r><t>word</t></r></si><si><t>{FIRST}</t></si><si><t>left &amp; over</t></si></sst>"
SHEETS: dict[str, tuple[dict[str, str], list[tuple[str, str, int]]]] = {
    "its own strings": (
        {"xl/worksheets/sheet1.xml": worksheet(cell("A1", "Host") + cell("B1", "Password"), cell("A2", "db") + cell("B2", FIRST))},
        [("xl/worksheets/sheet1.xml!/table", FIRST, 2)],
    ),
    "shared strings, behind the sheet": (
        {"xl/worksheets/sheet1.xml": worksheet(shared("A1", 0) + shared("B1", 1), cell("A2", "db") + shared("B2", 2)), "xl/sharedStrings.xml": STRINGS},
        [("xl/worksheets/sheet1.xml!/table", FIRST, 2)],
    ),
    "a cell that is not there": (
        {"xl/worksheets/sheet1.xml": worksheet(cell("A1", "Host") + cell("B1", "Port") + cell("C1", "Password"), cell("A2", "db") + cell("C2", FIRST))},
        [("xl/worksheets/sheet1.xml!/table", FIRST, 2)],
    ),
    "Word": (
        {"word/document.xml": f"<w:tbl><w:tr><w:tc><w:p><w:t>Host</w:t></w:p></w:tc><w:tc><w:p><w:t>Password</w:t></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:t>db</w:t></w:p></w:tc><w:tc><w:p><w:t>{FIRST}</w:t></w:p></w:tc></w:tr></w:tbl>"},
        [("word/document.xml!/table", FIRST, 2)],
    ),
    "OpenDocument": (
        {"content.xml": f"<table:table-row><table:table-cell><text:p>Host</text:p></table:table-cell><table:table-cell/><table:table-cell><text:p>Password</text:p></table:table-cell><table:table-cell/></table:table-row><table:table-row><table:table-cell><text:p>db</text:p></table:table-cell><table:table-cell office:x='1'/><table:table-cell><text:p>{FIRST}</text:p></table:table-cell></table:table-row>"},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", [name for name in SHEETS if SHEETS[name][1]])
def test_a_column_names_what_is_below_it(engine: Engine, form: str) -> None:
    files, expected = SHEETS[form]
    assert leads(engine, packed(files)) == expected


def test_cells_stand_below_each_other() -> None:
    """Empty ones count, but for those at a row's end."""
    [(name, text)] = SHEETS["OpenDocument"][0].items()
    assert b"".join(tables(text.encode())).splitlines() == [b"Host\t\tPassword", f"db\t\t{FIRST}".encode()]
    assert name == "content.xml"


def test_all_that_a_workbook_says_is_told_once_and_its_tables_as_such(engine: Engine) -> None:
    """What its files say is read as it was before there were tables, whatever prefix its tags have, and lines stay."""
    key = "glpat-" + made(ALNUM, 20)
    lines = f"user=app\ndb_password={SECOND}\nhost=x"
    strings = f"<x:sst><x:si><x:t>{key}</x:t></x:si> <si><t>{lines}</t></si><si><t>{FIRST}</t></si></x:sst>"
    first = worksheet(cell("A1", "Host") + cell("B1", "Password"), cell("A2", "db") + shared("B2", 2), shared("A3", 1))
    data = packed({"xl/worksheets/sheet1.xml": first, "xl/sharedStrings.xml": strings})
    hits = [
        *with_members(engine, iter(()), io.BytesIO(data), "x", lambda path, reason: pytest.fail(f"{path}: {reason}"))
    ]
    told = sorted((hit.within, next(iter(hit.parts.values())).reveal()) for hit in hits)
    assert told == [
        ("xl/sharedStrings.xml", SECOND),
        ("xl/sharedStrings.xml", key),
        ("xl/worksheets/sheet1.xml!/table", FIRST),
    ]


def test_each_document_and_each_row_is_a_place(engine: Engine) -> None:
    """Who cleans one of them shall hear of the others."""
    rows = [
        cell("A1", "Host") + cell("B1", "Password"),
        *(cell("A2", name) + cell("B2", FIRST) for name in ("db", "web")),
    ]
    book = packed({"xl/worksheets/sheet1.xml": worksheet(*rows)})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("notes.txt", f"password: {FIRST}\n")
        archive.writestr("a.xlsx", book)
        archive.writestr("b.xlsx", book)
    sheets = [f"{name}.xlsx!/xl/worksheets/sheet1.xml!/table" for name in "ab"]
    assert leads(engine, held.getvalue()) == [
        ("notes.txt", FIRST, 1),
        *((sheet, FIRST, line) for sheet in sheets for line in (2, 3)),
    ]


def test_a_prefix_of_all_elements_is_none(engine: Engine) -> None:
    first = worksheet(cell("A1", "Host") + cell("B1", "Password"), cell("A2", "db") + shared("B2", 2))
    files = {"xl/worksheets/sheet1.xml": first, "xl/sharedStrings.xml": STRINGS}
    prefixed = {
        name: text.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:") for name, text in files.items()
    }
    assert (
        leads(engine, packed(prefixed))
        == leads(engine, packed(files))
        == [("xl/worksheets/sheet1.xml!/table", FIRST, 2)]
    )


def test_a_formula_and_how_it_is_pronounced_are_no_cells() -> None:
    strings = Strings(b"<si><t>a</t><rPh sb='0'><t>b</t></rPh><t>c</t></si>", lambda _: None)
    xml = worksheet('<c r="A1" t="s"><v>0</v></c><c r="AB1"><v>7</v></c>')
    assert b"".join(sheet(xml.encode(), strings)) == b"ac" + b"\t" * 27 + b"7\n"


def test_what_is_asked_for_again_and_again_has_its_price() -> None:
    strings = b"<sst><si><t>" + b"<rPh " * 100_000 + b"</t></si></sst>"
    files = {"xl/sharedStrings.xml": strings.decode(), "xl/worksheets/sheet1.xml": worksheet(shared("A1", 0) * 100_000)}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    budget = Budget(held.tell())
    assert sum(len(b"".join(member.blocks)) for member in members(held, "x", budget)) < 1 << 20
    assert budget.unread == [("xl/worksheets/sheet1.xml!/table", "it grows beyond all measure when it is unpacked")]


@pytest.mark.parametrize(
    "xml",
    [
        b"<sheetData>" + b"<c r=" * 200_000,
        b"<sheetData>" + b"<row><c r='A1'>" * 60_000 + b"</sheetData>",
        b"<sheetData>" + b"</c>" * 250_000 + b"</sheetData>",
        b"<sheetData>" + b'<c r="ZZZ1"><v>1</v></c>' * 40_000 + b"</sheetData>",
        b"</sheetData><sheetData>",
    ],
)
def test_a_hostile_sheet_has_no_more_than_it_says(xml: bytes) -> None:
    assert sum(map(len, sheet(xml, Strings(b"", lambda _: None)))) <= len(xml)


def database(statements: str, *, encoding: str = "UTF-8") -> bytes:
    with closing(sqlite3.connect(":memory:")) as held:
        held.execute(f"PRAGMA encoding = '{encoding}'")
        held.executescript(statements)
        held.commit()
        return held.serialize()


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le"])
def test_a_column_of_a_database_names_what_is_below_it(engine: Engine, encoding: str) -> None:
    made_of = f"""CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, "password" TEXT NOT NULL DEFAULT (''), n int);
        INSERT INTO users (name, password, n) VALUES ('bob', '{FIRST}', 7), ('eve', '{SECOND}', NULL);"""  # noqa: S608
    data = database(made_of, encoding=encoding)
    told = b"".join(rows(data)).splitlines()
    assert told[:4] == [
        b"COPY x (id, name, password, n) FROM stdin;",
        f"\tbob\t{FIRST}\t7".encode(),
        f"\teve\t{SECOND}\t".encode(),
        b"\\.",
    ]
    assert [value for _, value, _ in leads(engine, data)] == [FIRST, SECOND]


def test_each_row_of_a_database_is_told_once() -> None:
    """Also a cell of several lines, on a page that a table with no secret has, and of many pages."""
    data = database(
        "CREATE TABLE a (token text, note text); CREATE TABLE b (word text);"
        "INSERT INTO a VALUES ('one', 'two\nthree'), ('four', 'five'); INSERT INTO b VALUES ('six');"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        "INSERT INTO a SELECT printf('t%d', i), printf('note %080d', i) FROM n;"
    )
    told = b"".join(rows(data))
    assert told.startswith(b"COPY x (token, note) FROM stdin;\nfour\tfive\nt1\t")
    lines = told.splitlines()
    assert lines.index(b"one\ttwo") == lines.index(b"\\.") + 1 == lines.index(b"three") - 1
    for number in range(1, 3001):
        assert told.count(b"t%d\tnote" % number) == 1
    assert lines.count(b"six") == 1


def test_rows_without_a_rowid_are_read_wherever_they_are() -> None:
    """On inner pages, too; and by what the statement says their columns are not in order."""
    data = database(
        "CREATE TABLE a (note text, token text PRIMARY KEY) WITHOUT ROWID;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
        "INSERT INTO a SELECT 'note', printf('t%0100d', i) FROM n;"
    )
    told = b"".join(rows(data))
    assert told.count(b"\tnote\n") == 3000
    assert b"COPY" not in told


def test_pages_in_a_circle_end() -> None:
    data = bytearray(database("CREATE TABLE a (token text); INSERT INTO a VALUES ('x'); CREATE TABLE b (pin text);"))
    data[8192:8204] = b"\x05\0\0\0\0\0\0\0\0\0\0\x03"  # of page 3, where b is, the last child is itself
    assert [*Pages(bytes(data)).below(3, set())] == []
    assert b"".join(rows(bytes(data))).count(b"\nx\n") == 1


def test_a_root_that_is_no_page_has_no_rows() -> None:
    """Nor has a table whose pages were another's before it."""
    data = database("CREATE TABLE a (token text); INSERT INTO a VALUES ('x'); CREATE TABLE b (pin text);")
    for root in (0, 1, 2, 99):
        with closing(sqlite3.connect(":memory:")) as held:
            held.deserialize(data)
            held.execute("PRAGMA writable_schema = ON")
            held.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = 'b'", (root,))
            held.commit()
            changed = held.serialize()
        assert b"".join(rows(changed)).count(b"\nx\n") == 1


def test_records_that_overlap_are_damage() -> None:
    data = bytearray(database("CREATE TABLE a (token text); INSERT INTO a VALUES (printf('%03000d', 7));"))
    start = data[4096 + 8 : 4096 + 10]
    data[4096 + 3 : 4096 + 5] = (400).to_bytes(2)
    data[4096 + 8 : 4096 + 8 + 800] = start * 400
    with pytest.raises(UnreadableError, match="damaged"):
        b"".join(rows(bytes(data)))
