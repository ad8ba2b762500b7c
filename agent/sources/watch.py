"""What says "look again": file-system events, each of which only marks a source dirty. The only importer of watchdog.

    kernel --> watchdog's threads --> dirty set + asyncio.Event --> wait() --> names of sources

Events are hints: they arrive late, doubled or not at all, and a burst overflows any queue. So `wait` returns at its
timeout as well, everybody polls then, and the cursor alone decides what is new. Each path is watched from its parent
(that is how it is seen to be deleted, replaced or renamed) and, where it is a folder, with all below. At every wait the
paths are looked at again: one that came into being, or is another file than before, is watched anew. Symbolic links are
not followed. Where the kernel refuses more watches, the source is `degraded`: only the poll finds what is new in it.
"""

from __future__ import annotations

import asyncio
import os
import stat
import tempfile
import threading
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

# It meets a new folder twice, in the walk of its parent and in its own event, and says so on our standard error.
warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)

# Not those of opening and closing: reading a file for a scan would wake us again for ever.
_EVENTS: Final[list[type[FileSystemEvent]]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
# A folder to watch, alone or with all below.
Target = tuple[Path, bool]
Identity = tuple[int, int]


class _Marker(FileSystemEventHandler):
    """Marks the sources that an event concerns: a path of theirs, something in it, or a rotated sibling of its name."""

    def __init__(self, watcher: Watcher, concerned: Sequence[tuple[str, str]]) -> None:
        self._watcher = watcher
        self.concerned = concerned

    def dispatch(self, event: FileSystemEvent) -> None:
        for place in (event.src_path, event.dest_path):
            text = os.fsdecode(place)
            for source, path in self.concerned if text else ():
                if text.startswith(path) or path.startswith(f"{text.rstrip('/')}/"):
                    self._watcher.mark(source)


class Watcher:
    """Watches the paths of all sources. `async with`, then `wait` again and again."""

    def __init__(self, paths_by_source: Mapping[str, Sequence[Path]]) -> None:
        self._wanted = [(name, path.absolute()) for name, paths in paths_by_source.items() for path in paths]
        self._armed: dict[Target, tuple[Identity | None, _Marker, ObservedWatch | None]] = {}
        self._observer = Observer()
        self._dirty: set[str] = set()
        self._lock = threading.Lock()
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._degraded: set[str] = set()

    @property
    def degraded(self) -> frozenset[str]:
        """Sources that are not wholly watched."""
        return frozenset(self._degraded)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop = None
        await asyncio.to_thread(self._stop)

    async def wait(self, timeout: float) -> set[str]:  # noqa: ASYNC109 - a timeout is an answer here, not an error
        """Sources that something happened to; an empty set when `timeout` seconds passed: then all are looked at."""
        await asyncio.to_thread(self._arm)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._woken.wait()
        with self._lock:
            dirty, self._dirty = self._dirty, set()
            self._woken.clear()
        return dirty

    def mark(self, source: str) -> None:
        """Called in watchdog's threads."""
        with self._lock:
            loop = self._loop
            if source in self._dirty or loop is None:
                return
            self._dirty.add(source)
        with suppress(RuntimeError):  # the loop closed meanwhile
            loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        with self._lock:
            if self._dirty:
                self._woken.set()

    def _start(self) -> None:
        try:
            self._observer.start()
        except OSError:
            self._degraded.update(name for name, _ in self._wanted)
        self._arm(first=True)

    def _stop(self) -> None:
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def _arm(self, *, first: bool = False) -> None:
        """Watch what is there now: what is not watched yet, and what is another folder than the one we watched."""
        if not self._observer.is_alive():
            return
        targets: dict[Target, list[tuple[str, str]]] = {}
        for name, path in self._wanted:
            targets.setdefault((_existing(path.parent), False), []).append((name, str(path)))
            if _is_folder(path):
                targets.setdefault((path, True), []).append((name, str(path)))
        for target in [*self._armed]:
            identity, marker, watch = self._armed[target]
            if marker.concerned != targets.get(target) or identity != _identity(target[0]):
                del self._armed[target]
                if watch is not None:
                    self._observer.unschedule(watch)
        for target, concerned in targets.items():
            if target in self._armed:
                continue
            identity, marker = _identity(target[0]), _Marker(self, concerned)
            self._armed[target] = identity, marker, self._watch(target, marker)
            for name, _ in concerned if not first else ():
                self.mark(name)

    def _watch(self, target: Target, marker: _Marker) -> ObservedWatch | None:
        path, below = target
        watch = None
        try:
            watch = self._observer.schedule(marker, str(path), recursive=below, event_filter=_EVENTS)
            # watchdog keeps silent about folders below that it could not watch: is there room for one more?
            with tempfile.TemporaryDirectory() as room:
                self._observer.unschedule(self._observer.schedule(marker, room, event_filter=_EVENTS))
        except OSError:
            self._degraded.update(name for name, _ in marker.concerned)
        return watch


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _identity(path: Path) -> Identity | None:
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    while not _is_folder(folder) and folder != folder.parent:
        folder = folder.parent
    return folder
