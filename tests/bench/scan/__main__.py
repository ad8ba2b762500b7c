"""How fast is a scan: `python -m tests.bench.scan [--repository PATH] [--tree PATH] [--log PATH] [--rounds 3]`.

    history     all objects of a repository, against `git cat-file` writing them to /dev/null
    tree        ordinary files, against reading them
    log         CI log text, in lines and bytes a second, against reading it
    start       a folder with one small file

What is not named is made (repository.py) and kept in `--cache`. Everything of one table takes turns in one run, and
the median counts, so that the ratios mean something on any machine; beside the time that passed stands what all
processes took of the processors, which other people's work on the machine disturbs less, and the most memory that they
held together. Kingfisher, Betterleaks and Gitleaks are measured where they are on PATH. Nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .measure import Cost, command, inside
from .repository import log, repository, tree

STANCH = (str(Path(sys.executable).with_name("stanch")), "scan", "--json")
GOALS = {
    "history": "goal: 1.5 of the floor, at most 2.0; peers 2.5 times as long; under 400 MB",
    "tree": "goal: 200 MB/s on two cores",
    "log": "goal: 100,000 lines/s and 100 MB/s on two cores",
    "start": "goal: under 0.4 s",
}
# With what each ends, without findings and with; the others are asked to end with 0. With PARTIAL, and all else read,
# where something cannot be read, as an archive among a repository's test data that is cut off on purpose.
PARTIAL = 2
ENDED = {"stanch": {0, 1, PARTIAL}, "kingfisher": {0, 200, 205}}


def peers(path: Path, *, history: bool) -> Mapping[str, Sequence[str]]:
    """At their defaults, without going online; but that Kingfisher leaves out files of more than 256 MB."""
    place = str(path)
    kingfisher = (
        "kingfisher",
        "scan",
        place,
        "--no-validate",
        "--no-update-check",
        "--quiet",
        "--max-file-size",
        "4096",
    )
    known = {
        "kingfisher": kingfisher,
        "kingfisher --turbo": (*kingfisher, "--turbo"),
        "betterleaks": ("betterleaks", *(("git",) if history else ()), place, "--no-banner", "--exit-code", "0"),
        "gitleaks": ("gitleaks", "git" if history else "dir", place, "--no-banner", "--exit-code", "0"),
    }
    return {name: words for name, words in known.items() if shutil.which(words[0])}


def read_all(path: Path) -> None:
    """Every file below, in large reads."""
    for folder, _, names in os.walk(path) if path.is_dir() else [(str(path.parent), [], [path.name])]:
        for name in names:
            with Path(folder, name).open("rb", buffering=0) as file:
                while file.read(1 << 20):
                    pass


def table(title: str, rounds: int, size: float, takes: Mapping[str, Callable[[], Cost]]) -> None:
    """`size`: megabytes, for the rate. The first of `takes` is the floor."""
    costs: dict[str, list[Cost]] = {name: [] for name in takes}
    for _ in range(rounds):
        for name, take in takes.items():
            costs[name].append(take())
    sys.stdout.write(f"\n{title}   ({GOALS[title.split(':', maxsplit=1)[0]]})\n")
    sys.stdout.write(f"{'':24}{'seconds':>9}{'of floor':>10}{'cpu s':>8}{'of floor':>10}{'MB/s':>8}{'memory':>9}\n")
    floor = next(iter(costs.values()))
    for name, measured in costs.items():
        if failed := {cost.status for cost in measured} - ENDED.get(name.partition(" ")[0], {0}):
            sys.stdout.write(f"{name:24}did not run: it ended with {min(failed)}\n")
            continue
        wall, base = (statistics.median(cost.seconds for cost in each) for each in (measured, floor))
        cpu, least = (statistics.median(cost.processor for cost in each) for each in (measured, floor))
        memory = max(cost.memory for cost in measured) / 1e6
        is_partial = name == "stanch" and any(cost.status == PARTIAL for cost in measured)
        sys.stdout.write(
            f"{name:24}{wall:9.2f}{wall / base:10.2f}{cpu:8.2f}{cpu / max(least, 0.01):10.2f}"
            f"{size / wall:8.0f}{memory:6.0f} MB{'  and says what it could not read' * is_partial}\n"
        )
    sys.stdout.flush()


def scanners(path: Path, *, history: bool = False) -> dict[str, Callable[[], Cost]]:
    taken: dict[str, Callable[[], Cost]] = {"stanch": lambda: command((*STANCH, str(path)))}
    for name, words in peers(path, history=history).items():
        taken[name] = lambda words=words: command(words)  # type: ignore[misc]  # a loop's own
    return taken


def size_of(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in ("repository", "tree", "log"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), f"stanch-bench-{os.getuid()}"))
    parser.add_argument("--megabytes", type=int, default=600, help="of unique blobs in the repository that is made")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=sorted(GOALS), action="append")
    given = parser.parse_args()
    wanted = given.only or list(GOALS)
    given.cache.mkdir(parents=True, exist_ok=True)
    os.environ["XDG_CACHE_HOME"] = str(given.cache)
    small = given.cache / "small"
    small.mkdir(exist_ok=True)
    (small / "one.txt").write_text("nothing\n", encoding="utf-8")
    if command((*STANCH, str(small))).status:  # compiles the patterns
        sys.exit(f"stanch does not run: try {' '.join((*STANCH, str(small)))}")
    if "history" in wanted:
        path = given.repository or repository(given.cache, given.megabytes)
        git_dir = path / ".git" if (path / ".git").is_dir() else path
        git = ("git", f"--git-dir={git_dir}", "cat-file", "--batch-all-objects")
        floor = {"floor": lambda: command((*git, "--unordered", "--buffer", "--batch"))}
        size = sum(
            int(line.split()[2])
            for line in inside((*git, "--unordered", "--batch-check"))
            if line.split()[1] == b"blob"
        )
        table(
            f"history: {path}, {size / 1e6:.0f} MB of blobs",
            given.rounds,
            size / 1e6,
            floor | scanners(path, history=True),
        )
    for name, made in (("tree", tree), ("log", log)):
        if name in wanted:
            path = getattr(given, name) or made(given.cache)
            reading = {
                "reading": lambda path=path: command((sys.executable, "-m", __package__ or "", "--read", str(path)))
            }
            table(f"{name}: {path}, {size_of(path):.0f} MB", given.rounds, size_of(path), reading | scanners(path))
    if "log" in wanted:
        with (given.log or log(given.cache)).open("rb") as file:
            sys.stdout.write(f"log: {sum(1 for _ in file)} lines\n")
    if "start" in wanted:
        table(
            "start: one small file",
            given.rounds * 2,
            0,
            {"python": lambda: command((sys.executable, "-c", ""))} | scanners(small),
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read_all(Path(sys.argv[2]))
    else:
        main()
