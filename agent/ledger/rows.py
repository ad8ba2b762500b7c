"""Rows to values and back. What was saved is read as exactly the same dataclasses.

Everything is bound by name through `bind`, the one place that knows how an instant, an enum or a text from a hostile
file becomes something that SQLite keeps.

Just over 300 lines, because each writer of a table's rows stands beside its reader, which must undo it exactly.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from datetime import datetime
from enum import Enum

from sqlite_utils import Database

from agent.found import Debt, Occurrence, Visibility
from agent.model import Clocks, EndpointKey, Incident, Outcome, Owner, PlanStep, Reason, Run, StepKind
from agent.owners import NOBODY
from agent.record import stamp
from detectors.base import Confidence
from revokers.base import Identity, Liveness, Receipt

Bound = str | int | bytes | None
Row = dict[str, Bound]

# From the most to the least exposed; unknown is public for urgency, but says less.
EXPOSURE = (Visibility.PUBLIC, Visibility.UNKNOWN, Visibility.INTERNAL, Visibility.PRIVATE)


def bind(**values: object) -> Row:
    return {name: _bound(value) for name, value in values.items()}


def _bound(value: object) -> Bound:
    match value:
        case None | int() | bytes():
            return value
        case str():
            # File names and authors of a hostile repository need not be text: their bytes are then shown escaped.
            return value.encode("utf-8", "backslashreplace").decode()
        case datetime():
            return stamp(value)
        case Reason():
            return value.name
        case Enum():
            return str(value.value)
        case _:
            message = f"no column holds a {type(value).__name__}"
            raise TypeError(message)


def rows(db: Database, sql: str, parameters: Row) -> list[Row]:
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first(db: Database, sql: str, parameters: Row) -> Row | None:
    found = rows(db, sql, parameters)
    return found[0] if found else None


def text(value: Bound) -> str:
    assert isinstance(value, str)
    return value


def number(value: Bound) -> int:
    assert isinstance(value, int)
    return value


def instant(value: Bound) -> datetime:
    return datetime.fromisoformat(text(value))


def maybe_instant(value: Bound) -> datetime | None:
    return None if value is None else instant(value)


def maybe_text(value: Bound) -> str | None:
    return None if value is None else text(value)


# --- occurrences, cursors, debts -------------------------------------------------------------------


def place_of(occurrence: Occurrence) -> bytes:
    """What makes two occurrences the same place, as 16 bytes."""
    place = [occurrence.source, occurrence.path, occurrence.line, occurrence.start, occurrence.commit or ""]
    return hashlib.blake2b(json.dumps(place).encode(), digest_size=16).digest()


def read_occurrence(row: Row) -> Occurrence:
    return Occurrence(
        source=text(row["source"]),
        path=text(row["path"]),
        line=number(row["line"]),
        end_line=number(row["end_line"]),
        start=number(row["start_column"]),
        end=number(row["end_column"]),
        commit=maybe_text(row["commit_id"]),
        author=maybe_text(row["author"]),
        committed_at=maybe_instant(row["committed_at"]),
        visibility=Visibility(row["visibility"]),
        host_hint=maybe_text(row["host_hint"]),
        # An older Stanch's ledger, which is only looked at, has no such columns yet.
        lines=(number(row.get("value_line") or 0), number(row.get("value_end_line") or 0)),
    )


def read_debt(row: Row) -> Debt:
    return Debt(text(row["source"]), text(row["path"]), text(row["reason"]), lasting=bool(row["lasting"]))


# --- incidents -------------------------------------------------------------------------------------


def read_incident(db: Database, row: Row) -> Incident:
    """An incident from its own row and those that hang from it. Call it within one transaction."""
    key = bind(id=row["id"])
    parts = rows(db, "SELECT part, fingerprint FROM fingerprints WHERE incident_id = :id", key)
    steps = rows(db, "SELECT * FROM steps WHERE incident_id = :id ORDER BY position", key)
    proofs = rows(db, "SELECT * FROM proofs WHERE incident_id = :id", key)
    return Incident(
        id=number(row["id"]),
        canonical=text(row["canonical"]),
        type=text(row["type"]),
        preview=text(row["preview"]),
        confidence=Confidence(row["confidence"]),
        visibility=Visibility(row["visibility"]),
        fingerprints={text(part["part"]): text(part["fingerprint"]) for part in parts},
        owner=Owner(text(row["owner_name"]), text(row["owner_reason"])),
        clocks=Clocks(instant(row["detected"]), **{name: maybe_instant(row[name]) for name in _LATER_CLOCKS}),
        deadline=instant(row["deadline"]),
        backlog=bool(row["backlog"]),
        epoch=number(row["epoch"]),
        plan=tuple(_step(step) for step in steps),
        proofs=dict(_proof(proof) for proof in proofs),
        identity=_identity(row["identity"]),
        parked=None if row["parked"] is None else Reason[text(row["parked"])],
        note=text(row["note"]),
        parked_until=maybe_instant(row["parked_until"]),
        not_before=maybe_instant(row["due"]),
        rechecks=number(row["rechecks"]),
        lease=number(row["lease"]),
        requested_by=maybe_text(row["requested_by"]),
    )


_LATER_CLOCKS = tuple(field.name for field in fields(Clocks) if field.name != "detected")


def _identity(value: Bound) -> Identity | None:
    if value is None:
        return None
    known = json.loads(text(value))
    return Identity(**{**known, "privileges": tuple(known["privileges"])})


def _identity_text(identity: Identity | None) -> str | None:
    return json.dumps(asdict(identity)) if identity else None


def _step(row: Row) -> PlanStep:
    reference = maybe_text(row["receipt_reference"])
    return PlanStep(
        seq=number(row["seq"]),
        kind=StepKind(row["kind"]),
        system=text(row["system"]),
        endpoint=maybe_text(row["endpoint"]),
        epoch=number(row["epoch"]),
        not_before=instant(row["not_before"]),
        reversible=bool(row["reversible"]),
        needs=None if row["needs"] is None else Reason[text(row["needs"])],
        intent_at=maybe_instant(row["intent_at"]),
        accepted_at=maybe_instant(row["accepted_at"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        receipt=None if reference is None else Receipt(reference, maybe_instant(row["receipt_date"])),
        attempts=number(row["attempts"]),
        approved_by=tuple(json.loads(text(row["approved_by"]))),
        doubtful_since=maybe_instant(row["doubtful_since"]),
        lost=tuple(instant(at) for at in json.loads(maybe_text(row.get("lost")) or "[]")),
    )


def _proof(row: Row) -> tuple[EndpointKey, Run]:
    return (text(row["system"]), text(row["endpoint"])), Run(
        liveness=Liveness(row["liveness"]),
        at=instant(row["at"]),
        reason=text(row["reason"]),
        live_at=maybe_instant(row["live_at"]),
        dead_since=maybe_instant(row["dead_since"]),
        dead_at=maybe_instant(row["dead_at"]),
        deads=number(row["deads"]),
        unknowns=number(row["unknowns"]),
        controlled=bool(row["controlled"]),
        identity=_identity(row["identity"]),
        dormant=bool(row["dormant"]),
    )


def write_progress(db: Database, incident: Incident) -> None:
    """What the responder decides. What intake decides (type, visibility, t0, fingerprints) it cannot overwrite, nor,
    within an epoch, when the owner was told, nor the owner that intake found meanwhile for what was nobody's.
    """
    clocks = incident.clocks
    live = any(run.deads == 0 and run.live_at is not None for run in incident.proofs.values())
    db.execute(
        """
        UPDATE incidents SET
            owner_name = iif(:owner_reason = :nobody, owner_name, :owner_name),
            owner_reason = iif(:owner_reason = :nobody, owner_reason, :owner_reason),
            detected = :detected, verified = :verified,
            noticed = CASE WHEN epoch = :epoch THEN ifnull(noticed, :noticed) ELSE :noticed END,
            decided = :decided, accepted = :accepted, dead_low = :dead_low, dead = :dead,
            confirmed = :confirmed, replaced = :replaced, backlog = :backlog, epoch = :epoch, identity = :identity,
            deadline = CASE WHEN visibility = :visibility THEN :deadline ELSE min(deadline, :deadline) END,
            parked = :parked, note = :note, parked_until = :parked_until, not_before = :not_before,
            rechecks = :rechecks, live = :live, requested_by = :requested_by
        WHERE id = :id
        """,
        bind(
            id=incident.id,
            owner_name=incident.owner.name,
            owner_reason=incident.owner.reason,
            nobody=NOBODY,
            **{name: getattr(clocks, name) for name in ("detected", *_LATER_CLOCKS) if name != "exposed"},
            backlog=incident.backlog,
            epoch=incident.epoch,
            identity=_identity_text(incident.identity),
            visibility=incident.visibility,
            deadline=incident.deadline,
            parked=incident.parked,
            note=incident.note,
            parked_until=incident.parked_until,
            not_before=incident.not_before,
            rechecks=incident.rechecks,
            live=live,
            requested_by=incident.requested_by,
        ),
    )
    _write_steps(db, incident)
    _write_proofs(db, incident)


def _write_steps(db: Database, incident: Incident) -> None:
    db.execute("DELETE FROM steps WHERE incident_id = :id", bind(id=incident.id))
    for position, step in enumerate(incident.plan):
        receipt = step.receipt
        db.execute(
            """
            INSERT INTO steps (
                incident_id, position, seq, kind, system, endpoint, epoch, not_before, reversible, needs, intent_at,
                accepted_at, outcome, receipt_reference, receipt_date, attempts, approved_by, doubtful_since,
                lost
            ) VALUES (
                :id, :position, :seq, :kind, :system, :endpoint, :epoch, :not_before, :reversible, :needs, :intent_at,
                :accepted_at, :outcome, :reference, :date, :attempts, :approved_by, :doubtful_since,
                :lost
            )
            """,
            bind(
                id=incident.id,
                position=position,
                seq=step.seq,
                kind=step.kind,
                system=step.system,
                endpoint=step.endpoint,
                epoch=step.epoch,
                not_before=step.not_before,
                reversible=step.reversible,
                needs=step.needs,
                intent_at=step.intent_at,
                accepted_at=step.accepted_at,
                outcome=step.outcome,
                reference=receipt.reference if receipt else None,
                date=receipt.provider_date if receipt else None,
                attempts=step.attempts,
                approved_by=json.dumps(step.approved_by),
                doubtful_since=step.doubtful_since,
                lost=json.dumps([stamp(at) for at in step.lost]) if step.lost else None,
            ),
        )


def _write_proofs(db: Database, incident: Incident) -> None:
    db.execute("DELETE FROM proofs WHERE incident_id = :id", bind(id=incident.id))
    for (system, endpoint), run in incident.proofs.items():
        db.execute(
            """
            INSERT INTO proofs (
                incident_id, system, endpoint, liveness, at, reason, live_at, dead_since, dead_at, deads, unknowns,
                controlled, identity, dormant
            ) VALUES (
                :id, :system, :endpoint, :liveness, :at, :reason, :live_at, :dead_since, :dead_at, :deads, :unknowns,
                :controlled, :identity, :dormant
            )
            """,
            bind(
                id=incident.id,
                system=system,
                endpoint=endpoint,
                **{field.name: getattr(run, field.name) for field in fields(Run) if field.name != "identity"},
                identity=_identity_text(run.identity),
            ),
        )
