"""A log that was compressed after some of it had been read: whether it is that one, and what of it is new.

    app.log  ==read==|--new--   -- gzip -->   app.log.1.gz   -- unpacked: the same size, head and tail? -->  --new--

Told from its content alone, unpacked twice and never held. Where it is another log after all, all of it is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from agent.found import AlreadyRead
from agent.scan import decode
from agent.scan.containers.budget import MIB, Budget
from agent.scan.containers.walk import members
from agent.scan.engine import Engine
from agent.scan.hits import Hit
from agent.scan.reopened import LINE, WINDOW, reopened

SAMPLE: Final = 256  # bytes at the beginning, and before the place where reading stopped


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32] if data else ""


def budget(size: int, read: AlreadyRead | None) -> Budget:
    """What may come out of a file of `size` bytes: as much as of any other, beside what was read of it before."""
    whole = Budget(size)
    if read:
        whole.total, whole.free = whole.total + read.size, whole.free + read.size
    return whole


def is_same(file: BinaryIO, name: str, read: AlreadyRead) -> bool | None:
    """Does what is compressed in `file` begin with what was read? None: it cannot be unpacked so far."""
    most = read.size + 2 * MIB
    spent = Budget(file.seek(0, 2), total=most, free=most)
    first = next(members(file, name, spent), None)
    if first and _begins(first.blocks, read):
        return True
    return None if spent.unread else False


def _begins(blocks: Iterator[bytes], read: AlreadyRead) -> bool:
    head, tail, at = b"", b"", 0
    for block in blocks:
        if at < read.head_size:
            head += block[: read.head_size - at]
            if at + len(block) >= read.head_size and digest(head) != read.head:
                return False
        tail = (tail + block[: read.size - at])[-SAMPLE:]
        at += len(block)
        if at >= read.size:
            break
    return at >= read.size and digest(head) == read.head and digest(tail) == read.tail


def rest(engine: Engine, blocks: Iterator[bytes], read: AlreadyRead, path: str) -> Iterator[Hit]:
    """What of a log comes after what was read. What it ends with stands before it, as at any seam."""
    reach = engine.reach - engine.reach % decode.MARK_BYTES
    first = next(blocks, b"")
    name = decode.encoding(first[: decode.MARK_BYTES])
    window, at, new = bytearray(), 0, b""
    for block in chain((first,), blocks):
        window += block[: read.size - at]
        if len(window) > 2 * WINDOW:
            del window[:-WINDOW]
        at += len(block)
        if at >= read.size:
            new = block[len(block) - (at - read.size) :]
            break
    before = b"".join(decode.to_utf8((bytes(window[-reach:]),), name))
    head = b"".join(decode.to_utf8((first[:LINE],), name))
    return engine.stream(
        decode.to_utf8(_counted(new, blocks), name),
        before=before,
        line=read.line,
        path=path,
        offset=read.size,
        width=decode.width(name),
        tables=reopened(head, before, lambda: b"".join(decode.to_utf8((bytes(window[-WINDOW:]),), name)), engine.heads),
    )


def _counted(new: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    if new:
        yield new
    yield from blocks
