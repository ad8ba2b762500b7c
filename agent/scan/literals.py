r"""Which plain strings a pattern cannot match without: Hyperscan finds those at many times the speed of patterns.

    (?:pager[-_]?duty)[\w.\-]{0,32}(?:key|token)    ->    pagerduty  pager-duty  pager_duty

Every match holds one of them. A short one, or one that stands everywhere (`key`, `token`), is worth nothing: then there
are none, and the pattern itself has to be looked for. Pure.

Over 300 lines, a hundred of them a table of how often strings come.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re` itself: no other reads patterns alike
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

import msgspec

Data = bytes | bytearray | memoryview

WIDEST: Final = 512  # bytes of a match
_USUAL: Final = 64
_MOST: Final = 96
_MEGABYTE: Final = 1_000_000
# Microseconds: for a match from where it is known to begin, and for a search and each byte on either side of it.
_TO_MATCH, _TO_SEARCH, _A_BYTE = 0.4, 0.8, 0.02
_CLASS: Final = 6
_FEW: Final = 8
_ALSO: Final = 3  # sets of so few strings
_SEVERAL: Final = 24  # strings of one that is asked for only where very many were found
# Of so many strings that were found, those with the same around them are looked at once, and that much is remembered.
_MANY: Final = 64
_SEEN: Final = 256
# To find where a string is takes as long for so many bytes as to look around one place.
_DENSE: Final = 8192
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
# What an escaped letter, a class, and all that nests or parts a pattern look like.
_SIGN: Final = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[()|]", re.DOTALL)
_EDGES: Final = re.compile(r"\\.", re.DOTALL)
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
_EDGE_BITS: Final = 3.0
# Microseconds a megabyte that looking around the strings of one pattern may take. Of a pattern that is wide, more: as
# wide as the widest is what is searched on either side of each change in a history (lineage.py).
_AFFORDED: Final = 6.0
_AFFORDED_WIDE: Final = 12.0
_WIDE: Final = 140  # bytes of a match
_AROUND: Final = "-_.:=/ "
_AROUND_BITS: Final = 3.0
# They come more often than their letters do, or more seldom: so many times in a megabyte of programs, at most.
_COUNTED: Final = {
    word: often
    for often, words in (
        (4, (
            *("api-", "artif", "as-", "asia", "circle", "eaaa", "elastic", "etsy", "exo", "fixer", "ghost", "google"),
            *("ipinfo", "linear", "ls-", "mj", "mk_", "owm", "pat.", "poly", "reer", "rner", "rtlo", "sanity"),
            *("service:", "sv_", "toggl", "user:", "wx", "\0eaa", "\0key-", "\0o.", "\0re_"),
        )),
        (0.5, (
            *("aiot", "apim", "aqe", "cdp", "circle ", "circle-", "circle.", "circle_", "cu_", "dt0", "duo", "ejy"),
            *("frse", "glm", "gtoa", "ik_", "lrse", "m3o", "md-", "mtoa", "nasa", "oc|", "ocli", "oeli", "osey"),
            *("otx", "oy2", "poly-", "poly.", "poly_", "q~", "reeo", "reep", "rmuo", "rmur", "rneo", "rnep", "rtlm"),
            *("rtln", "rtlp", "rtml", "rtmm", "rtmn", "scw", "snuo", "snup", "snur", "token-", "uunn", "y0_", "y1_"),
            *("y2_", "y3_", "zai", "\0api-", "\0ion_", "\0pat."),
        )),
        (60, (
            *("/api/v1/", "\0atta", "ably", "basic", "cal", "capsule", "click", "clou", "cloud", "coda", "column"),
            *("cred", "cs", "curl", "cursor", "dify", "force", "github"),
            *("kagi", "live", "login", "machine", "mail", "nfo", "page", "passw"),
            *("password", "pool", "postgres", "priv", "private", "private_key", "privatekey", "project"),
            *("ptr", "public", "redis", "reset", "secret", "segment", "sg", "shared", "site", "sl"),
            *("standard", "t1", "web", "xx"),
        )),
        (250, (
            *("acc", "access", "account", "auth", "box", "build", "client", "connect", "host", "http", "https"),
            *("lob", "off", "pass", "server", "service", "sk", "space", "sts", "token", "user", "word", "work"),
        )),
        (1000, (
            *("00", "00d", "api", "app", "base", "code", "config", "data", "file", "form", "info", "item", "key"),
            *("line", "pat", "path", "string", "text", "time", "value", "version", "with"),
        )),
        (10000, (
            *("0", "ion", "name", "on", "port", "re", "self", "test", "type"),
        )),
        (1_000_000, ("",)),
    )
    for word in words
}  # fmt: skip

Strings = frozenset[str]


@dataclass(frozen=True, slots=True)
class Needed:
    """Lower-case strings of which every match holds one, whatever the case. `head`: it begins with it."""

    strings: Strings
    head: bool

    def cost(self, width: int) -> float:
        """Microseconds for what is found in a megabyte, where one stands anywhere in a match of so many bytes."""
        return sum(map(_often, self.strings)) * (_TO_MATCH if self.head else _TO_SEARCH + _A_BYTE * width)

    @property
    def expression(self) -> str:
        """A pattern for any of these."""
        return "|".join(re.escape(one).replace(re.escape(_EDGE), r"\b") for one in sorted(self.strings))

    @property
    def width(self) -> int:
        """How many bytes a match of that has at most."""
        return max(len(one.replace(_EDGE, "")) for one in self.strings)


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


def anchored(pattern: str) -> str:
    """With the edges of all bytes as those of a line: several texts are looked at together, a line's end between."""
    return _EDGES.sub(lambda sign: {r"\A": "^", r"\Z": "$"}.get(sign[0], sign[0]), pattern)


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


