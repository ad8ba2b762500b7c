"""A PostgreSQL server as its own psql sees it, and two who hold sessions there: production, and a thief."""

from __future__ import annotations

import asyncio
import re
import secrets
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from agent.demo import servers
from agent.demo.kept import Place, Values
from agent.demo.tools import Trial, end, must, run, trial
from detectors.base import Parts, Secret

_REFUSALS: Final = ("password authentication failed", "is not permitted to log in")
_ACTS: Final = ("NOLOGIN", "PASSWORD NULL")
_NEW: Final = "LOGIN PASSWORD"
_EVERY: Final = 0.1
_REREAD: Final = 0.4
_ANSWER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Server:
    """One running server, reached with its own psql."""

    postgres: servers.Postgres
    home: Path

    @property
    def address(self) -> str:
        return f"{servers.LOOPBACK}:{self.postgres.port}"

    def psql(self, role: str, *more: str) -> list[str]:
        program = str(self.postgres.binaries / "psql")
        where = ["-h", servers.LOOPBACK, "-p", str(self.postgres.port), "-U", role, "-d", "postgres"]
        return [program, "--no-psqlrc", *where, "-At", "-q", *more]

    def environment(self, password: Secret) -> dict[str, str]:
        return {"HOME": str(self.home), "PGPASSWORD": password.reveal(), "LC_ALL": "C"}

    async def make(self, role: str, *, resting: bool = False) -> Secret:
        """A role with a password that its log does not show. `resting`: it may not log in yet."""
        password, may = Secret(secrets.token_urlsafe(18)), "NOLOGIN" if resting else "LOGIN"
        statement = f"SET log_statement = 'none';\nCREATE ROLE {role} {may} PASSWORD '{password.reveal()}';\n"
        admin = self.postgres
        await must(self.psql(admin.role, "-v", "ON_ERROR_STOP=1"), self.environment(admin.password), given=statement)
        return password

    async def try_(self, parts: Parts) -> Trial:
        return await self.works(parts["role"].reveal(), parts["password"])

    async def works(self, role: str, password: Secret) -> Trial:
        done = await run(self.psql(role, "-c", "SELECT 1"), self.environment(password))
        return trial("psql", done, _REFUSALS)

    async def effects(self, role: str, heir: str | None = None) -> Mapping[str, int]:
        """`heir`: the role that takes its turn, and must have been given one password."""
        log = self.postgres.log.read_text(errors="replace")
        done = {act: len(re.findall(rf'ALTER ROLE "?{role}"? {act}', log)) for act in _ACTS}
        if heir is not None:
            done[f"{heir} {_NEW}"] = len(re.findall(rf'ALTER ROLE "?{heir}"? {_NEW}', log))
        return done


@dataclass(slots=True)
class Consumer:
    """Production: every 100 ms a fresh login and a query, as whoever its place names, which it reads again and again.

    An answer that does not come is a failure, and so is a place that cannot be read. `roles`: as whom it logged in.
    """

    server: Server
    place: Place
    asked: int = 0
    failures: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    async def run(self) -> None:
        clock = asyncio.get_running_loop().time
        process: Process | None = None
        known: Values = {}
        looked = -_REREAD
        try:
            while True:
                if clock() - looked >= _REREAD:
                    looked, now = clock(), await self.place.read()
                    if not now:
                        self.failures.append("its place could not be read")
                    elif now != known:
                        await _left(process)
                        process, known = None, now
                        self.roles.append(now["role"])
                if process is None:
                    process = await _session(self.server, known["role"], Secret(known["password"]))
                if not await self._ask(process):
                    await _left(process)
                    process = None
                await asyncio.sleep(_EVERY)
        finally:
            await _left(process)

    async def _ask(self, process: Process) -> bool:
        self.asked += 1
        said = await _say(process, f"\\c\nSELECT {self.asked};\n")
        if said != str(self.asked):
            self.failures.append(said or "no answer")
        return said == str(self.asked)


@dataclass(slots=True)
class Thief:
    """Logged in with what leaked, and busy. `words`: what he was told when his session ended, at `ended_at`."""

    server: Server
    role: str
    password: Secret
    words: str | None = None
    ended_at: datetime | None = None

    async def run(self, inside: asyncio.Event) -> None:
        process = await _session(self.server, self.role, self.password)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(b"SELECT 'in' \\watch 0.1\n")
            last = ""
            async for line in process.stdout:
                inside.set()
                said = line.decode(errors="replace").strip()
                last = said if said and said != "in" and not last else last
            self.ended_at, self.words = datetime.now(UTC), last or "the connection closed"
        finally:
            await end(process)


async def _left(process: Process | None) -> None:
    if process is not None:
        await end(process)


async def _session(server: Server, role: str, password: Secret) -> Process:
    return await asyncio.create_subprocess_exec(
        *server.psql(role),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
        env=server.environment(password),
        start_new_session=True,
    )


async def _say(process: Process, words: str) -> str:
    """One line of answer, or what went wrong."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            process.stdin.write(words.encode())
            await process.stdin.drain()
            return (await process.stdout.readline()).decode(errors="replace").strip()
    except (OSError, TimeoutError) as error:
        return f"no answer: {type(error).__name__}"
