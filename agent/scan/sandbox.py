"""What a scanner process takes from itself before it reads the first hostile byte.

Memory, processor time, open files, writing files and core dumps by rlimit; the network by a namespace of its own, with
a user namespace around it where we are not root (https://man7.org/linux/man-pages/man7/user_namespaces.7.html); and its
own memory from other processes of the same user, by not being dumpable. The last two are best effort: a kernel may
refuse.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from pathlib import Path
from typing import Final

from agent.scan.wire import Limits

_NEW_USER: Final = 0x10000000
_NEW_NET: Final = 0x40000000
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_NO_NEW_PRIVS: Final = 38


def follow_parent() -> None:
    """Die when whoever started us dies; and be read by nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def enter(limits: Limits) -> bool:
    """Shut the doors. True if no network is left."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_NEW_NET) != 0 and libc.unshare(_NEW_USER | _NEW_NET) == 0:
        _map_ourselves(user, group)
    # After the maps: a process that is not dumpable may not write them.
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_AS, limits.memory),
    ):
        value = _within(kind, most)
        resource.setrlimit(kind, (value, value))
    return _interfaces() <= {"lo"}


def _interfaces() -> set[str]:
    """From /proc (https://man7.org/linux/man-pages/man5/proc_pid_net.5.html): to ask the kernel by netlink takes a kind
    of socket that the service's unit forbids.
    """
    try:
        lines = Path("/proc/thread-self/net/dev").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {"nobody knows"}
    return {line.partition(":")[0].strip() for line in lines if ":" in line}


def allow_time(seconds: int) -> None:
    """From now on, `seconds` more of processor time; then the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = _within(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _within(kind: int, value: int) -> int:
    """`value`, or the hard limit where that is lower."""
    _, hard = resource.getrlimit(kind)
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


def _map_ourselves(user: int, group: int) -> None:
    """Without a map, everything we own would seem to belong to nobody."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            Path("/proc/self", name).write_bytes(text.encode())  # another codec would have to be imported
        except OSError:
            return
