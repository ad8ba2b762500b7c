"""New values of rotations, in SQL: sealed while they are pending, fingerprints only once they are handed over."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlite_utils import Database

from agent.ledger.rows import Row, bind, first, number, rows, text
from agent.model import Pending


def write_pending(db: Database, incident_id: int, pending: Pending) -> None:
    key = bind(id=incident_id, system=pending.system, epoch=pending.epoch)
    # Overwritten before it is deleted or replaced: the page must not keep it.
    db.execute(f"UPDATE pending SET value = zeroblob(length(value)) WHERE {_KEY}", key)  # noqa: S608 - our own text
    db.execute(
        """
        INSERT INTO pending (incident_id, system, epoch, entry, canonical, fingerprints, key_id, value)
        VALUES (:id, :system, :epoch, :entry, :canonical, :fingerprints, :key_id, :value)
        ON CONFLICT (incident_id, system, epoch) DO UPDATE SET canonical = excluded.canonical,
            fingerprints = excluded.fingerprints, key_id = excluded.key_id, value = excluded.value
        """,
        key
        | bind(
            entry=pending.entry,
            canonical=pending.canonical,
            fingerprints=json.dumps(dict(pending.fingerprints)),
            key_id=pending.key_id,
            value=pending.sealed,
        ),
    )


def read_pending(db: Database, key: Row) -> Pending | None:
    row = first(db, f"SELECT * FROM pending WHERE {_KEY}", key)  # noqa: S608 - our own text
    if row is None:
        return None
    value = row["value"]
    assert value is None or isinstance(value, bytes)
    return Pending(
        system=text(row["system"]),
        epoch=number(row["epoch"]),
        entry=text(row["entry"]),
        canonical=text(row["canonical"]),
        fingerprints=json.loads(text(row["fingerprints"])),
        key_id=text(row["key_id"]),
        sealed=value,
    )


def forget_pending(db: Database, key: Row) -> None:
    """What was never handed over goes with the incident's own value."""
    db.execute("UPDATE pending SET value = zeroblob(length(value)) WHERE incident_id = :id AND value IS NOT NULL", key)
    db.execute("UPDATE pending SET value = NULL WHERE incident_id = :id", key)


def read_replacements(db: Database) -> Mapping[str, str]:
    """Only what was handed over: a value that was never set is nobody's."""
    found: dict[str, str] = {}
    for row in rows(
        db,
        "SELECT p.* FROM pending p JOIN steps s ON s.incident_id = p.incident_id AND s.system = p.system "
        "AND s.epoch = p.epoch AND s.kind = 'switch' AND s.outcome = 'accepted' ORDER BY p.incident_id, p.epoch",
        {},
    ):
        for mark in (text(row["canonical"]), *json.loads(text(row["fingerprints"])).values()):
            found[mark] = text(row["entry"])
    return found


_KEY = "incident_id = :id AND system = :system AND epoch = :epoch"
