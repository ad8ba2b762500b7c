"""A cursor's position as text, and how often one is worth its size.

A position is JSON; a long one is compressed inside it: a tree of 100,000 files takes some megabytes. A position that
cannot be read (an older Stanch wrote it) counts as none, and so as first sight: reading twice is harmless.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Final, TypeVar

import msgspec

from agent.found import Cursor

Position = TypeVar("Position", bound=msgspec.Struct)

_LONG: Final = 8192
# A short position comes with every part, a long one after one more part for each so many characters of it: 100,000
# files then cost some 30 cursors, not 100,000 of a megabyte each.
_SHORT: Final = 4096
_CHARACTERS_A_PART: Final = 256


def pack(position: msgspec.Struct) -> str:
    """The same position gives the same text. The standard library's JSON, as file names may hold lone surrogates."""
    text = json.dumps(msgspec.to_builtins(position), separators=(",", ":"), sort_keys=True)
    if len(text) <= _LONG:
        return text
    return json.dumps({"zlib": base64.b64encode(zlib.compress(text.encode(), 1)).decode()})


def unpack(cursor: Cursor | None, kind: type[Position]) -> Position | None:
    if cursor is None:
        return None
    try:
        value = json.loads(cursor.position)
        if isinstance(value, dict) and value.keys() == {"zlib"}:
            value = json.loads(zlib.decompress(base64.b64decode(value["zlib"])))
        return msgspec.convert(value, kind)
    except (ValueError, zlib.error, msgspec.ValidationError):
        return None


class Pace:
    """Whether the next part should bring a cursor: every one where positions are short, fewer where they are long."""

    def __init__(self, position: msgspec.Struct) -> None:
        self._wait = 0
        self.told(pack(position))

    def due(self) -> bool:
        self._wait -= 1
        return self._wait < 0

    def told(self, text: str) -> None:
        self._wait = max(0, len(text) - _SHORT) // _CHARACTERS_A_PART
