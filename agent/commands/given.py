"""The sources of what a bare scan is given, paths and what is staged, and what of them is left out on purpose.

    a folder       --> its files, and the history of each repository below it
    a repository   --> its history, its files, and those configurations of it that stand elsewhere
    a file, `-`    --> what is in it

Each has a name as it may be shown, and no other has it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from agent.complaint import Complaint, absent
from agent.folders import own_folders
from agent.found import Visibility
from agent.scan.names import of_root, without_values
from agent.sources.git.dir import is_repository, where
from agent.sources.listing import Own, repositories
from agent.sources.sieve import Sieve, named
from agent.sources.stdin import NAME, StdinSource
from agent.sources.tree import TreeSource

if TYPE_CHECKING:
    # A tenth of a small scan's time, for who has a repository scanned, only.
    from agent.sources.git.source import GitSource
    from agent.sources.git.staged import Index

STDIN: Final = Path(NAME)
_INNER: Final = 500


def path_of(word: str) -> Path:
    """A path as it was typed: `-` is standard input, and a file of that name is ./-. Raises Complaint."""
    if not word:
        message = "an empty word is no path (is a variable not set?): `.` is the folder that you are in"
        raise Complaint(message)
    path = Path(word)
    return path.absolute() if path == STDIN and word != NAME else path


def folder(root: Path) -> Path:
    """Where a baseline of this root stands; of standard input where we are."""
    return root if root.is_dir() else root.absolute().parent


def sources(
    paths: Sequence[Path],
    indexes: Sequence[Index],
    globs: Sequence[str],
    history: Callable[[str, Path], GitSource],
    stopped: Callable[[], bool],
) -> Iterator[Sieve]:
    """stopped: a folder is not walked through any further for those in it."""
    # Compiled patterns and sealed finds look like credentials, and are none that leaked.
    own, called = own_folders(), _apart()
    besides = _besides(paths, globs, called)
    for index in indexes:
        from agent.sources.git.staged import StagedSource

        yield Sieve(StagedSource(called(f"{index.top} (staged)"), index), index.top, None, globs)
    for path in dict.fromkeys(paths):
        if path == STDIN:
            if sys.stdin is None:
                message = "-: standard input is closed: pipe something into it"
                raise Complaint(message)
            yield Sieve(StdinSource(), path, None, globs)
            continue
        if not _is_there(path):
            raise absent(path, "file or folder")
        if is_closed(path):
            # The others are scanned, and this one is owed.
            yield Sieve(TreeSource(called(str(path)), path, Visibility.UNKNOWN, once=True), path, None, globs)
        elif is_repository(path):
            yield Sieve(history(called(str(path)), path), path, "", globs)
            if not (path / "HEAD").is_file():
                # What was never committed leaks just as well.
                yield from _tree(path, called(f"{path} (files)"), globs, history, stopped, own, besides)
            else:
                yield from besides(path, ())
        else:
            yield from _tree(path, called(str(path)), globs, history, stopped, own, besides)


def _besides(
    paths: Sequence[Path], globs: Sequence[str], called: Callable[[str], str]
) -> Callable[[Path, Sequence[str]], Iterator[Sieve]]:
    """Of a root and the repositories in it those configurations that stand in none of `paths`, as files: of a linked
    working tree, a submodule, or a bare repository that is the root.
    """
    tops = [Path(os.path.realpath(path)) for path in paths if path != STDIN and _is_there(path)]
    taken = set[Path]()

    def besides(root: Path, folders: Sequence[str]) -> Iterator[Sieve]:
        for folder in ("", *folders):
            tree = root / folder
            git_dir = where(tree)
            is_bare = git_dir == tree and not folder and (tree / "HEAD").is_file()
            is_elsewhere = git_dir not in (tree, tree / ".git") and not any(map(git_dir.is_relative_to, tops))
            if (is_bare or is_elsewhere) and git_dir not in taken:
                taken.add(git_dir)
                source = TreeSource(called(f"{git_dir} (files)"), git_dir, Visibility.UNKNOWN, once=True, git=True)
                yield Sieve(source, root, None, globs)

    return besides


def _apart() -> Callable[[str], str]:
    """A name for each source as it may be shown, and for no other."""
    taken = set[str]()

    def called(name: str) -> str:
        shown = of_root(name)
        names = (shown if number == 1 else f"{shown} ({number})" for number in count(1))
        found = next(one for one in names if one not in taken)
        taken.add(found)
        return found

    return called


def _is_there(path: Path) -> bool:
    """Or may be, in a folder that we may not look into."""
    try:
        path.stat()
    except PermissionError:
        return True
    except (OSError, ValueError):  # a NUL in it, or longer than any
        return False
    return True


def is_closed(path: Path) -> bool:
    return not os.access(path, os.R_OK | (os.X_OK if os.path.isdir(path) else 0))  # noqa: PTH112 - Path's own raises


def _tree(
    path: Path,
    name: str,
    globs: Sequence[str],
    history: Callable[[str, Path], GitSource],
    stopped: Callable[[], bool],
    own: Own,
    besides: Callable[[Path, Sequence[str]], Iterator[Sieve]],
) -> list[Sieve]:
    """The files below a folder, and the history of each repository among them; more of those than that are a debt."""
    by = {folder: named(folder, globs) for folder in repositories(path, stopped, own) if folder}
    inner = [folder for folder, naming in by.items() if not naming][:_INNER]
    tree = TreeSource(name, path, Visibility.UNKNOWN, elsewhere={"", *inner}, once=True, own=own)
    # Its name is shown, and the folder's name is the tree's word.
    histories = (history(without_values(str(path / folder)), path / folder) for folder in inner)
    return [
        *(Sieve(source, path, folder, globs) for source, folder in zip(histories, inner, strict=True)),
        Sieve(tree, path, None, globs, {glob for each in by.values() for glob in each}),
        *besides(path, inner),
    ]


def passed_over(sources: Sequence[Sieve], globs: Sequence[str]) -> list[str]:
    """What was not looked into by intention: no debt, but nothing to keep silent about either. And of `globs`, those
    that did nothing: mostly a slip.
    """
    notes = []
    if excluded := sum(source.excluded for source in sources):
        left = ", ".join(sources[0].globs)
        what = (
            "file, repository, or version that holds something"
            if excluded == 1
            else "files, repositories, and versions that hold something"
        )
        notes.append(f"excluded: {excluded} {what} ({left})")
    apart = [path for sieve in sources if isinstance(sieve.source, TreeSource) for path in sieve.source.apart]
    notes += [f"{path}: Stanch's own folder: left out (name it to have it read)" for path in dict.fromkeys(apart)]
    used = set[str]().union(*(source.used for source in sources))
    return notes + [f"--exclude {glob}: matched nothing" for glob in dict.fromkeys(globs) if glob not in used]
