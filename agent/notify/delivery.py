"""One message, or one digest of many, into the direct messages of each of its recipients.

    direct message --> read again: still true? not told yet? --> intent --> Slack --> thread, tn, evidence

Rules
- What is said is how things stand when it is sent: rows and incidents are read again just before. What is out of date,
  or what the thread said last, is not sent.
- Each recipient is on his own: one whom Slack refuses keeps it from nobody else, and is done with once another was
  reached. Whoever has it does not get it again because somebody else has not.
- The intent is durable before the call. An attempt whose answer was lost is looked for by its key before it is sent
  again (metadata, where Slack lets us read), and sent with the same key (client_msg_id), so that at worst the same
  message stands there twice.
- A failure waits 5 s to 1 h, jittered, for a week; then it is counted as failed. A 429 waits as long as Slack asks.
https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from agent import crashpoints, log
from agent.ledger import LedgerError
from agent.ledger.outbox import Accepted, Outbox
from agent.ledger.outgoing import Outgoing, Thread
from agent.notify import text
from agent.notify.recipients import Directory, Recipients
from agent.notify.slack import CannotBeToldError, RateLimitedError, Slack, SlackError
from agent.notify.story import Story, Teller
from agent.notify.wanted import LEAD, Audience, Kind, said, saying, stale
from agent.record import stamp
from agent.response import lifecycle

GIVE_UP: Final = timedelta(days=7)
PACE: Final = timedelta(seconds=1)
_NAMESPACE: Final = uuid.UUID("0f1b6f0e-5d0c-4c1e-9a53-0d7f4f6c1c3a")


@dataclass(frozen=True, slots=True)
class Addressed:
    """A row that is to go out, and to whom."""

    row: Outgoing
    to: Recipients

    @property
    def lead(self) -> bool:
        return self.row.incident is not None and self.row.incident.type == LEAD


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row as it stands now, what it is about, and to whom it goes."""

    row: Outgoing
    story: Story | None
    to: Recipients

    @property
    def says(self) -> str:
        if self.story is None:
            return ""
        about = self.row.about
        plan = about.kind is Kind.APPROVAL
        mark = lifecycle.plan_mark(self.story.incident) if plan else stamp(self.row.made_at)
        return saying(about.kind, about.epoch, self.story.state, mark)

    @property
    def whole(self) -> bool:
        """May this recipient be told everything? The operator may; an owner only where somebody vouches for him."""
        stands_in = bool(self.to.why) or self.row.about.audience is Audience.OPERATOR
        return stands_in or (self.story is not None and self.story.incident.owner.vouched)

    @property
    def lead(self) -> bool:
        return self.story is not None and self.story.incident.type == LEAD

    def has(self, user: str) -> bool:
        """Did his thread say so last?"""
        thread = self.row.threads.get(user)
        return thread is not None and said(thread.told, self.says)


