"""Comments by which somebody says that a credential may stand where it does. Pure.

Ours and those of other scanners, since a line that was judged once should not have to be judged again:

    stanch:allow   gitleaks:allow   betterleaks:allow   trufflehog:ignore   kingfisher:ignore   ggignore
    pragma: allowlist secret        the same line
    pragma: allowlist nextline secret        the line below

https://github.com/gitleaks/gitleaks#gitleaksallow, https://github.com/Yelp/detect-secrets#inline-allowlisting,
https://docs.trufflesecurity.com/ignore-findings
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_LINE: Final = re.compile(
    rb"(?P<tool>\b(?:stanch|gitleaks|betterleaks|kingfisher|trufflehog)):(?:allow|ignore)\b"
    rb"|\bggignore\b|\bpragma: ?(?:allow|white)list secret\b",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(rb"\bpragma: ?(?:allow|white)list nextline secret\b", re.IGNORECASE)
_REACH: Final = 4096  # bytes of a line on either side of a value


_SIGNS: Final = (b":allow", b":ignore", b"ggignore", b"pragma:")  # one is in every comment
_BEFORE, _BEHIND = 16, 48  # bytes of a comment around its sign, and of what must not follow it

Comment = tuple[int, int, str]


def is_comment(words: str) -> bool:
    """Are these the words by which a comment allows something, as `Allowed.by` tells them?"""
    return any(form.fullmatch(words.encode()) for form in (_LINE, _NEXT))


class Allowed:
    """The comments in `data` around what stands from `low` to `high`, looked for once: a line made of values would have
    each of them look along it.
    """

    def __init__(self, data: bytes, low: int, high: int) -> None:
        self._data = data
        first = max(0, low - 2 * _REACH - _BEHIND)
        lowered = data[first : high + _REACH + _BEHIND].lower()
        signs = [first + at for sign in _SIGNS for at in _all(lowered, sign)]
        self._same, self._next = _comments(data, _LINE, signs), _comments(data, _NEXT, signs)

    def by(self, start: int, end: int) -> str:
        """The comment that allows what stands from `start` to `end`, as it is written; "" where none does."""
        if not self._same and not self._next:
            return ""
        first = self._data.rfind(b"\n", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
        stop = self._data.find(b"\n", end, end + _REACH)
        last = stop if stop >= 0 else min(len(self._data), end + _REACH)
        found = _within(self._same, first, start) or _within(self._same, end, last)
        if not found and end - start < _REACH and b"\n" in self._data[start:end]:
            found = _within(self._same, start, end)
        if not found and self._data[first - 1 : first] == b"\n":
            lowest = max(0, first - 1 - _REACH)
            above = self._data.rfind(b"\n", lowest, first - 1) + 1 or lowest
            found = _within(self._next, above, first)
        return found


def _all(lowered: bytes, sign: bytes) -> Iterator[int]:
    at = lowered.find(sign)
    while at >= 0:
        yield at
        at = lowered.find(sign, at + len(sign))


def _comments(data: bytes, form: re.Pattern[bytes], signs: Iterable[int]) -> list[Comment]:
    found = (form.search(data, max(0, at - _BEFORE), at + _BEHIND) for at in signs)
    return sorted({(each.start(), each.end(), each[0].decode("ascii").lower()) for each in found if each})


def _within(comments: Sequence[Comment], first: int, last: int) -> str:
    """The first one that lies there as a whole."""
    at = bisect_left(comments, (first,))
    return comments[at][2] if at < len(comments) and comments[at][1] <= last else ""
