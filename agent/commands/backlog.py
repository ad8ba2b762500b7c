"""`stanch backlog`: what the first look at each source found, and telling its owners."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands.options import config_option, settings, view
from agent.commands.output import counted, json_option, printer
from agent.commands.shown import duration
from agent.complaint import Complaint
from agent.control import ask
from agent.ledger.view import CLOSED, Backlogged
from agent.notify.backlog import VERB
from agent.printable import plain
from agent.record import stamp


@click.group(invoke_without_command=True)
@config_option
@json_option
@click.pass_context
def command(context: click.Context, config: Path | None, *, as_json: bool) -> None:
    """Count what the first look at each source found. It is worked on like the rest, but its owners are not told."""
    if context.invoked_subcommand is not None:
        return
    with view(config) as ledger:
        found = ledger.backlog()
    if as_json:
        click.echo(json.dumps([_facts(one) for one in found]))
        return
    console = printer()
    now = datetime.now(UTC)
    for one in found:
        total = sum(one.states.values())
        states = ", ".join(f"{number} {state.value}" for state, number in one.states.items())
        console.print(f"{plain(one.source)}: {counted(total, 'incident')} ({states}), {_open(one)} open", style="bold")
        console.print(f"    the oldest found {duration(now - one.oldest)} ago; {one.released} released to their owners")
        if one.released < total:
            console.print(f"    to tell the others: {release_of(one.source)}")
    if not found:
        console.print("there is no backlog")


def release_of(source: str) -> str:
    """The command, as a shell takes it: names of sources have spaces and parentheses."""
    return f"stanch backlog release --source {shlex.quote(plain(source))}"


def _open(one: Backlogged) -> int:
    return sum(number for state, number in one.states.items() if state not in CLOSED)


def _facts(one: Backlogged) -> dict[str, object]:
    return {
        "source": one.source,
        "incidents": {state.value: number for state, number in one.states.items()},
        "open": _open(one),
        "released": one.released,
        "oldest": stamp(one.oldest),
    }


@command.command()
@config_option
@click.option("--source", metavar="NAME", help="Only what was found there.")
@click.option("--all", "everything", is_flag=True, help="Of every source.")
def release(config: Path | None, source: str | None, *, everything: bool) -> None:
    """Let the owners of the backlog be told, as the policy says. It is evidence, with your name."""
    if (source is None) != everything:
        message = "say --source NAME or --all; `stanch backlog` lists the sources"
        raise Complaint(message)
    click.echo(ask(settings(config).state, VERB, source=source))
