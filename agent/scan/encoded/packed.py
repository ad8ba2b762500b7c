"""What is compressed: gzip, zlib, bzip2, xz, and files attached as zip or PDF; what its base64 or hex begins with, and
what it says.

    H4sI...   --letters.py-->   1f 8b 08 ...   --unpack-->   DB_PASSWORD=x
    UEsDB...                    50 4b 03 04 ...              what is in each of its files, one behind the other

What comes out has a limit, however much there is: a small file may swell to any length.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from agent.scan.containers.budget import Budget
from agent.scan.containers.streams import TROUBLE
from agent.scan.containers.walk import members

PACKED: Final = 1 << 20  # of a compressed run, and of what comes out of it

_GZIP: Final = b"\x1f\x8b\x08"
_ZLIB: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_BZIP2: Final = b"BZh"
_XZ: Final = b"\xfd7zXZ\0"
_FILES: Final = (b"PK\x03\x04", b"%PDF-")
_MEMBERS: Final = 1000
ARCHIVE: Final = b"UEsD"
_PLAIN: Final = rb"H4sI|SDRzS|QlpoO|/Td6WFoA|UEsDB[AB]|JVBERi0|1[fF]8[bB]08"
PACKED_START: Final = re.compile(_PLAIN + rb"|eJ[w-z]|eN[o-r]|eA[E-H]|eF[4-7]")
PLAIN_START: Final = re.compile(_PLAIN)  # by chance hardly ever


def unpack(raw: bytes) -> bytes | None:
    """What was compressed, up to a limit, even if its end is missing; nothing, if it is damaged. None: it was not."""
    if raw.startswith(_FILES):
        return _inside(raw)
    if raw.startswith(_GZIP) or _ZLIB.match(raw):
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
        decompress: Callable[[bytes, int], bytes] = inflate.decompress
    elif raw.startswith(_BZIP2):
        decompress = bz2.BZ2Decompressor().decompress
    elif raw.startswith(_XZ):
        decompress = lzma.LZMADecompressor(memlimit=64 << 20).decompress
    else:
        return None
    try:
        return decompress(raw, PACKED)
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError):
        return b""


def _inside(raw: bytes) -> bytes:
    budget = Budget(len(raw), total=PACKED, members=_MEMBERS, held=PACKED, kept=2 * PACKED, depth=2, free=PACKED)
    out = bytearray()
    with suppress(*TROUBLE):
        for member in members(io.BytesIO(raw), "", budget):
            for block in member.blocks:
                out += block
            out += b"\n"
    return bytes(out)
