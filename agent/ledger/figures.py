"""The figures that a dashboard asks for, counted from the ledger at one moment: a restart forgets none of them.

    interval         from      to            of which incidents (never leads, nor what was absorbed)
    exposure         exposed   dead          alive when first asked
    detection        exposed   detected      all
    verify           detected  verified      all
    decide           verified  decided       all
    accept           decided   accepted      all
    invalidation_*   detected  dead_low, dead   alive when first asked, and ended: what is only contained is not
    confirm          dead      confirmed     alive when first asked
    replacement      detected  replaced      all

Still valid after the owner's notice: counted over what was not known to be dead when the owner was told, once that
much time has passed. What is HELD, UNKNOWN or excepted counts as alive; no secret (dismissed) and baits do not count.
Of an incident that reappeared the clocks of its present epoch count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from agent.ledger.outgoing import NONE_WAIT, Notices, read_notices
from agent.ledger.rows import Row, bind, first, instant, maybe_instant, number, rows, text
from agent.ledger.submit import LEAD
from agent.model import Reason, State
from agent.owners import NOBODY
from revokers.base import Liveness

BUCKETS: Final = (1, 2, 5, 10, 30, 60, 300, 600, 3600, 86_400)  # seconds
INTERVALS: Final = {
    "exposure": ("exposed", "dead"),
    "detection": ("exposed", "detected"),
    "verify": ("detected", "verified"),
    "decide": ("verified", "decided"),
    "accept": ("decided", "accepted"),
    "invalidation_low": ("detected", "dead_low"),
    "invalidation_high": ("detected", "dead"),
    "confirm": ("dead", "confirmed"),
    "replacement": ("detected", "replaced"),
}
HORIZONS: Final = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "5d": timedelta(days=5)}


@dataclass(frozen=True, slots=True)
class Spans:
    """How many took at most so long, for each of BUCKETS; `n` of them, `seconds` in all."""

    within: tuple[int, ...]
    n: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What the ledger says at `at`. `backlog` is the last part of a key wherever a key has it.

    intervals: by (name, backlog). valid: by (horizon, backlog): of so many, so many still valid. incidents: by (state,
    type, backlog). orphaned: open ones that nobody owns, by type. overdue: decided a while ago, and still not dead.
    debts, places: by source. moved: when a source's cursor last moved. unsigned: events behind the last checkpoint.
    answers: endpoints' last ones, by (System, LIVE, DEAD or UNKNOWN); what is absorbed does not count. parked: why
    incidents wait. due: since when the one waits that has waited longest for a responder; later than `at`: none does.
    """

    at: datetime
    intervals: Mapping[tuple[str, bool], Spans]
    valid: Mapping[tuple[str, bool], tuple[int, int]]
    incidents: Mapping[tuple[State, str, bool], int]
    orphaned: Mapping[str, int]
    overdue: int
    oldest_open: datetime | None
    debts: Mapping[str, int]
    places: Mapping[str, int]
    moved: Mapping[str, datetime]
    checkpoint: datetime | None
    unsigned: int
    unanchored: int
    hygiene: Mapping[tuple[str, str], int] = field(default_factory=dict)
    answers: Mapping[tuple[str, Liveness], int] = field(default_factory=dict)
    parked: Mapping[Reason, int] = field(default_factory=dict)
    due: datetime | None = None
    notices: Notices = NONE_WAIT


