"""How far each source was read. Its position names files, branches and jobs, and these can be called like a credential:
it stands in the ledger in a lockbox of the keys (agent/seal.py), never as it is.

Without a lockbox there are no cursors: whoever has no keys reads no source. One that the present keys do not open
counts as none, and so as first sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from agent.found import Cursor
from agent.ledger.errors import LedgerError
from agent.ledger.rows import Row, bind, number, rows, text
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


_SELECT = "SELECT source, position, rules, unread FROM cursors"
