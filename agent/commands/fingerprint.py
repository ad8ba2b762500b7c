"""`stanch fingerprint`: what to write into inventory.toml, so that a leak of this credential has an owner at once."""

from __future__ import annotations

import json
from pathlib import Path

import click

from agent.commands.options import config_option, tolerant
from agent.commands.output import json_option
from agent.commands.value import Piped, from_option, read_value
from agent.keys import known_keys
from agent.printable import plain


@click.command(cls=Piped)
@config_option
@json_option
@from_option
def command(config: Path | None, place: str | None, *, as_json: bool) -> None:
    """Read a value from standard input and print its fingerprint: a keyed hash, worth nothing without Stanch's keys.

    A whole connection URL or token is recognised and gives the fingerprint of that credential; a bare password gives
    that of the password. With --from, and only then, a vault is asked for it.
    """
    found = tolerant(config)
    # An inventory that cannot be read may have fingerprints, too.
    unread = any(warning.path.name == "inventory.toml" for warning in found.warnings)
    keys = known_keys(found.state, marked=found.inventory.marked or unread)
    for known in read_value(place, found.systems):
        mark = known.fingerprint(keys)
        if as_json:
            click.echo(json.dumps({"type": known.kind.name if known.kind else None, "fingerprint": mark}))
        else:
            click.echo(f"# {plain(known.title)}")
            if known.kind:
                click.echo(f'type = "{known.kind.name}"')
            click.echo(f'fingerprint = "{mark}"')
