"""The ledger to look at: a read-only connection beside a running daemon, for the command line and for exports.

Each answer is of one moment: what takes several statements takes them in one transaction.

Over 300 lines, because all that may be asked of a ledger beside a daemon is one connection's, and read in one place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from agent.found import Debt, Occurrence
from agent.inventory.kept import KeptPath
from agent.ledger import checkpoints, figures, schema, upkeep
from agent.ledger.errors import LedgerError, in_our_words, is_unknown, older
from agent.ledger.events import read_event
from agent.ledger.hygiene import Unclean, read_hygiene
from agent.ledger.outgoing import Notices, read_notices
from agent.ledger.permissions import read_permissions
from agent.ledger.rows import (
    Row,
    bind,
    first,
    instant,
    maybe_instant,
    number,
    read_debt,
    read_incident,
    read_occurrence,
    rows,
    text,
)
from agent.ledger.submit import LEAD
from agent.ledger.upkeep import Forgotten
from agent.ledger.vaults import KeptAt, read_kept_at, read_paths
from agent.merkle import Checkpoint, Head
from agent.model import Incident, Permissions, State
from agent.record import Event

CLOSED = (State.INVALIDATED, State.ALREADY_DEAD, State.FOREIGN, State.EXCEPTED, State.DISMISSED)


@dataclass(frozen=True, slots=True)
class Backlogged:
    """The backlog of one source: how many incidents, by state, of how many owners may be told; since when."""

    source: str
    states: Mapping[State, int]
    released: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class LastLook:
    """A source's cursor: when it last moved. unread: no look has brought anything yet but why it did not."""

    at: datetime
    unread: bool


@dataclass(frozen=True, slots=True)
class Only:
    """Which incidents are asked for. type: a shell pattern. alive: only what authenticates, by the last answers."""

    state: State | None = None
    type: str | None = None
    source: str | None = None
    owner: str | None = None
    alive: bool = False
    leads: bool = True


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What a comment in a scanned file leaves out: `why` is the comment."""

    source: str
    path: str
    type: str
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An incident with what only the ledger knows: `occurrences` counts places ("at least" from 10,000 on)."""

    incident: Incident
    state: State
    occurrences: int
    first_seen: datetime
    last_seen: datetime
    leased_until: datetime | None
    absorbed_by: int | None


ALL: Final = Only()
_ONLY: Final = (
    "absorbed_by IS NULL AND (:state IS NULL OR state = :state) AND live >= :alive "
    "AND (:type IS NULL OR type GLOB :type) AND (:owner IS NULL OR owner_name = :owner) "
    "AND (:leads OR type <> :lead) AND (:source IS NULL OR EXISTS (SELECT 1 FROM occurrences AS o "
    "WHERE o.incident_id = incidents.id AND o.source IN (:source, :source || ' (files)')))"
)


