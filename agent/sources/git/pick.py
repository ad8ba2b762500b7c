"""Out of a whole log only the commits that matter: those that are, or name, something that is asked for.

Nearly all commits name none, so the log is searched in pieces for what many of them name; only a piece that names one
is cut into commits, and only a commit that does is read (log.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from agent.sources.git.log import Brought, Commit
from agent.sources.git.run import GitError

# Three NULs in a row stand nowhere but before a commit: no name is empty.
_APART: Final = re.compile(rb"\0\0\0(?=[0-9a-f]{40})")
# What a path is after the commit, unless it is gone or a submodule; what it was in the last parent; and how it changed.
_NEW: Final = re.compile(rb" (?!00|16)[0-7]{6} (?:[0-9a-f]{40,64} )*?([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([A-Z]+)")
_COMMIT: Final = re.compile(rb"\0\0\0([0-9a-f]{40,64})\0")
# Looked at and not taken: behind the name of a file that ends like this is the next entry, which begins anew.
_NEW_PATH: Final = re.compile(rb" A+(?=\0([^\0]+))")
LINK: Final = b" 120000 "
CHANGED: Final = b"M"  # by the one parent that it has: of a file that is one still, or of a link
_PIECE: Final = 1 << 16
_LONGEST: Final = 128 << 20  # bytes that one commit's list of paths may have


@dataclass(frozen=True, slots=True)
class Named:
    """What a piece of the log names: commits, the objects that they brought, and the paths that are new with them."""

    piece: bytes

    @property
    def commits(self) -> set[bytes]:
        return set(_COMMIT.findall(self.piece))

    @property
    def entries(self) -> Sequence[tuple[bytes, bytes, bytes]]:
        """Of each path that is there: the object before it, the object, and CHANGED or what else befell it."""
        return _NEW.findall(self.piece)

    @property
    def has_links(self) -> bool:
        return LINK in self.piece

    @property
    def paths(self) -> set[bytes]:
        return set(_NEW_PATH.findall(self.piece))


@dataclass(slots=True)
class Picked:
    """`asked`: what of it is wanted, as it stands there. `before`: awaited before that is asked of a piece."""

    asked: Callable[[Named], Collection[bytes]]
    before: Callable[[Named], Awaitable[None]] | None = None
    _rest: bytes = b"\0"

    async def commits(self, blocks: AsyncIterable[bytes]) -> AsyncGenerator[Brought]:
        """What each commit that names something wanted brought, wanted or not. Raises GitError for a monstrous one."""
        async for block in blocks:
            if piece := self._add(block):
                if self.before:
                    await self.before(Named(piece))
                for commit in self._read(piece):
                    yield commit
        if self.before:
            await self.before(Named(self._rest))
        for commit in self._read(self._rest):
            yield commit

    def _add(self, block: bytes) -> bytes:
        """All whole commits of what was read."""
        data = self._rest + block
        cut = data.rfind(b"\0\0\0")
        while cut > 0 and not _APART.match(data, cut):
            cut = data.rfind(b"\0\0\0", 0, cut + 2)
        if cut <= 0:
            self._rest = data
            if len(data) > _LONGEST:
                message = "a commit has too many paths"
                raise GitError(message)
            return b""
        self._rest = data[cut:]
        return data[:cut]

    def _read(self, piece: bytes) -> Iterator[Brought]:
        first = 0
        while first < len(piece):
            cut = _APART.search(piece, first + _PIECE)
            last = cut.start() if cut else len(piece)
            part = piece[first:last]
            if wanted := self.asked(Named(part)):
                for commit in _naming(part, wanted):
                    reading = Commit()
                    for token in commit.split(b"\0"):
                        reading.add(token)
                    yield reading.brought()
            first = last


def _naming(part: bytes, names: Iterable[bytes]) -> Iterator[bytes]:
    """Those of whole commits in which any of these stands."""
    starts = [apart.start() for apart in _APART.finditer(part)]
    where = {bisect_right(starts, at) - 1 for name in names for at in _places(part, name)}
    starts.append(len(part))
    for number in sorted(where - {-1}):
        yield part[starts[number] + len(b"\0\0\0") : starts[number + 1]]


def _places(part: bytes, name: bytes) -> Iterator[int]:
    at = part.find(name)
    while at >= 0:
        yield at
        at = part.find(name, at + 1)
