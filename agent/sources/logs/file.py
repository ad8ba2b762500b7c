"""One log file on disk: which one it is, and the next piece of it that can be handed out. Blocking; run in a thread.

What is compressed, by its name and its first bytes, is handed out as a whole, and a scanner unpacks it.

An inode alone does not say which file it is: ext4 gives it away again at once. So a file is known by device, inode,
the inode's generation (where the file system tells it), a hash of its first bytes, and a hash of the bytes right
before the place where we stopped. A file whose time changed while its size did not was written anew. One of which no
time changed at all, ctime included, which nobody can set, was not touched.
"""

from __future__ import annotations

import array
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import msgspec

from agent.found import AlreadyRead
from agent.printable import shown
from agent.scan.containers.kinds import HEAD, STREAMS, kind
from agent.scan.resumed import SAMPLE, digest

PACKED: Final = (".gz", ".bz2", ".xz", ".zst")
_TELLING: Final = 8  # bytes: no form of compression needs more to be known
_BLOCK: Final = 1 << 20
# What two pieces of one overlong line share: more than any credential is long.
OVERLAP: Final = 1 << 16
_TICK: Final = 1e9  # nanoseconds; file systems count in less
_FS_IOC_GETVERSION: Final = 0x80087601


class Track(msgspec.Struct, frozen=True):
    """How far one file was read. All before `offset` was handed out in whole lines; `line` begins there.

    `given`: up to where a last line without its end was handed out. `old`: what lies before it is backlog.
    `size`, `mtime`, `ctime`: the file when it was last read; `grown`: when we saw it grow (seconds since 1970).
    `packed`: it is compressed; `read`: so much of what is in it was read before it was.
    """

    path: str
    label: str
    device: int
    inode: int
    generation: int
    offset: int = 0
    line: int = 1
    given: int = 0
    old: int = 0
    head: str = ""
    head_size: int = 0
    tail: str = ""
    size: int = 0
    mtime: int = 0
    grown: float = 0.0
    ctime: int = 0
    packed: bool = False
    read: AlreadyRead | None = None

    @property
    def is_done(self) -> bool:
        """Was all of it handed out?"""
        return self.size == (self.given if self.packed else max(self.offset, self.given))


@dataclass(frozen=True, slots=True)
class Piece:
    """What comes next: whole lines up to `end` (`end` == offset: none), then `after` is where to read on."""

    end: int
    after: int
    lines: int
    whole: bool
    track: Track


class NotRegularError(Exception):
    """It is a symbolic link, a FIFO, a device: it is not opened."""


