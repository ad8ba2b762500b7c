"""What people decide about an incident. Each asks the running daemon, which writes it down with the asker's name."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from agent.commands.options import config_option, no_incident, settings
from agent.commands.output import plain
from agent.commands.plan import lines_of
from agent.complaint import Complaint
from agent.control import ask
from agent.folders import LEDGER
from agent.ledger import Entry, LedgerView
from agent.response import lifecycle
from agent.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

_SPAN: Final = re.compile(r"([1-9][0-9]{0,3})([mhd])")
_SECONDS: Final = {"m": 60, "h": 3600, "d": 86400}


def _incident(function: F) -> F:
    return click.argument("incident")(config_option(function))


def _reason(*, required: bool) -> Callable[[F], F]:
    help_ = "Why; it is evidence."
    if required:
        return click.option("--reason", required=True, callback=_words, help=help_)
    return click.option("--reason", default="", help=help_)


def _words(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
    if value is None or not value.strip():
        message = "--reason: say why; it is evidence"
        raise Complaint(message)
    return value


def _find(config: Path | None, incident: str) -> tuple[Settings, Entry]:
    found = settings(config)
    with LedgerView(found.state / LEDGER) as ledger:
        entry = ledger.incident(incident)
    if entry is None:
        raise no_incident(incident)
    return found, entry


def _ask(config: Path | None, verb: str, incident: str, **arguments: object) -> None:
    found, entry = _find(config, incident)
    click.echo(ask(found.state, verb, incident=entry.incident.id, **arguments))


def _seconds(text: str) -> int:
    match = _SPAN.fullmatch(text)
    if match is None:
        message = f"--until {text}: write a number of m, h or d from 1m to 366d, such as 24h"
        raise Complaint(message)
    return int(match[1]) * _SECONDS[match[2]]


@click.command()
@_incident
@click.option("--plan", help="The mark of the plan that you looked at (it is asked for on a terminal).")
@_reason(required=False)
def approve(config: Path | None, incident: str, plan: str | None, reason: str) -> None:
    """Say yes to the plan of INCIDENT. What is irreversible or shared needs several people ([approvals] people).

    The approval is bound to the plan as you saw it: when it has changed since, it is refused.
    """
    found, entry = _find(config, incident)
    if all(step.needs is None for step in lifecycle.steps(entry.incident)):
        message = f"incident {incident} waits for no approval; `stanch plan {incident}` shows how it stands"
        raise Complaint(message)
    mark = lifecycle.plan_mark(entry.incident)
    if plan is None:
        if not sys.stdin.isatty():
            message = f"name the plan that you approve: --plan {mark} (`stanch plan {incident}` shows it)"
            raise Complaint(message)
        with LedgerView(found.state / LEDGER) as ledger:
            lines = lines_of(found, ledger, entry)
        for line in lines:
            click.echo(plain(line))
        click.confirm(f"Approve plan {mark}?", abort=True)
    click.echo(ask(found.state, "approve", incident=entry.incident.id, plan=plan or mark, reason=reason))


@click.command()
@_incident
@_reason(required=True)
def deny(config: Path | None, incident: str, reason: str) -> None:
    """Say no to the plan of INCIDENT: nothing is done until `stanch retry`."""
    _ask(config, "deny", incident, reason=reason)


@click.command()
@_incident
@_reason(required=True)
def dismiss(config: Path | None, incident: str, reason: str) -> None:
    """INCIDENT is not a secret."""
    _ask(config, "dismiss", incident, reason=reason)


@click.command("except")
@_incident
@click.option("--until", "span", required=True, metavar="SPAN", help="From now: 30m, 24h, 30d. There is no forever.")
@_reason(required=True)
def except_(config: Path | None, incident: str, span: str, reason: str) -> None:
    """Accept the risk of INCIDENT for a while. It counts as alive all that time."""
    _ask(config, "except", incident, seconds=_seconds(span), reason=reason)


@click.command()
@_incident
@click.argument("owner")
def assign(config: Path | None, incident: str, owner: str) -> None:
    """Give INCIDENT another OWNER."""
    _ask(config, "assign", incident, owner=owner)


@click.command()
@_incident
def recheck(config: Path | None, incident: str) -> None:
    """Ask the provider about INCIDENT again now. What a person decided about it stands: `stanch retry` ends that."""
    _ask(config, "recheck", incident)


@click.command()
@_incident
def retry(config: Path | None, incident: str) -> None:
    """Work on INCIDENT again now, whatever it waits for; also takes back deny, dismiss and except."""
    _ask(config, "retry", incident)


@click.command()
@_incident
@click.option(
    "--until", "span", default="24h", show_default=True, metavar="SPAN", help="How long it is then let alone."
)
@_reason(required=True)
def undo(config: Path | None, incident: str, span: str, reason: str) -> None:
    """Take back what was done to INCIDENT, where all of it is reversible, and prove by a probe that it lives again.

    It is then excepted until the time given, so that it is not ended again at once.
    """
    _ask(config, "undo", incident, seconds=_seconds(span), reason=reason)
