r"""Which plain strings a pattern cannot match without: Hyperscan finds those at many times the speed of patterns.

    (?:pager[-_]?duty)[\w.\-]{0,32}(?:key|token)    ->    pagerduty  pager-duty  pager_duty

Every match holds one of them. A short one, or one that stands everywhere (`key`, `token`), is worth nothing: then there
are none, and the pattern itself has to be looked for. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re` itself: no other reads patterns alike
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

Data = bytes | bytearray | memoryview

WIDEST: Final = 256  # bytes of a match
_MOST: Final = 64
_CLASS: Final = 6
_SHORTEST: Final = 2
# How rare a letter is in programs and their texts, in bits.
_BITS: Final = {
    **dict.fromkeys("etaoinsr", 4.0),
    **dict.fromkeys("ldcupm", 4.8),
    **dict.fromkeys("hfgby", 5.5),
    **dict.fromkeys("wvk", 6.2),
    **dict.fromkeys("xqjz", 8.0),
}
_OTHER: Final = 6.2
_EDGE: Final = "\0"  # of a word, which is as good as a letter
_NEVER: Final = re.compile(r"\w\0\w|[^\w\0]\0[^\w\0]|\0\0", re.ASCII)  # no edge of a word; the pattern has a way around
_EDGE_BITS: Final = 3.0
_ANYWHERE: Final = 10.0
_RARE: Final = 12.3  # bits: what comes some fifty times a megabyte, by chance
_AROUND: Final = "-_.:=/ "
# They come more often than their letters do.
_COMMON: Final = frozenset(
    {
        *("", "0", "00", "acc", "access", "account", "acct", "admin", "api", "app", "atta", "auth", "base"),
        *("bearer", "box", "build", "client", "clou", "cloud", "code", "column", "config", "connect", "cred"),
        *("data", "file", "force", "form", "host", "http", "https", "info", "ion", "item", "key", "line"),
        *("live", "lob", "login", "mail", "name", "off", "on", "page", "pass", "passw", "password", "pat"),
        *("path", "pool", "port", "priv", "private", "project", "public", "re", "reset", "secret", "self"),
        *("server", "service", "site", "sk", "space", "string", "sts", "test", "text", "time", "token", "type"),
        *("user", "value", "version", "web", "with", "word", "work", "xx"),
    }
)

Strings = frozenset[str]


@dataclass(frozen=True, slots=True)
class Needed:
    """Lower-case strings of which every match holds one, whatever the case. `head`: it begins with it."""

    strings: Strings
    head: bool

    @property
    def worth(self) -> float:
        """Bits. One that may stand anywhere in a match takes longer to look around."""
        return min(map(_bits, self.strings)) - (0 if self.head else _ANYWHERE)

    @property
    def expression(self) -> str:
        """A pattern for any of these."""
        return "|".join(re.escape(one).replace(re.escape(_EDGE), r"\b") for one in sorted(self.strings))


@dataclass(frozen=True, slots=True)
class _Part:
    """`exact`: all that this piece can match, where that is little. `needed`: the best set of which it holds one."""

    exact: Strings | None
    needed: Needed | None = None


def needed(pattern: str) -> Needed | None:
    """What every match of a pattern holds; None where it is not worth looking for."""
    tree = parser.parse(pattern, re.ASCII | re.IGNORECASE)
    if tree.getwidth()[1] > WIDEST:
        return None
    found = _sequence(tree).needed
    if found is None or found.worth < _RARE or any(_NEVER.search(one) for one in found.strings):
        return None
    # Where one is there, what it begins with is there, too.
    fewest = (
        one for one in found.strings if not any(one != other and one.startswith(other) for other in found.strings)
    )
    return Needed(frozenset(fewest), found.head)


class Check:
    """Around a string that was found: does the pattern match? Wherever it does, that string says where.

    A pattern of bounded width, so that no text makes it slow.
    """

    def __init__(self, pattern: str, *, cased: bool = False) -> None:
        found = needed(pattern)
        assert found is not None
        self._regex = re.compile(pattern.encode(), 0 if cased else re.IGNORECASE)
        self._lengths = {len(one.replace(_EDGE, "")) for one in found.strings} if found.head else None

    def ends(self, data: Data, ends: Sequence[int]) -> list[int]:
        """The ends of matches, and of strings in them, ascending. `ends`: of strings, ascending."""
        if self._lengths is None:
            return self._around(data, ends)
        begins = self._regex.match
        matches = [
            (end, match.end())
            for length in self._lengths
            for end in ends
            if length <= end and (match := begins(data, end - length))
        ]
        return sorted({end for pair in matches for end in pair}) if matches else []

    def _around(self, data: Data, ends: Sequence[int]) -> list[int]:
        found: set[int] = set()
        at, reached = 0, 0
        while at < len(ends):
            last = at
            while last + 1 < len(ends) and ends[last + 1] <= ends[last] + WIDEST:
                last += 1
            for match in self._regex.finditer(data, max(reached, ends[at] - WIDEST), ends[last] + WIDEST):
                found.add(match.end())
                first, behind = bisect_right(ends, match.start(), at), bisect_right(ends, match.end(), at)
                found.update(ends[first:behind])
            reached, at = ends[last], last + 1
        return sorted(found)


def _bits(string: str) -> float:
    plain = string.replace(_EDGE, "")
    if len(plain) < _SHORTEST or plain.strip(_AROUND) in _COMMON:
        return 0.0
    return sum(_BITS.get(letter, _OTHER) for letter in plain) + _EDGE_BITS * (plain != string)


def _better(one: Needed | None, other: Needed | None) -> Needed | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda each: (each.worth, -len(each.strings)))


def _sequence(items: Sequence[Any]) -> _Part:
    best: Needed | None = None
    run: Strings = frozenset({""})
    whole = True
    for number, (kind, value) in enumerate(items):
        part = _part(kind, value)
        joined = frozenset(a + b for a in run for b in part.exact) if part.exact is not None else None
        if joined is not None and len(joined) <= _MOST:
            run = joined
            continue
        inner = part.needed and Needed(part.needed.strings, part.needed.head and number == 0)
        best = _better(_better(best, Needed(run, whole)), inner)
        run = part.exact if part.exact is not None else frozenset({""})
        whole = False
    return _Part(run if whole else None, _better(best, Needed(run, whole)))


def _part(kind: Any, value: Any) -> _Part:  # noqa: ANN401, PLR0911 - a node of the parser, and an answer for each kind
    match kind:
        case sre.LITERAL:
            return _Part(frozenset({chr(value).lower()}))
        case sre.IN:
            return _Part(_class(value))
        case sre.SUBPATTERN:
            return _sequence(value[-1])
        case sre.ATOMIC_GROUP:
            return _sequence(value)
        case sre.BRANCH:
            return _branches([_sequence(one) for one in value[1]])
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            least, most, inner = value
            part = _sequence(inner)
            if most == 1 and part.exact is not None:
                return _Part(part.exact | {""} if least == 0 else part.exact)
            return _Part(None, part.needed if least else None)
        case sre.AT if value in {sre.AT_BOUNDARY, sre.AT_UNI_BOUNDARY}:
            return _Part(frozenset({_EDGE}))
        case sre.AT | sre.ASSERT | sre.ASSERT_NOT:
            return _Part(frozenset({""}))
        case _:
            return _Part(None)


def _branches(parts: Sequence[_Part]) -> _Part:
    exact = _union(part.exact for part in parts)
    strings = _union(part.needed.strings if part.needed else None for part in parts)
    head = all(part.needed is not None and part.needed.head for part in parts)
    return _Part(exact, Needed(strings, head) if strings else None)


def _class(items: Sequence[Any]) -> Strings | None:
    letters: set[str] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            letters.add(chr(value).lower())
        elif kind is sre.RANGE and value[1] - value[0] < _CLASS:
            letters |= {chr(code).lower() for code in range(value[0], value[1] + 1)}
        else:
            return None
    return frozenset(letters) if len(letters) <= _CLASS else None


def _union(sets: Iterable[Strings | None]) -> Strings | None:
    together: set[str] = set()
    for one in sets:
        if not one:
            return None
        together |= one
    return frozenset(together) if len(together) <= _MOST else None
