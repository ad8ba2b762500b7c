"""Steps that wait to be sent together: put there by their own claims, taken out by the claim that sends them.

    put    --> a row     since `queued_at`, for this attempt of this step
    take   --> no rows   and the incidents leased to the taker, as by a claim

Each is called within one transaction of the writer.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from agent.ledger.rows import Row, bind, first, maybe_instant, number, read_incident, rows
from agent.model import Incident, PlanStep


def put(db: Database, incident: Incident, step: PlanStep, at: datetime) -> None:
    db.execute(
        "INSERT OR REPLACE INTO batches (incident_id, seq, system, endpoint, kind, epoch, attempts, queued_at) "
        "VALUES (:id, :seq, :system, :endpoint, :kind, :epoch, :attempts, :at)",
        {**_one(incident, step), **_call(step), **bind(at=at)},
    )


def since(db: Database, incident: Incident, step: PlanStep) -> datetime | None:
    """Since when this attempt has been waiting; None where it is not."""
    row = first(
        db,
        "SELECT queued_at FROM batches "
        "WHERE incident_id = :id AND seq = :seq AND epoch = :epoch AND attempts = :attempts",
        _one(incident, step),
    )
    return None if row is None else maybe_instant(row["queued_at"])


def waiting(db: Database, step: PlanStep) -> int:
    """How many wait for the same call."""
    row = first(db, _COUNT, _call(step))
    return 0 if row is None else number(row["n"])


def take(
    db: Database,
    leader: Incident,
    step: PlanStep,
    *,
    types: Collection[str],
    most: int,
    now: datetime,
    until: datetime,
) -> tuple[tuple[Incident, int], ...]:
    """The leader's row, and the others of the same call, the longest waiting first: leased, with their step's seq."""
    db.execute("DELETE FROM batches WHERE incident_id = :id AND seq = :seq", bind(id=leader.id, seq=step.seq))
    db.execute(_VOID, _call(step))
    values = {**_call(step), **bind(types=json.dumps(sorted(types)), most=most, now=now, until=until)}
    taken = []
    for row in rows(db, _WAITING, values):
        key: Row = {"id": row["incident_id"], "seq": row["seq"]}
        db.execute("DELETE FROM batches WHERE incident_id = :id AND seq = :seq", key)
        leased = first(db, _LEASE, {"id": row["incident_id"], **bind(until=until)})
        assert leased is not None
        taken.append((read_incident(db, leased), number(row["seq"])))
    return tuple(taken)


def _one(incident: Incident, step: PlanStep) -> Row:
    return bind(id=incident.id, seq=step.seq, epoch=step.epoch, attempts=step.attempts)


def _call(step: PlanStep) -> Row:
    return bind(system=step.system, endpoint=step.endpoint or "", kind=step.kind)


# What has died meanwhile, or was sent, or lives again in another epoch.
_VOID = """
DELETE FROM batches
WHERE system = :system AND endpoint = :endpoint AND kind = :kind AND NOT EXISTS (
    SELECT 1 FROM incidents AS i JOIN steps AS s ON s.incident_id = i.id AND s.seq = batches.seq
    WHERE i.id = batches.incident_id AND i.live AND i.absorbed_by IS NULL
    AND i.epoch = batches.epoch AND s.epoch = batches.epoch AND s.attempts = batches.attempts
)
"""

_COUNT = """
SELECT count(*) AS n FROM batches AS b JOIN incidents AS i ON i.id = b.incident_id
WHERE b.system = :system AND b.endpoint = :endpoint AND b.kind = :kind AND i.parked IS NULL
"""

# What is parked waits for whatever it is parked for, and keeps its place. What was refused once goes alone.
_WAITING = """
SELECT b.incident_id, b.seq FROM batches AS b
JOIN incidents AS i ON i.id = b.incident_id JOIN steps AS s ON s.incident_id = i.id AND s.seq = b.seq
WHERE b.system = :system AND b.endpoint = :endpoint AND b.kind = :kind
AND ifnull(s.outcome, '') <> 'refused' AND i.type IN (SELECT value FROM json_each(:types))
AND i.parked IS NULL AND (i.leased_until IS NULL OR i.leased_until <= :now)
ORDER BY b.queued_at, b.incident_id LIMIT :most
"""

_LEASE = """
UPDATE incidents SET lease = lease + 1, leased_until = :until, not_before = due, nudged = NULL
WHERE id = :id
RETURNING *
"""
