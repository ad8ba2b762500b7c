"""Is a folder where nobody but this machine's kernel changes anything, so that it can tell of all that changes?

Of a network file system, FUSE or an overlay, what another host, a server or the layer below does is told to nobody.
What stands in no list here counts as one of them.

https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

_LOCAL: Final = frozenset({"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "tmpfs", "xfs", "zfs"})
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.ENOMEM, errno.EMFILE, errno.ENFILE})  # it may be otherwise soon
_MOUNTS: Final = Path("/proc/self/mountinfo")
_FOLDER: Final = os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


def kinds(mounts: str) -> dict[int, str]:
    """The file system of each mount, by its number, from a text like `mountinfo`."""
    found = {}
    for line in mounts.splitlines():
        place, _, what = line.partition(" - ")
        found[int(place.split()[0])] = what.split()[0]
    return found


class Disks:
    """As it is at one moment: each device is asked about once."""

    def __init__(self) -> None:
        self._local: dict[int, bool] = {}
        self._kinds: dict[int, str] | None = None

    def is_local(self, folder: str) -> bool:
        """Raises OSError where no folder is there, or the kernel has no room to say it."""
        device = os.lstat(folder).st_dev
        if device not in self._local:
            # By the number of its mount: btrfs has devices that stand in no list.
            descriptor = os.open(folder, _FOLDER)
            try:
                self._local[device] = self._kind(descriptor) in _LOCAL
            finally:
                os.close(descriptor)
        return self._local[device]

    def _kind(self, descriptor: int) -> str | None:
        try:
            if self._kinds is None:
                self._kinds = kinds(_MOUNTS.read_text(errors="replace"))
            about = Path(f"/proc/self/fdinfo/{descriptor}").read_text()
            number = next((line.split()[1] for line in about.splitlines() if line.startswith("mnt_id:")), "")
            return self._kinds.get(int(number))
        except (OSError, ValueError, IndexError) as error:  # without /proc, or with another one than ours
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise
            return None
