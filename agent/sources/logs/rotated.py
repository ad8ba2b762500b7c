"""What became of logs that are not where they were: renamed, copied, compressed, archived, or gone. Blocking."""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Final

import msgspec

from agent.scan.resumed import digest
from agent.sources.logs.file import PACKED, NotRegularError, Track, begin, copy, head, intact, same, unpacked
from agent.sources.logs.names import Names, entries, shown
from agent.sources.logs.plan import Gone, Identity, Plan

UNREAD: Final = "it cannot be read"
_SECOND: Final = 10**9  # nanoseconds
_NUMBER: Final = r"[.\-_][0-9][0-9TZ:._\-]*"  # of a generation, or its date


class Beside:
    """Every regular file in the folders of `paths`: its names by device and inode, and all of a folder by name.

    A folder may lose thousands of files at once: nothing in here may look at all of it for each of them. One that has
    become a link leads to what nobody named.
    """

    def __init__(self, paths: Iterable[str], base: str) -> None:
        self._names: dict[Identity, list[str]] = {}
        self._there: dict[str, list[tuple[str, int, str, Identity]]] = {}
        self._heads: dict[str, bytes] = {}
        for folder in sorted({os.path.dirname(path) for path in paths}):  # noqa: PTH120 - a folder for each of thousands
            there = self._there[folder] = []
            for entry in entries(folder) if _is_straight(folder, base) else ():
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if stat.S_ISREG(status.st_mode):
                    identity = status.st_dev, status.st_ino
                    self._names.setdefault(identity, []).append(entry.path)
                    there.append((shown(entry.name), status.st_mtime_ns, entry.path, identity))
            there.sort()

    def names(self, track: Track) -> Sequence[str]:
        """Of the file that a track is of, wherever it is now."""
        return self._names.get((track.device, track.inode), ())

    def there(self, track: Track, beginning: str, found: Plan) -> Iterator[tuple[str, int, str, Identity]]:
        """What lies beside a track's file under a name like that, and is not read yet: name, time, path, identity."""
        there = self._there.get(os.path.dirname(track.path), [])  # noqa: PTH120
        for at in range(bisect_left(there, (beginning,)), len(there)):
            if not there[at][0].startswith(beginning):
                return
            if there[at][3] not in found.taken:
                yield there[at]

    def begins(self, path: str, track: Track) -> bool:
        """Does a file begin as the track's did? Each is opened for that once."""
        if path not in self._heads:
            self._heads[path] = head(path)
        return digest(self._heads[path][: track.head_size]) == track.head

    def is_live(self, identity: Identity, found: Plan) -> bool:
        return not found.live.keys().isdisjoint(self._names[identity])


def _is_straight(folder: str, base: str) -> bool:
    """Is no part of it below `base` a symbolic link?"""
    while folder.startswith(f"{base}/"):
        if os.path.islink(folder):  # noqa: PTH114 - as below
            return False
        folder = os.path.dirname(folder)  # noqa: PTH120
    return True


def moved(track: Track, beside: Beside, found: Plan, now: float) -> bool:
    """Has its file another name now? False when the file is gone or was written anew."""
    for path in sorted(beside.names(track), key=lambda path: (path not in found.live, path != track.path, path)):
        try:
            if same(path, track):
                grown = now if path != track.path else track.grown
                found.add(msgspec.structs.replace(track, path=path, grown=grown))
                return True
        except FileNotFoundError:
            continue
        except OSError:
            found.debts.append((shown(path), UNREAD))
            found.add(track)
            return True
        except NotRegularError:
            continue
    return False


def lose(lost: Iterable[Track], beside: Beside, names: Names, found: Plan, now: float) -> None:
    """Those whose files are gone: read on in a copy, or in what is compressed; or owed."""
    tracked = {track.path: at for at, track in enumerate(found.tracks)}
    live = _Live(found, tracked)
    for track in sorted(lost, key=lambda track: not any(os.path.lexists(track.path + ending) for ending in PACKED)):
        if _is_packed_already(track, tracked, found):
            continue
        copied = _copy(track, beside, found) or _packed(track, beside, found, now)
        if copied is not None:
            found.add(copied)
        elif _missed(track, names, beside) and not live.archived(track):
            reason = f"gone before it was known to be read to its end: read up to byte {track.offset}"
            found.gone.append(Gone(shown(track.path), reason, now))


