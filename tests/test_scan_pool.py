"""Scanner processes: files and git objects in, sealed findings and debts out, whatever happens in between.

Over 300 lines: whatever a process is handed, and however it dies, goes through one pool.
"""

from __future__ import annotations

import asyncio
import errno
import gzip
import io
import os
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from unittest.mock import Mock

import msgspec
import pytest
import pytest_asyncio

from agent.found import (
    MADE_UP,
    Blob,
    Chunk,
    Debt,
    FilePart,
    FilesPart,
    Finding,
    GitPart,
    Paths,
    Text,
    TextsPart,
    Visibility,
)
from agent.git import GIT_ENV, git_command
from agent.rules.rule import Rule
from agent.scan import zygote
from agent.scan.begin import FORK, KILL
from agent.scan.pool import ScannerLostError, ScanPool
from agent.scan.turns import Turns
from agent.scan.wire import EMPTY, MIB, Limits, Result
from agent.seal import ResponderKeys
from detectors.base import Confidence
from detectors.github import checksum
from detectors.registry import TYPES
from tests.sims import compiled, shown

KEYS = ResponderKeys.generate()
PASSWORD = "Zq7-" + "canary-Wv3xR8tPk"
URL = f"postgres://app:{PASSWORD}@db.example.com:5432/orders"
LEAD = "f3A9kLmQ72" + "xZbV81"
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def cache() -> Path | None:
    return compiled.folder()


@pytest_asyncio.fixture
async def pool(cache: Path | None) -> AsyncIterator[ScanPool]:
    async with ScanPool(KEYS.scanner, 1, cache) as running:
        yield running


def file_chunk(path: Path, start: int = 0, end: int | None = None, line: int = 1) -> Chunk:
    status = path.lstat()
    part = FilePart(
        str(path), path.name, start, status.st_size if end is None else end, line, status.st_dev, status.st_ino
    )
    return Chunk("logs", Visibility.INTERNAL, backlog=False, part=part)


def git_chunk(repository: Path, *blobs: Blob) -> Chunk:
    return Chunk("repo", Visibility.PUBLIC, backlog=True, part=GitPart(str(repository), blobs))


def opened(finding: Finding) -> Mapping[str, str]:
    return {name: part.reveal() for name, part in KEYS.open(finding.sealed).items()}


def proc(pid: int, name: str) -> bytes:
    return Path(f"/proc/{pid}/{name}").read_bytes()


def parent(pid: int) -> int:
    return int(proc(pid, "stat").rpartition(b") ")[2].split()[1])


def exists(path: str) -> bool:
    return Path(path).exists()


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def raw(result: Result) -> bytes:
    return msgspec.msgpack.encode(result) + repr(result).encode()


def pieces(value: str) -> set[bytes]:
    return {value[at : at + 8].encode() for at in range(len(value) - 7)}


async def test_a_finding_is_complete_sealed_and_silent(pool: ScanPool, tmp_path: Path) -> None:
    log = tmp_path / "ci.log"
    log.write_text(f"start\n dsn={URL}\nAPI_KEY={LEAD}\n", encoding="utf-8")
    result = await pool.scan(file_chunk(log))
    url, lead = result.findings
    assert (url.type, url.confidence, url.key_id, url.backlog) == (
        "postgres-url",
        Confidence.TYPED,
        KEYS.scanner.key_id,
        False,
    )
    assert opened(url) == {"role": "app", "password": PASSWORD, "host": "db.example.com:5432", "database": "orders"}
    parts = KEYS.open(url.sealed)
    assert url.canonical == KEYS.scanner.canonical(TYPES["postgres-url"], parts)
    assert url.fingerprints == KEYS.scanner.parts(parts)
    assert (
        url.preview
        == "PostgreSQL password (role=app, password=<20 characters>, host=db.example.com:5432, database=orders)"
    )
    place = url.occurrence
    assert (place.source, place.path, place.line, place.end_line, place.start, place.end) == (
        "logs",
        "ci.log",
        2,
        2,
        5,
        5 + len(URL),
    )
    assert (place.visibility, place.host_hint, place.commit) == (Visibility.INTERNAL, "db.example.com:5432", None)
    assert (lead.type, lead.confidence, opened(lead)) == (None, Confidence.LEAD, {"value": LEAD})
    assert lead.preview == "Lead (assigned secret, 16 characters)"
    assert (lead.canonical, lead.occurrence.line) == (KEYS.scanner.lead(KEYS.open(lead.sealed)["value"]), 3)
    assert (result.debts, result.bytes) == ((), log.stat().st_size)
    assert [piece for piece in pieces(PASSWORD) | pieces(LEAD) if piece in raw(result)] == []


