"""Find a repository's folder, and refuse one that would make us read somebody else's.

A hostile repository can point git at another one, whose secrets would then be reported as its own: alternates, a
`commondir`, symbolic links. None is followed, and a `.git` file only to who points back (link.py). A FIFO in place
of a file would hold git for ever. The check is made before each look; someone who can swap files between the check and
git's own look still wins that race, so untrusted users' repositories belong under a uid that cannot read the others.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.sources.git.link import leads_to

_ENOUGH = 1 << 20
_OID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\s*")
_PARTS = ("HEAD", "config", "objects", "packed-refs", "refs", "shallow", "worktrees")


class RefusedError(Exception):
    """The repository is not read. The text says why, in our words."""


@dataclass(frozen=True, slots=True)
class Repository:
    """`stamp` changes when objects come or go, `shallow` is empty unless history was cut off, `heads` are detached."""

    git_dir: str
    stamp: str
    shallow: str
    heads: tuple[str, ...]


def where(path: Path) -> Path:
    """The folder with the refs: `.git` below a working tree, where a `.git` file leads to, or the bare repository."""
    git_dir = path / ".git"
    if not os.path.lexists(git_dir):
        return path
    try:
        linked = leads_to(git_dir) if git_dir.is_file() and not git_dir.is_symlink() else None
    except (OSError, ValueError, RuntimeError):  # a NUL in a path, links in a circle
        linked = None
    return linked or git_dir


def is_repository(path: Path) -> bool:
    """Does a folder look like one: a working tree with its `.git`, or a bare one?"""
    bare = all((path / part).exists() for part in ("HEAD", "objects", "refs"))
    return path.is_dir() and (bare or (path / ".git").exists())


def look(path: Path) -> Repository:
    """Raises RefusedError."""
    try:
        return _look(path)
    except FileNotFoundError:
        reason = "no repository is there"
    except OSError:
        reason = "the repository cannot be read"
    raise RefusedError(reason)


def _look(path: Path) -> Repository:
    git_dir = where(path)
    for folder in (path, git_dir):
        mode = folder.lstat().st_mode
        if stat.S_ISLNK(mode):
            _refuse("it is reached through a symbolic link: name the repository itself")
        if not stat.S_ISDIR(mode):
            _refuse("it is no folder, or its .git leads to a repository that does not name it: name that one itself")
    for needed in ("HEAD", "objects", "refs"):
        (git_dir / needed).lstat()
    if os.path.lexists(git_dir / "commondir"):
        _refuse("it shares the folder of another repository: name that one")
    if _read(git_dir / "objects" / "info" / "alternates"):
        _refuse("it borrows the objects of another repository (alternates)")
    shallow = _read(git_dir / "shallow")
    return Repository(
        str(git_dir.absolute()),
        _stamp(git_dir),
        hashlib.sha256(shallow).hexdigest()[:32] if shallow.strip() else "",
        tuple(_heads(git_dir)),
    )


def _stamp(git_dir: Path) -> str:
    """Changes when objects come or go. Looks at all that git may open, and refuses what it should not."""
    stamp = hashlib.sha256()
    for name in _PARTS:
        if not os.path.lexists(git_dir / name):
            continue
        for path, status in _below(git_dir / name):
            if name == "objects":
                stamp.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode(errors="surrogateescape"))
    stamp.update(_read(git_dir / "shallow"))
    return stamp.hexdigest()[:32]


def _below(top: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Folders below, and packs; a loose object shows in its folder's time. Refuses what is neither file nor folder."""
    folders = [str(top)]
    while folders:
        folder = folders.pop()
        status = os.lstat(folder)
        if stat.S_ISREG(status.st_mode):
            return
        if not stat.S_ISDIR(status.st_mode):
            _refuse("a part of it is a symbolic link or no regular file")
        yield folder, status
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif not entry.is_file(follow_symlinks=False):
                    _refuse("a part of it is a symbolic link or no regular file")
                elif entry.name.startswith("pack-"):
                    yield entry.path, entry.stat(follow_symlinks=False)


def _heads(git_dir: Path) -> Iterator[str]:
    """Commits that HEAD, or a linked working tree's, names without a branch."""
    for head in (git_dir / "HEAD", *sorted((git_dir / "worktrees").glob("*/HEAD"))):
        content = _read(head)
        if _OID.fullmatch(content):
            yield content.strip().decode()


def _read(file: Path) -> bytes:
    """The beginning of a regular file; nothing when there is none."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            _refuse("a part of it is a symbolic link or no regular file")
        return os.read(descriptor, _ENOUGH)
    finally:
        os.close(descriptor)


def _refuse(reason: str) -> None:
    raise RefusedError(reason)
