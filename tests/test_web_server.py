"""What the web server refuses, and that nobody can hold it: over real sockets on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from agent.complaint import Complaint
from agent.settings import Web
from agent.web.server import Answer, serve

HERE = Web("127.0.0.1", 0, frozenset({"127.0.0.1", "localhost", "ci.internal"}))


async def page() -> Answer:
    return Answer(200, b"well\n")


async def broken() -> Answer:
    message = "/srv/git/app.git has hunter2"
    raise KeyError(message)


@asynccontextmanager
async def serving(*, life: float = 10.0, most: int = 32) -> AsyncIterator[int]:
    async with serve(HERE, {"/healthz": page, "/broken": broken}, life=life, most=most) as port:
        yield port


async def say(port: int, raw: bytes) -> bytes:
    """Send, and read to the end."""
    async with asyncio.timeout(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(raw)
            with suppress(ConnectionError):
                await writer.drain()
                return await reader.read()
            return b""
        finally:
            writer.close()


def get(path: str = "/healthz", host: str = "127.0.0.1:9464", *, method: str = "GET", more: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_an_answer_says_what_it_is_and_allows_no_other_origin() -> None:
    async with serving() as port:
        head, _, body = (await say(port, get(more="Origin: http://evil.example\r\n"))).partition(b"\r\n\r\n")
    assert body == b"well\n"
    first, *lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines)
    assert first == "HTTP/1.1 200 OK"
    assert (fields["Content-Type"], fields["Connection"]) == ("text/plain; charset=utf-8", "close")
    assert (fields["Cache-Control"], fields["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert fields["Server"] == "stanch"
    assert not [name for name in fields if name.lower().startswith("access-control")]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "LOCALHOST:9464", "ci.internal"])
async def test_our_own_names_are_answered(host: str) -> None:
    async with serving() as port:
        assert status(await say(port, get(host=host))) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:9464", "127.0.0.1.evil.example", "localhost@evil.example", "", "127.0.0.2"]
)
async def test_a_name_of_somebody_else_is_turned_away(host: str) -> None:
    """Rebinding: the browser of somebody on this host was led to 127.0.0.1 under another name."""
    async with serving() as port:
        assert status(await say(port, get(host=host))) == 421


async def test_no_host_and_two_hosts_are_refused() -> None:
    async with serving() as port:
        assert status(await say(port, b"GET /healthz HTTP/1.0\r\n\r\n")) == 400
        assert status(await say(port, get(more="Host: evil.example\r\n"))) == 400


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
async def test_only_get(method: str) -> None:
    async with serving() as port:
        answer = await say(port, get(method=method))
    assert status(answer) == 405
    assert b"\r\nAllow: GET\r\n" in answer
    assert b"well" not in answer


async def test_a_body_is_neither_read_nor_waited_for() -> None:
    async with serving() as port:
        assert status(await say(port, get(more="Content-Length: 1000000\r\n"))) == 413
        assert status(await say(port, get(more="Transfer-Encoding: chunked\r\n"))) == 413


async def test_another_path() -> None:
    async with serving() as port:
        for path in ("/", "/metrics/../healthz", "//healthz", "/%2e%2e/etc/passwd", "/HEALTHZ"):
            assert status(await say(port, get(path))) == 404


@pytest.mark.parametrize(
    "raw",
    [
        get(path="/" + "x" * 3000),
        get(more=f"X: {'x' * 5000}\r\n"),
        get(more="".join(f"X{n}: x\r\n" for n in range(40))),
        b"\x16\x03\x01 this is TLS\r\n\r\n",
        b"GET\r\n\r\n",
    ],
)
async def test_what_is_too_long_or_no_http_is_refused(raw: bytes) -> None:
    async with serving() as port:
        assert status(await say(port, raw)) == 400
        assert status(await say(port, get())) == 200


async def test_a_page_that_fails_says_nothing_of_why(capfd: pytest.CaptureFixture[str]) -> None:
    async with serving() as port:
        answer = await say(port, get("/broken"))
    assert status(answer) == 503
    assert answer.endswith(b"\r\n\r\nit cannot be told now\n")
    told = capfd.readouterr()
    assert "hunter2" not in told.out + told.err
    assert "Traceback" not in told.out + told.err


@pytest.mark.parametrize("begun", [b"", b"GET /healthz HTTP/1.1\r\nHost: 127", b"G"])
async def test_whoever_says_nothing_is_cut_off(begun: bytes) -> None:
    async with serving(life=0.2) as port, asyncio.timeout(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()


async def test_a_slow_drip_does_not_lengthen_a_life() -> None:
    async with serving(life=0.3) as port, asyncio.timeout(5):
        _, writer = await asyncio.open_connection("127.0.0.1", port)

        async def drip() -> None:
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)

        with pytest.raises(ConnectionError):
            await drip()
        writer.close()


async def test_many_who_hold_connections_open_hold_up_nobody() -> None:
    async with serving(most=4) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
        assert status(await say(port, get())) == 200
        assert status(await say(port, get())) == 200
        for _, writer in held:
            writer.close()


async def test_a_port_that_is_taken_is_told_with_its_mend() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = Web("127.0.0.1", taken.getsockname()[1], HERE.hosts)
        with pytest.raises(Complaint) as caught:
            async with serve(where, {}):
                pass
    assert str(caught.value) == (
        f"stanch.toml: web.listen: cannot listen on 127.0.0.1 port {where.port} (Address already in use) — "
        'choose another port, or "off"'
    )
