"""The ledger in SQLite: agent.model.Ledger for one host.

    async caller --job--> Writer (one thread, group commit) --> ledger.db (WAL, synchronous=FULL, secure_delete)
                                                                     ^
    command line ------------------ LedgerView (mode=ro) -----------/

A lease is a number that counts up with every claim. Whoever saves or releases shows it; a former one writes nothing.
`not_before` None means: nothing is planned, never due by itself. Only intake's nudge makes it due again.
Over 300 lines: one class is the one place that gives jobs to the writer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlite_utils import Database

from agent import record
from agent.found import Cursor, Debt, Finding, Occurrence
from agent.inventory.kept import KeptPath
from agent.ledger import arrivals, batches, checkpoints, leases, schema, spends, upkeep
from agent.ledger.arrivals import Arrival
from agent.ledger.checkpoints import Anchor, Signs
from agent.ledger.cursors import Cursors
from agent.ledger.decisions import Decisions
from agent.ledger.erased import Erased
from agent.ledger.errors import LedgerFullError
from agent.ledger.events import Scribe
from agent.ledger.hygiene import Tidy, Told, Unclean, read_hygiene
from agent.ledger.outbox import Outbox
from agent.ledger.pending import forget_pending, read_pending, read_replacements, write_pending
from agent.ledger.permissions import write_permissions
from agent.ledger.reserve import Reserve
from agent.ledger.rows import (
    bind,
    first,
    number,
    read_occurrence,
    rows,
    text,
    write_progress,
)
from agent.ledger.submit import Submission
from agent.ledger.upkeep import Anew, Forgotten, KeysInUse
from agent.ledger.vaults import Gone, Keep, read_kept
from agent.ledger.writer import Work, Writer
from agent.merkle import Checkpoint
from agent.model import Budget, Detail, Incident, Pending, Permissions, PlanStep, Reason, State
from agent.record import Origin
from agent.seal import Lockbox

T = TypeVar("T")


class SqliteLedger:
    """Open it once a process. Every method returns after its commit."""

    def __init__(self, path: Path, decisions: Decisions, origin: Origin, *, reserve: bool = False) -> None:
        """Make or open the ledger. Raises a LedgerError that says what to do. reserve: keep room for a full disk."""
        schema.private_folder(path.parent)
        self._lock = schema.lock(path)
        try:
            kept = Reserve(path.with_suffix(".reserve")) if reserve else None
            db = _opened(path, kept)
        except BaseException:  # no ledger came of it: the next one must be able to lock it
            os.close(self._lock)
            raise
        self._decisions = decisions
        self._scribe = Scribe(origin, decisions.state_of, decisions.provider_of, decisions.notices)
        self._writer = Writer(db, kept)
        self._cursors = Cursors()
        self.outbox = Outbox(self._run, self._scribe, lambda: self._writer.changes)

    def close(self) -> None:
        self._writer.close()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def commits(self) -> int:
        """Transactions committed since it was opened: with group commit, fewer than calls."""
        return self._writer.commits

    @property
    def full(self) -> bool:
        """No room on the disk: nothing more is taken in, and what is here is worked on with the room that was kept."""
        return self._writer.full

    async def _run(self, work: Work[T], *, vital: bool = True) -> T:
        return await asyncio.wrap_future(self._writer.run(work, vital=vital))

    # --- intake -----------------------------------------------------------------------------------

    def lock_cursors(self, lockbox: Lockbox) -> None:
        """With the keys there are cursors: nothing of a position is in the file but in this lockbox."""
        cursors = Cursors(lockbox)

        def work(db: Database) -> None:
            if any([cursors.lock(db), cursors.mask(db)]):
                self._writer.wipe_log()

        self._writer.run(work).result()
        self._cursors = cursors

    async def cursors(self) -> Mapping[str, Cursor]:
        return await self._run(self._cursors.all)

    async def cursor(self, source: str) -> Cursor | None:
        return await self._run(lambda db: self._cursors.of(db, source))

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        await self._run(
            Submission(
                tuple(findings),
                cursor,
                tuple(debts),
                tuple(read),
                at,
                self._decisions,
                self._scribe,
                self._cursors,
                self._writer.wipe_log,
            ),
            vital=False,
        )

    async def arrived(self, source: str, mark: str, sealed: tuple[str, bytes], *, at: datetime) -> bool:
        """What came for a source by a webhook: key id and sealed body. False: so much waits that it is not taken."""
        return await self._run(arrivals.Keep(source, mark, *sealed, at), vital=False)

    async def arrivals(self, source: str, after: int) -> tuple[Arrival, ...]:
        """The next few of what waits."""
        return await self._run(lambda db: arrivals.waiting(db, source, after))

    async def fed(self) -> frozenset[str]:
        """The sources for which something waits that came by a webhook."""
        return await self._run(arrivals.fed)

    async def begin(self, now: datetime) -> None:
        """After a start: nobody else lives who could hold a lease, and what waits is weighed by the present words."""
        await self._run(lambda db: leases.begin(db, now))

    async def set_back(self, now: datetime) -> None:
        """The clock was: what was planned by what it said before is due now."""
        await self._run(lambda db: leases.due_now(db, now))

    # --- the queue --------------------------------------------------------------------------------

    async def claim(self, now: datetime, lane: str, lease_seconds: float) -> Incident | None:
        until = now + timedelta(seconds=lease_seconds)
        return await self._run(lambda db: leases.claim(db, now, lane, until))

    async def claim_one(self, incident_id: int, now: datetime, lease_seconds: float) -> Incident | None:
        until = now + timedelta(seconds=lease_seconds)
        return await self._run(lambda db: leases.claim_one(db, incident_id, now, until))

    async def nudge(self, reason: Reason, now: datetime) -> None:
        await self._run(lambda db: leases.nudge(db, reason, now))

    async def save(
        self, incident: Incident, *, at: datetime, what: str, detail: Detail, pending: Pending | None = None
    ) -> None:
        def work(db: Database) -> None:
            leases.hold(db, incident)
            write_progress(db, incident)
            if pending is not None:
                write_pending(db, incident.id, pending)
                if pending.sealed is None:
                    self._writer.wipe_log()
            self._scribe.note(db, incident.id, at=at, what=what, detail=detail)

        await self._run(work)

    async def save_all(self, told: Sequence[tuple[Incident, Detail]], *, at: datetime, what: str) -> None:
        def work(db: Database) -> None:
            for incident, detail in told:
                leases.hold(db, incident)
                write_progress(db, incident)
                self._scribe.note(db, incident.id, at=at, what=what, detail=detail)

        await self._run(work)

    async def release(self, incident: Incident) -> None:
        await self._run(lambda db: leases.release(db, incident))

    async def dues(self) -> Mapping[str, datetime]:
        """By lane, when the next claim can succeed: a leased incident counts from the end of its lease."""
        return await self._run(leases.dues)

    # --- what is sent together --------------------------------------------------------------------

    async def queue(self, incident: Incident, step: PlanStep, *, at: datetime, detail: Detail) -> None:
        def work(db: Database) -> None:
            leases.hold(db, incident)
            write_progress(db, incident)
            batches.put(db, incident, step, at)
            self._scribe.note(db, incident.id, at=at, what="queued", detail=detail)

        await self._run(work)

    async def queued(self, incident: Incident, step: PlanStep) -> datetime | None:
        return await self._run(lambda db: batches.since(db, incident, step))

    async def company(self, step: PlanStep) -> int:
        return await self._run(lambda db: batches.waiting(db, step))

    async def gather(
        self,
        leader: Incident,
        step: PlanStep,
        *,
        types: Collection[str],
        most: int,
        now: datetime,
        lease_seconds: float,
    ) -> tuple[tuple[Incident, int], ...]:
        until = now + timedelta(seconds=lease_seconds)

        def work(db: Database) -> tuple[tuple[Incident, int], ...]:
            leases.hold(db, leader)
            return batches.take(db, leader, step, types=types, most=most, now=now, until=until)

        return await self._run(work)

    # --- brakes -----------------------------------------------------------------------------------

    async def spent(self, now: datetime, budget: Budget) -> int:
        return await self._run(lambda db: spends.spent(db, now, budget))

    async def frees(self, now: datetime, *budgets: Budget) -> datetime:
        return await self._run(lambda db: spends.frees(db, now, budgets))

    async def spend(self, now: datetime, *budgets: Budget, vital: bool = True) -> bool:
        return await self._run(lambda db: spends.spend(db, now, budgets), vital=vital)

    # --- values and places ------------------------------------------------------------------------

    async def sealed(self, incident_id: int) -> tuple[str, bytes] | None:
        row = await self._run(
            lambda db: first(db, "SELECT key_id, value FROM sealed WHERE incident_id = :id", bind(id=incident_id))
        )
        if row is None:
            return None
        value = row["value"]
        assert isinstance(value, bytes)
        return text(row["key_id"]), value

    async def erase(self, incident: Incident, *, at: datetime) -> None:
        def work(db: Database) -> None:
            leases.hold(db, incident)
            key = bind(id=incident.id)
            db.execute("UPDATE sealed SET value = zeroblob(length(value)) WHERE incident_id = :id", key)
            forget_pending(db, key)
            if db.execute("DELETE FROM sealed WHERE incident_id = :id", key).rowcount:
                self._scribe.note(db, incident.id, at=at, what="value:erased", detail={})
                self._writer.wipe_log()

        await self._run(work)

    async def pending(self, incident_id: int, system: str, epoch: int) -> Pending | None:
        values = bind(id=incident_id, system=system, epoch=epoch)
        return await self._run(lambda db: read_pending(db, values))

    async def replacements(self) -> Mapping[str, str]:
        return await self._run(read_replacements)

    async def occurrences(self, incident_id: int) -> tuple[Occurrence, ...]:
        found = await self._run(
            lambda db: rows(db, "SELECT * FROM occurrences WHERE incident_id = :id ORDER BY id", bind(id=incident_id))
        )
        return tuple(read_occurrence(row) for row in found)

    async def holders(self, marks: Sequence[str]) -> tuple[int, ...]:
        """The incidents that one of these marks, canonical or of a part, belongs to; the oldest first."""

        def work(db: Database) -> tuple[int, ...]:
            found = {number(row["id"]) for mark in marks for row in rows(db, _HOLDERS, bind(mark=mark))}
            return tuple(sorted(found))

        return await self._run(work)

    async def proven(self, source: str) -> frozenset[str]:
        """The paths of a source at which everything that was found is INVALIDATED."""
        values = bind(source=source, invalidated=State.INVALIDATED)
        found = await self._run(lambda db: rows(db, _PROVEN, values))
        return frozenset(text(row["path"]) for row in found)

    async def note_at(self, source: str, place: str, words: str, *, at: datetime) -> None:
        """In the chain of every incident that was seen there; once, however often it is said."""
        values = bind(source=source, path=place, words=words)

        def work(db: Database) -> None:
            for row in rows(db, _NOT_NOTED, values):
                self._scribe.note(db, number(row["id"]), at=at, what="note", detail=record.note(words))

        await self._run(work)

    async def erased_at(
        self, incident_id: int, source: str, path: str, words: str, *, at: datetime, what: str = record.ERASED
    ) -> bool:
        """What was seen of it there is there no more, or is being erased. False: nothing of it was seen there."""
        return await self._run(Erased(self._scribe, incident_id, source, path, words, what, at))

    # --- permissions ------------------------------------------------------------------------------

    async def permitted(self, answers: Sequence[Permissions]) -> None:
        """What Stanch's own credentials lack, in place of what was known before."""
        await self._run(lambda db: write_permissions(db, answers), vital=False)

    # --- vault stores -----------------------------------------------------------------------------

    async def keep(self, paths: Sequence[KeptPath], at: datetime) -> None:
        """What was read at some paths of a store: fingerprints, and what the store says."""
        await self._run(Keep(tuple(paths), at), vital=False)

    async def gone(self, source: str, present: Collection[str], at: datetime) -> None:
        """A store was listed whole, and these paths are all."""
        await self._run(Gone(source, frozenset(present), at))

    async def kept(self) -> tuple[KeptPath, ...]:
        return await self._run(read_kept)

    async def tidy(self, sources: Collection[str], oldest: timedelta, at: datetime) -> None:
        """What is wrong now with how values are kept, and who owns what leaked from there."""
        vouched = self._decisions.vouched
        parts = self._decisions.secret_parts
        await self._run(Tidy(frozenset(sources), oldest, parts, vouched, self._scribe, at), vital=False)

    async def hygiene(self) -> tuple[Unclean, ...]:
        return await self._run(read_hygiene)

    async def hygiene_told(self, found: Sequence[Unclean], at: datetime) -> None:
        await self._run(Told(tuple(found), at))

    # --- evidence ---------------------------------------------------------------------------------

    async def checkpoint(self, at: datetime, signer: Signs, anchor: Anchor | None = None) -> Checkpoint | None:
        """Sign all heads and hand it to the anchor, with what an earlier crash left undelivered.

        None when nothing happened since the last one. No room is made for it: one comes every few minutes, and whoever
        fills the disk would take the rest before it is needed.
        """
        made = await self._run(lambda db: checkpoints.make(db, at, signer), vital=self.full)
        if anchor is not None:
            for checkpoint, line in await self._run(checkpoints.to_anchor):
                await asyncio.to_thread(anchor.append, line)
                await self._run(_Anchored(checkpoint), vital=self.full)
        return made

    async def hand_over(self, at: datetime, signer: Signs, heir: Signs) -> Checkpoint | None:
        """The old key's last checkpoint, which names the new key, and the new key's first, in one transaction.

        The former; None when nothing was ever written: then there is nothing that anybody would want to follow.
        """
        return await self._run(upkeep.HandOver(signer, heir, at, self._scribe))

    # --- upkeep -----------------------------------------------------------------------------------

    async def keys_in_use(self) -> KeysInUse:
        return await self._run(upkeep.keys_in_use)

    async def recognises(self, mark: str, key_id: str) -> bool:
        """Was it made with this fingerprint key (ScannerKeys.mark)? A ledger without a mark takes it."""
        return await self._run(upkeep.Recognise(mark, key_id))

    async def renew_key(self, mark: str) -> None:
        """Another fingerprint key from now on: what was found before is a stranger, and all is read again."""
        await self._run(upkeep.Renew(mark))

    async def reseal(self, at: datetime, anew: Anew) -> tuple[int, int]:
        """Every sealed value sealed anew, in one transaction; how many were, and how many nobody could open."""
        return await self._run(upkeep.Reseal(anew, at, self._scribe, self._writer.wipe_log))

    async def purge(self, at: datetime, before: datetime, sources: Sequence[str], who: str) -> Forgotten:
        """Forget what nobody needs any more (upkeep.py), some incidents in each transaction."""
        job = upkeep.Purge(before, tuple(sources), at, who, self._scribe, self._writer.wipe_log)
        total = Forgotten()
        while (done := await self._run(job)) != Forgotten():
            total += done
        return total


