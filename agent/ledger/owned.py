"""Gives an incident another owner by what is seen, not by a person: the row, the event, and so the notice."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from agent import record
from agent.ledger.events import Scribe
from agent.ledger.rows import bind
from agent.model import Owner, Reason


def hand_over(db: Database, scribe: Scribe, key: int, owner: Owner, *, instead_of: str, at: datetime) -> None:
    """Only while the reason of its owner is still `instead_of`."""
    changed = db.execute(
        # What waits is weighed anew, as rules may name owners; what people decided stays.
        "UPDATE incidents SET owner_name = :owner, owner_reason = :why, "
        "nudged = iif(parked IS NOT NULL AND parked NOT IN (:dismissed, :excepted, :denied), :at, nudged) "
        "WHERE id = :id AND owner_reason = :reason",
        bind(
            owner=owner.name,
            why=owner.reason,
            at=at,
            id=key,
            reason=instead_of,
            dismissed=Reason.DISMISSED,
            excepted=Reason.EXCEPTED,
            denied=Reason.DENIED,
        ),
    ).rowcount
    if changed:
        scribe.note(db, key, at=at, what="owner", detail=record.note(f"owned by {owner.name}: {owner.reason}"))
