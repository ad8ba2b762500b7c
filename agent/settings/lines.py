"""On which line does a key stand? tomllib does not say, so the text is walked a second time.

The text is one that tomllib has accepted: this walk therefore checks nothing and only has to know where strings,
comments, arrays and inline tables end. Arrays count from 0:

    [[systems]]                          ("systems", 0) -> 1
    name = "pg"                          ("systems", 0, "name") -> 2
    endpoints = ["a:1",                  ("systems", 0, "endpoints") -> 3, ("systems", 0, "endpoints", 0) -> 3
        { address = "b:1" }]             ("systems", 0, "endpoints", 1, "address") -> 4

A table that is mentioned on several lines has the line of its first mention.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress
from typing import Final

KeyPath = tuple[str | int, ...]

_GAP: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\n]*")
# Up to two quotes may stand inside a multi-line string, and up to two more right before its end.
_STRING: Final = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'''
    r"""|'''(?:[^']|'{1,2}(?!'))*'{3,5}"""
    r'''|"(?:[^"\\]|\\.)*"'''
    r"""|'[^']*'""",
    re.DOTALL,
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Every key path of a valid TOML document, with its line from 1."""
    walk = _Walk(text)
    walk.document()
    return walk.lines


def repeated(text: str) -> tuple[KeyPath, int, int] | None:
    """The first key or table that a document gives twice, and its two lines; of one that tomllib did not accept."""
    walk = _Walk(text)
    with suppress(ValueError, IndexError, RecursionError):  # it is walked as far as it can be understood
        walk.document()
    return walk.repeated


class _Walk:
    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.repeated: tuple[KeyPath, int, int] | None = None
        self._given: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._newlines = [index for index, char in enumerate(text) if char == "\n"]
        self._arrays: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        self._skip(_GAP)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._assignment(table)
            self._skip(_GAP)

    def _header(self) -> KeyPath:
        line = self._line()
        repeated = self._text.startswith("[[", self._at)
        self._at += 2 if repeated else 1
        keys = self._key()
        self._at += 2 if repeated else 1
        path: KeyPath = ()
        for depth, key in enumerate(keys, start=1):
            path = (*path, key)
            self.lines.setdefault(path, line)
            if repeated and depth == len(keys):
                self._arrays[path] = self._arrays.get(path, 0) + 1
            if path in self._arrays:
                path = (*path, self._arrays[path] - 1)
                self.lines.setdefault(path, line)
        if not repeated or path[:-1] in self._given:
            self._gives(path[:-1] if repeated else path, line)
        return path

    def _gives(self, path: KeyPath, line: int) -> None:
        if path in self._given and self.repeated is None:
            self.repeated = path, self._given[path], line
        self._given.setdefault(path, line)

    def _assignment(self, table: KeyPath) -> None:
        line = self._line()
        path = table
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._gives(path, line)
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> list[str]:
        keys = []
        while True:
            self._skip(_BLANK)
            if self._text[self._at] in "\"'":
                keys.append(str(tomllib.loads(f"key = {self._take(_STRING)}")["key"]))
            else:
                keys.append(self._take(_BARE_KEY))
            self._skip(_BLANK)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: KeyPath) -> None:
        match self._text[self._at]:
            case '"' | "'":
                self._take(_STRING)
            case "[":
                self._items("]", path)
            case "{":
                self._items("}", path)
            case _:
                self._take(_SCALAR)

    def _items(self, end: str, path: KeyPath) -> None:
        self._at += 1
        index = 0
        self._skip(_GAP)
        while self._text[self._at] != end:
            if end == "}":
                self._assignment(path)
            else:
                self.lines[*path, index] = self._line()
                self._value((*path, index))
            index += 1
            self._skip(_GAP)
            if self._text[self._at] == ",":
                self._at += 1
                self._skip(_GAP)
        self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            message = f"line {self._line()}: this is no TOML that tomllib accepts"
            raise ValueError(message)
        self._at = found.end()
        return found.group()

    def _line(self) -> int:
        return bisect_right(self._newlines, self._at) + 1