def read(db: Database, now: datetime, *, late: timedelta, closed: tuple[State, ...]) -> Figures:
    """Call it within one transaction. late: after how long a decided one is overdue."""
    open_ = f"absorbed_by IS NULL AND type <> :lead AND state NOT IN ({_listed(closed)})"
    typed = bind(lead=LEAD)
    orphaned = rows(
        db,
        f"SELECT type, count(*) AS n FROM incidents WHERE {open_} AND owner_reason = :nobody GROUP BY type",  # noqa: S608 - our own enum
        typed | bind(nobody=NOBODY),
    )
    overdue = first(
        db,
        f"SELECT count(*) AS n FROM incidents WHERE {open_} AND decided <= :before AND dead IS NULL",  # noqa: S608 - our own enum
        typed | bind(before=now - late),
    )
    oldest = first(db, f"SELECT min(detected) AS at FROM incidents WHERE {open_}", typed)  # noqa: S608 - our own enum
    counted = rows(
        db,
        "SELECT state, type, backlog, count(*) AS n FROM incidents WHERE absorbed_by IS NULL "
        "GROUP BY state, type, backlog",
        {},
    )
    last = first(db, "SELECT at, reaches FROM checkpoints ORDER BY number DESC LIMIT 1", {})
    unsigned = first(
        db, "SELECT count(*) AS n FROM events WHERE number > :after", bind(after=last["reaches"] if last else 0)
    )
    unanchored = first(db, "SELECT count(*) AS n FROM checkpoints WHERE anchored = 0", {})
    moved = rows(db, "SELECT source, at FROM cursors", {})
    answers = rows(
        db,
        "SELECT p.system, p.liveness, count(*) AS n FROM proofs AS p JOIN incidents AS i ON i.id = p.incident_id "
        "WHERE i.absorbed_by IS NULL GROUP BY p.system, p.liveness",
        {},
    )
    # As the next claim is looked for: one that is leased counts from the end of its lease.
    due = first(db, "SELECT min(max(due, ifnull(leased_until, due))) AS at FROM incidents WHERE due IS NOT NULL", {})
    parked = rows(
        db,
        "SELECT parked, count(*) AS n FROM incidents WHERE absorbed_by IS NULL AND parked IS NOT NULL GROUP BY parked",
        {},
    )
    return Figures(
        at=now,
        intervals=_intervals(db),
        valid=_valid(db, now),
        incidents={(State(row["state"]), text(row["type"]), bool(row["backlog"])): number(row["n"]) for row in counted},
        orphaned={text(row["type"]): number(row["n"]) for row in orphaned},
        overdue=_n(overdue),
        oldest_open=maybe_instant(oldest["at"]) if oldest else None,
        debts=_by_source(db, "debts"),
        places=_by_source(db, "occurrences"),
        hygiene=_hygiene(db),
        moved={text(row["source"]): instant(row["at"]) for row in moved},
        checkpoint=instant(last["at"]) if last else None,
        unsigned=_n(unsigned),
        unanchored=_n(unanchored),
        answers={(text(row["system"]), Liveness(row["liveness"])): number(row["n"]) for row in answers},
        parked={Reason[text(row["parked"])]: number(row["n"]) for row in parked},
        due=maybe_instant(due["at"]) if due else None,
        notices=read_notices(db, now),
    )


def _intervals(db: Database) -> dict[tuple[str, bool], Spans]:
    sums = ", ".join(f"sum(took <= {most}) AS within_{most}" for most in BUCKETS)
    found: dict[tuple[str, bool], Spans] = {}
    for name, (start, end) in INTERVALS.items():
        alive = "AND verified IS NOT NULL" if {start, end} & {"dead", "dead_low"} else ""
        if name.startswith("invalidation"):
            alive += f" AND (confirmed IS NOT NULL OR state = '{State.DEAD.value}')"
        # Authors choose a commit's time: one in the future was exposed for no time at all.
        took = f"max(0, round((julianday({end}) - julianday({start})) * 86400000) / 1000)"
        for row in rows(
            db,
            f"SELECT backlog, count(*) AS n, sum(took) AS seconds, {sums} FROM ("  # noqa: S608 - our own columns
            f"SELECT backlog, {took} AS took FROM incidents WHERE absorbed_by IS NULL AND type <> :lead "
            f"AND {start} IS NOT NULL AND {end} IS NOT NULL {alive}) GROUP BY backlog",
            bind(lead=LEAD),
        ):
            within = tuple(number(row[f"within_{most}"]) for most in BUCKETS)
            found[name, bool(row["backlog"])] = Spans(within, number(row["n"]), _seconds(row))
    return found


def _seconds(row: Row) -> float:
    value = row["seconds"]
    assert isinstance(value, int | float)
    return float(value)


def _valid(db: Database, now: datetime) -> dict[tuple[str, bool], tuple[int, int]]:
    found: dict[tuple[str, bool], tuple[int, int]] = {}
    for name, horizon in HORIZONS.items():
        for row in rows(
            db,
            "SELECT backlog, count(*) AS n, "
            "sum(dead IS NULL OR round((julianday(dead) - julianday(noticed)) * 86400000) / 1000 > :seconds) AS alive "
            "FROM incidents WHERE absorbed_by IS NULL AND type <> :lead AND noticed <= :before "
            "AND (dead IS NULL OR (verified IS NOT NULL AND dead > noticed)) "
            "AND state <> :dismissed AND ifnull(parked, '') <> :canary GROUP BY backlog",
            bind(
                lead=LEAD,
                before=now - horizon,
                seconds=int(horizon.total_seconds()),
                dismissed=State.DISMISSED,
                canary=Reason.CANARY,
            ),
        ):
            found[name, bool(row["backlog"])] = number(row["n"]), number(row["alive"])
    return found


def _by_source(db: Database, table: str) -> dict[str, int]:
    found = rows(db, f"SELECT source, count(*) AS n FROM {table} GROUP BY source", {})  # noqa: S608 - our own tables
    return {text(row["source"]): number(row["n"]) for row in found}


def _hygiene(db: Database) -> dict[tuple[str, str], int]:
    """By kind and source."""
    found = rows(
        db, "SELECT kind, source, count(*) AS n FROM hygiene WHERE closed_at IS NULL GROUP BY kind, source", {}
    )
    return {(text(row["kind"]), text(row["source"])): number(row["n"]) for row in found}


def _n(row: Row | None) -> int:
    return number(row["n"]) if row else 0


def _listed(states: tuple[State, ...]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)