@contextmanager
def opened(path: str) -> Iterator[tuple[int, os.stat_result]]:
    """Raises OSError or NotRegularError."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise NotRegularError
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegularError
        yield descriptor, status
    finally:
        os.close(descriptor)


def begin(path: str, now: float, *, old: bool) -> Track:
    """A file not seen before. `old`: what it holds now is backlog."""
    with opened(path) as (descriptor, status):
        return Track(
            path=path,
            label=shown(path),
            device=status.st_dev,
            inode=status.st_ino,
            generation=_generation(descriptor),
            old=status.st_size if old else 0,
            grown=now,
            size=status.st_size,
            mtime=status.st_mtime_ns,
            packed=path.endswith(PACKED) and _may_be_packed(descriptor),
        )


def unpacked(track: Track) -> AlreadyRead | None:
    """What was read of a log, as whoever finds it compressed is told."""
    if track.packed or not track.offset:
        return track.read
    return AlreadyRead(track.offset, track.line, track.head_size, track.head, track.tail)


def untouched(status: os.stat_result, track: Track) -> bool:
    """Is this the file as we left it?"""
    seen = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return seen == (track.device, track.inode, track.size, track.mtime, track.ctime) and stat.S_ISREG(status.st_mode)


def same(path: str, track: Track) -> bool:
    """Is this the file that we were reading, with all that we read still in it?"""
    with opened(path) as (descriptor, status):
        return (
            (status.st_dev, status.st_ino, _generation(descriptor)) == (track.device, track.inode, track.generation)
            and not (status.st_size == track.size and status.st_mtime_ns != track.mtime)
            and _holds(descriptor, track)
        )


def intact(path: str, track: Track) -> bool:
    """Is all that was read still in this very file, whatever became of its times?"""
    with opened(path) as (descriptor, status):
        there = (status.st_dev, status.st_ino) == (track.device, track.inode)
        return there and status.st_size >= track.size and _holds(descriptor, track)


def head(path: str) -> bytes:
    """The first bytes of a file; none where it cannot be read."""
    with suppress(OSError, NotRegularError), opened(path) as (descriptor, _):
        return os.pread(descriptor, SAMPLE, 0)
    return b""


def copy(path: str, track: Track) -> Track | None:
    """The same track on a copy of its file (copytruncate), or None: then this is no copy."""
    with opened(path) as (descriptor, status):
        known = track.head_size > 0 and status.st_size >= max(track.offset, track.size)
        if not known or not _holds(descriptor, track):
            return None
        return msgspec.structs.replace(
            track, path=path, device=status.st_dev, inode=status.st_ino, generation=_generation(descriptor)
        )


def piece(track: Track, longest: int, now: float) -> Piece | None:
    """The next piece of at most `longest` bytes, ending with a line where it can; None when it is another file."""
    with opened(track.path) as (descriptor, status):
        if (status.st_dev, status.st_ino) != (track.device, track.inode) or status.st_size < track.offset:
            return None
        size = status.st_size
        if track.packed and not track.given and not _may_be_packed(descriptor):
            track = msgspec.structs.replace(track, packed=False)
        if track.packed:
            return _whole(descriptor, status, track, longest, now)
        start = _data(descriptor, track.offset, size)
        if start - track.offset >= longest:
            end, after, lines, whole = track.offset, start, 0, False  # a hole holds nothing
        else:
            end, lines = _lines(descriptor, track.offset, _limit(track, size, longest))
            if end == track.offset and track.offset < track.old < size:
                end, lines = _lines(descriptor, track.offset, min(size, track.offset + longest))
            after, whole = end, True
            if end == track.offset and size - track.offset >= longest:
                end, whole = track.offset + longest, False
                after = end - min(OVERLAP, longest // 2)
        head_size = min(SAMPLE, size)
        following = msgspec.structs.replace(
            track,
            offset=after,
            line=track.line + lines,
            given=track.given if after == track.offset else 0,
            head=_digest(descriptor, 0, head_size),
            head_size=head_size,
            tail=_digest(descriptor, max(0, after - SAMPLE), after),
            size=size,
            mtime=status.st_mtime_ns,
            ctime=_settled(status, now),
            grown=now if size != track.size else track.grown,
        )
        return Piece(end, after, lines, whole, following)


def _may_be_packed(descriptor: int) -> bool:
    """By its first bytes, or because they are still to come: whoever compresses has just made it."""
    first = os.pread(descriptor, HEAD, 0)
    return len(first) < _TELLING or kind(first) in STREAMS


def _whole(descriptor: int, status: os.stat_result, track: Track, longest: int, now: float) -> Piece:
    """All of what is compressed, or nothing yet: who goes on compressing is waited for, but not for ever."""
    size = status.st_size
    following = msgspec.structs.replace(
        track,
        head=_digest(descriptor, 0, min(SAMPLE, size)),
        head_size=min(SAMPLE, size),
        size=size,
        mtime=status.st_mtime_ns,
        ctime=_settled(status, now),
        grown=now if size != track.size else track.grown,
    )
    return Piece(size if size >= max(longest, 2 * track.given) else 0, 0, 0, whole=True, track=following)


def _settled(status: os.stat_result, now: float) -> int:
    """When it was last touched. 0 while another touch could still carry the same time."""
    return status.st_ctime_ns if now * 1e9 - status.st_ctime_ns > _TICK else 0


def _limit(track: Track, size: int, longest: int) -> int:
    """Backlog and what came after it are handed out apart."""
    limit = min(size, track.offset + longest)
    return min(limit, track.old) if track.offset < track.old else limit


def _lines(descriptor: int, start: int, limit: int) -> tuple[int, int]:
    """Where the last whole line before `limit` ends, and how many lines end up to there."""
    end, lines, place = start, 0, start
    while place < limit and (block := os.pread(descriptor, min(_BLOCK, limit - place), place)):
        lines += block.count(b"\n")
        if (last := block.rfind(b"\n")) >= 0:
            end = place + last + 1
        place += len(block)
    return end, lines


def _data(descriptor: int, offset: int, size: int) -> int:
    """Where the next byte that is stored lies: a writer that did not notice a truncation leaves a hole before it."""
    if offset >= size:
        return offset
    try:
        return os.lseek(descriptor, offset, os.SEEK_DATA)
    except OSError:
        return size


def _holds(descriptor: int, track: Track) -> bool:
    head = _digest(descriptor, 0, track.head_size)
    return head == track.head and _digest(descriptor, max(0, track.offset - SAMPLE), track.offset) == track.tail


def _digest(descriptor: int, start: int, end: int) -> str:
    return digest(os.pread(descriptor, end - start, start)) if end > start else ""


def _generation(descriptor: int) -> int:
    """0 where the file system does not tell (tmpfs, which does not reuse inodes)."""
    answer = array.array("l", [0])
    with suppress(OSError):
        fcntl.ioctl(descriptor, _FS_IOC_GETVERSION, answer, True)  # noqa: FBT003 - the system call's own flag
    return int(answer[0])
