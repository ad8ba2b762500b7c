"""Which files of a repository's own folder are read as text: its configurations, where a remote's password can stand.

    config  config.worktree     worktrees/NAME/config.worktree     modules/NAME/...     the same of a submodule's

Pure: who walks says what a folder holds. The rest of such a folder is for whoever reads a history (source.py), and of
a bare repository its objects are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from typing import Final

BARE: Final = frozenset({"HEAD", "objects", "refs"})
_OF_TREE: Final = frozenset({"config.worktree"})
_OWN: Final = _OF_TREE | {"config"}
_TREES: Final = "worktrees"
_MODULES: Final = "modules"
_OBJECT: Final = re.compile(r"/objects/(?:[0-9a-f]{2}/[0-9a-f]{38,62}|pack/pack-[0-9a-f]{40,64}\.\w{1,16})\Z")


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


def without_objects(files: Mapping[str, os.stat_result], bare: Collection[str]) -> dict[str, os.stat_result]:
    """Those of `files`, by their paths, that are no objects or packs of these bare repositories, going by their names.
    Whatever else somebody put there is a file as any other.
    """
    within = tuple(f"{folder}/objects/" for folder in bare)
    return {path: of for path, of in files.items() if not (path.startswith(within) and _OBJECT.search(path))}
