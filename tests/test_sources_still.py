"""What stands still is not looked at: it must never be said of a place where something came."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.found import Chunk, FilePart, FilesPart, Visibility
from agent.sources.git.ignore import ignored
from agent.sources.git.source import GitSource
from agent.sources.tree import TreeSource, Worktree
from agent.sources.watching.still import Still, of_git, of_tree
from tests.sims.changes import FILES, REFS, git


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    path = tmp_path / "repo"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    (path / "a").write_text("1\n")
    git(path, "add", "a")
    git(path, "commit", "-q", "-m", "c")
    return path


def same(before: Still, now: Still) -> tuple[bool, bool]:
    return before.holds(), before.key == now.key


@pytest.mark.parametrize("what", REFS)
def test_what_a_look_would_tell_is_no_standing_still(repo: Path, what: str) -> None:
    before = of_git(repo / ".git", objects=False)
    assert same(before, of_git(repo / ".git", objects=False)) == (True, True)
    REFS[what](repo)
    assert same(before, of_git(repo / ".git", objects=False)) == (False, False)


def test_an_index_that_git_refreshed_is_standing_still(repo: Path) -> None:
    before = of_git(repo / ".git", objects=False)
    os.utime(repo / "a", (1, 1))
    git(repo, "status")
    assert same(before, of_git(repo / ".git", objects=False)) == (False, True)


def test_a_further_linked_tree_and_a_commit_in_it_are_no_standing_still(repo: Path) -> None:
    """Neither touches anything that was there, but for folders of linked trees, where git looks after nothing else."""
    for number in range(256):
        (repo / ".git" / "objects" / f"{number:02x}").mkdir(exist_ok=True)
    trees = [repo.with_name(name) for name in ("one", "two")]
    git(repo, "worktree", "add", "-q", "--detach", str(trees[0]))
    before = of_git(repo / ".git", objects=False)
    git(repo, "worktree", "add", "-q", "--detach", str(trees[1]))
    assert same(before, of_git(repo / ".git", objects=False)) == (False, False)
    before = of_git(repo / ".git", objects=False)
    git(trees[1], "-c", "maintenance.auto=false", "commit", "-q", "--allow-empty", "-m", "c")
    assert same(before, of_git(repo / ".git", objects=False)) == (False, False)
    before = of_git(repo / ".git", objects=False)
    git(trees[1], "reset", "-q", "--hard", "HEAD^")  # an ORIG_HEAD that was not there
    assert same(before, of_git(repo / ".git", objects=False)) == (False, False)
    before = of_git(repo / ".git", objects=False)
    os.utime(trees[1] / "a", (1, 1))
    git(trees[1], "status")
    assert same(before, of_git(repo / ".git", objects=False)) == (False, True)


def test_an_object_alone_counts_only_where_it_is_asked_for(repo: Path) -> None:
    (repo / ".git" / "objects" / "11").mkdir(exist_ok=True)
    some, every = (of_git(repo / ".git", objects=objects) for objects in (False, True))
    (repo / ".git" / "objects" / "11" / ("1" * 38)).write_text("")
    assert same(some, of_git(repo / ".git", objects=False)) == (True, True)
    assert same(every, of_git(repo / ".git", objects=True)) == (False, False)


@pytest.mark.parametrize("objects", [False, True])
def test_nothing_is_asked_about_twice(repo: Path, *, objects: bool) -> None:
    paths = of_git(repo / ".git", objects=objects).paths.split("\0")
    assert len(set(paths)) == len(paths)
    assert {"HEAD", "refs/heads/main", "objects/pack"} <= {path.partition("/.git/")[2] for path in paths}


@pytest.mark.parametrize("what", FILES)
def test_files_that_change_are_no_standing_still(repo: Path, what: str) -> None:
    (repo / "d").mkdir()
    before = of_tree(repo)
    assert same(before, of_tree(repo)) == (True, True)
    FILES[what](repo)
    assert same(before, of_tree(repo)) == (False, False)


@pytest.mark.parametrize("config", ["config", "config.worktree", "modules/a/b/config", "worktrees/x/config.worktree"])
def test_a_configuration_that_changes_is_no_standing_still(repo: Path, config: str) -> None:
    module = repo / ".git" / "modules" / "a" / "b"
    for part in ("HEAD", "objects", "refs"):
        (module / part).mkdir(parents=True)
    file = repo / ".git" / config
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[core]\n")
    before = of_tree(repo)
    (module / "objects" / "x").write_text("1")
    assert same(before, of_tree(repo)) == (True, True)
    file.write_text("[remote]\n")
    assert same(before, of_tree(repo)) == (False, False)


def test_of_a_working_tree_a_commit_changes_nothing(repo: Path) -> None:
    before = of_tree(repo)
    git(repo, "commit", "-q", "--allow-empty", "-m", "c")
    assert same(before, of_tree(repo)) == (True, True)


def test_of_very_much_only_the_key_is_kept(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}").write_text("")
    before = of_tree(tmp_path)
    assert (before.paths, before.holds(), before.key == of_tree(tmp_path).key) == ("", False, True)
    (tmp_path / "299").write_text("x")
    assert before.key != of_tree(tmp_path).key


def test_sources_hand_on_what_they_are_made_of(repo: Path) -> None:
    assert GitSource("s", repo, Visibility.PRIVATE).stamp() == of_git(repo / ".git", objects=False)
    assert GitSource("s", repo, Visibility.PRIVATE, unreachable=True).stamp() == of_git(repo / ".git", objects=True)
    assert TreeSource("s", repo, Visibility.PRIVATE).stamp() == of_tree(repo)
    with pytest.raises(FileNotFoundError):
        GitSource("s", repo / "none", Visibility.PRIVATE).stamp()


# --- what git leaves alone ---------------------------------------------------------------------------


async def labels(source: TreeSource) -> list[str]:
    chunks: AsyncIterator[Chunk] = source.chunks(None, rules="r", now=datetime(2026, 1, 1, tzinfo=UTC))
    found: list[str] = []
    async for chunk in chunks:
        files = chunk.part.files if isinstance(chunk.part, FilesPart) else [chunk.part]
        found += [file.label for file in files if isinstance(file, FilePart)]
        assert chunk.debts == ()
    return sorted(found)


async def test_a_working_tree_with_and_without_what_git_leaves_alone(repo: Path) -> None:
    for name in (".env", "kept.env", "out/x.js", "out/deep/y.js", "src/out.c", "src/n\u00e4me.log", "tracked.log"):
        (repo / name).parent.mkdir(exist_ok=True, parents=True)
        (repo / name).write_text("x")
    (repo / ".gitignore").write_text(".env\nout/\n*.log\n")
    git(repo, "add", "-f", "tracked.log")
    (repo / ".git" / "info" / "exclude").write_text("kept.env\n")
    git(repo, "config", "core.excludesFile", str(repo / "a"))

    async def spared() -> frozenset[str]:
        return await ignored(repo)

    everything = TreeSource("s", repo, Visibility.PRIVATE, worktree=Worktree())
    spares = TreeSource("s", repo, Visibility.PRIVATE, worktree=Worktree(spared))
    told, wanted = await labels(everything), await labels(spares)
    assert set(told) - set(wanted) == {".env", "kept.env", "out/x.js", "out/deep/y.js", "src/n\u00e4me.log"}
    assert wanted == [".git/config", ".gitignore", "a", "src/out.c", "tracked.log"]
    (repo / ".git" / "HEAD").unlink()
    assert await ignored(repo) == frozenset()
