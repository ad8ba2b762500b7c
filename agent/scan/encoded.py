r"""Decodes encoded runs: base64 (URL-safe, unpadded, wrapped), hex, UTF-16, escapes, dumps; and what is compressed in
them.

    Trigger (triggers.py) --> the run around it --> its bytes --\
    Trigger ----------------> the run around it --> its bytes ---+--> Decoded.data --the engine, once more--> found
                                                                      Decoded.span: where in the original

All runs of a buffer are decoded into one, so that looking at them costs one call, and parts of one credential that are
encoded apart (a Kubernetes Secret) are still side by side. A short run is pointed at as a whole; of a long one the part
that the value comes from.

Over 300 lines: the forms are few lines each, and nest in one another, so that each must know how the others are undone.
"""

from __future__ import annotations

import binascii
import bz2
import lzma
import re
import zlib
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate
from typing import Final

from agent.scan.dumped import dumped
from agent.scan.hits import Found
from agent.scan.triggers import Form
from agent.scan.views.edits import View
from agent.scan.views.escapes import undone
from agent.scan.views.lines import prefixed

DEPTH: Final = 3  # base64 in base64 in base64
_REACH: Final = 16 * 1024  # of a run, on either side of its trigger
_FIRST_LOOK: Final = 256  # most runs are short, and a look copies
_PACKED: Final = 1 << 20  # of a compressed run, and of what comes out of it
_ALL: Final = 4 << 20  # what is decoded of one buffer, half of that of what was decoded, and so on
_TIMES: Final = 4  # for each byte of it: runs that overlap are decoded twice
_TRIES, _NEXT_LINE = 3, 512  # marks of a dump on one line, and where that ends at the latest
_LEAST_COST: Final = 16 * 1024  # of a compressed one that is damaged: trying takes time, too
_WHOLE: Final = 2048  # a run up to this length is pointed at as a whole
_BEFORE: Final = 512  # of a line that was decoded: so far before its end something begins that goes on behind
_AGAIN: Final = _REACH // 8  # the same of letters: what is longer is whole in what was decoded before
_SHORTEST: Final = 8
_NARROWEST: Final = 40  # columns: shorter lines of base64 are not one run
_LINES: Final = 1024

_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_HEX: Final = b"0123456789abcdefABCDEF"
_PRINTABLE: Final = bytes(range(0x20, 0x7F)) + b"\0\t\n\r"  # NUL: UTF-16
_SAMPLE: Final = 24
_TEXT: Final = 0.9  # of what is one, with a piece of something else before it
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")

# Between two lines of one run: a line's end, as it is or escaped; what quotes it.
_LINE_END: Final = re.compile(rb"(?:\\r)?\\n(?:[\"'][\s+.,\\]{1,40}[\"'])?|[\"']?[ \t]{0,4}[+,.\\]?\r?\n")
_WORD: Final = re.compile(rb"[A-Z]?[a-z]{2,15}|[A-Z]{2,15}")  # of another line, where nothing else tells of a width
_LINE_ENDED: Final = re.compile(rb"(?:(?:\\r)?\\n|(?:(?:\\r)?\\n)?[\"']?[ \t]{0,4}[+,.\\]?\r?\n)\Z")
_CLOSED: Final = re.compile(rb"[=\s\"'\\;<|)\]}]|\Z")
_QUOTE: Final = re.compile(rb"(?:[+.][ \t]{0,4})?[\"']?")

# Of a list: its first number and what leads to it; its numbers, by their base; one of them.
_FIRST_NUMBER: Final = re.compile(rb"(?<![0-9A-Za-z])(0[xX])?[0-9a-fA-F]{2,3}\s?,")
_IN_OPENED: Final = 40
_TO_OPENED: Final = 200  # back from its fourth number, which may be on another line
_OPENED: Final = b"([{:"
_PARTED: Final = rb"\s{0,4},[\s\\]{0,40}"
_NUMBERS: Final = {
    10: re.compile(rb"(?:[0-9]{1,3}" + _PARTED + rb"){7,4096}+(?:[0-9]{1,3})?+"),
    16: re.compile(rb"(?:(?:0[xX])?[0-9a-fA-F]{2}" + _PARTED + rb"){7,4096}+(?:(?:0[xX])?[0-9a-fA-F]{2})?+"),
}
_NUMBER: Final = re.compile(rb"(?:0[xX])?([0-9a-fA-F]{1,3})")

