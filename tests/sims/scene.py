"""What the end-to-end tests and the bench share: fronts that count, clients of their own, and a daemon as a process.

Front --passes on and writes down--> OpenBao       what was asked, what came of it, by whom: counted at the server
Gate  --bytes, or a cut in them----> PostgreSQL    a connection lost at the worst moment
Bao, Roles                                         the tests' own way to the servers, not through Stanch
Home                                               a folder with configuration, repository, log and state
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import asyncpg

from agent.demo import servers
from agent.demo.chat import Chat
from agent.ledger import Entry, LedgerView
from detectors.base import Secret
from detectors.registry import DETECTORS
from tests.sims import compiled, forked
from tests.sims.liar import Liar

PATIENCE = 20.0  # seconds until a condition of a running daemon must hold


async def until(
    what: str,
    condition: Callable[[], bool | Awaitable[bool]],
    patience: float = PATIENCE,
    seen: Callable[[], object] = str,
) -> None:
    """Ask again and again, and fail in words. `seen`: what to say about how it was instead."""
    for _ in range(int(patience / 0.1)):
        held = condition()
        if held if isinstance(held, bool) else await held:
            return
        await asyncio.sleep(0.1)
    message = f"did not come true in {patience:g} s: {what}; {seen()}"
    raise AssertionError(message)


class Clock:
    """Stands still but for a millisecond a look, so that one thing comes after another; `pass_` moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


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


# --- a daemon as a process -------------------------------------------------------------------------

Daemon = subprocess.Popen[bytes] | forked.Forked
FRESH = (sys.executable,)


def environment(home: Path, **more: str) -> dict[str, str]:
    """As empty as a new account's, but for patterns that are compiled already."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **compiled.home(), **more}


def stanch(
    home: Path,
    *words: str,
    given: str | int | None = None,
    out: int | None = None,
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """A command to its end, in its user's home. `given`, `out`: as forked.done has them; `more`: of its environment."""
    return forked.done(["agent", *words], environment(home, **more or {}), home, given=given, out=out)


@dataclass(frozen=True)
class Wanted:
    """One [[systems]] table and its credential: `role` is whom it logs in as (AWS: the key's id), `more`: lines."""

    name: str
    provider: str
    endpoints: Sequence[str]
    own: Secret
    role: str | None = None
    types: tuple[str, ...] = ()
    more: str = ""


def wanted(bao: int, token: Secret, postgres: servers.Postgres, postgres_port: int | None = None) -> list[Wanted]:
    """Both servers, OpenBao through a front at port `bao`."""
    port = postgres_port or postgres.port
    return [
        Wanted("bao", "openbao", [f"http://127.0.0.1:{bao}"], token, None, ("openbao-token", "approle-secret-id")),
        Wanted("pg", "postgres", [f"127.0.0.1:{port}"], postgres.password, postgres.role, ("postgres-url",)),
    ]


SLACK_TOKEN = Secret("xoxb-" + secrets.token_hex(12))
PEOPLE: dict[str, dict[str, Any]] = {
    "U0OPS": {},
    "U0SEC": {"email": "security@example.com"},
    "U0ADA": {"email": "ada@example.org"},
}


def slack(running: Chat) -> str:
    """[slack] of stanch.toml, for a stand-in with SLACK_TOKEN and PEOPLE; `home.secret("slack.token", SLACK_TOKEN)`."""
    return f'[slack]\ntoken = {{ file = "slack.token" }}\noperator = ["U0OPS"]\nbase_url = "{running.url}"\n'


