"""Folders of logs: what a path names, builds that come and go by the thousand, and what rotation compressed.

Over 300 lines: each case makes folders in its own way, and the same look reads them.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import random
import resource
import subprocess
import sys
import tarfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from agent.found import AlreadyRead, Chunk, FilePart, Visibility
from agent.scan.pool import ScanPool
from agent.scan.resumed import digest
from agent.seal import ResponderKeys
from agent.sources.logs import file as log_file
from agent.sources.logs import names as log_names
from agent.sources.logs.layouts import LAYOUTS
from agent.sources.logs.names import Names
from agent.sources.logs.plan import LogPosition
from agent.sources.logs.source import LogSource
from agent.sources.position import unpack
from detectors.forms import ALNUM, made
from tests.sims import compiled, memory
from tests.sims.tail import QUIET, Tail, append
from tests.sims.zstandard import zstd

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}
DAY = timedelta(days=1)
KEYS = ResponderKeys.generate()


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with memory.disk() as folder:
        yield folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ScanPool]:
    async with ScanPool(KEYS.scanner, 1, compiled.folder()) as running:
        yield running


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"{path}\n")


def folder_tail(path: Path, layout: str | None = None) -> Tail:
    tail = Tail(path)
    tail.source = LogSource("log", path, Visibility.PUBLIC, quiet=QUIET, layout=layout)
    return tail


def position(tail: Tail) -> LogPosition:
    found = unpack(tail.cursor, LogPosition)
    assert found is not None
    return found


def named(root: Path, layout: str | None = None) -> list[str]:
    return [str(Path(each.path).relative_to(root)) for each in Names(root, layout).now(lambda _: (), [])]


# --- what is named ----------------------------------------------------------------------------------

LAID_OUT = {
    "jenkins": [
        "jobs/app/builds/1/log",
        "jobs/app/builds/2/log.gz",
        "jobs/folder/jobs/inner/jobs/deep/builds/7/log",
        "jobs/multi/branches/feature%2Fx/builds/3/log",
        "jobs/matrix/configurations/axis-os/linux/builds/1/log",
        "jobs/multi/indexing/indexing.log",
        "logs/slaves/agent-1/slave.log",
    ],
    "gitlab": ["gitlab-ci/builds/2026_01/5/991.log", "gitlab-rails/shared/artifacts/ab/cd/2026_01_02/991/4/job.log"],
    "gitlab-runner": ["builds/t1/0/group/app/test.log", "builds/t1/0/group/sub/app.tmp/KUBECONFIG"],
    "github-runner": [
        "_diag/Runner_20260101-000000-utc.log",
        "_diag/pages/a_b_1.log",
        "_work/_temp/0f0e.sh",
        "_work/app/app/npm-debug.log",
    ],
    "buildkite": ["log/buildkite-agent.log", "jobs/buildkite_job_log123", "builds/host-1/org/app/build.log"],
    "teamcity": ["logs/teamcity-build.log", "logs/teamcity-build.log.1", "work/ab12/test.log"],
}
PASSED_OVER = [
    "jobs/app/builds/1/build.xml",
    "jobs/app/builds/1/archive/other.log",
    "jobs/app/workspace/npm.log",
    "secrets/master.key",
    "_work/app/app/deep/x.log",
    "_work/_tool/x.log",
    "builds/t1/0/group/app/a/b/x.log",
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_names_logs_and_nothing_else(tmp_path: Path, layout: str) -> None:
    write(tmp_path, *LAID_OUT[layout], *PASSED_OVER)
    assert sorted(named(tmp_path, layout)) == sorted(LAID_OUT[layout])
    names = Names(tmp_path, layout)
    assert [path for path in names.watched if not path.is_relative_to(tmp_path)] == []
    assert [path for path in LAID_OUT[layout] if not names.could_be(str(tmp_path / path))] == []
    assert not names.could_be(str(tmp_path / "secrets/master.key"))


def test_every_layout_that_the_configuration_knows_is_one() -> None:
    from agent.settings.tables import Layout

    assert {each.value for each in Layout} == set(LAYOUTS)


def test_a_folder_and_patterns(tmp_path: Path) -> None:
    write(tmp_path, "a.log", "a.txt", "x/b.log", "x/y/c.log", "12/log")
    (tmp_path / "link").symlink_to(tmp_path / "x")
    os.mkfifo(tmp_path / "fifo")
    assert {"a.log", "a.txt", "x/b.log", "x/y/c.log", "12/log"} <= set(named(tmp_path))
    for pattern, found in {
        "**/*.log": ["a.log", "x/b.log", "x/y/c.log"],
        "x/**/c.log": ["x/y/c.log"],
        "*/log": ["12/log"],
        "?.log": ["a.log"],
    }.items():
        names = Names(tmp_path / pattern)
        paths = [Path(each.path) for each in names.now(lambda _: (), [])]
        assert [str(path.relative_to(tmp_path)) for path in paths] == found
        assert [names.could_be(str(path)) for path in paths] == [True] * len(found)
        assert names.fixed == (tmp_path / "x" if pattern[0] == "x" else tmp_path)


async def test_a_folder_is_read_with_all_below_and_what_is_no_file_in_it_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a.log", "x/y/c.log")
    (tmp_path / "link.log").symlink_to(tmp_path / "a.log")
    os.mkfifo(tmp_path / "x/fifo.log")
    tail = folder_tail(tmp_path)
    assert await tail.poll() == b"a.log\nx/y/c.log\n"
    assert tail.reasons() == []
    write(tmp_path, "new/z.log")
    assert await tail.poll() == b"new/z.log\n"
    assert [chunk.backlog for chunk in tail.chunks] == [False]
    append(tmp_path / "a.log", "more\n")
    assert await tail.poll() == b"more\n"


async def test_a_log_of_a_folder_that_becomes_a_fifo_is_owed(tmp_path: Path) -> None:
    write(tmp_path, "a.log")
    tail = folder_tail(tmp_path)
    await tail.poll()
    (tmp_path / "a.log").unlink()
    os.mkfifo(tmp_path / "a.log")
    assert await tail.poll() == b""
    owed = "gone before it was known to be read to its end: read up to byte 6"
    assert tail.reasons() == [(str(tmp_path / "a.log"), owed)]


async def test_a_folder_that_cannot_be_listed_is_owed_and_its_logs_keep_their_place(tmp_path: Path) -> None:
    write(tmp_path, "x/a.log")
    tail = folder_tail(tmp_path)
    await tail.poll()
    broken = log_names.entries
    append(tmp_path / "x/a.log", "more\n")

    def entries(folder: str, unread: list[str] | None = None) -> list[os.DirEntry[str]]:
        if not folder.endswith("/x"):
            return broken(folder, unread)
        if unread is not None:
            unread.append(folder)
        return []

    log_names.entries = entries
    try:
        assert await tail.poll() == b"more\n"
    finally:
        log_names.entries = broken
    assert tail.reasons() == [(str(tmp_path / "x"), "it cannot be read")]
    append(tmp_path / "x/a.log", "again\n")
    assert await tail.poll() == b"again\n"
    assert tail.reasons() == []


async def test_a_folder_that_is_away_is_owed_and_waited_for(tmp_path: Path) -> None:
    """As a disk that is not mounted now."""
    root = tmp_path / "ci"
    write(root, "a.log", "17/log")
    tail = folder_tail(root)
    await tail.poll(DAY)
    away = root.rename(tmp_path / "away")
    assert await tail.poll(DAY) == b""
    assert tail.reasons() == [(str(root), "it is not there")]
    away.rename(root)
    append(root / "a.log", "more\n")
    assert await tail.poll(DAY) == b"more\n"
    assert tail.reasons() == []


async def test_the_scripts_of_a_job_are_not_missed_once_they_were_read(tmp_path: Path) -> None:
    write(tmp_path, "_work/_temp/0f0e.sh", "_diag/Worker_1.log")
    tail = folder_tail(tmp_path, "github-runner")
    await tail.poll()
    (tmp_path / "_work/_temp/0f0e.sh").unlink()
    (tmp_path / "_diag/Worker_1.log").unlink()
    await tail.poll()
    assert [path for path, _ in tail.reasons()] == [str(tmp_path / "_diag/Worker_1.log")]


# --- thousands of builds ----------------------------------------------------------------------------


async def test_finished_builds_are_read_once_kept_as_numbers_and_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 301):
        write(tmp_path, f"jobs/app/builds/{number}/log")
    tail = folder_tail(tmp_path, "jenkins")
    await tail.poll(DAY)
    assert sum(len(read) for read in [tail.parts()]) == 300
    assert len(tail.chunks) == 2  # small ones together
    assert [chunk.backlog for chunk in tail.chunks] == [True, True]
    settled = position(tail).settled
    assert {folder: (each.numbers, each.names) for folder, each in settled.items()} == {
        str(tmp_path / "jobs/app/builds"): (((1, 300),), ())
    }
    assert (position(tail).tracks, len(tail.cursor.position) < 1000) == ((), True)  # type: ignore[union-attr]
    looked: list[str] = []
    stat = os.lstat

    def counted(path: str) -> os.stat_result:
        looked.append(str(path))
        return stat(path)

    monkeypatch.setattr(os, "lstat", counted)
    write(tmp_path, "jobs/app/builds/301/log")
    assert await tail.poll(DAY + timedelta(minutes=5)) == b"jobs/app/builds/301/log\n"
    assert [path for path in looked if "/builds/" in path and "/301" not in path] == []
    assert await tail.poll(DAY + timedelta(minutes=6)) == b""


async def test_a_settled_build_that_is_written_to_is_read_anew_at_the_next_asking(tmp_path: Path) -> None:
    write(tmp_path, "jobs/app/builds/1/log", "jobs/app/builds/2/log")
    tail = folder_tail(tmp_path, "jenkins")
    await tail.poll(DAY)
    settled = max((tmp_path / f"jobs/app/builds/{number}/log").stat().st_ctime_ns for number in (1, 2))
    assert position(tail).youngest == settled
    log = tmp_path / "jobs/app/builds/1/log"
    while log.stat().st_ctime_ns <= settled:  # a clock that counts in ticks
        append(log, "approved\n")
    assert await tail.poll(DAY + timedelta(minutes=20)) == b""
    assert (await tail.poll(DAY + timedelta(minutes=31))).startswith(b"jobs/app/builds/1/log\napproved\n")
    assert [chunk.backlog for chunk in tail.chunks] == [False]
    assert await tail.poll(DAY + timedelta(minutes=32)) == b""


async def test_new_rules_read_settled_builds_as_backlog(tmp_path: Path) -> None:
    write(tmp_path, "jobs/app/builds/1/log")
    tail = folder_tail(tmp_path, "jenkins")
    await tail.poll(DAY)
    assert await tail.poll(DAY, rules="r2") == b"jobs/app/builds/1/log\n"
    assert [chunk.backlog for chunk in tail.chunks if chunk.part] == [True]
    assert await tail.poll(DAY, rules="r2") == b""


async def test_a_build_that_is_deleted_is_owed_while_it_may_have_grown_and_not_when_settled(tmp_path: Path) -> None:
    write(tmp_path, "jobs/app/builds/1/log", "jobs/app/builds/2/log")
    tail = folder_tail(tmp_path, "jenkins")
    await tail.poll(DAY)
    (tmp_path / "jobs/app/builds/1/log").unlink()
    write(tmp_path, "jobs/app/builds/3/log")
    await tail.poll(timedelta(days=2))
    assert tail.reasons() == []
    write(tmp_path, "jobs/app/builds/4/log")
    await tail.poll()
    (tmp_path / "jobs/app/builds/4/log").unlink()
    await tail.poll()
    assert [path for path, _ in tail.reasons()] == [str(tmp_path / "jobs/app/builds/4/log")]


async def test_a_job_log_that_gitlab_archives_is_not_owed(tmp_path: Path) -> None:
    running = tmp_path / "gitlab-ci/builds/2026_01/5/991.log"
    archived = tmp_path / "gitlab-rails/shared/artifacts/ab/cd/2026_01_02/991/4/job.log"
    write(tmp_path, str(running.relative_to(tmp_path)))
    running.write_text("x" * 300 + "\n")
    tail = folder_tail(tmp_path, "gitlab")
    await tail.poll()
    append(running, "last words\n")
    archived.parent.mkdir(parents=True)
    archived.write_bytes(running.read_bytes())
    running.unlink()
    assert await tail.poll() == b"x" * 300 + b"\nlast words\n"
    assert tail.reasons() == []


# --- compressed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("seen", ["before", "between", "never"])
async def test_what_was_compressed_is_read_from_where_we_were(tmp_path: Path, ending: str, seen: str) -> None:
    log = tmp_path / "app.log"
    append(log, "one\n")
    tail = Tail(log)
    await tail.poll()
    append(log, "two\n")
    rotated = log.rename(tmp_path / "app.log.1")
    append(log, "three\n")
    if seen == "before":
        assert await tail.poll() == b"two\nthree\n"
    packed = tmp_path / f"app.log.1{ending}"
    packed.write_bytes(PACK[ending](rotated.read_bytes()))
    if seen == "between":
        assert await tail.poll() == b"two\nthree\n"
    rotated.unlink()
    append(log, "four\n")
    await tail.poll()
    await tail.poll(QUIET * 2)
    parts = [part.read for part in tail.parts() if part.path == str(packed)]
    assert parts == [already(b"one\n" if seen == "never" else b"one\ntwo\n")]
    assert (tail.reasons() if tail.chunks else []) == []
    assert await tail.poll(QUIET * 3) == b""


async def test_in_a_folder_a_compressed_log_is_offered_with_what_was_read_of_it(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    append(log, "one\n")
    tail = folder_tail(tmp_path)
    await tail.poll()
    packed = tmp_path / "app.log.1.gz"
    packed.write_bytes(gzip.compress(b"one\ntwo\n"))
    await tail.poll()
    assert tail.parts() == []  # whoever compresses is waited for
    log.unlink()
    packed.rename(tmp_path / "app.log.2.gz")
    await tail.poll(QUIET * 2)
    [part] = tail.parts()
    assert (Path(part.path).name, part.start, part.end) == (
        "app.log.2.gz",
        0,
        packed.with_name("app.log.2.gz").stat().st_size,
    )
    assert part.read is None  # by its name it was the log's, and no time tells from when


async def test_what_grows_while_it_is_compressed_is_offered_when_it_is_still_and_when_it_has_doubled(
    tmp_path: Path,
) -> None:
    content = os.urandom(3000)
    path = tmp_path / "x.gz"
    tail = Tail(tmp_path, longest=1000)
    path.write_bytes(gzip.compress(content)[:900])
    assert [await tail.poll(), tail.parts()] == [b"", []]
    path.write_bytes(gzip.compress(content)[:1500])
    await tail.poll()
    assert [part.end for part in tail.parts()] == [1500]
    with path.open("ab") as file:
        file.write(gzip.compress(content)[1500:2500])
    await tail.poll()
    assert tail.parts() == []
    await tail.poll(QUIET * 2)
    assert [part.end for part in tail.parts()] == [2500]
    assert await tail.poll(QUIET * 3) == b""


def compressed(path: Path, read: AlreadyRead | None) -> Chunk:
    status = path.stat()
    at = (0, status.st_size, 1, status.st_dev, status.st_ino)
    part = FilePart(str(path), path.name, *at, follow=True, below=path.name, read=read)
    return Chunk("ci", Visibility.PRIVATE, backlog=False, part=part)


def already(text: bytes) -> AlreadyRead:
    head, tail = text[:256], text[-256:]
    return AlreadyRead(len(text), 1 + text.count(b"\n"), len(head), digest(head), digest(tail))


OLD, NEW, ACROSS = (f"glpat-{made(ALNUM, 20, seed)}" for seed in ("old", "new", "across"))
OTHER = "it is not the log that it was taken for: what followed what was read of that is gone"


@pytest.mark.parametrize("ending", PACK)
@pytest.mark.parametrize("lines", [10, 40_000])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_scanner_reads_what_is_new_of_it(pool: ScanPool, tmp_path: Path, ending: str, lines: int) -> None:
    read = f"begin {OLD}\n".encode() + b"an ordinary line of a build\n" * lines
    path = tmp_path / f"app.log.1{ending}"
    path.write_bytes(PACK[ending](read + f"token {NEW}\n".encode()))

    async def found(known: AlreadyRead | None) -> list[tuple[str, int]]:
        result = await pool.scan(compressed(path, known))
        debts = [(debt.path, debt.reason) for debt in result.debts]
        assert debts == ([(path.name, OTHER)] if known not in {None, already(read)} else [])
        return [(KEYS.open(each.sealed)["token"].reveal(), each.occurrence.line) for each in result.findings]

    assert await found(already(read)) == [(NEW, lines + 2)]
    assert await found(None) == [(OLD, 1), (NEW, lines + 2)]
    if lines == 10:
        for other in (already(read[:-5] + b"other"), already(b"x" + read[1:]), already(read * 2)):
            assert await found(other) == [(OLD, 1), (NEW, lines + 2)]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_value_across_the_place_where_reading_stopped_is_found(pool: ScanPool, tmp_path: Path) -> None:
    whole = f"one\ntoken {ACROSS}\n".encode()
    path = tmp_path / "app.log.1.gz"
    path.write_bytes(gzip.compress(whole))
    [each] = (await pool.scan(compressed(path, already(whole[:20])))).findings
    assert KEYS.open(each.sealed)["token"].reveal() == ACROSS
    assert each.occurrence.path == "app.log.1.gz!/app.log.1"


@pytest.mark.asyncio(loop_scope="module")
async def test_what_cannot_be_unpacked_is_owed_and_an_archive_hides_nothing(pool: ScanPool, tmp_path: Path) -> None:
    read = b"one\n" * 20
    zst = tmp_path / "app.log.1.zst"
    zst.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(40))
    short = tmp_path / "app.log.2.gz"
    short.write_bytes(gzip.compress(read + os.urandom(1000))[:100])
    for path in (zst, short):
        result = await pool.scan(compressed(path, already(read * 1000)))
        assert {debt.path for debt in result.debts} == {path.name}
        assert OTHER not in {debt.reason for debt in result.debts}
    packed = tmp_path / "app.log.3.tar.gz"
    write(tmp_path, "in/a", "in/b")
    (tmp_path / "in/a").write_bytes(read)
    (tmp_path / "in/b").write_text(f"token {NEW}\n")
    with tarfile.open(packed, "w:gz") as archive:
        for name in ("a", "b"):
            archive.add(tmp_path / "in" / name, name)
    [each] = (await pool.scan(compressed(packed, already(read)))).findings
    assert KEYS.open(each.sealed)["token"].reveal() == NEW


# --- with a scanner ---------------------------------------------------------------------------------


async def follow(pool: ScanPool, tail: Tail) -> list[tuple[str, str, int]]:
    """What is found in what is new: the file's name below the source, the value, the line."""
    await tail.poll()
    found = []
    for chunk in tail.chunks:
        result = await pool.scan(chunk)
        assert (result.debts, result.again) == ((), False)
        for each in result.findings:
            value = next(iter(KEYS.open(each.sealed).values())).reveal()
            found.append((each.occurrence.path, value, each.occurrence.line))
    return found


@pytest.mark.asyncio(loop_scope="module")
async def test_builds_of_jenkins_are_followed_as_they_are_written(pool: ScanPool, tmp_path: Path) -> None:
    write(tmp_path, *(f"jobs/team/jobs/app/builds/{number}/log" for number in range(1, 4)))
    old, new = (tmp_path / f"jobs/team/jobs/app/builds/{number}/log" for number in (3, 4))
    append(old, f"+ export TOKEN={OLD}\n")
    tail = folder_tail(tmp_path, "jenkins")
    assert await follow(pool, tail) == [(str(old), OLD, 2)]
    new.parent.mkdir()
    at = "[2026-01-01T00:00:00.000Z] "
    append(new, f"\x1b[8mha:////4AAAA\x1b[0m[Pipeline] sh\r\n{at}+ curl -H 'PRIVATE-TOKEN: {NEW[:10]}")
    assert await follow(pool, tail) == []
    append(new, f"{NEW[10:]}'\r\n{at}+ token={ACROSS[:18]}\r\n{at}{ACROSS[18:]}\r\n{at}done\r\n")
    assert await follow(pool, tail) == [(str(new), NEW, 2), (str(new), ACROSS, 3)]


def most_held(pid: int) -> int:
    """KiB that a process had in memory at most."""
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0])


