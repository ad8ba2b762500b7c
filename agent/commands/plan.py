"""`stanch plan`: what would be done, by the same code that decides it, without asking or doing anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, assert_never

import click

from agent import permissions
from agent.commands.options import changed_since, config_option, is_running, no_incident, settings
from agent.commands.output import counted, json_option, printer
from agent.commands.shown import waits
from agent.folders import ARMING, LEDGER
from agent.ledger import LEAD, Entry, LedgerView
from agent.ledger.view import CLOSED
from agent.model import Incident, Outcome, PlanStep
from agent.printable import plain
from agent.record import stamp
from agent.response import lifecycle
from agent.response.arming import Arming
from agent.response.methods import Method, waiting
from agent.response.policy import Case, Policy, case_of
from agent.settings import Settings
from revokers.base import Liveness, Revoker
from revokers.registry import for_type

_ALL = 10_000


def _needs(found: Settings, case: Case, revoker: Revoker[Any]) -> list[str]:
    would = dict(_policy(found).would(case, revoker))
    rotates = (revoker.mint, revoker.set_value) if Method.ROTATE in would else ()
    restricts = (revoker.restrict,) if Method.RESTRICT in would else ()
    abilities = (revoker.contain, revoker.end, *rotates, *restricts)
    return sorted({need for ability in abilities if ability is not None for need in ability.needs})


def _missing(ledger: LedgerView, case: Case, needs: Sequence[str]) -> list[str]:
    """Which of them our own credential lacks, as far as the daemon was told."""
    if not needs:
        return []
    if case.system.admin is None:
        return ["permissions not known: no admin credential is configured for this system"]
    told = [one for one in ledger.permissions() if one.system == case.system.name]
    if not told:
        return ["permissions not known: the daemon has not asked yet"]
    at = stamp(min(one.at for one in told))
    return permissions.said(told, needs, case.identity.principal) or [f"none of them is missing (asked {at})"]


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
        entries = (one,) if one else () if incident else ledger.incidents(limit=_ALL)
        if incident and not entries:
            raise no_incident(incident)
        _print(found, ledger, entries, as_json=as_json, closed=incident is not None)


def _print(found: Settings, ledger: LedgerView, entries: tuple[Entry, ...], *, as_json: bool, closed: bool) -> None:
    now = datetime.now(UTC)
    console = printer()
    shown = leads = 0
    for entry in entries:
        if not closed and lifecycle.state(entry.incident, now) in CLOSED:
            continue
        if entry.incident.type == LEAD and not (closed or as_json):
            leads += 1
            continue
        shown += 1
        lines = lines_of(found, ledger, entry)
        if as_json:
            click.echo(row_of(entry, lines))
            continue
        console.print(f"{entry.incident.id}  {plain(entry.incident.preview)}", style="bold")
        for line in lines:
            console.print(f"    {plain(line)}", style=_style(line))
    if not shown and not as_json:
        console.print(f"nothing {'else ' if leads else ''}is open")
    if leads:
        console.print(f"{counted(leads, 'lead')}: nothing is ever done to what only looks like a credential")


def _style(line: str) -> str:
    alarming = ("IRREVERSIBLE" in line and "waits" not in line) or line.lstrip().startswith("MISSING")
    return "red" if alarming else ""


def row_of(entry: Entry, lines: Sequence[str]) -> str:
    """For a machine: the plan's mark is what an approval binds to."""
    return json.dumps({"incident": entry.incident.id, "plan": lifecycle.plan_mark(entry.incident), "lines": lines})


def _policy(found: Settings) -> Policy:
    """With what was armed since, as the daemon sees it."""
    return replace(found.policy, armed=Arming(found.state / ARMING).covers)


