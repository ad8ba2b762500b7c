"""A folder that is watched: whom what happens in it concerns; and what stands at a path."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

Identity = tuple[int, int]
_SELDOM: Final = 119


@dataclass(slots=True)
class Folder:
    """A folder that is watched. `anchored`: by source, paths that are in it or would be, as they go on from here;
    `below`: whose it all is.
    """

    path: str
    anchored: dict[str, set[str]] = field(default_factory=dict)
    below: set[str] = field(default_factory=set)

    def under(self, name: str) -> str:
        return f"{self.path.rstrip('/')}/{name}" if name else self.path

    def concerned(self, name: str) -> Iterator[tuple[str, bool]]:
        """Sources that an event under this name concerns; and is it one of their paths itself, or above it?"""
        yield from ((source, False) for source in self.below)
        for source, paths in self.anchored.items():
            for path in paths:
                is_above = not name or path == name or path.startswith(f"{name}/")
                # What begins like it is a log that was rotated.
                if is_above or name.startswith(path):
                    yield source, is_above


@dataclass(slots=True)
class Refused:
    """A folder that could not be watched. `left`: so many more times it is not asked for, of `rounds` each time."""

    path: str
    rounds: int = 0
    left: int = 0

    def after(self, before: Refused | None) -> None:
        """All that is above it was walked for it in vain, once more: let it be less and less often."""
        if before is not None:
            self.rounds = self.left = min(2 * before.rounds + 1, _SELDOM)


def identity(path: str) -> Identity | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def is_folder(path: str) -> bool:
    return identity(path) is not None


def existing(path: str) -> str:
    """The folder that it is in, or the nearest one above that is there."""
    folder = Path(path).parent
    while not is_folder(str(folder)) and folder != folder.parent:
        folder = folder.parent
    return str(folder)


def is_linked(path: str, above: str) -> bool:
    """Does a symbolic link lead on from this folder above it, so that what happens at its path happens elsewhere?"""
    name, more, _ = path[len(above) :].lstrip("/").partition("/")
    return bool(more) and os.path.islink(f"{above}/{name}")  # noqa: PTH114 - Path's own raises
