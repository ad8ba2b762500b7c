"""The only outgoing aiohttp: one HTTP endpoint of a configured System.

    get/post/delete --> resolve once, check --> connect to that address --> one whole answer within the deadline
                        (agent/doors/resolve.py)      Host and SNI: the name       or a ProviderError in our words

    stream               --> the same, but the body comes in pieces, each of them within the deadline

No redirects, environment, netrc, decompression or kept connections; bytes and seconds are capped.
A session, its cookies and its connection serve one request: nothing is sent a second time because an idle connection
had been closed, and no two credentials share one. Secrets are revealed while a request is written and nowhere else.
Behind a proxy, the proxy's address is the one that is resolved and checked: it connects to the name.
Over 300 lines: what reads and writes the wire stays beside the only import that may.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import re
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import version
from ssl import SSLContext
from typing import Final
from urllib.parse import urlencode

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from agent import crashpoints
from agent.doors.resolve import Lookup, ask_resolver, resolve
from detectors.base import Secret
from revokers.base import Headers, ProviderError, Reply, TransientError, UnmappedError

PIECE: Final = 1 << 20  # bytes of a body that comes in pieces
CAP: Final = 1 << 20  # bytes of a body; aiohttp caps a header at 8 KiB and their number at 128
LONGEST_RETRY_AFTER: Final = timedelta(hours=1)

_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE: Final = re.compile(r"[\x20-\x7e\t]*")
_PATH: Final = re.compile(r"/[!-\"$-\[\]-~]*")
_JSON_TYPE: Final = re.compile(r"application/([a-z0-9.-]+\+)?json")
_REQUEST_IDS: Final = (
    "X-Request-Id",
    "X-GitHub-Request-Id",
    "x-slack-req-id",
    "x-amzn-RequestId",
    "x-amz-request-id",
    "CF-Ray",
)
_TOLD: Final = (
    "Content-Range",
    "ETag",
    "Link",
    "Location",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-Text-Size",
)
_REQUEST_ID: Final = re.compile(r"[!-~]{1,128}")


@cache
def user_agent() -> str:
    return f"stanch/{version('stanch')}"


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent, and what it is called."""

    kind: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpEndpoint:
    """One address of a System, as revokers.base.Endpoint.

    tls:        None for plain HTTP; else the context with the System's own CA
    headers:    added to every request; `credential` only to those of `admin`
    public:     only globally routable addresses are connected to
    key_server: so may be an address that serves a machine its keys: a login of agent/logins/metadata.py alone
    """

    system: str
    name: str
    host: str
    port: int
    primary: bool = True
    tls: SSLContext | None = None
    base: str = ""
    proxy: str | None = None
    public: bool = False
    key_server: bool = False
    headers: Headers = field(default_factory=dict)
    credential: Headers | None = None
    deadline: timedelta = timedelta(seconds=10)
    connect: timedelta = timedelta(seconds=3)
    cap: int = CAP
    lookup: Lookup = ask_resolver

    @property
    def admin(self) -> HttpEndpoint | None:
        if self.credential is None:
            return None
        return replace(self, headers={**self.headers, **self.credential}, credential=None)

    async def get(self, path: str, *, bearer: Secret | None = None, headers: Headers | None = None) -> Reply:
        return (await self._send("GET", path, None, bearer, headers))[0]

    async def post(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        form: Headers | None = None,
        bearer: Secret | None = None,
        headers: Headers | None = None,
    ) -> Reply:
        return (await self._send("POST", path, _content(json, form), bearer, headers))[0]

    async def delete(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        bearer: Secret | None = None,
        headers: Headers | None = None,
    ) -> Reply:
        return (await self._send("DELETE", path, _content(json, None), bearer, headers))[0]

    async def patch(self, path: str, *, json: Mapping[str, object], headers: Headers | None = None) -> Reply:
        return (await self._send("PATCH", path, _content(json, None), None, headers))[0]

    async def fetch(self, method: str, path: str, *, headers: Headers) -> tuple[Reply, bytes]:
        """The answer's own bytes, of a server that calls its JSON text."""
        return await self._send(method, path, None, None, headers, "*/*")

    async def post_raw(self, path: str, content: Content, *, accept: str, headers: Headers) -> tuple[Reply, bytes]:
        """A body that was signed as it is, with the answer's own bytes, for doors that speak neither JSON nor forms."""
        return await self._send("POST", path, content, None, headers, accept)

    @asynccontextmanager
    async def stream(
        self, path: str, *, accept: str, headers: Headers | None = None
    ) -> AsyncIterator[tuple[Reply, AsyncGenerator[bytes]]]:
        """What is too large to be held: the answer without its body, and that in pieces of PIECE bytes, the last less.

        There is no cap: whoever reads has one. Raises ProviderError, here and while it is read.
        """
        url = self._url(path)
        own: Headers = {"User-Agent": user_agent(), "Accept": accept, "Accept-Encoding": "identity"}
        wire = _wire(headers or {}, own, self.headers)
        answer: aiohttp.ClientResponse | None = None
        failure: ProviderError = TransientError("no usable answer")
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self.deadline.total_seconds()):
                    addresses = await self._addresses()
                    answer = await stack.enter_async_context(self._exchange(addresses, "GET", url, wire, None))
            except ProviderError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a library raises may quote the request: its name only
                failure = TransientError(f"no usable answer: {type(error).__name__}")
            if answer is None:
                raise failure
            async with aclosing(self._pieces(answer)) as pieces:
                yield _head(answer), pieces

    async def _pieces(self, answer: aiohttp.ClientResponse) -> AsyncGenerator[bytes]:
        while piece := await self._piece(answer):
            yield piece

    async def _piece(self, answer: aiohttp.ClientResponse) -> bytes:
        held = bytearray()
        failure: ProviderError
        try:
            async with asyncio.timeout(self.deadline.total_seconds()):
                while len(held) < PIECE and (block := await answer.content.read(PIECE - len(held))):
                    held += block
                return bytes(held)
        except Exception as error:  # noqa: BLE001 - as above
            failure = TransientError(f"the answer broke off: {type(error).__name__}")
        raise failure

    def url(self, path: str) -> str:
        """What a signature is made for."""
        return str(self._url(path))

    async def _send(
        self,
        method: str,
        path: str,
        content: Content | None,
        bearer: Secret | None,
        headers: Headers | None,
        accept: str = "application/json",
    ) -> tuple[Reply, bytes]:
        own: dict[str, str | Secret] = {"User-Agent": user_agent(), "Accept": accept, "Accept-Encoding": "identity"}
        if bearer is not None:
            own["Authorization"] = Secret(f"Bearer {bearer.reveal()}")
        url = self._url(path)
        wire = _wire(headers or {}, own, self.headers)
        if content is not None:
            wire["content-type"] = content.kind
        failure: ProviderError
        try:
            async with asyncio.timeout(self.deadline.total_seconds()):
                addresses = await self._addresses()
                async with self._exchange(addresses, method, url, wire, content.body if content else None) as answer:
                    crashpoints.point("C7")
                    return await self._read(answer)
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a library raises may quote the request: its name only
            failure = TransientError(f"no usable answer: {_words(error)}")
        raise failure

    def _url(self, path: str) -> URL:
        """A path is sent as it was written; one that a server could read as another path is not sent."""
        dotted = {".", ".."} & set(path.partition("?")[0].lower().replace("%2e", ".").split("/"))
        if not _PATH.fullmatch(path) or dotted:
            message = "a path of that shape is not sent"
            raise UnmappedError(message)
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = "http" if self.tls is None else "https"
        return URL(f"{scheme}://{host}:{self.port}{self.base.rstrip('/')}{path}", encoded=True)

    async def _addresses(self) -> tuple[str, ...]:
        if self.proxy is None:
            return await resolve(
                self.host, self.port, public=self.public, lookup=self.lookup, key_server=self.key_server
            )
        if _is_literal(self.host):
            await resolve(self.host, self.port, public=self.public)
        proxy = URL(self.proxy)
        return await resolve(proxy.host or "", proxy.port or 0, lookup=self.lookup)

    @asynccontextmanager
    async def _exchange(
        self, addresses: tuple[str, ...], method: str, url: URL, wire: Mapping[str, str], body: bytes | None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        connector = aiohttp.TCPConnector(resolver=_Pinned(addresses), use_dns_cache=False, force_close=True)
        async with (
            aiohttp.ClientSession(
                connector=connector,
                trust_env=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=self.connect.total_seconds()),
                middlewares=(_once,),
            ) as session,
            session.request(
                method,
                url,
                headers=wire,
                data=body,
                allow_redirects=False,
                ssl=self.tls if self.tls is not None else True,
                proxy=self.proxy,
            ) as answer,
        ):
            yield answer

    async def _read(self, answer: aiohttp.ClientResponse) -> tuple[Reply, bytes]:
        raw = bytearray()
        async for piece in answer.content.iter_any():
            raw += piece
            if len(raw) > self.cap:
                message = f"HTTP {answer.status}, more than {self.cap} bytes"
                raise UnmappedError(message)
        body = bytes(raw)
        reply = _head(answer)
        return replace(reply, json=_json(body) if _JSON_TYPE.fullmatch(reply.content_type) else None), body


