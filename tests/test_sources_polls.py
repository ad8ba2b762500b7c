"""Whom a poll looks at: what no event told is found within a minute of polls, what nobody tells of at each.

A poll is a call: no test waits for one.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from agent.found import Chunk, Cursor, Visibility
from agent.sources.git.source import GitSource
from agent.sources.sieve import Sieve
from agent.sources.tree import TreeSource
from agent.sources.watching.local import Disks, kinds
from agent.sources.watching.polls import SHARE
from agent.sources.watching.watch import Watcher
from tests.sims.changes import FILES, REFS, git
from tests.sims.watching import EVERY, ROUNDS, Watch

QUEUE = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
OBJECT = "objects/11/" + "1" * 38


@dataclass(frozen=True)
class Mark:
    key: str
    asked: list[str]
    name: str

    def holds(self) -> bool:
        self.asked.append(self.name)
        return True


@dataclass
class Place:
    """A source that stands still, and of which it is seen when it is asked."""

    name: str
    asked: list[str]
    visibility: Visibility = Visibility.PRIVATE
    watched: Sequence[Path] = ()
    beside: Sequence[Path] = ()

    def stamp(self) -> Mark:
        return Mark("1", self.asked, self.name)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        del after, rules, now
        raise AssertionError
        yield


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    path = tmp_path / "up" / "repo"
    path.mkdir(parents=True)
    git(path, "init", "-q", "-b", "main")
    (path / "a").write_text("1\n")
    git(path, "add", "a")
    git(path, "commit", "-q", "-m", "c")
    return path


@pytest.fixture
def sources(repo: Path) -> tuple[GitSource, TreeSource]:
    return GitSource("git", repo, Visibility.PRIVATE), TreeSource("tree", repo, Visibility.PRIVATE)


async def test_each_is_asked_once_a_minute_and_never_all_at_once() -> None:
    asked: list[str] = []
    names = [f"{number}" for number in range(12)]
    watch = Watch(*(Place(name, asked) for name in names))
    watch.stand()
    async with watch.watcher:
        for _ in range(3):
            assert await watch.minute() == [set()] * ROUNDS
            assert sorted(asked, key=int) == names
            asked.clear()
        for _ in range(ROUNDS):
            assert await watch.poll() == set()
            assert len(asked) == 2
            asked.clear()
        assert await watch.poll(timedelta(minutes=5)) == set()
        assert sorted(asked, key=int) == names


@pytest.mark.parametrize("cost", [1, 4])
async def test_where_to_ask_all_takes_much_a_minute_is_longer_and_everybody_has_a_turn(cost: int) -> None:
    """`cost`: of one of them, as a multiple of what they may take in one poll."""
    asked: list[str] = []
    names = [f"{number}" for number in range(12)]
    watch = Watch(*(Place(name, asked) for name in names), Place("untold", asked), told=names)
    watch.stand()
    watch.polls.spent = lambda: cost * SHARE * EVERY.total_seconds() * sum(name != "untold" for name in asked)
    async with watch.watcher:
        for number in range(1, 24 * cost + 1):
            assert await watch.poll() == set()
            assert len(asked) - asked.count("untold") <= number / cost + 1
            assert asked.count("untold") == number
    told = [name for name in asked if name != "untold"]
    assert len(told) == 24
    assert sorted(told[:12]) == sorted(told[12:]) == sorted(names)


async def test_each_time_where_events_cannot_be_believed_or_nothing_is_known() -> None:
    asked: list[str] = []
    watch = Watch(Place("told", asked), Place("untold", asked), Place("moving", asked), told={"told", "moving"})
    watch.stand()
    async with watch.watcher:
        del watch.polls.stands["moving"]
        assert await watch.minute() == [{"moving"}] * ROUNDS
    assert (asked.count("told"), asked.count("untold")) == (1, ROUNDS)


async def test_who_is_not_wanted_is_not_asked() -> None:
    asked: list[str] = []
    watch = Watch(Place("one", asked))
    async with watch.watcher:
        assert await watch.polls.due(watch.reading, watch.watcher, EVERY, lambda _: False) == set()
        assert await watch.poll() == {"one"}
    assert asked == []


async def test_without_inotify_each_time() -> None:
    asked: list[str] = []
    watch = Watch(Place("one", asked))
    watch.stand()  # and never armed
    assert await watch.minute() == [set()] * ROUNDS
    assert asked == ["one"] * ROUNDS


# --- real places -------------------------------------------------------------------------------------


async def told(watch: Watch) -> set[str]:
    """Of whom an event came."""
    async with asyncio.timeout(10):
        while not watch.watcher.seen():
            await watch.watcher.wait(0.05)
    await watch.watcher.wait(0.05)
    return watch.watcher.touched()


@pytest.mark.parametrize("what", REFS)
async def test_whatever_moves_the_stamp_of_a_repository_is_told(repo: Path, what: str) -> None:
    watch = Watch(GitSource("git", repo, Visibility.PRIVATE))
    async with watch.watcher:
        await watch.settle()
        assert watch.watcher.tells("git")
        REFS[what](repo)
        assert await told(watch) == {"git"}


@pytest.mark.parametrize("what", FILES)
async def test_whatever_moves_the_stamp_of_files_is_told(repo: Path, what: str) -> None:
    (repo / "d").mkdir()
    watch = Watch(TreeSource("tree", repo, Visibility.PRIVATE))
    async with watch.watcher:
        await watch.settle()
        assert watch.watcher.tells("tree")
        FILES[what](repo)
        assert await told(watch) == {"tree"}


async def test_what_lies_beside_wakes_nobody_and_is_asked_about_at_the_next_poll(
    repo: Path, sources: tuple[GitSource, TreeSource]
) -> None:
    watch = Watch(*sources)
    watch.stand()
    async with watch.watcher as watcher:
        await watch.settle()
        (repo / ".git" / "objects" / "pack" / "pack-1.pack").touch()
        assert await watcher.wait(0.05) == set()
        assert await watch.poll() == {"git"}
        watch.stand()
        (repo / ".git" / "objects" / "11").mkdir(exist_ok=True)
        (repo / ".git" / OBJECT).write_text("")
        assert await watcher.wait(0.05) == set()
        assert (await watch.poll()) <= {"git"}
        watch.stand()
        assert await watch.minute() == [set()] * ROUNDS
        assert watcher.tells("git")


async def test_of_a_repository_in_a_tree_only_what_is_read_wakes(repo: Path) -> None:
    inner = repo / "deep" / "inner"
    watch = Watch(TreeSource("tree", repo, Visibility.PRIVATE))
    async with watch.watcher as watcher:
        await watch.settle()
        inner.mkdir(parents=True)
        git(inner, "init", "-q")
        assert await watcher.wait(10) == {"tree"}
        await watch.settle()
        for git_dir in (repo / ".git", inner / ".git"):
            (git_dir / "objects" / "22").mkdir()
            (git_dir / "refs" / "heads" / "new").write_text("1" * 40)
            assert await watcher.wait(0.05) == set()
            for place in ("config", "index", "info/exclude"):
                with (git_dir / place).open("a") as file:
                    file.write("\n")
                assert await watcher.wait(10) == {"tree"}
                await watch.settle()


async def test_a_change_that_no_event_told_is_found_within_a_minute_and_then_at_each_poll(
    repo: Path, tmp_path: Path, sources: tuple[GitSource, TreeSource]
) -> None:
    """What is written by another name of the file is told to the folder of that name only."""
    ref, other = repo / ".git" / "refs" / "heads" / "main", tmp_path / "other"
    other.hardlink_to(ref)
    watch = Watch(*sources)
    watch.stand()
    async with watch.watcher as watcher:
        await watch.settle()
        assert await watch.minute() == [set()] * ROUNDS
        other.write_text("1" * 40)
        assert await watcher.wait(0.05) == set()
        assert set[str]().union(*await watch.minute()) == {"git"}
        watch.stand()
        await watch.settle()
        assert await watch.minute() == [set()] * ROUNDS
        other.write_text("2" * 40)
        assert await watcher.wait(0.05) == set()
        assert await watch.poll() == {"git"}
        watch.polls.clear()
        watch.stand()
        await watch.settle()
        other.write_text("3" * 40)
        assert set[str]().union(*await watch.minute()) == {"git"}


async def test_an_event_that_came_meanwhile_is_no_reason_to_distrust(
    repo: Path, tmp_path: Path, sources: tuple[GitSource, TreeSource]
) -> None:
    ref, other = repo / ".git" / "refs" / "heads" / "main", tmp_path / "other"
    other.hardlink_to(ref)
    watch = Watch(*sources)
    watch.stand()
    async with watch.watcher:
        await watch.settle()
        for _ in range(ROUNDS - 1):
            assert await watch.poll() == set()
        ref.write_text("1" * 40)
        assert await watch.poll() == {"git"}  # it was its turn, and the event is read meanwhile
        watch.stand()
        await watch.settle()
        other.write_text("2" * 40)
        assert await watch.poll() == set()
        assert set[str]().union(*await watch.minute()) == {"git"}


def replaced(repo: Path) -> None:
    repo.parent.rename(repo.parent.with_name("was"))
    repo.mkdir(parents=True)
    git(repo, "init", "-q", "-b", "main")


async def test_a_folder_above_that_another_took_the_place_of(repo: Path, sources: tuple[GitSource, TreeSource]) -> None:
    """Nothing of it is told; it is found at a poll, and watched anew."""
    watch = Watch(*sources)
    watch.stand()
    async with watch.watcher as watcher:
        await watch.settle()
        replaced(repo)
        found = set[str]().union(*await watch.minute())
        assert found == {"git", "tree"}
        await watch.settle()
        git(repo, "commit", "-q", "--allow-empty", "-m", "c")
        (repo / "b").touch()
        woken = set[str]()
        async with asyncio.timeout(10):
            while woken != {"git", "tree"}:
                woken |= await watcher.wait(10)


async def test_a_repository_that_comes_later_is_watched_where_it_is(tmp_path: Path) -> None:
    repo = tmp_path / "later"
    source = GitSource("git", repo, Visibility.PRIVATE)
    watch = Watch(source)
    async with watch.watcher as watcher:
        repo.mkdir()
        git(repo, "init", "-q", "-b", "main")
        await watch.settle()
        for _ in range(2):
            watcher.follow("git", source.watched, source.beside)
            await watch.settle()
            assert watcher.tells("git")
        (repo / ".git" / "objects" / "11").mkdir()
        assert await watcher.wait(0.05) == set(), "only until it is known to be a working tree"
        (repo / ".git" / "HEAD").write_text("2" * 40)
        assert await watcher.wait(10) == {"git"}
        (repo / ".git" / "shallow").write_text("2" * 40)
        assert await told(watch) == {"git"}


async def test_a_folder_that_becomes_a_repository_wakes_at_once(tmp_path: Path) -> None:
    watch = Watch(GitSource("git", tmp_path, Visibility.PRIVATE))
    watch.stand()
    async with watch.watcher as watcher:
        await watch.settle()
        git(tmp_path, "init", "-q")
        assert await watcher.wait(10) == {"git"}


async def test_a_linked_tree_that_leads_to_another_repository_wakes_and_stands_no_more(repo: Path) -> None:
    other, trees = repo.with_name("other"), [repo.with_name("linked"), repo.with_name("moved")]
    git(repo.parent, "clone", "-q", str(repo), str(other))
    for of, tree in zip((repo, other), trees, strict=True):
        git(of, "worktree", "add", "-q", "--detach", str(tree))
    source = GitSource("git", trees[0], Visibility.PRIVATE)
    watch = Watch(source)
    watch.stand()
    before = source.stamp()
    async with watch.watcher as watcher:
        await watch.settle()
        assert (before.holds(), await watch.minute()) == (True, [set()] * ROUNDS)
        (other / ".git" / "worktrees" / "moved" / "gitdir").write_text(f"{trees[0]}/.git\n")
        (trees[1] / ".git").replace(trees[0] / ".git")
        assert await watcher.wait(10) == {"git"}
        assert (before.holds(), before.key == source.stamp().key) == (False, False)
        assert source.watched[0] == other / ".git" / "HEAD"


async def test_such_a_folder_is_also_looked_after_without_a_poll(repo: Path) -> None:
    source = GitSource("git", repo, Visibility.PRIVATE)
    async with Watcher({"git": source.watched}, {"git": source.beside or ()}, look_after=0.0) as watcher:
        while await watcher.wait(0.05):
            pass
        replaced(repo)
        assert await watcher.wait(0.05) == {"git"}


async def test_when_the_kernel_lost_events_everything_is_looked_at(
    repo: Path, sources: tuple[GitSource, TreeSource]
) -> None:
    if QUEUE > 1 << 17:
        pytest.skip("the queue of inotify is very long here")
    watch = Watch(*sources, Place("neither", [], watched=[repo.parent / "nothing"]))
    async with watch.watcher as watcher:
        await watch.settle()
        for number in range(QUEUE + 10):  # two that are the same in a row count as one
            os.utime(repo / "a" if number % 2 else repo)
        (repo / ".git" / "HEAD").write_text("1" * 40)
        woken: set[str] = set()
        async with asyncio.timeout(10):
            while woken != {"git", "tree", "neither"}:
                woken |= await watcher.wait(10)
        await watch.settle()
        assert [watcher.tells(name) for name in watch.reading] == [True] * 3


async def test_one_folder_by_two_ways_wakes_both(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(repo.parent)
    ways = {"one": repo, "two": tmp_path / "link" / "repo"}
    watch = Watch(*(GitSource(name, path, Visibility.PRIVATE) for name, path in ways.items()))
    async with watch.watcher as watcher:
        await watch.settle()
        (repo / ".git" / "HEAD").write_text("1" * 40)
        assert await watcher.wait(10) == {"one", "two"}


async def test_what_lies_behind_a_link_is_asked_each_time(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").touch()
    (tmp_path / "link").symlink_to("there")
    watch = Watch(*(TreeSource(name, tmp_path / name / "file", Visibility.PRIVATE) for name in ("there", "link")))
    watch.stand()
    async with watch.watcher as watcher:
        await watch.settle()
        assert [watcher.tells(name) for name in watch.reading] == [True, False]
        (tmp_path / "there" / "file").write_text("x")
        assert await watcher.wait(10) == {"there"}
        assert await watch.poll() == {"there", "link"}


async def test_folders_that_come_and_go_leave_nothing_behind(tmp_path: Path) -> None:
    """As they do where something is built, for months."""
    source = TreeSource("tree", tmp_path / "tree", Visibility.PRIVATE)
    kept = tmp_path / "tree" / "kept"
    kept.mkdir(parents=True)

    async def settle(watcher: Watcher) -> None:
        while await watcher.wait(0.05):
            pass

    async with Watcher({"tree": source.watched}, {"tree": source.beside}, look_after=0.0) as watcher:
        await settle(watcher)
        before = watcher.held
        for number in range(4):
            (kept / f"{number}").mkdir()
        await settle(watcher)
        assert watcher.held == before + 4
        for number in range(4):
            (kept / f"{number}").rmdir()
        await settle(watcher)
        assert watcher.held == before
        kept.rename(tmp_path / "out")
        await settle(watcher)
        (tmp_path / "out" / "file").touch()
        assert await watcher.wait(0.05) == set()
        assert watcher.held == before - 1


def test_who_asks_for_all_objects_is_asked_each_time_and_a_sieve_is_as_what_is_in_it(repo: Path) -> None:
    every = GitSource("s", repo, Visibility.PRIVATE, unreachable=True)
    some = GitSource("s", repo, Visibility.PRIVATE)
    assert (every.beside, Sieve(every, repo).beside, Sieve(some, repo).beside) == (None, None, some.beside)
    assert Sieve(Place("s", [], beside=[repo]), repo).beside == [repo]


# --- file systems ------------------------------------------------------------------------------------


def test_what_is_no_disk_of_ours(tmp_path: Path) -> None:
    lines = [
        "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
        "65 43 0:39 / /a\\040b rw shared:3 master:1 - fuse.sshfs me@there:/ rw",
    ]
    assert kinds("\n".join(lines)) == {27: "ext4", 65: "fuse.sshfs"}
    assert Disks().is_local("/proc") is False
    with pytest.raises(FileNotFoundError):
        Disks().is_local(str(tmp_path / "none"))


MOUNTED = """
import asyncio, pathlib, subprocess, sys
from datetime import timedelta
from agent.model import Visibility
from agent.sources.tree import TreeSource
from tests.sims.watching import Watch
root = pathlib.Path(sys.argv[1])

