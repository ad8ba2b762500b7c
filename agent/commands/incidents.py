"""`stanch incidents`: what was found, the most urgent first."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent import lifecycle
from agent.commands.options import config_option, view
from agent.commands.output import columns, json_option, place, plain, several
from agent.commands.shown import COLOURS, alive, ended, facts, waits, where
from agent.ledger import Entry
from agent.model import Occurrence, State


@click.command()
@config_option
@json_option
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only these.")
@click.option("--alive", "only_alive", is_flag=True, help="Only what authenticates, by the last answers.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
def command(config: Path | None, state: str | None, limit: int, *, only_alive: bool, as_json: bool) -> None:
    """List incidents: one a credential, wherever and however often it was seen.

    The most urgent first: alive where others can see it, then by deadline; the backlog after the rest.
    """
    with view(config) as ledger:
        entries = ledger.incidents(State(state) if state else None, limit, alive=only_alive)
        read = [cursor.source for cursor, _ in ledger.sources()]
        places = {entry.incident.id: ledger.occurrences(entry.incident.id)[:1] for entry in entries}
    if as_json:
        _print_json(entries, places)
    else:
        named = several([*read, *(found.source for first in places.values() for found in first)])
        Console(width=columns()).print(table(entries, places, named=named))


def _print_json(entries: tuple[Entry, ...], places: dict[int, tuple[Occurrence, ...]]) -> None:
    """Each with its first place."""
    now = datetime.now(UTC)
    for entry in entries:
        first = [where(found) for found in places[entry.incident.id][:1]]
        click.echo(json.dumps(facts(entry, now) | (first[0] if first else {})))


def table(entries: tuple[Entry, ...], places: dict[int, tuple[Occurrence, ...]], *, named: bool) -> Table:
    now = datetime.now(UTC)
    made = Table(box=None, pad_edge=False)
    for name in ("", "credential", "alive", "state", "where", "owner", "time to invalidation / waits because"):
        made.add_column(name, overflow="fold")
    for entry in entries:
        incident = entry.incident
        state = lifecycle.state(incident, now)
        first = place(places[incident.id][0], named=named) if places[incident.id] else ""
        more = f" (+{entry.occurrences - 1})" if entry.occurrences > 1 else ""
        made.add_row(
            str(incident.id),
            Text(plain(incident.preview)),
            alive(incident),
            Text(state.value + (" (backlog)" if incident.backlog else ""), style=COLOURS.get(state, "")),
            Text(first + more),
            Text(plain(incident.owner.name)),
            Text(ended(incident) or waits(incident)),
        )
    return made
