"""Ask a CI provider: its lists and its logs, within its limits, and never with its token anywhere else.

    API's door --200-------------------> the bytes
               --302, to a host of ours-> a door without any login --200--> the bytes
               --302, elsewhere---------> ListError; it is not asked

A login goes to the configured address and nowhere else. What an answer sends us to is only followed where the
configuration (download_hosts) names that host, once, over TLS, and with nothing but the Range of what is wanted.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit

from agent.doors.http import HttpEndpoint
from agent.logins.tokens import Tokens, asked
from agent.model import Address
from agent.sources.ci.base import Form, Log, Provider
from agent.sources.pages import GoneError, LimitedError, List, ListError, Page, Pages, failure, until_reset
from agent.sources.remote.address import loopback
from detectors.base import Secret
from revokers.base import Headers, Reply, UnmappedError

T = TypeVar("T")

_PORTS: Final = {"https": 443, "http": 80}
_HOST: Final = re.compile(r"[a-z0-9_][a-z0-9._-]{0,252}")
_FROM: Final = re.compile(r"bytes ([0-9]{1,18})-")
_SIZE: Final = re.compile(r"[0-9]{1,18}")
_SPENT: Final = timedelta(minutes=1)
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
_PAGE: Final = frozenset({"text/html", "application/xhtml+xml"})


class StoppedError(Exception):
    """Stanch stops: nothing more is asked."""


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes from `start` of what was asked for. size: of all of it, where the answer says so."""

    start: int
    size: int | None
    blocks: AsyncGenerator[bytes]


@dataclass(slots=True)
class Asker:
    """One provider. tokens, user: the login. hosts: patterns of host or host:port. elsewhere: a
    door to another host, without any login. until: nothing is asked before.
    """

    provider: Provider
    door: HttpEndpoint
    tokens: Tokens
    user: str
    hosts: Collection[str]
    elsewhere: Callable[[Address], HttpEndpoint]
    clock: Callable[[], datetime]
    stopping: asyncio.Event
    until: datetime | None = None

    @property
    def base(self) -> str:
        return self.door.base

    async def get(self, path: str, *, headers: Headers | None = None) -> Reply:
        self._hold()

        def send(token: Secret | None) -> Awaitable[Reply]:
            return self.door.get(path, headers={**self._login(token), **(headers or {})})

        reply = await asked(self.tokens, send)
        self._heed(reply)
        return reply

    async def json(self, path: str) -> object:
        """What one path answers. Raises ListError and ProviderError."""
        reply = await self.get(path)
        if reply.status in _GONE:
            raise GoneError(reply.status)
        if reply.status != HTTPStatus.OK or reply.json is None:
            raise failure(reply, self.clock())
        return reply.json

    async def pages(self, of: List[T], path: str, kept: dict[str, Page[T]] | None = None) -> AsyncGenerator[Page[T]]:
        """Raises ListError and ProviderError."""
        async with aclosing(Pages(of, self, kept).walk(path, {}, self.clock())) as walk:
            async for page in walk:
                yield page

    async def rows(self, of: List[T], path: str) -> AsyncGenerator[T]:
        """All of a list, every entry of which must be understood. Raises ListError and ProviderError."""
        async with aclosing(self.pages(of, path)) as walk:
            async for page in walk:
                if page.unread:
                    message = f"entries of a list that are not understood: {page.unread}"
                    raise ListError(message)
                for one in page.found:
                    yield one

    @asynccontextmanager
    async def body(self, log: Log, start: int = 0) -> AsyncIterator[Body]:
        """Of a log, from byte `start` of it, or from an earlier one. Raises ListError and ProviderError."""
        self._hold()
        wanted: Headers = {"Range": f"bytes={start}-"} if start and log.form is Form.TEXT else {}
        path = f"{log.path}?start={start}" if log.form is Form.PROGRESSIVE else log.path
        location = None if path.startswith("/") else path
        again = True
        while location is None:
            async with (
                self.tokens.lent() as token,
                self.door.stream(path, accept="*/*", headers={**self._login(token), **wanted}) as (reply, blocks),
            ):
                self._heed(reply)
                if reply.status == HTTPStatus.UNAUTHORIZED and again and self.tokens.refused(token):
                    again = False
                    continue
                if reply.status not in _MOVED:
                    yield self._body(log, start, reply, blocks)
                    return
                location = reply.told.get("location", "")
        door, path = self._led(location)
        async with door.stream(path, accept="*/*", headers=wanted) as (reply, blocks):
            if reply.status in _MOVED or reply.status in {401, 403}:
                message = f"the host that it sends us to does not give it out (HTTP {reply.status})"
                raise ListError(message)
            yield self._body(log, start, reply, blocks)

    def _body(self, log: Log, start: int, reply: Reply, blocks: AsyncGenerator[bytes]) -> Body:
        if reply.status in _GONE:
            raise GoneError(reply.status)
        if reply.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and start:
            return Body(start, start, _nothing())
        if reply.status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
            raise failure(reply, self.clock())
        if reply.content_type in _PAGE:
            message = "it answers with a page for people instead of a log"
            raise ListError(message)
        if reply.status == HTTPStatus.PARTIAL_CONTENT:
            found = _FROM.match(reply.told.get("content-range", ""))
            if found is None or int(found[1]) != start:
                message = "it answers with another part of a log than was asked for"
                raise UnmappedError(message)
            return Body(start, None, blocks)
        if log.form is not Form.PROGRESSIVE:
            return Body(0, None, blocks)
        size = reply.told.get("x-text-size", "")
        if not _SIZE.fullmatch(size):
            message = "it does not say how long a log is"
            raise UnmappedError(message)
        return Body(start, int(size), blocks)

    def _led(self, location: str) -> tuple[HttpEndpoint, str]:
        """To where an answer sends us, if the configuration lets it. Raises ListError."""
        own = f"{'http' if self.door.tls is None else 'https'}://{self.door.host}:{self.door.port}/"
        try:
            url = urlsplit(urljoin(own, location))
            port = url.port or _PORTS.get(url.scheme, 0)
        except ValueError:
            url, port = urlsplit(""), 0
        host = (url.hostname or "").lower()
        usable = url.scheme == "https" or (url.scheme == "http" and loopback(host))
        if not usable or not _HOST.fullmatch(host) or url.username is not None or url.password is not None:
            message = "it sends us to what is no https:// address: not followed"
            raise ListError(message)
        named = {f"{host}:{port}", *([host] if port == _PORTS[url.scheme] else [])}
        here = (host, port) == (self.door.host, self.door.port)
        if not here and not any(fnmatchcase(one, glob) for one in named for glob in self.hosts):
            message = f"it sends us to {host}:{port}, which download_hosts does not name: not followed"
            raise ListError(message)
        door = self.elsewhere(Address("download", host, port, tls=url.scheme == "https"))
        return door, (url.path or "/") + (f"?{url.query}" if url.query else "")

    def _login(self, token: Secret | None) -> Headers:
        return {} if token is None else self.provider.headers(token, self.user)

    def _hold(self) -> None:
        if self.stopping.is_set():
            raise StoppedError
        if self.until is not None and (left := self.until - self.clock()) > timedelta(0):
            raise LimitedError(left)

    def _heed(self, reply: Reply) -> None:
        """The last that may be asked for now was asked for: wait, rather than be told so."""
        told = reply.told
        if "0" in {told.get("x-ratelimit-remaining"), told.get("ratelimit-remaining")}:
            self.until = self.clock() + (reply.retry_after or until_reset(reply, self.clock()) or _SPENT)


async def _nothing() -> AsyncGenerator[bytes]:
    return
    yield b""
