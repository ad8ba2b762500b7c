"""What waiting costs: for a cap, for a call, for an endpoint that asks us to wait or takes nothing from us."""

from __future__ import annotations

import secrets
import sqlite3
import string
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.demo.github import GitHub
from agent.demo.simulator import Answer, Asked
from agent.model import Budget, Reason
from agent.response.limits import Caps
from agent.response.methods import Mode
from agent.response.policy import Rule
from detectors import github as types
from tests.sims.bulk import LAVISH
from tests.sims.rig import Rig, address

LANE = "github"
RULE = Rule("gh", Mode.AUTO, types=("github-pat",), systems=("gh",), irreversible=Mode.AUTO)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CALLS = "end calls to 127.0.0.1"


class Blocked(GitHub):
    """For a while something between us and GitHub answers this one path in its place."""

    blocked = 0

    def answer(self, asked: Asked) -> Answer:
        if self.blocked and asked.path == "/credentials/revoke":
            self.revocations.append(self.clock())
            return Answer(self.blocked, {"message": "Access denied by egress policy"}, "of nobody's")
        return super().answer(asked)


@pytest.fixture
async def sim() -> AsyncIterator[Blocked]:
    async with Blocked() as running:
        yield running


@pytest.fixture
def rig(sim: Blocked, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path / "state")
    made.system("gh", LANE, [address("one", sim.port)], None)
    made.set(caps=LAVISH)
    made.policy(RULE)
    sim.clock = made.clock
    yield made
    made.close()


def token() -> str:
    """One whose checksum is right."""
    body = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(30))
    return f"gh{'p'}_{body}{types.checksum(body)}"


async def leak(rig: Rig, sim: Blocked, count: int) -> list[str]:
    values = [token() for _ in range(count)]
    for one in values:
        sim.add(one)
    await rig.ledger.submit([rig.finding(types.PAT, token=one) for one in values], None, at=rig.clock())
    return values


async def work(rig: Rig) -> None:
    while await rig.responder.step(LANE):
        pass


async def on(rig: Rig, until: datetime) -> None:
    """From one due time to the next, until that time."""
    await work(rig)
    while (due := await rig.next_due()) is not None and due <= until:
        rig.clock.now = max(rig.clock.now, due)
        await work(rig)
    rig.clock.now = max(rig.clock.now, until)


# --- for a cap -------------------------------------------------------------------------------------


async def test_who_waits_for_a_cap_asks_nobody_and_writes_nothing(rig: Rig, sim: Blocked) -> None:
    rig.set(caps=Caps(actions=20, per_system=10))
    began = rig.clock.now
    values = await leak(rig, sim, 40)
    await on(rig, began + 10 * MINUTE)
    waiting = [number for number, one in enumerate(values, 1) if sim.lives_now(one)]
    assert len(waiting) == 30
    assert {rig.standing(number) for number in waiting} == {("held", "CAPPED")}
    asked, told = len(sim.asked), [rig.told(number) for number in waiting]
    await on(rig, began + 55 * MINUTE)
    assert [rig.told(number) for number in waiting] == told
    assert {asked.bearer for asked in sim.asked[asked:]}.isdisjoint(values[number - 1] for number in waiting)
    # There is room again after an hour, and somebody is there for it.
    await on(rig, began + 64 * MINUTE)
    assert sum(sim.lives_now(one) for one in values) == 20
    await on(rig, began + 5 * HOUR)
    assert not any(sim.lives_now(one) for one in values)
    assert sum(sim.effective.values()) == 40


async def test_who_comes_too_late_for_room_in_a_cap_asks_nobody(rig: Rig, sim: Blocked) -> None:
    """Room for one every ten minutes, for which all come."""
    rig.set(caps=Caps(actions=6, per_system=6, per_owner=6))
    for minutes in range(0, 60, 10):
        assert await rig.ledger.spend(rig.clock() + minutes * MINUTE, Budget("actions", 6, 3600))
    rig.clock.pass_(minutes=55)
    began = rig.clock.now
    values = await leak(rig, sim, 12)
    await on(rig, began + 53 * MINUTE)
    waiting = [number for number, one in enumerate(values, 1) if sim.lives_now(one)]
    assert len(waiting) == 12 - 5
    assert [rig.told(number) for number in waiting] == [
        ["detected", "probe", "decided", "queued", "probe", "parked"]
    ] * 7


