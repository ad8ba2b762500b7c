"""The log source against a model: whatever is done to the log, no line is lost and none is invented.

RELIABILITY.md 1.5. By default a seeded slice of 100 cases; all 5,000 with

    STANCH_LOG_MODEL_CASES=5000 pytest tests/test_sources_logs_model.py

Actions: write a line or a part of one, rotate by renaming, copytruncate, truncate, delete and make anew, poll, and a
crash (the source is dropped and goes on from a cursor that was acknowledged some chunks ago). Polls see rotated files
and copies only when they look before the next rotation but one; a rotation that is followed by another before any poll
would take away a file that nobody ever saw as the log, so `rotate` polls first if the log was made since the last poll.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.model import Cursor, FilePart, Visibility
from agent.sources.logs import LogSource

CASES = int(os.environ.get("STANCH_LOG_MODEL_CASES", "100"))

ACTIONS = st.one_of(
    st.tuples(st.just("line"), st.integers(1, 60)),
    st.tuples(st.just("line"), st.integers(1, 60)),
    st.tuples(st.just("part"), st.integers(1, 30)),
    st.tuples(st.just("poll"), st.sampled_from([0, 10])),
    st.tuples(st.just("crash"), st.integers(0, 3)),
    st.tuples(st.sampled_from(["rotate", "copytruncate", "truncate", "recreate"]), st.just(0)),
)


class World:
    """The log, who writes it, who reads it, and what must have been read."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "app.log"
        self.log.touch()
        self.cursor: Cursor | None = None
        self.written: list[bytes] = []
        self.excused: set[bytes] = set()
        self.unread: list[bytes] = []
        self.read: Counter[bytes] = Counter()
        self.partial = b""
        self.number = 0
        self.rotations = 0
        self.unseen = True
        self.clock = timedelta(0)

    def token(self, size: int) -> bytes:
        self.number += 1
        return f"<{self.number}:{'x' * size}>".encode()

    def append(self, content: bytes) -> None:
        with self.log.open("ab") as file:
            file.write(content)

    def line(self, size: int) -> None:
        line = self.partial + self.token(size)
        self.append(line[len(self.partial) :] + b"\n")
        self.partial = b""
        self.written.append(line)
        self.unread.append(line)

    def part(self, size: int) -> None:
        piece = self.token(size)
        self.append(piece)
        self.partial += piece

    def end_partial(self) -> None:
        """The writer is cut off in the middle of a line: the line stays as it is."""
        if self.partial:
            self.written.append(self.partial)
            self.unread.append(self.partial)
            self.partial = b""

    async def poll(self, later: float, *, acknowledge: int | None = None) -> None:
        """`acknowledge`: a crash after so many chunks; what was read then is read, but the cursor stays there."""
        self.clock += timedelta(seconds=later)
        source = LogSource("log", self.log, Visibility.PRIVATE, quiet=timedelta(seconds=5), longest=64)
        chunks = source.chunks(self.cursor, rules="r", now=datetime.now(UTC) + self.clock)
        count = 0
        async for chunk in chunks:
            if acknowledge is not None and count >= acknowledge:
                break
            count += 1
            if isinstance(chunk.part, FilePart):
                self.take(chunk.part)
            self.cursor = chunk.cursor or self.cursor
        else:
            self.unread.clear()
            self.unseen = False
        await chunks.aclose()

    def take(self, part: FilePart) -> None:
        with Path(part.path).open("rb") as file:
            status = os.fstat(file.fileno())
            assert (status.st_dev, status.st_ino) == (part.device, part.inode)
            file.seek(part.start)
            content = file.read(part.end - part.start)
        assert len(content) == part.end - part.start
        for line in content.split(b"\n"):
            if line:
                self.read[line] += 1

    async def settle(self) -> None:
        """What rotation presumes: that each file was the log during at least one look."""
        if self.unseen:
            await self.poll(0)

    async def rotate(self) -> None:
        await self.settle()
        self.end_partial()
        self.rotations += 1
        self.log.rename(self.log.with_name(f"app.log.{self.rotations}"))
        self.log.touch()
        self.unseen = True

    async def copytruncate(self) -> None:
        await self.settle()
        self.end_partial()
        self.rotations += 1
        shutil.copyfile(self.log, self.log.with_name(f"app.log.{self.rotations}"))
        if not self.cursor_has_read_something():
            self.excuse()
        os.truncate(self.log, 0)
        self.unseen = True

    def truncate(self) -> None:
        self.end_partial()
        self.excuse()
        os.truncate(self.log, 0)
        self.unseen = True

    def recreate(self) -> None:
        self.end_partial()
        self.excuse()
        self.log.unlink()
        self.log.touch()
        self.unseen = True

    def cursor_has_read_something(self) -> bool:
        """A copy is known by its first bytes, so there must have been some when we looked."""
        return self.cursor is not None and '"head_size":0' not in self.cursor.position

    def excuse(self) -> None:
        """The truncation gap: what was written since the last look is gone with the file."""
        self.excused.update(self.unread)

    async def finish(self) -> None:
        self.end_partial()
        await self.poll(0)
        await self.poll(10)
        known = set(self.written)
        lost = [line for line in self.written if not self.holds(line)]
        assert set(lost) <= self.excused
        invented = [line for line in self.read if not any(line in whole for whole in known)]
        assert invented == []

    def holds(self, line: bytes) -> bool:
        """Read in one go; lines longer than `longest` come in pieces that overlap by half of it."""
        if self.read[line]:
            return True
        pieces = [line[start : start + 32] for start in range(max(1, len(line) - 31))]
        return len(line) >= 64 and all(any(piece in got for got in self.read) for piece in pieces)


async def play(actions: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for action, number in actions:
            match action:
                case "line":
                    world.line(number)
                case "part":
                    world.part(number)
                case "poll":
                    await world.poll(number)
                case "crash":
                    await world.poll(0, acknowledge=number)
                case "rotate":
                    await world.rotate()
                case "copytruncate":
                    await world.copytruncate()
                case "truncate":
                    world.truncate()
                case _:
                    world.recreate()
        await world.finish()


@settings(max_examples=CASES, deadline=None, derandomize=CASES <= 100, suppress_health_check=list(HealthCheck))
@given(st.lists(ACTIONS, max_size=40))
def test_no_line_is_lost_and_none_is_invented(actions: list[tuple[str, int]]) -> None:
    asyncio.run(play(actions))
