"""A file as a sink: all or nothing, nothing else changed, and nothing written where somebody else may meddle."""

# ruff: noqa: ASYNC240 - the tests look at the files themselves; nothing else runs meanwhile

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from agent.inventory.register import Entry, FilePlace
from agent.sinks.base import Sink
from agent.sinks.file import FileSink
from agent.sinks.registry import open_sink
from agent.sinks.template import Template
from detectors import postgres
from detectors.base import Parts, Secret
from revokers.base import RefusedError, TransientError

TEMPLATE = "DATABASE_URL=postgresql://{role}:{password:url}@{host}/shop\n"
OLD, NEW = "old-" + "aB3dE5", "new-" + "xY7/zQ9@"
BEFORE = f"# the shop\nDATABASE_URL=postgresql://shop_a:{OLD}@db:5432/shop\nDEBUG=0\n"
AFTER = BEFORE.replace("shop_a", "shop_b").replace(OLD, "new-xY7%2FzQ9%40")
NOBODY = 65534

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


def parts(role: str, password: str, **more: str) -> Parts:
    return {name: Secret(value) for name, value in {"role": role, "password": password, **more}.items()}


OLD_PARTS, NEW_PARTS = parts("shop_a", OLD, host="leaked.example"), parts("shop_b", NEW, host="leaked.example")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir(mode=0o755)
    path = folder / "db.env"
    path.write_text(BEFORE)
    path.chmod(0o640)
    return path


def sink(path: Path, template: str = TEMPLATE, **more: Any) -> FileSink:
    return FileSink(FilePlace(path, template, **more), postgres.URL, Template.of(template))


async def refused(path: Path, match: str, at: Sink | None = None, *, expecting: Parts = OLD_PARTS) -> None:
    """It is refused, and the message holds neither value; nothing has changed, nothing is left behind."""
    before, there = path.read_bytes(), sorted(path.parent.iterdir())
    with pytest.raises(RefusedError, match=match) as caught:
        await (at or sink(path)).write(NEW_PARTS, expecting=expecting)
    assert OLD not in str(caught.value)
    assert NEW not in str(caught.value)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (before, there)


async def test_the_value_is_replaced_and_everything_else_stays(path: Path) -> None:
    there = sink(path)
    assert there.place == f"file {path}"
    assert await there.read() == parts("shop_a", OLD, host="db:5432")
    assert await there.write(NEW_PARTS, expecting=OLD_PARTS) == "written, mode 0640"
    assert path.read_text() == AFTER  # the host that the consumer uses too, whatever the leak said
    assert await there.read() == parts("shop_b", NEW, host="db:5432")
    assert list(path.parent.iterdir()) == [path]


async def test_it_may_be_repeated(path: Path) -> None:
    there = sink(path)
    await there.write(NEW_PARTS, expecting=OLD_PARTS)
    inode = path.stat().st_ino
    assert await there.write(NEW_PARTS, expecting=OLD_PARTS) == "it stood there already"
    assert (path.stat().st_ino, path.read_text()) == (inode, AFTER)


async def test_a_value_of_somebody_else_is_not_replaced(path: Path) -> None:
    for other in (parts("shop_a", "another"), parts("shop_c", OLD), parts("shop_a", OLD[:-1]), {}):
        await refused(path, "neither the old value nor the new one", expecting=other)


async def test_a_file_without_such_a_line_and_one_with_two(path: Path) -> None:
    path.write_text("DEBUG=0\n")
    assert await sink(path).read() is None
    await refused(path, "nothing stands there yet")
    await refused(path, "none of its lines is as the template says", expecting={})
    path.write_text(BEFORE * 2)
    await refused(path, "fits in 2 places")


async def test_a_file_that_is_not_there_yet(path: Path) -> None:
    path.unlink()
    assert await sink(path).read() is None
    with pytest.raises(RefusedError, match="nothing stands there yet"):
        await sink(path).write(NEW_PARTS, expecting=OLD_PARTS)
    assert not path.exists()
    assert await sink(path).write(NEW_PARTS, expecting={}) == "written, mode 0600"
    assert path.read_text() == f"DATABASE_URL=postgresql://shop_b:{'new-xY7%2FzQ9%40'}@leaked.example/shop\n"
    path.unlink()
    with pytest.raises(RefusedError, match="nothing tells host"):
        await sink(path).write(parts("shop_b", NEW), expecting={})
    with pytest.raises(RefusedError, match="the new value has no password"):
        await sink(path).write(parts("shop_b", ""), expecting={})
    with pytest.raises(RefusedError, match="its folder does not exist"):
        await sink(path.parent / "none" / "x").read()


