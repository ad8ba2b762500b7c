"""A source without what somebody excludes; and what of it is not looked into, counted, so that it is said.

    source --Chunk--> Sieve(globs) --Chunk without the files and versions that a glob names--> scan
                          `-- excluded: how many

A glob is a shell pattern (`*` also goes over slashes) and names a file or a folder with all that is in it, by its
name or by its path below what was given. As in a .gitignore, `./a`, `**/a` and `a/**` are `a`, and `a/**/b` also `a/b`.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import cast

from agent.found import (
    Blob,
    Chunk,
    Cursor,
    FilePart,
    FilesPart,
    GitPart,
    Paths,
    Source,
    Stamp,
    Stamped,
    TextsPart,
    Told,
    Visibility,
)
from agent.scan.names import BEHIND, FILE_NAME, of_root


def named(path: str, globs: Sequence[str]) -> list[str]:
    """Those of these patterns that name it, or a folder that it is in."""
    if not globs:
        return []
    parts = path.split("/")
    names = {*parts, *("/".join(parts[:end]) for end in range(1, len(parts) + 1))}
    return [glob for glob in globs if any(fnmatchcase(name, form) for form in _forms(glob) for name in names)]


@lru_cache(maxsize=1024)
def _by(path: str, globs: tuple[str, ...]) -> list[str]:
    """As `named`: of a file it is asked twice, for its name and for what is in it."""
    return named(path, globs)


@lru_cache
def _forms(glob: str) -> tuple[str, ...]:
    bare, before = glob, ""
    while bare != before:
        before = bare
        bare = bare.strip("/").removeprefix("./").removeprefix("**/").removesuffix("/**").removesuffix("/.")
    return (bare, bare.replace("/**/", "/")) if "/**/" in bare else (bare,)


@dataclass
class Sieve:
    """`root`: what was given, from where paths count. `repository`: the folder in it whose history `source` reads, ""
    for the root itself; None: `source` reads files. `used`: the globs that have named something.
    """

    source: Source
    root: Path
    repository: str | None = None
    globs: Sequence[str] = ()
    used: set[str] = field(default_factory=set)
    _offered: int = 0
    _owed: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def visibility(self) -> Visibility:
        return self.source.visibility

    @property
    def watched(self) -> Sequence[Path]:
        return self.source.watched

    @property
    def excluded(self) -> int:
        """How many files, versions of files, and things that cannot be read anyhow."""
        return self._offered + len(self._owed)

    def below(self, path: str) -> str:
        """A path of this source, or a place in one, as it counts from the root; of a root that is a file its name."""
        if self.repository is not None:
            return f"{self.repository}/{path}" if self.repository else path
        whole = str(self.root)
        found = self._within(path, whole)
        if found is None:  # it is shown without what its names hold
            found = self._within(path, of_root(whole))
        return path if found is None else found

    def _within(self, path: str, root: str) -> str | None:
        if path.startswith(name := f"{FILE_NAME} {root}/"):
            return f"{FILE_NAME} {path.removeprefix(name)}"
        if path == root or path.startswith(f"{root}{BEHIND}"):
            return self.root.absolute().name + path[len(root) :]
        return path.removeprefix(f"{root}/") if path.startswith(f"{root}/") else None

    @property
    def beside(self) -> Sequence[Path] | None:
        return self.source.beside if isinstance(self.source, Told) else None

    def stamp(self) -> Stamp | None:
        return self.source.stamp() if isinstance(self.source, Stamped) else None

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:
        if self.globs:  # what was excluded was passed over: with other globs it is read again
            rules = hashlib.sha256("\0".join([rules, *self.globs]).encode()).hexdigest()[: len(rules)]
        found = cast("AsyncGenerator[Chunk]", self.source.chunks(after, rules=rules, now=now))
        async with aclosing(found) as chunks:
            async for chunk in chunks:
                yield self._sifted(chunk)

    def _sifted(self, chunk: Chunk) -> Chunk:
        if not self.globs:
            return chunk
        whole = str(self.root / self.repository) if self.repository else str(self.root)
        owed = [debt.path for debt in chunk.debts if debt.path != whole and self._named(self.below(debt.path))]
        self._owed.update(owed)
        debts = tuple(debt for debt in chunk.debts if debt.path not in owed)
        if chunk.names:
            chunk = replace(chunk, names=self._less(chunk.names))
        match chunk.part:
            case FilePart() as part if not self._wanted(part.label):
                return replace(chunk, part=None, debts=debts)
            case FilesPart() as part:
                files = tuple(file for file in part.files if self._wanted(file.label))
                return replace(chunk, part=replace(part, files=files) if files else None, debts=debts)
            case GitPart() as part:
                left = replace(
                    part,
                    blobs=tuple(self._moved(blob) for blob in part.blobs if self._wanted(blob.path)),
                    messages=tuple(message for message in part.messages if self._wanted(message.path)),
                    names=tuple(name for name in part.names if not self._named(self.below(name.place))),
                )
                is_empty = not (left.blobs or left.messages or left.names)
                return replace(chunk, part=None if is_empty else left, debts=debts)
            case TextsPart() as part:
                texts = tuple(text for text in part.texts if self._wanted(text.place if text.is_name else text.label))
                return replace(chunk, part=replace(part, texts=texts) if texts else None, debts=debts)
            case _:
                return replace(chunk, debts=debts)

    def _less(self, names: Paths) -> Paths | None:
        paths = (whole.removeprefix(names.base) for whole, _ in names)
        left = [path for path in paths if not self._named(self.below((names.base + path).removesuffix("/")))]
        return replace(names, below="\0".join(left).encode()) if left else None

    def _wanted(self, path: str) -> bool:
        if self._named(self.below(path)):
            self._offered += 1
            return False
        return True

    def _moved(self, blob: Blob) -> Blob:
        """What it was under a name that is excluded nobody was told."""
        if not blob.moved:
            return blob
        return replace(blob, moved=tuple(each for each in blob.moved if not self._named(self.below(each[1]))))

    def _named(self, path: str) -> bool:
        by = _by(path, tuple(self.globs))
        self.used.update(by)
        return bool(by)
