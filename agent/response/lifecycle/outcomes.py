"""What became of the steps, folded into an incident: decided, intended, then accepted, refused or needless."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from agent.model import Incident, Outcome, PlanStep, Reason, StepKind
from agent.response.lifecycle.plan import OF_REPLACEMENT, is_interrupted, kills, lost_tries, steps, with_step
from agent.response.lifecycle.said import parked
from agent.response.lifecycle.waits import HEAD_START
from agent.response.methods import Planned
from revokers.base import Receipt


def decided(incident: Incident, planned: Iterable[tuple[Planned, tuple[str, str | None]]], now: datetime) -> Incident:
    """The policy's word becomes a plan, in the order given."""
    plan = list(incident.plan)
    for word, (system, endpoint) in planned:
        step = PlanStep(
            seq=_next_seq(plan),
            kind=word.kind,
            system=system,
            endpoint=endpoint,
            epoch=incident.epoch,
            not_before=now + word.grace,
            reversible=word.reversible,
            needs=word.needs,
        )
        plan.append(step)
    return replace(incident, plan=tuple(plan), clocks=replace(incident.clocks, decided=incident.clocks.decided or now))


def _next_seq(plan: Iterable[PlanStep]) -> int:
    return max((step.seq for step in plan), default=-1) + 1


def intended(incident: Incident, step: PlanStep, now: datetime) -> Incident:
    """Durable before the call."""
    doubtful = step.doubtful_since or (step.intent_at if is_interrupted(step) else None)
    lost = lost_tries(step) if step.kind is StepKind.MINT else ()
    again = replace(step, intent_at=now, outcome=None, attempts=step.attempts + 1, doubtful_since=doubtful, lost=lost)
    return with_step(replace(incident, parked=None, note=""), again)


def withdrawn(incident: Incident, step: PlanStep) -> Incident:
    """Intended and not sent after all: the step as it was before."""
    return with_step(incident, step)


def inferred(incident: Incident, step: PlanStep, now: datetime) -> Incident:
    """An interrupted step that must have taken effect, for the value is dead and nothing else was done."""
    return accepted(incident, step, Receipt("found dead after an interrupted request; not sent again"), now)


def accepted(incident: Incident, step: PlanStep, receipt: Receipt, now: datetime) -> Incident:
    after = with_step(incident, replace(step, outcome=Outcome.ACCEPTED, receipt=receipt, accepted_at=now))
    if not kills(step):
        return after
    clocks = replace(after.clocks, accepted=after.clocks.accepted or now)
    if any(other.kind is StepKind.SWITCH and other.outcome is Outcome.ACCEPTED for other in steps(after)):
        # Every consumer has had its time with the new value.
        clocks = replace(clocks, replaced=clocks.replaced or now)
    return replace(after, clocks=clocks)


def remaining(incident: Incident, step: PlanStep, needs: Reason | None, now: datetime) -> Incident:
    """Something lives on after this end because others may use it, or because it could not be ended: to be cleaned up,
    when somebody says yes. Where that was planned already, as the end is sent again, it is to be done anew.
    """
    key = (StepKind.CLEAN_UP, step.system, step.endpoint, step.epoch)
    for other in incident.plan:
        if (other.kind, other.system, other.endpoint, other.epoch) == key:
            again = replace(other, outcome=None, intent_at=None, accepted_at=None, receipt=None)
            return incident if other.is_open else with_step(incident, again)
    more = PlanStep(
        seq=_next_seq(incident.plan),
        kind=StepKind.CLEAN_UP,
        system=step.system,
        endpoint=step.endpoint,
        epoch=step.epoch,
        not_before=now,
        reversible=False,
        needs=needs,
    )
    return replace(incident, plan=(*incident.plan, more))


def switched(incident: Incident, step: PlanStep, receipt: Receipt, now: datetime, reread: timedelta | None) -> Incident:
    """The new value stands where consumers read it. What ends the old one follows when they have had their time: the
    promise of the inventory, else the whole overlap; no longer than that, but past it still the first minutes promised.
    """
    until = max(incident.deadline, now)
    if reread is not None:
        until = min(now + reread, max(incident.deadline, now + min(reread, HEAD_START)))
    later = until - step.not_before
    plan = tuple(
        replace(other, not_before=other.not_before + later)
        if other.is_open and (other.epoch, other.system) == (step.epoch, step.system) and other.seq > step.seq
        else other
        for other in incident.plan
    )
    return accepted(replace(incident, plan=plan), step, receipt, now)


def without_replacement(incident: Incident, system: str) -> Incident:
    """Nothing goes on with a replacement there any more: its open steps leave the plan, and what ends the old one is
    due. What was made for it already stays at the provider.
    """
    kept = [
        step
        for step in incident.plan
        if (step.epoch, step.system) != (incident.epoch, system) or step.kind not in OF_REPLACEMENT or not step.is_open
    ]
    return replace(incident, plan=tuple(kept))


def refused(incident: Incident, step: PlanStep, note: str) -> Incident:
    return parked(with_step(incident, replace(step, outcome=Outcome.REFUSED)), Reason.REFUSED, note)


def skipped(incident: Incident, step: PlanStep) -> Incident:
    return with_step(incident, replace(step, outcome=Outcome.NEEDLESS))


def undone(incident: Incident, step: PlanStep) -> Incident:
    """Taken back: the step counts as one that was never needed."""
    after = with_step(incident, replace(step, outcome=Outcome.NEEDLESS))
    return replace(after, clocks=replace(after.clocks, accepted=None, confirmed=None))
