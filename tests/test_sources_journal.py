"""The journal as a source: by a stand-in for journalctl, and by journald itself where that can be started.

STANCH_REAL_JOURNAL=1 pytest tests/test_sources_journal.py     as root: starts a journald of its own, in namespaces
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.found import Chunk, Cursor, Text, TextsPart, Visibility
from agent.sources.logs import journal_read
from agent.sources.logs.journal import JournalPosition, JournalSource
from agent.sources.logs.journal_read import Journal, JournalError
from agent.sources.position import unpack
from detectors.registry import DETECTORS
from tests.sims import compiled

STAND_IN = Path(__file__).parent / "sims" / "journalctl.py"
BEGIN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NOW = BEGIN + timedelta(hours=1)
VACUUMED = "vacuumed before it was known to be read to its end: read from the oldest entry on"


class Host:
    """A journal of a folder of its own, and who follows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "journalctl"
        # A link would be where __file__ leads; what it needs is itself.
        self.program.write_text(f"#!{sys.executable} -S\n{STAND_IN.read_text()}")
        self.program.chmod(0o755)
        self.file = folder / "journal"
        self.file.touch()
        (folder / "system.journal").touch()
        self.number = 0
        self.journal = Journal(folder, program=str(self.program))
        self.cursor: Cursor | None = None
        self.chunks: Sequence[Chunk] = ()

    def add(self, message: object, *, at: datetime = NOW + timedelta(minutes=1), **fields: object) -> str:
        """An entry of app.service unless `fields` say otherwise. Answers its cursor."""
        self.number += 1
        cursor = f"s=20ae7aba;i={self.number:x};b=5a0a7701;m={self.number:x};t=6612195acf977;x=1"
        micros = str(int(at.timestamp() * 1_000_000))
        entry = {"_SYSTEMD_UNIT": "app.service", "_PID": "7", "MESSAGE": message, **fields}
        entry |= {"__CURSOR": cursor, "__REALTIME_TIMESTAMP": micros}
        with self.file.open("a") as file:
            file.write(json.dumps(entry) + "\n")
        return cursor

    def raw(self, line: str) -> None:
        with self.file.open("a") as file:
            file.write(f"!{line}\n")

    def vacuum(self, entries: int) -> None:
        self.file.write_text("".join(self.file.read_text().splitlines(keepends=True)[entries:]))

    async def look(self, rules: str = "r1", now: datetime = NOW) -> list[Text]:
        source = JournalSource("journal", Visibility.INTERNAL, self.journal, pause=0)
        self.chunks = [chunk async for chunk in source.chunks(self.cursor, rules=rules, now=now)]
        for chunk in self.chunks:
            self.cursor = chunk.cursor or self.cursor
        return [text for chunk in self.chunks if isinstance(chunk.part, TextsPart) for text in chunk.part.texts]

    def debts(self) -> list[tuple[str, str]]:
        return [(debt.path, debt.reason) for debt in self.chunks[-1].debts]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def told(texts: Sequence[Text]) -> list[tuple[str, bytes, int, bytes]]:
    return [(text.label, text.data, text.line, text.before) for text in texts]


async def test_what_is_there_is_backlog_and_what_comes_is_not_and_follows_what_stood_before(host: Host) -> None:
    host.add("one", at=BEGIN)
    host.add("two", at=BEGIN)
    assert told(await host.look()) == [("app.service/2026-01-02T03:04:05Z", b"one\ntwo\n", 1, b"")]
    assert [(chunk.source, chunk.visibility, chunk.backlog, chunk.debts) for chunk in host.chunks] == [
        ("journal", Visibility.INTERNAL, True, ())
    ]
    assert await host.look() == []
    assert host.chunks == []
    cursor = host.add("three")
    [text] = await host.look()
    assert told([text]) == [("app.service/2026-01-02T03:04:05Z", b"three\n", 3, b"one\ntwo\n")]
    assert text.committed_at == NOW + timedelta(minutes=1)
    assert [chunk.backlog for chunk in host.chunks] == [False]
    position = unpack(host.cursor, JournalPosition)
    assert position is not None
    assert position.after == cursor