class _Anchored:
    """The anchor has this one."""

    def __init__(self, checkpoint: int) -> None:
        self._checkpoint = checkpoint

    def __call__(self, db: Database) -> None:
        checkpoints.anchored(db, self._checkpoint)


def _opened(path: Path, kept: Reserve | None) -> Database:
    """Its logs and its migrations need room as well."""
    try:
        return schema.open_for_writing(path)
    except LedgerFullError:
        if kept is None or not kept.free():
            raise
    return schema.open_for_writing(path)


_HOLDERS = """
SELECT ifnull(absorbed_by, id) AS id FROM incidents
WHERE canonical = :mark OR id IN (SELECT incident_id FROM fingerprints WHERE fingerprint = :mark)
"""

_PROVEN = """
SELECT o.path FROM occurrences AS o JOIN incidents AS i ON i.id = o.incident_id
WHERE o.source = :source AND i.absorbed_by IS NULL GROUP BY o.path HAVING min(i.state = :invalidated) = 1
"""

_NOT_NOTED = """
SELECT DISTINCT i.id FROM occurrences AS o JOIN incidents AS i ON i.id = o.incident_id
WHERE o.source = :source AND o.path = :path AND i.absorbed_by IS NULL AND NOT EXISTS (
    SELECT 1 FROM events AS e
    WHERE e.incident_id = i.id AND e.what = 'note' AND json_extract(e.record, '$.detail.note') = :words
) ORDER BY i.id
"""
