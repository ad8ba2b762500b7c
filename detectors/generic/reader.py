"""The names of a text, one after the other, each with what it is given.

Most of the time goes into names that are given nothing, or the same again in the same surroundings: a text is searched
in small letters for the words that names have, and what stands around many of them in the same way is read once.
"""

from __future__ import annotations

import re
import string
from typing import Final

from .crowd import Crowd, leaves_no_room, lowered
from .fragments import WORDS
from .grammar import Assignment, assignment
from .names import promise
from .surroundings import LONGEST_BEFORE

# Searched for in the text in small letters, which is quick; the grammar is then matched behind it.
_WORD: Final = re.compile(WORDS)
_REST: Final = re.compile(r"[\w.\-]{0,40}", re.ASCII)
_OF_A_NAME: Final = string.ascii_letters + string.digits + "_.-$@"
# Characters before and behind a name that decide what it is given; of how many such pieces that is remembered, and
# behind how many names of a text, as most have no more.
_BEFORE: Final = 160
_BEHIND: Final = 640
_SEEN, _FEW = 256, 24

Around = tuple[int, bool, str]  # characters of the name, whether that is in no crowd, and the piece


class Reader:
    """Reads what is assigned in `text`, one after the other. `at`: where to go on; behind a value that counts, as
    another name may stand in what only seemed to be one. `small`: the same in small letters.
    `around`: all that what was read last depends on, where that may come again.
    """

    __slots__ = ("_found", "_known", "_of", "_read", "_text", "around", "at", "small")

    def __init__(self, text: str) -> None:
        self._text, self.small, self.at = text, lowered(text), 0
        self._of: tuple[int, int, Crowd | None] = -1, -1, None
        self._found: Assignment | None = None
        self._known: dict[Around | None, Assignment | None] = {}
        self.around: Around | None = None
        self._read = 0

    def next(self, crowd: Crowd | None = None) -> Assignment | None:
        while word := _WORD.search(self.small, self.at):
            self.at = word.end()
            if crowd and leaves_no_room(self.small, self.at):
                continue
            of = *_name(self._text, word.start(), self.at), crowd
            if of != self._of:  # else it has several such words
                self._of, self._found = of, self._remembered(*of)
            if self._found is not None:
                return self._found
        return None

    def _remembered(self, start: int, behind: int, crowd: Crowd | None) -> Assignment | None:
        """As `assignment` says; of many that stand in the same surroundings once."""
        self._read += 1
        first, last, text = start - _BEFORE, behind + _BEHIND, self._text
        is_one_of_many = self._read > _FEW and first >= 0 and last <= len(text)
        around = (behind - start, crowd is None, text[first:last]) if is_one_of_many else None
        if around in self._known:
            self.around = around
            found = self._known[around]
            return found and found.moved(start)
        found = assignment(text, start, behind, crowd)
        self.around = None
        if around and len(self._known) < _SEEN and (found is None or found.start + len(found.value) + _BEFORE < last):
            self.around = around
            self._known[around] = found and found.moved(-start)
        return found


def _name(text: str, at: int, end: int) -> tuple[int, int]:
    """From where to where the name is in which a word stands from `at` to `end`."""
    before = text[max(0, at - LONGEST_BEFORE) : at]
    start = at - len(before) + len(before.rstrip(_OF_A_NAME))
    rest = _REST.match(text, end)
    behind = rest.end() if rest else end
    if text[start] == "-" or text[start - 1 : start] == "\\":
        start += _before_name(text, start, behind)
    return start, behind


def _before_name(text: str, start: int, behind: int) -> int:
    r"""How much is none of it: -DTOKEN="x", of a preprocessor; "hello\npassword: x"."""
    if text.startswith("-D", start):
        return len("-D")
    escaped = text[start - 1 : start] == "\\" and text[start] in "nrt"
    return 1 if escaped and promise(text[start:behind]) is None else 0
