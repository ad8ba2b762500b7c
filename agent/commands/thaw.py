"""`stanch thaw`: lift the freeze."""

from __future__ import annotations

from pathlib import Path

import click

from agent.commands.options import config_option, lived_in, state_option
from agent.complaint import Complaint
from agent.folders import FREEZE
from agent.response.limits import Freeze


@click.command()
@config_option
@state_option
def command(config: Path | None, state: Path | None) -> None:
    """Lift the freeze: what was held by it goes on within seconds."""
    path = lived_in(config, state) / FREEZE
    was, problem = False, ""
    try:
        was = Freeze(path).lift()
    except OSError as error:
        problem = error.strerror or type(error).__name__
    if problem:
        message = f"{path}: still frozen: it cannot be removed ({problem}); do it as root or the user of the daemon"
        raise Complaint(message)
    click.echo(f"thawed ({path})" if was else f"it was not frozen ({path})")
