"""`stanch check-config`: every mistake of every file, before the daemon meets it."""

from __future__ import annotations

from pathlib import Path

import click

from agent.commands.options import config_option, settings
from agent.systems import CannotOpenSystemError, open_system


@click.command()
@config_option
def command(config: Path | None) -> None:
    """Read the configuration and say what is wrong, with file, line, key and the mend.

    Asks no System anything; reads the files that hold Stanch's own credentials where it may.
    """
    found = settings(config)
    for warning in found.warnings:
        click.echo(f"warning: {warning}")
    for system in found.systems:
        try:
            open_system(system)
        except CannotOpenSystemError as error:
            click.echo(f"warning: {error}")
    armed = [system.name for system in found.systems if system.armed]
    click.echo(
        f"ok: {found.directory}: {len(found.sources)} sources, {len(found.systems)} systems "
        f"({'armed: ' + ', '.join(armed) if armed else 'none armed: Stanch will only observe'}), "
        f"{len(found.policy.rules)} rules, {len(found.inventory.entries)} inventory entries"
    )
