r"""URLs in binary files that have their length before them: where each begins, and where it ends, if that is sure.

    \x8c 6 mysql://app:...@db/orders \x94     of pickle: a 6 is no letter of the scheme, and 54 are left
    x 8 mysql://app:...@db/orders d zone      of CBOR
    Z < mysql://app:...@db/orders j 8 gsk_... of protobuf: of the next one, too, kind and length stand there

A URL is told once, and a server's name that a chance length cuts is another server's. So a length ends it where all of
the run is accounted for, or where a letter is that length and stands behind what says that one follows. Else it ends
where its letters do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from agent.scan.views.counted import BINARY

_RUN: Final = re.compile(rb"[\x20-\x7e]{16,}")
_COLON: Final = re.compile(rb":(?:\\?/){2}")
_LONGEST: Final = 64  # of a scheme
_KNOWN: Final = re.compile(
    rb"(?:jdbc:)?(?:mysql[2x]?|mariadb|percona|postgres(?:ql)?|cockroachdb|rediss?|rediss-sentinel|valkeys?|mongodb"
    rb"|amqps?|https?|ftps?|sftp|ssh|smb|git|svn|wss?|ldaps?|smtps?|imaps?|pop3s?|nats|mqtts?|stomp|kafka|clickhouse"
    rb"|mssql|sqlserver|oracle|couchdb|couchbases?|cassandra|neo4j|bolt|influxdb|snowflake|redshift|socks[45]?[ah]?)"
    rb"(?:[+\-][a-z0-9_]{1,32})?\Z",
    re.IGNORECASE,
)
_LOGIN: Final = 1024  # letters before the server at most
_BEHIND_DIGIT: Final = re.compile(rb"(?<=[0-9])[A-Za-z][A-Za-z+.\-]{1,20}\Z")
# Of kinds, what no letter is; and of two or four bytes that are a length, what no text has.
_SIGN: Final = re.compile(rb"[\x8c\xda\xfa\xd9\x0a\x10\x12\x1a\0].\Z|.\0\0\0\Z", re.DOTALL)
_LETTER: Final = re.compile(rb"[A-Za-z0-9]")
# What a line begins with whose length stands there: then the end of the line before it was the kind.
_BEGUN: Final = re.compile(_KNOWN.pattern.removesuffix(rb"\Z").join((rb"[A-Za-z0-9]", rb":/")), re.IGNORECASE)
_ENDS: Final = re.compile(rb"[/?]|\.[A-Za-z]{2,24}(?::[0-9]{1,5})?\Z|:[0-9]{2,5}\Z")
_GOING_ON: Final = b".-:/?"  # within a URL
_MORE: Final = 0x80  # of a number in pieces of seven bits: another one follows
_BLANK, _CBOR = ord(" "), ord("x")
_NEXT: Final = 64  # strings behind it that account for the rest
_KINDS: Final = b"zZx\xda\xfa\x8c\xd9\x10\0"  # what says that a length follows
_FIELD, _OF_STRINGS = 7, 2  # protobuf's kind of a field with a length, in the lowest three bits


class Span(NamedTuple):
    start: int
    end: int


class Told(NamedTuple):
    """The same text with NUL for what stands before and behind each; and where they are, ascending."""

    text: bytes
    spans: list[Span]

    def until(self, start: int) -> int:
        """Where that ends in which something begins; 0: it is in none."""
        at = bisect_right(self.spans, Span(start, len(self.text)))
        return self.spans[at - 1].end if at and start < self.spans[at - 1].end else 0


class _Count(NamedTuple):
    """Where a URL may end, and the strings behind it as they are counted in the same way."""

    end: int
    is_sure: bool
    following: list[Span]


def told(raw: bytes) -> Told | None:
    """Of what is no text. None: it is, or nothing would be another."""
    if (b":/" not in raw and b":\\/" not in raw) or (_is_text(raw) and not _BEGUN.match(raw)):
        return None
    text, spans = bytearray(raw), list[Span]()
    for run in _RUN.finditer(raw):
        for colon in _COLON.finditer(raw, *run.span()):
            start = _start(raw, max(run.start(), colon.start() - _LONGEST), colon.start())
            at = raw.find(b"@", colon.end(), min(run.end(), colon.end() + _LOGIN)) if start else -1
            counts = [count for count in _counts(raw, start, run.end()) if at + 1 < count.end] if at >= 0 else []
            if not counts:
                continue
            if _LETTER.match(raw, start - 1):
                text[start - 1] = 0
            sure = max((count for count in counts if count.is_sure), default=None)
            spans.append(Span(start, sure.end if sure else run.end()))
            for each in sure.following if sure else ():
                text[spans[-1].end : each.start] = bytes(each.start - spans[-1].end)
                spans.append(each)
            if sure and spans[-1].end < len(raw):
                text[spans[-1].end] = 0
    return Told(bytes(text), sorted(spans)) if text != raw else None


def _is_text(raw: bytes) -> bool:
    if BINARY.search(raw):
        return False
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _start(raw: bytes, first: int, colon: int) -> int:
    """Of the scheme. 0: none with a length before it."""
    before = raw[first:colon]
    found = _KNOWN.search(before) or _BEHIND_DIGIT.search(before)
    return first + found.start() if found else 0


def _counts(raw: bytes, start: int, last: int) -> Iterator[_Count]:
    """By each way to count."""
    one, two = raw[start - 1], raw[start - 2] if start > 1 else 0
    lengths = {one, two << 8 | one}
    if two & _MORE and not one & _MORE:
        lengths.add(two & ~_MORE | one << 7)
    if start > 3 and raw[start - 2 : start] == b"\0\0":  # noqa: PLR2004 - bytes
        lengths.add(raw[start - 4] | raw[start - 3] << 8)
    for length in lengths:
        end = start + length
        if end <= last:
            following = [*_following(raw, end, last, _short if two == _CBOR else _pair)]
            left = last - (following[-1].end if following else end)
            is_told = (left <= min(1, start - 1) and one != _BLANK) or (length == one and _is_marked(raw, start))
            yield _Count(end, end == last or (is_told and _may_end(raw, start, end)), following)
        end = start + length // 2
        if not length & 1 and end <= last:  # Avro's numbers have a sign
            following = [*_following(raw, end, last, _half)]
            is_told = bool(following) and following[-1].end == last and one != _BLANK
            yield _Count(end, end == last or (is_told and _may_end(raw, start, end)), following)


def _may_end(raw: bytes, start: int, end: int) -> bool:
    """A server's name ends so; or something stands behind it, or a sign that no text has says how long it all is."""
    if _SIGN.search(raw, max(0, start - 5), start):
        return True
    if raw[end] in _GOING_ON:
        return False
    return _ENDS.search(raw[raw.rfind(b"@", start, end) + 1 : end]) is not None


