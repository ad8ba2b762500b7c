"""Vault stores in SQL: what stands at each path, as fingerprints, and what is wrong with how it is kept.

A path's values are replaced by what was read now; those of before stay as earlier ones, as they are what leaks. When a
path turns out to hold what an incident is about, and nobody vouches for that incident's owner, the path's owner has it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlite_utils import Database

from agent import record
from agent.hygiene import Fault, Key, Kind, Leak, Standing, faults
from agent.inventory.kept import KeptPath, KeptValue
from agent.ledger.events import Scribe
from agent.ledger.rows import Row, bind, instant, maybe_instant, number, rows, text
from agent.model import Reason, State

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


@dataclass(frozen=True, slots=True)
class Tidy:
    """What is wrong now, beside what was; and whose an incident is that a path knows.

    sources: those that are configured; of others nothing is said. vouched: does anybody stand for an owner's reason?
    """

    sources: Collection[str]
    oldest: timedelta
    secret_parts: Callable[[str], frozenset[str]]
    vouched: Callable[[str], bool]
    scribe: Scribe
    at: datetime

    def __call__(self, db: Database) -> None:
        paths = {key: standing for key, standing in _standing(db).items() if key[0] in self.sources}
        leaks: dict[Key, list[Leak]] = {}
        for row in rows(db, _LEAKS, bind(dismissed=State.DISMISSED)):
            key, part = (text(row["source"]), text(row["path"])), row["part"]
            if key[0] not in self.sources:
                continue
            if part is not None and part != "value" and part not in self.secret_parts(text(row["type"])):
                continue
            self._adopt(db, row)
            known = leaks.setdefault(key, [])
            if all(leak.incident != row["id"] for leak in known):
                known.append(Leak(number(row["id"]), text(row["place"] or "?"), bool(row["current"])))
        self._file(db, faults(paths, _together(db, paths), leaks, self.at, self.oldest))

    def _adopt(self, db: Database, row: Row) -> None:
        """Whoever works on it has read the old owner: then it waits for the next time."""
        owner, reason = text(row["owner"]), text(row["owner_reason"])
        if not owner or owner == row["owner_name"] or self.vouched(reason) or row["leased_until"] is not None:
            return
        why = f"inventory entry {text(row['source'])}: {text(row['path'])} by vault path"
        changed = db.execute(
            # What waits is weighed anew, as rules may name owners; what people decided stays.
            "UPDATE incidents SET owner_name = :owner, owner_reason = :why, "
            "nudged = iif(parked IS NOT NULL AND parked NOT IN (:dismissed, :excepted, :denied), :at, nudged) "
            "WHERE id = :id AND owner_reason = :reason",
            bind(
                owner=owner,
                why=why,
                at=self.at,
                id=row["id"],
                reason=reason,
                dismissed=Reason.DISMISSED,
                excepted=Reason.EXCEPTED,
                denied=Reason.DENIED,
            ),
        ).rowcount
        if changed:
            said = record.note(f"owned by {owner}: {why}")
            self.scribe.note(db, number(row["id"]), at=self.at, what="owner", detail=said)

    def _file(self, db: Database, found: Sequence[Fault]) -> None:
        there = {(row["kind"], row["source"], row["path"]): row for row in rows(db, "SELECT * FROM hygiene", {})}
        for fault in found:
            row = there.pop((fault.kind.value, fault.source, fault.path), None)
            if (
                row is None
                or row["closed_at"] is not None
                or (row["owner"], row["detail"])
                != (
                    fault.owner,
                    fault.detail,
                )
            ):
                db.execute(
                    "INSERT INTO hygiene (kind, source, path, owner, detail, since) "
                    "VALUES (:kind, :source, :path, :owner, :detail, :at) ON CONFLICT (kind, source, path) DO UPDATE "
                    "SET owner = :owner, detail = :detail, closed_at = NULL, "
                    "since = iif(closed_at IS NULL, since, :at), "
                    # Another owner has not been told yet, nor that it is wrong once more.
                    "told_at = iif(closed_at IS NULL AND owner = :owner, told_at, NULL)",
                    bind(
                        kind=fault.kind,
                        source=fault.source,
                        path=fault.path,
                        owner=fault.owner,
                        detail=fault.detail,
                        at=self.at,
                    ),
                )
        for (kind, source, path), row in there.items():
            if row["closed_at"] is None:
                db.execute(
                    "UPDATE hygiene SET closed_at = :at WHERE kind = :kind AND source = :source AND path = :path",
                    bind(kind=kind, source=source, path=path, at=self.at),
                )


# By the canonical credential, or by one part; `part` NULL is the canonical one.
_LEAKS: Final = """
    SELECT
        v.source, v.path, v.current, p.owner, i.id, i.type, i.owner_name, i.owner_reason, i.leased_until, m.part,
        (SELECT o.source || ': ' || o.path || ':' || o.line FROM occurrences AS o WHERE o.incident_id = i.id
         ORDER BY o.id LIMIT 1) AS place
    FROM (
        SELECT incident_id, part, fingerprint FROM fingerprints
        UNION ALL SELECT id, NULL, canonical FROM incidents
    ) AS m
    CROSS JOIN vault_values AS v ON v.fingerprint = m.fingerprint
    JOIN vault_paths AS p ON p.source = v.source AND p.path = v.path
    JOIN incidents AS i ON i.id = m.incident_id
    WHERE i.absorbed_by IS NULL AND i.state <> :dismissed AND p.gone_at IS NULL
    ORDER BY v.source, v.path, v.current DESC, i.id
