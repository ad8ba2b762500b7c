"""The rows of an SQLite file, without SQLite: its leaf pages, each on its own. https://www.sqlite.org/fileformat.html

A row becomes a line, its columns parted by tabs. No schema is read and no statement is run, so that nothing in the file
decides anything; rows on pages that are no longer used are read like all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from agent.scan.containers.budget import UnreadableError

_HEADER: Final = 100
_TABLE_LEAF: Final = 0x0D
_INDEX_LEAF: Final = 0x0A
_PAGE_SIZES: Final = frozenset(1 << bits for bits in range(9, 17))
_ENCODINGS: Final = {2: "utf-16-le", 3: "utf-16-be"}
_SIZES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
_MOST: Final = 1 << 20  # of one row
_FIRST_TEXT: Final = 12
_CELL: Final = 8  # bytes that a row has at least, with what points at it


def rows(data: bytes) -> Iterator[bytes]:
    """Lines of text. Raises UnreadableError where rows overlap, so that they have more than the file."""
    if len(data) < _HEADER:
        return
    size = int.from_bytes(data[16:18])
    size = 1 << 16 if size == 1 else size
    if size not in _PAGE_SIZES:
        return
    usable = size - data[20]
    encoding = _ENCODINGS.get(int.from_bytes(data[56:60]))
    left = 2 * len(data)
    for page in range(len(data) // size):
        base = page * size
        at = base + (_HEADER if page == 0 else 0)
        if data[at] not in {_TABLE_LEAF, _INDEX_LEAF}:
            continue
        is_table = data[at] == _TABLE_LEAF
        for cell in range(min(int.from_bytes(data[at + 3 : at + 5]), size // 4)):
            place = at + 8 + 2 * cell
            start = base + int.from_bytes(data[place : place + 2])
            payload = _payload(data, start, size, usable, is_table=is_table)
            left -= len(payload) + _CELL
            if left < 0:
                message = "damaged"
                raise UnreadableError(message)
            line = _row(payload, encoding)
            if line:
                yield line


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for read in range(9):
        if at + read >= len(data):
            break
        byte = data[at + read]
        if read == 8:  # noqa: PLR2004 - the ninth byte has eight bits
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the last one
            return value, at + read + 1
    return 0, len(data)


def _payload(data: bytes, at: int, size: int, usable: int, *, is_table: bool) -> bytes:
    """Of a cell, with what of it lies on other pages."""
    length, at = _varint(data, at)
    if is_table:
        _, at = _varint(data, at)
    length = min(length, _MOST)
    most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
    if length <= most:
        return data[at : at + length]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (length - least) % (usable - 4)
    local = local if local <= most else least
    pieces = [data[at : at + local]]
    page, left = int.from_bytes(data[at + local : at + local + 4]), length - local
    while page and left > 0:
        base = (page - 1) * size
        piece = data[base + 4 : base + min(usable, 4 + left)]
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
        page = int.from_bytes(data[base : base + 4])
    return b"".join(pieces)


def _row(payload: bytes, encoding: str | None) -> bytes:
    """Its texts and blobs."""
    header, at = _varint(payload, 0)
    header = min(header, len(payload))
    body = header
    columns: list[bytes] = []
    while at < header:
        kind, at = _varint(payload, at)
        if kind < _FIRST_TEXT:
            body += _SIZES[kind]
            continue
        length = (kind - _FIRST_TEXT) // 2
        value = payload[body : body + length]
        body += length
        if kind % 2 and encoding:
            value = value.decode(encoding, "replace").encode()
        columns.append(value)
    return b"\t".join(columns) + b"\n" if any(columns) else b""
