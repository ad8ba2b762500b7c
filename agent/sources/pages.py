"""Read a list of an API page by page, whatever the server does meanwhile.

    first page --304 or rows--> next page --...--> the last one       ListError: not all; LimitedError: not now

A page that was not changed since (its ETag) costs no answer and, at GitHub, no part of the limit. Of the next page's
URL only path and query count: it is asked of the configured host, whatever host it names. A list that goes on without
a new entry has lost its way, or wants us to.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from revokers.base import Headers, Reply, UnmappedError

T = TypeVar("T")

_NEXT: Final = re.compile(r'<([^<>]{1,4000})>\s*;[^,<>]*\brel="?next"?')
_SECONDS: Final = re.compile(r"[0-9]{1,11}")
_ETAG: Final = re.compile(r"[!-~ ]{1,1000}")  # what can be sent back
_MANY_PAGES: Final = 2_000
_MANY: Final = 200_000
_LIMITED: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=1)
_EPOCH: Final = 10**8  # a smaller number of seconds is no date but a wait
_REFUSED: Final = "the login is refused there: check the token, and what it may do"


class ListError(Exception):
    """The list is not complete. The text says why, in our words."""


class MissingError(ListError):
    """There is no such list, or it is not ours to see."""

    def __init__(self) -> None:
        super().__init__("there is no such list, or the token may not see it")


class GoneError(ListError):
    """It expired, or somebody deleted it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"it is not there any more (HTTP {status}): it expired, or was deleted")


class LimitedError(ListError):
    """Too much was asked: nothing before `after`."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("it limits how much is asked: it is asked again later")
        self.after = after


class Door(Protocol):
    """To the API: an HttpEndpoint, or who asks through one."""

    @property
    def base(self) -> str: ...
    async def get(self, path: str, *, headers: Headers | None = None) -> Reply: ...


@dataclass(frozen=True, slots=True)
class List(Generic[T]):
    """What a list of this API looks like.

    rows: the entries of a page; None: that is no page. read: one of them; None: it cannot be understood. key: the same
    for no two of them. further: the page after one that was asked for by that path, as a path below the API's address
    or a whole URL, where no Link header says it. stale: pages in a row that may bring nothing new.
    """

    rows: Callable[[object], list[object] | None]
    read: Callable[[Mapping[str, object]], T | None]
    key: Callable[[T], object]
    further: Callable[[str, object], str | None] | None = None
    stale: int = 0


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`unread`: entries that could not be understood."""

    path: str
    etag: str
    found: tuple[T, ...]
    unread: int
    next: str | None


@dataclass(slots=True)
class Pages(Generic[T]):
    """`kept`: pages as they were last seen, by path; losing them costs answers and nothing else. None: none is."""

    of: List[T]
    door: Door
    kept: dict[str, Page[T]] | None = None

    async def walk(self, path: str, headers: Headers, now: datetime) -> AsyncGenerator[Page[T]]:
        """Page after page, each with what no page before it had. Raises ListError and ProviderError."""
        page = await self._page(path, headers, now)
        if page is None:
            raise MissingError
        known: set[object] = set()
        seen = {path}
        stale = 0
        while True:
            fresh = tuple(one for one in page.found if self.of.key(one) not in known)
            stale = stale + 1 if page.found and not fresh else 0
            if stale > self.of.stale:
                message = "its list repeats itself"
                raise ListError(message)
            known.update(map(self.of.key, fresh))
            yield Page(path, page.etag, fresh, page.unread, page.next)
            if page.next is None:
                if self.kept is not None:
                    for old in self.kept.keys() - seen:
                        del self.kept[old]
                return
            if page.next in seen or len(seen) >= _MANY_PAGES or len(known) > _MANY:
                message = "its list does not end"
                raise ListError(message)
            path = page.next
            seen.add(path)
            following = await self._page(path, headers, now)
            if following is None:
                message = "a page of its list is missing"
                raise ListError(message)
            page = following

    async def _page(self, path: str, headers: Headers, now: datetime) -> Page[T] | None:
        """None: there is none (404)."""
        known = None if self.kept is None else self.kept.get(path)
        more = {"If-None-Match": known.etag} if known is not None and known.etag else {}
        reply = await self.door.get(path, headers={**headers, **more})
        if reply.status == HTTPStatus.NOT_MODIFIED and known is not None:
            return known
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        rows = self.of.rows(reply.json) if reply.status == HTTPStatus.OK else None
        if rows is None:
            raise failure(reply, now)
        read = [self.of.read(row) if isinstance(row, dict) else None for row in rows]
        found = tuple(one for one in read if one is not None)
        etag = reply.told.get("etag", "")
        etag = etag if _ETAG.fullmatch(etag) else ""
        page = Page(path, etag, found, len(read) - len(found), self._next(path, reply))
        if self.kept is not None:
            if len(self.kept) > _MANY_PAGES:  # of lists that did not end
                self.kept.clear()
            self.kept[path] = page
        return page

    def _next(self, path: str, reply: Reply) -> str | None:
        if self.of.further is not None:
            url = self.of.further(path, reply.json)
            if url is not None and url.startswith("/"):
                return url
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


def limited(reply: Reply, now: datetime) -> timedelta | None:
    """https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit"""
    spent = reply.told.get("x-ratelimit-remaining") == "0"
    if reply.status not in {403, 429} or (
        reply.status == HTTPStatus.FORBIDDEN and not spent and reply.retry_after is None
    ):
        return None
    if reply.retry_after is not None:
        return max(reply.retry_after, timedelta(seconds=1))
    return until_reset(reply, now) or _LIMITED


def until_reset(reply: Reply, now: datetime) -> timedelta | None:
    """Until more may be asked, of an answer that says so: as a date in seconds, or (Buildkite) in how many of them.

    https://buildkite.com/docs/apis/rest-api/limits
    """
    reset = reply.told.get("x-ratelimit-reset") or reply.told.get("ratelimit-reset") or ""
    if not _SECONDS.fullmatch(reset):
        return None
    left = timedelta(seconds=int(reset))
    if int(reset) >= _EPOCH:
        left = datetime.fromtimestamp(int(reset), UTC) - (reply.date or now)
    return max(timedelta(seconds=1), min(left, _LONGEST))


def failure(reply: Reply, now: datetime) -> Exception:
    """What an answer means that is none: a ListError or a ProviderError."""
    after = limited(reply, now)
    if after is not None:
        return LimitedError(after)
    if reply.status in {401, 403}:
        return ListError(_REFUSED)
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        return ListError("it answers with a redirect, which is not followed: write its present address")
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ListError(f"it cannot answer now (HTTP {reply.status}): it is asked again")
    return UnmappedError(f"HTTP {reply.status}: not what was asked for")
