"""What the bench reads: a repository with a history, a tree of ordinary files, and a CI log, made here and kept.

The text is real: sources and data of the packages that are installed beside us, whose lines are changed by a seeded
generator, a few files a commit, with branches and merges. The same packages give the same objects, byte for byte.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_ENDS = (
    ".py",
    ".pyi",
    ".md",
    ".rst",
    ".txt",
    ".json",
    ".js",
    ".css",
    ".html",
    ".toml",
    ".yml",
    ".yaml",
    ".cfg",
    ".h",
    ".c",
)
_LEAST, _MOST = 1_000, 120_000
_FILES = 4_000
_BRANCH_EVERY = 40
_GIT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def installed() -> Iterator[Path]:
    """Text files of the standard library and of the packages of this environment, in an order that does not change."""
    for root in dict.fromkeys(sysconfig.get_path(name) for name in ("stdlib", "purelib")):
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in {"__pycache__", "site-packages", "data"})
            for name in sorted(names):
                if name.endswith(_ENDS) and _LEAST <= (path := Path(folder, name)).stat().st_size <= _MOST:
                    yield path


def _texts(seed: random.Random) -> dict[str, list[bytes]]:
    files = list(installed())
    chosen = sorted(seed.sample(files, min(_FILES, len(files))))
    return {
        f"{path.parent.name}/{number:04}-{path.name}": path.read_bytes().splitlines(keepends=True)
        for number, path in enumerate(chosen)
    }


class _History:
    """A stream for `git fast-import`: each version of a file is a blob of its own, and a commit brings a few."""

    def __init__(self, out: IO[bytes], seed: random.Random) -> None:
        self._out, self._seed = out, seed
        self._texts = _texts(seed)
        self._paths = list(self._texts)
        self._mark = 0
        self._at = 1_400_000_000
        self.bytes = 0

    def commit(self, branch: str, paths: list[str], **heads: str) -> None:
        """Commit the present text of these paths; `heads`: other parents than the branch itself, by branch."""
        changes = []
        for path in paths:
            self._mark += 1
            content = b"".join(self._texts[path])
            self.bytes += len(content)
            self._out.write(b"blob\nmark :%d\ndata %d\n%b\n" % (self._mark, len(content), content))
            changes.append(f"M 100644 :{self._mark} {path}\n")
        self._at += self._seed.randrange(60, 7200)
        who = self._seed.randrange(200)
        lines = [
            f"commit refs/heads/{branch}\n",
            f"committer Dev {who} <dev{who}@example.org> {self._at} +0000\n",
            "data 7\nchange\n\n",
        ]
        lines += [f"{word} refs/heads/{head}\n" for word, head in heads.items()]
        self._out.write("".join(lines + changes).encode())

    def edited(self, number: int) -> list[str]:
        """Some paths, each changed in one or two places. Few files are changed often, most are not."""
        paths = {self._paths[int(len(self._paths) * self._seed.random() ** 3)] for _ in range(number)}
        for path in sorted(paths):
            lines = self._texts[path]
            for _ in range(self._seed.randrange(1, 3)):
                other = self._texts[self._seed.choice(self._paths)]
                at, start = self._seed.randrange(len(lines) + 1), self._seed.randrange(len(other) + 1)
                lines[at : at + self._seed.randrange(8)] = [
                    line.rstrip(b"\r\n") + b" " * self._seed.randrange(2) + b"\n"
                    for line in other[start : start + self._seed.randrange(8)]
                ]
        return sorted(paths)

    def write(self, size: int) -> None:
        self.commit("main", self._paths)
        number = 0
        while self.bytes < size:
            number += 1
            if number % _BRANCH_EVERY:
                self.commit("main", self.edited(self._seed.randrange(1, 4)))
                continue
            side = self.edited(2)
            name = f"side{number % 400}"
            self.commit(name, side, **{"from": "main"})
            self.commit("main", [path for path in self.edited(2) if path not in side] or side, merge=name)
        self._out.write(b"done\n")


def repository(cache: Path, megabytes: int) -> Path:
    """A bare repository whose blobs, each counted once, are about so many megabytes; packed as a clone is."""
    path = cache / f"history-{megabytes}.git"
    if path.exists():
        return path
    new = cache / "new.git"
    shutil.rmtree(new, ignore_errors=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(new)], check=True, env=_GIT)
    command = ["git", f"--git-dir={new}", "fast-import", "--quiet", "--done"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=_GIT) as importing:
        assert importing.stdin is not None
        _History(importing.stdin, random.Random(3)).write(megabytes * 1_000_000)  # noqa: S311 - not for security
    subprocess.run(["git", f"--git-dir={new}", "repack", "-adfq"], check=True, env=_GIT)
    new.rename(path)
    return path


def tree(cache: Path, megabytes: int = 300) -> Path:
    """A copy of installed packages' text files, some hundred megabytes, each file once for each so many."""
    path = cache / f"tree-{megabytes}"
    if path.exists():
        return path
    new = cache / "new-tree"
    shutil.rmtree(new, ignore_errors=True)
    files = list(installed())
    written = number = 0
    while written < megabytes * 1_000_000:
        source = files[number % len(files)]
        target = new / f"{number // len(files)}" / f"{source.parent.name}" / f"{number:06}-{source.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        # The second copy of a line is not to be known from the first one.
        content = source.read_bytes().replace(b"\n", b"\n%d " % (number // len(files)), 40)
        target.write_bytes(content)
        written += len(content)
        number += 1
    new.rename(path)
    return path


_WORDS = (
    "GET /api/v1/orders/{n} 200 {m}ms user=u{m} trace={h}",
    "INFO worker-{m} finished job {h} in {n} ms, next token in queue",
    "DEBUG cache miss key=session:{h} ttl={m}",
    "step {m}: Downloading https://files.example.org/pkg/{h}/wheel-{n}.whl (12 kB)",
    "WARN retrying connection to postgres at db-{m}.internal:5432 after timeout",
    "[{n}/{m}] Compiling module src/app/handlers/orders_{m}.c with -O2 -g -Wall",
    "tests/test_orders.py::test_order_{n} PASSED [ {m}%]",
    "auth: password check ok for user u{m}, session {h}",
    "\x1b[32m  + export PATH=/opt/build/{m}/bin:$PATH\x1b[0m",
)


def log(cache: Path, megabytes: int = 300) -> Path:
    """What builds say, line by line."""
    path = cache / f"ci-{megabytes}.log"
    if path.exists():
        return path
    seed = random.Random(7)  # noqa: S311 - not for security
    with (cache / "new.log").open("wb") as file:
        while file.tell() < megabytes * 1_000_000:
            number, small = seed.randrange(10**6), seed.randrange(1000)
            text = seed.choice(_WORDS).format(n=number, m=small, h=f"{seed.getrandbits(64):016x}")
            file.write(f"2026-01-02T03:{small % 60:02}:{number % 60:02}.{small:03}Z {text}\n".encode())
    (cache / "new.log").rename(path)
    return path
