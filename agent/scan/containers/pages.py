"""The pages of an SQLite file, each on its own, and the records on them. https://www.sqlite.org/fileformat.html

Nothing in the file decides anything but what is told of it: pages may point at each other, and cells overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from agent.scan.containers.budget import UnreadableError

_HEADER: Final = 100
_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_TABLE_INNER, _INDEX_INNER = 0x05, 0x02
_ROWS: Final = frozenset((_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER))  # of those without a rowid some are on inner pages
_INNER: Final = frozenset((_TABLE_INNER, _INDEX_INNER))
_PAGE_SIZES: Final = frozenset(1 << bits for bits in range(9, 17))
_ENCODINGS: Final = {2: "utf-16-le", 3: "utf-16-be"}
_SIZES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
_MOST: Final = 1 << 20  # of one record
_REAL: Final = 7  # a number that is not whole, or a constant
_FIRST_TEXT: Final = 12
_CELL: Final = 8  # bytes that a record has at least, with what points at it
_CHILD: Final = 4  # bytes of the number of a page


class Pages:
    """Numbered from 1. Raises UnreadableError where records overlap, so that they have more than the file."""

    def __init__(self, data: bytes) -> None:
        size = int.from_bytes(data[16:18])
        size = 1 << 16 if size == 1 else size
        self._data, self._size = data, size
        self._usable = size - data[20] if len(data) >= _HEADER else 0
        self._encoding = _ENCODINGS.get(int.from_bytes(data[56:60]))
        self._left = 3 * len(data)  # the schema is read twice
        self.count = len(data) // size if len(data) >= _HEADER and size in _PAGE_SIZES else 0

    def records(self, page: int) -> Iterator[list[bytes | int]]:
        """Of a page with rows: the columns of each, texts and blobs as bytes; what is neither a whole number is 0."""
        kind, at = self._begun(page)
        if kind not in _ROWS:
            return
        for start in self._cells(page, at, inner=kind == _INDEX_INNER):
            payload = self._payload(start + _CHILD * (kind == _INDEX_INNER), is_table=kind == _TABLE_LEAF)
            self._left -= len(payload) + _CELL
            if self._left < 0:
                message = "damaged"
                raise UnreadableError(message)
            yield self._columns(payload)

    def below(self, root: int, seen: set[int]) -> Iterator[int]:
        """The pages with rows below this one, but for those that were seen."""
        pages = [root] if self._is_new(root, seen) else []
        while pages:
            page = pages.pop()
            kind, at = self._begun(page)
            if kind in _ROWS:
                yield page
            if kind in _INNER:
                children = map(self._number, self._cells(page, at, inner=True))
                pages += [each for each in (*children, self._number(at + 8)) if self._is_new(each, seen)][::-1]

    def _is_new(self, page: int, seen: set[int]) -> bool:
        if page in seen or not 0 < page <= self.count:
            return False
        seen.add(page)
        return True

    def _begun(self, page: int) -> tuple[int, int]:
        at = (page - 1) * self._size + (_HEADER if page == 1 else 0)
        return self._data[at], at

    def _number(self, at: int) -> int:
        return int.from_bytes(self._data[at : at + _CHILD])

    def _cells(self, page: int, at: int, *, inner: bool) -> Iterator[int]:
        base, data = (page - 1) * self._size, self._data
        first = at + (12 if inner else 8)
        for cell in range(min(int.from_bytes(data[at + 3 : at + 5]), self._size // 4)):
            place = first + 2 * cell
            yield base + int.from_bytes(data[place : place + 2])

    def _payload(self, at: int, *, is_table: bool) -> bytes:
        """Of a cell, with what of it lies on other pages."""
        data, size, usable = self._data, self._size, self._usable
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
        page, left = self._number(at + local), length - local
        while page and left > 0:
            base = (page - 1) * size
            piece = data[base + 4 : base + min(usable, 4 + left)]
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
            page = self._number(base)
        return b"".join(pieces)

    def _columns(self, payload: bytes) -> list[bytes | int]:
        header, at = _varint(payload, 0)
        header = min(header, len(payload))
        body = header
        columns: list[bytes | int] = []
        while at < header:
            kind, at = _varint(payload, at)
            if kind < _FIRST_TEXT:
                size = _SIZES[kind]
                columns.append(int.from_bytes(payload[body : body + size], signed=True) if kind < _REAL else 0)
                body += size
                continue
            length = (kind - _FIRST_TEXT) // 2
            value = payload[body : body + length]
            body += length
            if kind % 2 and self._encoding:
                value = value.decode(self._encoding, "replace").encode()
            columns.append(value)
        return columns


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
