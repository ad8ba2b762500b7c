"""What a person must mend, in words. Everything that a user can cause ends as one of these, never as a traceback."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Final


class Complaint(Exception):  # noqa: N818 - it is said to a person, not an error of ours
    """Names the file, line or key and the mend. Never holds a value."""


_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
_MENDS: Final = {
    errno.ENOENT: "make it first, or mend the path",
    errno.ENOTDIR: "make it first, or mend the path",
    errno.EISDIR: "name a file",
    errno.EACCES: "run this as root or the user of the daemon, or let that user have it",
    errno.EPERM: "run this as root or the user of the daemon, or let that user have it",
    errno.EROFS: "make its file system writable, or let stanch.toml name another place",
    errno.ENOSPC: "make room on its disk",
    errno.EDQUOT: "make room on its disk",
}


def refused(error: OSError, where: str = "") -> Complaint | None:
    """What the operating system refused, with the mend, where that is the user's to mend. `where`: if the error has no
    file.
    """
    mend = _MENDS.get(error.errno or 0)
    if mend is None:
        return None
    where = where if error.filename is None else str(error.filename)
    if _URL.match(where):
        return absent(Path(where), "file")
    return Complaint(f"{where or 'a file of the state folder'}: {error.strerror}: {mend}")


def absent(path: Path, what: str, mend: str = "") -> Complaint:
    """There is nothing where somebody named a `what`. Of a URL nothing is repeated: a login may stand in it."""
    if _URL.match(str(path)):
        message = f"that is a URL and no {what}: clone it first, or let stanch.toml name it as url in [[sources]]"
        return Complaint(message)
    return Complaint(f"{path}: there is no such {what}{mend and f': {mend}'}")
