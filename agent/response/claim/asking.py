"""Asks every endpoint at once whether the credential is alive, and writes all answers down as one event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from agent import crashpoints, record
from agent.model import EndpointKey
from agent.response import lifecycle
from agent.response.claim.held import DEADLINE, Held
from agent.response.probing import controlled_probe
from agent.systems import OpenSystem
from detectors.registry import TYPES
from revokers.base import Liveness, Probe


class Asking(Held):
    """A claim that asks."""

    async def _look(self) -> None:
        """Ask every endpoint at once, and write all answers down in one event."""
        assert self.revoker is not None
        assert self.parts is not None
        doors = {(opened.system.name, door.name): door for opened in self._opened() for door in opened.endpoints}
        asked = [(key, doors[key]) for key in self.incident.proofs]
        self.rests = self._paused(doors.values())
        if self.rests is not None:
            return
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
        if all(probe.liveness is Liveness.UNKNOWN for probe, _, _ in answers):
            self.rests = self._paused(doors.values())

    def _paused(self, doors: Iterable[Any]) -> datetime | None:
        """Until when nobody of these is to be asked, since each has asked us to wait."""
        now = self.r.clock()
        waits = [self.r.pauses.until(door, self.incident.canonical, now) for door in doors]
        known = [until for until in waits if until is not None]
        if not known or len(known) < len(waits):
            return None
        return min(known) + lifecycle.CONFIRM * self.r.spread()

    def _pauses(self, door: Any) -> Callable[[timedelta], None]:  # noqa: ANN401 - any door
        """What is told when it asks us to wait."""
        return lambda wait: self.r.pauses.told(door, self.incident.canonical, wait, self.r.clock())

    def _opened(self) -> list[OpenSystem]:
        names = {system for system, _ in self.incident.proofs}
        return [opened for name, opened in self.r.systems.items() if name in names]

    async def _ask(self, key: EndpointKey, door: Any) -> tuple[Probe, bool, datetime]:  # noqa: ANN401 - any door
        assert self.revoker is not None
        assert self.parts is not None
        account = self.incident.identity.principal if self.incident.identity else self.incident.canonical
        if not self._account():
            account = f"any {self.incident.type}"

        async def allowed() -> bool:
            return await self.r.ledger.spend(self.r.clock(), self.r.caps.control(key[0], account, key[1]))

        asked = self.r.clock()
        if self._paused([door]) is not None:
            return Probe(Liveness.UNKNOWN, "it asked us to wait: asked again later"), False, asked
        if not await self._may_fail(key[0]):
            return (
                Probe(Liveness.UNKNOWN, "too many logins to this account failed lately: asked again later"),
                False,
                asked,
            )
        try:
            async with asyncio.timeout(DEADLINE.total_seconds()):
                probe, controlled = await controlled_probe(
                    self.revoker,
                    door,
                    self.parts,
                    memory=self.r.controls,
                    now=asked,
                    allowed=allowed,
                    waits=self._pauses(door),
                )
        except TimeoutError:
            probe, controlled = Probe(Liveness.UNKNOWN, "no answer within the deadline"), False
        if probe.liveness is not Liveness.UNKNOWN:
            self.r.pauses.answered(door)
        # It was alive after it was asked about, and dead before the answer came: so the interval holds the truth.
        return probe, controlled, asked if probe.liveness is Liveness.LIVE else self.r.clock()

    async def _may_fail(self, system: str) -> bool:
        """Is there room for one more login that nobody knows to be right? Tokens name no account, and lock none out."""
        account = self._account()
        if self.incident.clocks.verified is not None or not account:
            return True
        return await self.r.ledger.spend(self.r.clock(), self.r.caps.unproven(system, account))

    def _account(self) -> str:
        """The account that the value itself names, as far as it does."""
        assert self.parts is not None
        kind = TYPES[self.incident.type]
        return "/".join(self.parts[name].reveal() for name in kind.identity if name not in kind.secret)
