"""`stanch incidents`: what was found, the most urgent first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from rich.text import Text

from agent.commands import fitted
from agent.commands.options import config_option, view
from agent.commands.output import json_option, place, several
from agent.commands.shown import COLOURS, alive, ended, facts, waits, where
from agent.found import Occurrence
from agent.ledger import Entry
from agent.ledger.view import Only
from agent.model import State
from agent.printable import plain
from agent.response import lifecycle

_NAMES: Final = ("", "credential", "alive", "state", fitted.WHERE, "owner", "time to invalidation / waits because")
_SPARE: Final = (_NAMES[-1], "owner")


@click.command()
@config_option
@json_option
@click.option("--state", type=click.Choice([state.value for state in State]), metavar="STATE", help="Only these.")
@click.option("--type", "kind", metavar="TYPE", help="Only of this type, or of these: 'stripe-*'.")
@click.option("--source", metavar="NAME", help="Only what was seen there.")
@click.option("--owner", metavar="NAME", help="Only theirs.")
@click.option("--alive", "only_alive", is_flag=True, help="Only what authenticates, by the last answers.")
@click.option("--leads/--no-leads", default=True, help="Also what only looks like a credential.  [default: yes]")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many.")
def command(  # noqa: PLR0913 - click hands in each option
    config: Path | None,
    state: str | None,
    kind: str | None,
    source: str | None,
    owner: str | None,
    limit: int,
    *,
    only_alive: bool,
    leads: bool,
    as_json: bool,
) -> None:
    """List incidents: one a credential, wherever and however often it was seen.

    The most urgent first: alive where others can see it, then by deadline; the backlog after the rest. A narrow
    terminal has not every column, and of a credential its type only.

    \b
    States:
      detected           nobody was asked about it yet
      unverified         nobody could say whether it works: `show` says why
      live               it works
      held               it works, and a brake or the policy holds it
      foreign            it works, and its account is not yours
      awaiting_approval  it waits for `stanch approve`
      acting, accepted   it is being ended; the provider agreed, it still works
      waiting_consumers  its new value is in place, not yet read by all
      contained          switched off, which can be taken back
      dead               refused; asked again once its provider has settled
      invalidated        refused by every endpoint, and again later: proven
      already_dead       refused when it was first asked about
      reappeared         it was dead, and works again
      stuck              every attempt failed; there is one a day
      excepted           a person accepts the risk for a while
      dismissed          a person said that it is no secret
    """  # noqa: D301 - that mark keeps click from joining the lines
    only = Only(
        *(State(state) if state else None, kind, source, owner),
        alive=only_alive,
        leads=leads,
    )
    with view(config) as ledger:
        entries = ledger.incidents(only, limit)
        more = ledger.how_many(only) - len(entries) if len(entries) == limit else 0
        read = list(ledger.sources())
        places = {entry.incident.id: _first(ledger.occurrences(entry.incident.id), source) for entry in entries}
    if as_json:
        _print_json(entries, places)
    elif not entries:
        click.echo("there is no incident" if only == Only() else "there is no such incident")
    else:
        named = several([*read, *(found.source for first in places.values() for found in first)])
        fitted.show(_NAMES, cells(entries, places, named=named), _SPARE, {_NAMES[1]: _title})
    if more > 0:
        click.echo(f"{more} more (--limit {limit + more})", err=True)


def _title(preview: str) -> str:
    """Of its type, without what is told of its parts."""
    return preview.rpartition(" (")[0] or preview


def _first(found: Sequence[Occurrence], source: str | None) -> tuple[Occurrence, ...]:
    """The first place, in that source if one was asked for."""
    return tuple(found if source is None else (one for one in found if not several([one.source, source])))[:1]


def _print_json(entries: tuple[Entry, ...], places: dict[int, tuple[Occurrence, ...]]) -> None:
    """Each with its first place."""
    now = datetime.now(UTC)
    for entry in entries:
        first = [where(found) for found in places[entry.incident.id][:1]]
        click.echo(json.dumps(facts(entry, now) | (first[0] if first else {})))


def cells(
    entries: tuple[Entry, ...], places: dict[int, tuple[Occurrence, ...]], *, named: bool
) -> list[Sequence[Text]]:
    """A row an incident."""
    now = datetime.now(UTC)
    made: list[Sequence[Text]] = []
    for entry in entries:
        incident = entry.incident
        state = lifecycle.state(incident, now)
        first = place(places[incident.id][0], named=named) if places[incident.id] else ""
        more = f" (+{entry.occurrences - 1})" if entry.occurrences > 1 else ""
        made.append(
            (
                Text(str(incident.id)),
                Text(plain(incident.preview)),
                alive(incident),
                Text(state.value + (" (backlog)" if incident.backlog else ""), style=COLOURS.get(state, "")),
                Text(first + more),
                Text(plain(incident.owner.name)),
                Text(ended(incident) or waits(incident)),
            )
        )
    return made
