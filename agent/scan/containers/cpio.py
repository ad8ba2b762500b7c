"""cpio as rpm and the kernel have it, and what stands before it in an rpm package.

https://rpm-software-management.github.io/rpm/manual/format_v4.html
https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from agent.scan.containers.budget import MIB, UnreadableError
from agent.scan.containers.reading import Reader

_LEAD: Final = 96
_INTRO: Final = 16  # of a header: magic, version, how many entries, how many bytes of what they say
_ENTRY: Final = 16
_MAGIC: Final = b"\x8e\xad\xe8"
_HEADER: Final = 110
_MAGICS: Final = (b"070701", b"070702")
_LONGEST_NAME: Final = 1 << 16
_LAST: Final = b"TRAILER!!!"


def rpm(reader: Reader) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """The header, which has the scripts, and the archive, as it was compressed. Raises UnreadableError."""
    reader.exactly(_LEAD)
    signature = _header(reader)
    reader.exactly(-len(signature) % 8)
    yield b"header", iter((_header(reader),))
    yield b"payload", reader.rest()


def _header(reader: Reader) -> bytes:
    intro = reader.exactly(_INTRO)
    length = _ENTRY * int.from_bytes(intro[8:12]) + int.from_bytes(intro[12:16])
    if not intro.startswith(_MAGIC) or length > MIB * 64:
        message = "damaged"
        raise UnreadableError(message)
    return intro + reader.exactly(length)


def cpio(reader: Reader) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """Its files. Raises UnreadableError."""
    while header := reader.upto(_HEADER):
        if not header.strip(b"\0"):
            return  # padding
        if len(header) < _HEADER or not header.startswith(_MAGICS):
            message = "damaged"
            raise UnreadableError(message)
        size, named = _number(header[54:62]), _number(header[94:102])
        name = reader.exactly(min(named, _LONGEST_NAME)).rstrip(b"\0")
        reader.exactly(-(_HEADER + named) % 4)
        if name == _LAST:
            return
        body = reader.part(size)
        if size:
            yield name, body
        for _ in body:
            pass
        reader.exactly(-size % 4)


def _number(digits: bytes) -> int:
    try:
        return int(digits, 16)
    except ValueError as error:
        message = "damaged"
        raise UnreadableError(message) from error
