"""Files that only we can have written, for what is trusted as it is loaded: with their own hash in front, in a folder
that nobody else can write into.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Final

_DIGEST: Final = 32


def read(file: Path) -> memoryview | None:
    """What was kept there; None: nothing, or not as it was kept, or not by us alone."""
    if not is_private(file.parent):
        return None
    try:
        raw = memoryview(file.read_bytes())
    except OSError:
        return None
    return raw[_DIGEST:] if hashlib.sha256(raw[_DIGEST:]).digest() == raw[:_DIGEST] else None


def keep(file: Path, raw: bytes) -> str:
    """Instead of what was kept there. Why that cannot be, or ""."""
    import tempfile  # only who begins for the first time needs it

    folder = file.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_private(folder):
            return "it is another user's, or others can write into it"
        with tempfile.NamedTemporaryFile(dir=folder, prefix="new-", delete=False) as new:
            new.write(hashlib.sha256(raw).digest() + raw)
        Path(new.name).replace(file)
    except OSError as error:
        return os.strerror(error.errno or 0)
    return ""


def is_private(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
