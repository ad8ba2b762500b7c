"""Claims, leases, saves, budgets, and that what is read is exactly what was saved."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.found import Finding, Visibility
from agent.ledger import LedgerError, LedgerView, SqliteLedger
from agent.ledger.view import Only
from agent.model import Budget, Clocks, Incident, LeaseLostError, Outcome, Owner, PlanStep, Reason, Run, State, StepKind
from revokers.base import Identity, Liveness, Receipt

Make = Callable[..., Finding]

INSTANTS = st.datetimes(timezones=st.just(UTC))
MAYBE = st.none() | INSTANTS
TEXT = st.text(max_size=20)
COUNT = st.integers(0, 2**31)
RECEIPTS = st.builds(Receipt, TEXT, MAYBE)
STEPS = st.builds(
    PlanStep,
    seq=COUNT,
    kind=st.sampled_from(StepKind),
    system=TEXT,
    endpoint=st.none() | st.text(min_size=1, max_size=20),
    epoch=st.integers(1, 9),
    not_before=INSTANTS,
    reversible=st.booleans(),
    needs=st.none() | st.sampled_from(Reason),
    intent_at=MAYBE,
    accepted_at=MAYBE,
    outcome=st.none() | st.sampled_from(Outcome),
    receipt=st.none() | RECEIPTS,
    attempts=COUNT,
    approved_by=st.lists(TEXT, max_size=2).map(tuple),
)
RUNS = st.builds(
    Run,
    liveness=st.sampled_from(Liveness),
    at=INSTANTS,
    reason=TEXT,
    live_at=MAYBE,
    dead_since=MAYBE,
    dead_at=MAYBE,
    deads=COUNT,
    unknowns=COUNT,
    controlled=st.booleans(),
    identity=st.none() | st.builds(Identity, TEXT, TEXT, st.none() | TEXT, st.lists(TEXT, max_size=3).map(tuple)),
    dormant=st.booleans(),
)
# What the responder may change; the rest belongs to intake.
PROGRESS = st.fixed_dictionaries(
    {
        "owner": st.builds(Owner, TEXT, TEXT),
        "clocks": st.builds(Clocks, INSTANTS, st.none(), *[MAYBE] * 8),
        "deadline": INSTANTS,
        "backlog": st.booleans(),
        "epoch": st.integers(1, 9),
        "plan": st.lists(
            STEPS, max_size=4, unique_by=lambda step: (step.kind, step.system, step.endpoint, step.epoch)
        ).map(tuple),
        "proofs": st.dictionaries(st.tuples(TEXT, TEXT), RUNS, max_size=3),
        "identity": st.none()
        | st.builds(Identity, TEXT, TEXT, st.none() | TEXT, st.lists(TEXT, max_size=3).map(tuple)),
        "parked": st.none() | st.sampled_from(Reason),
        "note": TEXT,
        "parked_until": MAYBE,
        "not_before": MAYBE,
        "rechecks": COUNT,
    }
)


async def claimed(ledger: SqliteLedger, now: datetime, lane: str = "postgres") -> Incident:
    incident = await ledger.claim(now, lane, 60)
    assert incident is not None
    return incident


NUMBERS = itertools.count()


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(progress=PROGRESS)
async def test_what_was_saved_is_read(
    progress: Mapping[str, Any], ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding(f"value {next(NUMBERS)}")], None, at=now)
    incident = replace(await claimed(ledger, now), **progress)
    await ledger.save(incident, at=now, what="note", detail={})
    with LedgerView(path) as view:
        entry = view.incident(str(incident.id))
    assert entry is not None
    assert entry.incident == incident
    await ledger.release(replace(incident, not_before=None))


async def test_the_most_urgent_comes_first(ledger: SqliteLedger, finding: Make, now: datetime) -> None:
    """Live and public, then by deadline, then as they came; the backlog after all others."""
    await ledger.submit(
        [
            finding("old", backlog=True, visibility=Visibility.PUBLIC),
            finding("private 1"),
            finding("private 2"),
            finding("internal", visibility=Visibility.INTERNAL),
            finding("public", visibility=Visibility.PUBLIC),
            finding("unknown", visibility=Visibility.UNKNOWN),
        ],
        None,
        at=now,
    )
    # Proven live, and its deadline made the latest of all: what is live and exposed still goes first.
    live = await claimed(ledger, now)
    assert live.id == 5
    await ledger.release(live)
    taken = [await claimed(ledger, now) for _ in range(2)]
    assert [incident.id for incident in taken] == [5, 6]
    run = Run(Liveness.LIVE, now, "ok", live_at=now)
    exposed = replace(taken[1], deadline=now + timedelta(days=9), proofs={("s", "e"): run})
    await ledger.save(exposed, at=now, what="probe", detail={})
    for incident in taken:
        await ledger.release(incident)
    assert [(await claimed(ledger, now)).id for _ in range(6)] == [6, 5, 4, 2, 3, 1]
    assert await ledger.claim(now, "postgres", 60) is None


async def test_an_incident_is_claimed_in_its_lane_when_it_is_due(
    ledger: SqliteLedger, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("a"), finding("b", kind="vault-token")], None, at=now)
    assert (await claimed(ledger, now, "vault")).type == "vault-token"
    assert await ledger.claim(now, "vault", 60) is None
    assert await ledger.claim(now - timedelta(seconds=1), "postgres", 60) is None
    first = await claimed(ledger, now)
    later = now + timedelta(minutes=5)
    await ledger.release(replace(first, not_before=later))
    assert await ledger.claim(later - timedelta(microseconds=1), "postgres", 60) is None
    assert (await claimed(ledger, later)).not_before == later


async def test_a_lease_is_lost_to_a_later_claim(ledger: SqliteLedger, path: Path, finding: Make, now: datetime) -> None:
    await ledger.submit([finding()], None, at=now)
    zombie = await claimed(ledger, now)
    assert await ledger.claim(now + timedelta(seconds=59), "postgres", 60) is None
    successor = await claimed(ledger, now + timedelta(seconds=60))
    assert (zombie.lease, successor.lease) == (1, 2)
    for late in (
        ledger.save(replace(zombie, note="late"), at=now, what="note", detail={}),
        ledger.release(replace(zombie, not_before=None)),
        ledger.erase(zombie, at=now),
    ):
        with pytest.raises(LeaseLostError):
            await late
    with LedgerView(path) as view:
        entry = view.incident("1")
        assert entry is not None
        assert entry.incident == successor
        assert entry.leased_until == now + timedelta(seconds=120)
        assert [event.what for event in view.events(1)] == ["detected"]
    assert await ledger.sealed(1) == ("k1", finding().sealed)
    await ledger.save(replace(successor, note="mine"), at=now, what="note", detail={})


async def test_an_expired_lease_that_nobody_took_still_saves(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    incident = await claimed(ledger, now)
    await ledger.save(replace(incident, note="slow"), at=now + timedelta(hours=1), what="note", detail={})
    await ledger.release(incident)
    with pytest.raises(LeaseLostError):
        await ledger.save(incident, at=now, what="note", detail={})
    with LedgerView(path) as view:
        assert [event.what for event in view.events(1)] == ["detected", "note"]


async def test_a_start_ends_all_leases_and_wakes_what_waits_for_the_configuration(
    ledger: SqliteLedger, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("leased"), finding("held"), finding("dismissed")], None, at=now)
    later = now + timedelta(days=1)
    leased = await claimed(ledger, now)
    for reason in (Reason.NOT_ARMED, Reason.DISMISSED):
        parked = replace(await claimed(ledger, now), parked=reason, not_before=later)
        await ledger.save(parked, at=now, what="parked", detail={})
        await ledger.release(parked)
    await ledger.begin(now)
    with pytest.raises(LeaseLostError):
        await ledger.save(leased, at=now, what="note", detail={})
    assert {(await claimed(ledger, now)).id for _ in range(2)} == {1, 2}
    assert await ledger.claim(now, "postgres", 60) is None


@pytest.mark.parametrize("restarts", [False, True])
async def test_what_was_planned_by_a_clock_that_was_ahead_is_due_now(
    ledger: SqliteLedger,
    finding: Make,
    now: datetime,
    restarts: bool,  # noqa: FBT001 - a table
) -> None:
    """And what rests by the present one goes on doing so."""
    ahead, later = now + timedelta(days=30), now + timedelta(hours=1)
    await ledger.submit([finding("rests")], None, at=now)
    await ledger.release(replace(await claimed(ledger, now), not_before=later))
    await ledger.submit([finding("ahead")], None, at=ahead)
    assert await ledger.claim(now, "postgres", 60) is None
    await (ledger.begin if restarts else ledger.set_back)(now)
    assert await ledger.dues() == {"postgres": now}
    assert (await claimed(ledger, now)).id == 2
    assert await ledger.claim(now, "postgres", 60) is None


async def test_due_is_when_a_claim_can_succeed(ledger: SqliteLedger, finding: Make, now: datetime) -> None:
    assert await ledger.dues() == {}
    await ledger.submit([finding()], None, at=now)
    assert await ledger.dues() == {"postgres": now}
    incident = await claimed(ledger, now)
    assert await ledger.dues() == {"postgres": now + timedelta(seconds=60)}
    await ledger.release(replace(incident, not_before=now + timedelta(days=1)))
    assert await ledger.dues() == {"postgres": now + timedelta(days=1)}


async def test_the_state_is_kept_beside_every_save(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("a"), finding("b")], None, at=now)
    incident = await claimed(ledger, now)
    await ledger.save(replace(incident, parked=Reason.NO_SYSTEM), at=now, what="parked", detail={})
    with LedgerView(path) as view:
        assert view.counts() == {State.UNVERIFIED: 1, State.DETECTED: 1}
        assert [entry.incident.id for entry in view.incidents(Only(State.UNVERIFIED))] == [1]
        assert [entry.incident.id for entry in view.incidents(limit=1)] == [1]
        oldest = view.oldest_open()
        assert oldest is not None
        assert oldest.incident.id == 1


async def test_settled_incidents_and_leads_are_not_the_oldest_open(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("lead", kind=None), finding("a"), finding("b")], None, at=now)
    incident = await claimed(ledger, now)
    await ledger.save(replace(incident, parked=Reason.DISMISSED), at=now, what="parked", detail={})
    with LedgerView(path) as view:
        oldest = view.oldest_open()
        assert oldest is not None
        assert oldest.incident.id == 3


async def test_the_same_effect_cannot_be_planned_twice(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    incident = await claimed(ledger, now)
    step = PlanStep(1, StepKind.END, "db", None, 1, now, reversible=False)
    with pytest.raises(LedgerError, match="SQLITE_CONSTRAINT_UNIQUE"):
        await ledger.save(
            replace(incident, note="twice", plan=(step, replace(step, seq=2))), at=now, what="decided", detail={}
        )
    await ledger.save(replace(incident, plan=(step, replace(step, seq=2, epoch=2))), at=now, what="decided", detail={})
    with LedgerView(path) as view:
        entry = view.incident("1")
        assert entry is not None
        assert (entry.incident.note, [step.epoch for step in entry.incident.plan]) == ("", [1, 2])


async def test_a_budget_is_a_sliding_window_that_a_restart_remembers(
    opened: Callable[..., SqliteLedger], now: datetime
) -> None:
    budget, other = Budget("actions", 2, 3600), Budget("controls", 1, 600)
    ledger = opened()
    assert [await ledger.spend(now + timedelta(minutes=m), budget) for m in (0, 10, 20)] == [True, True, False]
    assert await ledger.spend(now, other)
    ledger.close()
    ledger = opened()
    answers = [await ledger.spend(now + timedelta(minutes=m), budget) for m in (59, 60, 61, 70, 71)]
    assert answers == [False, True, False, True, False]
    assert not await ledger.spend(now, Budget("nothing", 0, 60))
    free = Budget("free", 1, 60)
    assert not await ledger.spend(now, free, Budget("nothing", 0, 60))
    assert await ledger.spend(now, free)


async def test_a_budget_says_when_it_has_room(ledger: SqliteLedger, now: datetime) -> None:
    budget, other = Budget("actions", 2, 3600), Budget("calls", 1, 60)
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert await ledger.frees(now, budget, other) == now
    for minutes in (0, 10):
        assert await ledger.frees(now + minute * minutes, budget) == now + minute * minutes
        assert await ledger.spend(now + minute * minutes, budget)
    assert await ledger.frees(now + minute * 20, budget) == now + hour
    # Of one that is tighter than what was spent, the newer ones must leave, too.
    assert await ledger.frees(now + minute * 20, replace(budget, cap=1)) == now + minute * 10 + hour
    assert await ledger.spend(now + minute * 20, other)
    assert await ledger.frees(now + minute * 20, other) == now + minute * 21
    assert await ledger.frees(now + minute * 20, other, budget) == now + hour
    assert await ledger.frees(now + hour, budget) == now + hour
    assert await ledger.spend(now + hour, budget)
    assert await ledger.frees(now, Budget("nothing", 0, 60)) == now + minute


async def test_what_was_spent_by_a_clock_that_ran_ahead_blocks_no_longer_than_its_seconds(
    ledger: SqliteLedger, now: datetime
) -> None:
    budget = Budget("actions", 1, 60)
    assert await ledger.spend(now + timedelta(days=9), budget)
    assert await ledger.frees(now, budget) == now + timedelta(minutes=1)


async def test_an_incident_is_found_by_number_or_by_the_start_of_its_fingerprint(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    canonicals = ["777777aa", "777777ab", "121212"]
    await ledger.submit([replace(finding(text), canonical=text) for text in canonicals], None, at=now)
    with LedgerView(path) as view:
        found = [view.incident(key) for key in ("2", "777777ab", "121212", "9", "7", "77777", "", "%", "9" * 30)]
        assert [entry.incident.id if entry else None for entry in found] == [2, 2, 3, *([None] * 6)]
        with pytest.raises(LedgerError, match="several incidents begin with 777777"):
            view.incident("777777")
