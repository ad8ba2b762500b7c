"""Which files of a repository's own folder are read as text: its configurations, where a remote's password can stand.

    config  config.worktree     worktrees/NAME/config.worktree     modules/NAME/...     the same of a submodule's

Pure: who walks says what a folder holds. The rest of such a folder is for whoever reads a history (source.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

BARE: Final = frozenset({"HEAD", "objects", "refs"})
_OF_TREE: Final = frozenset({"config.worktree"})
_OWN: Final = _OF_TREE | {"config"}
_TREES: Final = "worktrees"
_MODULES: Final = "modules"


def inside(path: str) -> str | None:
    """The part of a path that is within a `.git`, "" for that itself; None: it is in none."""
    _, git, below = f"/{path}/".partition("/.git/")
    return below.removesuffix("/") if git else None


def wanted(within: str, names: Collection[str]) -> tuple[Collection[str], Collection[str]]:
    """Of the names in a folder of it the files that are read, and the folders that are looked into."""
    if not within or BARE.issubset(names):
        return _OWN, {_MODULES, _TREES}
    if within.split("/")[-2:-1] == [_TREES]:
        return _OF_TREE, {_MODULES}
    return (), names
