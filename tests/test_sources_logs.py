"""The log source on real files: whole lines, rotation in all its kinds, and files that are no files."""

# ruff: noqa: ASYNC240 - a test has its event loop to itself

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.found import FilePart, Visibility
from agent.sources.logs.file import Piece, Track
from tests.sims import memory
from tests.sims.tail import QUIET, Tail, append, now, read


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with memory.disk() as folder:
        yield folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "app.log"
    path.touch()
    return path


async def test_first_sight_is_backlog_and_what_is_written_later_is_not(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\ntwo\n")
    assert await tail.poll() == b"one\ntwo\n"
    status = log.stat()
    assert tail.parts() == [
        FilePart(str(log), str(log), 0, 8, 1, status.st_dev, status.st_ino, follow=True, below=log.name)
    ]
    assert [(c.source, c.visibility, c.backlog) for c in tail.chunks] == [("log", Visibility.PUBLIC, True)]
    assert await tail.poll() == b""
    assert tail.chunks == []
    append(log, "three\n")
    assert await tail.poll() == b"three\n"
    assert [(part.start, part.end, part.line) for part in tail.parts()] == [(8, 14, 3)]
    assert [chunk.backlog for chunk in tail.chunks] == [False]


async def test_a_partial_line_waits_for_its_end(log: Path) -> None:
    tail = Tail(log)
    append(log, "whole\nsec")
    assert await tail.poll() == b"whole\n"
    append(log, "ret\nnext")
    assert await tail.poll() == b"secret\n"
    assert tail.parts()[0].line == 2


async def test_a_partial_line_is_handed_out_when_quiet_and_again_from_its_start_when_it_grows(log: Path) -> None:
    tail = Tail(log)
    append(log, "whole\nsec")
    await tail.poll()
    assert await tail.poll(QUIET * 2) == b"sec"
    assert await tail.poll(QUIET * 3) == b""
    append(log, "ret")
    assert await tail.poll() == b""
    assert await tail.poll(QUIET * 4) == b"secret"
    append(log, "!\nnext\n")
    assert await tail.poll() == b"secret!\nnext\n"
    assert [(part.start, part.line) for part in tail.parts()] == [(6, 2)]


async def test_quiet_counts_from_what_we_saw_when_the_time_of_the_file_lies_in_the_future(log: Path) -> None:
    tail = Tail(log)
    append(log, "sec")
    ahead = (now() + timedelta(days=1)).timestamp()
    os.utime(log, (ahead, ahead))
    assert await tail.poll() == b""
    assert await tail.poll(QUIET * 2) == b"sec"


async def test_renamed_and_made_anew(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    append(log, "two\n")
    log.rename(log.with_name("app.log.1"))
    append(log, "three\n")
    assert await tail.poll() == b"two\nthree\n"
    assert [(Path(part.path).name, part.label, part.line) for part in tail.parts()] == [
        ("app.log.1", str(log), 2),
        ("app.log", str(log), 1),
    ]
    assert [chunk.backlog for chunk in tail.chunks] == [False, False]


async def test_a_writer_that_missed_the_rename_is_still_read(log: Path) -> None:
    tail = Tail(log)
    with log.open("a") as writer:
        writer.write("one\n")
        writer.flush()
        await tail.poll()
        log.rename(log.with_name("app-20260301.log"))
        await tail.poll()
        writer.write("two\n")
    assert await tail.poll() == b"two\n"
    append(log, "three\n")
    assert await tail.poll() == b"three\n"
    assert tail.cursor is not None
    assert "app-20260301.log" in tail.cursor.position
    await tail.poll(timedelta(hours=2))
    assert "app-20260301.log" not in tail.cursor.position


async def test_a_rotated_file_lingers_from_when_it_was_seen_to_move(log: Path) -> None:
    tail = Tail(log)
    with log.open("a") as writer:
        writer.write("one\n")
        writer.flush()
        await tail.poll()
        log.rename(log.with_name("app.log.1"))
        await tail.poll(timedelta(hours=2))
        writer.write("two\n")
    assert await tail.poll(timedelta(hours=2)) == b"two\n"


async def test_two_rotations_between_two_polls(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    append(log, "two\n")
    log.rename(log.with_name("app.log.2"))
    append(log, "never the log when we looked\n")
    log.rename(log.with_name("app.log.1"))
    log.with_name("app.log.old").write_text("of others\n")
    log.with_name("app-error.log.1").write_text("of others\n")
    append(log, "three\n")
    assert await tail.poll() == b"two\nnever the log when we looked\nthree\n"


async def test_copytruncate_reads_the_copy_on(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    append(log, "two\n")
    shutil.copyfile(log, log.with_name("app.log.1"))
    os.truncate(log, 0)
    append(log, "a line that is longer than what was read before\n")
    assert await tail.poll() == b"two\na line that is longer than what was read before\n"
    assert [Path(part.path).name for part in tail.parts()] == ["app.log.1", "app.log"]
    assert await tail.poll() == b""


async def test_copytruncate_under_a_writer_that_leaves_a_hole(log: Path) -> None:
    tail = Tail(log, longest=1 << 16)
    with log.open("w") as writer:
        writer.write("x" * 99 + "\n")
        writer.truncate(1 << 24)
        writer.seek(1 << 24)
        writer.write("after\n")
        writer.flush()
        await tail.poll()
        os.truncate(log, 0)
        writer.write("behind the hole\n")
    found = await tail.poll()
    assert found.lstrip(b"\0") == b"behind the hole\n"
    assert len(found) < 1 << 17


async def test_truncated_and_written_anew_beyond_the_old_place(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    log.write_text("another one\n")
    assert await tail.poll() == b"another one\n"
    assert tail.parts()[0].line == 1


ALIKE = "same head" + "=" * 300 + "\n{}\nsame tail" + "=" * 300 + "\n"


@pytest.mark.parametrize("more", ["", "more\n"])
@pytest.mark.parametrize("way", ["made anew", "put in its place"])
async def test_another_file_with_the_same_head_and_tail(log: Path, way: str, more: str) -> None:
    """ext4 gives the inode away at once, and then only its generation tells."""
    tail = Tail(log)
    append(log, ALIKE.format("secret A"))
    await tail.poll()
    content = ALIKE.format("secret B") + more
    if way == "made anew":
        log.unlink()
        log.write_text(content)
    else:
        log.with_name("next").write_text(content)
        log.with_name("next").rename(log)
    assert await tail.poll() == content.encode()


async def test_written_anew_in_place_with_the_same_head(log: Path) -> None:
    tail = Tail(log)
    head = "same head" + "=" * 300 + "\n"
    append(log, f"{head}one\n")
    await tail.poll()
    log.write_text(f"{head}two\nthree\n")
    assert await tail.poll() == f"{head}two\nthree\n".encode()


async def test_written_over_in_place_with_the_same_size(log: Path) -> None:
    tail = Tail(log)
    append(log, ALIKE.format("secret A"))
    await tail.poll()
    before = log.stat().st_mtime_ns
    log.write_text(ALIKE.format("secret B"))
    os.utime(log, ns=(before + 1, before + 1))
    assert b"secret B" in await tail.poll()


async def test_a_hard_link_is_read_once(log: Path) -> None:
    tail = Tail(log.with_name("*.log"))
    append(log, "one\n")
    os.link(log, log.with_name("second.log"))
    assert await tail.poll() == b"one\n"
    os.link(log, log.with_name("app.log.1"))
    log.unlink()
    append(log, "new\n")
    append(log.with_name("second.log"), "two\n")
    assert sorted((await tail.poll()).splitlines()) == [b"new", b"two"]


async def test_a_pattern_finds_new_files_and_keeps_to_real_folders(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (tmp_path / "builds" / "1").mkdir(parents=True)
    outside.mkdir()
    (outside / "job.log").write_text("of others\n")
    (tmp_path / "builds" / "linked").symlink_to(outside)
    (tmp_path / "builds" / "1" / "job.log").write_text("first\n")
    (tmp_path / "builds" / "1" / "job.txt").write_text("no log\n")
    tail = Tail(tmp_path / "builds" / "*" / "*.log")
    assert await tail.poll() == b"first\n"
    assert tail.source.watched == (tmp_path / "builds",)
    (tmp_path / "builds" / "2").mkdir()
    (tmp_path / "builds" / "2" / "job.log").write_text("second\n")
    assert await tail.poll() == b"second\n"
    assert [(chunk.backlog, part.line) for chunk, part in zip(tail.chunks, tail.parts(), strict=True)] == [(False, 1)]


@pytest.mark.parametrize("kind", ["link", "fifo", "folder", "gone"])
async def test_what_is_no_file_is_a_debt_and_nothing_is_lost(log: Path, kind: str) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    append(log, "two\n")
    kept = log.rename(log.parent / "kept")
    other = log.parent / "other"
    other.write_text("of others\n")
    match kind:
        case "link":
            log.symlink_to(other)
        case "fifo":
            os.mkfifo(log)
        case "folder":
            log.mkdir()
        case _:
            pass
    assert await tail.poll() == b"two\n"
    reasons = dict.fromkeys(["link", "fifo"], "it is a symbolic link or no regular file") | {"gone": "it is not there"}
    assert tail.reasons() == [(str(log), reasons[kind]) for _ in range(kind in reasons)]
    assert await tail.poll() == b""
    if log.is_dir() and not log.is_symlink():
        log.rmdir()
    elif kind != "gone":
        log.unlink()
    kept.rename(log)
    append(log, "three\n")
    assert await tail.poll() == b"three\n"
    assert tail.reasons() == []


async def test_an_unreadable_log_is_a_debt_and_keeps_its_place(tmp_path: Path) -> None:
    folder = Path(os.path.realpath(tempfile.gettempdir())) / f"stanch-{os.getpid()}-{tmp_path.name}"
    folder.mkdir(mode=0o755)
    log = folder / "app.log"
    was = os.geteuid()
    try:
        log.write_text("one\n")
        tail = Tail(log)
        await tail.poll()
        append(log, "two\n")
        log.chmod(0)
        if was == 0:
            os.seteuid(65534)
        assert await tail.poll() == b""
        assert tail.reasons() == [(str(log), "it cannot be read")]
        if was == 0:
            os.seteuid(0)
        log.chmod(0o644)
        assert await tail.poll() == b"two\n"
        assert tail.reasons() == []
    finally:
        if was == 0:
            os.seteuid(0)
        shutil.rmtree(folder)


async def test_an_overlong_line_comes_in_pieces_that_overlap(log: Path) -> None:
    tail = Tail(log, longest=1000)
    line = "".join(f"{number:05}" for number in range(500))
    append(log, f"short\n{line}\nlast\n")
    await tail.poll()
    assert [(part.start, part.end, part.line) for part in tail.parts()] == [
        (0, 6, 1),
        (6, 1006, 2),
        (506, 1506, 2),
        (1006, 2006, 2),
        (1506, 2506, 2),
        (2006, 2512, 2),
    ]
    append(log, "y" * 1400)
    await tail.poll()
    assert [(part.start, part.end, part.line) for part in tail.parts()] == [(2512, 3512, 4)]
    await tail.poll(QUIET * 2)
    assert [(part.start, part.end, part.line) for part in tail.parts()] == [(3012, 3912, 4)]


async def test_an_interrupted_first_look_stays_backlog_only_for_what_was_there(log: Path) -> None:
    tail = Tail(log, longest=24)
    append(log, "".join(f"line {number}\n" for number in range(4)))
    first = tail.source.chunks(None, rules="r1", now=now())
    tail.cursor = (await anext(first)).cursor
    await first.aclose()
    append(log, "line 4\n")
    assert await tail.poll() == b"line 3\nline 4\n"
    assert [chunk.backlog for chunk in tail.chunks] == [True, False]


async def test_other_rules_read_what_is_new_first_and_then_everything_as_backlog(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    append(log, "two\n")
    assert await tail.poll(rules="r2") == b"two\none\ntwo\n"
    assert [(c.backlog, c.cursor and c.cursor.rules) for c in tail.chunks] == [(False, "r1"), (True, "r2")]
    assert await tail.poll(rules="r2") == b""
    append(log, "three\n")
    await tail.poll(rules="r2")
    assert [chunk.backlog for chunk in tail.chunks] == [False]


async def test_a_part_of_a_log_that_rotated_meanwhile_is_found_again_with_the_same_cursor(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    append(log, "two\n")
    [stale] = [chunk async for chunk in tail.source.chunks(tail.cursor, rules="r1", now=now())]
    log.rename(log.with_name("app.log.1"))
    append(log, "three\n")
    assert isinstance(stale.part, FilePart)
    with pytest.raises(AssertionError):
        read(stale.part)
    assert await tail.poll() == b"two\nthree\n"


@pytest.mark.parametrize("way", ["deleted", "truncated"])
async def test_what_went_before_its_end_was_seen_is_owed_for_a_week(log: Path, way: str) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    append(log, "the last words\n")
    if way == "deleted":
        log.unlink()
    else:
        log.write_text("")
    append(log, "two\n")
    assert await tail.poll() == b"two\n"
    owed = [(str(log), "gone before it was known to be read to its end: read up to byte 4")]
    assert tail.reasons() == owed
    append(log, "three\n")
    assert await tail.poll(timedelta(days=6)) == b"three\n"
    assert tail.reasons() == owed
    await tail.poll(timedelta(days=6), rules="r2")
    assert tail.reasons() == owed
    assert await tail.poll(timedelta(days=8), rules="r2") == b""
    assert tail.reasons() == []


async def test_what_was_read_to_its_end_under_its_rotated_name_or_only_touched_is_not_owed(log: Path) -> None:
    tail = Tail(log)
    append(log, "one\n")
    await tail.poll()
    rotated = log.with_name("app.log.1")
    log.rename(rotated)
    log.touch()
    await tail.poll()
    rotated.unlink()
    append(log, "two\n")
    assert await tail.poll() == b"two\n"
    assert tail.reasons() == []
    os.utime(log, ns=(1, 1))
    assert await tail.poll() == b"two\n"
    assert tail.reasons() == []


async def test_names_that_are_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad-\xff.log"))
    path.write_text("one\n")
    tail = Tail(tmp_path / "*.log")
    assert await tail.poll() == b"one\n"
    assert tail.parts()[0].label == f"{tmp_path}/bad-\\xff.log"
    assert await tail.poll() == b""


async def test_whoever_writes_as_fast_as_we_read_keeps_us_from_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("first\n")
    (tmp_path / "b.log").write_text("other\n")
    tail = Tail(tmp_path / "*.log")
    written = 0
    pieces = tail.source._piece  # noqa: SLF001 - where a file is read: the writer writes right before

    def piece(track: Track, now: datetime) -> Piece | None:
        nonlocal written
        written += 1
        assert written < 20, "it never ends"
        append(tmp_path / "a.log", f"{written}\n")
        return pieces(track, now)

    tail.source._piece = piece  # type: ignore[method-assign] # noqa: SLF001
    read = [await tail.poll() for _ in range(3)]
    assert b"other\n" in read[0]
    assert b"".join(read).replace(b"other\n", b"").split() == [b"first", *(b"%d" % each for each in range(1, written))]
