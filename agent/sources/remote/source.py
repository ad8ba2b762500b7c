"""A repository elsewhere as a source: look through what has come, then fetch, then look through what comes.

    due? --no, all is read--> nothing                                 (no git is started)
         --> a turn --> inner source on the mirror --news--> that was it; fetch at the next look
                                                   --none--> fetch --> inner source --> chunks

Fetching only when everything that is here stands in the ledger (the cursor that we were called with says so) is what
makes a forced push, or a kill at any moment, hide nothing that had come. What was pushed and pushed away between two
looks never gets here.

What cannot be fetched is a debt of this source until it can; the mirror stays and is read. A repository that becomes
more public than it was is read again from the beginning: what it holds is seen by more people.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

import msgspec

from agent.complaint import Complaint
from agent.found import Chunk, Cursor, Debt, Source, Visibility
from agent.sources.position import pack, unpack
from agent.sources.remote.line import CostlyError, FetchError, StoppedError
from agent.sources.remote.mirror import Mirror
from agent.sources.remote.turns import Turns
from agent.sources.wait import Wait

_EXPOSURE: Final = {Visibility.PRIVATE: 0, Visibility.INTERNAL: 1, Visibility.UNKNOWN: 2, Visibility.PUBLIC: 3}

_RETRY: Final = timedelta(minutes=5)
_COSTLY: Final = timedelta(hours=12)

Owe = tuple[tuple[str, str], ...]


class MirrorPosition(msgspec.Struct, frozen=True):
    """git: the inner source's position. settled: the rules under which that was all there was, else empty.

    advert, pushed: what server and forge said of it when it was fetched. told: the inner source's debts; owed: why it
    was not fetched.
    """

    git: str = ""
    settled: str = ""
    advert: str = ""
    pushed: str = ""
    visibility: str = ""
    told: Owe = ()
    owed: str = ""


class MirrorSource:
    """`inner` makes the source that reads the mirror; `owners` reads who owns what in it, before its finds are filed.

    every: how often the server is asked; None: when the forge says that there was a push.
    """

    watched: Sequence[Path] = ()

    def __init__(
        self,
        name: str,
        visibility: Visibility,
        mirror: Mirror,
        turns: Turns,
        *,
        inner: Callable[[str, Path, Visibility], Source],
        owners: Callable[[str, Path], Awaitable[None]],
        every: timedelta | None,
    ) -> None:
        self.name = name
        self.visibility = visibility
        self.mirror = mirror
        self._turns = turns
        self._inner = inner
        self._owners = owners
        self._every = every
        self._pushed: str | None = None
        self._wait: Wait | None = None
        self._asked = 0 if every is None else 1
        self._answered = 0
        self.failing = False  # the last fetch was none; it is owed
        self._unread = True
        self._costly = False

    def ask(self) -> None:
        """A webhook, or a person: the next look fetches, whenever the last one was."""
        self._asked += 1

    def is_at(self, full: str) -> bool:
        """Is it the repository of that path on its server?"""
        path = self.mirror.remote.path.rstrip("/").lower().removesuffix(".git")
        return path.endswith(f"/{full.lower()}")

    def tell(self, pushed: str, visibility: Visibility) -> bool:
        """From the forge: when there was a push. True where another look is worth it."""
        news = (pushed, visibility) != (self._pushed, self.visibility)
        if pushed != self._pushed and not self._costly:
            self._wait = None
        self._pushed, self.visibility = pushed, visibility
        return news

    def wants(self, now: datetime) -> bool:
        """Is another look worth it, although nobody said so?"""
        return self._unread or self._asked != self._answered or (self._wait is not None and self._wait.is_over(now))

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        position = unpack(after, MirrorPosition) or MirrorPosition()
        under = after.rules if after is not None and position.git else rules
        due = self._is_due(position, now)
        self._unread = True
        if due or position.settled != rules or position.visibility != self.visibility.value:
            look = self._look(position, under, rules, now, due=due)
            async with self._turns.turn(self._pushed or now.isoformat()), aclosing(look) as chunks:
                async for chunk in chunks:
                    yield chunk
                    position = unpack(chunk.cursor, MirrorPosition) or position
        self._unread = self._is_due(position, now) or position.settled != rules

    def _is_due(self, position: MirrorPosition, now: datetime) -> bool:
        if self._asked != self._answered:
            return True
        if self._wait is not None:
            return self._wait.is_over(now)
        pushed = self._pushed is not None and position.pushed != self._pushed
        return pushed or self._every is not None or not self.mirror.exists

    async def _look(
        self, was: MirrorPosition, under: str, rules: str, now: datetime, *, due: bool
    ) -> AsyncGenerator[Chunk]:
        news = False
        if self.mirror.bounds.stopping.is_set():
            return
        if self.mirror.exists:
            await self.mirror.recover()
            async with aclosing(self._read(was, was, under, rules, now)) as chunks:
                async for chunk in chunks:
                    news = True
                    yield chunk
        if news or not due:
            return
        try:
            position = await self._fetched(was, now)
        except StoppedError:
            return
        if self.mirror.exists:
            async with aclosing(self._read(was, position, under, rules, now)) as chunks:
                async for chunk in chunks:
                    yield chunk
        elif position != was:
            yield self._chunk(msgspec.structs.replace(position, settled=rules), under)

    async def _fetched(self, position: MirrorPosition, now: datetime) -> MirrorPosition:
        asked, pushed = self._asked, self._pushed
        owed, self._costly = "", False
        advert = position.advert
        try:
            advert = await self.mirror.fetch(position.advert)
        except StoppedError:
            raise
        except (FetchError, Complaint) as error:
            self._costly = isinstance(error, CostlyError)
            owed = f"not fetched: {error}"
        self._answered = asked
        self.failing = bool(owed)
        if owed:
            self._wait = Wait.of(now, _COSTLY if self._costly else self._every or _RETRY)
            return msgspec.structs.replace(position, owed=owed)
        self._wait = None if self._every is None else Wait.of(now, self._every)
        return msgspec.structs.replace(position, owed="", advert=advert, pushed=pushed or "")

    async def _read(
        self, was: MirrorPosition, position: MirrorPosition, under: str, rules: str, now: datetime
    ) -> AsyncGenerator[Chunk]:
        """What is in the mirror and not in the ledger, which knows `was`; the last chunk says that this is all."""
        await self._owners(self.name, self.mirror.path)
        seen = Visibility(position.visibility) if position.visibility else self.visibility
        if _EXPOSURE[self.visibility] > _EXPOSURE[seen]:
            position = msgspec.structs.replace(position, git="")
        position = msgspec.structs.replace(position, visibility=self.visibility.value, settled="")
        source = self._inner(self.name, self.mirror.path, self.visibility)
        cursor = Cursor(self.name, position.git, under) if position.git else None
        held: Chunk | None = None
        found = cast("AsyncGenerator[Chunk]", source.chunks(cursor, rules=rules, now=now))
        async with aclosing(found) as chunks:
            async for chunk in chunks:
                if held is not None:
                    yield self._wrapped(held, position)
                held = chunk
        position = msgspec.structs.replace(position, settled=rules)
        if held is not None:
            yield self._wrapped(held, position)
        elif position != was:
            yield self._chunk(position, under)

    def _wrapped(self, chunk: Chunk, position: MirrorPosition) -> Chunk:
        """The inner source's chunk, with a cursor of ours around its own."""
        if chunk.cursor is None:
            return chunk
        told = tuple((debt.path, debt.reason) for debt in chunk.debts)
        mine = msgspec.structs.replace(position, git=chunk.cursor.position, told=told)
        own = self._chunk(mine, chunk.cursor.rules)
        return replace(chunk, cursor=own.cursor, debts=own.debts)

    def _chunk(self, position: MirrorPosition, under: str) -> Chunk:
        path, url = str(self.mirror.path), self.mirror.remote.url
        owed = [*position.told, *([(path, position.owed)] if position.owed else [])]
        debts = tuple(Debt(self.name, url if where == path else where, why) for where, why in owed)
        cursor = Cursor(self.name, pack(position), under, unread=not position.git and bool(position.owed))
        return Chunk(self.name, self.visibility, False, None, cursor, debts)  # noqa: FBT003 - no backlog
