"""The place that a report names, to be read again by a scanner: below a folder that somebody gave, and nowhere else.

A report is a file from elsewhere: a path in it may point anywhere, by .. or by a link. What is not below the folder,
links resolved, is not there. A commit is looked up with the recipe for hostile repositories.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from stat import S_ISREG
from typing import Final

from agent.found import Blob, FilePart, GitPart, Visibility
from agent.reports.forms import Entry
from agent.settings import SourceKind
from agent.sources.git.dir import RefusedError, look
from agent.sources.git.run import GitError, fields, stream

_PATIENCE: Final = timedelta(seconds=20)
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Root:
    """A folder, or one file, below which a report's paths are looked for. `source`: of the configuration, or "".

    beside: it is the working tree of a source, whose files go by their path in it.
    """

    path: Path
    source: str = ""
    visibility: Visibility = Visibility.UNKNOWN
    kind: SourceKind | None = None
    beside: bool = False


async def find(roots: Sequence[Root], entry: Entry) -> tuple[Root, FilePart | GitPart] | None:
    """What a scanner is to read, in the first of these where it is, and the source that sees it there by itself.

    A version belongs to a history, a file to a folder or a working tree: whichever of these led there.
    """
    for root in roots:
        part = await _version(root.path, entry) if entry.commit else _file(root.path, entry.path)
        if part is not None:
            return _owned(roots, part) or (replace(root, source=""), part)
    return None


def _owned(roots: Sequence[Root], part: FilePart | GitPart) -> tuple[Root, FilePart | GitPart] | None:
    if isinstance(part, GitPart):
        same = (one for one in roots if one.kind is SourceKind.GIT and _is_of(part.git_dir, one.path))
        owner = next(same, None)
        return (owner, part) if owner else None
    held = [
        (one, below)
        for one in roots
        if one.kind in {SourceKind.TREE, SourceKind.LOG} and (below := _below(Path(part.path), one.path)) is not None
    ]
    if not held:
        return None
    root, below = min(held, key=lambda one: len(one[1]))  # the innermost of folders in one another
    return root, replace(part, label=below if root.beside else str(root.path / below), below=below or root.path.name)


def _is_of(git_dir: str, repository: Path) -> bool:
    try:
        return Path(git_dir).samefile(look(repository).git_dir)
    except (RefusedError, OSError):
        return False


def _below(file: Path, top: Path) -> str | None:
    """The file's path below it; "": it is that file."""
    try:
        found = file.relative_to(top.resolve(strict=True))
    except (OSError, ValueError, RuntimeError):
        return None
    return "" if found == Path() else str(found)


async def reaches(part: FilePart | GitPart, line: int) -> bool:
    """Is there such a line? Where that cannot be said: yes."""
    try:
        if isinstance(part, FilePart):
            return await asyncio.to_thread(_has_line, part.path, line)
        count, last = 0, b"\n"
        blobs = stream(part.git_dir, "cat-file", "blob", part.blobs[0].oid, patience=_PATIENCE)
        async with aclosing(blobs) as blocks:
            async for block in blocks:
                count, last = count + block.count(b"\n"), block or last
        return count + (not last.endswith(b"\n")) >= line
    except (OSError, GitError):
        return True


def _has_line(path: str, line: int) -> bool:
    count, last = 0, b"\n"
    # It may have become something else meanwhile: a pipe would be waited for.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
        while block := file.read(_BLOCK):
            count, last = count + block.count(b"\n"), block
    return count + (not last.endswith(b"\n")) >= line


def _file(root: Path, path: str) -> FilePart | None:
    try:
        top = root.resolve(strict=True)
        meant = (top / path).resolve(strict=True) if top.is_dir() else top
        if not meant.is_relative_to(top) or (not top.is_dir() and Path(path).name != top.name):
            return None
        status = meant.lstat()
    except (OSError, ValueError, RuntimeError):
        return None
    if not S_ISREG(status.st_mode):
        return None
    return FilePart(str(meant), path, 0, status.st_size, 1, status.st_dev, status.st_ino, below=path)


async def _version(root: Path, entry: Entry) -> GitPart | None:
    """As it was in the commit that the report names."""
    assert entry.commit is not None
    try:
        git_dir = look(root).git_dir
        ask = ("ls-tree", "-z", "--full-tree", entry.commit, "--", entry.path)
        async with aclosing(fields(git_dir, *ask, patience=_PATIENCE, end=b"\0")) as lines:
            async for line in lines:
                told, _, name = line.partition(b"\t")
                mode, kind, oid = told.decode().split(" ")
                if kind == "blob" and name == os.fsencode(entry.path) and mode.startswith("100"):
                    blob = Blob(oid, entry.path, entry.commit, entry.author, None)
                    return GitPart(git_dir, (blob,))
    except (RefusedError, GitError, ValueError):
        return None
    return None
