"""Bytes that are written as numbers: lists of them, and what dumps show.

    [75, 69, 89, 61, 120]   0x4b, 0x45, 0x59, 0x3d, 0x78   00000000: 4b45 593d 78  KEY=x     -->   KEY=x

To the last of what is on a line of a dump belongs the rest of it, where it stands again as text (Run.shown).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from agent.scan.dumped import dumped
from agent.scan.encoded.runs import REACH, SAMPLE, SHORTEST, WHOLE, Line, Run, as_a_whole, looks_like_text

# Of a list: its first number and what leads to it; its numbers, by their base; one of them.
_FIRST_NUMBER: Final = re.compile(rb"(?<![0-9A-Za-z])(0[xX])?[0-9a-fA-F]{2,3}\s?,")
_IN_OPENED: Final = 40
_TO_OPENED: Final = 200  # back from its fourth number, which may be on another line
_OPENED: Final = b"([{:"
_PARTED: Final = rb"\s{0,4},[\s\\]{0,40}"
_NUMBERS: Final = {
    10: re.compile(rb"(?>(?:[0-9]{1,3}" + _PARTED + rb"){7,4096})[0-9]{0,3}+"),
    16: re.compile(rb"(?>(?:(?:0[xX])?[0-9a-fA-F]{2}" + _PARTED + rb"){7,4096})(?>(?:(?:0[xX])?[0-9a-fA-F]{2})?)"),
}
_NUMBER: Final = re.compile(rb"(?:0[xX])?([0-9a-fA-F]{1,3})")


def listed(data: bytes, end: int) -> Run | None:
    """Bytes as numbers, parted by commas. `end`: near the first. Those of UTF-16 have zeros in between."""
    since = max(0, end - _TO_OPENED)
    opened = max(data.rfind(_OPENED[at : at + 1], since, end) for at in range(len(_OPENED)))
    first = _FIRST_NUMBER.search(data, max(opened, since), end + _IN_OPENED)
    if first is None:
        return None
    start = first.start()
    base = 16 if first[1] or b"=hex" in data[max(0, start - SHORTEST) : start] else 10
    numbers = _NUMBERS[base].match(data, start, end + REACH)
    if numbers is None:
        return None
    places = [each.span(1) for each in _NUMBER.finditer(numbers[0])]
    values = [int(numbers[0][low:high], base) for low, high in places]
    kept = [at for at, value in enumerate(values) if value]
    raw = bytes(min(values[at], 0xFF) for at in kept)
    if len(raw) < SHORTEST or not looks_like_text(raw[:SAMPLE]):
        return None
    stop = start + places[-1][1]
    spans = [(start + places[at][0], start + places[at][1]) for at in kept]
    way = partial(as_a_whole, start, stop) if stop - start <= WHOLE else partial(_numbered, spans)
    return Run(start, stop, raw, way)


def of_dump(data: bytes, end: int) -> Run | None:
    dump = dumped(data, end)
    if dump is None:
        return None
    lines = dump.lines
    return Run(lines[0][0], lines[-1][1], dump.data, partial(_numbered, dump.places), shown=lines)


def _numbered(places: Sequence[Line], start: int, end: int) -> tuple[int, int]:
    """Those of a number may stand the other way around."""
    first, last = places[start : min(end, start + SHORTEST)], places[max(start, end - SHORTEST) : end]
    return min(low for low, _ in first), max(high for _, high in last)
