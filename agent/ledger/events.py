"""The scribe: puts the next link on an incident's chain, in the transaction of what it tells about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from agent import record
from agent.ledger.outbox import want
from agent.ledger.outgoing import released
from agent.ledger.rows import Row, bind, first, instant, number, read_incident, text
from agent.model import Detail, Incident, State
from agent.notify.wanted import Notice
from agent.record import Event, Origin


@dataclass(frozen=True, slots=True)
class Scribe:
    """What it takes to write an event: who writes, what an incident adds up to, and whom that is to be told."""

    origin: Origin
    state_of: Callable[[Incident, datetime], State]
    provider_of: Callable[[str], str | None]
    notices: Callable[[Incident, State, datetime, bool], Sequence[Notice]] = lambda *_: ()

    def note(self, db: Database, incident_id: int, *, at: datetime, what: str, detail: Detail) -> None:
        """The next event of an incident as the ledger has it now; its state is computed again and kept beside it, and
        what is to be told of it goes to the outbox.
        """
        row = first(db, "SELECT * FROM incidents WHERE id = :id", bind(id=incident_id))
        assert row is not None
        incident = read_incident(db, row)
        state = self.state_of(incident, at)
        db.execute("UPDATE incidents SET state = :state WHERE id = :id", bind(id=incident_id, state=state))
        last = first(
            db,
            "SELECT seq, hash FROM events WHERE incident_id = :id ORDER BY seq DESC LIMIT 1",
            bind(id=incident_id),
        )
        event = record.event(
            incident,
            at=at,
            what=what,
            detail=detail,
            state=state,
            provider=self.provider_of(incident.type),
            origin=self.origin,
            after=(number(last["seq"]), text(last["hash"])) if last else (0, record.START),
        )
        db.execute(
            "INSERT INTO events (incident_id, seq, at, what, record, hash) "
            "VALUES (:incident, :seq, :at, :what, :record, :hash)",
            bind(
                incident=event.incident,
                seq=event.seq,
                at=event.at,
                what=event.what,
                record=event.record,
                hash=event.hash,
            ),
        )
        if row["absorbed_by"] is None:
            want(db, incident, self.notices(incident, state, at, released(db, incident)), at)


def read_event(row: Row) -> Event:
    return Event(
        incident=number(row["incident_id"]),
        seq=number(row["seq"]),
        at=instant(row["at"]),
        what=text(row["what"]),
        record=text(row["record"]),
        hash=text(row["hash"]),
    )
