r"""Undoes what quoting, escaping, colouring, wrapping and concatenating did to a value in a text.

    {\"token\": \"gh                        {"token": "gh                      ghp_...
    pass%3Dword&amp;x                        pass=word&x                      --View.span--> where it stands in the
    "ghp_" +\n   "..."                       "ghp_..."                        bytes that it was made from
    2026-01-02T03:04:05Z KEY=ghp_Ab          KEY=ghp_AbCd...
    2026-01-02T03:04:05Z Cd...

A View is bytes with a way back to the original ones. Undoing is a guess (a password may well hold `%41`), so a view is
only looked at where the plain text gave nothing, or a match with an escape in it; then both readings are kept.

Pure, linear, and bounded: so many edits a view, so many lines a wrapped value, so many levels of escapes.

Over 300 lines, because each way of undoing must lead back to the bytes that it was made from.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html.entities import html5
from typing import Final, NamedTuple

from agent.scan import nested, pairs, roster

LEVELS: Final = 3  # JSON in JSON in JSON
_EDITS: Final = 16_384  # of 64 KB, which no window is longer than by much
_LINES: Final = 32  # that one value is wrapped over; what has more of them is a block of data
_JOINED: Final = 4  # lines at the top of a concatenation that are joined with those below, one after the other
_REMEMBERED: Final = 4096  # lines
_LONGEST: Final = 4096  # bytes between what announces a value and the end of it, on other lines

# Codes of a terminal (https://www.ecma-international.org/publications-and-standards/standards/ecma-48/), as bytes or as
# a language writes it: ESC [ ... letter, ESC ] ... BEL (a link), ESC _ ... BEL (a time of Buildkite); Jenkins' notes.
# All of them behind the ESC, or what is written for it.
_COLOUR: Final = rb"\[[0-9;:?]{0,64}[A-Za-z]"
_LINK: Final = rb"(?:\][0-9]{1,4};|_)[^\x07\x1b]{0,512}(?:\x07|\x1b\\)"
_NOTE: Final = rb"\[8mha:[0-9A-Za-z+/=:]{0,8192}+\x1b\[0m"
# Each form by the byte that it begins with: `re` skips what is none.
_ESCAPE: Final = re.compile(
    rb"\x1b(?P<code>" + _NOTE + rb"|" + _COLOUR + rb"|" + _LINK + rb")|\^\[(?P<caret>" + _COLOUR + rb")"
    rb"|\\(?:(?P<written>(?:e|033|x1[bB]|u001[bB]|u\{1[bB]\})" + _COLOUR + rb")"
    rb"|u(?P<unicode>[0-9a-fA-F]{4})|u\{(?P<braced>[0-9a-fA-F]{1,6})\}|U(?P<long>[0-9a-fA-F]{8})|x(?P<byte>[0-9a-fA-F]{2})"
    rb"|(?P<octal>[0-3][0-7]{2})|(?P<letter>[nrtbfav0])|(?P<itself>[\"'`\\/=:.,&$@%#!?<>(){}\[\]|;~+*_ \-]))"
    rb"|%(?P<percent>[0-9a-fA-F]{2})"
    rb"|&(?P<entity>\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
    rb"|'(?P<shell>\\''|\"'\"')"
    rb"|=3D"
)
# https://www.jetbrains.com/help/teamcity/service-messages.html#Escaped+Values
_SERVICE: Final = b"##teamcity["
_SERVED: Final = re.compile(
    rb"(?P<mark>\#\#)(?=teamcity\[)|\|(?:0x(?P<unicode>[0-9a-fA-F]{4})|(?P<letter>[nr])|(?P<itself>[|'\[\]]))"
)
_SIGNS: Final = (b"\\", b"%", b"&", b"\x1b", b"'\"'\"'", b"^[", b"=3D")  # of which each escape has one
_LETTERS: Final = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"a": b"\a",
    b"v": b"\v",
    b"0": b"\0",
}

# What parts two strings that are one: "a" + "b", "a" "b", 'a' . 'b', "a" .. "b", "a".concat("b"), also over lines.
# Possessive: what blanks and lines took they keep, or a quote before many of them would be tried in thousands of ways.
_OVER: Final = rb"(?:[ \t]{0,40}+\\?\r?\n[+\- \t]{0,80}+){0,3}+[ \t]{0,40}+"
_GLUE: Final = rb"\+\+?|&|\.\.?|~|<>|\|\||<<"
_STRING: Final = rb"[bBfFrRuUL@$]{0,2}+"
_CALLED: Final = rb"|[ \t]{0,8}+\)?\s{0,80}+\.(?:append|concat)\([ \t]{0,8}+)" + _STRING + rb"(?P=quote)"
_JOINT: Final = re.compile(
    rb"(?P<quote>\\{0,3}+[\"'`])(?!(?P=quote))(?:" + _OVER + rb"(?:(?:" + _GLUE + rb")" + _OVER + rb")?" + _CALLED
)
_JOINT_OF_LIST: Final = re.compile(_JOINT.pattern.replace(_GLUE, _GLUE + rb"|,"))
_MAY_JOIN: Final = re.compile(
    rb"(?:\"(?!\")|'(?!')|`(?!`))(?=[ \t]{0,40}+(?:[+&.~<|\\\r\n]|" + _STRING + rb"\\{0,3}[\"'`]|\)?\s{0,80}+\.[ac]))"
)
_MAY_JOIN_IN_LIST: Final = re.compile(_MAY_JOIN.pattern.replace(rb"[+", rb"[,+"))
_ESCAPED: Final = 3  # backslashes before such a quote
_LISTS: Final = (b"join", b"concat", b"implode")
_CONTINUED: Final = re.compile(rb"(?P<blank>[ \t]?)\\\r?\n[ \t]{0,80}+")
_GOES_ON: Final = re.compile(
    rb"(?:[\"'`][ \t)]{0,40}+(?:,|" + _GLUE + rb")?[ \t]{0,40}+\\?|\\)\r?\n(?P<next>[+\- \t]{0,80}+"
    rb"(?:(?:,|" + _GLUE + rb"|\.(?:append|concat)\()[ \t]{0,40}+)?" + _STRING + rb"[\"'`]|(?<=\\\n)|(?<=\\\r\n))"
)
_INDENT: Final = re.compile(rb"[ \t]{0,80}+")
_MAY_GO_ON: Final = frozenset(b"+-,&.~<|\"'`bBfFrRuUL@$")  # the first byte of such a line, but for blanks
_OPEN: Final = frozenset(b"\"'`\\+&.~,|<>) \t\r")  # the last byte of a line on which a concatenation goes on
_BEHIND_STRING: Final = b" \t)+&.~<>|,\\\r"  # of which what is between a string's end and the line's is made
_QUOTES: Final = (b'"', b"'", b"`")
_ENDING: Final = 96  # bytes of a line's end in which the last string of it is closed

# What tells that a window may say more once it is undone, and how far from what announces a value it is looked for.
_JOINS: Final = (
    rb"(?:[ \t]{0,8}+(?:" + _GLUE + rb"|\\|\)?\.(?:append|concat))"
    rb"|[ \t]{0,8}+(?:\r?\n[+\- \t]{0,80}+)?(?:" + _GLUE + rb")?" + _STRING + rb"[\"'`])"
)
# Each form by the byte that it begins with, as in _ESCAPE.
_HINT: Final = re.compile(
    rb"\\(?:[ux\"'/\\\r\n\#*_!]|[0-3][0-7]{2})|%[0-9A-Fa-f]{2}|&(?:\#|quot|amp|apos|equals|colon|lt|sol|[a-z]{3,6};)"
    rb"|\"" + _JOINS + rb"|'" + _JOINS + rb"|`" + _JOINS
)
_HINTS: Final = (b"\x1b", b"=3D", b"^[[", b"{+", b"join(", b"implode(", b"concat!(")
_BEGINS: Final = re.compile(rb"\\[nrt][\w$\-.]")
_END: Final = re.compile(rb"[\s\"'`,;<>]|\Z")
_BEFORE: Final = 96
_BEHIND: Final = 512

# What a log writes before each line: times, levels, streams, names of containers.
_TIME: Final = (
    rb"\[?(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T _])?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    rb"(?:Z|[ ]?[+\-][0-9]{2}:?[0-9]{2}|[ ]UTC)?\]?"
)
_PREFIX: Final = re.compile(
    rb"(?:[ \t]{0,8}(?:" + _TIME + rb"|\[[ \w.:/\-]{1,64}\]|[A-Z][a-z]{2} [ 0-9][0-9] (?=[0-9]{2}:)"
    rb"|\#[0-9]{1,4}(?: [0-9.]{1,12})?(?= )|[\w.\-]{1,64}[ ]{0,24}\||[0-9]{2}[OE](?:\+| )|std(?:out|err) [FP] "
    rb"|[>|:*](?=[ \t])|\x1b_bk;t=[0-9]{1,20}\x07|\x1b"
    + _NOTE
    + rb"|(?:\x1b\[[0-9;]{0,16}[A-Za-z]){1,4})){0,5}[ \t]{0,16}"
)
_TOKEN: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.~%:@?&"
_WRAPPED: Final = frozenset(_TOKEN + b"\r")  # the last byte of a line that is; a colour's is a letter, too
_CODES: Final = re.compile(rb"(?:\x1b\[[0-9;]{0,16}[A-Za-z]){1,4}\Z")
_CLOSED: Final = re.compile(rb"(?:\x1b\[[0-9;]{0,16}[A-Za-z]){0,4}[\"'`,;)}\]\\@ \t]{0,4}\r?(?:\n|\Z)")
_ASSIGNS: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_.\-]{0,80}+=[^=\s]")  # a line of its own, and no rest of another
_RANDOM: Final = re.compile(rb"(?=[^0-9]{0,64}[0-9])[^A-Za-z]{0,64}[A-Za-z]")
_LEAST: Final = 8  # characters of a value on either side, where nothing tells that the line was too long
_CLOSING: Final = 128  # bytes behind a token that say whether it is all of its line
_NOTED: Final = 8192 + _CLOSING  # the same, where a note of Jenkins' may stand
_LONGEST_REST: Final = 512  # characters that follow on the next line, where that may be the longer one
_NARROWEST: Final = 79  # columns; a longer line may have been too long
_BLANKS: Final = 3  # between what announces a value and the end of its line


class Edit(NamedTuple):
    """Bytes `start` to `end` were replaced by `by`."""

    start: int
    end: int
    by: bytes


class View:
    """`data` was made by `edits`, in order and apart, from bytes that are `source` or themselves a View's."""

    __slots__ = ("_ends", "_from", "_source", "_starts", "_to", "data")

    def __init__(self, raw: bytes, edits: Iterable[Edit], source: View | None = None) -> None:
        pieces: list[bytes] = []
        self._source = source
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._from: list[int] = []
        self._to: list[int] = []
        at = made = 0
        for edit in edits:
            pieces += (raw[at : edit.start], edit.by)
            made += edit.start - at
            self._starts.append(made)
            made += len(edit.by)
            self._ends.append(made)
            self._from.append(edit.start)
            self._to.append(edit.end)
            at = edit.end
        pieces.append(raw[at:])
        self.data = b"".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the bytes `start` to `end` of `data` come from. An escape counts as a whole."""
        first, last = self._first(start), self._last(end)
        return self._source.span(first, last) if self._source else (first, last)

    def touched(self, start: int, end: int) -> bool:
        """Was anything undone within `start` to `end` of `data`?"""
        at = bisect_right(self._starts, start)
        if at > 0 and self._ends[at - 1] > start:
            return True
        return at < len(self._starts) and self._starts[at] < end

    def _first(self, start: int) -> int:
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            return start
        return self._from[at] if start < self._ends[at] else self._to[at] + start - self._ends[at]

    def _last(self, end: int) -> int:
        at = bisect_right(self._starts, end - 1) - 1
        if at < 0:
            return end
        return self._to[at] if end <= self._ends[at] else self._to[at] + end - self._ends[at]


def undone(raw: bytes, source: View | None = None) -> View | None:
    """One level of escapes less: of JSON, YAML, C, URLs, HTML, a shell; also a terminal's codes. None: it has none."""
    if not holds(raw, _SIGNS, 0, len(raw)):
        return None
    edits = [
        Edit(found.start(), found.end(), by)
        for found, _ in zip(_ESCAPE.finditer(raw), range(_EDITS), strict=False)
        if (by := _meant(found)) is not None
    ]
    return View(raw, edits, source) if edits else None


