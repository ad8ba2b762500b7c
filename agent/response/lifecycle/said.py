"""What people and brakes said, folded into an incident: parked, approved, excepted, owned."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from agent.model import Incident, Owner, PlanStep, Reason
from agent.response.lifecycle.plan import steps, with_step
from agent.response.lifecycle.waits import DECIDED_BY_PEOPLE
from agent.response.methods import TWO_PEOPLE


def awake(incident: Incident, now: datetime) -> Incident:
    """A parked incident is looked at again; what a person decided about it stands until its end."""
    ended = incident.parked_until is not None and incident.parked_until <= now
    if incident.parked in DECIDED_BY_PEOPLE and not ended:
        return incident
    return replace(incident, parked=None, note="", parked_until=None)


def approved(incident: Incident, person: str, people: int) -> Incident:
    """One more person says yes to every step that waits. Bound to this plan and epoch, as the steps are."""
    after = replace(incident, parked=None, note="")
    for step in steps(incident):
        if step.is_open and step.needs is not None:
            by = (*step.approved_by, *(() if person in step.approved_by else (person,)))
            after = with_step(
                after, replace(step, approved_by=by, needs=None if enough(by, step.needs, people) else step.needs)
            )
    return after


def enough(approved_by: tuple[str, ...], needs: Reason, people: int) -> bool:
    """Have as many said yes as that takes? What is irreversible or shared takes `people`."""
    return len(approved_by) >= (people if needs in TWO_PEOPLE else 1)


def requested(incident: Incident, person: str | None) -> Incident:
    """Somebody asks for its revocation, or nobody any more. It is for this epoch, as an approval is."""
    return replace(incident, requested_by=person)


def plan_mark(incident: Incident) -> str:
    """What an approval is bound to: this epoch's steps, as a short text that a person can compare."""
    plan = [(step.seq, step.kind.value, step.system, step.endpoint, step.reversible) for step in steps(incident)]
    return hashlib.sha256(repr((incident.canonical, incident.epoch, plan)).encode()).hexdigest()[:12]


def excepted(incident: Incident, until: datetime, note: str) -> Incident:
    """The risk is accepted, and always with an end."""
    return replace(incident, parked=Reason.EXCEPTED, parked_until=until, note=note)


def parked(incident: Incident, reason: Reason, note: str = "") -> Incident:
    return replace(incident, parked=reason, note=note)


def owned(incident: Incident, owner: Owner) -> Incident:
    return replace(incident, owner=owner)


def freed(incident: Incident, step: PlanStep) -> Incident:
    """Nobody need approve this step any more."""
    return with_step(incident, replace(step, needs=None))


def bound(incident: Incident, step: PlanStep, needs: Reason) -> Incident:
    """Somebody must approve this step after all."""
    return with_step(incident, replace(step, needs=needs))
