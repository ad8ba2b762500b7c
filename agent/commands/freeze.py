"""`stanch freeze`: a file that the daemon looks at before every act, so it works even when the daemon hangs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands.options import FREEZE, config_option, state_folder
from agent.limits import Freeze


@click.command()
@config_option
@click.option("--reason", default="", help="Why, for whoever wonders later.")
def command(config: Path | None, reason: str) -> None:
    """Stop every action of Stanch on credentials, now. Scanning and probing go on.

    What is being sent at this moment is not called back; nothing after it is sent. Lift it with `stanch thaw`.
    """
    path = state_folder(config) / FREEZE
    Freeze(path).set(f"{datetime.now(UTC).isoformat(timespec='seconds')} {reason}".strip())
    click.echo(f"frozen: nothing is done to any credential until `stanch thaw` ({path})")
