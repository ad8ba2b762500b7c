"""Acts that many credentials share: one call for all that wait, where the provider takes many and few calls an hour.

    claim --brakes--> queued (a row, "queued") --WINDOW, looked at again--> the first to come back leads:
        a call left? --> lease all that wait beside it --> each: opened, brakes, LIVE lately? --> intents, one commit
        --> ONE call --> outcomes, one commit --> each is released, and looks for itself what became of it

Rules
- A capability's hour of calls is a budget of the ledger, by host: two Systems at one address share it. A first call
  leaves enough of it to find one bad entry (sift.py), and the more calls were made lately the longer the next
  one waits for company, so that an hour's calls are never used up in its first minutes. Whoever waits comes back when
  the next one is free.
- Caps count credentials, not calls: each member spends its own, and the leader his together with the call, so that
  neither is spent without the other. What a brake holds back is parked alone.
- A member whose last LIVE is not of the last minutes is left out and comes back by its own claim. (It is the value
  itself that is ended: had its owner ended it meanwhile, the call would do nothing.)
- What was refused once is tried again alone. Where it is not for the list that the other side refuses, all of it is
  parked for the same time, and comes back as a list.
- A crash after the intents leaves them without an outcome: probed first, each for itself, as ever.
- Whoever was not sent after all is withdrawn: the step stands as before, and waits again.

Over 300 lines: what one call holds, and what becomes of each in it, are decided together. How many calls there are is
calls.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from agent import crashpoints, record
from agent.ledger import LedgerError
from agent.model import Budget, Detail, Incident, LeaseLostError, Outcome, PlanStep, Reason
from agent.response import lifecycle
from agent.response.calls import Calls
from agent.response.claim.telling import tell
from agent.response.sift import Said, Sifting
from detectors.base import Parts
from revokers.base import (
    ActOnMany,
    Capability,
    ListRefusedError,
    Probe,
    ProviderError,
    Receipt,
    RefusedError,
    Revoker,
    TransientError,
)

if TYPE_CHECKING:
    from agent.response.respond import Responder

WINDOW: Final = timedelta(seconds=1)
FRESH: Final = timedelta(minutes=5)  # well above what lies between two looks while many wait for a call

_JITTER: Final = timedelta(seconds=5)


class Claim(Protocol):
    """One incident while its lease is held, as agent/response/respond.py has it."""

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
    def caps(self, system: str) -> tuple[Budget, ...]: ...
    async def capped(self, system: str) -> datetime:
        """No room: parked, and until when."""
        ...

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
    calls = Calls.of(claim, step, ability)
    budgets, spacing = await calls.first(claim, step, now)
    if not await responder.ledger.spend(now, *budgets, *claim.caps(step.system)):
        free = await responder.ledger.frees(now, *budgets)
        if free <= now:
            return await claim.capped(step.system)
        # No longer than the others stay fresh for whoever leads.
        return min(free, now + FRESH / 2) + min(spacing / 4, _JITTER) * responder.spread()
    assert ability.run_many is not None
    # What was refused once would spoil every list again.
    most = 1 if step.outcome is Outcome.REFUSED else ability.batch
    return await _Batch(claim, step, ability.run_many, calls, lease, deadline).run(most)


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
        calls: Calls,
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
        fit: list[_Member] = []
        try:
            # Twice, for whoever was looking at himself the first time, and has seen that this call is taken.
            for _ in range(2):
                waiting = await self.ledger.gather(
                    self.leader.incident,
                    self.step,
                    types=types,
                    most=most - 1 - len(fit),
                    now=self.clock(),
                    lease_seconds=self.lease.total_seconds(),
                )
                fit += await self._fit(waiting)
            return await self._run(fit)
        finally:
            # Whoever is still held was left out, or something went wrong: each comes back when it is due by itself.
            await self._release(list(self.held.values()))

    async def _fit(self, waiting: Sequence[tuple[Incident, int]]) -> list[_Member]:
        members = []
        for incident, seq in waiting:
            before = next(step for step in incident.plan if step.seq == seq)
            members.append(_Member(self.leader.fellow(incident), before))
        self.held |= {member.claim.incident.id: member for member in members}
        ready = await asyncio.gather(*(self._ready(member) for member in members))
        return [member for member, fits in zip(members, ready, strict=True) if fits]

    async def _run(self, fit: Sequence[_Member]) -> datetime | None:
        members = await self._intend(_Member(self.leader, self.step), fit)
        crashpoints.point("C6")
        sifting = Sifting(self._call)
        await sifting.run(members)
        for member in sifting.refused:
            await self._refused(member)
        again = await self._barred(sifting.barred)
        await self._withdraw(sifting.unsent)
        if any(member.claim is self.leader for member in sifting.barred):
            return again
        return self.clock() if any(member.claim is self.leader for member in sifting.unsent) else None

    async def _ready(self, member: _Member) -> bool:
        """May this one be sent along? What a brake holds back is parked, and what is out of date is left out."""
        claim = member.claim
        try:
            reason = await claim.prepare()
            if reason is None:
                if not self._is_next(member):
                    return False
                reason = claim.barred(member.before)
            if reason is None:
                if await self.ledger.spend(self.clock(), *claim.caps(self.step.system)):
                    return True
                until = await claim.capped(self.step.system)
            else:
                await claim.park(reason)
                until = self.clock() + lifecycle.pause(reason, claim.timing)
            await self._release([member], until)
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

    async def _intend(self, leader: _Member, fellows: Sequence[_Member]) -> list[_Member]:
        """In one commit; a fellow whom somebody else has by now is left out. Raises LeaseLostError for the leader."""
        now = self.clock()
        members = [leader, *fellows]
        for member in members:
            member.claim.incident = lifecycle.intended(member.claim.incident, member.before, now)
        try:
            await self.ledger.save_all(self._told(members), at=now, what="intent")
        except LeaseLostError:
            members = [leader, *await self._one_by_one(leader, fellows, now)]
        for incident, detail in self._told(members):
            tell("intent", incident, detail)
        return members

    async def _one_by_one(self, leader: _Member, fellows: Sequence[_Member], now: datetime) -> list[_Member]:
        await self.ledger.save_all(self._told([leader]), at=now, what="intent")
        kept = []
        for member in fellows:
            try:
                await self.ledger.save_all(self._told([member]), at=now, what="intent")
            except LeaseLostError:
                self.held.pop(member.claim.incident.id)
            else:
                kept.append(member)
        return kept

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
            return Said.REFUSED if isinstance(error, ListRefusedError) else Said.BARRED
        except ProviderError as error:
            failure = error
            if isinstance(error, TransientError) and error.retry_after:
                self.leader.r.pauses.told(self.door, None, error.retry_after, self.clock())
        except TimeoutError:
            failure = ProviderError("no answer within the deadline")
        else:
            crashpoints.point("C8")
            await self._accepted(members, receipt)
            crashpoints.point("C9")
            return Said.TAKEN
        await self._record(members, "failed", str(failure))
        await self._release(members, self.clock() + lifecycle.SOON)
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
        await self._release(members, self.clock() + lifecycle.SOON)

    async def _refused(self, member: _Member) -> None:
        claim, error = member.claim, self.refusal
        claim.incident = lifecycle.refused(claim.incident, member.step, str(error))
        await self._record([member], "refused", str(error), error.needs)
        await self._release([member], self.clock() + lifecycle.pause(Reason.REFUSED, claim.timing))

    async def _barred(self, members: Sequence[_Member]) -> datetime:
        """Refused for no fault of theirs: not tried, as far as their steps go. Until when they rest, all of them."""
        told: list[tuple[Incident, Detail]] = []
        for member in members:
            claim, error = member.claim, self.refusal
            detail = record.action(member.step, sentence=str(error), needs=error.needs)
            claim.incident = lifecycle.withdrawn(claim.incident, member.before)
            claim.incident = lifecycle.parked(claim.incident, Reason.REFUSED, str(error))
            told.append((claim.incident, detail))
        await self._save(told, "refused")
        until = self.clock() + lifecycle.pause(Reason.REFUSED, self.leader.timing)
        await self._release(members, until)
        return until

    async def _withdraw(self, members: Sequence[_Member]) -> None:
        now = self.clock()
        for member in members:
            claim = member.claim
            claim.incident = lifecycle.withdrawn(claim.incident, member.before)
            with suppress(LeaseLostError):
                detail = record.action(member.before, sentence="not sent yet")
                await self.ledger.queue(claim.incident, member.before, at=now, detail=detail)
        await self._release(members, self.clock() + WINDOW)

    async def _record(self, members: Sequence[_Member], what: str, sentence: str, needs: Sequence[str] = ()) -> None:
        await self._save(self._told(members, sentence, needs), what)

    async def _save(self, told: Sequence[tuple[Incident, Detail]], what: str) -> None:
        """In one commit; where one of them was lost to us, each for itself, and without that one."""
        now = self.clock()
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

    async def _release(self, members: Sequence[_Member], until: datetime | None = None) -> None:
        """Those that are not the leader. `until` None: when they would have been due anyway."""

        async def one(incident: Incident) -> None:
            with suppress(LeaseLostError):
                await self.ledger.release(incident)

        fellows = [member.claim.incident for member in members if self.held.pop(member.claim.incident.id, None)]
        later = [incident if until is None else replace(incident, not_before=until) for incident in fellows]
        await asyncio.gather(*(one(incident) for incident in later))
