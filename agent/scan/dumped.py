r"""What a dump shows: of xxd, hexdump, od, tcpdump, Wireshark, curl, openssl, netty and the like.

    00000010: 4142 4344  ABCD            its offset   bytes, alone or in groups   what is shown of them as text
    2026-01-02 wire - 0010   41 42       whatever a log, an indentation or a quotation puts before it
    0000020   A   B  \n 012              letters, as `od -c` has them; `od` alone has numbers of two bytes in octal

Its offsets count its bytes, or it is none: so nothing else has to be known of the tool. Where what is shown as text
looks like more bytes, the next offset tells how many there are.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

_OFFSET: Final = re.compile(rb"(?<![0-9A-Za-z])(?:0[xX])?(?P<at>[0-9a-fA-F]{4,16}+)(?P<mark>:|\||[ ]-)?(?=\s|\Z)")
_CANDIDATES: Final = 6  # a process's number before it looks like one
_NEAR: Final = 48  # the end of what tells of it
_BEFORE_IT: Final = 160  # columns
_LONGEST: Final = 400  # of a line
_FAR: Final = 512

_DIGITS: Final = rb"(?>(?:[0-9a-fA-F]{2}){1,8})(?![^\s|\-])"
_BYTES: Final = re.compile(
    rb"[ \t]{1,4}+(?>(?:[0-9a-fA-F]{2}(?![^\s|\-])(?:[ ]{1,3}+|-)?){1,64}|(?:" + _DIGITS + rb"[ ]{0,4}+){1,32})"
)
_GROUP: Final = re.compile(rb"[0-9a-fA-F]+")
_LETTERS: Final = re.compile(rb"(?>(?:[ ](?:[ ]{2}[ -~]|[ ]\\[0abfnrtv]|[0-7]{3}))+)(?=\s|\Z)")
_ESCAPES: Final = {ord(letter): value for letter, value in zip("0abfnrtv", b"\0\a\b\f\n\r\t\v", strict=True)}
_PAIR: Final = 2  # digits of a byte
_OCTAL: Final = 6  # of a number of two
_WORD: Final = re.compile(rb"[01][0-7]{5}")
_OF_WORDS: Final = (6, 7)  # digits of an offset, behind which several bytes are a number of which the last comes first
_BASES: Final = (16, 8, 10)
_USUAL: Final = (8, 16, 32)  # bytes on a line
_MOST: Final = 64
_SHORT: Final = 8  # bytes: such a row is the last, behind a whole one
_LEAST_WHOLE: Final = 20  # columns of that
_ROWS_BEFORE: Final = 8  # lines of a dump before the one that told of it
_ROWS: Final = 16 * 1024

Place = tuple[int, int]


class Dump(NamedTuple):
    """The bytes, where each stands, and from where to where each line does."""

    data: bytes
    places: Sequence[Place]
    lines: Sequence[Place]


class _Row(NamedTuple):
    """A line: its offset, and in which column that stands; its bytes, and what may be more of them; its end."""

    start: int
    at: bytes
    column: int
    data: bytes
    places: Sequence[Place]
    end: int


def dumped(data: bytes, end: int) -> Dump | None:
    """`end`: in a line of it, behind its offset."""
    begins = _begins(data, end)
    if begins < 0:
        return None
    offset = deque(_OFFSET.finditer(data, max(begins, end - _NEAR), end), 1)
    row = _row(data, begins, offset[0]) if offset else None
    if row and len(row.places) < _SHORT and not data.endswith((b"*\n", b"*\r\n"), 0, begins):
        above = _begins(data, begins - 1) if begins else begins
        if begins - above < _LEAST_WHOLE:
            return None
    if row is None or not row.places or not _is_one(data, begins, offset[0]):
        return None
    rows = max((_around(data, row, base) for base in _BASES), key=len)
    if len(rows) == 1:
        return None
    places = [place for each in rows for place in each.places]
    return Dump(b"".join(each.data for each in rows), places, [(each.start, each.end) for each in rows])


def _is_one(data: bytes, begins: int, offset: re.Match[bytes]) -> bool:
    """Is there another one near it, on the line before or on the next?"""
    stop = data.find(b"\n", offset.end(), begins + _LONGEST)
    before = _begins(data, begins - 1) if begins else -1
    at, there = offset["at"], (stop + 1 if stop >= 0 else -1, before)
    sizes = (
        abs(_less(at, each["at"], base))
        for line in there
        if line >= 0
        for each in _offsets(data, line, line + _BEFORE_IT, offset.start() - begins)
        if len(each["at"]) == len(at)
        for base in _BASES
    )
    return any(0 < size <= _MOST for size in sizes)


def _around(data: bytes, row: _Row, base: int) -> list[_Row]:
    """The row with those before it and behind it, each cut to as many bytes as it has."""
    above, first = list[_Row](), row
    while len(above) < _ROWS_BEFORE and first.start > 0:
        begins = _begins(data, first.start - 1)
        before = _next(data, begins, row, base, behind=first) if begins >= 0 else None
        if before is None:
            break
        above.append(before)
        first = before
    rows = [*above[::-1], row]
    while len(rows) < _ROWS and rows[-1].places:
        behind = _next(data, rows[-1].end + 1, row, base, before=rows[-1])
        if behind is None:
            break
        size = int(behind.at, base) - int(rows[-1].at, base)
        rows[-1] = _cut(rows[-1], size)
        rows.append(behind)
    if len(rows) > 1:
        rows[-1] = _cut(rows[-1], len(rows[-2].data))
    return rows


def _next(
    data: bytes, begins: int, like: _Row, base: int, *, before: _Row | None = None, behind: _Row | None = None
) -> _Row | None:
    """The row on the line that begins there, if it is the next one behind `before`, or the last one before `behind`."""
    for found in _offsets(data, begins, begins + _BEFORE_IT, like.column):
        first, last = (before.at, found["at"]) if before else (found["at"], behind.at if behind else b"")
        size = _less(first, last, base)
        if not 0 < size <= _MOST or len(found["at"]) != len(like.at):
            continue
        row = _row(data, begins, found)
        if row is not None and _fits(size, len((before or row).data)):
            return row if before else _cut(row, size)
    return None


def _less(first: bytes, last: bytes, base: int) -> int:
    try:
        return int(last, base) - int(first, base)
    except ValueError:
        return 0


def _fits(size: int, most: int) -> bool:
    return size == most or (size in _USUAL and size < most)


def _cut(row: _Row, size: int) -> _Row:
    return row._replace(data=row.data[:size], places=row.places[:size]) if size < len(row.data) else row


def _begins(data: bytes, end: int) -> int:
    """Where the line begins that goes on at `end`; -1: far from there."""
    low = max(0, end - _FAR)
    newline = data.rfind(b"\n", low, end)
    return newline + 1 if newline >= 0 or not low else -1


def _offsets(data: bytes, begins: int, end: int, column: int) -> Iterator[re.Match[bytes]]:
    """On one line; where it stood on another first."""
    stop = data.find(b"\n", begins, end)
    stop = end if stop < 0 else stop
    if column and (found := _OFFSET.match(data, begins + column, stop)):
        yield found
    for number, found in enumerate(_OFFSET.finditer(data, begins, stop)):
        if number == _CANDIDATES:
            return
        yield found


def _row(data: bytes, begins: int, offset: re.Match[bytes]) -> _Row | None:
    stop = data.find(b"\n", offset.end(), begins + _LONGEST)
    stop = min(len(data), begins + _LONGEST) if stop < 0 else stop
    at = offset["at"]
    if found := _BYTES.match(data, offset.end(), stop):
        raw, places = _of_digits(data, *found.span(), is_word=len(at) in _OF_WORDS)
    elif found := _LETTERS.match(data, offset.end(), stop):
        raw, places = _of_letters(data, *found.span())
    elif data[offset.end() : stop].strip():
        return None
    else:
        raw, places = b"", []  # where it ends
    return _Row(begins, at, offset.start() - begins, raw, places, stop)


def _of_digits(data: bytes, low: int, high: int, *, is_word: bool) -> tuple[bytes, list[Place]]:
    spans = [group.span() for group in _GROUP.finditer(data, low, high)]
    width = spans[0][1] - spans[0][0]
    whole = next((at for at, (first, last) in enumerate(spans) if last - first != width), len(spans))
    if width == _OCTAL:
        words = [(span, int(data[slice(*span)], 8)) for span in spans[:whole] if _WORD.fullmatch(data, *span)]
        return b"".join(word.to_bytes(2, "little") for _, word in words), [span for span, _ in words for _ in range(2)]
    if whole < len(spans) and spans[whole][1] - spans[whole][0] < width:
        whole += 1  # what is left for the last
    spans = spans[:whole]
    raw = bytes.fromhex(data[low : spans[-1][1]].decode().replace("-", " "))
    if width == _PAIR:
        return raw, spans
    places = [[(at, at + 2) for at in range(first, last, 2)] for first, last in spans]
    if is_word:
        ends = [*accumulate(map(len, places))]
        raw = b"".join(raw[end - len(group) : end][::-1] for end, group in zip(ends, places, strict=True))
        places = [group[::-1] for group in places]
    return raw, [place for group in places for place in group]


def _of_letters(data: bytes, low: int, high: int) -> tuple[bytes, list[Place]]:
    cells = [(at + 1, at + 4) for at in range(low, high, 4)]
    return bytes(_letter(data[first:last]) for first, last in cells), cells


def _letter(cell: bytes) -> int:
    if cell.isdigit():
        return min(int(cell, 8), 0xFF)
    return _ESCAPES[cell[2]] if cell[1:2] == b"\\" and cell[0:1] == b" " and cell[2] in _ESCAPES else cell[2]
