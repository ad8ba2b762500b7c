"""How incidents, places and durations are written for people; the same facts as JSON for machines.

Text from scanned files may hold escape codes for the terminal: what is not printable is shown as such.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from rich.text import Text

from agent.found import Occurrence
from agent.model import Clocks, Incident, State
from agent.printable import plain
from agent.record import AGAIN, ERASED, Event, stamp
from agent.response import lifecycle
from revokers.base import Liveness

if TYPE_CHECKING:
    from agent.ledger import Entry
    from agent.ledger.vaults import KeptAt

COLOURS = {
    State.INVALIDATED: "green",
    State.ALREADY_DEAD: "green",
    State.DEAD: "green",
    State.CONTAINED: "cyan",
    State.LIVE: "bold red",
    State.REAPPEARED: "bold red",
    State.STUCK: "bold red",
    State.ACTING: "yellow",
    State.ACCEPTED: "yellow",
    State.HELD: "magenta",
    State.AWAITING_APPROVAL: "magenta",
}


def kept_at(found: KeptAt) -> str:
    """A path of a vault store, with whose it is."""
    earlier = "" if found.current else ", an earlier value"
    return plain(f"kept at     {found.source}: {found.path} ({found.owner or 'nobody is named'}{earlier})")


def where(found: Occurrence) -> dict[str, object]:
    """A place for a machine."""
    return {
        "source": found.source,
        "path": found.path,
        "line": found.stands[0],
        "commit": found.commit,
        "author": found.author,
    }


def erased_since(events: Iterable[Event]) -> dict[tuple[str, str, str | None], str]:
    """Source, path and commit of what was erased and has not been found there again, to when that was seen."""
    found: dict[tuple[str, str, str | None], str] = {}
    for one in events:
        if one.what in {ERASED, AGAIN}:
            for each in json.loads(one.record)["detail"]["where"]:
                key = (each["source"], each["path"], each["commit"])
                found.pop(key, None)
                if one.what == ERASED:
                    found[key] = stamp(one.at)
    return found


def duration(span: timedelta) -> str:
    seconds = max(0.0, span.total_seconds())  # two clocks of one machine differ by a little
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.2f} s"


def ended(incident: Incident) -> str:
    """How long it took to end it; what is only contained is not ended."""
    clocks = incident.clocks
    if clocks.dead is not None and clocks.confirmed is None and lifecycle.only_contained(incident):
        return f"contained since {stamp(clocks.dead)}"
    return invalidation(clocks)


def alive(incident: Incident) -> Text:
    """Does it authenticate, by the last answers?"""
    match lifecycle.liveness(incident):
        case Liveness.LIVE:
            return Text("yes", style="bold red")
        case Liveness.DEAD:
            return Text("no", style="green")
        case Liveness.UNKNOWN:
            return Text("?")
        case never:
            assert_never(never)


def invalidation(clocks: Clocks) -> str:
    """Time-to-invalidation as the interval that it is."""
    if clocks.dead is None:
        return ""
    if clocks.dead_low is None:
        return "dead when first seen"
    return f"{duration(clocks.dead_low - clocks.detected)} to {duration(clocks.dead - clocks.detected)}"


def waits(incident: Incident) -> str:
    """Why nothing is being done, if so."""
    if incident.parked is None:
        unclear = [run.reason for run in incident.proofs.values() if run.unknowns]
        return f"no verdict: {unclear[0]}" if unclear and incident.clocks.dead is None else ""
    return f"{incident.parked.sentence}{': ' + incident.note if incident.note else ''}"


def facts(entry: Entry, now: datetime) -> dict[str, object]:
    """A row for a machine: only what may be shown, never a value."""
    incident = entry.incident
    clocks = incident.clocks
    return {
        "id": incident.id,
        "canonical": incident.canonical,
        "type": incident.type,
        "state": lifecycle.state(incident, now).value,
        "liveness": lifecycle.liveness(incident).value,
        "preview": incident.preview,
        "confidence": incident.confidence.value,
        "visibility": incident.visibility.value,
        "owner": incident.owner.name,
        "owner_reason": incident.owner.reason,
        "backlog": incident.backlog,
        "epoch": incident.epoch,
        "occurrences": entry.occurrences,
        "parked": incident.parked.name.lower() if incident.parked else None,
        "note": incident.note,
        "deadline": stamp(incident.deadline),
        "clocks": {
            name: stamp(at) if (at := getattr(clocks, name)) else None
            for name in ("exposed", "detected", "verified", "decided", "accepted", "dead_low", "dead", "confirmed")
        },
    }
