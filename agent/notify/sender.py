"""The task that empties the outbox: at least once, each message once a thread as far as Slack lets us.

    due rows -> out of date? settled -> who? -> more than 20: a digest -> each recipient (agent/notify/delivery.py)

Rules
- The operator's pages go first, then owners who are known; only then is Slack asked who somebody is, a few a round and
  no further than it answers. Authors are made up by whoever can push, and each is a call of up to 15 s. A round that
  takes longer than that begins again, for a page may have come meanwhile.
- One message a second into one conversation, as Slack asks for. After a digest the next waits five minutes; what waits
  for it is put off in the ledger, where it hides nothing that is for others.
- Whatever happens here, nothing else waits for it: only a ledger that cannot be written ends the task.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from agent import log
from agent.ledger import LedgerFullError
from agent.ledger.outbox import Outbox
from agent.ledger.outgoing import Outgoing
from agent.notify.delivery import Addressed, Delivery
from agent.notify.recipients import Directory, Recipients
from agent.notify.slack import RateLimitedError, Slack, SlackError
from agent.notify.story import Teller
from agent.notify.wanted import PAGES, Audience

TOO_MANY: Final = 20
LOOK_UPS: Final = 10  # owners whom Slack is asked about in one round
_ONCE: Final = 1_000  # rows looked at in one round
_LONGEST: Final = timedelta(seconds=15)  # of a round
_QUIET: Final = timedelta(minutes=5)
_TRICKLE: Final = 3  # what may still come singly while it is quiet
_SCANNED: Final = timedelta(seconds=30)  # until what a first look found was asked about


class Bell(Protocol):
    """What wakes it."""

    async def wait(self, seconds: float) -> None: ...


@dataclass
class Sender:
    """`spread` gives a number in 0..1; `idle`: seconds until it looks whether there may be something."""

    outbox: Outbox
    slack: Slack
    directory: Directory
    teller: Teller
    clock: Callable[[], datetime]
    spread: Callable[[], float]
    idle: float = 1.0
    _asks_after: datetime | None = field(default=None, init=False)
    _gathers: dict[tuple[bool, tuple[str, ...]], datetime] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._delivery = Delivery(self.outbox, self.slack, self.directory, self.teller, self.clock, self.spread)

    async def run(self, stopping: asyncio.Event, bell: Bell) -> None:
        """Until `stopping`: what is being sent then is finished. Asks where anything was written, or comes due."""
        seen, due = -1, None
        while not stopping.is_set():
            changes = self.outbox.changes()
            if changes != seen or (due is not None and self.clock() >= due):
                try:
                    await self.once()
                    seen, due = changes, await self.outbox.next_due()
                except LedgerFullError as error:
                    log.logger().error("nobody is told", why=str(error))
            if not stopping.is_set():  # it may have rung for that meanwhile
                await bell.wait(self.idle)

    async def scanned(self, source: str) -> None:
        """A look at a source is through; if it was the first, its digest comes when its finds were asked about."""
        now = self.clock()
        await self.outbox.scanned(source, now, now + _SCANNED)

    async def once(self) -> None:
        """One round: everything that may go out now."""
        ends = self.clock() + _LONGEST
        due = await self.outbox.due(self.clock(), _ONCE)
        pages = await self._delivery.wanted([row for row in due if _page(row)])
        await self._round([Addressed(row, self.directory.operators) for row in pages], ends)
        rest = await self._delivery.wanted([row for row in due if not _page(row)])
        unknown: dict[str, list[Outgoing]] = {}
        known: list[Addressed] = []
        for row in rest:
            to = self._known(row)
            if to is None:
                unknown.setdefault(row.about.name, []).append(row)
            else:
                known.append(Addressed(row, to))
        await self._round(known, ends)
        await self._round(await self._asked(unknown, ends), ends)

    def _known(self, row: Outgoing) -> Recipients | None:
        operator = row.about.audience is Audience.OPERATOR
        return self.directory.operators if operator else self.directory.known(row.about.name)

    async def _asked(self, unknown: dict[str, list[Outgoing]], ends: datetime) -> list[Addressed]:
        """Rows of owners whom Slack had to be asked about; the others wait for the next round."""
        if self._asks_after is not None and self.clock() < self._asks_after:
            rows = [row for several in unknown.values() for row in several]
            await self._delivery.later(rows, self._asks_after, "Slack asked to wait")
            return []
        found: list[Addressed] = []
        for number, (name, rows) in enumerate(list(unknown.items())[:LOOK_UPS]):
            if number and self.clock() >= ends:
                break
            try:
                to = await self.directory.of(name)
            except SlackError as error:
                if isinstance(error, RateLimitedError):
                    self._asks_after = self.clock() + error.retry_after
                await self._delivery.failed(rows, error)
                break
            found += [Addressed(row, to) for row in rows]
        return found

    async def _round(self, rows: Sequence[Addressed], ends: datetime) -> None:
        waiting: dict[tuple[str, ...], list[Addressed]] = {}
        for one in rows:
            waiting.setdefault(one.to.users, []).append(one)
        digests = await self.outbox.digests() if waiting else {}
        for users, several in waiting.items():
            if self.clock() >= ends:
                break
            since = max((digests[user] for user in users if user in digests), default=None)
            if since is not None and await self._gathered(since + _QUIET, users, several):
                continue
            leads = [one for one in several if one.lead]
            single = [one for one in several if not one.lead and one.row.incident is not None]
            if len(single) > TOO_MANY:
                await self._delivery.tell(single, digest=True)
                single = []
            # One a round, as Slack asks for.
            for one in [*single, *(one for one in several if one.row.incident is None)]:
                if await self._delivery.tell([one], digest=False):
                    break
            if leads:
                await self._delivery.tell(leads, digest=True)

    async def _gathered(self, until: datetime, users: tuple[str, ...], several: Sequence[Addressed]) -> bool:
        """While it is quiet a few come singly; from the first time that there are more, all wait for the digest."""
        lane = _page(several[0].row), users
        if self.clock() >= until or (len(several) <= _TRICKLE and self._gathers.get(lane) != until):
            return False
        self._gathers[lane] = until
        await self._delivery.later([one.row for one in several], until, "waits for the next digest")
        return True


def _page(row: Outgoing) -> bool:
    return row.about.audience is Audience.OPERATOR and row.about.kind in PAGES
