"""Begins the process that scanner processes come from (zygote.py). It imports little, so that a command that scans can
do so first of all: the two import side by side.
"""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from contextlib import suppress
from typing import Final, NamedTuple

# What the zygote is told: fork a scanner that talks over the descriptor sent along; kill the one of this number.
FORK, KILL = b"+", b"-"
NUMBER: Final = 4  # bytes

_ENVIRONMENT: Final = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "HOME": "/nonexistent",
    # glibc gives back what is larger when it is let go of, and never learns to keep it. Blocks of a stream are smaller.
    "MALLOC_MMAP_THRESHOLD_": "4194304",
}
_ahead: list[Begun] = []


class Begun(NamedTuple):
    """`control`: what it listens to; it ends where that is closed."""

    pid: int
    control: socket.socket


def ahead() -> None:
    """Begin one for whoever asks next, where that can be: else he is told when he asks."""
    if not _ahead:
        with suppress(OSError):
            _ahead.append(_begin())


def begin() -> Begun:
    """One that nobody has had yet. Raises OSError."""
    return _ahead.pop() if _ahead else _begin()


def _begin() -> Begun:
    ours, theirs = socket.socketpair()
    # Standard input may be closed, and a descriptor that takes its place would not be inherited.
    given = fcntl.fcntl(theirs.fileno(), fcntl.F_DUPFD_CLOEXEC, 3)
    try:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", "agent.scan.zygote"],
            _ENVIRONMENT,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, given, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
    except OSError:
        ours.close()
        raise
    finally:
        os.close(given)
        theirs.close()
    return Begun(pid, ours)
