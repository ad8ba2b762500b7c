"""Standard input as a source: `... | stanch scan -`. Read as fast as it is scanned, and never kept. When it
pauses, what has come is offered, so that `journalctl -f | stanch scan -` answers.

It is waited for in the event loop, not in a thread: a thread that waits for a pipe keeps a process that was told to
stop. Its descriptor stays blocking, as other processes share it: it is read only when there is something to read.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from agent.complaint import Complaint, refused
from agent.found import Chunk, Cursor, Debt, Text, TextsPart, Visibility
from agent.sources.pieces import Pieces

NAME: Final = "-"
_BLOCK: Final = 1 << 16
_PAUSE: Final = 0.5  # seconds that something waits for more to come
_MOMENT: Final = 0.005  # seconds in which who writes as fast as we read has written more


class StdinSource:
    """It can be read once and has no cursor. `descriptor`: another one than 0, and `pause` seconds, for tests."""

    name = NAME
    visibility = Visibility.UNKNOWN
    watched: Sequence[Path] = ()

    def __init__(self, descriptor: int = 0, pause: float = _PAUSE) -> None:
        self._descriptor, self._pause = descriptor, pause

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:  # noqa: ARG002 - there is nothing to come back to
        pieces = Pieces(Text(NAME, b""))
        async with aclosing(_blocks(self._descriptor, self._pause)) as blocks:
            async for block in blocks:
                for text in pieces.add(block) if block else pieces.pause():
                    yield self._chunk(text, again=pieces.again)
                if not block:
                    yield replace(self._chunk(None), pressing=True)
                if pieces.owed:
                    break
        for text in pieces.finish():
            yield self._chunk(text, again=pieces.again)
        if pieces.owed:
            yield self._chunk(None, Debt(NAME, NAME, pieces.owed))

    def _chunk(self, text: Text | None, *debts: Debt, again: int = 0) -> Chunk:
        part = TextsPart((text,)) if text else None
        return Chunk(NAME, self.visibility, backlog=False, part=part, debts=debts, swept=-again)


async def _blocks(descriptor: int, pause: float) -> AsyncGenerator[bytes]:
    """Until its end; an empty one where it pauses. Raises Complaint."""
    failure: Complaint
    loop = asyncio.get_running_loop()
    due: float | None = None
    try:
        while True:
            if not await _ready(descriptor, None if due is None else max(due - loop.time(), _MOMENT)):
                due = None
                yield b""
                continue
            try:
                block = os.read(descriptor, _BLOCK)
            except BlockingIOError:
                continue  # another process that shares it was faster
            if not block:
                return
            due = due or loop.time() + pause
            yield block
    except OSError as error:
        failure = refused(error, "standard input") or Complaint(f"standard input cannot be read: {error.strerror}")
    raise failure


async def _ready(descriptor: int, patience: float | None) -> bool:
    """There is something to read, or its end. A file always has one of them, and cannot be waited for."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:
        await asyncio.sleep(0)
        return True
    try:
        async with asyncio.timeout(patience):
            await ready.wait()
    except TimeoutError:
        return ready.is_set()
    finally:
        loop.remove_reader(descriptor)
    return True