async def test_nothing_to_read_is_empty(pool: ScanPool) -> None:
    assert await pool.scan(Chunk("logs", Visibility.PRIVATE, backlog=False, part=None)) == EMPTY


async def test_a_part_is_read_with_its_surroundings(pool: ScanPool, tmp_path: Path) -> None:
    log = tmp_path / "ci.log"
    log.write_text(f"one\n{URL}\n{URL[:-6]}other\n", encoding="utf-8")
    middle = 4 + len(URL) // 2
    first = await pool.scan(file_chunk(log, 0, middle))
    second = await pool.scan(file_chunk(log, middle, None, line=2))
    assert first.findings == ()
    assert [(each.occurrence.line, opened(each)["database"]) for each in second.findings] == [
        (2, "orders"),
        (3, "other"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
async def test_a_later_part_knows_the_encoding(pool: ScanPool, tmp_path: Path, encoding: str) -> None:
    log = tmp_path / "ci.log"
    log.write_bytes(f"ž {'x' * 501}\n{URL}\n".encode(encoding))
    start = len(f"ž {'x' * 501}\n".encode(encoding))
    result = await pool.scan(file_chunk(log, start, None, line=2))
    assert [(each.occurrence.line, opened(each)["password"]) for each in result.findings] == [(2, PASSWORD)]


async def test_names_that_are_not_text(pool: ScanPool, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad-\xff.log"))
    write(path, URL)
    [finding] = (await pool.scan(file_chunk(path))).findings
    assert finding.occurrence.path == "bad-\ufffd\ufffd\ufffd.log"


async def test_what_is_no_file_is_a_debt_that_lasts(pool: ScanPool, tmp_path: Path) -> None:
    log = tmp_path / "ci.log"
    log.write_text(URL, encoding="utf-8")
    link = tmp_path / "link.log"
    link.symlink_to(log)
    pipe = tmp_path / "pipe.log"
    os.mkfifo(pipe)
    answers = [await pool.scan(chunk) for chunk in (file_chunk(link), file_chunk(pipe, 0, 10))]
    assert [answer.debts for answer in answers] == [
        (Debt("logs", "link.log", "cannot be opened: Too many levels of symbolic links", lasting=True),),
        (Debt("logs", "pipe.log", "not a regular file", lasting=True),),
    ]


async def test_another_file_in_the_place_of_the_one_that_was_meant(pool: ScanPool, tmp_path: Path) -> None:
    """A log is looked at again; of a tree what is gone is done with, and what was replaced is owed until then."""
    log = tmp_path / "ci.log"
    log.write_text(URL, encoding="utf-8")
    plain = file_chunk(log)
    assert isinstance(plain.part, FilePart)
    meant = replace(plain, part=replace(plain.part, follow=True))
    other = tmp_path / "other.log"
    other.write_text(URL, encoding="utf-8")
    other.rename(log)
    owed = Debt("logs", "ci.log", "it was replaced meanwhile: the next look reads it")
    assert await pool.scan(meant) == Result((), (), 0, again=True)
    assert await pool.scan(plain) == Result((), (owed,), 0, again=False)
    log.unlink()
    assert await pool.scan(meant) == Result((), (), 0, again=True)
    assert await pool.scan(plain) == Result((), (), 0, again=False)


async def test_a_single_line_of_64_megabytes_needs_little_memory(pool: ScanPool, tmp_path: Path) -> None:
    log = tmp_path / "long.log"
    with log.open("wb") as file:
        file.write(URL.encode() + b" ")
        for _ in range(63):
            file.write(b"abcdefg " * (MIB // 8))
        file.write(b" " + URL.encode())
    result = await pool.scan(file_chunk(log))
    size = log.stat().st_size
    assert [(each.occurrence.line, each.occurrence.start) for each in result.findings] == [(1, 0), (1, size - len(URL))]
    [pid] = pool.processes
    status = proc(pid, "status").decode()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    assert peak < 300 * 1024


async def test_a_flood_of_leads_is_bounded_and_hides_nothing(cache: Path | None, tmp_path: Path) -> None:
    log = tmp_path / "flood.log"
    flood = "".join(f"password=f3A9kLmQ72x{number:06}\n" for number in range(300))
    log.write_text(flood + URL, encoding="utf-8")
    async with ScanPool(KEYS.scanner, 1, cache, limits=Limits(leads=20)) as pool:
        result = await pool.scan(file_chunk(log))
    assert [each.type for each in result.findings] == [None] * 20 + ["postgres-url"]
    assert result.debts == (Debt("logs", "flood.log", "more leads than are listed", lasting=True),)


async def test_what_is_made_up_uses_up_no_room(cache: Path | None, tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text("".join(f"{'postgres'}://u{at}:u{at}@db/x\n" for at in range(30)) + URL, encoding="utf-8")
    async with ScanPool(KEYS.scanner, 1, cache, limits=Limits(typed=20)) as pool:
        result = await pool.scan(file_chunk(log))
    assert [each.suppressed for each in result.findings] == [MADE_UP] * 20 + [""]
    assert result.debts == ()


async def test_rows_that_are_not_read_by_the_names_of_their_columns_are_owed(pool: ScanPool, tmp_path: Path) -> None:
    log = tmp_path / "users.sql"
    note = "x" * (1 << 17)
    log.write_text("INSERT INTO users (password, note) VALUES" + f" ('Bl4ufeld7er', '{note}');", encoding="utf-8")
    result = await pool.scan(file_chunk(log))
    reason = "line 1: rows of a table that begins above were not read by the names of its columns"
    assert (result.findings, result.debts) == ((), (Debt("logs", "users.sql", reason, lasting=True),))


async def test_what_was_not_read_does_not_stand_for_what_was_reported(pool: ScanPool) -> None:
    text = Text("alert/1", b"id,password\n1,\n", after=b"2,\n", reported="4711" + "x" * 8)
    result = await pool.scan(Chunk("alerts", Visibility.INTERNAL, backlog=False, part=TextsPart((text,))))
    assert [(found.type, found.confidence, found.occurrence.path) for found in result.findings] == [
        (None, Confidence.LEAD, "alert/1")
    ]
    assert [(debt.path, debt.reason) for debt in result.debts] == [
        ("alert/1", "line 3: rows of a table that begins above were not read by the names of its columns")
    ]


# --- the process -----------------------------------------------------------------------------------


async def test_a_scanner_gives_up_what_it_does_not_need(pool: ScanPool) -> None:
    [pid] = pool.processes
    names = {line.partition(b"=")[0] for line in shown.environment(pid).split(b"\0") if line}
    assert names == (set() if os.geteuid() else {b"PATH", b"LC_ALL", b"HOME", b"MALLOC_MMAP_THRESHOLD_"})
    arguments = proc(pid, "cmdline")
    assert KEYS.scanner.fingerprint.hex().encode() not in arguments
    limits = proc(pid, "limits").decode()
    assert [line.split()[-3:-1] for line in limits.splitlines() if "core file" in line] == [["0", "0"]]
    assert [line.split()[3] for line in limits.splitlines() if "address space" in line] == [str(2048 * MIB)]
    status = proc(pid, "status").decode()
    assert "NoNewPrivs:\t1" in status
    if pool.offline:
        interfaces = proc(pid, "net/dev").decode().splitlines()[2:]
        assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]


async def test_a_killed_scanner_costs_its_chunk_one_retry(pool: ScanPool, tmp_path: Path) -> None:
    log = tmp_path / "ci.log"
    log.write_text(URL, encoding="utf-8")
    [pid] = pool.processes
    os.kill(pid, signal.SIGKILL)
    [finding] = (await pool.scan(file_chunk(log))).findings
    assert opened(finding)["password"] == PASSWORD
    assert pool.processes != [pid]


async def test_a_killed_zygote_costs_each_chunk_one_retry(cache: Path | None, tmp_path: Path) -> None:
    """What one of its scanners sees to is not undone by the others, one after the other."""
    big = tmp_path / "big.log"
    big.write_bytes(b"nothing here\n" * 1_500_000 + f"{URL}\n".encode())
    async with ScanPool(KEYS.scanner, 3, cache) as pool:
        await asyncio.gather(*(pool.scan(file_chunk(big, 0, 10)) for _ in range(3)))
        async with asyncio.TaskGroup() as group:
            chunks = [group.create_task(pool.scan(file_chunk(big))) for _ in range(3)]
            await asyncio.sleep(0.05)
            os.kill(parent(pool.processes[0]), signal.SIGKILL)
        told = [await chunk for chunk in chunks]
        assert [(len(one.findings), one.debts) for one in told] == [(1, ())] * 3
        os.kill(parent(pool.processes[0]), signal.SIGKILL)  # while all of them rest
        assert len((await pool.scan(file_chunk(big))).findings) == 1


def test_a_fork_that_fails_costs_one_scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be too many processes for a moment."""
    ours, theirs = socket.socketpair()
    copies: set[int] = set()
    monkeypatch.setattr(os, "fork", Mock(side_effect=BlockingIOError))
    with ours:
        zygote._fork(ours, theirs.detach(), lambda _: None, copies)  # noqa: SLF001 - as it is told
        assert (ours.recv(1), copies) == (b"", set())


def test_a_copy_that_ended_is_waited_for_once_and_killed_no_more() -> None:
    """Its number may be somebody else's by then."""
    copy = subprocess.Popen(["true"], start_new_session=True)
    os.waitid(os.P_PID, copy.pid, os.WEXITED | os.WNOWAIT)
    copies = {copy.pid}
    assert zygote._is_over(copy.pid)  # noqa: SLF001 - as it is told
    zygote._kill(copy.pid, copies)  # noqa: SLF001 - as it is told
    assert copies == set()
    with pytest.raises(ChildProcessError):
        os.waitpid(copy.pid, 0)
    zygote._kill(copy.pid, copies)  # noqa: SLF001 - as it is told
    copy.returncode = 0


ATTENDED = """
import os, socket
from agent.scan import roster, zygote
def serve(channel):
    channel.sendall(os.getpid().to_bytes(4))
    if channel.recv(1) == b"s":
        raise roster.StaleError
    raise ValueError
zygote.attend(socket.socket(fileno=0), serve)
"""


def test_a_stale_copy_ends_the_zygote_and_no_other_does() -> None:
    """Each copy that came after it would be as stale, and what mentions such a detector never be read."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        with (
            subprocess.Popen(
                [sys.executable, "-P", "-c", ATTENDED], stdin=theirs.fileno(), cwd=Path(__file__).parent.parent
            ) as running,
            ExitStack() as stack,
        ):
            stack.callback(running.kill)
            theirs.close()
            for why in (b"v", b"s"):
                channel = forked(ours)
                pid = channel.recv(4, socket.MSG_WAITALL)
                channel.sendall(why)
                assert channel.recv(1) == b"", "it has ended"
                channel.close()
                ours.sendall(KILL + pid)
                if why == b"v":
                    assert ours.recv(1) == KILL
            assert ours.recv(1) == b""
            assert running.wait(10) == 0


def forked(control: socket.socket) -> socket.socket:
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(control, [FORK], [theirs.fileno()])
    ours.settimeout(10)
    return ours


async def test_more_scanners_than_can_be_are_told_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "send_fds", Mock(side_effect=BlockingIOError(errno.EAGAIN, "Try again")))
    with pytest.raises(ScannerLostError, match=r"^no scanner can be started: Try again: fewer of them may do"):
        await ScanPool(KEYS.scanner, 100, None, at_once=True).__aenter__()


async def test_a_sweep_keeps_no_chunk_waiting(pool: ScanPool, tmp_path: Path) -> None:
    """Whoever asks again and again would take the scanner that has just become free before anybody else wakes."""
    log = tmp_path / "ci.log"
    log.write_text(URL, encoding="utf-8")
    answered = 0
    missing = [b"%040x 10" % number for number in range(3)]

    async def sweep() -> None:
        nonlocal answered
        for _ in range(40):
            await pool.sweep(str(tmp_path), missing, "blob")
            answered += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(pool.width):
            group.create_task(sweep())
        await asyncio.sleep(0)
        assert [found.type for found in (await pool.scan(file_chunk(log))).findings] == ["postgres-url"]
        assert answered < 5


def test_who_waits_for_a_scanner() -> None:
    async def given(*, before: str) -> list[str]:
        turns = Turns[int]()
        order: list[str] = []

        async def wait(about: str, name: str) -> None:
            turns.put(await turns.get(about), about, about or before)
            order.append(name)

        async with asyncio.TaskGroup() as group:
            for about, name in (("b", "b1"), ("a", "a1"), ("", "x"), ("a", "a2"), ("", "y"), ("", "z")):
                group.create_task(wait(about, name))
            gone = group.create_task(wait("", "gone"))
            await asyncio.sleep(0)
            gone.cancel()
            turns.put(1, "a", "a")
        assert await turns.get("") == 1
        return order

    assert asyncio.run(given(before="a")) == ["x", "a1", "y", "a2", "z", "b1"]


async def test_a_scanner_that_hangs_is_killed_and_its_chunk_a_debt(cache: Path | None, tmp_path: Path) -> None:
    log = tmp_path / "ci.log"
    log.write_text(URL, encoding="utf-8")
    repository = tmp_path / "hanging"
    _git(repository, "init", "--bare", "-q")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with (repository / "config").open("a", encoding="utf-8") as file:
        file.write(f"[include]\n\tpath = {fifo}\n")
    async with ScanPool(KEYS.scanner, 1, cache, deadline=0.5) as pool:
        [pid] = pool.processes
        blob = Blob("1" * 40, "a.txt", "c" * 40, "a@example.com", WHEN)
        result = await pool.scan(git_chunk(repository, blob))
        assert result == Result(
            (), (Debt("repo", f"a.txt@{'c' * 40}", "the scanner took longer than 0.5 s, twice", lasting=True),), 0
        )
        assert not exists(f"/proc/{pid}")
        [finding] = (await pool.scan(file_chunk(log))).findings
        assert opened(finding)["password"] == PASSWORD


async def test_a_cancelled_chunk_leaves_no_answer_behind(pool: ScanPool, tmp_path: Path) -> None:
    big, log = tmp_path / "big.log", tmp_path / "ci.log"
    big.write_bytes(b"nothing here\n" * 4_000_000)
    log.write_text(URL, encoding="utf-8")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await pool.scan(file_chunk(big))
    [finding] = (await pool.scan(file_chunk(log))).findings
    assert finding.occurrence.path == "ci.log"


async def test_chunks_run_side_by_side(cache: Path | None, tmp_path: Path) -> None:
    logs = [tmp_path / f"{number}.log" for number in range(6)]
    for log in logs:
        log.write_text(f"{URL}\n", encoding="utf-8")
    async with ScanPool(KEYS.scanner, 2, cache) as pool, asyncio.TaskGroup() as group:
        tasks = [group.create_task(pool.scan(file_chunk(log))) for log in logs]
    assert [task.result().findings[0].occurrence.path for task in tasks] == [log.name for log in logs]


# --- git -------------------------------------------------------------------------------------------


def _git(repository: Path, *args: str, data: bytes = b"") -> str:
    done = subprocess.run(
        git_command(str(repository), *args),
        input=data,
        capture_output=True,
        check=True,
        env={**GIT_ENV, "HOME": "/nonexistent"},
    )
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    path = tmp_path / "repo.git"
    _git(path, "init", "--bare", "-q")
    return path


def put(repository: Path, content: str | bytes) -> str:
    data = content if isinstance(content, bytes) else content.encode()
    return _git(repository, "hash-object", "-w", "--stdin", data=data)


def blob(oid: str, path: str = "app/settings.py", commit: str = "c" * 40, before: tuple[str, ...] = ()) -> Blob:
    return Blob(oid, path, commit, "Ann <ann@example.com>", WHEN, before)


async def test_a_git_finding_names_its_commit(pool: ScanPool, repository: Path) -> None:
    oid = put(repository, f"# settings\nDSN = '{URL}'\n")
    [finding] = (await pool.scan(git_chunk(repository, blob(oid)))).findings
    place = finding.occurrence
    assert (place.path, place.line, place.commit, place.author, place.committed_at) == (
        "app/settings.py", 2, "c" * 40, "Ann <ann@example.com>", WHEN,
    )  # fmt: skip
    assert (place.visibility, finding.backlog, opened(finding)["password"]) == (Visibility.PUBLIC, True, PASSWORD)


async def test_only_what_a_commit_introduced_is_reported(pool: ScanPool, repository: Path) -> None:
    """An older version that holds the value clears it, even where it moved; in one parent of a merge is enough."""
    other = URL.replace(PASSWORD, "another-9Xy" + "-password")
    old = put(repository, f"DSN = '{URL}'\n")
    moved = put(repository, f"# moved\n\nDSN = '{URL}'\nOTHER = '{other}'\n")
    clean = put(repository, "nothing\n")
    chunk = git_chunk(
        repository,
        blob(moved, commit="1" * 40, before=(old,)),
        blob(moved, commit="2" * 40, before=(clean,)),
        blob(moved, commit="3" * 40, before=(clean, old)),
        blob(old, commit="4" * 40),
        blob(old, commit="5" * 40, before=("0" * 39 + "1",)),
    )
    result = await pool.scan(chunk)
    assert [(each.occurrence.commit, opened(each)["password"]) for each in result.findings] == [
        ("1" * 40, "another-9Xy" + "-password"),
        ("2" * 40, PASSWORD),
        ("2" * 40, "another-9Xy" + "-password"),
        ("3" * 40, "another-9Xy" + "-password"),
        ("4" * 40, PASSWORD),
        ("5" * 40, PASSWORD),
    ]
    assert result.debts == ()


async def test_a_comment_that_is_taken_away_hides_no_longer(pool: ScanPool, repository: Path) -> None:
    line = f"DSN={URL}"
    texts = (f"{line} # gitleaks:allow\n", f"\n{line}\n", f"\n\n{line} # gitleaks:allow\n")
    allowed, bare, again = (put(repository, text) for text in texts)
    chunk = git_chunk(
        repository,
        blob(allowed, commit="1" * 40),
        blob(bare, commit="2" * 40, before=(allowed,)),
        blob(again, commit="3" * 40, before=(bare,)),
        blob(again, commit="4" * 40, before=(allowed,)),
    )
    found = (await pool.scan(chunk)).findings
    assert [(each.occurrence.commit, each.suppressed) for each in found] == [
        ("1" * 40, "gitleaks:allow"),
        ("2" * 40, ""),
    ]


async def test_a_blob_without_hits_is_read_once_for_each_context(pool: ScanPool, repository: Path) -> None:
    oid = put(repository, "nothing to see, 34 bytes of text..\n")
    chunk = git_chunk(repository, blob(oid), blob(oid, path="b.py"), blob(oid, path="notes.txt"))
    assert (await pool.scan(chunk)).bytes == 2 * 35
    assert (await pool.scan(chunk)).bytes == 0


async def test_unreadable_objects_are_debts_and_the_rest_is_read(cache: Path | None, repository: Path) -> None:
    """Corrupt, truncated, missing, too large, no blob, no object id: `cat-file` may die, we do not."""
    first, last = put(repository, f"first {URL}\n"), put(repository, f"last {URL}\n")
    corrupt, truncated, large = (
        put(repository, b"c" * 5000),
        put(repository, os.urandom(50_000)),
        put(repository, b"x" * 70_000),
    )
    tree = _git(repository, "mktree", data=f"100644 blob {first}\ta\n".encode())
    for oid, damage in ((corrupt, b"not zlib at all"), (truncated, None)):
        file = repository / "objects" / oid[:2] / oid[2:]
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:30_000] if damage is None else damage)
    bad = {
        "corrupt": corrupt,
        "truncated": truncated,
        "large": large,
        "missing": "1" * 40,
        "tree": tree,
        "odd": "HEAD\n" + first,
    }
    blobs = [blob(first, "first")]
    for name, oid in bad.items():
        blobs += [blob(oid, name, commit="d"), blob(last, f"after-{name}")]
    async with ScanPool(KEYS.scanner, 1, cache, limits=Limits(blob=60_000)) as pool:
        result = await pool.scan(git_chunk(repository, *blobs))
    assert [each.occurrence.path for each in result.findings] == ["first", *(f"after-{name}" for name in bad)]
    reasons = {debt.path: debt.reason for debt in result.debts}
    assert reasons == {
        "corrupt@d": "the object is missing or corrupt",
        "truncated@d": "the object is corrupt",
        "large@d": "larger than the limit of 60000 bytes",
        "missing@d": "the object is missing or corrupt",
        "tree@d": "not a blob",
        "odd@d": "not an object id",
    }


def _plain_git(repository: Path, *args: str) -> None:
    """Without the recipe, to show that a repository is as bad as it claims."""
    command = ["git", f"--git-dir={repository}", *args]
    subprocess.run(command, check=False, capture_output=True, env={"PATH": os.defpath})


async def test_a_promisor_remote_runs_nothing(pool: ScanPool, repository: Path, tmp_path: Path) -> None:
    """Git fetches a missing object from such a remote, and `ext::` is a command."""
    proof = tmp_path / "PWNED"
    with (repository / "config").open("a", encoding="utf-8") as file:
        file.write(
            "[extensions]\n\tpartialClone = evil\n[core]\n\trepositoryformatversion = 1\n[protocol]\n\tallow = always\n"
            '[protocol "ext"]\n\tallow = always\n[remote "evil"]\n\tpromisor = true\n'
            f'\turl = "ext::sh -c touch% {proof}"\n'
        )
    oid = put(repository, f"{URL}\n")
    result = await pool.scan(git_chunk(repository, blob("1" * 40, "gone"), blob(oid, "there")))
    assert [each.occurrence.path for each in result.findings] == ["there"]
    assert [debt.path for debt in result.debts] == [f"gone@{'c' * 40}"]
    assert not proof.exists()
    _plain_git(repository, "cat-file", "-p", "1" * 40)
    assert proof.exists()


async def test_small_files_together_are_as_each_alone(pool: ScanPool, tmp_path: Path) -> None:
    """Whatever is beside them: what is gone, replaced, no file, in another encoding, or large."""
    texts: dict[str, bytes] = {f"{number:03}.env": f"x{number}\n{URL}\n".encode() for number in range(0, 120, 7)}
    texts |= {
        "a.py": f"API_KEY={LEAD}".encode(),
        "a.txt": f"API_KEY={LEAD}".encode(),
        "half": URL[: len(URL) // 2].encode(),
        "half2": URL[len(URL) // 2 :].encode(),
        "large": b"y" * (2 * MIB) + b" " + URL.encode(),
        "mid": b"y" * (MIB - 100) + b" " + URL.encode()[:90],
        "utf16": f"\ufeff{URL}".encode("utf-16-le"),
        "jar": archive({"a/b.env": URL}),
        "zero": b"\0" + f"API_KEY={LEAD}\n{URL}".encode(),
    }
    chunks = []
    for name, raw in texts.items():
        (tmp_path / name).write_bytes(raw)
        chunks.append(file_chunk(tmp_path / name))
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    (tmp_path / "gone").write_bytes(b"gone")
    chunks += [file_chunk(tmp_path / "link"), file_chunk(tmp_path / "gone")]
    (tmp_path / "gone").unlink()
    other = tmp_path / "other"
    other.write_bytes(URL.encode())
    chunks[3:3] = [file_chunk(other)]
    (tmp_path / "new").write_bytes(URL.encode())
    (tmp_path / "new").rename(other)
    alone = [await pool.scan(chunk) for chunk in chunks]
    parts = tuple(chunk.part for chunk in chunks if isinstance(chunk.part, FilePart))
    together = await pool.scan(replace(chunks[0], part=FilesPart(parts)))

    def shown(findings: Sequence[Finding]) -> list[tuple[str, int, int, str, tuple[int, int]]]:
        rows = [
            (each.occurrence.path, each.occurrence.line, each.occurrence.start, each.canonical, each.span)
            for each in findings
        ]
        return sorted(rows)

    assert shown(together.findings) == shown([finding for each in alone for finding in each.findings])
    assert set(together.debts) == {debt for each in alone for debt in each.debts}
    assert together.bytes == sum(each.bytes for each in alone)
    assert {path for path, *_ in shown(together.findings)} >= {"a.txt", "large", "utf16", "zero", "000.env", "119.env"}


async def test_a_batch_that_kills_its_scanner_is_owed_by_each_name(cache: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, URL)
    parts = tuple(file_chunk(tmp_path / name).part for name in ("a", "b"))
    chunk = Chunk("logs", Visibility.INTERNAL, backlog=False, part=FilesPart(cast("tuple[FilePart, ...]", parts)))
    async with ScanPool(KEYS.scanner, 1, cache, deadline=0.0) as pool:
        result = await pool.scan(chunk)
    reason = "the scanner took longer than 0 s, twice"
    assert result == Result((), tuple(Debt("logs", name, reason, lasting=True) for name in ("a", "b")), 0)


# The check of a rule that no file of rules can hold ends the scanner of whatever it matches.
FATAL = Rule("fatal", "Fatal", r"(?P<value>fatal-[0-9]{4})", ("fatal",), at_least={"runes": 1})
DIED = "the scanner died, twice"
TOKEN = f"ghp_{'q7Wz' * 7}Ab{checksum('q7Wz' * 7 + 'Ab')}"


async def test_a_file_that_kills_its_scanner_hides_no_other(cache: Path, tmp_path: Path) -> None:
    for name, text in (("a", URL), ("b", "fatal-1234"), ("c", URL), ("d", "fatal-4321"), ("e", URL)):
        write(tmp_path / name, text)
    parts = tuple(file_chunk(tmp_path / name).part for name in "abcde")
    names = Paths("", b"\0".join([f"{TOKEN}.env".encode(), b"fatal-1234.txt"]))
    files = FilesPart(cast("tuple[FilePart, ...]", parts))
    chunk = Chunk("logs", Visibility.INTERNAL, backlog=False, part=files, names=names)
    async with ScanPool(KEYS.scanner, 1, cache, rules=(FATAL,)) as pool:
        result = await pool.scan(chunk)
    assert [found.occurrence.path for found in result.findings] == ["a", "c", "e", "file name (github-pat).env"]
    assert result.debts == (
        *(Debt("logs", name, DIED, lasting=True) for name in "bd"),
        Debt("logs", "fatal-1234.txt", f"its name: {DIED}", lasting=True),
    )
    assert result.bytes == 3 * len(URL)


async def test_a_blob_that_kills_its_scanner_hides_no_other_and_no_later_one(cache: Path, repository: Path) -> None:
    fatal, good = put(repository, "fatal-1234"), put(repository, URL)
    chunk = git_chunk(repository, blob(fatal, commit="1"), blob(good, commit="2", before=(fatal,)), blob(good, "b"))
    async with ScanPool(KEYS.scanner, 1, cache, rules=(FATAL,)) as pool:
        result = await pool.scan(chunk)
    found = [(each.occurrence.path, each.occurrence.commit) for each in result.findings]
    assert found == [("app/settings.py", "2"), ("b", "c" * 40)]
    assert result.debts == (Debt("repo", "app/settings.py@1", DIED, lasting=True),)


async def test_a_text_that_kills_its_scanner_hides_no_other(cache: Path) -> None:
    texts = TextsPart((Text("a", b"fatal-1234"), Text("b", URL.encode())))
    async with ScanPool(KEYS.scanner, 1, cache, rules=(FATAL,)) as pool:
        result = await pool.scan(Chunk("alerts", Visibility.INTERNAL, backlog=False, part=texts))
    assert [found.occurrence.path for found in result.findings] == ["b"]
    assert result.debts == (Debt("alerts", "a", DIED, lasting=True),)


async def test_where_no_scanner_comes_up_the_parts_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = TextsPart((Text("a", b"1"), Text("b", b"2")))
    async with ScanPool(KEYS.scanner, 1, None, at_once=True) as pool:
        begun = Mock(side_effect=BlockingIOError(errno.EAGAIN, "Try again"))
        monkeypatch.setattr(socket, "send_fds", begun)
        await pool._stop(next(iter(pool._running)))  # noqa: SLF001 - as if it had died
        result = await pool.scan(Chunk("alerts", Visibility.INTERNAL, backlog=False, part=texts))
    assert [debt.path for debt in result.debts] == ["a", "b"]
    assert begun.call_count == 2


async def test_texts_at_hand_are_read_like_files(pool: ScanPool, tmp_path: Path) -> None:
    write(tmp_path / "a.log", f"start\n dsn={URL}\n")
    (alone,) = (await pool.scan(file_chunk(tmp_path / "a.log"))).findings
    data = (tmp_path / "a.log").read_bytes()
    cut = data.index(b"dsn=") + 10
    when = datetime(2026, 1, 2, tzinfo=UTC)
    texts = (
        Text("whole", data),
        Text("first", data[:cut], after=data[cut:]),
        Text("rest", data[cut:], line=2, offset=cut, before=data[:cut]),
        Text(
            "packed.zip", archive({"inner.env": f"X={URL}"}), commit="c" * 40, author="a@b.example", committed_at=when
        ),
    )
    result = await pool.scan(Chunk("logs", Visibility.INTERNAL, backlog=False, part=TextsPart(texts)))
    whole, rest, packed = result.findings
    place = whole.occurrence
    assert (place.line, place.start, whole.span, whole.canonical) == (
        *(alone.occurrence.line, alone.occurrence.start),
        *(alone.span, alone.canonical),
    )
    assert (rest.occurrence.path, rest.occurrence.line, rest.span) == ("rest", 2, alone.span)
    inner = packed.occurrence
    assert (inner.path, inner.commit, inner.author, inner.committed_at) == (
        *("packed.zip!/inner.env", "c" * 40),
        *("a@b.example", when),
    )
    assert URL.encode() not in raw(result)
    assert str(texts).count(URL) == 0


def archive(files: Mapping[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return held.getvalue()


async def test_members_of_an_archive_are_found_at_their_paths(pool: ScanPool, tmp_path: Path) -> None:
    file = tmp_path / "release.zip"
    inner = gzip.compress(f"one\n{URL}\n".encode())
    file.write_bytes(archive({"app/.env": f"\n{URL}\n"}))
    [found] = (await pool.scan(file_chunk(file))).findings
    assert (found.occurrence.path, found.occurrence.line) == ("release.zip!/app/.env", 2)
    assert opened(found)["password"] == PASSWORD
    file.write_bytes(inner)
    [found] = (await pool.scan(file_chunk(file))).findings
    assert (found.occurrence.path, found.occurrence.line) == ("release.zip!/release.zip", 2)


async def test_an_archive_that_cannot_be_read_is_owed(pool: ScanPool, tmp_path: Path) -> None:
    file = tmp_path / "logs.gz"
    file.write_bytes(gzip.compress(f"{URL}\n".encode() + os.urandom(4000))[:-10])
    result = await pool.scan(file_chunk(file))
    assert [found.occurrence.path for found in result.findings] == ["logs.gz!/logs"]
    assert result.debts == (Debt("logs", "logs.gz", "it ends too early", lasting=True),)


async def test_an_archive_in_a_repository(pool: ScanPool, repository: Path) -> None:
    """Only what its version brings: the archive is another one, and what both hold was there before."""
    other = PASSWORD[::-1]
    old = put(repository, archive({"a.env": URL}))
    new = put(repository, archive({"a.env": URL, "b.env": URL.replace(PASSWORD, other), "c": "x"}))
    [found] = (await pool.scan(git_chunk(repository, blob(new, "x.jar", before=(old,))))).findings
    assert (found.occurrence.path, opened(found)["password"]) == ("x.jar!/b.env", other)
    bad = put(repository, archive({"a.env": URL}).replace(b"PK\x05\x06", b"PK\x05\x07"))
    result = await pool.scan(git_chunk(repository, blob(bad, "y.jar", commit="d" * 40)))
    assert [(debt.path, debt.reason) for debt in result.debts] == [(f"y.jar@{'d' * 40}", "its directory is missing")]
