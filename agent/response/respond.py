"""One incident, one claim: ask lifecycle what comes next, do it, record it, until there is nothing to do now.

    claim -> locate the endpoints -> [ next move -> do -> save ]* -> rest until `not_before`

Every save is state and event in one transaction under the claim's lease. The value is opened once a claim, compared
with its fingerprint before any call, and forgotten when the claim ends. What nobody foresaw parks that one incident as
STUCK, with the place where it happened, and the queue goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from agent import crashpoints, log, record
from agent.ledger import LedgerError, LedgerFullError
from agent.model import (
    Incident,
    LeaseLostError,
    Ledger,
    Owner,
    Pending,
)
from agent.response import lifecycle
from agent.response.claim.acting import Acting
from agent.response.claim.held import LEASE
from agent.response.limits import Caps, Freeze
from agent.response.policy import Case, Policy
from agent.response.probing import ControlMemory, Pauses
from agent.response.rotate import Place
from agent.seal import ResponderKeys
from agent.systems import OpenSystem
from revokers.base import Revoker
from revokers.registry import for_type

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
    pauses: Pauses = field(default_factory=Pauses)
    held: list[Incident] = field(default_factory=list)

    async def step(self, lane: str) -> bool:
        """Work on the most urgent incident of a lane; False when none is due."""
        await self._give_back()
        claimed = await self.ledger.claim(self.clock(), lane, LEASE.total_seconds())
        if claimed is None:
            return False
        claim = Claim(self, claimed)
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


class Claim(Acting):
    """One incident, from its claim to its rest."""

    async def run(self) -> None:
        now = self.claimed_at
        self.incident = lifecycle.awake(lifecycle.by_the_clock(self.incident, now), now)
        if self.incident.parked is None:
            reason = await self._prepare(now)
            if reason is not None:
                await self._park(reason)
        until: datetime | None
        for _ in range(_LIVE_TOO_MANY):
            if self.rests is not None:
                until = self.rests
                break
            now = self.r.clock()
            move = lifecycle.next_move(
                self.incident, now, claimed_at=self.claimed_at, timing=self._timing, stopped=self.stopped
            )
            match move:
                case lifecycle.Rest():
                    until = move.until
                    if until is not None and self.room is not None:
                        until = min(until, self.room)
                    break
                case lifecycle.Erase():
                    await self.r.ledger.erase(self.incident, at=now)
                    until = None
                    break
                case _:
                    await self._do(move)
            if self._late() and self.rests is None:
                until = self.r.clock()
                break
        else:
            until = self.r.clock() + lifecycle.SOON
        if lifecycle.overdue(self.incident, self.r.clock()):
            why = self.incident.parked.sentence if self.incident.parked else "not dead yet"
            log.logger().warning("overdue", incident=self.incident.id, why=why)
        self.incident = replace(self.incident, not_before=until)
        await self.r.ledger.release(self.incident)

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
                await self._infer(step)
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
