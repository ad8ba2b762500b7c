"""The log's one line for each thing that happens to an incident: numbers, names and our own sentences, never a value.

    incident 12 live / decided / intent / accepted / refused / failed / dead / invalidated / reappeared / parked

What is asked again and answered as before is not told: a verdict when it changes, a wait when its reason does.
"""

from __future__ import annotations

from typing import Any

from agent import log
from agent.model import Detail, Incident, Reason
from agent.response import lifecycle
from revokers.base import Liveness


def tell(what: str, incident: Incident, detail: Detail, was: tuple[Liveness, Reason | None] | None = None) -> None:
    """Once it is durable. `was`: liveness and reason before it; None: of no interest."""
    line: dict[str, Any] = {"incident": incident.id, "type": incident.type}
    say = log.logger().info
    act: Any = detail.get("action")
    if act:
        where = {"system": act["system"], "endpoint": act["endpoint"], "step": act["verb"].value}
        why = {"why": act["sentence"]} if what in {"refused", "failed"} else {}
        missing = {"needs": act["needs"]} if act["needs"] else {}
        say(what, **line, **where, **why, **missing)
        return
    liveness = lifecycle.liveness(incident)
    match what:
        case "probe" if was is not None and liveness not in {was[0], Liveness.UNKNOWN}:
            say(liveness.value, **line, systems=sorted({system for system, _ in incident.proofs}))
        case "decided":
            plan = [f"{step.kind.value} on {step.system}" for step in lifecycle.steps(incident)]
            say(what, **line, steps=list(dict.fromkeys(plan)))
        case "parked" if incident.parked is not None and (was is None or incident.parked is not was[1]):
            say(what, **line, why=incident.parked.sentence)
        case "reappeared" | "invalidated":
            say(what, **line)
        case _:
            pass
