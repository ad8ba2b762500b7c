"""What the tests of every door need: servers that answer with given bytes, and all that an error could tell a log."""

from __future__ import annotations

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from ssl import SSLContext, SSLError
from threading import Thread

from agent.model import Address, CredentialRef, System


def everything(error: BaseException) -> str:
    """All that a careless log could print of an error."""
    assert error.__cause__ is None
    assert error.__context__ is None
    return repr(error) + "".join(traceback.format_exception(error))


async def local(_host: str, _port: int) -> Sequence[str]:
    """A resolver for which every name is this machine."""
    return ["127.0.0.1"]


@asynccontextmanager
async def answering(*answers: bytes, host: str = "127.0.0.1", pause: float | None = None) -> AsyncIterator[int]:
    """A server that answers each message with the next of these bytes, then closes; none: it says nothing.

    `pause`: it does not wait for messages, but so many seconds before each answer.
    """
    closing: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        closing.append(writer)
        with suppress(ConnectionError):
            for answer in answers:
                await (reader.read(1024) if pause is None else asyncio.sleep(pause))
                writer.write(answer)
                await writer.drain()
        if answers:
            writer.close()

    server = await asyncio.start_server(serve, host, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in closing:
            writer.transport.abort()


@contextmanager
def answering_over_tls(context: SSLContext, answer: bytes, *, agrees: bytes = b"") -> Iterator[int]:
    """In a thread: asyncio streams do not survive a refused handshake. agrees: what is said before TLS, when asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(SSLError):
                        if agrees:
                            connection.recv(1024)
                            connection.sendall(agrees)
                        with context.wrap_socket(connection, server_side=True) as secure:
                            secure.recv(1024)
                            secure.sendall(answer)

        thread = Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def system(provider: str, admin: Path | None, *, principal: str | None = None, **more: object) -> System:
    addresses = (
        Address("one", "one.internal", 8200, tls=True, base="/b"),
        Address("two", "127.0.0.1", 8201, tls=False, primary=False),
    )
    given: dict[str, object] = {
        "name": "sys",
        "provider": provider,
        "endpoints": addresses,
        "accounts": frozenset(),
        "ours": True,
        "armed": False,
        "admin": None if admin is None else CredentialRef(admin, principal),
        "ca": None,
        "proxy": None,
        "environment": "test",
    }
    return System(**(given | more))  # type: ignore[arg-type]
