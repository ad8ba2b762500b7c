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

from agent.sources.git_dir import RefusedError, look
from agent.sources.git_run import GitError, fields

_PATIENCE: Final = timedelta(seconds=20)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
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
        return Reached(is_there=True, refs=tuple(refs[:MOST_REFS]), more=max(0, len(refs) - MOST_REFS))
    raise HistoryError(problem)


async def _lines(git_dir: str, *ask: str, feed: Sequence[str] = ()) -> list[str]:
    async with aclosing(fields(git_dir, *ask, feed=feed, patience=_PATIENCE)) as found:
        return [line.decode(errors="replace") async for line in found]


def guidance(repository: str, url: str | None, *, dead: bool, messages: bool, reference: str | None) -> Iterator[str]:
    """For a person, line by line. url: where it is fetched from. messages: commit messages hold it, too."""
    if not dead:
        yield "FIRST end it: a value that was out stays known, whatever history says. It is not proven dead yet."
    yield "Rewriting is yours to do, and changes every later commit: tell whoever works there, and end open requests."
    yield "  umask 077; R=$(mktemp)"
    put = shlex.quote(reference or "REMOVED")
    yield "  { printf 'literal:'; YOUR-VAULT-COMMAND | tr -d '\\n'; printf '==>%s\\n' " + put + '; } > "$R"'
    yield f"  git clone --mirror --no-local {shlex.quote(url or repository)} cleaned.git && cd cleaned.git"
    options = '--replace-text "$R"' + (' --replace-message "$R"' if messages else "")
    yield f"  git filter-repo --sensitive-data-removal {options}"
    yield "  stanch scan .    # another form of it (escaped, encoded, of several lines) is not replaced by these words"
    yield '  git push --force --mirror origin; shred -u "$R"    # a forge refuses refs of its own, such as refs/pull'
    yield "What a rewrite does not reach: forks, clones, caches and pull requests of the forge (ask its support to have"
    yield "them collected), build logs, artefacts and backups. The old commits stay there until each is removed."
