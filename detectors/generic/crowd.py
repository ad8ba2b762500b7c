"""Names that stand in what seem to be the values of others: token=a&password=b, of a query or a log in one line.

Where a text has very many, each value is read as far as the next name, so that none is left out or read twice.
"""

from __future__ import annotations

import re
from typing import Final

from .fragments import WORDS

# What a name is told by that stands in the value of another; and one that leaves no room for a value before it.
_NEXT_NAME: Final = re.compile(rf"(?:{WORDS})[\w.\-]{{0,32}}+(?:[\"']?[:=](?![=\s\"'`,;&]|$)|%3[ad])", re.ASCII)
_NAMED: Final = re.compile(rf"[\w.\-]{{0,32}}?[\"']?(?:[:=]|%3[ad])[\"']?.{{0,3}}?{_NEXT_NAME.pattern}", re.ASCII)
_LOWER: Final = {letter: letter + 32 for letter in range(65, 91)}


def lowered(text: str) -> str:
    """In small letters, and as long."""
    small = text.lower()
    # A letter may become two, but never two letters one.
    return small if len(small) == len(text) else text.translate(_LOWER)


def leaves_no_room(small: str, at: int) -> bool:
    """Does the next name begin where the value of the one at `at` would?"""
    return _NAMED.match(small, at) is not None


class Crowd:
    """Names that stand in what seem to be the values of others, in a text in small letters. Each is looked for once,
    though the values run into one another.
    """

    __slots__ = ("_found", "_since", "_small")

    def __init__(self, small: str) -> None:
        self._small, self._since, self._found = small, len(small) + 1, _NEXT_NAME.match("")

    def up_to_next(self, start: int, value: str) -> str:
        """What begins there ends where the next name begins."""
        if start < self._since or (self._found and self._found.start() < start):
            self._since, self._found = start, _NEXT_NAME.search(self._small, start)
        following = self._found
        # Behind a name's sign of equality something follows in this value.
        if following is None or following.end() + (following[0][-1] in ":=") > start + len(value):
            return value
        return value[: following.start() - start]
