r"""Base64 and hex, of which a run may be many lines.

    data: c2VjcmV0X2tleT1n     <-- a line, whose letters stand in groups of four, or of two
          aHBfLi4u             <-- a line of the same run: without what a log, a quote or an indentation puts there

A trigger says where a group begins: so what stands before it need not be known.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate
from typing import Final

from agent.scan.encoded.packed import ARCHIVE, PACKED, PACKED_START, PLAIN_START
from agent.scan.encoded.runs import (
    FIRST_LOOK,
    REACH,
    SAMPLE,
    SHORTEST,
    WHOLE,
    Line,
    Run,
    Turn,
    as_a_whole,
    looks_like_text,
)
from agent.scan.views.lines import prefixed

_NARROWEST: Final = 40  # columns: shorter lines of base64 are not one run
_LINES: Final = 1024
_MARKS: Final = frozenset(b"+-")  # of a line that was added or taken out
_JOINED: Final = 2  # letters that may stand before what joins a string to the one above it

BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
HEX: Final = b"0123456789abcdefABCDEF"
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")

# Between two lines of one run: a line's end, as it is or escaped; what quotes it.
_LINE_END: Final = re.compile(rb"(?:\\r)?\\n(?:[\"'][\s+.,\\]{1,40}[\"'])?|[\"']?[ \t]{0,4}[+,.\\]?\r?\n")
_WORD: Final = re.compile(rb"[A-Z]?[a-z]{2,15}|[A-Z]{2,15}")  # of another line, where nothing else tells of a width
_LINE_ENDED: Final = re.compile(rb"(?:(?:\\r)?\\n|(?:(?:\\r)?\\n)?[\"']?[ \t]{0,4}[+,.\\]?\r?\n)\Z")
_CLOSED: Final = re.compile(rb"[=\s\"'\\;<|)\]}]|\Z")
_QUOTE: Final = re.compile(rb"(?:[+.][ \t]{0,4})?[\"']?")


def lettered(data: bytes, end: int, letters: bytes, behind: int, since: int, seen: dict[bytes, Letters]) -> Run | None:
    """A run of base64 or of hex from `since` on, of whose last group `behind` letters stand before `end`."""
    group, size = (2, 1) if letters is HEX else (4, 3)
    if (around := seen.get(letters)) and around.is_noise(end, -behind % group, letters):
        return None
    lines = _lines(data, end, letters)
    placed = seen[letters] = Letters(data, lines)
    text = placed.text
    before = sum(min(high, end) - low for low, high in lines if low < end)
    skipped = 0 if PLAIN_START.match(text) else (before - behind) % group
    first, read = lines[0][0], 0
    if not PACKED_START.match(text, skipped):
        earlier = sum(min(high, since) - low for low, high in lines if low < since)
        read = max(0, -(-(earlier - skipped) // group) * group)
        skipped += read
    text = text[skipped:]
    if len(text) < SHORTEST:
        return None
    # A picture holds every word once in a while, but no text behind it.
    behind_it = text[-(-(before - skipped) // group) * group :][:SAMPLE]
    is_text = looks_like_text(_plain(behind_it, letters))
    if not is_text and not PACKED_START.match(text):
        return None
    raw = _plain(text, letters)
    stop = lines[-1][1]
    if letters is BASE64:
        stop += len(data[stop : stop + 2]) - len(data[stop : stop + 2].lstrip(b"="))
    whole = stop - first <= WHOLE
    way = partial(as_a_whole, first, stop) if whole else partial(_within, placed, skipped, group, size)
    turns = [(turn_of(letters, skipped + shift), line) for line, shift in placed.shifts() if line[1] > since]
    return Run(placed.place(read), stop, raw, way, not is_text and not PLAIN_START.match(text), turns)


def turn_of(letters: bytes, at: int) -> Turn:
    """Of letters on a line, of which a group begins there."""
    return letters, at % (2 if letters is HEX else 4)


def _plain(text: bytes, letters: bytes) -> bytes:
    if letters is HEX:
        return binascii.unhexlify(text[: len(text) & ~1])
    text = text[: len(text) - (len(text) % 4 == 1)].translate(_STANDARD)
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4))


class Letters:
    """`text` is what some lines say together: where each letter of it stands."""

    def __init__(self, data: bytes, lines: Sequence[Line]) -> None:
        self.text = b"".join(data[low:high] for low, high in lines)
        self._lines = lines
        self._firsts = [0, *accumulate(high - low for low, high in lines)]

    @cached_property
    def _may_be_packed(self) -> bool:
        return any(PACKED_START.match(self.text, skipped) for skipped in range(4))

    def is_noise(self, end: int, to_group: int, letters: bytes) -> bool:
        """Is it known that a mark which ends there is one by chance, as no text follows? So that what is around it is
        looked at once for all of them. `to_group`: letters up to the next group.
        """
        at = bisect_right(self._lines, (end,)) - 1
        if at < 0 or end > self._lines[at][1] or self._may_be_packed:
            return False
        first = self._firsts[at] + end - self._lines[at][0] + to_group
        sample = self.text[first : first + SAMPLE]
        return len(sample) == SAMPLE and not looks_like_text(_plain(sample, letters))

    def shifts(self) -> Iterator[tuple[Line, int]]:
        """Each line, and how far its letters stand behind their numbers."""
        return ((line, line[0] - number) for line, number in zip(self._lines, self._firsts, strict=False))

    def place(self, index: int) -> int:
        at = bisect_right(self._firsts, index) - 1
        return self._lines[at][0] + index - self._firsts[at] if at < len(self._lines) else self._lines[-1][1] - 1


def _within(letters: Letters, skipped: int, group: int, size: int, start: int, end: int) -> tuple[int, int]:
    """From bytes to the letters that they are made of, whatever was left of the run: the same bytes, the same place."""
    first = skipped + start // size * group + start % size
    last = skipped + (end - 1) // size * group + (end - 1) % size + 2
    return letters.place(first), letters.place(last - 1) + 1


def _lines(data: bytes, end: int, letters: bytes) -> list[Line]:
    """The run of such letters before and behind `end`, line by line."""
    low = end - _back(data, end, letters)
    reach = PACKED if PACKED_START.match(data, low) else REACH
    limit = end + reach
    before: list[Line] = []
    lines = [(low, end + _on(data, end, letters, reach))]
    while len(before) < _LINES and lines[0][1] > end - REACH:
        line = _line_before(data, (before or lines)[-1], letters, last=not before)
        if line is None or line[0] < end - REACH or PACKED_START.match(data, (before or lines)[-1][0]):
            break
        before.append(line)
    first = (before or lines)[-1][0]
    if not before and data.startswith(b"+", first) and data.startswith(b"\n+", lines[0][1]):
        lines = [(first + 1, lines[0][1])]
    _follow(data, lines, letters, limit, is_added=not _MARKS.isdisjoint(data[max(0, first - 1) : first + 1]))
    return before[::-1] + lines


def _follow(data: bytes, lines: list[Line], letters: bytes, limit: int, *, is_added: bool) -> None:
    """The lines behind the one that is there. `is_added`: each has a mark before it, which is a letter, too."""
    begins = PLAIN_START if PLAIN_START.match(data, lines[0][0]) else PACKED_START  # by chance a line of it may
    while len(lines) < _LINES and lines[-1][1] < limit:
        start, stop = lines[-1]
        length = stop - start
        fold = _LINE_END.match(data, stop) if stop - start >= _NARROWEST else None
        if fold is None:
            break
        start = prefixed(data, fold.end())
        is_letter = b"+" in letters and data.startswith(b"+", start) and not is_added
        if not is_letter or not _JOINED < _on(data, start, letters, length + 1) <= length:
            start = _QUOTE.match(data, start).end()  # type: ignore[union-attr]  # it may be empty
        another = begins.match(data, start)
        # Each file of an archive begins as that does.
        if another and not (another[0].startswith(ARCHIVE) and data.startswith(ARCHIVE, lines[0][0])):
            break
        longest, length = length, _on(data, start, letters, length + 1)
        if not 0 < length <= longest or not _CLOSED.match(data, start + length):
            break
        if len(lines) == 1 and _WORD.fullmatch(data, start, start + length):
            break
        lines.append((start, start + length))
        if length < longest:
            break


def _line_before(data: bytes, line: Line, letters: bytes, *, last: bool) -> Line | None:
    """The line of the same run before this one, if it has one."""
    start, stop = line
    newline = data.rfind(b"\n", max(0, start - 128), start) + 1
    if data[start - 2 : start] == b"\\n":
        newline = start
    elif not newline or _QUOTE.match(data, prefixed(data, newline)).end() < start:  # type: ignore[union-attr]
        return None
    ended = _LINE_ENDED.search(data, max(0, newline - 12), newline)
    if ended is None:
        return None
    high = ended.start()
    length = _back(data, high, letters)
    fits = length == stop - start or (last and length > stop - start)
    return (high - length, high) if fits and length >= _NARROWEST else None


def _back(data: bytes, end: int, letters: bytes) -> int:
    """How many letters stand before `end`."""
    size = FIRST_LOOK
    while True:
        part = data[max(0, end - size) : end]
        length = len(part) - len(part.rstrip(letters))
        if length < len(part) or size >= min(end, REACH):
            break
        size = min(8 * size, REACH)
    # The `n` of an escaped line's end is a letter, too.
    return length - (length > 1 and data[end - length - 1 : end - length + 1] in {b"\\n", b"\\r"})


def _on(data: bytes, start: int, letters: bytes, most: int) -> int:
    """How many letters stand from `start` on, up to `most`."""
    size = min(FIRST_LOOK, most)
    while True:
        part = data[start : start + size]
        length = len(part) - len(part.lstrip(letters))
        if length < size or size == most:
            return length
        size = min(8 * size, most)
