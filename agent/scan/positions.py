"""Where a match is in the text: its lines and columns, and of its value the bytes of what is stored. One pass each.

    offsets of a buffer --advance----> lines from 1, columns in characters from 0
                        --as_stored--> bytes of the file, which may be in UTF-16

`placed` makes Hits of it, and says which of them a comment allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from agent.scan.allow import Allowed
from agent.scan.hits import Found, Hit

_CONTINUATION: Final = bytes(range(0x80, 0xC0))


def _characters(data: bytes) -> int:
    return len(data) if data.isascii() else len(data.translate(None, _CONTINUATION))


def advance(data: bytes, start: int, end: int, line: int, column: int) -> tuple[int, int]:
    """Line and column at `end`, from those at `start`."""
    last = data.rfind(b"\n", start, end)
    if last < 0:
        return line, column + _characters(data[start:end])
    return line + data.count(b"\n", start, end), _characters(data[last + 1 : end])


def _places(data: bytes, offsets: AbstractSet[int], line: int, column: int) -> Mapping[int, tuple[int, int]]:
    """Line and column of each offset, in one pass."""
    places: dict[int, tuple[int, int]] = {}
    at, stop, is_plain = 0, -1, data.isascii()
    for offset in sorted(offsets):
        if offset > stop:
            line, column = advance(data, at, offset, line, column)
            stop = data.find(b"\n", offset)  # up to there all is on this line
            stop = stop if stop >= 0 else len(data)
        else:
            column += offset - at if is_plain else _characters(data[at:offset])
        places[offset], at = (line, column), offset
    return places


def as_stored(data: bytes, offsets: Iterable[int], stored: int, width: Callable[[bytes], int]) -> Mapping[int, int]:
    """Where each offset is in the file, in one pass, from where `data` begins in it."""
    if width is len:
        return {offset: stored + offset for offset in offsets}
    spots: dict[int, int] = {}
    at = 0
    for offset in sorted(set(offsets)):
        stored, at = stored + width(data[at:offset]), offset
        spots[offset] = stored
    return spots


def placed(data: bytes, found: Sequence[Found], line: int, column: int, spots: Mapping[int, int]) -> Iterator[Hit]:
    offsets = {at for each in found for at in (each.start, each.end, *each.value)}
    places = _places(data, offsets, line, column)
    allowed = Allowed(data, min(offsets, default=0), max(offsets, default=0))
    for each in found:
        (first, start), (last, end) = places[each.start], places[each.end]
        low, high = each.value
        why = each.suppressed or allowed.by(each.start, each.end)
        if not why and not each.start <= low <= high <= each.end:
            # Its secret stands elsewhere, perhaps on another line, and the comment beside either.
            why = allowed.by(low, high)
        yield Hit(
            *(each.type, each.kind, each.confidence, each.parts),
            *(first, last, start, end),
            value=(spots[low], spots[high]),
            suppressed=why,
            paths=each.paths,
            but=each.but,
            places=each.places,
            lines=(places[low][0], places[high][0]),
        )
