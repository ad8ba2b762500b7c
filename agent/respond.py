"""One incident, one claim: ask lifecycle what comes next, do it, record it, until there is nothing to do now.

    claim -> locate the endpoints -> [ next move -> do -> save ]* -> rest until `not_before`

Every save is state and event in one transaction under the claim's lease. The value is opened once a claim, compared
with its fingerprint before any call, and forgotten when the claim ends. What nobody foresaw parks that one incident as
STUCK, with the place where it happened, and the queue goes on.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from agent import batch, crashpoints, lifecycle, log, record
from agent.complaint import Complaint
from agent.ledger import LedgerError, LedgerFullError
from agent.limits import Caps, Freeze
from agent.locate import hints, locate
from agent.model import (
    Detail,
    EndpointKey,
    Incident,
    LeaseLostError,
    Ledger,
    Owner,
    Pending,
    PlanStep,
    Reason,
    StepKind,
    Visibility,
)
from agent.policy import Case, Method, Mode, Planned, Policy, Verdict, case_of
from agent.probing import ControlMemory, controlled_probe
from agent.rotate import Done, Place, Replacement, holds
from agent.seal import CannotOpenError, ResponderKeys
from agent.systems import OpenSystem
from detectors.base import CredentialType, Parts
from detectors.registry import TYPES
from revokers.base import Capability, Identity, Liveness, Probe, ProviderError, RefusedError, Revoker
from revokers.registry import for_type

LEASE: Final = timedelta(seconds=60)
# An act must end well within the lease, so that nobody else can start the same one meanwhile.
DEADLINE: Final = timedelta(seconds=25)
# What begins later than this might outlive the lease: a new claim does it.
_LATEST: Final = LEASE - DEADLINE - timedelta(seconds=5)
_LIVE_TOO_MANY: Final = 24  # moves in one claim; the longest plan needs about fifteen


@dataclass
class Responder:
    """Everything a response needs, handed in. `clock` gives aware UTC; `spread` a number in 0..1.

    place_of: where the consumers of a credential read it, as the inventory says; renewed: told of every new value
    people: how many must approve what is irreversible or shared
    """

    ledger: Ledger
    keys: ResponderKeys
    policy: Policy
    systems: Mapping[str, OpenSystem]
    caps: Caps
    freeze: Freeze
    clock: Callable[[], datetime]
    spread: Callable[[], float]
    owner_by_identity: Callable[[str, str], Owner | None]
    place_of: Callable[[Case], Place | None] = lambda _: None
    renewed: Callable[[Pending], None] = lambda _: None
    people: int = 2
    probe: bool = True
    others: bool = False
    rechecks: tuple[timedelta, ...] = lifecycle.RECHECKS
    revoker_for: Callable[[str], Revoker[Any] | None] = for_type
    controls: ControlMemory = field(default_factory=ControlMemory)
    held: list[Incident] = field(default_factory=list)

    async def step(self, lane: str) -> bool:
        """Work on the most urgent incident of a lane; False when none is due."""
        await self._give_back()
        claimed = await self.ledger.claim(self.clock(), lane, LEASE.total_seconds())
        if claimed is None:
            return False
        claim = _Claim(self, claimed)
        try:
            try:
                await claim.run()
            except (LeaseLostError, LedgerError):
                raise
            except Exception as error:  # noqa: BLE001 - one poisoned incident must not stop the others, for ever
                await claim.give_up(error)
        except LedgerFullError:
            # Not even this could be written, so it is given back once there is room: before its lease ends.
            self.held.append(claimed)
            raise
        except LeaseLostError:
            # Another worker has it: what we know is out of date, and nothing of it was written.
            return True
        return True

    async def _give_back(self) -> None:
        """As it was claimed; whatever was written since is read again, as after a crash."""
        while self.held:
            held = self.held.pop()
            try:
                await self.ledger.release(held)
            except LeaseLostError:
                continue
            except LedgerFullError:
                self.held.append(held)
                raise


class _Claim:
    """One incident while we hold its lease."""

    def __init__(self, responder: Responder, incident: Incident) -> None:
        self.r = responder
        self.incident = incident
        self.was = incident.parked, incident.note
        self.leased_at = self.claimed_at = responder.clock()
        self.revoker: Revoker[Any] | None = responder.revoker_for(incident.type)
        self.parts: Parts | None = None
        self.elsewhere: set[str] = set()
        self.rests: datetime | None = None  # queued, to be sent with others

    async def run(self) -> None:
        now = self.claimed_at
        self.incident = lifecycle.awake(self.incident, now)
        if self.incident.parked is None:
            reason = await self._prepare(now)
            if reason is not None:
                await self._park(reason)
        for _ in range(_LIVE_TOO_MANY):
            now = self.r.clock()
            move = lifecycle.next_move(self.incident, now, claimed_at=self.claimed_at, timing=self._timing)
            match move:
                case lifecycle.Rest(until):
                    break
                case lifecycle.Erase():
                    await self.r.ledger.erase(self.incident, at=now)
                    until = None
                    break
                case _:
                    await self._do(move)
            if self.rests is not None:
                until = self.rests
                break
            if self._late():
                until = self.r.clock()
                break
        else:
            until = self.r.clock() + lifecycle.SOON
        if lifecycle.overdue(self.incident, self.r.clock()):
            why = self.incident.parked.sentence if self.incident.parked else "not dead yet"
            log.logger().warning("overdue", incident=self.incident.id, why=why)
        self.incident = replace(self.incident, not_before=until)
        await self.r.ledger.release(self.incident)

    async def give_up(self, error: Exception) -> None:
        """A fault of ours: told by its kind and place, for its text might hold anything."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {frame.name} ({Path(frame.filename).name}:{frame.lineno})"
        note = str(error) if isinstance(error, Complaint) else f"a fault of Stanch's own: {place}"
        log.logger().error("incident given up for a day", incident=self.incident.id, why=note)
        await self._park(Reason.EXHAUSTED, note)
        until = self.r.clock() + lifecycle.pause(Reason.EXHAUSTED, self._timing)
        await self.r.ledger.release(replace(self.incident, not_before=until))

    def _late(self) -> bool:
        return self.r.clock() - self.leased_at > _LATEST

    @property
    def _timing(self) -> lifecycle.Timing:
        settles = self.revoker.settles_within if self.revoker else timedelta(0)
        return lifecycle.Timing(settles, self.r.rechecks, self.r.spread())

    async def _save(self, what: str, detail: Detail, pending: Pending | None = None) -> None:
        await self.r.ledger.save(self.incident, at=self.r.clock(), what=what, detail=detail, pending=pending)
        self.was = self.incident.parked, self.incident.note

    # --- before the first question --------------------------------------------------------------

    @property
    def _marks(self) -> frozenset[str]:
        return frozenset({self.incident.canonical, *self.incident.fingerprints.values()})

    async def _prepare(self, now: datetime) -> Reason | None:
        """Locate the endpoints and open the value; a reason to wait when either cannot be done."""
        if self.r.policy.guard.is_canary(self._marks):
            return Reason.CANARY
        if self.was[0] is Reason.FROZEN and self.r.freeze.on:
            return Reason.FROZEN
        if self.revoker is None:
            return Reason.NO_PROBE
        seen = await self.r.ledger.occurrences(self.incident.id)
        located = locate(
            self.revoker.provider, hints(seen), self.r.systems.values(), others=self.r.others, probe=self.r.probe
        )
        if located.reason is not None:
            return located.reason
        keys = [(opened.system.name, endpoint.name) for opened in located.systems for endpoint in opened.endpoints]
        self.incident = lifecycle.located(self.incident, keys, now)
        return await self._open(TYPES[self.incident.type])

    async def _open(self, kind: CredentialType) -> Reason | None:
        """The parts, checked against the fingerprint under which they were filed."""
        keys = self.r.keys
        stored = await self.r.ledger.sealed(self.incident.id)
        if stored is None:
            return Reason.UNREADABLE
        try:
            parts = keys.open(stored[1])
        except CannotOpenError:
            return Reason.UNREADABLE
        if parts.keys() == {"value"} and keys.scanner.lead(parts["value"]) == self.incident.canonical:
            # A lead that the inventory knows: the value alone is enough only where it is the whole credential.
            if {*kind.identity} != kind.secret or len(kind.identity) != 1:
                return Reason.INCOMPLETE
            parts = {kind.identity[0]: parts["value"]}
        elif keys.scanner.canonical(kind, parts) != self.incident.canonical:
            return Reason.UNREADABLE
        if kind.is_bait is not None and kind.is_bait(parts):
            return Reason.CANARY
        self.parts = parts
        return None

    async def _park(self, reason: Reason, note: str = "", why: tuple[str, ...] = ()) -> None:
        self.incident = lifecycle.parked(self.incident, reason, note)
        if (reason, note) != self.was:
            await self._save("parked", record.parked(reason, why or ((note,) if note else ())))

    async def _wait(self, reason: Reason) -> None:
        """Park, unless the policy has changed since and the step needs nobody any more."""
        waiting = (step for step in lifecycle.steps(self.incident) if step.outcome is None and self._here(step))
        step = next((step for step in waiting if step.needs is reason), None)
        if step is not None:
            words = {word.kind: word for word in self._verdict(step.system).steps}
            if step.kind in words and words[step.kind].needs is None:
                self.incident = lifecycle.freed(self.incident, step)
                await self._save(
                    "approved", record.action(self._now(step), sentence="the policy needs nobody any more")
                )
                return
        await self._park(reason)

    # --- moves ----------------------------------------------------------------------------------

    async def _do(self, move: lifecycle.Move) -> None:
        now = self.r.clock()
        match move:
            case lifecycle.Look():
                await self._look()
            case lifecycle.Decide():
                await self._decide(now)
            case lifecycle.Act(step):
                await self._act(step)
            case lifecycle.Skip(step):
                self.incident = lifecycle.skipped(self.incident, step)
                await self._save("skipped", record.action(self._now(step)))
            case lifecycle.Infer(step):
                self.incident = lifecycle.inferred(self.incident, step, now)
                await self._save("inferred", record.action(self._now(step)))
            case lifecycle.Park(reason):
                await self._wait(reason)
            case lifecycle.Confirm():
                self.incident = lifecycle.confirmed(self.incident, now)
                await self._save("invalidated", record.note("every endpoint has proven it"))
                crashpoints.point("C10")
            case lifecycle.Recheck():
                self.incident = lifecycle.rechecked(self.incident)
                await self._save("rechecked", record.note(f"re-check {self.incident.rechecks}"))
            case lifecycle.Erase() | lifecycle.Rest():
                raise AssertionError(move)

    async def _look(self) -> None:
        """Ask every endpoint at once, and write all answers down in one event."""
        assert self.revoker is not None
        assert self.parts is not None
        doors = {(opened.system.name, door.name): door for opened in self._opened() for door in opened.endpoints}
        asked = [(key, doors[key]) for key in self.incident.proofs]
        answers = await asyncio.gather(*(self._ask(key, door) for key, door in asked))
        crashpoints.point("C4")
        epoch = self.incident.epoch
        for (key, _), (probe, controlled, at) in zip(asked, answers, strict=True):
            known = self.incident.proofs[key].identity
            self.incident = lifecycle.probed(self.incident, key, probe, at, controlled=controlled)
            if probe.identity is not None and probe.identity != known:
                owner = self.r.owner_by_identity(key[0], probe.identity.principal)
                self.incident = lifecycle.owned(self.incident, owner) if owner else self.incident
        rows = [(key, probe, at, controlled) for (key, _), (probe, controlled, at) in zip(asked, answers, strict=True)]
        await self._save("reappeared" if self.incident.epoch > epoch else "probe", record.probes(rows))

    def _opened(self) -> list[OpenSystem]:
        names = {system for system, _ in self.incident.proofs}
        return [opened for name, opened in self.r.systems.items() if name in names]

    async def _ask(self, key: EndpointKey, door: Any) -> tuple[Probe, bool, datetime]:  # noqa: ANN401 - any door
        assert self.revoker is not None
        assert self.parts is not None
        account = self.incident.identity.principal if self.incident.identity else self.incident.canonical

        async def allowed() -> bool:
            return await self.r.ledger.spend(self.r.clock(), self.r.caps.control(key[0], account))

        asked = self.r.clock()
        if not await self._may_fail(key[0]):
            return (
                Probe(Liveness.UNKNOWN, "too many logins to this account failed lately: asked again later"),
                False,
                asked,
            )
        try:
            async with asyncio.timeout(DEADLINE.total_seconds()):
                probe, controlled = await controlled_probe(
                    self.revoker, door, self.parts, memory=self.r.controls, now=asked, allowed=allowed
                )
        except TimeoutError:
            probe, controlled = Probe(Liveness.UNKNOWN, "no answer within the deadline"), False
        # It was alive after it was asked about, and dead before the answer came: so the interval holds the truth.
        return probe, controlled, asked if probe.liveness is Liveness.LIVE else self.r.clock()

    async def _may_fail(self, system: str) -> bool:
        """Is there room for one more login that nobody knows to be right? Tokens name no account, and lock none out."""
        assert self.parts is not None
        kind = TYPES[self.incident.type]
        account = "/".join(self.parts[name].reveal() for name in kind.identity if name not in kind.secret)
        if self.incident.clocks.verified is not None or not account:
            return True
        return await self.r.ledger.spend(self.r.clock(), self.r.caps.unproven(system, account))

    def _verdict(self, system: str) -> Verdict:
        assert self.revoker is not None
        case = self._case(system)
        if case is None:
            # LIVE without saying whose it is: nobody can tell that it is ours.
            why = ("its probe revealed no identity",)
            return Verdict("no identity", Mode.OBSERVE, None, (), Reason.FOREIGN, why)
        planned = [step.kind for step in lifecycle.steps(self.incident) if step.system == system]
        rotates = bool(lifecycle.OF_REPLACEMENT.intersection(planned)) if planned else system not in self.elsewhere
        return self.r.policy.decide(case, self.revoker, replaceable=rotates)

    def _case(self, system: str) -> Case | None:
        return case_of(self.incident, self.r.systems[system].system)

    def _identity(self, system: str) -> Identity | None:
        """Whom it last logged in as there: each System is acted on by its own answer."""
        case = self._case(system)
        return case.identity if case else None

    async def _decide(self, now: datetime) -> None:
        """A plan for every System on which it is LIVE and the policy lets us; else the first reason to wait."""
        has_plan = {step.system for step in lifecycle.steps(self.incident)}
        live = dict.fromkeys(
            system
            for (system, _), run in self.incident.proofs.items()
            if lifecycle.answer(run) is Liveness.LIVE and system not in has_plan
        )
        verdicts = {system: self._verdict(system) for system in live}
        unreadable: list[str] = []
        # One place takes one new value: the same credential on another System is ended there.
        taken = {self._entry(step.system) for step in lifecycle.steps(self.incident) if step.kind is StepKind.SWITCH}
        for system, verdict in list(verdicts.items()):
            if verdict.method is Method.ROTATE:
                held, why = await self._held_at_its_place(system)
                if self._entry(system) in taken:
                    held, why = False, "its place takes the new value of another System"
                elif held:
                    taken.add(self._entry(system))
                if held is None and now < self._must_be_decided_by():
                    unreadable.append(why)
                    del verdicts[system]
                elif not held:
                    self.elsewhere.add(system)
                    other = self._verdict(system)
                    verdicts[system] = replace(other, why=(*other.why, why)) if why else other
        if not verdicts:
            await self._park(Reason.NO_PLACE, "; ".join(unreadable))
            return
        # Ending comes last everywhere.
        planned = sorted(
            (
                (word, (system, endpoint))
                for system, verdict in verdicts.items()
                for word in verdict.steps
                for endpoint in self._endpoints(system, word)
            ),
            key=lambda pair: pair[0].kind is StepKind.END,
        )
        if not planned:
            first = next(iter(verdicts.values()))
            # What already waits for a person elsewhere is what that person should be shown.
            needs = next((step.needs for step in lifecycle.steps(self.incident) if step.needs is not None), None)
            await self._park(needs or first.park or Reason.NO_METHOD, why=first.why)
            return
        self.incident = lifecycle.decided(self.incident, planned, now)
        await self._save("decided", record.decision(_said(system, verdict) for system, verdict in verdicts.items()))

    def _endpoints(self, system: str, word: Planned) -> Sequence[str | None]:
        """Where a step is done: at each primary or at each node; what belongs to no node, once."""
        if word.kind in lifecycle.OF_REPLACEMENT and word.kind is not StepKind.SET_VALUE:
            return [None]
        return [door.name for door in self.r.systems[system].endpoints if door.primary or word.every_node]

    def _entry(self, system: str) -> str:
        """The inventory entry by which it is rotated there."""
        case = self._case(system) if system in self.r.systems else None
        rotation = self.r.policy.rotation(case) if case is not None else None
        return "" if rotation is None else rotation.entry

    def _must_be_decided_by(self) -> datetime:
        """A public leak waits for no place to be readable, and no other one beyond its deadline."""
        if self.incident.visibility is Visibility.PUBLIC:
            return self.incident.clocks.verified or self.claimed_at
        return self.incident.deadline

    async def _held_at_its_place(self, system: str) -> tuple[bool | None, str]:
        """Do consumers read this very value where the inventory says so? None: that cannot be told now, and why."""
        case = self._case(system)
        place = self.r.place_of(case) if case is not None else None
        if place is None:
            return False, ""
        assert self.parts is not None
        try:
            return await holds(place.sink, TYPES[self.incident.type], self.parts), ""
        except RefusedError as error:
            return False, str(error)
        except ProviderError as error:
            return None, str(error)

    async def _act(self, step: PlanStep) -> None:
        """Intent, act, outcome. Every brake is asked again just before."""
        capability = None if step.kind in lifecycle.OF_REPLACEMENT else _capability(self.revoker, step.kind)
        if capability is not None and capability.run_many is not None:
            self.rests = await batch.act(self, step, capability, lease=LEASE, deadline=DEADLINE)
            self.claimed_at = self.r.clock()
            return
        reason = await self._brakes(step)
        if reason is not None:
            await self._park(reason)
            return
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
                done = await self._done(step)
        except ProviderError as error:
            failure = error
        except TimeoutError:
            failure = ProviderError("no answer within the deadline")
        if done is None:
            await self._failed(step, failure)
            return
        crashpoints.point("C8")
        await self._accepted(step, done)
        crashpoints.point("C9")

    async def _done(self, step: PlanStep) -> Done:
        """Do it. Raises ProviderError."""
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
        )
        pending = await self.r.ledger.pending(self.incident.id, step.system, step.epoch)
        return await replacement.do(step, door, pending)

    async def _try(self, door: Any, fresh: Parts) -> Probe:  # noqa: ANN401 - any door
        """Does a new value work there? Controlled, as every LIVE."""
        assert self.revoker is not None
        kind = TYPES[self.incident.type]
        account = "/".join(fresh[name].reveal() for name in kind.identity if name not in kind.secret)

        async def allowed() -> bool:
            return await self.r.ledger.spend(self.r.clock(), self.r.caps.control(door.system, account))

        asked = self.r.clock()
        probe, _ = await controlled_probe(self.revoker, door, fresh, memory=self.r.controls, now=asked, allowed=allowed)
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
        if done.receipt.remains is not None and self.revoker is not None and self.revoker.clean_up is not None:
            needs = {word.kind: word.needs for word in self._verdict(step.system).steps}.get(step.kind)
            shared = Reason.SHARED if needs is not None else None
            self.incident = lifecycle.remaining(self.incident, step, shared, now)
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

    def _here(self, step: PlanStep) -> bool:
        """Is its System still one that can answer?"""
        return any(system == step.system for system, _ in self.incident.proofs)

    def _door(self, step: PlanStep) -> Any:  # noqa: ANN401 - any door
        """The endpoint that was planned; the System's first where that one has another name by now."""
        doors = self.r.systems[step.system].endpoints
        return next((door for door in doors if door.name == step.endpoint), None) or next(
            door for door in doors if door.primary
        )

    def _now(self, step: PlanStep) -> PlanStep:
        """The same step as it stands now."""
        return next(other for other in self.incident.plan if other.seq == step.seq)

    async def _failed(self, step: PlanStep, failure: ProviderError | None) -> None:
        """Refused: a person must mend it. Anything else: we cannot know, so the intent stays and is probed."""
        if isinstance(failure, RefusedError):
            self.incident = lifecycle.refused(self.incident, step, str(failure))
            await self._save("refused", record.action(self._now(step), sentence=str(failure), needs=failure.needs))
            return
        await self._save("failed", record.action(step, sentence=str(failure)))
        self.claimed_at = self.r.clock()

    async def _brakes(self, step: PlanStep) -> Reason | None:
        return self.barred(step) or await self.capped(step)

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

    async def capped(self, step: PlanStep) -> Reason | None:
        started = any(
            other.intent_at is not None and other.system == step.system for other in lifecycle.steps(self.incident)
        )
        if started:
            return None
        budgets = self.r.caps.action(self.incident, step.system)
        return None if await self.r.ledger.spend(self.r.clock(), *budgets) else Reason.CAPPED

    # --- what agent/batch.py asks of every claim that it sends for ------------------------------------

    @property
    def late(self) -> bool:
        return self._late()

    @property
    def timing(self) -> lifecycle.Timing:
        return self._timing

    def fellow(self, incident: Incident) -> _Claim:
        return _Claim(self.r, incident)

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


def _said(system: str, verdict: Verdict) -> Detail:
    steps: list[Detail] = [
        {"step": word.kind, "reversible": word.reversible, "needs": word.needs, "side_effects": word.side_effects}
        for word in verdict.steps
    ]
    return record.verdict(
        system, rule=verdict.rule, mode=verdict.mode, method=verdict.method, steps=steps, why=verdict.why
    )
