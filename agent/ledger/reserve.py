"""Room on the disk that is kept for when there is none. What was found is still ended then; nothing new is taken in.

    held --free(): a write found no room--> spent --look(): there is twice as much room--> held again

Whoever fills the disk may take what was freed before we use it: it is given up only when a write needs it. What is
spent leaves an empty file, so that a restart knows it. Where there never was room for it, all goes on without it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

SIZE: Final = 16 << 20  # bytes: some thousand events, and the write-ahead log
_PAUSE: Final = 10.0  # seconds between two looks for room


class Reserve:
    """A file of that size beside the ledger. `clock`: seconds that never go back. One thread changes it."""

    def __init__(self, path: Path, size: int = SIZE, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._size, self._clock = path, size, clock
        self._again = 0.0
        self.spent = path.exists() and path.stat().st_size == 0
        self._held = self._take()
        self.spent = self.spent and not self._held

    def look(self) -> None:
        """What is not held is taken where there is room for it and for as much beside it."""
        if not self._held and self._clock() >= self._again:
            self._held = self._take()
            self.spent = self.spent and not self._held

    def free(self) -> bool:
        """Make room. False: there is none to give."""
        if not self._held:
            return False
        self._held, self.spent = False, True
        self._give()
        return True

    def _take(self) -> bool:
        self._again = self._clock() + _PAUSE
        try:
            if self._path.exists() and self._path.stat().st_size == self._size:
                return True
            disk = os.statvfs(self._path.parent)
            if disk.f_bavail * disk.f_frsize < 2 * self._size:
                return False
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                os.posix_fallocate(file, 0, self._size)
            finally:
                os.close(file)
        except OSError:
            self._give()
            return False
        return True

    def _give(self) -> None:
        with suppress(OSError):
            if self.spent:
                os.truncate(self._path, 0)
            else:
                self._path.unlink(missing_ok=True)