"""


def _standing(db: Database) -> dict[Key, Standing]:
    found = rows(
        db,
        "SELECT p.*, (SELECT max(since) FROM vault_values AS v WHERE v.source = p.source AND v.path = p.path "
        "AND v.current = 1) AS first_seen FROM vault_paths AS p WHERE p.gone_at IS NULL",
        {},
    )
    # Where nothing stands that could leak (it was deleted, or is encrypted), nothing is asked of anybody.
    return {
        (text(row["source"]), text(row["path"])): Standing(
            owner=text(row["owner"]),
            environment=text(row["environment"]),
            removal=text(row["removal"]),
            expires=_day(row),
            since=maybe_instant(row["changed"]) or instant(row["first_seen"]),
            plain=bool(row["plain"]),
        )
        for row in found
        if row["first_seen"] is not None
    }


def _together(db: Database, paths: Collection[Key]) -> list[frozenset[Key]]:
    found: dict[str, set[Key]] = {}
    for row in rows(
        db,
        "SELECT fingerprint, source, path FROM vault_values WHERE current = 1 AND fingerprint IN ("
        "SELECT fingerprint FROM vault_values WHERE current = 1 GROUP BY fingerprint HAVING count(*) > 1)",
        {},
    ):
        key = (text(row["source"]), text(row["path"]))
        if key in paths:
            found.setdefault(text(row["fingerprint"]), set()).add(key)
    return [frozenset(keys) for keys in found.values() if len(keys) > 1]


def read_paths(db: Database) -> tuple[KeptPath, ...]:
    """The paths that are there, without what stands at them."""
    if "vault_paths" not in db.table_names():
        return ()  # an earlier ledger, that no daemon of this version has opened
    return _paths(rows(db, "SELECT * FROM vault_paths WHERE gone_at IS NULL ORDER BY source, path", {}), {})


def read_kept(db: Database) -> tuple[KeptPath, ...]:
    """Every path that is or was there, with what stands and stood at it."""
    values: dict[Key, list[KeptValue]] = {}
    for row in rows(db, "SELECT * FROM vault_values", {}):
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
            expires=_day(row),
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


@dataclass(frozen=True, slots=True)
class Unclean:
    """An open finding, as it is listed."""

    kind: Kind
    source: str
    path: str
    owner: str
    detail: str
    since: datetime
    told: bool = False


def read_hygiene(db: Database) -> tuple[Unclean, ...]:
    """What is wrong now. The worst kind first."""
    if "hygiene" not in db.table_names():
        return ()  # an earlier ledger, that no daemon of this version has opened
    order = list(Kind)
    found = [
        Unclean(
            Kind(row["kind"]),
            text(row["source"]),
            text(row["path"]),
            text(row["owner"]),
            text(row["detail"]),
            instant(row["since"]),
            row["told_at"] is not None,
        )
        for row in rows(db, "SELECT * FROM hygiene WHERE closed_at IS NULL ORDER BY source, path", {})
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


@dataclass(frozen=True, slots=True)
class Told:
    """Their owner was told of these."""

    found: Sequence[Unclean]
    at: datetime

    def __call__(self, db: Database) -> None:
        for one in self.found:
            db.execute(
                "UPDATE hygiene SET told_at = :at WHERE kind = :kind AND source = :source AND path = :path "
                "AND owner = :owner",
                bind(at=self.at, kind=one.kind, source=one.source, path=one.path, owner=one.owner),
            )


def _day(row: Row) -> date | None:
    return None if row["expires"] is None else date.fromisoformat(text(row["expires"]))
