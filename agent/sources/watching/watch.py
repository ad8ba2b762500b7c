"""What says "look again": file-system events, each of which only marks a source dirty.

    kernel --> inotify --> dirty set + asyncio.Event --> wait() --> names of sources

Events are hints: they arrive late, doubled or not at all, and a burst overflows any queue. So `wait` returns at its
timeout as well, everybody polls then, and the cursor alone decides what is new. Each path is watched from its parent
(that is how it is seen to be deleted, replaced or renamed) and, where it is a folder, with all below; but of a `.git`
below only what is in it and in its `info`. A folder that comes is watched when it comes; where a path itself, or a
folder above it, came or went, the source is watched anew, and every half minute it is looked after whether that went
unseen; then a folder that was moved out is let go, too. Symbolic links are not followed. Where the kernel refuses more
watches, the source is `degraded`: only the poll finds what is new in it, until the folder that was refused is granted,
which is asked for every half minute, and less often where others are refused then.

`beside` a source's own paths are others, which wake nobody: what happens there is told when it is asked (`touched`).
Of a source for which they are known it can be said whether it `tells`: whatever happens in its places gives an event,
as far as that can be known: all of them are watched, and are where only our own kernel changes anything (local.py).

Over 300 lines: what is watched, what is not granted and what has to be asked again is one state.
"""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from types import TracebackType
from typing import Final, Self

from agent.sources.watching.inotify import Inotify, Mask
from agent.sources.watching.local import NO_ROOM, Disks
from agent.sources.watching.watched import Folder, Identity, Refused, existing, identity, is_folder, is_linked

_CAME: Final = Mask.IN_CREATE | Mask.IN_MOVED_TO
_MOVED: Final = _CAME | Mask.IN_DELETE | Mask.IN_MOVED_FROM
_GONE: Final = Mask.IN_DELETE_SELF | Mask.IN_MOVE_SELF | Mask.IN_UNMOUNT
_NO_FOLDER: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})  # its parent tells when there is one
_BESIDE: Final = "\0beside "  # no name of a source begins so
# Of folders of these names only these are watched in turn: nobody reads the others, and they are hundreds.
_OWN: Final = {".git": frozenset({"info"})}
_OWN_BESIDE: Final = {"objects": frozenset({"info", "pack"})}