class Home:
    """`folder`/config, /state, /repo, /ci.log. Everything is armed and automatic unless `toml` and `policy` differ.

    `python`: the words that start the daemon's Python (FRESH); none: it is forked.
    """

    python: Sequence[str] = ()

    def __init__(self, folder: Path, systems: Sequence[Wanted], *, toml: str = "", policy: str | None = None) -> None:
        self.folder = folder
        self.config, self.state, self.repo, self.log = (folder / name for name in ("config", "state", "repo", "ci.log"))
        self.stderr = folder / "stderr"
        for place in (self.config, self.state):
            place.mkdir(mode=0o700)
        compiled.lend(self.state)
        self.log.write_text("the job begins\n")
        self.repo.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        text = [
            f'[stanch]\nfallback_owner = "security@example.com"\nstate = "{self.state}"\nscan_workers = 1\n',
            "[caps]\nactions_per_hour = 1000\nper_system_per_hour = 1000\nper_owner_per_hour = 1000\n",
            # Many of these daemons run side by side.
            "" if "[web]" in toml else '[web]\nlisten = "off"\n',
            f'{toml}\n[[sources]]\nkind = "git"\npath = "{self.repo}"\nname = "repo"\nvisibility = "public"\n',
            "worktree = false\n",  # what is committed is found in the history
            f'[[sources]]\nkind = "log"\npath = "{self.log}"\nname = "ci"\nvisibility = "internal"\n',
        ]
        rules = []
        for one in systems:
            self.secret(f"{one.name}.admin", one.own)
            role = f', {"id" if one.provider == "aws" else "role"} = "{one.role}"' if one.role else ""
            text.append(
                f'[[systems]]\nname = "{one.name}"\nprovider = "{one.provider}"\narmed = true\n'
                f'endpoints = {json.dumps(list(one.endpoints))}\nadmin = {{ file = "{one.name}.admin"{role} }}\n'
                f"{one.more}\n"
            )
            rules.append(
                f'[[rules]]\nname = "{one.name}"\nmode = "auto"\ntypes = {json.dumps(list(one.types))}\n'
                f'systems = ["{one.name}"]\nirreversible = "auto"\n'
            )
        (self.config / "stanch.toml").write_text("\n".join(text))
        (self.config / "policy.toml").write_text("\n".join(rules) if policy is None else policy)

    def secret(self, name: str, value: Secret) -> None:
        """A credential of Stanch's own, beside the configuration."""
        (self.config / name).touch(mode=0o600)
        (self.config / name).write_text(value.reveal() + "\n")

    async def first_look(self) -> None:
        """What is found from now on is no backlog."""
        async with self.daemon():
            await until("both sources were read", lambda: self._sources() == {"repo", "ci"}, 30, self.describe)

    def _sources(self) -> set[str]:
        if not (self.state / "ledger.db").exists():
            return set()
        with LedgerView(self.state / "ledger.db") as view:
            return {cursor.source for cursor, _ in view.sources()}

    def git(self, *arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments],
            cwd=self.repo,
            check=True,
            env=environment(self.folder),
            stdin=subprocess.DEVNULL,
        )

    def commit(self, name: str, text: str) -> None:
        (self.repo / name).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", f"add {name}")

    def say(self, text: str) -> None:
        with self.log.open("a") as file:
            file.write(text)

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        return stanch(self.folder, *arguments, more=more)

    @asynccontextmanager
    async def daemon(self, profile: Path | None = None, /, **more: str) -> AsyncIterator[Daemon]:
        """`stanch run`; ended in order when the block is left, if it still runs. `profile`: where cProfile writes."""
        measured = [] if profile is None else ["-m", "cProfile", "-o", str(profile)]
        words, env = ["agent", "run", "--config", str(self.config)], environment(self.folder, **more)
        process: Daemon
        with self.stderr.open("ab") as stderr:
            if not self.python:
                process = forked.started(words, env, self.folder, None, stderr.fileno(), stderr.fileno(), session=True)
            else:
                process = subprocess.Popen(  # noqa: ASYNC220 - its end is polled, and it outlives no block
                    [*self.python, *measured, "-m", *words],
                    stdin=subprocess.DEVNULL,
                    stdout=stderr,
                    stderr=stderr,
                    env=env,
                    start_new_session=True,
                    cwd=self.folder,
                )
        try:
            yield process
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            await until("the daemon has stopped", lambda: process.poll() is not None)
        finally:
            process.kill()
            process.wait()

    def entries(self) -> dict[int, Entry]:
        """Every incident by its number. Nothing while there is no ledger yet."""
        if not (self.state / "ledger.db").exists():
            return {}
        with LedgerView(self.state / "ledger.db") as view:
            return {entry.incident.id: entry for entry in view.incidents(limit=10_000)}

    def states(self) -> dict[str, int]:
        """How many incidents of each state."""
        found: dict[str, int] = {}
        for entry in self.entries().values():
            found[entry.state.value] = found.get(entry.state.value, 0) + 1
        return found

    def describe(self) -> str:
        """For a test that fails: states, who waits why, and the end of what the daemon said."""
        waits = [
            (entry.incident.preview, entry.state.value, entry.incident.parked) for entry in self.entries().values()
        ]
        return f"{self.states()}, first {waits[:3]}\n" + self.stderr.read_text(errors="replace")[-3000:]

    def events(self, incident: int) -> list[dict[str, Any]]:
        with LedgerView(self.state / "ledger.db") as view:
            return [json.loads(event.record) for event in view.events(incident)]


@asynccontextmanager
async def short_folder() -> AsyncIterator[Path]:
    """A folder with a short name, since a unix socket's may not be long."""
    with tempfile.TemporaryDirectory(prefix="st-") as name:
        yield Path(name)
