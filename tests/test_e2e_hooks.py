"""The daemon as it is wired, with webhooks: from a signed push, a partner's report and GitLab's call to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.daemon import Daemon
from detectors.github import checksum
from tests.sims.forges import Api, Row
from tests.sims.githost import Host
from tests.sims.liar import Request
from tests.sims.repo import Remote
from tests.sims.scene import until
from tests.sims.senders import KEYS, Partner, Post, github, revocation, send
from tests.sims.wired import TOKEN, Seen, found, house, kept, leak, running, told

SECRET = "hook-" + "Zq7canaryWv3xR8tPk"
BODY = "kQ7mZt2XwR9" + "bNc4LpVf8sHyD3gJ"
PAT = f"{'ghp'}_{(BODY * 2)[:30]}{checksum((BODY * 2)[:30])}"
GLPAT = f"{'glpat'}-{BODY[:20]}"
ODD = "zq7-" + "canary-nobody-knows"
PLACE = f"https://github.com/octo/hello/blob/{'a1' * 20}/tests/foo.txt#L7"
TOML = """
[web]
listen = "127.0.0.1:0"
[timing]
poll = "1h"
[[sources]]
kind = "forge"
forge = "github"
owner = "acme"
url = "http://127.0.0.1:{port}/git"
token = {{ file = "token" }}
every = "1h"
[[sources]]
kind = "git"
name = "apart"
url = "http://127.0.0.1:{port}/git/other/apart.git"
token = {{ file = "token" }}
every = "1h"
[[web.hooks]]
name = "forge"
provider = "github"
secret = {{ file = "secret" }}
sources = ["acme", "apart"]
[[web.hooks]]
name = "partner"
provider = "github-partner"
keys_url = "http://127.0.0.1:{port}{keys}"
[[web.hooks]]
name = "revocation"
provider = "gitlab-revocation"
secret = {{ file = "secret" }}
"""


def seen(folder: Path, source: str) -> set[Seen]:
    """What came from there."""
    return {place for place in found(folder) if place.source == source}


async def pushes(folder: Path, remotes: Sequence[Remote], daemon: Daemon, port: int, host: Host, api: Api) -> None:
    """To one that a forge has brought, to one that is mirrored by itself, and to one that nobody knows yet."""
    app, apart, late = remotes
    first = {Seen("acme/app", "env", 1, "public"), Seen("apart", "env", 1, "unknown")}
    await until("they were read", lambda: found(folder) == first)
    await until("nothing is being done", lambda: daemon.tallies["acme"].looked_at is not None)
    listed, fetched = len(api.asked), host.packs()
    app.push(env2=leak("two"))
    assert (await send(port, github("forge", SECRET)))[0] == 204
    await until("the push was read", lambda: Seen("acme/app", "env2", 1, "public") in found(folder), patience=2)
    assert (len(api.asked), host.packs()) == (listed, fetched + 1), "and nothing else was asked for"
    apart.push(env2=leak("four"))
    assert (await send(port, github("forge", SECRET, full="Other/Apart")))[0] == 204
    await until("that, too", lambda: Seen("apart", "env2", 1, "unknown") in found(folder), patience=2)
    assert len(api.asked) == listed, "it is none of the forge's"
    late.push(env=leak("three"))
    api.rows.append(Row(2, "acme/late"))
    assert (await send(port, github("forge", SECRET, full="acme/late")))[0] == 204
    await until("a new one has joined", lambda: Seen("acme/late", "env", 1, "private") in found(folder))


async def reports(folder: Path, port: int, partner: Partner) -> None:
    """By GitHub, and by GitLab's own detector."""
    post = partner.post("partner", [("github_personal_access_token", PAT, PLACE), ("acme_key", ODD, "")])
    assert (await send(port, post))[0] == 204
    typed = Seen("partner", PLACE, 7, "public", "github-pat")
    lead = Seen("partner", "reported as acme_key", 1, "public", "lead")
    await until("it has its exact type", lambda: seen(folder, "partner") == {typed, lead})
    where = "https://gitlab.internal/x/-/blob/main/a.env#L3"
    post = revocation("revocation", SECRET, [("gitleaks_rule_id_gitlab_personal_access_token", GLPAT, where)])
    assert (await send(port, post))[0] == 204
    mine = {Seen("revocation", where, 3, "unknown", "gitlab-token")}
    await until("that, too", lambda: seen(folder, "revocation") == mine)
    assert (await send(port, post))[0] == 204, "once more changes nothing"
    bad = Post("revocation/v1/revoke_tokens", (("Authorization", PAT),), b"[]")
    assert (await send(port, bad))[0] == 404
    assert (await send(port, Post("nobody", (), b"")))[0] == 404


async def test_what_is_pushed_and_what_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "root"
    root.mkdir()
    remotes = [Remote(root, full) for full in ("acme/app", "other/apart", "acme/late")]
    for remote, word in zip(remotes, ("one", "zero"), strict=False):
        remote.push(env=leak(word))
    partner, api = Partner(), Api("github", TOKEN, [Row(1, "acme/app", visibility="public")])

    def answers(request: Request) -> bytes:
        return partner.api(request) if request.target == KEYS else api(request)

    async with Host(root=root, login=f"x-access-token:{TOKEN}", api=answers) as host:
        house(tmp_path, TOML.format(port=host.port, keys=KEYS), token=TOKEN, secret=SECRET)
        async with running(tmp_path) as (daemon, port):
            await pushes(tmp_path, remotes, daemon, port, host, api)
            await reports(tmp_path, port, partner)
            page = await scrape(port)
    for line in ('{hook="forge",outcome="taken"} 3.0', '{hook="revocation",outcome="refused"} 1.0'):
        assert f"stanch_hook_deliveries_total{line}" in page
    assert 'stanch_findings_total{source="partner"} 2.0' in page
    said = told(tmp_path)
    assert "webhook:    partner (github-partner), last report " in said
    printed = capfd.readouterr()
    for value in (PAT, GLPAT, ODD, SECRET):
        assert value.encode() not in kept(tmp_path)
        assert value not in printed.out + printed.err + page + said


async def scrape(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    page = await reader.read()
    writer.close()
    return page.decode()
