"""One step that is due: done now, later, again, or by a person.

    never sent               now
    sent, outcome unknown    again, once a look has shown that it had time and no effect
    accepted, still LIVE     the same, once patience is over

Each further attempt waits for its back-off, and after so many a person is asked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from agent.model import Incident, PlanStep, Reason, StepKind
from agent.response.lifecycle.moves import Act, Infer, Move, Park, Rest, Skip
from agent.response.lifecycle.permitted import lives_there, ready_at
from agent.response.lifecycle.plan import MAKES_NEW, ends_ours, goes_on, is_half_done, is_interrupted, runs_of
from agent.response.lifecycle.waits import (
    ATTEMPTS,
    DAY,
    GIVE_UP,
    LONGEST_RETRY,
    PATIENCE,
    SOON,
    Timing,
    back_off,
    patience,
)

_BEGUN_AGAIN: Final = frozenset({StepKind.STORE, StepKind.TEST, StepKind.SWITCH, *MAKES_NEW, StepKind.CLEAN_UP})


def attempt(step: PlanStep, incident: Incident, now: datetime, timing: Timing) -> Move:
    ready = ready_at(step, incident)
    if ready > now:
        return Rest(min(ready, now + LONGEST_RETRY))
    interrupted = is_interrupted(step)
    if step.kind in _BEGUN_AGAIN and step.intent_at is not None:
        # It looks at what is there by itself, so that it can be begun again.
        if step.attempts >= ATTEMPTS and now - step.intent_at < DAY:
            return Park(Reason.EXHAUSTED)
        again = step.intent_at + back_off(step.attempts, timing)
        return Act(step) if now >= again or not interrupted else Rest(again)
    return _again(step, step.intent_at or now, incident, now, timing) if interrupted else Act(step)


def awaiting_effect(done: list[PlanStep], incident: Incident, now: datetime, timing: Timing) -> Move:
    """Accepted and the value is still alive: sent again, where it is alive, once patience is over."""
    last = [step for step in done if step.kind is done[-1].kind]
    alive = [step for step in last if lives_there(step, incident)]
    step = min(alive or last, key=lambda step: step.accepted_at or now)
    accepted_at = step.accepted_at or now
    if now < accepted_at + timing.settles + PATIENCE:
        # The longer it takes, the less often it is asked: a provider counts failed logins, too.
        return Rest(now + max(SOON, (now - accepted_at) / 10))
    if alive:
        return _again(step, accepted_at, incident, now, timing)
    return Park(Reason.EXHAUSTED) if now - accepted_at >= GIVE_UP else Rest(now + patience(incident, timing))


def _again(step: PlanStep, since: datetime, incident: Incident, now: datetime, timing: Timing) -> Move:
    """Another attempt, once a look has shown that the former one had time and no effect, and after its back-off."""
    last = step.intent_at or since
    if step.attempts >= ATTEMPTS and now - last < DAY:
        return Park(Reason.EXHAUSTED)
    earliest = max(since + timing.settles, last + back_off(step.attempts, timing))
    looked = min(run.at for run in runs_of(incident, step.system).values())
    return Act(step) if looked >= since + timing.settles and now >= earliest else Rest(max(now, earliest))


def unfinished(step: PlanStep, incident: Incident, now: datetime, timing: Timing) -> Move:
    """Dead with a step still open: finished only where we contained it ourselves."""
    interrupted = is_interrupted(step)
    half_done = is_half_done(step, incident) and (interrupted or timing.in_parts)
    # One whose outcome is unknown may have ended the value and no more, whatever was refused since.
    doubtful = interrupted or step.doubtful_since is not None
    half_done = half_done or (step.kind is StepKind.CONTAIN and doubtful and timing.in_parts)
    if not (ends_ours(step, incident) or goes_on(step, incident) or half_done):
        return Infer(step) if interrupted else Skip(step)
    # Death by containing proves nothing about the end: it is sent again (it is idempotent), after its back-off.
    return Park(step.needs) if step.needs is not None else attempt(step, incident, now, timing)
