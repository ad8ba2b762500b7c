"""The outbox's rows as they are read: what waits to be sent with all that it is about, and how much waits.

Who writes them is outbox.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from agent.found import Occurrence
from agent.ledger.rows import (
    Row,
    bind,
    first,
    instant,
    maybe_instant,
    number,
    read_incident,
    read_occurrence,
    rows,
    text,
)
from agent.model import Incident
from agent.notify.wanted import Audience, Kind, Waiting

PLACES: Final = 20  # of an incident, as far as a message needs them


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation about one incident. `told`: what was said in it last."""

    recipient: str
    channel: str
    ts: str
    told: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message that waits, with all that it is about. `incident` None: the digest of a source's backlog, or gone.

    sending_at: an attempt of which nobody knows whether it went through
    places:     the first of `occurrences`
    after:      the first message of this audience still waits, until then
    """

    id: int
    key: str
    about: Waiting
    attempts: int
    made_at: datetime
    sending_at: datetime | None
    incident: Incident | None = None
    occurrences: int = 0
    places: tuple[Occurrence, ...] = ()
    released: bool = True
    threads: Mapping[str, Thread] = field(default_factory=dict)
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notices:
    """What waits to be told, what was given up, and why the one that failed last did."""

    waiting: int
    failing: int
    failed: int
    oldest: datetime | None
    why: str


NONE_WAIT: Final = Notices(0, 0, 0, None, "")


def released(db: Database, incident: Incident) -> bool:
    """May owners be told of it?"""
    if not incident.backlog:
        return True
    row = first(db, "SELECT released_at FROM backlog WHERE incident_id = :id", bind(id=incident.id))
    return row is not None and row["released_at"] is not None


def read_outgoing(db: Database, row: Row) -> Outgoing:
    about = Waiting(Kind(text(row["kind"])), Audience(text(row["audience"])), number(row["epoch"]), text(row["name"]))
    key = bind(id=row["incident_id"])
    found = first(db, "SELECT * FROM incidents WHERE id = :id AND absorbed_by IS NULL", key)
    incident = None if found is None else read_incident(db, found)
    places = rows(
        db, "SELECT * FROM occurrences WHERE incident_id = :id ORDER BY id LIMIT :n", {**key, **bind(n=PLACES)}
    )
    threads = rows(db, "SELECT recipient, channel, ts, told FROM threads WHERE incident_id = :id", key)
    return Outgoing(
        id=number(row["id"]),
        key=text(row["key"]),
        about=about,
        attempts=number(row["attempts"]),
        made_at=instant(row["made_at"]),
        sending_at=maybe_instant(row["sending_at"]),
        incident=incident,
        occurrences=0 if found is None else number(found["occurrences"]),
        places=tuple(read_occurrence(place) for place in places),
        released=incident is None or released(db, incident),
        threads={
            text(one["recipient"]): Thread(
                text(one["recipient"]), text(one["channel"]), text(one["ts"]), text(one["told"])
            )
            for one in threads
        },
        after=_after(db, row) if row["kind"] != Kind.LEAK.value else None,
    )


def _after(db: Database, row: Row) -> datetime | None:
    leak = first(
        db,
        "SELECT not_before FROM outbox WHERE incident_id = :id AND epoch = :epoch AND audience = :audience "
        "AND name = :name AND kind = :leak AND settled_at IS NULL",
        {name: row[name] for name in ("epoch", "audience", "name")} | bind(id=row["incident_id"], leak=Kind.LEAK),
    )
    return None if leak is None else instant(leak["not_before"])


def read_notices(db: Database, now: datetime) -> Notices:
    """What is due and has not gone out; what is wanted for later only is not counted. Within one transaction."""
    row = first(
        db,
        "SELECT count(*) AS waiting, count(CASE WHEN note <> '' AND attempts > 0 THEN 1 END) AS failing, "
        "min(made_at) AS oldest FROM outbox WHERE settled_at IS NULL "
        "AND (not_before <= :now OR attempts > 0 OR sending_at IS NOT NULL)",
        bind(now=now),
    )
    assert row is not None
    failed = first(db, "SELECT count(*) AS n FROM outbox WHERE outcome = 'failed'", {})
    assert failed is not None
    last = first(
        db,
        "SELECT note FROM outbox WHERE attempts > 0 AND note <> '' "
        "AND (settled_at IS NULL OR outcome = 'failed') ORDER BY not_before DESC, id DESC LIMIT 1",
        {},
    )
    return Notices(
        waiting=number(row["waiting"]),
        failing=number(row["failing"]),
        failed=number(failed["n"]),
        oldest=maybe_instant(row["oldest"]),
        why=text(last["note"]) if last else "",
    )
