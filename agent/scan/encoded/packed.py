"""What is compressed: gzip, zlib, bzip2 and xz; what its base64 or hex begins with, and what it says.

    H4sI...   --letters.py-->   1f 8b 08 ...   --unpack-->   DB_PASSWORD=x

What comes out has a limit, however much there is: a small file may swell to any length.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Callable
from typing import Final

PACKED: Final = 1 << 20  # of a compressed run, and of what comes out of it

_GZIP: Final = b"\x1f\x8b\x08"
_ZLIB: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_BZIP2: Final = b"BZh"
_XZ: Final = b"\xfd7zXZ\0"
PACKED_START: Final = re.compile(rb"H4sI|SDRzS|eJ[w-z]|eN[o-r]|eA[E-H]|eF[4-7]|QlpoO|/Td6WFoA|1[fF]8[bB]08")
PLAIN_START: Final = re.compile(rb"H4sI|SDRzS|QlpoO|/Td6WFoA|1[fF]8[bB]08")  # by chance hardly ever


def unpack(raw: bytes) -> bytes | None:
    """What was compressed, up to a limit, even if its end is missing; nothing, if it is damaged. None: it was not."""
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
