r"""The outbox's rows: wanted in the transaction of an event, sent by a task, at least once.

    Scribe.note --want()--> waiting --sending()--> may have gone out --told()--> thread, tn, evidence
                             ^  ^------ put_off() ------'           \--settle()--> stale, failed
                             '------------- want() ----------------------------------'

A row's key makes a message wanted twice one message. What was out of date and is wanted again waits again. Who is told
of what is agent/notify/wanted.py; the SQL is here, and what reads a row in outgoing.py.

Just over 300 lines, as a row's whole life is read as one, the backlog's digest and release included.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from sqlite_utils import Database

from agent import record
from agent.ledger.outgoing import Outgoing, read_outgoing
from agent.ledger.rows import bind, first, instant, maybe_instant, number, rows, text
from agent.ledger.writer import Work
from agent.model import Incident, State
from agent.notify.wanted import PAGES, Audience, Kind, Notice, Waiting

if TYPE_CHECKING:
    from agent.ledger.events import Scribe

T = TypeVar("T")

# A source, with those that it has brought: `acme` and every `acme/...` (a `0` comes after the slash).
_OF_SOURCE: Final = "(source = :source OR (source > :source || '/' AND source < :source || '0'))"
_RELEASED: Final = (
    "SELECT b.incident_id AS id FROM backlog AS b JOIN incidents AS i ON i.id = b.incident_id "  # noqa: S608 - our words
    f"WHERE b.released_at IS NULL AND i.absorbed_by IS NULL AND (:source IS NULL OR {_OF_SOURCE}) "
    "ORDER BY b.incident_id LIMIT :limit"
)
_PAGES: Final = json.dumps([kind.value for kind in PAGES])


@dataclass(frozen=True, slots=True)
class Accepted:
    """Slack took a message: to whom, where, which, and what it said."""

    recipient: str
    channel: str
    ts: str
    told: str
    why: str


class Runs(Protocol):
    """The ledger's writer: a job, and its result after the commit."""

    async def __call__(self, work: Work[T]) -> T: ...


def want(db: Database, incident: Incident, notices: Sequence[Notice], at: datetime) -> None:
    """Rows for what is wanted and not there yet. What follows does so only where the leak itself was told or waits."""
    for notice in notices:
        name = incident.owner.name if notice.audience is Audience.OWNER else ""
        mark = _stuck_since(db, incident) if notice.kind is Kind.STUCK else notice.mark
        kind = f"{notice.kind.value}.{mark}" if mark else notice.kind.value
        values = bind(
            id=incident.id,
            epoch=incident.epoch,
            kind=notice.kind,
            audience=notice.audience,
            name=name,
            at=at,
            not_before=notice.not_before,
            leak=Kind.LEAK,
            key=f"{incident.id}:{incident.epoch}:{kind}:{notice.audience.value}:{name}",
            follows=notice.follows,
        )
        db.execute(
            """
            INSERT INTO outbox (key, incident_id, epoch, kind, audience, name, made_at, not_before, attempts, note)
            SELECT :key, :id, :epoch, :kind, :audience, :name, :at, :not_before, 0, ''
            WHERE :follows = 0 OR EXISTS (
                SELECT 1 FROM outbox WHERE incident_id = :id AND epoch = :epoch AND kind = :leak
                AND audience = :audience AND name = :name
            )
            ON CONFLICT (key) DO UPDATE SET
                not_before = iif(settled_at IS NULL, min(not_before, :not_before), :not_before),
                made_at = iif(settled_at IS NULL, made_at, :at),
                note = iif(settled_at IS NULL, note, ''),
                attempts = 0, settled_at = NULL, outcome = NULL
            WHERE outcome = 'stale' OR (settled_at IS NULL AND attempts = 0)
            """,
            values,
        )


def _stuck_since(db: Database, incident: Incident) -> str:
    """The number of the event since which it is stuck: being stuck again is another message."""
    row = first(
        db,
        "SELECT ifnull(max(seq), 0) AS seq FROM events "
        "WHERE incident_id = :id AND json_extract(record, '$.detail.state') <> :stuck",
        bind(id=incident.id, stuck=State.STUCK),
    )
    assert row is not None
    return str(row["seq"])


