"""Files that only we can have written, for what is trusted as it is loaded: with their own hash in front, in a folder
that nobody else can write into. What was read is marked as used, and what nobody used for long is removed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_DIGEST: Final = 32
_LENGTH: Final = 4
_UNUSED: Final = 30 * 86_400 * 10**9  # ns


def read(file: Path) -> tuple[bytes, bytes] | None:
    """The two parts of what was kept there; None: nothing, or not as it was kept, or not by us alone.

    What stands in a file's place (a link, a pipe, a device) is not waited for: `keep` replaces it.
    """
    if not is_private(file.parent):
        return None
    try:
        with open(file, "rb", buffering=0, opener=_as_it_is) as kept:
            status = os.fstat(kept.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
                return None
            _use(kept.fileno())
            digest, length = kept.read(_DIGEST), int.from_bytes(kept.read(_LENGTH))
            # Each by itself: to cut megabytes out of a whole takes longer than to read them.
            parts = kept.read(min(length, status.st_size)), kept.readall()
    except OSError:
        return None
    return parts if len(parts[0]) == length and _digest(parts) == digest else None


def _as_it_is(path: str, _flags: int) -> int:
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)


def _use(descriptor: int) -> None:
    """Its time of reading is no sign of that: most file systems do not keep it."""
    with suppress(OSError):
        os.utime(descriptor)


def forget(file: Path) -> None:
    """What is as old as that beside `file`, which was kept just now, and was written by who kept it: by the clock of
    the file system. Who has it open reads on; who wants it once more makes it anew.
    """
    kinds = (f"{file.name.partition('-')[0]}-*{file.suffix}", "new-*")
    with suppress(OSError):
        newest = file.lstat()
        for other in (one for kind in kinds for one in file.parent.glob(kind)):
            with suppress(OSError):
                status = other.lstat()
                is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == newest.st_uid
                if is_ours and newest.st_mtime_ns - status.st_mtime_ns > _UNUSED:
                    other.unlink()


def keep(file: Path, first: bytes, second: bytes = b"") -> str:
    """Instead of what was kept there. Why that cannot be, or ""."""
    import tempfile  # only who begins for the first time needs it

    folder = file.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_private(folder):
            return "it is another user's, or others can write into it"
        with tempfile.NamedTemporaryFile(dir=folder, prefix="new-", delete=False) as new, _or_none(Path(new.name)):
            for part in (_digest((first, second)), len(first).to_bytes(_LENGTH), first, second):
                new.write(part)
            new.close()
            Path(new.name).replace(file)
    except OSError as error:
        return os.strerror(error.errno or 0)
    return ""


@contextmanager
def _or_none(new: Path) -> Iterator[None]:
    """The disk may be full, and each start would leave one more."""
    try:
        yield
    except OSError:
        new.unlink()
        raise


def _digest(parts: tuple[bytes, bytes]) -> bytes:
    """Of both, and of where the first one ends."""
    digest = hashlib.sha256(len(parts[0]).to_bytes(_LENGTH))
    for part in parts:
        digest.update(part)
    return digest.digest()


def is_private(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
