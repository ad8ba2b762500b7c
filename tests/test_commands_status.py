"""`stanch status`: what is owed, by whom, and that nothing was looked at is not called complete."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent import control
from agent.__main__ import cli
from agent.complaint import Complaint
from agent.control import short
from agent.found import Cursor, Debt
from agent.ledger import SqliteLedger
from agent.record import Origin
from agent.tally import LOOKS, PROGRESS, UNREADY, Progress, Tally, looks
from tests.ledger.conftest import LOCKBOX, make_decisions, make_finding

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NOWHERE = json.dumps(asdict(Progress(0, 0, 0, 0)))
CONFIG = """[stanch]
fallback_owner = "security@example.com"
state = "state"
[[sources]]
kind = "tree"
path = "one"
name = "one"
[[sources]]
kind = "tree"
path = "two"
name = "two"
"""

VAULT = """[[sources]]
kind = "vault"
name = "bao"
store = "openbao"
url = "http://127.0.0.1:1"
paths = ["secret/data/"]
credential = { file = "own" }
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "stanch.toml").write_text(CONFIG)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tmp_path


def status(home: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["status", "--config", str(home), *words], env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.output


def of(home: Path, label: str) -> list[str]:
    return [line.partition(":")[2].strip() for line in status(home).splitlines() if line.startswith(f"{label}:")]


def test_whether_pushes_find_the_daemon(home: Path) -> None:
    """Those who push are not told."""
    with SqliteLedger(home / "state" / "ledger.db", make_decisions({}), Origin("1", "here")):
        pass
    assert of(home, "pushes") == []
    (home / "stanch.toml").write_text(f'{CONFIG}[hook]\nsocket = "hook.sock"\n')
    assert of(home, "pushes") == [f"NO DAEMON ANSWERS at {home}/hook.sock: each takes longer"]
    with socket.socket(socket.AF_UNIX) as heard, short(home / "hook.sock") as name:
        heard.bind(name)
        heard.listen()
        assert of(home, "pushes") == ["looked at by the daemon"]
        assert json.loads(status(home, "--json"))["pushes"] == {"socket": f"{home}/hook.sock", "answers": True}


async def looked(home: Path, *cursors: str, debts: tuple[Debt, ...] = (), unread: bool = False) -> None:
    with SqliteLedger(home / "state" / "ledger.db", make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        for name in cursors:
            owed = [debt for debt in debts if debt.source == name]
            await ledger.submit([], Cursor(name, "1", "r", unread), at=NOW, debts=owed)


async def test_what_was_not_looked_at_is_not_complete(home: Path) -> None:
    await looked(home)
    assert of(home, "not read") == ["nothing was looked at yet"]
    await looked(home, "another")
    assert of(home, "not read") == ["nothing was looked at yet"]
    await looked(home, "two")
    assert of(home, "not read") == ["nothing is owed of what was looked at; sources that were not yet: 1"]
    await looked(home, "one")
    assert of(home, "not read") == ["nothing is owed; what was looked at is complete"]


async def test_a_store_that_was_never_reached_was_never_read(home: Path) -> None:
    (home / "stanch.toml").write_text(CONFIG + VAULT)
    owed = (Debt("bao", "secret/data/", "no usable answer"),)
    await looked(home, "bao", debts=owed, unread=True)
    assert "bao (vault), never read: no usable answer" in of(home, "source")
    told = json.loads(status(home, "--json"))["sources"]["bao"]
    assert (told["read"], told["why"]) == (None, "no usable answer")
    await looked(home, "bao", debts=owed)
    [said] = [line for line in of(home, "source") if line.startswith("bao")]
    assert "moved" in said, "what is owed of one that was read does not make it one that never was"
    assert json.loads(status(home, "--json"))["sources"]["bao"]["why"] is None


async def test_what_a_source_owes_that_was_taken_out_is_told_apart(home: Path) -> None:
    debts = (
        Debt("gone", "a", "too large", lasting=True),
        Debt("gone", "b", "a shallow clone"),
        Debt("gone/app", "c", "too large", lasting=True),
    )
    await looked(home, "one", "two", "gone", "gone/app", debts=debts)
    forget = "(`stanch purge --older-than 30d` forgets what was noted more than 30 days ago)"
    assert of(home, "taken out") == [
        f"gone is no source any more; not read of it: 2 {forget}",
        f"gone/app is no source any more; not read of it: 1 {forget}",
    ]
    assert of(home, "not read") == ["nothing is owed; what was looked at is complete"]
    await looked(home, "two", debts=(Debt("two", "d", "corrupt", lasting=True),))
    assert of(home, "not read") == ["two: d: corrupt (since 2026-03-01T00:00:00.000000Z)"]
    told = json.loads(status(home, "--json"))["debts"]
    assert [(debt["path"], debt["configured"]) for debt in told] == [
        ("a", False),
        ("b", False),
        ("c", False),
        ("d", True),
    ]
    # As a source again it owes what it owed.
    (home / "stanch.toml").write_text(CONFIG.replace('"one"', '"gone"'))
    assert [line.partition(" (")[0] for line in of(home, "not read")] == [
        "gone: a: too large",
        "gone: b: a shallow clone",
        "gone/app: c: too large",
        "two: d: corrupt",
    ]


async def test_what_the_daemon_watches_is_told_and_not_what_the_file_says_since(home: Path) -> None:
    """It was not restarted. When it looked last is known to it alone."""
    tallies = {"one": Tally(looked_at=datetime.now(UTC) - timedelta(seconds=3)), "old": Tally(), "one (files)": Tally()}
    await looked(home, "one")

    async def handle(verb: str, _person: str, _arguments: Mapping[str, Any]) -> str:
        if verb not in {LOOKS, UNREADY}:
            message = "an older daemon"
            raise Complaint(message)
        return {LOOKS: looks(tallies), UNREADY: "[]"}[verb]

    async with control.serve(home / "state", handle):
        said = await asyncio.to_thread(of, home, "source")
        assert await asyncio.to_thread(of, home, "looking") == []
        told = json.loads(await asyncio.to_thread(status, home, "--json"))
    assert told["progress"] is None
    assert re.fullmatch(r"one \(tree\), looked at [0-9.]+ s ago, moved on .* ago", said[0])
    assert said[1:] == [
        "two (tree), not read yet; not watched until the daemon is restarted",
        "old is not in stanch.toml any more, and watched until the daemon is restarted",
        "one (files) is no working tree any more, and watched until the daemon is restarted",
    ]
    assert told["also_watched"] == ["old", "one (files)"]
    assert {name: one["watched"] for name, one in told["sources"].items()} == {"one": True, "two": False}
    assert of(home, "source")[1:] == ["two (tree), not read yet"], "no daemon says what it watches"


async def test_a_webhook_that_takes_reports_is_in_stanch_toml(home: Path) -> None:
    """The daemon watches it like a source; it has a line of its own."""
    (home / "stanch.toml").write_text(
        CONFIG + '[[web.hooks]]\nname = "partner"\nprovider = "github-partner"\nkeys_file = "keys.json"\n'
    )
    await looked(home, "one", "two")

    async def handle(verb: str, _person: str, _arguments: Mapping[str, Any]) -> str:
        tallies = {name: Tally() for name in ("one", "two", "partner")}
        return {LOOKS: looks(tallies), UNREADY: "[]", PROGRESS: NOWHERE}[verb]

    async with control.serve(home / "state", handle):
        said = await asyncio.to_thread(of, home, "source")
        told = json.loads(await asyncio.to_thread(status, home, "--json"))
    assert [line.partition(" ")[0] for line in said] == ["one", "two"]
    assert told["also_watched"] == []


async def test_a_daemon_that_is_not_well_says_why(home: Path) -> None:
    """A full disk: what was looked at is complete, and nothing is looked at any more."""
    await looked(home, "one", "two")
    why = ["the ledger cannot be written: there is no room on its disk", "1 of 2 sources are not being followed: 'two'"]

    async def handle(verb: str, _person: str, _arguments: Mapping[str, Any]) -> str:
        if verb == LOOKS:
            return looks({"one": Tally(), "two": Tally()})
        if verb == PROGRESS:
            return NOWHERE
        return json.dumps([why[0], f"{why[1]}; see `stanch status`"])

    async with control.serve(home / "state", handle):
        said = await asyncio.to_thread(status, home)
        told = json.loads(await asyncio.to_thread(status, home, "--json"))
    lines = said.splitlines()
    at = lines.index("daemon:     running")
    assert lines[at + 1 : at + 3] == [f"            not well: {one}" for one in why]
    assert told["unready"] == [why[0], f"{why[1]}; see `stanch status`"]
    assert "not well" not in status(home)
    assert json.loads(status(home, "--json"))["unready"] is None, "no daemon says how it is"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Progress(2000, 700, 1300, 12), ["at 1300 of 2000 sources, now or soon; not looked at since the start: 700"]),
        (Progress(2000, 0, 1, 12), ["at 1 of 2000 sources, now or soon"]),
        (Progress(2000, 0, 0, 2000), []),
    ],
)
async def test_how_far_a_start_has_come(home: Path, said: Progress, told: list[str]) -> None:
    await looked(home, "one")

    async def handle(verb: str, _person: str, _arguments: Mapping[str, Any]) -> str:
        return {LOOKS: looks({}), UNREADY: "[]", PROGRESS: json.dumps(asdict(said))}[verb]

    async with control.serve(home / "state", handle):
        assert await asyncio.to_thread(of, home, "looking") == told
        answer = json.loads(await asyncio.to_thread(status, home, "--json"))
    assert answer["progress"] == asdict(said)


async def test_open_incidents_of_a_source_that_was_taken_out_are_told_of(home: Path) -> None:
    with SqliteLedger(home / "state" / "ledger.db", make_decisions({}), Origin("1", "here")) as ledger:
        ledger.lock_cursors(LOCKBOX)
        for number, source in enumerate(("gone x", "gone x", "one", "report (gitleaks)", "pasted", "hook")):
            found = make_finding(str(number))
            place = replace(found.occurrence, source=source)
            await ledger.submit([replace(found, occurrence=place)], None, at=NOW)
    assert of(home, "taken out") == [
        "gone x is no source any more; open incidents that were seen there: 2 (`stanch incidents --source 'gone x'`)"
    ]
    assert json.loads(status(home, "--json"))["taken_out"] == {"gone x": 2}


async def test_lines_into_a_pipe_are_whole(home: Path) -> None:
    """Whoever searches them finds them."""
    debt = Debt("two", "d" * 300, "corrupt", lasting=True)
    await looked(home, "two", debts=(debt,))
    done = CliRunner().invoke(cli, ["status", "--config", str(home)], env={"COLUMNS": "80"})
    assert f"not read:   two: {debt.path}: corrupt (since" in done.output
