"""A stream in pieces: nothing is lost at a seam, lines and bytes count on, a container stays whole; standard input."""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import string
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.commands import given
from agent.complaint import Complaint
from agent.found import Chunk, Debt, Text, TextsPart, Visibility
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.sources.pieces import AROUND, LARGEST_CONTAINER, PIECE, Pieces
from agent.sources.stdin import StdinSource
from tests.sims import compiled

NOW = datetime(2026, 3, 1, tzinfo=UTC)
VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"
KEYS = ResponderKeys.generate()


def cut(data: bytes, size: int = 50_000) -> list[Text]:
    pieces = Pieces(Text("-", b""))
    made = [text for at in range(0, len(data), size) for text in pieces.add(data[at : at + size])]
    return [*made, *pieces.finish()]


def lines(seed: int, size: int) -> bytes:
    chosen = random.Random(seed)  # noqa: S311 - the same lines each time
    made = bytearray()
    while len(made) < size:
        made += "".join(chosen.choices(string.ascii_lowercase + " ", k=chosen.randrange(200))).encode() + b"\n"
    return bytes(made[:size])


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, PIECE + AROUND, 3 * PIECE + 5])
def test_pieces_are_the_whole_and_know_their_place(size: int) -> None:
    data = lines(size, size)
    made = cut(data)
    assert b"".join(text.data for text in made) == data
    for text in made:
        assert text.offset == sum(len(other.data) for other in made if other.offset < text.offset)
        assert text.line == 1 + data[: text.offset].count(b"\n")
        assert text.before == data[max(0, text.offset - AROUND) : text.offset]
        end = text.offset + len(text.data)
        assert text.after == data[end : end + len(text.after)]
        assert len(text.after) == AROUND or text is made[-1] or end + len(text.after) == size
        assert text.data.endswith(b"\n") or text is made[-1]
        assert len(text.data) <= PIECE


def test_one_endless_line_is_cut_where_it_must() -> None:
    made = cut(b"x" * (2 * PIECE + 7))
    assert [(text.line, text.offset, len(text.data)) for text in made] == [
        *((1, 0, PIECE), (1, PIECE, PIECE)),
        (1, 2 * PIECE, 7),
    ]


def test_a_container_stays_whole_up_to_a_size() -> None:
    packed = gzip.compress(os.urandom(2 * PIECE))
    assert [text.data for text in cut(packed)] == [packed]
    pieces = Pieces(Text("-", b""))
    head = gzip.compress(b"x")
    assert [*pieces.add(head), *pieces.add(bytes(LARGEST_CONTAINER))] == []
    assert pieces.owed == "gzip of more than 32 MiB: scan it as a file"
    assert [*pieces.finish()] == []


def test_what_is_around_a_piece_is_more_than_any_match_reaches() -> None:
    assert compiled.engine().reach <= AROUND


async def found(pool: ScanPool, texts: Iterable[Text]) -> list[tuple[str | None, int, tuple[int, int]]]:
    rows = []
    for text in texts:
        result = await pool.scan(Chunk("-", Visibility.UNKNOWN, backlog=False, part=TextsPart((text,))))
        assert result.debts == ()
        rows += [(one.type, one.occurrence.line, one.span) for one in result.findings]
    return rows


