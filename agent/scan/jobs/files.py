"""Files, each the very one that the source had seen: no symbolic link, no device, and of another one nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from agent.found import Debt, FilePart
from agent.scan import decode, wire
from agent.scan.containers.kinds import HEAD, POINTER, kind
from agent.scan.engine import Engine
from agent.scan.findings import Place
from agent.scan.gitbulk import BUFFER
from agent.scan.hits import Hit
from agent.scan.jobs.account import Account
from agent.scan.jobs.blocks import decoded, read, unread
from agent.scan.jobs.together import each, head_of
from agent.scan.members import with_members
from agent.scan.reopened import LINE, WINDOW, reopened
from agent.scan.tables.stream import Tables

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
_NEWLINE: Final = 0x0A


class Files:
    def __init__(self, engine: Engine, account: Account) -> None:
        self._engine, self._account = engine, account
        self._buffer = bytearray(BUFFER)

    def one(self, job: wire.Job, part: FilePart, path: bytes) -> None:
        descriptor = self._opened(job, part, path)
        if descriptor is None:
            return
        try:
            hits = self._account.bounded(job, part.label, self._in_file(job, descriptor, part))
            self._account.report(job, Place(part.label), hits)
        except OSError as error:
            self._account.owe(job, part.label, unread(error))
        finally:
            os.close(descriptor)

    def small(self, job: wire.Job) -> None:
        """Small files, as many of them together as the buffer takes."""
        at = 0
        waiting: list[tuple[FilePart, int, int]] = []
        view = memoryview(self._buffer)
        for part, path in zip(job.files, job.paths, strict=True):
            size = part.end - part.start
            if size >= len(view):
                self.one(job, part, path)
                continue
            if size >= len(view) - at:
                self._look(job, waiting)
                at, waiting = 0, []
            descriptor = self._opened(job, part, path)
            if descriptor is None:
                continue
            try:
                size = os.preadv(descriptor, [view[at : at + size]], part.start)
            except OSError as error:
                self._account.owe(job, part.label, unread(error))
                continue
            finally:
                os.close(descriptor)
            self._account.pointers |= self._buffer.startswith(POINTER, at, at + size)
            if kind(head_of(self._buffer, at, at + size)):
                self.one(job, part, path)
                continue
            waiting.append((part, at, at + size))
            self._buffer[at + size] = _NEWLINE
            at += size + 1
        self._look(job, waiting)

    def _look(self, job: wire.Job, files: Sequence[tuple[FilePart, int, int]]) -> None:
        places = [part.place for part, _, _ in files]
        for at, hits in each(
            self._engine, self._account, self._buffer, [(first, last) for _, first, last in files], places
        ):
            label = files[at][0].label
            self._account.report(job, Place(label), self._account.bounded(job, label, hits))

    def _opened(self, job: wire.Job, part: FilePart, path: bytes) -> int | None:
        """The very file that the source had seen; None, and said why, where that is not to be had."""
        try:
            descriptor = os.open(path, _FLAGS)
        except (FileNotFoundError, NotADirectoryError):
            # Of a tree, what is gone holds nothing any more; a log is rotated and found again.
            self._account.again = self._account.again or part.follow
            return None
        except OSError as error:
            self._account.owe(job, part.label, f"cannot be opened: {os.strerror(error.errno or 0)}")
            return None
        try:
            status = os.fstat(descriptor)
        except OSError as error:  # of a network's file system
            os.close(descriptor)
            self._account.owe(job, part.label, unread(error))
            return None
        if (status.st_dev, status.st_ino) == (part.device, part.inode) and stat.S_ISREG(status.st_mode):
            return descriptor
        os.close(descriptor)
        if stat.S_ISREG(status.st_mode):
            self._replaced(job, part)
        else:
            self._account.owe(job, part.label, "not a regular file")
        return None

    def _replaced(self, job: wire.Job, part: FilePart) -> None:
        """Another file than the source saw. A log: it was rotated and is found again, as the cursor does not move.

        Of a tree: the cursor knows the file that was meant, so the next look offers this one. Until then it is owed.
        """
        self._account.again = part.follow
        if not part.follow:
            self._account.debts.append(
                Debt(job.source, part.label, "it was replaced meanwhile: the next look reads it")
            )

    def _in_file(self, job: wire.Job, descriptor: int, part: FilePart) -> Iterator[Hit]:
        head = os.pread(descriptor, HEAD, 0)
        self._account.pointers |= head.startswith(POINTER)
        name = decode.encoding(head)
        # An even distance, so that a character of two or four bytes is not cut.
        around = self._engine.reach - self._engine.reach % decode.MARK_BYTES
        before = decoded(descriptor, max(0, part.start - around), part.start, name)
        hits = self._engine.stream(
            decode.to_utf8(self._account.counted(read(descriptor, part.start, part.end)), name),
            before=before,
            after=b"".join(decode.to_utf8(read(descriptor, part.end, part.end + around), name)),
            line=part.line,
            path=part.place,
            offset=part.start,
            width=decode.width(name),
            tables=self._tables(descriptor, part, before, name),
            most=None if kind(head) else self._account.limits.leads,
        )
        if part.start or not kind(head):
            yield from hits
            return
        with os.fdopen(os.dup(descriptor), "rb") as file:
            owe = partial(self._account.owe, job)
            yield from with_members(self._engine, hits, file, part.label, owe, place=part.place, read=part.read)

    def _tables(self, descriptor: int, part: FilePart, before: bytes, name: str | None) -> Tables:
        """Those that are open where a part begins."""
        first = decoded(descriptor, 0, LINE, name)
        window = partial(decoded, descriptor, max(0, part.start - WINDOW), part.start, name)
        tables = reopened(first, before, window, self._engine.heads)
        tables.is_followed, tables.is_later, tables.is_seen = part.follow, part.start > 0, part.start <= WINDOW
        return tables
