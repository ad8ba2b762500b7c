"""What watching costs: `python -m tests.bench.sources [--repositories 1000] [--blobs 50000] [--clones 700]`.

    start      a daemon is begun over so many repositories, each with its working tree of so many `--files`, until it
               says that no look is under way and everything is known to stand still: then the start's work is over
    idle       the same daemon, while nothing happens: for `--idle` seconds from then on
    restart    the daemon again, who finds nothing new
    push       a commit in one of them, from the moment the ref moved until the finding is in the ledger
    new commit one commit in a repository of so many blobs, looked at and scanned, against git's own log of it
    clones     the first look at a clone of so many megabytes of blobs (700: 50,000), and at a second one after it

Repositories are made anew. Figures beside goals; nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from agent import control
from agent.complaint import Complaint
from agent.found import Chunk, Cursor, Text, TextsPart, Visibility
from agent.intake import Intake
from agent.scan import swept
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.sources.git.known import Known
from agent.sources.git.source import GitSource
from agent.tally import PROGRESS, Progress
from detectors.forms import ALNUM, made

from .scan.repository import repository

GOALS: Final = {
    "idle": "goal: under 1 % of a core, RSS under 200 MB",
    "push": "goal: median under 300 ms",
    "new commit": "goal: under 100 ms beyond git's own",
    "clones": "goal: one sweep, and little more than git's own log",
}
_ENVIRONMENT: Final = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "a@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
_PATIENCE: Final = 1800.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_WINDOW: Final = 10.0  # seconds, from one poll to the next


def git(at: Path, *words: str, stdin: bytes = b"") -> str:
    done = subprocess.run(["git", *words], cwd=at, env=_ENVIRONMENT, input=stdin, capture_output=True, check=True)
    return done.stdout.decode().strip()


def leak(number: int) -> bytes:
    return f'token = "glpat-{made(ALNUM, 20, str(number))}"\n'.encode()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def until(condition: Callable[[], bool], pause: float) -> float:
    """When it held. Raises TimeoutError."""
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        if condition():
            return time.monotonic()
        time.sleep(pause)  # noqa: TID251 - the bench waits for another process
    raise TimeoutError


# --- many repositories -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Many:
    """A daemon over many repositories, none of which holds anything yet."""

    folder: Path
    number: int
    files: int

    def make(self) -> None:
        first = self.folder / "r0"
        first.mkdir()
        git(first, "init", "-q", "-b", "main")
        for number in range(self.files - 1):
            (first / f"d{number % 16}").mkdir(exist_ok=True)
            (first / f"d{number % 16}" / f"f{number}.py").write_text(f"{number}\n" * 20)
        for text in ("one\n", "two\n"):
            (first / "readme.txt").write_text(text)
            git(first, "add", ".")
            git(first, "commit", "-q", "-m", text.strip())
        shutil.rmtree(first / ".git" / "hooks", ignore_errors=True)
        for number in range(1, self.number):
            shutil.copytree(first, self.folder / f"r{number}")
        config = self.folder / "config"
        config.mkdir(mode=0o700)
        lines = [f'[stanch]\nfallback_owner = "a@x"\nstate = "{self.state}"\n[web]\nlisten = "off"\n']
        lines += [f'[[sources]]\nkind = "git"\npath = "{self.folder}/r{each}"\n' for each in range(self.number)]
        (config / "stanch.toml").write_text("".join(lines))

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @contextmanager
    def daemon(self) -> Iterator[int]:
        words = [sys.executable, "-m", "agent", "run", "--config", str(self.folder / "config")]
        log = (self.folder / "log").open("wb")
        with subprocess.Popen(words, stderr=log, stdout=log) as process:
            try:
                yield process.pid
            finally:
                process.terminate()
                process.wait()
                log.close()

    def is_settled(self) -> bool:
        """Has it said that each has been looked at, that no look is left, and that all are known to stand still?"""
        try:
            said = Progress(**json.loads(control.ask(self.state, PROGRESS)))
        except Complaint:  # it is not there yet
            return False
        return said == Progress(sources=2 * self.number, still=2 * self.number)

    def asked(self, question: str) -> int:
        with suppress(sqlite3.Error):
            ledger = sqlite3.connect(f"file:{self.state}/ledger.db?mode=ro", uri=True)
            try:
                return int(ledger.execute(question).fetchone()[0])
            finally:
                ledger.close()
        return 0

    def push(self, number: int) -> float:
        """Seconds until it is in the ledger."""
        at = self.folder / f"r{number % self.number}"
        blob = git(at, "hash-object", "-w", "--stdin", stdin=leak(number))
        tree = git(at, "mktree", stdin=f"100644 blob {blob}\tapp.py\n".encode())
        commit = git(at, "commit-tree", tree, "-p", "HEAD", "-m", "a leak")
        before = self.asked("SELECT count(*) FROM incidents")
        git(at, "update-ref", "refs/heads/main", commit)
        moved = time.monotonic()
        return until(lambda: self.asked("SELECT count(*) FROM incidents") > before, 0.005) - moved


def processor(pid: int) -> float:
    """Seconds that it took of a processor so far. https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html"""
    return time.clock_gettime((~pid << 3) | 2)


def ended(pid: int) -> float:
    """The same, of all that it has started and that has ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / _TICKS


