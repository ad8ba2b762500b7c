"""All repositories of an owner, or one of them, as a forge's API has it (pages.py reads the pages)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from agent.doors.http import HttpEndpoint
from agent.logins.tokens import Tokens, asked
from agent.sources.forges.base import Api, Repository
from agent.sources.pages import LimitedError, List, ListError, MissingError, Page, Pages, failure, limited
from agent.sources.remote.line import StoppedError
from detectors.base import Secret
from revokers.base import Headers, Reply

__all__ = ["LimitedError", "ListError", "Walker", "repositories"]

_ID: Final = re.compile(r"[A-Za-z0-9{}-]{1,80}")
_FULL: Final = re.compile(r"[^/\s]{1,255}(?:/[^/\s]{1,255}){1,30}")
_LONGEST_TIME: Final = 64
NOWHERE: Final = "there is no such owner, or the token may not see it"


def repositories(api: Api) -> List[Repository]:
    """What its list of them looks like."""
    further = api.further

    def read(row: Mapping[str, object]) -> Repository | None:
        found = api.read(row)
        if found is None or len(found.pushed) > _LONGEST_TIME:
            return None
        return found if _ID.fullmatch(found.id) and _FULL.fullmatch(found.full) else None

    return List(
        api.rows, read, lambda one: one.id, further=None if further is None else lambda _path, page: further(page)
    )


@dataclass(slots=True)
class Walker:
    """`pages`: as they were last seen, by path; losing them costs answers and nothing else. stopping: set when Stanch
    stops, which waits for one answer and not for all pages (StoppedError). As a Door of its own pages.
    """

    api: Api
    door: HttpEndpoint
    tokens: Tokens
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    pages: dict[str, Page[Repository]] = field(default_factory=dict)

    async def all(self, owner: str, now: datetime) -> tuple[dict[str, Repository], int]:
        """By id, and how many entries could not be understood. Raises ListError, ProviderError and Complaint."""
        for path in self.api.lists(owner):
            found: dict[str, Repository] = {}
            unread = 0
            pages = Pages(repositories(self.api), self, self.pages)
            try:
                async with aclosing(pages.walk(path, {}, now)) as walk:
                    async for page in walk:
                        found.update((one.id, one) for one in page.found)
                        unread += page.unread
            except MissingError:
                continue
            return found, unread
        raise ListError(NOWHERE)

    async def one(self, key: str, now: datetime) -> Repository | None:
        """By its id; None where it is gone, or not to be seen. Raises as `all` does."""
        reply = await self.get(self.api.one(key))
        match reply.status:
            case 200:
                row = reply.json
                found = repositories(self.api).read(row) if isinstance(row, dict) else None
                if found is None or found.id != key:
                    message = "it answers for one repository with something else"
                    raise ListError(message)
                return found
            case 404 | 410 | 451:
                return None
            case 403 if not limited(reply, now):
                return None
        raise failure(reply, now)

    @property
    def base(self) -> str:
        return self.door.base

    async def get(self, path: str, *, headers: Headers | None = None) -> Reply:
        if self.stopping.is_set():
            raise StoppedError

        def send(token: Secret | None) -> Awaitable[Reply]:
            own = {} if token is None else self.api.headers(token)
            return self.door.get(path, headers={**own, **(headers or {})})

        return await asked(self.tokens, send)