_GZIP: Final = b"\x1f\x8b\x08"
_ZLIB: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_BZIP2: Final = b"BZh"
_XZ: Final = b"\xfd7zXZ\0"
_PACKED_START: Final = re.compile(rb"H4sI|SDRzS|eJ[w-z]|eN[o-r]|eA[E-H]|eF[4-7]|QlpoO|/Td6WFoA|1[fF]8[bB]08")
_PLAIN_START: Final = re.compile(rb"H4sI|SDRzS|QlpoO|/Td6WFoA|1[fF]8[bB]08")  # by chance hardly ever

Way = Callable[[int, int], tuple[int, int]]
Line = tuple[int, int]
Turn = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Run:
    """`data` is what the bytes up to `end` say; `way`: from offsets in it to those in the original.

    is_doubtful: it only begins as if it were compressed
    shown: the lines of a dump, which show the same as text once more
    turns: of letters, which groups they make on each line (`_turn`): whoever points at others of them is read already
    """

    start: int
    end: int
    data: bytes
    way: Way
    is_doubtful: bool = False
    turns: Sequence[tuple[Turn, Line]] = ()
    shown: Sequence[Line] = ()


class Decoded:
    """Several runs, decoded, as one text."""

    _BETWEEN: Final = b"\n\n"

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        lengths = (len(run.data) + len(self._BETWEEN) for run in runs)
        self._starts = [0, *accumulate(lengths)][: len(runs)]
        self._shown = sorted(line for run in runs for line in run.shown)
        self.data = self._BETWEEN.join(run.data for run in runs)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the bytes `start` to `end` of `data` come from."""
        at, behind = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        first, last = self._part(at, start, end)
        return first, last if at == behind else max(last, self._part(behind, end - 1, end)[1])

    def placed(self, inside: Sequence[Found]) -> list[Found]:
        """What is in `data`, where it comes from. To the last of what is on a line of a dump belongs the rest of it,
        where it stands again as text.
        """
        found: list[Found] = []
        low = -1
        for each in reversed(inside):
            there = each.at(self.span)
            behind = self._behind(there.end)
            if low < 0 or there.end <= behind <= low:
                there = there._replace(end=behind, until=there.end)
            else:
                there = there._replace(until=there.end)
            low = there.start if low < 0 else min(low, there.start)
            found.append(there)
        return found[::-1]

    def _behind(self, end: int) -> int:
        at = bisect_left(self._shown, (end,)) - 1
        return max(end, self._shown[at][1]) if at >= 0 and end <= self._shown[at][1] else end

    def _part(self, at: int, start: int, end: int) -> tuple[int, int]:
        """The same, in one run, of what of it is in that."""
        run, base = self._runs[at], self._starts[at]
        low, high = min(start - base, len(run.data) - 1), min(end - base, len(run.data))
        return run.way(low, max(low + 1, high))


def decoded(data: bytes, ends: Mapping[Form, Iterable[int]], depth: int = 0) -> Decoded | None:
    """What the runs around these ends of triggers say; None where that is nothing. `depth`: how often `data` itself was
    decoded.
    """
    runs: dict[Line, dict[bytes, Run]] = {}
    read: dict[Turn, list[Line]] = {}  # from where up to where, ascending
    seen: dict[bytes, _Letters] = {}
    tried = Counter[int]()
    left = min(_ALL >> depth, max(_PACKED, _TIMES * len(data)))
    for form, places in ends.items():
        reached = -1
        for end in places:
            if end <= reached or left <= 0:
                continue
            known = _before(read, form, end)
            if known and end <= known[1]:
                continue
            run = _run(data, form, end, known[1] - _AGAIN if known else reached - _BEFORE, seen)
            if run is None:
                reached = _refused(data, form, end, reached, tried)
                continue
            if (unpacked := _unpacked(run.data)) is not None:
                left -= _LEAST_COST
            if run.is_doubtful and not unpacked:
                continue  # by chance: another mark may tell how it is to be read
            # A long run is decoded piece by piece, but one that was compressed, and a dump, at once.
            whole = form is Form.DUMPED or run.end - end < _REACH or _PACKED_START.match(data, run.start)
            behind = run.end if whole else end + _REACH // 2
            _remember(read, run.turns, behind)
            # A word in other groups may be the one that is meant, but not in what is compressed.
            if unpacked or not run.turns:
                reached = behind
            if unpacked:
                # Where it begins is what can be pointed at.
                way = partial(_whole, run.start, min(run.end, run.start + _WHOLE))
                run = Run(run.start, run.end, unpacked, way)
            left -= len(run.data)
            runs.setdefault((run.start, run.end), {}).setdefault(run.data, run)
    kept = [run for line in sorted(runs) for run in _readings([*runs[line].values()])]
    return Decoded(kept) if kept else None


def _refused(data: bytes, form: Form, end: int, reached: int, tried: Counter[int]) -> int:
    """Up to where no other mark needs to be asked: of a line on which several told of a dump that is none, the rest."""
    if form is not Form.DUMPED:
        return reached
    newline = data.find(b"\n", end, end + _NEXT_LINE)
    line = newline if newline >= 0 else end - end % _NEXT_LINE + _NEXT_LINE
    tried[line] += 1
    return line if tried[line] >= _TRIES else reached


def _readings(runs: Sequence[Run]) -> Sequence[Run]:
    """Of the same letters: a word by chance tells of groups that are none, and what these say is text in part only."""
    if len(runs) == 1:
        return runs
    share, _, best = max((_share(run.data), -at, run) for at, run in enumerate(runs))
    return [best] if share >= _TEXT else runs


def _share(raw: bytes) -> float:
    """How much of it is text."""
    return 1 - len(raw.translate(None, _PRINTABLE)) / len(raw) if raw else 0


def _turn(letters: bytes, at: int) -> Turn:
    """Of letters on a line, of which a group begins there."""
    return letters, at % (2 if letters is _HEX else 4)


def _before(read: Mapping[Turn, Sequence[Line]], form: Form, end: int) -> Line | None:
    """What was read last of what begins before `end`, in the groups that this form tells of."""
    if form in (Form.WIDE, Form.ESCAPED, Form.LISTED, Form.DUMPED):
        return None
    there = read.get(_turn(_HEX, end) if form is Form.HEX else _turn(_BASE64, end - int(form)), ())
    at = bisect_left(there, (end,))
    return there[at - 1] if at else None


def _remember(read: dict[Turn, list[Line]], turns: Sequence[tuple[Turn, Line]], reached: int) -> None:
    for turn, (low, high) in turns:
        if low < reached:
            insort(read.setdefault(turn, []), (low, min(high, reached)))


def _run(data: bytes, form: Form, end: int, since: int, seen: dict[bytes, _Letters]) -> Run | None:
    """`since`: what is before it was read with another one, as far as its end can be told anew. `seen`: what was looked
    at last, of each kind of letters.
    """
    match form:
        case Form.WIDE:
            return _wide(data, end)
        case Form.ESCAPED:
            return _escaped(data, end, since)
        case Form.LISTED:
            return _listed(data, end)
        case Form.DUMPED:
            return _dumped(data, end)
        case Form.HEX:
            return _lettered(data, end, _HEX, 0, since, seen)
        case _:
            return _lettered(data, end, _BASE64, int(form), since, seen)


def _lettered(
    data: bytes, end: int, letters: bytes, behind: int, since: int, seen: dict[bytes, _Letters]
) -> Run | None:
    """A run of base64 or of hex from `since` on, of whose last group `behind` letters stand before `end`."""
    group, size = (2, 1) if letters is _HEX else (4, 3)
    if (around := seen.get(letters)) and around.is_noise(end, -behind % group, letters):
        return None
    lines = _lines(data, end, letters)
    placed = seen[letters] = _Letters(data, lines)
    text = placed.text
    before = sum(min(high, end) - low for low, high in lines if low < end)
    skipped = 0 if _PLAIN_START.match(text) else (before - behind) % group
    first, read = lines[0][0], 0
    if not _PACKED_START.match(text, skipped):
        earlier = sum(min(high, since) - low for low, high in lines if low < since)
        read = max(0, -(-(earlier - skipped) // group) * group)
        skipped += read
    text = text[skipped:]
    if len(text) < _SHORTEST:
        return None
    # A picture holds every word once in a while, but no text behind it.
    behind_it = text[-(-(before - skipped) // group) * group :][:_SAMPLE]
    is_text = _is_text(_plain(behind_it, letters))
    if not is_text and not _PACKED_START.match(text):
        return None
    raw = _plain(text, letters)
    stop = lines[-1][1]
    if letters is _BASE64:
        stop += len(data[stop : stop + 2]) - len(data[stop : stop + 2].lstrip(b"="))
    whole = stop - first <= _WHOLE
    way = partial(_whole, first, stop) if whole else partial(_within, placed, skipped, group, size)
    turns = [(_turn(letters, skipped + shift), line) for line, shift in placed.shifts() if line[1] > since]
    return Run(placed.place(read), stop, raw, way, not is_text and not _PLAIN_START.match(text), turns)


def _is_text(sample: bytes) -> bool:
    return 3 * len(sample.translate(None, _PRINTABLE)) <= len(sample)


def _plain(text: bytes, letters: bytes) -> bytes:
    if letters is _HEX:
        return binascii.unhexlify(text[: len(text) & ~1])
    text = text[: len(text) - (len(text) % 4 == 1)].translate(_STANDARD)
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4))


def _whole(first: int, last: int, _start: int, _end: int) -> tuple[int, int]:
    return first, last


class _Letters:
    """`text` is what some lines say together: where each letter of it stands."""

    def __init__(self, data: bytes, lines: Sequence[Line]) -> None:
        self.text = b"".join(data[low:high] for low, high in lines)
        self._lines = lines
        self._firsts = [0, *accumulate(high - low for low, high in lines)]

    @cached_property
    def _may_be_packed(self) -> bool:
        return any(_PACKED_START.match(self.text, skipped) for skipped in range(4))

    def is_noise(self, end: int, to_group: int, letters: bytes) -> bool:
        """Is it known that a mark which ends there is one by chance, as no text follows? So that what is around it is
        looked at once for all of them. `to_group`: letters up to the next group.
        """
        at = bisect_right(self._lines, (end,)) - 1
        if at < 0 or end > self._lines[at][1] or self._may_be_packed:
            return False
        first = self._firsts[at] + end - self._lines[at][0] + to_group
        sample = self.text[first : first + _SAMPLE]
        return len(sample) == _SAMPLE and not _is_text(_plain(sample, letters))

    def shifts(self) -> Iterator[tuple[Line, int]]:
        """Each line, and how far its letters stand behind their numbers."""
        return ((line, line[0] - number) for line, number in zip(self._lines, self._firsts, strict=False))

    def place(self, index: int) -> int:
        at = bisect_right(self._firsts, index) - 1
        return self._lines[at][0] + index - self._firsts[at] if at < len(self._lines) else self._lines[-1][1] - 1


def _within(letters: _Letters, skipped: int, group: int, size: int, start: int, end: int) -> tuple[int, int]:
    """From bytes to the letters that they are made of, whatever was left of the run: the same bytes, the same place."""
    first = skipped + start // size * group + start % size
    last = skipped + (end - 1) // size * group + (end - 1) % size + 2
    return letters.place(first), letters.place(last - 1) + 1


def _lines(data: bytes, end: int, letters: bytes) -> list[Line]:
    """The run of such letters before and behind `end`, line by line."""
    low = end - _back(data, end, letters)
    reach = _PACKED if _PACKED_START.match(data, low) else _REACH
    limit = end + reach
    before: list[Line] = []
    lines = [(low, end + _on(data, end, letters, reach))]
    while len(before) < _LINES and lines[0][1] > end - _REACH:
        line = _line_before(data, (before or lines)[-1], letters, last=not before)
        if line is None or line[0] < end - _REACH or _PACKED_START.match(data, (before or lines)[-1][0]):
            break
        before.append(line)
    while len(lines) < _LINES and lines[-1][1] < limit:
        start, stop = lines[-1]
        fold = _LINE_END.match(data, stop) if stop - start >= _NARROWEST else None
        if fold is None:
            break
        start = _QUOTE.match(data, prefixed(data, fold.end())).end()  # type: ignore[union-attr]  # it may be empty
        if _PACKED_START.match(data, start):
            break
        length = _on(data, start, letters, lines[-1][1] - lines[-1][0] + 1)
        if not 0 < length <= lines[-1][1] - lines[-1][0] or not _CLOSED.match(data, start + length):
            break
        if len(lines) == 1 and _WORD.fullmatch(data, start, start + length):
            break
        lines.append((start, start + length))
        if length < lines[-2][1] - lines[-2][0]:
            break
    return before[::-1] + lines


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
    size = _FIRST_LOOK
    while True:
        part = data[max(0, end - size) : end]
        length = len(part) - len(part.rstrip(letters))
        if length < len(part) or size >= min(end, _REACH):
            break
        size = min(8 * size, _REACH)
    # The `n` of an escaped line's end is a letter, too.
    return length - (length > 1 and data[end - length - 1 : end - length + 1] in {b"\\n", b"\\r"})


def _on(data: bytes, start: int, letters: bytes, most: int) -> int:
    """How many letters stand from `start` on, up to `most`."""
    size = min(_FIRST_LOOK, most)
    while True:
        part = data[start : start + size]
        length = len(part) - len(part.lstrip(letters))
        if length < size or size == most:
            return length
        size = min(8 * size, most)


def _wide(data: bytes, end: int) -> Run:
    """UTF-16 of either order: every second byte is NUL, and the others are not."""
    last, size = end - 1, _FIRST_LOOK
    while True:
        left, right = data[max(0, last - size) : last][::-1], data[end : end + size]
        before = min(_nuls(left[::2]), _letters(left[1::2]))
        behind = min(_nuls(right[::2]), _letters(right[1::2]))
        if 2 * max(before, behind) < size - 2 or size == _REACH:
            break
        size = min(8 * size, _REACH)
    start, stop = last - 2 * before, end + 2 * behind
    return Run(start, stop, data[start:stop:2], partial(_every_second, start))


def _nuls(part: bytes) -> int:
    return len(part) - len(part.lstrip(b"\0"))


def _letters(part: bytes) -> int:
    stop = part.find(b"\0")
    return len(part) if stop < 0 else stop


def _every_second(base: int, start: int, end: int) -> tuple[int, int]:
    return base + 2 * start, base + 2 * end - 1


def _escaped(data: bytes, end: int, since: int) -> Run | None:
    """The line, or what of it stands near."""
    low = max(0, since, end - _WHOLE, data.rfind(b"\n", max(0, end - _WHOLE), end) + 1)
    stop = data.find(b"\n", end, end + _WHOLE)
    high = stop if stop >= 0 else min(len(data), end + _WHOLE)
    view = undone(data[low:high])
    return Run(low, high, view.data, partial(_moved, view, low)) if view else None


def _listed(data: bytes, end: int) -> Run | None:
    """Bytes as numbers, parted by commas. `end`: near the first. Those of UTF-16 have zeros in between."""
    since = max(0, end - _TO_OPENED)
    opened = max(data.rfind(_OPENED[at : at + 1], since, end) for at in range(len(_OPENED)))
    first = _FIRST_NUMBER.search(data, max(opened, since), end + _IN_OPENED)
    if first is None:
        return None
    start = first.start()
    base = 16 if first[1] or b"=hex" in data[max(0, start - _SHORTEST) : start] else 10
    numbers = _NUMBERS[base].match(data, start, end + _REACH)
    if numbers is None:
        return None
    places = [each.span(1) for each in _NUMBER.finditer(numbers[0])]
    values = [int(numbers[0][low:high], base) for low, high in places]
    kept = [at for at, value in enumerate(values) if value]
    raw = bytes(min(values[at], 0xFF) for at in kept)
    if len(raw) < _SHORTEST or not _is_text(raw[:_SAMPLE]):
        return None
    stop = start + places[-1][1]
    spans = [(start + places[at][0], start + places[at][1]) for at in kept]
    way = partial(_whole, start, stop) if stop - start <= _WHOLE else partial(_numbered, spans)
    return Run(start, stop, raw, way)


def _dumped(data: bytes, end: int) -> Run | None:
    dump = dumped(data, end)
    if dump is None:
        return None
    lines = dump.lines
    return Run(lines[0][0], lines[-1][1], dump.data, partial(_numbered, dump.places), shown=lines)


def _numbered(places: Sequence[Line], start: int, end: int) -> tuple[int, int]:
    """Those of a number may stand the other way around."""
    first, last = places[start : min(end, start + _SHORTEST)], places[max(start, end - _SHORTEST) : end]
    return min(low for low, _ in first), max(high for _, high in last)


def _moved(view: View, base: int, start: int, end: int) -> tuple[int, int]:
    first, last = view.span(start, end)
    return base + first, base + last


def _unpacked(raw: bytes) -> bytes | None:
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
        return decompress(raw, _PACKED)
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError):
        return b""
