"""The daemon as it is wired, with a forge and a repository elsewhere: from a push to the ledger and its status."""

from __future__ import annotations

from pathlib import Path

from tests.sims.forges import Api, Row
from tests.sims.githost import Host
from tests.sims.repo import Remote
from tests.sims.scene import until
from tests.sims.wired import TOKEN, Seen, found, house, kept, leak, looked, running, told

TOML = """
[web]
listen = "off"
[timing]
poll = "1s"
[[sources]]
kind = "forge"
forge = "github"
owner = "acme"
url = "http://127.0.0.1:{port}/git"
token = {{ file = "token" }}
every = "1s"
exclude = ["vendor"]
[[sources]]
kind = "git"
name = "apart"
url = "http://127.0.0.1:{port}/git/other/apart.git"
token = {{ file = "token" }}
every = "1s"
"""


async def test_from_a_push_to_the_ledger(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    app, apart, late = (Remote(root, full) for full in ("acme/app", "other/apart", "acme/late"))
    app.push(env=leak("one"))
    apart.push(env=leak("two"))
    api = Api("github", TOKEN, [Row(1, "acme/app", visibility="public"), Row(2, "acme/none", pushed="2026-01-02")])
    async with Host(root=root, login=f"x-access-token:{TOKEN}", api=api) as host:
        house(tmp_path, TOML.format(port=host.port), token=TOKEN)
        first = {Seen("acme/app", "env", 1, "public"), Seen("apart", "env", 1, "unknown")}
        async with running(tmp_path) as (daemon, _):
            await until("both were read", lambda: found(tmp_path) == first)
            await until("the one that is not there was told", lambda: "acme/none" in told(tmp_path))
            app.push(env2=leak("three"))
            api.rows[0].pushed = "2026-03-01"
            apart.push(env2=leak("four"))
            late.push(env=leak("five"))
            api.rows.append(Row(3, "acme/late", visibility="internal"))
            new = {
                Seen("acme/app", "env2", 1, "public"),
                Seen("apart", "env2", 1, "unknown"),
                Seen("acme/late", "env", 1, "internal"),
            }
            more = first | new
            await until("what is new was read", lambda: found(tmp_path) == more)
            assert set(daemon.tallies) == {"acme", "apart"}
            assert daemon.tallies["acme"].findings >= 3
            assert daemon.tallies["acme"].followed
        assert TOKEN.encode() not in kept(tmp_path)
        said = told(tmp_path)
        assert "source:     acme (forge), 3 repositories, moved " in said
        assert "acme/none: http://127.0.0.1" in said
        fetched = host.packs()
        async with running(tmp_path) as (daemon, _):
            await until("all were looked at", lambda: looked(daemon, "acme", "apart"))
        assert (host.packs(), found(tmp_path)) == (fetched, more)
