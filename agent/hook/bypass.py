"""A push that was let through: who said so, why, until when; as evidence, on the chain of the credential's incident.

    pusher: -o stanch.bypass=REASON --> incident (as for any leak) + "push:bypassed" until T      bypass = "reason"
                                    --> incident + "push:asked"; refused                           bypass = "second"
    somebody else: stanch hook allow 12 --> "push:bypassed" until T; the push is then let in when it comes again

Nothing else remembers it: what holds is read from the events. It is for one credential in one repository, and after T
refuses nobody's push of what has landed meanwhile, but another one that brings it anew. To let it land is no pardon:
the incident's owner is told, and what the policy does with a leak it does with this one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from agent import record
from agent.complaint import Complaint
from agent.found import Finding
from agent.hook.terms import Bypass
from agent.ledger import LedgerView
from agent.model import Incident, Ledger
from agent.response.claim.held import LEASE
from agent.scan.names import is_masked, without_values
from agent.seal import ScannerKeys
from detectors.base import Secret

VERB: Final = "hook-allow"
_ASKED: Final = "push:asked"
_LET: Final = "push:bypassed"
_LOGIN: Final = " (logged in as "
_LONGEST: Final = 500  # characters of a reason
_MOST: Final = timedelta(days=30)
_TRIES: Final = 50
_BETWEEN: Final = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Bypasses:
    """`file`: the ledger's, to read events from. `span`: how long one holds. `ring`: wakes the responders. `keys`: tell
    apart what may not be shown.
    """

    ledger: Ledger
    file: Path
    keys: ScannerKeys
    clock: Callable[[], datetime]
    ring: Callable[[], None]
    mode: Bypass
    span: timedelta

    async def standing(self, findings: Iterable[Finding], repository: str) -> frozenset[str]:
        """Which of these are let through there now, by `canonical`."""
        return frozenset({one.canonical for one in findings if await self._holds(one.canonical, repository)})

    async def ask(self, findings: Sequence[Finding], repository: str, person: str, why: str) -> str:
        """Let them through, or ask for it; what to say. Raises Complaint."""
        if self.mode is Bypass.OFF:
            message = "nothing is let through here (bypass = off)"
            raise Complaint(message)
        why, repository = _words(why), self._shown(repository)
        await self.ledger.submit(findings, None, at=self.clock())
        numbers = sorted({number for one in findings for number in await self.ledger.holders([one.canonical])})
        until = self.clock() + self.span
        for number in numbers:
            if self.mode is Bypass.REASON:
                await self._note(number, _LET, repository, person, why, until)
            else:
                await self._note(number, _ASKED, repository, person, why, None)
        self.ring()
        one = len(numbers) == 1
        listed = f"incident{'' if one else 's'} {', '.join(map(str, numbers))}"
        if self.mode is Bypass.REASON:
            return f"let through by {person} until {record.stamp(until)}, which is evidence: {listed}"
        return "\n".join(
            [f"asked for: {listed}. Somebody else lets {'it' if one else 'them'} through, then push again:"]
            + [f"  stanch hook allow {number} --reason '...'" for number in numbers]
        )

    async def allow(self, person: str, arguments: Mapping[str, Any]) -> str:
        """The second person's word, from the control socket. Raises Complaint."""
        number, span = _number(arguments), _span(arguments, self.span)
        why = _words(str(arguments.get("reason", "")))
        last = (await self._events(number))[-1:]
        if not last or last[0]["what"] != _ASKED:
            message = f"incident {number}: nobody asks for a push to be let through (git push -o stanch.bypass=...)"
            raise Complaint(message)
        said = last[0]["bypass"]
        if person in _names(said["by"]):
            message = f"incident {number}: {person} asked for it: it needs somebody else"
            raise Complaint(message)
        until = self.clock() + span
        await self._note(number, _LET, said["repository"], person, f"{said['why']} ({said['by']}); {why}", until)
        return f"incident {number}: may be pushed to {said['repository']} until {record.stamp(until)}"

    async def _holds(self, canonical: str, repository: str) -> bool:
        now, repository = record.stamp(self.clock()), self._shown(repository)
        told = [event for number in await self.ledger.holders([canonical]) for event in await self._events(number)]
        return any(
            event["what"] == _LET and event["bypass"]["repository"] == repository and now < event["bypass"]["until"]
            for event in told
        )

    async def _events(self, number: int) -> list[dict[str, Any]]:
        """What was asked and said about pushes of it, in order."""
        return await asyncio.to_thread(_told, self.file, number)

    def _shown(self, repository: str) -> str:
        """Without a value that it is called like: such a one is told apart from others that are shown the same."""
        shown = without_values(repository)
        if shown == repository and not is_masked(repository):
            return repository
        return f"{shown} #{self.keys.lead(Secret(repository))[:8]}"

    async def _note(
        self, number: int, what: str, repository: str, person: str, why: str, until: datetime | None
    ) -> None:
        incident = await self._claimed(number)
        said = {"repository": repository, "by": person, "why": why, "until": until}
        verb = "asks to push it" if until is None else f"lets it be pushed until {record.stamp(until)}"
        note = record.note(f"{person} {verb} to {repository}: {why}")
        try:
            await self.ledger.save(incident, at=self.clock(), what=what, detail={**note, "bypass": said})
        finally:
            await self.ledger.release(incident)

    async def _claimed(self, number: int) -> Incident:
        for _ in range(_TRIES):
            incident = await self.ledger.claim_one(number, self.clock(), LEASE.total_seconds())
            if incident is not None:
                return incident
            await asyncio.sleep(_BETWEEN)
        message = f"incident {number} is being worked on: push again in a moment"
        raise Complaint(message)


def named(claimed: str, login: str, *, is_service: bool) -> str:
    """Who pushes: whom the server says that it lets push. Somebody who logged in may have made that up."""
    if not claimed:
        return login
    return f"{claimed} (as {login} says)" if is_service else f"{claimed}{_LOGIN}{login})"


def _names(person: str) -> frozenset[str]:
    """Each of whom may be who asks."""
    if _LOGIN in person:
        claimed, _, login = person.removesuffix(")").rpartition(_LOGIN)
        return frozenset({person, claimed, login})
    return frozenset({person, person.rpartition(" (as ")[0]})


def _told(file: Path, number: int) -> list[dict[str, Any]]:
    with LedgerView(file) as view:
        events = [event for event in view.events(number) if event.what in {_ASKED, _LET}]
    return [{"what": event.what, "bypass": json.loads(event.record)["detail"]["bypass"]} for event in events]


def _words(why: str) -> str:
    """Evidence: one line that can be printed, without a value that somebody put into it. Raises Complaint."""
    said = without_values("".join(letter for letter in why if letter.isprintable()).strip())
    if said and len(said) <= _LONGEST:
        return said
    message = f"say why, in at most {_LONGEST} characters: it is evidence"
    raise Complaint(message)


def _number(arguments: Mapping[str, Any]) -> int:
    number = arguments.get("incident")
    if isinstance(number, int) and number > 0:
        return number
    message = "name an incident by its number"
    raise Complaint(message)


def _span(arguments: Mapping[str, Any], default: timedelta) -> timedelta:
    seconds = arguments.get("seconds", default.total_seconds())
    if isinstance(seconds, int | float) and 0 < seconds <= _MOST.total_seconds():
        return timedelta(seconds=seconds)
    message = f"it ends within {_MOST.days} days: name a shorter span"
    raise Complaint(message)
