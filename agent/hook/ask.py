"""Who looks at a push: the daemon, where it answers; else scanners that are started for this push alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from agent.complaint import Complaint
from agent.control import short
from agent.found import Text
from agent.hook import wire
from agent.hook.examine import Lookout
from agent.hook.wire import Again, Allowed, Answer, Ask, Hello, Look, Question, Said, Seen

if TYPE_CHECKING:
    from agent.hook.session import Session
    from agent.scan.pool import ScanPool

T = TypeVar("T", Seen, Said)


class NobodyError(Exception):
    """No daemon lets us in; the text is ours, and names no place: whoever pushes may read it."""


@dataclass(frozen=True, slots=True)
class Daemon:
    """A daemon that lets us ask."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def greet(self, hello: Hello) -> str:
        """Why we may not ask, or ""."""
        return (await self._asked(hello, Said)).text

    async def look(self, texts: Sequence[Text]) -> Seen:
        return await self._asked(Look(tuple(texts)), Seen)

    async def ask(self, marks: Sequence[str], reason: str) -> Said:
        return await self._asked(Ask(tuple(marks), reason), Said)

    async def tell(self, marks: Sequence[str]) -> Said:
        return await self._asked(Allowed(tuple(marks)), Said)

    async def again(self) -> Said:
        return await self._asked(Again(), Said)

    async def _asked(self, question: Question, kind: type[T]) -> T:
        answer = await self._exchange(question)
        if isinstance(answer, kind):
            return answer
        message = answer.text if isinstance(answer, Said) else "the daemon answered something else"
        raise Complaint(message)

    async def _exchange(self, question: Question) -> Answer:
        try:
            self.writer.write(wire.pack(question))
            await self.writer.drain()
            size = wire.length(await self.reader.readexactly(wire.HEADER))
            answer: Answer = msgspec.msgpack.decode(await self.reader.readexactly(size), type=Answer)
        except (OSError, EOFError, ValueError, msgspec.MsgspecError):
            pass
        else:
            return answer
        message = "the daemon ended before it answered"
        raise Complaint(message)


@asynccontextmanager
async def daemon(path: Path, hello: Hello) -> AsyncIterator[Daemon]:
    """Raises NobodyError when it begins, Complaint later."""
    asked = await _connected(path)
    try:
        if refused := await asked.greet(hello):
            raise NobodyError(refused)
        yield asked
    finally:
        asked.writer.close()


async def _connected(path: Path) -> Daemon:
    why = ""
    try:
        with short(path) as name:
            return Daemon(*await asyncio.open_unix_connection(name))
    except OSError as error:
        why = f"no daemon answers ({os.strerror(error.errno or 0)})"
    raise NobodyError(why)


@dataclass(slots=True)
class _Alone:
    """A scanner of our own, which begins meanwhile, and is waited for when it is asked for the first time. What that
    takes is not of the `limit`: to compile the patterns may take longer, and has a bound of its own in the pool.
    """

    pool: ScanPool
    session: Session
    limit: asyncio.Timeout
    unkept: Callable[[str], None]
    has_begun: bool = False

    async def look(self, texts: Sequence[Text]) -> Seen:
        from agent.scan.pool import ScannerLostError

        if not self.has_begun:
            loop, until = asyncio.get_running_loop(), self.limit.when()
            left = None if until is None else until - loop.time()
            self.limit.reschedule(None)
            with suppress(ScannerLostError):  # another one begins when it is asked, within the limit
                await self.pool.begun()
            self.limit.reschedule(None if left is None else loop.time() + left)
            self.has_begun = True
            if self.pool.unkept:
                self.unkept(self.pool.unkept)
        return await self.session.look(texts)


@asynccontextmanager
async def alone(unkept: Callable[[str], None], limit: asyncio.Timeout) -> AsyncIterator[Lookout]:
    """A scanner of our own, with keys for this push: what it finds can be shown, and nothing else.

    `unkept`: takes why its compiled patterns cannot be kept. Raises Complaint.
    """
    from agent.scan import begin

    begin.ahead()
    from agent.folders import pattern_cache
    from agent.hook.session import Session
    from agent.scan.pool import ScanPool
    from agent.seal import ResponderKeys

    keys = ResponderKeys.generate()
    async with ScanPool(keys.scanner, 1, pattern_cache(), at_once=True) as pool:
        yield _Alone(pool, Session(pool, "push"), limit, unkept)
