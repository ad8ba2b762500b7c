"""A full disk: what was found is still worked on with the room that was kept, and nothing new is taken in."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from agent.found import Finding
from agent.ledger import LedgerFullError, SqliteLedger, schema
from agent.ledger.decisions import Decisions
from agent.ledger.reserve import SIZE, Reserve
from agent.ledger.writer import Writer
from agent.record import Origin

Make = Callable[..., Finding]
SMALL = 1 << 16
PAGE = 4096
PAUSE = 11  # seconds


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Disk(Reserve):
    """Of a disk that is as many pages as the database may have: what is freed it may use. room: there is some again."""

    def __init__(self, path: Path, db: Database, clock: Seconds) -> None:
        super().__init__(path, SMALL, clock)
        self.room = True
        self._db = db

    def look(self) -> None:
        if self.room:
            super().look()

    def free(self) -> bool:
        given = super().free()
        if given:
            limit(self._db, SMALL // PAGE)
        return given


def limit(db: Database, more: int) -> None:
    """So many pages beside those that it has."""
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + more}")


def write(size: int) -> Callable[[Database], int]:
    def work(db: Database) -> int:
        row = "(hex(randomblob(8)), hex(zeroblob(?)), '', 0, '2026-03-01T12:00:00.000000Z')"
        db.execute(f"INSERT INTO debts (source, path, reason, lasting, at) VALUES {row}", [size])  # noqa: S608 - ours
        return size

    return work


async def test_what_is_vital_has_the_reserve_and_what_can_wait_waits(path: Path) -> None:
    schema.private_folder(path.parent)
    db, clock, kept = schema.open_for_writing(path), Seconds(), path.with_suffix(".reserve")
    disk = Disk(kept, db, clock)
    writer = Writer(db, disk)

    async def run(size: int, *, vital: bool) -> int:
        return await asyncio.wrap_future(writer.run(write(size), vital=vital))

    assert await run(10, vital=False) == 10
    await asyncio.wrap_future(writer.run(lambda db: limit(db, 1)))
    with pytest.raises(LedgerFullError):
        await run(8000, vital=False)
    assert (writer.full, kept.exists()) == (False, True), "what can wait has no claim on it"
    assert await run(8000, vital=True) == 8000
    assert (writer.full, kept.stat().st_size) == (True, 0)
    with pytest.raises(LedgerFullError, match="no room on the disk of the ledger"):
        await run(10, vital=False)
    assert await run(10, vital=True) == 10
    with pytest.raises(LedgerFullError):
        await run(SMALL, vital=True)
    disk.room = False
    clock.now += PAUSE
    with pytest.raises(LedgerFullError):
        await run(10, vital=False)
    disk.room = True
    clock.now += PAUSE
    await asyncio.wrap_future(writer.run(lambda db: limit(db, 1000)))
    assert await run(SMALL, vital=False) == SMALL
    assert (writer.full, kept.stat().st_size) == (False, SMALL)
    writer.close()


async def test_of_a_group_only_what_can_wait_is_refused(path: Path) -> None:
    schema.private_folder(path.parent)
    db = schema.open_for_writing(path)
    writer = Writer(db, Disk(path.with_suffix(".reserve"), db, Seconds()))
    await asyncio.wrap_future(writer.run(lambda db: limit(db, 1)))
    futures = [writer.run(write(8000), vital=vital) for vital in (True, False, True, False)]
    done = await asyncio.gather(*map(asyncio.wrap_future, futures), return_exceptions=True)
    assert [one if isinstance(one, int) else type(one) for one in done] == [
        8000,
        LedgerFullError,
        8000,
        LedgerFullError,
    ]
    writer.close()


def test_it_is_taken_given_and_taken_again_after_a_pause(tmp_path: Path) -> None:
    clock, path = Seconds(), tmp_path / "reserve"
    made = Reserve(path, SMALL, clock)
    assert (path.stat().st_size, path.stat().st_mode & 0o777, made.spent) == (SMALL, 0o600, False)
    assert path.stat().st_blocks * 512 >= SMALL, "no holes: they would keep no room"
    assert (made.free(), path.stat().st_size, made.spent) == (True, 0, True)
    assert made.free() is False
    made.look()
    assert (path.stat().st_size, made.spent) == (0, True), "not at once"
    clock.now += PAUSE
    made.look()
    assert (path.stat().st_size, made.spent) == (SMALL, False)
    assert Reserve(path, SMALL, clock).free() is True, "after a restart it is there still"


def test_without_room_for_it_all_goes_on_without_it(tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    path = tmp_path / "reserve"
    made = Reserve(path, disk.f_bavail * disk.f_frsize, Seconds())
    assert (path.exists(), made.free(), made.spent) == (False, False, False)


async def test_a_statement_that_is_undone_alone_has_the_reserve_as_well(path: Path) -> None:
    """SQLite undoes a statement of several rows without the transaction around it."""
    schema.private_folder(path.parent)
    db = schema.open_for_writing(path)
    writer = Writer(db, Disk(path.with_suffix(".reserve"), db, Seconds()))

    def work(db: Database) -> int:
        row = "(hex(randomblob(8)), hex(zeroblob(8000)), '', 0, '2026-03-01T12:00:00.000000Z')"
        db.execute(f"INSERT INTO debts (source, path, reason, lasting, at) VALUES {row}, {row}")  # noqa: S608 - ours
        return 2

    await asyncio.wrap_future(writer.run(lambda db: limit(db, 1)))
    assert await asyncio.wrap_future(writer.run(work)) == 2
    assert writer.full
    writer.close()


SMALL_DISK = """
import asyncio, pathlib, subprocess, sys
from datetime import UTC, datetime
from agent.evidence import Signer
from agent.ledger import LedgerFullError, SqliteLedger
from agent.model import Budget
from agent.record import Origin
from tests.ledger.conftest import make_decisions, make_finding
root = pathlib.Path(sys.argv[1])
NOW = datetime(2026, 3, 1, tzinfo=UTC)