async def test_a_value_on_a_seam_is_found_once_at_its_line_and_byte() -> None:
    """In the middle of one long line, in bytes of one width and of two."""
    compiled.engine()
    async with ScanPool(KEYS.scanner, 1, compiled.folder()) as pool:
        for encoding, mark, width in (("utf-8", 0, 1), ("utf-16", 2, 2)):
            text = "\n" * 5 + "x " * ((PIECE - mark) // width // 2 - 14) + URL + " x" * PIECE
            start = mark + width * text.index(VALUE)
            end = start + width * len(VALUE)
            assert start < PIECE < end
            assert await found(pool, cut(text.encode(encoding))) == [("postgres-url", 6, (start, end))]


def test_what_came_before_a_pause_is_offered_once_and_with_what_follows_it() -> None:
    pieces = Pieces(Text("-", b""))
    assert [*pieces.add(b"one\ntw"), *pieces.add(b"")] == []
    [first] = pieces.pause()
    assert (first.data, first.after, first.line, pieces.again) == (b"one\n", b"tw", 1, 0)
    assert [*pieces.pause()] == []
    assert [*pieces.add(b"o\n" + b"x" * AROUND + b"\nthree\n")] == []
    [second] = pieces.pause()
    assert (second.data[:8], second.data[-6:], second.offset, pieces.again) == (b"one\ntwo\n", b"three\n", 0, 4)
    assert [*pieces.add(b"four")] == []
    [last] = pieces.finish()
    # What is passed ends with a line.
    assert (last.before, last.line, last.offset) == (b"one\ntwo\n", 3, 8)
    assert (last.data, pieces.again) == (b"x" * AROUND + b"\nthree\nfour", AROUND + 7)


@pytest.mark.parametrize("head", [b"ab\n\0", gzip.compress(b"x", mtime=0) + b"\n", "a\nb\n".encode("utf-16")])
def test_no_pause_cuts_what_is_no_text(head: bytes) -> None:
    pieces = Pieces(Text("-", b""))
    assert [*pieces.add(head), *pieces.pause()] == []
    assert b"".join(text.data for text in pieces.finish()) == head


async def test_a_silent_pipe_has_its_lines_offered_and_handed_in_before_it_ends() -> None:
    out, into = os.pipe()
    os.write(into, b"one\n")
    chunks = StdinSource(out, pause=0).chunks(None, rules="r", now=NOW)
    offered = await anext(chunks)
    assert isinstance(offered.part, TextsPart)
    assert offered.part.texts[0].data == b"one\n"
    assert (await anext(chunks)).pressing
    os.write(into, b"two")
    os.close(into)
    rest = [chunk async for chunk in chunks]
    assert [text.data for chunk in rest if isinstance(chunk.part, TextsPart) for text in chunk.part.texts] == [
        b"one\ntwo"
    ]
    assert sum(chunk.swept for chunk in rest) == -4
    os.close(out)


def source(descriptor: int) -> StdinSource:
    return StdinSource(descriptor)


async def read(descriptor: int) -> tuple[bytes, list[Debt]]:
    chunks = [chunk async for chunk in source(descriptor).chunks(None, rules="r", now=NOW)]
    texts = [text for chunk in chunks if isinstance(chunk.part, TextsPart) for text in chunk.part.texts]
    return b"".join(text.data for text in texts), [debt for chunk in chunks for debt in chunk.debts]


async def test_standard_input_is_a_pipe_or_a_file_or_nothing(tmp_path: Path) -> None:
    data = lines(1, 3 * PIECE)
    (tmp_path / "file").write_bytes(data)
    for name, wanted in ((tmp_path / "file", data), (Path(os.devnull), b"")):
        descriptor = os.open(name, os.O_RDONLY)
        assert await read(descriptor) == (wanted, [])
        os.close(descriptor)
    out, into = os.pipe()

    def write() -> None:
        with os.fdopen(into, "wb") as pipe:
            pipe.write(data)

    writer = threading.Thread(target=write)
    writer.start()
    assert await read(out) == (data, [])
    writer.join()
    os.close(out)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(Complaint, match="standard input: Is a directory: name a file"):
        await read(descriptor)
    os.close(descriptor)


async def test_whoever_waits_for_a_silent_pipe_can_be_told_to_stop() -> None:
    out, into = os.pipe()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(read(out))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()
    os.close(out)
    os.close(into)


def test_a_dash_is_standard_input_and_a_file_of_that_name_has_a_folder() -> None:
    assert [given.path_of(word) for word in ("-", "./-", "a/-", "-x")] == [
        given.STDIN,
        Path.cwd() / "-",
        Path("a/-"),
        Path("-x"),
    ]
    assert given.folder(given.STDIN) == Path.cwd()
