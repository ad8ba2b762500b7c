"""Those who decide, over a rig: their approvals, the mark of a plan that they saw, and that plan as it is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from agent.commands.plan import lines_of
from agent.evidence import Signer
from agent.ledger import LedgerView
from agent.response import lifecycle
from agent.response.methods import Mode
from agent.response.people import People
from tests.sims.rig import AUTO, Rig

CAREFUL = replace(AUTO, irreversible=Mode.APPROVE)


def people(rig: Rig) -> People:
    async def checkpoint(at: datetime) -> None:
        await rig.ledger.checkpoint(at, Signer.from_seed(bytes(32)))

    return People(rig.responder, 2, lambda: None, checkpoint)


def mark(rig: Rig, incident: int) -> str:
    return lifecycle.plan_mark(rig.entry(incident).incident)


def planned(rig: Rig, incident: int) -> list[str]:
    """As the command prints it for this installation."""
    found = cast("Any", SimpleNamespace(systems=rig.systems, policy=rig.responder.policy, state=rig.folder, people=2))
    with LedgerView(rig.path) as view:
        entry = view.incident(str(incident))
        assert entry is not None
        return lines_of(found, view, entry)
