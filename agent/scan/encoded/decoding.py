"""Which runs of a buffer are decoded: those around what the triggers point at, each once.

    Trigger (triggers.py) --> has it been read? --> the run around it --unpacked, where it is compressed--> Decoded

What is read has a limit, of a buffer and of all that is decoded in what was decoded.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from agent.scan.encoded.characters import escaped, wide
from agent.scan.encoded.letters import BASE64, HEX, Letters, lettered, turn_of
from agent.scan.encoded.numbers import listed, of_dump
from agent.scan.encoded.packed import PACKED, PACKED_START, unpack
from agent.scan.encoded.quoted import quoted
from agent.scan.encoded.runs import PRINTABLE, REACH, WHOLE, Decoded, Line, Run, Turn, as_a_whole
from agent.scan.triggers import Form

DEPTH: Final = 3  # base64 in base64 in base64
_ALL: Final = 4 << 20  # what is decoded of one buffer, half of that of what was decoded, and so on
_TIMES: Final = 4  # for each byte of it: runs that overlap are decoded twice
_TRIES, _NEXT_LINE = 3, 512  # marks of a dump on one line, and where that ends at the latest
_LEAST_COST: Final = 16 * 1024  # of a compressed one that is damaged: trying takes time, too
_BEFORE: Final = 512  # of a line that was decoded: so far before its end something begins that goes on behind
_AGAIN: Final = REACH // 8  # the same of letters: what is longer is whole in what was decoded before
_TEXT: Final = 0.9  # of what is one, with a piece of something else before it


def decoded(data: bytes, ends: Mapping[Form, Sequence[int]], depth: int = 0) -> Decoded | None:
    """What the runs around these ends of triggers say; None where that is nothing. `depth`: how often `data` itself was
    decoded.
    """
    runs: dict[Line, dict[bytes, Run]] = {}
    read: dict[Turn, list[Line]] = {}  # from where up to where, ascending
    seen: dict[bytes, Letters] = {}
    tried = Counter[int]()
    left = min(_ALL >> depth, max(PACKED, _TIMES * len(data)))
    for form in sorted(ends, key=lambda each: (each is not Form.QUOTED, each)):
        reached = -1
        for end in _beside(runs, ends[form]) if Form.QUOTED in ends and depth + 1 < DEPTH else ends[form]:
            if end <= reached or left <= 0:
                continue
            known = _before(read, form, end)
            if known and end <= known[1]:
                continue
            run = _run(data, form, end, known[1] - _AGAIN if known else reached - _BEFORE, seen)
            if run is None or not run.data:
                reached = run.end if run else _refused(data, form, end, reached, tried)
                continue
            if (unpacked := unpack(run.data)) is not None:
                left -= _LEAST_COST
            if run.is_doubtful and not unpacked:
                continue  # by chance: another mark may tell how it is to be read
            # A long run is decoded piece by piece, but one that was compressed, and a dump, at once.
            whole = form in (Form.DUMPED, Form.QUOTED) or run.end - end < REACH or PACKED_START.match(data, run.start)
            behind = run.end if whole else end + REACH // 2
            _remember(read, run.turns, behind)
            # A word in other groups may be the one that is meant, but not in what is compressed.
            if unpacked or not run.turns:
                reached = behind
            if unpacked:
                # Where it begins is what can be pointed at.
                way = partial(as_a_whole, run.start, min(run.end, run.start + WHOLE))
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


def _beside(runs: Mapping[Line, Mapping[bytes, Run]], ends: Sequence[int]) -> list[int]:
    """Those that are in nothing that says nothing as it is: what is encoded in that is read when it is undone."""
    undone = sorted(line for line, there in runs.items() if any(run.is_all for run in there.values()))
    before = (bisect_left(undone, (end,)) - 1 for end in ends)
    return [end for end, at in zip(ends, before, strict=True) if at < 0 or end > undone[at][1]]


def _readings(runs: Sequence[Run]) -> Sequence[Run]:
    """Of the same letters: a word by chance tells of groups that are none, and what these say is text in part only."""
    if len(runs) == 1:
        return runs
    share, _, best = max((_share(run.data), -at, run) for at, run in enumerate(runs))
    return [best] if share >= _TEXT else runs


def _share(raw: bytes) -> float:
    """How much of it is text."""
    return 1 - len(raw.translate(None, PRINTABLE)) / len(raw) if raw else 0


def _before(read: Mapping[Turn, Sequence[Line]], form: Form, end: int) -> Line | None:
    """What was read last of what begins before `end`, in the groups that this form tells of."""
    if form in (Form.WIDE, Form.ESCAPED, Form.LISTED, Form.DUMPED, Form.QUOTED):
        return None
    there = read.get(turn_of(HEX, end) if form is Form.HEX else turn_of(BASE64, end - int(form)), ())
    at = bisect_left(there, (end,))
    return there[at - 1] if at else None


def _remember(read: dict[Turn, list[Line]], turns: Sequence[tuple[Turn, Line]], reached: int) -> None:
    for turn, (low, high) in turns:
        if low < reached:
            insort(read.setdefault(turn, []), (low, min(high, reached)))


def _run(data: bytes, form: Form, end: int, since: int, seen: dict[bytes, Letters]) -> Run | None:
    """`since`: what is before it was read with another one, as far as its end can be told anew. `seen`: what was looked
    at last, of each kind of letters.
    """
    match form:
        case Form.WIDE | Form.LISTED | Form.DUMPED | Form.QUOTED:
            return _READ[form](data, end)
        case Form.ESCAPED:
            return escaped(data, end, since)
        case Form.HEX:
            return lettered(data, end, HEX, 0, since, seen)
        case _:
            return lettered(data, end, BASE64, int(form), since, seen)


_READ: Final = {Form.WIDE: wide, Form.LISTED: listed, Form.DUMPED: of_dump, Form.QUOTED: quoted}
