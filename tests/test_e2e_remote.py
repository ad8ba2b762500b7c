"""The daemon as it is wired, with a forge and a repository elsewhere: from a push to the ledger and its status."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from click.testing import CliRunner

from agent.commands.run import wired
from agent.commands.status import command as status
from agent.daemon import Daemon
from agent.ledger import LedgerView
from agent.settings import load
from tests.sims import compiled
from tests.sims.forges import Api, Row
from tests.sims.githost import Host
from tests.sims.scene import until
from tests.test_sources_git import Repo

TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
TOML = """
[stanch]
fallback_owner = "ops"
state = "{state}"
scan_workers = 1
[web]
listen = "off"
[timing]
poll = "1s"
[[sources]]
kind = "forge"
forge = "github"
owner = "acme"
url = "http://127.0.0.1:{port}/git"
token = {{ file = "{token}" }}
every = "1s"
exclude = ["vendor"]
[[sources]]
kind = "git"
name = "apart"
url = "http://127.0.0.1:{port}/git/other/apart.git"
token = {{ file = "{token}" }}
every = "1s"
"""


def leak(word: str) -> str:
    return f"DB=postgres://app:Zq7-{word}-Wv3xR8tPk@db.example.com:5432/orders\n"


class Remote:
    """A working copy of somebody's, and the bare repository that it is pushed to."""

    def __init__(self, root: Path, full: str) -> None:
        self.repo = Repo(root / full.replace("/", "-"))
        self.bare = root / f"{full}.git"
        self.bare.parent.mkdir(exist_ok=True)
        self.repo.git("init", "-q", "--bare", str(self.bare))

    def push(self, **files: str) -> None:
        self.repo.commit(**files)
        self.repo.git("push", "-q", str(self.bare), "HEAD:refs/heads/main")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Daemon]:
    async with wired(load(folder)) as daemon, asyncio.TaskGroup() as tasks:
        tasks.create_task(daemon.run())
        try:
            yield daemon
        finally:
            daemon.stop()


def found(state: Path) -> set[tuple[str, str, str]]:
    """Source, path and visibility of every place where a URL was seen."""
    with LedgerView(state / "ledger.db") as view:
        places = [place for one in view.incidents() for place in view.occurrences(one.incident.id)]
        return {(place.source, place.path, place.visibility.value) for place in places}


async def test_from_a_push_to_the_ledger(tmp_path: Path) -> None:
    state, token = tmp_path / "state", tmp_path / "token"
    state.mkdir(mode=0o700)
    compiled.lend(state)
    token.write_text(TOKEN)
    token.chmod(0o600)
    root = tmp_path / "root"
    root.mkdir()
    app, apart, late = (Remote(root, full) for full in ("acme/app", "other/apart", "acme/late"))
    app.push(env=leak("one"))
    apart.push(env=leak("two"))
    api = Api("github", TOKEN, [Row(1, "acme/app", visibility="public"), Row(2, "acme/none", pushed="2026-01-02")])
    async with Host(root=root, login=f"x-access-token:{TOKEN}", api=api) as host:
        (tmp_path / "stanch.toml").write_text(TOML.format(state=state, port=host.port, token=token))
        first = {("acme/app", "env", "public"), ("apart", "env", "unknown")}
        async with running(tmp_path) as daemon:
            await until("both were read", lambda: found(state) == first)
            await until("the one that is not there was told", lambda: "acme/none" in told(tmp_path))
            app.push(env2=leak("three"))
            api.rows[0].pushed = "2026-03-01"
            apart.push(env2=leak("four"))
            late.push(env=leak("five"))
            api.rows.append(Row(3, "acme/late", visibility="internal"))
            new = {("acme/app", "env2", "public"), ("apart", "env2", "unknown"), ("acme/late", "env", "internal")}
            more = first | new
            await until("what is new was read", lambda: found(state) == more)
            assert set(daemon.tallies) == {"acme", "apart"}
            assert daemon.tallies["acme"].findings >= 3
            assert daemon.tallies["acme"].followed
        assert TOKEN.encode() not in b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
        said = told(tmp_path)
        assert "source:     acme (forge), 3 repositories, moved " in said
        assert "acme/none: http://127.0.0.1" in said
        fetched = host.packs()
        async with running(tmp_path) as daemon:
            await until("all were looked at", lambda: followed(daemon, "acme"))
            await until("and the other", lambda: followed(daemon, "apart"))
        assert (host.packs(), found(state)) == (fetched, more)


def told(folder: Path) -> str:
    return CliRunner().invoke(status, ["--config", str(folder)]).output


def followed(daemon: Daemon, name: str) -> bool:
    return name in daemon.tallies and daemon.tallies[name].looked_at is not None
