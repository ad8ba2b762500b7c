"""Out of a whole log only the commits that matter: those that name one of the objects that are asked for.

Nearly all commits name none, so the log is searched in large pieces for what all of them name; only a piece that names
one is cut into commits, and only a commit that does is read (git_log.py).
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

from agent.model import Blob
from agent.sources.git_log import Commit
from agent.sources.git_run import GitError

# Three NULs in a row stand nowhere but before a commit: no name is empty.
_APART: Final = re.compile(rb"\0\0\0(?=[0-9a-f]{40})")
# What a path is after the commit, unless it is gone or a submodule; before it what it was in each parent.
_NEW: Final = re.compile(rb" (?!00|16)[0-7]{6}(?: [0-9a-f]{40,64})+ ([0-9a-f]{40,64}) [A-Z]")
_LONGEST: Final = 128 << 20  # bytes that one commit's list of paths may have


@dataclass(slots=True)
class Picked:
    """`asked`: is one of these objects wanted?"""

    asked: Callable[[set[bytes]], bool]
    _rest: bytes = b"\0"

    async def commits(self, blocks: AsyncIterable[bytes]) -> AsyncGenerator[tuple[Blob, ...]]:
        """What each commit that names a wanted object brought, wanted or not. Raises GitError for a monstrous one."""
        async for block in blocks:
            for commit in self._add(block):
                yield commit
        for commit in self._read(self._rest):
            yield commit

    def _add(self, block: bytes) -> Iterator[tuple[Blob, ...]]:
        data = self._rest + block
        cut = data.rfind(b"\0\0\0")
        while cut > 0 and not _APART.match(data, cut):
            cut = data.rfind(b"\0\0\0", 0, cut + 2)
        if cut <= 0:
            self._rest = data
            if len(data) > _LONGEST:
                message = "a commit has too many paths"
                raise GitError(message)
            return
        self._rest = data[cut:]
        yield from self._read(data[:cut])

    def _read(self, piece: bytes) -> Iterator[tuple[Blob, ...]]:
        if not self.asked(set(_NEW.findall(piece))):
            return
        for commit in _APART.split(piece):
            if self.asked(set(_NEW.findall(commit))):
                reading = Commit()
                for token in commit.split(b"\0"):
                    reading.add(token)
                yield reading.blobs()
