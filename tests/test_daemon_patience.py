"""The daemon when things around it break: what passes stops nothing, what does not stops all of it at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.daemon import Daemon
from agent.found import Chunk, Cursor, FilePart, Finding, Visibility
from agent.intake import Intake
from agent.ledger import LedgerDamagedError, LedgerFullError, SqliteLedger
from agent.model import Reason
from agent.response.arming import Arming
from agent.response.respond import Responder
from agent.scan.wire import Result
from agent.tally import Progress
from tests.sims.rig import Rig
from tests.sims.scene import until


@dataclass
class Place:
    """A source that fails as told, then has one chunk."""

    name: str
    faults: list[Exception] = field(default_factory=list)
    visibility: Visibility = Visibility.PRIVATE
    watched: Sequence[Path] = ()
    looks: int = 0

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        del now
        self.looks += 1
        if self.faults:
            raise self.faults.pop(0)
        if after is None:
            part = FilePart("/x", self.name, 0, 1, 1, 0, 0)
            cursor = Cursor(self.name, "1", rules)
            yield Chunk(self.name, self.visibility, backlog=False, part=part, cursor=cursor)


@dataclass
class Finds:
    """A scanner that finds what it is given, by source."""

    found: dict[str, Finding]

    async def scan(self, chunk: Chunk) -> Result:
        return Result((self.found[chunk.source],) if chunk.source in self.found else (), (), 1)


class Faulty:
    """The ledger, but for calls that fail as told."""

    def __init__(self, ledger: SqliteLedger, faults: dict[str, list[Exception]]) -> None:
        self._ledger, self.faults = ledger, faults

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._ledger, name)

        async def call(*arguments: object, **named: object) -> object:
            if self.faults.get(name):
                raise self.faults[name].pop(0)
            return await real(*arguments, **named)

        return call if name in self.faults else real


def daemon(rig: Rig, ledger: Any, *sources: Place, checkpoint: Callable[[datetime], Awaitable[None]]) -> Daemon:
    leads = {source.name: rig.finding(None, value=f"hunter-{source.name}") for source in sources}
    rig.set(ledger=ledger, clock=lambda: datetime.now(UTC))
    responder: Responder = rig.responder

    async def prepare(_name: str) -> None:
        return

    async def refresh() -> timedelta:
        return timedelta(hours=1)

    return Daemon(
        intake=Intake(ledger, Finds(leads), "rules", responder.clock),
        responder=responder,
        sources=sources,
        lanes={"none": 2},
        prepare=prepare,
        checkpoint=checkpoint,
        poll=timedelta(seconds=0.2),
        checkpoint_every=timedelta(seconds=0.1),
        refreshes=[refresh],
        outbox=rig.ledger.outbox,
        idle=0.05,
    )


async def settled(rig: Rig, made: Daemon, wanted: int) -> None:
    """Run until so many incidents stand parked, then stop in order."""
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(made.run())
        await until(
            "all stand parked",
            lambda: running.done() or [entry.state.value for entry in rig.entries()] == ["unverified"] * wanted,
        )
        made.stop()


async def test_faults_that_pass(rig: Rig) -> None:
    """A full disk, a source that cannot be read, an anchor that cannot be written: all is done in the end."""
    full = LedgerFullError("no room")
    ledger = Faulty(rig.ledger, {"claim": [full] * 3, "submit": [full] * 2, "dues": [full]})
    broken = [OSError("gone"), KeyError("odd")]
    checkpoints = [OSError("no anchor")]
    made_at: list[datetime] = []

    async def checkpoint(at: datetime) -> None:
        if checkpoints:
            raise checkpoints.pop()
        made_at.append(at)

    one, two = Place("one", list(broken)), Place("two")
    await settled(rig, daemon(rig, ledger, one, two, checkpoint=checkpoint), 2)
    assert ledger.faults == {"claim": [], "submit": [], "dues": []}
    assert (one.faults, checkpoints) == ([], [])
    assert one.looks >= 3
    assert made_at, "the next checkpoint was made"
    assert {entry.state.value for entry in rig.entries()} == {"unverified"}


@dataclass
class Owing(Place):
    """A source that owes what it could not reach, and does not raise it."""

    failing: bool = True


async def test_a_source_that_only_owes_why_it_was_not_reached_is_not_followed(rig: Rig) -> None:
    async def checkpoint(_at: datetime) -> None:
        return

    lost, other = Owing("lost"), Place("other")
    made = daemon(rig, rig.ledger, lost, other, checkpoint=checkpoint)
    made.poll = timedelta(seconds=0.02)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run())
        await until(
            "both were looked at", lambda: [bool(each.looked_at) for each in made.tallies.values()] == [True] * 2
        )
        assert {name: tally.followed for name, tally in made.tallies.items()} == {"lost": False, "other": True}
        lost.failing = False
        await until("it is followed", lambda: made.tallies["lost"].followed)
        made.stop()


@dataclass
class Slow(Place):
    """A source whose look lasts until it may end."""

    ends: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        self.begun += 1
        await self.ends.wait()
        async with aclosing(super().chunks(after, rules=rules, now=now)) as chunks:
            async for chunk in chunks:
                yield chunk


async def test_how_far_the_start_has_come_is_told(rig: Rig) -> None:
    async def checkpoint(_at: datetime) -> None:
        return

    slow, quick = Slow("slow"), Place("quick", [OSError("gone")])
    made = daemon(rig, rig.ledger, slow, quick, checkpoint=checkpoint)
    made.poll = timedelta(hours=1)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run())
        await until("one was looked at", lambda: made.progress == Progress(sources=2, new=1, busy=1))
        slow.ends.set()
        await until("both were", lambda: made.progress == Progress(sources=2))
        made.stop()


async def test_who_waits_for_a_look_is_not_looked_at_once_more_for_what_came_before_it(rig: Rig) -> None:
    async def checkpoint(_at: datetime) -> None:
        return

    several = [Slow(f"{number}") for number in range(5)]  # one more than have their first look side by side
    made = daemon(rig, rig.ledger, *several, checkpoint=checkpoint)
    made.poll = timedelta(hours=1)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run())
        await until("four of them wait", lambda: made.progress.busy == 5 and sum(one.begun for one in several) == 4)
        *begun, last = sorted(several, key=lambda one: -one.begun)
        for one in (begun[0], last):
            made.look_again(one.name)
        for one in several:
            one.ends.set()
        await until("all were looked at", lambda: made.progress == Progress(sources=5))
        assert [one.looks for one in (*begun, last)] == [2, 1, 1, 1, 1]
        made.look_again(last.name)
        await until("and one again", lambda: last.looks == 2)
        made.stop()


@dataclass(frozen=True)
class Mark:
    """How a place stood."""

    key: str
    place: Still

    def holds(self) -> bool:
        return self.place.stands and self.place.key == self.key


@dataclass
class Still(Place):
    """A source that tells whether something came."""

    key: str = "1"
    stands: bool = True

    def stamp(self) -> Mark:
        return Mark(self.key, self)


async def test_a_source_that_stands_still_is_left_alone_until_it_does_not(rig: Rig) -> None:
    async def checkpoint(_at: datetime) -> None:
        return

    still, other = Still("still"), Place("other")
    made = daemon(rig, rig.ledger, still, other, checkpoint=checkpoint)
    made.poll = timedelta(seconds=0.02)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run())
        await until("the other was looked at again and again", lambda: other.looks > 20)
        # Once for what it holds, once more to see that this was all, and where a poll falls into that, once again.
        looks, seen = still.looks, other.looks
        assert 2 <= looks <= 4
        at = datetime.now(UTC)
        await until("and again", lambda: other.looks > seen + 20)
        assert still.looks == looks
        assert (made.progress.sources, made.progress.new, made.progress.still) == (2, 0, 1)
        assert not made.tallies["still"].busy
        stood = made.tallies["still"].looked_at
        assert stood is not None
        assert stood > at, "that it stands still was seen since"
        still.stands = False
        await until("and again, where only the key tells", lambda: other.looks > seen + 40)
        assert still.looks == looks
        still.key = "2"
        await until("it was looked at", lambda: still.looks > looks)
        made.stop()


async def test_what_was_claimed_when_the_disk_was_full_goes_on_as_soon_as_there_is_room(rig: Rig) -> None:
    """Not after the rest of its lease, a minute later."""
    full = LedgerFullError("no room")
    ledger = Faulty(rig.ledger, {"save": [full], "release": [full]})
    one = await rig.leak(None, value="hunter-one")
    rig.set(ledger=ledger)
    for _ in range(2):  # the save of the claim, then giving it back
        with pytest.raises(LedgerFullError):
            await rig.responder.step("none")
    leased = rig.entry(one).leased_until
    assert leased is not None
    assert await rig.responder.step("none") is True
    assert rig.clock.now < leased
    assert rig.standing(one) == ("unverified", "NO_PROBE")
    assert (rig.entry(one).leased_until, rig.responder.held) == (None, [])


async def test_an_arming_while_the_disk_is_full_counts_as_soon_as_there_is_room(rig: Rig) -> None:
    nudged: list[Reason] = []
    faults: list[Exception] = [LedgerFullError("no room")]

    class Told(Faulty):
        async def nudge(self, reason: Reason, now: datetime) -> None:
            if faults:
                raise faults.pop()
            nudged.append(reason)
            await self._ledger.nudge(reason, now)

    async def checkpoint(_at: datetime) -> None:
        return

    arming = Arming(rig.folder / "armed.jsonl")
    made = daemon(rig, Told(rig.ledger, {}), checkpoint=checkpoint)
    made.arming = arming
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run())
        await until("it runs", lambda: bool(made.beats))
        arming.add(armed=True, scope={"system": "bao"}, at=datetime.now(UTC), by="ann")
        await until("it was said", lambda: bool(nudged))
        made.stop()
    assert (faults, nudged) == ([], [Reason.NOT_ARMED])


async def test_a_clock_that_is_set_back_keeps_nothing_waiting(rig: Rig) -> None:
    ahead = timedelta(days=30)

    async def checkpoint(_at: datetime) -> None:
        return

    made = daemon(rig, rig.ledger, checkpoint=checkpoint)
    rig.set(clock=lambda: datetime.now(UTC) + ahead)
    made.responder = rig.responder
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run())
        await until("it runs", lambda: bool(made.beats))
        await rig.ledger.submit([rig.finding(None, value="hunter-one")], None, at=datetime.now(UTC) + 2 * ahead)
        ahead = timedelta(0)
        await until("it was asked about", lambda: [one.state.value for one in rig.entries()] == ["unverified"])
        made.stop()


async def test_an_arming_counts_at_once_however_seldom_the_daemon_looks_by_itself(rig: Rig) -> None:
    """The kernel tells of the file; so it does of one that takes its place."""
    nudged: list[Reason] = []

    class Told(Faulty):
        async def nudge(self, reason: Reason, now: datetime) -> None:
            nudged.append(reason)
            await self._ledger.nudge(reason, now)

    async def checkpoint(_at: datetime) -> None:
        return

    arming = Arming(rig.folder / "armed.jsonl")
    made = daemon(rig, Told(rig.ledger, {}), checkpoint=checkpoint)
    made.arming, made.idle = arming, 3600.0
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(made.run())
        await until("it runs", lambda: bool(made.beats))
        arming.add(armed=True, scope={"system": "bao"}, at=datetime.now(UTC), by="ann")
        await until("it was said", lambda: len(nudged) == 1)
        arming.clear(at=datetime.now(UTC), by="ann")
        await until("and again", lambda: len(nudged) == 2)
        made.stop()
    assert set(nudged) == {Reason.NOT_ARMED}


@pytest.mark.parametrize("call", ["claim", "submit", "save"])
async def test_a_damaged_ledger_stops_everything(rig: Rig, call: str) -> None:
    async def checkpoint(_at: datetime) -> None:
        return

    ledger = Faulty(rig.ledger, {call: [LedgerDamagedError("damaged")]})
    with pytest.raises(ExceptionGroup) as caught:
        await settled(rig, daemon(rig, ledger, Place("one"), checkpoint=checkpoint), 1)
    leaves = caught.value
    while isinstance(leaves.exceptions[0], ExceptionGroup):
        leaves = leaves.exceptions[0]
    assert [type(error) for error in leaves.exceptions] == [LedgerDamagedError]


async def test_an_orderly_stop_ends_with_a_checkpoint(rig: Rig) -> None:
    made_at: list[datetime] = []

    async def checkpoint(at: datetime) -> None:
        made_at.append(at)

    made = daemon(rig, rig.ledger, checkpoint=checkpoint)
    made.checkpoint_every = timedelta(hours=1)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(made.run())
        await asyncio.sleep(0.1)
        assert made_at == []
        made.stop()
        await running
    assert len(made_at) >= 1
