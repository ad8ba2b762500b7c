"""What people decide about an incident, under the same lease as everything else, and as evidence with their name.

    approve deny dismiss except assign recheck retry undo request

An approval is bound to the plan that the person saw (its mark): when the plan has changed since, it is refused.

A request (`stanch revoke -`, pasted.py) is half of asking, and weakens no brake. Where the policy only observes or
notifies, a plan is made that waits for others to approve it; where it says approve or auto, it goes as it would
anyway. Estate, protected list, canaries, arming, freeze and caps hold. Whoever asks is never one of those who approve,
and whoever has approved cannot ask; one person asks at a time. It ends with a `deny`, or with the epoch.

Just over 300 lines: who may say yes, and what becomes of it, are decided together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from agent import record
from agent.complaint import Complaint
from agent.model import Incident, Outcome, Owner, PlanStep, Reason, StepKind
from agent.response import lifecycle
from agent.response.claim.held import LEASE
from agent.response.methods import Method
from agent.response.policy import case_of
from agent.response.probing import asked
from agent.response.respond import Responder
from agent.response.words import for_provider, without
from agent.seal import CannotOpenError
from detectors.base import Parts
from detectors.registry import TYPES
from revokers.base import Liveness, Probe, ProviderError, Receipt, Revoker
from revokers.registry import for_type

_TRIES: Final = 50
_LEAST: Final = 60.0  # seconds
_MOST: Final = 366 * 86_400.0
_BETWEEN: Final = 0.2  # seconds; a claim of the responder lasts about so long


@dataclass(frozen=True, slots=True)
class People:
    """`people`: how many must approve what is irreversible or shared. `ring`: wakes the responders.

    checkpoint: signs and anchors the evidence as it stands.
    """

    responder: Responder
    people: int
    ring: Callable[[], None]
    checkpoint: Callable[[datetime], Awaitable[None]]

    async def handle(self, verb: str, person: str, arguments: Mapping[str, Any]) -> str:
        """For the control socket. Raises Complaint."""
        if verb == "checkpoint":
            try:
                await self.checkpoint(self.responder.clock())
            except OSError as error:
                problem = f"the anchor cannot be written ({type(error).__name__}): make room, or mend its path"
            else:
                return "signed and anchored"
            raise Complaint(problem)
        verbs = {
            "approve": self._approve,
            "deny": self._deny,
            "dismiss": self._dismiss,
            "except": self._except,
            "assign": self._assign,
            "recheck": self._recheck,
            "retry": self._retry,
            "undo": self._undo,
            "request": self._request,
        }
        if verb not in verbs:
            message = f"{verb}: this daemon does not know how"
            raise Complaint(message)
        try:
            number, span = int(arguments["incident"]), float(arguments.get("seconds", _LEAST))
        except (KeyError, ValueError, TypeError, OverflowError):
            number, span = 0, 0.0
        if number <= 0 or not _LEAST <= span <= _MOST:
            message = f"{verb}: name an incident by its number, and a span from a minute to a year"
            raise Complaint(message)
        incident = await self._claim(number)
        try:
            arguments = without(arguments, incident, self.responder.keys.scanner)
            after, what, said = await verbs[verb](incident, person, arguments)
            now = self.responder.clock()
            note = f"{said} (by {person}{': ' + arguments['reason'] if arguments.get('reason') else ''})"
            await self.responder.ledger.save(after, at=now, what=what, detail=record.note(note))
            incident = replace(after, not_before=now)
        finally:
            await self.responder.ledger.release(incident)
            self.ring()
        return said

    async def _claim(self, number: int) -> Incident:
        if not await self.responder.ledger.occurrences(number):
            message = f"there is no incident {number}; `stanch incidents` lists them"
            raise Complaint(message)
        for _ in range(_TRIES):
            incident = await self.responder.ledger.claim_one(number, self.responder.clock(), LEASE.total_seconds())
            if incident is not None:
                return incident
            await asyncio.sleep(_BETWEEN)
        message = f"incident {number} is being worked on for longer than usual: try again"
        raise Complaint(message)

    async def _approve(self, incident: Incident, person: str, arguments: Mapping[str, Any]) -> _Decision:
        mark = lifecycle.plan_mark(incident)
        if arguments.get("plan") != mark:
            message = f"the plan of incident {incident.id} is now {mark}: look at `stanch plan {incident.id}` again"
            raise Complaint(message)
        if _decided(incident, self.responder.clock()):
            message = f"incident {incident.id}: {_taken_back(incident)} first"
            raise Complaint(message)
        if person == incident.requested_by:
            message = f"{person} asked for it (`stanch revoke -`): it needs somebody else to approve it"
            raise Complaint(message)
        waiting = [step for step in lifecycle.steps(incident) if step.needs is not None]
        if not waiting:
            message = f"incident {incident.id} waits for no approval"
            raise Complaint(message)
        if any(person in step.approved_by for step in waiting):
            message = f"{person} has approved it already: it needs somebody else as well"
            raise Complaint(message)
        after = lifecycle.approved(incident, person, self.people)
        missing = any(step.needs is not None for step in lifecycle.steps(after))
        said = f"incident {incident.id}: approved{', one more person is needed' if missing else ''}"
        free = [f"{step.kind.value} on {step.system}" for step in lifecycle.steps(after) if _may_run(step)]
        if missing and free:
            said += f" for the rest; done now: {', '.join(dict.fromkeys(free))}"
        return (
            (lifecycle.parked(after, waiting[0].needs or Reason.IRREVERSIBLE) if missing else after),
            "approved",
            said,
        )

    async def _deny(self, incident: Incident, _person: str, arguments: Mapping[str, Any]) -> _Decision:
        after = lifecycle.parked(lifecycle.requested(incident, None), Reason.DENIED, str(arguments.get("reason", "")))
        return after, "denied", f"incident {incident.id}: denied; `stanch retry {incident.id}` takes that back"

    async def _dismiss(self, incident: Incident, _person: str, arguments: Mapping[str, Any]) -> _Decision:
        after = lifecycle.parked(incident, Reason.DISMISSED, str(arguments.get("reason", "")))
        return after, "dismissed", f"incident {incident.id}: dismissed; `stanch retry {incident.id}` takes that back"

    async def _except(self, incident: Incident, _person: str, arguments: Mapping[str, Any]) -> _Decision:
        until = self.responder.clock() + timedelta(seconds=float(arguments["seconds"]))
        after = lifecycle.excepted(incident, until, str(arguments.get("reason", "")))
        return after, "excepted", f"incident {incident.id}: excepted until {record.stamp(until)}"

    async def _assign(self, incident: Incident, person: str, arguments: Mapping[str, Any]) -> _Decision:
        name = str(arguments["owner"]).strip()
        if not name or not name.isprintable():
            message = f"incident {incident.id}: name an owner, in one line of characters that can be printed"
            raise Complaint(message)
        owner = Owner(name, f"assigned by {person}")
        return lifecycle.owned(incident, owner), "owner", f"incident {incident.id}: owned by {owner.name}"

    async def _recheck(self, incident: Incident, _person: str, _arguments: Mapping[str, Any]) -> _Decision:
        if incident.parked in lifecycle.DECIDED_BY_PEOPLE:
            message = (
                f"incident {incident.id}: {incident.parked.sentence}, so nobody is asked; "
                f"`stanch retry {incident.id}` takes that back"
            )
            raise Complaint(message)
        return incident, "note", f"incident {incident.id}: it is asked about again now"

    async def _retry(self, incident: Incident, _person: str, _arguments: Mapping[str, Any]) -> _Decision:
        after = replace(incident, parked=None, note="", parked_until=None)
        said = f"incident {incident.id}: it is worked on again now"
        for system in dict.fromkeys(step.system for step in lifecycle.steps(incident)):
            if self._rotates_no_more(incident, system):
                fewer = lifecycle.without_replacement(after, system)
                if fewer != after:
                    said += (
                        f"; it is not rotated on {system} any more, and what was made for that stays at the provider"
                    )
                after = fewer
        return after, "retry", said

    def _rotates_no_more(self, incident: Incident, system: str) -> bool:
        """Does the policy, or the inventory, want something else by now?"""
        revoker, opened = for_type(incident.type), self.responder.systems.get(system)
        case = case_of(incident, opened.system) if opened is not None else None
        if revoker is None or case is None:
            return False
        return self.responder.policy.decide(case, revoker).method is not Method.ROTATE

    async def _request(self, incident: Incident, person: str, _arguments: Mapping[str, Any]) -> _Decision:
        problem = ""
        if incident.parked in lifecycle.DECIDED_BY_PEOPLE:
            problem = _taken_back(incident)
        elif incident.requested_by not in {None, person}:
            problem = (
                f"{incident.requested_by} asks for it already: approve it, if `stanch plan {incident.id}` is right"
            )
        elif any(person in step.approved_by for step in lifecycle.steps(incident)):
            problem = f"{person} has approved it: whoever approves does not ask as well"
        if problem:
            message = f"incident {incident.id}: {problem}"
            raise Complaint(message)
        said = f"incident {incident.id}: {person} asks for its revocation"
        return lifecycle.requested(incident, person), "requested", said

    async def _undo(self, incident: Incident, _person: str, arguments: Mapping[str, Any]) -> _Decision:
        """Take back every reversible step of this epoch, the last first, and keep our hands off until the end given."""
        done = [
            step
            for step in lifecycle.steps(incident)
            if step.outcome is Outcome.ACCEPTED and step.kind in {StepKind.RESTRICT, StepKind.CONTAIN, StepKind.END}
        ]
        if not done:
            message = f"incident {incident.id}: nothing was done, so there is nothing to take back"
            raise Complaint(message)
        if lasting := [step for step in done if not step.reversible]:
            which = ", ".join(dict.fromkeys(f"{step.kind.value} on {step.system}" for step in lasting))
            message = f"incident {incident.id}: what was done cannot be taken back ({which}), so nothing of it is"
            raise Complaint(message)
        for step in done:
            opened = self.responder.systems.get(step.system)
            if opened is None or all(door.name != step.endpoint for door in opened.endpoints):
                where = f"{step.system}/{step.endpoint}"
                message = f"incident {incident.id}: {where} is not configured any more: take it back at the provider"
                raise Complaint(message)
        if self.responder.freeze.on:
            message = f"incident {incident.id}: {Reason.FROZEN.sentence}, so nothing is taken back: `stanch thaw` first"
            raise Complaint(message)
        until = self.responder.clock() + timedelta(seconds=float(arguments["seconds"]))
        after, doubts = incident, ""
        for step in reversed(done):
            intent = record.action(step, sentence="undo")
            await self.responder.ledger.save(after, at=self.responder.clock(), what="undo:intent", detail=intent)
            receipt, probe = await self._take_back(incident, step)
            after = lifecycle.undone(after, step)
            key = (step.system, step.endpoint or "")
            now = self.responder.clock()
            after = lifecycle.probed(after, key, probe, now, controlled=False)
            detail = {**record.probes([(key, probe, now, False)]), **record.note(receipt.reference)}
            await self.responder.ledger.save(after, at=now, what="undo:proof", detail=detail)
            if probe.liveness is not Liveness.LIVE:
                doubts = f", but the probe does not say live: {probe.reason}"
        after = lifecycle.excepted(after, until, str(arguments.get("reason", "")))
        proven = doubts or " and proven live"
        return after, "undone", f"incident {incident.id}: undone{proven}; excepted until {record.stamp(until)}"

    async def _take_back(self, incident: Incident, step: PlanStep) -> tuple[Receipt, Probe]:
        """The reverse act and its proof. Raises Complaint in the provider's stead."""
        revoker = for_type(incident.type)
        abilities = {"restrict": revoker.restrict, "contain": revoker.contain, "end": revoker.end} if revoker else {}
        ability = abilities.get(step.kind.value)
        stored = await self.responder.ledger.sealed(incident.id)
        if revoker is None or ability is None or ability.undo is None or stored is None:
            message = f"incident {incident.id}: this cannot be taken back from here"
            raise Complaint(message)
        problem = ""
        try:
            parts = self.responder.keys.open(stored[1])
            if self.responder.keys.scanner.canonical(TYPES[incident.type], parts) != incident.canonical:
                problem = "its sealed value is of another credential"
            else:
                doors = self.responder.systems[step.system].endpoints
                door: Any = next(door for door in doors if door.name == step.endpoint)
                identity = incident.proofs[(step.system, step.endpoint or "")].identity or incident.identity
                known = identity and for_provider(identity, parts)
                receipt = await ability.undo(door, parts, Probe(Liveness.LIVE, "the last proof", known))
                return receipt, await _proof(revoker, door, parts)
        except CannotOpenError as error:
            problem = str(error)
        except ProviderError as error:
            problem = str(error)
        message = f"incident {incident.id}: {problem}"
        raise Complaint(message)


async def _proof(revoker: Revoker[Any], door: Any, parts: Parts) -> Probe:  # noqa: ANN401 - any door
    """What is taken back is so, even where its proof gets no verdict: a provider may take a while to know it again."""
    try:
        return await asked(revoker, door, parts)
    except ProviderError as error:
        return Probe(Liveness.UNKNOWN, str(error))


def _decided(incident: Incident, now: datetime) -> bool:
    """Does a person's no, dismissal or exception stand?"""
    over = incident.parked_until is not None and incident.parked_until <= now
    return incident.parked in lifecycle.DECIDED_BY_PEOPLE and not over


def _taken_back(incident: Incident) -> str:
    why = incident.parked.sentence if incident.parked else ""
    return f"{why}; `stanch retry {incident.id}` takes that back"


def _may_run(step: PlanStep) -> bool:
    return step.needs is None and step.is_open


_Decision = tuple[Incident, str, str]
