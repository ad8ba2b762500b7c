"""The first look at a repository: all blobs and messages are swept, whatever their names, while git writes its log
down; then only commits that brought something are looked for in the log, and only what they brought is offered.

    cat-file --batch-check --> Order --Segment--> scanners --held: object -> marks--+
    log --raw --> a file without a name ------------------------------------------> Picked: what commits brought

The names of files stand in the log alone: they are swept as soon as it is whole; or else those that are new in a piece
of it, before that is searched.

What another repository has had swept, and holds nothing, is not swept again (known.py).

Nobody is told what a blob holds, only whether two hold the same (wire.Result.held). A blob that holds nothing that its
commit's parents did not is not offered; one that could not be swept is, and is owed by its name if it cannot be read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from agent.found import MARK, Blob
from agent.sources.git.known import Known, Turn
from agent.sources.git.log import Brought, text
from agent.sources.git.order import FORMAT, Order, Segment
from agent.sources.git.pick import CHANGED, LINK, Named, Picked
from agent.sources.git.read import Gaps, Offer, Reader
from agent.sources.git.run import Written

# So many segments, some GB, between two moments at which the look can be stopped.
_STEP: Final = 128
_REMEMBERED: Final = 1 << 18  # names; a name that is met again when they were forgotten is only swept again


class Swept(Protocol):
    """What a sweep answers: the objects, or names, that hold something, each with its marks."""

    @property
    def held(self) -> Sequence[tuple[bytes, bytes]]: ...
    @property
    def bytes(self) -> int: ...


class Sweeper(Protocol):
    """`width`: how many segments are worth asking at once. `largest`: bytes of a blob that it reads.

    prove: whatever is not what its name says may hold something.
    """

    @property
    def width(self) -> int: ...
    @property
    def largest(self) -> int: ...
    async def sweep(self, git_dir: str, lines: Sequence[bytes], kind: str, *, prove: bool) -> Swept: ...
    async def sweep_names(self, names: Sequence[bytes]) -> Swept: ...


@dataclass(slots=True)
class Sweep:
    """A History. `held`: what the objects hold. `unknown`: named by the log, and not among those that are there.
    `paths`: those that hold something by their name, as git has it and as it is told. `known`: what need not be swept,
    and learns what is.
    """

    reader: Reader
    sweeper: Sweeper
    tips: Sequence[str]
    gaps: Gaps
    known: Known | None = None
    held: dict[bytes, bytes] = field(default_factory=dict)
    unknown: set[bytes] = field(default_factory=set)
    paths: set[bytes] = field(default_factory=set)
    _met: set[bytes] = field(default_factory=set)
    _order: Order = field(init=False)
    _log: Written = field(init=False)
    _turn: Turn | None = None
    _asked: bool = False
    _are_named: bool = False

    def __post_init__(self) -> None:
        self._order = Order(self.sweeper.largest)

    async def steps(self, log: Written) -> AsyncGenerator[int]:
        """Sweeps, and stops for a moment now and then. Yields how many bytes that were. Raises GitError.

        `log`: what git writes meanwhile.
        """
        self._log = log
        with self.known.turn() if self.known else nullcontext() as self._turn:
            async with aclosing(self._segments()) as segments, aclosing(self._steps(segments)) as steps:
                async for swept in steps:
                    yield swept
        self.held.update(dict.fromkeys(self._order.large, b""))
        if self._order.names is None:
            await self.failed()

    async def _steps(self, segments: AsyncGenerator[Segment]) -> AsyncGenerator[int]:
        is_last = False
        while not is_last:
            step = _Step(segments)
            failure: Exception | None = None
            try:
                async with asyncio.TaskGroup() as group:
                    sweeping = [group.create_task(self._sweep(step)) for _ in range(self.sweeper.width)]
                    whole = group.create_task(self._log.is_whole())
                    group.create_task(self._name(whole))
                    await asyncio.wait(sweeping)
                    whole.cancel()  # there is nothing left that waiting for it could be hidden behind
            except ExceptionGroup as errors:
                failure = errors.exceptions[0]
            if failure:
                raise failure
            if self._turn:
                await self._turn.keep()
            yield step.bytes
            is_last = step.is_last

    async def _sweep(self, step: _Step) -> None:
        git_dir, prove = self.reader.repository.git_dir, self._turn is not None
        while (segment := await step.next()) is not None:
            swept = await self.sweeper.sweep(git_dir, segment.lines, segment.kind, prove=prove)
            self.held.update(swept.held)
            step.bytes += swept.bytes
            if self._turn:
                names = (line.partition(b" ")[0] for line in segment.lines)
                self._turn.clean(oid for oid in names if oid not in self.held)

    async def _segments(self) -> AsyncGenerator[Segment]:
        async with aclosing(self.reader.objects(FORMAT)) as blocks:
            async for block in blocks:
                if self._order.add(block):
                    for segment in await self._news():
                        yield segment
        for segment in await self._news():
            yield segment

    async def _news(self) -> Iterator[Segment]:
        return self._order.segments(await self._turn.known(self._order.added()) if self._turn else ())

    async def _name(self, whole: asyncio.Task[bool]) -> None:
        """The names of files in the log, while objects are swept."""
        if not self._are_named and await whole:
            picked = Picked(lambda _: (), self._names)
            async with aclosing(picked.commits(self._log.blocks())) as none:
                async for _ in none:
                    pass
            self._are_named = True

    async def commits(self) -> AsyncGenerator[Brought]:
        """Those that brought something of interest."""
        picked = Picked(self._of_interest, None if self._are_named else self._names)
        async with aclosing(picked.commits(self._log.blocks())) as commits:
            async for brought in commits:
                if self.unknown:
                    await self.failed()
                yield brought

    async def _names(self, named: Named) -> None:
        if news := sorted(named.paths - self._met):
            if len(self._met) > _REMEMBERED:
                self._met.clear()
            self._met.update(news)
            shown: dict[bytes, list[bytes]] = {}
            for raw in news:
                shown.setdefault(text(raw).encode(), []).append(raw)
            for name, _ in (await self.sweeper.sweep_names(list(shown))).held:
                self.paths.update((name, *shown.get(name, ())))

    def _of_interest(self, named: Named) -> set[bytes]:
        """What of it holds something new, or is not there, or is a symbolic link: that was swept as a text."""
        entries = named.entries
        oids = {oid for _, oid, _ in entries}
        held = self.held
        wanted = named.commits & held.keys()
        for before, oid, how in entries:
            if oid in held and (how != CHANGED or self._is_more(oid, before)):
                wanted.add(oid)
        if named.has_links:
            wanted.add(LINK)
        if self.paths:
            wanted |= named.paths & self.paths
        if self._order.names is None:
            return wanted | {oid for oid in oids if oid.decode() in self.gaps.missing}
        unknown = oids - self._order.names
        self.unknown |= unknown
        return wanted | unknown

    async def failed(self) -> None:
        """Not everything is there: ask git what is missing, once."""
        if not self._asked:
            self._asked = True
            self.gaps.found(await self.reader.gaps(self.tips))

    def offered(self, brought: Brought) -> Offer:
        """What of it holds anything."""
        messages = [brought.message] if brought.commit.encode() in self.held else []
        names = [brought.name(path) for path in brought.paths if path.encode() in self.paths]
        return Offer(self.wanted(brought.blobs), messages, names)

    def wanted(self, blobs: Iterable[Blob]) -> list[Blob]:
        """Those that hold what their commit's parents did not, or may; with what of the parents' holds anything."""
        return [
            blob if blob.link else replace(blob, before=tuple(oid for oid in blob.before if oid.encode() in self.held))
            for blob in blobs
            if blob.oid not in self.gaps.missing and self._is_news(blob)
        ]

    def _is_news(self, blob: Blob) -> bool:
        oid = blob.oid.encode()
        if blob.link:
            return True
        return self._is_more(oid, *(each.encode() for each in blob.before)) if oid in self.held else oid in self.unknown

    def _is_more(self, oid: bytes, *before: bytes) -> bool:
        """Whether this object, which holds something, holds what none of those does; nobody knows all of some."""
        marks = self._marks(oid)
        return not marks or not marks <= frozenset[bytes]().union(*(self._marks(each) or () for each in before))

    def _marks(self, oid: bytes) -> frozenset[bytes] | None:
        raw = self.held.get(oid)
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