async def test_who_waits_for_a_cap_is_asked_about_each_hour(rig: Rig, sim: Blocked) -> None:
    """Its owner may have ended it meanwhile."""
    rig.set(caps=Caps(actions=0))
    (one,) = await leak(rig, sim, 1)
    began = rig.clock.now
    await on(rig, began + MINUTE)
    sim.kill(one)
    await on(rig, began + 50 * MINUTE)
    assert rig.standing(1) == ("held", "CAPPED")
    await on(rig, began + 2 * HOUR + 20 * MINUTE)
    assert rig.standing(1)[0] == "invalidated"


async def test_a_cap_that_was_raised_counts_at_the_next_look(rig: Rig, sim: Blocked) -> None:
    rig.set(caps=Caps(actions=0))
    (one,) = await leak(rig, sim, 1)
    await on(rig, rig.clock.now + MINUTE)
    assert rig.standing(1) == ("held", "CAPPED")
    rig.set(caps=LAVISH)
    await rig.ledger.begin(rig.clock())
    await on(rig, rig.clock.now + MINUTE)
    assert (sim.lives_now(one), rig.standing(1)) == (False, ("invalidated", None))


async def test_what_is_capped_uses_up_no_call(rig: Rig, sim: Blocked) -> None:
    rig.set(caps=Caps(actions=20, per_system=10))
    began = rig.clock.now
    await leak(rig, sim, 20)
    await on(rig, began + 55 * MINUTE)
    with closing(sqlite3.connect(rig.path)) as db:
        [(spent,)] = db.execute("SELECT count(*) FROM spends WHERE budget = ?", [CALLS])
        [(actions,)] = db.execute("SELECT count(*) FROM spends WHERE budget = 'actions on gh'")
    assert (spent, actions) == (len(sim.revocations), sum(sim.effective.values()))
    assert actions == 10


async def test_without_a_call_no_cap_is_spent(rig: Rig, sim: Blocked) -> None:
    await rig.ledger.spend(rig.clock(), Budget(f"{CALLS}, one after the other", 1, 64))
    for _ in range(9):
        assert await rig.ledger.spend(rig.clock(), Budget(CALLS, 60, 3660))
    rig.set(caps=Caps(actions=1, per_system=1, per_owner=1))
    (one,) = await leak(rig, sim, 1)
    began = rig.clock.now
    await on(rig, began + timedelta(seconds=6))
    assert sim.revocations == []
    assert rig.standing(1) == ("live", None)
    await on(rig, began + MINUTE)
    assert not sim.lives_now(one)


# --- for a call ------------------------------------------------------------------------------------


@pytest.mark.parametrize("spread", [0.0, 0.9])
@pytest.mark.parametrize(("count", "soon", "late"), [(20, 64, 72), (1, 8, 13)])
async def test_who_waits_for_a_call_is_there_when_it_is_free(
    rig: Rig, sim: Blocked, spread: float, count: int, soon: int, late: int
) -> None:
    """After nine calls the next is due a minute after the last, or sooner where only few wait for it."""
    rig.set(spread=lambda: spread)
    last = rig.clock()
    for _ in range(9):
        assert await rig.ledger.spend(last, Budget(CALLS, 60, 3660))
    assert await rig.ledger.spend(last, Budget(f"{CALLS}, one after the other", 1, 64))
    values = await leak(rig, sim, count)
    await on(rig, last + 2 * MINUTE)
    assert not any(sim.lives_now(one) for one in values)
    waited = sim.revocations[0] - last
    assert timedelta(seconds=soon) <= waited <= timedelta(seconds=late)
    assert len(sim.revocations) == 1


# --- for an endpoint that takes nothing ------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_who_takes_nothing_from_us_refuses_no_token(rig: Rig, sim: Blocked, status: int) -> None:
    sim.blocked = status
    values = await leak(rig, sim, 40)
    began = rig.clock.now
    await on(rig, began + MINUTE)
    calls = len(sim.revocations)
    assert calls <= 3  # a second of the test's clock is some forty claims
    assert {rig.standing(number) for number in range(1, 41)} == {("held", "REFUSED")}
    assert rig.told(20) == ["detected", "probe", "decided", "queued", "intent", "refused"]
    said = rig.detail(20, "refused")
    assert said["action"]["sentence"] == rig.entry(20).incident.note
    assert said["action"]["sentence"].startswith(f"HTTP {status}: this server ")
    assert said["action"]["attempt"] == 1
    step = rig.entry(20).incident.plan[0]
    assert (step.intent_at, step.outcome, step.attempts) == (None, None, 0)
    sim.blocked = 0
    await on(rig, began + 2 * HOUR)
    assert not any(sim.lives_now(one) for one in values)
    # They came back as a list.
    assert len(sim.revocations) - calls <= 4
    assert set(sim.effective.values()) == {1}


