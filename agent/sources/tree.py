"""A directory tree, or a single file, as a source: every regular file that is new or changed since the cursor.

The position maps each path to device, inode, size and time of change (ctime: the modification time can be set back).
A changed file is offered whole. What is deleted leaves the position. Of a `.git` folder only its `config` is read,
which can hold a remote's password; the rest is for a git source, and a repository that none reads is a debt. Symbolic
links, FIFOs, sockets and devices hold no text of their own and are never opened; a folder of them is no debt, but a
root that is one is. What cannot be read is a debt and is tried again at every look. A file that is gone before it is
scanned is done with; one that was replaced is offered at the next look, and no cursor waits for it.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from agent.model import Chunk, Cursor, Debt, FilePart, Visibility
from agent.sources.position import Pace, pack, unpack

_NAMED_DEBTS: Final = 200
_APART: Final = "a repository of its own: its history is not read here: scan it by name"
_BARE: Final = frozenset({"HEAD", "objects", "refs"})
_LONGEST_PATH: Final = 4000
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


class TreePosition(msgspec.Struct, frozen=True):
    """`backlog`: the first look is not finished. `debts` are those that were told last."""

    files: dict[str, str] = {}
    backlog: bool = True
    debts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Listing:
    """What is there now. `unread`: folders and files (relative paths) that could not be opened: not gone.

    `repositories`: folders with a `.git`, or that are a bare repository; "" is the root.
    """

    files: dict[str, os.stat_result] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    repositories: list[str] = field(default_factory=list)
    refused: str = ""


class TreeSource:
    """Every regular file below a folder. `elsewhere`: the repositories in it that a git source reads."""

    def __init__(
        self, name: str, path: Path, visibility: Visibility, *, elsewhere: Collection[str] = frozenset()
    ) -> None:
        self.name = name
        self.visibility = visibility
        self._path = path
        self._elsewhere = elsewhere

    @property
    def watched(self) -> Sequence[Path]:
        return (self._path,)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:  # noqa: ARG002 - files do not depend on the time
        stored = unpack(after, TreePosition)
        known = stored or TreePosition()
        under = after.rules if after is not None and stored is not None else rules
        listing = await asyncio.to_thread(_list, self._path)
        if listing.refused:
            told = msgspec.structs.replace(known, debts=((str(self._path), listing.refused),))
            if told != known:
                yield self._chunk(told, under)
            return
        async with aclosing(self._changed(known, listing, under)) as chunks:
            async for chunk in chunks:
                yield chunk
        if under != rules:
            async with aclosing(self._changed(TreePosition(), listing, rules)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _changed(self, known: TreePosition, listing: Listing, rules: str) -> AsyncGenerator[Chunk]:
        debts = self._debts(listing)
        there, unread = listing.files, listing.unread
        files = {path: mark for path, mark in known.files.items() if path in there or _below(path, unread)}
        marks = {path: _mark(status) for path, status in listing.files.items()}
        changed = [path for path in sorted(marks) if files.get(path) != marks[path]]
        backlog = known.backlog
        pace = Pace(known)
        waiting: FilePart | None = None
        for path in changed:
            if waiting is not None:
                position = None
                if pace.due():
                    position = TreePosition(files, backlog, debts)
                    pace.told(pack(position))
                yield self._chunk(position, rules, waiting, backlog=backlog)
                waiting = None
            files[path] = marks[path]
            status = listing.files[path]
            if status.st_size:
                full = self._path / path
                waiting = FilePart(
                    str(full.absolute()), _shown(full), 0, status.st_size, 1, status.st_dev, status.st_ino
                )
        position = TreePosition(files, backlog=False, debts=debts)
        if waiting is not None or position != known:
            yield self._chunk(position, rules, waiting, backlog=backlog)

    def _debts(self, listing: Listing) -> tuple[tuple[str, str], ...]:
        apart = [path for path in listing.repositories if path not in self._elsewhere]
        unread = listing.unread
        named = [(_shown(self._path / path), "it cannot be read") for path in unread[:_NAMED_DEBTS]]
        if (more := len(unread) - _NAMED_DEBTS) > 0:
            named.append((_shown(self._path), f"more files and folders that cannot be read: {more}"))
        named += [(_shown(self._path / path), _APART) for path in apart[:_NAMED_DEBTS]]
        if (more := len(apart) - _NAMED_DEBTS) > 0:
            named.append((_shown(self._path), f"more repositories of their own: {more}"))
        return tuple(named)

    def _chunk(
        self, position: TreePosition | None, rules: str, part: FilePart | None = None, *, backlog: bool = False
    ) -> Chunk:
        if position is None:
            return Chunk(self.name, self.visibility, backlog, part)
        debts = tuple(Debt(self.name, path, reason) for path, reason in position.debts)
        return Chunk(self.name, self.visibility, backlog, part, Cursor(self.name, pack(position), rules), debts)


def repositories(root: Path) -> list[str]:
    """The folders in it (relative; "" is itself) that are repositories of their own, in order."""
    return sorted(_list(root).repositories)


def _list(root: Path) -> Listing:
    """Names are looked up from open folders, so that a folder swapped for a symbolic link leads nowhere."""
    listing = Listing()
    try:
        status = root.lstat()
        if stat.S_ISREG(status.st_mode):
            os.close(os.open(root, _FILE))
            listing.files[""] = status
        elif stat.S_ISDIR(status.st_mode):
            for path, found in _walk(root, listing):
                listing.files[path] = found
        else:
            listing.refused = "it is a symbolic link or no regular file: name the file or folder itself"
    except FileNotFoundError:
        listing.refused = "it is not there"
    except OSError:
        listing.refused = "it cannot be read"
    return listing


def _walk(root: Path, listing: Listing) -> Iterator[tuple[str, os.stat_result]]:
    top = os.open(root, _FOLDER)
    try:
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                yield from _files(top, folder, folders, listing)
            except FileNotFoundError:
                continue
            except OSError:
                if not folder:
                    raise
                listing.unread.append(folder)
    finally:
        os.close(top)


def _files(top: int, folder: str, folders: list[str], listing: Listing) -> Iterator[tuple[str, os.stat_result]]:
    """The regular files right in `folder`; the folders in it join `folders`. Raises OSError when it does not open."""
    if len(folder) > _LONGEST_PATH:
        raise OSError(errno.ENAMETOOLONG, "nobody could open what is below")
    descriptor = os.dup(top)
    try:
        for part in folder.split("/") if folder else ():
            outer = descriptor
            descriptor = os.open(part, _FOLDER, dir_fd=outer)
            os.close(outer)
        names = sorted(os.listdir(descriptor))  # noqa: PTH208 - pathlib lists no open folder
        git_dir = Path(folder).name == ".git"
        if ".git" in names or (_BARE.issubset(names) and not git_dir):
            listing.repositories.append(folder)
        for name in names:
            if git_dir and name != "config":
                continue
            path = f"{folder}/{name}" if folder else name
            try:
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode) and not git_dir:
                    folders.append(path)
                if stat.S_ISREG(status.st_mode):
                    os.close(os.open(name, _FILE, dir_fd=descriptor))
                    yield path, status
            except FileNotFoundError:
                continue
            except OSError:
                listing.unread.append(path)
    finally:
        os.close(descriptor)


def _mark(status: os.stat_result) -> str:
    return f"{status.st_size}:{status.st_ctime_ns}:{status.st_ino}:{status.st_dev}"


def _below(path: str, unread: Sequence[str]) -> bool:
    """A file that could not be opened now is not gone: what is known of it is kept."""
    return any(path == missed or path.startswith(f"{missed}/") for missed in unread)


def _shown(path: Path) -> str:
    return os.fsencode(path).decode(errors="backslashreplace")
