"""Hygiene in SQL: what is wrong now, beside what was; and whose an incident is that a path knows.

When a path turns out to hold what an incident is about, and nobody vouches for that incident's owner, the path's owner
has it. What is wrong is agent/hygiene.py's to say; here it is filed: opened, closed, told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from agent.hygiene import Fault, Key, Kind, Leak, Standing, faults
from agent.ledger.events import Scribe
from agent.ledger.owned import hand_over
from agent.ledger.rows import Row, bind, instant, maybe_instant, number, rows, text
from agent.ledger.vaults import day
from agent.model import Owner, State


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
        for row in rows(db, _ALLOWED, {}):
            # It was left out before a store was known to hold it.
            leak = Leak(None, text(row["place"]), bool(row["current"]))
            leaks.setdefault((text(row["source"]), text(row["path"])), []).append(leak)
        self._file(db, faults(paths, _together(db, paths), leaks, self.at, self.oldest))

    def _adopt(self, db: Database, row: Row) -> None:
        """Whoever works on it has read the old owner: then it waits for the next time."""
        owner, reason = text(row["owner"]), text(row["owner_reason"])
        if not owner or owner == row["owner_name"] or self.vouched(reason) or row["leased_until"] is not None:
            return
        why = f"inventory entry {text(row['source'])}: {text(row['path'])} by vault path"
        hand_over(db, self.scribe, number(row["id"]), Owner(owner, why), instead_of=reason, at=self.at)

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
    ORDER BY v.current DESC, v.source, v.path, i.id
"""


_ALLOWED: Final = """
    SELECT v.source, v.path, v.current, s.source || ': ' || s.path || ':' || s.line AS place
    FROM suppressed AS s CROSS JOIN vault_values AS v ON v.fingerprint = coalesce(s.value, s.canonical)
    ORDER BY v.current DESC, place
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
            expires=day(row),
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
