"""`stanch show`: one incident, whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from agent.commands.options import config_option, no_incident, view
from agent.commands.output import json_option, place, printer
from agent.commands.shown import COLOURS, alive, duration, ended, erased_since, facts, kept_at, waits, where
from agent.found import Occurrence
from agent.ledger import Entry
from agent.model import Incident, Reason
from agent.printable import plain
from agent.record import Event, stamp
from agent.response import lifecycle
from agent.settings.systems import wanted
from revokers.registry import for_type


@click.command()
@config_option
@json_option
@click.argument("incident")
def command(config: Path | None, incident: str, *, as_json: bool) -> None:
    """Show INCIDENT (its number, or the beginning of its fingerprint): where, whose, what was done, what proves it."""
    with view(config) as ledger:
        entry = ledger.incident(incident)
        if entry is None:
            raise no_incident(incident)
        places = ledger.occurrences(entry.incident.id)
        events = ledger.events(entry.incident.id)
        kept = ledger.kept_at((entry.incident.canonical, *entry.incident.fingerprints.values()))
    if as_json:
        click.echo(json.dumps(_whole(entry, places, events) | {"kept": [asdict(one) for one in kept]}))
        return
    console = printer()
    now = datetime.now(UTC)
    state = lifecycle.state(entry.incident, now)
    console.print(f"{entry.incident.id}  {plain(entry.incident.preview)}", style="bold")
    console.print(f"  {state.value}", style=COLOURS.get(state, ""))
    for line in (*_lines(entry, places, events, now), *map(kept_at, kept)):
        console.print(f"  {line}")


def _whole(entry: Entry, places: tuple[Occurrence, ...], events: tuple[Event, ...]) -> dict[str, object]:
    shown = facts(entry, datetime.now(UTC))
    erased = erased_since(events)
    told = [where(one) | {"erased": erased.get((one.source, one.path, one.commit))} for one in places]
    return shown | {"places": told, "events": [json.loads(event.record) for event in events]}


def _lines(entry: Entry, places: tuple[Occurrence, ...], events: tuple[Event, ...], now: datetime) -> Iterator[str]:
    incident, clocks = entry.incident, entry.incident.clocks
    yield f"type        {_sure(incident)}{', of the backlog' if incident.backlog else ''}"
    yield f"alive       {alive(incident).plain}"
    yield f"code        {incident.canonical[:12]}"
    yield f"visibility  {incident.visibility.value}"
    yield f"owner       {plain(incident.owner.name)} ({plain(incident.owner.reason)})"
    if incident.identity:
        yield f"identity    {plain(incident.identity.principal)} on {plain(incident.identity.account)}"
    yield f"found       {stamp(clocks.detected)}, {duration(now - clocks.detected)} ago"
    if clocks.exposed:
        yield f"exposed     {stamp(clocks.exposed)}"
    if incident.parked:
        yield f"waits       {plain(waits(incident))}"
        yield from _wanted(incident)
    if clocks.dead:
        took = ended(incident)
        if took.startswith("contained"):
            yield f"contained   {took.removeprefix('contained ')}"
        else:
            words = f"; time to invalidation {took}" if clocks.dead_low else ": dead when first seen"
            yield f"dead        {stamp(clocks.dead)}{words}"
    erased = erased_since(events)
    for found in places:
        at = erased.get((found.source, found.path, found.commit))
        yield f"where       {plain(found.source)}: {place(found)}" + (
            (f" by {plain(found.author)}" if found.author else "") + (f", erased {at}" if at else "")
        )
    if entry.occurrences > len(places):
        yield f"            and {entry.occurrences - len(places)} more places"
    for (system, endpoint), run in incident.proofs.items():
        yield f"endpoint    {system}/{endpoint}: {run.liveness.value} ({plain(run.reason)})"
    for event in events:
        yield f"{stamp(event.at)[11:23]}  {event.what:<12} {plain(_gist(json.loads(event.record)['detail']))}"


def _sure(incident: Incident) -> str:
    """Of a lead its type says it."""
    sure = "" if incident.type == incident.confidence.value else f" ({incident.confidence.value})"
    return f"{incident.type}{sure}"


def _wanted(incident: Incident) -> Iterator[str]:
    """What its owner does, so that somebody can say whether it works."""
    if incident.parked not in {Reason.NO_PROBE, Reason.NO_SYSTEM, Reason.OTHER_HOST}:
        return
    revoker = for_type(incident.type)
    if revoker is None:
        told = (
            "Stanch has no revoker for this type: end it at its provider, then take it out of where it stands; if it "
            f"is no secret, stanch dismiss {incident.id} --reason '...'"
        )
    else:
        told = f"in stanch.toml: {wanted(revoker.provider)}"
        told += " (it names another than those that are there)" if incident.parked is Reason.OTHER_HOST else ""
    yield f"wanted      {told}"


def _gist(detail: dict[str, Any]) -> str:
    """What an event says, in half a line."""
    if detail.get("probes"):
        return "; ".join(f"{p['system']}/{p['endpoint']} {p['liveness']}: {p['reason']}" for p in detail["probes"])
    if detail.get("decision"):
        return "; ".join(f"{d['system']}: {', '.join(d['why'])}" for d in detail["decision"])
    if detail.get("action"):
        act = detail["action"]
        receipt = (act.get("receipt") or {}).get("reference") or act.get("sentence") or ""
        where = f"{act['system']}/{act['endpoint']}" if act["endpoint"] else act["system"]
        return f"{act['verb']} on {where} {receipt}".strip()
    if detail.get("parked"):
        return str(detail["parked"]["sentence"])
    return str(detail.get("note") or "")
