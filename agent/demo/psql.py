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
from agent.demo.tools import Trial, end, must, run, trial
from detectors.base import Secret

_REFUSALS: Final = ("password authentication failed", "is not permitted to log in")
_ACTS: Final = ("NOLOGIN", "PASSWORD NULL")
_EVERY: Final = 0.1
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

    async def make(self, role: str) -> Secret:
        """A role with a password that its log does not show."""
        password = Secret(secrets.token_urlsafe(18))
        statement = f"SET log_statement = 'none';\nCREATE ROLE {role} LOGIN PASSWORD '{password.reveal()}';\n"
        admin = self.postgres
        await must(self.psql(admin.role, "-v", "ON_ERROR_STOP=1"), self.environment(admin.password), given=statement)
        return password

    async def works(self, role: str, password: Secret) -> Trial:
        done = await run(self.psql(role, "-c", "SELECT 1"), self.environment(password))
        return trial("psql", done, _REFUSALS)

    async def effects(self, role: str) -> Mapping[str, int]:
        log = self.postgres.log.read_text(errors="replace")
        return {act: len(re.findall(rf'ALTER ROLE "?{role}"? {act}', log)) for act in _ACTS}


@dataclass(slots=True)
class Consumer:
    """Production: a fresh login and a query every 100 ms. Every answer that does not come is a failure."""

    server: Server
    role: str
    password: Secret
    asked: int = 0
    failures: list[str] = field(default_factory=list)

    async def run(self) -> None:
        process: Process | None = None
        try:
            while True:
                if process is None:
                    process = await _session(self.server, self.role, self.password)
                if not await self._ask(process):
                    await end(process)
                    process = None
                await asyncio.sleep(_EVERY)
        finally:
            if process is not None:
                await end(process)

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