async def test_entries_go_by_unit_and_writer(host: Host) -> None:
    host.add("a1")
    host.add("b1", _PID="8")
    host.add("a2")
    host.add("c1", _SYSTEMD_UNIT="other.service")
    host.add("u1", _SYSTEMD_USER_UNIT="mine.service")
    host.add("i1", _SYSTEMD_UNIT=[], SYSLOG_IDENTIFIER="a/b\nc")
    when = "2026-01-02T04:05:05Z"
    assert [(text.label, text.data) for text in await host.look()] == [
        (f"app.service/{when}", b"a1\na2\n"),
        (f"app.service/{when}", b"b1\n"),
        (f"other.service/{when}", b"c1\n"),
        (f"mine.service/{when}", b"u1\n"),
        (f"a_b_c/{when}", b"i1\n"),
    ]


async def test_bytes_several_values_and_other_fields(host: Host) -> None:
    host.add({"bytes": [27, 91, 51, 49, 109, 114, 255]}, X=["a", {"bytes": [0, 98]}], _CMDLINE="app --password=p")
    host.add(["two", "lines"], PRIORITY="6", _BOOT_ID="b", SYSLOG_PID="7", _CMDLINE="app --password=p", N=5)
    host.add("L" * 9000)
    [text] = await host.look()
    messages = b"\x1b[31mr\xff\ntwo\nlines\n" + b"L" * 9000 + b"\n"
    assert text.data == messages + b"\nX=a\nX=\0b\n_CMDLINE=app --password=p\nN=5\n"
    assert host.debts() == []


async def test_units_and_identifiers_come_from_the_configuration(host: Host) -> None:
    host.add("app")
    host.add("other", _SYSTEMD_UNIT="other.service", SYSLOG_IDENTIFIER="x")
    host.add("third", _SYSTEMD_UNIT="third.service")
    await host.look()
    host.journal = replace(host.journal, units=("other.service", "third.service"))
    assert [text.data for text in await host.look()] == [b"other\n", b"third\n"]  # others than before: from the start
    host.journal = replace(host.journal, identifiers=("x",))
    assert [text.data for text in await host.look()] == [b"other\n"]
    assert host.journal.command("s=1") == [
        *(str(host.program), "--output=json", "--all", "--quiet", "--no-pager", f"--directory={host.folder}"),
        *("--unit=other.service", "--unit=third.service", "--identifier=x", "--cursor=s=1"),
    ]
    assert "--directory" not in " ".join(Journal().command(None))


async def test_a_vacuumed_cursor_is_owed_for_a_week_and_reading_starts_from_the_oldest(host: Host) -> None:
    for number in range(5):
        host.add(f"line {number}")
    await host.look()
    for number in range(5, 8):
        host.add(f"line {number}")
    host.vacuum(4)
    assert [text.data for text in await host.look()] == [b"line 5\nline 6\nline 7\n"]
    assert host.debts() == []  # what ended it is there
    host.vacuum(4)
    host.add("line 8")
    host.add("line 9")
    host.vacuum(1)
    assert [text.data for text in await host.look()] == [b"line 9\n"]
    assert host.debts() == [("journal", VACUUMED)]
    host.add("line 10")
    await host.look(now=NOW + timedelta(days=6))
    assert host.debts() == [("journal", VACUUMED)]
    await host.look(now=NOW + timedelta(days=8))
    assert host.debts() == []


async def test_a_journal_that_was_emptied_is_owed_too(host: Host) -> None:
    host.add("one")
    await host.look()
    host.vacuum(1)
    assert await host.look() == []
    assert host.debts() == [("journal", VACUUMED)]
    host.add("two")
    assert [text.data for text in await host.look()] == [b"two\n"]


async def test_a_cursor_is_behind_what_was_handed_out_whoever_is_killed_when(host: Host) -> None:
    for number in range(40):
        host.add(f"{number} " + "x" * 60_000)
    seen: list[bytes] = []
    for stop in (1, 2, 1):
        chunks = JournalSource("journal", Visibility.PRIVATE, host.journal, pause=0).chunks(
            host.cursor, rules="r1", now=NOW
        )
        count = 0
        async for chunk in chunks:
            if count == stop:
                break
            count += 1
            host.cursor = chunk.cursor
            assert isinstance(chunk.part, TextsPart)
            seen += [line.split(b" ")[0] for text in chunk.part.texts for line in text.data.splitlines()]
        await chunks.aclose()
    assert seen == [str(number).encode() for number in range(40)]


