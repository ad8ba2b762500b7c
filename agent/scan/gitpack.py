r"""Blobs straight out of a repository's packs, each with what it shares with the blob that it is a delta of.

    pack-x.idx: oid -> offset     pack-x.pack at offset:  blob, size, deflated bytes
                                                          delta, size, base, deflated: copy 0+812, insert ..., copy

A history is mostly deltas: taken apart here they cost less than `git cat-file` writing them all out, and what a delta
copies has been looked at already. Formats: https://git-scm.com/docs/gitformat-pack.

The bytes are hostile. Nothing is inflated or joined beyond what was announced and is allowed, chains are bounded, and
whatever is not as it should be, or is not in a pack, raises UnpackedError: git is then asked for it (gitbulk.py).

Over 300 lines, because a pack, its index and its deltas are one format.
"""

from __future__ import annotations

import os
import stat
import sys
import zlib
from array import array
from binascii import unhexlify
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LARGEST: Final = 4 << 20  # bytes of a blob; larger ones are read in blocks
_BASE: Final = 8 << 20  # of what another is a delta of
_CHAIN: Final = 4096
_KEPT: Final = 12 << 20  # of texts on which others may build
_MADE: Final = 64 << 20  # bytes of all deltas and texts that one blob is made of
_SLOW: Final = 8  # times as long as to write a byte takes it to read one of a delta
_INDEX: Final = 160 << 20  # of all indexes: some five million objects
_PACKS: Final = 16  # a scanner opens few files
_WORTH: Final = 64  # bytes of a copy that is told
_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_BLOB, _OFFSET_DELTA, _NAMED_DELTA = 3, 6, 7
_MORE: Final = 0x80
_LOW: Final = 0x7F
_BITS: Final = 64  # of a number
_MAGIC: Final = b"\xfftOc\0\0\0\2"
_FAN: Final = len(_MAGIC)
_NAMES: Final = _FAN + 4 * 256
_FAR: Final = 1 << 31  # an offset that needs eight bytes stands in another table
_WHOLE_COPY: Final = 1 << 16  # bytes that a copy of length 0 means
_SOURCE, _LENGTH = 4, 3  # bytes that the numbers of a copy have at most, of which its first byte says which are there
_SEEN: Final = 2048  # bytes of a copy that are worth a view of their own
# By that first byte, where none of a number's is left out but the last ones: a mask for the source, how many bits it
# has, and how many bytes both have. To read each byte by itself takes a fifth longer.
_COPIES: Final = tuple(
    ((1 << 8 * source) - 1, 8 * source, source + length)
    if byte >= 1 << 7 and byte & 0x7F == (1 << source) - 1 | ((1 << length) - 1) << 4
    else None
    for byte in range(256)
    for source, length in [((byte & 15).bit_length(), (byte >> 4 & 7).bit_length())]
)

Key = tuple[int, int]
# `length` bytes that are at `source` in the base and at `start` in the blob: (start, source, length).
Copy = tuple[int, int, int]


class UnpackedError(Exception):
    """It is not in a pack that can be read here."""


@dataclass(slots=True)
class Unpacked:
    """A blob. `key`: names it as long as the Packs live. `base`: the key of the one, of `base_size` bytes, that it
    copies from; `copies`, of what is worth telling, ascend.
    """

    key: Key
    text: bytes = field(repr=False)
    base: Key | None = None
    base_size: int = 0
    copies: Sequence[Copy] = ()


