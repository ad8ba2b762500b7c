"""What `git commit` would record: the index against HEAD, its blobs read from the repository and never from files.

    index - HEAD, and in a merge - each MERGE_HEAD --> Blobs with the versions that they replace --> GitPart

Before the first commit everything is new. In a merge only what differs from all parents is, as for history. A file
that was renamed is compared with what it was, so that only what was changed in it is news, and what counts under its
new name only. The names of new files are looked at, too.

This is whoever commits looking at a working tree of his own, in which git itself runs next: a linked working tree, a
submodule and borrowed objects are therefore followed, which a source that is watched refuses. The recipe for what
git may start holds all the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from agent.complaint import Complaint, absent
from agent.found import Blob, Chunk, Cursor, Debt, GitPart, Visibility
from agent.git import GIT_ENV
from agent.sources.git.log import LINK, REGULAR, name_of_file, text
from agent.sources.git.read import Offer
from agent.sources.git.run import GitError, fields

_PATIENCE: Final = timedelta(minutes=1)
_BATCH: Final = 256
_HEAD: Final = "GITHEAD_"
_OID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_UNMERGED: Final = "not merged yet, and no commit can be made of it: resolve it and `git add` it"
_DIFF: Final = (
    *("diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--find-renames", "-l1000", "--no-relative"),
    *("--ignore-submodules=none", "--no-ext-diff", "--no-textconv", "--no-color", "-O/dev/null"),
)


@dataclass(frozen=True, slots=True)
class Index:
    """A repository with the index that a commit is made of. `top`: the working tree's folder; all are absolute.

    `merging`: the commits that git says it merges, as it writes no MERGE_HEAD before it asks pre-merge-commit.
    """

    git_dir: Path
    top: Path
    file: Path | None = None
    merging: tuple[str, ...] = ()

    @classmethod
    def of_hook(cls, environ: Mapping[str, str], here: Path) -> Index:
        """Where git says that it works: it starts a hook in the top folder, with an index of its own for `commit -a`.

        Without its word, the repository around `here`. Raises Complaint.
        """
        file = here / environ["GIT_INDEX_FILE"] if environ.get("GIT_INDEX_FILE") else None
        heads = (name.removeprefix(_HEAD) for name in environ if name.startswith(_HEAD))
        merging = tuple(oid for oid in heads if _OID.fullmatch(oid))
        if environ.get("GIT_DIR"):
            return cls(here / environ["GIT_DIR"], here / environ.get("GIT_WORK_TREE", "."), file, merging)
        return replace(cls.around(here), file=file, merging=merging)

    @classmethod
    def around(cls, folder: Path) -> Index:
        """Raises Complaint."""
        # What stands before a `..` is not above it.
        start = folder.resolve() if ".." in folder.parts else folder.absolute()
        for top in (start, *start.parents):
            git = top / ".git"
            if git.is_dir():
                return cls(git, top)
            if git.is_file():
                return cls(top / _pointed(git), top)
        if not folder.exists():
            raise absent(folder, "folder")
        message = f"{folder}: this is in no working tree of git, so nothing is staged: name one, or scan paths"
        raise Complaint(message)

    @property
    def environment(self) -> Mapping[str, str]:
        return GIT_ENV if self.file is None else {**GIT_ENV, "GIT_INDEX_FILE": str(self.file)}


def _pointed(file: Path) -> str:
    """Where a `.git` file says that the repository is. Raises Complaint."""
    said = os.fsdecode(file.read_bytes()[:4096])
    if said.startswith("gitdir: "):
        return said.removeprefix("gitdir: ").rstrip("\r\n")
    message = f"{file}: it names no repository (gitdir: FOLDER): mend or remove it"
    raise Complaint(message)


@dataclass(frozen=True, slots=True)
class _Change:
    """What is staged at a path, and what was there; `oid` None: not merged. `moved`: as of a Blob; where a file was
    renamed it is compared with what it was. `new`: nothing was there.
    """

    oid: str | None
    before: tuple[str, ...] = ()
    link: bool = False
    moved: tuple[tuple[str, str], ...] = ()
    new: bool = False


class StagedSource:
    """One look at an index; there is no cursor."""

    visibility = Visibility.UNKNOWN
    watched: Sequence[Path] = ()

    def __init__(self, name: str, index: Index) -> None:
        self.name = name
        self._index = index

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:  # noqa: ARG002 - an index is looked at as it is now
        problem = ""
        try:
            staged = await self._staged()
        except GitError as error:
            problem, staged = f"what is staged cannot be read: {error}", {}
        owed = [Debt(self.name, path, _UNMERGED) for path, change in staged.items() if change.oid is None]
        if problem:
            owed.append(Debt(self.name, self.name, problem))
        blobs = [
            Blob(change.oid, path, None, None, None, change.before, link=change.link, moved=change.moved)
            for path, change in staged.items()
            if change.oid is not None
        ]
        names = [name_of_file(path) for path, change in staged.items() if change.new]
        for piece in Offer(blobs, [], names).cut(_BATCH):
            part = GitPart(str(self._index.git_dir), tuple(piece.blobs), (), tuple(piece.names))
            yield Chunk(self.name, self.visibility, backlog=False, part=part)
        yield Chunk(self.name, self.visibility, backlog=False, part=None, debts=tuple(owed))

    async def _staged(self) -> Mapping[str, _Change]:
        """What differs from every parent that the commit would have. Raises GitError."""
        found = [await self._against(parent) for parent in await self._parents()]
        return {
            path: _Change(
                change.oid,
                tuple(oid for each in found for oid in each[path].before),
                link=change.link,
                moved=tuple(version for each in found for version in each[path].moved),
                new=all(each[path].new for each in found),
            )
            for path, change in found[0].items()
            if all(path in each for each in found)
        }

    async def _parents(self) -> Sequence[str]:
        try:
            head = await self._line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        except GitError:
            return [await self._line("hash-object", "-t", "tree", "--stdin")]  # of no files
        merged = self._index.git_dir / "MERGE_HEAD"
        others = merged.read_text(errors="replace").split() if merged.is_file() else self._index.merging
        if not all(map(_OID.fullmatch, others)):
            message = "MERGE_HEAD names no commits"  # nor is it an option for git
            raise GitError(message)
        return [head, *others]

    async def _against(self, parent: str) -> Mapping[str, _Change]:
        """By path: what is staged there and was not in this parent."""
        found: dict[str, _Change] = {}
        meta: list[bytes] = []
        names: list[bytes] = []
        async with aclosing(self._git(*_DIFF, parent, "--", end=b"\0")) as tokens:
            async for token in tokens:
                if not meta:
                    meta = token.removeprefix(b":").split(b" ")
                    continue
                names.append(token)
                status = meta[-1][:1]
                if status in {b"R", b"C"} and len(names) == 1:
                    continue
                *old, path = map(text, names)
                was, mode, before, oid = meta[:4]
                if status == b"U":
                    found[path] = _Change(None)
                elif mode.startswith((REGULAR, LINK)) and (old or oid != before):
                    olds = (before.decode(),) if was.startswith(mode[: len(REGULAR)]) else ()
                    moved = tuple((each, old[0]) for each in olds) if old else ()
                    found[path] = _Change(
                        *(oid.decode(), () if old else olds),
                        link=mode.startswith(LINK),
                        moved=moved,
                        new=bool(old) or not int(was, 8),
                    )
                meta, names = [], []
        return found

    async def _line(self, *args: str) -> str:
        lines = [line async for line in self._git(*args, end=b"\n")]
        return lines[0].decode() if lines else ""

    def _git(self, *args: str, end: bytes) -> AsyncGenerator[bytes]:
        return fields(str(self._index.git_dir), *args, patience=_PATIENCE, end=end, environment=self._index.environment)
