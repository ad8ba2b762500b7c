"""`stanch purge`: forget where settled credentials were seen. Shows first, and does it only when told so."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path
from typing import Final

import click

from agent import purge
from agent.commands.options import config_option, is_running, settings
from agent.commands.output import json_option
from agent.complaint import Complaint
from agent.control import ask
from agent.folders import LEDGER
from agent.ledger import Forgotten, LedgerView

_DAYS: Final = re.compile(r"([1-9][0-9]{0,4})d")


@click.command()
@config_option
@click.option(
    "--older-than",
    "age",
    required=True,
    metavar="SPAN",
    help="At least 30d, e.g. 365d: since when nothing has happened.",
)
@click.option("--yes", "really", is_flag=True, help="Do it. Without it nothing is changed.")
@json_option
def command(config: Path | None, age: str, *, really: bool, as_json: bool) -> None:
    """Forget where settled credentials were seen, all but the first place, and what else nobody needs any more.

    The evidence stays whole and can be verified as before: incidents, their records and their signatures are never
    removed, and each record still says where its credential was first seen and by whom. A place that is read again is
    found again.
    """
    span = _span(age)
    found = settings(config)
    now = datetime.now(UTC)
    with LedgerView(found.state / LEDGER) as ledger:
        would = ledger.forgettable(now - span, purge.names(found))
    if not really or would == Forgotten():
        _tell("would forget", would, "" if would == Forgotten() else "; to do it, add --yes", as_json=as_json)
        return
    if is_running(found.state):
        answer = ask(found.state, purge.VERB, seconds=span.total_seconds())
    else:
        from agent.wiring.ledger import alone

        with alone(found) as writer:
            answer = asyncio.run(purge.answer(writer, found, getuser(), {"seconds": span.total_seconds()}, now))
    _tell("forgot", Forgotten(**json.loads(answer)), as_json=as_json)


def _tell(verb: str, what: Forgotten, more: str = "", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"done": verb == "forgot", **asdict(what)}))
    else:
        click.echo(f"{verb} {purge.said(what)}{more}")


def _span(text: str) -> timedelta:
    days = _DAYS.fullmatch(text)
    span = timedelta(days=int(days[1])) if days else timedelta(0)
    if span < purge.LEAST:
        message = f"--older-than: write a number of days from {purge.LEAST.days}d on, such as 365d"
        raise Complaint(message)
    return span
