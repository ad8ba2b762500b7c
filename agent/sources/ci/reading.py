"""The bytes of a log as Texts for a scanner: in pieces of whole lines, from where we stopped, with what stands around.

    ....base........next......given|.....new lines.....|a line without its end        a log that is still written
        ^ asked for from here      ^ handed out up to here                             is handed out up to a line's end

A scanner needs what stands before a piece, and a cursor must not hold it: so a little is asked for again. A place that
may be asked for is 0, or a size that the server named; `next` is such a place that takes over when there is enough
behind it. At Jenkins these count other bytes (`raw`) than those that come (`text`).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

import msgspec

from agent.found import Text
from agent.sources.ci.base import Form, Log
from agent.sources.ci.fetch import Asker
from agent.sources.pages import ListError

PIECE: Final = 1 << 20
AROUND: Final = 1 << 15  # bytes before and behind a piece: more than a scanner asks for
MOST: Final = 2 << 30  # bytes of one log
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP: Final = b"\x1f\x8b\x08"
# What a log is by its path: a project called "tests" makes no test of it.
_LOG: Final = "build.log"
_ARCHIVE: Final = "build.zip"


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A place in a log: in the server's bytes, in those that came, and the number of its line."""

    raw: int = 0
    text: int = 0
    line: int = 1


class Marks(msgspec.Struct, frozen=True, array_like=True):
    """How far a log was handed out (`given`), and where to ask for more."""

    base: Mark = Mark()
    next: Mark = Mark()
    given: Mark = Mark()


class TooLargeError(ListError):
    """More than is read. It stays so."""


class AnewError(ListError):
    """The log is shorter than it was: it is another one, and read from its start."""


@dataclass(slots=True)
class Reading:
    """One log, once. `marks`: where it goes on, and afterwards where it will. largest: bytes of what must be whole."""

    asker: Asker
    log: Log
    largest: int
    marks: Marks = field(default_factory=Marks)

    async def texts(self) -> AsyncGenerator[Text]:
        """Raises ListError and ProviderError; what was yielded then is yielded again the next time."""
        match self.log.form:
            case Form.WHOLE:
                yield Text(self.log.label, await self._whole(), below=_ARCHIVE)
            case Form.LINES:
                yield Text(self.log.label, _lines(await self._whole()), below=_LOG)
            case Form.TEXT | Form.PROGRESSIVE:
                async with aclosing(self._pieces()) as pieces:
                    async for piece in pieces:
                        yield piece

    async def _whole(self) -> bytes:
        held = bytearray()
        if self.log.size is None or self.log.size <= self.largest:
            async with self.asker.body(self.log) as body:
                async for block in body.blocks:
                    held += block
                    if len(held) > self.largest:
                        break
        if len(held) > self.largest or (self.log.size or 0) > self.largest:
            message = f"larger than max_size ({self.largest // 1_000_000} MB): not read"
            raise TooLargeError(message)
        if self.log.form is Form.WHOLE and not held.startswith(_ZIP):
            message = "it answers with something that is no archive"
            raise ListError(message)
        return bytes(held)

    async def _pieces(self) -> AsyncGenerator[Text]:
        marks = self.marks
        async with self.asker.body(self.log, marks.base.raw) as body:
            if body.size is not None and body.size < marks.base.raw:
                message = "it is shorter than it was: it is read from its start"
                raise AnewError(message)
            before, pending = b"", bytearray()
            place, came = marks.given, -(marks.base.raw - body.start)
            passing = marks.given.text - marks.base.text - came
            async for block in body.blocks:
                came += len(block)
                if came > MOST:
                    message = f"longer than {MOST >> 30} GiB: the rest is not read"
                    raise TooLargeError(message)
                pending += block
                if passing:
                    before = (before + bytes(pending[:passing]))[-AROUND:]
                    passed = min(passing, len(pending))
                    passing -= passed
                    del pending[:passed]
                while len(pending) >= PIECE + AROUND:
                    end = pending.rfind(b"\n", 0, PIECE) + 1 or PIECE
                    yield self._text(place, before, pending, end)
                    before, place = _past(place, before, pending, end)
            if passing:
                message = "it is shorter than it was: it is read from its start"
                raise AnewError(message)
            end = len(pending) if self.log.over else pending.rfind(b"\n") + 1
            if end:
                yield self._text(place, before, pending, end)
                _, place = _past(place, before, pending, end)
        raw = marks.base.raw + came if body.size is None else body.size
        self.marks = _moved(marks, place, Mark(raw, marks.base.text + came, place.line))

    def _text(self, place: Mark, before: bytes, pending: bytearray, end: int) -> Text:
        after = bytes(pending[end : end + AROUND])
        data = bytes(pending[:end])
        return Text(self.log.label, data, place.line, place.text, below=_LOG, before=before, after=after)


def _past(place: Mark, before: bytes, pending: bytearray, end: int) -> tuple[bytes, Mark]:
    """What stands before the next piece, and where that begins."""
    lines = pending.count(b"\n", 0, end)
    before = (before + bytes(pending[max(0, end - AROUND) : end]))[-AROUND:]
    del pending[:end]
    return before, Mark(0, place.text + end, place.line + lines)


def _moved(marks: Marks, given: Mark, end: Mark) -> Marks:
    if given.text - marks.next.text >= AROUND:
        return Marks(marks.next, end, given)
    return Marks(marks.base, end if marks.next == marks.base else marks.next, given)


class _Line(msgspec.Struct):
    message: str = ""


def _lines(held: bytes) -> bytes:
    """What a JSON list of messages says. One that comes packed is the scanner's to unpack."""
    if held.startswith(_GZIP):
        return held
    problem = "it answers with something that is no list of messages"
    try:
        return "".join(line.message for line in msgspec.json.decode(held, type=list[_Line])).encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    raise ListError(problem)
