"""Bytes that come as a stream, in pieces that a scanner takes: standard input, a blob that was pushed.

    bytes --> [ 64 KiB before | a piece of about 1 MiB | 64 KiB after ] --> Text, with its line and byte

A piece ends with a line where there is one to end with. At a pause the lines that are whole are offered as they are,
and the last 64 KiB of them once more with what follows, so that what stands on both sides of it is found. The first
line goes with each: it may name the columns of a table that all of them hold. A container (an archive, say) can only be
opened whole, so it is kept until it is, up to LARGEST_CONTAINER bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from agent.found import Text
from agent.scan import decode
from agent.scan.containers.kinds import HEAD, kind

PIECE: Final = 1 << 20
AROUND: Final = 1 << 16  # bytes; more than any match reaches, which a test holds
_HEADER: Final = 2048  # bytes of a line that names columns
LARGEST_CONTAINER: Final = 32 << 20


class Pieces:
    """`like`: what every piece is labelled with. `owed`: why it is not read whole; nothing more is taken then.

    `again`: so many bytes of the piece that was made last were offered before, at a pause.
    """

    def __init__(self, like: Text) -> None:
        self._like = like
        self._held = bytearray()
        self._before = self._head = b""
        self._line, self._offset = like.line, like.offset
        self._encoding: str | None = None
        self._container: str | None = None
        self._begun = False
        self._offered = 0
        self.owed = ""
        self.again = 0

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

    def pause(self) -> Iterator[Text]:
        """What is whole so far, as nobody knows when more comes: lines of text."""
        ends = self._held.rfind(b"\n") + 1
        if self.owed or ends <= self._offered:
            return
        if not self._begun and b"\0" not in self._held and not kind(bytes(self._held)):
            self._begin()
        if not self._begun or self._container is not None or self._encoding is not None:
            return
        made = self._made(ends)
        past = self._held.rfind(b"\n", 0, max(0, ends - AROUND)) + 1
        self._offered = ends
        self._pass(past)
        yield made

    def finish(self) -> Iterator[Text]:
        """What is left at the end."""
        if self.owed:
            return
        self._begin()
        while self._container is None and len(self._held) > PIECE:
            yield self._cut()
        if len(self._held) > self._offered:
            yield self._text(len(self._held))

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        head = bytes(self._held[:HEAD])
        found = kind(head)
        self._container = found.value if found else None
        self._encoding = decode.encoding(head)
        if self._encoding is None and self._container is None:
            self._head = bytes(self._held[: self._held.find(b"\n", 0, _HEADER) + 1])

    def _cut(self) -> Text:
        """Behind a line's end; of a wide encoding never through a character."""
        ends = self._held.rfind(b"\n", PIECE - AROUND, PIECE) + 1
        return self._text(ends if ends and self._encoding is None else PIECE)

    def _text(self, size: int) -> Text:
        made = self._made(size)
        self._pass(size)
        return made

    def _made(self, size: int) -> Text:
        self.again = min(size, self._offered)
        return replace(
            self._like,
            data=bytes(self._held[:size]),
            line=self._line,
            offset=self._offset,
            encoding=self._encoding,
            before=self._before,
            head=self._head,
            after=bytes(self._held[size : size + AROUND]),
        )

    def _pass(self, size: int) -> None:
        data = bytes(self._held[:size])
        del self._held[:size]
        self._before = (self._before + data[-AROUND:])[-AROUND:]
        self._line += b"".join(decode.to_utf8([data], self._encoding)).count(b"\n")
        self._offset += size
        self._offered = max(0, self._offered - size)
