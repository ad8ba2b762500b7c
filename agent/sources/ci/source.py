"""The logs of all builds of a CI provider as a source. Its cursor is the books (books.py), a look is look.py's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

from agent.found import Chunk, Cursor, Visibility
from agent.settings.ci import CiSettings
from agent.sources.ci.books import CiPosition
from agent.sources.ci.fetch import Asker
from agent.sources.ci.lists import Lists
from agent.sources.ci.look import Look
from agent.sources.position import unpack
from agent.sources.wait import Wait


class CiSource:
    """`visibility` counts where it is known; else that of each project."""

    watched: Sequence[Path] = ()

    def __init__(self, name: str, visibility: Visibility, asker: Asker, settings: CiSettings) -> None:
        self.name = name
        self.visibility = visibility
        self._asker = asker
        self._settings = settings
        self._lists = Lists(asker, settings)
        self._wait: Wait | None = None
        self.failing = False

    def wants(self, now: datetime) -> bool:
        """Is another look worth it, although nobody said so?"""
        return self._wait is None or self._wait.is_over(now)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        del now  # a look may take long: it asks a clock
        stored = unpack(after, CiPosition)
        look = Look(
            name=self.name,
            visibility=self.visibility,
            asker=self._asker,
            settings=self._settings,
            known=stored or CiPosition(),
            rules=rules,
            anew=stored is not None and after is not None and after.rules != rules,
            lists=self._lists,
            wait=self._settings.every,
        )
        self._wait = None
        async with aclosing(look.chunks()) as chunks:
            async for chunk in chunks:
                yield chunk
        self.failing = look.failed
        self._wait = Wait.of(self._asker.clock(), look.wait)
