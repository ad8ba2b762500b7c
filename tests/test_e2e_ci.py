"""The daemon as it is wired, with two CI providers: from a job's log to the ledger, with the job named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from agent.commands.run import wired
from agent.commands.status import command as status
from agent.daemon import Daemon
from agent.ledger import LedgerView
from agent.settings import load
from tests.sims import compiled
from tests.sims.ci import Ci, Job, Run, Store
from tests.sims.scene import until

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
kind = "ci"
provider = "github"
owner = "acme"
url = "http://127.0.0.1:{github}"
token = {{ file = "{token}" }}
every = "1s"
download_hosts = ["127.0.0.1:{store}"]
[[sources]]
kind = "ci"
provider = "gitlab"
name = "lab"
owner = "acme"
url = "http://127.0.0.1:{gitlab}"
token = {{ file = "{token}" }}
every = "1s"
"""


def leak(word: str) -> bytes:
    return f"+ export DB=postgres://app:Zq7-{word}-Wv3xR8tPk@db.example.com:5432/orders\n".encode()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Daemon]:
    async with wired(load(folder)) as daemon, asyncio.TaskGroup() as tasks:
        tasks.create_task(daemon.run())
        try:
            yield daemon
        finally:
            daemon.stop()


def found(state: Path) -> set[tuple[str, str, int, str]]:
    """Source, path, line and visibility of every place where a URL was seen."""
    with LedgerView(state / "ledger.db") as view:
        places = [place for one in view.incidents() for place in view.occurrences(one.incident.id)]
        return {(place.source, place.path, place.line, place.visibility.value) for place in places}


def told(folder: Path) -> str:
    return CliRunner().invoke(status, ["--config", str(folder)]).output


def looked(daemon: Daemon) -> bool:
    return all(tally.looked_at is not None for tally in daemon.tallies.values())


async def test_from_a_jobs_log_to_the_ledger(tmp_path: Path) -> None:
    state, token = tmp_path / "state", tmp_path / "token"
    state.mkdir(mode=0o700)
    compiled.lend(state)
    token.write_text(TOKEN)
    token.chmod(0o600)
    day = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    async with (
        Store() as store,
        Ci(kind="github", login=TOKEN, store=store) as github,
        Ci(kind="gitlab", login=TOKEN, store=store) as gitlab,
    ):
        store.cut = "/acme/old/4/"
        github.projects = {
            "acme/app": [Run(7, [Job(70, b"one\n" + leak("one"), name="build")], at=day)],
            "acme/old": [
                Run(3, [Job(30, leak("expired"), gone="410 Gone")], at=day),
                Run(4, [Job(40, leak("damaged"))], at=day),
            ],
        }
        follows = Job(90, b"begun\n" + leak("two") + b"more", name="test", over=False)
        gitlab.projects = {"acme/web": [Run(9, [follows], at=day, over=False)]}
        text = TOML.format(state=state, token=token, github=github.port, gitlab=gitlab.port, store=store.port)
        (tmp_path / "stanch.toml").write_text(text)
        first = {
            ("github-acme", "acme/app run 7!/0_build.txt", 2, "internal"),
            ("lab", "acme/web pipeline 9 job test 90", 2, "internal"),
        }
        async with running(tmp_path) as daemon:
            await until("both were read", lambda: found(state) == first, seen=lambda: found(state))
            await until("what expired is told", lambda: "acme/old run 3: it is not there any more" in told(tmp_path))
            assert "acme/old run 4: " in told(tmp_path)
            follows.log += b" of it\n" + leak("three")
            follows.over, gitlab.run("acme/web", 9).over = True, True
            new = {("lab", "acme/web pipeline 9 job test 90", 4, "internal")}
            await until("the rest was read", lambda: found(state) == first | new, seen=lambda: found(state))
            assert daemon.tallies["github-acme"].followed
        github.asked.clear()
        gitlab.asked.clear()
        async with running(tmp_path) as daemon:
            await until("both were looked at", lambda: looked(daemon))
        assert (github.asked, gitlab.asked, store.leaks) == ([], [], [])
        said = told(tmp_path)
        assert "source:     github-acme (ci), moved " in said
        assert "acme/old run 3" in said
        kept = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
        assert TOKEN.encode() not in kept
        assert b"Wv3xR8tPk" not in kept