class Packs:
    """The packs of one repository as they are now. `close` lets go of them. Raises nothing when it is made."""

    def __init__(self, git_dir: str) -> None:
        self._packs: list[_Pack] = []
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._size = 0
        left = _INDEX
        for size, index in _indexes(Path(git_dir, "objects", "pack")):
            if size > left or len(self._packs) == _PACKS:
                continue  # git reads them
            try:
                self._packs.append(_Pack(index))
            except (OSError, UnpackedError):
                continue
            left -= size

    def close(self) -> None:
        for pack in self._packs:
            pack.close()
        self._packs, self._size = [], 0
        self._kept.clear()

    def blob(self, oid: bytes, size: int) -> Unpacked:
        """`oid`: in hexadecimal digits. `size`: what git says that it has. Raises UnpackedError."""
        if size > LARGEST:
            raise UnpackedError
        name = unhexlify(oid)
        for number, pack in enumerate(self._packs):
            offset = pack.offset(name)
            if offset is not None:
                try:
                    return self._blob((number, offset), size)
                except (IndexError, OSError, zlib.error) as error:
                    raise UnpackedError from error
        raise UnpackedError

    def _blob(self, key: Key, size: int) -> Unpacked:
        base, raw = self._packs[key[0]].entry(key[1])
        if base is None:
            unpacked = Unpacked(key, raw)
        else:
            whence = (key[0], base)
            source = self._text(whence)
            text, copies = applied(raw, source, size)
            unpacked = Unpacked(key, text, whence, len(source), copies)
        if len(unpacked.text) != size:
            raise UnpackedError
        self._keep(key, unpacked.text)
        return unpacked

    def _text(self, key: Key) -> bytes:
        """Of what others are a delta of, however long that chain is."""
        chain: list[bytes] = []
        left = _MADE
        while (text := self._kept.get(key)) is None:
            base, raw = self._packs[key[0]].entry(key[1])
            if base is None:
                text = raw
                break
            chain.append(raw)
            left -= len(raw) * _SLOW
            if len(chain) > _CHAIN or left < 0:
                raise UnpackedError
            key = (key[0], base)
        if key in self._kept:
            self._kept.move_to_end(key)  # as the one that was needed last
        for delta in reversed(chain):
            text, _ = applied(delta, text, min(_BASE, left))
            left -= len(text)
        return text

    def _keep(self, key: Key, text: bytes) -> None:
        if key not in self._kept:
            self._kept[key] = text
            self._size += len(text)
            while self._size > _KEPT:
                self._size -= len(self._kept.popitem(last=False)[1])


class _Pack:
    """One pack, and its index of version 2. Raises UnpackedError where it is something else, and OSError."""

    def __init__(self, index: Path) -> None:
        raw = _whole(index)
        if raw[:_FAN] != _MAGIC or len(raw) < _NAMES:
            raise UnpackedError
        count = int.from_bytes(raw[_NAMES - 4 : _NAMES])
        # Names, checksums and offsets, then two hashes, and in between far offsets where there are any.
        self._width = next((width for width in (20, 32) if len(raw) == _NAMES + count * (width + 8) + 2 * width), 0)
        if not self._width:
            raise UnpackedError
        behind = _NAMES + count * self._width
        self._names = raw[_NAMES:behind]
        beginnings = bytearray(4 * count)
        for at in range(4):
            beginnings[at::4] = self._names[at :: self._width]
        self._beginnings = _numbers(beginnings)
        self._offsets = _numbers(raw[behind + 4 * count : behind + 8 * count])
        self._descriptor = os.open(index.with_suffix(".pack"), _FLAGS)
        status = os.fstat(self._descriptor)
        if not stat.S_ISREG(status.st_mode):
            self.close()
            raise UnpackedError
        self._order = array("I", sorted(self._offsets))
        self._end = status.st_size - self._width

    def close(self) -> None:
        os.close(self._descriptor)

    def offset(self, name: bytes) -> int | None:
        width, names = self._width, self._names
        if len(name) != width:
            return None
        beginning = int.from_bytes(name[:4])
        low = bisect_left(self._beginnings, beginning)
        if names[low * width : (low + 1) * width] == name:
            return self._offsets[low]
        high = bisect_right(self._beginnings, beginning, low)
        while low < high:
            middle = (low + high) // 2
            if names[middle * width : (middle + 1) * width] < name:
                low = middle + 1
            else:
                high = middle
        return self._offsets[low] if names[low * width : (low + 1) * width] == name else None

    def entry(self, offset: int) -> tuple[int | None, bytes]:
        """None and a blob; or the offset of what it is a delta of, and that delta. Raises as Packs.blob sorts it."""
        raw = os.pread(self._descriptor, min(self._behind(offset) - offset, 2 * _BASE), offset)
        byte = raw[0]
        kind, size, shift, at = byte >> 4 & 7, byte & 15, 4, 1
        while byte & _MORE:
            byte = raw[at]
            size |= (byte & _LOW) << shift
            shift, at = _longer(shift), at + 1
        base: int | None = None
        if kind == _OFFSET_DELTA:
            byte = raw[at]
            back, at, shift = byte & _LOW, at + 1, 0
            while byte & _MORE:
                byte = raw[at]
                back, at, shift = (back + 1) << 7 | byte & _LOW, at + 1, _longer(shift)
            base = offset - back
        elif kind == _NAMED_DELTA:
            base, at = self.offset(raw[at : at + self._width]), at + self._width
        if size > (_BASE if base is None else LARGEST) or (base is None and kind != _BLOB):
            raise UnpackedError
        inflate = zlib.decompressobj()
        content = inflate.decompress(raw[at:], size + 1)
        if len(content) != size or not inflate.eof:
            raise UnpackedError
        return base, content

    def _behind(self, offset: int) -> int:
        """Where what begins there ends."""
        order = self._order
        if not 0 <= offset < _FAR:
            raise UnpackedError
        at = bisect_right(order, offset)
        if not at or order[at - 1] != offset:
            raise UnpackedError
        return order[at] if at < len(order) else self._end


