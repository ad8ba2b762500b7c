"""What happens to an incident, by value: re-checks, new epochs, what people decide, what one System stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agent.model import (
    Clocks,
    Incident,
    Outcome,
    Owner,
    PlanStep,
    Reason,
    State,
    StepKind,
)
from agent.response import lifecycle
from agent.response.lifecycle import Act, Confirm, Decide, Erase, Move, Park, Recheck, Rest
from agent.response.methods import Planned
from revokers.base import Receipt
from tests.sims.toy_incident import (
    A2,
    CONFIRMED,
    DEAD,
    ENDED,
    LIVE,
    LIVED,
    T0,
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
    restrict,
    said,
    state,
    two_systems,
)

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
