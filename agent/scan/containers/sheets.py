r"""The sheets of a workbook (xlsx): each row a line, its cells parted by tabs, so that a name stands above its values.

    sharedStrings.xml   <si><t>Password</t></si> <si><t>x</t></si>       Password
    sheet1.xml          <c r="A1" t="s"><v>0</v></c> ...           -->   x

Only what tables need: all else that a workbook says is read as the text of its files.
https://ecma-international.org/publications-and-standards/standards/ecma-376/ (part 1, 18.3 and 18.4)
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from typing import Final

from agent.scan.containers.texts import unescaped

STRINGS: Final = b"xl/sharedStrings.xml"
SHEET: Final = re.compile(rb"xl/worksheets/[\w\-.]{1,64}\.xml")
_END: Final = re.compile(rb"</si>")
_COLUMNS: Final = 256  # that stand where they do; those behind them follow each other
_LONGEST: Final = 4096  # bytes of what one cell says
_RUN: Final = re.compile(rb"<t(?:\s[^<>]{0,400})?>([^<]*)")
_CELL: Final = re.compile(rb"<c\s([^<>]{0,400})>")
_AT: Final = re.compile(rb"\br=\"([A-Z]{1,3})[0-9]")
_SHARED: Final = re.compile(rb"\bt=\"s\"")
_NUMBER: Final = re.compile(rb"<v>\s{0,16}([0-9]{1,9})\s{0,16}(?:</v>|\Z)")
_TAG: Final = re.compile(rb"<[^<>]{0,4000}>")
_PREFIX: Final = re.compile(rb"<(\w{1,16}:)(?:worksheet|sst)[\s>]")
_BEGINNING: Final = 2048  # bytes in which the first element stands
_BLANKS: Final = bytes.maketrans(b"\t\r\n", b"   ")


def plain(xml: bytes) -> bytes:
    """Without the prefix that some write before the name of each element: <x:c> is <c>."""
    prefix = _PREFIX.search(xml, 0, _BEGINNING)
    return xml.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</") if prefix else xml


class Strings:
    """What the cells of all sheets share. `spend` is told how much is looked at for each that is asked for."""

    def __init__(self, xml: bytes, spend: Callable[[int], None]) -> None:
        self._xml, self._spend = xml, spend
        self._ends = array("L", (each.start() for each in _END.finditer(xml)))

    def __getitem__(self, number: int) -> bytes:
        if number >= len(self._ends):
            return b""
        begun = self._ends[number - 1] if number else 0
        end = min(self._ends[number], begun + _LONGEST)
        self._spend(end - begun)
        return _text(self._xml[begun:end])


def sheet(xml: bytes, strings: Strings) -> Iterator[bytes]:
    """What its cells say, row by row."""
    at, last = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    while 0 <= at < last:
        end = xml.find(b"</row>", at, last)
        end = end if end >= 0 else last
        yield from _row(xml[at:end], strings)
        at = end + len(b"</row>")


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
        text = _said(cell[1], piece[cell.end() : cell.end() + _LONGEST], strings)
        if text:
            yield b"\t" * gap + text
            gap = 0
        gap, column = gap + 1, column + 1
    yield b"\n"


def _said(tag: bytes, inner: bytes, strings: Strings) -> bytes:
    if _SHARED.search(tag):
        number = _NUMBER.search(inner)
        text = strings[int(number[1])] if number else b""
    elif b"<t" in inner:
        text = _text(inner)
    else:
        text = unescaped(_TAG.sub(b" ", inner)).strip()
    return text.translate(_BLANKS)


def _text(xml: bytes) -> bytes:
    """Without how it is pronounced."""
    if b"<rPh" in xml:
        xml = b"".join(piece.partition(b"<rPh")[0] for piece in xml.split(b"</rPh>"))
    return unescaped(b"".join(_RUN.findall(xml)))


def _column(letters: bytes) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1
