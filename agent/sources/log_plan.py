"""What one look at a log source finds: which files are read on, which are new, which are gone. Blocking.

    what is named now ---.                                  .-- still there, under whatever name: read on
    tracks of last time --+-- by device, inode, contents --+--- a copy, or compressed: read on in that
    what is settled -----'                                  '-- gone: owed, unless it was read to its end

Settled is what was read to its end and has not changed for long: only its name is kept. What is written once (a build
with a number of its own) is settled after hours and then not looked at at all; other files, where there are many, after
a week, and each look still asks for their times. From time to time all of it is asked: what was touched later than the
youngest of them is read anew.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Final

import msgspec

from agent.sources.log_file import PACKED, NotRegularError, Track, begin, copy, intact, same, unpacked, untouched
from agent.sources.log_names import Item, Named, Names, entries, listed, ranges, shown

Identity = tuple[int, int]

# A writer that logs to a renamed file until it is told to open it anew does so for minutes, not for hours.
LINGER: Final = timedelta(hours=1)
_ONCE: Final = timedelta(hours=6)
_KEPT: Final = timedelta(days=8)  # logs are rotated, and then compressed, after a week at most
_ASKED: Final = timedelta(minutes=30)  # less than _ONCE, or a change could be older than what settled last
_TOLD: Final = timedelta(days=7)
_MANY: Final = 500
_SECOND: Final = 10**9  # nanoseconds
_NAMED_GONE: Final = 100
_NAMED_DEBTS: Final = 200
_UNREAD: Final = "it cannot be read"
_NUMBER: Final = r"[.\-_][0-9][0-9TZ:._\-]*"  # of a generation, or its date
_LINK: Final = "it is a symbolic link or no regular file"


class Gone(msgspec.Struct, frozen=True):
    """A file whose end was not seen, and when that was noticed (seconds since 1970)."""

    path: str
    reason: str
    at: float


class Settled(msgspec.Struct, frozen=True):
    """Names in a folder: numbers from one to another, and others."""

    numbers: tuple[tuple[int, int], ...] = ()
    names: tuple[str, ...] = ()


class LogPosition(msgspec.Struct, frozen=True):
    """`seen`: files that turn up from now on are new, and so no backlog. `gone`: the latest, each told for a week.

    `settled`: by folder. `youngest`: the latest change (ctime) of all of them; `asked`: when they were asked.
    """

    seen: bool = False
    tracks: tuple[Track, ...] = ()
    debts: tuple[tuple[str, str], ...] = ()
    gone: tuple[Gone, ...] = ()
    settled: dict[str, Settled] = {}
    youngest: int = 0
    asked: float = 0.0


@dataclass(slots=True)
class Plan:
    """What one look found: the files that are named (`live`), and all to read on, each file once.

    still: those of which nothing changed. settled, youngest, asked: as in LogPosition.
    """

    live: dict[str, Named] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    still: set[Identity] = field(default_factory=set)
    taken: set[Identity] = field(default_factory=set)
    debts: list[tuple[str, str]] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    settled: dict[str, set[str]] = field(default_factory=dict)
    youngest: int = 0
    asked: float = 0.0

    def add(self, track: Track) -> None:
        if (track.device, track.inode) not in self.taken:
            self.taken.add((track.device, track.inode))
            self.tracks.append(track)

    def by_path(self, path: str) -> Track | None:
        return next((track for track in self.tracks if track.path == path), None)

    def settle(self, tracks: Mapping[int, Track], now: float) -> list[int]:
        """Which of these are, from now on: all that belongs to one item at once, or nothing of it."""
        items: dict[Item, list[int]] = {}
        crowded = len(tracks) > _MANY
        restless: set[Item] = set()
        for number, track in tracks.items():
            named = self.live.get(track.path)
            if named is None or named.item is None:
                continue
            items.setdefault(named.item, []).append(number)
            age = now - track.ctime / 1e9 if track.is_done and track.ctime else 0.0
            if age < _ONCE.total_seconds() or (not named.once and (not crowded or age < _KEPT.total_seconds())):
                restless.add(named.item)
        found = [number for item, numbers in items.items() if item not in restless for number in numbers]
        if found and not self.settled:
            self.asked = now
        for number in found:
            folder, name = self.live[tracks[number].path].item or ("", "")
            self.settled.setdefault(folder, set()).add(name)
            self.youngest = max(self.youngest, tracks[number].ctime)
        return found

    def kept(self) -> dict[str, Settled]:
        return {folder: Settled(*ranges(names)) for folder, names in sorted(self.settled.items()) if names}


def plan(names: Names, known: LogPosition, now: float, *, old: bool) -> Plan:
    """`old`: what is not known yet is backlog."""
    found = Plan(youngest=known.youngest, asked=known.asked)
    _name(names, known, found, now)
    if names.is_one and not os.path.lexists(names.path):
        found.debts.append((shown(names.path), "it is not there"))
    unmatched = [track for track in known.tracks if not _in_place(track, found)]
    # Nothing tells whether one that was empty was copied and truncated since.
    empty = [track for track in found.tracks if not track.size and (track.device, track.inode) not in found.still]
    if unmatched or empty:
        beside = _beside([*found.live, *(track.path for track in (*unmatched, *empty))])
        lost = [track for track in unmatched if not _moved(track, beside, found, now)]
        _lose(lost, beside, names, found, now)
        for track in (*unmatched, *empty):
            for _, path in _generations(track, beside, found):
                _begin(path, found, now, old=False)
    found.gone = [gone for gone in known.gone if now - gone.at < _TOLD.total_seconds()] + found.gone
    del found.gone[:-_NAMED_GONE]
    for path in sorted(found.live):
        _begin(path, found, now, old=old)
    if (more := len(found.debts) - _NAMED_DEBTS) > 0:
        found.debts[_NAMED_DEBTS:] = [(shown(names.path), f"more that cannot be read: {more}")]
    # What was rotated away is older than what took its place.
    found.tracks.sort(key=lambda track: track.path in found.live)
    return found


def _name(names: Names, known: LogPosition, found: Plan, now: float) -> None:
    """What is named and not settled is live."""
    before = {folder: listed(kept.numbers, kept.names) for folder, kept in known.settled.items()}
    nobody: set[str] = set()
    ask = bool(before) and now - known.asked >= _ASKED.total_seconds()
    if ask:
        found.asked = now
    else:
        found.settled = {folder: set(kept) for folder, kept in before.items()}
    unread: list[str] = []
    named = [*names.now((lambda _: nobody) if ask else (lambda folder: before.get(folder, nobody)), unread)]
    found.debts += [(shown(folder), _UNREAD) for folder in dict.fromkeys(unread)]
    known_items = [each for each in named if each.item and each.item[1] in before.get(each.item[0], nobody)]
    touched = {each.item for each in known_items if not _rests(each.path, known.youngest)}
    for each in known_items:
        if each.item and each.item not in touched:
            found.settled.setdefault(each.item[0], set()).add(each.item[1])
    for item in touched:
        if item:
            found.settled.get(item[0], nobody).discard(item[1])
    rests = {each.path for each in known_items if each.item not in touched}
    found.live = {each.path: each for each in named if each.path not in rests}


def _rests(path: str, youngest: int) -> bool:
    """Is it as it was when it settled? What is gone rests, too."""
    try:
        return os.lstat(path).st_ctime_ns <= youngest
    except OSError:
        return True


def _begin(path: str, found: Plan, now: float, *, old: bool) -> None:
    """A file that is named; a second name of one that is read already adds nothing."""
    try:
        status = os.lstat(path)
        if (status.st_dev, status.st_ino) in found.taken or stat.S_ISDIR(status.st_mode):
            return
        track = begin(path, now, old=old)
        if track.packed and (plain := found.by_path(path.rpartition(".")[0])):
            track = msgspec.structs.replace(track, read=unpacked(plain))
        found.add(track)
    except NotRegularError:
        if path in found.live and not found.live[path].loose:
            found.debts.append((shown(path), _LINK))
    except FileNotFoundError:
        return
    except OSError:
        found.debts.append((shown(path), _UNREAD))


def _in_place(track: Track, found: Plan) -> bool:
    """Is the file under the name that it had? Then it is read on, or rests."""
    try:
        status = os.lstat(track.path)
        if untouched(status, track):
            found.still.add((track.device, track.inode))
        elif (status.st_dev, status.st_ino) != (track.device, track.inode) or not same(track.path, track):
            return False
    except PermissionError:
        found.debts.append((shown(track.path), _UNREAD))  # still there, but not for us: it keeps its place
    except (OSError, NotRegularError):
        return False
    found.add(track)
    return True


def _moved(track: Track, beside: Mapping[Identity, list[str]], found: Plan, now: float) -> bool:
    """Has its file another name now? False when the file is gone or was written anew."""
    names = beside.get((track.device, track.inode), [])
    for path in sorted(names, key=lambda path: (path not in found.live, path != track.path, path)):
        try:
            if same(path, track):
                moved = path != track.path
                found.add(msgspec.structs.replace(track, path=path, grown=now if moved else track.grown))
                return True
        except FileNotFoundError:
            continue
        except OSError:
            found.debts.append((shown(path), _UNREAD))
            found.add(track)
            return True
        except NotRegularError:
            continue
    return False


def _lose(lost: Iterable[Track], beside: Mapping[Identity, list[str]], names: Names, found: Plan, now: float) -> None:
    """Those whose files are gone: read on in a copy, or in what is compressed; or owed."""
    for track in sorted(lost, key=lambda track: not any(os.path.lexists(track.path + ending) for ending in PACKED)):
        if _is_packed_already(track, found):
            continue
        copied = _copy(track, beside, found) or _packed(track, beside, found, now)
        if copied is not None:
            found.add(copied)
        elif _missed(track, names, beside, found):
            reason = f"gone before it was known to be read to its end: read up to byte {track.offset}"
            found.gone.append(Gone(shown(track.path), reason, now))


def _copy(track: Track, beside: Mapping[Identity, list[str]], found: Plan) -> Track | None:
    """The track on a copy of its file. What is named is never taken for one: that is read from its start."""
    stem = Path(track.path).stem
    for identity, paths in sorted(beside.items(), key=lambda item: item[1]):
        usable = identity not in found.taken and found.live.keys().isdisjoint(paths)
        if usable and Path(paths[0]).name.startswith(stem):
            try:
                copied = copy(paths[0], track)
            except (OSError, NotRegularError):
                continue
            if copied is not None:
                return copied
    return None


def _is_packed_already(track: Track, found: Plan) -> bool:
    """Was what it is compressed to seen before it went? Then that is read, from where we are."""
    for at, packed in enumerate(found.tracks):
        twin = packed.packed and any(packed.path == track.path + ending for ending in PACKED)
        if twin and packed.mtime // _SECOND >= track.mtime // _SECOND:
            if not packed.given:
                found.tracks[at] = msgspec.structs.replace(packed, read=unpacked(track))
            return True
    return False


def _packed(track: Track, beside: Mapping[Identity, list[str]], found: Plan, now: float) -> Track | None:
    """A track on what its file was compressed to. By its name and its time alone: whether it is, a scanner sees."""
    if track.packed:
        return None
    candidates = [path for _, path in _generations(track, beside, found, named_too=True) if path.endswith(PACKED)]
    for path in sorted(candidates, key=lambda path: path[: len(track.path) + 1] != f"{track.path}."):
        try:
            packed = begin(path, now, old=False)
        except (OSError, NotRegularError):
            continue
        if packed.packed:
            return msgspec.structs.replace(packed, read=unpacked(track))
    return None


def _generations(
    track: Track, beside: Mapping[Identity, list[str]], found: Plan, *, named_too: bool = False
) -> list[tuple[int, str]]:
    """What of this log was rotated away since we last saw it, and never seen as the log: by name and time, old first.

    Whoever compresses a log keeps its time, in seconds at least, or leaves the present one.
    """
    name = re.escape(PurePath(track.label).name)
    stem, suffix = re.escape(PurePath(track.label).stem), re.escape(PurePath(track.label).suffix)
    packed = "|".join(map(re.escape, PACKED))
    fits = re.compile(rf"(?:{name}(?:{_NUMBER})?|{stem}{_NUMBER}{suffix})(?:{packed})?")
    later = []
    for identity, paths in beside.items():
        usable = identity not in found.taken and (named_too or found.live.keys().isdisjoint(paths))
        here = [path for path in paths if PurePath(path).parent == PurePath(track.path).parent]
        if usable and here and fits.fullmatch(PurePath(here[0]).name):
            with suppress(OSError):
                time = os.lstat(here[0]).st_mtime_ns
                if time // _SECOND >= track.mtime // _SECOND:
                    later.append((time, here[0]))
    return sorted(later)


def _missed(track: Track, names: Names, beside: Mapping[Identity, list[str]], found: Plan) -> bool:
    """Could a file that is lost have held more than we read?"""
    if not names.could_be(track.path) and track.is_done:
        return False  # rotated away before, and read to its end
    if track.packed and track.is_done:
        return False  # nobody appends to what is compressed
    if track.head_size and any(_holds(path, track, found) for path in found.live):
        return False  # archived elsewhere, where it is read from its start
    for path in beside.get((track.device, track.inode), []):
        try:
            if intact(path, track):
                return False  # only its times changed: it is read again from its start
        except (OSError, NotRegularError):
            continue
    return True


def _holds(path: str, track: Track, found: Plan) -> bool:
    other = found.by_path(path)
    if other and (other.head, other.head_size) != (track.head, track.head_size):
        return False
    try:
        return path != track.path and copy(path, track) is not None
    except (OSError, NotRegularError):
        return False


def _beside(paths: Iterable[str]) -> dict[Identity, list[str]]:
    """Every regular file in the folders of these, by device and inode."""
    found: dict[Identity, list[str]] = {}
    for folder in sorted({str(Path(path).parent) for path in paths}):
        for entry in entries(folder):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode):
                found.setdefault((status.st_dev, status.st_ino), []).append(entry.path)
    return found
