"""Acts that many credentials share: one call for all that wait, where the provider takes many and few calls an hour.

    claim --brakes--> queued (a row, "queued") --WINDOW, looked at again--> the first to come back leads:
        a call left? --> lease all that wait beside it --> each: opened, brakes, LIVE lately? --> intents, one commit
        --> ONE call --> outcomes, one commit --> each is released, and looks for itself what became of it

Rules
- A capability's hour of calls is a budget of the ledger, by host: two Systems at one address share it. A first call
  leaves enough of it to find one bad entry (agent/sift.py), and the more calls were made lately the longer the next
  one waits for company, so that an hour's calls are never used up in its first minutes.
- Caps count credentials, not calls: each member spends its own. What a brake holds back is parked alone.
- A member whose last LIVE is not of the last minutes is left out and comes back by its own claim. (It is the value
  itself that is ended: had its owner ended it meanwhile, the call would do nothing.)
- What was refused once is tried again alone.
- A crash after the intents leaves them without an outcome: probed first, each for itself, as ever.
- Whoever was not sent after all is withdrawn: the step stands as before, and waits again.

Over 300 lines: how many calls there are and what one of them holds are decided together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil, log2
from typing import TYPE_CHECKING, Any, Final, Protocol

from agent import crashpoints, lifecycle, record
from agent.claim.telling import tell
from agent.ledger import LedgerError
from agent.model import Budget, Detail, Incident, LeaseLostError, Outcome, PlanStep, Reason
from agent.sift import Said, Sifting
from detectors.base import Parts
from revokers.base import ActOnMany, Capability, Probe, ProviderError, Receipt, RefusedError, Revoker

if TYPE_CHECKING:
    from agent.respond import Responder

WINDOW: Final = timedelta(seconds=1)
FRESH: Final = timedelta(minutes=5)  # well above what lies between two looks while many wait for a call

_HOUR: Final = 3660  # seconds: an hour by the provider's clock, which starts when a call arrives
_SLOWEST: Final = 60  # seconds
_DOUBLINGS: Final = 8  # of the wait for company, while an hour's first calls are made


class Claim(Protocol):
    """One incident while its lease is held, as agent/respond.py has it."""

    incident: Incident
    parts: Parts | None
    revoker: Revoker[Any] | None

    @property
    def r(self) -> Responder: ...
    @property
    def late(self) -> bool:
        """What begins now might outlive the lease."""
        ...

    @property
    def timing(self) -> lifecycle.Timing: ...
    def fellow(self, incident: Incident) -> Claim:
        """Another incident that is leased to us."""
        ...

    async def prepare(self) -> Reason | None: ...
    async def park(self, reason: Reason) -> None: ...
    async def give_up(self, error: Exception) -> None: ...
    def barred(self, step: PlanStep) -> Reason | None: ...
    async def capped(self, step: PlanStep) -> Reason | None: ...
    def door(self, step: PlanStep) -> Any: ...  # noqa: ANN401 - any door
    def proof(self, step: PlanStep) -> Probe: ...


async def act(
    claim: Claim, step: PlanStep, ability: Capability[Any], *, lease: timedelta, deadline: timedelta
) -> datetime | None:
    """Queue the step; or, when it has waited long enough, send all that wait. Returns until when the claim is to rest.

    None: something became of it, which new answers only can tell.
    """
    reason = claim.barred(step)
    if reason is not None:
        await claim.park(reason)
        return None
    responder = claim.r
    now = responder.clock()
    since = await responder.ledger.queued(claim.incident, step)
    if since is None:
        await responder.ledger.queue(claim.incident, step, at=now, detail=record.action(step))
        return now + WINDOW
    if now < since + WINDOW:
        return since + WINDOW
    calls = _Calls.of(claim, step, ability)
    pause = await calls.first(responder, now)
    if pause is not None:
        return now + pause
    assert ability.run_many is not None
    # What was refused once would spoil every list again.
    most = 1 if step.outcome is Outcome.REFUSED else ability.batch
    return await _Batch(claim, step, ability.run_many, calls, lease, deadline).run(most)


# --- how many calls --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Calls:
    """The calls that a provider takes from us. `hour` None: as many as we like. `kept`: for finding one bad entry."""

    name: str
    hour: Budget | None
    kept: int

    @classmethod
    def of(cls, claim: Claim, step: PlanStep, ability: Capability[Any]) -> _Calls:
        door = claim.door(step)
        hosts = {address.name: address.host for address in claim.r.systems[step.system].system.endpoints}
        name = f"{step.kind.value} calls to {hosts.get(door.name, door.name)}"
        if ability.per_hour is None:
            return cls(name, None, 0)
        kept = min(ceil(log2(max(2, ability.batch))) + 1, ability.per_hour // 2)
        return cls(name, Budget(name, ability.per_hour, _HOUR), kept)

    async def first(self, responder: Responder, now: datetime) -> timedelta | None:
        """Spend one for a new list; how long to wait where that may not be yet."""
        seconds, budgets = 1, []
        if self.hour is not None:
            cap = self.hour.cap - self.kept
            seconds = _company(await responder.ledger.spent(now, self.hour), cap)
            budgets.append(replace(self.hour, cap=cap))
        # Two who come back at the same moment are no two calls.
        budgets.append(Budget(f"{self.name}, one after the other", 1, seconds))
        if await responder.ledger.spend(now, *budgets):
            return None
        return timedelta(seconds=min(seconds, _SLOWEST)) * (0.5 + responder.spread())

    async def another(self, responder: Responder) -> bool:
        return self.hour is None or await responder.ledger.spend(responder.clock(), self.hour)


def _company(spent: int, cap: int) -> int:
    """Seconds from one call to the next: a second at first, and after a quarter of an hour's calls what makes the rest
    of them last for the hour, so that nobody ever waits for the hour to end.
    """
    quick = max(1, cap // 4)
    doublings: int = min(_DOUBLINGS * spent // quick, 2 * _DOUBLINGS)
    return min(ceil(_HOUR / max(1, cap - quick)), 1 << doublings)


# --- one batch -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Member:
    """One claim of the batch, and its step as it was before anything was intended."""

    claim: Claim
    before: PlanStep

    @property
    def step(self) -> PlanStep:
        return next(step for step in self.claim.incident.plan if step.seq == self.before.seq)


class _Batch:
    """All that is sent together, led by the claim that found it due."""

    def __init__(
        self,
        leader: Claim,
        step: PlanStep,
        send: ActOnMany[Any],
        calls: _Calls,
        lease: timedelta,
        deadline: timedelta,
    ) -> None:
        self.leader, self.step, self.send, self.calls = leader, step, send, calls
        self.lease, self.deadline = lease, deadline
        self.ledger, self.clock = leader.r.ledger, leader.r.clock
        self.door = leader.door(step)
        self.held: dict[int, _Member] = {}
        self.begun = False

    async def run(self, most: int) -> datetime | None:
        """Until when the leader is to rest."""
        assert self.leader.revoker is not None
        types = {kind.name for kind in self.leader.revoker.handles}
        waiting = await self.ledger.gather(
            self.leader.incident,
            self.step,
            types=types,
            most=most - 1,
            now=self.clock(),
            lease_seconds=self.lease.total_seconds(),
        )
        for incident, seq in waiting:
            before = next(step for step in incident.plan if step.seq == seq)
            self.held[incident.id] = _Member(self.leader.fellow(incident), before)
        try:
            return await self._run()
        finally:
            # Whoever is still held was left out, or something went wrong: each comes back when it is due by itself.
            await self._release(list(self.held.values()))

    async def _run(self) -> datetime | None:
        members = []
        reason = await self.leader.capped(self.step)
        if reason is None:
            members.append(_Member(self.leader, self.step))
        else:
            await self.leader.park(reason)
        fellows = list(self.held.values())
        ready = await asyncio.gather(*(self._ready(member) for member in fellows))
        members += [member for member, fit in zip(fellows, ready, strict=True) if fit]
        if not members:
            return None
        await self._intend(members)
        crashpoints.point("C6")
        sifting = Sifting(self._call)
        await sifting.run(members)
        for member in sifting.refused:
            await self._refused(member)
        await self._withdraw(sifting.unsent)
        return self.clock() if any(member.claim is self.leader for member in sifting.unsent) else None

    async def _ready(self, member: _Member) -> bool:
        """May this one be sent along? What a brake holds back is parked, and what is out of date is left out."""
        claim = member.claim
        try:
            reason = await claim.prepare()
            if reason is None:
                if not self._is_next(member):
                    return False
                reason = claim.barred(member.before) or await claim.capped(member.before)
            if reason is None:
                return True
            await claim.park(reason)
            await self._release([member], lifecycle.pause(reason, claim.timing))
        except LeaseLostError:
            self.held.pop(claim.incident.id, None)
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - one poisoned incident must not stop those beside it
            self.held.pop(claim.incident.id, None)
            with suppress(LeaseLostError):
                await claim.give_up(error)
        return False

    def _is_next(self, member: _Member) -> bool:
        """Lifecycle's own word, by answers that are recent enough."""
        now = self.clock()
        move = lifecycle.next_move(member.claim.incident, now, claimed_at=now - FRESH, timing=member.claim.timing)
        return isinstance(move, lifecycle.Act) and move.step.seq == member.before.seq

    async def _intend(self, members: Sequence[_Member]) -> None:
        now = self.clock()
        for member in members:
            member.claim.incident = lifecycle.intended(member.claim.incident, member.before, now)
        told = self._told(members)
        await self.ledger.save_all(told, at=now, what="intent")
        for incident, detail in told:
            tell("intent", incident, detail)

    async def _call(self, members: Sequence[_Member]) -> Said:
        """One call, and what came of it written down unless it was refused."""
        if self.leader.r.freeze.on or self.leader.late or not await self._counted():
            return Said.UNSENT
        sent = [(member.claim.parts or {}, member.claim.proof(member.before)) for member in members]
        failure: ProviderError
        try:
            async with asyncio.timeout(self.deadline.total_seconds()):
                receipt = await self.send(self.door, sent)
        except RefusedError as error:
            self.refusal = error
            return Said.REFUSED
        except ProviderError as error:
            failure = error
        except TimeoutError:
            failure = ProviderError("no answer within the deadline")
        else:
            crashpoints.point("C8")
            await self._accepted(members, receipt)
            crashpoints.point("C9")
            return Said.TAKEN
        await self._record(members, "failed", str(failure))
        await self._release(members, lifecycle.SOON)
        return Said.LOST

    async def _counted(self) -> bool:
        """The first call of a list was spent before it was made up."""
        if self.begun:
            return await self.calls.another(self.leader.r)
        self.begun = True
        return True

    # --- what came of it ---------------------------------------------------------------------------

    async def _accepted(self, members: Sequence[_Member], receipt: Receipt) -> None:
        now = self.clock()
        for member in members:
            member.claim.incident = lifecycle.accepted(member.claim.incident, member.step, receipt, now)
        await self._record(members, "accepted", f"one call for {len(members)}")
        await self._release(members, lifecycle.SOON)

    async def _refused(self, member: _Member) -> None:
        claim, error = member.claim, self.refusal
        claim.incident = lifecycle.refused(claim.incident, member.step, str(error))
        await self._record([member], "refused", str(error), error.needs)
        await self._release([member], lifecycle.pause(Reason.REFUSED, claim.timing))

    async def _withdraw(self, members: Sequence[_Member]) -> None:
        now = self.clock()
        for member in members:
            claim = member.claim
            claim.incident = lifecycle.withdrawn(claim.incident, member.before)
            with suppress(LeaseLostError):
                detail = record.action(member.before, sentence="not sent yet")
                await self.ledger.queue(claim.incident, member.before, at=now, detail=detail)
        await self._release(members, WINDOW)

    async def _record(self, members: Sequence[_Member], what: str, sentence: str, needs: Sequence[str] = ()) -> None:
        """In one commit; where one of them was lost to us, each for itself, and without that one."""
        now = self.clock()
        told = self._told(members, sentence, needs)
        try:
            await self.ledger.save_all(told, at=now, what=what)
        except LeaseLostError:
            pass
        else:
            for incident, detail in told:
                tell(what, incident, detail)
            return
        for incident, detail in told:
            with suppress(LeaseLostError):
                await self.ledger.save(incident, at=now, what=what, detail=detail)
                tell(what, incident, detail)

    def _told(
        self, members: Iterable[_Member], sentence: str | None = None, needs: Sequence[str] = ()
    ) -> list[tuple[Incident, Detail]]:
        return [
            (member.claim.incident, record.action(member.step, sentence=sentence, needs=needs)) for member in members
        ]

    async def _release(self, members: Sequence[_Member], after: timedelta | None = None) -> None:
        """Those that are not the leader. `after` None: when they would have been due anyway."""
        now = self.clock()

        async def one(incident: Incident) -> None:
            with suppress(LeaseLostError):
                await self.ledger.release(incident)

        fellows = [member.claim.incident for member in members if self.held.pop(member.claim.incident.id, None)]
        later = [incident if after is None else replace(incident, not_before=now + after) for incident in fellows]
        await asyncio.gather(*(one(incident) for incident in later))
