"""What a push brings: objects that no ref reached before it, read with the recipe of agent/git.py.

    old new ref --> rev-list: new objects   log: which commit brought each blob   cat-file   --> Texts

It is read by the hook, for only the server's user may enter where it lies (quarantine.py). The repository is the one
that its server works on at this moment, so that what it borrows (alternates) is read as well, which a source that is
watched refuses.

https://git-scm.com/docs/githooks#pre-receive
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.found import Blob, Text
from agent.hook.quarantine import environment
from agent.scan.hits import name_of
from agent.scan.written import HEADER, moment, parted
from agent.sources.git.log import COMMIT_MESSAGE, LOG, Commit, text
from agent.sources.git.run import fields, stream
from agent.sources.pieces import Pieces
from detectors.places import Place, place

LARGEST: Final = 64 << 20  # bytes of a blob, as for a scanner
_MOST: Final = 300_000  # objects of one push: commits, folders, files
_NAMES: Final = 16  # of one content, each of which it is looked at under
_OID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_AUTHOR: Final = re.compile(rb"^author ([^\n]{0,4096}) ([0-9]{1,12}) [+-][0-9]{4}$", re.MULTILINE)
_NEW: Final = ("--not", "--all")


def where(environ: Mapping[str, str], here: Path) -> Path:
    """The repository that a hook was started for."""
    return Path(os.path.normpath(here / environ.get("GIT_DIR", ".")))


@dataclass(frozen=True, slots=True)
class Moved:
    """A ref and where it points before and after; of zeros only: nowhere."""

    old: str
    new: str
    ref: str

    @classmethod
    def told(cls, line: str) -> Moved:
        """Raises Complaint."""
        match line.split(" ", 2):
            case [old, new, ref] if _OID.fullmatch(old) and _OID.fullmatch(new) and ref:
                return cls(old, new, ref)
        message = "this is no line of git's for a hook (old new ref): install it as hooks/pre-receive of a repository"
        raise Complaint(message)

    @property
    def brings(self) -> bool:
        return bool(self.new.strip("0"))


@dataclass(frozen=True, slots=True)
class Push:
    """One push into the repository at `git_dir`. `environment`: git's, by our recipe. `patience`: for each git.

    `largest`: bytes of a blob that is looked at. `owed`: (path, why) of what is not.
    """

    git_dir: Path
    environment: Mapping[str, str]
    moves: Sequence[Moved]
    patience: timedelta
    largest: int = LARGEST
    owed: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of_hook(cls, environ: Mapping[str, str], here: Path, moves: Sequence[Moved], patience: timedelta) -> Push:
        """As git starts a hook. Raises Complaint."""
        git_dir = where(environ, here)
        if not (git_dir / "objects").is_dir():
            message = "this is no repository: git starts a hook in one"
            raise Complaint(message)
        return cls(git_dir, environment(environ, here, git_dir), moves, patience)

    @property
    def news(self) -> Sequence[str]:
        return list(dict.fromkeys(move.new for move in self.moves if move.brings))

    async def texts(self) -> AsyncGenerator[tuple[Text, Blob | None]]:
        """All that is new, in pieces; a blob's with the blob. Raises GitError, Complaint."""
        blobs, tags, commits = await self._blobs()
        refs = [move.ref for move in self.moves if move.brings]
        names = dict.fromkeys([*refs, *(blob.path for each in blobs.values() for blob in each)])
        listed = Pieces(Text("(names of refs and files)", b""))
        for name in names:
            # An empty line between them: a credential at the end of one does not go on in the next.
            for text_ in listed.add(f"{name}\n\n".encode(errors="replace")):
                yield text_, None
        for text_ in listed.finish():
            yield text_, None
        for said in (self._commits(commits), self._annotations(tags)):
            async with aclosing(said) as messages:
                async for message in messages:
                    yield message, None
        async with aclosing(self.contents(blobs)) as pieces:
            async for piece in pieces:
                yield piece

    async def contents(self, blobs: Mapping[str, Sequence[Blob]]) -> AsyncGenerator[tuple[Text, Blob]]:
        """What these hold, by object; what is too large is owed. Raises GitError."""
        sizes = {
            words[0]: int(words[2])
            async for line in self._git("cat-file", "--batch-check", feed=blobs)
            if len(words := text(line).split()) == 3 and words[1] == "blob"  # noqa: PLR2004 - oid, type, size
        }
        for oid, known in blobs.items():
            if sizes.get(oid, self.largest + 1) > self.largest:
                why = f"larger than {self.largest} bytes" if oid in sizes else "it is missing, or no file"
                self.owed.append((known[0].path, why))
            self.owed.extend((blob.path, f"one content under more than {_NAMES} names") for blob in known[_NAMES:])
        wanted = [oid for oid, size in sizes.items() if size <= self.largest]
        pieces: list[tuple[Blob, Pieces]] = []
        async with aclosing(self._bodies(wanted)) as bodies:
            async for oid, block in bodies:
                pieces = pieces or [(blob, Pieces(_like(blob))) for blob in blobs[oid][:_NAMES]]
                for blob, made in pieces:
                    for piece in made.add(block) if block else made.finish():
                        yield piece, blob
                    if not block and made.owed:
                        self.owed.append((blob.path, made.owed))
                if not block:
                    pieces = []

    async def _blobs(self) -> tuple[Mapping[str, Sequence[Blob]], Mapping[str, int], Mapping[str, int]]:
        """New blobs by object, each once for a path, with the commit that first brought it there; and those that moved
        to where they are another kind of file, whoever brought them. And the sizes of new
        tags, also those that other tags lead to, and of new commits.
        """
        new = await self._new_objects()
        found: dict[str, dict[str, Blob]] = {}
        tags: dict[str, int] = {}
        commits: dict[str, int] = {}
        if not new:
            return {}, {}, {}
        commit = Commit()
        async with aclosing(self._git(*LOG, *_NEW, feed=self.news, end=b"\0")) as tokens:
            async for token in tokens:
                done = commit.add(token)
                for blob in done.blobs if done else ():
                    _add(found, blob, new)
        for blob in commit.brought().blobs if commit.head else ():
            _add(found, blob, new)
        # A tag of a file, or of a folder, or a file that only moved: no commit brings it.
        others = [oid for oid in new if oid not in found]
        async for line in self._git("cat-file", "--batch-check", feed=others):
            oid, kind, *size = text(line).split()
            if kind in {"tag", "commit"}:
                (tags if kind == "tag" else commits)[oid] = int(size[0])
            if kind == "blob":
                path = new[oid] or f"object {oid}"
                found[oid] = {path: Blob(oid, path, None, None, None)}
        return {oid: list(each.values()) for oid, each in found.items()}, tags, commits

    async def _new_objects(self) -> Mapping[str, str]:
        """Objects that no ref reached, with a path of each that has one."""
        new: dict[str, str] = {}
        size = 0
        async with aclosing(self._git("rev-list", "--stdin", "--objects", *_NEW, feed=self.news)) as lines:
            async for line in lines:
                oid, _, path = text(line).partition(" ")
                new[oid] = path
                size += len(line)
                if len(new) > _MOST or size > LARGEST:
                    message = f"it brings more than {_MOST} objects, or longer names, than are looked at here"
                    raise Complaint(message)
        return new

    async def _commits(self, commits: Mapping[str, int]) -> AsyncGenerator[Text]:
        """All that somebody wrote into commits, as it stands there (git's own words for it end at a NUL), in pieces."""
        large = {oid for oid, size in commits.items() if size > self.largest}
        self.owed.extend((f"commit {oid}", f"larger than {self.largest} bytes") for oid in large)
        content = bytearray()
        async with aclosing(self._bodies([oid for oid in commits if oid not in large])) as bodies:
            async for oid, block in bodies:
                content += block
                if block:
                    continue
                header, message = parted(bytes(content))
                content.clear()
                found = _AUTHOR.search(header)
                like = Text(
                    *(COMMIT_MESSAGE, b""),
                    commit=oid,
                    author=text(found[1]) if found else None,
                    committed_at=moment(found[2]) if found else None,
                )
                for label, said in ((like.label, message), (HEADER, header)):
                    pieces = Pieces(replace(like, label=label))
                    for piece in (*pieces.add(said), *pieces.finish()):
                        yield piece
                    if pieces.owed:
                        self.owed.append((label, pieces.owed))

    async def _annotations(self, tags: Mapping[str, int]) -> AsyncGenerator[Text]:
        """Annotated tags, by their sizes, in pieces."""
        names = {move.new: move.ref for move in self.moves}
        labels = {oid: names.get(oid, "(tag message)") for oid in tags}
        large = {oid for oid, size in tags.items() if size > self.largest}
        self.owed.extend((labels[oid], f"larger than {self.largest} bytes") for oid in tags if oid in large)
        made: Pieces | None = None
        async with aclosing(self._bodies([oid for oid in tags if oid not in large])) as bodies:
            async for oid, block in bodies:
                made = made or Pieces(Text(labels[oid], b""))
                for piece in made.add(block) if block else made.finish():
                    yield piece
                if not block:
                    if made.owed:
                        self.owed.append((labels[oid], made.owed))
                    made = None

    async def _bodies(self, oids: Collection[str]) -> AsyncGenerator[tuple[str, bytes]]:
        """(object, a block of it), ..., (object, nothing) for each. Raises GitError."""
        rest, oid, left = b"", "", -1
        if not oids:
            return
        async with aclosing(self._stream("cat-file", "--batch", feed=oids)) as blocks:
            async for block in blocks:
                rest += block
                while rest:
                    if left < 0:
                        head, newline, body = rest.partition(b"\n")
                        if not newline:
                            break
                        oid, _, size = text(head).split(" ")
                        rest, left = body, int(size)
                    elif left:
                        part, rest = rest[:left], rest[left:]
                        left -= len(part)
                        yield oid, part
                    else:
                        rest, left = rest[1:], -1  # the newline behind it
                        yield oid, b""

    def _git(self, *args: str, feed: Iterable[str] = (), end: bytes = b"\n") -> AsyncGenerator[bytes]:
        return fields(
            str(self.git_dir), *args, feed=feed, patience=self.patience, end=end, environment=self.environment
        )

    def _stream(self, *args: str, feed: Iterable[str] = ()) -> AsyncGenerator[bytes]:
        return stream(str(self.git_dir), *args, feed=feed, patience=self.patience, environment=self.environment)


def _add(found: dict[str, dict[str, Blob]], blob: Blob, new: Collection[str]) -> None:
    """A file that only moved counts once for each kind of file that it becomes."""
    paths = found.get(blob.oid, {})
    if blob.moved:
        if _kind(blob.path) in {_kind(path) for path in (*paths, *(path for _, path in blob.moved))}:
            return
    elif blob.oid not in new:
        return
    found.setdefault(blob.oid, {}).setdefault(blob.path, blob)


def _kind(path: str) -> tuple[str, Place]:
    """The same bytes under two paths of one kind hold the same."""
    return name_of(path), place(path)


def _like(blob: Blob) -> Text:
    return Text(blob.path, b"", commit=blob.commit, author=blob.author, committed_at=blob.committed_at)
