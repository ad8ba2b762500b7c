"""Bytes that come as a stream, in pieces that a scanner takes: standard input, a blob that was pushed.

    bytes --> [ 64 KiB before | a piece of about 1 MiB | 64 KiB after ] --> Text, with its line and byte

A piece ends with a line where there is one to end with. A container (an archive, say) can only be opened whole, so it
is kept until it is, up to LARGEST_CONTAINER bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from agent.model import Text
from agent.scan import decode
from agent.scan.containers.kinds import HEAD, kind

PIECE: Final = 1 << 20
AROUND: Final = 1 << 16  # bytes; more than any match reaches, which a test holds
LARGEST_CONTAINER: Final = 32 << 20


class Pieces:
    """`like`: what every piece is labelled with. `owed`: why it is not read whole; nothing more is taken then."""

    def __init__(self, like: Text) -> None:
        self._like = like
        self._held = bytearray()
        self._before = b""
        self._line, self._offset = like.line, like.offset
        self._encoding: str | None = None
        self._container: str | None = None
        self._begun = False
        self.owed = ""

    def add(self, block: bytes) -> Iterator[Text]:
        """The pieces that are whole by now."""
        self._held += block
        if not self._begun and len(self._held) < HEAD:
            return
        self._begin()
        if self._container is None:
            while len(self._held) >= PIECE + AROUND:
                yield self._cut()
        elif len(self._held) > LARGEST_CONTAINER:
            self.owed = f"{self._container} of more than {LARGEST_CONTAINER >> 20} MiB: scan it as a file"
            self._held.clear()

    def finish(self) -> Iterator[Text]:
        """What is left at the end."""
        if self.owed:
            return
        self._begin()
        while self._container is None and len(self._held) > PIECE:
            yield self._cut()
        if self._held:
            yield self._text(len(self._held))

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        head = bytes(self._held[:HEAD])
        found = kind(head)
        self._container = found.value if found else None
        self._encoding = decode.encoding(head)

    def _cut(self) -> Text:
        """Behind a line's end; of a wide encoding never through a character."""
        ends = self._held.rfind(b"\n", PIECE - AROUND, PIECE) + 1
        return self._text(ends if ends and self._encoding is None else PIECE)

    def _text(self, size: int) -> Text:
        data = bytes(self._held[:size])
        made = replace(
            self._like,
            data=data,
            line=self._line,
            offset=self._offset,
            encoding=self._encoding,
            before=self._before,
            after=bytes(self._held[size : size + AROUND]),
        )
        del self._held[:size]
        self._before = data[-AROUND:]
        self._line += b"".join(decode.to_utf8([data], self._encoding)).count(b"\n")
        self._offset += size
        return made
