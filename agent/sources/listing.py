"""What there is in a directory tree now: files, links, repositories, and what could not be opened.

Names are looked up from open folders, so that a folder swapped for a symbolic link meanwhile leads nowhere. Of a `.git`
folder only configurations are listed (git/configs.py). A repository is listed, also a submodule's in a `.git`, unless
the folder where that is checked out leads there.
"""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from agent.sources.git.configs import BARE, inside, wanted
from agent.sources.git.dir import where

_LONGEST_PATH: Final = 4000
FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC

Own = Mapping[tuple[int, int], Path]  # Stanch's folders by device and inode, as agent/folders.py finds them


@dataclass(slots=True)
class Listing:
    """What is there now. `unread`: folders and files (relative paths) that could not be opened: not gone.

    `links`: what the symbolic ones lead to, as the bytes of that name. `folders`: all but `.git` and those in it.
    `repositories`: folders with a `.git`, or that are a bare repository; "" is the root. `modules`: those of
    submodules, in a `.git`. `apart`: Stanch's own folders, which are not looked into.
    """

    files: dict[str, os.stat_result] = field(default_factory=dict)
    links: dict[str, tuple[os.stat_result, bytes]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    repositories: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    apart: list[Path] = field(default_factory=list)
    refused: str = ""


def repositories(root: Path, stopped: Callable[[], bool] = bool, own: Own = MappingProxyType({})) -> list[str]:
    """The folders in it (relative; "" is itself) that are repositories of their own, in order. stopped: no more is
    wanted. own: what is in those is Stanch's.
    """
    return sorted(_list(root, stopped, own, names_only=True).repositories)


async def listed(root: Path, own: Own, *, git: bool) -> Listing:
    """In a thread, which ends soon when nobody waits for it any more: the process waits for its end."""
    stop = threading.Event()
    try:
        return await asyncio.to_thread(_list, root, stop.is_set, own, git=git)
    finally:
        stop.set()


def _list(root: Path, stopped: Callable[[], bool], own: Own, *, names_only: bool = False, git: bool = False) -> Listing:
    """stopped: what is there so far is enough."""
    listing = Listing()
    try:
        status = root.lstat()
        if stat.S_ISREG(status.st_mode):
            if _hides_its_size(root):
                listing.refused = "it has no size until it is read, like what is in /proc: pipe it in (`stanch scan -`)"
            else:
                listing.files[""] = status
        elif stat.S_ISDIR(status.st_mode):
            _walk(root, listing, stopped, own, names_only=names_only, git=git)
            if listing.modules and not git:
                led = {os.path.realpath(where(root / folder)) for folder in listing.repositories}
                apart = (path for path in listing.modules if os.path.realpath(root / path) not in led)
                listing.repositories += apart
        else:
            listing.refused = "it is a symbolic link or no regular file: name the file or folder itself"
    except FileNotFoundError:
        listing.refused = "it is not there"
    except OSError:
        listing.refused = "it cannot be read"
    return listing


def _hides_its_size(file: Path) -> bool:
    """Does it say that it is empty, and is not? Raises OSError where it cannot be read."""
    descriptor = os.open(file, FILE)
    try:
        return not os.fstat(descriptor).st_size and bool(os.read(descriptor, 1)) and not os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def _walk(root: Path, listing: Listing, stopped: Callable[[], bool], own: Own, *, names_only: bool, git: bool) -> None:
    top = os.open(root, _FOLDER)
    try:
        folders = [""]
        while folders and not stopped():
            folder = folders.pop()
            within = folder if git else inside(folder)
            try:
                folders += _files(top, folder, listing, own, within, names_only=names_only)
            except FileNotFoundError:
                continue
            except OSError:
                if not folder:
                    raise
                listing.unread.append(folder)
            if not (names_only or within):
                listing.folders.append(folder)
    finally:
        os.close(top)


def _files(top: int, folder: str, listing: Listing, own: Own, within: str | None, *, names_only: bool) -> list[str]:
    """Lists the regular files right in `folder`, and tells the folders in it. `within`: the part of its path that is in
    a `.git`. Raises OSError when it does not open.
    """
    with _opened(top, folder) as descriptor:
        if own and folder:
            status = os.fstat(descriptor)
            if ours := own.get((status.st_dev, status.st_ino)):
                listing.apart.append(ours)
                return []
        with os.scandir(descriptor) as found:
            entries = list(found)
        names = {entry.name for entry in entries}
        files, inner = (names, names) if within is None else wanted(within, names)
        if within is None and (".git" in names or BARE.issubset(names)):
            listing.repositories.append(folder)
        if within and BARE.issubset(names):
            listing.modules.append(folder)
        return [*_entries(entries, folder, descriptor, listing, () if names_only else files, inner)]


@contextmanager
def _opened(top: int, folder: str) -> Iterator[int]:
    """The folder `top` or one below it, each on the way from the one around it."""
    if len(folder) > _LONGEST_PATH:
        raise OSError(errno.ENAMETOOLONG, "nobody could open what is below")
    descriptor = os.dup(top)
    try:
        for part in folder.split("/") if folder else ():
            outer = descriptor
            descriptor = os.open(part, _FOLDER, dir_fd=outer)
            os.close(outer)
        yield descriptor
    finally:
        os.close(descriptor)


def _entries(
    entries: Sequence[os.DirEntry[str]],
    folder: str,
    descriptor: int,
    listing: Listing,
    files: Collection[str],
    inner: Collection[str],
) -> Iterator[str]:
    """Lists those of them that are among `files`, and tells the folders that are among `inner`."""
    for entry in entries:
        if entry.name not in files and entry.name not in inner:
            continue
        path = f"{folder}/{entry.name}" if folder else entry.name
        try:
            if not entry.is_dir(follow_symlinks=False):
                if entry.name in files:
                    _add(entry, path, descriptor, listing)
            elif entry.name in inner:
                yield path
        except FileNotFoundError:
            continue
        except OSError:
            listing.unread.append(path)


def _add(entry: os.DirEntry[str], path: str, folder: int, listing: Listing) -> None:
    if entry.is_file(follow_symlinks=False):
        status = entry.stat(follow_symlinks=False)
        if not _is_open(status):
            os.close(os.open(entry.name, FILE, dir_fd=folder))
        listing.files[path] = status
    elif entry.is_symlink():
        target = os.readlink(os.fsencode(entry.name), dir_fd=folder)
        listing.links[path] = entry.stat(follow_symlinks=False), target


def _is_open(status: os.stat_result) -> bool:
    """Do its rights say that we may read it, whoever we are? If not, only trying tells."""
    if status.st_uid == os.geteuid():
        return bool(status.st_mode & stat.S_IRUSR)
    return status.st_mode & (stat.S_IRGRP | stat.S_IROTH) == stat.S_IRGRP | stat.S_IROTH
