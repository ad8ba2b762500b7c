"""The objects of a PDF file, from its first byte to the last: its own table of them may be damaged, or lie.

An object is what stands between its `obj` and the next one's, so that no two of them have a byte in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_STREAM: Final = re.compile(rb"\bstream\r?\n")
_BEGIN: Final = re.compile(rb"\b([0-9]{1,10})\s{1,8}[0-9]{1,5}\s{1,8}obj\b")
_PACKED: Final = re.compile(rb"[0-9\s]*+")  # the numbers of objects in a stream, and where they begin
_FIRST: Final = re.compile(rb"/First\s{0,8}([0-9]{1,10})")


class Piece(NamedTuple):
    """An object in `source`: from `low` to `high` it is a dictionary, say; behind that a stream. `number` 0: it is
    none, as a trailer is.
    """

    source: bytes
    number: int
    low: int
    high: int
    begin: int = 0
    end: int = 0

    @property
    def text(self) -> bytes:
        return self.source[self.low : self.high]

    @property
    def stream(self) -> bytes:
        return self.source[self.begin : self.end]


def pieces(data: bytes) -> Iterator[Piece]:
    at = 0
    while at < len(data):
        stream = _STREAM.search(data, at)
        number, low, high = 0, at, stream.start() if stream else len(data)
        for begun in _BEGIN.finditer(data, at, high):
            yield Piece(data, number, low, begun.start())
            number, low = int(begun[1]), begun.end()
        if stream is None:
            yield Piece(data, number, low, high)
            return
        end = data.find(b"endstream", stream.end())
        at = end if end >= 0 else len(data)  # cut off: its beginning is what there is
        yield Piece(data, number, low, high, stream.end(), at)


def packed(content: bytes, dictionary: bytes) -> Iterator[Piece]:
    """Those in a stream of objects, 7.5.7. Each ends where the next one begins, whatever order they are named in."""
    first = _FIRST.search(dictionary)
    told = _PACKED.match(content)
    if first is None or told is None:
        return
    shift = int(first[1])
    numbers = [int(word[:10]) for word in told[0][: min(shift, len(content))].split()]
    places = {shift + at: number for number, at in zip(numbers[::2], numbers[1::2], strict=False)}
    starts = [at for at in sorted(places) if at < len(content)]
    for at, end in zip(starts, [*starts[1:], len(content)], strict=True):
        yield Piece(content, places[at], at, end)
