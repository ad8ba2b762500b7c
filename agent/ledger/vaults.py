"""Vault stores in SQL: what stands at each path, as fingerprints, and what the store says about it.

A path's values are replaced by what was read now; those of before stay as earlier ones, as they are what leaks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlite_utils import Database

from agent.hygiene import Key
from agent.inventory.kept import KeptPath, KeptValue
from agent.ledger.rows import Row, bind, maybe_instant, rows, text

_EARLIER: Final = 200  # fingerprints of earlier values that are kept of one path
_REMEMBERED: Final = timedelta(days=400)  # so long after a path is gone


@dataclass(frozen=True, slots=True)
class Keep:
    """What was read at some paths of a store, as a job for the writer."""

    paths: Sequence[KeptPath]
    at: datetime

    def __call__(self, db: Database) -> None:
        for path in self.paths:
            where = bind(source=path.source, path=path.path)
            db.execute(
                """
                INSERT INTO vault_paths (
                    source, path, owner, purpose, environment, type, removal, created, changed, expires, plain, seen_at
                ) VALUES (
                    :source, :path, :owner, :purpose, :environment, :type, :removal, :created, :changed, :expires,
                    :plain, :at
                ) ON CONFLICT (source, path) DO UPDATE SET
                    owner = :owner, purpose = :purpose, environment = :environment, type = :type, removal = :removal,
                    created = :created, changed = :changed, expires = :expires, plain = :plain, seen_at = :at,
                    gone_at = NULL
                """,
                where
                | bind(
                    owner=path.owner,
                    purpose=path.purpose,
                    environment=path.environment,
                    type=path.type,
                    removal=path.removal,
                    created=path.created,
                    changed=path.changed,
                    expires=path.expires.isoformat() if path.expires else None,
                    plain=path.plain,
                    at=self.at,
                ),
            )
            db.execute("UPDATE vault_values SET current = 0 WHERE source = :source AND path = :path", where)
            for value in path.values:
                db.execute(
                    "INSERT INTO vault_values (source, path, fingerprint, field, version, current, since) "
                    "VALUES (:source, :path, :fingerprint, :field, :version, :current, :at) "
                    "ON CONFLICT (source, path, fingerprint) DO UPDATE SET "
                    "field = :field, version = :version, current = max(current, :current)",
                    where
                    | bind(
                        fingerprint=value.fingerprint,
                        field=value.field,
                        version=value.version,
                        current=value.current,
                        at=self.at,
                    ),
                )
            db.execute(
                "DELETE FROM vault_values WHERE source = :source AND path = :path AND current = 0 AND fingerprint IN ("
                "SELECT fingerprint FROM vault_values WHERE source = :source AND path = :path AND current = 0 "
                "ORDER BY since DESC, fingerprint LIMIT -1 OFFSET :most)",
                where | bind(most=_EARLIER),
            )


@dataclass(frozen=True, slots=True)
class Gone:
    """A store was listed whole: what is not among `present` is there no longer."""

    source: str
    present: Collection[str]
    at: datetime

    def __call__(self, db: Database) -> None:
        values = bind(source=self.source, at=self.at, before=self.at - _REMEMBERED)
        known = rows(db, "SELECT path FROM vault_paths WHERE source = :source AND gone_at IS NULL", values)
        for row in known:
            if row["path"] not in self.present:
                db.execute(
                    "UPDATE vault_paths SET gone_at = :at WHERE source = :source AND path = :path",
                    values | {"path": row["path"]},
                )
        db.execute("DELETE FROM vault_paths WHERE source = :source AND gone_at < :before", values)


def read_paths(db: Database) -> tuple[KeptPath, ...]:
    """The paths that are there, without what stands at them."""
    if "vault_paths" not in db.table_names():
        return ()  # an earlier ledger, that no daemon of this version has opened
    return _paths(rows(db, "SELECT * FROM vault_paths WHERE gone_at IS NULL ORDER BY source, path", {}), {})


def read_kept(db: Database) -> tuple[KeptPath, ...]:
    """Every path that is or was there, with what stands and stood at it."""
    values: dict[Key, list[KeptValue]] = {}
    for row in rows(
        db,
        "SELECT v.source, v.path, v.fingerprint, v.field, v.version, v.current AND p.gone_at IS NULL AS current "
        "FROM vault_values AS v JOIN vault_paths AS p ON p.source = v.source AND p.path = v.path",
        {},
    ):
        values.setdefault((text(row["source"]), text(row["path"])), []).append(
            KeptValue(text(row["field"]), text(row["version"]), text(row["fingerprint"]), bool(row["current"]))
        )
    return _paths(rows(db, "SELECT * FROM vault_paths ORDER BY source, path", {}), values)


def _paths(found: Sequence[Row], values: Mapping[Key, Sequence[KeptValue]]) -> tuple[KeptPath, ...]:
    return tuple(
        KeptPath(
            source=text(row["source"]),
            path=text(row["path"]),
            values=tuple(values.get((text(row["source"]), text(row["path"])), ())),
            owner=text(row["owner"]),
            purpose=text(row["purpose"]),
            environment=text(row["environment"]),
            type=text(row["type"]),
            removal=text(row["removal"]),
            created=maybe_instant(row["created"]),
            changed=maybe_instant(row["changed"]),
            expires=day(row),
            plain=bool(row["plain"]),
        )
        for row in found
    )


@dataclass(frozen=True, slots=True)
class KeptAt:
    """A path at which a value stands, or stood (`current`: it does)."""

    source: str
    path: str
    owner: str
    current: bool


def read_kept_at(db: Database, marks: Sequence[str]) -> tuple[KeptAt, ...]:
    """By fingerprints, the same one at several paths included."""
    if "vault_values" not in db.table_names():
        return ()  # an earlier ledger, that no daemon of this version has opened
    found: dict[Key, KeptAt] = {}
    for mark in marks:
        for row in rows(
            db,
            "SELECT v.source, v.path, v.current, p.owner FROM vault_values AS v JOIN vault_paths AS p "
            "ON p.source = v.source AND p.path = v.path WHERE v.fingerprint = :mark ORDER BY v.source, v.path",
            bind(mark=mark),
        ):
            at = KeptAt(text(row["source"]), text(row["path"]), text(row["owner"]), bool(row["current"]))
            known = found.get((at.source, at.path))
            found[at.source, at.path] = at if known is None or at.current else known
    return tuple(found.values())


def day(row: Row) -> date | None:
    return None if row["expires"] is None else date.fromisoformat(text(row["expires"]))
