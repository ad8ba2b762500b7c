"""Owners are told what is wrong with how their values are kept: one message a day at most, with all that is new in it.

    ledger.hygiene() --untold, for ten minutes already--> by owner --> Slack --> ledger.hygiene_told()

What a first look finds comes in one message, as it takes minutes. A path without an owner is the fallback owner's. A
crash between the message and the ledger tells it again: the same message has the same key, where Slack honours that.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from agent import log
from agent.ledger import LedgerFullError
from agent.ledger.hygiene import Unclean
from agent.notify.sender import Sender
from agent.notify.slack import RateLimitedError, SlackError
from agent.notify.text import hygiene

DAY: Final = timedelta(days=1)
AGAIN: Final = timedelta(minutes=5)
_SETTLED: Final = timedelta(minutes=10)
_NAMESPACE: Final = uuid.UUID("5b5d7e0a-6a0f-4f0e-8d0a-2f6c3c1f9d11")


class Findings(Protocol):
    """The ledger, as far as it is asked."""

    async def hygiene(self) -> tuple[Unclean, ...]: ...

    async def hygiene_told(self, found: Sequence[Unclean], at: datetime) -> None: ...


@dataclass
class HygieneTeller:
    """`sender`: whose Slack, directory and clock are used."""

    findings: Findings
    sender: Sender
    fallback: str
    _told: dict[str, datetime] = field(default_factory=dict)

    async def tell(self) -> timedelta:
        """One round. After how long to do so again."""
        now = self.sender.clock()
        waiting: dict[str, list[Unclean]] = {}
        for one in await self.findings.hygiene():
            if not one.told and now - one.since >= _SETTLED:
                waiting.setdefault(one.owner or self.fallback, []).append(one)
        for owner, found in sorted(waiting.items()):
            if now - self._told.get(owner, now - DAY) < DAY:
                continue
            try:
                await self._tell(owner, found)
            except RateLimitedError as error:
                return max(error.retry_after, AGAIN)
            except (SlackError, LedgerFullError) as error:
                log.logger().warning("an owner was not told of hygiene", owner=owner, why=str(error))
        return AGAIN

    async def _tell(self, owner: str, found: Sequence[Unclean]) -> None:
        to = await self.sender.directory.of(owner)
        words = hygiene(owner, found, Counter(one.kind.value for one in found), self.sender.teller.host, why=to.why)
        for user in to.users:
            name = "|".join([user, *(f"{one.kind.value}:{one.source}:{one.path}:{one.since}" for one in found)])
            channel = await self.sender.slack.direct(user)
            await self.sender.slack.post(channel, words, key=str(uuid.uuid5(_NAMESPACE, name)), thread=None)
        self._told[owner] = self.sender.clock()
        await self.findings.hygiene_told(found, self.sender.clock())
