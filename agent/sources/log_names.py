"""Which files a log source's path names. Blocking; run in a thread.

A pattern may hold *, ? and [] in any of its parts (no **); symbolic links in those parts are not followed.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from pathlib import Path


def entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _magic(part: str) -> bool:
    return any(sign in part for sign in "*?[")


def fixed(pattern: Path) -> Path:
    """The part of a pattern that is no pattern: a file, or the folder below which all matches lie."""
    path = Path(pattern.anchor)
    for part in pattern.parts[1:]:
        if _magic(part):
            return path
        path /= part
    return path


def matches(pattern: Path) -> Iterator[Path]:
    """What the pattern names now, in order; a name that is a pattern by its letters but exists is taken as it is."""
    base = fixed(pattern)
    if base == pattern or os.path.lexists(pattern):
        if os.path.lexists(pattern):
            yield pattern
        return
    rest = pattern.parts[len(base.parts) :]
    folders = [base]
    for part in rest[:-1]:
        folders = [
            Path(entry.path)
            for folder in folders
            for entry in entries(str(folder))
            if fnmatch.fnmatchcase(entry.name, part) and entry.is_dir(follow_symlinks=False)
        ]
    for folder in folders:
        for entry in entries(str(folder)):
            if fnmatch.fnmatchcase(entry.name, rest[-1]) and not entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def named(path: str, pattern: Path) -> bool:
    """Is this a name that the pattern could name, whether it exists or not?"""
    parts = Path(path).parts
    return path == str(pattern) or (
        len(parts) == len(pattern.parts)
        and all(fnmatch.fnmatchcase(part, wanted) for part, wanted in zip(parts, pattern.parts, strict=True))
    )


def shown(path: str | Path) -> str:
    return os.fsencode(path).decode(errors="backslashreplace")
