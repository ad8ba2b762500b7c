"""Bytes in another encoding than UTF-8 become UTF-8 before anything looks at them.

Only what a byte order mark announces: guessing would let an author hide text from us by making it look like another.
Bytes that are not UTF-8 stay as they are; the engine reads them as replacement characters.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST: Final = frozenset(mark[0] for mark, _ in _MARKS)

_CONTINUATION: Final = bytes(range(0x80, 0xC0))
_PAIRS: Final = bytes(range(0xF0, 0x100))  # what begins a character that UTF-16 writes as two

MARK_BYTES: Final = 4


def encoding(start: bytes | bytearray) -> str | None:
    """The encoding that the beginning of a file announces, if it is not UTF-8."""
    if not start or start[0] not in _FIRST:
        return None
    return next((name for mark, name in _MARKS if start.startswith(mark)), None)


def width(name: str | None) -> Callable[[bytes], int]:
    """How many bytes a piece of the UTF-8 text takes in that encoding; of a character that is cut, all in the first."""
    if name is None:
        return len
    return _of_utf_32 if name.startswith("utf-32") else _of_utf_16


def _of_utf_32(text: bytes) -> int:
    return 4 * len(text.translate(None, _CONTINUATION))


def _of_utf_16(text: bytes) -> int:
    pairs = len(text) - len(text.translate(None, _PAIRS))
    return 2 * len(text.translate(None, _CONTINUATION)) + 2 * pairs


def to_utf8(blocks: Iterable[bytes], name: str | None) -> Iterator[bytes]:
    """The same text as UTF-8, block by block; `None` leaves the bytes alone."""
    if name is None:
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
