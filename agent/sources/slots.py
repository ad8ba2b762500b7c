"""So many looks at once; who only waits for another one lets somebody else in meanwhile.

    async with slots:                  a slot
        async with lent():             is given away, while its owner waits for what another look does
            ...
                                       and waited for again

Who waits has memory still for what it listed: no more than there are slots wait without one, and who comes then keeps
his. One slot is never waited with: whoever has it goes on by himself, and those who are waited for get it after him. So
all of them come to an end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType


@dataclass(slots=True)
class Slots:
    """As a semaphore. width: how many. away: who waits without one. kept: who waits with his."""

    width: int
    away: int = 0
    kept: int = 0
    free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.free = asyncio.Semaphore(self.width)

    async def __aenter__(self) -> None:
        await self.free.acquire()
        _mine.set(_Slot(self))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        mine = _mine.get()
        _mine.set(None)
        if mine is not None and mine.held:
            mine.held = False  # whoever was begun within has it in his context still
            self.free.release()


@dataclass(slots=True)
class _Slot:
    """held: not given away."""

    of: Slots
    held: bool = True


_mine: ContextVar[_Slot | None] = ContextVar("slot", default=None)


@asynccontextmanager
async def lent() -> AsyncIterator[bool]:
    """Within it the slot of this look, if it has one, is another's. False: this is not the time to wait."""
    mine = _mine.get()
    if mine is None or not mine.held:
        yield True
        return
    if mine.of.away >= mine.of.width:
        mine.of.kept += 1
        try:
            yield mine.of.kept < mine.of.width
        finally:
            mine.of.kept -= 1
        return
    mine.held = False
    mine.of.away += 1
    mine.of.free.release()
    try:
        yield True
        await mine.of.free.acquire()
        mine.held = True
    finally:
        mine.of.away -= 1
