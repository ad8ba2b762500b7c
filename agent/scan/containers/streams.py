"""One compressed stream: gzip, bzip2, xz, lzma, zlib or zstd. Several of them one behind the other are one.

https://www.rfc-editor.org/rfc/rfc1952 https://tukaani.org/xz/xz-file-format.txt https://www.rfc-editor.org/rfc/rfc8878
"""

from __future__ import annotations

import bz2
import lzma
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final, Protocol

from agent.scan.containers.budget import MIB, UnreadableError
from agent.scan.containers.kinds import Kind

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OUT: Final = MIB  # bytes that come out at once
_IN: Final = 1 << 15  # bytes that go in at once: what follows the end of a stream is copied
_STREAM: Final = 4096  # what a stream costs beside what is in it: a megabyte has fifty thousand empty ones
_MEMORY: Final = 128 * MIB  # what xz may ask for: its best preset takes 65
_WINDOW: Final = 27  # the same for zstd, as a power of two: its own limit unless it is told `--long=31`
_PADDING: Final = b"\0"

# What the libraries raise over what they are given.
TROUBLE: Final = (
    *(zlib.error, lzma.LZMAError, zstd.ZstdError),
    *(OSError, EOFError, ValueError, struct.error, ArithmeticError, LookupError, MemoryError),
)


def trouble(error: BaseException) -> str:
    """What one of TROUBLE says: in our words."""
    greedy = isinstance(error, MemoryError) or "memory" in str(error).lower()
    return "it asks for more memory than it gets" if greedy else "damaged"


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib's object, with the manners of the others: it keeps what it has not looked at yet."""

    def __init__(self, bits: int) -> None:
        self._inner = zlib.decompressobj(bits)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def deflate() -> _Decompressor:
    return _Zlib(zlib.MAX_WBITS)


def raw_deflate() -> _Decompressor:
    return _Zlib(-zlib.MAX_WBITS)


def bzip2() -> _Decompressor:
    return bz2.BZ2Decompressor()


def xz() -> _Decompressor:
    return lzma.LZMADecompressor(memlimit=_MEMORY)


def zstandard() -> _Decompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW})


_MADE: Final[dict[Kind, Callable[[], _Decompressor]]] = {
    Kind.GZIP: lambda: _Zlib(zlib.MAX_WBITS | 16),
    Kind.BZIP2: bzip2,
    Kind.XZ: xz,
    Kind.ZSTD: zstandard,
    Kind.ZLIB: deflate,
    Kind.LZMA: xz,
}


def unpacked(kind: Kind, blocks: Iterator[bytes], spend: Callable[[int], None]) -> Iterator[bytes]:
    """What was compressed, in blocks; `spend` is told what each stream costs that follows another. Raises
    UnreadableError, and what the libraries raise.
    """
    made = _MADE[kind]
    streams = count()

    def make() -> _Decompressor:
        if next(streams):
            spend(_STREAM)
        return made()

    # What follows one of zlib is something else.
    return inflated(make, blocks, again=kind is not Kind.ZLIB)


def inflated(make: Callable[[], _Decompressor], blocks: Iterator[bytes], *, again: bool = True) -> Iterator[bytes]:
    """`again`: another stream may follow the first one."""
    more: _Decompressor | None = None
    behind = False  # another one: before that stands padding
    for piece in _pieces(blocks):
        data = piece
        while data:
            if more is None:
                data = data.lstrip(_PADDING) if behind else data
                if not data:
                    break
                more, behind = make(), True
            yield from _all(more, data)
            data = b""
            if more.eof:
                data, more = more.unused_data, None
                if not again:
                    return
    if more is not None:
        message = "it ends too early"
        raise UnreadableError(message)


def _pieces(blocks: Iterator[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for at in range(0, len(block), _IN):
            yield block[at : at + _IN]


def _all(more: _Decompressor, data: bytes) -> Iterator[bytes]:
    """All that comes of `data`, never more than OUT at once."""
    out = more.decompress(data, OUT)
    while out:
        yield out
        if more.eof or len(out) < OUT:
            return
        out = more.decompress(b"", OUT)
