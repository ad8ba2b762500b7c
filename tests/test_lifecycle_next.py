"""What comes next, by value: looking, acting, giving up, several Systems, and what is dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.model import (
    Incident,
    Outcome,
    Reason,
    State,
)
from agent.response import lifecycle
from agent.response.lifecycle import Act, Confirm, Decide, Infer, Look, Park, Rest, Skip, Timing
from revokers.base import Probe, Receipt
from tests.sims.toy_incident import (
    A2,
    CONTAINED,
    DEAD,
    ENDED,
    LIVE,
    LIVED,
    SETTLES,
    TIMING,
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
    looked,
    planned,
    said,
    state,
    two_systems,
)

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
