"""What a scan that is stopped still knows. What it tells then is in test_commands_alone.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from agent.commands.broken_off import Watched
from agent.found import Chunk, Cursor, Debt, Finding, Visibility
from agent.intake import Intake
from agent.scan.pool import ScanPool
from agent.scan.wire import Result

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WIDTH = 8
FIRST, SLOW, LAST = 2, 2, 10  # two that end late, and one that never does


@dataclass
class Pieces:
    """A source of numbered pieces, who scans them, and who is handed what was in them: the size is the number."""

    name: str = "pieces"
    visibility: Visibility = Visibility.UNKNOWN
    watched: Sequence[Path] = ()
    scanned: set[int] = field(default_factory=set)
    handed_in: int = 0
    late: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _begun: int = 0

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        del after, rules, now
        for _ in range(LAST):
            yield Chunk(self.name, self.visibility, False, None)  # noqa: FBT003 - as the sources say it

    async def scan(self, _chunk: Chunk) -> Result:
        number, self._begun = self._begun, self._begun + 1
        if number < FIRST:
            await self.late.wait()
        elif number == SLOW:
            await asyncio.Event().wait()
        self.scanned.add(number)
        if len(self.scanned) == WIDTH - FIRST - 1:
            self.late.set()
        if len(self.scanned) == LAST - 1:
            self.over.set()
        return Result((), (), number)

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        del findings, cursor, at, debts, read
        self.handed_in += 1


async def test_all_results_that_wait_for_one_before_them_are_known() -> None:
    pieces = Pieces()
    watched = Watched(cast("ScanPool", pieces), WIDTH)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(Intake(pieces, watched, "", lambda: NOW, WIDTH).read(pieces, None))
        await pieces.over.wait()
        reading.cancel()
    assert pieces.handed_in == FIRST
    assert {result.bytes for result in watched.last} >= pieces.scanned - set(range(FIRST))
