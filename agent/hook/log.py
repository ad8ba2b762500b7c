"""What whoever pushes is not told, for whoever runs the server: git shows the pusher all that a hook says, and he can
do nothing about it, nor are this server's paths for him.

    something listens at /dev/log  -->  the system's log
    nothing does (a container)     -->  hook.log in the state folder of git's user: two files of up to MOST bytes
"""

from __future__ import annotations

import errno
import os
import socket
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from agent.folders import state_directory
from agent.printable import plain

SYSTEM: Final = Path("/dev/log")
NAME: Final = "hook.log"
MOST: Final = 1 << 18
_LONGEST: Final = 1 << 13  # characters of a line
_FLAGS: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def log(line: str, *, system: Path = SYSTEM) -> None:
    """Never fails: a push waits."""
    text = f"hook: {plain(line[:_LONGEST])}"
    with suppress(OSError, RuntimeError):  # nowhere to write, or no home
        if not _is_heard(system):
            _append(state_directory(), f"{datetime.now(UTC).isoformat(timespec='seconds')} {text}\n")
            return
        import syslog

        syslog.openlog("stanch", syslog.LOG_PID, syslog.LOG_DAEMON)
        syslog.syslog(syslog.LOG_WARNING, text)


def _is_heard(system: Path) -> bool:
    """The C library says nothing where nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        code = one.connect_ex(str(system))
    return code in {0, errno.EPROTOTYPE}  # a daemon with connections


def _append(folder: Path, line: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / NAME
    with suppress(FileNotFoundError):
        if path.lstat().st_size >= MOST:
            path.replace(folder / f"{NAME}.1")
    with os.fdopen(os.open(path, _FLAGS, 0o600), "wb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.write(line.encode())
