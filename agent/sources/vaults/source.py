"""A vault store as a source: nothing of it goes to a scanner, nothing but fingerprints goes to the ledger.

    a look:  paths --about, four at once--> changed? --read, fingerprint--> keep() --> cursor over these

The position maps each path to a digest of its versions and metadata. A look that is cut off (a kill, a store that asks
to wait) has kept what it read, and goes on with the rest. `every`: so long after a look nothing is asked, whatever
wakes us; a daemon that starts looks at once. Under new rules all is read again: they know more types.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import msgspec

from agent.found import Chunk, Cursor, Debt, Visibility
from agent.inventory.kept import KeptPath
from agent.inventory.register import Entry
from agent.scan.names import without_values
from agent.seal import ScannerKeys
from agent.sources.position import Pace, pack, unpack
from agent.sources.vaults.marks import marks
from agent.sources.vaults.store import MOST_PATHS, About, HeldOffError, Listed, Store
from agent.sources.wait import Wait
from detectors.registry import TYPES
from revokers.base import ProviderError

_TOGETHER: Final = 32  # paths between two writes
_BREATH: Final = 8  # batches
_TOO_MANY: Final = "too many: "  # of what was read all the same: owed until it is read again
_NAMED_DEBTS: Final = 200
# As one does with another credential, in another region, and behind a proxy that answers in its place.
_NOTHING: Final = "it shows nothing any more, which is not believed"


class VaultPosition(msgspec.Struct, frozen=True):
    """`marks`: digest of each path as it was read last. `debts` are those that were told last."""

    marks: dict[str, str] = {}
    debts: tuple[tuple[str, str], ...] = ()


class Keeper(Protocol):
    """Where fingerprints go: agent.ledger.SqliteLedger, and the register with it."""

    async def keep(self, paths: Sequence[KeptPath], at: datetime) -> None: ...

    async def gone(self, source: str, present: Collection[str], at: datetime) -> None: ...


@dataclass
class _Look:
    """One look. `marks`: what is known by now; `seen`: what was listed; `debts`: what was not to be had; `before`: what
    stays owed of a path that did not change; `done`: what needs no other look, since one that was held off.
    """

    marks: dict[str, str]
    before: dict[str, list[str]]
    seen: set[str] = field(default_factory=set)
    debts: dict[tuple[str, str], None] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    until: datetime | None = None

    def owe(self, place: str, reason: str) -> None:
        self.debts[place, reason] = None


class VaultSource:
    """`looked`: told after each look. `keep` has written what it was given when it returns. `registered`: entries of
    inventory.toml by the path of this store that they name: what the store does not say, they do. `failing`: the last
    look has read nothing, and owes why.
    """

    def __init__(
        self,
        name: str,
        store: Store,
        keys: ScannerKeys,
        keeper: Keeper,
        *,
        every: timedelta,
        clock: Callable[[], datetime],
        looked: Callable[[], Awaitable[None]],
        registered: Mapping[str, Entry] | None = None,
    ) -> None:
        self.name = name
        self.visibility = Visibility.PRIVATE
        self._store = store
        self._keys = keys
        self._keeper = keeper
        self._every = every
        self._clock = clock
        self._looked = looked
        self._registered = registered or {}
        self._wait: Wait | None = None
        self._done: set[str] = set()
        self._unkept: list[KeptPath] = []
        self.failing = False

    @property
    def watched(self) -> Sequence[Path]:
        return ()

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        if self._wait is not None and not self._wait.is_over(now):
            return
        # While the disk is full the store is not asked again and again for what cannot be kept.
        await self._keep(self._unkept)
        known = unpack(after, VaultPosition) or VaultPosition()
        same = after is not None and after.rules == rules
        look = _Look(dict(known.marks) if same else {}, _by_path(known.debts), done=self._done if same else set())
        done = set(look.done)
        pace = Pace(known)
        batches = 0
        async for batch in self._batches(look):
            batches += 1
            changed = await self._read(batch, look)
            await self._keep(changed)
            if changed and sum(pace.due() for _ in changed):
                # What this look will owe is not known yet: what was owed stays so long.
                position = VaultPosition(look.marks, known.debts)
                pace.told(pack(position))
                yield self._chunk(position, rules)
            elif batches % _BREATH == 0:
                # Nothing new; but whoever wants to stop can do so between two chunks only.
                yield Chunk(self.name, self.visibility, False, None)  # noqa: FBT003 - it is no backlog
            if look.until is not None:
                break
        for path in look.done & look.before.keys():
            for reason in look.before[path]:
                look.owe(path, reason)
        self._doubt(look, known)
        if not look.debts:
            await self._keeper.gone(self.name, {without_values(path) for path in look.seen}, self._clock())
            look.marks = {path: mark for path, mark in look.marks.items() if path in look.seen}
        position = VaultPosition(look.marks, _named(self.name, look))
        if position != known or not same:
            yield self._chunk(position, rules)
        self.failing = bool(look.debts) and look.done <= done
        done_at = self._clock()
        self._wait = Wait(done_at, look.until or done_at + self._every)
        # Where each look is held off after so many requests, the next one must come further.
        self._done = look.done if look.until is not None else set()
        await self._looked()

    async def _keep(self, changed: list[KeptPath]) -> None:
        self._unkept = changed
        if changed:
            await self._keeper.keep(changed, self._clock())
        self._unkept = []

    async def _batches(self, look: _Look) -> AsyncGenerator[list[Listed]]:
        waiting: list[Listed] = []
        try:
            async for at in self._store.paths(look.owe):
                if len(look.seen) >= MOST_PATHS:
                    look.owe(self.name, f"more than {MOST_PATHS} paths: the rest is not looked at")
                    break
                if at.path in look.seen:
                    continue
                look.seen.add(at.path)
                waiting.append(at)
                if len(waiting) >= _TOGETHER:
                    yield waiting
                    waiting = []
        except HeldOffError as error:
            self._hold(look, error)
        except ProviderError as error:
            look.owe(self.name, str(error))
        if waiting:
            yield waiting

    async def _read(self, batch: Sequence[Listed], look: _Look) -> list[KeptPath]:
        async with asyncio.TaskGroup() as tasks:
            reading = [tasks.create_task(self._one(at, look)) for at in batch]
        return [kept for one in reading if (kept := one.result()) is not None]

    async def _one(self, at: Listed, look: _Look) -> KeptPath | None:
        """None: nothing changed there, or it was not to be had, which is owed."""
        if look.until is not None or at.path in look.done:
            return None
        try:
            about = _registered(await self._store.about(at), self._registered.get(at.path))
            mark = about.digest
            if mark and look.marks.get(at.path) == mark:
                look.done.add(at.path)
                return None
            held = await self._store.read(at, about)
            # Beside the loop: patterns look at it.
            marked = await asyncio.to_thread(marks, self._keys, held.versions)
        except HeldOffError as error:
            self._hold(look, error)
            return None
        except ProviderError as error:
            look.owe(at.path, str(error))
            return None
        except Exception as error:  # noqa: BLE001 - what is odd about one path must not keep us from the others
            look.owe(at.path, f"a fault of Stanch's own: {type(error).__name__}")
            return None
        for left, what in ((held.left, "older versions"), (marked.left, "of its values")):
            if left:
                look.owe(at.path, f"{_TOO_MANY}{left} {what} are not known")
        look.marks[at.path] = mark
        look.done.add(at.path)
        look.before.pop(at.path, None)
        return KeptPath(
            source=self.name,
            path=without_values(at.path),
            values=marked.values,
            owner=marked.without(about.owner),
            purpose=marked.without(about.purpose),
            environment=marked.without(about.environment),
            type=_type(about, marked.type),
            removal=marked.without(about.removal),
            created=about.created,
            changed=(held.versions[-1].created if held.versions else None) or about.changed,
            expires=about.ends,
            plain=about.plain,
        )

    def _doubt(self, look: _Look, known: VaultPosition) -> None:
        if known.marks and not look.seen and not look.debts:
            look.owe(self.name, f"{_NOTHING}: there were {len(known.marks)} paths")
            look.marks = dict.fromkeys(known.marks, "")

    def _hold(self, look: _Look, error: HeldOffError) -> None:
        look.owe(self.name, str(error))
        look.until = error.until

    def _chunk(self, position: VaultPosition, rules: str) -> Chunk:
        debts = tuple(Debt(self.name, path, reason) for path, reason in position.debts)
        cursor = Cursor(self.name, pack(position), rules, unread=not position.marks and bool(debts))
        return Chunk(self.name, self.visibility, False, None, cursor, debts)  # noqa: FBT003 - it is no backlog


def _registered(about: About, entry: Entry | None) -> About:
    if entry is None:
        return about
    names = ("owner", "purpose", "environment", "removal", "type")
    more = {name: text for name in names if not getattr(about, name) and (text := getattr(entry, name))}
    if about.ends is None and entry.expires is not None:
        more["expires"] = entry.expires.isoformat()
    return replace(about, tags={**about.tags, **more})


def _by_path(debts: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for place, reason in debts:
        if reason.startswith(_TOO_MANY):
            found.setdefault(place, []).append(reason)
    return found


def _type(about: About, kind: str) -> str:
    return next((name for name in (about.type, kind) if name in TYPES), "")


def _named(source: str, look: _Look) -> tuple[tuple[str, str], ...]:
    told = sorted(look.debts)
    more = len(told) - _NAMED_DEBTS
    return (*told[:_NAMED_DEBTS], *([(source, f"more paths that could not be read: {more}")] if more > 0 else []))
