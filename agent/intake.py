"""From chunks to findings in the ledger: a few chunks are scanned at once, but they are handed in in order, so that a
cursor only ever moves over a finished prefix.

    source.chunks() --c1 c2 c3--> pool (side by side) --r1 r2 r3--> ledger.submit(findings, cursor)
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, cast

from agent import crashpoints
from agent.found import EVERYTHING, Chunk, Cursor, Debt, FilePart, FilesPart, Finding, GitPart, Source, TextsPart
from agent.scan.names import is_masked, without_values
from agent.scan.wire import shown


class Scanned(Protocol):
    """What a scanner answers for one chunk. `again`: a log moved on meanwhile; the cursor must not move."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def debts(self) -> tuple[Debt, ...]: ...
    @property
    def bytes(self) -> int: ...
    @property
    def again(self) -> bool: ...


class Collector(Protocol):
    """Where findings go: the ledger, or a list for a scan without one."""

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None: ...


class Scanner(Protocol):
    async def scan(self, chunk: Chunk) -> Scanned: ...


@dataclass(frozen=True, slots=True)
class Round:
    """One look at one source: what was read, and whether it must be looked at again at once."""

    chunks: int
    bytes: int
    findings: int
    debts: int
    again: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads sources into the ledger. `width`: how many chunks are scanned side by side. `found`: told of finds."""

    collector: Collector
    scanner: Scanner
    rules: str
    clock: Callable[[], datetime]
    width: int = 4
    found: Callable[[], None] = lambda: None

    async def read(self, source: Source, after: Cursor | None, stop: Callable[[], bool] = lambda: False) -> Round:
        """Everything that is new in `source`, or what was begun when `stop` says so.

        Raises what the ledger or the source raises: then no cursor has moved beyond what was handed in.
        """
        failure: Exception
        try:
            async with asyncio.TaskGroup() as group:
                return await self._read(source, after, group, stop)
        except ExceptionGroup as errors:
            failure = errors.exceptions[0]
        raise failure

    async def _read(
        self, source: Source, after: Cursor | None, group: asyncio.TaskGroup, stop: Callable[[], bool]
    ) -> Round:
        window: deque[tuple[Chunk, asyncio.Task[Scanned]]] = deque()
        total = Round(0, 0, 0, 0, again=False)
        # Closed here and now, so that no git of it goes on behind us.
        chunks = cast("AsyncGenerator[Chunk]", source.chunks(after, rules=self.rules, now=self.clock()))
        async with aclosing(chunks):
            async for chunk in chunks:
                window.append((chunk, group.create_task(self.scanner.scan(chunk))))
                if len(window) >= self.width:
                    total = await self._hand_in(*window.popleft(), total)
                    if total.again or stop():
                        break
                while chunk.pressing and window:
                    total = await self._hand_in(*window.popleft(), total)
            while window:
                total = await self._hand_in(*window.popleft(), total)
        return total

    async def _hand_in(self, chunk: Chunk, task: asyncio.Task[Scanned], total: Round) -> Round:
        result = await task
        debts = tuple(replace(debt, path=without_values(debt.path)) for debt in (*chunk.debts, *result.debts))
        crashpoints.point("C1")
        again = total.again or result.again
        cursor = None if again else chunk.cursor
        read = () if result.again else tuple(_paid(chunk, result.debts))
        await self.collector.submit(result.findings, cursor, at=self.clock(), debts=debts, read=read)
        crashpoints.point("C2")
        if result.findings:
            self.found()
        return Round(
            total.chunks + 1,
            total.bytes + chunk.swept + result.bytes,
            total.findings + len(result.findings),
            total.debts + len(result.debts) + len(chunk.debts),
            again=again,
        )


def _paid(chunk: Chunk, debts: Iterable[Debt]) -> list[tuple[str, str]]:
    """What of a chunk was read, as a debt would name it; EVERYTHING where it says so. One in whose name a value is
    masked stays owed: the name that is left may be another file's. And so does what a later part belongs to, of which
    an earlier one may be owed.
    """
    named: list[str]
    match chunk.part:
        case FilePart() as part:
            named = [] if part.start else [shown(part.label)]
        case FilesPart() as part:
            named = [shown(file.label) for file in part.files if not file.start]
        case GitPart() as part:
            named = [f"{shown(each.path)}@{each.commit or each.oid}" for each in (*part.blobs, *part.messages)]
            named += dict.fromkeys(shown(name.named) for name in part.names)
        case TextsPart() as part:
            named = [shown(text.named) for text in part.texts if not text.offset]
        case None:
            named = []
    owed = {debt.path for debt in debts}
    everything = [(chunk.source, EVERYTHING)] if chunk.anew else []
    return everything + [(chunk.source, path) for path in named if path not in owed and not is_masked(path)]
