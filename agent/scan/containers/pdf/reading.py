"""All the text of a file, in its own order."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Final

from agent.scan.containers.budget import UnreadableError
from agent.scan.containers.pdf.filters import LONGEST, undone
from agent.scan.containers.pdf.fonts import Fonts
from agent.scan.containers.pdf.objects import Piece, packed, pieces
from agent.scan.containers.pdf.pages import lines
from agent.scan.containers.pdf.strings import said

_ENCRYPTED: Final = re.compile(rb"/Encrypt\s{0,8}(?:[0-9]{1,10} [0-9]{1,5} R|<<)")
_TABLE: Final = re.compile(rb"/XRef\b")
_PACKED: Final = re.compile(rb"/ObjStm\b")
_BINARY: Final = re.compile(rb"/(?:Image|Length[123]|Type1C|CIDFontType0C|OpenType|FunctionType|ShadingType)\b")
_NO_PAGE: Final = re.compile(rb"/(?:EmbeddedFile|Metadata)\b")
_CMAP: Final = b"begincmap"
_HEAD: Final = 1024


def members(data: bytes, spend: Callable[[int], None]) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """Its text, and then what is none, as pictures and fonts: beside that nothing would be taken for a text. `spend` is
    told how much came out of its streams, of which a page may show little. Raises UnreadableError.
    """
    if _ENCRYPTED.search(data):
        message = "encrypted"
        raise UnreadableError(message)
    binary = array("Q")
    yield b"text", _text(data, binary, spend)
    if binary:
        yield b"streams", _streams(data, binary, spend)


def _text(data: bytes, binary: array[int], spend: Callable[[int], None]) -> Iterator[bytes]:
    """What pages show, line by line, what dictionaries say in other letters, and texts. `binary`: where streams begin
    that are none.
    """
    fonts = Fonts(data, spend)
    for piece in pieces(data):
        yield from said(piece.text)
        if not piece.begin or _TABLE.search(data, piece.low, piece.high):
            continue
        if _BINARY.search(data, piece.low, piece.high) or not (yield from _content(piece, fonts, spend)):
            binary.append(piece.begin)
    if fonts.is_lost:
        message = "it has more objects and characters than are remembered"
        raise UnreadableError(message)


def _content(piece: Piece, fonts: Fonts, spend: Callable[[int], None]) -> Generator[bytes, None, bool]:
    """Is it a text? What was not packed is read as it stands, and here only what it shows."""
    content, was_packed = undone(piece.stream, piece.text, spend)
    left = content
    if _PACKED.search(data := piece.text):
        for inner in packed(content, data):
            yield from said(inner.text)
    elif not _NO_PAGE.search(data) and _CMAP not in content[:_HEAD]:
        shown = content if was_packed else content[:LONGEST]
        left = yield from lines(shown, partial(fonts.named, piece=piece), spend)
    if left is content and b"\0" in content:
        return not was_packed
    if was_packed:
        yield left.replace(b"\0", b" ")
        yield b"\n"
    return True


def _streams(data: bytes, wanted: array[int], spend: Callable[[int], None]) -> Iterator[bytes]:
    wants = iter(wanted)
    want = next(wants, 0)
    for piece in pieces(data):
        if piece.begin and piece.begin == want:
            want = next(wants, 0)
            content, was_packed = undone(piece.stream, piece.text, spend)
            if was_packed:
                yield content
                yield b"\n"
