"""Runs the responders: one task asks the ledger for all lanes at once, and wakes those that have something to do.

    bell, a responder with nothing left, a due time --> dispatcher --one question--> lane --> its responders that wait

A responder that waits waits for a call alone, so that an idle daemon costs one question each `idle` seconds, however
many lanes there are. That question stays: it finds what nobody rang for, and a clock that was set.

Each lane has some regular responders, and spare ones that help where each regular one has been at one claim for long:
then it is the provider who takes long, not we.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from agent import log
from agent.ledger import LedgerFullError
from agent.response.respond import Responder

_SHORTEST: Final = 0.02  # seconds between two questions
_LONG: Final = 1.0
_MOMENT: Final = 0.25
_ITSELF: Final = "dispatcher"


class Bell:
    """Says "there may be work" to everybody who waits at that moment, and to the dispatcher, who may be asking then."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._event = asyncio.Event()

    def ring(self) -> None:
        self.asked.set()
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()


@dataclass(slots=True)
class _Lane:
    """`calls` wakes the regular ones, `cries` those who help."""

    regular: tuple[str, ...]
    helpers: tuple[str, ...]
    calls: Bell = field(default_factory=Bell)
    cries: Bell = field(default_factory=Bell)


class Dispatcher:
    """The responders of all lanes: so many of each, and `spare` more that help.

    idle: seconds until it asks by itself. beats: when each of them last came by, by the loop's clock; `inf`: it waits
    to be called.
    """

    def __init__(
        self,
        responder: Responder,
        widths: Mapping[str, int],
        spare: int,
        *,
        idle: float,
        bell: Bell,
        stopping: asyncio.Event,
        beats: dict[str, float],
    ) -> None:
        self._responder = responder
        self._idle = idle
        self._bell = bell
        self._stopping = stopping
        self._beats = beats
        self._lanes = {
            lane: _Lane(_names(lane, range(width)), _names(lane, range(width, width + spare)))
            for lane, width in widths.items()
        }

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        """All of them end after a stop: what is being done then is finished."""
        tasks.create_task(self._tell())
        for name, lane in self._lanes.items():
            for regular in lane.regular:
                tasks.create_task(self._respond(name, regular, lane.calls, helps=False))
            for helper in lane.helpers:
                tasks.create_task(self._respond(name, helper, lane.cries, helps=True))

    def helps(self, lane: str) -> bool:
        """Has each of the regular ones been at one claim for long?"""
        return self._until_long(self._lanes[lane]) <= 0

    async def _helps(self, lane: str) -> bool:
        """A moment later: where it is we who take long, many at once take longer."""
        await self._rest(_MOMENT)
        return not self._stopping.is_set() and self.helps(lane)

    async def _tell(self) -> None:
        now = asyncio.get_running_loop().time
        rests = now()
        while not self._stopping.is_set():
            if (pause := rests - now()) > 0:
                await self._rest(pause)
                continue  # unless it was the stop that ended it, whose ring would be forgotten below
            began = self._beats[_ITSELF] = now()
            self._bell.asked.clear()
            try:
                dues = await self._responder.ledger.dues()
            except LedgerFullError as error:
                log.logger().error("nothing is done", why=str(error))
                await self._rest(self._idle)
                continue
            wait = self._call(dues)
            # Many ask one after the other, and where very much is planned it is a long question: others have the ledger
            # for as long. Nor is a lane asked about without a pause that has something to do by our clock only.
            rests = now() + max(_SHORTEST, now() - began)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._bell.asked.wait()
        for lane in self._lanes.values():
            lane.calls.ring()
            lane.cries.ring()

    def _call(self, dues: Mapping[str, datetime]) -> float:
        """Wakes who has something to do. Returns the seconds until somebody else may."""
        clock, wait = self._responder.clock(), self._idle
        for name, due in dues.items():
            lane = self._lanes.get(name)
            if lane is None:  # of a revoker that is no more
                continue
            left = (due - clock).total_seconds()
            if left <= 0:
                lane.calls.ring()
                left = self._until_long(lane)
            if left <= 0:
                lane.cries.ring()
                left = _LONG
            wait = min(wait, left)
        return max(wait, 0.0)

    def _until_long(self, lane: _Lane) -> float:
        now = asyncio.get_running_loop().time()
        return max(min(self._beats.get(name, now), now) for name in lane.regular) + _LONG - now

    async def _respond(self, lane: str, name: str, called: Bell, *, helps: bool) -> None:
        """Claim and step until nothing is due, then wait for a call."""
        now = asyncio.get_running_loop().time
        while not self._stopping.is_set():
            self._beats[name] = now()
            try:
                # What was just done may have made something due in this lane at once.
                if (not helps or await self._helps(lane)) and await self._responder.step(lane):
                    continue
            except LedgerFullError as error:
                log.logger().error("nothing is done", lane=lane, why=str(error))
                await self._rest(self._idle)
                continue
            if self._stopping.is_set():  # it was called while we asked
                return
            self._bell.asked.set()
            self._beats[name] = math.inf
            await called.wait(None)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


def _names(lane: str, numbers: range) -> tuple[str, ...]:
    return tuple(f"{lane} {number}" for number in numbers)
