"""What a scan that is stopped still tells: what its scanners had seen by then, and nobody was told yet.

    sweep --objects that hold something--> Watched --> once more, by their names --> findings without file and commit
    scan  --results of the last chunks---^         `-> those that waited for a chunk before them

A history is swept as a whole before anything in it is told by file and commit; that may take minutes. Of the objects
those are kept that hold what none before them did, so that each credential is told once and few are read again. What
only the name of its file makes a credential is not told, nor what stands in an archive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from agent.found import MARK, Blob, Chunk, Cursor, Debt, Finding, GitPart, Source, Visibility
from agent.intake import Collector
from agent.scan.pool import ScanPool
from agent.scan.wire import Result

_BATCH: Final = 256
_POINTERS: Final = "Git LFS: of some files only pointers are here: what they stand for was not read"


@dataclass(slots=True)
class Watched:
    """The scanners, and who is told how many bytes each chunk came to, and each piece of a sweep: those are large.

    side_by_side: so many chunks are begun before the first of them is handed in. `last`: the results that came last.
    While one waits to be handed in, as many can come of those that were begun before it, and of those after it.
    `pointers`: as a Result says, of any.
    """

    pool: ScanPool
    side_by_side: int
    told: Callable[[int], None] = lambda _: None
    last: deque[Result] = field(init=False)
    pointers: bool = False
    _marks: set[bytes] = field(default_factory=set)
    _held: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.last = deque(maxlen=2 * self.side_by_side)

    @property
    def notes(self) -> Sequence[str]:
        return [_POINTERS] if self.pointers else []

    @property
    def width(self) -> int:
        return self.pool.width

    @property
    def largest(self) -> int:
        return self.pool.largest

    def begin(self, told: Callable[[int], None]) -> Self:
        """Another source."""
        self.told = told
        self.last.clear()
        self._marks.clear()
        self._held.clear()
        return self

    async def sweep(self, git_dir: str, lines: Sequence[bytes], kind: str, *, prove: bool) -> Result:
        result = await self.pool.sweep(git_dir, lines, kind, prove=prove)
        self.told(result.bytes)
        self.pointers |= result.pointers
        for oid, raw in result.held:
            marks = {raw[at : at + MARK] for at in range(0, len(raw), MARK)}
            if not marks <= self._marks:
                self._marks |= marks
                self._held.setdefault((git_dir, kind), []).append(oid.decode())
        return result

    async def sweep_names(self, names: Sequence[bytes]) -> Result:
        return await self.pool.sweep_names(names)

    async def scan(self, chunk: Chunk) -> Result:
        result = await self.pool.scan(chunk)
        self.told(result.bytes + min(chunk.swept, 0))  # what was swept is told already
        self.last.append(result)
        self.pointers |= result.pointers
        return result

    def rest(self, source: Source) -> Rest:
        return Rest(source.name, source.visibility, {place: tuple(oids) for place, oids in self._held.items()})


@dataclass(frozen=True, slots=True)
class Rest:
    """A Source: the objects of a history that hold something, each by its own name. `objects`: by folder and kind."""

    name: str
    visibility: Visibility
    objects: dict[tuple[str, str], Sequence[str]]
    watched: Sequence[Path] = ()

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:  # noqa: ARG002 - read once
        for (git_dir, kind), oids in self.objects.items():
            for at in range(0, len(oids), _BATCH):
                part = _part(git_dir, kind, oids[at : at + _BATCH])
                yield Chunk(self.name, self.visibility, True, part)  # noqa: FBT003 - all of it is backlog


def _part(git_dir: str, kind: str, oids: Sequence[str]) -> GitPart:
    # Whoever reads no history does without.
    from agent.sources.git.log import COMMIT_MESSAGE
    from agent.sources.git.traces import TAG_MESSAGE

    match kind:
        case "blob":
            return GitPart(git_dir, tuple(Blob(oid, f"object {oid}", None, None, None) for oid in oids))
        case "commit":
            return GitPart(git_dir, (), tuple(Blob(oid, COMMIT_MESSAGE, oid, None, None) for oid in oids))
        case _:
            return GitPart(git_dir, (), tuple(Blob(oid, TAG_MESSAGE, None, None, None) for oid in oids))


@dataclass(slots=True)
class Unmet:
    """A Collector of what is of no credential that was `met`, whose places were told better. `told`: how many findings
    went on.
    """

    collector: Collector
    met: set[str]
    told: int = 0

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        news = [finding for finding in findings if finding.canonical not in self.met]
        self.met.update(finding.canonical for finding in news)
        self.told += len(news)
        await self.collector.submit(news, cursor, at=at, debts=debts, read=read)
