"""The daemon: one TaskGroup, so that the death of any side task stops it, and systemd starts it again.

    follow(source) x n --findings--> ledger --bell--> dispatcher.py --> responders of each lane --> Systems
    list(forge): brings more sources while it runs
    checkpoint: a signed head of all evidence, anchored outside the ledger
    sender: what waits in the outbox goes to Slack

Order of a stop (SIGTERM, Ctrl-C, a terminal that hangs up): no new look at a source, no new claim; what is being done
is finished and written.

What passes by itself stops nothing: while the disk is full no cursor moves and nothing is done, and it goes on when
there is room; a source that cannot be read is tried again; an anchor that cannot be written gets its lines later.

It is long because its tasks share what wakes and what stops them.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol, runtime_checkable

from agent import log
from agent.complaint import Complaint
from agent.found import Source, Told
from agent.intake import Intake, Round
from agent.ledger import LedgerError, LedgerFullError
from agent.ledger.outbox import Outbox
from agent.model import Reason
from agent.notify.sender import Sender
from agent.response.arming import Arming
from agent.response.dispatcher import Bell, Dispatcher
from agent.response.respond import Responder
from agent.sources.slots import Slots
from agent.sources.watching.polls import Polls, stamp
from agent.sources.watching.watch import Watcher
from agent.tally import Counted, Progress, Tally


@runtime_checkable
class Patient(Protocol):
    """A source that says for itself when it is worth a look that nobody asked for."""

    def wants(self, now: datetime) -> bool: ...


@runtime_checkable
class Asked(Protocol):
    """A source elsewhere, that a look does not ask for news unless it is due or was asked to."""

    def ask(self) -> None: ...


@runtime_checkable
class Telling(Protocol):
    """A source elsewhere, that owes what it could not reach, and does not raise it: has its last look read nothing?"""

    @property
    def failing(self) -> bool: ...


@runtime_checkable
class Placed(Protocol):
    """A repository elsewhere, that knows its path there."""

    def is_at(self, full: str) -> bool: ...


class Forge(Protocol):
    """What brings sources. `look` answers after how long the next one is due. Raises LedgerError only."""

    @property
    def name(self) -> str: ...
    @property
    def failing(self) -> bool: ...
    def is_at(self, full: str) -> bool: ...
    async def look(self, daemon: Daemon) -> timedelta: ...


@dataclass(slots=True)
class Brought(Tally):
    """A source that a forge, `of`, has brought. through: it has been looked at."""

    of: str = ""
    through: bool = False


@dataclass
class Daemon:
    """Everything wired; `run` returns after an orderly stop.

    prepare: called with a source's name before each look at it. checkpoint: signs and anchors the evidence.
    refreshes: what is looked at again from time to time, each of which says after how long the next time.
    sender: None where nobody is told; the outbox is there all the same, for what people release.
    arming: what `stanch arm` writes, so that it counts at once for what waits for it.
    forges: what brings sources while it runs.
    stopping, followed: the stop has begun; every source is being looked at. beats: when each responder last came by
    (dispatcher.py). tallies: what was seen of each source.
    """

    intake: Intake
    responder: Responder
    sources: Sequence[Source]
    lanes: Mapping[str, int]
    prepare: Callable[[str], Awaitable[None]]
    checkpoint: Callable[[datetime], Awaitable[None]]
    poll: timedelta
    checkpoint_every: timedelta
    refreshes: Sequence[Callable[[], Awaitable[timedelta]]]
    outbox: Outbox
    sender: Sender | None = None
    arming: Arming | None = None
    spare: int = 0  # more responders for each lane, for a provider who takes long
    idle: float = 5.0  # seconds until somebody who waits looks again by himself
    bell: Bell = field(default_factory=Bell)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    followed: asyncio.Event = field(default_factory=asyncio.Event)
    forges: Sequence[Forge] = ()
    beats: dict[str, float] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    _dirty: dict[str, asyncio.Event] = field(default_factory=dict)
    _polled: Polls = field(default_factory=Polls)
    _first: Slots = field(default_factory=lambda: Slots(_FIRST_LOOKS))
    _later: Slots = field(default_factory=lambda: Slots(_LATER_LOOKS))
    _reading: dict[str, Source] = field(default_factory=dict)
    _patient: dict[str, Patient] = field(default_factory=dict)
    _brought: dict[str, Brought] = field(default_factory=dict)
    _watcher: Watcher | None = None
    _tasks: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)

    @property
    def progress(self) -> Progress:
        """How far the start has come; when it is over, how much there is to look at."""
        tallies = (*self.tallies.values(), *self._brought.values())
        new = sum(one.looked_at is None for one in tallies)
        return Progress(len(tallies), new, sum(one.busy for one in tallies), len(self._polled.stands))

    def stop(self) -> None:
        """From a signal or a test: end after what is being done."""
        self.stopping.set()
        self.bell.ring()
        if self._watcher is not None:
            self._watcher.wake()
        for event in self._dirty.values():
            event.set()

    def join(self, source: Source, of: str) -> None:
        """One more source, which a forge of that name has brought."""
        self._dirty[source.name] = asyncio.Event()
        self._brought[source.name] = Brought(of=of)
        self._begin(source)

    def look_again(self, name: str) -> None:
        """From a forge or a webhook: something is new there."""
        if name in self._dirty:
            self._dirty[name].set()

    def wake(self, name: str, full: str = "") -> None:
        """From a webhook: something is new at a source, or in the repository of that path, if it is one of its own."""
        mine = [one for one in self._reading.values() if self._means(one, name, full)]
        for source in mine:
            if isinstance(source, Asked):
                source.ask()
            self.look_again(source.name)
        forge = next((one for one in self.forges if one.name == name), None)
        if forge is not None and not mine and forge.is_at(full):  # it may be a new one
            self.look_again(name)

    def _means(self, source: Source, name: str, full: str) -> bool:
        is_at = isinstance(source, Placed) and bool(full) and source.is_at(full)
        if source.name == name:
            return is_at or not full or not isinstance(source, Placed)
        brought = self._brought.get(source.name)
        return brought is not None and brought.of == name and is_at

    def _begin(self, source: Source) -> None:
        self._reading[source.name] = source
        if isinstance(source, Patient):  # asked once: of thousands at each poll it costs more than their stamps
            self._patient[source.name] = source
        self._tasks.create_task(self._follow(source))

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for signal_ in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(signal_) is not signal.SIG_IGN:  # as nohup has it
                loop.add_signal_handler(signal_, self.stop)
        names = [*(source.name for source in self.sources), *(forge.name for forge in self.forges)]
        self._dirty = {name: asyncio.Event() for name in names}
        self.tallies = {name: Tally() for name in names}
        counted = Counted(self.intake.scanner, self.tallies)
        # At once, not when a source of many chunks is through.
        self.intake = replace(self.intake, found=self.bell.ring, scanner=counted)
        log.logger().info("started", sources=len(names), lanes=list(self.lanes))
        dispatcher = Dispatcher(
            self.responder,
            self.lanes,
            self.spare,
            idle=self.idle,
            bell=self.bell,
            stopping=self.stopping,
            beats=self.beats,
        )
        armed = {_ARMED: [self.arming.path]} if self.arming is not None else {}
        watched = {source.name: source.watched for source in self.sources}
        beside = {source.name: source.beside for source in self.sources if isinstance(source, Told)}
        self._watcher = Watcher(armed | watched, {name: paths for name, paths in beside.items() if paths is not None})
        async with self._watcher as watcher, self._tasks as tasks:
            tasks.create_task(self._listen(watcher))
            tasks.create_task(self._polls(watcher))
            tasks.create_task(self._checkpoints())
            for refresh in self.refreshes:
                tasks.create_task(self._refresh(refresh))
            if self.sender is not None:
                tasks.create_task(self.sender.run(self.stopping, self.bell))
            for source in self.sources:
                self._begin(source)
            for forge in self.forges:
                tasks.create_task(self._list(forge))
            dispatcher.begin(tasks)
        await self._checkpoint()
        log.logger().info("stopped")

    async def _listen(self, watcher: Watcher) -> None:
        """Events only say "look again"; of the arming, which other processes write, its mark tells."""
        mark = self.arming.mark() if self.arming is not None else ()
        seen = True
        while not self.stopping.is_set():
            for name in await watcher.wait(self.idle if seen and _ARMED not in watcher.degraded else _TICK):
                self.look_again(name)
            if self.arming is not None:
                now = self.arming.mark()
                seen = now == mark or await self._armed_anew()
                mark = now if seen else mark

    async def _polls(self, watcher: Watcher) -> None:
        """So does the poll, but for sources whose stamp says that nothing came."""
        anyhow = before = self.responder.clock()
        while not self.stopping.is_set():
            await self._rest(self.poll.total_seconds())
            now = self.responder.clock()
            if now < before and not await self._set_back(before - now):
                continue
            if now < before or now - anyhow >= _ANYHOW:
                anyhow = now
                self._polled.clear()
            before = now
            wanted = partial(self._wants, now=self.responder.clock())
            due = await self._polled.due(self._reading, watcher, self.poll, wanted)
            for name in due:
                self.look_again(name)
            self._stood(due)

    def _stood(self, due: Collection[str]) -> None:
        """Who stands still has been looked at by that."""
        now = self.responder.clock()
        for name in self._polled.stands.keys() - due:
            if name in self.tallies and not self._dirty[name].is_set():
                self.tallies[name].looked_at = now

    def _wants(self, source: Source, now: datetime) -> bool:
        """Not one that waits for a look anyhow."""
        patient = self._patient.get(source.name)
        return not self._dirty[source.name].is_set() and (patient is None or patient.wants(now))

    async def _set_back(self, span: timedelta) -> bool:
        """Nothing waits until the clock is there again; False when that is still to be written."""
        try:
            await self.responder.ledger.set_back(self.responder.clock())
        except LedgerFullError:
            return False
        log.logger().warning("the clock was set back", seconds=round(span.total_seconds()))
        self.bell.ring()
        return True

    async def _armed_anew(self) -> bool:
        """What waits for the arming is looked at again now; False when that is still to be said."""
        try:
            await self.responder.ledger.nudge(Reason.NOT_ARMED, self.responder.clock())
        except LedgerFullError:
            return False
        self.bell.ring()
        return True

    async def _follow(self, source: Source) -> None:
        """One source, look after look. A trouble of its own is told and tried again, and never stops the others."""
        tally = self._brought.get(source.name) or self.tallies[source.name]
        while not self.stopping.is_set():
            self._dirty[source.name].set()  # until the look begins, nobody needs to ask for it
            self._has_begun(tally)
            try:
                with tally.under_way():
                    seen = await self._look(source)
            except LedgerFullError as error:
                tally.failing = True
                log.logger().error("nothing is read", source=source.name, why=str(error))
                await self._rest(self.idle)
                continue
            except LedgerError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one source, the others go on
                tally.failing = True
                why = str(error) if isinstance(error, Complaint) else type(error).__name__
                log.logger().error("not read", source=source.name, why=why)
                await self._rest(self.idle)
                continue
            # One repository of many that cannot be fetched is owed, and no reason to call the forge lost.
            tally.failing = source.name not in self._brought and isinstance(source, Telling) and source.failing
            tally.looked_at = self.responder.clock()
            if seen.chunks:
                log.logger().info(
                    "read",
                    source=source.name,
                    chunks=seen.chunks,
                    bytes=seen.bytes,
                    findings=seen.findings,
                    unread=seen.debts,
                )
            # A file that changed under the scanner is looked at again at the next hint, not in a tight loop.
            await self._dirty[source.name].wait()

    def _has_begun(self, tally: Tally) -> None:
        tally.begun = True
        if not self.followed.is_set() and all(other.begun for other in self.tallies.values()):
            self.followed.set()

    async def _list(self, forge: Forge) -> None:
        """What it has, again and again. A trouble of its own stops nobody."""
        tally = self.tallies[forge.name]
        while not self.stopping.is_set():
            self._dirty[forge.name].clear()
            self._has_begun(tally)
            wait = timedelta(seconds=self.idle)
            try:
                with tally.under_way():
                    wait = await forge.look(self)
            except LedgerFullError as error:
                log.logger().error("nothing is listed", source=forge.name, why=str(error))
            except LedgerError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one forge, the others go on
                tally.failing = True
                log.logger().error("not listed", source=forge.name, why=type(error).__name__)
                await self._rest(self.idle)
                continue
            brought = [one for one in self._brought.values() if one.of == forge.name]
            tally.failing = forge.failing or any(one.failing for one in brought)
            tally.looked_at = self.responder.clock()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait.total_seconds()):
                    await self._dirty[forge.name].wait()

    async def _look(self, source: Source) -> Round:
        """One look; what waits for its turn when the stop comes is not looked at. A stamp counts from when a look after
        it found nothing: what came in the moment of the stamp shows in the next one.
        """
        self._polled.stands.pop(source.name, None)
        cursor = await self.responder.ledger.cursor(source.name)
        own = source.name in self._patient  # what waits for a network has turns of its own
        async with nullcontext() if own else self._first if cursor is None else self._later:
            if self.stopping.is_set():
                return Round(0, 0, 0, 0, again=False)
            self._dirty[source.name].clear()
            stands = await asyncio.to_thread(stamp, source)
            await self.prepare(source.name)
            seen = await self.intake.read(source, cursor, self.stopping.is_set)
        if self._watcher is not None and isinstance(source, Told):
            self._watcher.follow(source.name, source.watched, source.beside)
        if stands and not (seen.chunks or seen.again):
            self._polled.stands[source.name] = stands
        if self.sender is not None and not seen.again and not self.stopping.is_set():
            await self._scanned(self.sender, source.name)
        return seen

    async def _scanned(self, sender: Sender, name: str) -> None:
        """Of a forge there is one digest, when all that it has brought was looked at."""
        mine = self._brought.get(name)
        if mine is None:
            await sender.scanned(name)
            return
        mine.through = True
        if all(one.through for one in self._brought.values() if one.of == mine.of):
            await sender.scanned(mine.of)

    async def _checkpoints(self) -> None:
        while not self.stopping.is_set():
            await self._rest(self.checkpoint_every.total_seconds())
            await self._checkpoint()

    async def _refresh(self, refresh: Callable[[], Awaitable[timedelta]]) -> None:
        while not self.stopping.is_set():
            await self._rest((await refresh()).total_seconds())

    async def _checkpoint(self) -> None:
        try:
            await self.checkpoint(self.responder.clock())
        except (OSError, LedgerFullError) as error:
            why = str(error) if isinstance(error, Complaint) else type(error).__name__
            log.logger().error("no checkpoint: its lines come with the next one", why=why)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stopping.wait()


# Each is some processes of git, and memory for what it lists; who is seen for the first time keeps nobody else waiting.
_FIRST_LOOKS: Final = 4
_LATER_LOOKS: Final = 16
_ANYHOW: Final = timedelta(hours=6)
_ARMED: Final = "\0armed"  # no name of a source
_TICK: Final = 0.5  # seconds between looks at the arming, where nothing tells that it changed
