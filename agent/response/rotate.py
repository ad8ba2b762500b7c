"""Replacing a credential, one step of its plan at a time (DESIGN.md, rotation).

    value chosen by us   store (sealed in the ledger) -> set_value -> test -> switch -> ... the old one is ended
    made by the provider                        mint (sealed at once) -> test -> switch -> ...

Each step looks at what is there before it does anything, so that it can be begun again after a crash: nothing new is
made unless the place still holds what leaked, and may be written to; a key that an attempt of unknown outcome made is
found by listing and removed before another is made, a place that already holds the new value is not written again. The
new value leaves the ledger when it stands at its place; its fingerprints stay, so that its own leak meets its owner.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from agent import crashpoints
from agent.model import Pending, PlanStep, StepKind
from agent.response.methods import Rotation
from agent.seal import CannotOpenError, ResponderKeys
from agent.sinks.base import Sink
from detectors.base import CredentialType, Parts, Secret
from revokers.base import Liveness, Own, Probe, Receipt, RefusedError, Revoker, TransientError

_CLOCKS_DIFFER: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Place:
    """What the inventory says about a credential that can be replaced, and where its consumers read it."""

    rotation: Rotation
    sink: Sink


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a step; `pending`: the new value as it stands now, where the step changed that."""

    receipt: Receipt
    pending: Pending | None = None