@pytest.mark.parametrize("value", ["a\nROOT=1", "a\rb", "nul\0", "line\u2028"])
async def test_a_value_that_would_make_other_lines_is_refused(path: Path, value: str) -> None:
    plain = sink(path, TEMPLATE.replace(":url", ""))
    before = path.read_text()
    with pytest.raises(RefusedError, match="could not be told"):
        await plain.write(parts("shop_b", value), expecting=OLD_PARTS)
    with pytest.raises(RefusedError, match="could not be told"):
        await plain.write(parts("a:b", NEW), expecting=OLD_PARTS)
    assert path.read_text() == before


async def test_symlinks_and_second_names_are_refused(path: Path) -> None:
    link = path.parent / "link"
    link.symlink_to(path)
    with pytest.raises(RefusedError, match="is a symlink"):
        await sink(link).read()
    await refused(path, "is a symlink", sink(link))
    link.unlink()
    link.hardlink_to(path)
    await refused(path, "a second name")


async def test_what_others_may_write_is_refused(path: Path) -> None:
    path.chmod(0o662)
    await refused(path, "others may write it")
    path.chmod(0o640)
    path.parent.chmod(0o777)
    await refused(path, "others may replace it")
    path.parent.chmod(0o1777)
    assert await sink(path).write(NEW_PARTS, expecting=OLD_PARTS) == "written, mode 0640"


async def test_what_everybody_may_read_needs_a_word_of_the_inventory(path: Path) -> None:
    path.chmod(0o644)
    await refused(path, "everybody may read it")
    assert await sink(path, mode=0o600).write(NEW_PARTS, expecting=OLD_PARTS) == "written, mode 0600"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_is_no_file_or_no_text(path: Path) -> None:
    path.unlink()
    path.mkdir()
    with pytest.raises(RefusedError, match="is not a file"):
        await sink(path).read()
    path.rmdir()
    os.mkfifo(path, 0o600)
    with pytest.raises(RefusedError, match="is not a file"):
        await sink(path).read()
    path.unlink()
    path.touch(0o600)
    path.write_bytes(b"\xff\n")
    await refused(path, "no UTF-8 text")
    path.write_bytes(b"#" * (1 << 20) + b"\n")
    await refused(path, "of at most 1048576 bytes")


@needs_root
async def test_owner_and_group_are_those_of_the_file_or_of_the_inventory(path: Path) -> None:
    os.chown(path, 0, 4343)
    await sink(path).write(NEW_PARTS, expecting=OLD_PARTS)
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (0, 4343, 0o640)
    os.chown(path, 4242, 4343)
    await sink(path, owner="4242").write(OLD_PARTS, expecting=NEW_PARTS)
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (4242, 4343, 0o640)
    os.chown(path, 0, 0)
    await sink(path, owner="nobody", group="4343", mode=0o440).write(NEW_PARTS, expecting=OLD_PARTS)
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (NOBODY, 4343, 0o440)


@needs_root
async def test_an_owner_whom_nobody_named(path: Path) -> None:
    os.chown(path, 4242, -1)
    await refused(path, "belongs to another user", sink(path, owner="nobody"))
    await refused(path, "whom the inventory does not name", sink(path))
    with pytest.raises(RefusedError, match="whom the inventory does not name"):
        await sink(path).read()
    await refused(path, "no user nobody-of-that-name", sink(path, owner="nobody-of-that-name"))
    os.chown(path, 0, -1)
    await refused(path, "no group nobody-of-that-name", sink(path, group="nobody-of-that-name"))


