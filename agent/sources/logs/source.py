"""Log files that are being written, as a source: whole lines since the cursor, whatever rotation does meanwhile.

    app.log  ........offset=====whole lines=====|partial      waits for its end or `quiet`, then is handed out as it is;
                                                              when it grows it is handed out again from its start
    app.log.1  .....offset=====to its end                     found again in the folder by what it is, not by its name
    app.log.2.gz                                              as a whole, with what was read of it before

- Renamed: the old file is read to its end, and stays in the position while it exists and was written within the last
  hour, as its writer may not have noticed yet.
- Truncated, deleted or written anew: begins at 0. Where a copy of what we were reading lies beside it (copytruncate),
  or what it may have been compressed to, that is read on from the old place; else what was not yet read is gone.
- Gone without either: nobody knows what was appended since the last look, so it is a debt, which stays listed for a
  week: nothing can pay it, but a person should see it. Not one that was seen under its rotated name and read to its end
  there.
- Compressed: handed out when nobody writes to it for `quiet`. A scanner unpacks it, sees whether it is what was being
  read, and reads the rest; all of it where it is not, or was never read.
- Overlong lines come in pieces that overlap. A hard link is read once. A symbolic link, FIFO or device that is named is
  a debt.

What a path names: names.py; what each look makes of it: look.py. A FilePart names device and inode. A scanner
that finds another file there refuses it, and whoever polls looks again with the same cursor: the file is then found
under its new name.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Final

import msgspec

from agent.found import Chunk, Cursor, Debt, FilePart, FilesPart, Visibility
from agent.sources.logs.file import NotRegularError, Piece, Track, piece
from agent.sources.logs.look import plan
from agent.sources.logs.names import Names
from agent.sources.logs.plan import LINGER, LogPosition, Plan
from agent.sources.position import Pace, pack, unpack

_LONGEST: Final = 8 << 20
# Of small files that are whole, so many are looked at together.
_SMALL: Final = 1 << 18
_TOGETHER: Final = 1 << 22
_BATCH: Final = 256


@dataclass(slots=True)
class _Waiting:
    """Parts that the next chunk consists of."""

    parts: list[FilePart] = field(default_factory=list)
    backlog: bool = False
    size: int = 0

    def takes(self, part: FilePart, *, backlog: bool) -> bool:
        """May this one be looked at together with those that wait?"""
        if not self.parts:
            return True
        size = part.end - part.start
        fits = len(self.parts) < _BATCH and self.size + size <= _TOGETHER
        return fits and backlog == self.backlog and _is_small(part) and _is_small(self.parts[-1])

    def add(self, part: FilePart, *, backlog: bool) -> None:
        self.parts.append(part)
        self.backlog = backlog
        self.size += part.end - part.start

    def taken(self) -> FilePart | FilesPart:
        parts, self.parts, self.size = self.parts, [], 0
        return parts[0] if len(parts) == 1 else FilesPart(tuple(parts))


class LogSource:
    """One log file, all in a folder, all that match a pattern, or those of a CI system's layout. `quiet`: how long a
    line without its end is waited for, and whoever compresses.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        visibility: Visibility,
        *,
        quiet: timedelta,
        layout: str | None = None,
        longest: int = _LONGEST,
    ) -> None:
        self.name = name
        self.visibility = visibility
        self._names = Names(path, layout)
        self._quiet = quiet.total_seconds()
        self._longest = longest

    @property
    def watched(self) -> Sequence[Path]:
        return self._names.watched

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        stored = unpack(after, LogPosition)
        known = stored or LogPosition()
        under = after.rules if after is not None and stored is not None else rules
        async with aclosing(self._look(known, under, now, old=not known.seen)) as chunks:
            async for chunk in chunks:
                yield chunk
                known = unpack(chunk.cursor, LogPosition) or known
        if under != rules:
            unread: list[str] = []
            live = await asyncio.to_thread(lambda: {each.path for each in self._names.now(lambda _: (), unread)})
            again = [_again(track) if track.path in live else track for track in known.tracks]
            async with aclosing(
                self._look(LogPosition(seen=True, tracks=tuple(again), gone=known.gone), rules, now, old=True)
            ) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _look(self, known: LogPosition, rules: str, now: datetime, *, old: bool) -> AsyncGenerator[Chunk]:
        found = await asyncio.to_thread(plan, self._names, known, now.timestamp(), old=old)
        tracks = dict(enumerate(found.tracks))
        pace = Pace(known)
        waiting = _Waiting()
        for number in list(tracks):
            if tracks[number].is_done and (tracks[number].device, tracks[number].inode) in found.still:
                self._drop(number, tracks, found, now)
                continue
            async with aclosing(self._read(tracks[number], now)) as steps:
                async for part, track in steps:
                    backlog = part is not None and part.start < track.old
                    if part is not None and not waiting.takes(part, backlog=backlog):
                        position = None
                        if sum(pace.due() for _ in waiting.parts):
                            position = _position(found, tracks)
                            pace.told(pack(position))
                        yield self._chunk(position, rules, waiting)
                    if part is not None:
                        waiting.add(part, backlog=backlog)
                    tracks[number] = track
            self._drop(number, tracks, found, now)
        for number in found.settle(tracks, now.timestamp()):
            del tracks[number]
        position = _position(found, tracks)
        if waiting.parts or position != known:
            yield self._chunk(position, rules, waiting)

    async def _read(self, track: Track, now: datetime) -> AsyncGenerator[tuple[FilePart | None, Track]]:
        """The parts of one file, each with the track that holds after it. What is written meanwhile comes at the next
        look: a writer who is as fast as we are must not keep us from the other files.
        """
        until: int | None = None
        while (found := await asyncio.to_thread(self._piece, track, now)) is not None:
            until = found.track.size if until is None else until
            following = found.track
            if found.end > track.offset:
                if track.packed:
                    following = msgspec.structs.replace(following, given=following.size)
                yield _part(track, found.end), following
                if track.packed:
                    return
            elif found.after == track.offset:
                size = following.size
                if size > track.offset and track.given != size and self._is_quiet(following, now):
                    following = msgspec.structs.replace(following, given=size)
                    yield _part(track, size), following
                else:
                    yield None, following
                return
            track = following
            if track.offset >= until < found.track.size:
                return

    def _piece(self, track: Track, now: datetime) -> Piece | None:
        try:
            return piece(track, self._longest, now.timestamp())
        except (OSError, NotRegularError):
            return None  # it went or changed between two looks: the next one says which

    def _is_quiet(self, track: Track, now: datetime) -> bool:
        """By its own clock or by ours: a file's time may lie in the future."""
        return now.timestamp() - min(track.mtime / 1e9, track.grown) >= self._quiet

    def _drop(self, number: int, tracks: dict[int, Track], found: Plan, now: datetime) -> None:
        """What was rotated away and read to its end is done with, once nobody writes to it any more."""
        track = tracks[number]
        if track.path not in found.live and track.is_done and now.timestamp() - track.grown >= LINGER.total_seconds():
            del tracks[number]

    def _chunk(self, position: LogPosition | None, rules: str, waiting: _Waiting) -> Chunk:
        backlog = waiting.backlog if waiting.parts else False
        part = waiting.taken() if waiting.parts else None
        if position is None:
            return Chunk(self.name, self.visibility, backlog, part)
        told = dict.fromkeys([*position.debts, *((gone.path, gone.reason) for gone in position.gone)])
        debts = tuple(Debt(self.name, path, reason) for path, reason in told)
        return Chunk(self.name, self.visibility, backlog, part, Cursor(self.name, pack(position), rules), debts)


def _position(found: Plan, tracks: dict[int, Track]) -> LogPosition:
    return LogPosition(
        seen=True,
        tracks=tuple(tracks.values()),
        debts=tuple(found.debts),
        gone=tuple(found.gone),
        settled=found.kept(),
        youngest=found.youngest,
        asked=found.asked,
    )


def _is_small(part: FilePart) -> bool:
    return part.start == 0 and part.end <= _SMALL and part.read is None


def _part(track: Track, end: int) -> FilePart:
    at = (track.offset, end, track.line, track.device, track.inode)
    below = PurePath(track.path).name
    return FilePart(track.path, track.label, *at, follow=True, below=below, read=track.read)


def _again(track: Track) -> Track:
    """From the start, and what was handed out already is backlog."""
    old = max(track.old, track.offset, track.given)
    return msgspec.structs.replace(track, offset=0, line=1, given=0, tail="", old=old, ctime=0, read=None)
