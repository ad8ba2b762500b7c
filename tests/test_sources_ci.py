"""Builds' logs through APIs: five providers on real HTTP that lie, from a job's log to what a scanner is handed."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from agent.ci import asker
from agent.model import Chunk, Cursor, Debt, Text, TextsPart, Visibility
from agent.settings.ci import CiKind, CiSettings
from agent.sources.ci.reading import AROUND, PIECE
from agent.sources.ci.source import CiSource
from agent.sources.remote.address import parse
from detectors.base import Secret
from tests.sims import compiled
from tests.sims.ci import NOTE, Ci, Job, Run, Store, archive
from tests.sims.liar import Lie, answer, as_json

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = timedelta(minutes=5)
TOKEN = "tok-" + "Zq7canaryWv3xR8tPk"
KINDS = [kind.value for kind in CiKind]
APP = {"jenkins": "team/app one", "circleci": "gh/acme/app"}
LIB = {"jenkins": "lib", "circleci": "gh/acme/lib"}


@dataclass
class Place:
    """A provider where builds run, our source of it, and what it has handed in so far."""

    ci: Ci
    now: datetime = NOW
    settings: dict[str, object] = field(default_factory=dict)
    cursor: Cursor | None = None
    debts: tuple[Debt, ...] = ()
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    ticks: timedelta = timedelta(0)

    @property
    def kind(self) -> str:
        return self.ci.kind

    @property
    def app(self) -> str:
        return APP.get(self.kind, "acme/app")

    @property
    def lib(self) -> str:
        return LIB.get(self.kind, "acme/lib")

    def clock(self) -> datetime:
        self.now += self.ticks
        return self.now

    def source(self, token: str = TOKEN, visibility: Visibility = Visibility.UNKNOWN) -> CiSource:
        base = "/ci" if self.kind == "jenkins" else ""
        owner = {"jenkins": "", "circleci": "gh/acme"}.get(self.kind, "acme")
        settings = CiSettings(
            kind=CiKind(self.kind),
            remote=parse(f"http://127.0.0.1:{self.ci.port}{base}", server=True),
            owner=owner,
            token=None,
            user="bot",
            ca=None,
            proxy=None,
            include=("*",),
            skip=(),
            every=EVERY,
            since=timedelta(days=14),
            artifacts=False,
            largest=1_000_000,
            hosts=(f"127.0.0.1:{self.ci.store.port}",),
        )
        settings = replace(settings, **self.settings)  # type: ignore[arg-type]
        asking = asker("ci", settings, self.clock, self.stopping)
        asking.token = lambda: Secret(token)
        return CiSource("ci", visibility, asking, settings)

    async def look(self, source: CiSource, *, rules: str = "r", most: int = 10**9) -> list[Chunk]:
        """What one look hands in, as the ledger takes it. most: a kill after so many chunks."""
        found: list[Chunk] = []
        async with aclosing(source.chunks(self.cursor, rules=rules, now=self.now)) as chunks:
            async for chunk in chunks:
                found.append(chunk)
                if len(found) >= most:
                    break
                if chunk.cursor is not None:
                    self.cursor, self.debts = chunk.cursor, chunk.debts
        return found

    def told(self) -> list[tuple[str, str]]:
        return [(debt.path, debt.reason) for debt in self.debts]


def texts(chunks: list[Chunk]) -> list[Text]:
    return [text for chunk in chunks if isinstance(chunk.part, TextsPart) for text in chunk.part.texts]


def labels(chunks: list[Chunk]) -> list[str]:
    return [text.label for text in texts(chunks)]


def log(word: str) -> bytes:
    return f"step one\n{word}\n".encode()


@pytest_asyncio.fixture
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    kind: str = getattr(request, "param", "github")
    async with Store() as store, Ci(kind=kind, store=store) as ci:
        ci.login = base64.b64encode(f"bot:{TOKEN}".encode()).decode() if kind == "jenkins" else TOKEN
        ci.projects = {
            APP.get(kind, "acme/app"): [
                Run(number, [Job(number * 10, log(f"app {number}"))]) for number in range(1, 6)
            ],
            LIB.get(kind, "acme/lib"): [
                Run(number, [Job(number * 10, log(f"lib {number}"))]) for number in range(6, 8)
            ],
        }
        yield Place(ci)
        assert store.leaks == []


every_provider = pytest.mark.parametrize("place", KINDS, indirect=True)


@every_provider
async def test_all_of_it_newest_first_in_turn_and_after_a_restart_nothing_twice(place: Place) -> None:
    chunks = await place.look(place.source())
    numbers = [label.split()[-1] if place.kind == "jenkins" else label for label in labels(chunks)]
    assert place.told() == []
    assert len(numbers) == 7
    asked = [one.replace(place.app, "app").replace(place.lib, "lib") for one in place.ci.asked]
    ids = {"github": "{0} 1", "gitlab": "{0}0", "jenkins": "{0}", "buildkite": "{0} j-{0}0", "circleci": "{0}0"}
    order = [("app", 5), ("lib", 7), ("app", 4), ("lib", 6), ("app", 3), ("app", 2), ("app", 1)]
    assert asked == [f"{of} {ids[place.kind].format(number)}" for of, number in order]
    assert all(chunk.backlog for chunk in chunks if chunk.part)
    assert await place.look(place.source()) == []
    assert place.ci.asked[7:] == []


def held(chunk: Chunk) -> bytes:
    assert isinstance(chunk.part, TextsPart)
    return b"".join(text.data for text in chunk.part.texts)