def mount(*words):
    subprocess.run(["mount", *words], check=True)

async def main():
    for name in ("lower", "upper", "work", "over", "mine/sub"):
        (root / name).mkdir(parents=True)
    mount("-t", "tmpfs", "disk", str(root / "upper"))
    (root / "lower" / "a").touch()
    for name in ("upper", "work"):
        (root / "upper" / name).mkdir()
    layers = "lowerdir={0}/lower,upperdir={0}/upper/upper,workdir={0}/upper/work".format(root)
    mount("-t", "overlay", "overlay", "-o", layers, str(root / "over"))
    watch = Watch(*(TreeSource(name, root / name, Visibility.PRIVATE) for name in ("over", "mine")))
    watch.stand()
    async with watch.watcher as watcher:
        await watch.settle()
        print([watcher.tells(name) for name in watch.reading])
        (root / "lower" / "a").write_text("x")  # below the overlay: no event
        print(await watcher.wait(0.05), await watch.poll())
        watch.stand()
        mount("-t", "tmpfs", "disk", str(root / "mine" / "sub"))
        (root / "mine" / "sub" / "a").touch()
        print(await watcher.wait(0.05), set().union(*await watch.minute()))
        watch.stand()
        await watch.settle()
        (root / "mine" / "sub" / "b").touch()
        print(await watcher.wait(10))

asyncio.run(main())
"""


def test_what_others_can_change_is_asked_each_time_and_what_was_mounted_over_is_watched_anew(tmp_path: Path) -> None:
    """In namespaces of its own, where anybody may mount."""
    call = [sys.executable, "-c", MOUNTED, str(tmp_path)]
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", *call],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parent.parent,
    )
    if done.returncode and ("unshare" in done.stderr or "mount:" in done.stderr):
        pytest.skip("no such namespaces here")
    is_ours = Disks().is_local(str(tmp_path))
    assert done.stdout.splitlines() == [f"[False, {is_ours}]", "set() {'over'}", "set() {'mine'}", "{'mine'}"], (
        done.stderr
    )
