"""The watcher on real folders: what wakes a source, and that nothing else does. Each wait ends at the event."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent.sources.watching.watch import Watcher
from agent.sources.watching.watched import Refused

LONG = 10.0
SHORT = 0.3


async def settled(watcher: Watcher) -> None:
    """Until nothing happens any more: one change gives several events."""
    while await watcher.wait(SHORT):
        pass


async def test_a_change_wakes_its_source_only_and_quiet_is_an_empty_set(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    async with Watcher({"one": [tmp_path / "a"], "two": [tmp_path / "b"]}) as watcher:
        assert await watcher.wait(SHORT) == set()
        (tmp_path / "a" / "file").write_text("x")
        assert await watcher.wait(LONG) == {"one"}
        await settled(watcher)
        (tmp_path / "b" / "file").write_text("x")
        assert await watcher.wait(LONG) == {"two"}
        assert watcher.degraded == frozenset()


async def test_reading_wakes_nobody(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("x")
    async with Watcher({"one": [tmp_path]}) as watcher:
        await settled(watcher)
        assert (tmp_path / "log").read_text() == "x"
        assert await watcher.wait(SHORT) == set()


async def test_a_log_wakes_when_written_and_when_rotated_but_not_by_its_neighbours(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.touch()
    async with Watcher({"log": [log]}) as watcher:
        (tmp_path / "other").write_text("x")
        assert await watcher.wait(SHORT) == set()
        log.write_text("x")
        assert await watcher.wait(LONG) == {"log"}
        await settled(watcher)
        log.rename(tmp_path / "app.log.1")
        assert await watcher.wait(LONG) == {"log"}
        await settled(watcher)
        with (tmp_path / "app.log.1").open("a") as file:
            file.write("y")
        assert await watcher.wait(LONG) == {"log"}


async def test_new_folders_are_watched(tmp_path: Path) -> None:
    async with Watcher({"one": [tmp_path]}) as watcher:
        (tmp_path / "x" / "y").mkdir(parents=True)
        assert await watcher.wait(LONG) == {"one"}
        await settled(watcher)
        (tmp_path / "x" / "y" / "file").write_text("x")
        assert await watcher.wait(LONG) == {"one"}


async def test_a_path_that_is_not_there_yet_and_one_that_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down"
    async with Watcher({"one": [path]}) as watcher:
        assert await watcher.wait(SHORT) == set()
        path.mkdir(parents=True)
        assert await watcher.wait(LONG) == {"one"}
        await settled(watcher)
        (path / "file").write_text("x")
        assert await watcher.wait(LONG) == {"one"}
        await settled(watcher)
        shutil.rmtree(path.parent)
        assert await watcher.wait(LONG) == {"one"}
        await settled(watcher)
        path.mkdir(parents=True)
        assert await watcher.wait(LONG) == {"one"}
        await settled(watcher)
        (path / "file").write_text("x")
        assert await watcher.wait(LONG) == {"one"}


async def test_a_folder_that_another_took_the_place_of(tmp_path: Path) -> None:
    path = tmp_path / "now"
    path.mkdir()
    async with Watcher({"one": [path], "two": [tmp_path / "now" / "file"]}) as watcher:
        await settled(watcher)
        (tmp_path / "next").mkdir()
        path.rename(tmp_path / "was")
        (tmp_path / "next").rename(path)
        assert "one" in await watcher.wait(LONG)
        await settled(watcher)
        (path / "file").write_text("x")
        woken = await watcher.wait(LONG)
        while woken != {"one", "two"}:
            woken |= await watcher.wait(LONG)


async def test_symbolic_links_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "sub").mkdir(parents=True)
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(outside)
    (tmp_path / "linked").symlink_to(outside)
    async with Watcher({"one": [root], "two": [tmp_path / "linked"]}) as watcher:
        (outside / "sub" / "file").write_text("x")
        (outside / "file").write_text("x")
        assert await watcher.wait(SHORT) == set()


async def test_a_git_commit_wakes_its_repository(tmp_path: Path) -> None:
    from agent.found import Visibility
    from agent.sources.git.source import GitSource

    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def git(*args: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *args], env=environment, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    source = GitSource("repo", tmp_path, Visibility.PRIVATE)
    async with Watcher({"repo": source.watched}) as watcher:
        await settled(watcher)
        (tmp_path / "working-tree").write_text("not committed\n")
        assert await watcher.wait(SHORT) == set()
        git("commit", "-q", "--allow-empty", "-m", "c")
        assert await watcher.wait(LONG) == {"repo"}
        await settled(watcher)
        git("pack-refs", "--all")
        assert await watcher.wait(LONG) == {"repo"}


LIMITED = """
import asyncio, pathlib, sys
from agent.sources.watching.watch import Watcher
root, limits = pathlib.Path(sys.argv[1]), pathlib.Path("/proc/sys/user")

