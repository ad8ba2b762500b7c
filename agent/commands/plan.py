"""`stanch plan`: what would be done, by the same code that decides it, without asking or doing anything."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from agent import lifecycle
from agent.arming import Arming
from agent.commands.options import (
    ARMING,
    LEDGER,
    changed_since,
    config_option,
    is_running,
    json_option,
    settings,
)
from agent.commands.shown import plain, waits
from agent.complaint import Complaint
from agent.ledger import Entry, LedgerView
from agent.ledger.view import CLOSED
from agent.policy import Case, Method, Policy, case_of
from agent.settings import Settings
from revokers.base import Mint, Revoker, SetValue
from revokers.registry import for_type

_ALL = 10_000


def _for_replacing(found: Settings, case: Case, revoker: Revoker[Any]) -> tuple[Mint[Any] | SetValue[Any] | None, ...]:
    """What makes the new value, where the policy would rotate it."""
    rotates = _policy(found).decide(case, revoker).method is Method.ROTATE
    return (revoker.mint, revoker.set_value) if rotates else ()


@click.command()
@config_option
@json_option
@click.argument("incident", required=False)
def command(config: Path | None, incident: str | None, *, as_json: bool) -> None:
    """Show what would be done to every open incident, or to INCIDENT: method, reversible or not, what else happens,
    the rule that decides, who must approve, which permissions it takes.

    Asks nobody and does nothing: it goes by what the daemon's last probe saw.
    """
    found = settings(config)
    with LedgerView(found.state / LEDGER) as ledger:
        one = ledger.incident(incident) if incident else None
        entries = (one,) if one else () if incident else ledger.incidents(None, _ALL)
    if incident and not entries:
        message = f"there is no incident {incident}; `stanch incidents` lists them"
        raise Complaint(message)
    now = datetime.now(UTC)
    console = Console(highlight=False, markup=False)
    shown = 0
    for entry in entries:
        if incident is None and lifecycle.state(entry.incident, now) in CLOSED:
            continue
        shown += 1
        lines = lines_of(found, entry)
        if as_json:
            row = {"incident": entry.incident.id, "plan": lifecycle.plan_mark(entry.incident), "lines": lines}
            click.echo(json.dumps(row))
            continue
        console.print(f"{entry.incident.id}  {plain(entry.incident.preview)}", style="bold")
        for line in lines:
            console.print(f"    {plain(line)}", style="red" if "IRREVERSIBLE" in line and "waits" not in line else "")
    if not shown and not as_json:
        console.print("nothing is open")


def _policy(found: Settings) -> Policy:
    """With what was armed since, as the daemon sees it."""
    return replace(found.policy, armed=Arming(found.state / ARMING).covers)


def lines_of(found: Settings, entry: Entry) -> list[str]:
    """What would happen to one incident, in sentences."""
    incident = entry.incident
    lines = [
        f"{lifecycle.state(incident, datetime.now(UTC)).value}; owner {incident.owner.name} ({incident.owner.reason})"
    ]
    revoker = for_type(incident.type)
    cases = [case for system in found.systems if (case := case_of(incident, system)) is not None]
    for case in cases:
        if revoker is None:
            continue
        lines.append(f"on {case.system.name}, as {case.identity.principal}:")
        lines.extend(f"  {line}" for line in _policy(found).explain(case, revoker))
        abilities = (revoker.contain, revoker.end, *_for_replacing(found, case, revoker))
        needs = sorted({need for ability in abilities if ability is not None for need in ability.needs})
        if needs:
            lines.append(f"  permissions it takes: {', '.join(needs)}")
    if not cases:
        lines.append("it was not seen alive on any configured system, so nothing would be done")
    if incident.parked is not None:
        lines.append(f"waits: {waits(incident)}")
    if is_running(found.state) and changed_since(found):
        lines.append("the configuration was changed since the daemon started: this is what it would do after a restart")
    waiting = [step for step in lifecycle.steps(incident) if step.needs is not None]
    by = sorted({person for step in waiting for person in step.approved_by})
    if by:
        lines.append(f"approved by {', '.join(by)}; one more person is needed")
    if waiting and incident.parked not in lifecycle.DECIDED_BY_PEOPLE:
        lines.append(f"to approve: stanch approve {incident.id} --plan {lifecycle.plan_mark(incident)}")
    return lines
