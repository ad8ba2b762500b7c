"""A full disk: what was found is still worked on with the room that was kept, and nothing new is taken in."""

from __future__ import annotations

import asyncio
import os
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
    assert (writer.full, kept.exists()) == (True, False)
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
    assert (made.free(), path.exists(), made.spent) == (True, False, True)
    assert made.free() is False
    made.look()
    assert (path.exists(), made.spent) == (False, True), "not at once"
    clock.now += PAUSE
    made.look()
    assert (path.stat().st_size, made.spent) == (SMALL, False)
    assert Reserve(path, SMALL, clock).free() is True, "after a restart it is there still"


def test_without_room_for_it_all_goes_on_without_it(tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    path = tmp_path / "reserve"
    made = Reserve(path, disk.f_bavail * disk.f_frsize, Seconds())
    assert (path.exists(), made.free(), made.spent) == (False, False, False)


async def test_a_daemons_ledger_keeps_one_and_others_do_not(
    path: Path, decisions: Decisions, finding: Make, now: datetime
) -> None:
    with SqliteLedger(path, decisions, Origin("0", "h")):
        assert not path.with_suffix(".reserve").exists()
    with SqliteLedger(path, decisions, Origin("0", "h"), reserve=True) as ledger:
        assert path.with_suffix(".reserve").stat().st_size == SIZE
        await ledger.submit([finding()], None, at=now)
        assert not ledger.full
