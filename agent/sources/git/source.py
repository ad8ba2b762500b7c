"""A git repository as a source: all history of all refs on first sight, then what new tips reach and old tips do not.

    refs --> tips --> walk: tips --not known tips --> Chunk, Chunk(cursor), ... --> Chunk(cursor: tips are known)

A moved, forced, new or deleted ref is nothing special: only the set of tips counts. Known tips that were pruned
meanwhile are left out, which repeats commits and loses none. The cursor of an unfinished walk holds the tips that it
goes to and the commits that are done, in git's own, repeatable order; refs that moved since are the next walk. A file
that changed its mode brings nothing; one that only moved brings its name, and what counts under that and did not
before. Of a symbolic link the name that it leads to is read,
as a name; of a submodule nothing is (its URL stands in a file). What only a reflog leads to counts as a tip
(traces.py).

Debts: objects that are missing (a partial clone; they are not offered), history behind a shallow boundary, refs to
nothing, and a history that git cannot walk: then every blob that is there is offered, without its commit. When missing
objects appear, everything is read again, as backlog.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from agent.found import Blob, Chunk, Cursor, Debt, GitPart, Visibility
from agent.sources.git.dir import RefusedError, look, where
from agent.sources.git.known import Known
from agent.sources.git.read import Gaps, History, Offer, Other, Reader, Whole
from agent.sources.git.run import GitError
from agent.sources.git.sweep import Sweep, Sweeper
from agent.sources.git.traces import Traces, start
from agent.sources.position import Pace, pack, unpack
from agent.sources.watching.still import BESIDE, Still, of_git

_NAMED_PATHS: Final = 20
_LAST: Final = 32  # blobs of the last batches: nothing comes behind them, and each scanner is to have some
_MISSING: Final = "its content is missing from this repository"


class Walk(msgspec.Struct, frozen=True):
    """A walk under way: where it goes, and how many commits are done."""

    tips: tuple[str, ...]
    others: tuple[Other, ...]
    backlog: bool
    done: int = 0


class GitPosition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tips` and `others` are known. `owed` names the gaps in their history, `stamp` the objects it was found with.

    A position of before messages and names were read has other fields, and so counts as none.
    """

    read: bool = False
    tips: tuple[str, ...] = ()
    others: tuple[Other, ...] = ()
    lost: int = 0
    walk: Walk | None = None
    owed: str = ""
    stamp: str = ""
    debts: tuple[tuple[str, str], ...] = ()
    refused: str = ""
    traces: Traces = Traces()


@dataclass(frozen=True, slots=True)
class Group:
    """What is offered, and the number of commits done where it ends with one; or what was swept, or that all was."""

    offer: Offer = field(default_factory=Offer)
    done: int | None = None
    swept: int = 0
    anew: bool = False

    @property
    def is_worth_telling(self) -> bool:
        return bool(self.offer) or self.swept > 0 or self.anew

    def told(self, chunk: Chunk, reader: Reader) -> Chunk:
        offer, git_dir = self.offer, reader.repository.git_dir
        fields = tuple(offer.blobs), tuple(offer.messages), tuple(offer.names)
        part = GitPart(git_dir, *fields) if offer else None
        return replace(chunk, part=part, swept=self.swept, anew=self.anew)


