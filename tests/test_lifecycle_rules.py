"""Each rule of the lifecycle, by value: states, what comes next, and what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from agent.model import (
    Clocks,
    Incident,
    Outcome,
    Owner,
    PlanStep,
    Reason,
    Run,
    State,
    StepKind,
)
from agent.response import lifecycle
from agent.response.lifecycle import Act, Confirm, Decide, Erase, Infer, Look, Move, Park, Recheck, Rest, Skip, Timing
from agent.response.methods import Planned
from revokers.base import Liveness, Probe, Receipt
from tests.sims.toy_incident import (
    CONFIRMED,
    DEAD,
    ENDED,
    IDENTITY,
    LIVE,
    LIVED,
    SETTLES,
    T0,
    TIMING,
    UNKNOWN,
    A,
    at,
    done,
    end,
    following,
    fresh,
    intended,
    looked,
    planned,
    said,
    state,
)

A2: Final = ("main", "second")
R: Final = ("main", "replica")
B: Final = ("other", "primary")


def contain(needs: Reason | None = None) -> Planned:
    return Planned(StepKind.CONTAIN, reversible=True, every_node=False, side_effects=(), needs=needs)


def restrict(needs: Reason | None = None) -> Planned:
    return Planned(StepKind.RESTRICT, reversible=True, every_node=False, side_effects=(), needs=needs)


CONTAINED: Final = said(done(planned(LIVED, 1, contain(), end(Reason.IRREVERSIBLE)), 0, 1), 2, DEAD)


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


# --- what comes next: looking ------------------------------------------------------------------------


def test_every_claim_looks_before_it_acts() -> None:
    assert following(fresh(), 0) == Look()
    plan = planned(LIVED, 1, end())
    assert lifecycle.next_move(plan, at(2), claimed_at=at(1), timing=TIMING) == Act(plan.plan[0])
    assert lifecycle.next_move(plan, at(2), claimed_at=at(1.5), timing=TIMING) == Look()


def test_one_endpoint_not_asked_in_this_claim_is_enough_to_look() -> None:
    half = lifecycle.probed(said(fresh(A, R), 1, LIVE), A, Probe(LIVE, "again"), at(5), controlled=True)
    assert lifecycle.next_move(half, at(5), claimed_at=at(4), timing=TIMING) == Look()


def test_an_answer_of_the_future_is_of_a_clock_that_was_set_back() -> None:
    plan = planned(said(fresh(), 3600, LIVE), 3600, end())
    assert lifecycle.next_move(plan, at(60), claimed_at=at(50), timing=TIMING) == Look()


def test_what_is_parked_rests_and_nothing_is_asked() -> None:
    for reason in Reason:
        move = following(lifecycle.parked(fresh(), reason), 10)
        assert move == Rest(at(10) + lifecycle.pause(reason, TIMING))


def test_pauses() -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert lifecycle.pause(Reason.FROZEN, TIMING) == timedelta(seconds=2)
    assert lifecycle.pause(Reason.CAPPED, TIMING) == timedelta(minutes=1)
    for reason in (Reason.EXHAUSTED, Reason.DISMISSED, Reason.EXCEPTED, Reason.DENIED, Reason.CANARY):
        assert lifecycle.pause(reason, TIMING) == day
    assert lifecycle.pause(Reason.REFUSED, TIMING) == hour
    assert lifecycle.pause(Reason.REFUSED, Timing(spread=0)) == hour / 2
    assert lifecycle.pause(Reason.OBSERVING, Timing(spread=1)) == hour * 1.5


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 5), (1, 5), (2, 10), (3, 20), (10, 2560), (11, 3600), (12, 3600), (500, 3600)]
)
def test_back_off_doubles_to_an_hour_within_half_around(attempts: int, seconds: int) -> None:
    assert lifecycle.back_off(attempts, Timing(spread=0.5)) == timedelta(seconds=seconds)
    assert lifecycle.back_off(attempts, Timing(spread=0.0)) == timedelta(seconds=seconds) / 2
    assert lifecycle.back_off(attempts, Timing(spread=1.0)) == timedelta(seconds=seconds) * 1.5


def test_unknown_backs_off_and_never_acts() -> None:
    incident = said(fresh(), 1, UNKNOWN)
    assert following(incident, 1) == Rest(at(6))
    assert following(said(incident, 6, UNKNOWN), 6) == Rest(at(16))
    plan = planned(LIVED, 1, end())
    assert looked(plan, 2, UNKNOWN) == Rest(at(7))
    assert looked(ENDED, 2, UNKNOWN) == Rest(at(7))


# --- what comes next: live ---------------------------------------------------------------------------


def test_live_without_a_plan_is_for_the_policy() -> None:
    assert following(LIVED, 1) == Decide()


def test_the_steps_of_a_plan_are_done_in_order() -> None:
    plan = planned(LIVED, 1, contain(), end())
    assert following(plan, 1) == Act(plan.plan[0])
    first = done(plan, 0, 1)
    assert looked(first, 2, LIVE) == Act(first.plan[1])
    assert looked(first, 2, DEAD) == Act(first.plan[1])


def test_an_end_does_not_overtake_what_must_precede_it() -> None:
    interrupted = intended(planned(LIVED, 1, contain(), end()), 0, 2)
    assert looked(interrupted, 3, LIVE) == Rest(at(7))
    refused = lifecycle.awake(lifecycle.refused(interrupted, interrupted.plan[0], "no right"), at(9))
    assert looked(refused, 9, LIVE) == Act(refused.plan[0])


def test_a_step_waits_for_its_time() -> None:
    plan = planned(LIVED, 1, end())
    plan = replace(plan, plan=(replace(plan.plan[0], not_before=at(60)),))
    assert looked(plan, 2, LIVE) == Rest(at(60))
    assert looked(plan, 60, LIVE) == Act(plan.plan[0])


@pytest.mark.parametrize("reason", [Reason.IRREVERSIBLE, Reason.UNCONTROLLED, Reason.POLICY_APPROVAL, Reason.DENIED])
def test_what_needs_a_person_waits_for_one(reason: Reason) -> None:
    plan = planned(LIVED, 1, end(reason))
    assert following(plan, 1) == Park(reason)
    freed = lifecycle.freed(plan, plan.plan[0])
    assert following(freed, 1) == Act(freed.plan[0])
    assert following(freed, 1) == Act(replace(plan.plan[0], needs=None))


def test_what_precedes_an_approval_is_done_and_its_effect_awaited_first() -> None:
    plan = planned(LIVED, 1, contain(), end(Reason.IRREVERSIBLE))
    assert following(plan, 1) == Act(plan.plan[0])
    first = done(plan, 0, 1)
    assert looked(first, 2, LIVE) == Rest(at(2) + lifecycle.SOON)
    assert looked(first, 2, DEAD) == Park(Reason.IRREVERSIBLE)


def test_an_accepted_step_without_effect_is_sent_again_once_patience_is_over() -> None:
    patience = (SETTLES + lifecycle.PATIENCE).total_seconds()
    assert looked(ENDED, 2, LIVE) == Rest(at(2) + lifecycle.SOON)
    # The longer it takes, the less often it is asked.
    assert looked(ENDED, patience, LIVE) == Rest(at(patience) + (at(patience) - at(1)) / 10)
    assert looked(ENDED, 1 + patience, LIVE) == Act(ENDED.plan[0])
    often = replace(ENDED, plan=(replace(ENDED.plan[0], attempts=8),))
    assert looked(often, 1 + patience, LIVE) == Rest(at(1 + 640))


def test_of_several_nodes_the_one_that_still_lives_is_sent_again() -> None:
    both = said(fresh(A, A2), 1, LIVE)
    both = planned(planned(both, 1, end()), 1, end(), key=A2)
    both = done(done(both, 0, 1), 1, 1)
    assert looked(both, 100, {A: LIVE, A2: DEAD}) == Act(both.plan[0])
    assert looked(both, 100, {A: DEAD, A2: LIVE}) == Act(both.plan[1])
    assert looked(both, 100, {A: UNKNOWN, A2: LIVE}) == Act(both.plan[1])


def test_of_several_accepted_steps_the_last_kind_is_sent_again() -> None:
    both = done(done(planned(LIVED, 1, contain(), end()), 0, 1), 1, 2)
    assert looked(both, 100, LIVE) == Act(both.plan[1])


def test_a_replica_that_lags_is_waited_for_and_nothing_is_sent_where_it_is_dead() -> None:
    both = done(planned(said(fresh(A, R), 1, LIVE), 1, end()), 0, 1)
    lagging = said(both, 2, {A: DEAD, R: LIVE})
    assert following(lagging, 2) == Rest(at(2) + lifecycle.SOON)
    assert looked(lagging, 102, {A: DEAD, R: LIVE}) == Rest(at(202))
    assert looked(lagging, 90_000, {A: DEAD, R: LIVE}) == Rest(at(90_000 + 3600))
    three_days = 1 + 3 * 86_400
    assert looked(lagging, three_days, {A: DEAD, R: LIVE}) == Park(Reason.EXHAUSTED)


def test_how_long_a_replica_lags_is_not_measured_by_what_died_long_ago_elsewhere() -> None:
    three = said(fresh(A, R, B), 1, {A: LIVE, R: LIVE, B: DEAD})
    three = done(planned(three, 1, end()), 0, 1)
    assert looked(three, 5000, {A: DEAD, R: LIVE, B: DEAD}) == Rest(at(5000) + lifecycle.SOON)


def test_live_on_a_replica_alone_is_no_licence_to_act_on_the_primary() -> None:
    """The owner has just changed the value on the primary: acting there would hit the new one."""
    both = planned(said(fresh(A, R), 1, LIVE), 1, contain(), end())
    assert looked(both, 2, {A: DEAD, R: LIVE}) == Rest(at(2) + lifecycle.SOON)
    assert looked(both, 2, {A: LIVE, R: DEAD}) == Act(both.plan[0])
    contained = done(both, 0, 2)
    assert looked(contained, 3, {A: DEAD, R: LIVE}) == Act(contained.plan[1])


def test_a_step_that_names_no_endpoint_asks_all_of_its_system() -> None:
    both = planned(said(fresh(A, R), 1, LIVE), 1, end())
    both = replace(both, plan=(replace(both.plan[0], endpoint=None),))
    assert looked(both, 2, {A: UNKNOWN, R: LIVE}) == Act(both.plan[0])
    assert looked(both, 2, UNKNOWN) == Rest(at(7))


def test_a_refused_step_is_tried_again_when_it_is_awake() -> None:
    acting = intended(planned(LIVED, 1, end()), 0, 1)
    refused = lifecycle.refused(acting, acting.plan[0], "no right")
    assert (refused.parked, refused.note, refused.plan[0].outcome) == (Reason.REFUSED, "no right", Outcome.REFUSED)
    assert looked(lifecycle.awake(refused, at(4000)), 4000, LIVE) == Act(refused.plan[0])


# --- what comes next: interrupted --------------------------------------------------------------------


def test_an_interrupted_step_is_probed_first() -> None:
    interrupted = intended(planned(LIVED, 1, end()), 0, 2)
    assert lifecycle.next_move(interrupted, at(60), claimed_at=at(60), timing=TIMING) == Look()


def test_an_interrupted_step_is_sent_again_only_when_it_lives_after_the_settling_time() -> None:
    interrupted = intended(planned(LIVED, 1, end()), 0, 2)
    slow = Timing(settles=timedelta(seconds=30))
    assert following(said(interrupted, 3, LIVE), 3, slow) == Rest(at(32))
    assert following(said(interrupted, 31, LIVE), 31, slow) == Rest(at(32))
    assert following(said(interrupted, 32, LIVE), 32, slow) == Act(interrupted.plan[0])
    # The look was too early, though the time is over now: only a new look can tell.
    assert following(said(interrupted, 31, LIVE), 33, slow) == Rest(at(33))


def test_an_interrupted_step_is_sent_again_only_after_its_back_off() -> None:
    interrupted = intended(planned(LIVED, 1, end()), 0, 2)
    interrupted = replace(interrupted, plan=(replace(interrupted.plan[0], attempts=4),))
    assert looked(interrupted, 41, LIVE) == Rest(at(42))
    assert looked(interrupted, 42, LIVE) == Act(interrupted.plan[0])


def test_an_interrupted_step_whose_value_is_dead_took_effect() -> None:
    interrupted = intended(planned(LIVED, 1, contain(), end()), 0, 2)
    dead = said(interrupted, 3, DEAD)
    assert following(dead, 3) == Infer(dead.plan[0])
    inferred = lifecycle.inferred(dead, dead.plan[0], at(3))
    assert inferred.plan[0] == replace(
        dead.plan[0],
        outcome=Outcome.ACCEPTED,
        accepted_at=at(3),
        receipt=Receipt("found dead after an interrupted request; not sent again"),
    )
    assert following(inferred, 3) == Act(inferred.plan[1])


def test_the_end_of_what_we_contained_is_sent_again_since_its_death_proves_nothing_about_it() -> None:
    interrupted = intended(said(done(planned(LIVED, 1, contain(), end()), 0, 1), 2, DEAD), 1, 3)
    assert looked(interrupted, 4, DEAD) == Rest(at(8))
    assert looked(interrupted, 8, DEAD) == Act(interrupted.plan[1])


# --- giving up ---------------------------------------------------------------------------------------


def failing(attempts: int, *, since: float) -> Incident:
    incident = intended(planned(LIVED, 1, end()), 0, since)
    return replace(incident, plan=(replace(incident.plan[0], attempts=attempts),))


def test_the_attempts_before_giving_up_take_about_three_days() -> None:
    waits = [lifecycle.back_off(number, TIMING) for number in range(1, lifecycle.ATTEMPTS)]
    assert timedelta(days=2.9) < sum(waits, timedelta()) < timedelta(days=3.1)


def test_out_of_attempts_it_is_stuck_and_tried_once_a_day() -> None:
    assert looked(failing(lifecycle.ATTEMPTS - 1, since=2), 4000, LIVE) == Act(
        failing(lifecycle.ATTEMPTS - 1, since=2).plan[0]
    )
    stuck = failing(lifecycle.ATTEMPTS, since=2)
    assert looked(stuck, 4000, LIVE) == Park(Reason.EXHAUSTED)
    assert state(lifecycle.parked(stuck, Reason.EXHAUSTED)) is State.STUCK
    assert looked(stuck, 2 + 86_399, LIVE) == Park(Reason.EXHAUSTED)
    assert looked(stuck, 2 + 86_400, LIVE) == Act(stuck.plan[0])
    once_more = intended(stuck, 0, 2 + 86_400)
    assert once_more.plan[0].attempts == lifecycle.ATTEMPTS + 1
    assert looked(once_more, 2 + 86_410, LIVE) == Park(Reason.EXHAUSTED)


def test_accepted_again_and_again_without_effect_is_stuck_as_well() -> None:
    ineffective = replace(ENDED, plan=(replace(ENDED.plan[0], attempts=lifecycle.ATTEMPTS),))
    assert looked(ineffective, 100, LIVE) == Park(Reason.EXHAUSTED)
    assert looked(ineffective, 1 + 86_400, LIVE) == Act(ineffective.plan[0])


def test_time_that_a_person_took_does_not_count_as_attempts() -> None:
    """Approved after four days: the first lost answer is no reason to give up."""
    plan = planned(LIVED, 1, end(Reason.IRREVERSIBLE))
    late = 4 * 86_400
    acting = intended(lifecycle.freed(plan, plan.plan[0]), 0, late)
    assert looked(acting, late + 1, LIVE) == Rest(at(late + 5))


# --- what comes next: several Systems ----------------------------------------------------------------


def two_systems() -> Incident:
    return said(fresh(A, B), 1, LIVE)


def test_containing_is_done_everywhere_before_an_end() -> None:
    both = lifecycle.decided(two_systems(), [(contain(), A), (contain(), B), (end(), A), (end(), B)], at(1))
    assert following(both, 1) == Act(both.plan[0])
    both = done(both, 0, 1)
    assert looked(both, 2, {A: DEAD, B: LIVE}) == Act(both.plan[1])


@pytest.mark.parametrize("seconds", [2, 3])
def test_what_waits_for_a_person_on_one_system_holds_up_no_other(seconds: int) -> None:
    both = planned(two_systems(), 1, contain(), end(Reason.IRREVERSIBLE))
    both = done(planned(both, 1, contain(), key=B), 0, 1)
    assert looked(both, seconds, {A: LIVE, B: LIVE}) == Act(both.plan[2])
    assert looked(both, seconds, {A: DEAD, B: LIVE}) == Act(both.plan[2])


def test_a_failing_system_holds_up_no_other() -> None:
    both = planned(planned(two_systems(), 1, end()), 1, end(), key=B)
    both = intended(both, 0, 2)
    assert looked(both, 3, LIVE) == Act(both.plan[1])
    assert looked(both, 3, {A: UNKNOWN, B: LIVE}) == Act(both.plan[1])
    both = intended(both, 1, 3)
    assert looked(both, 4, LIVE) == Rest(at(7))
    given_up = replace(both, plan=(replace(both.plan[0], attempts=lifecycle.ATTEMPTS), both.plan[1]))
    assert looked(given_up, 4, LIVE) == Rest(at(8))


def test_nothing_is_done_on_a_system_that_does_not_answer_now() -> None:
    both = planned(planned(two_systems(), 1, end()), 1, end(), key=B)
    assert looked(both, 2, {A: UNKNOWN, B: LIVE}) == Act(both.plan[1])
    one = planned(said(two_systems(), 2, {A: LIVE, B: DEAD}), 2, end())
    assert looked(one, 3, {A: UNKNOWN, B: DEAD}) == Rest(at(8))


def test_nobody_is_asked_about_a_system_on_which_it_is_not_live() -> None:
    """One endpoint died, the other never answered; what was LIVE elsewhere is out of reach for a moment only."""
    some = said(fresh(A, R, B), 1, {A: LIVE, R: UNKNOWN, B: LIVE})
    some = planned(planned(some, 1, end(Reason.IRREVERSIBLE)), 1, end(), key=B)
    some = said(some, 2, {A: DEAD, R: UNKNOWN, B: UNKNOWN})
    assert following(some, 2) == Rest(at(12))


def test_a_system_that_answers_live_later_is_decided_while_another_waits_for_a_person() -> None:
    late = planned(said(fresh(A, B), 1, {A: LIVE, B: UNKNOWN}), 1, end(Reason.IRREVERSIBLE))
    assert following(late, 1) == Park(Reason.IRREVERSIBLE)
    assert looked(late, 2, {A: LIVE, B: LIVE}) == Decide()


def test_what_died_by_itself_on_one_system_is_not_ended_because_another_was() -> None:
    both = planned(planned(two_systems(), 1, contain(), end()), 1, end(), key=B)
    both = done(done(both, 0, 1), 1, 1)
    assert looked(both, 2, DEAD) == Skip(both.plan[2])
    both = intended(both, 2, 1)
    assert looked(both, 2, DEAD) == Infer(both.plan[2])


def test_what_is_finished_on_one_system_does_not_wait_for_another() -> None:
    both = planned(planned(two_systems(), 1, end()), 1, end(Reason.IRREVERSIBLE), key=B)
    interrupted = intended(both, 0, 1)
    assert looked(interrupted, 2, {A: DEAD, B: LIVE}) == Infer(interrupted.plan[0])
    assert looked(both, 2, {A: DEAD, B: LIVE}) == Skip(both.plan[0])


def test_steps_on_a_system_that_cannot_answer_any_more_are_left_alone() -> None:
    both = planned(planned(two_systems(), 1, end()), 1, end(), key=B)
    moved = lifecycle.located(both, [B], at(2))
    assert looked(moved, 3, LIVE) == Act(both.plan[1])
    contained = done(planned(planned(two_systems(), 1, contain(), end()), 1, end(), key=B), 0, 1)
    moved = lifecycle.located(contained, [B], at(2))
    assert looked(moved, 3, LIVE) == Act(contained.plan[2])


# --- what comes next: dead ---------------------------------------------------------------------------


def test_dead_before_anything_was_done_nothing_is_done() -> None:
    plan = planned(LIVED, 1, contain(), end(Reason.IRREVERSIBLE))
    dead = said(plan, 2, DEAD)
    assert following(dead, 2) == Skip(dead.plan[0])
    dead = lifecycle.skipped(dead, dead.plan[0])
    assert following(dead, 2) == Skip(dead.plan[1])
    dead = lifecycle.skipped(dead, dead.plan[1])
    assert [step.outcome for step in dead.plan] == [Outcome.NEEDLESS, Outcome.NEEDLESS]
    assert following(dead, 2) == Rest(at(7))
    assert state(dead) is State.DEAD


def test_what_was_needless_is_needed_again_when_it_lives_after_all() -> None:
    plan = planned(said(fresh(A, B), 1, {A: LIVE, B: DEAD}), 1, end())
    dead = said(plan, 2, DEAD)
    dead = lifecycle.skipped(dead, dead.plan[0])
    assert said(dead, 3, {A: DEAD, B: LIVE}).plan == dead.plan
    alive = said(dead, 3, {A: LIVE, B: DEAD})
    assert alive.plan == plan.plan
    assert following(alive, 3) == Act(plan.plan[0])


def test_a_refused_step_that_became_needless_is_no_sign_of_acting() -> None:
    acting = intended(planned(said(fresh(A, B), 1, LIVE), 1, end()), 0, 1)
    refused = lifecycle.awake(lifecycle.refused(acting, acting.plan[0], "no right"), at(9))
    skipped = lifecycle.skipped(refused, refused.plan[0])
    assert state(skipped) is State.LIVE
    alive = said(skipped, 10, LIVE)
    assert alive.plan[0] == replace(acting.plan[0], intent_at=None)
    assert following(alive, 10) == Act(alive.plan[0])


def test_only_an_end_follows_on_what_we_contained() -> None:
    two = planned(planned(said(fresh(A, A2), 1, LIVE), 1, contain()), 1, contain(), key=A2)
    two = done(two, 0, 1)
    assert looked(two, 2, DEAD) == Skip(two.plan[1])
    two = planned(planned(said(fresh(A, A2), 1, LIVE), 1, end()), 1, end(), key=A2)
    two = done(two, 0, 1)
    assert looked(two, 2, DEAD) == Skip(two.plan[1])


def test_confirmed_by_two_dead_on_every_endpoint_the_last_after_the_settling_time() -> None:
    first = said(ENDED, 2, DEAD)
    assert following(first, 2) == Rest(at(7))
    assert looked(first, 6.9, DEAD) == Rest(at(7.9))
    assert looked(first, 7, DEAD) == Confirm()
    quick = Timing(settles=timedelta(0))
    assert following(first, 2, quick) == Rest(at(3))
    assert following(said(first, 3, DEAD), 3, quick) == Confirm()


def test_the_settling_time_runs_from_the_last_acceptance() -> None:
    late = done(lifecycle.freed(CONTAINED, CONTAINED.plan[1]), 1, 60)
    late = said(said(late, 61, DEAD), 64.5, DEAD)
    assert following(late, 64.5) == Rest(at(65.5))
    assert looked(late, 64.9, DEAD) == Rest(at(65.9))
    assert looked(late, 65, DEAD) == Confirm()


def test_one_replica_without_its_second_dead_holds_the_confirmation_up() -> None:
    both = done(planned(said(fresh(A, R), 1, LIVE), 1, end()), 0, 1)
    both = said(both, 2, DEAD)
    slow = said(both, 9, {A: DEAD, R: UNKNOWN})
    assert following(slow, 9) == Rest(at(14))
    assert looked(slow, 14, DEAD) == Confirm()
    assert looked(both, 9, {A: DEAD, R: LIVE}) == Rest(at(9.8))


def test_contain_only_is_never_confirmed() -> None:
    only = done(planned(LIVED, 1, contain()), 0, 1)
    for seconds in (2, 20, 4000, 90_000):
        only = said(only, seconds, DEAD)
        assert following(only, seconds) == Rest(at(seconds + 3600))


def test_an_end_that_waits_for_approval_stays_contained_until_it_is_given() -> None:
    assert following(CONTAINED, 2) == Park(Reason.IRREVERSIBLE)
    approved = lifecycle.freed(CONTAINED, CONTAINED.plan[1])
    assert following(approved, 2) == Act(approved.plan[1])
    over = said(said(done(approved, 1, 3), 4, DEAD), 10, DEAD)
    assert following(over, 10) == Confirm()


# --- re-checks, erasure, new epochs ------------------------------------------------------------------


def test_rechecks_at_an_hour_a_day_and_a_week_then_the_value_is_erased() -> None:
    incident = CONFIRMED
    for seconds in (3600, 86_400, 7 * 86_400):
        assert following(incident, 7 + seconds - 1) == Rest(at(7 + seconds))
        incident = said(incident, 7 + seconds, DEAD)
        assert following(incident, 7 + seconds) == Recheck()
        incident = lifecycle.rechecked(incident)
    assert incident.rechecks == 3
    assert following(incident, 7 + 7 * 86_400) == Erase()


def test_a_value_that_came_back_is_kept_until_somebody_has_answered() -> None:
    """Seen once more after it was erased: a System that is away is no reason to forget it unasked."""
    incident = said(replace(CONFIRMED, rechecks=3), 7 + 8 * 86_400, UNKNOWN)
    assert following(incident, 7 + 8 * 86_400) == Rest(at(7 + 8 * 86_400 + 5))
    assert looked(incident, 12 + 8 * 86_400, DEAD) == Erase()


def test_a_recheck_without_an_answer_is_none() -> None:
    incident = said(CONFIRMED, 3607, UNKNOWN)
    assert following(incident, 3607) == Rest(at(3612))
    assert looked(incident, 3612, DEAD) == Recheck()


def test_live_after_invalidated_opens_a_new_epoch() -> None:
    with_notice = replace(CONFIRMED, clocks=replace(CONFIRMED.clocks, exposed=at(-50), noticed=at(1), replaced=at(6)))
    again = said(lifecycle.rechecked(with_notice), 5000, LIVE)
    assert (again.epoch, again.rechecks, state(again)) == (2, 0, State.REAPPEARED)
    assert again.clocks == Clocks(detected=at(5000), exposed=at(-50), verified=at(5000))
    assert again.plan == CONFIRMED.plan
    assert lifecycle.steps(again) == ()
    assert following(again, 5000) == Decide()
    acted = planned(again, 5000, end())
    assert acted.plan[1] == replace(
        CONFIRMED.plan[0],
        seq=1,
        epoch=2,
        not_before=at(5000),
        intent_at=None,
        accepted_at=None,
        outcome=None,
        receipt=None,
        attempts=0,
    )
    assert following(acted, 5000) == Act(acted.plan[1])
    assert state(done(acted, 1, 5000)) is State.ACCEPTED


def test_what_was_needless_in_an_old_epoch_stays_so() -> None:
    dead = said(planned(LIVED, 1, end()), 2, DEAD)
    dead = said(lifecycle.skipped(dead, dead.plan[0]), 7, DEAD)
    again = said(said(lifecycle.confirmed(dead, at(7)), 5000, LIVE), 5001, LIVE)
    assert (again.epoch, again.plan) == (2, dead.plan)


def test_two_endpoints_that_reappear_together_open_one_epoch() -> None:
    both = done(planned(said(fresh(A, R), 1, LIVE), 1, end()), 0, 1)
    both = lifecycle.confirmed(said(said(both, 2, DEAD), 7, DEAD), at(7))
    assert said(both, 5000, LIVE).epoch == 2


def test_live_before_it_was_confirmed_is_the_same_epoch() -> None:
    assert said(said(ENDED, 2, DEAD), 3, LIVE).epoch == 1


# --- what happened -----------------------------------------------------------------------------------


def test_a_plan_is_made_in_the_order_given() -> None:
    plan = planned(LIVED, 3, contain(), end(Reason.IRREVERSIBLE))
    first = PlanStep(0, StepKind.CONTAIN, "main", "primary", 1, at(3), reversible=True)
    second = PlanStep(1, StepKind.END, "main", "primary", 1, at(3), reversible=False, needs=Reason.IRREVERSIBLE)
    assert plan.plan == (first, second)


def test_intent_and_outcome_are_written_into_their_step_only() -> None:
    plan = planned(LIVED, 1, contain(), end())
    acting = intended(plan, 1, 2)
    assert acting.plan == (plan.plan[0], replace(plan.plan[1], intent_at=at(2), attempts=1))
    again = intended(lifecycle.accepted(acting, acting.plan[1], Receipt("202"), at(3)), 1, 60)
    assert (again.plan[1].outcome, again.plan[1].attempts, again.plan[1].intent_at) == (None, 2, at(60))


def test_the_owner_is_corrected() -> None:
    assert lifecycle.owned(LIVED, Owner("payments", "its role")).owner == Owner("payments", "its role")


# --- what people decide ------------------------------------------------------------------------------


def waiting(reason: Reason) -> Incident:
    return lifecycle.parked(planned(LIVED, 1, contain(), end(reason)), reason, "asked")


@pytest.mark.parametrize("reason", [Reason.IRREVERSIBLE, Reason.SHARED])
def test_the_irreversible_and_the_shared_take_two_people(reason: Reason) -> None:
    once = lifecycle.approved(waiting(reason), "ann", 2)
    assert (once.plan[1].needs, once.plan[1].approved_by, once.parked, once.note) == (reason, ("ann",), None, "")
    assert lifecycle.approved(once, "ann", 2) == once
    twice = lifecycle.approved(once, "bob", 2)
    assert (twice.plan[1].needs, twice.plan[1].approved_by) == (None, ("ann", "bob"))
    alone = lifecycle.approved(waiting(reason), "ann", 1)
    assert (alone.plan[1].needs, alone.plan[1].approved_by) == (None, ("ann",))


@pytest.mark.parametrize("reason", [Reason.POLICY_APPROVAL, Reason.UNCONTROLLED])
def test_anything_else_takes_one_person(reason: Reason) -> None:
    once = lifecycle.approved(waiting(reason), "ann", 2)
    assert (once.plan[1].needs, once.plan[1].approved_by) == (None, ("ann",))


def test_an_approval_is_of_the_open_steps_that_ask_for_it_and_of_no_other_epoch() -> None:
    first = waiting(Reason.POLICY_APPROVAL)
    assert lifecycle.approved(first, "ann", 2).plan[0] == first.plan[0]
    over = lifecycle.skipped(first, first.plan[1])
    assert lifecycle.approved(over, "ann", 2).plan == over.plan
    later = replace(first, epoch=2)
    assert lifecycle.approved(later, "ann", 2).plan == first.plan


def test_the_mark_of_a_plan_is_of_its_steps_and_its_epoch_not_of_their_progress() -> None:
    plan = planned(LIVED, 1, contain(), end(Reason.IRREVERSIBLE))
    mark = lifecycle.plan_mark(plan)
    assert len(mark) == 12
    assert lifecycle.plan_mark(lifecycle.approved(done(plan, 0, 2), "ann", 2)) == mark
    others = [
        planned(LIVED, 1, end(Reason.IRREVERSIBLE)),
        planned(LIVED, 1, contain(), end(Reason.IRREVERSIBLE), key=A2),
        planned(LIVED, 1, contain(), end(Reason.IRREVERSIBLE), key=B),
        planned(plan, 1, end(), key=B),
        replace(plan, canonical="g"),
        replace(plan, epoch=2),
    ]
    marks = {lifecycle.plan_mark(other) for other in others}
    assert len(marks) == len(others)
    assert mark not in marks


def test_what_is_undone_and_excepted_is_done_again_when_the_exception_ends() -> None:
    contained = said(done(planned(LIVED, 1, contain()), 0, 1), 2, DEAD)
    undone = lifecycle.undone(contained, contained.plan[0])
    assert undone.plan[0].outcome is Outcome.NEEDLESS
    assert (undone.clocks.accepted, undone.clocks.confirmed) == (None, None)
    excepted = lifecycle.excepted(said(undone, 3, LIVE), at(500), "a deployment")
    assert (excepted.parked, excepted.parked_until, excepted.note) == (Reason.EXCEPTED, at(500), "a deployment")
    assert following(lifecycle.awake(excepted, at(400)), 400) == Rest(at(500))
    back = lifecycle.awake(excepted, at(500))
    assert looked(back, 500, LIVE) == Act(
        replace(contained.plan[0], outcome=None, intent_at=None, accepted_at=None, receipt=None)
    )


def test_what_is_restricted_lives_and_waits_for_a_person() -> None:
    decided = planned(LIVED, 1, restrict())
    assert following(decided, 1) == Act(decided.plan[0])
    restricted = done(decided, 0, 1)
    # Nothing is expected to die: no clock, no wait for an effect, no second request.
    assert restricted.clocks.accepted is None
    assert following(restricted, 1) == Park(Reason.RESTRICTED)
    later = said(lifecycle.parked(restricted, Reason.RESTRICTED), 7200, LIVE)
    assert state(later, 7200) is State.HELD
    assert following(lifecycle.awake(later, at(7200)), 7200) == Park(Reason.RESTRICTED)
    # A person hears that it is still alive.
    assert lifecycle.overdue(later, at(7200))
    # An interrupted one is sent again once it is seen alive after the settling time.
    half = said(intended(decided, 0, 1), 60, LIVE)
    assert following(half, 60) == Act(half.plan[0])


def test_what_is_restricted_and_dies_is_over() -> None:
    restricted = lifecycle.parked(done(planned(LIVED, 1, restrict()), 0, 1), Reason.RESTRICTED)
    dead = said(said(lifecycle.awake(restricted, at(50)), 50, DEAD), 60, DEAD)
    assert state(dead, 60) is State.DEAD
    assert following(dead, 60) == Confirm()
    assert not lifecycle.only_contained(dead)


def test_a_restriction_that_waits_for_approval() -> None:
    assert following(planned(LIVED, 1, restrict(Reason.POLICY_APPROVAL)), 1) == Park(Reason.POLICY_APPROVAL)


# --- what stops at one System stops at no other ------------------------------------------------------


def beside(incident: Incident, seconds: float, stopped: int) -> Move:
    """The next move of a claim that could not do one of the steps."""
    return lifecycle.next_move(incident, at(seconds), claimed_at=at(seconds), timing=TIMING, stopped={stopped})


def test_what_one_system_refuses_is_done_at_the_other() -> None:
    both = lifecycle.decided(two_systems(), [(end(), A), (end(), B)], at(1))
    refused = lifecycle.refused(both, both.plan[0], "no permission")
    assert beside(refused, 1, 0) == Act(both.plan[1])
    assert following(refused, 1) == Rest(at(1) + lifecycle.pause(Reason.REFUSED, TIMING)), (
        "nothing stopped in this claim"
    )
    asked_before = replace(refused, proofs={key: replace(run, at=T0) for key, run in refused.proofs.items()})
    assert beside(asked_before, 1, 0) == Rest(at(1) + lifecycle.pause(Reason.REFUSED, TIMING)), (
        "not asked in this claim"
    )


def test_what_the_other_one_waits_for_is_waited_for() -> None:
    both = lifecycle.decided(two_systems(), [(end(), A), (end(), B)], at(1))
    half = lifecycle.refused(intended(both, 1, 1), both.plan[0], "no permission")
    assert beside(said(half, 2, LIVE), 2, 0) == Rest(at(2) + lifecycle.FIRST_RETRY), "but not for the shortest"
    assert beside(said(half, 5, LIVE), 5, 0) == Rest(at(10))


def test_a_new_value_is_not_set_where_another_node_did_not_take_it() -> None:
    value = Planned(StepKind.SET_VALUE, reversible=True, every_node=True, side_effects=(), needs=None)
    nodes = lifecycle.decided(said(fresh(A, A2), 1, LIVE), [(value, A), (value, A2)], at(1))
    refused = lifecycle.refused(nodes, nodes.plan[0], "no permission")
    assert beside(refused, 1, 0) == Rest(at(1) + lifecycle.pause(Reason.REFUSED, TIMING))


def test_at_a_node_that_is_not_known_any_more_any_answer_of_its_system_counts() -> None:
    plan = lifecycle.decided(LIVED, [(end(), A2)], at(1))
    assert following(plan, 1) == Act(plan.plan[0])
    assert looked(plan, 2, DEAD) != Act(plan.plan[0])


# --- smaller things that happen ----------------------------------------------------------------------


def test_who_has_waited_longer_for_room_comes_back_later() -> None:
    plan = planned(LIVED, 1, end())
    waits = [lifecycle.for_room(plan, at(9000), at(seconds), TIMING) - at(9000) for seconds in (1, 101, 8001)]
    spread = 0.5 + TIMING.spread
    assert waits == [timedelta(seconds=0.3) * spread, timedelta(seconds=10) * spread, timedelta(minutes=10) * spread]
    assert lifecycle.for_room(LIVED, at(10), at(5), TIMING) == at(10) + timedelta(seconds=0.3) * spread


@pytest.mark.parametrize(("seconds", "stale"), [(1, False), (3600, False), (3601, True), (0, True)])
def test_an_answer_is_stale_after_an_hour_and_one_of_the_future_at_once(seconds: float, *, stale: bool) -> None:
    assert lifecycle.stale(LIVED, at(seconds)) is stale
    assert lifecycle.stale(fresh(), at(seconds)), "nobody was asked"


def test_a_request_is_of_this_epoch_and_can_be_taken_back() -> None:
    asked = lifecycle.requested(LIVED, "ann")
    assert (asked.requested_by, lifecycle.requested(asked, None).requested_by) == ("ann", None)


def test_a_step_that_was_not_sent_after_all_is_as_it_was() -> None:
    plan = planned(LIVED, 1, end())
    assert lifecycle.withdrawn(intended(plan, 0, 2), plan.plan[0]) == plan


def test_the_tries_of_a_mint_whose_outcome_nobody_knows() -> None:
    mint = Planned(StepKind.MINT, reversible=True, every_node=False, side_effects=(), needs=None)
    first = intended(planned(LIVED, 1, mint), 0, 2)
    assert lifecycle.lost_tries(first.plan[0]) == (at(2),)
    second = intended(first, 0, 3)
    assert lifecycle.lost_tries(second.plan[0]) == (at(2), at(3))
    assert lifecycle.lost_tries(replace(second.plan[0], outcome=Outcome.ACCEPTED)) == (at(2),)


def test_an_end_that_needs_somebody_after_all() -> None:
    plan = planned(LIVED, 1, end())
    bound = lifecycle.bound(plan, plan.plan[0], Reason.SHARED)
    assert following(bound, 1) == Park(Reason.SHARED)
    assert lifecycle.freed(bound, bound.plan[0]) == plan


def test_what_is_to_be_cleaned_up_again_is_done_anew() -> None:
    once = lifecycle.remaining(ENDED, ENDED.plan[0], None, at(2))
    assert [(step.kind, step.needs) for step in once.plan[1:]] == [(StepKind.CLEAN_UP, None)]
    assert lifecycle.remaining(once, once.plan[0], None, at(3)) == once, "it waits already"
    assert looked(once, 3, DEAD) == Act(once.plan[1]), "whatever the value does: its end is accepted"
    cleaned = done(once, 1, 4)
    again = lifecycle.remaining(cleaned, cleaned.plan[0], None, at(5))
    assert (again.plan[1].outcome, again.plan[1].intent_at, again.plan[1].receipt) == (None, None, None)
