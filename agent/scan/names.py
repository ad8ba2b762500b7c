"""Masks credentials in the names of files, folders and authors before these leave the scanner: names are shown. Pure.

    backup/hvs.CAESIJ.../app.env   ->   backup/(openbao-token)/app.env

Typed credentials only: a lead in a name is most names of build artefacts. The mask is plain text in a path, a URI, a
table and a message alike, and the same for the same name in every scan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Final

from detectors.base import Detector, Match, Parts

LONGEST: Final = 4096  # characters, as a path of Linux has; a repository may hold longer ones
_REMEMBERED: Final = 4096
BEHIND: Final = "!/"  # of the name of a container: what follows is in it
FILE_NAME: Final = "file name"
_CUT: Final = "..."
_TRIED: Final = 8  # beginnings of one detector: a name made of keywords must not cost more than others
_LIKELY: Final = re.compile(r"(?<![^/])(?=[^/]*[0-9])[^/]{16}")
_SUFFIXES: Final = 2  # .tar.gz
_PASSES: Final = 4  # what stands beside a value can hide where it ends

Span = tuple[int, int, str]


@lru_cache(maxsize=_REMEMBERED)
def without_values(name: str) -> str:
    """The name with each credential in it replaced by its type, and no longer than LONGEST."""
    text = name[:LONGEST]
    for _ in range(_PASSES):
        shown = _once(text)
        if shown == text:
            break
        text = shown
    return text + (_CUT if len(name) > LONGEST else "")


def _once(text: str) -> str:
    shown: list[str] = []
    reached = 0
    for start, end, kind in sorted(_spans(text)):
        if start >= reached:
            shown += [text[reached:start], f"({kind})"]
        reached = max(reached, end)
    return "".join([*shown, text[reached:]])


def of_root(name: str) -> str:
    """`without_values` of what somebody gave as a source: most are too short to hold any, and the search is slow."""
    return without_values(name) if _LIKELY.search(name) else name


def shown_name(what: str, name: str, parts: Parts) -> str:
    """The place of what was found in a name: `what` it is, and the name where that shows nothing of it."""
    masked = without_values(name)
    told = masked != name and not any(value.reveal() in masked for value in parts.values())
    return f"{what} {masked}" if told else what


def of_link(path: str) -> str:
    """What the name is called that a symbolic link leads to."""
    return f"symbolic link {path} ->"


def is_masked(name: str) -> bool:
    """Could this be what another name is shown as?"""
    return len(name) > LONGEST or ("(" in name and _mask().search(name) is not None)


def could_be(name: str, shown: str) -> bool:
    """Could the name be shown as that, whatever stood where a mask is? Cheap, unlike to mask the name."""
    if len(shown) > LONGEST:
        return shown in {name, without_values(name)}
    first, *others = _around(shown)
    if name == shown or not others:
        return name == shown
    *others, last = others
    at = len(first)
    for part in others:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return name.startswith(first) and name.endswith(last, at)


@lru_cache(maxsize=_REMEMBERED)
def _around(shown: str) -> tuple[str, ...]:
    """What stands before, between and behind its masks."""
    return tuple(_mask().split(shown)) if "(" in shown else (shown,)


@cache
def _mask() -> re.Pattern[str]:
    from detectors.registry import TYPES

    return re.compile(rf"\((?:{'|'.join(map(re.escape, TYPES))})\)")


def matches(text: str, detectors: Sequence[Detector]) -> Iterator[tuple[int, int, Match]]:
    """What these find in a name: from where to where, and the match. The same may come several times."""
    from agent.scan.roster import reach

    lower = text.lower()
    for detector in detectors:
        words = [(at, at + len(keyword)) for keyword in detector.keywords for at in _all(lower, keyword)]
        far = reach(detector)
        for first, last in _near(sorted(words), far):
            yield from _found(detector, text, first, last)
        for start in islice((at for at, _ in words if not lower[max(0, at - 1) : at].isalnum()), _TRIED):
            for end in {min(end, start + 2 * far): None for end in _ends(text, start)}:
                yield from _found(detector, text, start, end)


def _near(words: Sequence[tuple[int, int]], far: int) -> Iterator[tuple[int, int]]:
    """From where to where to look: so far around these, as the engine does, together where they overlap."""
    low = high = 0
    for start, end in words:
        if start - far > high:
            if high:
                yield low, high
            low = start - far
        high = max(high, end + far)
    if high:
        yield low, high


def _spans(text: str) -> Iterator[Span]:
    """Each match, and its secret parts that stand beside it."""
    from agent.scan import roster

    for start, end, match in matches(text, roster.present().naming(text.lower())):
        kind = match.detector.type
        yield start, end, kind.name
        for part in kind.secret & match.parts.keys():
            value = match.parts[part].reveal()
            for at in _all(text, value):
                yield at, at + len(value), kind.name


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a value ends that begins there in a name: with the name, or before its suffix, which seems a part of it."""
    end = text.find("/", start)
    end = len(text) if end < 0 else end
    yield end
    for _ in range(_SUFFIXES):
        end = text.rfind(".", start, end)
        if end < 0:
            return
        yield end


def _found(detector: Detector, text: str, start: int, end: int) -> Iterator[tuple[int, int, Match]]:
    for match in detector.find(text[start:end]):
        yield start + match.start, start + match.end, match


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part) if part else -1
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))
