"""Tells systemd how the daemon is. https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html

READY=1     the ledger is open and every source is being looked at
STATUS=     how things stand, in one line
WATCHDOG=1  four times in each WATCHDOG_USEC, but only while everything answers (health.py): a daemon that hangs is
            ended and started again, and goes on from its ledger
STOPPING=1  the stop has begun; the watchdog is still fed until it is over

Whoever is slow is not hung: each question is waited for until the next one is due, so that a stall of less than three
quarters of WATCHDOG_USEC is survived, whenever it begins. The unit's 5 minutes are for a ledger that is locked for two.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from agent import log

_QUIET: Final = 30.0  # seconds between status lines where no watchdog asks for more
_COURTESY: Final = 5.0  # seconds
_VARIABLES: Final = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


@dataclass(frozen=True, slots=True)
class Service:
    """Who started us. `address` None: nobody who wants to know. `period`: seconds within which to report, if at all."""

    address: str | None = None
    period: float | None = None

    @classmethod
    def taken(cls, environ: MutableMapping[str, str] = os.environ) -> Service:
        """From the environment, which no process that we start gets to see."""
        given = {name: environ.pop(name, "") for name in _VARIABLES}
        return cls(_address(given), _period(given))

    def tell(self, **said: str | int) -> None:
        """One datagram, never waited for; a trouble is logged."""
        if self.address is None:
            return
        text = "\n".join(f"{name}={value}" for name, value in said.items())
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as told:
                told.setblocking(False)  # noqa: FBT003 - its only argument
                told.sendto(text.encode(), self.address)
        except OSError as error:
            log.logger().warning("systemd was not told", why=type(error).__name__)


def _address(given: Mapping[str, str]) -> str | None:
    path = given["NOTIFY_SOCKET"]
    if path.startswith("@"):
        return "\0" + path[1:]
    return path if path.startswith("/") else None


def _period(given: Mapping[str, str]) -> float | None:
    """Only what is meant for us: a parent's watchdog is fed by the parent."""
    microseconds, pid = given["WATCHDOG_USEC"], given["WATCHDOG_PID"]
    if not microseconds.isdecimal() or int(microseconds) == 0 or (pid and pid != str(os.getpid())):
        return None
    return int(microseconds) / 1_000_000


@dataclass(frozen=True, slots=True)
class Supervised:
    """Runs beside the daemon until it is cancelled. status: one line.

    hangs: what has not answered within so many seconds, if anything.
    """

    service: Service
    followed: asyncio.Event
    stopping: asyncio.Event
    hangs: Callable[[float], Awaitable[str]]
    status: Callable[[], Awaitable[str]]

    async def run(self) -> None:
        if self.service.address is None:
            return
        beat = _QUIET if self.service.period is None else self.service.period / 4
        try:
            await self._until(beat, self.followed)
            self.service.tell(READY=1)
            await self._until(beat, self.stopping)
        finally:
            self.service.tell(STOPPING=1, STATUS="stopping")
        await self._until(beat, asyncio.Event())

    async def _until(self, beat: float, event: asyncio.Event) -> None:
        """Report at each beat, the first one at once, until the event has come."""
        now = asyncio.get_running_loop().time
        while not event.is_set():
            asked = now()
            hung = await self.hangs(beat)
            if hung:
                log.logger().error("it hangs", what=hung)
                self.service.tell(STATUS=hung)
            else:
                self.service.tell(WATCHDOG=1)
                await self._courtesy()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(asked + beat):
                    await event.wait()

    async def _courtesy(self) -> None:
        """The status line: nothing that befalls it may hold up the watchdog's food, let alone end the daemon."""
        try:
            async with asyncio.timeout(_COURTESY):
                said = await self.status()
        except Exception as error:  # noqa: BLE001 - whatever keeps us from counting, nobody depends on the count
            log.logger().warning("how things stand could not be told", why=type(error).__name__)
        else:
            self.service.tell(STATUS=said)