class Outbox:
    """What the sender and `stanch backlog` do with the rows. Every method returns after its commit."""

    def __init__(self, run: Runs, scribe: Scribe, changes: Callable[[], int]) -> None:
        """`changes`: another number after whatever was written into the ledger."""
        self._run = run
        self._scribe = scribe
        self.changes = changes

    async def due(self, now: datetime, limit: int) -> tuple[Outgoing, ...]:
        """What may go out now: the operator's pages first, then each owner in turn, so that nobody's flood hides what
        is for somebody else. Of each, what is live and public first, then the oldest wish.
        """
        found = await self._run(
            lambda db: [
                read_outgoing(db, row)
                for row in rows(
                    db,
                    """
                    SELECT o.*, row_number() OVER (
                        PARTITION BY o.audience, o.name ORDER BY ifnull(i.urgent, 0) DESC, o.id
                    ) AS turn
                    FROM outbox AS o LEFT JOIN incidents AS i ON i.id = o.incident_id
                    WHERE o.settled_at IS NULL AND o.not_before <= :now
                    ORDER BY
                        o.audience <> :operator OR o.kind NOT IN (SELECT value FROM json_each(:pages)),
                        turn, ifnull(i.urgent, 0) DESC, o.id
                    LIMIT :limit
                    """,
                    bind(now=now, limit=limit, operator=Audience.OPERATOR, pages=_PAGES),
                )
            ]
        )
        return tuple(found)

    async def again(self, ids: Sequence[int]) -> tuple[Outgoing, ...]:
        """These rows and what they are about as they stand now, in this order; without those that are settled."""

        def work(db: Database) -> list[Outgoing]:
            found = (
                first(db, "SELECT * FROM outbox WHERE id = :id AND settled_at IS NULL", bind(id=key)) for key in ids
            )
            return [read_outgoing(db, row) for row in found if row is not None]

        return tuple(await self._run(work))

    async def next_due(self) -> datetime | None:
        row = await self._run(
            lambda db: first(db, "SELECT min(not_before) AS at FROM outbox WHERE settled_at IS NULL", {})
        )
        return None if row is None else maybe_instant(row["at"])

    async def put_off(self, ids: Sequence[int], until: datetime, note: str, *, counts: bool, unsure: bool) -> None:
        """Later. `counts`: it was an attempt; `unsure`: it may have gone through all the same."""

        def work(db: Database) -> None:
            for key in ids:
                db.execute(
                    "UPDATE outbox SET not_before = :until, note = :note, attempts = attempts + :counts, "
                    "sending_at = CASE WHEN :unsure THEN sending_at END WHERE id = :id AND settled_at IS NULL",
                    bind(id=key, until=until, note=note, counts=counts, unsure=unsure),
                )

        await self._run(work)

    async def sending(self, ids: Sequence[int], at: datetime) -> None:
        """The intent, durable before the call."""

        def work(db: Database) -> None:
            for key in ids:
                db.execute("UPDATE outbox SET sending_at = :at WHERE id = :id", bind(id=key, at=at))

        await self._run(work)

    async def told(
        self, sent: Sequence[tuple[Outgoing, Accepted]], at: datetime, *, outcome: str | None, digest: bool = False
    ) -> None:
        """Slack took it: thread, owner's notice (tn) and evidence, at once. `outcome` None: others wait."""

        def work(db: Database) -> None:
            for row, accepted in sent:
                if digest:
                    _digested(db, accepted.recipient, at)
                if row.incident is not None:
                    self._told(db, row.incident.id, row.about, accepted, at)
                if outcome is not None:
                    _settle(db, row.id, outcome, at, "")

        await self._run(work)

    def _told(self, db: Database, key: int, about: Waiting, accepted: Accepted, at: datetime) -> None:
        db.execute(
            "INSERT INTO threads (incident_id, recipient, channel, ts, told) "
            "VALUES (:id, :recipient, :channel, :ts, :told) "
            "ON CONFLICT (incident_id, recipient) DO UPDATE SET told = :told",
            bind(
                id=key,
                recipient=accepted.recipient,
                channel=accepted.channel,
                ts=accepted.ts,
                told=accepted.told,
            ),
        )
        if about.audience is Audience.OWNER:
            db.execute(
                "UPDATE incidents SET noticed = :at WHERE id = :id AND epoch = :epoch AND noticed IS NULL",
                bind(id=key, at=at, epoch=about.epoch),
            )
        words = (
            f"told {about.audience.value} of {about.kind.value}: Slack user {accepted.recipient}, "
            f"message {accepted.ts} in {accepted.channel}"
        )
        why = f" ({accepted.why})" if accepted.why else ""
        self._scribe.note(db, key, at=at, what="notice", detail=record.note(words + why))

    async def settle(self, ids: Sequence[int], outcome: str, at: datetime, note: str) -> None:
        """Over without a message of its own: out of date, or given up."""

        def work(db: Database) -> None:
            for key in ids:
                _settle(db, key, outcome, at, note)

        await self._run(work)

    async def digests(self) -> Mapping[str, datetime]:
        """When each recipient last got one."""
        found = await self._run(lambda db: rows(db, "SELECT recipient, at FROM digests", {}))
        return {text(row["recipient"]): instant(row["at"]) for row in found}

    # --- the backlog ------------------------------------------------------------------------------

    async def scanned(self, source: str, at: datetime, not_before: datetime) -> None:
        """The first look at a source is through: one digest of what it found that was in none yet."""

        def work(db: Database) -> None:
            fresh = first(
                db,
                f"SELECT max(incident_id) AS last FROM backlog WHERE {_OF_SOURCE} AND digest IS NULL",  # noqa: S608 - our own words
                bind(source=source),
            )
            if fresh is None or fresh["last"] is None:
                return
            cursor = db.execute(
                "INSERT INTO outbox (key, epoch, kind, audience, name, made_at, not_before, attempts, note) "
                "VALUES (:key, 0, :kind, :audience, :source, :at, :not_before, 0, '') ON CONFLICT (key) DO NOTHING",
                bind(
                    key=f"scanned:{number(fresh['last'])}:{source}",
                    kind=Kind.SCANNED,
                    audience=Audience.OPERATOR,
                    source=source,
                    at=at,
                    not_before=not_before,
                ),
            )
            db.execute(
                f"UPDATE backlog SET digest = :digest WHERE {_OF_SOURCE} AND digest IS NULL",  # noqa: S608 - our own words
                bind(digest=cursor.lastrowid, source=source),
            )

        await self._run(work)

    async def backlog_of(self, digest: int) -> Mapping[State, int]:
        """The incidents of one digest by the state that they are in by now."""
        found = await self._run(
            lambda db: rows(
                db,
                "SELECT i.state, count(*) AS n FROM backlog AS b JOIN incidents AS i ON i.id = b.incident_id "
                "WHERE b.digest = :digest AND i.absorbed_by IS NULL GROUP BY i.state ORDER BY i.state",
                bind(digest=digest),
            )
        )
        return {State(text(row["state"])): number(row["n"]) for row in found}

    async def release(self, source: str | None, person: str, at: datetime, limit: int) -> int:
        """Owners may be told of (at most `limit`) incidents of the backlog; how many were released."""

        def work(db: Database) -> int:
            found = rows(db, _RELEASED, bind(source=source, limit=limit))
            for row in found:
                db.execute(
                    "UPDATE backlog SET released_at = :at, released_by = :person WHERE incident_id = :id",
                    bind(id=row["id"], at=at, person=person),
                )
                note = record.note(f"released from the backlog: owners may be told (by {person})")
                self._scribe.note(db, number(row["id"]), at=at, what="released", detail=note)
            return len(found)

        return await self._run(work)


def _settle(db: Database, key: int, outcome: str, at: datetime, note: str) -> None:
    db.execute(
        "UPDATE outbox SET settled_at = :at, outcome = :outcome, note = :note, sending_at = NULL "
        "WHERE id = :id AND settled_at IS NULL",
        bind(id=key, at=at, outcome=outcome, note=note),
    )


def _digested(db: Database, recipient: str, at: datetime) -> None:
    db.execute(
        "INSERT INTO digests (recipient, at) VALUES (:recipient, :at) "
        "ON CONFLICT (recipient) DO UPDATE SET at = max(at, :at)",
        bind(recipient=recipient, at=at),
    )
