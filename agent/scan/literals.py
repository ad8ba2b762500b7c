r"""Which plain strings a pattern cannot match without: Hyperscan finds those at many times the speed of patterns.

    (?:pager[-_]?duty)[\w.\-]{0,32}(?:key|token)    ->    pagerduty  pager-duty  pager_duty

Every match holds one of them. A short one, or one that stands everywhere (`key`, `token`), is worth nothing: then there
are none, and the pattern itself has to be looked for. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re` itself: no other reads patterns alike
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

from agent.scan.checks import WIDEST, Plan
from agent.scan.frequency import EDGE, often

_USUAL: Final = 64
_MOST: Final = 96
# Microseconds: for a match from where it is known to begin, and for a search and each byte on either side of it.
_TO_MATCH, _TO_SEARCH, _A_BYTE = 0.4, 0.8, 0.02
_CLASS: Final = 6
_FEW: Final = 8
_ALSO: Final = 3  # sets of so few strings
_SEVERAL: Final = 24  # strings of one that is asked for only where very many were found
# What an escaped letter, a class, and all that nests or parts a pattern look like.
_SIGN: Final = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[()|]", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_OF_TEXT: Final = re.compile(r"\\[uUN]")  # escapes that a pattern for bytes does not have
_ASCII: Final = 0x80
# Most patterns are a string, with a class at either end perhaps: what is encoded is looked for by those.
_SIGN_ITSELF: Final = r"\\[ -/:-@\[-`{-~]"
_ONE_OF: Final = rf"\[(?:[\w !\"#$%&'()*+,./:;<=>?@`{{|}}~]|{_SIGN_ITSELF})+\]"
_SIMPLE: Final = re.compile(
    rf"(?P<first>{_ONE_OF})?(?P<string>(?:[\w !\"#%&',/:;<=>@`~\-]|{_SIGN_ITSELF})+)(?P<last>{_ONE_OF})?", re.ASCII
)
_NEVER: Final = re.compile(r"\w\0\w|[^\w\0]\0[^\w\0]|\0\0", re.ASCII)  # no edge of a word; the pattern has a way around
# Microseconds a megabyte that looking around the strings of one pattern may take. Of a pattern that is wide, more: as
# wide as the widest is what is searched on either side of each change in a history (lineage.py).
_AFFORDED: Final = 6.0
_AFFORDED_WIDE: Final = 12.0
_WIDE: Final = 140  # bytes of a match

Strings = frozenset[str]


@dataclass(frozen=True, slots=True)
class Needed:
    """Lower-case strings of which every match holds one, whatever the case. `head`: it begins with it."""

    strings: Strings
    head: bool

    def cost(self, width: int) -> float:
        """Microseconds for what is found in a megabyte, where one stands anywhere in a match of so many bytes."""
        return sum(map(often, self.strings)) * (_TO_MATCH if self.head else _TO_SEARCH + _A_BYTE * width)

    @property
    def expression(self) -> str:
        """A pattern for any of these."""
        return "|".join(re.escape(one).replace(re.escape(EDGE), r"\b") for one in sorted(self.strings))

    @property
    def width(self) -> int:
        """How many bytes a match of that has at most."""
        return max(len(one.replace(EDGE, "")) for one in self.strings)


@dataclass(frozen=True, slots=True)
class _Part:
    """`exact`: all that this piece can match, where that is little. `needed`: the best set of which it holds one.
    `edges`: of those it begins with one, and ends with one.
    """

    exact: Strings | None
    needed: Needed | None = None
    edges: Strings | None = None


def needed(pattern: str) -> Needed | None:
    """What every match of a pattern holds; None where it is not worth looking for, or no pattern for bytes."""
    simple = _simple(pattern)
    try:
        found, wide = simple or (_sequence(_parsed(pattern)).needed, width(pattern))
    except re.error:
        return None
    if wide > WIDEST:
        return None
    afforded = _AFFORDED if wide <= _WIDE else _AFFORDED_WIDE
    if found is None or found.cost(wide) > afforded or any(_NEVER.search(one) for one in found.strings):
        return None
    return Needed(_fewest(found.strings), found.head)


def _simple(pattern: str) -> tuple[Needed, int] | None:
    """What is needed of a pattern that is a string and perhaps a class before and behind it, and how wide it is: the
    parser, which finds the same, takes ten times as long.
    """
    if not (simple := _SIMPLE.fullmatch(pattern)):
        return None
    first, last = (_letters(simple[name]) for name in ("first", "last"))
    string = _ESCAPE.sub(r"\1", simple["string"]).lower()
    strings = frozenset(a + string + b for a in first or ("",) for b in last or ("",))
    width = bool(simple["first"]) + len(string) + bool(simple["last"])
    return Needed(strings, first is not None), width


def _letters(of: str | None) -> Strings | None:
    """What a class may be; nothing where there is none. None: too many."""
    letters = frozenset(_ESCAPE.sub(r"\1", of[1:-1]).lower()) if of else frozenset[str]()
    return letters if len(letters) <= _CLASS else None


def alternatives(pattern: str) -> tuple[str, ...]:
    """What it is an alternation of: Hyperscan finds each of several by what it holds, and all together by nothing."""
    cuts, depth = [0], 0
    for sign in _SIGN.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if sign[0] == "|" and not depth:
            cuts.append(sign.end())
    ends = [*(cut - 1 for cut in cuts[1:]), len(pattern)]
    return tuple(pattern[cut:end] for cut, end in zip(cuts, ends, strict=True))


def width(expression: str) -> int:
    """How many bytes a match has at most."""
    return int(_of_bytes(expression).getwidth()[1])


@lru_cache(maxsize=8)  # one is asked about several times in a row
def _parsed(pattern: str) -> Any:  # noqa: ANN401 - a tree of the parser
    return parser.parse(pattern, re.ASCII | re.IGNORECASE)


def _of_bytes(pattern: str) -> Any:  # noqa: ANN401 - the same
    """Raises re.error where bytes can have no such pattern."""
    if pattern.isascii() and not _OF_TEXT.search(pattern):
        return _parsed(pattern)
    return parser.parse(pattern.encode(), re.ASCII | re.IGNORECASE)


def plan(pattern: str, found: Needed | None) -> Plan:
    """`found`: the strings that are looked for; None: something else is, near it."""
    simple = _simple(pattern)
    wide = simple[1] if simple else width(pattern)
    if found and not found.head:
        return Plan(wide)
    if found and simple:
        return Plan(wide, (found.width,))
    tree = _parsed(pattern)
    _, every = _needs(tree)
    worth = sorted(
        (strings, each.head)
        for each in every
        if (strings := _quickly(each.strings)) and not any(map(_NEVER.search, each.strings))
    )
    most = _SEVERAL if found else _FEW
    also = [strings for strings, head in worth if len(strings) <= most and not (found and head)]
    also.sort(key=lambda strings: sum(often(one.decode()) for one in strings))
    looks = max(1, _looks(tree))
    if found:
        return Plan(wide, tuple({len(one.replace(EDGE, "")) for one in found.strings}), tuple(also[:_ALSO]), (), looks)
    return Plan(wide, None, tuple(also[:_ALSO]), next((strings for strings, head in worth if head), ()), looks)


def _looks(items: Iterable[Any]) -> int:
    """How wide the widest of what it looks behind or ahead for is; nothing else tells how far it sees."""
    widest = 0
    for kind, value in items:
        match kind:
            case sre.ASSERT | sre.ASSERT_NOT:
                widest = max(widest, int(value[1].getwidth()[1]), _looks(value[1]))
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                widest = max(widest, _looks(value[2]))
            case sre.SUBPATTERN:
                widest = max(widest, _looks(value[-1]))
            case sre.ATOMIC_GROUP:
                widest = max(widest, _looks(value))
            case sre.BRANCH:
                widest = max(widest, *map(_looks, value[1]))
            case _:
                pass
    return widest


def _quickly(strings: Strings) -> tuple[bytes, ...]:
    """Those of which there is one where one of these is; none where one letter would do, which is nearly everywhere."""
    fewest = sorted(_fewest({one.replace(EDGE, "") for one in strings}))
    return tuple(map(str.encode, fewest)) if all(len(one) > 1 for one in fewest) else ()


def _sequence(items: Sequence[Any]) -> _Part:
    exact, every = _needs(items)
    return _Part(exact, min(every, key=lambda each: (each.cost(_USUAL), len(each.strings))))


def _needs(items: Sequence[Any]) -> tuple[Strings | None, list[Needed]]:
    """All that it can match, where that is little; and sets of strings of each of which every match holds one."""
    every: list[Needed] = []
    run: Strings = frozenset({""})
    whole = True
    for number, (kind, value) in enumerate(items):
        part = _part(kind, value)
        known = part.exact if part.exact is not None else part.edges
        joined = frozenset(a + b for a in run for b in known) if known is not None else frozenset()
        is_joined = 0 < len(joined) <= _MOST
        if is_joined and part.exact is not None:
            run = joined
            continue
        every.append(Needed(joined if is_joined else run, whole))
        if part.needed:
            every.append(Needed(part.needed.strings, part.needed.head and number == 0))
        run = known if known is not None else frozenset({""})
        whole = False
    every.append(Needed(run, whole))
    return (run if whole else None), every


def _part(kind: Any, value: Any) -> _Part:  # noqa: ANN401, PLR0911 - a node of the parser, and an answer for each kind
    match kind:
        case sre.LITERAL if _is_letter(value):
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
            return _Part(None, part.needed, part.exact) if least else _Part(None)
        case sre.AT if value in {sre.AT_BOUNDARY, sre.AT_UNI_BOUNDARY}:
            return _Part(frozenset({EDGE}))
        case sre.AT | sre.ASSERT | sre.ASSERT_NOT:
            return _Part(frozenset({""}))
        case _:
            return _Part(None)


def _branches(parts: Sequence[_Part]) -> _Part:
    exact = _union(part.exact for part in parts)
    strings = _union((part.needed.strings if part.needed else None for part in parts), _fewest)
    head = all(part.needed is not None and part.needed.head for part in parts)
    return _Part(exact, Needed(strings, head) if strings else None)


def _class(items: Sequence[Any]) -> Strings | None:
    letters: set[str] = set()
    for kind, value in items:
        if kind is sre.LITERAL and _is_letter(value):
            letters.add(chr(value).lower())
        elif kind is sre.RANGE and value[1] - value[0] < _CLASS and all(map(_is_letter, value)):
            letters |= {chr(code).lower() for code in range(value[0], value[1] + 1)}
        else:
            return None
    return frozenset(letters) if len(letters) <= _CLASS else None


def _is_letter(code: int) -> bool:
    """One byte, whose case Hyperscan knows, and not _EDGE."""
    return 0 < code < _ASCII


def _union(sets: Iterable[Strings | None], of: Callable[[Strings], Strings] = frozenset) -> Strings | None:
    """Of a few; `of`: what may be left out of them."""
    together: set[str] = set()
    for one in sets:
        if not one:
            return None
        together |= one
    told = of(frozenset(together))
    return told if len(told) <= _MOST else None


def _fewest(strings: AbstractSet[str]) -> Strings:
    """Where one is there, what it begins with is there, too."""
    return frozenset(one for one in strings if not any(one != other and one.startswith(other) for other in strings))
