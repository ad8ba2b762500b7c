"""The file under it: kill -9, no room, damage, group commit, erasing, schema."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from agent.found import Cursor, Finding
from agent.ledger import (
    Decisions,
    LastLook,
    LedgerDamagedError,
    LedgerError,
    LedgerFullError,
    LedgerInUseError,
    LedgerNewerError,
    LedgerView,
    SqliteLedger,
    schema,
)
from agent.ledger.cursors import Cursors
from agent.ledger.events import Scribe
from agent.ledger.rows import bind
from agent.ledger.submit import Submission
from agent.ledger.writer import Writer
from agent.model import Run
from agent.record import Origin
from revokers.base import Liveness
from tests.ledger.conftest import LOCKBOX

Make = Callable[..., Finding]

# Forks writers that it kills once they have acknowledged so many commits; prints what was acknowledged.
KILLED = """
import asyncio, os, random, signal, sys
from datetime import UTC, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import LOCKBOX, make_decisions, make_finding
from agent.ledger import SqliteLedger
from agent.model import Cursor
from agent.record import Origin

path, dice = Path(sys.argv[1]), random.Random(7)
NOW = datetime(2026, 3, 1, tzinfo=UTC)

async def write(out, start):
    ledger = SqliteLedger(path, make_decisions({}), Origin("0", "h"))
    ledger.lock_cursors(LOCKBOX)
    async def one(worker):
        for number in range(start, start + 10_000):
            name = f"{worker}:{number}"
            await ledger.submit([make_finding(name, line=number)], Cursor(f"repo{worker}", name, "r"), at=NOW)
            os.write(out, f"{name}\\n".encode())
    async with asyncio.TaskGroup() as tasks:
        for worker in range(3):
            tasks.create_task(one(worker))

for life in range(25):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        asyncio.run(write(writer, life * 10_000))
    os.close(writer)
    lines = os.fdopen(reader)
    for _ in range(dice.randrange(1, 40)):
        print(lines.readline().strip())
    os.kill(child, signal.SIGKILL)
    print(lines.read().strip())
    os.waitpid(child, 0)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    acknowledged = set(run.stdout.split())
    assert len(acknowledged) >= 200
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    previews = connection.execute("SELECT canonical, id FROM incidents").fetchall()
    chains = dict(connection.execute("SELECT incident_id, count(*) FROM events GROUP BY incident_id").fetchall())
    cursors = [LOCKBOX.open(row[0]) for row in connection.execute("SELECT position FROM cursors")]
    connection.close()
    known = dict(previews)
    assert None not in cursors
    names = acknowledged | {cursor for cursor in cursors if cursor is not None}
    assert {name for name in names if canonical(name) not in known} == set()
    assert set(chains.values()) == {1}
    assert set(chains) == set(known.values())


def canonical(name: str) -> str:
    return hashlib.sha256(f"postgres-url:{name}".encode()).hexdigest()


# --- no room ---------------------------------------------------------------------------------------


def pages(db: Database) -> int:
    return int(db.execute("PRAGMA page_count").fetchone()[0])


async def test_a_full_disk_is_an_error_and_nothing_of_it_is_written(
    path: Path, decisions: Decisions, finding: Make, now: datetime
) -> None:
    schema.private_folder(path.parent)
    db = schema.open_for_writing(path)
    db.execute(f"PRAGMA max_page_count = {pages(db) + 5}")
    writer = Writer(db)
    scribe = Scribe(Origin("0", "h"), decisions.state_of, decisions.provider_of)
    cursors = Cursors(LOCKBOX)

    def submit(number: int, count: int) -> Future[None]:
        batch = [finding(f"{number}.{i}") for i in range(count)]
        return writer.run(Submission(batch, Cursor("repo", str(number), "r"), (), (), now, decisions, scribe, cursors))

    await asyncio.wrap_future(submit(1, 1))
    with pytest.raises(LedgerFullError, match="no room"):
        await asyncio.wrap_future(submit(2, 200))
    await asyncio.wrap_future(writer.run(lambda db: db.execute("PRAGMA max_page_count = 100000").fetchall()))
    await asyncio.wrap_future(submit(3, 200))
    writer.close()
    with LedgerView(path) as view:
        assert view.sources() == {"repo": LastLook(now, unread=False)}
        assert sum(view.counts().values()) == 201
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