@dataclass
class Delivery:
    """`spread` gives a number in 0..1."""

    outbox: Outbox
    slack: Slack
    directory: Directory
    teller: Teller
    clock: Callable[[], datetime]
    spread: Callable[[], float]
    posts_after: datetime | None = field(default=None, init=False)
    _posted: dict[str, datetime] = field(default_factory=dict, init=False)

    async def wanted(self, rows: Sequence[Outgoing]) -> list[Outgoing]:
        """Those that may go out now; the others' rows say why not."""
        now, found, over = self.clock(), list[Outgoing](), list[int]()
        for row in rows:
            if row.about.kind is not Kind.SCANNED and self._stale(row, now):
                over.append(row.id)
            elif row.after is not None:
                await self.later([row], max(row.after, now) + PACE, "after the first message")
            else:
                found.append(row)
        if over:
            await self.outbox.settle(over, "stale", now, "out of date: not sent")
        return found

    def _stale(self, row: Outgoing, now: datetime) -> bool:
        incident = row.incident
        if incident is None:
            return True
        return stale(row.about, incident, self.teller.mode(incident), now, released=row.released)

    async def tell(self, several: Sequence[Addressed], *, digest: bool) -> bool:
        """All of one group of recipients; over when each of them has it. True: Slack was asked."""
        rows, users = [one.row for one in several], several[0].to.users
        now = self.clock()
        if self.posts_after is not None and now < self.posts_after:
            await self.later(rows, self.posts_after, "Slack asked to wait")
            return False
        if not digest and any(now - self._posted.get(user, now - PACE) < PACE for user in users):
            return False
        outcome = "digest" if digest else "sent"
        asked, has, open_ = False, set[int](), set[int]()
        failures: list[SlackError] = []
        for user in users:
            over = user == users[-1] and not failures
            answer = await self._attempt(several, user, digest=digest, outcome=outcome if over else None)
            if isinstance(answer, SlackError):
                failures.append(answer)
            else:
                had, told = answer
                asked |= bool(told)
                has |= had | told
                open_ |= had if over else had | told
        transient = [error for error in failures if not isinstance(error, CannotBeToldError)]
        if failures and (transient or not has):
            await self.failed(rows, (transient or failures)[0], reached=bool(has))
        elif open_:
            await self.outbox.settle(sorted(open_), outcome, self.clock(), "")
        return asked or bool(failures)

    async def _attempt(
        self, several: Sequence[Addressed], user: str, *, digest: bool, outcome: str | None
    ) -> tuple[set[int], set[int]] | SlackError:
        """The rows that he had already, and those that he was told now; or why not. `outcome`: if it is over then."""
        now = self.clock()
        if self.posts_after is not None and now < self.posts_after:
            return RateLimitedError(self.posts_after - now)
        try:
            return await self._tell_one(several, user, digest=digest, outcome=outcome)
        except SlackError as error:
            if isinstance(error, RateLimitedError):
                self.posts_after = self.clock() + error.retry_after
            elif isinstance(error, CannotBeToldError):
                log.logger().warning("a recipient cannot be told", user=user, why=str(error))
                for one in several:
                    if one.row.about.audience is Audience.OWNER and not one.to.why:
                        self.directory.lost(one.row.about.name, str(error))
            return error
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001 - one incident that cannot be told must not silence the others
            return _fault(error)

    async def _tell_one(
        self, several: Sequence[Addressed], user: str, *, digest: bool, outcome: str | None
    ) -> tuple[set[int], set[int]]:
        channel = await self.slack.direct(user)
        ready = await self._ready(several)
        left = [one for one in ready if not one.has(user)]
        had = [one for one in ready if one.has(user)]
        await self._noticed(had, user)
        if left:
            # The rows as they were before: what is written down for another recipient now is no attempt for this one.
            earlier = any(one.row.sending_at is not None for one in several)
            await self.outbox.sending([one.row.id for one in left], self.clock())
            accepted = await self._post(left, user, channel, digest=digest, earlier=earlier)
            gathered = digest and not left[0].lead
            await self.outbox.told(accepted, self.clock(), outcome=outcome, digest=gathered)
        return {one.row.id for one in had}, {one.row.id for one in left}

    async def _ready(self, several: Sequence[Addressed]) -> list[_Ready]:
        """As things stand now."""
        to = {one.row.id: one.to for one in several}
        ready: list[_Ready] = []
        for row in await self.wanted(await self.outbox.again([one.row.id for one in several])):
            try:
                story = (
                    None
                    if row.incident is None
                    else self.teller.story(row.incident, row.places, row.occurrences, self.clock())
                )
            except Exception as error:  # noqa: BLE001 - as above
                await self.failed([row], _fault(error))
            else:
                ready.append(_Ready(row, story, to[row.id]))
        return ready

    async def _noticed(self, had: Sequence[_Ready], user: str) -> None:
        """Told as the operator already, who stands in for the owner: that is the owner's notice (tn) as well."""
        found = [
            (one.row, Accepted(user, thread.channel, thread.ts, thread.told, one.to.why))
            for one in had
            if (one.row.about.kind, one.row.about.audience) == (Kind.LEAK, Audience.OWNER)
            and one.row.incident is not None
            and one.row.incident.clocks.noticed is None
            and (thread := one.row.threads.get(user)) is not None
        ]
        if found:
            await self.outbox.told(found, self.clock(), outcome=None)

    async def _post(
        self, several: Sequence[_Ready], user: str, channel: str, *, digest: bool, earlier: bool
    ) -> list[tuple[Outgoing, Accepted]]:
        """`earlier`: an attempt may have gone through."""
        rows = [one.row for one in several]
        known = None if digest else rows[0].threads.get(user)
        words = self._gathered(several) if digest else await self._words(several[0], known)
        thread = known.ts if known else None
        canonical = next((one.story.incident.canonical for one in several if one.story is not None), "")
        key = str(uuid.uuid5(_NAMESPACE, "|".join([canonical, user, *(row.key for row in rows)])))
        ts = await self.slack.find(channel, key=key, thread=thread) if earlier else None
        if ts is None:
            ts = await self.slack.post(channel, words, key=key, thread=thread)
            crashpoints.point("C15")
        self._posted[user] = self.clock()
        log.logger().info("told", messages=len(rows), incidents=[row.incident.id for row in rows if row.incident][:20])
        return [(one.row, Accepted(user, channel, thread or ts, one.says, one.to.why)) for one in several]

    def _gathered(self, several: Sequence[_Ready]) -> str:
        """One message for many rows. Whoever can push learns no more from it than from the single ones."""
        whole = all(one.whole for one in several) and not any(one.lead for one in several)
        stories = [one.story for one in several if one.story is not None]
        return text.digest(stories, self.teller.host) if whole else text.gathered(stories, self.teller.host)

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

    # --- what did not work --------------------------------------------------------------------------

    async def later(self, rows: Iterable[Outgoing], until: datetime, note: str) -> None:
        await self.outbox.put_off([row.id for row in rows], until, note, counts=False, unsure=True)

    async def failed(self, rows: Sequence[Outgoing], error: SlackError, *, reached: bool = False) -> None:
        """`reached`: it went out to one of several."""
        now = self.clock()
        ids = [row.id for row in rows]
        # A no to this attempt says nothing about an earlier one that nobody answered.
        unsure = error.unsure or reached or any(row.sending_at is not None for row in rows)
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


def _fault(error: Exception) -> SlackError:
    """Of ours: told by its kind and place, for its text might hold anything."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} in {frame.name} ({Path(frame.filename).name}:{frame.lineno})"
    return SlackError(f"a fault of Stanch's own: {place}", unsure=True)
