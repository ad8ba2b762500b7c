"""Real servers as the end-to-end tests and the bench meet them: fronts that count, and clients of their own.

Front --passes on and writes down--> OpenBao       what was asked, what came of it, by whom: counted at the server
Gate  --bytes, or a cut in them----> PostgreSQL    a connection lost at the worst moment
Bao, Roles, Users                                  the tests' own way to the servers, not through Stanch
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

import asyncpg

from agent.demo import servers
from detectors.registry import DETECTORS
from tests.sims.liar import Liar

# --- OpenBao ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bao:
    """The tests' own client."""

    server: servers.Bao

    def call(self, method: str, path: str, body: object = None, token: str | None = None) -> tuple[int, Any]:
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.server.url}/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Vault-Token": token or self.server.token.reveal()},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as reply:  # noqa: S310 - our own server
                raw, status = reply.read(), reply.status
        except urllib.error.HTTPError as error:
            with error:
                raw, status = error.read(), error.code
        return status, json.loads(raw) if raw else None

    def token(self, **wanted: object) -> str:
        """A service token that ends with nobody else's.

        One that the detector takes for a token: one in a hundred looks too little random to it, which is not what the
        tests of the whole are about.
        """
        while True:
            status, made = self.call("POST", "auth/token/create-orphan", {"policies": ["default"]} | wanted)
            assert status == 200
            token = str(made["auth"]["client_token"])
            if any(list(detector.find(token)) for detector in DETECTORS if detector.type.name == "openbao-token"):
                return token

    def accessor(self, token: str) -> str:
        return str(self.call("POST", "auth/token/lookup", {"token": token})[1]["data"]["accessor"])

    def lives(self, token: str) -> bool:
        return self.call("GET", "auth/token/lookup-self", token=token)[0] == 200

    def limited(self, *paths: tuple[str, str]) -> str:
        """A token that may do no more than this, for an admin that lacks something."""
        name = f"limited-{secrets.token_hex(4)}"
        rules = "\n".join(f'path "{path}" {{ capabilities = ["{ability}"] }}' for path, ability in paths)
        assert self.call("PUT", f"sys/policies/acl/{name}", {"policy": rules})[0] == 204
        return self.token(policies=[name])


@dataclass(frozen=True)
class Exchange:
    """One request at the front, and the status of what was answered by the real server (0: by nobody)."""

    method: str
    target: str
    token: str
    body: Mapping[str, str]
    status: int


@dataclass
class Front(Liar):
    """A Liar that writes down what came of each request, and can remember how a token once looked.

    lagging: a token's look-ups that are still answered as if it lived, as by a replica that is behind.
    deaf: requests to such a path reach the server, and their answer reaches nobody; `times` each.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    lagging: dict[str, int] = field(default_factory=dict)
    deaf: dict[str, int] = field(default_factory=dict)
    _remembered: dict[str, bytes] = field(default_factory=dict)

    async def _pass_on(self, raw: bytes) -> bytes:
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        token = headers.get("x-vault-token", "")
        left = self.lagging.get(token, 0)
        if target.endswith("/lookup-self") and left and token in self._remembered:
            self.lagging[token] = left - 1
            return self._remembered[token]
        answered = await super()._pass_on(raw)
        status = int(answered.split(b" ", 2)[1])
        if target.endswith("/lookup-self") and status == 200 and token in self.lagging:
            self._remembered[token] = answered
        said = json.loads(body) if body else {}
        self.exchanges.append(Exchange(method, target, token, said, status))
        for path, times in self.deaf.items():
            if path in target and times:
                self.deaf[path] = times - 1
                return b""
        return answered

    def asked(self, path: str, **body: str) -> list[Exchange]:
        """The requests to such a path, with such a body."""
        return [one for one in self.exchanges if path in one.target and body.items() <= dict(one.body).items()]

    def ended(self, accessor: str) -> int:
        """How often the server was made to end it: 204 (a warning would say that it was gone already)."""
        return len([one for one in self.asked("/revoke-accessor", accessor=accessor) if one.status == 204])


# --- PostgreSQL ------------------------------------------------------------------------------------


@dataclass
class Roles:
    """The tests' own client; what it made is dropped by `drop`."""

    server: servers.Postgres
    connection: asyncpg.Connection
    made: list[str] = field(default_factory=list)

    @classmethod
    async def connect(cls, server: servers.Postgres) -> Self:
        return cls(server, await _connect(server, server.role, server.password.reveal()))

    async def make(
        self, rest: str = "LOGIN", *, role: str | None = None, password: str | None = None
    ) -> tuple[str, str]:
        role, password = role or f"r{secrets.token_hex(6)}", password or secrets.token_urlsafe(15)
        self.made.append(role)
        await self.connection.execute(f"CREATE ROLE {role} {rest} PASSWORD '{password}'")
        return role, password

    async def lets_in(self, role: str, password: str) -> bool:
        try:
            opened = await _connect(self.server, role, password)
        except asyncpg.InvalidAuthorizationSpecificationError:
            return False
        await opened.close()
        return True

    def statements(self, role: str) -> list[str]:
        """What took effect on a role, as the server itself logged it, in order: a statement whose session was lost
        before its COMMIT came to nothing.
        """
        said, open_ = list[str](), dict[str, list[str]]()
        for line in self.server.log.read_text(errors="replace").splitlines():
            found = _STATEMENT.search(line)
            if found is None:
                continue
            session, statement = found["session"], found["statement"]
            if altered := re.match(rf'ALTER ROLE "?{re.escape(role)}"? (NOLOGIN|PASSWORD NULL|LOGIN)', statement):
                open_.get(session, said).append(altered[1])
            elif statement.startswith("BEGIN"):
                open_[session] = []
            elif statement.startswith("COMMIT"):
                said += open_.pop(session, [])
        return said

    async def close(self) -> None:
        for role in self.made:
            with suppress(asyncpg.UndefinedObjectError):
                await self.connection.execute(f"DROP ROLE {role}")
        await self.connection.close()


