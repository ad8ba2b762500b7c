"""What the end-to-end tests and the bench share: a clock, patience, and a daemon as a process.

Home    a folder with configuration, repository, log and state, and the daemon that runs on it
stanch  a command to its end

fronts.py has what stands before the servers, and the tests' own way to them.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.demo import servers
from agent.demo.chat import Chat
from agent.ledger import Entry, LedgerView
from detectors.base import Secret
from tests.sims import compiled, forked

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


# --- a daemon as a process -------------------------------------------------------------------------

Daemon = subprocess.Popen[bytes] | forked.Forked
FRESH = (sys.executable,)
_ROOT = Path(__file__).parent.parent.parent
QUICK = '[timing]\nrecheck = ["1s", "2s"]\n'


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
            await until("both sources were read", lambda: self._sources() >= {"repo", "ci"}, 30, self.describe)

    def _sources(self) -> set[str]:
        if not (self.state / "ledger.db").exists():
            return set()
        with LedgerView(self.state / "ledger.db") as view:
            return set(view.sources())

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
                    # Of this checkout, whichever one is installed.
                    env=env | {"PYTHONPATH": str(_ROOT)},
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

    def spent_long_ago(self) -> None:
        """A budget of a day that nobody counts any more: what `stanch purge` finds."""
        with closing(sqlite3.connect(self.state / "ledger.db", timeout=5)) as db, db:
            db.execute("INSERT INTO spends (budget, at) VALUES ('actions', '2020-01-01T00:00:00.000000Z')")


@asynccontextmanager
async def short_folder() -> AsyncIterator[Path]:
    """A folder with a short name, since a unix socket's may not be long."""
    with tempfile.TemporaryDirectory(prefix="st-") as name:
        yield Path(name)