def processes(pid: int) -> dict[int, str]:
    """The daemon, the zygote, and its copies: the scanners."""
    zygotes = below(pid)
    return {pid: "daemon", **dict.fromkeys(zygotes, "zygote"), **{one: "scanner" for z in zygotes for one in below(z)}}


def below(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(one) for each in threads for one in (each / "children").read_text().split()]


def wakeups(pid: int) -> int:
    """How often its threads went to sleep and were woken."""
    found = [(each / "status").read_text() for each in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int(text.partition("\nvoluntary_ctxt_switches:")[2].split()[0]) for text in found)


def resident(pid: int) -> int:
    """Bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def many(it: Many, idle: float, pushes: int) -> None:
    it.make()
    with it.daemon() as pid:
        settled(it, pid, "start")
        who = processes(pid)
        names = Counter(who.values())
        shares, busiest, woken = at_rest(pid, who, idle)
        told = ", ".join(f"{names[name]} {name} {100 * share:.2f}" for name, share in shares.items())
        memory = ", ".join(f"{name} {resident(each) / 1e6:.0f}" for each, name in who.items())
        say(f"idle        {100 * sum(shares.values()):.2f} % of a core in {idle:.0f} s ({GOALS['idle']})")
        say(f"            by process: {told}; the busiest {_WINDOW:.0f} s {100 * busiest:.2f}; {woken:.1f} wake-ups/s")
        say(f"            RSS in MB: {memory}")
        took = []
        for each in range(pushes):
            took.append(it.push(7 * each + 1))
            time.sleep(0.3)  # noqa: TID251
        took.sort()
        median = statistics.median(took)
        longest = 1000 * took[-1]
        say(f"push        median {1000 * median:.0f} ms of {len(took)}, longest {longest:.0f} ms ({GOALS['push']})")
    with it.daemon() as pid:
        settled(it, pid, "restart")


def settled(it: Many, pid: int, what: str) -> None:
    """Wait until the start's work is over, and tell what it took."""
    began = time.monotonic()
    until(it.is_settled, 1.0)
    spent = sum(map(processor, processes(pid))) + ended(pid)
    said = f"{spent:.1f} s of processors, of which the daemon's own {processor(pid):.1f}, git's {ended(pid):.1f}"
    passed = time.monotonic() - began
    say(f"{what:12}{it.number} repositories of {it.files} files: {passed:.1f} s, {said}")


def at_rest(pid: int, who: Mapping[int, str], seconds: float) -> tuple[dict[str, float], float, float]:
    """The share of a core by kind of process, that of all in the busiest window, and the daemon's wake-ups a second."""
    shares = dict.fromkeys(who.values(), 0.0)
    busiest, woken, began = 0.0, wakeups(pid), time.monotonic()
    while (left := began + seconds - time.monotonic()) > 0:
        before, at = {each: processor(each) for each in who}, time.monotonic()
        time.sleep(min(left, _WINDOW))  # noqa: TID251
        spent = {each: processor(each) - before[each] for each in who}
        for each, name in who.items():
            shares[name] += spent[each] / seconds
        busiest = max(busiest, sum(spent.values()) / (time.monotonic() - at))
    return shares, busiest, (wakeups(pid) - woken) / seconds


# --- one commit in a large repository ----------------------------------------------------------------


def large(path: Path, blobs: int) -> None:
    path.mkdir()
    git(path, "init", "-q", "--bare", "-b", "main")
    out: list[str] = []
    for number in range(blobs):
        if number % 50 == 0:
            out.append(f"commit refs/heads/main\ncommitter C <c@x> {1_600_000_000 + number} +0000\ndata 0\n")
        text = f"line {number}\n" * 20
        out.append(f"M 100644 inline d{number % 97}/f{number % 9973}.py\ndata {len(text)}\n{text}\n")
    git(path, "fast-import", "--quiet", stdin="".join(out).encode())