def filled():
    try:
        with (root / "others").open("ab", buffering=0) as file:
            while file.write(bytes(4096)) == 4096:
                pass
    except OSError:
        pass

def opened():
    return SqliteLedger(root / "state" / "ledger.db", make_decisions({}), Origin("0", "h"), reserve=True)

subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "disk", str(root)], check=True)
"""
RESTARTED = """
async def said():
    with opened() as ledger:
        try:
            await ledger.submit([make_finding()], None, at=NOW)
            taken = "taken in"
        except LedgerFullError:
            taken = "refused"
        print(taken, await ledger.spend(NOW, Budget("acts", 9, 60)), ledger.full)

asyncio.run(said())
filled()
asyncio.run(said())
asyncio.run(said())
(root / "others").unlink()
asyncio.run(said())
"""
SIGNED = """
async def main():
    async def signed():
        try:
            return await ledger.checkpoint(NOW, Signer.from_seed(bytes(32))) is not None
        except LedgerFullError:
            return "no room"
    with opened() as ledger:
        await ledger.submit([make_finding()], None, at=NOW)
        filled()
        print(await signed(), ledger.full)
        print(await ledger.spend(NOW, Budget("acts", 9, 60)), await signed(), ledger.full)

asyncio.run(main())
"""


def on_a_small_disk(root: Path, script: str) -> list[str]:
    """What it says, in namespaces of its own, where anybody may mount."""
    call = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-c", SMALL_DISK + script, str(root)]
    here = Path(__file__).parent.parent.parent
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False, cwd=here)
    if done.returncode and ("unshare" in done.stderr or "mount:" in done.stderr):
        pytest.skip("no such namespaces here")
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_a_restart_on_a_full_disk_has_the_reserve_and_knows_one_that_is_spent(tmp_path: Path) -> None:
    full = "refused True True"
    assert on_a_small_disk(tmp_path, RESTARTED) == ["taken in True False", full, full, "taken in True False"]


def test_to_sign_the_evidence_has_a_part_of_what_is_spent_and_spends_nothing(tmp_path: Path) -> None:
    assert on_a_small_disk(tmp_path, SIGNED) == ["no room False", "True True True"]


async def test_a_daemons_ledger_keeps_one_and_others_do_not(
    path: Path, decisions: Decisions, finding: Make, now: datetime
) -> None:
    with SqliteLedger(path, decisions, Origin("0", "h")):
        assert not path.with_suffix(".reserve").exists()
    with SqliteLedger(path, decisions, Origin("0", "h"), reserve=True) as ledger:
        assert path.with_suffix(".reserve").stat().st_size == SIZE
        await ledger.submit([finding()], None, at=now)
        assert not ledger.full
