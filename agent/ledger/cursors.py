"""How far each source was read. Its position names files, branches and jobs, and these can be called like a credential:
it stands in the ledger in a lockbox of the keys (agent/seal.py), never as it is.

Without a lockbox there are no cursors: whoever has no keys reads no source. One that the present keys do not open
counts as none, and so as first sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from agent.found import Cursor
from agent.ledger.errors import LedgerError
from agent.ledger.rows import Row, bind, number, place_of, read_occurrence, rows, text
from agent.scan.names import of_root
from agent.seal import Lockbox


@dataclass(frozen=True, slots=True)
class Cursors:
    """They are read and moved here alone."""

    lockbox: Lockbox | None = None

    def all(self, db: Database) -> dict[str, Cursor]:
        return {cursor.source: cursor for cursor in self._read(rows(db, f"{_SELECT} ORDER BY source", {}))}

    def of(self, db: Database, source: str) -> Cursor | None:
        return next(self._read(rows(db, f"{_SELECT} WHERE source = :source", bind(source=source))), None)

    def move(self, db: Database, cursor: Cursor, at: datetime) -> None:
        db.execute(
            "INSERT INTO cursors (source, position, rules, unread, at) "
            "VALUES (:source, :position, :rules, :unread, :at) ON CONFLICT (source) "
            "DO UPDATE SET position = :position, rules = :rules, unread = :unread, at = :at",
            bind(source=cursor.source, position=self._box().shut(cursor.position), rules=cursor.rules, at=at)
            | bind(unread=cursor.unread),
        )

    def lock(self, db: Database) -> bool:
        """What an older Stanch left as it is goes into the lockbox. Was there any?"""
        plain = rows(db, "SELECT source, position FROM cursors WHERE typeof(position) = 'text'", {})
        for row in plain:
            db.execute(
                "UPDATE cursors SET position = :position WHERE source = :source",
                bind(source=text(row["source"]), position=self._box().shut(text(row["position"]))),
            )
        return bool(plain)

    def mask(self, db: Database) -> bool:
        """A source that is called like a credential has a masked name by now: what an older Stanch wrote under the
        old one goes on under that, unless it has begun anew. Was there any?
        """
        named = (text(row["source"]) for row in rows(db, "SELECT source FROM cursors", {}))
        old = {name: masked for name in named if (masked := of_root(name)) != name}
        db.execute("PRAGMA defer_foreign_keys = ON")  # to the end of this transaction: a path goes before its values
        for name, masked in old.items():
            both = bind(old=name, new=masked)
            if [*old.values()].count(masked) > 1:  # whose it is to be nobody knows
                db.execute("DELETE FROM cursors WHERE source = :old", bind(old=name))
            for row in rows(db, "SELECT * FROM occurrences WHERE source = :old", bind(old=name)):
                place = place_of(replace(read_occurrence(row), source=masked))
                known = bind(id=number(row["incident_id"]), place=place)
                db.execute("INSERT OR IGNORE INTO places (incident_id, place) VALUES (:id, :place)", known)
            for table in _NAMED:
                db.execute(f"UPDATE OR IGNORE {table} SET source = :new WHERE source = :old", both)  # noqa: S608 - ours
                db.execute(f"DELETE FROM {table} WHERE source = :old", bind(old=name))  # noqa: S608 - ours
        return bool(old)

    def _read(self, found: list[Row]) -> Iterator[Cursor]:
        for row in found:
            shut = row["position"]
            assert isinstance(shut, bytes)
            position = self._box().open(shut)
            if position is not None:
                yield Cursor(text(row["source"]), position, text(row["rules"]), bool(number(row["unread"])))

    def _box(self) -> Lockbox:
        if self.lockbox is None:
            message = "no source is read without the keys"
            raise LedgerError(message)
        return self.lockbox


_NAMED = ("cursors", "debts", "occurrences", "backlog", "suppressed", "vault_paths", "vault_values", "hygiene")
_SELECT = "SELECT source, position, rules, unread FROM cursors"
