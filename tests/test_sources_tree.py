"""The tree source on real folders: what is new or changed, and what must never be opened."""

# ruff: noqa: ASYNC240 - a test has its event loop to itself

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from agent.found import Chunk, Cursor, Debt, FilePart, FilesPart, Finding, Source, TextsPart, Visibility
from agent.intake import Intake
from agent.scan.pool import ScanPool
from agent.scan.wire import Result
from agent.seal import ResponderKeys
from agent.sources.git.source import GitSource
from agent.sources.listing import Listing, repositories
from agent.sources.logs.source import LogSource
from agent.sources.sieve import Sieve
from agent.sources.tree import TreeSource
from tests.sims import compiled

T = TypeVar("T")

NOW = datetime(2026, 3, 1, tzinfo=UTC)
APART = "a repository of its own: its history is not read here: scan it by name"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    (root / "sub").mkdir(parents=True)
    (root / "a").write_text("1\n")
    (root / "sub" / "b").write_text("22\n")
    return root


async def look(path: Path, after: Cursor | None = None, rules: str = "r1", batch: int = 1) -> list[Chunk]:
    source = TreeSource("src", path, Visibility.PRIVATE, batch=batch)
    return [chunk async for chunk in source.chunks(after, rules=rules, now=NOW)]


def parts(chunks: list[Chunk]) -> list[FilePart]:
    found: list[FilePart] = []
    for chunk in chunks:
        if isinstance(chunk.part, FilesPart):
            found += chunk.part.files
        elif isinstance(chunk.part, FilePart):
            found.append(chunk.part)
    return found


def paths(chunks: list[Chunk]) -> list[str]:
    return [part.label for part in parts(chunks)]


def last(chunks: list[Chunk]) -> Cursor:
    cursor = chunks[-1].cursor
    assert cursor is not None
    return cursor


def links(chunks: list[Chunk]) -> list[tuple[str, bytes, str]]:
    texts = [text for chunk in chunks if isinstance(chunk.part, TextsPart) for text in chunk.part.texts]
    assert all(text.is_name for text in texts)
    return [(text.label, text.data, text.below) for text in texts]


def debts(chunks: list[Chunk]) -> list[tuple[str, str]]:
    return [(debt.path, debt.reason) for debt in chunks[-1].debts]


def whole(path: Path) -> FilePart:
    status = path.stat()
    return FilePart(str(path), str(path), 0, status.st_size, 1, status.st_dev, status.st_ino)


async def test_first_sight_is_every_file_as_backlog(tree: Path) -> None:
    chunks = await look(tree)
    assert parts(chunks) == [whole(tree / "a"), whole(tree / "sub" / "b")]
    assert [(chunk.source, chunk.backlog, chunk.visibility) for chunk in chunks] == [
        ("src", True, Visibility.PRIVATE)
    ] * 2
    assert await look(tree, last(chunks)) == []


def test_every_source_has_the_shape_of_one(tree: Path) -> None:
    everywhere: list[Source] = [
        TreeSource("tree", tree, Visibility.PRIVATE),
        GitSource("git", tree, Visibility.PUBLIC),
        LogSource("log", tree / "*.log", Visibility.INTERNAL, quiet=timedelta(seconds=5)),
    ]
    assert [(it.name, it.visibility, it.watched[0]) for it in everywhere] == [
        ("tree", Visibility.PRIVATE, tree),
        ("git", Visibility.PUBLIC, tree / "HEAD"),
        ("log", Visibility.INTERNAL, tree),
    ]


async def test_a_single_file_is_a_tree_of_one(tree: Path) -> None:
    chunks = await look(tree / "a")
    assert parts(chunks) == [whole(tree / "a")]
    assert await look(tree / "a", last(chunks)) == []
    (tree / "a").write_text("changed\n")
    assert parts(await look(tree / "a", last(chunks))) == [whole(tree / "a")]