async def main():
    async with Watcher({"small": [root / "small"], "large": [root / "deep", root / "large"]}, look_after=0) as watcher:
        watcher.anew("small")
        await watcher.wait(0)
        print(sorted(watcher.degraded))
        (root / "small" / "file").write_text("x")
        print(sorted(await watcher.wait(0.1 if "small" in watcher.degraded else 10)))
        (limits / sys.argv[2]).write_text("200")
        while watcher.degraded:
            await watcher.wait(0.01)
        while await watcher.wait(0.1):
            pass
        (root / "large" / "39" / "file").write_text("x")
        print(sorted(await watcher.wait(10)))

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("limit", "most", "degraded", "woken"),
    [
        ("max_inotify_watches", 40, ["large"], ["small"]),
        ("max_inotify_instances", 0, ["large", "small"], []),
    ],
)
def test_what_the_kernel_refuses_degrades_a_source_until_it_is_granted(
    tmp_path: Path, limit: str, most: int, degraded: list[str], woken: list[str]
) -> None:
    """In a user namespace of its own, where its limits can be lowered for this one process. That it never watches what
    is too deep is nothing that it waits for.
    """
    (tmp_path / "small").mkdir()
    (tmp_path / "deep").mkdir()
    folder = os.open(tmp_path / "deep", os.O_RDONLY)
    for _ in range(18):
        os.mkdir("d" * 240, dir_fd=folder)
        above, folder = folder, os.open("d" * 240, os.O_RDONLY, dir_fd=folder)
        os.close(above)
    os.close(folder)
    for number in range(40):
        (tmp_path / "large" / f"{number}").mkdir(parents=True)
    command = f'echo {most} > /proc/sys/user/{limit} && exec "$@"'
    done = subprocess.run(
        [
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            command,
            "sh",
            sys.executable,
            "-c",
            LIMITED,
            str(tmp_path),
            limit,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode and "unshare" in done.stderr:
        pytest.skip("no user namespaces here")
    assert done.stdout.splitlines() == [str(degraded), str(woken), "['large']"], done.stderr


def test_a_folder_that_is_refused_again_and_again_is_asked_for_less_and_less() -> None:
    refused, rounds = Refused("x"), []
    for _ in range(9):
        again = Refused("y")
        again.after(refused)
        refused = again
        rounds.append(again.left)
    assert rounds == [1, 3, 7, 15, 31, 63, 119, 119, 119]


async def test_a_burst_is_one_wake_up(tmp_path: Path) -> None:
    async with Watcher({"one": [tmp_path]}) as watcher:
        await settled(watcher)
        for number in range(300):
            (tmp_path / f"{number}").write_text("x")
        assert await watcher.wait(LONG) == {"one"}
        await settled(watcher)
        assert await asyncio.wait_for(watcher.wait(SHORT), LONG) == set()


async def test_who_waits_can_be_woken_without_a_cause(tmp_path: Path) -> None:
    async with Watcher({"one": [tmp_path]}) as watcher, asyncio.timeout(LONG), asyncio.TaskGroup() as tasks:
        await settled(watcher)
        waiting = tasks.create_task(watcher.wait(3600))
        await asyncio.sleep(0)
        watcher.wake()
        assert await waiting == set()
