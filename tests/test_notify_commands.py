"""A daemon that tells, and the commands beside it: `backlog`, `status`, `check-config`; Slack down holds up nothing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.commands.backlog import release_of
from agent.demo import servers
from agent.demo.chat import Chat, Fault, chat
from agent.seal import ResponderKeys
from agent.wiring.daemon import own_marks
from tests.sims.fronts import Bao, Front
from tests.sims.scene import PEOPLE, SLACK_TOKEN, Home, environment, short_folder, slack, until, wanted


@dataclass(frozen=True)
class Place:
    home: Home
    bao: Bao
    told: Chat

    async def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = await asyncio.to_thread(self.home.run, *arguments, "--config", str(self.home.config))
        assert "Traceback" not in done.stdout + done.stderr, arguments
        return done


@pytest.fixture
async def place(openbao: servers.Bao, postgres: servers.Postgres) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(short_folder())
        front = await stack.enter_async_context(Front(upstream=openbao.port))
        told = await stack.enter_async_context(chat(SLACK_TOKEN, PEOPLE))
        home = Home(folder, wanted(front.port, openbao.token, postgres), toml=slack(told), policy=RULES)
        home.secret("slack.token", SLACK_TOKEN)
        home.stderr.touch()
        yield Place(home, Bao(openbao), told)
        assert "Traceback" not in home.stderr.read_text()


RULES = '[[rules]]\nname = "tell"\nmode = "notify"\n'


def test_a_command_that_is_told_can_be_pasted() -> None:
    assert release_of("repo (files)") == "stanch backlog release --source 'repo (files)'"


async def test_the_backlog_is_told_once_it_is_released(place: Place) -> None:
    token = place.bao.token()
    place.home.commit("app.env", f"BAO_TOKEN={token}\n")
    assert (await place.run("check-config")).stdout.rstrip().endswith("notices by Slack")
    async with place.home.daemon():
        await until("it is known", lambda: place.home.states() == {"held": 1}, 30, place.home.describe)
        [backlog] = json.loads((await place.run("backlog", "--json")).stdout)
        assert (backlog["source"], backlog["incidents"], backlog["open"], backlog["released"]) == (
            *("repo", {"held": 1}),
            *(1, 0),
        )
        assert "to tell the others: stanch backlog release --source repo" in (await place.run("backlog")).stdout
        assert place.told.messages == []
        wrong = await place.run("backlog", "release")
        assert (wrong.returncode, wrong.stderr) == (
            2,
            "stanch: say --source NAME or --all; `stanch backlog` lists the sources\n",
        )
        said = await place.run("backlog", "release", "--all")
        assert said.stdout == "released: 1 incidents; their owners are told as the policy says\n"
        await until("they were told", lambda: {one.user for one in place.told.messages} == {"U0ADA", "U0OPS"})
        shown = (await place.run("show", "1")).stdout
        assert "released from the backlog: owners may be told (by " in shown
        code = next(line.split()[1] for line in shown.splitlines() if line.strip().startswith("code "))
        assert all(f"shows the code {code}." in message.text for message in place.told.messages)
        assert "notices:    everybody was told" in (await place.run("status")).stdout
    assert place.bao.lives(token)


async def test_slack_being_down_holds_up_nothing_and_shows(place: Place) -> None:
    await place.home.first_look()
    place.told.faults = [Fault("conversations.open", "500 Internal Server Error") for _ in range(99)]
    async with place.home.daemon():
        place.home.commit("app.env", f"BAO_TOKEN={place.bao.token()}\n")
        await until("it is known", lambda: place.home.states() == {"held": 1}, 30, place.home.describe)
        await until("it failed", lambda: "not told yet" in place.home.stderr.read_text(), 30, place.home.describe)
        notices = json.loads((await place.run("status", "--json")).stdout)["notices"]
        assert (notices["waiting"], notices["failed"], notices["why"]) == (2, 0, "Slack answered 500, internal_error")
        place.told.faults.clear()
        await until("they were told", lambda: len(place.told.messages) == 2, 30, place.home.describe)


async def test_an_incomplete_section_starts_nothing(place: Place) -> None:
    token = place.home.config / "slack.token"
    token.chmod(0o644)
    lines = (place.home.config / "stanch.toml").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "slack.token" in text)
    said = f"stanch: stanch.toml:{line}: slack.token.file: {token}: can be read by others: chmod 600\n"
    for command in ("check-config", "run"):
        done = await place.run(command)
        assert (done.returncode, done.stderr) == (2, said)


def test_the_bots_own_token_is_protected() -> None:
    keys = ResponderKeys.generate()
    assert own_marks((), keys, SLACK_TOKEN) == {keys.scanner.part(SLACK_TOKEN)}


def test_only_who_tells_pays_for_the_library() -> None:
    code = "import sys, agent.commands.run; print('slack_sdk' in sys.modules)"
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment(Path("/nowhere")))
    assert done.stdout == "False\n"
