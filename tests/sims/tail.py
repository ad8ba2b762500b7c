"""A follower of a log, polled by hand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.found import Chunk, Cursor, FilePart, FilesPart, Visibility
from agent.sources.logs.source import LogSource

SOON = timedelta(seconds=0)
QUIET = timedelta(seconds=5)


def now() -> datetime:
    return datetime.now(UTC)


class Tail:
    """Polls a source as the daemon does: keeps the last cursor, and reads what each part points at."""

    def __init__(self, path: Path, *, longest: int = 8 << 20) -> None:
        self.source = LogSource("log", path, Visibility.PUBLIC, quiet=QUIET, longest=longest)
        self.cursor: Cursor | None = None
        self.chunks: Sequence[Chunk] = ()

    async def poll(self, later: timedelta = SOON, rules: str = "r1") -> bytes:
        self.chunks = [chunk async for chunk in self.source.chunks(self.cursor, rules=rules, now=now() + later)]
        for chunk in self.chunks:
            self.cursor = chunk.cursor or self.cursor
        return b"".join(read(part) for part in self.parts())

    def parts(self) -> list[FilePart]:
        return [part for chunk in self.chunks for part in files(chunk)]

    def reasons(self) -> list[tuple[str, str]]:
        return [(debt.path, debt.reason) for debt in self.chunks[-1].debts]


def files(chunk: Chunk) -> Sequence[FilePart]:
    match chunk.part:
        case FilePart() as part:
            return [part]
        case FilesPart(parts):
            return parts
        case _:
            return []


def read(part: FilePart) -> bytes:
    """As a scanner does: another file at that path is refused."""
    with Path(part.path).open("rb") as file:
        status = os.fstat(file.fileno())
        assert (status.st_dev, status.st_ino) == (part.device, part.inode)
        file.seek(part.start)
        return file.read(part.end - part.start)


def append(path: Path, content: str) -> None:
    with path.open("a") as file:
        file.write(content)
