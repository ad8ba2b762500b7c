"""The only HTTP that we serve: on loopback unless the operator says otherwise, one answer a connection.

Refused, in this order: more than one or no Host header, a Host that is none of our names (a browser that was led here
by a name of somebody else's, https://en.wikipedia.org/wiki/DNS_rebinding), anything but GET, a body, a path that does
not exist. No answer carries a CORS header, so no page of another origin reads one.

What is below HOOKS goes to the hooks (hooks.py), where there are any: method, headers and the body as it was sent, up
to CAP bytes of it, ROOM bytes of all together.

A connection lives for LIFE seconds at most, whatever its client does or does not send or read, and where MOST are
open, the oldest gives way: whoever holds connections open holds up nobody.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import hdrs, web

from agent import log
from agent.complaint import Complaint
from agent.settings import Web

LIFE: Final = 10.0  # seconds
MOST: Final = 32  # connections
HOOKS: Final = "/hooks/"
CAP: Final = 8 << 20  # bytes of a body
ROOM: Final = 32 << 20
_LINE: Final = 2048  # bytes of the request line
_FIELD: Final = 4096  # bytes of one header
_FIELDS: Final = 32
_HEADERS: Final = {
    "Server": "stanch",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """`content_type` with its charset. wait: seconds until it is sent, with nothing held."""

    status: int
    body: bytes
    content_type: str = _TEXT
    wait: float = 0.0


Page = Callable[[], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Request:
    """What came for a hook: the path below HOOKS, header names in small letters, the body as it was sent."""

    method: str
    path: str
    headers: Mapping[str, tuple[str, ...]] = field(repr=False)
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """Empty where there is none, or more than one."""
        given = self.headers.get(name.lower(), ())
        return given[0] if len(given) == 1 else ""


Receiver = Callable[[Request], Awaitable[Answer]]


@asynccontextmanager
async def serve(
    where: Web, pages: Mapping[str, Page], hooks: Receiver | None = None, *, life: float = LIFE, most: int = MOST
) -> AsyncIterator[int]:
    """Answer until the block is left; the port. Raises Complaint when it cannot listen there."""
    room = _Room(ROOM)

    async def handler(request: web.BaseRequest) -> web.StreamResponse:
        if hooks is not None and request.path.startswith(HOOKS):
            answer = await _handed_on(request, where.hosts, hooks, room)
        else:
            answer = await _answer(request, where.hosts, pages)
        if answer.wait:
            await asyncio.sleep(answer.wait)
        headers = {**_HEADERS, "Content-Type": answer.content_type}
        response = web.Response(status=answer.status, body=answer.body, headers=headers)
        if answer.status == _NOT_ALLOWED:
            response.headers[hdrs.ALLOW] = hdrs.METH_GET
        response.force_close()
        return response

    server = web.Server(
        handler,
        access_log=None,
        logger=_silent(),
        keepalive_timeout=life,
        lingering_time=0,
        # A signature is over what was sent.
        auto_decompress=False,
        max_line_size=_LINE,
        max_field_size=_FIELD,
        max_headers=_FIELDS,
    )
    open_: dict[_Connection, asyncio.BaseTransport] = {}
    listener = await _listen(lambda: _Connection(server(), open_, life, most), where, most)
    try:
        port: int = listener.sockets[0].getsockname()[1]
        log.logger().info("answering", address=where.address, port=port)
        yield port
    finally:
        listener.close()
        for transport in list(open_.values()):
            _abort(transport)
        await server.shutdown(timeout=1)
        await listener.wait_closed()


async def _listen(connection: Callable[[], asyncio.Protocol], where: Web, backlog: int) -> asyncio.Server:
    problem = ""
    try:
        return await asyncio.get_running_loop().create_server(connection, where.address, where.port, backlog=backlog)
    except OSError as error:
        problem = os.strerror(error.errno) if error.errno else type(error).__name__
    message = (
        f"stanch.toml: web.listen: cannot listen on {where.address} port {where.port} ({problem}) — "
        'choose another port, or "off"'
    )
    raise Complaint(message)


async def _answer(request: web.BaseRequest, hosts: frozenset[str], pages: Mapping[str, Page]) -> Answer:
    refused = _refused(request, hosts)
    if refused is not None:
        return refused
    page = pages.get(request.path)
    if page is None:
        return _refusal(_NOT_FOUND, "there is nothing here")
    try:
        return await page()
    except Exception as error:  # noqa: BLE001 - a page that fails says so in our words, and the daemon goes on
        log.logger().error("not answered", page=request.path, why=type(error).__name__)
        return _refusal(_UNAVAILABLE, "it cannot be told now")


@dataclass(slots=True)
class _Room:
    """Bytes of bodies that may be held at a time."""

    left: int


async def _handed_on(request: web.BaseRequest, hosts: frozenset[str], hooks: Receiver, room: _Room) -> Answer:
    refused = _misdirected(request, hosts)
    if refused is not None:
        return refused
    body = bytearray()
    try:
        async for piece in request.content.iter_any():
            if len(body) + len(piece) > CAP:
                return _refusal(_TOO_LARGE, f"more than {CAP} bytes")
            if len(piece) > room.left:
                return _refusal(_UNAVAILABLE, "too much comes at once")
            room.left -= len(piece)
            body += piece
        headers: dict[str, tuple[str, ...]] = {}
        for name, value in request.headers.items():
            headers[name.lower()] = (*headers.get(name.lower(), ()), value)
        return await hooks(Request(request.method, request.path.removeprefix(HOOKS), headers, bytes(body)))
    except Exception as error:  # noqa: BLE001 - whatever it is, who sent it may send it again, and the daemon goes on
        log.logger().error("not answered", page=HOOKS, why=type(error).__name__)
        return _refusal(_UNAVAILABLE, "it cannot be taken now")
    finally:
        room.left += len(body)


def _refused(request: web.BaseRequest, hosts: frozenset[str]) -> Answer | None:
    refused = _misdirected(request, hosts)
    if refused is not None:
        return refused
    if request.method != hdrs.METH_GET:
        return _refusal(_NOT_ALLOWED, "only GET is answered")
    return _refusal(_TOO_LARGE, "a question here has no body") if request.body_exists else None


def _misdirected(request: web.BaseRequest, hosts: frozenset[str]) -> Answer | None:
    named = request.headers.getall(hdrs.HOST, [])
    if len(named) != 1:
        return _refusal(_BAD, "name one host")
    if _without_port(named[0]) not in hosts:
        return _refusal(_MISDIRECTED, "this is no name of this server: see `hosts` in [web] of stanch.toml")
    return None


def _refusal(status: int, words: str) -> Answer:
    return Answer(status, words.encode() + b"\n")


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isascii() and port.isdecimal() else host).lower()


def _silent() -> logging.Logger:
    """What a stranger sent would else be written to standard error by aiohttp, with tracebacks."""
    logger = logging.getLogger("stanch.web")
    logger.disabled = True
    return logger


def _abort(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.Transport):
        transport.abort()


class _Connection(asyncio.Protocol):
    """Passes everything on to aiohttp's protocol, and ends the connection when its time is over."""

    def __init__(
        self, inner: asyncio.Protocol, open_: dict[_Connection, asyncio.BaseTransport], life: float, most: int
    ) -> None:
        self._inner, self._open, self._life, self._most = inner, open_, life, most
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        while len(self._open) >= self._most:
            oldest = next(iter(self._open))
            _abort(self._open.pop(oldest))
        self._open[self] = transport
        self._end = asyncio.get_running_loop().call_later(self._life, _abort, transport)
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open.pop(self, None)
        if self._end is not None:
            self._end.cancel()
        self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()


_BAD: Final = 400
_NOT_FOUND: Final = 404
_NOT_ALLOWED: Final = 405
_TOO_LARGE: Final = 413
_MISDIRECTED: Final = 421
_UNAVAILABLE: Final = 503
