"""Writes down that an occurrence is there no more: an event on the incident's chain, which names the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from agent import record
from agent.found import Occurrence
from agent.ledger.events import Scribe
from agent.ledger.rows import bind, first, place_of, read_occurrence, rows


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
            if self.what == record.ERASED:
                self._forget(db, [read_occurrence(row) for row in found])
        return bool(found)

    def _forget(self, db: Database, seen: Sequence[Occurrence]) -> None:
        """That they are known: whoever finds one there again is to say so."""
        for one in seen:
            place = bind(id=self.incident, place=place_of(one))
            gone = db.execute("DELETE FROM places WHERE incident_id = :id AND place = :place", place).rowcount
            db.execute(
                "UPDATE incidents SET occurrences = max(0, occurrences - :gone) WHERE id = :id",
                bind(id=self.incident, gone=gone),
            )


def is_erased(db: Database, incident: int, seen: Occurrence) -> bool:
    """Is that the last that was written down of its path?"""
    values = bind(id=incident, source=seen.source, path=seen.path, erased=record.ERASED, again=record.AGAIN)
    last = first(db, _LAST, values)
    return last is not None and last["what"] == record.ERASED


_LAST: Final = """
SELECT e.what FROM events AS e WHERE e.incident_id = :id AND e.what IN (:erased, :again) AND EXISTS (
    SELECT 1 FROM json_each(e.record, '$.detail.where') AS w
    WHERE json_extract(w.value, '$.source') = :source AND json_extract(w.value, '$.path') = :path
) ORDER BY e.seq DESC LIMIT 1
"""
