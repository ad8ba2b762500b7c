"""Many credentials, few calls: on a simulator of GitHub that counts both, with everything real but the clock."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent import evidence
from agent.crashpoints import VARIABLE
from agent.demo.github import GitHub
from agent.found import Visibility
from agent.ledger import Entry, LedgerView
from agent.model import Budget, Reason
from agent.response import batch
from agent.response.estate import Guard
from agent.response.limits import Caps
from agent.response.methods import Mode
from agent.response.policy import Rule
from detectors import openbao
from detectors.base import Parts, Secret
from revokers.base import Endpoint, Probe, Receipt, Revoker
from tests.sims import bulk
from tests.sims.bulk import LANE, bulk_rig, value, work
from tests.sims.liar import Liar, Lie
from tests.sims.rig import Rig, address
from tests.sims.scene import environment

HOUR = timedelta(hours=1)


@pytest.fixture
async def github() -> AsyncIterator[GitHub]:
    async with GitHub() as running:
        yield running


@pytest.fixture
def rig(github: GitHub, tmp_path: Path) -> Iterator[Rig]:
    with bulk_rig(tmp_path / "state", github.port, bulk.bulk()) as made:
        github.clock = made.clock
        yield made


async def leak(rig: Rig, github: GitHub, values: Sequence[str]) -> list[int]:
    """All at once; the numbers of their incidents, in order."""
    for one in values:
        github.add(one)
    findings = [rig.finding(openbao.TOKEN, None, Visibility.PRIVATE, token=one) for one in values]
    await rig.ledger.submit(findings, None, at=rig.clock())
    numbers = {entry.incident.canonical: entry.incident.id for entry in _all(rig)}
    return [numbers[finding.canonical] for finding in findings]


def _all(rig: Rig) -> Sequence[Entry]:
    with LedgerView(rig.path) as view:
        return view.incidents(limit=10_000)


async def on(rig: Rig, rounds: int = 1) -> None:
    """Go to the next due time and work, so many times."""
    for _ in range(rounds):
        await work(rig)
        due = await rig.next_due()
        if due is None:
            return
        rig.clock.now = max(rig.clock.now, due)
        await work(rig)


async def later(rig: Rig, seconds: float) -> None:
    """All that is due until then, at once."""
    rig.clock.now += timedelta(seconds=seconds)
    await work(rig)


async def until(rig: Rig, numbers: Sequence[int], state: str, rounds: int = 60) -> None:
    for _ in range(rounds):
        states = {entry.incident.id: entry.state.value for entry in _all(rig)}
        if {states[number] for number in numbers} == {state}:
            return
        await on(rig)
    raise AssertionError([rig.standing(number) for number in numbers][:5])


def most_in_an_hour(calls: Sequence[datetime]) -> int:
    return max((sum(start <= call < start + HOUR for call in calls) for start in calls), default=0)


# --- few calls -------------------------------------------------------------------------------------


async def test_120_tokens_in_few_calls(rig: Rig, github: GitHub) -> None:
    values = [value() for _ in range(120)]
    numbers = await leak(rig, github, values)
    await until(rig, numbers, "invalidated")
    assert github.effective == {("revoke", one): 1 for one in values}
    # A second of the test's clock is some forty claims.
    assert len(github.revocations) <= 7
    assert not any(github.lives_now(one) for one in values)
    told = rig.told(numbers[7])
    assert told == ["detected", "probe", "decided", "queued", "intent", "accepted", "probe", "probe", "invalidated"]
    action = rig.detail(numbers[7], "accepted")["action"]
    assert action["outcome"] == "accepted"
    assert action["sentence"].startswith("one call for ")
    assert "HTTP 202, request " in action["receipt"]["reference"]


async def test_one_alone_waits_a_moment_and_goes(rig: Rig, github: GitHub) -> None:
    (number,) = await leak(rig, github, [value()])
    await work(rig)
    assert rig.told(number)[-1] == "queued"
    assert rig.standing(number) == ("live", None)
    due = await rig.next_due()
    queued = rig.records(number)[-1]["at"]
    assert due is not None
    assert due - datetime.fromisoformat(queued) <= batch.WINDOW
    assert github.revocations == []
    await on(rig)
    assert rig.standing(number) == ("dead", None)
    assert len(github.revocations) == 1
    # It was looked at again before it was sent.
    assert rig.told(number)[3:7] == ["queued", "probe", "intent", "accepted"]


async def test_looked_at_while_it_waits_it_waits_on(rig: Rig, github: GitHub) -> None:
    """Whatever makes it due earlier."""
    (number,) = await leak(rig, github, [value()])
    await work(rig)
    claimed = await rig.ledger.claim_one(number, rig.clock(), 60)
    assert claimed is not None
    await rig.ledger.release(replace(claimed, not_before=rig.clock()))
    await work(rig)
    assert rig.told(number)[3:] == ["queued", "probe"]
    assert github.revocations == []
    await until(rig, [number], "invalidated")
    assert rig.told(number).count("queued") == 1


async def test_died_while_it_waited(rig: Rig, github: GitHub) -> None:
    one, other = value(), value()
    numbers = await leak(rig, github, [one, other])
    await work(rig)
    github.kill(one)
    await until(rig, numbers[1:], "invalidated")
    await on(rig, 3)
    assert rig.told(numbers[0])[3:6] == ["queued", "probe", "skipped"]
    assert github.effective == {("revoke", other): 1}


# --- never too many calls --------------------------------------------------------------------------


async def test_never_over_sixty_an_hour_and_never_quiet_for_long(rig: Rig, github: GitHub) -> None:
    """A leak every 40 seconds for longer than an hour: each is sent soon, however many were sent before it."""
    began = rig.clock.now
    numbers: list[int] = []
    waits: list[timedelta] = []
    while rig.clock.now < began + 1.5 * HOUR:
        value_ = value()
        numbers += await leak(rig, github, [value_])
        end = rig.clock.now + timedelta(seconds=40)
        await work(rig)
        while (due := await rig.next_due()) is not None and due < end:
            rig.clock.now = max(rig.clock.now, due)
            await work(rig)
        rig.clock.now = end
    await until(rig, numbers[-3:], "invalidated", 300)
    assert most_in_an_hour(github.revocations) <= 60
    for entry in _all(rig):
        clocks = entry.incident.clocks
        assert clocks.accepted is not None
        waits.append(clocks.accepted - clocks.detected)
    assert max(waits) < timedelta(minutes=3)


async def test_without_a_call_left_nothing_is_sent(rig: Rig, github: GitHub) -> None:
    """A revoker of four calls an hour keeps two for what may be wrong with a list."""
    rig.set(revoker_for=lambda _: bulk.bulk(per_hour=4))
    numbers: list[int] = []
    for _ in range(5):
        numbers += await leak(rig, github, [value()])
        for _ in range(20):
            await later(rig, 30)
    assert len(github.revocations) == 2
    states = [rig.standing(number) for number in numbers]
    assert states[2:] == [("live", None)] * 3
    for _ in range(200):
        await later(rig, 30)
    assert {rig.standing(number)[0] for number in numbers} == {"invalidated"}
    assert most_in_an_hour(github.revocations) <= 4
    # All that waited went in one call.
    assert len(github.revocations) == 3


async def test_two_systems_at_one_host_share_its_calls(rig: Rig, github: GitHub) -> None:
    """What is accepted at the first still lives, so that the second is asked to end it, too."""
    github.settles = 2 * HOUR
    rig.set(revoker_for=lambda _: bulk.bulk(per_hour=4, settles=2 * HOUR))
    rig.system("bao-2", LANE, [address("one", github.port)], None)
    for _ in range(2):
        await leak(rig, github, [value()])
        for _ in range(40):
            await later(rig, 30)
    assert len(github.revocations) == 2


async def test_caps_count_credentials(rig: Rig, github: GitHub) -> None:
    rig.set(caps=Caps(actions=7, per_system=100, per_owner=100, controls=1000))
    numbers = await leak(rig, github, [value() for _ in range(20)])
    for _ in range(8):
        await later(rig, 1)
    standing = [rig.standing(number) for number in numbers]
    assert standing.count(("held", "CAPPED")) == 13
    assert sum(github.effective.values()) == 7
    rig.set(caps=bulk.LAVISH)
    await until(rig, numbers, "invalidated", 1500)
    assert sum(github.effective.values()) == 20


# --- what a list can meet --------------------------------------------------------------------------


async def test_a_poisoned_entry_parks_itself_alone(rig: Rig, github: GitHub) -> None:
    values = [value(ok=number != 41) for number in range(100)]
    numbers = await leak(rig, github, values)
    await until(rig, [*numbers[:41], *numbers[42:]], "invalidated")
    assert rig.standing(numbers[41]) == ("held", "REFUSED")
    assert rig.detail(numbers[41], "refused")["action"]["sentence"] == "GitHub refused the list"
    assert github.effective == {("revoke", one): 1 for one in values if one != values[41]}
    assert len(github.revocations) <= 2 + 7 + 1
    calls = Budget("end calls to 127.0.0.1", 60, 3660)
    assert await rig.ledger.spent(github.revocations[-1], calls) == len(github.revocations)
    # It is tried again in due course, and spoils nobody else's.
    more = await leak(rig, github, [value() for _ in range(5)])
    await until(rig, more, "invalidated")


async def test_out_of_calls_half_way_it_goes_on_later(rig: Rig, github: GitHub) -> None:
    rig.set(revoker_for=lambda _: bulk.bulk(per_hour=6))
    values = [value(ok=number != 11) for number in range(40)]
    numbers = await leak(rig, github, values)
    for _ in range(3):
        await later(rig, 2)
    assert len(github.revocations) == 6
    # It took all six to find the bad one; what had been set aside waits, as if nothing had been intended.
    assert rig.standing(numbers[11]) == ("held", "REFUSED")
    waiting = [number for number in numbers if not {"accepted", "refused"} & {*rig.told(number)}]
    assert len(waiting) == 28
    assert all(rig.entry(number).incident.plan[0].attempts == 0 for number in waiting)
    for _ in range(50):
        await later(rig, 120)
    assert {rig.standing(number)[0] for number in numbers if number != numbers[11]} == {"invalidated"}
    assert rig.standing(numbers[11]) == ("held", "REFUSED")
    assert most_in_an_hour(github.revocations) <= 6
    assert github.effective == {("revoke", one): 1 for one in values if one != values[11]}


async def test_a_lost_answer_is_probed_and_not_sent_again(rig: Rig, github: GitHub) -> None:
    values = [value() for _ in range(5)]
    async with Liar(upstream=github.port) as front:
        rig.system("bao", LANE, [address("one", front.port)], None)
        front.tell(Lie("lost", b"", "/credentials/revoke", times=1, late=0))
        numbers = await leak(rig, github, values)
        await until(rig, numbers, "invalidated")
        assert len([one for one in front.seen if one.target == "/credentials/revoke"]) == 1
    assert github.effective == {("revoke", one): 1 for one in values}
    assert rig.told(numbers[3])[3:8] == ["queued", "intent", "failed", "probe", "inferred"]


async def test_a_call_that_came_to_nothing_is_made_again(rig: Rig, github: GitHub) -> None:
    numbers = await leak(rig, github, [value() for _ in range(3)])
    await work(rig)
    async with Liar(upstream=github.port) as front:
        rig.system("bao", LANE, [address("one", front.port)], None)
        front.tell(Lie("dropped", b"", "/credentials/revoke", times=1))
        await until(rig, numbers, "invalidated")
        assert len([one for one in front.seen if one.target == "/credentials/revoke"]) == 2
    assert set(github.effective.values()) == {1}
    assert len(github.effective) == 3


async def test_accepted_and_long_alive(rig: Rig, github: GitHub) -> None:
    github.settles = timedelta(seconds=20)
    numbers = await leak(rig, github, [value() for _ in range(10)])
    await on(rig, 4)
    assert {rig.standing(number)[0] for number in numbers} == {"accepted"}
    await until(rig, numbers, "invalidated", 600)
    assert len(github.revocations) == 1
    assert set(github.effective.values()) == {1}


# --- brakes while it waits -------------------------------------------------------------------------


async def test_a_freeze_while_it_waits(rig: Rig, github: GitHub) -> None:
    numbers = await leak(rig, github, [value() for _ in range(10)])
    await work(rig)
    rig.responder.freeze.set("a test")
    await later(rig, 5)
    assert {rig.standing(number) for number in numbers} == {("held", "FROZEN")}
    assert github.revocations == []
    rig.responder.freeze.lift()
    await until(rig, numbers, "invalidated")
    assert set(github.effective.values()) == {1}


class Freezing:
    """Frozen by somebody at a certain moment of a batch: after it was asked so often whether it is.

    The leader asks, then each of the other four, and the last time is just before the call.
    """

    def __init__(self, after: int) -> None:
        self.path, self.left = Path(), after

    @property
    def on(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("after", [0, 1, 3, 5])
async def test_a_freeze_while_it_is_being_made_up(rig: Rig, github: GitHub, after: int) -> None:
    """Whenever it falls, nothing goes out after it, and everything goes once it is lifted."""
    numbers = await leak(rig, github, [value() for _ in range(5)])
    await work(rig)
    real = rig.responder.freeze
    rig.set(freeze=Freezing(after))
    await on(rig, 3)
    assert github.revocations == []
    # Intended and withdrawn is as if it had never been.
    steps = [rig.entry(number).incident.plan[0] for number in numbers]
    assert {(step.intent_at, step.attempts) for step in steps} == {(None, 0)}
    rig.set(freeze=real)
    await until(rig, numbers, "invalidated")
    assert set(github.effective.values()) == {1}
    assert all("failed" not in rig.told(number) for number in numbers)


async def test_the_policy_changes_while_it_waits(rig: Rig, github: GitHub) -> None:
    numbers = await leak(rig, github, [value() for _ in range(6)])
    await work(rig)
    rig.policy(Rule("look only", Mode.OBSERVE))
    await later(rig, 5)
    assert {rig.standing(number) for number in numbers} == {("held", "OBSERVING")}
    assert github.revocations == []


async def test_a_protected_one_is_left_out_of_the_list(rig: Rig, github: GitHub) -> None:
    values = [value() for _ in range(6)]
    numbers = await leak(rig, github, values)
    await work(rig)
    rig.policy(
        guard=Guard(
            protected=frozenset({rig.keys.scanner.part(Secret(values[3]))}),
            canaries=frozenset({rig.keys.scanner.part(Secret(values[4]))}),
        )
    )
    rest = [numbers[index] for index in (0, 1, 2, 5)]
    await until(rig, rest, "invalidated")
    assert rig.standing(numbers[3]) == ("held", "PROTECTED")
    assert rig.standing(numbers[4]) == ("held", "CANARY")
    assert sorted(one for _, one in github.effective) == sorted(values[index] for index in (0, 1, 2, 5))


async def test_dismissed_while_it_waited_it_is_not_sent(rig: Rig, github: GitHub) -> None:
    values = [value() for _ in range(3)]
    numbers = await leak(rig, github, values)
    await work(rig)
    claimed = await rig.ledger.claim_one(numbers[1], rig.clock(), 60)
    assert claimed is not None
    said = replace(claimed, parked=Reason.DISMISSED)
    await rig.ledger.save(said, at=rig.clock(), what="dismissed", detail={})
    await rig.ledger.release(said)
    await until(rig, [numbers[0], numbers[2]], "invalidated")
    assert rig.standing(numbers[1])[0] == "dismissed"
    assert sorted(one for _, one in github.effective) == sorted([values[0], values[2]])


async def test_who_was_not_seen_alive_lately_is_left_out(rig: Rig, github: GitHub) -> None:
    """It comes back by its own claim, looks, and goes with the next call."""
    old, fresh = value(), value()
    (first,) = await leak(rig, github, [old])
    await work(rig)
    claimed = await rig.ledger.claim_one(first, rig.clock(), 1)
    assert claimed is not None
    later = rig.clock.now + batch.FRESH + timedelta(minutes=1)
    await rig.ledger.release(replace(claimed, not_before=later))
    rig.clock.now += batch.FRESH
    (second,) = await leak(rig, github, [fresh])
    await on(rig)
    assert github.effective == {("revoke", fresh): 1}
    assert rig.told(first) == ["detected", "probe", "decided", "queued"]
    await until(rig, [first, second], "invalidated")
    assert github.effective == {("revoke", fresh): 1, ("revoke", old): 1}


# --- leases ----------------------------------------------------------------------------------------


async def test_two_who_come_back_at_once_are_one_call(rig: Rig, github: GitHub) -> None:
    numbers = await leak(rig, github, [value() for _ in range(40)])
    await work(rig)
    due = await rig.next_due()
    assert due is not None
    rig.clock.now = due + batch.WINDOW
    await asyncio.gather(*(rig.responder.step(LANE) for _ in range(4)))
    await until(rig, numbers, "invalidated")
    assert set(github.effective.values()) == {1}
    assert len(github.revocations) <= 2


def _slow(rig: Rig, during: timedelta) -> Revoker[Endpoint]:
    """The provider takes so long that the lease has run out when it answers."""
    made = bulk.bulk()
    assert made.end is not None

    async def send(endpoint: Endpoint, many: Sequence[tuple[Parts, Probe]]) -> Receipt:
        receipt = await bulk.revoke_many(endpoint, many)
        rig.clock.now += during
        await rig.responder.step(LANE)
        return receipt

    return replace(made, end=replace(made.end, run_many=send))


async def test_a_leader_that_loses_its_lease_during_the_call(rig: Rig, github: GitHub) -> None:
    """Another worker claims one of them meanwhile: its answer stands, and nothing is sent twice."""
    numbers = await leak(rig, github, [value() for _ in range(4)])
    await work(rig)
    rig.set(revoker_for=lambda _: _slow(rig, timedelta(seconds=90)))
    await on(rig)
    rig.set(revoker_for=lambda _: bulk.bulk())
    await until(rig, numbers, "invalidated")
    assert set(github.effective.values()) == {1}
    assert len(github.revocations) == 1
    told = sorted(tuple(rig.told(number)[3:]) for number in numbers)
    assert sum("inferred" in events for events in told) == 1
    assert sum("accepted" in events for events in told) == 3


async def test_a_leader_whose_lease_is_lost_before_sends_nothing(rig: Rig, github: GitHub) -> None:
    numbers = await leak(rig, github, [value() for _ in range(4)])
    await work(rig)
    due = await rig.next_due()
    assert due is not None
    rig.clock.now = due
    gather = rig.ledger.gather

    async def stolen(*arguments: object, **more: object) -> object:
        taken = await gather(*arguments, **more)  # type: ignore[arg-type]
        if taken:
            rig.clock.now += timedelta(minutes=2)
            assert await rig.ledger.claim_one(taken[0][0].id, rig.clock(), 60) is not None
        return taken

    rig.ledger.gather = stolen  # type: ignore[method-assign, assignment]
    await rig.responder.step(LANE)
    del rig.ledger.gather
    assert github.revocations == []
    await until(rig, numbers, "invalidated", 100)
    assert set(github.effective.values()) == {1}


async def test_a_fellow_that_somebody_else_has_by_now_holds_up_nobody(rig: Rig, github: GitHub) -> None:
    numbers = await leak(rig, github, [value() for _ in range(4)])
    await work(rig)
    due = await rig.next_due()
    assert due is not None
    rig.clock.now = due
    gather, stolen = rig.ledger.gather, list[int]()

    async def steal(*arguments: object, **more: object) -> object:
        taken = await gather(*arguments, **more)  # type: ignore[arg-type]
        if taken:
            # As when our clock stood still for a while.
            assert await rig.ledger.claim_one(taken[0][0].id, rig.clock() + timedelta(minutes=2), 60) is not None
            stolen.append(taken[0][0].id)
        return taken

    rig.ledger.gather = steal  # type: ignore[method-assign, assignment]
    await rig.responder.step(LANE)
    del rig.ledger.gather
    rest = [number for number in numbers if number not in stolen]
    assert ["accepted" in rig.told(number) for number in numbers] == [number in rest for number in numbers]
    assert "intent" not in rig.told(stolen[0])
    assert len(github.effective) == 3
    # The leader waits for no lease to run out, and neither do the others.
    await later(rig, 1)
    assert {rig.standing(number)[0] for number in rest} <= {"dead", "invalidated"}
    await until(rig, numbers, "invalidated")
    assert set(github.effective.values()) == {1}


# --- kill -9 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["C6", "C7:9", "C8", "C9"])
async def test_kill_9_between(github: GitHub, tmp_path: Path, point: str) -> None:
    """Six tokens; the process dies when it has intended, sent, been answered, or written that down."""
    folder = tmp_path / "state"
    values = [value() for _ in range(6)]
    with bulk_rig(folder, github.port, bulk.bulk()) as rig:
        numbers = await leak(rig, github, values)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(bulk.__file__)),
        str(folder),
        str(github.port),
        env=environment(tmp_path, **{VARIABLE: point}, PYTHONPATH=os.pathsep.join(sys.path)),
        stdin=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == -signal.SIGKILL
    with bulk_rig(folder, github.port, bulk.bulk()) as rig:
        rig.clock.now += timedelta(minutes=5)
        await rig.ledger.begin(rig.clock())
        if point == "C6":
            assert github.effective == {}
        intended = [number for number in numbers if "intent" in rig.told(number)]
        assert intended == numbers
        await work(rig)
        # Probed first, each for itself.
        assert {rig.told(number)[rig.told(number).index("intent") :][-1] for number in numbers} != {"intent"}
        for number in numbers:
            after = rig.told(number)[rig.told(number).index("intent") + 1 :]
            assert after[0] == ("accepted" if point == "C9" else "probe")
        await until(rig, numbers, "invalidated", 600)
        assert github.effective == {("revoke", one): 1 for one in values}
        assert len(github.revocations) == 1
        with LedgerView(rig.path) as view:
            for number in numbers:
                wrong = evidence.verify(evidence.export(view, number))
                assert wrong == ["it has no checkpoint: no signature vouches for it"]
