"""What an incident's plan and proofs add up to.

    runs --answer--> liveness of each endpoint --liveness--> of the credential --state--> the one State

The state is of the plan, and of what it waits for, as well.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from agent.model import Incident, Outcome, Reason, Run, State, StepKind
from agent.response.lifecycle.plan import OF_REPLACEMENT, goes_on_after, kills, steps
from agent.response.lifecycle.waits import LATE, LONGEST_RETRY
from revokers.base import Liveness


def answer(run: Run) -> Liveness:
    """What an endpoint's answers say so far: the latest answer that was not UNKNOWN."""
    if run.deads:
        return Liveness.DEAD
    return Liveness.LIVE if run.live_at is not None else Liveness.UNKNOWN


def liveness(incident: Incident) -> Liveness:
    answers = {answer(run) for run in incident.proofs.values()}
    if Liveness.LIVE in answers:
        return Liveness.LIVE
    return Liveness.DEAD if answers == {Liveness.DEAD} else Liveness.UNKNOWN


def state(incident: Incident, now: datetime) -> State:
    """The one state that plan, proofs and parking add up to."""
    parked = incident.parked
    if parked is Reason.EXCEPTED and incident.parked_until is not None and incident.parked_until <= now:
        parked = None
    if parked in {Reason.DISMISSED, Reason.EXCEPTED, Reason.CANARY}:
        return parked.state
    match liveness(incident):
        case Liveness.DEAD:
            # Dead, and its consumers have no replacement yet, or something of it lives on: that is not over.
            return parked.state if parked is not None and goes_on_after(incident) else _dead_state(incident)
        case Liveness.LIVE:
            return parked.state if parked is not None else _live_state(incident)
        case Liveness.UNKNOWN:
            if parked is not None:
                return parked.state
            asked = any(run.unknowns for run in incident.proofs.values())
            return State.UNVERIFIED if asked else State.DETECTED
        case never:
            assert_never(never)


def _dead_state(incident: Incident) -> State:
    if incident.clocks.confirmed is None and only_contained(incident):
        return State.CONTAINED
    if incident.clocks.verified is None:
        return State.ALREADY_DEAD
    return State.INVALIDATED if incident.clocks.confirmed is not None else State.DEAD


def _live_state(incident: Incident) -> State:
    started = [step for step in steps(incident) if step.intent_at is not None and step.outcome is not Outcome.NEEDLESS]
    if started:
        if all(step.kind in OF_REPLACEMENT and step.reversible for step in started):
            switched = any(step.kind is StepKind.SWITCH and step.outcome is Outcome.ACCEPTED for step in started)
            return State.WAITING_CONSUMERS if switched else State.ACTING
        return State.ACCEPTED if started[-1].outcome is Outcome.ACCEPTED else State.ACTING
    return State.REAPPEARED if incident.epoch > 1 else State.LIVE


def only_contained(incident: Incident) -> bool:
    """Dead, on some System, by what someone could take back, and nothing irreversible has ended it there.

    That may be a step of ours, or somebody else's: a role that may not log in, a key that is inactive.
    """
    done = [step for step in steps(incident) if step.outcome is Outcome.ACCEPTED and kills(step)]
    ended = {step.system for step in done if not step.reversible}
    dormant = {system for (system, _), run in incident.proofs.items() if run.dormant}
    return not ended >= ({step.system for step in done} | dormant)


def overdue(incident: Incident, now: datetime) -> bool:
    """Should a person hear of it: decided ten minutes ago, and still not dead?"""
    # Without a plan nothing is decided, however long the place of the new value cannot be read.
    decided = incident.clocks.decided or (incident.clocks.verified if incident.parked is Reason.NO_PLACE else None)
    if decided is None or incident.clocks.dead is not None or now - decided < LATE:
        return False
    return now >= incident.deadline or state(incident, now) is not State.WAITING_CONSUMERS


def stale(incident: Incident, now: datetime) -> bool:
    """Is some endpoint's last answer older than the longest that anything waits by itself?"""
    return any(not was_asked(run) or not now - LONGEST_RETRY < run.at <= now for run in incident.proofs.values())


def was_asked(run: Run) -> bool:
    return bool(run.deads or run.unknowns or run.live_at is not None)
