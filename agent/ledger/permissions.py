"""What Stanch's own credentials may not do, in SQL: only the last answers are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlite_utils import Database

from agent.ledger.rows import bind, instant, maybe_text, rows, text
from agent.model import Permissions
from revokers.base import Lack


def write_permissions(db: Database, answers: Sequence[Permissions]) -> None:
    """In place of all earlier ones: a System that is configured no longer is forgotten."""
    db.execute("DELETE FROM permissions")
    for one in answers:
        lacks = None
        if one.missing is not None:
            lacks = json.dumps([{"need": each.need, "what": each.what, "of": each.of} for each in one.missing])
        db.execute(
            "INSERT INTO permissions (system, endpoint, asked_at, missing, why) "
            "VALUES (:system, :endpoint, :asked_at, :missing, :why)",
            bind(system=one.system, endpoint=one.endpoint, asked_at=one.at, missing=lacks, why=one.why),
        )


def read_permissions(db: Database) -> tuple[Permissions, ...]:
    found = rows(db, "SELECT * FROM permissions ORDER BY system, endpoint", {})
    return tuple(
        Permissions(
            system=text(row["system"]),
            endpoint=text(row["endpoint"]),
            at=instant(row["asked_at"]),
            missing=None if row["missing"] is None else _lacks(text(row["missing"])),
            why=maybe_text(row["why"]),
        )
        for row in found
    )


def _lacks(written: str) -> tuple[Lack, ...]:
    return tuple(Lack(each["need"], each["what"], tuple(each["of"])) for each in json.loads(written))
