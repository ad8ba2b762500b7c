"""Reflogs, and what else git writes down of where a ref stood: what was undone, amended or forced away is named there.

    logs/**  worktrees/*/logs/**     old new Name <mail> seconds zone<TAB>pull https://...: Fast-forward
    ORIG_HEAD  FETCH_HEAD ...        oid ...

A line is known by its mark, wherever it stands: the branch's log and HEAD's have the same. Lines are text that people
and programs wrote, the address of a `git pull` among it, and are scanned as names are.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.found import Text
from agent.sources.git.dir import RefusedError

MARK: Final = 8  # characters
LABEL: Final = "reflog"
LARGEST: Final = 16 << 20  # bytes of all of them together
_OID: Final = rb"([0-9a-f]{40}(?:[0-9a-f]{24})?)"
_LINE: Final = re.compile(_OID + rb"(?: " + _OID + rb")?(?:[ \t](.*))?", re.DOTALL)
_HEAD: Final = re.compile(r"[A-Z_]+_HEAD|MERGE_AUTOSTASH")
_STASHED: Final = ("rebase-merge/autostash", "rebase-apply/autostash")


@dataclass(frozen=True, slots=True)
class Line:
    """`oids`: of objects that it names, the last one what the ref was set to."""

    oids: tuple[str, ...]
    text: bytes
    mark: str

    @property
    def told(self) -> Text:
        return Text(LABEL, self.text.replace(b"\t", b" "), commit=self.oids[-1] if self.oids else None, is_name=True)


def mark(*words: str | bytes) -> str:
    """The same for the same words; short, as a position holds one for each ref."""
    raw = b"\0".join(word.encode(errors="surrogateescape") if isinstance(word, str) else word for word in words)
    return b64encode(hashlib.blake2b(raw, digest_size=6).digest()).decode()


def marks(text: str) -> set[str]:
    return {text[at : at + MARK] for at in range(0, len(text), MARK)}


def joined(each: Iterable[str]) -> str:
    return "".join(sorted(set(each)))


def stamp(git_dir: Path) -> str:
    """Changes when any of them does. Raises RefusedError and OSError, as `read` does."""
    seen = hashlib.sha256()
    for path, status in _files(git_dir):
        seen.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ino}\0".encode(errors="replace"))
    return seen.hexdigest()[:32]


def read(git_dir: Path) -> tuple[Sequence[Line], bool]:
    """Every line once; and whether that was all."""
    lines: dict[str, Line] = {}
    left = LARGEST
    for path, _ in _files(git_dir):
        content = _content(path, left)
        left -= len(content)
        for raw in content.splitlines():
            line = _line(raw)
            lines.setdefault(line.mark, line)
    return tuple(lines.values()), left > 0


def _line(raw: bytes) -> Line:
    found = _LINE.fullmatch(raw)
    oids = [oid.decode() for oid in (found[1], found[2]) if oid and oid.strip(b"0")] if found else []
    return Line(tuple(oids), (found[3] or b"") if found else raw, mark(raw))


def _files(git_dir: Path) -> Iterator[tuple[str, os.stat_result]]:
    for folder in (git_dir, *sorted((git_dir / "worktrees").glob("*"))):
        yield from _below(folder / "logs")
        if not folder.is_dir():
            continue
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if _HEAD.fullmatch(entry.name))
        for name in (*names, *_STASHED):
            yield from _below(folder / name)


def _below(top: Path) -> Iterator[tuple[str, os.stat_result]]:
    waiting = [str(top)]
    while waiting:
        path = waiting.pop()
        try:
            status = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        if stat.S_ISDIR(status.st_mode):
            waiting += sorted((os.path.join(path, name) for name in os.listdir(path)), reverse=True)  # noqa: PTH118, PTH208 - thousands of them
        elif stat.S_ISREG(status.st_mode):
            yield path, status
        else:
            message = "a part of it is a symbolic link or no regular file"
            raise RefusedError(message)


def _content(path: str, most: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
