"""What each commit brought, as `git log --raw -z` tells it.

    NUL NUL oid NUL author NUL seconds NUL  [NUL] :mode mode oid oid M NUL path NUL  ...          ordinary commit
                                                  ::mode mode mode oid oid oid MM NUL path NUL     merge of two

A merge is shown combined: only what differs from *all* parents, so what an evil merge adds has a commit and what a
branch brought is not told twice. Every option that a repository's configuration could set against us is said outright:
a hostile `log.showRoot`, `log.diffMerges` or `diff.orderFile` would hide commits or hold git for ever.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from agent.found import Blob, Text
from agent.scan.names import FILE_NAME
from agent.scan.written import moment
from agent.sources.git.run import fields

LOG = (
    "log",
    "--stdin",
    "--topo-order",
    "--reverse",
    "--root",
    "--diff-merges=combined",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-notes",
    "--no-decorate",
    "--no-mailmap",
    "--ignore-submodules=none",
    "-O/dev/null",
    "--encoding=UTF-8",
    "--format=%x00%x00%H%x00%an <%ae>%x00%ct",
)
COMMIT_MESSAGE: Final = "commit message"
REGULAR: Final = b"100"
LINK: Final = b"120"


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of one commit. `before` are the parents' versions of the same kind; `oid` None: the path is gone."""

    path: str
    oid: str | None
    before: tuple[str, ...]
    new: bool
    link: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """What one commit brought: itself, versions of files, and paths that none of its parents has."""

    commit: str
    author: str
    at: datetime | None
    blobs: tuple[Blob, ...]
    paths: tuple[str, ...]

    @property
    def message(self) -> Blob:
        return Blob(self.commit, COMMIT_MESSAGE, self.commit, self.author, self.at)

    def name(self, path: str) -> Text:
        return name_of_file(path, self.commit, self.author, self.at)


def name_of_file(path: str, commit: str | None = None, author: str | None = None, at: datetime | None = None) -> Text:
    return Text(FILE_NAME, path.encode(errors="replace"), 1, 0, path, commit, author, at, is_name=True)


def text(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace")


async def commits(
    git_dir: str, tips: Iterable[str], known: Iterable[str], patience: timedelta
) -> AsyncGenerator[Brought]:
    """What each commit brought that `tips` reach and `known` do not, parents first, in the same order every time."""
    feed = [*tips, *(f"^{oid}" for oid in known)]
    commit = Commit()
    async with aclosing(fields(git_dir, *LOG, feed=feed, patience=patience, end=b"\0")) as tokens:
        async for token in tokens:
            if (done := commit.add(token)) is not None:
                yield done
    if commit.head:
        yield commit.brought()


def _entry(meta: bytes, path: bytes) -> Entry | None:
    parents = len(meta) - len(meta.lstrip(b":"))
    words = meta.lstrip(b":").split(b" ")
    modes, oids = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    *kinds, kind = (mode[: len(REGULAR)] for mode in modes)
    is_there = kind in {REGULAR, LINK}
    alike = {kind} if is_there else {REGULAR, LINK}
    before = tuple(dict.fromkeys(oid.decode() for each, oid in zip(kinds, oids[:-1], strict=True) if each in alike))
    if is_there:
        is_new = not any(int(mode, 8) for mode in modes[:-1])
        return Entry(text(path), oids[-1].decode(), before, new=is_new, link=kind == LINK)
    return Entry(text(path), None, before, new=False, link=REGULAR not in kinds) if before else None


@dataclass(slots=True)
class Commit:
    """The commit that is being read, token by token."""

    head: list[bytes] = field(default_factory=list)
    _entries: list[Entry] = field(default_factory=list)
    _meta: bytes = b""

    def add(self, token: bytes) -> Brought | None:
        """What the commit before brought, where the token begins a new one."""
        done = None
        if self._meta:
            if (entry := _entry(self._meta, token)) is not None:
                self._entries.append(entry)
            self._meta = b""
        elif len(self.head) in {1, 2}:
            self.head.append(token)
        elif (word := token.lstrip(b"\n")).startswith(b":"):
            self._meta = word
        elif word:
            done = self.brought() if self.head else None
            self.head, self._entries = [word], []
        return done

    def brought(self) -> Brought:
        """A file that changed its mode brought nothing; one that moved a name, and what counts under it only."""
        gone: dict[tuple[str, bool], list[tuple[str, str]]] = {}
        for entry in self._entries:
            for oid in entry.before if entry.oid is None else ():
                gone.setdefault((oid, entry.link), []).append((oid, entry.path))
        head, name, seconds = self.head
        commit, author, at = head.decode(), text(name), moment(seconds)
        blobs = tuple(
            Blob(
                *(entry.oid, entry.path, commit, author, at, entry.before),
                link=entry.link,
                moved=tuple(gone.get((entry.oid, entry.link), ())) if entry.new else (),
            )
            for entry in self._entries
            if entry.oid is not None and entry.oid not in entry.before
        )
        paths = tuple(entry.path for entry in self._entries if entry.oid is not None and entry.new)
        return Brought(commit, author, at, blobs, paths)
