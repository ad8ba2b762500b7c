"""A directory tree, or a single file, as a source: every regular file that is new or changed since the cursor.

The position maps each path to device, inode, size and time of change (ctime: the modification time can be set back).
A changed file is offered whole. What is deleted leaves the position. Of a `.git` folder only configurations are read
(git/configs.py); the rest is for a git source, and a repository that none reads is a debt: also a submodule's in it,
unless the folder where it is checked out leads there. Of a symbolic link the name that it leads to is read, as a name,
and nobody goes there. FIFOs, sockets and devices hold no text of their own and are never opened; a folder of them is no
debt, but a root that is one, or a link, is. Nobody looks into a folder that Stanch itself keeps things in, unless it is
the root.
What a file, a folder or a link is called is read as a name, when it is new. What cannot be read is a debt and is tried
again at every look. A file that is gone before it is scanned is done with; one that was replaced is offered at the next
look, and no cursor waits for it.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import filterfalse
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from agent.found import Chunk, Cursor, Debt, FilePart, FilesPart, Paths, Text, TextsPart, Visibility
from agent.printable import shown
from agent.scan.names import of_link
from agent.sources.listing import FILE, Listing, Own, listed
from agent.sources.position import Pace, pack, unpack
from agent.sources.watching.still import Still, of_tree

_NAMED_DEBTS: Final = 200
_APART: Final = "a repository of its own: its history is not read here: scan it by name"
_TOGETHER: Final = 1 << 22  # bytes
# What is compressed counts as what is in it: else one scanner is long at a few, and the others have nothing to do.
_PACKED: Final = (".bz2", ".gz", ".jar", ".nupkg", ".tbz2", ".tgz", ".txz", ".war", ".whl", ".xz", ".zip", ".zst")
_UNPACKED: Final = 16
_BLOCK: Final = 1 << 20


class TreePosition(msgspec.Struct, frozen=True):
    """`backlog`: the first look is not finished. `debts` are those that were told last. `folders`: of which the names
    were told; None: nor were those of files, as in the position of an older Stanch.
    """

    files: dict[str, str] = {}
    backlog: bool = True
    debts: tuple[tuple[str, str], ...] = ()
    folders: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Worktree:
    """The folder is a repository's, whose history somebody else reads: paths count from it. `ignored`: says which paths
    below are left out now.
    """

    ignored: Callable[[], Awaitable[Collection[str]]] | None = None


class TreeSource:
    """Every regular file below a folder. `elsewhere`: the repositories in it that a git source reads. `batch`: so many
    small files are looked at together, and large ones in pieces of `piece` bytes. `once`: nobody will go on from a
    cursor, so that there is one only at the end. `own`: Stanch's folders, by device and inode; `apart`: those of them
    that were come across. `git`: it is a repository's own folder, whose configurations are read, and no more.
    """

    def __init__(  # noqa: PLR0913 - a keyword for each thing that may be said
        self,
        name: str,
        path: Path,
        visibility: Visibility,
        *,
        elsewhere: Collection[str] = frozenset(),
        batch: int = 256,
        piece: int = 16 << 20,
        once: bool = False,
        worktree: Worktree | None = None,
        own: Own = MappingProxyType({}),
        git: bool = False,
    ) -> None:
        self.name = name
        self.visibility = visibility
        self._path = path
        self._label = "" if worktree or path == Path() else shown(path)
        self._ignored = worktree.ignored if worktree else None
        self._elsewhere = {"", *elsewhere} if worktree else elsewhere
        self._batch, self._piece, self._once = batch, piece, once
        self._own = own
        self._git = git
        self.apart: Sequence[Path] = ()

    @property
    def watched(self) -> Sequence[Path]:
        return (self._path,)

    @property
    def beside(self) -> Sequence[Path]:
        return ()

    def stamp(self) -> Still:
        return of_tree(self._path)

    async def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncGenerator[Chunk]:  # noqa: ARG002 - files do not depend on the time
        stored = unpack(after, TreePosition)
        known = stored or TreePosition()
        under = after.rules if after is not None and stored is not None else rules
        listing = await listed(self._path, self._own, git=self._git)
        self.apart = listing.apart
        if listing.refused:
            told = msgspec.structs.replace(known, debts=((str(self._path), listing.refused),))
            if told != known:
                yield self._chunk(told, under)
            return
        if self._ignored is not None and (ignored := await self._ignored()):
            listing.files = {path: status for path, status in listing.files.items() if not _within(path, ignored)}
            listing.links = {path: link for path, link in listing.links.items() if not _within(path, ignored)}
            listing.folders = [path for path in listing.folders if not _within(path, ignored)]
        if known.folders is None and known.files:
            folders, names = _folders(known, listing)
            names += [path for path in known.files if path in listing.files or path in listing.links]
            known = msgspec.structs.replace(known, folders=folders)
            yield self._chunk(known, under, names=self._paths(names, listing), backlog=True)
        async with aclosing(self._changed(known, listing, under)) as chunks:
            async for chunk in chunks:
                yield chunk
        if under != rules:
            async with aclosing(self._changed(TreePosition(), listing, rules)) as chunks:
                async for chunk in chunks:
                    yield chunk

    async def _changed(self, known: TreePosition, listing: Listing, rules: str) -> AsyncGenerator[Chunk]:
        debts = self._debts(listing)
        unread = listing.unread
        # Mostly there are none, and a copy of all that is there costs.
        links = {path: status for path, (status, _) in listing.links.items()}
        there = listing.files | links if links else listing.files
        files = {path: mark for path, mark in known.files.items() if path in there or _below(path, unread)}
        # Of one look, nobody asks again what it knew.
        marks = {} if self._once else {path: _mark(status) for path, status in there.items()}
        changed = [path for path in sorted(there) if not marks or files.get(path) != marks[path]]
        backlog = known.backlog
        pace = Pace(known)
        full, label = str(self._path.absolute()), self._label
        led = [path for path in changed if path in links]
        for texts in self._links(led, listing):
            yield self._chunk(None, rules, links=texts, backlog=backlog)
        files |= {path: marks[path] for path in led if marks}
        folders, names = _folders(known, listing)
        new = set(changed).difference(known.files)
        names += sorted(new.intersection(led))
        waiting: list[FilePart] = []
        together = 0
        for path in filterfalse(links.__contains__, changed):
            status = listing.files[path]
            size = status.st_size * (_UNPACKED if path.endswith(_PACKED) else 1)
            together += size
            if waiting and (len(waiting) == self._batch or together > _TOGETHER):
                position = None
                if not self._once and sum(pace.due() for _ in waiting):
                    position = TreePosition(files, backlog, debts, folders)
                    pace.told(pack(position))
                yield self._chunk(position, rules, waiting, names=self._paths(names, listing), backlog=backlog)
                waiting, names, together = [], [], size
            names += (path,) if path in new else ()
            part = FilePart(
                *(_below_it(full, path), shown(_below_it(label, path)), 0, status.st_size, 1),
                *(status.st_dev, status.st_ino),
                below=shown(path or self._path.name),
            )
            if status.st_size > 2 * self._piece:
                async with aclosing(_pieces(part, self._piece)) as pieces:
                    async for piece in pieces:
                        yield self._chunk(None, rules, waiting, backlog=backlog)
                        waiting = [piece]
                together = self._piece
            elif status.st_size:
                waiting.append(part)
            if marks:
                files[path] = marks[path]
        position = TreePosition(files, backlog=False, debts=debts, folders=folders)
        if waiting or position != known:
            yield self._chunk(position, rules, waiting, names=self._paths(names, listing), backlog=backlog)

    def _debts(self, listing: Listing) -> tuple[tuple[str, str], ...]:
        apart = [path for path in listing.repositories if path not in self._elsewhere]
        unread = listing.unread
        named = [(shown(self._path / path), "it cannot be read") for path in unread[:_NAMED_DEBTS]]
        if (more := len(unread) - _NAMED_DEBTS) > 0:
            named.append((shown(self._path), f"more files and folders that cannot be read: {more}"))
        named += [(shown(self._path / path), _APART) for path in apart[:_NAMED_DEBTS]]
        if (more := len(apart) - _NAMED_DEBTS) > 0:
            named.append((shown(self._path), f"more repositories of their own: {more}"))
        return tuple(named)

    def _links(self, paths: Sequence[str], listing: Listing) -> Iterator[list[Text]]:
        for at in range(0, len(paths), self._batch):
            batch = paths[at : at + self._batch]
            labels = [of_link(shown(_below_it(self._label, path))) for path in batch]
            yield [
                Text(label, listing.links[path][1], below=shown(path), is_name=True)
                for label, path in zip(labels, batch, strict=True)
            ]

    def _paths(self, names: Sequence[str], listing: Listing) -> Paths | None:
        inside = "" if "" in listing.files or not self._label else "/"
        base = self._label.removesuffix(inside) + inside
        return Paths(base, shown("\0".join(names)).encode()) if names else None

    def _chunk(
        self,
        position: TreePosition | None,
        rules: str,
        files: Sequence[FilePart] = (),
        *,
        links: Sequence[Text] = (),
        names: Paths | None = None,
        backlog: bool = False,
    ) -> Chunk:
        held = FilesPart(tuple(files)) if len(files) > 1 else next(iter(files), None)
        part = TextsPart(tuple(links)) if links else held
        if position is None:
            return Chunk(self.name, self.visibility, backlog, part, names=names)
        debts = tuple(Debt(self.name, path, reason) for path, reason in position.debts)
        cursor = Cursor(self.name, pack(position), rules)
        return Chunk(self.name, self.visibility, backlog, part, cursor, debts, names=names)


async def _pieces(part: FilePart, size: int) -> AsyncGenerator[FilePart]:
    """A large file in several, for several to look at; each with the number of the line on which it begins."""
    line = part.line
    for start in range(part.start, part.end, size):
        end = min(part.end, start + size)
        yield replace(part, start=start, end=end, line=line)
        line += await asyncio.to_thread(_lines, part, start, end)


def _lines(part: FilePart, start: int, end: int) -> int:
    """How many lines end there; 0 where that cannot be read: whoever is to look at it says so."""
    lines = 0
    try:
        descriptor = os.open(part.path, FILE)
    except OSError:
        return 0
    try:
        status = os.fstat(descriptor)
        while stat.S_ISREG(status.st_mode) and start < end:
            block = os.pread(descriptor, min(_BLOCK, end - start), start)
            if not block:
                break
            lines += block.count(b"\n")
            start += len(block)
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return lines


def _mark(status: os.stat_result) -> str:
    return f"{status.st_size}:{status.st_ctime_ns}:{status.st_ino}:{status.st_dev}"


def _folders(known: TreePosition, listing: Listing) -> tuple[tuple[str, ...], list[str]]:
    """Those that there are, and the names of new ones."""
    before = known.folders or ()
    there = {*listing.folders, *(path for path in before if _below(path, listing.unread))}
    return tuple(sorted(there)), [f"{path}/" if path else "" for path in sorted(there.difference(before))]


def _below(path: str, unread: Sequence[str]) -> bool:
    """A file that could not be opened now is not gone: what is known of it is kept."""
    return any(path == missed or path.startswith(f"{missed}/") for missed in unread)


def _within(path: str, named: Collection[str]) -> bool:
    """Is it one of these, or in a folder that is?"""
    return path in named or any(path[:at] in named for at, letter in enumerate(path) if letter == "/")


def _below_it(base: str, path: str) -> str:
    """What `Path(base, path)` is, a hundred thousand times."""
    return f"{base.removesuffix('/')}/{path}" if base and path else base or path