class Watcher:
    """Watches the paths of all sources. `async with`, then `wait` again and again."""

    def __init__(
        self,
        paths_by_source: Mapping[str, Sequence[Path]],
        beside: Mapping[str, Sequence[Path]] | None = None,
        *,
        look_after: float = 30.0,
    ) -> None:
        """`beside`: of sources of which it is to be said whether they tell, whatever else is theirs. `look_after`:
        seconds until it is looked after again whether folders are others.
        """
        self._beside = frozenset(beside or ())
        wanted = {**paths_by_source, **{_BESIDE + name: paths for name, paths in (beside or {}).items()}}
        self._wanted = {name: [str(path.absolute()) for path in paths] for name, paths in wanted.items()}
        self._inotify: Inotify | None = None
        self._folders: dict[int, Folder] = {}
        self._places: dict[str, frozenset[str]] = {}
        self._known: dict[str, Identity | None] = {}
        self._kept: dict[str, set[int]] = {name: set() for name in self._wanted}
        self._fresh: list[tuple[str, str]] = []
        self._stale: set[str] = set()
        self._left: set[str] = set()
        self._dirty: set[str] = set()
        self._touched: set[str] = set()
        self._degraded: set[str] = set()
        self._refused: dict[str, Refused] = {}
        self._partly = set(self._wanted)
        self._arming: frozenset[str] = frozenset()
        self._woken = asyncio.Event()
        self._look_after, self._looked_after = look_after, 0.0
        self._lock = threading.Lock()  # folders are walked in a thread, and events come in the loop

    @property
    def degraded(self) -> frozenset[str]:
        """Sources that the kernel would not watch wholly."""
        return frozenset(_owner(name) for name in self._degraded)

    @property
    def held(self) -> int:
        """Watches, each as often as there are sources that it is for."""
        return sum(map(len, self._kept.values()))

    def tells(self, source: str) -> bool:
        """Does whatever happens in its places, and beside them, give an event?"""
        if source not in self._beside:
            return False
        unsure = self._partly, self._stale, self._arming
        beside = _BESIDE + source
        return not any(source in some or beside in some for some in unsure)

    def touched(self) -> set[str]:
        """Sources that anything happened to, beside their paths too, since this was last asked."""
        touched, self._touched = self._touched, set()
        return touched

    def follow(self, source: str, paths: Sequence[Path], beside: Sequence[Path] | None) -> None:
        """These are its paths now: a repository that was not there yet may have its folder elsewhere."""
        for name, places in ((source, paths), (_BESIDE + source, beside or ())):
            wanted = [str(path.absolute()) for path in places]
            if self._wanted.get(name, wanted) != wanted:
                self._wanted[name] = wanted
                self._stale.add(name)
                self._woken.set()

    def seen(self) -> frozenset[str]:
        """As `touched`, but the next call tells of them again."""
        return frozenset(self._touched)

    def anew(self, source: str) -> None:
        """Something happened there and was not told: watch it anew."""
        self._stale.update({source, _BESIDE + source} & self._wanted.keys())

    async def __aenter__(self) -> Self:
        if self._open():
            await asyncio.to_thread(self._arm, frozenset(self._wanted), ())
        self._looked_after = asyncio.get_running_loop().time()
        return self

    def _open(self) -> bool:
        try:
            self._inotify = Inotify()
        except OSError:
            self._degraded.update(self._wanted)
            return False
        asyncio.get_running_loop().add_reader(self._inotify.fd, self._read)
        return True

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            inotify, self._inotify = self._inotify, None
        if inotify is not None:
            asyncio.get_running_loop().remove_reader(inotify.fd)
            inotify.close()

    async def wait(self, timeout: float) -> set[str]:  # noqa: ASYNC109 - a timeout is an answer here, not an error
        """Sources that something happened to; an empty set when `timeout` seconds passed: then all are looked at."""
        now = asyncio.get_running_loop().time()
        if now - self._looked_after >= self._look_after:
            self._looked_after = now
            if self._inotify is None and self._open():
                self._stale.update(self._wanted)
            moved = await asyncio.to_thread(self._moved)
            self._stale |= moved | self._left | await asyncio.to_thread(self._granted)
            self._left.clear()
            self._touched.update(map(_owner, moved))
        if self._stale or self._fresh:
            stale, self._stale = self._stale, set()
            fresh, self._fresh = self._fresh, []
            self._arming = frozenset(stale)
            self._mark(await asyncio.to_thread(self._arm, stale, fresh))
            self._arming = frozenset()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._woken.wait()
        self._woken.clear()
        dirty, self._dirty = self._dirty, set()
        return dirty

    def wake(self) -> None:
        """Who waits comes back now."""
        self._woken.set()

    def _mark(self, sources: Iterable[str]) -> None:
        for name in sources:
            self._touched.add(_owner(name))
            if not name.startswith(_BESIDE):
                self._dirty.add(name)
        if self._dirty:
            self._woken.set()

    def _read(self) -> None:
        with self._lock:
            for number, mask, name in self._inotify.read() if self._inotify is not None else ():
                if mask & Mask.IN_Q_OVERFLOW:
                    self._stale.update(self._wanted)
                    self._mark(self._wanted)
                elif (folder := self._folders.get(number)) is not None:
                    self._happened(folder, mask, name)
                    if mask & Mask.IN_IGNORED:
                        del self._folders[number]
                        for source in folder.below | folder.anchored.keys():
                            self._kept[source].discard(number)

    def _happened(self, folder: Folder, mask: int, name: str) -> None:
        is_folder = bool(mask & Mask.IN_ISDIR)
        if is_folder and mask & _CAME:
            self._fresh += [
                (source, folder.under(name)) for source in folder.below if self._goes(source, folder.path, name)
            ]
        concerned = dict(folder.concerned(name))
        if is_folder and mask & Mask.IN_MOVED_FROM:  # it may be elsewhere now, and is watched still
            self._left |= folder.below
        moved = mask & _GONE or (is_folder and mask & _MOVED)
        self._stale.update(source for source, is_above in concerned.items() if is_above and moved)
        self._mark(concerned)

    def _arm(self, stale: Collection[str], fresh: Iterable[tuple[str, str]]) -> set[str]:
        """Watches what is there now of these sources, and folders that came. Returns whose watches are new: what
        happened before them went unseen.
        """
        disks = Disks()
        news = {source for source, folder in fresh if self._watch_below(source, folder, self._kept[source], disks)}
        for source in (name for name in self._wanted if name in stale):  # the same ones first at every start
            self._places[source] = self._above(source)
            self._degraded.discard(source)
            self._partly.discard(source)
            before = self._refused.pop(source, None)
            kept: set[int] = set()
            for path in self._wanted[source]:
                above = existing(path)
                if self._watch(source, above, kept, disks, path):
                    news.add(source)
                if is_linked(path, above):
                    self._partly.add(source)
                if is_folder(path) and self._watch_below(source, path, kept, disks):
                    news.add(source)
            self._drop(source, self._kept[source] - kept)
            self._kept[source] = kept
            if source in self._refused:
                self._refused[source].after(before)
        return news

    def _granted(self) -> set[str]:
        """Sources of which a folder that could not be watched can be now, or is there no longer."""
        found = set()
        for source, refused in self._refused.items():
            refused.left -= 1
            if refused.left < 0 and self._may(refused.path):
                found.add(source)
        return found

    def _may(self, path: str) -> bool:
        with self._lock:
            if self._inotify is None:
                return False
            try:
                number = self._inotify.add(path)
                if number not in self._folders:
                    self._inotify.remove(number)
            except OSError as error:
                return error.errno in _NO_FOLDER
            return True

    def _watch_below(self, source: str, top: str, kept: set[int], disks: Disks) -> bool:
        waiting, is_new = [top], False
        while waiting:
            folder = waiting.pop()
            is_new |= self._watch(source, folder, kept, disks)
            try:
                with os.scandir(folder) as entries:  # watched first: what comes meanwhile is told
                    below = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            except OSError as error:
                self._missed(source, folder, error)
                continue
            waiting += [f"{folder.rstrip('/')}/{name}" for name in below if self._goes(source, folder, name)]
        return is_new

    def _goes(self, source: str, folder: str, name: str) -> bool:
        """Is what is below this folder of a folder watched, too?"""
        own = _OWN_BESIDE if source.startswith(_BESIDE) else _OWN
        only = own.get(folder.rpartition("/")[2])
        return only is None or name in only or (own is _OWN and folder in self._wanted[source])

    def _missed(self, source: str, path: str, error: OSError) -> None:
        if error.errno in NO_ROOM and source not in self._degraded:
            self._degraded.add(source)
            self._refused.pop(source, None)  # one that nobody may see, or that is too deep: it says nothing of room
        if error.errno not in _NO_FOLDER:
            self._partly.add(source)
            self._refused.setdefault(source, Refused(path))

    def _watch(self, source: str, path: str, kept: set[int], disks: Disks, anchored: str = "") -> bool:
        """Watches a folder for a source: all of it, or for one path in it. Was it not watched for that before?"""
        with self._lock:
            if self._inotify is None:
                self._degraded.add(source)
                self._partly.add(source)
                return False
            try:
                number = self._inotify.add(path)
                if not disks.is_local(path):
                    self._partly.add(source)
            except OSError as error:
                self._missed(source, path, error)
                return False
            folder = self._folders.setdefault(number, Folder(path))
            folder.path = path
            rest = anchored[len(path) :].lstrip("/")
            whose, what = (folder.anchored.setdefault(source, set()), rest) if anchored else (folder.below, source)
            kept.add(number)
            is_new = what not in whose
            whose.add(what)
            return is_new

    def _drop(self, source: str, numbers: Iterable[int]) -> None:
        with self._lock:
            for number in numbers:
                folder = self._folders.get(number)
                if folder is None or self._inotify is None:
                    continue
                folder.below.discard(source)
                folder.anchored.pop(source, None)
                if not (folder.below or folder.anchored):
                    del self._folders[number]
                    self._inotify.remove(number)

    def _above(self, source: str) -> frozenset[str]:
        """Folders that its paths are in, and are. What they are counts from the first time that anybody's was asked."""
        beside = source.startswith(_BESIDE)
        places = {str(above) for path in self._wanted[source] for above in PurePath(path).parents}
        places |= set() if beside else {path for path in self._wanted[source] if is_folder(path)}
        for place in places - self._known.keys():
            self._known[place] = identity(place)
        return frozenset(places)

    def _moved(self) -> set[str]:
        """Sources whose folders are others than they were."""
        used = frozenset[str]().union(*self._places.values())
        self._known = {place: known for place, known in self._known.items() if place in used}
        now = {place: identity(place) for place in self._known}
        others = {place for place, identity in now.items() if self._known[place] != identity}
        self._known |= now
        return {name for name, places in self._places.items() if not places.isdisjoint(others)} if others else set()


def _owner(name: str) -> str:
    return name.removeprefix(_BESIDE)
