"""`stanch policy explain`: which rule decided, and why the ones before it did not."""

from __future__ import annotations

from pathlib import Path

import click

from agent.commands.options import config_option, no_incident, settings
from agent.commands.output import json_option, plain
from agent.commands.plan import lines_of, row_of
from agent.folders import LEDGER
from agent.ledger import LedgerView


@click.group()
def command() -> None:
    """Explain the policy."""


@command.command("explain", short_help="Say which rule of policy.toml decides about INCIDENT.")
@config_option
@json_option
@click.argument("incident")
def explain(config: Path | None, incident: str, *, as_json: bool) -> None:
    """Say which rule of policy.toml decides about INCIDENT on each System, and why."""
    found = settings(config)
    with LedgerView(found.state / LEDGER) as ledger:
        entry = ledger.incident(incident)
        if entry is None:
            raise no_incident(incident)
        lines = lines_of(found, ledger, entry)
    if as_json:
        click.echo(row_of(entry, lines))
        return
    for line in lines:
        click.echo(plain(line))
