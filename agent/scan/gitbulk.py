r"""Many blobs, commits or tags of one repository at a time: one `git cat-file` is asked for all of them, and its
output is looked at as it comes, many small blobs in one buffer.

    oid blob 12\n............\noid blob 7\n.......\n          git's words between the blobs part them like any line

Sizes are known beforehand (sources/git/order.py), so the place of each blob is. Where it is not there, as git died of a
corrupt object, found none, or says nothing, that blob is `unread`, git is started again behind it, and the rest is
read. Of one that is gone git says so in a word, and then waits for us: it is compared at once, as `git gc` takes
thousands away.
"""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from agent.git import GIT_READ, git_command

BUFFER: Final = 1 << 20
_PIPE: Final = 1 << 20
# The order of the requests makes a small cache do (sources/git/order.py); several processes of these run at once.
_OPTIONS: Final = (
    *("-c", "core.packedGitWindowSize=1m"),
    *("-c", "core.packedGitLimit=16m"),
    *("-c", "core.deltaBaseCacheLimit=16m"),
)

Sized = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Load:
    """Whole blobs in one buffer, which is overwritten by the next load: (oid, first, behind the last byte)."""

    buffer: bytearray
    blobs: Sequence[tuple[bytes, int, int]]


@dataclass(frozen=True, slots=True)
class Large:
    """A blob by itself, in blocks. Should they end early, it is unread as well, which is told next."""

    oid: bytes
    blocks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Unread:
    oid: bytes


class Bulk:
    """One repository. Used by one job after another; `close` ends its git.

    silence: seconds that git may say nothing in the middle of an answer; longer means that none will come.
    """

    def __init__(self, git_dir: str, silence: float = 20.0) -> None:
        self.git_dir, self._silence = git_dir, silence
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = bytearray(BUFFER)
        self._kind = b"blob"

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def read(self, asked: Sequence[Sized], kind: str = "blob") -> Iterator[Load | Large | Unread]:
        """All of these, in order; fewer names than a pipe takes. A load is done with before the next is asked for."""
        self._kind = kind.encode()
        at = 0
        while at < len(asked):
            out = self._ask(asked[at:])
            while at < len(asked) and self._process is not None:
                group = _group(asked, at)
                if group == at:
                    yield Large(asked[at][0], self._blocks(out, *asked[at]))
                    if self._process is None:
                        yield Unread(asked[at][0])
                    at += 1
                    continue
                blobs = self._fill(out, asked[at:group])
                if blobs:
                    yield Load(self._buffer, blobs)
                at += len(blobs)
                if at < group:
                    self.close()
                    yield Unread(asked[at][0])
                    at += 1

    def _fill(self, out: int, asked: Sequence[Sized]) -> list[tuple[bytes, int, int]]:
        """Reads these into the buffer; as many as are whole are told."""
        heads = [_head(oid, size, self._kind) for oid, size in asked]
        there = self._read(
            out,
            memoryview(self._buffer)[: sum(len(head) for head in heads) + sum(size + 1 for _, size in asked)],
            self._astray(heads, [size for _, size in asked]),
        )
        blobs: list[tuple[bytes, int, int]] = []
        at = 0
        for head, (oid, size) in zip(heads, asked, strict=True):
            first, last = at + len(head), at + len(head) + size
            if last >= there or not self._buffer.startswith(head, at):
                break
            blobs.append((oid, first, last))
            at = last + 1
        return blobs

    def _blocks(self, out: int, oid: bytes, size: int) -> Iterator[bytes]:
        head = _head(oid, size, self._kind)
        view = memoryview(self._buffer)
        astray = self._astray([head], [size])
        if self._read(out, view[: len(head)], astray) == len(head) and self._buffer.startswith(head):
            while size:
                there = self._read(out, view[: min(size, BUFFER)])
                if not there:
                    break
                size -= there
                yield bytes(view[:there])
        if size or self._read(out, view[:1]) != 1:
            self.close()

    def _ask(self, asked: Sequence[Sized]) -> int:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(b"".join(oid + b"\n" for oid, _ in asked))
            process.stdin.flush()
        return process.stdout.fileno()

    def _astray(self, heads: Sequence[bytes], sizes: Sequence[int]) -> Callable[[int], bool]:
        """Of so many bytes in the buffer: does git say something else than these? Asked as more of them come."""
        at, number = 0, 0

        def astray(there: int) -> bool:
            nonlocal at, number
            while number < len(heads) and at < there:
                head = heads[number]
                if not head.startswith(self._buffer[at : min(at + len(head), there)]):
                    return True
                if there < at + len(head):
                    break
                at, number = at + len(head) + sizes[number] + 1, number + 1
            return False

        return astray

    def _read(self, out: int, into: memoryview, astray: Callable[[int], bool] | None = None) -> int:
        """How many bytes came: fewer than there is room for only where no more will come, or what came is `astray`."""
        there = 0
        while there < len(into):
            try:
                count = os.readv(out, [into[there:]])
            except BlockingIOError:
                if astray is not None and astray(there):
                    break
                if not select.select([out], [], [], self._silence)[0]:
                    break
                continue
            if not count:
                break
            there += count
        return there

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - the recipe of agent/git.py; nothing of the repository is an argument
            git_command(self.git_dir, *_OPTIONS, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=GIT_READ,
            cwd="/",
        )
        assert process.stdout is not None
        out = process.stdout.fileno()
        os.set_blocking(out, False)
        with suppress(OSError):  # more than an unprivileged user may have at the time
            fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, _PIPE)
        self._process = process
        return process


def _head(oid: bytes, size: int, kind: bytes) -> bytes:
    return b"%b %b %d\n" % (oid, kind, size)


def _group(asked: Sequence[Sized], at: int) -> int:
    """Up to which one they fit into the buffer together."""
    room = BUFFER
    while at < len(asked):
        oid, size = asked[at]
        room -= len(_head(oid, size, b"commit")) + size + 1  # of the longest word
        if room < 0:
            return at
        at += 1
    return at
