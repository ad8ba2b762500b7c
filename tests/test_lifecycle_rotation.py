"""Each rule of a replacement, by value: its order, what may go on when the old value is dead, and its clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from agent.model import Incident, Outcome, Reason, State, StepKind
from agent.response import lifecycle
from agent.response.lifecycle import Act, Decide, Infer, Look, Park, Rest, Skip
from agent.response.methods import Planned
from revokers.base import Identity, Liveness, Probe, Receipt
from tests.sims.toy_incident import CONFIRMED, TIMING, A, at, done, following, fresh, intended, looked, said, state

LIVE, DEAD, UNKNOWN = Liveness.LIVE, Liveness.DEAD, Liveness.UNKNOWN
HOUR: Final = timedelta(hours=1)


def word(kind: StepKind, *, reversible: bool = True, needs: Reason | None = None) -> Planned:
    return Planned(kind, reversible, every_node=False, side_effects=(), needs=needs)


NEW: Final = (word(StepKind.STORE), word(StepKind.SET_VALUE), word(StepKind.TEST), word(StepKind.SWITCH))
OLD: Final = (word(StepKind.CONTAIN), word(StepKind.END, reversible=False))
PLAIN: Final = (NEW[0], word(StepKind.SET_VALUE, reversible=False), *NEW[2:])
STORE, SET, TEST, SWITCH, CONTAIN, END = range(6)


def rotating(*words: Planned, deadline: float = 600) -> Incident:
    """LIVE at second 1, and planned then."""
    places = [(one, ("main", "primary" if one in {*OLD, NEW[1], PLAIN[1]} else None)) for one in words]
    lived = replace(said(fresh(), 1, LIVE), deadline=at(deadline))
    return lifecycle.decided(lived, places, at(1))


def through(incident: Incident, last: int, seconds: float = 1) -> Incident:
    """All steps up to this one were accepted."""
    for seq in range(last + 1):
        if incident.plan[seq].kind is StepKind.SWITCH:
            incident = switched(incident, seq, seconds, None)
        else:
            incident = done(incident, seq, seconds)
    return incident


def switched(incident: Incident, seq: int, seconds: float, reread: timedelta | None) -> Incident:
    incident = intended(incident, seq, seconds)
    return lifecycle.switched(incident, incident.plan[seq], Receipt("version 2"), at(seconds), reread)


ROTATING: Final = rotating(*NEW, *OLD)


def test_one_step_after_another() -> None:
    for seq in (STORE, SET, TEST, SWITCH):
        before = through(ROTATING, seq - 1)
        assert looked(before, 2, LIVE) == Act(before.plan[seq])
        assert state(through(ROTATING, seq)) is (State.WAITING_CONSUMERS if seq == SWITCH else State.ACTING)
    assert state(ROTATING) is State.LIVE
    ended = through(ROTATING, END, 700)
    assert looked(ended, 700.1, LIVE) == Rest(at(700.1) + lifecycle.SOON)
    assert state(ended) is State.ACCEPTED


def test_what_is_of_the_new_value_is_no_acceptance_of_the_old_one_s_end() -> None:
    before, after = through(ROTATING, SWITCH), through(ROTATING, CONTAIN, 700)
    assert (before.clocks.accepted, before.clocks.replaced) == (None, None)
    assert (after.clocks.accepted, after.clocks.replaced) == (at(700), at(700))


def test_consumers_have_the_time_that_the_inventory_promises() -> None:
    waiting = switched(through(ROTATING, TEST), SWITCH, 5, timedelta(seconds=10))
    assert [step.not_before for step in waiting.plan[CONTAIN:]] == [at(15), at(15)]
    assert looked(waiting, 6, LIVE) == Rest(at(15))
    assert looked(waiting, 15, LIVE) == Act(waiting.plan[CONTAIN])


def test_without_a_promise_they_have_the_whole_overlap() -> None:
    waiting = switched(through(ROTATING, TEST), SWITCH, 5, None)
    assert looked(waiting, 6, LIVE) == Rest(at(300))  # it is looked at a little before, at the latest
    assert looked(waiting, 301, LIVE) == Rest(at(600))
    assert looked(waiting, 600, LIVE) == Act(waiting.plan[CONTAIN])
    late = switched(through(ROTATING, TEST), SWITCH, 700, None)
    assert late.plan[CONTAIN].not_before == at(700)


def test_the_grace_of_an_end_counts_from_the_end_of_the_overlap() -> None:
    graced = replace(ROTATING, plan=(*ROTATING.plan[:END], replace(ROTATING.plan[END], not_before=at(1) + 24 * HOUR)))
    waiting = switched(through(graced, TEST), SWITCH, 5, timedelta(seconds=10))
    assert waiting.plan[END].not_before == at(15) + 24 * HOUR


def test_at_the_deadline_the_old_one_is_contained_wherever_the_new_one_stands() -> None:
    untried = through(ROTATING, SET)
    # Nobody was there to go on with it: what was never tried is tried once.
    assert looked(untried, 700, LIVE) == Act(untried.plan[TEST])
    tested = intended(untried, TEST, 2)
    assert looked(tested, 599, LIVE) == Act(tested.plan[TEST])
    assert looked(tested, 600, LIVE) == Act(tested.plan[CONTAIN])
    contained = done(tested, CONTAIN, 600)
    assert looked(contained, 601, DEAD) == Act(contained.plan[TEST])
    # It is never ended before the new one is handed over.
    assert looked(done(contained, TEST, 601), 602, DEAD) == Act(done(contained, TEST, 601).plan[SWITCH])


def test_its_clock_goes_on_while_it_waits_unless_a_person_has_said_no() -> None:
    sent = intended(through(ROTATING, STORE), SET, 2)
    refused = lifecycle.refused(sent, sent.plan[SET], "no")
    assert following(refused, 590) == Rest(at(600))
    assert following(refused, 600) == Rest(at(900))
    assert following(refused, 900) == Rest(at(900) + HOUR)
    awake = lifecycle.awake(refused, at(600))
    assert looked(awake, 600, LIVE) == Act(awake.plan[CONTAIN])
    denied = lifecycle.parked(refused, Reason.DENIED)
    assert following(denied, 590) == Rest(at(590) + 24 * HOUR)


def test_public_is_contained_first_and_the_new_one_is_made_all_the_same() -> None:
    public = rotating(OLD[0], *NEW, OLD[1])
    contained = done(public, 0, 2)
    for seq in range(1, 5):
        before = contained
        for earlier in range(1, seq):
            before = done(before, earlier, 3)
        assert looked(before, 4, DEAD) == Act(before.plan[seq])
    assert state(said(contained, 4, DEAD)) is State.CONTAINED


def test_died_by_another_hand_before_a_new_one_exists_nothing_is_made() -> None:
    stored = through(ROTATING, STORE)
    assert looked(ROTATING, 2, DEAD) == Skip(ROTATING.plan[STORE])
    assert looked(stored, 2, DEAD) == Skip(stored.plan[SET])
    for seq in range(SET, END + 1):
        stored = lifecycle.skipped(stored, stored.plan[seq])
    dead = said(said(stored, 2, DEAD), 8, DEAD)
    assert following(dead, 8) == lifecycle.Confirm()
    assert state(dead) is State.DEAD


@pytest.mark.parametrize("last", [SET, TEST])
def test_died_by_another_hand_while_a_new_one_exists_it_is_handed_over(last: int) -> None:
    made = through(ROTATING, last)
    assert looked(made, 2, DEAD) == Act(made.plan[last + 1])
    over = switched(through(made, TEST), SWITCH, 3, None)
    assert looked(over, 700, DEAD) == Skip(over.plan[CONTAIN])


def test_what_waits_for_its_new_value_while_the_old_one_is_dead_is_not_over() -> None:
    stuck = lifecycle.parked(said(through(rotating(*PLAIN), TEST), 2, DEAD), Reason.EXHAUSTED)
    assert state(stuck) is State.STUCK
    over = lifecycle.parked(said(through(rotating(*PLAIN), SWITCH), 2, DEAD), Reason.EXHAUSTED)
    assert state(over) is State.DEAD


def test_a_value_in_the_old_one_s_place_is_its_end() -> None:
    plain = rotating(*PLAIN)
    set_ = through(plain, SET)
    assert set_.clocks.accepted == at(1)
    assert looked(set_, 2, DEAD) == Act(set_.plan[TEST])
    over = through(plain, SWITCH)
    assert state(said(over, 2, DEAD)) is State.DEAD
    dead = said(said(over, 2, DEAD), 8, DEAD)
    assert following(dead, 8) == lifecycle.Confirm()


@pytest.mark.parametrize("answer", [LIVE, DEAD])
@pytest.mark.parametrize("seq", [SET, TEST, SWITCH])
def test_an_interrupted_step_of_the_new_value_is_begun_again_after_its_back_off(seq: int, answer: Liveness) -> None:
    interrupted = intended(through(ROTATING, seq - 1), seq, 2)
    assert looked(interrupted, 3, answer) == Rest(at(7))
    assert looked(interrupted, 7, answer) == Act(interrupted.plan[seq])


def test_attempts_run_out() -> None:
    plan = through(ROTATING, STORE)
    tired = replace(plan.plan[SET], attempts=lifecycle.ATTEMPTS, intent_at=at(2))
    tired_plan = replace(plan, plan=tuple(tired if step.seq == SET else step for step in plan.plan))
    assert looked(tired_plan, 300, LIVE) == Park(Reason.EXHAUSTED)
    assert looked(replace(tired_plan, deadline=at(10**7)), 2 + 86_400, LIVE) == Act(tired)


def test_unknown_makes_nothing_new_but_hands_over_what_exists() -> None:
    assert isinstance(looked(ROTATING, 2, UNKNOWN), Rest)
    tested = through(ROTATING, TEST)
    assert looked(tested, 2, UNKNOWN) == Act(tested.plan[SWITCH])


def test_half_a_containment_is_sent_again_and_a_death_by_another_hand_is_not() -> None:
    sent = intended(through(ROTATING, SWITCH), CONTAIN, 700)
    dormant = lifecycle.probed(sent, A, Probe(DEAD, "may not log in", dormant=True), at(720), controlled=False)
    assert following(dormant, 720) == Act(sent.plan[CONTAIN])
    assert looked(sent, 720, DEAD) == Infer(sent.plan[CONTAIN])


def test_no_overlap_is_overdue_before_its_deadline() -> None:
    waiting = replace(switched(through(ROTATING, TEST), SWITCH, 5, None), deadline=at(86_400))
    assert not lifecycle.overdue(waiting, at(86_399))
    assert lifecycle.overdue(waiting, at(86_400))
    assert lifecycle.overdue(replace(through(ROTATING, TEST), deadline=at(86_400)), at(700))


def test_neither_a_long_promise_nor_a_deadline_that_came_nearer_moves_the_end_of_the_overlap() -> None:
    promised = switched(through(ROTATING, TEST), SWITCH, 5, timedelta(days=30))
    assert looked(promised, 600, LIVE) == Act(promised.plan[CONTAIN])
    waiting = switched(through(ROTATING, TEST), SWITCH, 5, None)
    public = replace(waiting, deadline=at(100))
    assert looked(public, 100, LIVE) == Act(public.plan[CONTAIN])


def test_past_the_deadline_consumers_still_have_the_first_minutes_that_were_promised() -> None:
    late = switched(through(rotating(*NEW, *OLD, deadline=0.5), TEST), SWITCH, 5, timedelta(seconds=10))
    assert looked(late, 14, LIVE) == Rest(at(15))
    assert looked(late, 15, LIVE) == Act(late.plan[CONTAIN])
    longer = switched(through(rotating(*NEW, *OLD, deadline=0.5), TEST), SWITCH, 5, timedelta(days=1))
    assert longer.plan[CONTAIN].not_before == at(5) + lifecycle.HEAD_START


def test_decided_past_the_deadline_the_new_one_is_still_made_first_and_has_minutes_for_it() -> None:
    """Observed for a week, then armed."""
    late = rotating(*NEW, *OLD, deadline=0.5)
    assert looked(late, 2, LIVE) == Act(late.plan[STORE])
    slow = intended(through(late, SET, 2), TEST, 3)
    assert looked(slow, 10, LIVE) == Act(slow.plan[TEST])
    assert looked(slow, 302, LIVE) == Act(slow.plan[CONTAIN])


def test_past_the_deadline_nobody_waits_for_the_one_who_must_say_yes() -> None:
    asked = rotating(NEW[0], word(StepKind.SET_VALUE, reversible=False, needs=Reason.IRREVERSIBLE), *NEW[2:], OLD[0])
    stored = done(asked, STORE, 1)
    assert looked(stored, 599, LIVE) == Park(Reason.IRREVERSIBLE)
    waited = intended(done(asked, STORE, 1), STORE, 1)
    assert looked(done(waited, STORE, 1), 601, LIVE) == Act(stored.plan[4])


def test_what_was_only_ever_refused_is_not_begun() -> None:
    sent = intended(through(ROTATING, STORE), SET, 2)
    refused = lifecycle.awake(lifecycle.refused(sent, sent.plan[SET], "in use"), at(3))
    assert looked(refused, 100, DEAD) == Skip(refused.plan[SET])
    # An attempt before that, of which nobody knows what came, is.
    doubtful = intended(intended(through(ROTATING, STORE), SET, 2), SET, 9)
    assert doubtful.plan[SET].doubtful_since == at(2)
    refused = lifecycle.awake(lifecycle.refused(doubtful, doubtful.plan[SET], "in use"), at(10))
    assert looked(refused, 100, DEAD) == Act(refused.plan[SET])


def test_what_can_be_handed_over_does_not_wait_for_a_node_that_is_down() -> None:
    key = ("main", "second")
    two = lifecycle.located(replace(said(fresh(), 1, LIVE), deadline=at(600)), [A, key], at(1))
    words = [
        (NEW[0], None),
        (NEW[1], "primary"),
        (NEW[1], "second"),
        (NEW[2], None),
        (NEW[3], None),
        (OLD[0], "primary"),
    ]
    plan = lifecycle.decided(two, [(one, ("main", place)) for one, place in words], at(1))
    half = intended(done(done(plan, 0, 1), 1, 1), 2, 2)
    down = {A: LIVE, key: UNKNOWN}
    assert looked(half, 200, down) == Act(half.plan[2])
    assert looked(half, 300, down) == Act(half.plan[3])
    assert looked(done(half, 3, 300), 301, down) == Act(half.plan[4])
    over = switched(done(half, 3, 300), 4, 301, None)
    assert looked(over, 600, down) == Act(over.plan[5])


def test_one_system_is_decided_while_another_rests() -> None:
    waiting = switched(through(ROTATING, TEST), SWITCH, 5, None)
    two = lifecycle.located(waiting, [*waiting.proofs, ("other", "primary")], at(6))
    assert looked(two, 6, LIVE) == Decide()


def test_the_rest_of_a_change_in_place_is_no_new_harm() -> None:
    plain = rotating(*PLAIN)
    changed = through(plain, SET)
    assert [lifecycle.leaves_consumers_without(step, changed) for step in changed.plan] == [False, False, True, True]
    assert not any(lifecycle.leaves_consumers_without(step, plain) for step in plain.plan)
    assert not any(lifecycle.leaves_consumers_without(step, through(ROTATING, SET)) for step in ROTATING.plan)


def test_without_its_replacement_what_ends_the_old_one_is_due() -> None:
    stuck = intended(through(ROTATING, TEST), SWITCH, 5)
    plain = lifecycle.without_replacement(stuck, "main")
    assert [step.kind for step in plain.plan] == [
        *(StepKind.STORE, StepKind.SET_VALUE, StepKind.TEST, StepKind.CONTAIN, StepKind.END)
    ]
    assert looked(plain, 20, LIVE) == Act(plain.plan[3])
    assert lifecycle.without_replacement(stuck, "other") == stuck
    more = lifecycle.remaining(plain, plain.plan[4], None, at(30))
    assert more.plan[-1].seq == 6


def test_a_new_epoch_has_a_deadline_of_its_own() -> None:
    again = said(CONFIRMED, 5000, LIVE)
    assert (again.epoch, again.deadline) == (2, at(5000) + (CONFIRMED.deadline - CONFIRMED.clocks.detected))


def test_enough() -> None:
    assert not lifecycle.enough(("ann",), Reason.IRREVERSIBLE, 2)
    assert lifecycle.enough(("ann", "bob"), Reason.SHARED, 2)
    assert lifecycle.enough(("ann",), Reason.POLICY_APPROVAL, 2)


def test_a_place_that_cannot_be_read_is_overdue_though_nothing_is_decided() -> None:
    waits = lifecycle.parked(said(fresh(), 1, LIVE), Reason.NO_PLACE)
    assert not lifecycle.overdue(waits, at(600))
    assert lifecycle.overdue(waits, at(601))


def test_alive_again_it_is_decided_anew() -> None:
    again = lifecycle.probed(
        CONFIRMED, A, Probe(LIVE, "it is live", Identity("org-1", "robot")), at(50), controlled=True
    )
    assert following(again, 50) == Decide()


def test_a_needless_step_is_needed_when_the_value_lives_again() -> None:
    skipped = lifecycle.skipped(said(ROTATING, 2, DEAD), ROTATING.plan[STORE])
    alive = said(skipped, 3, LIVE)
    assert alive.plan[STORE].outcome is None
    assert following(alive, 3, TIMING) == Act(alive.plan[STORE])
    assert Outcome.NEEDLESS not in {step.outcome for step in alive.plan}


def test_a_clock_that_is_set_back_shortens_what_is_planned_once() -> None:
    """Each claim that did not ask, but was written down, took the same hour from the consumers again."""
    waiting = switched(through(rotating(*NEW, *OLD, deadline=9000), TEST), SWITCH, 5, None)
    back = at(5) - HOUR
    once = lifecycle.by_the_clock(said(waiting, 5, LIVE), back)
    assert once.deadline - back == waiting.deadline - at(5)
    assert lifecycle.by_the_clock(once, back) == once
    assert lifecycle.next_move(once, back, claimed_at=back, timing=TIMING) == Look()
