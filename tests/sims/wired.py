"""The daemon as it is wired from a configuration, in the test's own process: what its end-to-end tests share.

house(folder, text, token=TOKEN)     a configuration with its secrets, and a state folder
async with running(folder):          the daemon at work;   found(folder), told(folder), kept(folder)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from agent.commands.status import command as status
from agent.daemon import Daemon
from agent.ledger import LedgerView
from agent.settings import load
from agent.wiring.daemon import wired
from agent.wiring.service import answering, health_of
from tests.sims import compiled

TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
_HEAD = """
[stanch]
fallback_owner = "ops"
state = "{state}"
scan_workers = 1
"""


class Seen(NamedTuple):
    """A place where something was seen."""

    source: str
    path: str
    line: int
    visibility: str
    type: str = "postgres-url"


def leak(word: str) -> str:
    """A line to be found; `Wv3xR8tPk` tells it in whatever is kept."""
    return f"DB=postgres://app:Zq7-{word}-Wv3xR8tPk@db.example.com:5432/orders\n"


def house(folder: Path, text: str, **secrets: str) -> None:
    """`text`: tables of stanch.toml, which name each secret as a file beside it."""
    state = folder / "state"
    state.mkdir(mode=0o700)
    compiled.lend(state)
    for name, value in secrets.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(value)
    (folder / "stanch.toml").write_text(_HEAD.format(state=state) + text)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Daemon, int]]:
    """With the port that its web server listens on."""
    settings = load(folder)
    async with (
        wired(settings) as daemon,
        answering(settings, health_of(daemon, settings)) as port,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(daemon.run())
        try:
            yield daemon, port
        finally:
            daemon.stop()


def found(folder: Path) -> set[Seen]:
    with LedgerView(folder / "state" / "ledger.db") as view:
        return {
            Seen(place.source, place.path, place.line, place.visibility.value, one.incident.type)
            for one in view.incidents()
            for place in view.occurrences(one.incident.id)
        }


def looked(daemon: Daemon, *names: str) -> bool:
    """Has it been through all of them?"""
    return all(name in daemon.tallies and daemon.tallies[name].looked_at is not None for name in names)


def told(folder: Path) -> str:
    """What `stanch status` says."""
    return CliRunner().invoke(status, ["--config", str(folder)]).output


def kept(folder: Path) -> bytes:
    """Every file of the state."""
    return b"".join(path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file())