class LedgerView:
    """Reads only. Raises LedgerError when there is no ledger, or a damaged or newer one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = schema.open_for_reading(path)
        self._older = schema.is_older(self._db)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()
        # A page that is not sound shows only when it is read, and so does what an older ledger has not yet.
        if isinstance(error, sqlite3.Error):
            raise older(self._path) if self._older and is_unknown(error) else in_our_words(error, self._path)

    def incidents(self, only: Only = ALL, limit: int = 100) -> tuple[Entry, ...]:
        """The most urgent first. Leads that turned out to be another incident's value are not listed."""
        with self._db.atomic():
            found = rows(
                self._db,
                f"SELECT * FROM incidents WHERE {_ONLY} ORDER BY backlog, urgent DESC, deadline, id LIMIT :limit",  # noqa: S608 - ours
                _bound(only) | bind(limit=limit),
            )
            return tuple(self._entry(row) for row in found)

    def how_many(self, only: Only = ALL) -> int:
        """Of them without a limit."""
        row = first(self._db, f"SELECT count(*) AS n FROM incidents WHERE {_ONLY}", _bound(only))  # noqa: S608 - ours
        assert row is not None
        return number(row["n"])

    def incident(self, key: str) -> Entry | None:
        """By number, or by the beginning (6 digits or more) of its fingerprint. LedgerError: that fits several."""
        with self._db.atomic():
            by_number = bind(id=int(key)) if key.isascii() and key.isdigit() and len(key) < _DIGITS else None
            row = first(self._db, "SELECT * FROM incidents WHERE id = :id", by_number) if by_number else None
            if row is None and len(key) >= _SHORTEST_MARK:
                found = rows(
                    self._db,
                    "SELECT * FROM incidents WHERE substr(canonical, 1, length(:key)) = :key ORDER BY id LIMIT 2",
                    bind(key=key),
                )
                if len(found) > 1:
                    message = f"several incidents begin with {key}: give more of the fingerprint, or the number"
                    raise LedgerError(message)
                row = found[0] if found else None
            return None if row is None else self._entry(row)

    def with_fingerprints(self, marks: Sequence[str]) -> tuple[Entry, ...]:
        """The incidents that one of these marks, canonical or of a part, belongs to."""
        with self._db.atomic():
            found: dict[int, Entry] = {}
            for mark in marks:
                for row in rows(
                    self._db,
                    "SELECT * FROM incidents WHERE absorbed_by IS NULL AND (canonical = :mark OR id IN "
                    "(SELECT incident_id FROM fingerprints WHERE fingerprint = :mark)) ORDER BY id",
                    bind(mark=mark),
                ):
                    found.setdefault(number(row["id"]), self._entry(row))
            return tuple(found.values())

    def oldest_open(self) -> Entry | None:
        """The typed incident that has waited longest without being settled."""
        closed = ", ".join(f"'{state.value}'" for state in CLOSED)
        with self._db.atomic():
            row = first(
                self._db,
                f"SELECT * FROM incidents WHERE absorbed_by IS NULL AND type <> :lead AND state NOT IN ({closed}) "  # noqa: S608 - our own enum
                "ORDER BY detected, id LIMIT 1",
                bind(lead=LEAD),
            )
            return None if row is None else self._entry(row)

    def open_by_source(self) -> Mapping[str, int]:
        """How many typed incidents that are not settled were seen where; of each the places that are kept."""
        closed = ", ".join(f"'{state.value}'" for state in CLOSED)
        found = rows(
            self._db,
            "SELECT o.source, count(DISTINCT o.incident_id) AS n FROM incidents AS i JOIN occurrences AS o "  # noqa: S608 - our own enum
            f"ON o.incident_id = i.id WHERE i.absorbed_by IS NULL AND i.type <> :lead AND i.state NOT IN ({closed}) "
            "GROUP BY o.source ORDER BY o.source",
            bind(lead=LEAD),
        )
        return {text(row["source"]): number(row["n"]) for row in found}

    def counts(self) -> Mapping[State, int]:
        found = rows(
            self._db, "SELECT state, count(*) AS n FROM incidents WHERE absorbed_by IS NULL GROUP BY state", {}
        )
        return {State(row["state"]): number(row["n"]) for row in found}

    def figures(self, now: datetime, late: timedelta) -> figures.Figures:
        """What a dashboard asks for, of one moment. late: after how long a decided incident is overdue."""
        with self._db.atomic():
            return figures.read(self._db, now, late=late, closed=CLOSED)

    def occurrences(self, incident_id: int) -> tuple[Occurrence, ...]:
        found = rows(self._db, "SELECT * FROM occurrences WHERE incident_id = :id ORDER BY id", bind(id=incident_id))
        return tuple(read_occurrence(row) for row in found)

    def debts(self) -> tuple[tuple[Debt, datetime], ...]:
        """What was not read, and since when."""
        found = rows(self._db, "SELECT * FROM debts ORDER BY source, path, reason", {})
        return tuple((read_debt(row), instant(row["at"])) for row in found)

    def suppressed(self) -> tuple[Suppressed, ...]:
        """What comments in scanned files leave out."""
        found = rows(self._db, "SELECT source, path, line, type, why FROM suppressed ORDER BY source, path, line", {})
        return tuple(
            Suppressed(text(row["source"]), text(row["path"]), text(row["type"]), text(row["why"]), number(row["line"]))
            for row in found
        )

    def sources(self) -> Mapping[str, LastLook]:
        """The sources that were looked at, by name."""
        found = rows(self._db, "SELECT source, at, unread FROM cursors ORDER BY source", {})
        return {text(row["source"]): LastLook(instant(row["at"]), bool(number(row["unread"]))) for row in found}

    # --- notices ----------------------------------------------------------------------------------

    def notices(self, now: datetime) -> Notices:
        """What is due and has not gone out; what is wanted for later only is not counted."""
        with self._db.atomic():
            return read_notices(self._db, now)

    def backlog(self) -> tuple[Backlogged, ...]:
        """Source by source, what its first look found."""
        found = rows(
            self._db,
            "SELECT b.source, i.state, count(*) AS n, count(b.released_at) AS released, min(i.detected) AS oldest "
            "FROM backlog AS b JOIN incidents AS i ON i.id = b.incident_id WHERE i.absorbed_by IS NULL "
            "GROUP BY b.source, i.state ORDER BY b.source, i.state",
            {},
        )
        sources = dict.fromkeys(text(row["source"]) for row in found)
        return tuple(_backlogged(source, [row for row in found if row["source"] == source]) for source in sources)

    # --- evidence ---------------------------------------------------------------------------------

    def events(self, incident_id: int) -> tuple[Event, ...]:
        found = rows(self._db, "SELECT * FROM events WHERE incident_id = :id ORDER BY seq", bind(id=incident_id))
        return tuple(read_event(row) for row in found)

    def checkpointed(self) -> tuple[Checkpoint, Sequence[Head]] | None:
        """The last checkpoint, with the heads that it covers."""
        with self._db.atomic():
            row = first(self._db, "SELECT * FROM checkpoints ORDER BY number DESC LIMIT 1", {})
            if row is None:
                return None
            return checkpoints.read(row), checkpoints.heads(self._db, reaches=number(row["reaches"]))

    def handovers(self) -> Sequence[Checkpoint]:
        """The checkpoints whose key handed the signing over to another."""
        return checkpoints.handovers(self._db)

    # --- permissions ------------------------------------------------------------------------------

    def permissions(self) -> tuple[Permissions, ...]:
        """What Stanch's own credentials lack, as the daemon was told last."""
        # A ledger that an older Stanch wrote gets the table when the daemon starts.
        return read_permissions(self._db) if "permissions" in self._db.table_names() else ()

    # --- vault stores -----------------------------------------------------------------------------

    def hygiene(self) -> tuple[Unclean, ...]:
        """What is wrong with how values are kept."""
        return read_hygiene(self._db)

    def kept_paths(self) -> tuple[KeptPath, ...]:
        """The paths of vault stores, without what stands at them."""
        return read_paths(self._db)

    def kept_at(self, marks: Sequence[str]) -> tuple[KeptAt, ...]:
        """The paths of vault stores at which one of these values stands or stood."""
        return read_kept_at(self._db, marks)

    # --- keys -------------------------------------------------------------------------------------

    def key_mark(self) -> str | None:
        """The mark of the fingerprint key that it was made with (ScannerKeys.mark), where there is one."""
        return upkeep.key_mark(self._db)

    # --- upkeep -----------------------------------------------------------------------------------

    def forgettable(self, before: datetime, sources: Sequence[str]) -> Forgotten:
        """What a purge would take away now. sources: those that are configured."""
        with self._db.atomic():
            return upkeep.forgettable(self._db, before, sources)

    def _entry(self, row: Row) -> Entry:
        return Entry(
            incident=read_incident(self._db, row),
            state=State(text(row["state"])),
            occurrences=number(row["occurrences"]),
            first_seen=instant(row["first_seen"]),
            last_seen=instant(row["last_seen"]),
            leased_until=maybe_instant(row["leased_until"]),
            absorbed_by=None if row["absorbed_by"] is None else number(row["absorbed_by"]),
        )


def _bound(only: Only) -> dict[str, Any]:
    return bind(
        state=only.state,
        type=only.type,
        source=only.source,
        owner=only.owner,
        alive=only.alive,
        leads=only.leads,
        lead=LEAD,
    )


def _backlogged(source: str, found: Sequence[Row]) -> Backlogged:
    return Backlogged(
        source,
        {State(text(row["state"])): number(row["n"]) for row in found},
        sum(number(row["released"]) for row in found),
        min(instant(row["oldest"]) for row in found),
    )


_DIGITS = 19  # beyond that a number is no row id
_SHORTEST_MARK = 6  # a shorter one is a number that nobody has, or a chance hit
