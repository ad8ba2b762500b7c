"""Tables whose header stands in an earlier part: of a log that is still written, or of a file of many MB."""

# ruff: noqa: S608 - what is searched, and never a query

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.found import AlreadyRead, Chunk, FilePart, Visibility, anywhere
from agent.scan import wire
from agent.scan.reopened import BACK, is_row_by_row
from agent.scan.resumed import SAMPLE, digest
from agent.scan.worker import Scanner
from agent.seal import ResponderKeys
from detectors.forms import ALNUM, made
from tests.sims import compiled

CHOSEN = "Bl4u" + "feld7er"
LATER = "Wald" + "hu7nd3"
NOTE = made(ALNUM, 24, "reopened") * 40
KEYS = ResponderKeys.generate()
ENOUGH = 24  # rows with a note, which are more than what a look has before it in any case


def scanned(
    path: Path, start: int, line: int, read: AlreadyRead | None = None, *, end: int | None = None, follow: bool = True
) -> wire.Result:
    """From there on, by a scanner that knows nothing."""
    status = path.stat()
    at = (start, status.st_size if end is None else end, line, status.st_dev, status.st_ino)
    part = FilePart(str(path), path.name, *at, follow=follow, below=path.name, read=read)
    job = wire.job(Chunk("logs", Visibility.INTERNAL, backlog=False, part=part))
    assert job is not None
    setup = wire.Setup(KEYS.scanner.fingerprint, KEYS.scanner.public, KEYS.scanner.key_id, wire.Limits(), None)
    return Scanner(setup, compiled.engine()).answer(job)


def values(result: wire.Result) -> list[tuple[str, int | None]]:
    """What was found, and in which line."""
    opened = [(KEYS.open(each.sealed), each.occurrence.line) for each in result.findings]
    return [(next(iter(parts.values())).reveal(), line) for parts, line in opened]


