"""What a provider has: the projects that are wanted, the newest run of each, what moved, and all runs down a gap."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase

from agent.settings.ci import CiSettings
from agent.sources.ci.base import Project, Run
from agent.sources.ci.books import SLACK, Account
from agent.sources.ci.fetch import Asker
from agent.sources.pages import MissingError, Page


@dataclass(slots=True)
class Walk:
    """Through the list of a project's runs, down to `low`."""

    low: int
    pages: AsyncGenerator[Page[Run]]
    waiting: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Lists:
    """Pages that cost nothing where they stay the same.

    heads: of each list the first, and of that the newest run. swept: those in which something may move, without their
    runs: nothing did, where they are the same.

    All of them raise ListError and ProviderError.
    """

    asker: Asker
    settings: CiSettings
    heads: dict[str, dict[str, Page[Run]]] = field(default_factory=dict)
    swept: dict[str, dict[str, Page[Run]]] = field(default_factory=dict)
    _walks: dict[str, Walk] = field(default_factory=dict)

    async def projects(self) -> tuple[dict[str, Project], int]:
        """Those that are wanted, by key, and how many entries could not be understood."""
        provider, found, unread = self.asker.provider, dict[str, Project](), 0
        paths = provider.found(self.settings.owner)
        for path in paths:
            try:
                async with aclosing(self.asker.pages(provider.projects, path)) as pages:
                    async for page in pages:
                        unread += page.unread
                        for one in page.found:
                            found.update((each.key, each) for each in provider.each(one) if self._wanted(one))
                break
            except MissingError:
                if path == paths[-1]:
                    raise
        return found, unread

    def _wanted(self, project: Project) -> bool:
        settings = self.settings
        full, owner = project.full.lower(), f"{settings.owner}/".lower()
        if settings.owner and not full.startswith(owner):
            return False
        path = full.removeprefix(owner) if settings.owner else full
        return any(fnmatchcase(path, glob.lower()) for glob in settings.include) and not any(
            fnmatchcase(path, glob.lower()) for glob in settings.skip
        )

    async def newest(self, project: Project) -> Run | None:
        path = self.asker.provider.listed(project)
        kept = self.heads.setdefault(project.key, {})
        async with aclosing(self.asker.pages(self.asker.provider.runs, path, kept)) as pages:
            page = await anext(pages)
        newest = max(page.found, key=lambda run: run.number, default=None)
        kept[path] = Page(path, page.etag, (newest,) if newest else (), 0, None)
        return newest

    async def sweep(self, project: Project, account: Account) -> None:
        """What moved since the last time, if it is time again."""
        provider, now = self.asker.provider, self.asker.clock()
        if provider.again is None:
            return
        if account.swept:
            since = datetime.fromtimestamp(account.swept, now.tzinfo)
            if now - since < provider.again:
                return
            if provider.moved is None:
                await self._all(project, account, now - self.settings.since)
            else:
                path = provider.moved(project, since - SLACK)
                async with aclosing(self.asker.pages(provider.runs, path)) as pages:
                    async for page in pages:
                        for run in page.found:
                            account.moved(run)
        account.sweeps(now)

    async def _all(self, project: Project, account: Account, oldest: datetime) -> None:
        """What moved, of a list that does not say so by itself."""
        kept = self.swept.setdefault(project.key, {})
        async with aclosing(
            self.asker.pages(self.asker.provider.runs, self.asker.provider.listed(project), kept)
        ) as pages:
            async for page in pages:
                for run in page.found:
                    account.moved(run)
                is_last = any(run.at < oldest for run in page.found)
                kept[page.path] = replace(page, found=(), next=None if is_last else page.next)
                if is_last:
                    break

    async def next(self, project: Project, account: Account, unread: Callable[[int], None]) -> Run | None:
        """The highest run of the first gap; None: there are none, or all are too old."""
        gap, key = account.gaps[0], project.key
        walk = self._walks.get(key)
        if walk is None or walk.low != gap.low:
            await self.leave(key)
            pages = self.asker.pages(self.asker.provider.runs, self.asker.provider.listed(project))
            walk = self._walks[key] = Walk(gap.low, pages)
        oldest = self.asker.clock() - self.settings.since
        while True:
            while walk.waiting:
                run = walk.waiting.pop(0)
                if run.number <= gap.low or (gap.low == 0 and run.at < oldest):
                    return None
                if run.number <= gap.high:
                    return run
            page = await anext(walk.pages, None)
            if page is None:
                return None
            unread(page.unread)
            walk.waiting = sorted(page.found, key=lambda run: run.number, reverse=True)

    async def leave(self, key: str) -> None:
        """The next walk begins anew. One that failed must not go on: its end would be taken for the list's."""
        walk = self._walks.pop(key, None)
        if walk is not None:
            await walk.pages.aclose()

    async def close(self) -> None:
        for key in tuple(self._walks):
            await self.leave(key)
