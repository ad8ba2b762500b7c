"""What came by a webhook, sealed, from its answer until it is scanned, in SQL.

keep() --> waiting() --> a source's chunk --> its cursor moves: worked(), in the same transaction
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from agent.found import Cursor
from agent.ledger.rows import bind, first, number, rows, text

MOST: Final = 64 << 20  # bytes that wait, of all hooks together
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Arrival:
    """One body, sealed to the key `key_id`."""

    id: int
    key_id: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keep:
    """A job: True when it stands in the ledger, now or already; False when too much waits."""

    source: str
    mark: str
    key_id: str
    sealed: bytes = field(repr=False)
    at: datetime

    def __call__(self, db: Database) -> bool:
        known = bind(source=self.source, mark=self.mark)
        if first(db, "SELECT 1 AS it FROM arrivals WHERE source = :source AND mark = :mark", known) is not None:
            return True
        row = first(db, "SELECT ifnull(sum(length(value)), 0) AS n FROM arrivals", {})
        if row is None or number(row["n"]) + len(self.sealed) > MOST:
            return False
        db.execute(
            "INSERT INTO arrivals (source, mark, at, key_id, value) VALUES (:source, :mark, :at, :key_id, :value)",
            known | bind(at=self.at, key_id=self.key_id, value=self.sealed),
        )
        return True


def waiting(db: Database, source: str, after: int) -> tuple[Arrival, ...]:
    """The next few, the oldest first."""
    found = rows(
        db,
        "SELECT * FROM arrivals WHERE source = :source AND id > :after ORDER BY id LIMIT :most",
        bind(source=source, after=after, most=_AT_ONCE),
    )
    return tuple(Arrival(number(row["id"]), text(row["key_id"]), _bytes(row["value"])) for row in found)


def fed(db: Database) -> frozenset[str]:
    """The sources for which something waits."""
    return frozenset(text(row["source"]) for row in rows(db, "SELECT DISTINCT source FROM arrivals", {}))


def worked(db: Database, cursor: Cursor) -> bool:
    """Forget what a cursor has passed; was there any? Of a source that no hook feeds there is none."""
    passed = "FROM arrivals WHERE source = :source AND id <= CAST(:position AS INTEGER)"
    return db.execute(f"DELETE {passed}", bind(source=cursor.source, position=cursor.position)).rowcount > 0


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value
