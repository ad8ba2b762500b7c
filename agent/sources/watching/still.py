"""Has anything changed? Asked of the file system alone: numbers, sizes and times of what is there.

    still = of_git(...)   look   ...   still.holds()?  else of_git(...).key == still.key?   else look again

`holds` costs a call of the system for each file and folder; a folder in which nothing came or went need not be listed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from agent.sources.git.configs import wanted

# What may change while no ref does, from the lock of an index to a pack that was fetched.
_PARTS: Final = ("HEAD", "packed-refs", "FETCH_HEAD", "shallow", "commondir", "objects", "objects/pack", "objects/info")
_FOLDERS: Final = ("refs", "reftable", "worktrees")
# Of these a watcher need not wake anybody at once (git.py).
BESIDE: Final = ("FETCH_HEAD", "shallow", "commondir", "objects", "worktrees")
_OF_WORKTREES: Final = frozenset({"worktrees", "HEAD", "ORIG_HEAD"})
_KEPT: Final = 200  # marks; more are not worth the memory
_WHOLE: Final = (1 << 64) - 1  # a file can be older than 1970

Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Still:
    """`key` is the same while nothing has changed. `paths` are those of everything, with NUL between them, and `marks`
    what they had, as one row of numbers; or none of both, where that is much. There are thousands of these.
    """

    key: str
    paths: str = ""
    marks: array[int] = field(default_factory=partial(array, "Q"))

    def holds(self) -> bool:
        """True only where nothing has changed."""
        look, marks = os.lstat, iter(self.marks)
        try:
            for path, inode, size, changed in zip(self.paths.split("\0"), marks, marks, marks, strict=False):
                status = look(path)
                if status.st_ctime_ns & _WHOLE != changed or status.st_size != size or status.st_ino != inode:
                    return False
        except OSError:
            return False
        return bool(self.marks)


def of_git(git_dir: Path, *, objects: bool, link: Path | None = None) -> Still:
    """Of the refs, and of what else decides what a look at a repository tells; `objects`: and of all that is stored.
    `link`: the `.git` file that leads there.

    The folder itself is no part of the key, nor is that of a linked tree: they are touched whenever git looks at an
    index. Raises OSError.
    """
    top = str(git_dir)
    ways = [*([str(link)] if link else []), top, *_trees(top)]
    return _still(
        [(way, _mark(os.lstat(way))) for way in ways], _git_files(top, (*_FOLDERS, *(("objects",) if objects else ())))
    )


def of_tree(root: Path) -> Still:
    """Of all files below, or of the one that it is. Of a `.git` folder only configurations count. Raises OSError."""
    return _still([], _tree_files(root))


def _git_files(top: str, folders: Sequence[str]) -> Iterator[tuple[str, Mark]]:
    for name in _PARTS:
        if name.partition("/")[0] in folders:
            continue
        try:
            yield f"{top}/{name}", _mark(os.lstat(f"{top}/{name}"))
        except FileNotFoundError:
            continue
    for folder in folders:
        if os.path.isdir(f"{top}/{folder}"):  # noqa: PTH112 - thousands of them, again and again
            for path, mark in _below(f"{top}/{folder}"):
                if folder != "worktrees" or path.rpartition("/")[2] in _OF_WORKTREES:
                    yield path, mark


def _trees(top: str) -> list[str]:
    try:
        with os.scandir(f"{top}/worktrees") as trees:
            return [tree.path for tree in trees]
    except OSError:  # mostly there are none
        return []


def _tree_files(root: Path) -> Iterator[tuple[str, Mark]]:
    status = root.lstat()
    if stat.S_ISDIR(status.st_mode):
        yield from _below(str(root))
    else:
        yield str(root), _mark(status)


def _below(top: str) -> Iterator[tuple[str, Mark]]:
    waiting = [top]
    yield top, _mark(os.lstat(top))
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except PermissionError:
            continue
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry.path, _mark(entry.stat(follow_symlinks=False))
            elif entry.name != ".git":
                waiting.append(entry.path)
                yield entry.path, _mark(entry.stat(follow_symlinks=False))
            else:
                yield from _configurations(entry.path)


def _configurations(git_dir: str) -> Iterator[tuple[str, Mark]]:
    waiting = [""]
    while waiting:
        within = waiting.pop()
        try:
            entries = list(os.scandir(f"{git_dir}/{within}"))
        except (PermissionError, FileNotFoundError):
            continue
        files, inner = wanted(within, {entry.name for entry in entries})
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name in inner:
                    waiting.append(f"{within}/{entry.name}".lstrip("/"))
            elif entry.name in files:
                yield entry.path, _mark(entry.stat(follow_symlinks=False))


def _still(besides: list[tuple[str, Mark]], every: Iterator[tuple[str, Mark]]) -> Still:
    seen = hashlib.blake2b(digest_size=16)
    kept: list[tuple[str, Mark]] = besides
    for path, mark in every:
        seen.update(b"%d %d %d;" % mark)
        if len(kept) <= _KEPT:
            kept.append((path, mark))
    if len(kept) > _KEPT:
        return Still(seen.hexdigest())
    numbers = (number & _WHOLE for _, mark in kept for number in mark)
    return Still(seen.hexdigest(), "\0".join(path for path, _ in kept), array("Q", numbers))


def _mark(status: os.stat_result) -> Mark:
    return status.st_ino, status.st_size, status.st_ctime_ns
