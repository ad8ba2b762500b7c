"""Jobs for the writer that belong to no incident's life: keys that change, and what may be forgotten.

What a purge takes away, when nothing happened to it since `before`:
- of settled incidents (invalidated or already dead with no re-check to come, or dismissed) all places but the first,
  and a sealed value that a dismissed one still has
- budgets that were spent, and debts of sources that are no longer configured

What it never takes away: incidents, their fingerprints, events, checkpoints. Evidence stays whole, each incident's
chain says what was forgotten, and a place that is found again is a new place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from agent import record
from agent.found import root
from agent.ledger import checkpoints
from agent.ledger.checkpoints import Signs
from agent.ledger.events import Scribe
from agent.ledger.rows import Row, bind, first, number, place_of, read_occurrence, rows, text
from agent.merkle import Checkpoint
from agent.model import State

# (key id, sealed) to the same value sealed anew, or None where it cannot be opened.
Anew = Callable[[str, bytes], tuple[str, bytes] | None]

_AT_ONCE: Final = 200  # incidents in one transaction: a purge must not keep the writer from everybody else


# --- keys ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeysInUse:
    """sealed: the key ids of all sealed values. signed_by: the public key of the last checkpoint."""

    sealed: frozenset[str]
    signed_by: str | None


def keys_in_use(db: Database) -> KeysInUse:
    ids = rows(
        db,
        "SELECT key_id FROM sealed UNION SELECT key_id FROM pending WHERE value IS NOT NULL "
        "UNION SELECT key_id FROM arrivals",
        {},
    )
    last = first(db, "SELECT public_key FROM checkpoints ORDER BY number DESC LIMIT 1", {})
    return KeysInUse(frozenset(text(row["key_id"]) for row in ids), text(last["public_key"]) if last else None)


def key_mark(db: Database) -> str | None:
    """The mark of the fingerprint key; None where nobody left one yet."""
    if "key_marks" not in db.table_names():
        return None  # an earlier ledger, that no daemon of this version has opened
    row = first(db, "SELECT mark FROM key_marks", {})
    return None if row is None else text(row["mark"])


@dataclass(frozen=True, slots=True)
class Recognise:
    """Is this the fingerprint key that the ledger was made with? The first one that asks is."""

    mark: str
    key_id: str

    def __call__(self, db: Database) -> bool:
        known = key_mark(db)
        if known is not None:
            return known == self.mark
        sealed = keys_in_use(db).sealed
        if sealed and self.key_id not in sealed:
            return False  # an earlier version made it, and left no mark but this
        db.execute("INSERT INTO key_marks (only, mark) VALUES (1, :mark)", bind(mark=self.mark))
        return True


@dataclass(frozen=True, slots=True)
class Renew:
    """From now on this key counts, and every source is read from its beginning: nothing else is known by it."""

    mark: str

    def __call__(self, db: Database) -> None:
        db.execute(
            "INSERT INTO key_marks (only, mark) VALUES (1, :mark) ON CONFLICT (only) DO UPDATE SET mark = :mark",
            bind(mark=self.mark),
        )
        db.execute("DELETE FROM cursors", {})
        db.execute("DELETE FROM vault_values", {})


@dataclass(frozen=True, slots=True)
class Reseal:
    """All values, or none: one transaction says which key counts."""

    anew: Anew
    at: datetime
    scribe: Scribe
    wipe_log: Callable[[], None]

    def __call__(self, db: Database) -> tuple[int, int]:
        done = left = 0
        for table in ("sealed", "pending"):
            for row in rows(db, f"SELECT * FROM {table} WHERE value IS NOT NULL ORDER BY incident_id", {}):  # noqa: S608 - our own names
                value, old = row["value"], text(row["key_id"])
                assert isinstance(value, bytes)
                fresh = self.anew(old, value)
                if fresh is None:
                    left += 1
                    continue
                # A rotation's new value has a key of three columns, a found one of one.
                db.execute(
                    f"UPDATE {table} SET key_id = :key_id, value = :value WHERE incident_id = :id "  # noqa: S608 - our own names
                    + ("AND system = :system AND epoch = :epoch" if table == "pending" else ""),
                    bind(id=row["incident_id"], key_id=fresh[0], value=fresh[1])
                    | {name: row[name] for name in ("system", "epoch") if name in row},
                )
                said = record.note(f"sealed anew: key {old} gave way to {fresh[0]}")
                self.scribe.note(db, number(row["incident_id"]), at=self.at, what="value:resealed", detail=said)
                done += 1
        for row in rows(db, "SELECT id, key_id, value FROM arrivals", {}):
            value = row["value"]
            assert isinstance(value, bytes)
            fresh = self.anew(text(row["key_id"]), value)
            if fresh is not None:
                values = bind(id=row["id"], key_id=fresh[0], value=fresh[1])
                db.execute("UPDATE arrivals SET key_id = :key_id, value = :value WHERE id = :id", values)
        self.wipe_log()
        return done, left


@dataclass(frozen=True, slots=True)
class HandOver:
    """A checkpoint covers something, so both say what they are in the chain of the incident that moved last."""

    signer: Signs
    heir: Signs
    at: datetime
    scribe: Scribe

    def __call__(self, db: Database) -> Checkpoint | None:
        newest = first(db, "SELECT incident_id FROM events ORDER BY number DESC LIMIT 1", {})
        if newest is None:
            return None
        key, old, new = number(newest["incident_id"]), self.signer.public_key, self.heir.public_key
        said = record.note(f"the signing key changes: {old} hands over to {new}")
        self.scribe.note(db, key, at=self.at, what="note", detail=said)
        made = checkpoints.make(db, self.at, self.signer, next_key=new)
        said = record.note(f"the signing key has changed: {new} signs from here on")
        self.scribe.note(db, key, at=self.at, what="note", detail=said)
        checkpoints.make(db, self.at, self.heir)
        return made


# --- what may be forgotten -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much of each."""

    incidents: int = 0
    places: int = 0
    values: int = 0
    spends: int = 0
    debts: int = 0

    def __add__(self, other: Forgotten) -> Forgotten:
        return Forgotten(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))


