"""Which files a log source's path names. Blocking; run in a thread.

    a file                       it
    a folder                     every file below it
    a pattern                    *, ? and [] in any of its parts; `**` is any number of folders
    a folder and a layout        where that CI system keeps its logs (layouts.py)

No symbolic link is followed. What is in a folder by chance and is no file is passed over there; what a pattern or a
path names is not.

Old builds are many. A file under a number of its own (`builds/17/log`), or in a layout's place for files that are
written once, is left out without being looked at where `settled` has it.
"""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.sources.logs.layouts import LAYOUTS, Pattern

_ANY: Final = "**"
_DEEPEST: Final = 64  # folders in folders
_DIGITS: Final = 15
# The folder and the name in it by which a build, or a log, is known once it is settled.
Item = tuple[str, str]
# Of a folder, the names that are left out where they are written once.
Settled = Callable[[str], Collection[str]]


@dataclass(frozen=True, slots=True)
class Named:
    """A file that is named. `once`: nobody writes to it once it is finished. `loose`: it may be no file."""

    path: str
    item: Item | None
    once: bool
    loose: bool


class Names:
    """What a source's path names, at each look anew: a file may have become a folder."""

    def __init__(self, path: Path, layout: str | None = None) -> None:
        self.path = path.absolute()
        self._layout = LAYOUTS[layout] if layout else None

    @property
    def fixed(self) -> Path:
        return self.path if self._layout else fixed(self.path)

    @property
    def watched(self) -> Sequence[Path]:
        return tuple(self.path / folder for folder in self._layout.watched) if self._layout else (fixed(self.path),)

    @property
    def is_one(self) -> bool:
        """Is it one place, which is missed when it is not there?"""
        return self.fixed == self.path

    def now(self, settled: Settled, unread: list[str]) -> Iterator[Named]:
        """In order, each path once. `unread` is told of folders that cannot be read."""
        seen: set[str] = set()
        for each in self._all(settled, unread):
            if each.path not in seen:
                seen.add(each.path)
                yield each

    def _all(self, settled: Settled, unread: list[str]) -> Iterator[Named]:
        if self._layout:
            for pattern in self._layout.patterns:
                walk = _Walk(settled, unread, self._layout.avoided, once=pattern.once)
                yield from walk.files(self.path, pattern.text.split("/"))
        elif _is_folder(str(self.path)):
            yield from _Walk(settled, unread).files(self.path, [_ANY, "*"])
        elif os.path.lexists(self.path):
            yield Named(str(self.path), None, once=False, loose=False)
        elif (base := fixed(self.path)) != self.path:
            rest = self.path.parts[len(base.parts) :]
            yield from _Walk(settled, unread, loose=False).files(base, rest)

    def could_be(self, path: str) -> bool:
        """Is this a name that it could name, whether it exists or not?"""
        return any(self._patterns(path)) if self._layout else named(path, self.path)

    def passes(self, path: str) -> bool:
        """Is it written in one go, and taken away when its job is done?"""
        return any(pattern.passing for pattern in self._patterns(path))

    def _patterns(self, path: str) -> Iterator[Pattern]:
        """Of the layout, those that the name fits."""
        for pattern in self._layout.patterns if self._layout else ():
            if _fits(Path(path).parts, (*self.path.parts, *pattern.text.split("/"))):
                yield pattern


