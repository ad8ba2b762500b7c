"""The commands beside a running daemon, over real servers: freeze and thaw, a second daemon, looking, evidence."""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from agent.demo import servers
from tests.sims.fronts import Bao, Front, Roles
from tests.sims.scene import FRESH, Home, environment, short_folder, until, wanted


@dataclass(frozen=True)
class Place:
    home: Home
    bao: Bao
    front: Front
    roles: Roles

    async def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        words = (*arguments, "--config", str(self.home.config))
        done = await asyncio.to_thread(self.home.run, *words)
        assert "Traceback" not in done.stdout + done.stderr, arguments
        return done

    async def states(self, **wanted: int) -> None:
        await until(f"states are {wanted}", lambda: self.home.states() == wanted, 30, self.home.describe)


@pytest.fixture
async def place(openbao: servers.Bao, postgres: servers.Postgres) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(short_folder())
        front = await stack.enter_async_context(Front(upstream=openbao.port))
        roles = await Roles.connect(postgres)
        stack.push_async_callback(roles.close)
        home = Home(folder, wanted(front.port, openbao.token, postgres))
        home.commit("README", "nothing\n")
        yield Place(home, Bao(openbao), front, roles)
        assert "Traceback" not in home.stderr.read_text()


async def test_freeze_holds_and_thaw_lets_go(place: Place) -> None:
    token = place.bao.token()
    async with place.home.daemon():
        await until("it has started", lambda: '"started"' in place.home.stderr.read_text())
        frozen = await place.run("freeze", "--reason", "a test")
        assert (frozen.returncode, frozen.stdout[:7]) == (0, "frozen:")
        place.home.say(f"bao login {token}\n")
        await place.states(held=1)
        assert place.bao.lives(token)
        assert json.loads((await place.run("status", "--json")).stdout)["frozen"] is True
        assert place.front.asked("/revoke") == []
        assert (await place.run("thaw")).stdout.startswith("thawed (")
        thawed = datetime.now(UTC)
        await until("it is dead", lambda: not place.bao.lives(token), 10, place.home.describe)
        assert (datetime.now(UTC) - thawed).total_seconds() < 5
        await place.states(invalidated=1)
        assert (await place.run("thaw")).stdout.startswith("it was not frozen (")
    assert len(place.front.asked("/revoke-accessor")) == 1


async def test_arming_counts_at_once_for_what_is_open(place: Place) -> None:
    toml = place.home.config / "stanch.toml"
    toml.write_text(toml.read_text().replace("armed = true", "armed = false"))
    assert (await place.run("disarm", "--all")).stdout == (
        "disarmed: everything; no daemon runs: it counts from `stanch run` on\n"
    )
    token = place.bao.token()
    async with place.home.daemon():
        await until("it has started", lambda: '"started"' in place.home.stderr.read_text())
        place.home.say(f"bao login {token}\n")
        await place.states(held=1)
        assert "the system is not armed" in (await place.run("show", "1")).stdout
        armed = await place.run("arm", "--system", "bao")
        assert armed.stdout == "armed: system bao; the daemon looks at what waits for it now\n"
        at = datetime.now(UTC)
        await place.states(invalidated=1)
        assert (datetime.now(UTC) - at).total_seconds() < 10
        assert not place.bao.lives(token)


