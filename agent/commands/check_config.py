"""`stanch check-config`: every mistake of every file, before the daemon meets it."""

from __future__ import annotations

from pathlib import Path

import click

from agent.commands.options import armed_words, config_option, nothing_to_watch, settings
from agent.complaint import Complaint
from agent.systems import CannotOpenSystemError, open_system, read_own

_WITHOUT = {
    "policy.toml": ": Stanch observes",
    "inventory.toml": ": nothing is protected but Stanch's own credentials, and no canary is known",
}


@click.command()
@config_option
def command(config: Path | None) -> None:
    """Read the configuration and say what is wrong, with file, line, key and the mend.

    Asks no System anything; reads the files that hold Stanch's own credentials where it may.
    """
    found = settings(config)
    for warning in found.warnings:
        click.echo(f"warning: {warning}")
    for name in ("policy.toml", "inventory.toml"):
        if not (found.directory / name).exists():
            click.echo(f"warning: {found.directory / name}: there is none" + _WITHOUT[name])
    problems: list[str] = [] if found.sources else [str(nothing_to_watch(found))]
    for system in found.systems:
        try:
            open_system(system)
        except CannotOpenSystemError as error:
            problems.append(str(error))
        if system.armed and system.admin is None:
            click.echo(f"warning: system {system.name}: armed, but without admin Stanch can do little there")
    if found.slack is not None:
        try:
            read_own(found.slack.token)
        except CannotOpenSystemError as error:
            problems.append(str(error))
    if problems:
        raise Complaint("\n".join(problems))
    armed = armed_words(found)
    click.echo(
        f"ok: {found.directory}: {len(found.sources)} sources, {len(found.systems)} systems "
        f"({'armed: ' + '; '.join(armed) if armed else 'none armed: Stanch will only observe'}), "
        f"{len(found.policy.rules)} rules, {len(found.inventory.entries)} inventory entries, "
        + ("notices by Slack" if found.slack else "no notices")
    )