_SETTLED: Final = (
    "FROM incidents WHERE absorbed_by IS NULL AND leased_until IS NULL AND last_seen < :before "
    "AND ((state IN (:invalidated, :already_dead) AND due IS NULL) OR state = :dismissed) "
    "AND NOT EXISTS (SELECT 1 FROM events WHERE incident_id = incidents.id AND at >= :before) "
    "AND ((SELECT count(*) FROM places WHERE incident_id = incidents.id) > 1 "
    "OR EXISTS (SELECT 1 FROM sealed WHERE incident_id = incidents.id))"
)


def _old(before: datetime) -> Row:
    return bind(
        before=before, invalidated=State.INVALIDATED, already_dead=State.ALREADY_DEAD, dismissed=State.DISMISSED
    )


def forgettable(db: Database, before: datetime, sources: Sequence[str]) -> Forgotten:
    old = _old(before)
    settled = f"(SELECT id {_SETTLED})"

    def count(sql: str) -> int:
        row = first(db, f"SELECT count(*) AS n {sql}", old)
        return number(row["n"]) if row else 0

    places = count(f"FROM places WHERE incident_id IN {settled}")
    firsts = count(f"FROM incidents WHERE id IN (SELECT incident_id FROM places WHERE incident_id IN {settled})")  # noqa: S608 - our own states
    return Forgotten(
        incidents=count(_SETTLED),
        places=places - firsts,
        values=count(f"FROM sealed WHERE incident_id IN {settled}"),
        spends=count("FROM spends WHERE at < :before"),
        debts=len(_lost_debts(db, before, sources)),
    )


def _lost_debts(db: Database, before: datetime, sources: Sequence[str]) -> list[Row]:
    found = rows(db, "SELECT source, path, reason FROM debts WHERE at < :before", bind(before=before))
    return [row for row in found if root(text(row["source"]), sources) not in sources]


@dataclass(frozen=True, slots=True)
class Purge:
    """One round; Forgotten() when there is nothing left to forget. `who` asked for it."""

    before: datetime
    sources: tuple[str, ...]
    at: datetime
    who: str
    scribe: Scribe
    wipe_log: Callable[[], None]

    def __call__(self, db: Database) -> Forgotten:
        done = Forgotten(
            spends=db.execute("DELETE FROM spends WHERE at < :before", bind(before=self.before)).rowcount,
            debts=sum(self._debt(db, row) for row in _lost_debts(db, self.before, self.sources)),
        )
        values = _old(self.before) | bind(most=_AT_ONCE)
        for row in rows(db, f"SELECT id {_SETTLED} ORDER BY id LIMIT :most", values):
            done += self._incident(db, number(row["id"]))
        if done != Forgotten():
            self.wipe_log()
        return done

    def _debt(self, db: Database, row: Row) -> int:
        where = "WHERE source = :source AND path = :path AND reason = :reason"
        return db.execute(f"DELETE FROM debts {where}", row).rowcount  # noqa: S608 - our own columns

    def _incident(self, db: Database, key: int) -> Forgotten:
        mine = bind(id=key)
        kept = first(db, "SELECT * FROM occurrences WHERE incident_id = :id ORDER BY id LIMIT 1", mine)
        one = bind(id=key, first=kept["id"] if kept else 0, place=place_of(read_occurrence(kept)) if kept else b"")
        db.execute("DELETE FROM occurrences WHERE incident_id = :id AND id <> :first", one)
        places = db.execute("DELETE FROM places WHERE incident_id = :id AND place <> :place", one).rowcount
        db.execute(
            "UPDATE incidents SET occurrences = (SELECT count(*) FROM places WHERE incident_id = :id) WHERE id = :id",
            mine,
        )
        db.execute("UPDATE sealed SET value = zeroblob(length(value)) WHERE incident_id = :id", mine)
        values = db.execute("DELETE FROM sealed WHERE incident_id = :id", mine).rowcount
        if values:
            self.scribe.note(db, key, at=self.at, what="value:erased", detail={})
        said = (
            f"{places} places besides the first were forgotten: nothing had happened since {record.stamp(self.before)}"
        )
        self.scribe.note(db, key, at=self.at, what="forgotten", detail=record.note(f"{said} (by {self.who})"))
        return Forgotten(incidents=1, places=places, values=values)