async def test_a_daemon_a_second_one_looking_and_evidence(place: Place) -> None:
    role, password = await place.roles.make()
    place.home.python = FRESH
    async with place.home.daemon() as daemon:
        await until("it has started", lambda: '"started"' in place.home.stderr.read_text())
        second = await place.run("run")
        assert second.returncode == 2
        assert "the daemon already runs" in second.stderr
        assert daemon.poll() is None
        port = place.roles.server.port
        place.home.commit("app.env", f"URL=postgresql://{role}:{password}@127.0.0.1:{port}/postgres\n")
        await place.states(invalidated=1)
        shown = await place.run("show", "1")
        assert shown.returncode == 0
        for words in (
            "invalidated",
            f"identity    {role} on pg",
            "app.env:1 @ ",
            "by Ada <ada@example.org>",
            "time to invalidation",
            "contain on pg/",
            "end on pg/",
        ):
            assert words in shown.stdout, shown.stdout
        whole = json.loads((await place.run("show", "--json", "1")).stdout)
        assert [event["what"] for event in whole["events"]] == [
            *("detected", "probe", "decided", "intent", "accepted", "probe", "intent", "accepted", "probe"),
            "invalidated",
        ]
        policy = hashlib.sha256((place.home.config / "policy.toml").read_bytes()).hexdigest()
        assert {event["detail"]["policy_hash"] for event in whole["events"]} == {policy}
        [said] = whole["events"][2]["detail"]["decision"]
        assert (said["system"], said["environment"]) == ("pg", "production")
        by_mark = await place.run("show", "--json", whole["canonical"][:12])
        assert json.loads(by_mark.stdout)["id"] == 1
        listed = json.loads((await place.run("incidents", "--json")).stdout)
        assert (listed["state"], listed["owner"]) == ("invalidated", "Ada <ada@example.org>")
        assert "invalidated" in (await place.run("incidents")).stdout
        assert "1 invalidated" in (await place.run("status")).stdout
        assert (
            await place.run("show", "7")
        ).stderr == "stanch: there is no incident 7; `stanch incidents` lists them\n"
        assert not await place.roles.lets_in(role, password)
    await evidence_holds(place)


async def test_a_terminal_that_hangs_up_stops_it_in_order(place: Place) -> None:
    async with place.home.daemon() as daemon:
        await until("it has started", lambda: '"started"' in place.home.stderr.read_text())
        daemon.send_signal(signal.SIGHUP)
        await until("it has stopped", lambda: daemon.poll() is not None)
        assert daemon.returncode == 0
    assert '"stopped"' in place.home.stderr.read_text()


async def evidence_holds(place: Place) -> None:
    """Export, both verifiers, and both again after one character was changed and after the end was cut off."""
    file, script = place.home.folder / "one.json", place.home.folder / "verifier.py"
    exported = await place.run("evidence", "export", "1", "--output", str(file))
    assert exported.returncode == 0
    assert (await place.run("evidence", "export", "1")).stdout == file.read_text()
    verified = await place.run("evidence", "verify", str(file))
    assert (verified.returncode, verified.stdout[:3]) == (0, "ok:")
    script.write_text((await asyncio.to_thread(place.home.run, "evidence", "verifier")).stdout)
    anchor = place.home.state / "anchor.jsonl"

    def independent() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(script), str(file), str(anchor)],
            capture_output=True,
            text=True,
            check=False,
            env=environment(place.home.folder),
        )

    assert independent().returncode == 0, independent().stdout + independent().stderr
    good = file.read_text()
    cut = json.loads(good)
    cut["records"].pop()
    for bad, words in (
        (good.replace("invalidated", "invalidatex"), "was edited"),
        (json.dumps(cut), "cut off after record 9"),
    ):
        file.write_text(bad)
        verified = await place.run("evidence", "verify", str(file))
        assert verified.returncode == 1
        assert words in verified.stdout
        assert independent().returncode != 0


async def test_a_place_that_comes_later_and_one_that_is_no_repository(place: Place) -> None:
    """A log that does not exist yet, a repository that is none: told, and neither keeps the daemon from the rest."""
    toml = place.home.config / "stanch.toml"
    late, none = place.home.folder / "late.log", place.home.folder / "none"
    more = f'\n[[sources]]\nkind = "log"\npath = "{late}"\nname = "late"\n[[sources]]\nkind = "git"\npath = "{none}"\n'
    toml.write_text(toml.read_text() + more)
    token = place.bao.token()
    async with place.home.daemon() as daemon:
        await until("both are owed", lambda: _owed(place.home) == {"late", "none"}, 20, place.home.describe)
        assert daemon.poll() is None
        late.write_text(f"bao login {token}\n")
        await until("it is dead", lambda: not place.bao.lives(token), 20, place.home.describe)
        await until("the log is owed no longer", lambda: _owed(place.home) == {"none"}, 20, place.home.describe)


def _owed(home: Home) -> set[str]:
    from agent.ledger import LedgerView

    if not (home.state / "ledger.db").exists():
        return set()
    with LedgerView(home.state / "ledger.db") as view:
        return {debt.source for debt, _ in view.debts()}
