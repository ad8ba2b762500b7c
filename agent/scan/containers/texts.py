"""The text of PDF files and of office documents, where markup and kerning cut words into pieces.

https://pdfa.org/resource/iso-32000-2/ and https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from typing import Final

from agent.scan.containers.budget import MIB, UnreadableError

_STREAM: Final = re.compile(rb"\bstream\r?\n")
_ENCRYPTED: Final = re.compile(rb"/Encrypt\s{0,8}(?:[0-9]{1,10} [0-9]{1,5} R|<<)")
_STRING: Final = rb"\((?:[^()\\]|\\[\s\S]|\([^()]{0,1000}\)){0,4000}+\)"
_SHOWN: Final = re.compile(
    rb"\[(?:[^\[\]()]{0,64}+" + _STRING + rb"){0,2000}+[^\[\]()]{0,64}\]\s{0,8}TJ|" + _STRING + rb"\s{0,8}(?:Tj|'|\")"
)
_PIECES: Final = re.compile(_STRING)
_ESCAPE: Final = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)")
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LONGEST: Final = 16 * MIB

OFFICE: Final = re.compile(r"(?:word|xl|ppt)/(?:[\w\-]{1,64}/)*[\w\-.]{1,64}\.xml|content\.xml")
_ENDS: Final = re.compile(
    rb"</(?:w:p|a:p|text:p|text:h|si|row|table:table-row)>|<(?:w:br|text:line-break)\b[^>]{0,200}/?>"
)
_CELLS: Final = re.compile(rb"</(?:w:tc|c|table:table-cell)>|<(?:w:tab|text:tab)/>")
_TAGS: Final = re.compile(rb"<[^<>]{0,4000}>")


def pdf(data: bytes) -> Iterator[bytes]:
    """What its compressed streams hold, and where they show text, that. Raises UnreadableError."""
    if _ENCRYPTED.search(data):
        message = "encrypted"
        raise UnreadableError(message)
    end = 0
    while (start := _STREAM.search(data, end)) and (end := data.find(b"endstream", start.end())) >= 0:
        try:
            inflated = zlib.decompressobj().decompress(data[start.end() : end], _LONGEST)
        except zlib.error:
            continue  # a picture, or not compressed: then it was read as it stands
        yield _shown(inflated) or inflated
        yield b"\n"


def _shown(content: bytes) -> bytes:
    """A line for each text that is shown at once."""
    lines = [b"".join(_string(piece[0]) for piece in _PIECES.finditer(shown[0])) for shown in _SHOWN.finditer(content)]
    return b"\n".join(lines)


def _string(literal: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: _meant(found[1]), literal[1:-1])


def _meant(escape: bytes) -> bytes:
    if escape.isdigit():
        return bytes((int(escape, 8) & 0xFF,))
    return b"" if escape.endswith(b"\n") else _LETTERS.get(escape, escape)


def office(xml: bytes) -> bytes:
    """Paragraphs and rows as lines, cells parted by tabs, the rest of the markup gone."""
    text = _TAGS.sub(b"", _CELLS.sub(b"\t", _ENDS.sub(b"\n", xml)))
    return html.unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