def served(raw: bytes) -> View | None:
    """A service message of TeamCity as it is meant, which is no guess: one of its escapes stands for nothing else."""
    if _SERVICE not in raw:
        return None
    marks = zip(_SERVED.finditer(raw), range(_EDITS), strict=False)
    return View(raw, [Edit(found.start(), found.end(), by) for found, _ in marks if (by := _meant(found)) is not None])


def _meant(found: re.Match[bytes]) -> bytes | None:  # noqa: PLR0911 - one answer for each kind of escape
    value = found[found.lastgroup] if found.lastgroup else b""
    match found.lastgroup:
        case "code" | "caret" | "written" | "mark":
            return b""
        case "unicode" | "braced" | "long":
            number = int(value, 16)
            return chr(number).encode("utf-8", "replace") if number <= sys.maxunicode else None
        case "byte" | "percent":
            return bytes((int(value, 16),))
        case "octal":
            return bytes((int(value, 8) & 0xFF,))
        case "letter":
            return _LETTERS[value]
        case "entity":
            return _character(value.decode("ascii"))
        case "shell":
            return b"'"
        case "itself":
            return value
        case _:
            return b"="


def _character(entity: str) -> bytes | None:
    if not entity.startswith("#"):
        named = html5.get(f"{entity};")
        return (b" " if entity == "nbsp" else named.encode()) if named else None
    number = int(f"0{entity[1:]}", 0) if entity[1] in "xX" else int(entity[1:])
    return chr(number).encode("utf-8", "replace") if 0 < number <= sys.maxunicode else None


