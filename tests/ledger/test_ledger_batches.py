"""The waiting list of what is sent together: put in, taken out under a lease, void when it is out of date."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from agent.found import Finding
from agent.ledger import LedgerView, SqliteLedger, schema
from agent.model import Budget, Incident, LeaseLostError, PlanStep, Reason, Run, StepKind
from revokers.base import Liveness

Make = Callable[..., Finding]
SECOND = timedelta(seconds=1)
TYPES = frozenset({"postgres-url"})


def told(path: Path, incident: Incident) -> list[str]:
    with LedgerView(path) as view:
        return [event.what for event in view.events(incident.id)]


async def waiting(
    ledger: SqliteLedger,
    finding: Make,
    now: datetime,
    value: str,
    *,
    endpoint: str = "one",
    alive: bool = True,
) -> tuple[Incident, PlanStep]:
    """An incident that was found, planned, and queued at `now`; released to come back in an hour."""
    await ledger.submit([finding(value)], None, at=now)
    claimed = await ledger.claim(now, "postgres", 60)
    assert claimed is not None
    run = Run(Liveness.LIVE, now, "yes", live_at=now, deads=0 if alive else 1)
    step = PlanStep(0, StepKind.END, "pg", endpoint, 1, now, reversible=False)
    planned = replace(claimed, plan=(step,), proofs={("pg", endpoint): run}, not_before=now + timedelta(hours=1))
    await ledger.queue(planned, step, at=now, detail={})
    await ledger.release(planned)
    return planned, step


async def lead(ledger: SqliteLedger, incident: Incident, now: datetime) -> Incident:
    claimed = await ledger.claim_one(incident.id, now, 60)
    assert claimed is not None
    return claimed


async def take(
    ledger: SqliteLedger, leader: Incident, step: PlanStep, now: datetime, most: int = 9
) -> list[tuple[int, int]]:
    found = await ledger.gather(leader, step, types=TYPES, most=most, now=now, lease_seconds=60)
    return [(incident.id, seq) for incident, seq in found]


async def test_queued_is_state_event_and_row(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    incident, step = await waiting(ledger, finding, now, "a")
    assert told(path, incident) == ["detected", "queued"]
    assert await ledger.queued(incident, step) == now
    assert await ledger.queued(incident, replace(step, attempts=1)) is None
    assert await ledger.queued(incident, replace(step, epoch=2)) is None
    assert await ledger.queued(incident, replace(step, seq=1)) is None


async def test_it_outlives_a_restart(opened: Callable[..., SqliteLedger], finding: Make, now: datetime) -> None:
    first = opened()
    incident, step = await waiting(first, finding, now, "a")
    first.close()
    assert await opened().queued(incident, step) == now


async def test_who_leads_takes_the_others_the_longest_waiting_first(
    ledger: SqliteLedger, finding: Make, now: datetime
) -> None:
    made = [await waiting(ledger, finding, now - SECOND * index, name) for index, name in enumerate("abcd")]
    elsewhere = await waiting(ledger, finding, now, "e", endpoint="two")
    leader, step = await lead(ledger, made[0][0], now), made[0][1]
    found = await ledger.gather(leader, step, types=TYPES, most=2, now=now, lease_seconds=60)
    assert [(incident.id, seq) for incident, seq in found] == [(made[3][0].id, 0), (made[2][0].id, 0)]
    # They are leased: nobody else gets them, and what they know is what was saved.
    assert found[0][0].plan == made[3][0].plan
    assert found[0][0].lease == made[3][0].lease + 1
    assert await ledger.claim_one(made[3][0].id, now, 60) is None
    rows = [await ledger.queued(*one) for one in (*made, elsewhere)]
    assert rows == [None, now - SECOND, None, None, now]


async def test_taken_once(ledger: SqliteLedger, finding: Make, now: datetime) -> None:
    made = [await waiting(ledger, finding, now, name) for name in "abc"]
    one, other = await lead(ledger, made[0][0], now), await lead(ledger, made[1][0], now)
    assert await take(ledger, one, made[0][1], now) == [(made[2][0].id, 0)]
    assert await take(ledger, other, made[1][1], now) == []


async def test_who_has_lost_the_lease_takes_nothing(ledger: SqliteLedger, finding: Make, now: datetime) -> None:
    made = [await waiting(ledger, finding, now, name) for name in "ab"]
    leader = await lead(ledger, made[0][0], now)
    await lead(ledger, made[0][0], now + SECOND * 90)
    with pytest.raises(LeaseLostError):
        await take(ledger, leader, made[0][1], now)
    assert await ledger.queued(*made[1]) == now


async def test_other_types_dead_ones_and_former_attempts_are_not_taken(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    leader, step = await waiting(ledger, finding, now, "a")
    dead = await waiting(ledger, finding, now, "b", alive=False)
    sent = await waiting(ledger, finding, now, "c")
    parked = await waiting(ledger, finding, now, "d")
    again = await lead(ledger, sent[0], now)
    await ledger.save(replace(again, plan=(replace(sent[1], attempts=1),)), at=now, what="intent", detail={})
    await ledger.release(again)
    held = await lead(ledger, parked[0], now)
    await ledger.save(replace(held, parked=Reason.FROZEN), at=now, what="parked", detail={})
    await ledger.release(held)
    leading = await lead(ledger, leader, now)
    assert await ledger.gather(leading, step, types={"other"}, most=9, now=now, lease_seconds=60) == ()
    await ledger.queue(leading, step, at=now, detail={})
    assert await ledger.company(step) == 1
    assert await ledger.company(replace(step, endpoint="two")) == 0
    assert await take(ledger, leading, step, now) == []
    assert await ledger.company(step) == 0
    # What is parked keeps its place; the rest is gone.
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT incident_id FROM batches").fetchall() == [(parked[0].id,)]
    connection.close()
    assert await ledger.queued(*dead) is None


async def test_all_are_saved_or_none(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    made = [await waiting(ledger, finding, now, name) for name in "abc"]
    held = [await lead(ledger, incident, now) for incident, _ in made]
    before = ledger.commits
    await ledger.save_all([(replace(one, note="x"), {}) for one in held], at=now, what="intent")
    assert ledger.commits == before + 1
    assert [told(path, one)[-1] for one in held] == ["intent"] * 3
    await lead(ledger, held[1], now + SECOND * 90)
    with pytest.raises(LeaseLostError):
        await ledger.save_all([(replace(one, note="y"), {}) for one in held], at=now, what="accepted")
    assert [told(path, one)[-1] for one in held] == ["intent"] * 3


async def test_spent_counts_what_is_within_its_seconds(ledger: SqliteLedger, now: datetime) -> None:
    budget = Budget("calls", 5, 60)
    for seconds in (0, 30, 59):
        assert await ledger.spend(now + SECOND * seconds, budget)
    assert await ledger.spent(now + SECOND * 59, budget) == 3
    assert await ledger.spent(now + SECOND * 60, budget) == 2
    assert await ledger.spent(now, Budget("others", 5, 60)) == 0
    # A tighter cap on the same spends: what is left for something else.
    assert not await ledger.spend(now + SECOND * 59, replace(budget, cap=3))
    assert await ledger.spend(now + SECOND * 59, budget)


def test_a_ledger_of_the_first_version_gets_the_list(path: Path, opened: Callable[..., SqliteLedger]) -> None:
    path.parent.mkdir(mode=0o700)
    connection = sqlite3.connect(path)
    connection.executescript(resources.files(schema.__package__).joinpath(schema.MIGRATIONS[0]).read_text())
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    opened().close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    assert connection.execute("SELECT count(*) FROM batches").fetchone() == (0,)
    connection.close()
