"""The first look at a repository: all blobs are swept, whatever their names, while git writes its log down; then only
commits that brought something are looked for in the log, and only what they brought is offered.

    cat-file --batch-check --> Order --Segment--> scanners --held: blob -> marks--+
    log --raw --> a file without a name ----------------------------------------> Picked: blobs of commits

Nobody is told what a blob holds, only whether two hold the same (wire.Result.held). A blob that holds nothing that its
commit's parents did not is not offered; one that could not be swept is, and is owed by its name if it cannot be read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from agent.model import MARK, Blob
from agent.sources.git_order import FORMAT, Order, Segment
from agent.sources.git_pick import Picked
from agent.sources.git_read import Gaps, Reader
from agent.sources.git_run import Written

# So many segments, some GB, between two moments at which the look can be stopped.
_STEP: Final = 128


class Swept(Protocol):
    """What a sweep answers: the blobs that hold something, each with its marks."""

    @property
    def held(self) -> Sequence[tuple[bytes, bytes]]: ...
    @property
    def bytes(self) -> int: ...


class Sweeper(Protocol):
    """`width`: how many segments are worth asking at once. `largest`: bytes of a blob that it reads."""

    @property
    def width(self) -> int: ...
    @property
    def largest(self) -> int: ...
    async def sweep(self, git_dir: str, lines: Sequence[bytes]) -> Swept: ...


@dataclass(slots=True)
class Sweep:
    """A History. `held`: what the blobs hold. `unknown`: named by the log, and not among those that were swept."""

    reader: Reader
    sweeper: Sweeper
    tips: Sequence[str]
    gaps: Gaps
    held: dict[bytes, bytes] = field(default_factory=dict)
    unknown: set[bytes] = field(default_factory=set)
    _order: Order = field(init=False)
    _log: Written = field(init=False)
    _asked: bool = False

    def __post_init__(self) -> None:
        self._order = Order(self.sweeper.largest)

    async def steps(self, log: Written) -> AsyncGenerator[int]:
        """Sweeps, and stops for a moment now and then. Yields how many bytes that were. Raises GitError.

        `log`: what git writes meanwhile.
        """
        self._log = log
        async with aclosing(self._segments()) as segments:
            is_last = False
            while not is_last:
                step = _Step(segments)
                failure: Exception | None = None
                try:
                    async with asyncio.TaskGroup() as group:
                        for _ in range(self.sweeper.width):
                            group.create_task(self._sweep(step))
                except ExceptionGroup as errors:
                    failure = errors.exceptions[0]
                if failure:
                    raise failure
                yield step.bytes
                is_last = step.is_last
        self.held.update(dict.fromkeys(self._order.large, b""))
        if self._order.names is None:
            await self.failed()

    async def _sweep(self, step: _Step) -> None:
        while (segment := await step.next()) is not None:
            swept = await self.sweeper.sweep(self.reader.repository.git_dir, segment.lines)
            self.held.update(swept.held)
            step.bytes += swept.bytes

    async def _segments(self) -> AsyncGenerator[Segment]:
        async with aclosing(self.reader.objects(FORMAT)) as blocks:
            async for block in blocks:
                for segment in self._order.add(block):
                    yield segment
        for segment in self._order.finish():
            yield segment

    async def commits(self) -> AsyncGenerator[tuple[Blob, ...]]:
        """Those that brought something of interest."""
        async with aclosing(Picked(self._is_of_interest).commits(self._log.blocks())) as commits:
            async for brought in commits:
                if self.unknown:
                    await self.failed()
                yield brought

    def _is_of_interest(self, oids: set[bytes]) -> bool:
        """Does any of these hold something, or is it not there?"""
        if self._order.names is None:
            return not self.held.keys().isdisjoint(oids) or any(oid.decode() in self.gaps.missing for oid in oids)
        unknown = oids - self._order.names
        self.unknown |= unknown
        return bool(unknown) or not self.held.keys().isdisjoint(oids)

    async def failed(self) -> None:
        """Not everything is there: ask git what is missing, once."""
        if not self._asked:
            self._asked = True
            self.gaps.found(await self.reader.gaps(self.tips))

    def offered(self, blobs: Iterable[Blob]) -> list[Blob]:
        """Those that hold what their commit's parents did not, or may; with what of the parents' holds anything."""
        return [
            replace(blob, before=tuple(oid for oid in blob.before if oid.encode() in self.held))
            for blob in blobs
            if blob.oid not in self.gaps.missing and self._is_news(blob)
        ]

    def _is_news(self, blob: Blob) -> bool:
        marks = self._marks(blob.oid)
        if marks is None:
            return blob.oid.encode() in self.unknown
        before = frozenset[bytes]().union(*(self._marks(oid) or () for oid in blob.before))
        return not marks or not marks <= before

    def _marks(self, oid: str) -> frozenset[bytes] | None:
        raw = self.held.get(oid.encode())
        return None if raw is None else frozenset(raw[at : at + MARK] for at in range(0, len(raw), MARK))


@dataclass(slots=True)
class _Step:
    """Some of the segments, one at a time, for whoever is free."""

    segments: AsyncGenerator[Segment]
    left: int = _STEP
    is_last: bool = False
    bytes: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def next(self) -> Segment | None:
        async with self._turn:
            if self.is_last or not self.left:
                return None
            self.left -= 1
            segment = await anext(self.segments, None)
            self.is_last = segment is None
            return segment
