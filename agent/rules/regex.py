r"""Expressions of Go's RE2, of PCRE and of Vectorscan in the words of Python's `re`; the ones that mean the same.

    (?i) in the middle      (?i:...) up to the end of its group, alternative by alternative
    [[:alnum:]]             [0-9A-Za-z]             \z     \Z           (?<name>...)     (?P<name>...)
    the group that matters  (?P<value>...)          all other groups    (?:...)

What has no equal (\p{...}, \K, recursion, references back) raises UnknownError, with what it is.
https://github.com/google/re2/wiki/Syntax and https://docs.python.org/3/library/re.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from agent.rules.rule import VALUE

_POSIX: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r"\t ",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "word": r"\w",
    "xdigit": "0-9A-Fa-f",
}
_FLAGS: Final = re.compile(r"\(\?(?P<on>[a-zA-Z]*)(?P<off>-[a-zA-Z]+)?(?P<end>[:)])")
_NAMED: Final = re.compile(r"\(\?P?<(?P<name>[A-Za-z_]\w*)>")
_SAME: Final = re.compile(r"\(\?(?:=|!|<=|<!|>)")
_HEX: Final = re.compile(r"\\x\{(?P<code>[0-9A-Fa-f]{1,6})\}")
ANY: Final = 0  # the first group that is not empty, as Gitleaks has it
_LONGEST: Final = 50_000
_KNOWN: Final = frozenset("imsx")
_UNKNOWN: Final = {
    "p": r"\p{...}, a Unicode class",
    "P": r"\P{...}, a Unicode class",
    "K": r"\K",
    "R": r"\R",
    "X": r"\X",
    "G": r"\G",
    "C": r"\C",
    "g": r"\g, a reference back",
    "k": r"\k, a reference back",
}
_OTHERS: Final = {"z": r"\Z", "h": r"[\t ]", "H": r"[^\t ]", "v": r"[\n\r\v\f]", "e": r"\x1b"}


class UnknownError(Exception):
    """Says what Python's `re` has nothing for."""


