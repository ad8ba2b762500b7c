"""Read a list of repositories page by page, whatever the forge does meanwhile.

    first page --304 or rows--> next page --...--> all of them        ListError: not all; LimitedError: not now

A page that was not changed since (its ETag) costs no answer and, at GitHub, no part of the limit. Of the next page's
URL only path and query count: it is asked of the configured host, whatever host it names. A list that goes on without
a new repository has lost its way, or wants us to.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from agent.http import HttpEndpoint
from agent.sources.forges.base import Api, Repository
from agent.sources.remote.line import StoppedError
from detectors.base import Secret
from revokers.base import Headers, Reply, UnmappedError

_NEXT: Final = re.compile(r'<([^<>]{1,4000})>\s*;[^,<>]*\brel="?next"?')
_ID: Final = re.compile(r"[A-Za-z0-9{}-]{1,80}")
_FULL: Final = re.compile(r"[^/\s]{1,255}(?:/[^/\s]{1,255}){1,30}")
_SECONDS: Final = re.compile(r"[0-9]{1,11}")
_ETAG: Final = re.compile(r"[!-~ ]{1,1000}")  # what can be sent back
_LONGEST_TIME: Final = 64
_MANY_PAGES: Final = 2_000
_MANY: Final = 200_000
_LIMITED: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=1)
_REFUSED: Final = "the login is refused there: check the token, and what it may do"
NOWHERE: Final = "there is no such owner, or the token may not see it"


class ListError(Exception):
    """The list is not complete. The text says why, in our words."""


class LimitedError(ListError):
    """Too much was asked: nothing before `after`."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("it limits how much is asked: it is asked again later")
        self.after = after


@dataclass(frozen=True, slots=True)
class Page:
    """`unread`: entries that could not be understood."""

    etag: str
    found: tuple[Repository, ...]
    unread: int
    next: str | None


@dataclass(slots=True)
class Walker:
    """`pages`: as they were last seen, by path; losing them costs answers and nothing else. stopping: set when Stanch
    stops, which waits for one answer and not for all pages (StoppedError).
    """

    api: Api
    door: HttpEndpoint
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    pages: dict[str, Page] = field(default_factory=dict)

    async def all(self, owner: str, token: Secret | None, now: datetime) -> tuple[dict[str, Repository], int]:
        """By id, and how many entries could not be understood. Raises ListError and ProviderError."""
        lists = self.api.lists(owner)
        for path in lists:
            page = await self._page(path, token, now)
            if page is not None:
                return await self._from(path, page, token, now)
        raise ListError(NOWHERE)

    async def one(self, key: str, token: Secret | None, now: datetime) -> Repository | None:
        """By its id; None where it is gone, or not to be seen. Raises ListError and ProviderError."""
        reply = await self._get(self.api.one(key), self._headers(token))
        match reply.status:
            case 200:
                found = self._read(reply.json)
                if found is None or found.id != key:
                    message = "it answers for one repository with something else"
                    raise ListError(message)
                return found
            case 404 | 410 | 451:
                return None
            case 403 if not _limited(reply, now):
                return None
        raise _failure(reply, now)

    async def _from(
        self, path: str, page: Page, token: Secret | None, now: datetime
    ) -> tuple[dict[str, Repository], int]:
        found: dict[str, Repository] = {}
        seen = {path: page}
        unread = 0
        while True:
            fresh = [one for one in page.found if one.id not in found]
            if page.found and not fresh:
                message = "its list repeats itself"
                raise ListError(message)
            found.update((one.id, one) for one in fresh)
            unread += page.unread
            if page.next is None:
                self.pages = seen
                return found, unread
            if page.next in seen or len(seen) >= _MANY_PAGES or len(found) > _MANY:
                message = "its list does not end"
                raise ListError(message)
            path = page.next
            further = await self._page(path, token, now)
            if further is None:
                message = "a page of its list is missing"
                raise ListError(message)
            page = seen[path] = further

    async def _page(self, path: str, token: Secret | None, now: datetime) -> Page | None:
        """None: there is none (404)."""
        known = self.pages.get(path)
        more = {"If-None-Match": known.etag} if known is not None and known.etag else {}
        reply = await self._get(path, {**self._headers(token), **more})
        if reply.status == HTTPStatus.NOT_MODIFIED and known is not None:
            return known
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        rows = self.api.rows(reply.json) if reply.status == HTTPStatus.OK else None
        if rows is None:
            raise _failure(reply, now)
        read = [self._read(row) for row in rows]
        found = tuple(one for one in read if one is not None)
        etag = reply.told.get("etag", "")
        return Page(etag if _ETAG.fullmatch(etag) else "", found, len(read) - len(found), self._next(reply))

    async def _get(self, path: str, headers: Headers) -> Reply:
        if self.stopping.is_set():
            raise StoppedError
        return await self.door.get(path, headers=headers)

    def _read(self, row: object) -> Repository | None:
        found = self.api.read(row) if isinstance(row, dict) else None
        if found is None or len(found.pushed) > _LONGEST_TIME:
            return None
        return found if _ID.fullmatch(found.id) and _FULL.fullmatch(found.full) else None

    def _headers(self, token: Secret | None) -> Headers:
        return {} if token is None else self.api.headers(token)

    def _next(self, reply: Reply) -> str | None:
        if self.api.further is not None:
            url = self.api.further(reply.json)
        else:
            link = _NEXT.search(reply.told.get("link", ""))
            url = link[1] if link else None
        if url is None:
            return None
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        base = self.door.base.rstrip("/")
        if not parts.path.startswith(f"{base}/"):
            message = "a page of its list leads elsewhere: not followed"
            raise ListError(message)
        return parts.path.removeprefix(base) + (f"?{parts.query}" if parts.query else "")


def _limited(reply: Reply, now: datetime) -> timedelta | None:
    """https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit"""
    spent = reply.told.get("x-ratelimit-remaining") == "0"
    if reply.status not in {403, 429} or (
        reply.status == HTTPStatus.FORBIDDEN and not spent and reply.retry_after is None
    ):
        return None
    if reply.retry_after is not None:
        return max(reply.retry_after, timedelta(seconds=1))
    reset = reply.told.get("x-ratelimit-reset") or reply.told.get("ratelimit-reset") or ""
    if _SECONDS.fullmatch(reset):
        left = datetime.fromtimestamp(int(reset), UTC) - (reply.date or now)
        return max(timedelta(seconds=1), min(left, _LONGEST))
    return _LIMITED


def _failure(reply: Reply, now: datetime) -> Exception:
    after = _limited(reply, now)
    if after is not None:
        return LimitedError(after)
    if reply.status in {401, 403}:
        return ListError(_REFUSED)
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        return ListError("it answers with a redirect, which is not followed: write its present address")
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ListError(f"it cannot answer now (HTTP {reply.status}): it is asked again")
    return UnmappedError(f"HTTP {reply.status}: no list of repositories")
