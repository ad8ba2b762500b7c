"""Who works on an incident: the most urgent of a lane is leased to one, by a number that counts up with every claim.

    due --claim--> leased --hold: still ours?--> saved ... --release--> due again at `not_before`
                     `- until `leased_until`, or a start: then the next claim has it

Each is called within one transaction of the writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from agent.ledger.rows import Row, bind, first, instant, read_incident, rows, text
from agent.model import Incident, LeaseLostError, Reason


def begin(db: Database, now: datetime) -> None:
    values = bind(now=now, dismissed=Reason.DISMISSED, excepted=Reason.EXCEPTED, denied=Reason.DENIED)
    db.execute("UPDATE incidents SET leased_until = NULL, lease = lease + 1 WHERE leased_until IS NOT NULL", {})
    db.execute(
        "UPDATE incidents SET nudged = :now WHERE parked IS NOT NULL AND absorbed_by IS NULL "
        "AND parked NOT IN (:dismissed, :excepted, :denied)",
        values,
    )
    due_now(db, now)


def due_now(db: Database, now: datetime) -> None:
    """What somebody planned at a time that is yet to come."""
    values = bind(now=now)
    db.execute(
        "UPDATE incidents SET nudged = :now WHERE due > :now AND EXISTS "
        "(SELECT 1 FROM events WHERE incident_id = incidents.id AND at > :now)",
        values,
    )
    db.execute("UPDATE outbox SET not_before = :now WHERE settled_at IS NULL AND made_at > :now", values)
    # Else a cap stays full, and a call queued, until the clock is there again.
    db.execute("UPDATE spends SET at = :now WHERE at > :now", values)
    db.execute("UPDATE batches SET queued_at = :now WHERE queued_at > :now", values)


def claim(db: Database, now: datetime, lane: str, until: datetime) -> Incident | None:
    row = first(db, _CLAIM, bind(now=now, lane=lane, until=until))
    return None if row is None else read_incident(db, row)


def claim_one(db: Database, incident_id: int, now: datetime, until: datetime) -> Incident | None:
    row = first(db, _CLAIM_ONE, bind(id=incident_id, now=now, until=until))
    return None if row is None else read_incident(db, row)


def nudge(db: Database, reason: Reason, now: datetime) -> None:
    values = bind(now=now, reason=reason)
    db.execute("UPDATE incidents SET nudged = :now WHERE parked = :reason AND absorbed_by IS NULL", values)


def hold(db: Database, incident: Incident) -> Row:
    """Only while the lease is ours and not given back; an expired one still is, until another claim."""
    row = first(
        db,
        "SELECT id FROM incidents WHERE id = :id AND lease = :lease AND leased_until IS NOT NULL",
        bind(id=incident.id, lease=incident.lease),
    )
    if row is None:
        message = f"incident {incident.id} is no longer leased to us"
        raise LeaseLostError(message)
    return row


def release(db: Database, incident: Incident) -> None:
    hold(db, incident)
    db.execute(
        "UPDATE incidents SET leased_until = NULL, not_before = :not_before WHERE id = :id",
        bind(id=incident.id, not_before=incident.not_before),
    )


def dues(db: Database) -> Mapping[str, datetime]:
    return {text(row["lane"]): instant(row["at"]) for row in rows(db, _DUES, {})}


# Most urgent first: live and public, then by deadline; what the first scan found comes after the rest.
_CLAIM = """
UPDATE incidents SET lease = lease + 1, leased_until = :until, not_before = due, nudged = NULL
WHERE id = (
    SELECT id FROM incidents
    WHERE lane = :lane AND due IS NOT NULL AND due <= :now AND (leased_until IS NULL OR leased_until <= :now)
    ORDER BY backlog, urgent DESC, deadline, id LIMIT 1
)
RETURNING *
"""

_CLAIM_ONE = """
UPDATE incidents SET lease = lease + 1, leased_until = :until, not_before = due, nudged = NULL
WHERE id = :id AND absorbed_by IS NULL AND (leased_until IS NULL OR leased_until <= :now)
RETURNING *
"""

_DUES = "SELECT lane, min(max(due, ifnull(leased_until, due))) AS at FROM incidents WHERE due IS NOT NULL GROUP BY lane"
