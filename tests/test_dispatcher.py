"""Who is woken, and how seldom: hours of a daemon in which little happens, in a loop that waits for nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from agent.daemon import Daemon
from agent.health import HUNG
from agent.intake import Intake
from agent.response.dispatcher import Bell, Dispatcher
from tests.sims.hasty import Hasty

START = datetime(2026, 3, 1, tzinfo=UTC)
IDLE = 5.0
LANES = {f"lane {number}": 2 for number in range(10)} | {"none": 1}
SPARE = 6


def time() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Work:
    """A ledger with nothing but what is due, by lane, and when; and who works on it, `takes` seconds each."""

    due: dict[str, list[float]] = field(default_factory=dict)
    takes: float = 0.0
    stays: bool = False  # due, and not to be had
    asked: int = 0
    claims: int = 0
    begun: list[tuple[str, float]] = field(default_factory=list)
    ended: int = 0
    most: int = 0
    time: Callable[[], float] = time

    @property
    def ledger(self) -> Work:
        return self

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.time())

    async def dues(self) -> Mapping[str, datetime]:
        self.asked += 1
        assert self.asked < 10_000, "it asks without a pause"
        return {lane: START + timedelta(seconds=min(times)) for lane, times in self.due.items() if times}

    async def step(self, lane: str) -> bool:
        self.claims += 1
        mine = self.due.get(lane, [])
        if self.stays or not mine or START + timedelta(seconds=min(mine)) > self.clock():
            return False
        mine.remove(min(mine))
        self.begun.append((lane, time()))
        self.most = max(self.most, len(self.begun) - self.ended)
        await asyncio.sleep(self.takes)
        self.ended += 1
        return True


@dataclass
class Running:
    """A dispatcher at work, from second 0 of its loop."""

    work: Work
    bell: Bell = field(default_factory=Bell)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    beats: dict[str, float] = field(default_factory=dict)

    def stop(self) -> None:
        self.stopping.set()
        self.bell.ring()

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[Running]:
        dispatcher = Dispatcher(
            cast("Any", self.work), LANES, SPARE, idle=IDLE, bell=self.bell, stopping=self.stopping, beats=self.beats
        )
        async with asyncio.TaskGroup() as tasks:
            dispatcher.begin(tasks)
            yield self
            self.stop()


def run(lives: Callable[[], Awaitable[None]]) -> None:
    with asyncio.Runner(loop_factory=Hasty) as runner:
        runner.run(cast("Any", lives()))


def test_a_daemon_with_nothing_to_do_asks_once_in_a_while_for_all_lanes_together() -> None:
    work = Work()

    async def nothing(_: object) -> None:
        return

    async def refresh() -> timedelta:
        return timedelta(hours=1)

    async def lives() -> None:
        work.time = asyncio.get_running_loop().time  # a poll asks in a thread
        made = Daemon(
            intake=Intake(cast("Any", work), cast("Any", None), "rules", work.clock),
            responder=cast("Any", work),
            sources=(),
            lanes=LANES,
            prepare=nothing,
            checkpoint=nothing,
            poll=timedelta(seconds=10),
            checkpoint_every=timedelta(hours=1),
            refreshes=[refresh],
            outbox=cast("Any", None),
            spare=SPARE,
            idle=IDLE,
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(made.run())
            await asyncio.sleep(600)
            made.stop()

    run(lives)
    # One more that answers those who found nothing at the start, and the one before the first.
    assert work.asked <= 600 / IDLE + 2
    assert work.claims == sum(LANES.values())


@pytest.mark.parametrize("due", [63.0, 63.21, 3600.7])
def test_a_due_time_is_met(due: float) -> None:
    work = Work({"lane 3": [due]})

    async def lives() -> None:
        async with Running(work).begun():
            await asyncio.sleep(due + 10)

    run(lives)
    [(lane, begun)] = work.begun
    assert lane == "lane 3"
    assert begun == pytest.approx(due, abs=0.03)
    # The two of that lane, once each, and once more who had it.
    assert work.claims == sum(LANES.values()) + 3
    assert work.asked <= due / IDLE + 8


@pytest.mark.parametrize(("rings", "within"), [(True, 0.03), (False, IDLE + 0.03)])
def test_what_comes_is_done_at_once_where_somebody_rings_and_soon_where_not(*, rings: bool, within: float) -> None:
    """The latter: what another process wrote, or what nobody thought of."""
    work = Work()

    async def lives() -> None:
        async with Running(work).begun() as running:
            await asyncio.sleep(101.3)
            work.due["lane 7"] = [0.0]
            if rings:
                running.bell.ring()
            await asyncio.sleep(20)

    run(lives)
    [(lane, begun)] = work.begun
    assert lane == "lane 7"
    assert 101.3 <= begun <= 101.3 + within


def test_a_ring_while_the_ledger_is_being_asked_is_not_lost() -> None:
    rung: list[float] = []

    class Slow(Work):
        async def dues(self) -> Mapping[str, datetime]:
            found = await super().dues()
            if not rung and time() > 50:
                rung.append(time())
                self.due["none"] = [0.0]
                running.bell.ring()
                await asyncio.sleep(0.5)
            return found

    work = Slow()
    running = Running(work)

    async def lives() -> None:
        async with running.begun():
            await asyncio.sleep(100)

    run(lives)
    # When that answer has come, and others had the ledger for as long as it took.
    assert [begun for _, begun in work.begun] == pytest.approx([rung[0] + 1.0], abs=0.03)


def test_spare_responders_help_where_each_regular_one_has_been_at_one_claim_for_long() -> None:
    work = Work({"lane 1": [10.0] * 10, "lane 2": [10.0, 10.5, 12.0]}, takes=30)

    async def lives() -> None:
        async with Running(work).begun():
            await asyncio.sleep(100)

    run(lives)
    first = [begun for lane, begun in work.begun if lane == "lane 1"]
    assert first[:8] == pytest.approx([10.0] * 2 + [11.25] * 6, abs=0.1)
    assert first[8:] == pytest.approx([40.0] * 2, abs=0.1), "as many as there are"
    second = [begun for lane, begun in work.begun if lane == "lane 2"]
    assert second == pytest.approx([10.0, 10.5, 12.25], abs=0.1), "the third is helped"
    assert work.most == 11


def test_spare_responders_leave_alone_what_the_regular_ones_are_quick_with() -> None:
    work = Work({"lane 1": [10.0] * 100}, takes=0.4)

    async def lives() -> None:
        async with Running(work).begun():
            await asyncio.sleep(60)

    run(lives)
    assert (work.ended, work.most) == (100, 2)
    assert work.begun[-1][1] == pytest.approx(10 + 49 * 0.4, abs=0.1)


def test_what_is_due_and_cannot_be_had_is_no_reason_to_spin() -> None:
    work = Work({"lane 1": [10.0]}, stays=True)

    async def lives() -> None:
        async with Running(work).begun():
            await asyncio.sleep(20)

    run(lives)
    assert work.asked <= 10 / 0.02 + 5


def test_what_is_due_in_a_lane_that_nobody_serves_wakes_nobody() -> None:
    work = Work({"gone": [0.0]})

    async def lives() -> None:
        async with Running(work).begun():
            await asyncio.sleep(600)

    run(lives)
    assert work.asked <= 600 / IDLE + 2
    assert work.claims == sum(LANES.values())


def test_a_stop_lets_what_is_begun_end_and_begins_nothing() -> None:
    work = Work({"none": [10.0, 10.0], "lane 1": [12.0]}, takes=7)

    async def lives() -> None:
        async with asyncio.timeout(18):
            async with Running(work).begun():
                await asyncio.sleep(11)
            assert time() == pytest.approx(17, abs=0.1)

    run(lives)
    assert (work.begun, work.ended) == ([("none", 10.0)], 1)


def test_a_stop_while_the_dispatcher_leaves_the_ledger_to_others_is_heard() -> None:
    class Slow(Work):
        async def dues(self) -> Mapping[str, datetime]:
            await asyncio.sleep(1)
            return await super().dues()

    work = Slow()

    async def lives() -> None:
        running = Running(work)
        async with running.begun():
            await asyncio.sleep(100)
            running.bell.ring()
            await asyncio.sleep(1.2)
            running.bell.ring()
            await asyncio.sleep(0.3)
            asked = work.asked
        assert time() == pytest.approx(101.5, abs=0.1)
        assert work.asked == asked

    run(lives)


def test_who_waits_hangs_not_and_who_does_not_come_back_does() -> None:
    work = Work({"lane 1": [10.0]}, takes=2 * HUNG)

    async def lives() -> None:
        async with Running(work).begun() as running:
            await asyncio.sleep(9)
            assert not [name for name, beat in running.beats.items() if time() - beat > IDLE + 0.1]
            await asyncio.sleep(HUNG + 5)
            hung = [name for name, beat in running.beats.items() if time() - beat > HUNG]
            assert [name.rsplit(" ", 1)[0] for name in hung] == ["lane 1"]

    run(lives)
