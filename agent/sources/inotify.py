"""The kernel's own way to tell of changes in folders: one descriptor for all of them, no thread, no polling.

A library with a thread for each folder costs 2,000 threads and some 60 MB where 1,000 repositories are watched.
https://man7.org/linux/man-pages/man7/inotify.7.html
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from enum import IntFlag
from typing import Final


class Mask(IntFlag):
    """What happened, and in what is asked for, what of it is to be told."""

    MODIFY = 0x2
    ATTRIB = 0x4
    MOVED_FROM = 0x40
    MOVED_TO = 0x80
    CREATE = 0x100
    DELETE = 0x200
    DELETE_SELF = 0x400
    MOVE_SELF = 0x800
    OVERFLOW = 0x4000
    IGNORED = 0x8000
    ONLYDIR = 0x01000000
    DONT_FOLLOW = 0x02000000
    ISDIR = 0x40000000


# Not those of opening and closing: reading a file for a scan would wake us again for ever.
_ASKED: Final = (
    Mask.MODIFY
    | Mask.ATTRIB
    | Mask.MOVED_FROM
    | Mask.MOVED_TO
    | Mask.CREATE
    | Mask.DELETE
    | Mask.DELETE_SELF
    | Mask.MOVE_SELF
    | Mask.ONLYDIR
    | Mask.DONT_FOLLOW
)
_HEADER: Final = struct.Struct("iIII")
_ROOM: Final = 1 << 16
_libc: Final = ctypes.CDLL(None, use_errno=True)


class Inotify:
    """`fd` is readable when something happened. Methods raise OSError as the kernel tells it."""

    def __init__(self) -> None:
        self.fd: Final = _checked(_libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))

    def close(self) -> None:
        os.close(self.fd)

    def add(self, folder: str) -> int:
        """A number for the folder, the same for the same folder."""
        return _checked(_libc.inotify_add_watch(self.fd, os.fsencode(folder), ctypes.c_uint32(_ASKED)))

    def remove(self, number: int) -> None:
        _libc.inotify_rm_watch(self.fd, number)  # it may be gone already

    def read(self) -> Iterator[tuple[int, int, str]]:
        """What happened: the folder's number (-1: events were lost), a mask, and the name in the folder, or ""."""
        try:
            raw = os.read(self.fd, _ROOM)
        except BlockingIOError:
            return
        at = 0
        while at < len(raw):
            number, mask, _, length = _HEADER.unpack_from(raw, at)
            at += _HEADER.size
            yield number, mask, os.fsdecode(raw[at : at + length].rstrip(b"\0"))
            at += length


def _checked(answer: int) -> int:
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer
