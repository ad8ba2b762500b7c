"""Open alerts of GitHub and GitLab, as a source; and closing them, when what they are about is proven dead.

    AlertSource.chunks --list--> what is new --text--> scanner --> an occurrence at the alert's URL
    Closer.look --every incident at that URL is INVALIDATED?--> asked whether it is open --> closed --> evidence

What is open stands in the cursor, by key. Whoever lists it again pays what was owed; an alert that is open no longer is
forgotten. A list holds values and is not kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import msgspec

from agent import log
from agent.complaint import Complaint
from agent.found import Chunk, Cursor, Debt, Text, TextsPart, Visibility
from agent.ledger import LedgerFullError
from agent.sources.pages import LimitedError, ListError
from agent.sources.position import pack, unpack
from agent.sources.reports.desk import Alert, Desk
from agent.sources.wait import Wait
from revokers.base import ProviderError

_EVERY: Final = timedelta(minutes=1)
_AT_ONCE: Final = 20
COMMENT: Final = "Stanch: the credential is dead, as every endpoint has answered repeatedly."


class AlertPosition(msgspec.Struct, frozen=True):
    """open: place by key. owed: places, and why they were not read."""

    open: dict[str, str] = {}
    owed: tuple[tuple[str, str], ...] = ()


class AlertSource:
    """`visibility`: of what a desk does not say. every: how often it is asked."""

    watched: Sequence[Path] = ()

    def __init__(self, name: str, visibility: Visibility, desk: Desk, every: timedelta) -> None:
        self.name = name
        self.visibility = visibility
        self._desk = desk
        self._every = every
        self._wait: Wait | None = None
        self._held: Wait | None = None
        self._asked = self._answered = 0
        self.failing = False  # the last look has read nothing, and owes why

    def ask(self) -> None:
        """A webhook: there is a new one."""
        self._asked += 1

    def wants(self, now: datetime) -> bool:
        """It is not asked while it limits how much is."""
        if self._held is not None and not self._held.is_over(now):
            return False
        return self._asked != self._answered or self._wait is None or self._wait.is_over(now)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncIterator[Chunk]:
        if not self.wants(now):
            return
        was = unpack(after, AlertPosition) or AlertPosition()
        anew = after is None or after.rules != rules
        known = {} if anew else was.open
        seen: dict[str, str] = {}
        owed: dict[str, str] = {}
        asked, self._held, self._wait = self._asked, None, Wait.of(now, self._every)
        try:
            async with aclosing(self._desk.open(now, known)) as pages:
                async for page in pages:
                    for seen_by, part in self._parts([one for one in page if one.key not in known | seen]):
                        yield Chunk(self.name, seen_by, backlog=anew, part=part)
                    seen.update((one.key, one.place) for one in page if not one.why)
                    owed.update((one.place, one.why) for one in page if one.why)
        except LimitedError as error:
            self._held = Wait.of(now, error.after)
            owed[self.name] = f"not listed: {error}"
        except (ListError, ProviderError, Complaint) as error:
            owed[self.name] = f"not listed: {error}"
        self._answered = asked
        whole = self.name not in owed
        self.failing = not whole and not seen
        position = AlertPosition(seen if whole else {**known, **seen}, tuple(sorted(owed.items())))
        if anew or position != was:
            debts = tuple(Debt(self.name, place, why) for place, why in position.owed)
            # A first look that was cut short is to be made again, as backlog.
            under = rules if whole or not anew else ""
            cursor = Cursor(self.name, pack(position), under, unread=not whole and not under)
            yield Chunk(self.name, self.visibility, backlog=False, part=None, cursor=cursor, debts=debts)

    def _parts(self, alerts: Collection[Alert]) -> list[tuple[Visibility, TextsPart]]:
        """By who could see it."""
        texts: dict[Visibility, list[Text]] = {}
        for one in alerts:
            if one.text is not None:
                texts.setdefault(one.visibility or self.visibility, []).append(one.text)
        return [(seen_by, TextsPart(tuple(mine))) for seen_by, mine in texts.items()]


class Proofs(Protocol):
    """The ledger's half."""

    async def cursors(self) -> Mapping[str, Cursor]: ...
    async def proven(self, source: str) -> frozenset[str]: ...
    async def note_at(self, source: str, place: str, words: str, *, at: datetime) -> None: ...


@dataclass(slots=True)
class Closer:
    """One source's alerts. frozen: nothing is done now. A kill between the act and its record: it is asked again, and
    recorded then.
    """

    source: str
    desk: Desk
    ledger: Proofs
    clock: Callable[[], datetime]
    frozen: Callable[[], bool]
    _done: set[str] = field(default_factory=set)

    async def look(self) -> timedelta:
        """Answers after how long the next one is due. Raises LedgerError, but when its disk is full."""
        with suppress(LedgerFullError):
            if not self.frozen():
                return await self._look()
        return _EVERY

    async def _look(self) -> timedelta:
        position = unpack((await self.ledger.cursors()).get(self.source), AlertPosition) or AlertPosition()
        self._done &= position.open.keys()
        proven = await self.ledger.proven(self.source)
        due = [key for key, place in position.open.items() if place in proven and key not in self._done]
        for key in due[:_AT_ONCE]:
            try:
                closed = await self.desk.close(key, COMMENT, self.clock())
            except LimitedError as error:
                return max(error.after, _EVERY)
            except (ListError, ProviderError, Complaint) as error:
                log.logger().warning("an alert was not closed: it is tried again", source=self.source, why=str(error))
                return _EVERY
            if closed:
                place = position.open[key]
                await self.ledger.note_at(self.source, place, f"alert closed as revoked: {place}", at=self.clock())
            self._done.add(key)
        return _EVERY