def paired(raw: bytes, source: View | None = None) -> View | None:
    """Names beside their values that stand apart from them (agent/scan/pairs.py). None: there are none."""
    edits = [Edit(*move) for move in pairs.together(raw)]
    return View(raw, edits, source) if edits else None


def under(raw: bytes, source: View | None = None) -> View | None:
    """Names with those of the blocks that they stand in (agent/scan/nested.py). None: there are none."""
    edits = [Edit(*move) for move in nested.below(raw)]
    return View(raw, edits, source) if edits else None


def concatenated(raw: bytes, source: View | None = None) -> View | None:
    """Strings that stand one behind the other as one string; lines that a backslash continues as one line."""
    found = [Edit(*match.span(), b"") for match, _ in zip(_joints(raw), range(_EDITS), strict=False)]
    if b"\\\n" in raw or b"\\\r" in raw:
        taken = [edit.start for edit in found]
        for line in _CONTINUED.finditer(raw):
            at = bisect_right(taken, line.start())
            if at == 0 or found[at - 1].end <= line.start():
                found.append(Edit(line.start(), line.end(), b" " if line["blank"] else b""))
        found.sort(key=lambda edit: edit.start)
    return View(raw, found, source) if found else None


def _joints(raw: bytes) -> Iterator[re.Match[bytes]]:
    """As `finditer` would: but what may be one is found by its quote, of which `re` knows that it begins with it."""
    is_list = holds(raw, _LISTS, 0, len(raw))
    joint, may_join = (_JOINT_OF_LIST, _MAY_JOIN_IN_LIST) if is_list else (_JOINT, _MAY_JOIN)
    at = 0
    for mark in may_join.finditer(raw):
        quote = mark.start()
        if quote < at:
            continue
        escaped = raw[max(at, quote - _ESCAPED) : quote]
        for first in range(quote - len(escaped) + len(escaped.rstrip(b"\\")), quote + 1):
            if match := joint.match(raw, first):
                yield match
                at = match.end()
                break


