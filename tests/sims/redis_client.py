"""The tests' own way to a Redis server, not through Stanch: users are made, and somebody holds sessions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from agent.demo.servers import Redis

VALUE: Final = "p4ss-" + "of-the-leak"
_NUMBERS: Final = count()


class Wire:
    """The tests' own way to a server, not through Stanch: inline commands, one line of answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, line: str) -> str:
        """The first line of the answer; empty when the connection is gone."""
        with suppress(ConnectionError):
            self.writer.write(f"{line}\r\n".encode())
            await self.writer.drain()
            return (await self.reader.readline()).decode().strip()
        return ""


@dataclass
class Client:
    """`made` users are deleted at the end."""

    server: Redis
    admin: Wire
    made: list[str] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)

    async def wire(self) -> Wire:
        wire = Wire(*await asyncio.open_connection("127.0.0.1", self.server.port))
        self.wires.append(wire)
        return wire

    async def user(self, rules: str = "on ~* &* +@all", *passwords: str, name: str | None = None) -> str:
        name = name or f"user{next(_NUMBERS)}"
        self.made.append(name)
        secrets = " ".join(f">{each}" for each in passwords or (VALUE,))
        assert await self.admin.say(f"ACL SETUSER {name} {rules} {secrets}") == "+OK"
        return name

    async def open(self, user: str, password: str = VALUE) -> Wire:
        wire = await self.wire()
        assert await wire.say(f"AUTH {user} {password}") == "+OK"
        return wire

    async def accepts(self, user: str, password: str = VALUE) -> bool:
        return await (await self.wire()).say(f"AUTH {user} {password}") == "+OK"

    async def close(self) -> None:
        for name in self.made:
            await self.admin.say(f"ACL DELUSER {name}")
        for wire in self.wires:
            wire.writer.transport.abort()


@asynccontextmanager
async def speaking_to(server: Redis) -> AsyncIterator[Client]:
    admin = Wire(*await asyncio.open_connection("127.0.0.1", server.port))
    assert await admin.say(f"AUTH {server.user} {server.password.reveal()}") == "+OK"
    client = Client(server, admin, wires=[admin])
    try:
        yield client
    finally:
        await client.close()