@dataclass(frozen=True)
class Users:
    """The users of a Redis, made and tried with redis-cli."""

    server: servers.Redis

    def _cli(self, given: str, *words: str, **more: str) -> str:
        command = [str(self.server.cli), "-h", "127.0.0.1", "-p", str(self.server.port), *words]
        return subprocess.run(
            command, input=given, capture_output=True, text=True, check=True, env={"LC_ALL": "C", **more}
        ).stdout

    def make(self) -> tuple[str, str]:
        user, password = f"u{secrets.token_hex(6)}", secrets.token_urlsafe(15)
        own = {"REDISCLI_AUTH": self.server.password.reveal()}
        said = self._cli(f"ACL SETUSER {user} on >{password} ~* +@all\n", "--user", self.server.user, **own)
        assert said == "OK\n"
        return user, password

    def lets_in(self, user: str, password: str) -> bool:
        return self._cli(f"AUTH {user} {password}\nPING\n").split() == ["OK", "PONG"]


_STATEMENT = re.compile(r"\[(?P<session>\d+)\] LOG: {1,2}(?:statement|execute [^:]*): (?P<statement>.*)")


async def _connect(server: servers.Postgres, role: str, password: str) -> asyncpg.Connection:
    return await asyncpg.connect(
        host="127.0.0.1", port=server.port, user=role, password=password, database="postgres", ssl=False
    )


@dataclass
class Gate:
    """A way to a TCP server that can be cut. `connections`: how many came; `each` is called for every one.

    cut: once these bytes went by, the next COMMIT still reaches the server, and its answer reaches nobody.
    """

    upstream: int
    port: int = 0
    connections: int = 0
    cut: bytes | None = None
    each: Callable[[], None] = lambda: None
    _server: asyncio.Server | None = None
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()

    def stops(self, block: bytes) -> bool:
        """Is the connection lost before these bytes arrive?"""
        del block
        return False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.each()
        there, back = await asyncio.open_connection("127.0.0.1", self.upstream)
        self._writers |= {writer, back}
        seen = dropping = False

        async def onward() -> None:
            nonlocal seen, dropping
            while block := await reader.read(65_536):
                seen = seen or (self.cut is not None and self.cut in block)
                dropping = dropping or (seen and b"COMMIT" in block)
                if self.stops(block):
                    writer.transport.abort()
                    break
                back.write(block)
            back.close()

        async def homeward() -> None:
            while (block := await there.read(65_536)) and not dropping:
                writer.write(block)
            if dropping:
                self.cut = None
                writer.transport.abort()
            writer.close()

        with suppress(OSError):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(onward())
                tasks.create_task(homeward())


@dataclass
class Severed(Gate):
    """Of a Redis: the first command that kills a user's connections does not arrive."""

    severed: list[bytes] = field(default_factory=list)

    def stops(self, block: bytes) -> bool:
        if self.severed or b"KILL" not in block or b"\r\nID\r\n" in block:
            return False
        self.severed.append(block)
        return True
