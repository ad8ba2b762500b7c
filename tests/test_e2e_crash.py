"""kill -9 at each named point of agent/crashpoints.py, then a start without: nothing lost, nothing done twice.

The daemon is a process, the servers are real. By default each point is hit once, at a seeded pass; for the whole matrix

    STANCH_CRASH_ROUNDS=90 pytest tests/test_e2e_crash.py      (10 points x 90 rounds = 900 kills; over an hour)

Effective actions are counted at the servers: the front of OpenBao writes down what each request came to, PostgreSQL
logs every statement. ALTER ROLE ... PASSWORD NULL may be sent again after a kill, since a death by containing proves
nothing about the end; said to a role without a password it has no effect, so neighbours that are equal count once.
Notices are counted at a stand-in of Slack.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from agent import evidence
from agent.crashpoints import NAMES, VARIABLE
from agent.demo import servers
from agent.demo.chat import Chat, chat
from agent.ledger import LedgerView
from tests.sims.fronts import Bao, Front, Roles
from tests.sims.scene import PEOPLE, QUICK, SLACK_TOKEN, Home, short_folder, slack, until, wanted

ROUNDS = int(os.environ.get("STANCH_CRASH_ROUNDS", "1"))
SIDE_BY_SIDE = 8
# How often a point is passed at least with four credentials, so that each pass may be the last.
PASSES = {"C1": 2, "C2": 3, "C4": 8, "C6": 6, "C7": 24, "C8": 6, "C9": 6, "C10": 4, "C15": 6, "C16": 2}


@dataclass(frozen=True)
class Leaked:
    """Two roles and two tokens: one of each in git, one of each in the log."""

    roles: list[tuple[str, str]]
    tokens: list[str]
    accessors: list[str]

    @property
    def values(self) -> list[str]:
        return [*(password for _, password in self.roles), *self.tokens]

    @classmethod
    async def into(cls, home: Home, roles: Roles, bao: Bao) -> Leaked:
        pairs, tokens = [await roles.make() for _ in range(2)], [bao.token() for _ in range(2)]
        texts = [
            f"url=postgresql://{role}:{password}@127.0.0.1:{roles.server.port}/postgres\nBAO_TOKEN={token}\n"
            for (role, password), token in zip(pairs, tokens, strict=True)
        ]
        home.commit("app.env", texts[0])
        home.say(texts[1])
        return cls(pairs, tokens, [bao.accessor(token) for token in tokens])


async def killed_and_started_again(point: str, seed: int, openbao: servers.Bao, postgres: servers.Postgres) -> None:
    roles = await Roles.connect(postgres)
    try:
        await _killed_and_started_again(point, seed, openbao, roles)
    finally:
        await roles.close()


async def _killed_and_started_again(point: str, seed: int, openbao: servers.Bao, roles: Roles) -> None:
    chance = random.Random(f"{point} {seed}")  # noqa: S311 - which pass, no secret
    bao = Bao(openbao)
    async with short_folder() as folder, Front(upstream=openbao.port) as front, chat(SLACK_TOKEN, PEOPLE) as told:
        # A first look's finds are told to nobody but in a digest, so that notices need another.
        tells = point == "C15"
        toml = QUICK + (slack(told) if tells else "")
        home = Home(folder, wanted(front.port, openbao.token, roles.server), toml=toml)
        if tells:
            home.secret("slack.token", SLACK_TOKEN)
            await home.first_look()
        leaked = await Leaked.into(home, roles, bao)
        async with home.daemon(**{VARIABLE: f"{point}:{chance.randint(1, PASSES[point])}"}) as daemon:
            await until(f"{point} was reached", lambda: daemon.poll() is not None, 60, home.describe)
            assert daemon.returncode == -signal.SIGKILL, home.describe()
        async with home.daemon():
            await until("all is settled and forgotten", lambda: _erased(home) == 4, 60, home.describe)
            await until("nobody waits for a notice", lambda: _waiting(home) == 0, 60, home.describe)
        await check(home, leaked, front, roles, bao)
        if tells:
            check_notices(home, leaked, told)


def _erased(home: Home) -> int:
    return sum(any(event["what"] == "value:erased" for event in home.events(number)) for number in home.entries())


def _waiting(home: Home) -> int:
    with LedgerView(home.state / "ledger.db") as view:
        return view.notices(datetime.now(UTC) + timedelta(seconds=10)).waiting


def check_notices(home: Home, leaked: Leaked, told: Chat) -> None:
    """Each at least once, and no more than once; one thread an incident and person; no value in any."""
    assert {entry.incident.clocks.noticed is None for entry in home.entries().values()} == {False}
    keys = [message.sent["client_msg_id"] for message in told.messages]
    assert len(keys) == len(set(keys)) >= PASSES["C15"]
    for user, begins in (("U0SEC", 2), ("U0ADA", 2), ("U0OPS", 2)):
        assert sum(message.thread is None for message in told.to(user)) == begins, told.messages
    text = "".join(f"{message.sent}" for message in told.messages)
    assert [value for value in leaked.values if value in text] == []


async def check(home: Home, leaked: Leaked, front: Front, roles: Roles, bao: Bao) -> None:
    """The invariants of a restart."""
    assert home.states() == {"invalidated": 4}
    assert [entry.occurrences for entry in home.entries().values()] == [1] * 4
    for token, accessor in zip(leaked.tokens, leaked.accessors, strict=True):
        assert not bao.lives(token)
        assert front.ended(accessor) == 1
    for role, password in leaked.roles:
        assert not await roles.lets_in(role, password)
        said = roles.statements(role)
        assert [one for one, _ in groupby(said)] == ["NOLOGIN", "PASSWORD NULL"], said
        assert said.count("NOLOGIN") == 1
    with LedgerView(home.state / "ledger.db") as view:
        anchor = (home.state / "anchor.jsonl").read_text().splitlines()
        assert view.sources().keys() == {"repo", "ci"}
        assert view.debts() == ()
        for number in home.entries():
            assert evidence.verify(evidence.export(view, number), anchor) == []
    _no_value(home, leaked)


def _no_value(home: Home, leaked: Leaked) -> None:
    files = [home.stderr, *(path for path in home.state.rglob("*") if path.is_file())]
    for path in files:
        text = path.read_bytes()
        assert b"Traceback" not in text, path
        for value in leaked.values:
            assert value.encode() not in text, path


async def test_kill_at_each_point(openbao: servers.Bao, postgres: servers.Postgres) -> None:
    assert PASSES.keys() == NAMES - {"C11", "C12", "C13", "C14"}  # of rotation: tests/test_e2e_crash_rotation.py
    few = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(point: str, seed: int) -> None:
        async with few:
            try:
                await killed_and_started_again(point, seed, openbao, postgres)
            except AssertionError as error:
                error.add_note(f"at {point}, round {seed}")
                raise

    async with asyncio.TaskGroup() as tasks:
        for seed in range(ROUNDS):
            for point in sorted(PASSES):
                tasks.create_task(one(point, seed))


def test_every_point_is_in_the_code() -> None:
    """A name that no code passes would be a crash that never happens."""
    code = "".join(path.read_text() for path in Path(evidence.__file__).parent.rglob("*.py"))
    assert [name for name in NAMES if f'crashpoints.point("{name}")' not in code] == []
