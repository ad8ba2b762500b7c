"""The daemon as it is wired, with webhooks: from a signed push, a partner's report and GitLab's call to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.commands.run import answering, health_of, wired
from agent.commands.status import command as status
from agent.daemon import Daemon
from agent.ledger import LedgerView
from agent.settings import load
from detectors.github import checksum
from tests.sims import compiled
from tests.sims.forges import Api, Row
from tests.sims.githost import Host
from tests.sims.liar import Request
from tests.sims.scene import until
from tests.sims.senders import KEYS, Partner, Post, github, revocation, send
from tests.test_e2e_remote import Remote, found, leak

TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
SECRET = "hook-" + "Zq7canaryWv3xR8tPk"
BODY = "kQ7mZt2XwR9" + "bNc4LpVf8sHyD3gJ"
PAT = f"{'ghp'}_{(BODY * 2)[:30]}{checksum((BODY * 2)[:30])}"
GLPAT = f"{'glpat'}-{BODY[:20]}"
ODD = "zq7-" + "canary-nobody-knows"
PLACE = f"https://github.com/octo/hello/blob/{'a1' * 20}/tests/foo.txt#L7"
TOML = """
[stanch]
fallback_owner = "ops"
state = "{state}"
scan_workers = 1
[web]
listen = "127.0.0.1:0"
[timing]
poll = "1h"
[[sources]]
kind = "forge"
forge = "github"
owner = "acme"
url = "http://127.0.0.1:{port}/git"
token = {{ file = "{token}" }}
every = "1h"
[[sources]]
kind = "git"
name = "apart"
url = "http://127.0.0.1:{port}/git/other/apart.git"
token = {{ file = "{token}" }}
every = "1h"
[[web.hooks]]
name = "forge"
provider = "github"
secret = {{ file = "{secret}" }}
sources = ["acme", "apart"]
[[web.hooks]]
name = "partner"
provider = "github-partner"
keys_url = "http://127.0.0.1:{port}{keys}"
[[web.hooks]]
name = "revocation"
provider = "gitlab-revocation"
secret = {{ file = "{secret}" }}
"""


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Daemon, int]]:
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


def seen(state: Path, source: str) -> set[tuple[str, str, int, str]]:
    """Type, path, line and visibility of what came from there."""
    with LedgerView(state / "ledger.db") as view:
        return {
            (one.incident.type, place.path, place.line, place.visibility.value)
            for one in view.incidents()
            for place in view.occurrences(one.incident.id)
            if place.source == source
        }


async def pushes(state: Path, remotes: Sequence[Remote], daemon: Daemon, port: int, host: Host, api: Api) -> None:
    """To one that a forge has brought, to one that is mirrored by itself, and to one that nobody knows yet."""
    app, apart, late = remotes
    first = {("acme/app", "env", "public"), ("apart", "env", "unknown")}
    await until("they were read", lambda: found(state) == first)
    await until("nothing is being done", lambda: daemon.tallies["acme"].looked_at is not None)
    listed, fetched = len(api.asked), host.packs()
    app.push(env2=leak("two"))
    assert (await send(port, github("forge", SECRET)))[0] == 204
    await until("the push was read", lambda: ("acme/app", "env2", "public") in found(state), patience=2)
    assert (len(api.asked), host.packs()) == (listed, fetched + 1), "and nothing else was asked for"
    apart.push(env2=leak("four"))
    assert (await send(port, github("forge", SECRET, full="Other/Apart")))[0] == 204
    await until("that, too", lambda: ("apart", "env2", "unknown") in found(state), patience=2)
    assert len(api.asked) == listed, "it is none of the forge's"
    late.push(env=leak("three"))
    api.rows.append(Row(2, "acme/late"))
    assert (await send(port, github("forge", SECRET, full="acme/late")))[0] == 204
    await until("a new one has joined", lambda: ("acme/late", "env", "private") in found(state))


async def reports(state: Path, port: int, partner: Partner) -> None:
    """By GitHub, and by GitLab's own detector."""
    post = partner.post("partner", [("github_personal_access_token", PAT, PLACE), ("acme_key", ODD, "")])
    assert (await send(port, post))[0] == 204
    typed, lead = ("github-pat", PLACE, 7, "public"), ("lead", "reported as acme_key", 1, "public")
    await until("it has its exact type", lambda: seen(state, "partner") == {typed, lead})
    where = "https://gitlab.internal/x/-/blob/main/a.env#L3"
    post = revocation("revocation", SECRET, [("gitleaks_rule_id_gitlab_personal_access_token", GLPAT, where)])
    assert (await send(port, post))[0] == 204
    mine = {("gitlab-token", where, 3, "unknown")}
    await until("that, too", lambda: seen(state, "revocation") == mine)
    assert (await send(port, post))[0] == 204, "once more changes nothing"
    bad = Post("revocation/v1/revoke_tokens", (("Authorization", PAT),), b"[]")
    assert (await send(port, bad))[0] == 404
    assert (await send(port, Post("nobody", (), b"")))[0] == 404


async def test_what_is_pushed_and_what_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    compiled.lend(state)
    for name, value in (("token", TOKEN), ("secret", SECRET)):
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_text(value)
    root = tmp_path / "root"
    root.mkdir()
    remotes = [Remote(root, full) for full in ("acme/app", "other/apart", "acme/late")]
    for remote, word in zip(remotes, ("one", "zero"), strict=False):
        remote.push(env=leak(word))
    partner, api = Partner(), Api("github", TOKEN, [Row(1, "acme/app", visibility="public")])

    def answers(request: Request) -> bytes:
        return partner.api(request) if request.target == KEYS else api(request)

    async with Host(root=root, login=f"x-access-token:{TOKEN}", api=answers) as host:
        text = TOML.format(state=state, port=host.port, keys=KEYS, token=tmp_path / "token", secret=tmp_path / "secret")
        (tmp_path / "stanch.toml").write_text(text)
        async with running(tmp_path) as (daemon, port):
            await pushes(state, remotes, daemon, port, host, api)
            await reports(state, port, partner)
            page = await scrape(port)
    for line in ('{hook="forge",outcome="taken"} 3.0', '{hook="revocation",outcome="refused"} 1.0'):
        assert f"stanch_hook_deliveries_total{line}" in page
    assert 'stanch_findings_total{source="partner"} 2.0' in page
    said = CliRunner().invoke(status, ["--config", str(tmp_path)]).output
    assert "webhook:    partner (github-partner), last report " in said
    told = capfd.readouterr()
    kept = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    for value in (PAT, GLPAT, ODD, SECRET):
        assert value.encode() not in kept
        assert value not in told.out + told.err + page + said


async def scrape(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    page = await reader.read()
    writer.close()
    return page.decode()
