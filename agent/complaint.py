"""What a person must mend, in words. Everything that a user can cause ends as one of these, never as a traceback."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Final


class Complaint(Exception):  # noqa: N818 - it is said to a person, not an error of ours
    """Names the file, line or key and the mend. Never holds a value."""


_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
_MAY: Final = "run this as a user who may (for a daemon's files: its own, or root), or let this user have it"
_MENDS: Final = {
    errno.ENOENT: "make it first, or mend the path",
    errno.ENOTDIR: "make it first, or mend the path",
    errno.EISDIR: "name a file",
    errno.EACCES: _MAY,
    errno.EPERM: _MAY,
    errno.EROFS: "make its file system writable, or let stanch.toml name another place",
    errno.ENOSPC: "make room on its disk",
    errno.EDQUOT: "make room on its disk",
}
# Of a file that is put in its place as a whole, and is no daemon's.
_OWN: Final = {
    **_MENDS,
    errno.EACCES: "let this user write to its folder, or run this as a user who may",
    errno.EPERM: "let this user write to its folder, or run this as a user who may",
    errno.EROFS: "make its file system writable",
}


def refused(error: OSError, where: str = "", *, meant: Path | None = None) -> Complaint | None:
    """What the operating system refused, with the mend, where that is the user's to mend. `where`: if the error has no
    file. `meant`: what was to be written, where the error names a file that is only on the way to it.
    """
    mend = (_OWN if meant else _MENDS).get(error.errno or 0)
    if mend is None:
        return None
    where = str(meant or error.filename or where)
    if _URL.match(where):
        return absent(Path(where), "file")
    if not where and _is_adrift():
        return Complaint("the folder that this was started in is there no longer: go to another (cd)")
    return Complaint(f"{where or 'a file of the state folder'}: {error.strerror}: {mend}")


def _is_adrift() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def broken(error: BaseException) -> str:
    """What a half of ours that is missing raises, in words; "" for anything else."""
    if not isinstance(error, ImportError | SyntaxError):
        return ""
    # Of a file its name alone: whoever pushes may read this.
    what = error.name if isinstance(error, ImportError) else error.filename and Path(error.filename).name
    return f"it is not installed whole ({type(error).__name__}: {what or '?'}): install it anew"


def absent(path: Path, what: str, mend: str = "") -> Complaint:
    """There is nothing where somebody named a `what`. Of a URL nothing is repeated: a login may stand in it."""
    if _URL.match(str(path)):
        message = f"that is a URL and no {what}: clone it first, or let stanch.toml name it as url in [[sources]]"
        return Complaint(message)
    return Complaint(f"{path}: there is no such {what}{mend and f': {mend}'}")
