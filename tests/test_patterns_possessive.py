"""A possessive group is let go of wrongly before Python 3.11.5 where something in it is tried and taken back: its match
ends behind what did not match. Debian 12 has 3.11.2. An atomic group says the same, and is right everywhere.

https://github.com/python/cpython/issues/106052
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from re import _constants as sre  # type: ignore[attr-defined]  # as in agent/scan/literals.py
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import agent
import detectors
from detectors.registry import DETECTORS

_AT_ONCE = {sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY}


def is_misread(items: Any) -> bool:
    """Has it a possessive group with more in it than letters, or a choice of such?"""
    for kind, value in items:
        inner = [part for part in _parts(kind, value) if part is not None]
        if kind is sre.POSSESSIVE_REPEAT and not all(map(_is_at_once, inner)):
            return True
        if any(map(is_misread, inner)):
            return True
    return False


def _is_at_once(items: Any) -> bool:
    """Of one letter alone, `re` counts: nothing is tried. Of a choice of strings it begins again where each begins."""
    if len(items) == 1 and items[0][0] is sre.BRANCH:
        return all(kind in _AT_ONCE for one in items[0][1][1] for kind, _ in one)
    return len(items) == 1 and items[0][0] in _AT_ONCE


def _parts(kind: Any, value: Any) -> list[Any]:
    match kind:
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            return [value[2]]
        case sre.SUBPATTERN:
            return [value[-1]]
        case sre.ATOMIC_GROUP:
            return [value]
        case sre.BRANCH | sre.ASSERT | sre.ASSERT_NOT:
            return list(value[1]) if kind is sre.BRANCH else [value[1]]
        case sre.GROUPREF_EXISTS:
            return list(value[1:])
        case _:
            return []


def _patterns(thing: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(thing, re.Pattern):
        yield thing
    elif isinstance(thing, Mapping):
        yield from _patterns([*thing.values()])
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from _patterns(each)


def _written() -> Iterator[tuple[str, Any, int]]:
    for package in (agent, detectors):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                module = importlib.import_module(found.name)
                for pattern in _patterns([*vars(module).values()]):
                    yield found.name, pattern.pattern, pattern.flags
    for detector in DETECTORS:
        for written in (detector.pattern, detector.needs, *(pattern for _, pattern in detector.companions)):
            yield detector.type.name, written, re.ASCII


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"(?:ab?c)++", True),
        (r"(?:\w|[.](?=\w)){0,9}+", True),
        (r"x(?P<a>(?:[0-9]{2}(?!x))*+)", True),
        (r"(?:a{2})?+", True),
        (r"(?>(?:ab?c)+)", False),
        (r"a++[bc]{1,9}+.?+", False),
        (r"(?:[^']|'')*+", False),
    ],
)
def test_what_is_misread(pattern: str, *, expected: bool) -> None:
    assert is_misread(parser.parse(pattern)) == expected


def test_no_pattern_of_ours_is_misread() -> None:
    written = list(_written())
    assert len(written) > 4000
    assert (
        sorted({name for name, pattern, flags in written if is_misread(parser.parse(pattern, flags & re.VERBOSE))})
        == []
    )
