"""Finds credentials in names: of files, branches and tags, and in lines of a reflog. Many names at a time.

    names --joined--> Prefilter --which detectors at which name--> names.py: matches --> Hits

A name is no text: a value in it is parted from the rest by a slash, a dash or a suffix, which is how names.py finds
those that it masks. So whatever is found here is masked where the name is shown. What only looks like a credential is
not looked for: that is most names of build artefacts. Nor what holds under some names of files only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from agent.scan.engine import Engine
from agent.scan.hits import Hit
from agent.scan.names import matches
from detectors.base import Confidence, Detector

_TOGETHER: Final = 1 << 20  # bytes


def called(engine: Engine, names: Sequence[bytes]) -> Iterator[tuple[int, list[Hit]]]:
    """The number of each name that holds a typed credential, and what."""
    at = 0
    while at < len(names):
        lasts: list[int] = []
        end = -1
        for name in names[at : at + _TOGETHER]:
            if lasts and end + len(name) >= _TOGETHER:
                break
            end += len(name) + 1
            lasts.append(end)
        batch = names[at : at + len(lasts)]
        for number, detectors in sorted(_pointed(engine, b"\n".join(batch), lasts).items()):
            if hits := list(_hits(batch[number], [engine.detectors[each] for each in sorted(detectors)])):
                yield at + number, hits
        at += len(lasts)


def _pointed(engine: Engine, joined: bytes, lasts: Sequence[int]) -> dict[int, set[int]]:
    """The detectors of which something stands in a name, for each name that has any."""
    found: dict[int, set[int]] = {}
    for number, ends in engine.prefilter.ends(joined).items():
        if number < len(engine.detectors) and _counts(engine.detectors[number]):
            for end in ends:
                found.setdefault(min(bisect_left(lasts, end), len(lasts) - 1), set()).add(number)
    return found


def _counts(detector: Detector) -> bool:
    return detector.confidence is not Confidence.LEAD and not detector.paths


def _hits(name: bytes, detectors: Sequence[Detector]) -> Iterator[Hit]:
    """The better of two that touch: one that is not general, then the longer one."""
    text = name.decode(errors="replace")
    every = sorted(
        matches(text, detectors),
        key=lambda each: (each[2].detector.general, each[0] - each[1], each[0]),
    )
    taken: list[tuple[int, int]] = []
    for start, end, match in every:
        if any(start < last and first < end for first, last in taken):
            continue
        taken.append((start, end))
        at = (1, 1, start, end, _spot(name, text, *(start - match.start + each for each in match.value)))
        yield Hit(match.detector.type, "", match.detector.confidence, match.parts, *at, places=match.places)


def _spot(name: bytes, text: str, first: int, last: int) -> tuple[int, int]:
    """Where these characters stand in the name as it is stored; what is no text in it may be longer as text."""
    value, at = text[first:last].encode(), len(text[:first].encode())
    if not name.startswith(value, at):
        at = max(name.find(value), 0)
    return at, at + len(value)
