"""What config/systemd/stanch.service forbids by system call, without systemd: an approximation to run Stanch under.

    python hardened.py COMMAND...     sets the filter, then becomes COMMAND

RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX, RestrictNamespaces=user net, MemoryDenyWriteExecute=yes, and of
SystemCallFilter= those of @privileged and @resources that a program like ours might try. Only for x86-64. Not here:
what needs mounts (ProtectSystem=, ProcSubset=, PrivateDevices=) or a cgroup (IPAddressDeny=, MemoryMax=).
(https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html)
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from typing import Final

LOAD, EQUAL, ANY, ALU_AND, RETURN = 0x20, 0x15, 0x45, 0x54, 0x06
ALLOW, ERROR = 0x7FFF0000, 0x00050000
NUMBER, ARGUMENT = 0, (16, 24, 32, 40)  # where they stand in struct seccomp_data; the low halves

SOCKET, CLONE, UNSHARE, CLONE3, MMAP, MPROTECT, PKEY_MPROTECT = 41, 56, 272, 435, 9, 10, 329
WRITE, EXECUTE = 2, 4
# mount, cgroup, uts, ipc, pid, time; not user and net
NAMESPACES: Final = 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x20000000 | 0x80
FAMILIES: Final = (1, 2, 10)
# chown fchown lchown fchownat setuid setgid-less: setreuid setresuid setgroups chroot bpf mount capset
# nice-less: setpriority sched_setparam sched_setscheduler sched_setaffinity sched_setattr setrlimit ioprio_set mbind
REFUSED: Final = (
    *(92, 93, 94, 260, 105, 113, 117, 116, 161, 321, 165, 126),
    *(141, 142, 144, 203, 314, 160, 251, 237),
)


def _step(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, k)


def _if(number: int, *inside: bytes) -> bytes:
    """These steps for one system call; the number is loaded again after them."""
    return b"".join((_step(LOAD, NUMBER), _step(EQUAL, number, 0, len(inside)), *inside))


def _refuse(code: int) -> bytes:
    return _step(RETURN, ERROR | code)


def program() -> bytes:
    families = (*(_step(EQUAL, family, len(FAMILIES) - n) for n, family in enumerate(FAMILIES)),)
    both = (_step(ALU_AND, WRITE | EXECUTE), _step(EQUAL, WRITE | EXECUTE, 0, 1), _refuse(errno.EPERM))
    return b"".join(
        (
            _if(SOCKET, _step(LOAD, ARGUMENT[0]), *families, _refuse(errno.EAFNOSUPPORT)),
            _if(CLONE, _step(LOAD, ARGUMENT[0]), _step(ANY, NAMESPACES, 0, 1), _refuse(errno.EPERM)),
            _if(UNSHARE, _step(LOAD, ARGUMENT[0]), _step(ANY, NAMESPACES, 0, 1), _refuse(errno.EPERM)),
            # Its flags lie in memory, where no filter sees them.
            _if(CLONE3, _refuse(errno.ENOSYS)),
            _if(MMAP, _step(LOAD, ARGUMENT[2]), *both),
            _if(MPROTECT, _step(LOAD, ARGUMENT[2]), _step(ANY, EXECUTE, 0, 1), _refuse(errno.EPERM)),
            _if(PKEY_MPROTECT, _step(LOAD, ARGUMENT[2]), _step(ANY, EXECUTE, 0, 1), _refuse(errno.EPERM)),
            *(_if(number, _refuse(errno.EPERM)) for number in REFUSED),
            _step(RETURN, ALLOW),
        )
    )


def enter() -> None:
    """From now on, for this process and all that it starts."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    steps = program()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges
    if libc.prctl(22, 2, ctypes.byref(Program(len(steps) // 8, steps)), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no filter")


if __name__ == "__main__":
    enter()
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - a test's own command