def _head(answer: aiohttp.ClientResponse) -> Reply:
    """All but the body."""
    headers = answer.headers
    date = _date(headers.get("Date"))
    return Reply(
        status=answer.status,
        json=None,
        content_type=headers.get("Content-Type", "").partition(";")[0].strip().lower()[:100],
        request_id=next((found for name in _REQUEST_IDS if (found := _request_id(headers.get(name)))), None),
        date=date,
        retry_after=retry_after(headers.get("Retry-After"), date or datetime.now(UTC)),
        told={name.lower(): headers[name] for name in _TOLD if name in headers},
    )


class _Pinned(AbstractResolver):
    """Answers with the addresses that were checked, whatever is asked: one connection has one host."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family  # each address says its own
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _words(error: Exception) -> str:
    """What happened, where it has a name of its own; nothing that the library says."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate is not trusted (authority, name or date): `ca` names an authority of your own"
        case aiohttp.ClientSSLError():
            return "no TLS could be agreed on"
        case aiohttp.ClientConnectorError() if error.errno:
            return f"no connection: {os.strerror(error.errno)}"
    return type(error).__name__


class ConnectionLostError(aiohttp.ClientError):
    """The connection broke; unlike its relatives in aiohttp it makes nobody send the request again."""


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """A broken DELETE is repeated by aiohttp itself. We cannot know what became of the first: a probe must say."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        pass
    raise ConnectionLostError


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _wire(*layers: Headers) -> dict[str, str]:
    """Headers as they are written; a later layer wins. A value that would begin another header is not sent."""
    wire = {name.lower(): _plain(value) for layer in layers for name, value in layer.items()}
    if not all(_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value) for name, value in wire.items()):
        message = "a value of that shape cannot be a header: not sent"
        raise UnmappedError(message)
    return wire


def _content(json: Mapping[str, object] | None, form: Headers | None) -> Content | None:
    writable = True
    try:
        if json is not None:
            return Content("application/json", msgspec.json.encode(json, enc_hook=_reveal))
        if form is not None:
            body = urlencode({name: _plain(value) for name, value in form.items()}).encode()
            return Content("application/x-www-form-urlencoded", body)
    except UnicodeError:
        writable = False
    if not writable:
        message = "a value that is not text cannot be in a body: not sent"
        raise UnmappedError(message)
    return None


def _reveal(leaf: object) -> object:
    match leaf:
        case Secret():
            return leaf.reveal()
        case Mapping():
            return dict(leaf)
        case _:
            message = f"a {type(leaf).__name__} is no JSON"
            raise TypeError(message)


def _json(raw: bytes) -> object:
    """The value, or None when it is not one whole JSON text."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _request_id(text: str | None) -> str | None:
    return text if text is not None and _REQUEST_ID.fullmatch(text) else None


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
        # An HTTP date is in GMT, whether it says so or not.
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def retry_after(text: str | None, now: datetime) -> timedelta | None:
    """What Retry-After asks for, as seconds or as a date: at most an hour; nonsense is ignored."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:9]), 10**6)), LONGEST_RETRY_AFTER)
    date = _date(text)
    return None if date is None else max(timedelta(0), min(date - now, LONGEST_RETRY_AFTER))