@dataclass
class _Translation:
    """`groups`: for each open parenthesis, the flags that were switched on within it."""

    text: str
    wanted: str | int | None
    at: int = 0
    number: int = 0
    done: list[str] = field(default_factory=list)
    groups: list[list[str]] = field(default_factory=lambda: [[]])
    found: bool = False

    def run(self) -> str:
        while self.at < len(self.text):
            self._step(self.text[self.at])
        self.done.append(")" * len(self.groups[0]))
        return "".join(self.done)

    def _put(self, text: str, read: int) -> None:
        self.done.append(text)
        self.at += read

    def _step(self, letter: str) -> None:
        match letter:
            case "\\":
                self._escape()
            case "[":
                self._class()
            case "(":
                self._open()
            case ")":
                if len(self.groups) == 1:
                    message = "a closing parenthesis too many"
                    raise UnknownError(message)
                self._put(")" * len(self.groups.pop()) + ")", 1)
            case "#" if any("x" in flags for opened in self.groups for flags in opened):
                end = self.text.find("\n", self.at)
                self._put("", (end if end >= 0 else len(self.text)) - self.at)
            case "|":
                opened = self.groups[-1]
                self._put(")" * len(opened) + "|" + "".join(opened), 1)
            case _:
                self._put(letter, 1)

    def _escape(self) -> None:
        after = self.text[self.at + 1 : self.at + 2]
        if hexadecimal := _HEX.match(self.text, self.at):
            self._put(f"\\U{int(hexadecimal['code'], 16):08x}", len(hexadecimal[0]))
        elif after == "Q":
            end = self.text.find("\\E", self.at)
            quoted = self.text[self.at + 2 : end if end >= 0 else len(self.text)]
            self._put(re.escape(quoted), len(quoted) + (4 if end >= 0 else 2))
        elif after in _UNKNOWN or (after.isdigit() and after != "0"):
            raise UnknownError(_UNKNOWN.get(after, f"\\{after}, a reference back"))
        elif after.isascii() and (after in "AbBdDsSwWZnrtfaxuU0" or not after.isalnum()):
            self._put(self.text[self.at : self.at + 2], 2)
        elif after in _OTHERS:
            self._put(_OTHERS[after], 2)
        else:
            message = f"\\{after}"
            raise UnknownError(message)

    def _class(self) -> None:
        self._put("[", 1)
        if self.text.startswith("^", self.at):
            self._put("^", 1)
        if self.text.startswith("]", self.at):
            self._put("\\]", 1)
        while not self.text.startswith("]", self.at):
            if self.at >= len(self.text):
                message = "a class that does not end"
                raise UnknownError(message)
            posix = re.match(r"\[:(\^?)(\w+):\]", self.text[self.at :])
            if posix:
                if posix[1] or posix[2] not in _POSIX:
                    raise UnknownError(posix[0])
                self._put(_POSIX[posix[2]], len(posix[0]))
            elif self.text.startswith("\\", self.at):
                if self.text.startswith("\\h", self.at):
                    self._put("\\t ", 2)
                else:
                    self._escape()
            elif self.text[self.at] in "[&~|" or self.text.startswith("--", self.at):
                self._put("\\" + self.text[self.at], 1)
            else:
                self._put(self.text[self.at], 1)
        self._put("]", 1)

    def _open(self) -> None:
        if comment := re.match(r"\(\?#[^)]*\)", self.text[self.at :]):
            self._put("", len(comment[0]))
        elif same := _SAME.match(self.text, self.at):
            self.groups.append([])
            self._put(same[0], len(same[0]))
        elif flags := _FLAGS.match(self.text, self.at):
            self._flags(flags)
        elif named := _NAMED.match(self.text, self.at):
            self._group(named["name"], len(named[0]))
        elif self.text.startswith("(?", self.at) or self.text.startswith("(*", self.at):
            raise UnknownError(self.text[self.at : self.at + 3])
        else:
            self._group(None, 1)

    def _flags(self, flags: re.Match[str]) -> None:
        on = "".join(dict.fromkeys(letter for letter in flags["on"] if letter in _KNOWN))
        off = "".join(letter for letter in (flags["off"] or "") if letter in _KNOWN)
        if set(flags["on"] + (flags["off"] or "")) - _KNOWN - {"-", "u"}:
            raise UnknownError(flags[0])
        opened = f"(?{on}{'-' + off if off else ''}:"
        if flags["end"] == ":":
            self.groups.append([])
            self._put(opened, len(flags[0]))
        else:
            self.groups[-1].append(opened)
            self._put(opened, len(flags[0]))

    def _group(self, name: str | None, read: int) -> None:
        self.number += 1
        mine = self.wanted in {self.number, name} if name else self.wanted == self.number
        if (mine and not self.found) or self.wanted == ANY:
            self._put(f"(?P<{VALUE}_{self.number}>" if self.found else f"(?P<{VALUE}>", read)
            self.found = True
        else:
            self._put("(?:", read)
        self.groups.append([])


def groups(text: str) -> list[str | None]:
    """The names of the groups in an expression, None for one without."""
    plain = re.sub(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]", "", text, flags=re.DOTALL)
    return [
        named["name"] if (named := _NAMED.match(plain, at.start())) else None
        for at in re.finditer(r"\((?!\?)|\(\?P?<(?![=!])", plain)
    ]


def translated(text: str, wanted: str | int | None) -> str:
    """With the group `wanted` (its number from 1, its name, or ANY) as `value`; None: all. Raises UnknownError."""
    if len(text) > _LONGEST:
        message = "it is longer than any"
        raise UnknownError(message)
    work = _Translation(text, wanted)
    made = work.run()
    if wanted is not None and not work.found:
        message = f"there is no group {wanted}"
        raise UnknownError(message)
    if wanted is None:
        made = f"(?P<{VALUE}>{made})"
    reason = ""
    try:
        re.compile(made)
    except (re.error, OverflowError, RecursionError) as error:
        reason = str(error)
    if reason:
        raise UnknownError(reason)
    return made
