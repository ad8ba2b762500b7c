"""Which blobs each commit brought, as `git log --raw -z` tells it.

    oid NUL author NUL seconds NUL  [NUL] :mode mode oid oid M NUL path NUL  ...          ordinary commit
                                          ::mode mode mode oid oid oid MM NUL path NUL     merge of two

A merge is shown combined: only what differs from *all* parents, so what an evil merge adds has a commit and what a
branch brought is not told twice. Every option that a repository's configuration could set against us is said outright:
a hostile `log.showRoot`, `log.diffMerges` or `diff.orderFile` would hide commits or hold git for ever.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent.model import Blob
from agent.sources.git_run import fields

_LOG = (
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
    "--format=%H%x00%an <%ae>%x00%ct",
)
_REGULAR = b"100"


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of one commit. `before` are the parents' versions; `oid` None: the path is gone."""

    path: str
    oid: str | None
    before: tuple[str, ...]
    new: bool


def text(raw: bytes) -> str:
    return raw.decode(errors="backslashreplace")


async def commits(
    git_dir: str, tips: Iterable[str], known: Iterable[str], patience: timedelta
) -> AsyncGenerator[tuple[Blob, ...]]:
    """The blobs of each commit that `tips` reach and `known` do not, parents first, in the same order every time."""
    feed = [*tips, *(f"^{oid}" for oid in known)]
    head: list[bytes] = []
    entries: list[Entry] = []
    meta = b""
    async with aclosing(fields(git_dir, *_LOG, feed=feed, patience=patience, end=b"\0")) as tokens:
        async for token in tokens:
            if meta:
                if (entry := _entry(meta, token)) is not None:
                    entries.append(entry)
                meta = b""
            elif len(head) in {1, 2}:
                head.append(token)
            elif (word := token.lstrip(b"\n")).startswith(b":"):
                meta = word
            elif word:
                if head:
                    yield _blobs(head, entries)
                head, entries = [word], []
    if head:
        yield _blobs(head, entries)


def _entry(meta: bytes, path: bytes) -> Entry | None:
    parents = len(meta) - len(meta.lstrip(b":"))
    words = meta.lstrip(b":").split(b" ")
    modes, oids = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    pairs = zip(modes[:-1], oids[:-1], strict=True)
    before = tuple(dict.fromkeys(oid.decode() for mode, oid in pairs if mode.startswith(_REGULAR)))
    if modes[-1].startswith(_REGULAR):
        return Entry(text(path), oids[-1].decode(), before, new=not any(int(mode, 8) for mode in modes[:-1]))
    return Entry(text(path), None, before, new=False) if before else None


def _blobs(head: list[bytes], entries: list[Entry]) -> tuple[Blob, ...]:
    """A path that only moved, or changed its mode, brought nothing."""
    gone = {oid for entry in entries if entry.oid is None for oid in entry.before}
    commit, author, seconds = head
    at = _time(seconds)
    return tuple(
        Blob(entry.oid, entry.path, commit.decode(), text(author), at, entry.before)
        for entry in entries
        if entry.oid is not None and entry.oid not in entry.before and not (entry.new and entry.oid in gone)
    )


def _time(seconds: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