class GitSource:
    """One repository: a working tree with its .git folder, or a bare one. `patience` bounds each wait for git.

    `sweeper`: looks through all objects at first sight, so that only those that hold something are offered; but for
    those that are `known` to hold nothing, from whatever repository.
    `unreachable`: also objects to which neither a ref nor a reflog leads.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        visibility: Visibility,
        *,
        batch: int = 256,
        patience: timedelta = timedelta(minutes=10),
        sweeper: Sweeper | None = None,
        known: Known | None = None,
        unreachable: bool = False,
    ) -> None:
        self.name = name
        self.visibility = visibility
        self._path = path
        self._batch = batch
        self._patience = patience
        self._sweeper = sweeper
        self._known = known
        self._unreachable = unreachable

    @property
    def watched(self) -> Sequence[Path]:
        git_dir, link = where(self._path), self._path / ".git"
        parts = (git_dir / part for part in ("HEAD", "packed-refs", "refs", "reftable"))
        return (*parts, *(() if git_dir == link else (link,)))  # a repository that is still to come, or elsewhere

    @property
    def beside(self) -> Sequence[Path] | None:
        git_dir = where(self._path)
        return None if self._unreachable else tuple(git_dir / part for part in BESIDE)

    def stamp(self) -> Still:
        git_dir, link = where(self._path), self._path / ".git"
        leads = git_dir not in (self._path, link)
        return of_git(git_dir, objects=self._unreachable, link=link if leads else None)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:  # noqa: ARG002 - history does not depend on the time
        stored = unpack(after, GitPosition)
        known = stored or GitPosition()
        under = after.rules if after is not None and stored is not None else rules
        refused = ""
        try:
            reader = Reader(await asyncio.to_thread(look, self._path), self._patience)
            while True:
                resumed = known.walk is not None
                async with aclosing(self._look(reader, known, under)) as chunks:
                    async for chunk in chunks:
                        yield chunk
                        known = unpack(chunk.cursor, GitPosition) or known
                if not resumed:
                    if under == rules:
                        return
                    under, known = rules, GitPosition()
        except RefusedError as error:
            refused = str(error)
        except GitError as error:
            refused = f"the refs of this repository cannot be read: {error}"
        if known.refused != refused:
            yield self._chunk(msgspec.structs.replace(known, refused=refused), under)

    async def _look(self, reader: Reader, known: GitPosition, rules: str) -> AsyncGenerator[Chunk]:
        """One walk, if anything is new; its last chunk holds the cursor that says so."""
        stamp = reader.repository.stamp
        asked = (*known.tips, *(known.walk.tips if known.walk else ()))
        begun = await start(reader, known.traces, asked, unreachable=self._unreachable)
        refs, traces = begun.refs, begun.traces
        if known.owed and stamp != known.stamp and (await reader.gaps(known.tips)).key != known.owed:
            known = GitPosition()  # what was missing came, or more is gone
        was = known
        known = msgspec.structs.replace(known, refused="")
        as_known = (known.tips, known.others, known.lost, known.stamp, known.traces)
        if known.read and known.walk is None and as_known == (refs.tips, refs.others, refs.lost, stamp, traces):
            if known != was:
                yield self._chunk(known, rules)
            return
        walk = known.walk
        if walk is None or not refs.exist.issuperset(walk.tips):
            walk = Walk(refs.tips, refs.others, backlog=not known.read)
        base = tuple(tip for tip in known.tips if tip in refs.exist)
        gaps = Gaps(reader.repository.shallow)
        if self._sweeper is not None and walk.tips and not (known.read or walk.done):
            sweep = Sweep(reader, self._sweeper, walk.tips, gaps, self._known)
            groups = self._swept(sweep, walk, begun.offer)
        else:
            gaps = await self._gaps(reader, known, walk, base)
            groups = self._groups(Whole(reader, walk.tips, base, gaps), walk, begun.offer)

        waiting = Group()
        known = msgspec.structs.replace(known, walk=walk)
        pace = Pace(known)
        async with aclosing(groups) as found:
            async for group in found:
                if waiting.is_worth_telling:
                    position = None
                    if pace.due() and waiting.done is not None:
                        position = msgspec.structs.replace(known, walk=msgspec.structs.replace(walk, done=waiting.done))
                        pace.told(pack(position))
                    yield waiting.told(self._chunk(position, rules, backlog=walk.backlog), reader)
                waiting = group
        position = GitPosition(
            read=True,
            tips=walk.tips,
            others=walk.others,
            lost=refs.lost,
            owed=gaps.key,
            stamp=stamp,
            debts=self._debts(gaps, refs.lost, () if gaps.failed else traces.debts),
            traces=traces,
        )
        yield waiting.told(self._chunk(position, rules, backlog=walk.backlog), reader)

    async def _gaps(self, reader: Reader, known: GitPosition, walk: Walk, base: Sequence[str]) -> Gaps:
        gaps = await reader.gaps(walk.tips, () if known.owed else base)
        if gaps.key and base and not known.owed:
            gaps = await reader.gaps(walk.tips)  # the key is that of all history
        if known.owed:
            gaps.paths += [path for path, reason in known.debts if reason == _MISSING]
        return gaps

    async def _swept(self, sweep: Sweep, walk: Walk, first: Offer) -> AsyncGenerator[Group]:
        """How much was swept, and then of all blobs only those that hold something new; all where that fails."""
        async with sweep.reader.log(walk.tips) as log:
            history: History = sweep
            try:
                async with aclosing(sweep.steps(log)) as steps:
                    async for swept in steps:
                        yield Group(swept=swept)
            except GitError:
                sweep.gaps.found(await sweep.reader.gaps(walk.tips))
                history = Whole(sweep.reader, walk.tips, (), sweep.gaps)
            if history is sweep:
                yield Group(anew=True)
            async with aclosing(self._groups(history, walk, first)) as groups:
                async for group in groups:
                    # Who is killed on the way begins again: nobody knows which commit a number of these belongs to.
                    yield Group(group.offer)

    async def _groups(self, history: History, walk: Walk, offer: Offer) -> AsyncGenerator[Group]:
        """What is offered, in batches; with the number of commits done where a batch ends with one."""
        number = 0
        reader, gaps = history.reader, history.gaps
        offer.blobs = history.wanted(offer.blobs)
        try:
            async with aclosing(history.commits()) as log:
                async for brought in log:
                    number += 1
                    gaps.paths += [blob.path for blob in brought.blobs if blob.oid in gaps.missing]
                    if number > walk.done:
                        offer.add(history.offered(brought))
                    if offer.size() >= self._batch:
                        *pieces, last = offer.cut(self._batch)
                        for piece in pieces:
                            yield Group(piece)
                        yield Group(last, number)
                        offer = Offer()
            async with aclosing(reader.tagged(walk.others)) as tagged:
                offer.blobs += history.wanted([blob async for blob in tagged])
        except GitError:
            gaps.failed = True
        for piece in offer.cut(min(self._batch, _LAST)):
            yield Group(piece)
        if gaps.failed:
            await history.failed()
            async with aclosing(reader.everything()) as everything:
                blobs: list[Blob] = []
                async for blob in everything:
                    blobs += history.wanted([blob])
                    if len(blobs) >= self._batch:
                        yield Group(Offer(blobs))
                        blobs = []
                yield Group(Offer(blobs))

    def _debts(self, gaps: Gaps, lost: int, others: Sequence[str]) -> tuple[tuple[str, str], ...]:
        here = str(self._path)
        told = [(here, reason) for reason in others]
        if gaps.failed:
            told.append((here, "git cannot walk all of its history (damaged?): read without the commits"))
        if gaps.shallow:
            told.append((here, "a shallow clone: the history before its boundary was not read"))
        if lost:
            told.append((here, f"refs to objects that are missing: {lost}"))
        if gaps.missing:
            told.append((here, f"objects missing from this repository (a partial clone?): {len(gaps.missing)}"))
            told += [(path, _MISSING) for path in list(dict.fromkeys(gaps.paths))[:_NAMED_PATHS]]
        return tuple(told)

    def _chunk(self, position: GitPosition | None, rules: str, *, backlog: bool = False) -> Chunk:
        if position is None:
            return Chunk(self.name, self.visibility, backlog, None)
        debts = [Debt(self.name, path, reason) for path, reason in position.debts]
        if position.refused:
            debts.append(Debt(self.name, str(self._path), position.refused))
        return Chunk(self.name, self.visibility, backlog, None, Cursor(self.name, pack(position), rules), tuple(debts))
