"""The daemon as it is wired, with two CI providers: from a job's log to the ledger, with the job named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.sims.ci import Ci, Job, Run, Store
from tests.sims.scene import until
from tests.sims.wired import TOKEN, Seen, found, house, kept, leak, looked, running, told

TOML = """
[web]
listen = "off"
[timing]
poll = "1s"
[[sources]]
kind = "ci"
provider = "github"
owner = "acme"
url = "http://127.0.0.1:{github}"
token = {{ file = "token" }}
every = "1s"
download_hosts = ["127.0.0.1:{store}"]
[[sources]]
kind = "ci"
provider = "gitlab"
name = "lab"
owner = "acme"
url = "http://127.0.0.1:{gitlab}"
token = {{ file = "token" }}
every = "1s"
"""


def line(word: str) -> bytes:
    return f"+ export {leak(word)}".encode()


async def test_from_a_jobs_log_to_the_ledger(tmp_path: Path) -> None:
    day = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    async with (
        Store() as store,
        Ci(kind="github", login=TOKEN, store=store) as github,
        Ci(kind="gitlab", login=TOKEN, store=store) as gitlab,
    ):
        store.cut = "/acme/old/4/"
        github.projects = {
            "acme/app": [Run(7, [Job(70, b"one\n" + line("one"), name="build")], at=day)],
            "acme/old": [
                Run(3, [Job(30, line("expired"), gone="410 Gone")], at=day),
                Run(4, [Job(40, line("damaged"))], at=day),
            ],
        }
        follows = Job(90, b"begun\n" + line("two") + b"more", name="test", over=False)
        gitlab.projects = {"acme/web": [Run(9, [follows], at=day, over=False)]}
        house(tmp_path, TOML.format(github=github.port, gitlab=gitlab.port, store=store.port), token=TOKEN)
        first = {
            Seen("github-acme", "acme/app run 7!/0_build.txt", 2, "internal"),
            Seen("lab", "acme/web pipeline 9 job test 90", 2, "internal"),
        }
        async with running(tmp_path) as (daemon, _):
            await until("both were read", lambda: found(tmp_path) == first, seen=lambda: found(tmp_path))
            await until("what expired is told", lambda: "acme/old run 3: it is not there any more" in told(tmp_path))
            assert "acme/old run 4: " in told(tmp_path)
            follows.log += b" of it\n" + line("three")
            follows.over, gitlab.run("acme/web", 9).over = True, True
            new = {Seen("lab", "acme/web pipeline 9 job test 90", 4, "internal")}
            await until("the rest was read", lambda: found(tmp_path) == first | new, seen=lambda: found(tmp_path))
            assert daemon.tallies["github-acme"].followed
        github.asked.clear()
        gitlab.asked.clear()
        async with running(tmp_path) as (daemon, _):
            await until("both were looked at", lambda: looked(daemon, "github-acme", "lab"))
        assert (github.asked, gitlab.asked, store.leaks) == ([], [], [])
        said = told(tmp_path)
        assert "source:     github-acme (ci), moved " in said
        assert "acme/old run 3" in said
        assert TOKEN.encode() not in kept(tmp_path)
        assert b"Wv3xR8tPk" not in kept(tmp_path)