# --- for who asked us to ---------------------------------------------------------------------------


async def test_retry_after_is_waited_for(rig: Rig, sim: Blocked) -> None:
    (one,) = await leak(rig, sim, 1)
    sim.fail_next = [429]  # Retry-After: 60
    began = rig.clock.now
    await on(rig, began + timedelta(seconds=59))
    assert [asked.bearer for asked in sim.asked] == [one]
    assert rig.told(1) == ["detected", "probe"]
    await on(rig, began + timedelta(seconds=70))
    assert not sim.lives_now(one)


async def test_a_flood_that_is_asked_to_wait_finds_out_twice(rig: Rig, sim: Blocked) -> None:
    values = await leak(rig, sim, 40)
    sim.fail_next = [429] * 40
    began = rig.clock.now
    await on(rig, began + timedelta(seconds=59))
    assert len(sim.asked) == 2
    assert [len(rig.told(number)) for number in range(1, 41)] == [2] * 2 + [1] * 38
    sim.fail_next.clear()
    await on(rig, began + 10 * MINUTE)
    assert not any(sim.lives_now(one) for one in values)


async def test_one_whose_quota_is_used_up_stops_nobody(rig: Rig, sim: Blocked) -> None:
    """Whoever uses what leaked may use up what its account may ask: the others are ended meanwhile."""
    values = await leak(rig, sim, 5)
    sim.fail_next = [429]
    await on(rig, rig.clock.now + timedelta(seconds=30))
    assert [sim.lives_now(one) for one in values] == [True, False, False, False, False]


async def test_a_call_that_is_asked_to_wait_is_not_made_again_before(rig: Rig, sim: Blocked) -> None:
    values = await leak(rig, sim, 5)
    await work(rig)
    began = rig.clock.now
    due = await rig.next_due()
    assert due is not None
    rig.clock.now = due
    # The leader looks, and sends.
    answer = sim.answer

    def busy(asked: Asked) -> Answer:
        return sim.failure(429) if asked.path == "/credentials/revoke" and not sim.effective else answer(asked)

    sim.answer = busy  # type: ignore[method-assign]
    await on(rig, began + timedelta(seconds=58))
    posts = [asked for asked in sim.asked if asked.path == "/credentials/revoke"]
    assert len(posts) == 1
    sim.answer = answer  # type: ignore[method-assign]
    asked = len(sim.asked)
    await on(rig, began + 5 * MINUTE)
    assert sim.asked[asked].at >= posts[0].at + MINUTE
    assert not any(sim.lives_now(one) for one in values)
    assert set(sim.effective.values()) == {1}


# --- controls --------------------------------------------------------------------------------------


async def test_one_wrong_token_serves_all_found_ones(rig: Rig, sim: Blocked) -> None:
    values = await leak(rig, sim, 40)
    rig.set(caps=Caps(actions=100, per_system=100, per_owner=100))
    await work(rig)
    wrong = {asked.bearer for asked in sim.asked if asked.bearer and asked.bearer not in values}
    assert [(token[:4], len(token)) for token in wrong] == [(values[0][:4], len(values[0]))]
    proofs = [rig.entry(number).incident.proofs for number in range(1, 41)]
    assert [[run.controlled for run in runs.values()] for runs in proofs] == [[True]] * 40


async def test_wrong_tokens_that_get_no_verdict_are_few(rig: Rig, sim: Blocked) -> None:
    values = await leak(rig, sim, 20)
    answer = sim.answer

    def limited(asked: Asked) -> Answer:
        wrong = asked.bearer is not None and asked.bearer not in values
        return Answer(403, {"message": "Maximum number of login attempts exceeded"}, "") if wrong else answer(asked)

    sim.answer = limited  # type: ignore[method-assign]
    rig.set(caps=Caps(actions=100, per_system=100, per_owner=100))
    await on(rig, rig.clock.now + 5 * MINUTE)
    wrong = {asked.bearer for asked in sim.asked if asked.bearer and asked.bearer not in values}
    assert len(wrong) == 3
    assert all(sim.lives_now(one) for one in values)
    sim.answer = answer  # type: ignore[method-assign]
    await on(rig, rig.clock.now + HOUR)
    assert not any(sim.lives_now(one) for one in values)
    assert Reason.REFUSED.name not in {rig.standing(number)[1] for number in range(1, 21)}
