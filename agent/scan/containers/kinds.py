"""What kind of container bytes are, told from their first ones: a name can say anything."""

from __future__ import annotations

import zlib
from enum import Enum
from typing import Final

HEAD: Final = 512  # bytes that tell: tar says so at 257
_TAR_AT: Final = 257
_USTAR: Final = (b"ustar\0", b"ustar ")  # of POSIX and of GNU: a source that parses them has the word there, too
_CHECKSUM: Final = slice(148, 156)

# Git LFS keeps what a file holds elsewhere, and this in its place: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
POINTER: Final = b"version https://git-lfs.github.com/spec/v1\n"


class Kind(Enum):
    """The words are for what cannot be opened."""

    ZIP = "a zip archive"
    TAR = "a tar archive"
    AR = "an ar archive"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"
    SQLITE = "an SQLite database"
    PDF = "a PDF file"
    SEVEN_ZIP = "a 7z archive"
    RAR = "a rar archive"
    PACK = "a pack of git"
    RPM = "an rpm package"
    CPIO = "a cpio archive"
    CAB = "a cab archive"
    LZ4 = "lz4"
    ZLIB = "zlib"
    LZMA = "lzma"
    PROGRAM = "a program"  # which may have a zip archive behind it


STREAMS: Final = frozenset({Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.ZSTD, Kind.ZLIB, Kind.LZMA})

_MAGIC: Final = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"BZh", Kind.BZIP2),
    (b"\xfd7zXZ\0", Kind.XZ),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    # Begun by a frame that is skipped: pzstd writes the first of these.
    *((bytes((first,)) + b"\x2a\x4d\x18", Kind.ZSTD) for first in range(0x50, 0x60)),
    (b"!<arch>\n", Kind.AR),
    (b"SQLite format 3\0", Kind.SQLITE),
    (b"%PDF-", Kind.PDF),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"PACK\0\0\0", Kind.PACK),
    *((b"# v%d git bundle\n" % version, Kind.PACK) for version in (2, 3)),
    (b"\xed\xab\xee\xdb", Kind.RPM),
    (b"070701", Kind.CPIO),
    (b"070702", Kind.CPIO),
    (b"MSCF\0\0\0\0", Kind.CAB),
    (b"\x04\x22\x4d\x18", Kind.LZ4),
    (b"\x5d\0\0", Kind.LZMA),
    *((b"\x78" + bytes((level,)), Kind.ZLIB) for level in (0x01, 0x5E, 0x9C, 0xDA)),
    *((magic, Kind.PROGRAM) for magic in (b"\x7fELF", b"MZ", b"#!")),
)
_LEAST: Final = 64  # bytes that come out of a head
_LEAST_CUT: Final = 24  # the same of a short one, of which the end is not there
_FIRST: Final = frozenset(magic[0] for magic, _ in _MAGIC)
_BLOCK_SIZES: Final = b"123456789"


def kind(head: bytes) -> Kind | None:
    """Of what begins with `head` (HEAD bytes, or all there is)."""
    if head and head[0] in _FIRST:
        found = next((one for magic, one in _MAGIC if head.startswith(magic)), None)
        if found in _CHECKED:
            found = _CHECKED[found](head)
        if found:
            return found
    if head[_TAR_AT : _TAR_AT + 6] in _USTAR or _is_old_tar(head):
        return Kind.TAR
    return None


def _bzip2(head: bytes) -> Kind | None:
    return Kind.BZIP2 if head[3:4] in _BLOCK_SIZES and head[4:10] == b"1AY&SY" else None


def _lzma(head: bytes) -> Kind | None:
    """Of no size that is known, or of less than a terabyte: https://tukaani.org/lzma/ (lzma-file-format.txt)."""
    size = head[5:13]
    return Kind.LZMA if size == b"\xff" * 8 or (len(size) == 8 and size.endswith(b"\0\0\0")) else None  # noqa: PLR2004


def _zlib(head: bytes) -> Kind | None:
    """Two bytes say little: it is that where what follows is."""
    inner = zlib.decompressobj()
    try:
        came = inner.decompress(head, HEAD)
    except zlib.error:
        return None
    # One that is cut off comes to no end, and is owed.
    is_one = inner.eof or len(came) >= (_LEAST if len(head) == HEAD else _LEAST_CUT)
    return Kind.ZLIB if is_one and came and not head.isascii() else None


def _program(head: bytes) -> Kind | None:
    """A script with an archive right behind its first line is run as that archive (zipapp). One that is longer is known
    by its name, https://docs.spring.io/spring-boot/specification/executable-jar/.
    """
    if not head.startswith(b"#!"):
        return Kind.PROGRAM if b"\0" in head else None
    if b"\nPK\x03\x04" in head:
        return Kind.ZIP
    return Kind.PROGRAM if b":: Spring Boot" in head else None


def _cpio(head: bytes) -> Kind | None:
    digits = head[6:110]
    return Kind.CPIO if len(digits) == 104 and not digits.strip(b"0123456789abcdefABCDEF") else None  # noqa: PLR2004


_CHECKED: Final = {Kind.CPIO: _cpio, Kind.BZIP2: _bzip2, Kind.LZMA: _lzma, Kind.ZLIB: _zlib, Kind.PROGRAM: _program}


def _is_old_tar(head: bytes) -> bool:
    """Without a magic word, but with a checksum of its header in octal digits."""
    stated = head[_CHECKSUM].strip(b" \0")
    if len(head) < HEAD or not head[0] or not stated.isdigit() or b"8" in stated or b"9" in stated:
        return False
    return int(stated, 8) == sum(head[:HEAD]) - sum(head[_CHECKSUM]) + 8 * ord(" ")
