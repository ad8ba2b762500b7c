"""A git server with our hooks, somebody who pushes to it, and the daemon's desk in the test's own process.

Server.push() is a real `git push` into a real bare repository; Server.desk() answers its hooks with scanners that are
no process of their own. What the desk was asked to look at again is in `again`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from agent.found import Chunk, Visibility
from agent.hook.bypass import Bypasses
from agent.hook.desk import Desk, Place, open_desk
from agent.hook.terms import Bypass
from agent.model import Ledger
from agent.scan import wire
from agent.scan.worker import Scanner
from agent.seal import ResponderKeys
from tests.sims import compiled
from tests.sims.repo import Repo
from tests.sims.scene import environment

HOOKS = ("pre-receive", "post-receive")
ROOT = Path(__file__).parents[2]


@cache
def _keys() -> ResponderKeys:
    return ResponderKeys.generate()


@dataclass
class Local:
    """A scanner's answers, without its process."""

    keys: ResponderKeys = field(default_factory=_keys)

    async def scan(self, chunk: Chunk) -> wire.Result:
        scanner = self.keys.scanner
        setup = wire.Setup(scanner.fingerprint, scanner.public, scanner.key_id, wire.Limits(), None)
        job = wire.job(chunk)
        assert job is not None
        return Scanner(setup, compiled.engine()).answer(job)


def left(repo: Repo, base: str = "main") -> str:
    """The commit that we are at, as a push would bring it: no ref leads to it."""
    new = repo.head()
    repo.git("checkout", "-q", "-f", base)
    return new


@dataclass(frozen=True)
class Pushed:
    """How a push ended, and what our hooks said to whoever pushed."""

    code: int
    said: str


class Server:
    """`folder`/server.git, /client with its remote `origin`, /config with a stanch.toml of only a [hook]."""

    def __init__(self, folder: Path, hook: str = "") -> None:
        self.folder = folder
        self.git_dir, self.config = folder / "server.git", folder / "config"
        self.socket = folder / "hook.sock"
        self.client = Repo(folder / "client")
        self.client.git("init", "-q", "--bare", str(self.git_dir))
        self.client.git("-C", str(self.git_dir), "config", "receive.advertisePushOptions", "true")
        self.client.git("remote", "add", "origin", str(self.git_dir))
        self.config.mkdir()
        (self.config / "stanch.toml").write_text(f'[hook]\nsocket = "{self.socket}"\n{hook}')
        self.install()
        self.again: list[str] = []

    def install(self, *names: str) -> None:
        install(self.git_dir, self.config, *names)

    def uninstall(self, *names: str) -> None:
        for name in names:
            (self.git_dir / "hooks" / name).unlink()

    async def push(self, *words: str, **more: str) -> Pushed:
        process = await asyncio.create_subprocess_exec(
            *("git", "push", "-q", *words),
            cwd=self.client.path,
            env=environment(self.folder, **more),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            _, said = await process.communicate()
        assert process.returncode is not None
        assert b"Traceback" not in said
        return Pushed(process.returncode, said.decode())

    def refs(self) -> dict[str, str]:
        """Where the server's refs point."""
        lines = self.client.git("-C", str(self.git_dir), "for-each-ref", "--format=%(refname) %(objectname)")
        return dict(line.split(" ") for line in lines.splitlines())

    def has(self, oid: str) -> bool:
        """Has it been let in among the server's objects?"""
        answer = self.client.git("-C", str(self.git_dir), "cat-file", "--batch-check", stdin=f"{oid}\n".encode())
        return not answer.endswith("missing")

    @asynccontextmanager
    async def desk(
        self, bypasses: Bypasses, users: Sequence[int] = (), scanner: Local | None = None
    ) -> AsyncIterator[Desk]:
        places = {self.git_dir.resolve(): Place("shop", Visibility.INTERNAL)}
        made = Desk(scanner or Local(), bypasses, places, self.again.append, frozenset(users))
        async with open_desk(self.socket, made):
            yield made


def install(git_dir: Path, config: Path, *names: str) -> None:
    """Our hooks, started by this very Python; without names the two of HOOKS."""
    for name in names or HOOKS:
        hook = git_dir / "hooks" / name
        arguments = ' "$@"' if name == "update" else ""
        words = f"{sys.executable} -m agent hook {name} --config {config}{arguments}"
        hook.write_text(f"#!/bin/sh\nPYTHONPATH={ROOT} exec {words}\n")
        hook.chmod(0o755)


def bypasses(ledger: Ledger, file: Path, clock: Callable[[], datetime], mode: Bypass = Bypass.REASON) -> Bypasses:
    return Bypasses(ledger, file, _keys().scanner, clock, lambda: None, mode, timedelta(hours=1))
