"""What still leads to a commit that brought a value, and how a person rewrites that. Nothing is rewritten from here.

https://github.com/newren/git-filter-repo (--replace-text, --replace-message, --sensitive-data-removal)
https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from agent.scan.names import without_values
from agent.sources.git.dir import RefusedError, look
from agent.sources.git.run import GitError, fields

_PATIENCE: Final = timedelta(seconds=20)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REMOTE: Final = re.compile(r'^[ \t]*\[remote "([^"\\\n]+)"\]', re.MULTILINE)
_ENOUGH: Final = 1 << 20
MOST_REFS: Final = 20


class HistoryError(Exception):
    """Nobody can say. The text is ours."""


@dataclass(frozen=True, slots=True)
class Reached:
    """is_there: the repository has the commit. refs: what leads to it, at most MOST_REFS; more: of more."""

    is_there: bool
    refs: tuple[str, ...] = ()
    more: int = 0


async def reached(repository: Path, commit: str) -> Reached:
    """Raises HistoryError."""
    if not _COMMIT.fullmatch(commit):
        message = "its commit has no name that git knows"
        raise HistoryError(message)
    try:
        found = look(repository)
        git_dir = found.git_dir
        kinds = await _lines(git_dir, "cat-file", "--batch-check=%(objecttype)", feed=(commit,))
        if kinds != ["commit"]:
            if found.shallow:
                message = "it is a shallow clone, which has only the latest commits"
                raise HistoryError(message)
            return Reached(is_there=False)
        refs = await _lines(git_dir, "for-each-ref", f"--contains={commit}", "--format=%(refname)")
    except (RefusedError, GitError) as error:
        problem = str(error)
    else:
        return Reached(
            is_there=True, refs=tuple(map(without_values, refs[:MOST_REFS])), more=max(0, len(refs) - MOST_REFS)
        )
    raise HistoryError(problem)


async def _lines(git_dir: str, *ask: str, feed: Sequence[str] = ()) -> list[str]:
    async with aclosing(fields(git_dir, *ask, feed=feed, patience=_PATIENCE)) as found:
        return [line.decode(errors="replace") async for line in found]


@dataclass(frozen=True, slots=True)
class Worktree:
    """A repository that somebody works in: git refuses to push to what is checked out. remote: the name of where it
    came from; its address may hold a login, so that git is to say it, and not we.
    """

    remote: str | None


def worktree(repository: Path) -> Worktree | None:
    """None: it is bare, or nobody can say."""
    try:
        git_dir = Path(look(repository).git_dir)  # which refuses a file of it that is a link or a pipe
        if git_dir == repository.absolute():
            return None
        with (git_dir / "config").open("rb") as file:
            names = _REMOTE.findall(file.read(_ENOUGH).decode(errors="replace"))
    except (RefusedError, OSError):
        return None
    return Worktree("origin" if "origin" in names else next(iter(names), None))


def guidance(
    repository: str,
    url: str | None,
    *,
    dead: bool,
    messages: bool,
    reference: str | None,
    tree: Worktree | None = None,
) -> Iterator[str]:
    """For a person, line by line. url: where it is fetched from. messages: commit messages hold it, too."""
    if not dead:
        yield "FIRST end it: a value that was out stays known, whatever history says. It is not proven dead yet."
    yield "It needs git filter-repo, which git lacks: apt install git-filter-repo, or pip install the same."
    yield "Rewriting is yours to do, and changes every later commit: tell whoever works there, and end open requests."
    yield "  umask 077; R=$(mktemp)"
    put = shlex.quote(reference or "REMOVED")
    yield "  { printf 'literal:'; YOUR-VAULT-COMMAND | tr -d '\\n'; printf '==>%s\\n' " + put + '; } > "$R"'
    options = '--replace-text "$R"' + (' --replace-message "$R"' if messages else "")
    rewrite = f"git filter-repo --sensitive-data-removal {options}"
    look_again = (
        "stanch scan .    # another form of it (escaped, encoded, of several lines) is not replaced by these words"
    )
    at = shlex.quote(repository)
    if tree is not None and tree.remote is None:
        yield "It has a working tree and no remote: it is rewritten where it stands. Commit or put aside what is not"
        yield "committed, which is lost; a copy of the folder beforehand keeps the value, too. Its reflogs are emptied."
        yield f"  cd {at} && {rewrite} --force"
        yield f"  {look_again}"
        yield '  shred -u "$R"'
    else:
        source = shlex.quote(url or repository)
        into = "cleaned.git"
        if tree is not None and tree.remote is not None:
            source, into = f'"$(git -C {at} remote get-url {shlex.quote(tree.remote)})"', '"$PWD/cleaned.git"'
        inside = f" -C {at}" if tree is not None else ""
        yield f"  git{inside} clone --mirror --no-local {source} {into} && cd cleaned.git"
        yield f"  {rewrite}"
        yield f"  {look_again}"
        yield '  git push --force --mirror origin; shred -u "$R"    # a forge refuses its own refs, as refs/pull'
    if tree is not None and tree.remote is not None:
        name = shlex.quote(tree.remote)
        yield f"Then {repository}, whose reflogs are looked at, too: clone it anew; or, when what was never"
        yield "pushed is saved without the value, throw the old commits away (the second line: on each branch):"
        yield f"  cd {at} && git fetch --prune {name}"
        yield "  git reset --hard '@{upstream}'"
        yield "  git stash clear; git reflog expire --expire=now --all && git gc --prune=now"
    yield "What a rewrite does not reach: forks, clones, caches and pull requests of the forge (ask its support to have"
    yield "them collected), build logs, artefacts and backups. The old commits stay there until each is removed."
