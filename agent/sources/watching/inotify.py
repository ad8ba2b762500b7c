"""The kernel's own way to tell of changes in folders, by watchdog's binding to it: one descriptor for all of them.

The only importer of watchdog. Its observers have threads for each path that is asked for: 2,000 of them, some 60 MB and
6 % of a processor where 1,000 repositories stand still. https://man7.org/linux/man-pages/man7/inotify.7.html
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from typing import Final

from watchdog.observers.inotify_c import (
    InotifyConstants,
    WatchDescriptor,
    inotify_add_watch,
    inotify_init,
    inotify_rm_watch,
)

Mask = InotifyConstants
# Not those of opening and closing: reading a file for a scan would wake us again for ever.
_ASKED: Final = (
    Mask.IN_MODIFY
    | Mask.IN_ATTRIB
    | Mask.IN_MOVED_FROM
    | Mask.IN_MOVED_TO
    | Mask.IN_CREATE
    | Mask.IN_DELETE
    | Mask.IN_DELETE_SELF
    | Mask.IN_MOVE_SELF
    | Mask.IN_ONLYDIR
    | Mask.IN_DONT_FOLLOW
)
_HEADER: Final = struct.Struct("iIII")
_ROOM: Final = 1 << 16


class Inotify:
    """`fd` is readable when something happened. Methods raise OSError as the kernel tells it."""

    def __init__(self) -> None:
        self.fd: Final = _checked(inotify_init())
        os.set_inheritable(self.fd, False)  # noqa: FBT003 - it takes no keyword
        os.set_blocking(self.fd, False)

    def close(self) -> None:
        os.close(self.fd)

    def add(self, folder: str) -> int:
        """A number for the folder, the same for the same folder."""
        return _checked(inotify_add_watch(self.fd, os.fsencode(folder), _ASKED))

    def remove(self, number: int) -> None:
        inotify_rm_watch(self.fd, WatchDescriptor(number))  # it may be gone already

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