async def test_what_still_fits_is_written_when_another_of_its_group_does_not(
    path: Path, decisions: Decisions, finding: Make, now: datetime
) -> None:
    schema.private_folder(path.parent)
    db = schema.open_for_writing(path)
    db.execute(f"PRAGMA max_page_count = {pages(db) + 5}")
    writer = Writer(db)
    scribe = Scribe(Origin("0", "h"), decisions.state_of, decisions.provider_of)
    started, go = threading.Event(), threading.Event()

    def hold(_db: Database) -> None:
        started.set()
        go.wait(10)

    gate = writer.run(hold)
    started.wait(10)
    futures = [
        writer.run(
            Submission([finding(f"{count}.{i}") for i in range(count)], None, (), (), now, decisions, scribe, Cursors())
        )
        for count in (1, 200, 2)
    ]
    go.set()
    results = await asyncio.gather(*map(asyncio.wrap_future, [gate, *futures]), return_exceptions=True)
    writer.close()
    assert [type(result) for result in results] == [type(None), type(None), LedgerFullError, type(None)]
    with LedgerView(path) as view:
        assert sum(view.counts().values()) == 3


# --- one writer, many at once ----------------------------------------------------------------------


async def test_what_waits_is_committed_together(path: Path) -> None:
    schema.private_folder(path.parent)
    writer = Writer(schema.open_for_writing(path))
    started, go = threading.Event(), threading.Event()

    def hold(_db: Database) -> None:
        started.set()
        go.wait(10)

    def spend(name: str) -> Callable[[Database], int]:
        def work(db: Database) -> int:
            db.execute("INSERT INTO spends (budget, at) VALUES (?, ?)", [name, "2026-01-01T00:00:00.000000Z"])
            if name == "7":
                message = "this one fails"
                raise ArithmeticError(message)
            return int(name)

        return work

    gate = writer.run(hold)
    started.wait(10)
    waiting = [writer.run(spend(str(number))) for number in range(50)]
    cancelled = writer.run(spend("cancelled"))
    cancelled.cancel()
    go.set()
    results = await asyncio.gather(*map(asyncio.wrap_future, waiting), return_exceptions=True)
    gate.result()
    assert [result for result in results if isinstance(result, int)] == [n for n in range(50) if n != 7]
    assert repr(results[7]) == "ArithmeticError('this one fails')"
    assert writer.commits == 2
    writer.close()
    connection = sqlite3.connect(path)
    assert {row[0] for row in connection.execute("SELECT budget FROM spends")} == {str(n) for n in range(50)} - {"7"}
    connection.close()


async def test_a_writer_that_ends_leaves_nobody_waiting(path: Path) -> None:
    schema.private_folder(path.parent)
    writer = Writer(schema.open_for_writing(path))
    accepted = [writer.run(lambda _db, number=number: number) for number in range(5)]  # type: ignore[misc]
    writer.close()
    assert [future.result(timeout=5) for future in accepted] == list(range(5))
    with pytest.raises(LedgerError, match="closed"):
        writer.run(lambda _db: None)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_writer_that_breaks_leaves_nobody_waiting(path: Path) -> None:
    schema.private_folder(path.parent)
    writer = Writer(schema.open_for_writing(path))
    started, go = threading.Event(), threading.Event()

    def breaks(_db: Database) -> None:
        started.set()
        go.wait(10)
        raise SystemExit

    broken = writer.run(breaks)
    started.wait(10)
    waiting = writer.run(lambda _db: 1)
    go.set()
    for future in (broken, waiting):
        with pytest.raises(LedgerError, match="has stopped"):
            future.result(timeout=5)
    writer.close()


