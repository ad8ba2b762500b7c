"""Who may look at a remote repository now: at most so many at once, the latest push first.

Every fourth turn is that of whoever waits longest, so that a stream of pushes keeps nobody out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

_FAIR: Final = 4


class Turns:
    """`width`: how many at once."""

    def __init__(self, width: int = 4) -> None:
        self._free = width
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []
        self._given = 0

    @asynccontextmanager
    async def turn(self, pushed: str) -> AsyncIterator[None]:
        """`pushed`: when, as a text that sorts."""
        if self._free:
            self._free -= 1
        else:
            mine = asyncio.get_running_loop().create_future()
            self._waiting.append((pushed, mine))
            try:
                await mine
            except asyncio.CancelledError:
                if mine.done() and not mine.cancelled():
                    self._next()
                raise
        try:
            yield
        finally:
            self._next()

    def _next(self) -> None:
        self._waiting = [one for one in self._waiting if not one[1].done()]
        if not self._waiting:
            self._free += 1
            return
        self._given += 1
        first = self._waiting[0] if self._given % _FAIR == 0 else max(self._waiting, key=lambda one: one[0])
        self._waiting.remove(first)
        first[1].set_result(None)
