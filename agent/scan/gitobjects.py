"""Blobs, commits and tags out of a repository that somebody else wrote, one `git cat-file` for sizes and one for
contents.

`git cat-file --batch` dies at the first corrupt object, so a process that ends is started again behind it; the object
becomes a debt, the rest is read. The size is asked first: a repository of one megabyte can hold a blob of one gigabyte.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import IO, Final, Self

from agent.git import GIT_READ, git_command

_SHA256: Final = 64
_OID: Final = re.compile(r"^(?:[0-9a-f]{40}|[0-9a-f]{64})$")
_BLOCK: Final = 1 << 20
# They read few objects, at the end of a history, when all else is at its largest.
_SMALL: Final = (
    *("-c", "core.deltaBaseCacheLimit=4m"),
    *("-c", "core.packedGitWindowSize=1m"),
    *("-c", "core.packedGitLimit=8m"),
)


class UnreadableError(Exception):
    """An object that cannot be read, and why, in our words."""


class Proof:
    """Are these the bytes that an object's name stands for? git does not look when it reads a pack, and somebody may
    have written one in which they are not. What one repository calls by a name says nothing of another's without it.
    """

    def __init__(self, oid: str, kind: str, size: int) -> None:
        self._oid = oid
        self._digest = hashlib.new("sha256" if len(oid) == _SHA256 else "sha1", usedforsecurity=False)
        self._digest.update(f"{kind} {size}\0".encode())

    def add(self, block: bytes | memoryview) -> None:
        self._digest.update(block)

    @property
    def holds(self) -> bool:
        """Of all that was added."""
        return self._digest.hexdigest() == self._oid


class Objects:
    """Reads objects of one repository; a context manager. `proven`: the last one is what its name says."""

    def __init__(self, git_dir: str, largest: int) -> None:
        self._git_dir, self._largest = git_dir, largest
        self.proven = False
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._unread = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for mode in tuple(self._running):
            self._stop(mode)

    def blocks(self, oid: str, kinds: Sequence[str] = ("blob",)) -> Iterator[bytes]:
        """The content of an object in blocks of 1 MiB. Raises UnreadableError, possibly after some of it."""
        self.proven = False
        kind, size = self._size(oid, kinds)
        proof = Proof(oid, kind, size)
        if self._unread:
            self._stop("--batch")
        header, out = self._ask("--batch", oid)
        if header[1:] != [kind, str(size)]:
            self._stop("--batch")
            message = "git gives another size than before"
            raise UnreadableError(message)
        left, self._unread = size, True
        while left:
            block = out.read(min(left, _BLOCK))
            if not block:
                self._stop("--batch")
                message = "the object is corrupt"
                raise UnreadableError(message)
            left -= len(block)
            proof.add(block)
            yield block
        out.read(1)
        self._unread, self.proven = False, proof.holds

    def _size(self, oid: str, kinds: Sequence[str]) -> tuple[str, int]:
        if not _OID.match(oid):
            message = "not an object id"
            raise UnreadableError(message)
        header, _ = self._ask("--batch-check", oid)
        match header[1:]:
            case [kind, size] if kind in kinds and size.isdigit():
                if int(size) <= self._largest:
                    return kind, int(size)
                message = f"larger than the limit of {self._largest} bytes"
            case ["missing"]:
                message = "the object is missing or corrupt"
            case _:
                message = f"not a {' or '.join(kinds)}"
        raise UnreadableError(message)

    def _ask(self, mode: str, oid: str) -> tuple[list[str], IO[bytes]]:
        process = self._running.get(mode) or self._start(mode)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(f"{oid}\n".encode())
            process.stdin.flush()
            line = process.stdout.readline(256)
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):
            self._stop(mode)
            message = "the object, or the repository, is corrupt"
            raise UnreadableError(message)
        return line.decode("ascii", "replace").split(), process.stdout

    def _start(self, mode: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - the recipe of agent/git.py; nothing of the repository is an argument
            git_command(self._git_dir, *_SMALL, "cat-file", mode),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=GIT_READ,
            cwd="/",
        )
        self._running[mode] = process
        return process

    def _stop(self, mode: str) -> None:
        process = self._running.pop(mode)
        self._unread = self._unread and mode != "--batch"
        process.kill()
        process.communicate()
