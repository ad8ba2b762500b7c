"""The log source against a model: whatever is done to the log, no line is lost and none is invented.

RELIABILITY.md 1.5. By default a seeded slice of 100 cases; all 5,000 with

    STANCH_LOG_MODEL_CASES=5000 pytest tests/test_sources_logs_model.py

Actions: write a line or a part of one, rotate by renaming, copytruncate, truncate, delete and make anew, compress what
was rotated (before or after somebody looked, keeping its time or not), poll, and be killed: what was handed out was
read, and the cursor stays where it was some chunks ago. Read as one file, and as a folder. What is compressed is taken
as a scanner takes it.
"""

from __future__ import annotations

import asyncio
import bz2
import gzip
import lzma
import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.found import Chunk, Cursor, FilePart, FilesPart, Visibility
from agent.scan import resumed
from agent.sources.logs.source import LogSource
from tests.sims import memory

CASES = int(os.environ.get("STANCH_LOG_MODEL_CASES", "100"))
KINDS: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    ".gz": (gzip.compress, gzip.decompress),
    ".bz2": (bz2.compress, bz2.decompress),
    ".xz": (lzma.compress, lzma.decompress),
}

ACTIONS = st.one_of(
    st.tuples(st.just("line"), st.integers(1, 60)),
    st.tuples(st.just("line"), st.integers(1, 60)),
    st.tuples(st.just("part"), st.integers(1, 30)),
    st.tuples(st.just("poll"), st.sampled_from([0, 10])),
    st.tuples(st.just("killed"), st.integers(0, 3)),
    st.tuples(st.just("compress"), st.integers(0, 11)),
    st.tuples(st.sampled_from(["rotate", "rotate", "copytruncate", "truncate", "recreate"]), st.just(0)),
)


def files(chunk: Chunk) -> Sequence[FilePart]:
    match chunk.part:
        case FilePart() as part:
            return [part]
        case FilesPart(parts):
            return parts
        case _:
            return []


class World:
    """The log, who writes it, who reads it, and what must have been read."""

    def __init__(self, folder: Path, *, as_folder: bool) -> None:
        self.log = folder / "app.log"
        self.log.touch()
        self.path = folder if as_folder else self.log
        self.cursor: Cursor | None = None
        self.written: list[bytes] = []
        self.excused: set[bytes] = set()
        self.unread: list[bytes] = []
        self.read: Counter[bytes] = Counter()
        self.partial = b""
        self.number = 0
        self.rotated: list[Path] = []
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
        """`acknowledge`: killed after so many chunks; what was read then is read, but the cursor stays there."""
        self.clock += timedelta(seconds=later)
        source = LogSource("log", self.path, Visibility.PRIVATE, quiet=timedelta(seconds=5), longest=64)
        chunks = source.chunks(self.cursor, rules="r", now=datetime.now(UTC) + self.clock)
        count = 0
        async for chunk in chunks:
            if acknowledge is not None and count >= acknowledge:
                break
            count += 1
            for part in files(chunk):
                self.take(part)
            self.cursor = chunk.cursor or self.cursor
        else:
            self.unread.clear()
        await chunks.aclose()

    def take(self, part: FilePart) -> None:
        with Path(part.path).open("rb") as file:
            status = os.fstat(file.fileno())
            assert (status.st_dev, status.st_ino) == (part.device, part.inode)
            if part.path.endswith(tuple(KINDS)):
                content = KINDS[Path(part.path).suffix][1](file.read())
                if part.read and resumed.is_same(file, part.path, part.read):
                    content = content[part.read.size :]
            else:
                file.seek(part.start)
                content = file.read(part.end - part.start)
                assert len(content) == part.end - part.start
        for line in content.split(b"\n"):
            if line:
                self.read[line] += 1

    def rotate(self) -> None:
        self.end_partial()
        self.rotated.append(self.log.with_name(f"app.log.{len(self.rotated) + 1}"))
        self.log.rename(self.rotated[-1])
        self.log.touch()

    def copytruncate(self) -> None:
        self.end_partial()
        self.rotated.append(self.log.with_name(f"app.log.{len(self.rotated) + 1}"))
        shutil.copyfile(self.log, self.rotated[-1])
        os.truncate(self.log, 0)

    async def compress(self, how: int) -> None:
        plain = [path for path in self.rotated if path.exists()]
        if not plain:
            return
        path = plain[how % len(plain)]
        ending, (packed, _) = list(KINDS.items())[how % 3]
        made = path.with_name(path.name + ending)
        made.write_bytes(packed(path.read_bytes()))
        if how % 2:
            shutil.copystat(path, made)
        if how >= 6:
            await self.poll(0 if how < 9 else 10)
        path.unlink()

    def truncate(self) -> None:
        self.end_partial()
        self.excuse()
        os.truncate(self.log, 0)

    def recreate(self) -> None:
        self.end_partial()
        self.excuse()
        self.log.unlink()
        self.log.touch()

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


async def play(actions: list[tuple[str, int]], *, as_folder: bool) -> None:
    with memory.disk() as folder:
        world = World(folder, as_folder=as_folder)
        await world.poll(0)
        for action, number in actions:
            match action:
                case "line":
                    world.line(number)
                case "part":
                    world.part(number)
                case "poll":
                    await world.poll(number)
                case "killed":
                    await world.poll(0, acknowledge=number)
                case "rotate":
                    world.rotate()
                case "copytruncate":
                    world.copytruncate()
                case "compress":
                    await world.compress(number)
                case "truncate":
                    world.truncate()
                case _:
                    world.recreate()
        await world.finish()


@pytest.mark.parametrize("as_folder", [False, True])
@settings(max_examples=CASES // 2, deadline=None, derandomize=CASES <= 100, suppress_health_check=list(HealthCheck))
@given(actions=st.lists(ACTIONS, max_size=40))
def test_no_line_is_lost_and_none_is_invented(actions: list[tuple[str, int]], as_folder: bool) -> None:  # noqa: FBT001 - as pytest hands it in
    asyncio.run(play(actions, as_folder=as_folder))