async def one_commit(path: Path, rounds: int) -> tuple[float, float]:
    """Seconds of a look, and of git's log alone; medians."""
    looks, logs = [], []
    async with ScanPool(ResponderKeys.generate().scanner, 1, None) as pool:
        source = GitSource("large", path, Visibility.PRIVATE, sweeper=pool)
        now = datetime.now(UTC)
        cursor: Cursor | None = None
        async for chunk in source.chunks(None, rules="r", now=now):
            cursor = chunk.cursor or cursor
        for number in range(rounds):
            old = git(path, "rev-parse", "main")
            text = leak(number).decode()
            stream = (
                f"commit refs/heads/main\ncommitter C <c@x> {1_700_000_000 + number} +0000\ndata 1\nx\nfrom {old}\n"
            )
            git(
                path,
                "fast-import",
                "--quiet",
                stdin=f"{stream}M 100644 inline new.py\ndata {len(text)}\n{text}\n".encode(),
            )
            began = time.monotonic()
            found = 0
            async for chunk in source.chunks(cursor, rules="r", now=now):
                found += len((await pool.scan(chunk)).findings)
                cursor = chunk.cursor or cursor
            looks.append(time.monotonic() - began)
            assert found == 1
            began = time.monotonic()
            git(path, "log", "--raw", "-z", "--format=%H", f"{old}..main")
            logs.append(time.monotonic() - began)
    return statistics.median(looks), statistics.median(logs)


# --- clones ------------------------------------------------------------------------------------------


class Nowhere:
    """A sink."""

    async def submit(self, *_findings: object, **_more: object) -> None:
        """Nobody is told."""


async def clones(first: Path, second: Path, state: Path) -> list[tuple[float, float]]:
    """Seconds that passed, and of processors, of the first look at each; with one key, and nothing known before."""
    costs = []
    keys = ResponderKeys.generate().scanner
    async with ScanPool(keys, 2, state / "patterns") as pool:
        nothing = Chunk("none", Visibility.PRIVATE, backlog=True, part=TextsPart((Text("none", b"none"),)))
        await asyncio.gather(pool.scan(nothing), pool.scan(nothing))  # both have begun
        for path in (first, second):
            known = Known(swept.key(keys, "r"), state / "swept")
            source = GitSource(path.name, path, Visibility.PRIVATE, sweeper=pool, known=known)
            began, spent = time.monotonic(), _spent(pool)
            await Intake(Nowhere(), pool, "r", lambda: datetime.now(UTC)).read(source, None)
            costs.append((time.monotonic() - began, _spent(pool) - spent))
    return costs


def _spent(pool: ScanPool) -> float:
    """By us, the scanners, and each git that has ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(processor, pool.processes))


def cloned(folder: Path, megabytes: int) -> None:
    first, second = repository(folder, megabytes), folder / "second.git"
    git(folder, "clone", "-q", "--mirror", "--no-local", str(first), str(second))
    began = time.monotonic()
    git(first, "log", "--all", "--topo-order", "--root", "--diff-merges=combined", "--raw", "-z", "--format=%H")
    log = time.monotonic() - began
    costs = asyncio.run(clones(first, second, folder))
    names = ("first", "second")
    told = ", ".join(
        f"{name} {passed:.1f} s ({spent:.1f} s of processors)"
        for name, (passed, spent) in zip(names, costs, strict=True)
    )
    passed, spent = (costs[1][at] / costs[0][at] for at in range(2))
    say(f"clones      {told}: {passed:.2f} ({spent:.2f}); git's log alone {log:.1f} s ({GOALS['clones']})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--blobs", type=int, default=50_000)
    parser.add_argument("--files", type=int, default=1, help="in each working tree")
    parser.add_argument("--idle", type=float, default=120.0, help="seconds")
    parser.add_argument("--pushes", type=int, default=15)
    parser.add_argument("--clones", type=int, default=700)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stanch-sources-") as folder:
        if wanted.blobs:
            large(Path(folder) / "large.git", wanted.blobs)
            look, log = asyncio.run(one_commit(Path(folder) / "large.git", 9))
            own, beyond = 1000 * log, 1000 * (look - log)
            say(f"new commit  git's log alone {own:.0f} ms, {beyond:.0f} ms beyond ({GOALS['new commit']})")
        if wanted.clones:
            cloned(Path(folder), wanted.clones)
        if wanted.repositories:
            many(Many(Path(folder), wanted.repositories, wanted.files), wanted.idle, wanted.pushes)


if __name__ == "__main__":
    main()
