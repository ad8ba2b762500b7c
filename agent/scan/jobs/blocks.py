"""One text, block by block."""

from __future__ import annotations

import os
from collections.abc import Iterator

from agent.scan import decode
from agent.scan.engine import CORE


def read(descriptor: int, start: int, end: int) -> Iterator[bytes]:
    """Up to `end`, or as much as there is."""
    while start < end:
        block = os.pread(descriptor, min(CORE, end - start), start)
        if not block:
            return
        start += len(block)
        yield block


def decoded(descriptor: int, start: int, end: int, name: str | None) -> bytes:
    return b"".join(decode.to_utf8(read(descriptor, start, end), name))


def unread(error: OSError) -> str:
    return f"cannot be read: {os.strerror(error.errno or 0)}"


def joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
