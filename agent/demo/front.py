"""A simulated provider that accepts and takes its time, in front of a real OpenBao.

    revocation --> 204 at once --....delay....--> passed on to OpenBao, which only now ends the token
    the rest   --> passed on, and OpenBao's own answer is handed back

204 is what OpenBao answers to a revocation that it has done (https://openbao.org/api-docs/auth/token/); here it means
"accepted", which is all that an answer of that kind ever means to Stanch.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from agent.demo.servers import LOOPBACK

_ACCEPTED: Final = b"HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
_REVOCATIONS: Final = "/v1/auth/token/revoke"
_LONGEST: Final = 1 << 20


@dataclass(slots=True)
class Revocation:
    """One that was accepted. `done_at`: when OpenBao had done it; `effective`: OpenBao said that it did."""

    accepted_at: datetime
    done_at: datetime | None = None
    effective: bool = False


@dataclass(slots=True)
class SlowFront:
    """`revocations`: the log of what was accepted, in order."""

    port: int = 0
    revocations: list[Revocation] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def effective(self) -> int:
        return sum(each.effective for each in self.revocations)


@asynccontextmanager
async def slow_front(upstream: int, delay: float) -> AsyncIterator[SlowFront]:
    """The front of the OpenBao on port `upstream`; revocations reach it `delay` seconds late."""
    front = SlowFront()
    writers: set[asyncio.StreamWriter] = set()
    async with asyncio.TaskGroup() as later:
        pending: set[asyncio.Task[None]] = set()

        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.add(writer)
            try:
                target, raw = await _request(reader)
                if target.startswith(_REVOCATIONS):
                    front.revocations.append(Revocation(datetime.now(UTC)))
                    pending.add(later.create_task(_pass_on_late(upstream, raw, delay, front.revocations[-1])))
                    writer.write(_ACCEPTED)
                else:
                    writer.write(await _pass_on(upstream, raw))
                await writer.drain()
            except (OSError, EOFError, ValueError):
                pass  # whoever asked has left, or is no client of this API
            finally:
                writers.discard(writer)
                writer.close()

        server = await asyncio.start_server(converse, LOOPBACK, 0, limit=_LONGEST)
        front.port = server.sockets[0].getsockname()[1]
        try:
            yield front
        finally:
            server.close()
            for writer in writers:
                writer.transport.abort()
            for task in pending:
                task.cancel()


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """The target, and the whole request, rewritten to be the last one of its connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    kept = [line for line in lines if not line.lower().startswith("connection:")]
    raw = "\r\n".join([first, *kept, "Connection: close", "", ""]).encode("latin-1") + body
    return first.split(" ")[1], raw


async def _pass_on(upstream: int, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(LOOPBACK, upstream)
    try:
        writer.write(raw)
        return await reader.read()
    finally:
        writer.close()


async def _pass_on_late(upstream: int, raw: bytes, delay: float, revocation: Revocation) -> None:
    await asyncio.sleep(delay)
    answer = await _pass_on(upstream, raw)
    revocation.effective = answer.startswith(b"HTTP/1.1 204 ")
    revocation.done_at = datetime.now(UTC)
