"""Tells the ledger that an occurrence is there no more, through the daemon's writer where one runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from agent.complaint import Complaint
from agent.ledger import SqliteLedger
from agent.record import ERASED, ERASING

VERB: Final = "erased"
_LONGEST: Final = 1000


async def answer(ledger: SqliteLedger, person: str, arguments: Mapping[str, Any], now: datetime) -> str:
    """For the control socket. `words`: what was done there, without a value; `done` false: is about to be. Raises
    Complaint.
    """
    match arguments:
        case {"incident": int(number), "source": str(source), "path": str(path), "words": str(words)}:
            said = f"{words[:_LONGEST]} (by {person})"
            what = ERASED if arguments.get("done", True) else ERASING
            if await ledger.erased_at(number, source, path, said, at=now, what=what):
                return "written down"
            message = f"incident {number} was not seen there: `stanch show {number}` says where it was"
        case _:
            message = "this names no place: ask again with a command of the same version"
    raise Complaint(message)
