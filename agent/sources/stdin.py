"""Standard input as a source: `... | stanch scan -`. Read as fast as it is scanned, and never kept.

It is waited for in the event loop, not in a thread: a thread that waits for a pipe keeps a process that was told to
stop. Its descriptor stays blocking, as other processes share it: it is read only when there is something to read.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import Final

from agent.complaint import Complaint, refused
from agent.model import Chunk, Cursor, Debt, Text, TextsPart, Visibility
from agent.sources.pieces import Pieces

NAME: Final = "-"
_BLOCK: Final = 1 << 16


class StdinSource:
    """It can be read once and has no cursor. `descriptor`: another one than 0, for tests."""

    name = NAME
    visibility = Visibility.UNKNOWN
    watched: Sequence[Path] = ()

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:  # noqa: ARG002 - there is nothing to come back to
        pieces = Pieces(Text(NAME, b""))
        async with aclosing(_blocks(self._descriptor)) as blocks:
            async for block in blocks:
                for text in pieces.add(block):
                    yield self._chunk(text)
                if pieces.owed:
                    break
        for text in pieces.finish():
            yield self._chunk(text)
        if pieces.owed:
            yield self._chunk(None, Debt(NAME, NAME, pieces.owed))

    def _chunk(self, text: Text | None, *debts: Debt) -> Chunk:
        part = TextsPart((text,)) if text else None
        return Chunk(NAME, self.visibility, backlog=False, part=part, debts=debts)


async def _blocks(descriptor: int) -> AsyncGenerator[bytes]:
    """Until its end. Raises Complaint."""
    failure: Complaint
    try:
        while True:
            await _ready(descriptor)
            try:
                block = os.read(descriptor, _BLOCK)
            except BlockingIOError:
                continue  # another process that shares it was faster
            if not block:
                return
            yield block
    except OSError as error:
        failure = refused(error, "standard input") or Complaint(f"standard input cannot be read: {error.strerror}")
    raise failure


async def _ready(descriptor: int) -> None:
    """There is something to read, or its end. A file always has one of them, and cannot be waited for."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:
        await asyncio.sleep(0)
        return
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
