"""One look at a CI provider: what is new, what was still running, then one run of each project in turn.

    projects --> newest run of each --> open runs --> a run of each, new ones first --> ... until nothing is left
        ^------------- again, every so often ---------------------------|

Whatever is wrong with one run is told and tried again later, with one project as well, and the others go on. What is
wrong with all (a limit, a login, the list of projects) ends the look.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, islice
from typing import Final

import msgspec

from agent.complaint import Complaint
from agent.found import Chunk, Cursor, Debt, Text, TextsPart, Visibility
from agent.settings.ci import CiSettings
from agent.sources.ci.base import Log, Project, Run, name
from agent.sources.ci.books import MANY_OPEN, NAMED, Account, CiPosition, Debts, Open, told
from agent.sources.ci.fetch import Asker, StoppedError
from agent.sources.ci.lists import Lists
from agent.sources.ci.reading import AnewError, Marks, Reading, TooLargeError
from agent.sources.pages import GoneError, LimitedError, ListError
from agent.sources.position import Pace, pack
from revokers.base import ProviderError

_LEFT: Final = timedelta(days=40)  # a run that waits for a person ends by itself before
_IN_A_ROW: Final = 3  # failures, after which a project is left for this time
_SHORTEST: Final = timedelta(seconds=1)


@dataclass(slots=True)
class Look:
    """`known`: the books as the ledger has them. anew: by other rules. wait: after how long the next look is due."""

    name: str
    visibility: Visibility
    asker: Asker
    settings: CiSettings
    known: CiPosition
    rules: str
    anew: bool
    lists: Lists
    wait: timedelta
    _seen: bool = False
    _projects: dict[str, Project] = field(default_factory=dict)
    _accounts: dict[str, Account] = field(default_factory=dict)
    _served: dict[str, int] = field(default_factory=dict)
    _turns: Iterator[int] = field(default_factory=lambda: count(1))
    _failures: dict[str, int] = field(default_factory=dict)
    failed: bool = False  # nobody could be asked what there is
    _trouble: dict[str, str] = field(default_factory=dict)
    _debts: Debts = field(default_factory=lambda: Debts([]))
    _pace: Pace = field(init=False)
    _told: CiPosition = field(init=False)

    async def chunks(self) -> AsyncGenerator[Chunk]:
        """Raises nothing of its own."""
        self._seen = self.known.seen
        self._accounts = {key: Account.of(track) for key, track in self.known.tracks.items()}
        self._debts = Debts(list(self.known.owed), self.known.more)
        self._debts.forget(self.asker.clock())
        self._pace, self._told = Pace(self.known), self.known
        if self.anew:
            for account in self._accounts.values():
                account.anew()
        url = self.settings.remote.url
        try:
            async with aclosing(self._work()) as chunks:
                async for chunk in chunks:
                    yield chunk
        except StoppedError:
            self.wait = _SHORTEST
        except LimitedError as error:
            self.wait = max(error.after, _SHORTEST)
            self._trouble[url] = f"not all is read: {error}"
        except (ListError, ProviderError, Complaint) as error:
            self._trouble[url] = f"not read: {error}"
            self.failed = True
        finally:
            await self.lists.close()
        position = self._position()
        if position != self._told or (self.anew and self._told is self.known):
            yield self._chunk(None, Visibility.UNKNOWN, position, backlog=False)

    async def _work(self) -> AsyncGenerator[Chunk]:
        while True:
            await self._list()
            for project in tuple(self._projects.values()):
                await self._head(project)
            self._seen = True
            for key in tuple(self._projects):
                async with aclosing(self._running(key)) as chunks:
                    async for chunk in chunks:
                        yield chunk
            due = self.asker.clock() + self.settings.every
            while (turn := self._turn()) is not None:
                async with aclosing(self._next(turn)) as chunks:
                    async for chunk in chunks:
                        yield chunk
                if self.asker.clock() >= due:
                    break
            else:
                return

    async def _list(self) -> None:
        """The projects that are wanted."""
        self._trouble.clear()
        self._projects, unread = await self.lists.projects()
        if unread:
            self._trouble[self.settings.remote.url] = f"entries of its list that are not understood: {unread}"
        for key, account in self._accounts.items():
            if key not in self._projects and (account.open or account.gaps):
                why = "it is not in the list any more, or the token may not see it: not read to its end"
                self._trouble[account.full] = why

    async def _head(self, project: Project) -> None:
        """What is new of it, and what moved."""
        account = self._accounts.setdefault(project.key, Account(name(project.full)))
        account.full = name(project.full)
        self._failures.pop(project.key, None)
        try:
            newest = await self.lists.newest(project)
            if newest is not None and account.reaches(newest, old=not self._seen):
                await self.lists.leave(project.key)
            await self.lists.sweep(project, account)
        except (LimitedError, StoppedError):
            raise
        except (ListError, ProviderError) as error:
            self._tell(project, f"its list is not read: {error}")

    def _turn(self) -> str | None:
        """Of those of which there is something new to read, else something old, the one that waits longest."""
        waiting = [key for key in self._projects if self._accounts[key].gaps and not self._is_left(key)]
        new = [key for key in waiting if not self._accounts[key].gaps[0].old]
        return min(new or waiting, key=lambda key: self._served.get(key, 0), default=None)

    def _is_left(self, key: str) -> bool:
        return self._failures.get(key, 0) >= _IN_A_ROW or len(self._accounts[key].open) >= MANY_OPEN

    async def _next(self, key: str) -> AsyncGenerator[Chunk]:
        """The next run of a project's first gap."""
        account, project = self._accounts[key], self._projects[key]
        self._served[key] = next(self._turns)

        def unread(entries: int) -> None:
            if entries:
                self._tell(project, f"entries of its list that are not understood: {entries}")

        try:
            run = await self.lists.next(project, account, unread)
        except (LimitedError, StoppedError):
            raise
        except (ListError, ProviderError) as error:
            self._failures[key] = _IN_A_ROW
            self._tell(project, f"its list is not read to the end: {error}")
            await self.lists.leave(key)
            return
        if run is None:
            del account.gaps[0]
            await self.lists.leave(key)
            return
        account.begins(run, old=account.gaps[0].old)
        account.passes(run.number)
        async with aclosing(self._visit(project, run)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _running(self, key: str) -> AsyncGenerator[Chunk]:
        """What was not over, or failed, when it was last looked at."""
        account, project, now = self._accounts[key], self._projects[key], self.asker.clock()
        for number, one in sorted(account.open.items(), reverse=True):
            if self._failures.get(key, 0) >= _IN_A_ROW:
                return
            if one.due > now.timestamp():
                continue
            label = f"{name(project.full)} {number}"
            if now.timestamp() - one.at > _LEFT.total_seconds():
                del account.open[number]
                self._debts.add(label, "it has not ended within 40 days: the rest of it is not read", now)
                continue
            try:
                reply = await self.asker.json(self.asker.provider.one(project, str(number)))
                run = self.asker.provider.runs.read(reply) if isinstance(reply, Mapping) else None
                if run is None or run.number != number:
                    self._fail(project, number, "it answers for a run with something else")
                    continue
            except (LimitedError, StoppedError):
                raise
            except GoneError as error:
                del account.open[number]
                self._debts.add(label, str(error), now)
                continue
            except (ListError, ProviderError) as error:
                self._fail(project, number, str(error))
                continue
            async with aclosing(self._visit(project, run)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _visit(self, project: Project, run: Run) -> AsyncGenerator[Chunk]:
        """What a run has that is not done with; then a cursor, where its size is worth it."""
        account = self._accounts[project.key]
        old = account.open[run.number].old
        visibility = project.visibility if self.visibility is Visibility.UNKNOWN else self.visibility
        try:
            logs = await self.asker.provider.logs(self.asker, project, run, self.settings.artifacts)
        except (LimitedError, StoppedError):
            raise
        except (ListError, ProviderError) as error:
            self._fail(project, run.number, str(error))
            return
        wrong: list[str] = []
        for log in logs.all:
            async with aclosing(self._read(account, run, log, wrong)) as texts:
                async for text in texts:
                    yield self._chunk(text, visibility, None, backlog=old)
        if wrong:
            self._fail(project, run.number, wrong[0])
        else:
            self._failures.pop(project.key, None)
            account.works(run.number)
            if logs.over:
                account.ends(run)
        if self._pace.due():
            position = self._told = self._position()
            self._pace.told(pack(position))
            yield self._chunk(None, visibility, position, backlog=old)

    async def _read(self, account: Account, run: Run, log: Log, wrong: list[str]) -> AsyncGenerator[Text]:
        """What is new in one log, and the run's entry with it. wrong: why it is to be tried again."""
        one = account.open[run.number]
        if not log.wanted or log.key in one.done or (log.ended and log.ended.timestamp() < one.ended):
            return
        if log.lost:
            account.open[run.number] = self._done(one, log, Marks(), log.lost)
            return
        reading = Reading(self.asker, log, self.settings.largest, one.marks.get(log.key, Marks()))
        try:
            async with aclosing(reading.texts()) as texts:
                async for text in texts:
                    yield text
            account.open[run.number] = self._done(one, log, reading.marks)
        except (LimitedError, StoppedError):
            raise
        except (GoneError, TooLargeError) as error:
            if log.over or isinstance(error, TooLargeError):
                account.open[run.number] = self._done(one, log, Marks(), str(error), over=True)
        except AnewError as error:
            account.open[run.number] = self._done(one, log, Marks(), over=False)
            wrong.append(str(error))
        except (ListError, ProviderError) as error:
            wrong.append(str(error))

    def _done(self, one: Open, log: Log, marks: Marks, lost: str = "", *, over: bool | None = None) -> Open:
        """The run with this log read as far as it goes. lost: why it never will be."""
        if lost:
            self._debts.add(log.label, lost, self.asker.clock())
        others = {key: mark for key, mark in one.marks.items() if key != log.key}
        if log.over if over is None else over:
            return msgspec.structs.replace(one, done=(*one.done, log.key), marks=others)
        return msgspec.structs.replace(one, marks=others if marks == Marks() else {**others, log.key: marks})

    def _fail(self, project: Project, number: int, why: str) -> None:
        self._failures[project.key] = self._failures.get(project.key, 0) + 1
        now = self.asker.clock()
        if self._accounts[project.key].fails(number, why, now):
            self._debts.add(f"{name(project.full)} {number}", f"given up: {why}", now)

    def _tell(self, project: Project, why: str) -> None:
        self._trouble[name(project.full)] = why

    def _position(self) -> CiPosition:
        tracks = {key: account.track for key, account in self._accounts.items()}
        trouble = tuple(islice(self._trouble.items(), NAMED))
        return CiPosition(self._seen, tracks, tuple(self._debts.named), self._debts.more, trouble)

    def _chunk(self, text: Text | None, visibility: Visibility, position: CiPosition | None, *, backlog: bool) -> Chunk:
        part = None if text is None else TextsPart((text,))
        if position is None:
            return Chunk(self.name, visibility, backlog, part)
        cursor = Cursor(self.name, pack(position), self.rules, unread=not position.seen and bool(position.trouble))
        debts = tuple(Debt(self.name, path, reason) for path, reason in told(position, self.settings.remote.url))
        return Chunk(self.name, visibility, backlog, part, cursor, debts)
