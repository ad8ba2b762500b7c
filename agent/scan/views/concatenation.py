r"""Strings that are one string, and lines that are one line.

    "ghp_" + "..."     "ghp_" "..."     'ghp_' . '...'     "ghp_".concat("...")     -->   "ghp_..."
    TOKEN=gh\
    p_...                                                                           -->   TOKEN=ghp_...

A comma joins them only where a call does that makes one string of a list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from agent.scan.views.edits import EDITS, LONGEST, Edit, View, holds

# What parts two strings that are one: "a" + "b", "a" "b", 'a' . 'b', "a" .. "b", "a".concat("b"), also over lines.
# What blanks and lines took they keep, or a quote before many of them would be tried in thousands of ways.
_OVER: Final = rb"(?>(?:[ \t]{0,40}+\\?\r?\n[+\- \t]{0,80}+){0,3})[ \t]{0,40}+"
GLUE: Final = rb"\+\+?|&|\.\.?|~|<>|\|\||<<"
STRING: Final = rb"[bBfFrRuUL@$]{0,2}+"
_CALLED: Final = rb"|[ \t]{0,8}+\)?\s{0,80}+\.(?:append|concat)\([ \t]{0,8}+)" + STRING + rb"(?P=quote)"
_JOINT: Final = re.compile(
    rb"(?P<quote>\\{0,3}+[\"'`])(?!(?P=quote))(?:" + _OVER + rb"(?:(?:" + GLUE + rb")" + _OVER + rb")?" + _CALLED
)
_JOINT_OF_LIST: Final = re.compile(_JOINT.pattern.replace(GLUE, GLUE + rb"|,"))
_MAY_JOIN: Final = re.compile(
    rb"(?:\"(?!\")|'(?!')|`(?!`))(?=[ \t]{0,40}+(?:[+&.~<|\\\r\n]|" + STRING + rb"\\{0,3}[\"'`]|\)?\s{0,80}+\.[ac]))"
)
_MAY_JOIN_IN_LIST: Final = re.compile(_MAY_JOIN.pattern.replace(rb"[+", rb"[,+"))
# "Password"="x" and on the next line "Token"="y", as the registry of Windows, TOML and YAML have it: no one string.
_IS_NAME: Final = re.compile(rb"[\w.\- ]{1,64}+(?:\"[ \t]{0,8}=(?!=)|'[ \t]{0,8}=(?!=)|[\"']:[ \t])")
_ESCAPED: Final = 3  # backslashes before such a quote
LISTS: Final = (b"join", b"concat", b"implode")
_CONTINUED: Final = re.compile(rb"(?P<blank>[ \t]?)\\\r?\n[ \t]{0,80}+")
_GOES_ON: Final = re.compile(
    rb"(?:[\"'`][ \t)]{0,40}+(?:,|" + GLUE + rb")?[ \t]{0,40}+\\?|\\)\r?\n(?P<next>[+\- \t]{0,80}+"
    rb"(?:(?:,|" + GLUE + rb"|\.(?:append|concat)\()[ \t]{0,40}+)?" + STRING + rb"[\"'`]|(?<=\\\n)|(?<=\\\r\n))"
)
_INDENT: Final = re.compile(rb"[ \t]{0,80}+")
_MAY_GO_ON: Final = frozenset(b"+-,&.~<|\"'`bBfFrRuUL@$")  # the first byte of such a line, but for blanks
OPEN: Final = frozenset(b"\"'`\\+&.~,|<>) \t\r")  # the last byte of a line on which a concatenation goes on
_BEHIND_STRING: Final = b" \t)+&.~<>|,\\\r"  # of which what is between a string's end and the line's is made
_QUOTES: Final = (b'"', b"'", b"`")
ENDING: Final = 96  # bytes of a line's end in which the last string of it is closed


def concatenated(raw: bytes, source: View | None = None) -> View | None:
    """Strings that stand one behind the other as one string; lines that a backslash continues as one line."""
    found = [Edit(*match.span(), b"") for match, _ in zip(_joints(raw), range(EDITS), strict=False)]
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
    is_list = holds(raw, LISTS, 0, len(raw))
    joint, may_join = (_JOINT_OF_LIST, _MAY_JOIN_IN_LIST) if is_list else (_JOINT, _MAY_JOIN)
    at = 0
    for mark in may_join.finditer(raw):
        quote = mark.start()
        if quote < at:
            continue
        escaped = raw[max(at, quote - _ESCAPED) : quote]
        for first in range(quote - len(escaped) + len(escaped.rstrip(b"\\")), quote + 1):
            if match := joint.match(raw, first):
                if b"\n" in match[0] and _IS_NAME.match(raw, match.end()):
                    at = match.end()
                    break
                yield match
                at = match.end()
                break


class GoingOn(NamedTuple):
    """Up to where the next line says that the one before goes on, where it ends, and whether a comma joins them."""

    begins: int
    stop: int
    by_comma: bool


_ENDS: Final = GoingOn(-1, -1, by_comma=False)


def going_on(data: bytes, high: int) -> GoingOn:
    since = max(0, high - ENDING)
    first = data.rfind(b"\n", since, high) + 1
    ending = data[first or since : high]
    if not (ending.rstrip(_BEHIND_STRING).endswith(_QUOTES) or ending.endswith((b"\\", b"\\\r"))):
        return _ENDS  # most lines end so: to search takes ten times as long
    if ending.endswith((b'"', b'",')):  # and of JSON nearly all
        begins = _INDENT.match(data, high + 1).end()  # type: ignore[union-attr]  # it matches nothing as well
        byte = data[begins : begins + 1]
        if byte == b'"':
            stop = data.find(b"\n", high + 1, high + 1 + LONGEST)
            return GoingOn(begins + 1, stop if stop >= 0 else len(data), by_comma=ending.endswith(b","))
        if not byte or byte[0] not in _MAY_GO_ON:
            return _ENDS
    more = _GOES_ON.search(data, first or since, high + ENDING)
    if more is None or more.start("next") != high + 1:
        return _ENDS
    stop = data.find(b"\n", high + 1, high + 1 + LONGEST)
    return GoingOn(more.end(), stop if stop >= 0 else len(data), by_comma=b"," in more[0])
