"""Where a push's objects lie until it is let in, and what of git's environment is let through to read them.

git (or a forge around it) keeps them apart until pre-receive has ended, and names the folder in the environment, with
those that it borrows from. They are let through as places of more objects beside the repository's own, and nothing
else of git's environment is. Whoever pushes cannot set it; all the same a folder counts only if it is a real one of the
user that we run as, in which nobody else may write, and which borrows from no further one.

https://git-scm.com/docs/git-receive-pack#_quarantine_environment
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.git import GIT_ENV

_OTHERS_WRITE: Final = 0o022


def environment(environ: Mapping[str, str], here: Path, git_dir: Path) -> Mapping[str, str]:
    """For every git that reads a push into `git_dir`. Raises Complaint."""
    folders = []
    for folder in dict.fromkeys(_named(environ, here)):
        if folder == git_dir / "objects":
            continue
        if not _ours(folder):
            message = "what git names for the objects of this push is no folder of this user alone"
            raise Complaint(message)
        folders.append(folder)
    if not folders:
        return GIT_ENV
    return {**GIT_ENV, "GIT_ALTERNATE_OBJECT_DIRECTORIES": ":".join(map(_quoted, folders))}


def _named(environ: Mapping[str, str], here: Path) -> Iterator[Path]:
    names = [environ.get("GIT_QUARANTINE_PATH", ""), environ.get("GIT_OBJECT_DIRECTORY", "")]
    for name in [*names, *environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "").split(":")]:
        if name:
            yield Path(os.path.normpath(here / name))


def _ours(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    alone = status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE
    return stat.S_ISDIR(status.st_mode) and alone and not os.path.lexists(folder / "info" / "alternates")


def _quoted(folder: Path) -> str:
    """A colon would part it."""
    return '"' + str(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
