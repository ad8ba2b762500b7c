"""Log files that are being written, as a source: whole lines since the cursor, whatever rotation does meanwhile.

    app.log  ........offset=====whole lines=====|partial      waits for its end or `quiet`, then is handed out as it is;
                                                              when it grows it is handed out again from its start
    app.log.1  .....offset=====to its end                     found again in the folder by what it is, not by its name

- Renamed: the old file is read to its end, and stays in the position while it exists and was written within the last
  hour, as its writer may not have noticed yet.
- Truncated, deleted or written anew: begins at 0. Where a copy of what we were reading lies beside it (copytruncate),
  the copy is read on from the old place; without one, what was not yet read is gone.
- Gone without a copy (deleted, or compressed before we looked): nobody knows what was appended since the last look, so
  it is a debt, which stays listed for a week: nothing can pay it, but a person should see it. Not one that was seen
  under its rotated name and read to its end there.
- Overlong lines come in pieces that overlap. A hard link is read once. A symbolic link, FIFO or device is a debt.

A FilePart names device and inode. A scanner that finds another file there refuses it, and whoever polls looks again
with the same cursor: the file is then found under its new name.
"""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Final

import msgspec

from agent.model import Chunk, Cursor, Debt, FilePart, Visibility
from agent.sources.log_file import NotRegularError, Piece, Track, begin, copy, intact, piece, same
from agent.sources.log_names import entries, fixed, matches, named, shown
from agent.sources.position import Pace, pack, unpack

Identity = tuple[int, int]

_LONGEST: Final = 8 << 20
# A writer that logs to a renamed file until it is told to open it anew does so for minutes, not for hours.
_LINGER: Final = timedelta(hours=1)
_TOLD: Final = timedelta(days=7)
_NAMED_GONE: Final = 100


class Gone(msgspec.Struct, frozen=True):
    """A file whose end was not seen, and when that was noticed (seconds since 1970)."""

    path: str
    reason: str
    at: float


class LogPosition(msgspec.Struct, frozen=True):
    """`seen`: files that turn up from now on are new, and so no backlog. `gone`: the latest, each told for a week."""

    seen: bool = False
    tracks: tuple[Track, ...] = ()
    debts: tuple[tuple[str, str], ...] = ()
    gone: tuple[Gone, ...] = ()


@dataclass(slots=True)
class Plan:
    """What one look found: the files that the pattern names (`live`), and all to read on, each file once."""

    live: set[str]
    tracks: list[Track] = field(default_factory=list)
    taken: set[Identity] = field(default_factory=set)
    debts: list[tuple[str, str]] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    def add(self, track: Track) -> None:
        if (track.device, track.inode) not in self.taken:
            self.taken.add((track.device, track.inode))
            self.tracks.append(track)


