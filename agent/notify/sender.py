"""The task that empties the outbox: at least once, each message once a thread as far as Slack lets us.

    due rows -> out of date? settled -> who? -> more than 20: a digest -> intent -> Slack -> thread, tn, evidence

Rules
- What is said is how things stand when it is sent. A message that is out of date, or would say what the thread said
  last, is not sent.
- The intent is durable before the call. An attempt whose answer was lost is looked for by its key before it is sent
  again (metadata, where Slack lets us read), and sent with the same key (client_msg_id), so that at worst the same
  message stands there twice.
- A failure waits 5 s to 1 h, jittered, for a week; then it is counted as failed. A 429 waits as long as Slack asks.
- One message a second into one conversation, as Slack asks for. After a digest the next waits five minutes.
- Whatever happens here, nothing else waits for it: only a ledger that cannot be written ends the task.
https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import asyncio
import traceback
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from agent import crashpoints, lifecycle, log
from agent.ledger import LedgerError, LedgerFullError
from agent.ledger.outbox import Accepted, Outbox, Outgoing, Thread
from agent.notify import text
from agent.notify.recipients import Directory, Recipients
from agent.notify.slack import CannotBeToldError, RateLimitedError, Slack, SlackError
from agent.notify.story import Story, Teller
from agent.notify.wanted import LEAD, Audience, Kind, saying, stale

TOO_MANY: Final = 20
GIVE_UP: Final = timedelta(days=7)
_ONCE: Final = 1_000  # rows looked at in one round
_PACE: Final = timedelta(seconds=1)
_QUIET: Final = timedelta(minutes=5)
_TRICKLE: Final = 3  # what may still come singly while it is quiet
_SCANNED: Final = timedelta(seconds=30)  # until what a first look found was asked about
_NAMESPACE: Final = uuid.UUID("0f1b6f0e-5d0c-4c1e-9a53-0d7f4f6c1c3a")


class Bell(Protocol):
    """What wakes it."""

    async def wait(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row that is to go out, what it is about, and to whom."""

    row: Outgoing
    story: Story | None
    to: Recipients

    @property
    def says(self) -> str:
        if self.story is None:
            return ""
        return saying(self.row.about.kind, self.row.about.epoch, self.story.state)

    @property
    def whole(self) -> bool:
        """May this recipient be told everything? The operator may; an owner only where somebody vouches for him."""
        stands_in = bool(self.to.why) or self.row.about.audience is Audience.OPERATOR
        return stands_in or (self.story is not None and self.story.incident.owner.vouched)

    @property
    def lead(self) -> bool:
        return self.story is not None and self.story.incident.type == LEAD


