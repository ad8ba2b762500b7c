"""Which steps of a System may be done now: what must come before them, and what must have been seen."""

from __future__ import annotations

from datetime import datetime

from agent.model import Incident, PlanStep, StepKind
from agent.response.lifecycle.plan import OF_REPLACEMENT, ends_ours, goes_on, lives_now, runs_of, steps
from agent.response.lifecycle.waits import HEAD_START
from revokers.base import Liveness


def systems(incident: Incident) -> list[str]:
    """The Systems that can answer, in the order of the plan as far as it names them."""
    present = {system for system, _ in incident.proofs}
    return [
        name
        for name in dict.fromkeys([*(step.system for step in steps(incident)), *sorted(present)])
        if name in present
    ]


def due_steps(incident: Incident, system: str, now: datetime) -> list[PlanStep]:
    """The open steps of one System that nothing of another kind must precede.

    At the deadline the old value is contained wherever its replacement stands.
    """
    todo = [step for step in steps(incident) if step.system == system and step.is_open]
    if now >= incident.deadline - HEAD_START:
        # What can be handed over in time does not wait for a node that is down, where nobody has the old value either.
        runs = runs_of(incident, system)
        down = {endpoint for endpoint, run in runs.items() if run.liveness is Liveness.UNKNOWN}
        if len(down) < len(runs):
            todo = [step for step in todo if step.kind is not StepKind.SET_VALUE or step.endpoint not in down] or todo
    if now >= incident.deadline and _had_its_time(system, todo, incident, now):
        todo = [step for step in todo if step.kind is StepKind.CONTAIN] or todo
    return [step for step in todo if step.kind is todo[0].kind]


def _had_its_time(system: str, todo: list[PlanStep], incident: Incident, now: datetime) -> bool:
    """Has the replacement been tried for a while, or does it wait for somebody? It may be decided past the deadline, or
    nobody was there to go on with it: what was never tried is tried once.
    """
    if todo and todo[0].kind in OF_REPLACEMENT and todo[0].needs is None and not todo[0].attempts:
        return False
    tries = [
        step.intent_at
        for step in steps(incident)
        if step.system == system and step.kind in OF_REPLACEMENT and step.intent_at is not None
    ]
    return now >= min(tries) + HEAD_START if tries else bool(todo) and todo[0].needs is not None


def ready_at(step: PlanStep, incident: Incident) -> datetime:
    """When it may be done. What stops the old value is not put off beyond the deadline, where consumers had theirs
    before it.
    """
    if step.kind is not StepKind.CONTAIN:
        return step.not_before
    over = [
        other.accepted_at
        for other in steps(incident)
        if other.kind is StepKind.SWITCH and other.system == step.system and other.accepted_at is not None
    ]
    in_time = bool(over) and max(over) <= incident.deadline
    return min(step.not_before, incident.deadline) if in_time else step.not_before


def may(step: PlanStep, incident: Incident) -> bool:
    """The value authenticates now, at the very endpoint that is acted on; or it is the end of what we contained, or
    goes on with a replacement that exists.

    LIVE on a replica alone is no licence: the owner may just have changed the value on the primary.
    """
    return ends_ours(step, incident) or goes_on(step, incident) or lives_there(step, incident)


def lives_there(step: PlanStep, incident: Incident) -> bool:
    runs = runs_of(incident, step.system)
    return lives_now([runs[step.endpoint]] if step.endpoint in runs else runs.values())
