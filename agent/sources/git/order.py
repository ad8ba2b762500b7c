"""In which order to read all blobs of a repository, and what people wrote (commits and tags), so that git does least:
a blob right after what it is a delta of.

    cat-file --batch-check:  oid type size base ...  -->  Segment, Segment, ...     each some MB and some hundred blobs

In the order of the pack, git takes the bases of a file's versions apart again and again, or needs a large cache; in
this one a cache as large as one chain of deltas is enough, and segments can go to different processes. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

FORMAT: Final = "%(objecttype) %(objectname) %(objectsize) %(deltabase)"
_SIZED: Final = rb" ([0-9a-f]{40}(?:[0-9a-f]{24})?) ([0-9]+) "
# Begun by what stands in no other line, which is looked for at several times the speed of `^`.
_BLOB: Final = re.compile(rb"\nblob" + _SIZED + rb"([0-9a-f]+)(?=\n)")
_WRITTEN: Final = tuple(re.compile(rb"\n(%b)" % kind + _SIZED) for kind in (b"commit", b"tag"))
# So many are put in order at a time: histories of millions of objects are read within the same memory.
_WINDOW: Final = 1 << 18
_NAMES: Final = 500_000
_BYTES: Final = 16 << 20
# Their names fit into a pipe, whatever the hash: a process that is asked for all of them cannot wait for itself.
_OBJECTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Segment:
    """Blobs, or other objects of one kind, to be read in one go: a line `oid size` each."""

    lines: tuple[bytes, ...]
    bytes: int
    kind: str = "blob"


@dataclass(slots=True)
class Order:
    """Takes git's list in blocks. `largest`: bytes; larger objects are in no segment but in `large`.

    names: of the blobs that are there; None when they are too many to be remembered.
    """

    largest: int
    names: set[bytes] | None = field(default_factory=set)
    large: set[bytes] = field(default_factory=set)
    _rest: bytes = b""
    _rows: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)
    _written: list[tuple[bytes, bytes, bytes]] = field(default_factory=list)

    def add(self, block: bytes) -> bool:
        """Whether the segments of what was added are to be taken now."""
        whole, newline, self._rest = (self._rest + block).rpartition(b"\n")
        lines = b"\n" + whole + newline
        self._rows += _BLOB.findall(lines)
        for kind in _WRITTEN:
            self._written += kind.findall(lines)
        return len(self._rows) + len(self._written) >= _WINDOW

    def added(self) -> Iterator[bytes]:
        """The names of what was added and is in no segment yet."""
        yield from (oid for oid, _, _ in self._rows)
        yield from (oid for _, oid, _ in self._written)

    def segments(self, but: Collection[bytes] = ()) -> Iterator[Segment]:
        """Of what was added, without those that are named."""
        rows, self._rows = self._rows, []
        sizes = {oid: size for oid, size, _ in rows}
        if self.names is not None:
            self.names |= sizes.keys()
            if len(self.names) > _NAMES:
                self.names = None
        if but:
            rows = [row for row in rows if row[0] not in but]
        yield from self._segments(((oid, sizes[oid]) for oid in _families(rows)), "blob")
        written, self._written = [row for row in self._written if row[1] not in but], []
        for kind in ("commit", "tag"):
            yield from self._segments(((oid, size) for what, oid, size in written if what == kind.encode()), kind)

    def _segments(self, sized: Iterable[tuple[bytes, bytes]], kind: str) -> Iterator[Segment]:
        lines: list[bytes] = []
        total = 0
        for oid, size in sized:
            number = int(size)
            if number > self.largest:
                self.large.add(oid)
                continue
            lines.append(oid + b" " + size)
            total += number
            if total >= _BYTES or len(lines) >= _OBJECTS:
                yield Segment(tuple(lines), total, kind)
                lines, total = [], 0
        if lines:
            yield Segment(tuple(lines), total, kind)


def _families(rows: Iterable[tuple[bytes, bytes, bytes]]) -> Iterator[bytes]:
    """Each blob that is no delta, or whose base is not among these, and then its deltas and theirs, depth first."""
    here = {oid for oid, _, _ in rows}
    deltas: dict[bytes, list[bytes]] = {}
    roots: list[bytes] = []
    for oid, _, base in rows:
        if base in here:
            deltas.setdefault(base, []).append(oid)
        else:
            roots.append(oid)
    for root in roots:
        waiting = [root]
        while waiting:
            oid = waiting.pop()
            yield oid
            if oid in deltas:
                waiting += deltas[oid]