@needs_root
def test_without_the_right_the_old_file_stays() -> None:
    """As an ordinary user who may write the folder, but not give files away."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "db.env"
        path.write_text(BEFORE)
        path.chmod(0o660)
        os.chown(path, 0, NOBODY)
        os.chown(folder, NOBODY, NOBODY)
        drop = "import concurrent.futures.thread\nos.setgroups([]); os.setegid(65534); os.seteuid(65534)\n"
        said = run(path, drop + "try:\n    write()\nexcept RefusedError as error:\n    print(error, error.needs)\n")
        need = f"('write {folder}, and CAP_CHOWN where the file is not ours',)"
        assert said.stdout == f"file {path}: Operation not permitted {need}\n"
        assert path.read_text() == BEFORE
        assert list(Path(folder).iterdir()) == [path]


async def test_a_change_at_the_same_moment_is_not_overwritten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meddled = meddle_before_the_rename(monkeypatch, lambda: path.write_text(BEFORE.replace(OLD, "theirs")))
    with pytest.raises(TransientError, match="at the same moment"):
        await sink(path).write(NEW_PARTS, expecting=OLD_PARTS)
    assert meddled
    assert path.read_text() == BEFORE.replace(OLD, "theirs")
    assert list(path.parent.iterdir()) == [path]
    # Looked at again, it is somebody else's.
    monkeypatch.undo()
    await refused(path, "neither the old value nor the new one")


async def test_a_file_that_appears_at_the_same_moment(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()

    def appear() -> None:
        path.touch(0o600)
        path.write_text("THEIRS=1\n")

    meddle_before_the_rename(monkeypatch, appear)
    with pytest.raises(TransientError, match="at the same moment"):
        await sink(path).write(NEW_PARTS, expecting={})
    assert path.read_text() == "THEIRS=1\n"


def meddle_before_the_rename(monkeypatch: pytest.MonkeyPatch, meddle: Callable[[], object]) -> list[int]:
    """Somebody else writes while our temporary file is being made durable."""
    meddled: list[int] = []
    real = os.fsync

    def fsync(file: int) -> None:
        if not meddled:
            meddled.append(file)
            meddle()
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    return meddled


async def test_two_writes_of_ours_do_not_meet(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with pytest.raises(TransientError, match="under way"):
            await sink(path).write(NEW_PARTS, expecting=OLD_PARTS)
    finally:
        os.close(folder)
    await sink(path).write(NEW_PARTS, expecting=OLD_PARTS)


@pytest.mark.parametrize(("at", "text"), [("rename", BEFORE), ("fchmod", BEFORE), ("after", AFTER)])
async def test_a_kill_leaves_the_old_file_or_the_new_one(path: Path, at: str, text: str) -> None:
    """And what lies beside it is nobody's to read, and gone with the next write."""
    if at == "after":
        code = "real = os.rename\nos.rename = lambda *a, **b: (real(*a, **b), os.kill(os.getpid(), 9))\nwrite()\n"
    else:
        code = f"os.{at} = lambda *a, **b: os.kill(os.getpid(), 9)\nwrite()\n"
    assert run(path, code).returncode == -9
    assert path.read_text() == text
    left = [each for each in path.parent.iterdir() if each != path]
    assert [each.name for each in left] == ([] if at == "after" else [".db.env.stanch-new"])
    assert [stat.S_IMODE(each.stat().st_mode) for each in left] == ([0o640] if at == "rename" else [0o600] * len(left))
    await sink(path).write(NEW_PARTS, expecting=OLD_PARTS)
    assert path.read_text() == AFTER
    assert list(path.parent.iterdir()) == [path]


def run(path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own; the values come on standard input."""
    head = (
        "import asyncio, os, sys\nfrom pathlib import Path\n"
        "from agent.inventory.register import FilePlace\nfrom agent.sinks.file import FileSink\n"
        "from agent.sinks.template import Template\nfrom detectors import postgres\n"
        "from detectors.base import Secret\nfrom revokers.base import RefusedError\n"
        f"place = FilePlace(Path({str(path)!r}), {TEMPLATE!r})\n"
        "sink = FileSink(place, postgres.URL, Template.of(place.template))\n"
        "old, new = ({n: Secret(v) for n, v in zip(('role', 'password'), line.split())} for line in sys.stdin)\n"
        "def write():\n    asyncio.run(sink.write(new, expecting=old))\n"
    )
    given = f"shop_a {OLD}\nshop_b {NEW}\n"
    return subprocess.run(
        [sys.executable, "-c", head + code], input=given, capture_output=True, text=True, check=False, timeout=60
    )


def test_an_entry_opens_the_sink_that_it_names(path: Path) -> None:
    entry = Entry("shop", "team", "postgres-url", sink=FilePlace(path, TEMPLATE))
    assert open_sink(entry, {}) == sink(path)
    assert open_sink(replace(entry, sink=None), {}) is None
    assert open_sink(replace(entry, type=None), {}) is None
    assert open_sink(replace(entry, type="generic-password"), {}) is None
