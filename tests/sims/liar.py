"""An HTTP server on loopback that passes requests on to a real server, or lies. Each lie is data.

    revoker --door--> Liar --passes on--> real OpenBao
                        `-- a Lie whose path matches: its bytes, as they are, instead

A lie is told for each request that its path matches, `times` says for how many. `late`: an act is answered at once, but
passed on only after that many later requests, as by a provider that has accepted and not yet done it.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import dataclass, field
from ssl import SSLContext
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived: `headers` in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Lie:
    """`raw`: all that is sent. `pause`: seconds before each of its bytes. `doc`: where such an answer is described."""

    name: str
    raw: bytes
    path: str = ""
    times: int | None = None
    pause: float = 0.0
    late: int | None = None
    doc: str = ""


def answer(status: str, body: bytes = b"", content_type: str = "application/json", *more: str) -> bytes:
    """A whole HTTP answer, the only one on its connection: who sends the next request there would find it closed."""
    kind = [f"Content-Type: {content_type}"] if body else []
    lines = [f"HTTP/1.1 {status}", *kind, f"Content-Length: {len(body)}", "Connection: close", *more, "", ""]
    return "\r\n".join(lines).encode() + body


def as_json(status: str, value: object, *more: str) -> bytes:
    return answer(status, json.dumps(value).encode(), "application/json", *more)


_HTTP = "https://www.rfc-editor.org/rfc/rfc9110#name-status-codes"
_OPENBAO = "https://openbao.org/api-docs/#http-status-codes"
_LOGIN_PAGE = b"<html><form action=/login></form></html>"
_DEAD = b'{"errors":["permission denied"]}\n'

# Nothing in here is an answer about a credential, whoever asks.
LIES = (
    Lie("429 in seconds", as_json("429 Too Many Requests", {"errors": []}, "Retry-After: 7"), doc=_OPENBAO),
    Lie("429 with a date", as_json("429 Too Many", {}, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"), doc=_HTTP),
    Lie("429 with nonsense", as_json("429 Too Many Requests", {}, "Retry-After: soon"), doc=_HTTP),
    Lie("500", as_json("500 Internal Server Error", {"errors": ["permission denied"]}), doc=_OPENBAO),
    Lie("502 of a proxy", answer("502 Bad Gateway", b"<html>bad gateway</html>", "text/html"), doc=_HTTP),
    Lie("503 sealed", as_json("503 Service Unavailable", {"errors": ["Vault is sealed"]}), doc=_OPENBAO),
    Lie("504", answer("504 Gateway Timeout"), doc=_HTTP),
    Lie("404", as_json("404 Not Found", {"errors": ["no handler for route"]}), doc=_OPENBAO),
    Lie("410", as_json("410 Gone", {}), doc=_HTTP),
    Lie("409", as_json("409 Conflict", {"errors": ["permission denied"]}), doc=_HTTP),
    Lie("200 and nothing", answer("200 OK"), doc=_HTTP),
    Lie("200 and an empty object", as_json("200 OK", {}), doc=_HTTP),
    Lie("200 with a page", answer("200 OK", _LOGIN_PAGE, "text/html"), doc=_HTTP),
    Lie("200 with a list", as_json("200 OK", [{"data": {"policies": []}}]), doc=_HTTP),
    Lie("401 with a page", answer("401 Unauthorized", _LOGIN_PAGE, "text/html"), doc=_HTTP),
    Lie("403 with a page", answer("403 Forbidden", _LOGIN_PAGE, "text/html"), doc=_HTTP),
    Lie("403 with the right body as text", answer("403 Forbidden", _DEAD, "text/plain"), doc=_HTTP),
    Lie("401 of a proxy, in JSON", as_json("401 Unauthorized", {"errors": ["permission denied"]}), doc=_HTTP),
    Lie("403 of a proxy, in JSON", as_json("403 Forbidden", {"message": "permission denied"}), doc=_HTTP),
    Lie("302 to a login page", answer("302 Found", b"", "", "Location: /login"), doc=_HTTP),
    Lie("307 to somewhere else", answer("307 Temporary", b"", "", "Location: http://169.254.169.254/"), doc=_HTTP),
    Lie("half of the JSON", answer("403 Forbidden", _DEAD[:-8]), doc=_HTTP),
    Lie("less than it promised", answer("403 Forbidden", _DEAD).replace(b"h: 33", b"h: 99"), doc=_HTTP),
    Lie("10 MB of JSON", as_json("403 Forbidden", {"errors": ["permission denied"], "x": "y" * 10**7}), doc=_HTTP),
    Lie(
        "a gzip bomb",
        answer("403 Forbidden", gzip.compress(b" " * 10**7 + _DEAD), "application/json", "Content-Encoding: gzip"),
        doc=_HTTP,
    ),
    Lie("gzip with no header", answer("403 Forbidden", gzip.compress(_DEAD)), doc=_HTTP),
    Lie("no HTTP at all", b"SSH-2.0-OpenSSH_9.2\r\n", doc=_HTTP),
    Lie("nothing", b"", doc=_HTTP),
    Lie("headers that never end", b"HTTP/1.1 403 Forbidden\r\n" + b"X: y\r\n" * 10**4, doc=_HTTP),
    Lie("one header that never ends", b"HTTP/1.1 403 Forbidden\r\nX: " + b"y" * 10**5, doc=_HTTP),
    Lie("a slow drip of headers", b"HTTP/1.1 403 Forbidden\r\n" + b"X: y\r\n" * 99, pause=0.05, doc=_HTTP),
    Lie("a slow drip of a body", answer("403 Forbidden", b" " * 99 + _DEAD), pause=0.05, doc=_HTTP),
)


_PHRASES = {
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    407: "Proxy Authentication Required",
    410: "Gone",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def lies_about(status: int, dead: object) -> tuple[Lie, ...]:
    """What a provider says of a dead credential, `status` and JSON, but not as it says it: no answer either."""
    body = json.dumps(dead).encode()
    line = f"{status} {_PHRASES[status]}"
    elsewhere = [
        Lie(f"its dead words with {other}", as_json(f"{other} {phrase}", dead), doc=_HTTP)
        for other, phrase in _PHRASES.items()
        if other != status
    ]
    return (
        *elsewhere,
        Lie("its dead words as a page", answer(line, body, "text/html"), doc=_HTTP),
        Lie("its dead words as text", answer(line, body, "text/plain"), doc=_HTTP),
        Lie("its dead words of no type", answer(line, body, ""), doc=_HTTP),
        Lie("half of its dead words", answer(line, body[: len(body) // 2]), doc=_HTTP),
        Lie("its dead words, cut off", answer(line, body)[:-3], doc=_HTTP),
        Lie("its dead words in a list", as_json(line, [dead]), doc=_HTTP),
        Lie("its dead words within others", as_json(line, {"reply": dead}), doc=_HTTP),
        Lie("its status and nothing", answer(line), doc=_HTTP),
        Lie("its status and a page", answer(line, _LOGIN_PAGE, "text/html"), doc=_HTTP),
        Lie("its status and JSON unheard of", as_json(line, {"surprise": True}), doc=_HTTP),
        Lie("its dead words, dripping", answer(line, b" " * 99 + body), pause=0.05, doc=_HTTP),
    )


@dataclass
class Liar:
    """`upstream`: the port to pass on to. `seen`: every request, in order."""

    upstream: int | None = None
    tls: SSLContext | None = None
    host: str = "127.0.0.1"
    seen: list[Request] = field(default_factory=list)
    lies: list[Lie] = field(default_factory=list)
    port: int = 0
    _held: list[tuple[int, bytes]] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def tell(self, *lies: Lie) -> None:
        self.lies = list(lies)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            self._writers.discard(writer)
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")[:-2]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, target, _ = first.split(" ")
        self.seen.append(Request(method, target, headers, body))
        await self._catch_up()
        lie = self._choose(target)
        if lie is None:
            writer.write(await self._pass_on(head + body))
        elif lie.pause:
            for byte in lie.raw:
                await asyncio.sleep(lie.pause)
                writer.write(bytes([byte]))
                await writer.drain()
        else:
            if lie.late is not None:
                self._held.append((len(self.seen) + lie.late, head + body))
            writer.write(lie.raw)
        await writer.drain()

    def _choose(self, target: str) -> Lie | None:
        for number, lie in enumerate(self.lies):
            if lie.path in target and lie.times != 0:
                if lie.times is not None:
                    self.lies[number] = Lie(lie.name, lie.raw, lie.path, lie.times - 1, lie.pause, lie.late)
                return lie
        return None

    async def _catch_up(self) -> None:
        """Do what was accepted earlier and is due now."""
        due = [raw for when, raw in self._held if when < len(self.seen)]
        self._held = [(when, raw) for when, raw in self._held if when >= len(self.seen)]
        for raw in due:
            await self._pass_on(raw)

    async def _pass_on(self, raw: bytes) -> bytes:
        if self.upstream is None:
            return answer("404 Not Found", b"{}")
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(raw)
            return await reader.read()
        finally:
            writer.close()