async def test_a_commit_that_fails_takes_only_its_cause_along(path: Path) -> None:
    schema.private_folder(path.parent)
    writer = Writer(schema.open_for_writing(path))
    started, go = threading.Event(), threading.Event()

    def hold(_db: Database) -> None:
        started.set()
        go.wait(10)

    def orphan(db: Database) -> None:
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("INSERT INTO sealed (incident_id, key_id, value) VALUES (7, 'k', x'00')")

    def spend(db: Database) -> str:
        db.execute("INSERT INTO spends (budget, at) VALUES ('b', '2026-01-01T00:00:00.000000Z')")
        return "spent"

    gate = writer.run(hold)
    started.wait(10)
    futures: list[Future[Any]] = [writer.run(orphan), writer.run(spend)]
    go.set()
    results = await asyncio.gather(*map(asyncio.wrap_future, futures), return_exceptions=True)
    writer.close()
    assert (gate.result(), results[1]) == (None, "spent")
    assert "SQLITE_CONSTRAINT" in str(results[0])
    connection = sqlite3.connect(path)
    counts = connection.execute("SELECT (SELECT count(*) FROM spends), (SELECT count(*) FROM sealed)").fetchone()
    connection.close()
    assert counts == (1, 0)


async def test_more_than_one_group_can_wait(path: Path) -> None:
    schema.private_folder(path.parent)
    writer = Writer(schema.open_for_writing(path))
    started, go = threading.Event(), threading.Event()

    def hold(_db: Database) -> None:
        started.set()
        go.wait(10)

    def number(value: int) -> Callable[[Database], int]:
        return lambda _db: value

    gate = writer.run(hold)
    started.wait(10)
    waiting = [writer.run(number(value)) for value in range(1001)]
    go.set()
    assert [future.result(timeout=10) for future in waiting] == list(range(1001))
    assert (gate.result(), writer.commits) == (None, 4)
    writer.close()


async def test_a_database_that_others_hold_is_waited_for(path: Path) -> None:
    """However long: each time-out (here of 1 ms, else 5 s) is followed by another attempt, until the ledger closes."""
    schema.private_folder(path.parent)
    db = schema.open_for_writing(path)
    db.execute("PRAGMA busy_timeout = 1")
    writer = Writer(db)
    holder = sqlite3.connect(path, isolation_level=None)
    runs: list[int] = []

    def work(db: Database) -> None:
        runs.append(int(db.execute("SELECT count(*) FROM spends").fetchone()[0]))
        db.execute("INSERT INTO spends (budget, at) VALUES ('b', '2026-01-01T00:00:00.000000Z')")

    holder.execute("BEGIN IMMEDIATE")
    future = writer.run(work)
    with pytest.raises(TimeoutError):
        future.result(timeout=0.3)
    holder.execute("ROLLBACK")
    await asyncio.wrap_future(future)
    holder.execute("BEGIN IMMEDIATE")
    refused = writer.run(work)
    writer.close()
    with pytest.raises(LedgerError, match="SQLITE_BUSY"):
        refused.result(timeout=5)
    assert runs == [0]
    holder.close()


async def test_waiting_for_others_does_not_spin(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    waiting = asyncio.gather(ledger.submit([finding()], Cursor("repo", "1", "r"), at=now))
    before = time.process_time()
    done, _ = await asyncio.wait([waiting], timeout=0.5)
    assert not done
    assert time.process_time() - before < 0.2
    holder.execute("ROLLBACK")
    holder.close()
    await waiting
    assert await ledger.cursor("repo") == Cursor("repo", "1", "r")


async def test_a_reader_sees_whole_saves_only(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    await ledger.submit([finding()], None, at=now)
    incident = await ledger.claim(now, "postgres", 60)
    assert incident is not None
    stop = threading.Event()
    torn: list[object] = []
    looks: list[int] = []

    def read() -> None:
        with LedgerView(path) as view:
            while not stop.is_set():
                entry = view.incident("1")
                assert entry is not None
                seen = entry.incident
                if {run.deads for run in seen.proofs.values()} not in (set(), {seen.rechecks}):
                    torn.append(seen)
                looks.append(seen.rechecks)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(150):
        runs = {("db", f"node{node}"): Run(Liveness.DEAD, now, "no", deads=number) for node in range(5)}
        incident = replace(incident, rechecks=number, proofs=runs)
        await ledger.save(incident, at=now, what="probe", detail={})
    stop.set()
    reader.join()
    assert torn == []
    assert looks == sorted(looks)
    assert len(set(looks)) > 3


async def test_one_process_writes(ledger: SqliteLedger, opened: Callable[..., SqliteLedger]) -> None:
    with ledger, pytest.raises(LedgerInUseError, match="another process writes"):
        opened()
    assert await opened().cursor("repo") is None


# --- erasing ---------------------------------------------------------------------------------------


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()) if file.name.startswith(path.name))


