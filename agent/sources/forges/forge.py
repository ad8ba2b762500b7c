"""Keep up with an owner's repositories: who is there, who is new, who was pushed to, who is gone.

    look --list--> new          joins the sources, under the name that it has now
               --> pushed to    is looked at again, the latest first; the others cost no request
               --> not listed   asked for by its id; gone: a debt, and its mirror stays

A repository is known by its id: renamed, it keeps its mirror, its cursor and the name that it was first seen under; one
that takes the path of another is a new one. What is known stands in a cursor of our own name; the repositories' own
cursors stand beside it. A few are asked for their refs at every look, whatever the forge says of them, so that each is
about once a day.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

import msgspec

from agent import log
from agent.complaint import Complaint
from agent.found import Cursor, Debt, Source, Visibility
from agent.intake import Collector
from agent.scan.names import without_values
from agent.settings.remotes import ForgeSettings
from agent.sources.forges.base import Repository
from agent.sources.forges.walk import LimitedError, ListError, Walker
from agent.sources.position import pack, unpack
from agent.sources.remote.address import NoRemoteError, Remote
from agent.sources.remote.line import StoppedError
from agent.sources.remote.source import MirrorSource
from agent.sources.wait import Wait
from revokers.base import ProviderError

_CONFIRMED: Final = 20  # at one look
_DAY: Final = timedelta(days=1)
_NAMED: Final = 200


class Member(msgspec.Struct, frozen=True):
    """name: of its source. full: its path on the forge now. gone: why, where it is not there any more."""

    name: str
    full: str
    visibility: str
    gone: str = ""


class ForgePosition(msgspec.Struct, frozen=True):
    """By id."""

    members: dict[str, Member] = {}


class Following(Protocol):
    """What the daemon does for us."""

    def join(self, source: Source, of: str) -> None: ...
    def look_again(self, name: str) -> None: ...


class Ledger(Collector, Protocol):
    """Where it stands what is known."""

    async def cursors(self) -> Mapping[str, Cursor]: ...


@dataclass(slots=True)
class Forge:
    """make: the source of one repository: its name, where it is, the folder of its mirror. every: how often the forge
    is asked.
    """

    name: str
    settings: ForgeSettings
    walker: Walker
    base: Remote
    folder: Path
    ledger: Ledger
    make: Callable[[str, Remote, Path, Visibility], MirrorSource]
    every: timedelta
    largest: int
    clock: Callable[[], datetime]
    failing: bool = False
    _members: dict[str, Member] = field(default_factory=dict)
    _sources: dict[str, MirrorSource] = field(default_factory=dict)
    _told: tuple[dict[str, Member], tuple[Debt, ...]] | None = None
    _untold: tuple[Debt, ...] | None = None
    _recalled: bool = False
    _round: int = 0
    _held: Wait | None = None

    def is_at(self, full: str) -> bool:
        """Would a repository of that path be one of its own? Of none: maybe."""
        return not full or full.lower().startswith(f"{self.settings.owner.lower()}/")

    async def look(self, daemon: Following) -> timedelta:
        """Answers after how long the next look is due. Raises LedgerError."""
        now = self.clock()
        if self._held is not None and not self._held.is_over(now):  # whoever wakes us: it limits how much is asked
            return self._held.until - now
        if not self._recalled:
            await self._recall(daemon)
        if self._untold is not None:
            await self._remember(self._untold, now)  # while the disk is full, nobody is asked again and again
        debts: list[Debt] = []
        wait = self.every
        try:
            found, unread = await self.walker.all(self.settings.owner, now)
            if unread:
                debts.append(self._debt(f"entries of its list that are not understood: {unread}"))
            debts += self._found(found, daemon, now)
            await self._confirm(found, now)
            self.failing = False
        except StoppedError:
            return wait
        except LimitedError as error:
            wait = max(error.after, _SHORTEST)
            self._held = Wait.of(now, wait)
            debts.append(self._debt(f"not listed: {error}"))
        except (ListError, ProviderError, Complaint) as error:
            self.failing = True
            debts.append(self._debt(f"not listed: {error}"))
        debts += [
            Debt(self.name, member.full, member.gone)
            for member in islice((one for one in self._members.values() if one.gone), _NAMED)
        ]
        await self._remember(tuple(debts), now)
        return wait

    async def _recall(self, daemon: Following) -> None:
        """Who was there before we started: what has come of them is read, whatever the forge says now."""
        cursors = await self.ledger.cursors()
        position = unpack(cursors.get(self.name), ForgePosition) or ForgePosition()
        self._members = dict(position.members)
        for key, member in self._members.items():
            self._join(key, member, daemon)
        self._recalled = True

    async def _remember(self, debts: tuple[Debt, ...], now: datetime) -> None:
        if self._told == (self._members, debts):
            return
        cursor = Cursor(self.name, pack(ForgePosition(self._members)), "", unread=not self._members)
        self._untold = debts
        told = tuple(replace(debt, path=without_values(debt.path)) for debt in debts)
        await self.ledger.submit((), cursor, at=now, debts=told)
        self._told, self._untold = (dict(self._members), debts), None

    def _found(self, found: Mapping[str, Repository], daemon: Following, now: datetime) -> list[Debt]:
        debts: list[Debt] = []
        for one in sorted(found.values(), key=lambda one: one.pushed, reverse=True):
            if not self._wanted(one):
                continue
            if one.size is not None and one.size > self.largest and one.id not in self._members:
                debts.append(Debt(self.name, one.full, "not fetched: it is larger than max_size"))
                continue
            known = self._members.get(one.id)
            if known is not None and known.full != one.full:
                log.logger().info("renamed", source=known.name, now=without_values(one.full))
            member = Member(self._free(one) if known is None else known.name, one.full, one.visibility.value)
            try:
                remote = self.base.below(f"{one.full}.git")
            except NoRemoteError as error:
                debts.append(self._debt(f"a repository whose path cannot be cloned: it {error}"))
                continue
            self._members[one.id] = member
            source = self._join(one.id, member, daemon)
            source.mirror.remote = remote
            if source.tell(one.pushed, one.visibility):
                daemon.look_again(member.name)
            elif self._lags(one, now):
                source.ask()
                daemon.look_again(member.name)
        self._ask_some(found, daemon)
        return debts

    def _wanted(self, one: Repository) -> bool:
        """Of an empty one there is nothing to read yet."""
        settings = self.settings
        path = self._below(one.full).lower()
        return (
            not one.empty
            and (settings.archived or not one.archived)
            and (settings.forks or not one.fork)
            and any(fnmatchcase(path, glob.lower()) for glob in settings.include)
            and not any(fnmatchcase(path, glob.lower()) for glob in settings.skip)
        )

    def _below(self, full: str) -> str:
        owner = f"{self.settings.owner}/"
        return full[len(owner) :] if full.lower().startswith(owner.lower()) else full

    def _free(self, one: Repository) -> str:
        name = f"{self.name}/{without_values(self._below(one.full))}"
        taken = {member.name for member in self._members.values()}
        return name if name not in taken else f"{name}#{one.id}"

    def _join(self, key: str, member: Member, daemon: Following) -> MirrorSource:
        source = self._sources.get(key)
        if source is None:
            slug = re.sub(r"[^A-Za-z0-9-]", "", key)
            if slug != key:
                slug += f"-{hashlib.sha256(key.encode()).hexdigest()[:8]}"
            remote = self.base.below(f"{member.full}.git")
            source = self.make(member.name, remote, self.folder / slug, Visibility(member.visibility))
            self._sources[key] = source
            daemon.join(source, self.name)
        return source

    def _lags(self, one: Repository, now: datetime) -> bool:
        if not self.walker.api.lag:
            return False
        try:
            pushed = datetime.fromisoformat(one.pushed)
        except ValueError:
            return True
        return pushed.tzinfo is None or now - pushed <= self.walker.api.lag + self.every

    def _ask_some(self, found: Mapping[str, Repository], daemon: Following) -> None:
        here = [key for key in self._sources if key in found and not self._members[key].gone]
        looks = max(1, int(_DAY / self.every))
        for key in here[self._round % looks :: looks]:
            if self._round:  # what has just joined is looked at anyway
                self._sources[key].ask()
                daemon.look_again(self._members[key].name)
        self._round += 1

    async def _confirm(self, found: Mapping[str, Repository], now: datetime) -> None:
        """A list that changes while it is read can lack what is there: who is missing is asked for by his id."""
        lost = [key for key, member in self._members.items() if key not in found and not member.gone]
        for key in lost[:_CONFIRMED]:
            member = self._members[key]
            try:
                one = await self.walker.one(key, now)
            except LimitedError:
                raise
            except (ListError, ProviderError):
                continue  # asked again at the next look
            if one is None:
                why = "it is not on the forge any more, or the token may not see it: its mirror stays"
            elif self._below(one.full) == one.full:
                why = "it belongs to somebody else now: its mirror stays"
            else:
                continue
            log.logger().warning("gone", source=member.name)
            self._members[key] = msgspec.structs.replace(member, gone=why)

    def _debt(self, reason: str) -> Debt:
        return Debt(self.name, self.settings.owner, reason)


_SHORTEST: Final = timedelta(seconds=1)
