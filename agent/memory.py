"""Our own memory: how much it is, and keeping it to ourselves, as it holds keys, and values for moments."""

from __future__ import annotations

import ctypes
import os
import resource
from pathlib import Path
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def keep_private() -> None:
    """No core dump, and no look by other processes of the same user (ptrace, /proc/PID/mem).

    Both are needed: RLIMIT_CORE counts for nothing where core dumps go to a pipe
    (https://man7.org/linux/man-pages/man5/core.5.html).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def resident() -> int:
    """Bytes of it that are in memory now (https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
