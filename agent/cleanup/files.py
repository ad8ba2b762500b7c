"""A file below a source's root: opened folder by folder, so that no link leads elsewhere, and replaced whole or not at
all.

    folder/app.env --read--> what is compared   folder/.stanch-XXXX, written beside it --rename--> folder/app.env

Mode, owner and extended attributes (so access lists) stay as they were; where that cannot be, nothing is written. What
somebody has written between the reading and the rename is noticed up to a moment before it.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LARGEST: Final = 8 << 20  # bytes: it crosses a pipe to the scanner
_FOLDER: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_BLOCK: Final = 1 << 20
_BITS: Final = 0o7777


class FileError(Exception):
    """It is not read, or not replaced. The text says why, in our words. gone: because there is no such file."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Opened:
    """A regular file as it stood when it was read. folder, file: open descriptors."""

    folder: int
    file: int
    name: str
    status: os.stat_result
    data: bytes = field(repr=False)


@contextmanager
def opened(root: Path, below: str) -> Iterator[Opened]:
    """The file of that relative path; "": the root itself is the file. Raises FileError."""
    *folders, name = below.split("/") if below else [root.name]
    if not all(part not in {"", ".", ".."} and "\0" not in part for part in (*folders, name)):
        message = "this is no path below its source"
        raise FileError(message)
    held: list[int] = []
    try:
        yield _opened(root if below else root.parent, folders, name, held)
    finally:
        for descriptor in held:
            os.close(descriptor)


def _opened(root: Path, folders: list[str], name: str, held: list[int]) -> Opened:
    try:
        folder = os.open(root, _FOLDER)
        held.append(folder)
        for part in folders:
            folder = os.open(part, _FOLDER, dir_fd=folder)
            held.append(folder)
        file = os.open(name, _FILE, dir_fd=folder)
        held.append(file)
        status = os.fstat(file)
        why = _refused(status)
        data = b"" if why else _read(file)
    except FileNotFoundError:
        failure = FileError("there is no such file any more", gone=True)
    except (OSError, ValueError) as error:
        words = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "no such path"
        failure = FileError(f"it is a link, or cannot be read ({words})")
    else:
        if not why:
            return Opened(folder, file, name, status, data)
        failure = FileError(why)
    raise failure


def _refused(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "it is no regular file"
    return "" if status.st_size <= LARGEST else f"it is larger than {LARGEST >> 20} MiB"


def _read(file: int) -> bytes:
    blocks: list[bytes] = []
    size = 0
    while size <= LARGEST and (block := os.read(file, _BLOCK)):
        blocks.append(block)
        size += len(block)
    if size > LARGEST:
        raise OSError(0, "")
    return b"".join(blocks)


def put(it: Opened, data: bytes) -> None:
    """Put these bytes in its place. Raises FileError, and then it is as it was."""
    if it.status.st_nlink > 1:
        message = "it has other names (hard links), under which the value would stay: change it by hand"
        raise FileError(message)
    fresh = f".stanch-{secrets.token_hex(8)}"
    problem = ""
    try:
        _write(it, fresh, data)
        if _mark(os.stat(it.name, dir_fd=it.folder, follow_symlinks=False)) != _mark(it.status):
            problem = "somebody is changing it: try again"
        else:
            os.rename(fresh, it.name, src_dir_fd=it.folder, dst_dir_fd=it.folder)
            os.fsync(it.folder)
    except OSError as error:
        problem = f"it cannot be replaced as it is ({os.strerror(error.errno or 0)})"
    finally:
        with suppress(OSError):
            os.unlink(fresh, dir_fd=it.folder)
    if problem:
        raise FileError(problem)


def _write(it: Opened, fresh: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    made = os.open(fresh, flags, 0o600, dir_fd=it.folder)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(made, left) :]
        mine = os.fstat(made)
        if (mine.st_uid, mine.st_gid) != (it.status.st_uid, it.status.st_gid):
            os.fchown(made, it.status.st_uid, it.status.st_gid)
        os.fchmod(made, it.status.st_mode & _BITS)
        for name in _attributes(it.file):
            os.setxattr(made, name, os.getxattr(it.file, name))
        os.fsync(made)
    finally:
        os.close(made)


def _attributes(file: int) -> list[str]:
    """But for what the kernel gives by the folder and the program. Raises OSError."""
    try:
        return [name for name in os.listxattr(file) if not name.startswith("security.")]
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return []
        raise


def _mark(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
