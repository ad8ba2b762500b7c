"""From chunks to findings in the ledger: a few chunks are scanned at once, but they are handed in in order, so that a
cursor only ever moves over a finished prefix.

    source.chunks() --c1 c2 c3--> pool (side by side) --r1 r2 r3--> ledger.submit(findings, cursor)
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agent import crashpoints
from agent.model import Chunk, Cursor, Debt, FilePart, Finding, GitPart, Source


class Scanned(Protocol):
    """What a scanner answers for one chunk. `again`: the file was another one; the cursor must not move."""

    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def debts(self) -> tuple[Debt, ...]: ...
    @property
    def bytes(self) -> int: ...
    @property
    def again(self) -> bool: ...


class Sink(Protocol):
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
    """Reads one source after another into the ledger. `width`: how many chunks are scanned side by side."""

    sink: Sink
    scanner: Scanner
    rules: str
    clock: Callable[[], datetime]
    width: int = 4

    async def read(self, source: Source, after: Cursor | None) -> Round:
        """Everything that is new in `source`. Raises what the ledger raises: then no cursor has moved."""
        window: deque[tuple[Chunk, asyncio.Task[Scanned]]] = deque()
        total = Round(0, 0, 0, 0, again=False)
        async with asyncio.TaskGroup() as group:
            async for chunk in source.chunks(after, rules=self.rules, now=self.clock()):
                window.append((chunk, group.create_task(self.scanner.scan(chunk))))
                if len(window) >= self.width:
                    total = await self._hand_in(*window.popleft(), total)
                    if total.again:
                        break
            while window:
                total = await self._hand_in(*window.popleft(), total)
        return total

    async def _hand_in(self, chunk: Chunk, task: asyncio.Task[Scanned], total: Round) -> Round:
        result = await task
        debts = (*chunk.debts, *result.debts)
        crashpoints.point("C1")
        again = total.again or result.again
        cursor = None if again else chunk.cursor
        read = () if result.debts or result.again else _named(chunk)
        await self.sink.submit(result.findings, cursor, at=self.clock(), debts=debts, read=read)
        crashpoints.point("C2")
        return Round(
            total.chunks + 1,
            total.bytes + result.bytes,
            total.findings + len(result.findings),
            total.debts + len(result.debts) + len(chunk.debts),
            again=again,
        )


def _named(chunk: Chunk) -> tuple[tuple[str, str], ...]:
    """Every path of a chunk, as a debt would name it."""
    match chunk.part:
        case FilePart() as part:
            return ((chunk.source, part.label),)
        case GitPart() as part:
            return tuple((chunk.source, f"{blob.path}@{blob.commit or blob.oid}") for blob in part.blobs)
        case None:
            return ()
