"""LIVE counts only where a wrong value is refused."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from agent.response.probing import ControlMemory, Pauses, controlled_probe
from detectors.base import CredentialType, Parts, Secret
from revokers.base import Identity, Liveness, Probe, ProviderError, RefusedError, Revoker, TransientError, UnmappedError

KIND = CredentialType("test-token", "Test", ("token",), frozenset({"token"}), ("token",))
NAMED = CredentialType("named", "Test", ("token", "user"), frozenset({"token"}), ("user", "token"))
PLACED = CredentialType("placed", "Test", ("token", "place"), frozenset({"token"}), ("token",))
LOCKING = CredentialType("locking", "Test", ("token",), frozenset({"token"}), ("token",), lockout="after 3 failures")
PARTS = {"token": Secret("right")}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALIVE = Probe(Liveness.LIVE, "logged in", Identity("sys", "someone"))
DEAD = Probe(Liveness.DEAD, "refused")
UNKNOWN = Probe(Liveness.UNKNOWN, "odd")


@dataclass(frozen=True)
class Door:
    system: str = "sys"
    name: str = "one"
    primary: bool = True


class Server:
    """Answers the right and the wrong value as told, and counts."""

    def __init__(
        self,
        right: Probe | ProviderError,
        wrong: Probe | ProviderError = UNKNOWN,
        kind: CredentialType = KIND,
    ) -> None:
        self.answers = {"right": right, "wrong": wrong}
        self.asked: list[str] = []
        self.revoker: Revoker[Door] = Revoker(
            "test", frozenset({kind}), timedelta(0), self._probe, lambda _: {"token": Secret("wrong")}
        )

    async def _probe(self, _door: Door, parts: Parts) -> Probe:
        value = parts["token"].reveal()
        self.asked.append(value)
        answer = self.answers[value]
        if isinstance(answer, ProviderError):
            raise answer
        return answer

    async def ask(
        self,
        memory: ControlMemory | None = None,
        now: datetime = NOW,
        *,
        name: str = "one",
        budget: bool = True,
        place: str = "",
    ) -> tuple[Probe, bool]:
        async def allowed() -> bool:
            return budget

        async def sleep(_seconds: float) -> None:
            pass

        return await controlled_probe(
            self.revoker,
            Door(name=name),
            PARTS | ({"place": Secret(place)} if place else {}),
            memory=memory or ControlMemory(),
            now=now,
            allowed=allowed,
            sleep=sleep,
        )


async def test_a_wrong_value_that_is_refused_makes_live_count() -> None:
    server = Server(ALIVE, DEAD)
    assert await server.ask() == (ALIVE, True)
    assert server.asked == ["right", "wrong"]


async def test_a_server_that_accepts_any_value_proves_nothing() -> None:
    probe, controlled = await Server(ALIVE, ALIVE).ask()
    assert probe == Probe(Liveness.UNKNOWN, "logged in, but it accepts any value")
    assert not controlled


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (UNKNOWN, "logged in, but the control got no verdict: odd"),
        (UnmappedError("HTTP 404"), "logged in, but the control got no verdict: HTTP 404"),
        (TransientError("HTTP 503"), "logged in, but the control got no verdict: HTTP 503"),
    ],
)
async def test_without_a_verdict_on_the_control_there_is_none(wrong: Probe | ProviderError, words: str) -> None:
    assert await Server(ALIVE, wrong).ask() == (Probe(Liveness.UNKNOWN, words), False)


@pytest.mark.parametrize("answer", [DEAD, UNKNOWN])
async def test_dead_and_unknown_need_no_control(answer: Probe) -> None:
    server = Server(answer)
    assert await server.ask() == (answer, False)
    assert server.asked == ["right"]


@pytest.mark.parametrize(
    ("error", "asked"),
    [(TransientError("HTTP 503"), 2), (UnmappedError("HTTP 404"), 1), (RefusedError("no permission"), 1)],
)
async def test_an_error_is_unknown_in_its_words(error: ProviderError, asked: int) -> None:
    server = Server(error)
    assert await server.ask() == (Probe(Liveness.UNKNOWN, str(error)), False)
    assert server.asked == ["right"] * asked


async def test_where_probing_locks_accounts_there_is_no_control() -> None:
    server = Server(ALIVE, kind=LOCKING)
    assert await server.ask() == (ALIVE, False)
    assert server.asked == ["right"]


async def test_a_spent_budget_is_no_verdict() -> None:
    server = Server(ALIVE, DEAD)
    probe, controlled = await server.ask(budget=False)
    assert (probe.liveness, controlled) == (Liveness.UNKNOWN, False)
    assert server.asked == ["right"]


async def test_a_control_is_remembered_for_ten_minutes_by_endpoint_and_account() -> None:
    memory, server = ControlMemory(), Server(ALIVE, DEAD, NAMED)
    await server.ask(memory)
    assert await server.ask(memory, NOW + timedelta(minutes=9, seconds=59), budget=False) == (ALIVE, True)
    assert server.asked.count("wrong") == 1
    await server.ask(memory, name="two")
    assert server.asked.count("wrong") == 2
    server.answers["right"] = Probe(Liveness.LIVE, "logged in", Identity("sys", "another"))
    await server.ask(memory)
    assert server.asked.count("wrong") == 3
    await server.ask(memory, NOW + timedelta(minutes=10))
    assert server.asked.count("wrong") == 4
    # A clock that was set back does not stretch what is remembered.
    await server.ask(memory, NOW - timedelta(minutes=1))
    assert server.asked.count("wrong") == 5


async def test_one_control_serves_all_tokens_since_a_wrong_one_is_nobodys() -> None:
    memory, server = ControlMemory(), Server(ALIVE, DEAD)
    await server.ask(memory)
    server.answers["right"] = another = Probe(Liveness.LIVE, "logged in", Identity("sys", "another"))
    assert await server.ask(memory, budget=False) == (another, True)
    await server.ask(memory, name="two")
    assert server.asked.count("wrong") == 2


async def test_those_who_ask_at_once_wait_for_one_control() -> None:
    memory, server = ControlMemory(), Server(ALIVE, DEAD)
    instants = [NOW + timedelta(seconds=seconds) for seconds in (9, 3, 0, 6)]
    answers = await asyncio.gather(*(server.ask(memory, now) for now in instants))
    assert answers == [(ALIVE, True)] * 4
    assert server.asked.count("wrong") == 1


async def test_who_asks_us_to_wait_is_told_of() -> None:
    told: list[timedelta] = []

    async def sleep(_seconds: float) -> None:
        pass

    server = Server(TransientError("HTTP 429", retry_after=timedelta(minutes=1)))
    probe, _ = await controlled_probe(
        server.revoker, Door(), PARTS, memory=ControlMemory(), now=NOW, waits=told.append, sleep=sleep
    )
    assert probe == Probe(Liveness.UNKNOWN, "HTTP 429")
    assert told == [timedelta(minutes=1)]


def test_one_waits_alone_and_two_in_a_row_are_all() -> None:
    pauses, one, two, minute = Pauses(), Door(), Door(name="two"), timedelta(minutes=1)
    pauses.told(one, "a", minute, NOW)
    assert [pauses.until(one, who, NOW) for who in "ab"] == [NOW + minute, None]
    assert pauses.until(two, "a", NOW) is None
    pauses.answered(one)
    pauses.told(one, "b", minute, NOW)
    pauses.told(one, "b", minute * 2, NOW)
    assert [pauses.until(one, who, NOW) for who in "abc"] == [NOW + minute, NOW + minute * 2, None]
    pauses.told(one, "c", minute * 3, NOW)
    assert [pauses.until(one, who, NOW) for who in "abd"] == [NOW + minute * 3] * 3
    assert pauses.until(two, "a", NOW) is None
    pauses.told(two, None, minute, NOW)
    assert pauses.until(two, "a", NOW) == NOW + minute


def test_a_pause_ends_and_is_void_after_the_clock_was_set_back() -> None:
    pauses, door, minute = Pauses(), Door(), timedelta(minutes=1)
    pauses.told(door, None, minute, NOW)
    pauses.told(door, "a", minute, NOW)
    instants = (-timedelta(seconds=1), timedelta(0), minute - timedelta(seconds=1), minute)
    assert [pauses.until(door, "a", NOW + one) for one in instants] == [None, NOW + minute, NOW + minute, None]


async def test_that_it_accepts_any_value_is_remembered_too_but_no_verdict_is_not() -> None:
    memory, server = ControlMemory(), Server(ALIVE, ALIVE)
    await server.ask(memory)
    probe, _ = await server.ask(memory)
    assert (probe.reason, server.asked.count("wrong")) == ("logged in, but it accepts any value", 1)
    memory, server = ControlMemory(), Server(ALIVE, UNKNOWN)
    await server.ask(memory)
    await server.ask(memory)
    assert server.asked.count("wrong") == 2


@pytest.mark.parametrize(("first", "second"), [(DEAD, ALIVE), (ALIVE, DEAD)])
async def test_a_control_counts_only_for_the_very_same_way_in(first: Probe, second: Probe) -> None:
    """One server may trust everybody in one database and refuse them in the next."""
    memory, server = ControlMemory(), Server(ALIVE, first, PLACED)
    await server.ask(memory, place="here")
    server.answers["wrong"] = second
    assert (await server.ask(memory, place="there"))[1] == (second is DEAD)
    assert (await server.ask(memory, place="here", budget=False))[1] == (first is DEAD)
    assert (await server.ask(memory, place="there", budget=False))[1] == (second is DEAD)
    assert server.asked == ["right", "wrong", "right", "wrong", "right", "right"]
