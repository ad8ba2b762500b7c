r"""What a mail writes in quoted-printable. https://www.rfc-editor.org/rfc/rfc2045#section-6.7

    Content-Transfer-Encoding: quoted-printable
                                                       Gruesse: token=ghp_Ab
    Gr=C3=BC=C3=9Fe: token=3Dghp_=         -->
    Ab

Up to the next part of the mail, the next mail, or the first line that could not be written so: many texts only talk
about it. For the same reason it must stand among headers.

Each byte is looked at a bounded number of times, however many headers there are: what is said of one of them reaches up
to the end of what was looked at for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from agent.scan.encoded.runs import Run
from agent.scan.views.edits import Edit, View

_LONGEST: Final = 1 << 19
_BEFORE: Final = len('content-transfer-encoding:"quoted-printable') + 8
_NAME: Final = re.compile(rb"(?<![^\n])content-transfer-encoding:[ \t]{0,8}\"?quoted-printable\Z", re.IGNORECASE)
# What else stands on that line, and the headers behind it with the lines on which these go on.
_REST: Final = re.compile(rb"\"?[ \t]{0,8}(?:[;(][^\n]{0,998})?\r?\n")
_HEADERS: Final = re.compile(rb"(?>(?:(?:[A-Za-z][\w.\-]{0,126}:|[ \t]++[^\s])[^\n]*+\n)*)")
_BLANK: Final = re.compile(rb"[ \t]{0,8}\r?\n")
_HEADER: Final = re.compile(rb"[A-Za-z][\w.\-]{0,126}:|[ \t]")
_MOST, _WIDEST = 256, 1024  # headers between the boundary of a part and the one that tells of this, and bytes of each

# What may end it. `odd`: in small letters, as few write it; `rare`: a letter, a digit or a control character, alone,
# which nobody needs to write so, but in `From`; `line`: behind two dashes.
_STOP: Final = re.compile(
    rb"=(?:(?=(?P<odd>[0-9A-Fa-f]{2}))(?![0-9A-F]{2})"
    rb"|(?P<rare>(?<!=[0-9A-F]{2}=)(?!46rom)(?:0[0-8BEF]|1.|3[0-9]|[46][1-9A-F]|5[0-9A]|7[0-9AF])(?!=))"
    rb"|(?P<never>(?![0-9A-Fa-f]{2}|[ \t]{0,8}\r?(?:\n|\Z))))"
    rb"|\n(?:(?P<long>(?=[^\n]{100}))|--(?P<line>[^\s]{1,72})[ \t]{0,8}\r?(?:\n(?P<part>(?i:content-))?|\Z)"
    rb"|(?P<mail>From [^\n]{1,160}[ ,](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\n]{1,12}[0-9]{2}:[0-9]{2}"
    rb"|(?i:content-transfer-encoding:[ \t]{0,8}\"?(?:[78]bit|binary|base64))))"
)
# Letters of UTF-8, or what is written for a sign of equality.
_SMALL: Final = re.compile(rb"=(?:3d|[cd][0-9a-f]=[89ab][0-9a-f]|e[0-9a-f](?:=[89ab][0-9a-f]){2})")
_SURE: Final = 2  # signs of it, after which a long line is one of a careless program
_QUOTED: Final = re.compile(rb"=(?:(?P<byte>[0-9A-F]{2})|[ \t]{0,8}\r?\n)")
_QUOTED_SMALL: Final = re.compile(_QUOTED.pattern, re.IGNORECASE)
_SOFT: Final = re.compile(rb"=[ \t]{0,8}\r?\n\Z")
_SOFT_BYTES: Final = len("=\r\n") + 8


def quoted(data: bytes, end: int) -> Run | None:
    """What stands behind the headers of which one ends there; without data: nothing is to be undone up to its end."""
    named = _NAME.search(data, max(0, end - _BEFORE), end)
    rest = _REST.match(data, end) if named else None
    if named is None or rest is None:
        return None
    headers = _HEADERS.match(data, rest.end())
    low = headers.end() if headers else rest.end()
    if (blank := _BLANK.match(data, low)) is None:
        return _nothing(end, low)
    low = blank.end()
    high, pattern = _end(data, low, min(len(data), low + _LONGEST), _boundary(data, named.start()))
    raw = data[low:high]
    view = View(raw, _edits(raw, pattern)) if b"=" in raw else None
    if view is None or not view.data:
        return _nothing(end, high)
    return Run(low, high, view.data, partial(_moved, view, low), is_all=True)


def _nothing(low: int, high: int) -> Run:
    return Run(low, max(low, high), b"", _as_it_is)


def _as_it_is(start: int, end: int) -> tuple[int, int]:
    return start, end


def _boundary(data: bytes, at: int) -> bytes | None:
    """What parts this part from the others, where it stands before its headers, of which one begins `at`."""
    for _ in range(_MOST):
        first = data.rfind(b"\n", max(0, at - _WIDEST), max(0, at - 1)) + 1
        if not first and at > _WIDEST:
            return None
        line = data[first:at]
        if line.startswith(b"--"):
            return line[2:].rstrip() or None
        if not line or not _HEADER.match(line):
            return None
        at = first
    return None


def _end(data: bytes, low: int, limit: int, boundary: bytes | None) -> tuple[int, re.Pattern[bytes]]:
    """Where it ends that begins there, and what is to be undone in it."""
    at, pattern, is_sure = low - 1, _QUOTED, False
    ends = (boundary, boundary + b"--") if boundary else ()
    while (stop := _STOP.search(data, at, limit)) is not None:
        at = stop.start() + 1
        if stop["mail"] or (stop["line"] and (stop["part"] or stop["line"] in ends)):
            return at, pattern
        if stop["line"] or (stop["odd"] and pattern is _QUOTED_SMALL):
            continue
        if stop["odd"] and _SMALL.match(data, stop.start(), limit):
            pattern = _QUOTED_SMALL
            continue
        if stop["long"] is None:
            is_sure = is_sure or _is_sure(data, low, stop.start())
            if stop["rare"] and is_sure:
                continue
            return _line(data, low, stop.start(), limit, is_sure=is_sure), pattern
        # Counted with the line itself.
        behind = data.find(b"\n", at, limit)
        is_sure = is_sure or _is_sure(data, low, behind if behind >= 0 else limit)
        if not is_sure:
            return _line(data, low, at, limit, is_sure=False), pattern
    return (limit if limit == len(data) else _line(data, low, limit, limit, is_sure=False)), pattern


def _is_sure(data: bytes, low: int, high: int) -> bool:
    found = _QUOTED_SMALL.finditer(data, low, high)
    return sum(1 for _ in zip(range(_SURE), found, strict=False)) == _SURE


def _line(data: bytes, low: int, at: int, limit: int, *, is_sure: bool) -> int:
    """Where the line begins on which that is. One that goes on from the line above is a part of it: where this is
    certainly quoted-printable, the end of it all.
    """
    first = data.rfind(b"\n", low, at) + 1 or low
    if is_sure and _goes_on(data, low, first):
        last = data.find(b"\n", at, limit) + 1
        while last and _goes_on(data, low, last):
            last = data.find(b"\n", last, limit) + 1
        if last:
            return last
    while first > low and _goes_on(data, low, first):
        first = data.rfind(b"\n", low, first - 1) + 1 or low
    return first


def _goes_on(data: bytes, low: int, at: int) -> bool:
    """Does the line that ends there go on with the next?"""
    return _SOFT.search(data, max(low, at - _SOFT_BYTES), at) is not None


def _edits(raw: bytes, pattern: re.Pattern[bytes]) -> Iterator[Edit]:
    for found in pattern.finditer(raw):
        yield Edit(found.start(), found.end(), bytes.fromhex(found["byte"].decode()) if found["byte"] else b"")


def _moved(view: View, base: int, start: int, end: int) -> tuple[int, int]:
    first, last = view.span(start, end)
    return base + first, base + last