async def test_an_erased_value_is_in_no_file(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    value = hashlib.shake_256(b"a sealed value").digest(3000)
    await ledger.submit([replace(finding(), sealed=value), finding("other")], None, at=now)
    assert value[:64] in bytes_of(path)
    incident = await ledger.claim(now, "postgres", 60)
    assert incident is not None
    assert incident.id == 1
    await ledger.erase(incident, at=now)
    await ledger.erase(incident, at=now)
    # The log is emptied right after that commit, by the thread that takes the next job.
    assert await ledger.sealed(1) is None
    left = bytes_of(path)
    assert [value[at : at + 32] in left for at in range(0, 2976, 32)] == [False] * 93
    assert finding("other").sealed in left
    with LedgerView(path) as view:
        assert [event.what for event in view.events(1)] == ["detected", "value:erased"]


async def test_the_log_is_emptied_as_soon_as_no_reader_keeps_it(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sealed").fetchall()
    incident = await ledger.claim(now, "postgres", 60)
    assert incident is not None
    await ledger.erase(incident, at=now)
    assert await ledger.sealed(1) is None
    assert finding().sealed in bytes_of(path)
    reader.execute("COMMIT")
    reader.close()
    # Nobody asks for anything meanwhile: the writer tries again by itself.
    assert await asyncio.to_thread(gone, path, finding().sealed)


def gone(path: Path, value: bytes) -> bool:
    pause = threading.Event()
    return any(value not in bytes_of(path) or pause.wait(0.05) for _ in range(200))


# --- the file --------------------------------------------------------------------------------------


TABLES = {
    "arrivals",
    "batches",
    "backlog",
    "checkpoints",
    "cursors",
    "debts",
    "hygiene",
    "vault_paths",
    "vault_values",
    "digests",
    "events",
    "fingerprints",
    "incidents",
    "occurrences",
    "key_marks",
    "pending",
    "permissions",
    "outbox",
    "places",
    "proofs",
    "sealed",
    "spends",
    "steps",
    "suppressed",
    "threads",
}


async def test_the_tables_are_those_of_the_migrations(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding(), finding("l", kind=None)], Cursor("a", "b", "c"), at=now)
    incident = await ledger.claim(now, "postgres", 60)
    assert incident is not None
    await ledger.save(incident, at=now, what="note", detail={})
    await ledger.erase(incident, at=now)
    connection = sqlite3.connect(path)
    db = Database(connection)
    assert set(db.table_names()) == TABLES | {"sqlite_sequence"}
    strict = {row[1] for row in connection.execute("PRAGMA table_list") if row[5]}
    assert strict == TABLES
    assert sorted(db.view_names()) == [
        "stanch_debts",
        "stanch_events",
        "stanch_hygiene",
        "stanch_incidents",
        "stanch_notices",
        "stanch_occurrences",
        "stanch_sources",
    ]
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


async def test_the_writer_is_durable_and_wipes(path: Path) -> None:
    schema.private_folder(path.parent)
    db = schema.open_for_writing(path)
    pragmas = ("synchronous", "secure_delete", "foreign_keys", "journal_size_limit", "busy_timeout")
    assert [db.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas] == [2, 1, 1, 16 * 1024 * 1024, 5000]
    db.close()


async def test_nobody_else_can_read_it(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    await ledger.submit([finding()], None, at=now)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_a_folder_that_others_enter_is_refused(opened: Callable[..., SqliteLedger], path: Path) -> None:
    path.parent.mkdir(mode=0o755)
    path.parent.chmod(0o755)
    with pytest.raises(LedgerError, match="chmod 700"):
        opened()
    assert list(path.parent.iterdir()) == []


def test_a_migration_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    db = Database(sqlite3.connect(tmp_path / "half.db", isolation_level=None), execute_plugins=False)
    db.execute("CREATE TABLE sealed (a)")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        schema.migrate(db)
    assert (db.table_names(), db.execute("PRAGMA user_version").fetchone()[0]) == (["sealed"], 0)
    db.close()


def test_a_ledger_whose_making_was_interrupted_is_made_again(opened: Callable[..., SqliteLedger], path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.with_name("ledger.db.new").write_bytes(b"half of it")
    opened().close()
    assert {file.name for file in path.parent.iterdir()} == {"ledger.db", "ledger.db.lock"}


def test_only_what_a_column_holds_is_bound() -> None:
    with pytest.raises(TypeError, match="no column holds a float"):
        bind(a=1.5)


def test_a_newer_ledger_is_refused(opened: Callable[..., SqliteLedger], path: Path) -> None:
    opened().close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerNewerError, match=rf"schema 99, this one knows {schema.VERSION}\)"):
        opened()
    with pytest.raises(LedgerNewerError):
        LedgerView(path)


@pytest.mark.parametrize("harm", ["empty", "text", "page", "gone", "foreign"])
async def test_a_damaged_ledger_is_refused_and_left_as_it_is(
    opened: Callable[..., SqliteLedger], path: Path, finding: Make, now: datetime, harm: str
) -> None:
    ledger = opened()
    await ledger.submit([finding(str(number)) for number in range(200)], None, at=now)
    ledger.close()
    before = damage(path, harm)
    with pytest.raises(LedgerDamagedError, match="nothing was changed"):
        opened()
    assert content(path) == before


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def damage(path: Path, harm: str) -> bytes | None:
    """What the file holds afterwards."""
    sound = path.read_bytes()
    match harm:
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_bytes(b"x" * len(sound))
        case "page":
            path.write_bytes(sound[:8192] + b"\xff" * 40960 + sound[49152:])
        case "foreign":
            path.unlink()
            other = sqlite3.connect(path)
            other.execute("CREATE TABLE t (a)")
            other.close()
        case _:
            path.rename(path.with_name("ledger.db-wal"))
    return content(path)


def test_a_view_of_nothing_says_so(path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger yet"):
        LedgerView(path)


async def test_a_view_writes_nothing(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    await ledger.submit([finding()], None, at=now)
    ledger.close()
    with LedgerView(path) as view:
        assert [entry.incident.id for entry in view.incidents()] == [1]
    db = schema.open_for_reading(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM sealed")
    db.close()


async def test_the_public_views_give_time_to_invalidation_as_an_interval(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("a"), finding("b"), finding("c", kind=None), finding("c")], None, at=now)
    incident = await ledger.claim(now, "postgres", 60)
    assert incident is not None
    clocks = replace(incident.clocks, dead_low=now + timedelta(seconds=1.5), dead=now + timedelta(seconds=2.25))
    await ledger.save(replace(incident, clocks=clocks), at=now, what="dead", detail={})
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT id, type, tti_low_ms, tti_high_ms FROM stanch_incidents ORDER BY id").fetchall()
    connection.close()
    assert found == [(1, "postgres-url", 1500, 2250), (2, "postgres-url", None, None), (4, "postgres-url", None, None)]


async def test_an_event_cannot_be_changed_or_deleted(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    connection = sqlite3.connect(path)
    for statement in ("UPDATE events SET what = 'x'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="an event is not"):
            connection.execute(statement)
    connection.close()


def test_instants_sort_as_their_text_does() -> None:
    from agent.record import stamp

    instants = [datetime(2026, 1, 1, 0, 0, tzinfo=UTC) + timedelta(microseconds=n) for n in (0, 1, 10, 999_999, 10**9)]
    assert [stamp(at) for at in instants] == sorted(stamp(at) for at in instants)
    assert json.dumps(stamp(instants[0])) == '"2026-01-01T00:00:00.000000Z"'
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
