"""`stanch freeze`: a file that the daemon looks at before every act, so it works even when the daemon hangs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands.options import config_option, is_running, lived_in, state_option
from agent.complaint import Complaint
from agent.folders import FREEZE
from agent.response.limits import Freeze


@click.command()
@config_option
@state_option
@click.option("--reason", default="", help="Why, for whoever wonders later.")
def command(config: Path | None, state: Path | None, reason: str) -> None:
    """Stop every action of Stanch on credentials, now. Scanning and probing go on.

    What is being sent at this moment is not called back; nothing after it is sent. Lift it with `stanch thaw`.
    """
    folder = lived_in(config, state)
    path = folder / FREEZE
    problem = ""
    try:
        Freeze(path).set(f"{datetime.now(UTC).isoformat(timespec='seconds')} {reason}".strip())
    except OSError as error:
        problem = error.strerror or type(error).__name__
    if problem:
        message = (
            f"{path}: NOT FROZEN: it cannot be written ({problem}). Run it as root or the user of the daemon; where "
            "that does not help, stop the daemon"
        )
        raise Complaint(message)
    running = "" if is_running(folder) else "; no daemon runs on this state now"
    click.echo(f"frozen: nothing is done to any credential until `stanch thaw` ({path}){running}")
