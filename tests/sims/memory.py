"""Where tests keep their files: in memory, where there is room. A ledger waits for its disk at every commit, and nobody
is there to pull a plug. Whatever is about a disk's own ways asks for one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - each test makes folders of its own below it
_ROOM: Final = 4 << 30  # bytes
_DISK: Final = "STANCH_TEST_DISK"  # the processes of one session inherit it


def begin() -> None:
    if _DISK in os.environ:
        return
    os.environ[_DISK] = tempfile.gettempdir()
    about = os.statvfs(_MEMORY) if _MEMORY.is_dir() else None
    if about and about.f_bavail * about.f_frsize > _ROOM and not about.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # it is chosen again


@contextmanager
def disk() -> Iterator[Path]:
    """A folder on a disk: ext4 gives an inode away at once, memory never does."""
    with tempfile.TemporaryDirectory(dir=os.environ.get(_DISK)) as name:
        yield Path(name)