@lru_cache(maxsize=64)
def readings(raw: bytes, wraps: tuple[Edit, ...] = (), *, named: bool = True, nested: bool = True) -> tuple[View, ...]:
    """Every way to read `raw` but as it stands, the likeliest first; `wraps`: see `wrapped`. `named`, `nested`: with
    names beside their values, and with those of the blocks around them.

    Many detectors ask about the same line one after the other.
    """
    return tuple(_readings(raw, wraps, named=named, nested=nested))


def _readings(raw: bytes, wraps: tuple[Edit, ...], *, named: bool, nested: bool) -> Iterator[View]:
    whole = View(raw, wraps) if wraps else None
    for start in (whole, None) if is_likely(raw, wraps) else (None, whole) if whole else (None,):
        view = start
        if view:
            yield view
        for level in range(LEVELS + 1):
            data = view.data if view else raw
            joined = concatenated(data, view)
            if joined:
                yield joined
            if named and (beside := paired(data, view)):
                yield beside
            if nested and (below := under(data, view)):
                yield below
            view = undone(data, view) if level < LEVELS else None
            if view is None:
                break
            yield view


class _Next(NamedTuple):
    """Of a line: where it begins behind what a log puts before it, how many letters of a token it has there; is that
    something of its own?
    """

    start: int
    head: int
    is_own: bool