async def test_labels_are_as_the_path_was_given(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree.parent)
    assert [(part.label, part.path) for part in parts(await look(Path("tree")))] == [
        ("tree/a", str(tree / "a")),
        ("tree/sub/b", str(tree / "sub" / "b")),
    ]
    monkeypatch.chdir(tree)
    assert paths(await look(Path())) == ["a", "sub/b"]


async def test_only_what_changed_is_offered_again(tree: Path) -> None:
    cursor = last(await look(tree))
    (tree / "new").write_text("3\n")
    (tree / "sub" / "b").write_text("33\n")
    (tree / "empty").touch()
    chunks = await look(tree, cursor)
    assert parts(chunks) == [whole(tree / "new"), whole(tree / "sub" / "b")]
    assert [chunk.backlog for chunk in chunks] == [False, False]
    assert await look(tree, last(chunks)) == []


async def test_a_change_with_the_same_size_and_a_time_set_back_is_seen(tree: Path) -> None:
    cursor = last(await look(tree))
    before = (tree / "a").stat()
    (tree / "a").write_text("2\n")
    os.utime(tree / "a", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert parts(await look(tree, cursor)) == [whole(tree / "a")]


async def test_what_is_deleted_leaves_the_cursor(tree: Path) -> None:
    cursor = last(await look(tree))
    shutil.rmtree(tree / "sub")
    [chunk] = await look(tree, cursor)
    assert chunk.part is None
    assert chunk.cursor is not None
    assert "sub/b" not in chunk.cursor.position
    assert "sub/b" in cursor.position


async def test_an_interrupted_first_look_goes_on_and_stays_backlog(tree: Path) -> None:
    chunks = await look(tree)
    assert chunks[0].cursor is not None
    (tree / "c").write_text("4\n")
    rest = await look(tree, chunks[0].cursor)
    assert paths(rest) == [str(tree / "c"), str(tree / "sub" / "b")]
    assert {chunk.backlog for chunk in rest} == {True}
    (tree / "d").write_text("5\n")
    assert [chunk.backlog for chunk in await look(tree, last(rest))] == [False]


async def test_other_rules_read_what_is_new_first_and_then_everything_as_backlog(tree: Path) -> None:
    cursor = last(await look(tree))
    (tree / "c").write_text("4\n")
    chunks = await look(tree, cursor, rules="r2")
    assert [
        (part.label, chunk.backlog, last([chunk]).rules) for chunk, part in zip(chunks, parts(chunks), strict=True)
    ] == [
        (str(tree / "c"), False, "r1"),
        (str(tree / "a"), True, "r2"),
        (str(tree / "c"), True, "r2"),
        (str(tree / "sub" / "b"), True, "r2"),
    ]
    assert await look(tree, last(chunks), rules="r2") == []


async def test_links_pipes_and_sockets_are_not_opened_and_of_git_only_its_config(tree: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("of others\n")
    (tree / "link").symlink_to(outside / "secret")
    (tree / "folder").symlink_to(outside)
    (tree / "loop").symlink_to(tree)
    (tree / ".git").mkdir()
    (tree / ".git" / "config").write_text("[core]\n")
    (tree / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tree / ".git" / "objects").mkdir()
    (tree / ".git" / "objects" / "config").write_text("no config\n")
    read = [".git/config", ".git/config.worktree", ".git/worktrees/x/config.worktree"]
    read += [".git/modules/lib/worktrees/config", ".git/worktrees/x/modules/y/config"]
    for path in (*read, ".git/worktrees/x/config", ".git/modules/config", ".git/hooks/config", ".git/modules/lib/a"):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text("[core]\n")
    for folder in (".git/modules/lib/worktrees", ".git/worktrees/x/modules/y"):
        for part in ("HEAD", "objects", "refs"):
            (tree / folder / part).mkdir()
    os.mkfifo(tree / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tree / "socket"))
        chunks = await look(tree)
    assert paths(chunks) == sorted(str(tree / path) for path in (*read, "a", "sub/b"))
    modules = (".git/modules/lib/worktrees", ".git/worktrees/x/modules/y")
    assert sorted(debts(chunks)) == [(str(tree / path), APART) for path in ("", *modules)]
    assert links(chunks) == [
        (f"symbolic link {tree / name} ->", str(target).encode(), name)
        for name, target in (("folder", outside), ("link", outside / "secret"), ("loop", tree))
    ]


async def test_a_link_is_read_when_it_is_new_or_leads_elsewhere(tree: Path) -> None:
    chunks = await look(tree)
    (tree / "sub" / "link").symlink_to("nowhere")
    chunks = await look(tree, last(chunks))
    assert [(target, below) for _, target, below in links(chunks)] == [(b"nowhere", "sub/link")]
    assert await look(tree, last(chunks)) == []
    (tree / "sub" / "link").unlink()
    (tree / "sub" / "link").symlink_to(os.fsdecode(b"else\xffwhere"))
    chunks = await look(tree, last(chunks))
    assert [target for _, target, _ in links(chunks)] == [b"else\xffwhere"]
    (tree / "sub" / "link").unlink()
    [chunk] = await look(tree, last(chunks))
    assert chunk.part is None
    sieve = Sieve(TreeSource("src", tree, Visibility.PRIVATE), tree, None, ("sub/*",))
    (tree / "sub" / "link").symlink_to("nowhere")
    (tree / "link").symlink_to("here")
    chunks = [chunk async for chunk in sieve.chunks(None, rules="r1", now=NOW)]
    assert [below for _, _, below in links(chunks)] == ["link"]


async def test_a_repository_in_the_tree_is_a_debt_unless_a_git_source_reads_it(tree: Path) -> None:
    for folder in (tree, tree / "sub", tree / "x" / "y"):
        (folder / ".git").mkdir(parents=True)
        (folder / ".git" / "config").write_text("[remote]\n")
    (tree / "module").mkdir()
    (tree / "module" / ".git").write_text("gitdir: ../.git/modules/module\n")
    for part in ("HEAD", "objects", "refs"):
        (tree / "bare.git" / part).mkdir(parents=True)
    assert repositories(tree) == ["", "bare.git", "module", "sub", "x/y"]
    source = TreeSource("src", tree, Visibility.PRIVATE, elsewhere={"", "sub", "bare.git"}, batch=1)
    chunks = [chunk async for chunk in source.chunks(None, rules="r1", now=NOW)]
    assert sorted(debts(chunks)) == [(str(tree / "module"), APART), (str(tree / "x" / "y"), APART)]
    assert [path for path in paths(chunks) if path.endswith("config")] == [
        str(folder / ".git" / "config") for folder in (tree, tree / "sub", tree / "x" / "y")
    ]
    shutil.rmtree(tree / "x")
    (tree / "module" / ".git").unlink()
    rest = [chunk async for chunk in source.chunks(last(chunks), rules="r1", now=NOW)]
    assert debts(rest) == []


async def test_a_tree_that_changes_all_the_time_is_read_to_its_end(tree: Path, pool: ScanPool) -> None:
    """What is gone is done with, what was replaced comes again, and the cursor moves over both."""
    (tree / "c").write_text("3\n")
    source = TreeSource("src", tree, Visibility.PRIVATE)
    sink = Kept()
    intake = Intake(sink, Churn(pool, tree), "r1", lambda: NOW)
    first = await intake.read(source, None)
    assert (first.again, sink.debts) == (
        False,
        [(str(tree / "c"), "it was replaced meanwhile: the next look reads it")],
    )
    assert sink.cursor is not None
    chunks = await look(tree, sink.cursor)
    assert paths(chunks) == [str(tree / "c")]
    assert [chunk.backlog for chunk in chunks] == [False]


@dataclass
class Churn:
    """A scanner before which `a` goes and `c` is replaced."""

    pool: ScanPool
    tree: Path

    async def scan(self, chunk: Chunk) -> Result:
        if (self.tree / "a").exists():
            (self.tree / "a").unlink()
            (self.tree / "other").write_text("4\n")
            (self.tree / "other").rename(self.tree / "c")
        return await self.pool.scan(chunk)


@dataclass
class Kept:
    """The last cursor, and all debts."""

    cursor: Cursor | None = None
    debts: list[tuple[str, str]] = field(default_factory=list)

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        del findings, at, read
        self.cursor = cursor or self.cursor
        self.debts += [(debt.path, debt.reason) for debt in debts]


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[ScanPool]:
    async with ScanPool(ResponderKeys.generate().scanner, 1, compiled.folder()) as running:
        yield running


async def test_a_file_that_says_that_it_is_empty_and_is_not_is_owed(tmp_path: Path) -> None:
    reason = "it has no size until it is read, like what is in /proc: pipe it in (`stanch scan -`)"
    file = Path("/proc/self/status")
    [chunk] = await look(file)
    assert (chunk.part, debts([chunk])) == (None, [(str(file), reason)])
    (tmp_path / "empty").touch()
    assert [debts([chunk]) for chunk in await look(tmp_path / "empty")] == [[]]


@pytest.mark.parametrize("kind", ["link", "fifo", "gone"])
async def test_a_root_that_cannot_be_read_is_a_debt_and_moves_nothing(tree: Path, kind: str) -> None:
    cursor = last(await look(tree))
    kept = tree.rename(tree.with_name("kept"))
    if kind == "link":
        tree.symlink_to(kept)
    elif kind == "fifo":
        os.mkfifo(tree)
    reason = (
        "it is not there"
        if kind == "gone"
        else ("it is a symbolic link or no regular file: name the file or folder itself")
    )
    [chunk] = await look(tree, cursor)
    assert (chunk.part, debts([chunk])) == (None, [(str(tree), reason)])
    assert await look(tree, chunk.cursor) == []
    if kind != "gone":
        tree.unlink()
    kept.rename(tree)
    [back] = await look(tree, chunk.cursor)
    assert (back.part, back.debts, back.cursor) == (None, (), cursor)


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder that everybody can enter, looked at as somebody who may not read everything."""
    was, folder = os.geteuid(), Path(tempfile.mkdtemp(dir=os.path.realpath(tempfile.gettempdir())))
    folder.chmod(0o755)
    (folder / "closed").mkdir()
    (folder / "closed" / "x").write_text("x\n")
    (folder / "a").write_text("a\n")
    (folder / "b").write_text("b\n")
    yield folder
    if was == 0:
        os.seteuid(0)
    (folder / "closed").chmod(0o755)
    shutil.rmtree(folder)


async def test_what_cannot_be_read_is_a_debt_and_is_not_taken_for_deleted(ordinary_user: Path) -> None:
    folder, root = ordinary_user, os.geteuid() == 0
    cursor = last(await look(folder))
    (folder / "closed").chmod(0)
    (folder / "b").write_text("changed\n")
    (folder / "b").chmod(0)
    if root:
        os.seteuid(65534)
    chunks = await look(folder, cursor)
    if root:
        os.seteuid(0)
    assert paths(chunks) == []
    assert sorted(debts(chunks)) == [
        (str(folder / "b"), "it cannot be read"),
        (str(folder / "closed"), "it cannot be read"),
    ]
    (folder / "closed").chmod(0o755)
    (folder / "b").chmod(0o644)
    chunks = await look(folder, last(chunks))
    assert paths(chunks) == [str(folder / "b")]
    assert debts(chunks) == []


async def test_names_that_are_no_text_and_folders_that_are_deep(tree: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tree) + b"/bad-\xff\n"))
    odd.write_text("odd\n")
    deep = tree
    for _ in range(300):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "f").write_text("deep\n")
    chunks = await look(tree)
    assert {part.path for part in parts(chunks)} == {
        str(tree / "a"),
        str(tree / "sub" / "b"),
        str(deep / "f"),
        str(odd),
    }
    assert f"{tree}/bad-\\xff\n" in paths(chunks)
    assert await look(tree, last(chunks)) == []


async def test_cursors_of_a_large_tree_are_few_and_lead_on(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number:04}").write_text(f"{number}\n")
    chunks = await look(tmp_path)
    everything = [str(tmp_path / f"{number:04}") for number in range(2000)]
    assert paths(chunks) == everything
    with_cursor = [number for number, chunk in enumerate(chunks) if chunk.cursor is not None]
    assert with_cursor[-1] == 1999
    assert 5 < len(with_cursor) < 600
    middle = with_cursor[len(with_cursor) // 2]
    assert paths(await look(tmp_path, chunks[middle].cursor)) == everything[middle + 1 :]


async def test_small_files_come_together_and_large_ones_alone(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}").write_text(f"{number}\n")
    (tmp_path / "3").write_bytes(b"x" * 5_000_000)
    chunks = await look(tmp_path, batch=4)
    assert [[Path(part.label).name for part in parts([chunk])] for chunk in chunks] == [
        *(["0", "1", "2"], ["3"], ["4", "5", "6", "7"], ["8", "9"]),
    ]
    assert paths(await look(tmp_path, chunks[0].cursor)) == [str(tmp_path / f"{number}") for number in range(3, 10)]


async def test_compressed_files_come_fewer_together(tmp_path: Path) -> None:
    for name in ("a.gz", "b.gz", "c.gz", "d.json", "e.json", "f.json"):
        (tmp_path / name).write_bytes(b"x" * 120_000)
    chunks = await look(tmp_path, batch=256)
    assert [[Path(part.label).name for part in parts([chunk])] for chunk in chunks] == [
        *(["a.gz", "b.gz"], ["c.gz", "d.json", "e.json", "f.json"]),
    ]


async def test_cursors_of_a_large_tree_in_batches_are_few_and_lead_on(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number:04}").write_text(f"{number}\n")
    chunks = await look(tmp_path, batch=64)
    everything = [str(tmp_path / f"{number:04}") for number in range(2000)]
    assert paths(chunks) == everything
    with_cursor = [number for number, chunk in enumerate(chunks) if chunk.cursor is not None]
    assert 5 < len(with_cursor) <= len(chunks) == 32
    middle = with_cursor[len(with_cursor) // 2]
    assert paths(await look(tmp_path, chunks[middle].cursor, batch=64)) == everything[64 * (middle + 1) :]


async def test_other_globs_read_again_what_they_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.env").write_text("a\n")
    (tmp_path / "b.lock").write_text("b\n")

    async def read(globs: tuple[str, ...], after: Cursor | None) -> tuple[list[str], Cursor | None]:
        sieve = Sieve(TreeSource("t", tmp_path, Visibility.PRIVATE, batch=1), tmp_path, None, globs)
        names = []
        async for chunk in sieve.chunks(after, rules="r" * 16, now=datetime.now(UTC)):
            if isinstance(chunk.part, FilePart):
                names.append(Path(chunk.part.label).name)
            after = chunk.cursor or after
        return names, after

    first, cursor = await read(("*.lock",), None)
    again, cursor = await read(("*.lock",), cursor)
    others, cursor = await read(("*.env",), cursor)
    assert (first, again, others) == (["a.env"], [], ["b.lock"])


@dataclass
class _Later(ThreadPoolExecutor):
    """Runs nothing by itself: `held` is what somebody waits for."""

    held: list[Callable[[], object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(1)

    def submit(self, fn: Callable[..., T], /, *args: Any, **named: Any) -> Future[T]:
        self.held.append(partial(fn, *args, **named))
        return Future()


async def test_a_walk_that_nobody_waits_for_ends_at_the_next_folder(tree: Path) -> None:
    threads = _Later()
    asyncio.get_running_loop().set_default_executor(threads)
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(look(tree))
        await asyncio.sleep(0)
        looking.cancel()
    assert looking.cancelled()
    [walk] = threads.held
    listing = walk()
    assert isinstance(listing, Listing)
    assert (listing.files, listing.refused) == ({}, "")


def test_repositories_are_looked_for_until_somebody_stops_it(tree: Path) -> None:
    for name in ("x", "y"):
        (tree / name / ".git").mkdir(parents=True)
    assert repositories(tree) == ["x", "y"]
    left = [False, False, True]
    assert len(repositories(tree, lambda: left.pop(0))) <= 1
    assert left == []
