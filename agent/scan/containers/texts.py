"""The text of PDF files and of office documents, where markup and kerning cut words into pieces.

https://pdfa.org/resource/iso-32000-2/ and https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from agent.scan.containers.budget import MIB, UnreadableError
from agent.scan.containers.streams import deflate, inflated

_STREAM: Final = re.compile(rb"\bstream\r?\n")
_ENCRYPTED: Final = re.compile(rb"/Encrypt\s{0,8}(?:[0-9]{1,10} [0-9]{1,5} R|<<)")
# A string is taken as far as it goes, closed or not: what it took is not looked at again.
_SHOWN: Final = re.compile(
    rb"(?P<string>\((?:[^()\\]|\\[\s\S]|\([^()]{0,1000}\)){0,4000}+(?P<closed>\))?)(?P<alone>\s{0,8}(?:Tj|'|\"))?"
    rb"|\[|\](?P<together>\s{0,8}TJ)?"
)
_ESCAPE: Final = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)")
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LONGEST: Final = 16 * MIB
_FAILED: Final = 1 << 15  # what it costs to see that a stream is none

# What connects a workbook to a database is in attributes.
OFFICE: Final = re.compile(r"(?:word|xl|ppt)/(?!connections)(?:[\w\-]{1,64}/)*[\w\-.]{1,64}\.xml|content\.xml")
_ENDS: Final = re.compile(
    rb"</(?:w:p|a:p|text:p|text:h|si|row|w:tr|a:tr|table:table-row)>|<(?:w:br|text:line-break)\b[^>]{0,200}/?>"
)
# The last paragraph of a cell ends with it.
_CELLS: Final = re.compile(
    rb"(?:</(?:w:p|a:p|text:p)>\s{0,64})?</(?:w:tc|a:tc|c|table:table-cell)>|<(?:w:tab|text:tab)/>"
    rb"|<table:(?:covered-)?table-cell\b[^<>]{0,400}/>"
)
_EMPTY: Final = re.compile(rb"\t+(?=\n|\Z)")  # cells, of which a row has none at its end
_TAGS: Final = re.compile(rb"<[^<>]{0,4000}>")
_ENTITY: Final = re.compile(rb"&#?[0-9A-Za-z]{1,31};")


def pdf(data: bytes, spend: Callable[[int], None]) -> Iterator[bytes]:
    """What its compressed streams hold, and where they show text, first that; `spend` is told how much came out of
    them, of which a page may show little. Raises UnreadableError.
    """
    if _ENCRYPTED.search(data):
        message = "encrypted"
        raise UnreadableError(message)
    end = 0
    while (start := _STREAM.search(data, end)) and (end := data.find(b"endstream", start.end())) >= 0:
        content = _inflated(data[start.end() : end], spend)
        if content:
            yield _shown(content)
            yield b"\n"


def _inflated(stream: bytes, spend: Callable[[int], None]) -> bytes:
    """As far as it can be; nothing where it is a picture, or not compressed: then it was read as it stands."""
    out = bytearray()
    try:
        for block in inflated(deflate, iter((stream,)), again=False):
            out += block
            if len(out) >= _LONGEST:
                break
    except (zlib.error, UnreadableError):
        pass  # its beginning is what there is
    spend(len(out) or _FAILED)
    return bytes(out)


def _shown(content: bytes) -> bytes:
    """A line for each text that is shown at once; and what is left, since an attached file may have brackets, too."""
    lines: list[bytes] = []
    left: list[bytes] = []
    pieces: list[bytes] | None = None  # of an array
    at = begun = 0
    for found in _SHOWN.finditer(content):
        text: bytes | None = None
        if found["closed"]:
            string = _string(found["string"])
            if found["alone"]:
                text, begun = string, found.start()
            elif pieces is not None:
                pieces.append(string)
        elif found[0] == b"[":
            pieces, begun = [], found.start()
        else:
            text = b"".join(pieces) if pieces and found["together"] else None
            pieces = None
        if text is not None:
            lines.append(text)
            left.append(content[at:begun])
            at = found.end()
    return b"\n".join((*lines, b" ".join((*left, content[at:]))))


def _string(literal: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: _meant(found[1]), literal[1:-1])


def _meant(escape: bytes) -> bytes:
    if escape.isdigit():
        return bytes((int(escape, 8) & 0xFF,))
    return b"" if escape.endswith(b"\n") else _LETTERS.get(escape, escape)


def office(xml: bytes) -> Iterator[bytes]:
    """Paragraphs and rows as lines, cells parted by tabs, the rest of the markup gone."""
    at = 0
    while at < len(xml):
        end = xml.rfind(b"<", at + 1, at + MIB) if len(xml) - at > MIB else len(xml)
        end = end if end > 0 else at + MIB
        text = _EMPTY.sub(b"", _TAGS.sub(b"", _ENDS.sub(b"\n", _CELLS.sub(b"\t", xml[at:end]))))
        yield unescaped(text)
        at = end


def unescaped(text: bytes) -> bytes:
    """What its entities stand for."""
    return _ENTITY.sub(lambda found: html.unescape(found[0].decode("ascii")).encode("utf-8", "replace"), text)