class _GoingOn(NamedTuple):
    """Up to where the next line says that the one before goes on, where it ends, and whether a comma joins them."""

    begins: int
    stop: int
    by_comma: bool


_ENDS: Final = _GoingOn(-1, -1, by_comma=False)


class Nexts:
    """These lines of a text, by the line's end before them: many marks are followed by the same ones.

    extents: of windows of one length and kind the last one, see Chain.
    """

    __slots__ = ("_going_on", "_known", "extents")

    def __init__(self) -> None:
        self.extents: dict[tuple[int, int, bool, bool], tuple[int, Sequence[int], Extent]] = {}
        self._known: dict[int, _Next] = {}
        self._going_on: dict[int, _GoingOn] = {}

    def going_on(self, data: bytes, newline: int) -> _GoingOn:
        known = self._going_on.get(newline)
        if known is None:
            if len(self._going_on) >= _REMEMBERED:
                self._going_on.clear()
            known = self._going_on[newline] = _going_on(data, newline)
        return known

    def behind(self, data: bytes, newline: int) -> _Next:
        known = self._known.get(newline)
        if known is None:
            start = prefixed(data, newline + 1)
            rest = data[start : start + _LONGEST + 1]
            is_own = _ASSIGNS.match(data, start) is not None or data.startswith(roster.present().beginnings, start)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[newline] = _Next(start, len(rest) - len(rest.lstrip(_TOKEN)), is_own)
        return known


