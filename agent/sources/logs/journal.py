"""The systemd journal as a source: what journalctl prints since the cursor, which is journald's own.

    position:  from ----context---- after |  new entries, by unit and stream --> Texts `UNIT/TIME`

- Entries of one writer stand one below the other, as in a log file, so that a key of many lines is found. The last ones
  read before stand before them: that is why reading begins a little earlier than it ended.
- Where the entry is gone at which reading ended (vacuumed, or the journal is another one), nobody knows how many went
  with it: a debt for a week, and reading starts from the oldest.
- Other fields follow behind the messages, as NAME=value; once, if they say the same (the command line of a process).
- On a busy host the journal changes all the time: a look waits a moment first, so that journalctl runs once for many.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from agent.found import Chunk, Cursor, Debt, Text, TextsPart, Visibility
from agent.sources.logs.journal_read import Entry, Journal, JournalError, unreadable
from agent.sources.position import pack, unpack

HOME: Final = Path("/var/log/journal")
_RUN: Final = Path("/run/log/journal")
_CONTEXT: Final = 128  # entries: a PEM block has fewer lines
_BEFORE: Final = 1 << 14  # bytes of them
_TOGETHER: Final = 1 << 20  # bytes of a chunk
_ENTRIES: Final = 4096
_TOLD: Final = timedelta(days=7)
_NAMED: Final = 100
_VACUUMED: Final = "vacuumed before it was known to be read to its end: read from the oldest entry on"


class JournalPosition(msgspec.Struct, frozen=True):
    """`after`: the last entry read; `since`: the one where its context begins. `old`: entries up to that time are
    backlog (seconds since 1970). `of`: the units and identifiers that were read. `gone`: what, and when it was noticed.
    """

    after: str = ""
    since: str = ""
    old: float = 0.0
    of: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    debts: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, float], ...] = ()


class VacuumedError(Exception):
    """The entry at which reading ended is not there any more."""


class _Tail:
    """The last lines of a writer, and when the first of them was written."""

    def __init__(self) -> None:
        self.lines: deque[tuple[datetime | None, bytes]] = deque()
        self._size = 0

    def add(self, at: datetime | None, text: bytes) -> None:
        self.lines.append((at, text))
        self._size += len(text)
        while self._size > _BEFORE:
            self._size -= len(self.lines.popleft()[1])


@dataclass(slots=True)
class _Batch:
    """Entries of one writer, and those before them: (when, what)."""

    unit: str
    before: tuple[tuple[datetime | None, bytes], ...]
    lines: list[tuple[datetime | None, bytes]] = field(default_factory=list)
    more: dict[bytes, None] = field(default_factory=dict)

    def text(self) -> Text:
        """Its lines count from the time in its label."""
        before = b"".join(text + b"\n" for _, text in self.before)
        since = (self.before or self.lines)[0][0]
        time = since.isoformat(timespec="seconds").replace("+00:00", "Z") if since else "unknown"
        messages = b"".join(text + b"\n" for _, text in self.lines)
        more = b"\n" + b"".join(text + b"\n" for text in self.more) if self.more else b""
        return Text(
            label=f"{self.unit}/{time}",
            data=messages + more,
            line=1 + before.count(b"\n"),
            offset=len(before),
            below=f"{self.unit}.log",
            committed_at=self.lines[0][0],
            before=before,
        )


@dataclass(slots=True)
class _Reading:
    """What was read in this look, and not handed out yet. `recent`: cursors of the latest entries."""

    position: JournalPosition
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=_CONTEXT))
    batches: dict[tuple[str, str], _Batch] = field(default_factory=dict)
    tails: dict[tuple[str, str], _Tail] = field(default_factory=dict)
    size: int = 0
    count: int = 0
    backlog: bool = False

    def is_full(self, *, backlog: bool) -> bool:
        return self.count > 0 and (self.size >= _TOGETHER or self.count >= _ENTRIES or backlog != self.backlog)

    def pass_by(self, entry: Entry) -> None:
        """One that was read before: what follows may go on where it ends."""
        if entry.cursor:
            self.recent.append(entry.cursor)
        self._tail((entry.unit, entry.stream), entry.at, entry.text)

    def miss(self, reason: str, now: datetime) -> None:
        gone = (*self.position.gone, (reason, now.timestamp()))[-_NAMED:]
        self.position = msgspec.structs.replace(self.position, gone=gone)

    def add(self, entry: Entry) -> None:
        who = (entry.unit, entry.stream)
        if who not in self.batches:
            self.batches[who] = _Batch(entry.unit, tuple(self.tails[who].lines) if who in self.tails else ())
        batch = self.batches[who]
        batch.lines.append((entry.at, entry.text))
        batch.more.update(dict.fromkeys(entry.more))
        self.size += len(entry.text) + sum(map(len, entry.more))
        self.count += 1
        self.recent.append(entry.cursor)

    def taken(self) -> TextsPart | None:
        batches, self.batches, self.size, self.count = self.batches, {}, 0, 0
        for who, batch in batches.items():
            for at, text in batch.lines:
                self._tail(who, at, text)
        return TextsPart(tuple(batch.text() for batch in batches.values())) if batches else None

    def _tail(self, who: tuple[str, str], at: datetime | None, text: bytes) -> None:
        if len(self.tails) >= _CONTEXT and who not in self.tails:
            self.tails.clear()
        self.tails.setdefault(who, _Tail()).add(at, text)

    def reached(self) -> JournalPosition:
        if not self.recent:
            return self.position
        return msgspec.structs.replace(self.position, after=self.recent[-1], since=self.recent[0])


class JournalSource:
    """`pause`: seconds that a look waits before it begins."""

    def __init__(self, name: str, visibility: Visibility, journal: Journal, *, pause: float = 0.5) -> None:
        self.name = name
        self.visibility = visibility
        self._journal = journal
        self._pause = pause

    @property
    def watched(self) -> Sequence[Path]:
        return (self._journal.directory,) if self._journal.directory else (HOME, _RUN)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        await asyncio.sleep(self._pause)
        stored = unpack(after, JournalPosition)
        under = after.rules if after is not None and stored is not None else rules
        first = JournalPosition(old=now.timestamp(), of=(self._journal.units, self._journal.identifiers))
        first = msgspec.structs.replace(first, gone=stored.gone if stored is not None else ())
        known = stored if stored is not None and stored.of == first.of else first
        async with aclosing(self._look(known, stored, under, now)) as chunks:
            async for chunk in chunks:
                yield chunk
        if under != rules:
            async with aclosing(self._look(first, None, rules, now)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _look(
        self, known: JournalPosition, stored: JournalPosition | None, rules: str, now: datetime
    ) -> AsyncGenerator[Chunk]:
        """From where `known` ended, or from the oldest entry on. `stored`: what the ledger has."""
        debts = await asyncio.to_thread(lambda: tuple(unreadable(self._journal.directory)))
        kept = tuple(gone for gone in known.gone if now.timestamp() - gone[1] < _TOLD.total_seconds())
        reading = _Reading(msgspec.structs.replace(known, debts=debts, gone=kept))
        failure = ""
        for _ in range(2):
            try:
                async with aclosing(self._read(reading, rules, now)) as chunks:
                    async for chunk in chunks:
                        yield chunk
                        stored = unpack(chunk.cursor, JournalPosition)
            except JournalError as error:
                failure = str(error)
            except VacuumedError:
                reading = _Reading(msgspec.structs.replace(reading.position, after="", since=""))
                reading.miss(_VACUUMED, now)
                continue
            break
        if failure:
            told = (*debts, (self.name, failure))
            reading.position = msgspec.structs.replace(reading.position, debts=told)
        if reading.count or reading.reached() != stored:
            yield self._chunk(reading, rules)

    async def _read(self, reading: _Reading, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        """Whole chunks; what is left stays in `reading`. Raises JournalError or VacuumedError."""
        ended, passed = reading.position.after, 0
        async with aclosing(self._journal.entries(reading.position.since or None)) as entries:
            async for entry in entries:
                if ended:
                    reading.pass_by(entry)
                    passed += bool(entry.cursor)
                    if entry.cursor == ended:
                        ended = ""
                    elif passed > _CONTEXT:
                        break
                    continue
                if entry.unread:
                    reading.miss(entry.unread, now)
                backlog = entry.at is None or entry.at.timestamp() <= reading.position.old
                if reading.is_full(backlog=backlog):
                    yield self._chunk(reading, rules)
                reading.backlog = backlog
                if entry.unit:
                    reading.add(entry)
                elif entry.cursor:
                    reading.recent.append(entry.cursor)
        if ended:
            raise VacuumedError

    def _chunk(self, reading: _Reading, rules: str) -> Chunk:
        position = reading.reached()
        backlog = reading.backlog and reading.count > 0
        told = dict.fromkeys([*position.debts, *((self.name, reason) for reason, _ in position.gone)])
        debts = tuple(Debt(self.name, path, reason) for path, reason in told)
        cursor = Cursor(self.name, pack(position), rules)
        return Chunk(self.name, self.visibility, backlog, reading.taken(), cursor, debts)
