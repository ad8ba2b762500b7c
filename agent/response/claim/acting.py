"""Acting: every brake just before, the intent durable, then the act, then what came of it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Final

from agent import crashpoints, record
from agent.model import (
    Incident,
    PlanStep,
    Reason,
    StepKind,
)
from agent.response import batch, lifecycle
from agent.response.claim.deciding import Deciding
from agent.response.claim.held import DEADLINE, LEASE
from agent.response.probing import controlled_probe
from agent.response.rotate import Done, Replacement
from detectors.base import Parts
from detectors.registry import TYPES
from revokers.base import Capability, Liveness, Probe, ProviderError, RefusedError, Revoker, TransientError

_ELSEWHERE: Final = frozenset({StepKind.STORE, StepKind.SWITCH})  # in the ledger, and where consumers read it


class Acting(Deciding):
    """A claim that acts: for itself, and for others that are sent along (agent/response/batch.py)."""

    async def _act(self, step: PlanStep) -> None:
        """By itself, or with others; unless it was asked to wait there, or did not get through before."""
        if step.seq in self.stopped:
            await self._stays(step)
            return
        if step.kind not in _ELSEWHERE:
            self.rests = self._paused([self._door(step)])
            if self.rests is not None:
                return
        capability = None if step.kind in lifecycle.OF_REPLACEMENT else _capability(self.revoker, step.kind)
        if capability is not None and capability.run_many is not None:
            self.rests = await batch.act(self, step, capability, lease=LEASE, deadline=DEADLINE)
            if self.incident.parked is None:
                self.claimed_at = self.r.clock()
            else:
                self._stop(step, self.incident.parked, self.incident.note)
            return
        await self._alone(step)

    def _stop(self, step: PlanStep, reason: Reason, note: str = "") -> None:
        self.stopped[step.seq] = reason, note

    async def _stays(self, step: PlanStep) -> None:
        """It was stopped in this claim, and what was done elsewhere since mends nothing of that."""
        reason, note = self.stopped[step.seq]
        if reason is Reason.CAPPED:
            await self._no_room(step)
        else:
            await self._park(reason, note)

    async def _alone(self, step: PlanStep) -> None:
        """Intent, act, outcome. Every brake is asked again just before."""
        reason = self.barred(step)
        if reason is not None:
            self._stop(step, reason)
            if self.incident.parked is None:
                await self._park(reason)
            return
        if not await self.r.ledger.spend(self.r.clock(), *self.caps(step.system)):
            await self._no_room(step)
            return
        lost = lifecycle.lost_tries(step)
        self.incident = lifecycle.intended(self.incident, step, self.r.clock())
        step = self._now(step)
        if step.kind is not StepKind.STORE:  # which is done in the ledger alone
            await self._save("intent", record.action(step))
            crashpoints.point("C6")
        if self._late():
            # The ledger kept us waiting: somebody else may hold the lease before our request is over.
            return
        done: Done | None = None
        failure: ProviderError | None = None
        try:
            async with asyncio.timeout(DEADLINE.total_seconds()):
                done = await self._done(step, lost)
        except ProviderError as error:
            failure = error
            if isinstance(error, TransientError) and error.retry_after and step.kind not in _ELSEWHERE:
                self._pauses(self._door(step))(error.retry_after)
        except TimeoutError:
            failure = ProviderError("no answer within the deadline")
        if done is None:
            await self._failed(step, failure)
            return
        crashpoints.point("C8")
        await self._accepted(step, done)
        crashpoints.point("C9")

    async def _no_room(self, step: PlanStep) -> None:
        """It rests, unless there is room at another System."""
        self._stop(step, Reason.CAPPED)
        await self.capped(step.system)
        now = self.r.clock()
        move = lifecycle.next_move(
            self.incident, now, claimed_at=self.claimed_at, timing=self._timing, stopped=self.stopped
        )
        if isinstance(move, lifecycle.Act):
            self.rests = None

    async def _done(self, step: PlanStep, lost: tuple[datetime, ...]) -> Done:
        """Do it. `lost`: when tries began of which nobody knows what came. Raises ProviderError."""
        assert self.parts is not None
        door = self._door(step)
        probe = Probe(Liveness.LIVE, "the last proof", self._identity(step.system))
        if step.kind not in lifecycle.OF_REPLACEMENT:
            return Done(await _capability(self.revoker, step.kind).run(door, self.parts, probe))
        case = self._case(step.system)
        place = self.r.place_of(case) if case is not None else None
        if place is None:
            message = "the inventory does not say any more where its new value must go"
            raise RefusedError(message)
        assert self.revoker is not None
        replacement = Replacement(
            revoker=self.revoker,
            kind=TYPES[self.incident.type],
            keys=self.r.keys,
            place=place,
            doors=self.r.systems[step.system].endpoints,
            parts=self.parts,
            proof=probe,
            patient=self.r.clock() < self.incident.deadline - lifecycle.HEAD_START,
            ask=self._try,
            lost=tuple((begun, begun + DEADLINE) for begun in lost),
        )
        pending = await self.r.ledger.pending(self.incident.id, step.system, step.epoch)
        return await replacement.do(step, door, pending)

    async def _try(self, door: Any, fresh: Parts) -> Probe:  # noqa: ANN401 - any door
        """Does a new value work there? Controlled, as every LIVE."""
        assert self.revoker is not None
        kind = TYPES[self.incident.type]
        account = "/".join(fresh[name].reveal() for name in kind.identity if name not in kind.secret)

        async def allowed() -> bool:
            return await self.r.ledger.spend(self.r.clock(), self.r.caps.control(door.system, account, door.name))

        asked = self.r.clock()
        probe, _ = await controlled_probe(
            self.revoker,
            door,
            fresh,
            memory=self.r.controls,
            now=asked,
            allowed=allowed,
            waits=self._pauses(door),
        )
        return probe

    async def _accepted(self, step: PlanStep, done: Done) -> None:
        now = self.r.clock()
        if step.kind is StepKind.SWITCH:
            case = self._case(step.system)
            place = self.r.place_of(case) if case is not None else None
            reread = place.rotation.reread if place is not None else None
            self.incident = lifecycle.switched(self.incident, step, done.receipt, now, reread)
            assert done.pending is not None
            self.r.renewed(done.pending)
        else:
            self.incident = lifecycle.accepted(self.incident, step, done.receipt, now)
        if done.receipt.remains is not None:
            self._remains(step, now)
        said = record.action(self._now(step), sentence=done.receipt.remains)
        await self._save("accepted", said, done.pending)
        match step.kind:
            case StepKind.MINT | StepKind.SET_VALUE:
                crashpoints.point("C12")
            case StepKind.TEST:
                crashpoints.point("C13")
            case StepKind.CONTAIN:
                crashpoints.point("C14")
            case _:
                pass
        if lifecycle.kills(step):
            # What follows rests on new answers only.
            self.claimed_at = self.r.clock()

    def _remains(self, step: PlanStep, now: datetime) -> None:
        """Something that hung on it lives on: to be cleaned up, where that can be done."""
        if self.revoker is not None and self.revoker.clean_up is not None:
            needs = {word.kind: word.needs for word in self._verdict(step.system).steps}.get(step.kind)
            shared = Reason.SHARED if needs is not None else None
            self.incident = lifecycle.remaining(self.incident, step, shared, now)

    async def _infer(self, step: PlanStep) -> None:
        """It died of a request whose answer is lost, and so is what that answer said of the rest."""
        now = self.r.clock()
        self.incident = lifecycle.inferred(self.incident, step, now)
        revoker = self.revoker
        if step.kind is StepKind.END and revoker is not None and revoker.clean_up and revoker.dependents:
            assert self.parts is not None
            try:
                async with asyncio.timeout(DEADLINE.total_seconds()):
                    left = bool(await revoker.dependents(self._door(step), self.parts, self.proof(step)))
            except (ProviderError, TimeoutError):
                left = True
            if left:
                self._remains(step, now)
        await self._save("inferred", record.action(self._now(step)))

    def _door(self, step: PlanStep) -> Any:  # noqa: ANN401 - any door
        """The endpoint that was planned; the System's first where that one has another name by now."""
        doors = self.r.systems[step.system].endpoints
        return next((door for door in doors if door.name == step.endpoint), None) or next(
            door for door in doors if door.primary
        )

    async def _failed(self, step: PlanStep, failure: ProviderError | None) -> None:
        """Refused: a person must mend it. Anything else: we cannot know, so the intent stays and is probed."""
        if isinstance(failure, RefusedError):
            self._stop(step, Reason.REFUSED, str(failure))
            self.incident = lifecycle.refused(self.incident, step, str(failure))
            await self._save("refused", record.action(self._now(step), sentence=str(failure), needs=failure.needs))
            return
        await self._save("failed", record.action(step, sentence=str(failure)))
        self.claimed_at = self.r.clock()

    def barred(self, step: PlanStep) -> Reason | None:
        """Every brake but the caps, which are spent when they are asked."""
        if lifecycle.leaves_consumers_without(step, self.incident):
            # The old value is gone already: to hold the new one back helps nobody.
            return None
        if self.r.freeze.on:
            return Reason.FROZEN
        verdict = self._verdict(step.system)
        if verdict.park is not None:
            return verdict.park
        words = {word.kind: word.needs for word in verdict.steps}
        if StepKind.END in words:
            # What ends more than the credential itself is shared, unless the rule lets even that be done.
            words[StepKind.CLEAN_UP] = Reason.SHARED if words[StepKind.END] is not None else None
        if step.kind not in words:
            return Reason.NO_METHOD
        needs = words[step.kind]
        if needs is not None and not lifecycle.enough(step.approved_by, needs, self.r.people):
            # The policy has become stricter since it was planned.
            self.incident = lifecycle.bound(self.incident, step, needs)
            return needs
        return None

    @property
    def late(self) -> bool:
        return self._late()

    @property
    def timing(self) -> lifecycle.Timing:
        return self._timing

    def fellow(self, incident: Incident) -> Acting:
        return type(self)(self.r, incident)

    async def prepare(self) -> Reason | None:
        return await self._prepare(self.r.clock())

    async def park(self, reason: Reason) -> None:
        await self._park(reason)

    def door(self, step: PlanStep) -> Any:  # noqa: ANN401 - any door
        return self._door(step)

    def proof(self, step: PlanStep) -> Probe:
        return Probe(Liveness.LIVE, "the last proof", self._identity(step.system))


def _capability(revoker: Revoker[Any] | None, kind: StepKind) -> Capability[Any]:
    assert revoker is not None
    found = {
        StepKind.RESTRICT: revoker.restrict,
        StepKind.CONTAIN: revoker.contain,
        StepKind.END: revoker.end,
        StepKind.CLEAN_UP: revoker.clean_up,
    }.get(kind)
    if found is None:
        # The policy plans only what the revoker can do, and is asked again just before each act.
        message = f"{revoker.provider} has no {kind.value}"
        raise AssertionError(message)
    return found
