"""A source, a scanner and a sink in one, for the order of what Intake does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from agent.found import Chunk, Cursor, Debt, FilePart, Finding, Occurrence, Visibility
from agent.intake import Intake
from agent.ledger import LedgerFullError
from agent.scan.wire import Result
from detectors.base import Confidence

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def finding(number: int) -> Finding:
    place = Occurrence("src", "a", number, number, 0, 1, None, None, None, Visibility.PRIVATE, None)
    return Finding(None, Confidence.LEAD, {}, f"{number}", "k", b"", "Lead", place, backlog=False)


def chunk(number: int, *, cursor: bool = True, debts: tuple[Debt, ...] = ()) -> Chunk:
    part = FilePart(f"/{number}", f"{number}.txt", 0, 1, 1, 0, number)
    after = Cursor("src", str(number), "rules") if cursor else None
    return Chunk("src", Visibility.PRIVATE, backlog=False, part=part, cursor=after, debts=debts)


@dataclass
class Ordered:
    """A source, a scanner and a sink in one. `late`: chunks whose answer waits for that of another one."""

    chunks_: Sequence[Chunk]
    results: dict[int, Result] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)
    full_at: str | None = None
    name: str = "src"
    visibility: Visibility = Visibility.PRIVATE
    watched: Sequence[Path] = ()
    submitted: list[tuple[list[str], str | None, list[str], list[str]]] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    closed: bool = False
    done: dict[int, asyncio.Event] = field(default_factory=dict)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        del after, rules, now
        try:
            for each in self.chunks_:
                yield each
        finally:
            self.closed = True

    async def scan(self, each: Chunk) -> Result:
        assert isinstance(each.part, FilePart)
        number = each.part.inode
        if number in self.late:
            await self.done.setdefault(self.late[number], asyncio.Event()).wait()
        self.scanned.append(number)
        self.done.setdefault(number, asyncio.Event()).set()
        return self.results.get(number, Result((finding(number),), (), 10))

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        assert at == NOW
        position = cursor.position if cursor else None
        if position is not None and position == self.full_at:
            message = "no room"
            raise LedgerFullError(message)
        self.submitted.append(
            ([one.canonical for one in findings], position, [debt.path for debt in debts], [path for _, path in read])
        )

    def intake(self, width: int = 3) -> Intake:
        return Intake(self, self, "rules", lambda: NOW, width=width)
