"""tar (ustar, GNU's and pax's long names) and ar, as streams: headers and bodies.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from agent.scan.containers.budget import UnreadableError
from agent.scan.containers.kinds import Kind, kind
from agent.scan.containers.reading import Reader

Entry = tuple[bytes, Iterator[bytes]]

_BLOCK: Final = 512
_LONGEST_NAME: Final = 1 << 16
_FILES: Final = frozenset(b"0\x007")
_GNU_SPARSE: Final = ord("S")
_GNU_NAME: Final = ord("L")
_PAX: Final = ord("x")
_PAX_RECORD: Final = re.compile(rb"^[0-9]{1,6} (path|size)=([^\n]*)\n", re.MULTILINE)
_MORE_OF_A_MAP: Final = (482, 504)  # where GNU's sparse header, and each block behind it, say that another follows
_AR_HEADER: Final = 60


def tar(reader: Reader) -> Iterator[Entry]:
    """Files with what is in them; links, folders and devices have nothing. Raises UnreadableError."""
    name, size = b"", -1
    ended = False
    while header := reader.upto(_BLOCK):
        if not header.strip(b"\0"):
            ended = True
            continue
        if ended and kind(header) is not Kind.TAR:
            return  # what stands behind it; another one may
        if len(header) < _BLOCK:
            message = "it ends too early"
            raise UnreadableError(message)
        length, flag = _number(header[124:136]), header[156]
        if flag in {_GNU_NAME, _PAX}:
            text = reader.exactly(_padded(_short(length)))[:length]
            if flag == _GNU_NAME:
                name = text.rstrip(b"\0")
            else:
                said = dict(_PAX_RECORD.findall(text))
                name = said.get(b"path", name)
                size = int(said[b"size"]) if said.get(b"size", b"").isdigit() else size
            continue
        length = size if size >= 0 else length
        if flag == _GNU_SPARSE:
            _skip_map(reader, header)
        body = reader.part(length)
        if flag in _FILES or flag == _GNU_SPARSE:
            yield name or _joined(header), body
        for _ in body:
            pass
        reader.exactly(_padded(length) - length)
        name, size = b"", -1


def _skip_map(reader: Reader, header: bytes) -> None:
    """Where a sparse file has its holes, as far as its header is too short for that."""
    at, behind = _MORE_OF_A_MAP
    while header[at]:
        header, at = reader.exactly(_BLOCK), behind


def _short(length: int) -> int:
    if length > _LONGEST_NAME:
        message = "a name in it is too long"
        raise UnreadableError(message)
    return length


def _joined(header: bytes) -> bytes:
    name, before = header[:100].partition(b"\0")[0], header[345:500].partition(b"\0")[0]
    return before + b"/" + name if before and header[257:262] == b"ustar" and header[262:263] == b"\0" else name


def _padded(length: int) -> int:
    return -(-length // _BLOCK) * _BLOCK


def _number(field: bytes) -> int:
    """Octal digits, or a binary number where the first bit is set."""
    if field[0] & 0x80:
        return int.from_bytes(field[1:])
    digits = field.strip(b" \0")
    try:
        return int(digits or b"0", 8)
    except ValueError:
        pass
    message = "damaged"
    raise UnreadableError(message)


def ar(reader: Reader) -> Iterator[Entry]:
    """Members of a static library or of a Debian package (https://manpages.debian.org/deb.5)."""
    reader.exactly(8)
    while header := reader.upto(_AR_HEADER):
        digits = header[48:58].strip()
        if len(header) < _AR_HEADER or header[58:] != b"`\n" or not digits.isdigit():
            message = "damaged"
            raise UnreadableError(message)
        length = int(digits)
        body = reader.part(length)
        name = header[:16].rstrip(b" /")
        yield name, body
        for _ in body:
            pass
        reader.upto(length % 2)