class LogSource:
    """One log file, or all that match a pattern. `quiet`: how long a line without its end is waited for."""

    def __init__(
        self, name: str, path: Path, visibility: Visibility, *, quiet: timedelta, longest: int = _LONGEST
    ) -> None:
        self.name = name
        self.visibility = visibility
        self._path = path.absolute()
        self._quiet = quiet.total_seconds()
        self._longest = longest

    @property
    def watched(self) -> Sequence[Path]:
        return (fixed(self._path),)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        stored = unpack(after, LogPosition)
        known = stored or LogPosition()
        under = after.rules if after is not None and stored is not None else rules
        async with aclosing(self._look(known, under, now)) as chunks:
            async for chunk in chunks:
                yield chunk
                known = unpack(chunk.cursor, LogPosition) or known
        if under != rules:
            live = {str(path) for path in matches(self._path)}
            again = [_again(track) if track.path in live else track for track in known.tracks]
            async with aclosing(
                self._look(LogPosition(seen=True, tracks=tuple(again), gone=known.gone), rules, now)
            ) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _look(self, known: LogPosition, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        plan = await asyncio.to_thread(_plan, self._path, known, now.timestamp())
        tracks = dict(enumerate(plan.tracks))
        debts, gone = tuple(plan.debts), tuple(plan.gone)
        pace = Pace(known)
        waiting: tuple[FilePart, bool] | None = None
        for number in list(tracks):
            async with aclosing(self._read(tracks[number], now)) as steps:
                async for part, track in steps:
                    if part is not None and waiting is not None:
                        position = None
                        if pace.due():
                            position = LogPosition(seen=True, tracks=tuple(tracks.values()), debts=debts, gone=gone)
                            pace.told(pack(position))
                        yield self._chunk(position, rules, waiting[0], backlog=waiting[1])
                        waiting = None
                    if part is not None:
                        waiting = part, part.start < track.old
                    tracks[number] = track
            if self._finished(tracks[number], plan, now):
                del tracks[number]
        position = LogPosition(seen=True, tracks=tuple(tracks.values()), debts=debts, gone=gone)
        if waiting is not None:
            yield self._chunk(position, rules, waiting[0], backlog=waiting[1])
        elif position != known:
            yield self._chunk(position, rules)

    async def _read(self, track: Track, now: datetime) -> AsyncGenerator[tuple[FilePart | None, Track]]:
        """The parts of one file, each with the track that holds after it."""
        while (found := await asyncio.to_thread(self._piece, track, now)) is not None:
            following = found.track
            if found.end > track.offset:
                yield _part(track, found.end), following
            elif found.after == track.offset:
                size = following.size
                if size > track.offset and track.given != size and self._is_quiet(following, now):
                    following = msgspec.structs.replace(following, given=size)
                    yield _part(track, size), following
                else:
                    yield None, following
                return
            track = following

    def _piece(self, track: Track, now: datetime) -> Piece | None:
        try:
            return piece(track, self._longest, now.timestamp())
        except (OSError, NotRegularError):
            return None  # it went or changed between two looks: the next one says which

    def _is_quiet(self, track: Track, now: datetime) -> bool:
        """By its own clock or by ours: a file's time may lie in the future."""
        return now.timestamp() - min(track.mtime / 1e9, track.grown) >= self._quiet

    def _finished(self, track: Track, plan: Plan, now: datetime) -> bool:
        return (
            track.path not in plan.live
            and track.size in {track.offset, track.given}
            and now.timestamp() - track.grown >= _LINGER.total_seconds()
        )

    def _chunk(
        self, position: LogPosition | None, rules: str, part: FilePart | None = None, *, backlog: bool = False
    ) -> Chunk:
        if position is None:
            return Chunk(self.name, self.visibility, backlog, part)
        told = dict.fromkeys([*position.debts, *((gone.path, gone.reason) for gone in position.gone)])
        debts = tuple(Debt(self.name, path, reason) for path, reason in told)
        return Chunk(self.name, self.visibility, backlog, part, Cursor(self.name, pack(position), rules), debts)


def _part(track: Track, end: int) -> FilePart:
    at = (track.offset, end, track.line, track.device, track.inode)
    return FilePart(track.path, track.label, *at, follow=True, below=PurePath(track.path).name)


def _again(track: Track) -> Track:
    """From the start, and what was handed out already is backlog."""
    return msgspec.structs.replace(
        track, offset=0, line=1, given=0, tail="", old=max(track.old, track.offset, track.given)
    )


def _plan(pattern: Path, known: LogPosition, now: float) -> Plan:
    plan = Plan(live={str(path) for path in matches(pattern)})
    if not plan.live and fixed(pattern) == pattern:
        plan.debts.append((shown(pattern), "it is not there"))
    beside = _beside(plan.live, known.tracks)
    lost = []
    for track in known.tracks:
        found = _find(track, beside, plan, now)
        if found is None:
            lost.append(track)
        else:
            plan.add(found)
    for track in lost:
        copied = _copy(track, beside, plan)
        if copied is not None:
            plan.add(copied)
        elif _missed(track, pattern, beside):
            reason = f"gone before it was known to be read to its end: read up to byte {track.offset}"
            plan.gone.append(Gone(shown(track.path), reason, now))
    plan.gone = [gone for gone in known.gone if now - gone.at < _TOLD.total_seconds()] + plan.gone
    del plan.gone[:-_NAMED_GONE]
    for path in sorted(plan.live):
        _begin(path, plan, now, old=not known.seen)
    # What was rotated away is older than what took its place.
    plan.tracks.sort(key=lambda track: track.path in plan.live)
    return plan


def _begin(path: str, plan: Plan, now: float, *, old: bool) -> None:
    """A file that the pattern names; a second name of one that is read already adds nothing."""
    try:
        plan.add(begin(path, now, old=old))
    except NotRegularError:
        plan.debts.append((shown(path), "it is a symbolic link or no regular file"))
    except FileNotFoundError:
        return
    except OSError:
        plan.debts.append((shown(path), "it cannot be read"))


def _missed(track: Track, pattern: Path, beside: dict[Identity, list[str]]) -> bool:
    """Could a file that is lost have held more than we read?"""
    if not named(track.path, pattern) and track.size in {track.offset, track.given}:
        return False  # rotated away before, and read to its end
    for path in beside.get((track.device, track.inode), []):
        try:
            if intact(path, track):
                return False  # only its times changed: it is read again from its start
        except (OSError, NotRegularError):
            continue
    return True


def _find(track: Track, beside: dict[Identity, list[str]], plan: Plan, now: float) -> Track | None:
    """The track under the name that its file has now, or None when the file is gone or was written anew."""
    names = beside.get((track.device, track.inode), [])
    for path in sorted(names, key=lambda path: (path not in plan.live, path != track.path, path)):
        try:
            if same(path, track):
                moved = path != track.path
                return msgspec.structs.replace(track, path=path, grown=now if moved else track.grown)
        except FileNotFoundError:
            continue
        except OSError:
            if path not in plan.live:
                plan.debts.append((shown(path), "it cannot be read"))
            return track  # still there, but not for us: it keeps its place
        except NotRegularError:
            continue
    return None


def _copy(track: Track, beside: dict[Identity, list[str]], plan: Plan) -> Track | None:
    """The track on a copy of its file. What the pattern names is never taken for one: that is read from its start."""
    stem = Path(track.path).stem
    for identity, paths in sorted(beside.items(), key=lambda item: item[1]):
        usable = identity not in plan.taken and plan.live.isdisjoint(paths)
        if usable and Path(paths[0]).name.startswith(stem):
            try:
                copied = copy(paths[0], track)
            except (OSError, NotRegularError):
                continue
            if copied is not None:
                return copied
    return None


def _beside(live: Iterable[str], tracks: Iterable[Track]) -> dict[Identity, list[str]]:
    """Every regular file in the folders that we read from, by device and inode."""
    found: dict[Identity, list[str]] = {}
    paths = [*live, *(track.path for track in tracks)]
    for folder in sorted({str(Path(path).parent) for path in paths}):
        for entry in entries(folder):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode):
                found.setdefault((status.st_dev, status.st_ino), []).append(entry.path)
    return found
