"""Checkpoints in the ledger: which heads they cover, and which the anchor has not been given yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlite_utils import Database

from agent.ledger.rows import Row, bind, first, instant, number, rows, text
from agent.merkle import Checkpoint, Head, anchor_line, statement


class Signs(Protocol):
    """Whoever holds the signing key (evidence.Signer)."""

    @property
    def public_key(self) -> str: ...
    def sign(self, record: str) -> str: ...


class Anchor(Protocol):
    """A place outside the ledger that only grows (evidence.FileAnchor)."""

    def append(self, line: str) -> None: ...


def make(db: Database, at: datetime, signer: Signs, next_key: str | None = None) -> Checkpoint | None:
    """The next checkpoint; None when no event came since the last one. next_key: whom it hands the signing over to."""
    last = first(db, "SELECT * FROM checkpoints ORDER BY number DESC LIMIT 1", {})
    newest = first(db, "SELECT max(number) AS number FROM events", {})
    after = number(last["reaches"]) if last else 0
    if newest is None or newest["number"] is None or newest["number"] == after:
        return None
    reaches = number(newest["number"])
    following = number(last["number"]) + 1 if last else 1
    record, digest = statement(
        heads(db, reaches=reaches),
        heads(db, reaches=reaches, after=after),
        number=following,
        at=at,
        prev=text(last["hash"]) if last else None,
        next_key=next_key,
    )
    made = Checkpoint(following, at, record, digest, signer.sign(record), signer.public_key)
    db.execute(
        "INSERT INTO checkpoints (number, at, reaches, record, hash, signature, public_key, anchored) "
        "VALUES (:number, :at, :reaches, :record, :hash, :signature, :public_key, 0)",
        bind(
            number=made.number,
            at=at,
            reaches=reaches,
            record=record,
            hash=digest,
            signature=made.signature,
            public_key=made.public_key,
        ),
    )
    return made


def heads(db: Database, *, reaches: int, after: int = 0) -> Sequence[Head]:
    """The heads as of event `reaches`, in the order of their incidents; only those that moved after `after`."""
    found = rows(
        db,
        "SELECT incident_id, seq, hash FROM events WHERE number IN "
        "(SELECT max(number) FROM events WHERE number > :after AND number <= :reaches GROUP BY incident_id) "
        "ORDER BY incident_id",
        bind(after=after, reaches=reaches),
    )
    return [Head(number(row["incident_id"]), number(row["seq"]), text(row["hash"])) for row in found]


def handovers(db: Database) -> Sequence[Checkpoint]:
    """Those that name the key of the next one, in order."""
    found = rows(
        db, "SELECT * FROM checkpoints WHERE json_extract(record, '$.next_key') IS NOT NULL ORDER BY number", {}
    )
    return [read(row) for row in found]


def to_anchor(db: Database) -> list[tuple[int, str]]:
    """Checkpoints that the anchor may not have: a crash can repeat a line there, never lose one."""
    found = rows(
        db,
        "SELECT c.*, ifnull((SELECT p.reaches FROM checkpoints AS p WHERE p.number = c.number - 1), 0) AS after "
        "FROM checkpoints AS c WHERE c.anchored = 0 ORDER BY c.number",
        {},
    )
    return [
        (
            number(row["number"]),
            anchor_line(read(row), heads(db, reaches=number(row["reaches"]), after=number(row["after"]))),
        )
        for row in found
    ]


def anchored(db: Database, checkpoint: int) -> None:
    db.execute("UPDATE checkpoints SET anchored = 1 WHERE number = :number", bind(number=checkpoint))


def read(row: Row) -> Checkpoint:
    return Checkpoint(
        number=number(row["number"]),
        at=instant(row["at"]),
        record=text(row["record"]),
        hash=text(row["hash"]),
        signature=text(row["signature"]),
        public_key=text(row["public_key"]),
    )