def applied(delta: bytes, base: bytes, most: int) -> tuple[bytes, list[Copy]]:
    """What a delta makes of `base`, of at most so many bytes. Raises UnpackedError; IndexError where it is cut off."""
    before, at = _number(delta, 0)
    size, at = _number(delta, at)
    if before != len(base) or size > most:
        raise UnpackedError
    pieces: list[bytes | memoryview] = []
    copies: list[Copy] = []
    number, view = int.from_bytes, memoryview(base)
    made, end = 0, len(delta)
    while at < end:
        byte = delta[at]
        at += 1
        if byte < _MORE:
            length, behind = byte, at + byte
            pieces.append(delta[at:behind])
            at = behind
        else:
            if shape := _COPIES[byte]:
                mask, shift, width = shape
                behind = at + width
                both = number(delta[at:behind], "little")
                source, length, at = both & mask, both >> shift, behind
            else:
                source, length, at = _copy(delta, at, byte)
            length = length or _WHOLE_COPY
            behind = source + length
            pieces.append(base[source:behind] if length < _SEEN else view[source:behind])
            if length >= _WORTH:
                copies.append((made, source, length))
        made += length
        if made > size or not length:
            raise UnpackedError
    text = b"".join(pieces)
    if not (len(text) == made == size and at == end):
        raise UnpackedError
    return text, copies


def _copy(delta: bytes, at: int, byte: int) -> tuple[int, int, int]:
    """The source and the length of a copy whose numbers have bytes left out, which are 0, and where it ends."""
    both = 0
    for bit in range(_SOURCE + _LENGTH):
        if byte & 1 << bit:
            both |= delta[at] << 8 * bit
            at += 1
    return both & (1 << 8 * _SOURCE) - 1, both >> 8 * _SOURCE, at


def _number(raw: bytes, at: int) -> tuple[int, int]:
    """The number that begins there, seven bits a byte, and where it ends."""
    number = shift = 0
    byte = _MORE
    while byte & _MORE:
        byte = raw[at]
        number |= (byte & _LOW) << shift
        shift, at = _longer(shift), at + 1
    return number, at


def _longer(shift: int) -> int:
    """By the seven bits of another byte: of very many each takes longer than the one before."""
    if shift > _BITS:
        raise UnpackedError
    return shift + 7


def _indexes(folder: Path) -> list[tuple[int, Path]]:
    """With their sizes, the largest first."""
    try:
        with os.scandir(folder) as entries:
            found = [
                (entry.stat(follow_symlinks=False).st_size, Path(entry.path))
                for entry in entries
                if entry.name.endswith(".idx")
            ]
    except OSError:
        return []
    return sorted(found, reverse=True)


def _whole(path: Path) -> bytes:
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _INDEX:
            raise UnpackedError
        return file.read(_INDEX)


def _numbers(raw: bytes | bytearray) -> array[int]:
    """Big-endian numbers of four bytes."""
    numbers = array("I", raw)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
