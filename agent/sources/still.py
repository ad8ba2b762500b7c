"""Has anything changed below a folder? Asked of the file system alone: sizes, times and numbers of all that is there."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path


def stamp(root: Path) -> str:
    """Changes when a file below, or the root itself, does. Of a `.git` folder only its `config` counts. Raises OSError."""
    seen = hashlib.blake2b(digest_size=16)
    status = root.lstat()
    waiting = [str(root)] if stat.S_ISDIR(status.st_mode) else []
    seen.update(_mark(status))
    while waiting:
        folder = waiting.pop()
        is_git = folder.endswith("/.git")
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_git and entry.name != "config":
                    continue
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder:
                    waiting.append(entry.path)
                if not (is_folder and entry.name == ".git"):
                    seen.update(_mark(entry.stat(follow_symlinks=False)))
    return seen.hexdigest()


def _mark(status: os.stat_result) -> bytes:
    return b"%d %d %d;" % (status.st_ino, status.st_size, status.st_ctime_ns)