async def holds(sink: Sink, kind: CredentialType, parts: Parts) -> bool:
    """Does the place hold this very credential, in all that it names of it? Raises ProviderError: it cannot be read."""
    present = await sink.read() or {}
    own = present.keys() & {*kind.identity, *kind.secret}
    return bool(own & kind.secret) and all(parts.get(name) == present[name] for name in own)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One credential on one System, and what is needed to replace it there.

    doors: all endpoints of the System; ask: a controlled probe of a value at one; patient: there is time to wait for
    an endpoint that does not answer
    lost: from when to when a request of unknown outcome was under way, each
    """

    revoker: Revoker[Any]
    kind: CredentialType
    keys: ResponderKeys
    place: Place
    doors: Sequence[Any]
    parts: Parts
    proof: Probe
    patient: bool
    ask: Callable[[Any, Parts], Awaitable[Probe]]
    lost: tuple[tuple[datetime, datetime], ...] = ()

    async def do(self, step: PlanStep, door: Any, pending: Pending | None) -> Done:  # noqa: ANN401 - any door
        """Raises ProviderError."""
        match step.kind:
            case StepKind.STORE:
                return self._store(step)
            case StepKind.MINT:
                await self._must_be_wanted(step)
                return await self._mint(step, door)
            case StepKind.SET_VALUE:
                await self._must_be_wanted(step)
                assert self.revoker.set_value is not None
                return Done(await self.revoker.set_value.run(door, self.parts, self.proof, self._fresh(pending)))
            case StepKind.TEST:
                return await self._test(self._fresh(pending))
            case StepKind.SWITCH:
                return await self._switch(pending)
            case _:
                raise AssertionError(step.kind)

    def _store(self, step: PlanStep) -> Done:
        assert self.revoker.set_value is not None
        fresh = self.revoker.set_value.fresh(self.parts, self.place.rotation.turns)
        return Done(Receipt("a new value is kept sealed until it stands at its place"), self._pending(step, fresh))

    def _pending(self, step: PlanStep, fresh: Parts) -> Pending:
        scanner = self.keys.scanner
        return Pending(
            system=step.system,
            epoch=step.epoch,
            entry=self.place.rotation.entry,
            canonical=scanner.canonical(self.kind, fresh),
            fingerprints={name: scanner.part(fresh[name]) for name in self.kind.secret if name in fresh},
            key_id=scanner.key_id,
            sealed=scanner.seal(fresh),
        )

    def _fresh(self, pending: Pending | None) -> Parts:
        problem = "the new value is not in the ledger any more"
        if pending is not None and pending.sealed is not None:
            try:
                fresh = self.keys.open(pending.sealed)
                if self.keys.scanner.canonical(self.kind, fresh) == pending.canonical:
                    return fresh
                problem = "the sealed new value is another one"
            except CannotOpenError as error:
                problem = str(error)
        raise RefusedError(problem)

    async def _must_be_wanted(self, step: PlanStep) -> None:
        """Somebody may have replaced it by hand, or given the place to something else; and what nobody can be handed
        must not take the place of what works.
        """
        if not await holds(self.place.sink, self.kind, self.parts):
            message = (
                f"{self.place.sink.place} does not hold the leaked value any more: somebody has changed it by hand"
            )
            raise RefusedError(message)
        if step.attempts <= 1:
            await self.place.sink.check()

    async def _mint(self, step: PlanStep, door: Any) -> Done:  # noqa: ANN401 - any door
        assert self.revoker.mint is not None
        if self.lost:
            await self._remove_orphans(door)
        minted = await self.revoker.mint.run(door, self.parts, self.proof)
        crashpoints.point("C11")
        return Done(Receipt(f"made {minted.credential_id}"), self._pending(step, minted.parts))

    async def _remove_orphans(self, door: Any) -> None:  # noqa: ANN401 - any door
        """What a request of unknown outcome made, and nobody knows the secret of: made while one was under way, never
        used, and no more of them than there were such requests. In doubt a person must look: what was made at another
        time is its owner's, who may have replaced the key by hand while we were down.
        """
        assert self.revoker.list_own is not None
        leaked = self.proof.identity.credential_id if self.proof.identity else None
        orphans = [
            own
            for own in await self.revoker.list_own(door, self.proof)
            if own.credential_id != leaked and own.created_at is not None and self._may_be_ours(own.created_at)
        ]
        if len(orphans) > len(self.lost):
            message = (
                f"{', '.join(own.credential_id for own in orphans)}: not all are ours: a person must look at them first"
            )
            raise RefusedError(message)
        for own in orphans:
            await self._remove(door, own)

    def _may_be_ours(self, created: datetime) -> bool:
        return any(since - _CLOCKS_DIFFER <= created <= until + _CLOCKS_DIFFER for since, until in self.lost)

    async def _remove(self, door: Any, own: Own) -> None:  # noqa: ANN401 - any door
        name = next(name for name in self.kind.identity if name not in self.kind.secret)
        orphan: Parts = {name: Secret(own.credential_id)}
        assert self.proof.identity is not None
        proof = replace(self.proof, identity=replace(self.proof.identity, credential_id=own.credential_id))
        if self.revoker.last_used is None or await self.revoker.last_used(door, orphan, proof) is not None:
            message = f"{own.credential_id} was made meanwhile, and somebody may use it: a person must look at it first"
            raise RefusedError(message)
        assert self.revoker.end is not None
        await self.revoker.end.run(door, orphan, proof)

    async def _test(self, fresh: Parts) -> Done:
        probes = [(door, await self.ask(door, fresh)) for door in self.doors]
        # A password that is taken and then goes no further is alive where it leaked, and of no use to a consumer.
        accepted = [door.name for door, probe in probes if probe.liveness is Liveness.LIVE and probe.whole]
        for door, probe in probes:
            silent = probe.liveness is Liveness.UNKNOWN and accepted and not self.patient
            if door.name not in accepted and not silent:
                message = f"the new value is not accepted at {door.name} yet: {probe.reason}"
                raise TransientError(message)
        return Done(Receipt(f"the new value is accepted by {len(accepted)} of {len(self.doors)} endpoint(s)"))

    async def _switch(self, pending: Pending | None) -> Done:
        fresh = self._fresh(pending)
        reference = await self.place.sink.write(fresh, expecting=self.parts)
        assert pending is not None
        return Done(Receipt(f"{self.place.sink.place}: {reference}"), replace(pending, sealed=None))
