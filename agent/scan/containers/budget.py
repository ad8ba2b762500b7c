"""How much may come out of one file, and what was not read of it.

A container may hold itself (https://research.swtch.com/zip), or a file of a million times its own size
(https://www.bamsoftware.com/hacks/zipbomb/): so what counts is what came out, in all.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NoReturn

MIB: Final = 1 << 20
_MOST_NAMED: Final = 20


class UnreadableError(Exception):
    """Why a container, or the rest of it, cannot be read: in our words."""


class ExhaustedError(UnreadableError):
    """Nothing more may come out of this file."""


@dataclass(slots=True)
class Budget:
    """For one file of `size` bytes. `over`: nothing more may come.

    total:   bytes that may come out of it, containers in it included
    members: how many things
    held:    bytes of one member that must be in memory as a whole (a zip in a tar), which a stream need not
    kept:    the same of all that are open in each other
    depth:   containers in containers: an image has a layer, that is packed, that has a jar, that has a jar
    ratio:   what comes out for each byte that went in, from `free` bytes on: text has 5 to 30, a bomb a thousand
    """

    size: int
    total: int = 1024 * MIB
    members: int = 50_000
    held: int = 64 * MIB
    kept: int = 96 * MIB
    depth: int = 7
    ratio: int = 200
    free: int = 64 * MIB
    made: int = 0
    over: bool = False
    unread: list[tuple[str, str]] = field(default_factory=list)

    def owe(self, path: str, reason: str) -> None:
        """The same reason a hundred times is said once; that nothing more came, whatever was said before."""
        if len(self.unread) < _MOST_NAMED or self.over:
            self.unread.append((path, reason))
        elif len(self.unread) == _MOST_NAMED:
            self.unread.append(("", "and more of it"))

    def member(self) -> None:
        self.members -= 1
        if self.members < 0:
            self._end("more files than are looked into")

    def spend(self, size: int) -> None:
        self.made += size
        if self.made > self.total or (self.made > self.free and self.made > self.ratio * self.size):
            self._end("it grows beyond all measure when it is unpacked")

    def _end(self, reason: str) -> NoReturn:
        if self.over:
            raise UnreadableError(reason)
        self.over = True
        raise ExhaustedError(reason)

    @contextmanager
    def whole(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """All of it. Raises UnreadableError for more than may be held."""
        held = io.BytesIO()
        for block in blocks:
            held.write(block)
            if held.tell() > min(self.held, self.kept):
                message = "too large to be opened within another one"
                raise UnreadableError(message)
        data = held.getvalue()
        self.kept -= len(data)
        try:
            yield data
        finally:
            self.kept += len(data)
