"""All questions that the git source asks of one repository; none of them touches a cursor."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from agent.found import Blob, Text
from agent.sources.git.dir import Repository
from agent.sources.git.log import LINK, LOG, REGULAR, Brought, commits, text
from agent.sources.git.run import GitError, Written, fields, stream

Other = tuple[str, str, str]

# Trees need no more, and the scanners want the memory.
_SMALL = (
    *("-c", "core.deltaBaseCacheLimit=16m"),
    *("-c", "core.packedGitWindowSize=1m"),
    *("-c", "core.packedGitLimit=32m"),
)
_SHORT = 16  # messages or names are as much as one blob
_LONGEST_LOG = 1 << 30  # bytes that may lie on the disk meanwhile; a longer one is read while git writes it


@dataclass(frozen=True, slots=True)
class Refs:
    """What the refs reach: commits, and (type, oid, ref) of tagged blobs and trees. `exist`: asked for, and there;
    `commits`: those of them. `named`: (ref, oid, oid and kind of what it leads to in the end) of all.
    """

    tips: tuple[str, ...]
    others: tuple[Other, ...]
    lost: int
    exist: frozenset[str]
    commits: frozenset[str]
    named: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Unreached:
    """To which nothing leads: commits that none of these has as a parent, tags, and blobs that are in none of them."""

    commits: tuple[str, ...]
    tags: tuple[str, ...]
    blobs: tuple[str, ...]


@dataclass(slots=True)
class Gaps:
    """What cannot be read of a history. `paths` are those of missing objects, as far as the log names them."""

    shallow: str = ""
    missing: set[str] = field(default_factory=set)
    failed: bool = False
    paths: list[str] = field(default_factory=list)

    def found(self, other: Gaps) -> None:
        self.missing |= other.missing
        self.failed |= other.failed

    @property
    def key(self) -> str:
        """The same gaps give the same key; empty when there are none."""
        if not (self.shallow or self.missing or self.failed):
            return ""
        told = f"{self.shallow} {self.failed} {' '.join(sorted(self.missing))}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(slots=True)
class Offer:
    """What a scanner is to look at: the fields of a GitPart."""

    blobs: list[Blob] = field(default_factory=list)
    messages: list[Blob] = field(default_factory=list)
    names: list[Text] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.blobs or self.messages or self.names)

    def add(self, other: Offer) -> None:
        self.blobs += other.blobs
        self.messages += other.messages
        self.names += other.names

    def size(self) -> int:
        """In blobs: of what is short, many weigh as one."""
        return len(self.blobs) + (len(self.messages) + len(self.names)) // _SHORT

    def cut(self, batch: int) -> list[Offer]:
        """Pieces of up to so many blobs."""
        short = batch * _SHORT
        most = max(-(-len(self.blobs) // batch), -(-len(self.messages) // short), -(-len(self.names) // short))
        return [
            Offer(
                self.blobs[at * batch : (at + 1) * batch],
                self.messages[at * short : (at + 1) * short],
                self.names[at * short : (at + 1) * short],
            )
            for at in range(most)
        ]


class History(Protocol):
    """What a walk goes over: what each commit brought, and what of it is to be looked at."""

    @property
    def reader(self) -> Reader: ...
    @property
    def gaps(self) -> Gaps: ...
    def commits(self) -> AsyncGenerator[Brought]: ...
    def offered(self, brought: Brought) -> Offer: ...
    def wanted(self, blobs: Iterable[Blob]) -> list[Blob]: ...
    async def failed(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Whole:
    """All that `tips` reach and `base` does not."""

    reader: Reader
    tips: Sequence[str]
    base: Sequence[str]
    gaps: Gaps

    def commits(self) -> AsyncGenerator[Brought]:
        return self.reader.commits(self.tips, self.base)

    def offered(self, brought: Brought) -> Offer:
        names = [brought.name(path) for path in brought.paths]
        return Offer(self.wanted(brought.blobs), [brought.message], names)

    def wanted(self, blobs: Iterable[Blob]) -> list[Blob]:
        return [blob for blob in blobs if blob.oid not in self.gaps.missing]

    async def failed(self) -> None:
        """Its gaps are known already."""


class Reader:
    """One repository, read with the recipe. Every method may raise GitError."""

    def __init__(self, repository: Repository, patience: timedelta) -> None:
        self.repository = repository
        self._patience = patience

    async def refs(self, asked: Sequence[str]) -> Refs:
        named = [(oid, "HEAD") for oid in self.repository.heads]
        async for line in self._git("for-each-ref", "--format=%(objectname) %(refname)"):
            oid, _, name = text(line).partition(" ")
            named.append((oid, name))
        # A tag is followed to what it tags, however many tags deep.
        feed = [*(f"{oid}^{{}}" for oid, _ in named), *asked]
        answers = [line.split() async for line in self._git("cat-file", "--batch-check", feed=feed)]
        tips: set[str] = set()
        others: set[Other] = set()
        lost = 0
        leads: list[tuple[str, str, str, str]] = []
        for (oid, ref), answer in zip(named, answers, strict=False):
            leads.append((ref, oid, answer[0].decode(), answer[1].decode()))
            match answer:
                case [found, b"commit", _]:
                    tips.add(found.decode())
                case [found, kind, _]:
                    others.add((kind.decode(), found.decode(), ref))
                case _:
                    lost += 1
        told = list(zip(asked, answers[len(named) :], strict=False))
        there = frozenset(oid for oid, answer in told if answer[-1] != b"missing")
        commits = frozenset(oid for oid, answer in told if b"commit" in answer)
        return Refs(tuple(sorted(tips)), tuple(sorted(others)), lost, there, commits, tuple(leads))

    async def strays(self, asked: Sequence[str], tips: Iterable[str]) -> tuple[str, ...]:
        """Of these commits those to which neither `tips` lead nor another one of them."""
        if not asked:
            return ()
        found, wanted, inner = set[str](), set(asked), set[str]()
        walk = ("rev-list", "--stdin", "--parents")
        async for line in self._git(*walk, feed=[*asked, *(f"^{oid}" for oid in tips)]):
            oid, *parents = line.decode().split()
            found.add(oid)
            inner |= wanted.intersection(parents)
        return tuple(sorted((found & wanted) - inner))

    async def unreached(self, refs: Refs) -> Unreached:
        """Every object is listed and walked to, and some hundred bytes are held of each blob meanwhile."""
        there: dict[bytes, list[str]] = {b"commit": [], b"tag": [], b"blob": [], b"tree": []}
        async for line in self._git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)"):
            kind, _, oid = line.partition(b" ")
            there.get(kind, []).append(oid.decode())
        commits, tags, blobs = there[b"commit"], there[b"tag"], set(there[b"blob"])
        walk = ("rev-list", "--stdin", "--objects", "--no-object-names", "--missing=print")
        async for line in self._git(*walk, feed=[*commits, *tags, *(oid for _, oid, _ in refs.others)]):
            blobs.discard(line.decode())
        used = {oid for _, oid, *_ in refs.named}
        strays = await self.strays(commits, refs.tips)
        return Unreached(strays, tuple(oid for oid in tags if oid not in used), tuple(sorted(blobs)))

    async def gaps(self, tips: Sequence[str], known: Iterable[str] = ()) -> Gaps:
        """What is missing from the history that `tips` reach and `known` do not."""
        gaps = Gaps(self.repository.shallow)
        if not tips:
            return gaps
        feed = [*tips, *(f"^{oid}" for oid in known)]
        walk = ("rev-list", "--stdin", "--objects", "--missing=print", "--quiet")
        try:
            async for line in self._git(*walk, feed=feed):
                if line.startswith(b"?"):
                    gaps.missing.add(line[1:].decode())
        except GitError:
            gaps.failed = True
        return gaps

    async def commits(self, tips: Sequence[str], known: Iterable[str]) -> AsyncGenerator[Brought]:
        if not tips:
            return
        async with aclosing(commits(self.repository.git_dir, tips, known, self._patience)) as log:
            async for brought in log:
                yield brought

    def log(self, tips: Sequence[str]) -> Written:
        """The log of all that `tips` reach, as log.py reads it, written down beside whatever else is done."""
        return Written(self.repository.git_dir, *_SMALL, *LOG, feed=tips, patience=self._patience, most=_LONGEST_LOG)

    def objects(self, form: str) -> AsyncGenerator[bytes]:
        """A line for each object that is there, as git orders them; in blocks."""
        ask = ("cat-file", "--batch-all-objects", "--unordered", f"--batch-check={form}")
        return stream(self.repository.git_dir, *ask, patience=self._patience)

    async def tagged(self, others: Iterable[Other]) -> AsyncGenerator[Blob]:
        """Blobs that a tag names without a commit: the blob itself, or those of a tree."""
        for kind, oid, ref in others:
            if kind == "blob":
                yield Blob(oid, ref, None, None, None)
                continue
            async for line in self._git("ls-tree", "-r", "-z", oid, end=b"\0"):
                meta, _, path = line.partition(b"\t")
                mode, _, blob = meta.split(b" ")
                if mode.startswith((REGULAR, LINK)):
                    yield Blob(blob.decode(), text(path), None, None, None, link=mode.startswith(LINK))

    async def everything(self) -> AsyncGenerator[Blob]:
        """Every blob in the repository, reachable or not, for when its history cannot be walked."""
        ask = ("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
        try:
            async for line in self._git(*ask):
                kind, _, oid = line.partition(b" ")
                if kind == b"blob":
                    yield Blob(oid.decode(), f"object {oid.decode()}", None, None, None)
        except GitError:
            return  # the caller has told that the repository is damaged, and this was the last resort

    def _git(self, *args: str, feed: Iterable[str] = (), end: bytes = b"\n") -> AsyncGenerator[bytes]:
        return fields(self.repository.git_dir, *args, feed=feed, patience=self._patience, end=end)
