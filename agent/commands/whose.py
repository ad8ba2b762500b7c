"""`stanch whose`: does anybody know this value? Answered here, from the ledger and the inventory; nothing is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from agent import lifecycle
from agent.commands.options import LEDGER, config_option, known_keys, settings
from agent.commands.shown import place, plain
from agent.commands.value import Known, read_value
from agent.ledger import LedgerView
from agent.seal import ScannerKeys
from agent.settings import Settings


@click.command()
@config_option
@click.pass_context
def command(context: click.Context, config: Path | None) -> None:
    """Read a value from standard input and say who owns it, where it was seen and how it stands.

    Exit code 1 when it is known (it leaked, or it is in the inventory), 0 when nobody knows it.
    """
    found = settings(config)
    keys = known_keys(found.state, marked=found.inventory.marked)
    lines = [line for known in read_value() for line in _told(found, keys, known)]
    for line in lines:
        click.echo(plain(line))
    if not lines:
        click.echo("nobody here knows it: not in the inventory, not in any incident")
    context.exit(1 if lines else 0)


def _told(found: Settings, keys: ScannerKeys, known: Known) -> list[str]:
    marks = known.marks(keys)
    entry = found.inventory.by_fingerprint(marks)
    lines = [f"{known.title}: inventory entry {entry.name}, owner {entry.owner}"] if entry else []
    path = found.state / LEDGER
    if not path.exists():
        return lines
    with LedgerView(path) as ledger:
        for seen in ledger.with_fingerprints(marks):
            incident = seen.incident
            state = lifecycle.state(incident, datetime.now(UTC)).value
            lines.append(f"incident {incident.id}: {incident.preview}: {state}, owner {incident.owner.name}")
            lines.extend(f"  seen in {one.source}: {place(one)}" for one in ledger.occurrences(incident.id))
    return lines
