"""A `.git` file: where a linked working tree or a submodule has its repository, if that repository says so as well.

    <tree>/.git   gitdir: <main>/.git/worktrees/<name>      <main>/.git/worktrees/<name>/gitdir   <tree>/.git
    <sub>/.git    gitdir: <super>/.git/modules/<name>       <super>/.git/modules/<name>/config    core.worktree = <sub>

Anybody can write such a file, and have somebody else's repository reported as his own. It is followed only where the
repository names the working tree in turn, and both have one owner.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

_ENOUGH: Final = 1 << 16
_LINK: Final = re.compile(rb"gitdir: ([^\n]+?)\s*\Z")
_SECTION: Final = re.compile(rb"\s*\[\s*([^\]]*?)\s*\]")
_WORKTREE: Final = re.compile(rb'\s*worktree\s*=\s*"?(.*?)"?\s*\Z', re.IGNORECASE)
_WORKTREES: Final = "worktrees"


def leads_to(link: Path) -> Path | None:
    """The folder with the refs and objects, without symbolic links in its path; None: it is not to be followed.

    Raises OSError where something of it is not there or cannot be read.
    """
    found = _LINK.match(_read(link))
    if found is None:
        return None
    tree = link.parent.resolve(strict=True)
    folder = (tree / os.fsdecode(found[1])).resolve(strict=True)
    owner = link.lstat().st_uid
    if folder.parent.name == _WORKTREES:
        back = (folder / os.fsdecode(_read(folder / "gitdir").strip())).resolve()
        common = (folder / os.fsdecode(_read(folder / "commondir").strip())).resolve()
        is_mutual = back == tree / link.name and common == folder.parent.parent
        folder = common
    else:
        named = _worktree(_read(folder / "config"))
        is_mutual = named is not None and (folder / os.fsdecode(named)).resolve() == tree
    return folder if is_mutual and folder.lstat().st_uid == owner else None


def _worktree(config: bytes) -> bytes | None:
    """core.worktree, as git itself writes it."""
    section = b""
    for line in config.splitlines():
        if begins := _SECTION.match(line):
            section = begins[1].lower()
        elif section == b"core" and (found := _WORKTREE.match(line)):
            return found[1]
    return None


def _read(file: Path) -> bytes:
    """The beginning of a regular file."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.read(descriptor, _ENOUGH) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    finally:
        os.close(descriptor)
