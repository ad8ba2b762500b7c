"""What systemd would hear, over real sockets: ready when it is, fed while everything answers, and not when it hangs."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from agent.daemon import Daemon
from agent.health import HUNG, Health
from agent.keys import KeysError, load_keys, same_keys
from agent.ledger import LedgerDamagedError, LedgerFullError
from agent.model import Budget, Ledger, State
from agent.seal import ResponderKeys
from agent.supervise import Service, Supervised
from agent.tally import Tally
from tests.sims import shown
from tests.sims.hasty import Hasty
from tests.sims.rig import Rig
from tests.sims.scene import FRESH, Home, short_folder, until


@dataclass
class Systemd:
    """Its end of the socket: what was said, line by line."""

    socket: socket.socket
    lines: list[str] = field(default_factory=list)

    def heard(self, line: str) -> int:
        while True:
            try:
                self.lines += self.socket.recv(4096).decode().splitlines()
            except BlockingIOError:
                return sum(said == line for said in self.lines)


@pytest.fixture(params=["file", "abstract"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Systemd, str]]:
    """With the address as NOTIFY_SOCKET has it."""
    name = f"@stanch-test-{secrets.token_hex(8)}" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as listening:
        listening.bind(name.replace("@", "\0"))
        yield Systemd(listening), name


def test_the_environment_is_taken_and_children_see_nothing_of_it() -> None:
    environ = {"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid()), "HOME": "/h"}
    assert Service.taken(environ) == Service("\0x", 60)
    assert environ == {"HOME": "/h"}
    assert Service.taken({}) == Service()
    assert Service.taken({"NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "500000"}) == Service("/run/n", 0.5)
    assert Service.taken({"NOTIFY_SOCKET": "/run/n", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}).period is None
    assert Service.taken({"NOTIFY_SOCKET": "vsock:2:1", "WATCHDOG_USEC": "0"}) == Service()


async def test_the_order_of_a_life(systemd: tuple[Systemd, str]) -> None:
    heard, name = systemd
    followed, stopping, hung = asyncio.Event(), asyncio.Event(), [""]

    async def hangs(_patience: float) -> str:
        return hung[0]

    async def status() -> str:
        return "1 of 1 sources followed"

    service = Service.taken({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "40000"})
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Supervised(service, followed, stopping, hangs, status).run())
        await until("it is fed before it is ready", lambda: heard.heard("WATCHDOG=1") >= 1)
        assert heard.heard("READY=1") == 0
        followed.set()
        await until("it is ready", lambda: heard.heard("READY=1") == 1)
        fed = heard.heard("WATCHDOG=1")
        await until("it goes on being fed", lambda: heard.heard("WATCHDOG=1") > fed + 2)
        assert heard.heard("STATUS=1 of 1 sources followed") > 2
        hung[0] = "the ledger does not answer"
        await until("the hanging is told", lambda: heard.heard("STATUS=the ledger does not answer") >= 2)
        fed = heard.heard("WATCHDOG=1")
        told = heard.heard("STATUS=the ledger does not answer")
        await until("it goes on hanging", lambda: heard.heard("STATUS=the ledger does not answer") > told + 3)
        assert heard.heard("WATCHDOG=1") == fed, "a watchdog that is fed while it hangs never bites"
        hung[0] = ""
        assert heard.heard("STOPPING=1") == 0
        stopping.set()
        await until("the stop is told", lambda: heard.heard("STOPPING=1") == 1)
        fed = heard.heard("WATCHDOG=1")
        await until("the stop may take its time", lambda: heard.heard("WATCHDOG=1") > fed + 2)
        assert heard.heard("READY=1") == 1
        running.cancel()


async def test_without_systemd_nothing_is_said() -> None:
    async def fails(_patience: float = 0) -> str:
        raise AssertionError

    await Supervised(Service(), asyncio.Event(), asyncio.Event(), fails, fails).run()
    Service("/nonexistent/socket").tell(READY=1)


# --- who is slow is not hung -------------------------------------------------------------------------


def fed(path: Path, period: float, stalls: tuple[float, float], until_: float) -> list[float]:
    """When the watchdog got its food, of a daemon whose ledger does not answer from one time to another."""
    began, ended = stalls
    times: list[float] = []

    async def hangs(patience: float) -> str:
        try:
            async with asyncio.timeout(patience):
                now = asyncio.get_running_loop().time()
                if began <= now < ended:
                    await asyncio.sleep(ended - now)
        except TimeoutError:
            return "the ledger does not answer"
        return ""

    async def status() -> str:
        assert heard.heard("WATCHDOG=1") == len(times) + 1
        times.append(asyncio.get_running_loop().time())
        return "well"

    async def lives() -> None:
        followed = asyncio.Event()
        followed.set()
        supervised = Supervised(Service(str(path), period), followed, asyncio.Event(), hangs, status)
        with suppress(TimeoutError):
            async with asyncio.timeout(until_):
                await supervised.run()

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as listening:
        listening.bind(str(path))
        heard = Systemd(listening)
        with asyncio.Runner(loop_factory=Hasty) as runner:
            runner.run(lives())
        assert heard.heard("WATCHDOG=1") == len(times)
    path.unlink()
    return times


def test_a_ledger_that_is_locked_for_two_minutes_is_no_death(tmp_path: Path) -> None:
    """Whenever in a beat it begins; and one that never comes back is food for the watchdog."""
    for began in range(600, 675, 5):
        times = fed(tmp_path / "notify", 300, (began, began + 120), 1500)
        assert max(after - before for before, after in pairwise(times)) < 300 * 3 / 4, began
    times = fed(tmp_path / "notify", 300, (599, 10_000), 2000)
    assert times[-1] < 599


def test_once_slow_is_not_hung(tmp_path: Path) -> None:
    """Also where somebody wrote a shorter period, and the ledger stalls for most of it."""
    times = fed(tmp_path / "notify", 60, (44.9, 44.9 + 44), 300)
    assert max(after - before for before, after in pairwise(times)) < 60


async def test_a_status_line_that_cannot_be_read_ends_nothing(systemd: tuple[Systemd, str]) -> None:
    heard, name = systemd

    async def hangs(_patience: float) -> str:
        return ""

    async def status() -> str:
        raise OSError(errno.EMFILE, "Too many open files")

    service = Service.taken({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "40000"})
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Supervised(service, asyncio.Event(), asyncio.Event(), hangs, status).run())
        await until("it is fed all the same", lambda: heard.heard("WATCHDOG=1") >= 3)
        running.cancel()


# --- health ----------------------------------------------------------------------------------------


@dataclass
class Writer:
    """A ledger whose writer does as told: an error, or None for one that never answers."""

    fault: Exception | None = None
    hangs: bool = False
    full: bool = False
    spent: list[Budget] = field(default_factory=list)

    async def spend(self, _now: datetime, *budgets: Budget, vital: bool) -> bool:
        assert not vital, "to ask how it is takes nothing from what is kept for acting"
        self.spent += budgets
        if self.hangs:
            await asyncio.Event().wait()
        if self.fault:
            raise self.fault
        return False


def health(rig: Rig, ledger: object, **changes: Any) -> tuple[Health, Daemon]:
    daemon = Daemon(
        intake=cast("Any", None),
        responder=rig.responder,
        sources=(),
        lanes={},
        prepare=cast("Any", None),
        checkpoint=cast("Any", None),
        poll=cast("Any", None),
        checkpoint_every=cast("Any", None),
        refreshes=(),
        outbox=rig.ledger.outbox,
    )
    daemon.tallies = {"repo": Tally(begun=True), "/srv/secret name": Tally(begun=True)}
    named: dict[str, Any] = {"same_keys": lambda: None, "counts": lambda: {State.STUCK: 1, State.INVALIDATED: 5}}
    made = Health(daemon, cast("Ledger", ledger), clock=lambda: datetime.now(UTC), patience=0.1, **(named | changes))
    return made, daemon


async def test_all_is_well_with_a_real_ledger(rig: Rig) -> None:
    made, daemon = health(rig, rig.ledger)
    before = rig.ledger.commits
    assert await made.unready() == ()
    assert await made.hangs(0.1) == ""
    assert rig.ledger.commits == before + 2
    assert await made.status() == "2 of 2 sources followed; open: 1, stuck: 1"
    with daemon.tallies["repo"].under_way():
        assert await made.status() == "2 of 2 sources followed, 1 being looked at; open: 1, stuck: 1"


@pytest.mark.parametrize(
    ("writer", "unready", "hangs"),
    [
        (Writer(hangs=True), "the ledger does not answer", "the ledger does not answer"),
        (Writer(LedgerFullError("/x")), "the ledger cannot be written: there is no room on its disk", ""),
        (Writer(full=True), "the ledger cannot be written: there is no room on its disk", ""),
        (Writer(LedgerDamagedError("/x")), "the ledger cannot be written", "the ledger refuses"),
    ],
)
async def test_a_ledger_in_trouble(rig: Rig, writer: Writer, unready: str, hangs: str) -> None:
    """A restart mends no full disk, so the watchdog is fed while it is full."""
    made, _ = health(rig, writer)
    assert await made.unready() == (unready,)
    assert await made.hangs(0.1) == hangs


async def test_keys_and_sources_that_are_not_well_are_named(rig: Rig) -> None:
    def lost() -> None:
        message = "/var/lib/stanch/keys/private is missing"
        raise KeysError(message)

    made, daemon = health(rig, Writer(), same_keys=lost)
    daemon.tallies["/srv/secret name"].failing = True
    assert await made.unready() == (
        "the keys cannot be read, or are not those in use",
        "1 of 2 sources are not being followed: '/srv/secret name'; see `stanch status`",
    )
    daemon.stopping.set()
    assert "it is stopping" in await made.unready()
    daemon.tallies.clear()
    daemon.stopping.clear()
    assert "it is starting" in await made.unready()


async def test_a_responder_that_does_not_come_back_is_noticed(rig: Rig) -> None:
    made, daemon = health(rig, Writer())
    now = asyncio.get_running_loop().time()
    daemon.beats = {"postgres 0": now, "postgres 1": now - HUNG + 5}
    assert await made.hangs(0.1) == ""
    daemon.beats["postgres 1"] = now - HUNG - 1
    assert await made.hangs(0.1) == "1 of 2 responders do not come back"
    daemon.stopping.set()
    assert await made.hangs(0.1) == "", "who has ended need not come back"


def test_the_same_keys_and_none_is_made(tmp_path: Path) -> None:
    keys = load_keys(tmp_path / "state", {})
    same_keys(tmp_path / "state", keys, {})
    with pytest.raises(KeysError, match="not those that this daemon started with"):
        same_keys(tmp_path / "state", ResponderKeys.generate(), {})
    (tmp_path / "state" / "keys" / "signing").unlink()
    with pytest.raises(KeysError, match="signing is missing"):
        same_keys(tmp_path / "state", keys, {})
    with pytest.raises(KeysError, match="keys is missing"):
        same_keys(tmp_path / "other", keys, {})
    assert not (tmp_path / "other").exists()


# --- a daemon --------------------------------------------------------------------------------------


def asked(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def environments_below(pid: int) -> bytes:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children, "there is no scanner"
    return b"".join(shown.environment(int(child)) for child in children)


async def test_a_daemon_answers_and_reports(systemd: tuple[Systemd, str]) -> None:
    heard, name = systemd
    secret = "w0rd" + secrets.token_hex(6)
    async with short_folder() as folder:
        home = Home(folder, [], toml='[web]\nlisten = "127.0.0.1:0"\n')
        home.python = FRESH
        home.commit("app.env", f"URL=postgresql://app:{secret}@db.internal/shop\n")
        async with home.daemon(NOTIFY_SOCKET=name, WATCHDOG_USEC="400000") as daemon:
            await until("it is ready", lambda: heard.heard("READY=1") == 1, 30, home.describe)
            await until("it was found", lambda: home.states() == {"unverified": 1}, 30, home.describe)
            told = [json.loads(line) for line in home.stderr.read_text().splitlines()]
            [port] = [line["port"] for line in told if line["event"] == "answering"]
            assert await asyncio.to_thread(asked, port, "/healthz") == (200, "alive\n")
            assert await asyncio.to_thread(asked, port, "/readyz") == (200, "ready\n")
            status, text = await asyncio.to_thread(asked, port, "/metrics")
            assert status == 200
            assert 'stanch_incidents{backlog="true",state="unverified",type="postgres-url"} 1.0' in text
            for word in (secret, "app.env", "Ada", "ada@example.org", "db.internal", str(home.folder)):
                assert word not in text
            fed = heard.heard("WATCHDOG=1")
            await until("it is fed", lambda: heard.heard("WATCHDOG=1") > fed + 2)
            assert b"NOTIFY_SOCKET" not in environments_below(daemon.pid)
            (home.state / "keys" / "signing").rename(home.folder / "elsewhere")
            said = await asyncio.to_thread(asked, port, "/readyz")
            assert said == (503, "the keys cannot be read, or are not those in use\n")
            (home.folder / "elsewhere").rename(home.state / "keys" / "signing")
            assert heard.heard("STOPPING=1") == 0
        assert heard.heard("STOPPING=1") == 1
        assert "STATUS=2 of 2 sources followed; open: 1, stuck: 0" in heard.lines
