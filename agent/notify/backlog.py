"""`stanch backlog release`, in the daemon: from now on owners are told of what the first look at a source found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from agent.complaint import Complaint
from agent.ledger.outbox import Outbox

VERB: Final = "backlog:release"
_AT_ONCE: Final = 200  # in one transaction: others write meanwhile

Handler = Callable[[str, str, Mapping[str, Any]], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Backlog:
    """`others` handles every other verb. `ring`: wakes the sender."""

    outbox: Outbox
    sources: frozenset[str]
    clock: Callable[[], datetime]
    ring: Callable[[], None]
    others: Handler

    async def handle(self, verb: str, person: str, arguments: Mapping[str, Any]) -> str:
        """For the control socket. Raises Complaint."""
        if verb != VERB:
            return await self.others(verb, person, arguments)
        source = arguments.get("source")
        if source is not None and not isinstance(source, str):
            message = "name a source, or all of them"
            raise Complaint(message)
        released = done = await self.outbox.release(source, person, self.clock(), _AT_ONCE)
        while done == _AT_ONCE:
            done = await self.outbox.release(source, person, self.clock(), _AT_ONCE)
            released += done
        self.ring()
        if not released and source is not None and source not in self.sources:
            message = f"there is no source {source}; `stanch backlog` lists those that have a backlog"
            raise Complaint(message)
        of = f" of {source}" if source is not None else ""
        return f"released{of}: {released} incidents; their owners are told as the policy says"