class Plan(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How a pattern is looked for around what tells of it: worked out once, and kept with what is compiled.

    width: bytes of a match. `lengths`: of the strings that begin a match; None: it may begin anywhere near.
    also: what must be there as well, in small letters, and is looked for quicker: one of each of these
    heads: with which of those it begins; none: it may begin with others
    looks: how many bytes around a match it asks about, at least one
    """

    width: int
    lengths: tuple[int, ...] | None = None
    also: tuple[tuple[bytes, ...], ...] = ()
    heads: tuple[bytes, ...] = ()
    looks: int = 1


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
    also.sort(key=lambda strings: sum(_often(one.decode()) for one in strings))
    looks = max(1, _looks(tree))
    if found:
        return Plan(wide, tuple({len(one.replace(_EDGE, "")) for one in found.strings}), tuple(also[:_ALSO]), (), looks)
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
    fewest = sorted(_fewest({one.replace(_EDGE, "") for one in strings}))
    return tuple(map(str.encode, fewest)) if all(len(one) > 1 for one in fewest) else ()


class Lowered:
    """A text in small letters, once for all the checks that ask where the same strings are in it."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._known: dict[tuple[tuple[bytes, ...], int], list[int]] = {}

    @cached_property
    def whole(self) -> bytes:
        """As it is."""
        return bytes(self._data)

    @cached_property
    def _text(self) -> bytes:
        return self.whole.lower()

    def places(self, strings: tuple[bytes, ...], most: int) -> list[int]:
        """Where these are, ascending; so many of them where there are as many."""
        places = self._known.get((strings, most))
        if places is None:
            every = chain.from_iterable(_places(self._text, one) for one in strings)
            places = self._known[strings, most] = sorted(islice(every, most))
        return places


class Check:
    """Around a string that was found, or something near: does the pattern match? Wherever it does, that says where.

    A pattern of bounded width, so that no text makes it slow.
    """

    def __init__(self, pattern: str, planned: Plan, *, cased: bool = False) -> None:
        self._pattern, self._flags = anchored(pattern).encode(), re.MULTILINE | (0 if cased else re.IGNORECASE)
        self._width, self._lengths = planned.width, planned.lengths
        self._also, self._heads, self._looks = planned.also, planned.heads, planned.looks

    @cached_property
    def _regex(self) -> re.Pattern[bytes]:
        """Compiled when all else that must be there is: for most never."""
        return re.compile(self._pattern, self._flags)

    def ends(self, data: Data, ends: Sequence[int], lowered: Lowered | None = None) -> list[int]:
        """The ends of matches, and of strings in them, ascending. `ends`: of strings, ascending. `lowered`: the same
        for all checks of one text.
        """
        if self._lengths is None:
            return self._around(data, ends, lowered or Lowered(data))
        if len(ends) > _MANY:
            lowered = lowered or Lowered(data)
            return self._of_many(lowered.whole, self._likely(data, ends, lowered), self._lengths)
        begins = self._regex.match
        matches = [
            (end, match.end())
            for length in self._lengths
            for end in ends
            if length <= end and (match := begins(data, end - length))
        ]
        return sorted({end for pair in matches for end in pair}) if matches else []

    def _of_many(self, data: bytes, ends: Sequence[int], lengths: Sequence[int]) -> list[int]:
        """The same of very many: what a text says again and again is looked at once for all that has the same bytes
        around it, as far as the pattern sees.
        """
        begins, looks = self._regex.match, self._looks
        before, behind = max(lengths) + looks, self._width - min(lengths) + looks
        known: dict[bytes, tuple[int, ...]] = {}
        found: list[int] = []
        last = len(data) - behind
        for end in ends:
            around = data[end - before : end + behind] if before <= end <= last and looks <= WIDEST else b""
            told = known.get(around)
            if told is None:
                matches = [begins(data, end - length) for length in lengths if length <= end]
                told = tuple({match.end() - end for match in matches if match})
                if around and len(known) < _SEEN:
                    known[around] = told
            if told:
                found.append(end)
                found += [end + by for by in told if by]
        return sorted(set(found))

    def _likely(self, data: Data, ends: Sequence[int], lowered: Lowered) -> Sequence[int]:
        """Those near which there is what must be there as well."""
        points = self._points(data, ends, lowered)
        if points is ends or not self._lengths:
            return ends
        likely, at, before = [], 0, max(self._lengths)
        for end in ends:
            while at < len(points) and points[at] < end - before:
                at += 1
            if at == len(points):
                break
            if points[at] <= end + self._width:
                likely.append(end)
        return likely

    def _around(self, data: Data, ends: Sequence[int], lowered: Lowered) -> list[int]:
        found: set[int] = set()
        points, reached = self._points(data, ends, lowered), 0
        for at, last in self._groups(points):
            first, behind = max(reached, points[at] - self._width), points[last] + self._width
            if points is not ends and bisect_left(ends, first) == bisect_right(ends, behind):
                continue
            region = bytes(data[first:behind]).lower() if self._also or self._heads else b""
            if all(any(one in region for one in strings) for strings in self._also):
                for start, end in self._matches(data, first, behind, region):
                    found.add(end)
                    found.update(ends[bisect_right(ends, start) : bisect_right(ends, end)])
                reached = points[last]
        return sorted(found)

    def _points(self, data: Data, ends: Sequence[int], lowered: Lowered) -> Sequence[int]:
        """What to look around: the strings, or, where they are many, what must be there as well and is rarer."""
        first, points = max(0, ends[0] - self._width), ends
        size = ends[-1] + self._width - first
        if size < len(data) // 2:
            lowered = Lowered(data[first : first + size])
        else:
            first = 0
        for strings in self._also:
            if len(points) * _DENSE > size * len(strings):
                fewer = len(points) // 2
                there = lowered.places(strings, fewer)
                if len(there) < fewer:
                    points = [first + place for place in there]
        return points

    def _groups(self, points: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Numbers of the first and the last of those that are near one another."""
        at = 0
        while at < len(points):
            last = at
            while last + 1 < len(points) and points[last + 1] <= points[last] + self._width:
                last += 1
            yield at, last
            at = last + 1

    def _matches(self, data: Data, first: int, behind: int, region: bytes) -> Iterator[tuple[int, int]]:
        if not self._heads:
            yield from (match.span() for match in self._regex.finditer(data, first, behind))
        known: dict[bytes, int] = {}  # as in _of_many: how long it is, or 0
        looks = self._looks
        for number, place in enumerate(place for head in self._heads for place in _places(region, head)):
            start = first + place
            first_seen, last = start - looks, start + self._width + looks
            is_one_of_many = number > _MANY and first_seen >= 0 and last <= behind and looks <= WIDEST
            around = bytes(data[first_seen:last]) if is_one_of_many else b""
            length = known.get(around)
            if length is None:
                match = self._regex.match(data, start, behind)
                length = match.end() - start if match else 0
                if around and len(known) < _SEEN:
                    known[around] = length
            if length:
                yield start, start + length


def _places(text: bytes, one: bytes) -> Iterator[int]:
    at = text.find(one)
    while at >= 0:
        yield at
        at = text.find(one, at + 1)


def _often(string: str) -> float:
    """How many times a megabyte it comes, about."""
    if string in _COUNTED:
        return _COUNTED[string]
    plain = string.replace(_EDGE, "")
    bits = _EDGE_BITS * (plain != string)
    word = plain.strip(_AROUND)
    if word in _COUNTED:
        return _COUNTED[word] / 2 ** (bits + _AROUND_BITS * (len(plain) - len(word)))
    return _MEGABYTE / 2 ** (bits + sum(_BITS.get(letter, _OTHER) for letter in plain))


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
            return _Part(frozenset({_EDGE}))
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
