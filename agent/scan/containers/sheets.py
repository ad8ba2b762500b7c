r"""The sheets of a workbook (xlsx): each row a line, its cells parted by tabs, so that a name stands above its values.

    sharedStrings.xml   <si><t>Password</t></si> <si><t>x</t></si>       Password
    sheet1.xml          <c r="A1" t="s"><v>0</v></c> ...           -->   x

https://ecma-international.org/publications-and-standards/standards/ecma-376/ (part 1, 18.3 and 18.4)
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import Final

from agent.scan.containers.texts import office, unescaped

STRINGS: Final = b"xl/sharedStrings.xml"
SHEET: Final = re.compile(rb"xl/worksheets/[\w\-.]{1,64}\.xml")
_END: Final = re.compile(rb"</si>")
_COLUMNS: Final = 256  # that stand where they do; those behind them follow each other
_RUN: Final = re.compile(rb"<t(?:\s[^<>]{0,400})?>([^<]*)")
_READING: Final = re.compile(rb"<rPh\b(?:(?!</rPh>)[\s\S]){0,4000}</rPh>")  # how what stands there is pronounced
_CELL: Final = re.compile(rb"<c\s([^<>]{0,400})>")
_AT: Final = re.compile(rb"\br=\"([A-Z]{1,3})[0-9]")
_SHARED: Final = re.compile(rb"\bt=\"s\"")
_NUMBER: Final = re.compile(rb"<v>\s{0,16}([0-9]{1,9})\s{0,16}(?:</v>|\Z)")
_TAG: Final = re.compile(rb"<[^<>]{0,4000}>")


class Strings:
    """What the cells of all sheets share, and which of it stood in one."""

    def __init__(self, xml: bytes = b"") -> None:
        self._xml = xml
        self._ends = array("L", (each.start() for each in _END.finditer(xml)))
        self._used = bytearray(len(self._ends))

    def __getitem__(self, number: int) -> bytes:
        if number >= len(self._ends):
            return b""
        self._used[number] = 1
        return self._at(number)

    def rest(self) -> Iterator[bytes]:
        """Those that stood in no sheet."""
        for number, used in enumerate(self._used):
            if not used:
                yield self._at(number) + b"\n"

    def _at(self, number: int) -> bytes:
        return _text(self._xml[self._ends[number - 1] if number else 0 : self._ends[number]])


def sheet(xml: bytes, strings: Strings) -> Iterator[bytes]:
    """What its cells say; then what stands beside them."""
    first, last = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if first < 0 or last < first:
        yield from office(xml)
        return
    at = first
    while at < last:
        end = xml.find(b"</row>", at, last)
        end = end if end >= 0 else last
        yield from _row(xml[at:end], strings)
        at = end + len(b"</row>")
    yield from office(xml[:first] + xml[last:])


def _row(xml: bytes, strings: Strings) -> Iterator[bytes]:
    column, gap = 0, 0
    for piece in xml.split(b"</c>"):
        begun = piece.rfind(b"<c ")
        cell = _CELL.match(piece, begun) if begun >= 0 else None
        if cell is None:
            continue
        where = _AT.search(cell[1])
        number = _column(where[1]) if where else column
        if column < number < _COLUMNS:
            gap, column = gap + number - column, number
        text = _said(cell[1], piece[cell.end() :], strings)
        if text:
            yield b"\t" * gap + text
            gap = 0
        gap, column = gap + 1, column + 1
    yield b"\n"


def _said(tag: bytes, inner: bytes, strings: Strings) -> bytes:
    """A formula stands before what comes of it."""
    if _SHARED.search(tag):
        number = _NUMBER.search(inner)
        text = strings[int(number[1])] if number else b""
    elif b"<t" in inner:
        text = _text(inner)
    else:
        text = unescaped(_TAG.sub(b" ", inner)).strip()
    return text.replace(b"\t", b" ").replace(b"\r", b"").replace(b"\n", b" ")


def _text(xml: bytes) -> bytes:
    return unescaped(b"".join(_RUN.findall(_READING.sub(b"", xml) if b"<rPh" in xml else xml)))


def _column(letters: bytes) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1