def _is_marked(raw: bytes, start: int) -> bool:
    """A sign as a length may be what it is, a quote: but not in a property list."""
    if raw[max(0, start - 3) : start - 1] == b"_\x10":
        return True
    return start > 1 and _LETTER.match(raw, start - 1) is not None and _is_kind(raw[start - 2])


def _is_kind(byte: int) -> bool:
    return byte in _KINDS or byte & _FIELD == _OF_STRINGS


def _pair(raw: bytes, at: int) -> tuple[int, int]:
    """Where the string begins whose kind and length stand there, and how long it is."""
    return at + 2, raw[at + 1] if _is_kind(raw[at]) and at + 1 < len(raw) else 0


def _short(raw: bytes, at: int) -> tuple[int, int]:
    return (at + 1, raw[at] & 31) if 96 < raw[at] < _CBOR else _pair(raw, at)  # noqa: PLR2004 - by CBOR's bits


def _half(raw: bytes, at: int) -> tuple[int, int]:
    return at + 1, 0 if raw[at] & 1 else raw[at] // 2


def _following(raw: bytes, end: int, last: int, way: Callable[[bytes, int], tuple[int, int]]) -> Iterator[Span]:
    """Strings of which each has its length before it."""
    for _ in range(_NEXT):
        if end >= last:
            return
        start, length = way(raw, end)
        if not length or start + length > last:
            return
        end = start + length
        yield Span(start, end)
