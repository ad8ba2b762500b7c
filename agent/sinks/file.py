"""A file of this host as a sink: the lines that its template names are replaced, all or nothing.

    lock the folder -> read, compare -> write a temporary file beside it (0600) -> owner, group, mode -> fsync
                    -> read again: nobody changed it meanwhile -> rename -> fsync of the folder -> read back

A kill before the rename leaves the old file, and a temporary one that the next write removes. What is refused: a
symlink, a file with a second name (which would keep the old value), one that others may write or that lies where they
may replace it, one that is neither root's nor ours unless the inventory names its owner (who may write it as well), a
world-readable one unless the inventory says which mode it shall have.
Access lists and security labels are not carried over to the new file, and a bind mount of the file alone cannot be
replaced: mount its folder. A consumer that holds the old file open does not see the new one until it opens it again.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import grp
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from agent.inventory.register import FilePlace
from agent.sinks.base import merged, own_parts, stands_already
from agent.sinks.template import Spot, Template
from detectors.base import CredentialType, Parts, Secret
from revokers.base import ProviderError, RefusedError, TransientError

_MOST: Final = 1 << 20  # bytes: what holds a credential for its consumers is small
_OTHERS: Final = 0o007
_PRIVATE: Final = 0o600
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

# The disk is full or failing, or the system is out of something: that may pass. All else a person must mend.
_PASSES: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EINTR, errno.EAGAIN, errno.ENFILE})
_WORDS: Final = {
    errno.ELOOP: "is a symlink, or lies behind too many",
    errno.ENOENT: "its folder does not exist",
    errno.EROFS: "the file system is read-only to us (ReadWritePaths= of the unit?)",
    errno.EBUSY: "is a mount point, which cannot be replaced: mount its folder",
}


@dataclass(frozen=True, slots=True)
class _Present:
    """The file as it was read, and where in it the template fits."""

    found: os.stat_result
    text: str
    spot: Spot | None

    @property
    def parts(self) -> Parts | None:
        return None if self.spot is None else {name: Secret(value) for name, value in self.spot.parts.items()}

    def unchanged(self, since: _Present | None) -> bool:
        return since is not None and (self.found.st_ino, self.text) == (since.found.st_ino, since.text)


@dataclass(frozen=True, slots=True)
class FileSink:
    """As agent.sinks.base.Sink."""

    to: FilePlace
    kind: CredentialType
    template: Template

    @property
    def place(self) -> str:
        return f"file {self.to.path}"

    async def read(self) -> Parts | None:
        return await asyncio.to_thread(self._read)

    async def write(self, parts: Parts, *, expecting: Parts) -> str:
        return await asyncio.to_thread(self._write, parts, expecting)

    async def check(self) -> None:
        await asyncio.to_thread(self._try)

    def _try(self) -> None:
        """As if it were written, but for the rename."""
        with self._folder() as folder:
            self._lock(folder)
            with suppress(FileNotFoundError):
                os.unlink(self._temporary, dir_fd=folder)
            file = os.open(self._temporary, _NEW, _PRIVATE, dir_fd=folder)
            try:
                self._dress(file, self._look(folder))
            finally:
                os.close(file)
                os.unlink(self._temporary, dir_fd=folder)

    def _read(self) -> Parts | None:
        with self._folder() as folder:
            present = self._look(folder)
            return None if present is None else present.parts

    def _write(self, parts: Parts, expecting: Parts) -> str:
        own = own_parts(self.kind, self.template.parts)
        with self._folder() as folder:
            self._lock(folder)
            with suppress(FileNotFoundError):
                os.unlink(self._temporary, dir_fd=folder)
            before = self._look(folder)
            now = None if before is None else before.parts
            if stands_already(own, now, parts, expecting):
                os.fsync(folder)  # a kill may have come between the rename and this
                return "it stood there already"
            new = merged(own, self.template.parts, now, parts)
            self._replace(folder, before, self._rendered(before, new))
            after = self._look(folder)
            if after is None or after.parts != new:
                message = f"{self.place}: somebody else has written it right after us"
                raise TransientError(message)
            return f"written, mode {stat.S_IMODE(after.found.st_mode):04o}"

    def _rendered(self, before: _Present | None, new: Parts) -> str:
        values = {name: value.reveal() for name, value in new.items()}
        if before is None or not before.text:
            text = self.template.whole(values)
        elif before.spot is not None:
            text = self.template.replaced(before.text, before.spot, values)
        else:
            message = f"{self.place}: none of its lines is as the template says"
            raise RefusedError(message)
        back = [spot.parts for spot in self.template.spots(text)]
        if back != [values] or not all(value.isprintable() for value in values.values()):
            message = (
                f"{self.place}: the new value could not be told from the text around it: {{part:url}} may be missing"
            )
            raise RefusedError(message)
        return text

    # --- the file system -------------------------------------------------------------------------------

    @property
    def _temporary(self) -> str:
        return f".{self.to.path.name}.stanch-new"

    @contextmanager
    def _folder(self) -> Iterator[int]:
        """The open folder of the file; what the system says inside is said in our words."""
        failure: ProviderError
        folder = None
        try:
            folder = os.open(self.to.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            mode = os.fstat(folder).st_mode
            if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
                message = f"{self.place}: others may replace it, since they may write its folder: chmod o-w"
                raise RefusedError(message)
            yield folder
        except OSError as error:
            number = error.errno or 0
            words = f"{self.place}: {_WORDS.get(number) or error.strerror or type(error).__name__}"
            failure = TransientError(words) if number in _PASSES else RefusedError(words, needs=self._needs(number))
        else:
            return
        finally:
            if folder is not None:
                os.close(folder)
        raise failure

    def _needs(self, number: int) -> tuple[str, ...]:
        if number not in {errno.EACCES, errno.EPERM}:
            return ()
        return (f"write {self.to.path.parent}, and CAP_CHOWN where the file is not ours",)

    def _lock(self, folder: int) -> None:
        """Against ourselves: two incidents may meet in one file."""
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy = True
        else:
            busy = False
        if busy:
            message = f"{self.place}: another write is under way in its folder"
            raise TransientError(message)

    def _look(self, folder: int) -> _Present | None:
        """None: there is no such file."""
        try:
            # A FIFO would wait for a writer.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            file = os.open(self.to.path.name, flags, dir_fd=folder)
        except FileNotFoundError:
            return None
        try:
            found = os.fstat(file)
            self._check(found)
            raw = _read_all(file)
        finally:
            os.close(file)
        text = None
        if len(raw) <= _MOST:
            with suppress(UnicodeDecodeError):
                text = raw.decode()
        if text is None:
            message = f"{self.place}: is no UTF-8 text of at most {_MOST} bytes"
            raise RefusedError(message)
        spots = self.template.spots(text)
        if len(spots) > 1:
            message = f"{self.place}: the template fits in {len(spots)} places: which of them is meant?"
            raise RefusedError(message)
        return _Present(found, text, spots[0] if spots else None)

    def _check(self, found: os.stat_result) -> None:
        problem = None
        declared = None if self.to.owner is None else _user(self.to.owner)
        if not stat.S_ISREG(found.st_mode):
            problem = "is not a file"
        elif found.st_nlink > 1:
            problem = "has a second name (a hard link), under which the old value would stay"
        elif found.st_mode & stat.S_IWOTH:
            problem = "others may write it: chmod o-w"
        elif found.st_mode & _OTHERS and self.to.mode is None:
            problem = "everybody may read it: chmod o-rwx, or say in the inventory which mode it shall have"
        elif found.st_uid not in {declared, os.geteuid(), 0}:
            problem = "belongs to another user than the inventory says"
            if declared is None:
                problem = 'belongs to a user whom the inventory does not name: write owner = "..." there'
        if problem is not None:
            message = f"{self.place}: {problem}"
            raise RefusedError(message)

    def _replace(self, folder: int, before: _Present | None, text: str) -> None:
        file = os.open(self._temporary, _NEW, _PRIVATE, dir_fd=folder)
        try:
            try:
                with os.fdopen(file, "wb", closefd=False) as opened:
                    opened.write(text.encode())
                self._dress(file, before)
                os.fsync(file)
            finally:
                os.close(file)
            self._still(before, self._look(folder))
            os.rename(self._temporary, self.to.path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:  # nothing half-written stays, whatever ended it
            with suppress(OSError):
                os.unlink(self._temporary, dir_fd=folder)
            raise
        os.fsync(folder)

    def _still(self, before: _Present | None, now: _Present | None) -> None:
        if not (before is None if now is None else now.unchanged(before)):
            message = f"{self.place}: somebody else changed it at the same moment"
            raise TransientError(message)

    def _dress(self, file: int, before: _Present | None) -> None:
        """Owner before mode: a change of owner may take bits away, and nobody else may read it until it is theirs."""
        present = None if before is None else before.found
        user = -1 if present is None else present.st_uid
        group = -1 if present is None else present.st_gid
        mode = _PRIVATE if present is None else stat.S_IMODE(present.st_mode)
        if self.to.owner is not None:
            user = _user(self.to.owner)
        if self.to.group is not None:
            group = _group(self.to.group)
        os.fchown(file, user, group)
        os.fchmod(file, (mode if self.to.mode is None else self.to.mode) & ~_OTHERS)


def _read_all(file: int) -> bytes:
    with os.fdopen(file, "rb", closefd=False) as opened:
        return opened.read(_MOST + 1)


def _user(name: str) -> int:
    try:
        return int(name) if name.isdecimal() else pwd.getpwnam(name).pw_uid
    except KeyError:
        pass
    message = f"there is no user {name} on this host"
    raise RefusedError(message)


def _group(name: str) -> int:
    try:
        return int(name) if name.isdecimal() else grp.getgrnam(name).gr_gid
    except KeyError:
        pass
    message = f"there is no group {name} on this host"
    raise RefusedError(message)
