"""What an incident adds up to, by value: liveness over endpoints, states, clocks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.model import (
    Clocks,
    Reason,
    Run,
    State,
)
from agent.response import lifecycle
from agent.response.lifecycle import Look, Rest
from revokers.base import Liveness, Probe, Receipt
from tests.sims.toy_incident import (
    CONFIRMED,
    CONTAINED,
    DEAD,
    ENDED,
    IDENTITY,
    LIVE,
    LIVED,
    T0,
    UNKNOWN,
    A,
    B,
    R,
    at,
    contain,
    done,
    end,
    following,
    fresh,
    intended,
    planned,
    said,
    state,
)

# --- liveness over endpoints -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("primary", "replica", "together"),
    [
        (LIVE, LIVE, LIVE),
        (LIVE, DEAD, LIVE),
        (DEAD, LIVE, LIVE),
        (LIVE, UNKNOWN, LIVE),
        (UNKNOWN, LIVE, LIVE),
        (DEAD, DEAD, DEAD),
        (DEAD, UNKNOWN, UNKNOWN),
        (UNKNOWN, DEAD, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_live_if_any_is_live_and_dead_only_if_all_are_dead(
    primary: Liveness, replica: Liveness, together: Liveness
) -> None:
    assert lifecycle.liveness(said(fresh(A, R), 1, {A: primary, R: replica})) is together


def test_without_an_endpoint_nothing_is_known() -> None:
    nowhere = lifecycle.located(fresh(), (), T0)
    assert lifecycle.liveness(nowhere) is UNKNOWN
    assert state(nowhere) is State.DETECTED
    assert following(nowhere, 0) == Rest(at(5))


@pytest.mark.parametrize(
    ("answers", "together"),
    [
        ([LIVE, UNKNOWN, UNKNOWN], LIVE),
        ([DEAD, UNKNOWN, UNKNOWN], DEAD),
        ([UNKNOWN, LIVE, DEAD], DEAD),
        ([DEAD, DEAD, LIVE], LIVE),
        ([DEAD, LIVE, UNKNOWN], LIVE),
    ],
)
def test_unknown_changes_no_verdict(answers: list[Liveness], together: Liveness) -> None:
    incident = fresh()
    for second, answer in enumerate(answers, 1):
        incident = said(incident, second, answer)
    assert lifecycle.liveness(incident) is together


def test_a_run_of_dead_counts_past_unknown_and_is_broken_by_live() -> None:
    dead = said(said(said(LIVED, 2, DEAD), 3, UNKNOWN), 4, DEAD)
    run = dead.proofs[A]
    assert (run.deads, run.dead_since, run.dead_at, run.unknowns) == (2, at(2), at(4), 0)
    assert said(dead, 5, UNKNOWN).proofs[A].unknowns == 1
    run = said(dead, 6, LIVE).proofs[A]
    assert run == Run(LIVE, at(6), "it is live", live_at=at(6), controlled=True, identity=IDENTITY)


def test_what_an_answer_reveals_is_kept() -> None:
    assert (LIVED.identity, LIVED.proofs[A].identity, LIVED.proofs[A].controlled) == (IDENTITY, IDENTITY, True)
    quiet = lifecycle.probed(LIVED, A, Probe(LIVE, "no name this time"), at(3), controlled=False)
    assert (quiet.identity, quiet.proofs[A].identity, quiet.proofs[A].controlled) == (IDENTITY, IDENTITY, False)


def test_an_endpoint_that_is_no_longer_configured_is_forgotten_and_a_new_one_is_asked() -> None:
    moved = lifecycle.located(LIVED, [R], at(9))
    assert moved.proofs == {R: Run(UNKNOWN, at(9), "not asked yet")}
    assert following(moved, 9) == Look()
    kept = lifecycle.located(LIVED, [A, R], at(9))
    assert kept.proofs == {A: LIVED.proofs[A], R: Run(UNKNOWN, at(9), "not asked yet")}
    stranger = lifecycle.probed(LIVED, R, Probe(DEAD, "no"), at(9), controlled=False)
    assert stranger.proofs[R].dead_since == at(9)


# --- states ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", Reason)
def test_what_waits_for_a_person_stands_in_the_state_of_its_reason(reason: Reason) -> None:
    assert state(lifecycle.parked(LIVED, reason)) is reason.state
    assert state(lifecycle.parked(fresh(), reason)) is reason.state
    assert state(lifecycle.parked(said(fresh(), 1, UNKNOWN), reason)) is reason.state


@pytest.mark.parametrize("reason", Reason)
def test_what_is_dead_is_dead_whatever_it_waits_for_but_for_a_person_s_word(reason: Reason) -> None:
    expected = reason.state if reason in {Reason.DISMISSED, Reason.EXCEPTED, Reason.CANARY} else State.DEAD
    assert state(lifecycle.parked(said(LIVED, 2, DEAD), reason)) is expected


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason.OBSERVING, State.HELD),
        (Reason.IRREVERSIBLE, State.AWAITING_APPROVAL),
        (Reason.FOREIGN, State.FOREIGN),
        (Reason.NO_PROBE, State.UNVERIFIED),
        (Reason.EXHAUSTED, State.STUCK),
        (Reason.EXCEPTED, State.EXCEPTED),
        (Reason.DISMISSED, State.DISMISSED),
    ],
)
def test_the_states_of_the_reasons(reason: Reason, expected: State) -> None:
    assert state(lifecycle.parked(LIVED, reason)) is expected


def test_an_exception_ends() -> None:
    excepted = replace(lifecycle.parked(LIVED, Reason.EXCEPTED), parked_until=at(100))
    assert state(excepted, 99) is State.EXCEPTED
    assert state(excepted, 100) is State.LIVE
    assert lifecycle.awake(excepted, at(99)) == excepted
    assert lifecycle.awake(excepted, at(100)) == LIVED
    assert following(excepted, 90) == Rest(at(100))
    assert following(replace(excepted, parked_until=at(200_000)), 90) == Rest(at(90 + 86400))


def test_a_person_s_word_stands_when_the_claim_wakes_it_and_other_reasons_do_not() -> None:
    for reason in Reason:
        parked = lifecycle.parked(LIVED, reason, "why")
        expected = parked if reason in {Reason.DISMISSED, Reason.EXCEPTED, Reason.DENIED} else LIVED
        assert lifecycle.awake(parked, at(9)) == expected


def test_states_before_anything_is_done() -> None:
    assert state(fresh()) is State.DETECTED
    assert state(said(fresh(), 1, UNKNOWN)) is State.UNVERIFIED
    assert state(said(fresh(A, R), 1, {A: DEAD, R: UNKNOWN})) is State.UNVERIFIED
    assert state(LIVED) is State.LIVE
    assert state(said(fresh(A, R), 1, {A: LIVE, R: UNKNOWN})) is State.LIVE


def test_states_on_the_way() -> None:
    plan = planned(LIVED, 1, contain(), end())
    assert state(plan) is State.LIVE
    acting = intended(plan, 0, 1)
    assert state(acting) is State.ACTING
    accepted = lifecycle.accepted(acting, acting.plan[0], Receipt("202"), at(2))
    assert state(accepted) is State.ACCEPTED
    assert state(intended(accepted, 1, 3)) is State.ACTING
    refused = lifecycle.refused(acting, acting.plan[0], "no right")
    assert state(refused) is State.HELD
    assert state(lifecycle.awake(refused, at(9))) is State.ACTING


def test_an_acceptance_alone_never_makes_it_dead() -> None:
    for seconds in (2, 10, 1000, 100_000):
        assert state(said(ENDED, seconds, LIVE), seconds) is State.ACCEPTED
        assert state(said(ENDED, seconds, UNKNOWN), seconds) is State.ACCEPTED
    assert ENDED.clocks.dead is None


def test_dead_only_if_every_replica_is() -> None:
    both = said(fresh(A, R), 1, LIVE)
    both = done(planned(both, 1, end()), 0, 1)
    lagging = said(both, 2, {A: DEAD, R: LIVE})
    assert state(lagging) is State.ACCEPTED
    assert state(said(lagging, 3, {A: DEAD, R: UNKNOWN})) is State.ACCEPTED
    assert state(said(lagging, 3, DEAD)) is State.DEAD


def test_dead_at_first_sight_is_already_dead_even_when_confirmed() -> None:
    dead = said(fresh(), 1, DEAD)
    assert state(dead) is State.ALREADY_DEAD
    assert state(lifecycle.confirmed(said(dead, 7, DEAD), at(7))) is State.ALREADY_DEAD
    assert dead.clocks.dead_low is None


def test_live_after_already_dead_is_the_first_time_that_it_lives() -> None:
    dead = lifecycle.rechecked(lifecycle.confirmed(said(said(fresh(), 1, DEAD), 7, DEAD), at(7)))
    alive = said(dead, 3600, LIVE)
    assert (alive.epoch, alive.rechecks, state(alive)) == (1, 0, State.LIVE)
    assert (alive.clocks.verified, alive.clocks.confirmed, alive.clocks.dead) == (at(3600), None, None)


def test_dead_after_live_is_dead_then_invalidated() -> None:
    assert state(said(LIVED, 2, DEAD)) is State.DEAD
    assert state(said(ENDED, 2, DEAD)) is State.DEAD
    assert state(CONFIRMED) is State.INVALIDATED
    assert state(said(CONFIRMED, 9, UNKNOWN)) is State.INVALIDATED


def test_what_is_only_contained_is_contained() -> None:
    only = said(done(planned(LIVED, 1, contain()), 0, 1), 2, DEAD)
    assert state(only) is State.CONTAINED
    assert state(CONTAINED) is State.CONTAINED
    assert state(lifecycle.parked(CONTAINED, Reason.IRREVERSIBLE)) is State.CONTAINED
    finished = done(CONTAINED, 1, 3)
    assert state(finished) is State.DEAD


def test_contained_on_one_system_is_contained_though_it_was_ended_on_another() -> None:
    both = said(fresh(A, B), 1, LIVE)
    both = planned(planned(both, 1, end()), 1, contain(), key=B)
    both = said(done(done(both, 0, 1), 1, 1), 2, DEAD)
    assert state(both) is State.CONTAINED
    assert following(said(both, 60, DEAD), 60) == Rest(at(60 + 3600))


def test_overdue_ten_minutes_after_the_decision_unless_it_is_dead() -> None:
    assert not lifecycle.overdue(LIVED, at(9999))
    assert not lifecycle.overdue(ENDED, at(1 + 599))
    assert lifecycle.overdue(ENDED, at(1 + 600))
    assert not lifecycle.overdue(said(ENDED, 2, DEAD), at(9999))


# --- clocks ------------------------------------------------------------------------------------------


def test_time_to_invalidation_is_an_interval_over_all_endpoints() -> None:
    both = done(planned(said(fresh(A, R), 1, LIVE), 1, end()), 0, 1)
    both = said(both, 2, {A: DEAD, R: LIVE})
    assert (both.clocks.dead_low, both.clocks.dead) == (None, None)
    both = said(said(both, 3, {A: DEAD, R: UNKNOWN}), 4, DEAD)
    assert (both.clocks.dead_low, both.clocks.dead) == (at(2), at(4))
    assert (said(both, 9, DEAD).clocks.dead_low, said(both, 9, DEAD).clocks.dead) == (at(2), at(4))
    broken = said(both, 10, {A: LIVE, R: DEAD})
    assert (broken.clocks.dead_low, broken.clocks.dead) == (None, None)
    again = said(broken, 11, DEAD)
    assert (again.clocks.dead_low, again.clocks.dead) == (at(10), at(11))


def test_the_clocks_of_one_incident() -> None:
    clocks = CONFIRMED.clocks
    assert clocks == Clocks(
        detected=T0, verified=at(1), decided=at(1), accepted=at(1), dead_low=at(1), dead=at(2), confirmed=at(7)
    )


def test_first_instants_stay() -> None:
    again = done(planned(said(ENDED, 50, LIVE), 50, contain(), key=B), 0, 51)
    assert (again.clocks.verified, again.clocks.decided, again.clocks.accepted) == (at(1), at(1), at(1))