async def test_new_rules_read_what_is_new_first_and_then_everything_as_backlog(host: Host) -> None:
    host.add("one", at=BEGIN)
    await host.look()
    host.add("two", at=NOW + timedelta(seconds=1))
    assert [text.data for text in await host.look("r2", NOW + timedelta(seconds=2))] == [b"two\n", b"one\ntwo\n"]
    assert [(chunk.backlog, chunk.cursor and chunk.cursor.rules) for chunk in host.chunks] == [
        (False, "r1"),
        (True, "r2"),
    ]
    assert await host.look("r2") == []


async def test_what_is_no_entry_or_too_long_is_owed_and_passed_by_once(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_read, "LONGEST", 300_000)
    too_long, none = (
        "an entry of more than 8 MiB (as JSON) was not read",
        "a line of journalctl that is no entry was not read",
    )
    host.add("one")
    host.add("x" * 400_000)
    assert [text.data for text in await host.look()] == [b"one\n"]
    assert host.debts() == [("journal", too_long)]
    assert await host.look() == []
    assert host.chunks == []
    host.add("three")
    assert [text.data for text in await host.look()] == [b"three\n"]
    assert host.chunks[-1].cursor is not None
    assert host.chunks[-1].cursor.position.count(too_long) == 1
    host.raw('{"MESSAGE": tru')
    host.raw('{"MESSAGE": [1, "x"], "__CURSOR": "s=1"}')
    host.add("four")
    assert [text.data for text in await host.look()] == [b"four\n"]
    assert host.debts() == [("journal", too_long), ("journal", none)]


async def test_journalctl_that_is_not_there_or_breaks_off_is_owed_until_it_works(host: Host) -> None:
    host.add("one")
    working = host.journal
    host.journal = replace(working, program=str(host.folder / "none"))
    assert await host.look() == []
    gone = "journalctl cannot be run (No such file or directory): it comes with systemd"
    assert host.debts() == [("journal", gone)]
    assert await host.look() == []
    assert host.chunks == []
    host.journal = working
    host.raw("exit")
    host.add("two")
    assert [text.data for text in await host.look()] == [b"one\n"]
    assert host.debts() == [("journal", "journalctl ended early (status 3)")]
    host.file.write_text(host.file.read_text().replace("!exit\n", ""))
    assert [text.data for text in await host.look()] == [b"two\n"]
    assert host.debts() == []


async def test_journalctl_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    program = tmp_path / "journalctl"
    program.write_text("#!/bin/sh\necho $$ > pid.tmp\nexec sleep 60\n".replace("pid.tmp", str(tmp_path / "pid")))
    program.chmod(0o755)
    journal = Journal(tmp_path, program=str(program), patience=timedelta(seconds=0.3))
    with pytest.raises(JournalError, match="said nothing for 0 s"):
        [entry async for entry in journal.entries(None)]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_files_that_we_may_not_read_are_owed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host(tmp_path)
    secret = tmp_path / "abc" / "system.journal"
    secret.parent.mkdir()
    secret.touch()
    monkeypatch.setattr(os, "access", lambda path, _: path != secret)
    await host.look()
    assert host.debts() == [(str(secret), "it cannot be read: let Stanch's user be of the group systemd-journal")]
    host.journal = replace(host.journal, directory=tmp_path / "none")
    await host.look()
    assert host.debts()[0][0] == str(tmp_path / "none")


async def test_a_key_whose_lines_come_one_by_one_and_in_two_looks_is_found(host: Host) -> None:
    """As `cat key.pem` in a service writes it."""
    detector = next(each for each in DETECTORS if each.type.name == "pem-private-key")
    lines = detector.examples[0][0].splitlines()
    for line in lines[:4]:
        host.add(line)
    await host.look()
    for line in lines[4:]:
        host.add(line)
    [text] = await host.look()
    hits = [*compiled.engine().stream([text.data], before=text.before, line=text.line, path=text.place)]
    assert [(hit.type.name if hit.type else hit.kind, hit.line, hit.end_line) for hit in hits] == [
        ("pem-private-key", 1, len(lines))
    ]


