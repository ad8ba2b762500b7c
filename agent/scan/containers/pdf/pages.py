"""The lines that a page shows: ISO 32000-2, 9.4.

Where a text begins is known, and how wide it is only about, as the widths of glyphs are in the font. So what follows
without a move is one text; what begins further on at the same height is on one line, parted by a blank, or by a tab if
it is far, as a table's cells are; and a single glyph is followed by the next one if that stands where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from typing import Final

from agent.scan.containers.pdf.cmaps import CMap
from agent.scan.containers.pdf.filters import unhexed
from agent.scan.containers.pdf.pen import Pen
from agent.scan.containers.pdf.strings import INSIDE, unescaped, western

_TOKEN: Final = re.compile(
    rb"[(<\[\]'\"TBcqQ](?:"
    rb"(?<=\()(?P<string>%b)(?P<closed>\))?"
    rb"|(?<=<)(?P<digits>[0-9A-Fa-f\s]{0,65536}+)>"
    rb"|(?<=\[)(?P<glyphs>(?>(?:\s*+<[0-9A-Fa-f\s]*+>[0-9\s.+\-]*+){2,65536})\])"
    rb"|(?<=[\[\]'\"])"
    rb"|(?:(?<=T)[jJdDmfL*]|(?<=B)T|(?<=c)m)(?<![\w/]..)(?![\w*])"
    rb"|(?<=[qQ])(?<![\w/].)(?![\w*])"
    rb")" % INSIDE
)
# Between glyphs, and less than a blank: each of them is shown on its own by some.
_KERNED: Final = re.compile(rb">\s*+(?:[0-9.+][0-9.\s]*+|-1?[0-9]{1,2}(?:\.[0-9]*+)?\s*+)?<")
_GLYPHS: Final = re.compile(rb"<([^>]*+)>([^<\]]*+)")
_OPERANDS: Final = 200  # bytes before an operator
_MOST: Final = 1 << 16  # strings of an array
_NAMES: Final = 256  # of fonts
_COST: Final = 32  # of a token, in bytes
_COUNTED: Final = 4096  # tokens
_BLOCK: Final = 1 << 16
_WORDS: Final = -200  # thousandths of the size: so far apart are words that have no blank between them
_CELLS: Final = -1000
_SHORTEST: Final = len(b"-200")

_SHOWING: Final = frozenset((b"Tj", b"TJ", b"'", b'"'))
_ON_NEXT: Final = frozenset((b"'", b'"'))

Named = Callable[[bytes], list[CMap]]
Operand = list[bytes | str]  # strings, and what parts them


def lines(content: bytes, named: Named, spend: Callable[[int], None]) -> Generator[bytes, None, bytes]:
    """In blocks; `spend` is told what it costs to look at all that may be shown. Returns what is left, as an attached
    file may have brackets, too: itself where that is all.
    """
    page = _Page(content, named)
    for number, found in enumerate(_TOKEN.finditer(content), 1):
        page.take(found)
        if not number % _COUNTED:
            spend(_COUNTED * _COST)
        if len(page.out) > _BLOCK:
            yield bytes(page.out)
            page.out.clear()
    page.end_line()
    yield bytes(page.out)
    return bytes(page.left + content[page.reached :]) if page.reached else content


class _Page:
    """`reached`: up to there all that is not shown is in `left`."""

    def __init__(self, content: bytes, named: Named) -> None:
        self.out, self.left = bytearray(), bytearray()
        self.reached = 0
        self._content = content
        self._line = bytearray()
        self._pen, self._fonts = Pen(), _Fonts(named)
        self._operand: Operand = []
        self._array: Operand | None = None
        self._begun = self._ended = 0  # where the operand does

    def take(self, found: re.Match[bytes]) -> None:
        word = found[0]
        if found["digits"] is not None:
            self._string(unhexed(found["digits"]), found)
        elif found["closed"]:
            self._string(unescaped(found["string"]), found)
        elif found["glyphs"]:
            parts = _GLYPHS.findall(_KERNED.sub(b"", found["glyphs"]))
            self._operand = [part for digits, number in parts for part in (unhexed(digits), _parted(number))]
            self._array, self._begun, self._ended = None, found.start(), found.end()
        elif word == b"[":
            self._array, self._begun = [], found.start()
        elif word == b"]":
            self._operand, self._array, self._ended = self._array or [], None, found.end()
        elif word in _SHOWING:
            self._show(word, found)
        elif self._array is None and found["string"] is None:
            before = self._content[max(0, found.start() - _OPERANDS) : found.start()]
            self._pen.moved(word, before)
            if word == b"Tf":
                self._fonts.choose(before)

    def _string(self, string: bytes, found: re.Match[bytes]) -> None:
        if self._array is None:
            self._operand, self._begun = [string], found.start()
        elif len(self._array) < _MOST:
            if self._array and (gap := _parted(self._content[self._ended : found.start()])):
                self._array.append(gap)
            self._array.append(string)
        self._ended = found.end()

    def _show(self, word: bytes, found: re.Match[bytes]) -> None:
        if word in _ON_NEXT:
            self._pen.next_line()
        operand, self._operand = self._operand, []
        if not operand or self._content[self._ended : found.start()].strip():
            return
        self.left += self._content[self.reached : self._begun] + b" "
        self.reached = found.end()
        text, *others = (each.replace("\0", "") for each in self._fonts.said(operand))
        for other in others:
            self.out += other.encode("utf-8", "replace") + b"\n"
        if text:
            between = self._pen.parted(text)
            if between == "\n" or len(self._line) > _BLOCK:
                self.end_line()
                between = ""
            self._line += (between + text).encode("utf-8", "replace")

    def end_line(self) -> None:
        self.out += self._line + b"\n" * bool(self._line)
        self._line.clear()


def _parted(number: bytes) -> str:
    if not _SHORTEST <= len(number) < _OPERANDS or b"-" not in number:
        return ""
    try:
        by = sum(map(float, number.split()))
    except ValueError:
        return ""
    return "\t" if by < _CELLS else " " if by < _WORDS else ""


class _Fonts:
    def __init__(self, named: Named) -> None:
        self._named = named
        self._known: dict[bytes, list[CMap]] = {}
        self._now: list[CMap] = []

    def choose(self, before: bytes) -> None:
        """/F1 12 Tf"""
        name = b" ".join(before.split()[-2:-1]).rpartition(b"/")[2]
        if name not in self._known:
            if len(self._known) >= _NAMES:
                self._known.clear()
            self._known[name] = self._named(name)
        self._now = self._known[name]

    def said(self, operand: Operand) -> Sequence[str]:
        """By the font, or by each that it may be and that knows all of it."""
        able = self._now
        if len(able) > 1:
            able = [font for font in able if all(font.knows(each) for each in operand if isinstance(each, bytes))]
        tellers = [font.text for font in able] or [_plain]
        return ["".join(each if isinstance(each, str) else tell(each) for each in operand) for tell in tellers]


def _plain(string: bytes) -> str:
    """In two bytes a character, too, where no font says what they mean."""
    return western(string[1::2] if len(string) > 1 and not string[::2].strip(b"\0") else string)