MEGABYTES = int(os.environ.get("STANCH_LONG_LINE_MB", "20"))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_line_of_many_megabytes_is_read_whole_in_bounded_memory(pool: ScanPool, tmp_path: Path) -> None:
    """At its beginning, its end, around every edge of a piece, in the middle. All of a gigabyte by
    STANCH_LONG_LINE_MB=1024.
    """
    size, piece, overlap = MEGABYTES << 20, 8 << 20, 1 << 16
    edges = [0, *range(piece, size - overlap, piece - overlap), size // 2, size]
    places = sorted({max(1, min(size - 30, edge + by)) for edge in edges for by in (-40, -26, -13, 1)})
    places = [at for at, before in zip(places, [-100, *places[:-1]], strict=True) if at - before > 30]
    path = tmp_path / "app.log"
    block = b"lorem ipsum dolor " * 58255
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(block[: size - file.tell()])
        for number, at in enumerate(places):
            file.seek(at)
            file.write(f" glpat-{made(ALNUM, 20, str(number))} ".encode()[: size - at])
    tail = Tail(path)
    tail.source = LogSource("log", path, Visibility.PUBLIC, quiet=timedelta(0))
    found: set[str] = set()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async for chunk in tail.source.chunks(None, rules="r", now=datetime.now(UTC) + DAY):
        result = await pool.scan(chunk)
        assert result.debts == ()
        found |= {KEYS.open(each.sealed)["token"].reveal() for each in result.findings}
    assert found == {f"glpat-{made(ALNUM, 20, str(number))}" for number in range(len(places))}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 50 << 10  # KiB
    assert max(map(most_held, pool.processes)) < 300 << 10


FOLLOWER = """
import asyncio, gzip, pathlib, sys
from datetime import UTC, datetime, timedelta
from agent.found import Cursor, FilePart, Visibility
from agent.sources.logs.source import LogSource
log, place, out = map(pathlib.Path, sys.argv[1:])

async def look():
    kept = Cursor("log", place.read_text(), "r") if place.exists() else None
    source = LogSource("log", log, Visibility.PUBLIC, quiet=timedelta(0), longest=256)
    async for chunk in source.chunks(kept, rules="r", now=datetime.now(UTC)):
        with out.open("ab") as file:
            for part in [chunk.part] if isinstance(chunk.part, FilePart) else getattr(chunk.part, "files", ()):
                data = pathlib.Path(part.path).read_bytes()
                file.write(gzip.decompress(data) if part.path.endswith(".gz") else data[part.start : part.end])
                file.write(b"\\n")
        if chunk.cursor:
            place.with_name("next").write_text(chunk.cursor.position)
            place.with_name("next").rename(place)

while True:
    try:
        asyncio.run(look())
    except FileNotFoundError:
        pass  # it rotated meanwhile
"""
KILLS = int(os.environ.get("STANCH_LOG_KILLS", "3"))


def test_whoever_follows_is_killed_and_nothing_is_lost(tmp_path: Path) -> None:
    """A process of its own, ended by SIGKILL while lines are written, and the log is rotated and compressed. More often
    by STANCH_LOG_KILLS=50.
    """
    log, place, out = tmp_path / "app.log", tmp_path / "cursor" / "position", tmp_path / "out" / "read"
    for path in (log, place, out):
        path.parent.mkdir(exist_ok=True)
    log.touch()
    out.touch()
    spread = random.Random(4)  # noqa: S311 - a seed, so that it is the same again
    written = 0
    command = [sys.executable, "-c", FOLLOWER, str(log), str(place), str(out)]
    for generation in range(1, KILLS + 1):
        follower = subprocess.Popen(command, cwd=Path(__file__).parent.parent)
        try:
            deadline = time.monotonic() + 20
            goal = out.stat().st_size + 400 + spread.randrange(600)
            while out.stat().st_size < goal and time.monotonic() < deadline:
                append(log, f"line-{written}-{'x' * spread.randrange(40)}\n")
                written += 1
                with suppress(subprocess.TimeoutExpired):
                    follower.wait(0.001)
        finally:
            follower.kill()
            follower.wait()
        rotated = log.rename(tmp_path / f"app.log.{generation}")
        append(log, f"line-{written}-\n")
        written += 1
        if generation % 2:
            rotated.with_name(f"{rotated.name}.gz").write_bytes(gzip.compress(rotated.read_bytes()))
            rotated.unlink()
    follower = subprocess.Popen(command, cwd=Path(__file__).parent.parent)
    try:
        deadline = time.monotonic() + 20
        missing = {str(number) for number in range(written)}
        while missing and time.monotonic() < deadline:
            lines = [line.split(b"-") for line in out.read_bytes().split(b"\n") if line.count(b"-") == 2]
            missing -= {number.decode() for _, number, _ in lines}
            with suppress(subprocess.TimeoutExpired):
                follower.wait(0.05)
    finally:
        follower.kill()
        follower.wait()
    assert missing == set()


def test_a_time_of_change_counts_only_when_the_file_system_could_tell_another_one(tmp_path: Path) -> None:
    """A file that is written over within one tick of its clock has the same times and may have the same size."""
    write(tmp_path, "a.log")
    changed = (tmp_path / "a.log").stat().st_ctime_ns
    track = log_file.begin(str(tmp_path / "a.log"), changed / 1e9, old=False)
    for later, known in {0.0: 0, 0.5: 0, 1.5: changed}.items():
        found = log_file.piece(track, 1 << 20, changed / 1e9 + later)
        assert found is not None
        assert found.track.ctime == known


def test_a_position_of_before_still_reads() -> None:
    """An older Stanch wrote it: nothing is read again."""
    old = '{"debts":[],"gone":[],"seen":true,"tracks":[{"path":"/a","label":"/a","device":1,"inode":2,"generation":0}]}'
    assert msgspec.json.decode(old, type=LogPosition).tracks[0].path == "/a"


async def test_a_folder_that_is_cleaned_up_at_once_costs_no_look_at_all_of_it_for_each_file(tmp_path: Path) -> None:
    write(tmp_path, *(f"a{number}x.log" for number in range(1200)))
    tail = folder_tail(tmp_path)
    await tail.poll()
    for number in range(600):
        (tmp_path / f"a{number}x.log").unlink()
    write(tmp_path, *(f"b{number}x.log" for number in range(600)))
    began = time.process_time()
    read = await tail.poll()
    assert read.count(b"\n") == 600
    assert time.process_time() - began < 2


async def test_a_folder_that_has_become_a_link_leads_nowhere(tmp_path: Path) -> None:
    root, other = tmp_path / "logs", tmp_path / "of others"
    write(root, "a/app.log")
    write(other, "app.log", "app.log.1")
    tail = folder_tail(root)
    assert await tail.poll() == b"a/app.log\n"
    (root / "a").rename(tmp_path / "away")
    (root / "a").symlink_to(other)
    assert await tail.poll() == b""
    assert [path for path, _ in tail.reasons()] == [str(root / "a" / "app.log")]


@pytest.mark.parametrize("begun", [b"", b"\x1f", b"\x1f\x8b\x08"])
async def test_a_compressed_log_that_is_seen_as_it_is_made_is_one_all_the_same(tmp_path: Path, begun: bytes) -> None:
    packed = tmp_path / "app.log.1.gz"
    packed.write_bytes(begun)
    tail = folder_tail(tmp_path)
    assert await tail.poll() == b""
    packed.write_bytes(gzip.compress(os.urandom(50_000)))
    assert await tail.poll() == b"", "it may go on"
    assert await tail.poll(QUIET) == packed.read_bytes()
    # By its name alone nothing is compressed.
    (tmp_path / "notes.gz").touch()
    await tail.poll()
    append(tmp_path / "notes.gz", "one line\nand a half")
    assert await tail.poll() == b"one line\n"
