"""Where a push's objects lie until it is let in, and what of git's environment is let through to read them.

git (or a forge around it) keeps them apart until pre-receive has ended, and names the folder in the environment, with
those that it borrows from. They are let through as places of more objects beside the repository's own, and nothing
else of git's environment is. Whoever pushes cannot set it; all the same a folder counts only if it is a real one of the
user that we run as, in which nobody else may write, and which borrows from no further one. Of a push out of a shallow
clone git also names a file of the repository with where its history ends, as it will once the push is in; so it is
walked to there, and the commits there are looked at as a whole.

https://git-scm.com/docs/git-receive-pack#_quarantine_environment
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
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
    found = dict(GIT_ENV)
    if folders:
        found["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = ":".join(map(_quoted, folders))
    if named := environ.get("GIT_SHALLOW_FILE", ""):
        shallow = Path(os.path.normpath(here / named))
        if shallow.parent != git_dir or not _is_ours(shallow, stat.S_ISREG):
            message = "what git names for where this push's history was cut off is no file of this user alone"
            raise Complaint(message)
        found["GIT_SHALLOW_FILE"] = str(shallow)
    return found


def _named(environ: Mapping[str, str], here: Path) -> Iterator[Path]:
    names = [environ.get("GIT_QUARANTINE_PATH", ""), environ.get("GIT_OBJECT_DIRECTORY", "")]
    for name in [*names, *environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "").split(":")]:
        if name:
            yield Path(os.path.normpath(here / name))


def _ours(folder: Path) -> bool:
    return _is_ours(folder, stat.S_ISDIR) and not os.path.lexists(folder / "info" / "alternates")


def _is_ours(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return kind(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_WRITE


def _quoted(folder: Path) -> str:
    """A colon would part it."""
    return '"' + str(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'
