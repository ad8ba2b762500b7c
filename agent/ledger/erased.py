"""Occurrences that are there no more: an event on the incident's chain, which names the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from agent import record
from agent.ledger.events import Scribe
from agent.ledger.rows import bind, read_occurrence, rows


@dataclass(frozen=True, slots=True)
class Erased:
    """What was seen of one incident at a place, not in a commit: `what` happens to it. False: nothing was."""

    scribe: Scribe
    incident: int
    source: str
    path: str
    words: str
    what: str
    at: datetime

    def __call__(self, db: Database) -> bool:
        found = rows(
            db,
            "SELECT * FROM occurrences WHERE incident_id = :id AND source = :source AND path = :path "
            "AND commit_id IS NULL ORDER BY id",
            bind(id=self.incident, source=self.source, path=self.path),
        )
        if found:
            where = {"where": [record.place(read_occurrence(row)) for row in found]}
            detail = {**where, **record.note(self.words)}
            self.scribe.note(db, self.incident, at=self.at, what=self.what, detail=detail)
        return bool(found)
