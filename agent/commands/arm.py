"""`stanch arm` and `stanch disarm`: what Stanch may act on, from now on and without a restart."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from agent.commands.options import config_option, is_running, settings, tolerant
from agent.complaint import Complaint
from agent.folders import ARMING
from agent.response.arming import SCOPES, Arming
from agent.settings import Settings
from detectors.registry import TYPES

F = TypeVar("F", bound=Callable[..., Any])


def _scopes(function: F) -> F:
    for name in reversed(SCOPES):
        function = click.option(f"--{name}", help=f"Only this {name}; several options mean all of them together.")(
            function
        )
    return config_option(function)


def _scope(found: Settings, given: dict[str, str | None]) -> tuple[Arming, dict[str, str]]:
    """The scope, each word checked against what exists: a typo must not arm nothing, or disarm nothing."""
    scope = {name: value for name, value in given.items() if value}
    known = {
        "system": {system.name for system in found.systems},
        "provider": {system.provider for system in found.systems},
        "environment": {system.environment for system in found.systems},
        "type": set(TYPES),
    }
    if known["environment"] & {"", "unknown"}:
        known["environment"].add("production")  # unknown is the worse case
    for name, value in scope.items():
        if name in known and value not in known[name]:
            message = f"--{name} {value}: there is none; there are: {', '.join(sorted(known[name])) or 'none'}"
            raise Complaint(message)
    return Arming(found.state / ARMING), scope


def _counts(arming: Arming) -> str:
    """From when on. The daemon looks at the file, so that it need not be asked."""
    if is_running(arming.path.parent):
        return "the daemon looks at what waits for it now"
    return "no daemon runs: it counts from `stanch run` on"


def _say(scope: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in scope.items())


@click.command()
@_scopes
def arm(config: Path | None, **given: str | None) -> None:
    """Let Stanch act within a scope. A rule of policy.toml must say so as well.

    `stanch plan` shows what it comes to.
    """
    found = settings(config)
    arming, scope = _scope(found, given)
    if not scope:
        message = f"name a scope: {', '.join('--' + name for name in SCOPES)}"
        raise Complaint(message)
    arming.add(armed=True, scope=scope, at=datetime.now(UTC), by=getpass.getuser())
    click.echo(f"armed: {_say(scope)}; {_counts(arming)}")
    if not found.policy.rules:
        click.echo("stanch: policy.toml has no rule, so nothing is done yet: `stanch plan` shows it", err=True)


@click.command()
@_scopes
@click.option("--all", "everything", is_flag=True, help="Everything, whatever stanch.toml says.")
def disarm(config: Path | None, *, everything: bool, **given: str | None) -> None:
    """Let Stanch act no more within a scope, from the next decision on."""
    arming, scope = _scope(tolerant(config), given)
    if bool(scope) == everything:
        message = f"name a scope ({', '.join('--' + name for name in SCOPES)}), or --all"
        raise Complaint(message)
    now, by = datetime.now(UTC), getpass.getuser()
    if everything:
        arming.clear(at=now, by=by)
    else:
        arming.add(armed=False, scope=scope, at=now, by=by)
    click.echo(f"disarmed: {_say(scope) or 'everything'}; {_counts(arming)}")
