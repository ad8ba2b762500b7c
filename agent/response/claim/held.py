"""What a claim is, before anything is asked: the lease, the value, and what is written down."""

from __future__ import annotations

import traceback
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agent import log, record
from agent.complaint import Complaint
from agent.model import (
    Budget,
    Detail,
    Incident,
    Pending,
    Reason,
)
from agent.response import lifecycle
from agent.response.claim.telling import tell
from agent.response.locate import hints, locate
from agent.seal import CannotOpenError
from detectors.base import CredentialType, Parts
from detectors.registry import TYPES
from revokers.base import Revoker

if TYPE_CHECKING:
    from agent.response.respond import Responder

LEASE: Final = timedelta(seconds=60)
# An act must end well within the lease, so that nobody else can start the same one meanwhile.
DEADLINE: Final = timedelta(seconds=25)
# What begins later than this might outlive the lease: a new claim does it.
LATEST: Final = LEASE - DEADLINE - timedelta(seconds=5)


class Held:
    """One incident while we hold its lease."""

    def __init__(self, responder: Responder, incident: Incident) -> None:
        self.r = responder
        self.incident = incident
        self.was = incident.parked, incident.note
        self.told = lifecycle.liveness(incident), incident.parked
        self.leased_at = self.claimed_at = responder.clock()
        self.revoker: Revoker[Any] | None = responder.revoker_for(incident.type)
        self.parts: Parts | None = None
        self.elsewhere: set[str] = set()
        self.stopped: dict[int, tuple[Reason, str]] = {}  # the steps that this claim could not do, by `seq`, and why
        self.rests: datetime | None = None  # waiting for others, for room in a cap, or as it was asked to
        self.room: datetime | None = None  # when there is some in a cap that kept it from acting

    def _late(self) -> bool:
        return self.r.clock() - self.leased_at > LATEST

    @property
    def _timing(self) -> lifecycle.Timing:
        settles = self.revoker.settles_within if self.revoker else timedelta(0)
        contain = self.revoker.contain if self.revoker else None
        in_parts = contain is not None and contain.in_parts
        return lifecycle.Timing(settles, self.r.rechecks, self.r.spread(), in_parts)

    async def _save(self, what: str, detail: Detail, pending: Pending | None = None) -> None:
        await self.r.ledger.save(self.incident, at=self.r.clock(), what=what, detail=detail, pending=pending)
        tell(what, self.incident, detail, self.told)
        self.was = self.incident.parked, self.incident.note
        # Looking again ends no wait.
        waits = self.told[1] if what == "probe" else self.incident.parked
        self.told = lifecycle.liveness(self.incident), waits

    @property
    def _marks(self) -> frozenset[str]:
        return frozenset({self.incident.canonical, *self.incident.fingerprints.values()})

    async def _prepare(self, now: datetime) -> Reason | None:
        """Locate the endpoints and open the value; a reason to wait when either cannot be done."""
        if self.r.policy.guard.is_canary(self._marks):
            return Reason.CANARY
        held = await self._still_held(now)
        if held is not None:
            return held
        if self.revoker is None:
            return Reason.NO_PROBE
        kind = TYPES[self.incident.type]
        if kind.is_bait is not None and await self._open(kind) is Reason.CANARY:
            return Reason.CANARY
        seen = await self.r.ledger.occurrences(self.incident.id)
        located = locate(
            self.revoker.provider, hints(seen), self.r.systems.values(), others=self.r.others, probe=self.r.probe
        )
        if located.reason is not None:
            return located.reason
        keys = [(opened.system.name, endpoint.name) for opened in located.systems for endpoint in opened.endpoints]
        self.incident = lifecycle.located(self.incident, keys, now)
        return await self._open(kind) if self.parts is None else None

    def caps(self, system: str) -> tuple[Budget, ...]:
        """What an act there spends; nothing where one was begun already: half a job is worse than one more."""
        steps = lifecycle.steps(self.incident)
        started = any(step.intent_at is not None and step.system == system for step in steps)
        return () if started else self.r.caps.action(self.incident, system)

    async def capped(self, system: str) -> datetime:
        """There is no room for an act there: parked, and until when it rests."""
        await self._park(Reason.CAPPED)
        now = self.r.clock()
        frees = await self.r.ledger.frees(now, *self.caps(system))
        until = lifecycle.for_room(self.incident, frees, now, self._timing)
        self.rests = self.room = until if self.room is None else min(self.room, until)
        return self.rests

    async def _still_held(self, now: datetime) -> Reason | None:
        """What a brake held back is asked about when the brake is off."""
        match self.was[0]:
            case Reason.FROZEN if self.r.freeze.on:
                return Reason.FROZEN
            case Reason.CAPPED if await self._still_capped(now):
                return Reason.CAPPED
            case _:
                return None

    async def _still_capped(self, now: datetime) -> bool:
        """Nobody is asked anything while there is no room anywhere, but for an answer each hour."""
        steps = (step for step in lifecycle.steps(self.incident) if step.is_open)
        caps = [self.caps(system) for system in sorted({step.system for step in steps})]
        if not caps or not all(caps) or lifecycle.stale(self.incident, now):
            return False
        frees = min([await self.r.ledger.frees(now, *budgets) for budgets in caps])
        if frees <= now:
            return False
        self.rests = lifecycle.for_room(self.incident, frees, now, self._timing)
        return True

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

    async def give_up(self, error: Exception) -> None:
        """A fault of ours: told by its kind and place, for its text might hold anything."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {frame.name} ({Path(frame.filename).name}:{frame.lineno})"
        note = str(error) if isinstance(error, Complaint) else f"a fault of Stanch's own: {place}"
        log.logger().error("incident given up for a day", incident=self.incident.id, why=note)
        await self._park(Reason.EXHAUSTED, note)
        until = self.r.clock() + lifecycle.pause(Reason.EXHAUSTED, self._timing)
        await self.r.ledger.release(replace(self.incident, not_before=until))
