"""`stanch thaw`: lift the freeze."""

from __future__ import annotations

from pathlib import Path

import click

from agent.commands.options import FREEZE, config_option, state_folder
from agent.limits import Freeze


@click.command()
@config_option
def command(config: Path | None) -> None:
    """Lift the freeze: what was held by it goes on within seconds."""
    was = Freeze(state_folder(config) / FREEZE).lift()
    click.echo("thawed" if was else "it was not frozen")
