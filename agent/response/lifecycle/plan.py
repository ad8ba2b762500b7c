"""The steps of the present epoch, and what one of them means for the value and for its replacement.

    store --> mint or set --> test --> switch      OF_REPLACEMENT
    restrict, contain --> end --> clean up         of the old value

Besides, how a step ended: interrupted, half done; and what the endpoints say that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from agent.model import Incident, Outcome, PlanStep, Run, StepKind
from revokers.base import Liveness

MAKES_NEW: Final = frozenset({StepKind.MINT, StepKind.SET_VALUE})
OF_REPLACEMENT: Final = MAKES_NEW | {StepKind.STORE, StepKind.TEST, StepKind.SWITCH}


def steps(incident: Incident) -> tuple[PlanStep, ...]:
    """The plan of the present epoch."""
    return tuple(step for step in incident.plan if step.epoch == incident.epoch)


def kills(step: PlanStep) -> bool:
    """Should the old value be dead after it? What is only restricted authenticates all the same."""
    return step.kind is not StepKind.RESTRICT and (step.kind not in OF_REPLACEMENT or not step.reversible)


def with_step(incident: Incident, step: PlanStep) -> Incident:
    return replace(incident, plan=tuple(step if other.seq == step.seq else other for other in incident.plan))


def runs_of(incident: Incident, system: str) -> dict[str | None, Run]:
    return {endpoint: run for (name, endpoint), run in incident.proofs.items() if name == system}


def lives_now(runs: Iterable[Run]) -> bool:
    """An answer that was UNKNOWN just now is no proof that the value authenticates now."""
    return any(run.liveness is Liveness.LIVE for run in runs)


def is_interrupted(step: PlanStep) -> bool:
    return step.intent_at is not None and step.outcome is None


def is_half_done(step: PlanStep, incident: Incident) -> bool:
    """Interrupted, or refused, while it was switched off, which it is: more than that may belong to it."""
    dormant = any(run.dormant for run in runs_of(incident, step.system).values())
    return step.kind is StepKind.CONTAIN and step.intent_at is not None and dormant


def _contained_by_us(system: str, incident: Incident) -> bool:
    return any(
        step.kind is StepKind.CONTAIN and step.system == system and step.outcome is Outcome.ACCEPTED
        for step in steps(incident)
    )


def _begun(system: str, incident: Incident) -> bool:
    """Was a new value made, or may it have been? What was only ever refused was not."""
    return any(
        step.kind in MAKES_NEW
        and step.system == system
        and (step.outcome is Outcome.ACCEPTED or step.doubtful_since is not None or is_interrupted(step))
        for step in steps(incident)
    )


def goes_on(step: PlanStep, incident: Incident) -> bool:
    """Part of a replacement that has begun to exist (or may have), or that must follow what we ourselves contained."""
    if step.kind not in OF_REPLACEMENT:
        return False
    return _begun(step.system, incident) or _contained_by_us(step.system, incident)


def goes_on_after(incident: Incident) -> bool:
    """A replacement exists, or may, and is not handed over yet; what the end has left is not cleaned up, nor all that
    belongs to switching it off.
    """
    open_ = (step for step in steps(incident) if step.is_open)
    return any(
        goes_on(step, incident)
        or step.kind is StepKind.CLEAN_UP
        or is_half_done(step, incident)
        or (step.kind is StepKind.CONTAIN and step.doubtful_since is not None)
        for step in open_
    )


def ends_ours(step: PlanStep, incident: Incident) -> bool:
    if step.kind is StepKind.CLEAN_UP:
        return True  # planned only once the end is accepted
    return step.kind is StepKind.END and _contained_by_us(step.system, incident)


def leaves_consumers_without(step: PlanStep, incident: Incident) -> bool:
    """Is this the rest of a change in place, whose new value nobody has been handed yet?"""
    return step.kind in {StepKind.TEST, StepKind.SWITCH} and any(
        other.kind is StepKind.SET_VALUE
        and not other.reversible
        and other.system == step.system
        and other.outcome is Outcome.ACCEPTED
        for other in steps(incident)
    )


def lost_tries(step: PlanStep) -> tuple[datetime, ...]:
    """When tries of it began whose outcome nobody knows. One that came no further than to look for what another one had
    made is among them, and so is that other one.
    """
    tries = (step.doubtful_since, *step.lost, step.intent_at if is_interrupted(step) else None)
    return tuple(dict.fromkeys(begun for begun in tries if begun is not None))
