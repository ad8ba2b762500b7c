"""What kind of container bytes are, told from their first ones: a name can say anything."""

from __future__ import annotations

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


STREAMS: Final = frozenset({Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.ZSTD})

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
)
_FIRST: Final = frozenset(magic[0] for magic, _ in _MAGIC)
_BLOCK_SIZES: Final = b"123456789"


def kind(head: bytes) -> Kind | None:
    """Of what begins with `head` (HEAD bytes, or all there is)."""
    if head and head[0] in _FIRST:
        found = next((one for magic, one in _MAGIC if head.startswith(magic)), None)
        if found is Kind.BZIP2 and (head[3:4] not in _BLOCK_SIZES or head[4:10] != b"1AY&SY"):
            found = None
        if found:
            return found
    if head[_TAR_AT : _TAR_AT + 6] in _USTAR or _is_old_tar(head):
        return Kind.TAR
    return None


def _is_old_tar(head: bytes) -> bool:
    """Without a magic word, but with a checksum of its header in octal digits."""
    stated = head[_CHECKSUM].strip(b" \0")
    if len(head) < HEAD or not head[0] or not stated.isdigit() or b"8" in stated or b"9" in stated:
        return False
    return int(stated, 8) == sum(head[:HEAD]) - sum(head[_CHECKSUM]) + 8 * ord(" ")