@dataclass
class Sender:
    """`spread` gives a number in 0..1; `idle`: seconds until it looks by itself."""

    outbox: Outbox
    slack: Slack
    directory: Directory
    teller: Teller
    clock: Callable[[], datetime]
    spread: Callable[[], float]
    idle: float = 1.0
    _asks_after: datetime | None = field(default=None, init=False)
    _posts_after: datetime | None = field(default=None, init=False)
    _posted: dict[str, datetime] = field(default_factory=dict, init=False)

    async def run(self, stopping: asyncio.Event, bell: Bell) -> None:
        """Until `stopping`: what is being sent then is finished."""
        while not stopping.is_set():
            try:
                await self.once()
            except LedgerFullError as error:
                log.logger().error("nobody is told", why=str(error))
            await bell.wait(self.idle)

    async def scanned(self, source: str) -> None:
        """A look at a source is through; if it was the first, its digest comes when its finds were asked about."""
        now = self.clock()
        await self.outbox.scanned(source, now, now + _SCANNED)

    async def once(self) -> None:
        """One round: everything that may go out now."""
        waiting: dict[tuple[str, ...], list[_Ready]] = {}
        for row in await self.outbox.due(self.clock(), _ONCE):
            ready = await self._weigh(row)
            if ready is not None:
                waiting.setdefault(ready.to.users, []).append(ready)
        digests = await self.outbox.digests() if waiting else {}
        for users, several in waiting.items():
            since = max((digests[user] for user in users if user in digests), default=None)
            quiet = since is not None and self.clock() - since < _QUIET
            if quiet and len(several) > _TRICKLE:
                continue
            leads = [one for one in several if one.lead]
            single = [one for one in several if not one.lead and one.story is not None]
            if len(single) > TOO_MANY:
                await self._digest(users, single)
                single = []
            # One a round: what the next ones would say is read again after it.
            for one in [*single, *(one for one in several if one.story is None)]:
                if await self._send(one):
                    break
            if leads:
                await self._digest(users, leads)

    # --- what, and to whom --------------------------------------------------------------------------

    async def _weigh(self, row: Outgoing) -> _Ready | None:
        """None: not now, or not at all; the row says so."""
        now, about = self.clock(), row.about
        if about.kind is Kind.SCANNED:
            return _Ready(row, None, self.directory.operators)
        incident = row.incident
        if incident is None or stale(about, incident, self.teller.mode(incident), now, released=row.released):
            await self.outbox.settle([row.id], "stale", now, "out of date: not sent")
            return None
        if row.after is not None:
            await self._later([row], max(row.after, now) + _PACE, "after the first message")
            return None
        try:
            to = await self._to(row)
            story = self.teller.story(incident, row.places, row.occurrences, now)
        except SlackError as error:
            await self._failed([row], error)
            return None
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - one incident that cannot be told must not silence the others
            await self._fault([row], error)
            return None
        return _Ready(row, story, to) if to is not None else None

    async def _to(self, row: Outgoing) -> Recipients | None:
        if row.about.audience is Audience.OPERATOR:
            return self.directory.operators
        if self._asks_after is not None and self.clock() < self._asks_after:
            await self._later([row], self._asks_after, "Slack asked to wait")
            return None
        try:
            return await self.directory.of(row.about.name)
        except RateLimitedError as error:
            self._asks_after = self.clock() + error.retry_after
            raise

    # --- out it goes --------------------------------------------------------------------------------

    async def _send(self, ready: _Ready) -> bool:
        """To each recipient whom it has not reached yet; over when it has reached all. True: Slack was asked."""
        row, users = ready.row, list(ready.to.users)
        now = self.clock()
        if self._posts_after is not None and now < self._posts_after:
            await self._later([row], self._posts_after, "Slack asked to wait")
            return False
        if any(now - self._posted.get(user, now - _PACE) < _PACE for user in users):
            return False
        reached = {user for user in users if user in row.threads and row.threads[user].told == ready.says}
        left = [user for user in users if user not in reached]
        if not left:
            await self.outbox.settle([row.id], "stale", now, "its thread says so already")
            return False
        try:
            await self.outbox.sending([row.id], now)
            for user in left:
                thread = row.threads.get(user)
                words = await self._words(ready, thread)
                accepted = await self._post([ready], user, words, thread.ts if thread else None)
                last = user == left[-1]
                await self.outbox.told(accepted, self.clock(), outcome="sent" if last else None)
        except SlackError as error:
            await self._failed([row], error)
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            await self._fault([row], error)
        return True

    async def _digest(self, users: Sequence[str], several: Sequence[_Ready]) -> None:
        """One message for many rows. Whoever can push learns no more from it than from the single ones."""
        now, ids = self.clock(), [one.row.id for one in several]
        if self._posts_after is not None and now < self._posts_after:
            await self._later([one.row for one in several], self._posts_after, "Slack asked to wait")
            return
        whole = all(one.whole for one in several) and not any(one.lead for one in several)
        stories = [one.story for one in several if one.story is not None]
        words = text.digest(stories, self.teller.host) if whole else text.gathered(stories, self.teller.host)
        try:
            await self.outbox.sending(ids, now)
            for user in users:
                accepted = await self._post(several, user, words, None)
                last = user == users[-1]
                outcome = "digest" if last else None
                await self.outbox.told(accepted, self.clock(), outcome=outcome, digest=not several[0].lead)
        except SlackError as error:
            await self._failed([one.row for one in several], error)

    async def _words(self, ready: _Ready, thread: Thread | None) -> str:
        row, story = ready.row, ready.story
        if story is None:
            return text.scanned(row.about.name, await self.outbox.backlog_of(row.id), self.teller.host)
        if not ready.whole:
            return text.short(story)
        if row.about.kind is Kind.LEAK:
            return text.whole(story, why=ready.to.why)
        return (
            text.following(story, row.about.kind) if thread else text.opening(story, row.about.kind, why=ready.to.why)
        )

    async def _post(
        self, several: Sequence[_Ready], user: str, words: str, thread: str | None
    ) -> list[tuple[Outgoing, Accepted]]:
        rows = [one.row for one in several]
        canonical = next((one.story.incident.canonical for one in several if one.story is not None), "")
        key = str(uuid.uuid5(_NAMESPACE, "|".join([canonical, user, *(row.key for row in rows)])))
        ts: str | None = None
        try:
            channel = await self.slack.direct(user)
            if any(row.sending_at is not None for row in rows):
                ts = await self.slack.find(channel, key=key, thread=thread)
            if ts is None:
                ts = await self.slack.post(channel, words, key=key, thread=thread)
                crashpoints.point("C15")
        except CannotBeToldError as error:
            for row in rows:
                if row.about.audience is Audience.OWNER:
                    self.directory.lost(row.about.name, str(error))
            raise
        except RateLimitedError as error:
            self._posts_after = self.clock() + error.retry_after
            raise
        self._posted[user] = self.clock()
        log.logger().info("told", messages=len(rows), incidents=[row.incident.id for row in rows if row.incident][:20])
        return [(one.row, Accepted(user, channel, thread or ts, one.says, one.to.why)) for one in several]

    # --- what did not work --------------------------------------------------------------------------

    async def _later(self, rows: Iterable[Outgoing], until: datetime, note: str) -> None:
        await self.outbox.put_off([row.id for row in rows], until, note, counts=False, unsure=True)

    async def _failed(self, rows: Sequence[Outgoing], error: SlackError) -> None:
        now = self.clock()
        ids = [row.id for row in rows]
        # A no to this attempt says nothing about an earlier one that nobody answered.
        unsure = error.unsure or any(row.sending_at is not None for row in rows)
        if isinstance(error, RateLimitedError):
            until = now + error.retry_after + timedelta(seconds=self.spread())
            await self.outbox.put_off(ids, until, str(error), counts=False, unsure=unsure)
            return
        old = [row.id for row in rows if row.attempts and now - row.made_at >= GIVE_UP]
        if old:
            log.logger().error("given up: nobody was told", messages=len(old), why=str(error))
            await self.outbox.settle(old, "failed", now, str(error))
        attempts = max(row.attempts for row in rows) + 1
        until = now + lifecycle.back_off(attempts, lifecycle.Timing(spread=self.spread()))
        log.logger().warning("not told yet", messages=len(ids), why=str(error), again=until.isoformat())
        await self.outbox.put_off(ids, until, str(error), counts=True, unsure=unsure)

    async def _fault(self, rows: Sequence[Outgoing], error: Exception) -> None:
        """Of ours: told by its kind and place, for its text might hold anything."""
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__} in {frame.name} ({Path(frame.filename).name}:{frame.lineno})"
        await self._failed(rows, SlackError(f"a fault of Stanch's own: {place}", unsure=True))