def looks(path: Path, *written: str, encoding: str = "utf-8") -> Sequence[wire.Result]:
    """One for each time that something was added."""
    results = []
    start, line = 0, 1
    for more in written:
        with path.open("ab") as file:
            file.write(more.encode(encoding))
        results.append(scanned(path, start, line))
        start, line = path.stat().st_size, line + more.count("\n")
    return results


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,note,password\n", "{},{},{}\n"),
        ("id\tnote\tpassword\n", "{}\t{}\t{}\n"),
        ("| id | note | password |\n|---|---|---|\n", "| {} | {} | {} |\n"),
        ("Exported today:\nid;note;password\n", "{};{};{}\n"),
        ("-- a dump\nCOPY users (id, note, password) FROM stdin;\n", "{}\t{}\t{}\n"),
        ("COPY users (id, note, password) FROM stdin;\n", "{}\t{}\t{}\n"),
        ("INSERT INTO users (id, note, password) VALUES\n", "({}, '{}', '{}'),\n"),
        ("-- a dump\nINSERT INTO users (id, note, password) VALUES\n", "({}, '{}', '{}'), -- one\n"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_rows_of_a_later_look_are_read_by_the_names_of_their_columns(
    tmp_path: Path, header: str, row: str, encoding: str
) -> None:
    mark = "" if encoding == "utf-8" else "\ufeff"
    many = "".join(row.format(at, NOTE, "") for at in range(ENOUGH))
    begun = mark + header + row.format(1, NOTE, CHOSEN) + many
    first, second, third = looks(tmp_path / "app.log", begun, row.format(2, NOTE, LATER), many, encoding=encoding)
    assert values(first) == [(CHOSEN, header.count("\n") + 1)]
    assert values(second) == [(LATER, begun.count("\n") + 1)]
    assert (values(third), [*first.debts, *second.debts, *third.debts]) == ([], [])


def test_quoted_cells_may_hold_what_parts_them(tmp_path: Path) -> None:
    for number, header in enumerate(("id,note,password\n", "Exported today:\nid,note,password\n")):
        many = header + "".join(f'{at},"{NOTE}{", and" * (at % 5)}",\n' for at in range(ENOUGH))
        results = looks(tmp_path / f"{number}.log", many, f"1,,{LATER}\n")
        assert [values(each) for each in results] == [[], [(LATER, many.count("\n") + 1)]]


@pytest.mark.parametrize("rows", [1, ENOUGH, 2 * BACK // len(NOTE)])
@pytest.mark.parametrize(
    ("header", "row", "is_far"),
    [
        ("id,note,password\n", '{},"{}",{}\n', False),  # the first line of all is always known
        ("Exported today:\nid;note;password\n", '{};"{}";{}\n', True),
        ("INSERT INTO users (id, note, password) VALUES\n", "({}, '{}', '{}'),\n", True),
        (
            "CREATE TABLE users (id int, note text, password text);\n",
            "INSERT INTO users VALUES ({}, '{}', '{}');\n",
            True,
        ),
    ],
)
def test_a_row_that_a_look_had_the_beginning_of_is_read_when_its_rest_is_there(
    tmp_path: Path, header: str, row: str, rows: int, *, is_far: bool
) -> None:
    """Or somebody is told that it is not."""
    many = header + "".join(row.format(at, NOTE, "") for at in range(rows))
    last = row.format(7, "one\n\nthree", LATER)
    for cut in (last.index("\n") + 1, last.index("\n") + 2):
        results = looks(tmp_path / f"{cut}.log", many + last[:cut], last[cut:])
        found, owed = [value for each in results for value, _ in values(each)], [each.debts for each in results]
        if is_far and len(many) > BACK:
            assert (found, [len(debts) for debts in owed if debts]) == ([], [1])
        else:
            assert (found, owed[0]) == ([LATER], ())


def test_a_quote_that_is_never_closed_hides_no_rows(tmp_path: Path) -> None:
    begun = f'id,note,password\n1,"{NOTE},\n2,,{CHOSEN}\n'
    first, second = looks(tmp_path / "app.log", begun, f"3,,{LATER}\n")
    assert [values(first), values(second)] == [[(CHOSEN, 3)], [(LATER, 4)]]


def test_what_stands_before_a_row_that_was_cut_is_not_told_again(tmp_path: Path) -> None:
    """Nor what only others of its column make a password."""
    rows = "".join(
        f'{at},"{NOTE}",{word}\n' for at, word in enumerate((CHOSEN[::-1], "secret12", CHOSEN, "letmein1") * 6)
    )
    begun = f'id,note,password\n{rows * 60}7,"one\n'
    later = f'two",{LATER}\n' + f'8,"{NOTE}",\n' * (2 * BACK // len(NOTE))
    first, second = looks(tmp_path / "app.log", begun, later)
    assert {value for value, _ in values(first)} >= {CHOSEN, "secret12"}
    assert values(second) == [(LATER, begun.count("\n") + 1)]


def test_columns_that_were_declared_above_other_lines_are_found(tmp_path: Path) -> None:
    """Of a log: it is looked for them where a statement names none, and what is above that is owed."""
    created, insert = "CREATE TABLE users (id int, password text);\n", f"INSERT INTO users VALUES (1, '{LATER}');\n"
    reason = "rows of a table that begins above were not read by the names of its columns"
    for size, found, owed in ((BACK // 2, [LATER], []), (2 * BACK, [], [reason])):
        others = "one line, or another\nanother\n" * (size // 29)
        _, result = looks(tmp_path / f"{size}.log", created + others, insert)
        assert ([value for value, _ in values(result)], [anywhere(debt.reason) for debt in result.debts]) == (
            found,
            owed,
        )
    _, result = looks(tmp_path / "none.log", "nothing is declared here\n" * 9, insert)
    assert (values(result), result.debts) == ([], ())


def test_what_a_later_look_will_not_take_for_rows_is_told(tmp_path: Path) -> None:
    """It does not look for their header, unless that stands near."""
    reason = "rows that are added later to the table that ends here will not be read by the names of its columns"
    other = f'1,"{NOTE}\n\n{NOTE}",\n'
    many = "Exported today:\nid,note,password\n" + other * ENOUGH
    near, far = looks(tmp_path / "near.log", "x\nid,note,password\n" + other), looks(tmp_path / "far.log", many)
    assert [debt.reason for each in near for debt in each.debts] == []
    assert [debt.reason for each in far for debt in each.debts] == [f"line {many.count(chr(10)) + 1}: {reason}"]


def test_a_table_that_has_ended_or_begins_anew_is_no_longer_open(tmp_path: Path) -> None:
    rows = "".join(f"{at}\t{NOTE}\t\n" for at in range(ENOUGH))
    copied = "-- a dump\nCOPY users (id, note, password) FROM stdin;\n"
    other = "COPY others (id, note, name) FROM stdin;\n"
    for between in (f"\\.\n{other}", f"\\.\n\n{other}"):
        path = tmp_path / f"{len(between)}.log"
        results = looks(path, copied + rows + between + rows, f"9\t{NOTE}\t{LATER}\n")
        assert [values(each) for each in results] == [[], []]


def test_a_table_that_came_after_that_of_the_first_line_is_read_as_its_own(tmp_path: Path) -> None:
    """Whether its header stands near the rows, or far above, or it has ended."""
    first = "id,password,note\n" + f"1,,{NOTE}\n" * ENOUGH
    header = "|a|password|\n"
    for number, rows in enumerate((0, 1, ENOUGH)):
        table = header + f"|1|{NOTE}|\n" * rows
        _, result = looks(tmp_path / f"{number}.log", first + table, f"|2|{LATER}|\n")
        assert values(result) == [(LATER, 2 + ENOUGH + 1 + rows)]
    ended = "\nuser,password\n" + "nothing\n" * 4
    results = looks(tmp_path / "ended.log", first + ended, f"1,{LATER},x\n")
    assert [values(each) for each in results] == [[], []]
    begun = "user,password,note\n" + "nothing\n" * 4
    results = looks(tmp_path / "again.log", begun, f"COPY users (a, b, password) FROM stdin;\n1\t2\t{LATER}\n")
    assert [values(each) for each in results] == [[], [(LATER, 7)]]


def test_a_header_too_far_away_is_told(tmp_path: Path) -> None:
    row = f"{{}}\t{NOTE}\t{{}}\n"
    begun = f"-- a dump\nCOPY users (id, note, password) FROM stdin;\n{row.format(1, CHOSEN)}"
    begun += "".join(row.format(at, "") for at in range(2 * BACK // len(NOTE)))
    first, second = looks(tmp_path / "dump.log", begun, row.format(2, LATER))
    lines = begun.count("\n")
    reason = "rows that are added later to the table that ends here will not be read by the names of its columns"
    assert values(first) == [(CHOSEN, 3)]
    assert [debt.reason for debt in first.debts] == [f"line {lines + 1}: {reason}"]
    assert (values(second), second.debts) == ([], ())
    [only] = looks(tmp_path / "whole.log", begun + "\\.\n")
    assert (values(only), only.debts) == ([(CHOSEN, 3)], ())


def test_rows_of_a_file_that_is_looked_at_in_pieces(tmp_path: Path) -> None:
    """Wherever a piece ends."""
    path, plain = tmp_path / "users.csv", f"{{}},{NOTE},{{}}\n"
    of_sql = f"({{}}, '{NOTE}', '{{}}'),\n"
    statement = "INSERT INTO users (id, note, password) VALUES\n"
    for header, row in (("", plain), ("Exported today:\n", plain), (statement, of_sql), (f"-- x\n{statement}", of_sql)):
        many = "".join(row.format(at, "") for at in range(ENOUGH))
        begun = f"{header}{'' if row is of_sql else 'id,note,password' + chr(10)}{many}"
        last = row.format(1, LATER)
        path.write_text(begun + last + many, encoding="utf-8")
        for cut in range(len(last), 0, -10):
            start = len(begun) + len(last) - cut
            found = [
                *values(scanned(path, 0, 1, end=start, follow=False)),
                *values(scanned(path, start, begun.count("\n") + 1, follow=False)),
            ]
            assert found == [(LATER, begun.count("\n") + 1)]


def test_rows_of_a_table_that_an_earlier_piece_declared_are_told(tmp_path: Path) -> None:
    """Where nobody says what its columns are called."""
    path, reason = tmp_path / "dump.sql", "rows of a table that begins above were not read by the names of its columns"
    row = f"INSERT INTO {{}} VALUES (1, '{NOTE}', '{{}}');\n"
    begun = "CREATE TABLE users (id int, note text, password text);\n"
    begun += row.format("users", "") * (2 * BACK // len(NOTE))
    later = "CREATE TABLE others (id int, note text, name text);\n" + row.format("others", "") * ENOUGH
    for more, owed in (("users", [reason]), ("others", [])):
        path.write_text(begun + later * (more == "others") + row.format(more, LATER), encoding="utf-8")
        result = scanned(path, len(begun), begun.count("\n") + 1, follow=False)
        assert (values(result), [anywhere(debt.reason) for debt in result.debts]) == ([], owed)


def test_what_is_not_read_in_several_places_is_told_once(tmp_path: Path) -> None:
    row = f"INSERT INTO users (password, note) VALUES ('{CHOSEN}', '{'x' * (3 << 20)}');\n"
    [result] = looks(tmp_path / "dump.log", row * 2)
    reason = "line 1 and others: rows of a table that begins above were not read by the names of its columns"
    assert [debt.reason for debt in result.debts] == [reason]


def test_rows_of_a_log_that_was_compressed_meanwhile(tmp_path: Path) -> None:
    row = f"{{}},{NOTE},{{}}\n"
    for above in ("", "Exported today:\n"):
        read = (above + "id,note,password\n" + "".join(row.format(at, "") for at in range(ENOUGH))).encode()
        path = tmp_path / f"{len(above)}.log.gz"
        path.write_bytes(gzip.compress(read + row.format(1, LATER).encode()))
        known = AlreadyRead(len(read), 1 + read.count(b"\n"), SAMPLE, digest(read[:SAMPLE]), digest(read[-SAMPLE:]))
        result = scanned(path, 0, 1, known)
        assert (values(result), result.debts) == ([(LATER, known.line)], ())


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-01 12:00:00,123 INFO nothing happens\n",
        "[INFO] a line, and another\n[INFO] a line\n",
        '{"a": 1, "b": 2}\n{"a": 1}\n',
        "\n",
        "",
    ],
)
def test_most_logs_are_not_looked_at_once_more(line: str) -> None:
    assert not is_row_by_row(b"x\n" + line.encode() * 20)