def lines_of(found: Settings, ledger: LedgerView, entry: Entry) -> list[str]:
    """What would happen to one incident, in sentences."""
    incident = entry.incident
    lines = [
        f"{lifecycle.state(incident, datetime.now(UTC)).value}; owner {incident.owner.name} ({incident.owner.reason})"
    ]
    revoker = for_type(incident.type)
    cases = [case for system in found.systems if (case := case_of(incident, system)) is not None]
    details = [json.loads(event.record)["detail"] for event in ledger.events(incident.id)] if incident.plan else []
    present = [detail for detail in details if detail["epoch"] == incident.epoch]
    for case in cases:
        if revoker is None:
            continue
        lines.append(f"on {case.system.name}, as {case.identity.principal}:")
        lines.extend(f"  {line}" for line in _there(found, incident, case, revoker, present))
        needs = _needs(found, case, revoker)
        if needs:
            lines.append(f"  permissions it takes: {', '.join(needs)}")
        lines.extend(f"  {line}" for line in _missing(ledger, case, needs))
    if not cases:
        asked = any(run.deads or run.unknowns for run in incident.proofs.values())
        seen = "it was not seen alive on any configured system" if asked else "no endpoint was asked about it yet"
        lines.append(f"{seen}, so nothing would be done")
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


def _there(
    found: Settings, incident: Incident, case: Case, revoker: Revoker[Any], details: Sequence[dict[str, Any]]
) -> list[str]:
    """At one System: the plan that stands, with what came of each step; where there is none, what the policy says."""
    plan = [step for step in lifecycle.steps(incident) if step.system == case.system.name]
    policy = _policy(found)
    if not plan:
        runs = [run for (system, _), run in incident.proofs.items() if system == case.system.name]
        if all(lifecycle.answer(run) is Liveness.DEAD for run in runs):
            return ["it is dead there, so nothing is to be done"]
        return list(policy.explain(case, revoker, people=found.people))
    said = [one for detail in details for one in detail["decision"] or () if one["system"] == case.system.name]
    lines = [f"decided: {', '.join(said[-1]['why'])}"] if said else []
    effects = {step["step"]: step["side_effects"] for step in said[-1]["steps"]} if said else {}
    for step in plan:
        also = f"; also: {', '.join(effects[step.kind.value])}" if effects.get(step.kind.value) else ""
        at = f" at {step.endpoint}" if step.endpoint else ""
        turning = "reversible" if step.reversible else "IRREVERSIBLE"
        lines.append(f"{step.kind.value}{at}: {turning}{also}; {_outcome(step, found.people, details)}")
    # Whether it is rotated is decided already: only a brake is of interest.
    rotates = bool(lifecycle.OF_REPLACEMENT.intersection(step.kind for step in plan))
    brake = policy.decide(case, revoker, replaceable=rotates).park
    if brake is not None and any(step.is_open for step in plan):
        lines.append(f"but nothing more is done: {brake.sentence}")
    return lines


def _outcome(step: PlanStep, people: int, details: Sequence[dict[str, Any]]) -> str:
    """What came of a step, or why it waits."""
    match step.outcome:
        case Outcome.ACCEPTED:
            return f"accepted {stamp(step.accepted_at)}" if step.accepted_at else "accepted"
        case Outcome.NEEDLESS:
            return "needless"
        case Outcome.REFUSED:
            return f"REFUSED: {_refusal(step, details)}"
        case None if step.intent_at is not None:
            return f"begun {stamp(step.intent_at)}, not known to be done"
        case None:
            return waiting(step.needs, people).removeprefix("; ") or f"due {stamp(step.not_before)}"
        case never:
            assert_never(never)


def _refusal(step: PlanStep, details: Sequence[dict[str, Any]]) -> str:
    """In the words of the event, with the permission that was missing."""
    where = (step.kind.value, step.system, step.endpoint)
    acts = [detail["action"] for detail in details if detail["action"]]
    last = [act for act in acts if (act["verb"], act["system"], act["endpoint"]) == where and act["sentence"]]
    if not last:
        return "by the provider"
    needs = f" (it takes {', '.join(last[-1]['needs'])})" if last[-1]["needs"] else ""
    return f"{last[-1]['sentence']}{needs}"