def _copy(track: Track, beside: Beside, found: Plan) -> Track | None:
    """The track on a copy of its file. What is named is never taken for one: that is read from its start."""
    stem = shown(PurePath(track.path).stem)
    for _, _, path, identity in beside.there(track, stem, found) if track.head_size else ():
        if beside.begins(path, track) and not beside.is_live(identity, found):
            with suppress(OSError, NotRegularError):
                copied = copy(path, track)
                if copied is not None:
                    return copied
    return None


def _is_packed_already(track: Track, tracked: Mapping[str, int], found: Plan) -> bool:
    """Was what it is compressed to seen before it went? Then that is read, from where we are."""
    for at in (tracked[path] for ending in PACKED if (path := track.path + ending) in tracked):
        packed = found.tracks[at]
        if packed.packed and packed.mtime // _SECOND >= track.mtime // _SECOND:
            if not packed.given:
                found.tracks[at] = msgspec.structs.replace(packed, read=unpacked(track))
            return True
    return False


def _packed(track: Track, beside: Beside, found: Plan, now: float) -> Track | None:
    """A track on what its file was compressed to. By its name and its time alone: whether it is, a scanner sees."""
    if track.packed:
        return None
    candidates = [path for path in generations(track, beside, found, named_too=True) if path.endswith(PACKED)]
    for path in sorted(candidates, key=lambda path: path.rpartition(".")[0] != track.path):
        with suppress(OSError, NotRegularError):
            packed = begin(path, now, old=False)
            if packed.packed:
                return msgspec.structs.replace(packed, read=unpacked(track))
    return None


def generations(track: Track, beside: Beside, found: Plan, *, named_too: bool = False) -> list[str]:
    """What of this log was rotated away since we last saw it, and is not read yet: by name and time, old first.

    Whoever compresses a log keeps its time, in seconds at least, or leaves the present one.
    """
    name = PurePath(re.sub(rf"(?<=.){_NUMBER}$", "", PurePath(track.label).name))
    packed = "|".join(map(re.escape, PACKED))
    whole, stem, suffix = map(re.escape, (name.name, name.stem, name.suffix))
    fits = re.compile(rf"(?:{whole}(?:{_NUMBER})?|{stem}{_NUMBER}{suffix})(?:{packed})?")
    there = [
        (time, path)
        for near, time, path, identity in beside.there(track, name.stem, found)
        if time // _SECOND >= track.mtime // _SECOND
        and fits.fullmatch(near)
        and (named_too or not beside.is_live(identity, found))
    ]
    return [path for _, path in sorted(there)]


def _missed(track: Track, names: Names, beside: Beside) -> bool:
    """Could a file that is lost have held more than we read?"""
    if track.is_done and (track.packed or not names.could_be(track.path) or names.passes(track.path)):
        return False  # rotated away before, and read to its end
    for path in beside.names(track):
        with suppress(OSError, NotRegularError):
            if intact(path, track):
                return False  # only its times changed: it is read again from its start
    return True


class _Live:
    """What is named now, by how it begins. `tracked`: where in `found` it is, if it is read already."""

    def __init__(self, found: Plan, tracked: Mapping[str, int]) -> None:
        self._known: dict[tuple[str, int], list[str]] = {}
        self._new: dict[str, bytes] | None = None
        self._by_size: dict[int, dict[str, list[str]]] = {}
        self._fresh = [path for path in found.live if path not in tracked]
        for path in found.live.keys() & tracked.keys():
            other = found.tracks[tracked[path]]
            self._known.setdefault((other.head, other.head_size), []).append(path)

    def archived(self, track: Track) -> bool:
        """Is all that was read of it in another file, elsewhere, that is read from its start?"""
        if not track.head_size:
            return False
        for path in (*self._known.get((track.head, track.head_size), ()), *self._alike(track)):
            if path != track.path:
                with suppress(OSError, NotRegularError):
                    if copy(path, track) is not None:
                        return True
        return False

    def _alike(self, track: Track) -> Sequence[str]:
        """Of those that are new, read once for all that is lost."""
        if self._new is None:
            self._new = {path: head(path) for path in self._fresh}
        if track.head_size not in self._by_size:
            alike = self._by_size[track.head_size] = {}
            for path, first in self._new.items():
                alike.setdefault(digest(first[: track.head_size]), []).append(path)
        return self._by_size[track.head_size].get(track.head, ())
