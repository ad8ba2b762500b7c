"""zip, by its central directory: jars, wheels, packages, office files. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

Members may overlap and their sizes may lie: what counts is what comes out (budget.py).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from agent.scan.containers.budget import MIB, UnreadableError
from agent.scan.containers.streams import bzip2, inflated, raw_deflate, xz, zstandard

_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_COMMENT: Final = 1 << 16
_DIRECTORY: Final = 64 * MIB
_ENCRYPTED: Final = 1
_UNKNOWN: Final = 0xFFFFFFFF
_SIZES: Final = 0x0001  # the extra field that has the sizes which do not fit


@dataclass(frozen=True, slots=True)
class Entry:
    """`size`: of its compressed bytes, which begin behind a local header at `at`."""

    name: bytes
    method: int
    encrypted: bool
    size: int
    at: int


def ends_in_one(file: BinaryIO) -> bool:
    """Is it a program with an archive behind it?"""
    length = file.seek(0, 2)
    file.seek(max(0, length - _COMMENT - _END.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if not 0 <= at <= len(tail) - _END.size:
        return False
    # A program that reads zip files has the word in it, too.
    comment: int = _END.unpack_from(tail, at)[-1]
    return at + _END.size + comment == len(tail)


def entries(file: BinaryIO) -> Iterator[Entry]:
    """Raises UnreadableError where there is no directory, or it is damaged."""
    length = file.seek(0, 2)
    first = max(0, length - _COMMENT - _END.size)
    file.seek(first)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        message = "its directory is missing"
        raise UnreadableError(message)
    _, _, _, _, _, size, start, _ = _END.unpack_from(tail, at)
    end = first + at
    if _UNKNOWN in {size, start} and at >= _LOCATOR.size:
        end, size, start = _large(file, tail, at)
    # What stands before the archive (a script that unpacks it) moves everything.
    moved = end - size - start
    if moved < 0 or size > _DIRECTORY:
        message = "its directory is damaged"
        raise UnreadableError(message)
    file.seek(end - size)
    directory = file.read(size)
    place = 0
    while place + _CENTRAL.size <= len(directory):
        signature, *_ = fields = _CENTRAL.unpack_from(directory, place)
        if signature != b"PK\x01\x02":
            message = "its directory is damaged"
            raise UnreadableError(message)
        flags, method, packed, unpacked = fields[3], fields[4], fields[8], fields[9]
        named, extra, comment, offset = fields[10], fields[11], fields[12], fields[16]
        place += _CENTRAL.size
        name, more = directory[place : place + named], directory[place + named : place + named + extra]
        place += named + extra + comment
        if _UNKNOWN in {packed, offset}:
            packed, offset = _from_extra(more, unpacked, packed, offset)
        yield Entry(name, method, bool(flags & _ENCRYPTED), packed, offset + moved)


def _large(file: BinaryIO, tail: bytes, at: int) -> tuple[int, int, int]:
    signature, _, place, _ = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
    if signature != b"PK\x06\x07":
        message = "its directory is damaged"
        raise UnreadableError(message)
    file.seek(place)
    raw = file.read(_END64.size)
    if len(raw) < _END64.size or raw[:4] != b"PK\x06\x06":
        message = "its directory is damaged"
        raise UnreadableError(message)
    fields = _END64.unpack(raw)
    return place, fields[8], fields[9]


def _from_extra(extra: bytes, unpacked: int, packed: int, offset: int) -> tuple[int, int]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _SIZES:
            numbers = iter(struct.unpack_from(f"<{min(length, len(extra) - at - 4) // 8}Q", extra, at + 4))
            if unpacked == _UNKNOWN:
                next(numbers, None)
            packed = next(numbers, packed) if packed == _UNKNOWN else packed
            offset = next(numbers, offset) if offset == _UNKNOWN else offset
        at += 4 + length
    return packed, offset


def body(file: BinaryIO, entry: Entry, spend: Callable[[int], None]) -> Iterator[bytes]:
    """What is in it; `spend` is told what is read for it, since many may be the same bytes, of which nothing comes.
    Raises UnreadableError, and what the libraries raise.
    """
    if entry.encrypted:
        message = "encrypted"
        raise UnreadableError(message)
    file.seek(entry.at)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        message = "damaged"
        raise UnreadableError(message)
    *_, named, extra = _LOCAL.unpack(header)
    raw = _bytes(file, entry.at + _LOCAL.size + named + extra, entry.size, spend)
    match entry.method:
        case 0:
            yield from raw
        case 8:
            yield from inflated(raw_deflate, raw, again=False)
        case 12:
            yield from inflated(bzip2, raw, again=False)
        case 93:
            yield from inflated(zstandard, raw, again=False)
        case 95:
            yield from inflated(xz, raw, again=False)
        case _:
            message = f"compressed by method {entry.method}, which is not known here"
            raise UnreadableError(message)


def _bytes(file: BinaryIO, start: int, size: int, spend: Callable[[int], None]) -> Iterator[bytes]:
    at, end = start, start + size
    while at < end:
        # Others of the same archive may be read in between.
        file.seek(at)
        block = file.read(min(MIB, end - at))
        if not block:
            message = "it ends too early"
            raise UnreadableError(message)
        at += len(block)
        spend(len(block))
        yield block
