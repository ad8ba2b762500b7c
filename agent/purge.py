"""`stanch purge`: what is forgotten, through the daemon's writer where one runs, else under the lock of the ledger."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from agent.complaint import Complaint
from agent.ledger import Forgotten, SqliteLedger
from agent.settings import Settings

VERB: Final = "purge"
# What happened lately is still looked at: re-checks go on for a week.
LEAST: Final = timedelta(days=30)


def names(settings: Settings) -> list[str]:
    """The sources whose debts stay, however old."""
    return [*(source.name for source in settings.sources), *(hook.name for hook in settings.reporting)]


def said(forgotten: Forgotten) -> str:
    """In words, for whoever asked."""
    if forgotten == Forgotten():
        return "nothing"
    return (
        f"{forgotten.places} places of {forgotten.incidents} settled incidents (each keeps its first), "
        f"{forgotten.values} sealed values of dismissed ones, {forgotten.spends} spent budgets, "
        f"{forgotten.debts} unread things of sources that are no longer configured"
    )


async def answer(
    ledger: SqliteLedger, settings: Settings, person: str, arguments: Mapping[str, Any], now: datetime
) -> str:
    """For the control socket, in JSON: `seconds` is the least age. Raises Complaint."""
    try:
        age = timedelta(seconds=float(arguments["seconds"]))
    except (KeyError, ValueError, TypeError, OverflowError):
        age = timedelta(0)
    if age < LEAST:
        message = f"what is younger than {LEAST.days} days is not forgotten: name a longer span"
        raise Complaint(message)
    return json.dumps(asdict(await ledger.purge(now, now - age, names(settings), person)))
