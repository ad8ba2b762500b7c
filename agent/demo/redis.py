"""The Redis company: one real server whose ACL has more users than leak.

    mailer        leaked; another consumer has another password of the same user   the leaked one ended, the other lives
    sessions      leaked                                    a new password stands where it is read, the leaked one ended

What was done is counted by the server: its slow log, made to keep every command, and the ACL before and after. What
works is tried with redis-cli.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from agent.demo import claims, servers
from agent.demo.cast import Act, Company, Credential, Fate, InGit, InLog, Listed
from agent.demo.claims import Claim
from agent.demo.kept import Keep, Kept, Place
from agent.demo.scene import Scene
from agent.demo.settings import text
from agent.demo.tools import Done, Trial, must, run, trial
from agent.keys import write_private
from agent.model import State
from detectors import redis as kinds
from detectors.base import Parts, Secret

_REFUSALS: Final = ("WRONGPASS",)
_HASH: Final = re.compile(r'"([0-9a-f]{64})"')
_KEPT: Final = 100_000  # entries of the slow log


Passwords = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Server:
    """One running server, reached with its own redis-cli. `before`: the passwords of each user, hashed, at first."""

    redis: servers.Redis
    home: Path
    before: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{servers.LOOPBACK}:{self.redis.port}"

    def _cli(self, *words: str) -> list[str]:
        return [str(self.redis.cli), "-h", servers.LOOPBACK, "-p", str(self.redis.port), *words]

    async def ask(self, *words: str, given: str = "") -> str:
        """As the user who may do everything, for what the demo sets up and counts."""
        own = {"HOME": str(self.home), "REDISCLI_AUTH": self.redis.password.reveal()}
        return await must(self._cli("--user", self.redis.user, "--csv", *words), own, given=given)

    async def make(self, user: str, *more: Secret) -> Secret:
        """A user with a password (and `more` of them), all of which the server is told on standard input."""
        password = Secret(secrets.token_urlsafe(18))
        known = " ".join(f">{each.reveal()}" for each in (password, *more))
        await self.ask(given=f"ACL SETUSER {user} on {known} ~{user}:* +@read +@write +ping\n")
        return password

    async def watch(self, *users: str) -> None:
        """From now on every command is counted, and what these users' passwords are is known."""
        for name, value in {"slowlog-log-slower-than": "0", "slowlog-max-len": str(_KEPT)}.items():
            await self.ask("CONFIG", "SET", name, value)
        await self.ask("ACL", "SAVE")
        await self.ask("SLOWLOG", "RESET")
        self.before.update({user: await self._passwords(user) for user in users})

    async def _passwords(self, user: str) -> frozenset[str]:
        return frozenset(_HASH.findall(await self.ask("ACL", "GETUSER", user)))

    async def works(self, user: str, password: Secret) -> Trial:
        done = await run(self._cli(), {"HOME": str(self.home)}, given=f"AUTH {user} {password.reveal()}\nPING\n")
        return said(done)

    async def effects(self, user: str) -> Mapping[str, int]:
        log = await self.ask("SLOWLOG", "GET", str(_KEPT))
        now = {each: await self._passwords(each) for each in self.before}
        return changes(log, self.before, now, user)

    async def try_(self, parts: Parts) -> Trial:
        return await self.works(parts["user"].reveal(), parts["password"])


def said(done: Done) -> Trial:
    """redis-cli ends well whatever the server said: its words decide."""
    whole = done.out.split() == ["OK", "PONG"]
    return trial("redis-cli", Done(0 if whole else 1, "", f"{done.err}\n{done.out.partition(chr(10))[0]}"), _REFUSALS)


def changes(log: str, before: Passwords, now: Passwords, user: str) -> Mapping[str, int]:
    """How often a user was changed.

    The slow log hides whom an ACL SETUSER was about, but not that there was one; each of ours adds or removes one
    password. One that the ACL as it was and as it is do not explain was sent twice, or undone: it counts against all.
    """
    known = sum(len(before[each] ^ now[each]) for each in before)
    unknown = len(re.findall(r'"ACL","SETUSER"', log, re.IGNORECASE)) - known
    added = len(now[user] - before[user])
    return {"password removed": len(before[user] - now[user]) + unknown} | ({"password added": added} if added else {})


@asynccontextmanager
async def company(folder: Path, keep: Keep) -> AsyncIterator[Company]:
    """The server and its users."""
    with ExitStack() as stack:
        server = Server(await asyncio.to_thread(stack.enter_context, servers.redis(folder / "redis")), folder)
        write_private(folder / "redis.admin", server.redis.password.reveal().encode())
        other = Secret(secrets.token_urlsafe(18))
        mailer, sessions = await server.make("mailer", other), await server.make("sessions")
        await server.watch("mailer", "sessions")
        place = await keep("shop/sessions", {"user": "sessions", "password": sessions.reveal()})
        version = re.search(r"redis_version:([\d.]+)", await server.ask("INFO", "server"))
        yield Company(
            version=f"Redis {version[1] if version else ''}",
            systems={"redis": _table(server, folder / "redis.admin")},
            credentials=_credentials(server, mailer, sessions, place),
            acts=(_neighbour(server, other),),
            cut="mailer",
        )


def _table(server: Server, admin: Path) -> str:
    own = f'{{ file = {text(admin)}, role = "{server.redis.user}" }}'
    return f'provider = "redis"\nendpoints = [{text(server.address)}]\narmed = true\nadmin = {own}\n'


def _credentials(server: Server, mailer: Secret, sessions: Secret, place: Place) -> tuple[Credential, ...]:
    return (
        _credential(
            server,
            "mailer",
            mailer,
            "CELERY_BROKER_URL={}",
            place=InGit("workers/mailer.env", "emil@example.com"),
            owner="emil@example.com",
        ),
        _credential(
            server,
            "sessions",
            sessions,
            "export REDIS_URL={}",
            place=InLog(),
            owner="web-team@example.com",
            listed=Listed("web-team@example.com", "sessions of the shop", "ACL SETUSER sessions off"),
            kept=Kept(place, server.try_),
        ),
    )


def _credential(server: Server, user: str, password: Secret, line: str, **more: object) -> Credential:
    url = f"redis://{user}:{password.reveal()}@{server.address}/0"
    return Credential(
        name=user,
        kind=kinds.URL,
        parts={"user": Secret(user), "password": password},
        line=Secret(line.format(url)),
        system="redis",
        fate=Fate.ENDED,
        state=State.INVALIDATED,
        works=lambda: server.works(user, password),
        effects=lambda: server.effects(user),
        **more,  # type: ignore[arg-type]
    )


def _neighbour(server: Server, other: Secret) -> Act:
    async def play(scene: Scene) -> tuple[Claim, ...]:
        leaked = next(each for each in scene.credentials if each.name == "mailer")
        await scene.until(lambda: scene.settled(leaked), "the leaked password to be ended", 20.0)
        found = await server.works("mailer", other)
        title = "The user's other password, which did not leak, is still accepted"
        return (claims.accepted("neighbour-lives", title, {"mailer": found}),)

    return Act(
        "One password of two",
        "The Redis user mailer has two passwords, each of another consumer. One of them has leaked: it alone must go.",
        2.5,
        play,
    )