def wrapped(data: bytes, near: int, newline: int, nexts: Nexts | None = None) -> tuple[list[Edit], int, int]:
    """How to rejoin a value that begins at about `near`, on the line that ends at `newline`, and goes on on the next
    ones, without what a log puts before each; and from where up to where that depends on the text. No edits where it
    does not look as if it did.
    """
    limit = min(len(data), near + _LONGEST)
    if data.count(b" ", near, newline) > _BLANKS:
        return [], near, newline + 1
    first = data.rfind(b"\n", max(0, near - _LONGEST), newline) + 1 or max(0, near - _LONGEST)
    stop = _stop(data, first, newline)
    width = stop - first
    wide = width >= _NARROWEST
    tail = data[max(first, stop - _LEAST) : stop]
    since = first - 1
    if len(tail) - len(tail.rstrip(_TOKEN)) < (1 if wide else _LEAST):
        return [], since, newline + 1
    line = newline - first + 1
    second, last = newline + line, newline + _LINES * line
    goes_on = data.startswith(b"\n", second)
    if goes_on and data.startswith(b"\n", second + line) and data.startswith(b"\n", last):
        return [], since, last + 1  # a block of data
    edits: list[Edit] = []
    nexts = nexts or Nexts()
    till = 1 + (last if goes_on else second)
    while newline >= 0 and len(edits) < _LINES:
        start, head, is_own = nexts.behind(data, newline)
        head = max(0, min(head, limit - start, max(width, _LONGEST_REST) + 1))
        till = max(till, start + head + (_CLOSING if data.find(b"\x1b", newline, start + head) < 0 else _NOTED))
        if head == 0 or is_own or not (wide or (head >= _LEAST // 2 and _CLOSED.match(data, start + head))):
            break
        edits.append(Edit(stop, start, b""))
        stop = start + head
        if stop - newline - 1 != width:
            break
        newline = data.find(b"\n", stop, stop + 2)
    return edits if len(edits) < _LINES else [], since, till


def prefixed(data: bytes, at: int) -> int:
    """Where what a log puts before the line that begins `at` ends."""
    return _PREFIX.match(data, at).end()  # type: ignore[union-attr]  # it matches nothing as well


def _stop(data: bytes, first: int, newline: int) -> int:
    """Where the text of a line ends."""
    stop = newline - 1 if data[newline - 1 : newline] == b"\r" and newline > first else newline
    if data.find(b"\x1b", max(first, stop - 64), stop) < 0:
        return stop
    codes = _CODES.search(data, max(first, stop - 64), stop)
    return codes.start() if codes else stop


class Extent(NamedTuple):
    """reach: up to where a window must reach for the values that go on on the next lines; `wraps`: how to rejoin those,
    None where there is nothing to be undone, so that the text may be taken as it stands. This, and what there is in the
    window, depends on nothing before `since` or from `till` on.
    """

    reach: int
    wraps: tuple[Edit, ...] | None
    since: int
    till: int


class Chain:
    """Concatenations that go on from line to line, each of which announces a value. To join each with all those below
    it would take thirty times as long as to read them; so behind a few that were joined, and each that is joined later,
    the first half of what it was joined with is read as it stands: those lines have been joined with it.
    """

    __slots__ = ("_begins", "_joined", "_joins", "_lines", "_longest", "_nexts", "_reach", "_read")

    def __init__(self, longest: int, *, lines: bool, joins: bool, nexts: Nexts | None = None) -> None:
        """Of one finder's windows, ascending. See `extent`."""
        self._longest, self._lines, self._joins, self._nexts = longest, lines, joins, nexts or Nexts()
        self._begins = self._joined = self._read = self._reach = 0

    def extent(self, data: bytes, low: int, high: int, nears: Sequence[int]) -> Extent:
        """Of the next window, from `low` to `high`."""
        longest = self._longest if low >= self._read else 0
        found = self._again(data, low, high, nears, longest)
        if not self._lines:
            return found
        if low > self._reach:
            self._begins, self._joined, self._read = found.since, 0, 0
        elif not longest or found.reach > high:
            found = found._replace(since=min(self._begins, found.since))  # what is above it decides, too
        if found.reach > high and not found.wraps:
            self._reach = max(self._reach, found.reach)
            self._joined += 1
        if self._joined >= _JOINED:
            self._joined, self._read = _JOINED - 1, (high + found.reach) // 2
        return found

    def _again(self, data: bytes, low: int, high: int, nears: Sequence[int], longest: int) -> Extent:
        """As of the window before it, where that has the same around it: what is written by machines repeats itself."""
        kind = high - low, longest, self._lines, self._joins
        if seen := self._nexts.extents.get(kind):
            before, its, (reach, wraps, since, till) = seen
            by = low - before
            is_same = since + by >= 0 and len(nears) == len(its) and data.startswith(data[since:till], since + by)
            if is_same and nears == [near + by for near in its]:
                return Extent(reach + by, wraps, since + by, till + by)
        found = extent(data, low, high, nears, lines=self._lines, joins=self._joins, longest=longest, nexts=self._nexts)
        if found.since >= 0 and found.till <= len(data):
            self._nexts.extents[kind] = low, nears, found
        return found


def extent(
    data: bytes,
    low: int,
    high: int,
    nears: Sequence[int],
    *,
    lines: bool,
    joins: bool,
    longest: int = _LONGEST,
    nexts: Nexts | None = None,
) -> Extent:
    """What belongs to a window from `low` to `high`.

    `nears`: where values are announced. `lines`: the window ends with its line. `joins`: lines may be rejoined.
    `longest`: bytes over which a concatenation may go on; 0: it is not asked.
    """
    edits, since, till = _rejoined(data, nears, nexts) if joins else ([], low - 1, high + 1)
    since, till = min(since, low - 1), max(till, high + 1)
    reach = high
    if lines and nears and longest and 0 < high < len(data) and data[high - 1] in _OPEN:
        plainly, reach = continued(data, nears[-1], high, min(longest, _LONGEST), nexts)
        till = max(till, reach + _ENDING + 1)
        if plainly < reach and not (holds(data, _LISTS, low, reach) or pairs.signed(data, low, reach)):
            reach = plainly  # as of most lists, and of JSON
    if not edits and reach == high:
        first, last = (nears[0] - _BEFORE, nears[-1] + _BEHIND) if nears else (low, high)
        last = min(last, high)
        if not (
            _HINT.search(data, max(first, low), last)
            or holds(data, _HINTS, low, last)
            or pairs.signed(data, low, last)
            or (not lines and nested.opens(data, nears, last))
            or (data.rfind(b"\\", low, last) >= 0 and any(_is_behind_escape(data, low, near) for near in nears))
        ):
            return Extent(high, None, since, till)
        # A window that is not a line may end within a value; what is undone comes nearer.
        end = None if lines else _END.search(data, high, high + _BEHIND)
        reach = end.start() if end else high
        return Extent(reach, (), since, max(till, reach + 1))
    if edits and edits[-1].end >= reach:
        stop = data.find(b"\n", edits[-1].end, edits[-1].end + _LONGEST)
        till = max(till, (stop if stop >= 0 else edits[-1].end + _LONGEST) + 1)
        reach = min(stop if stop >= 0 else len(data), high + _LONGEST)
    return Extent(
        reach,
        tuple(Edit(edit.start - low, edit.end - low, edit.by) for edit in edits if edit.start >= low),
        since,
        till,
    )


def _rejoined(data: bytes, nears: Sequence[int], nexts: Nexts | None) -> tuple[list[Edit], int, int]:
    """How to rejoin the values that are announced at `nears`, each on the line that it begins on, of which the last one
    counts; and from where up to where that depends on the text.
    """
    edits: list[Edit] = []
    since, till = nears[0] if nears else 0, 0
    at = 0
    while at < len(nears):
        near = nears[at]
        newline = data.find(b"\n", max(near - 1, 0), nears[-1] + _LONGEST)
        if newline < 0:
            return edits, since, max(till, nears[-1] + _LONGEST)
        if newline >= near + _LONGEST:  # too far for those that are as far from it
            at = bisect_right(nears, newline - _LONGEST, at)
            till = max(till, nears[at - 1] + _LONGEST)
            continue
        till = max(till, newline + 1)
        at = max(at, bisect_left(nears, newline, at) - 1)  # none follows before the line's end
        while at < len(nears) and nears[at] - 1 <= newline:
            if not (edits and nears[at] <= edits[-1].end) and newline > 0 and data[newline - 1] in _WRAPPED:
                found, first, last = wrapped(data, nears[at], newline, nexts)
                since, till = min(since, first), max(till, last)
                edits += found
            at += 1
        if edits:
            at = bisect_right(nears, edits[-1].end, at)
    return edits, since, till


def holds(data: bytes, words: Iterable[bytes], low: int, high: int) -> bool:
    """Is one of these between the two? To look for one after the other takes a tenth of a pattern's time."""
    for word in words:  # noqa: SIM110 - a generator takes longer than what it would go over
        if data.find(word, low, high) >= 0:
            return True
    return False


def _is_behind_escape(data: bytes, low: int, near: int) -> bool:
    r"""Does what announces a value begin a line of a text that is itself written as a string: "x\nTOKEN=y"?"""
    at = data.rfind(b"\\", max(low, near - _BEFORE), near)
    return at >= 0 and _BEGINS.match(data, at, near) is not None


def is_likely(data: bytes, wraps: Sequence[Edit]) -> bool:
    """Would somebody who sees that the first line alone is a value, say that it goes on? What follows looks random."""
    return bool(wraps) and _RANDOM.match(data, wraps[0].end, wraps[0].end + _LEAST) is not None


def continued(
    data: bytes, near: int, high: int, longest: int = _LONGEST, nexts: Nexts | None = None
) -> tuple[int, int]:
    """Where the last of the lines ends over which a concatenation goes that begins on the line of `near`, which ends at
    `high`; `high` itself where there is none. Up to `longest` bytes. First without what a comma joins, then with it.
    """
    limit = min(len(data), near + longest)
    nexts = nexts or Nexts()
    plainly = -1
    for _ in range(_LINES):
        begins, stop, by_comma = nexts.going_on(data, high)
        if not high < begins <= limit:
            break
        if plainly < 0 and by_comma:
            plainly = high
        high = min(stop, limit)
    return (plainly if plainly >= 0 else high), high


def _going_on(data: bytes, high: int) -> _GoingOn:
    since = max(0, high - _ENDING)
    first = data.rfind(b"\n", since, high) + 1
    ending = data[first or since : high]
    if not (ending.rstrip(_BEHIND_STRING).endswith(_QUOTES) or ending.endswith((b"\\", b"\\\r"))):
        return _ENDS  # most lines end so: to search takes ten times as long
    if ending.endswith((b'"', b'",')):  # and of JSON nearly all
        begins = _INDENT.match(data, high + 1).end()  # type: ignore[union-attr]  # it matches nothing as well
        byte = data[begins : begins + 1]
        if byte == b'"':
            stop = data.find(b"\n", high + 1, high + 1 + _LONGEST)
            return _GoingOn(begins + 1, stop if stop >= 0 else len(data), by_comma=ending.endswith(b","))
        if not byte or byte[0] not in _MAY_GO_ON:
            return _ENDS
    more = _GOES_ON.search(data, first or since, high + _ENDING)
    if more is None or more.start("next") != high + 1:
        return _ENDS
    stop = data.find(b"\n", high + 1, high + 1 + _LONGEST)
    return _GoingOn(more.end(), stop if stop >= 0 else len(data), by_comma=b"," in more[0])