REAL = r"""
mount -t tmpfs none /run && mkdir -p /run/systemd/journal /run/log/journal
mount -t tmpfs none /var/log && mkdir -p /var/log/journal
/lib/systemd/systemd-journald >/dev/null 2>&1 & journald=$!
cd /run/systemd/journal
for _ in $(seq 100); do [ -S socket ] && [ -S stdout ] && break; sleep 0.1; done
cd "$OLDPWD"
"$@"; status=$?
kill $journald; exit $status
"""
FOLLOW = """
import asyncio, socket, struct, subprocess
from datetime import UTC, datetime
from agent.model import Visibility
from agent.sources.logs.journal import _VACUUMED as VACUUMED, JournalSource
from agent.sources.logs.journal_read import Journal

def field(name, value):
    return name + b"\\n" + struct.pack("<Q", len(value)) + value + b"\\n"

def send(*fields):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.sendto(b"".join(field(*each) for each in fields), "/run/systemd/journal/socket")

async def look(source, cursor, owed=()):
    texts, debts = [], []
    async for chunk in source.chunks(cursor, rules="r", now=datetime.now(UTC)):
        cursor = chunk.cursor or cursor
        texts += [(text.label.partition("/")[0], text.data) for text in (chunk.part.texts if chunk.part else ())]
        debts = [debt.reason for debt in chunk.debts]
    assert debts == [*owed], debts
    return texts, cursor

async def main():
    source = JournalSource("j", Visibility.PRIVATE, Journal(identifiers=("py",)), pause=1.0)
    send((b"MESSAGE", b"one"), (b"SYSLOG_IDENTIFIER", b"py"))
    first, cursor = await look(source, None)
    assert [(unit, data.split(b"\\n")[0]) for unit, data in first] == [("py", b"one")], first
    send((b"MESSAGE", b"\\x1b[31mred"), (b"SYSLOG_IDENTIFIER", b"py"), (b"X", b"a"), (b"X", b"\\xff\\0"))
    send((b"MESSAGE", b"L" * 9000), (b"SYSLOG_IDENTIFIER", b"py"))
    send((b"MESSAGE", b"of others"), (b"SYSLOG_IDENTIFIER", b"x"))
    [(_, data)], cursor = await look(source, cursor)
    assert data.startswith(b"\\x1b[31mred\\n" + b"L" * 9000 + b"\\n\\nX=a\\nX=\\xff\\0\\n"), data[:200]
    assert (await look(source, cursor))[0] == []
    subprocess.run(["journalctl", "--quiet", "--rotate"], check=True)
    send((b"MESSAGE", b"three"), (b"SYSLOG_IDENTIFIER", b"py"))
    [(_, data)], cursor = await look(source, cursor)
    assert data.startswith(b"three\\n"), data
    subprocess.run(["journalctl", "--quiet", "--rotate"], check=True)
    subprocess.run(["journalctl", "--quiet", "--vacuum-files=1"], check=True)
    send((b"MESSAGE", b"four"), (b"SYSLOG_IDENTIFIER", b"py"))
    [(_, data)], cursor = await look(source, cursor, [VACUUMED])
    assert data.startswith(b"four\\n"), data

asyncio.run(main())
"""


@pytest.mark.skipif(not os.environ.get("STANCH_REAL_JOURNAL"), reason="STANCH_REAL_JOURNAL=1, as root, starts journald")
def test_a_real_journald(tmp_path: Path) -> None:
    script = tmp_path / "follow.py"
    script.write_text(FOLLOW)
    command = ["unshare", "--mount", "bash", "-c", REAL, "bash", sys.executable, str(script)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, cwd=Path(__file__).parent.parent
    )
    assert (done.returncode, done.stderr) == (0, "")


async def test_lines_that_are_no_entries_are_not_taken_for_a_vacuumed_journal(host: Host) -> None:
    for number in range(140):
        host.add(f"{number}")
        host.raw("no entry")
    await host.look()
    cursor = ""
    for number in range(3):
        cursor = host.add("more")
        [text] = await host.look()
        assert text.data == b"more\n", number
        assert (host.folder.name, VACUUMED) not in host.debts()
    assert host.cursor is not None
    assert cursor in host.cursor.position