@dataclass(frozen=True, slots=True)
class _Walk:
    """`avoided`: names of folders that `**` does not enter. `once`, `loose`: as in Named."""

    settled: Settled
    unread: list[str]
    avoided: tuple[str, ...] = ()
    once: bool = False
    loose: bool = True

    def files(self, base: Path, parts: Sequence[str]) -> Iterator[Named]:
        """The files that `parts` lead to from `base`. The last part that is a pattern tells the item."""
        last = max(at for at, part in enumerate(parts) if _magic(part))
        by = len(parts) - 1 if parts[last] == _ANY else last
        folders: list[tuple[str, Item | None]] = [(str(base), None)]
        for at, part in enumerate(parts[:-1]):
            if part == _ANY:
                stop = () if _magic(parts[at + 1]) or at + 2 == len(parts) else (parts[at + 1],)
                folders = [(below, None) for folder, _ in folders for below in self._below(folder, stop)]
                continue
            folders = [
                (path, (folder, name) if at == by else item)
                for folder, item in folders
                for name in self._matching(folder, part, tells=at == by, folders=True)
                if _is_folder(path := _below_it(folder, name))
            ]
        for folder, item in folders:
            for name in self._matching(folder, parts[-1], tells=by == len(parts) - 1, folders=False):
                known = item or (folder, name)
                once = self.once or is_number(known[1])
                yield Named(_below_it(folder, name), known, once=once, loose=self.loose)

    def _matching(self, folder: str, part: str, *, tells: bool, folders: bool) -> Iterator[str]:
        """Names in a folder that a part of a pattern names: of folders, or of all else. `tells`: an item is known by
        them.
        """
        if not _magic(part):
            if os.path.lexists(_below_it(folder, part)):
                yield part
            return
        known = self.settled(folder) if tells else ()
        for entry in entries(folder, self.unread):
            name = entry.name
            if name in known and (self.once or is_number(name)):
                continue
            if entry.is_dir(follow_symlinks=False) is folders and (part == "*" or fnmatch.fnmatchcase(name, part)):
                yield name

    def _below(self, folder: str, stop: tuple[str, ...], depth: int = 0) -> Iterator[str]:
        """A folder and all below it, without those of the names `stop`."""
        yield folder
        if depth == _DEEPEST:
            self.unread.append(folder)
            return
        for entry in entries(folder, self.unread):
            avoided = (fnmatch.fnmatchcase(entry.name, name) for name in (*stop, *self.avoided))
            if entry.is_dir(follow_symlinks=False) and not any(avoided):
                yield from self._below(entry.path, stop, depth + 1)


def entries(folder: str, unread: list[str] | None = None) -> list[os.DirEntry[str]]:
    """What is in a folder, in order; `unread` is told of one that cannot be read."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError:
        if unread is not None:
            unread.append(folder)
    return []


def is_number(name: str) -> bool:
    """As a number is written: what is called so is one of a series, and written once."""
    return name.isascii() and name.isdecimal() and len(name) <= _DIGITS and (name[0] != "0" or name == "0")


def _magic(part: str) -> bool:
    return any(sign in part for sign in "*?[")


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _below_it(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"


def fixed(pattern: Path) -> Path:
    """The part of a pattern that is no pattern: a file, or the folder below which all matches lie."""
    path = Path(pattern.anchor)
    for part in pattern.parts[1:]:
        if _magic(part):
            return path
        path /= part
    return path


def named(path: str, pattern: Path) -> bool:
    """Is this a name that the pattern could name, whether it exists or not? Of a folder: is it in there?"""
    parts = Path(path).parts
    if path == str(pattern) or _fits(parts, pattern.parts):
        return True
    return _is_folder(str(pattern)) and parts[: len(pattern.parts)] == pattern.parts


def _fits(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if _ANY in wanted:
        at = wanted.index(_ANY)
        rest = wanted[at + 1 :]
        if not _fits(parts[:at], wanted[:at]):
            return False
        return any(_fits(parts[start:], rest) for start in range(at, len(parts)))
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))


def shown(path: str | Path) -> str:
    return os.fsencode(path).decode(errors="backslashreplace")


def ranges(names: Collection[str]) -> tuple[tuple[tuple[int, int], ...], tuple[str, ...]]:
    """The same in few words: numbers as ranges, and the others."""
    found: list[tuple[int, int]] = []
    for number in sorted(int(name) for name in names if is_number(name)):
        if found and number == found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return tuple(found), tuple(sorted(name for name in names if not is_number(name)))


def listed(numbers: tuple[tuple[int, int], ...], names: tuple[str, ...]) -> set[str]:
    return {*names, *(str(number) for first, last in numbers for number in range(first, last + 1))}
