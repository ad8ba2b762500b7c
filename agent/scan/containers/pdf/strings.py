"""Strings: in parentheses or hexadecimal digits, in one byte a character or in UTF-16. ISO 32000-2, 7.3.4 and 7.9.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from agent.scan.containers.pdf.filters import unhexed

# A string is taken as far as it goes, closed or not: what it took is not looked at again.
INSIDE: Final = rb"(?>(?:[^()\\]|\\[\s\S]|\([^()]{0,1000}\)){0,4000})"
_ESCAPE: Final = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)")
_LETTERS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_SAID: Final = re.compile(
    rb"/(?P<name>\w{1,64})\s{0,8}(?:\((?P<literal>%b)\)|<(?P<digits>[0-9A-Fa-f\s]{2,65536}+)>)" % INSIDE
)
_BLANK: Final = re.compile(r"[\x20-\x7e\s]+")
_MARKS: Final = {b"\xfe\xff": "utf-16-be", b"\xff\xfe": "utf-16-le", b"\xef\xbb": "utf-8-sig"}
_LONGEST: Final = 1 << 16


def unescaped(literal: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: _meant(found[1]), literal) if b"\\" in literal else literal


def _meant(escape: bytes) -> bytes:
    if escape.isdigit():
        return bytes((int(escape, 8) & 0xFF,))
    return b"" if escape.endswith(b"\n") else _LETTERS.get(escape, escape)


def western(data: bytes) -> str:
    """Of a font, or a dictionary, that says nothing else: both are Latin, and differ in what no secret has."""
    return data.decode("ascii") if data.isascii() else data.decode("cp1252", "replace")


def said(dictionary: bytes) -> Iterator[bytes]:
    """A line for each string of an object which does not stand there as it is; and for what is in the field of a form,
    whose name may say what it is.
    """
    told: dict[bytes, str] = {}
    for found in _SAID.finditer(dictionary):
        literal = found["literal"]
        string = unescaped(literal) if literal is not None else unhexed(found["digits"])
        marked = _MARKS.get(string[:2])
        text = (string.decode(marked, "replace") if marked else western(string)).lstrip("\ufeff").replace("\0", "")
        if literal is None and not marked and not _BLANK.fullmatch(text):
            continue  # a signature, or a number
        name = found["name"]
        if name in {b"T", b"V"}:
            told[name] = text[:_LONGEST]
        if string != literal or marked:
            yield name + b": " + text.encode("utf-8", "replace") + b"\n"
    if len(told) > 1:
        yield f"{told[b'T']}: {told[b'V']}\n".encode("utf-8", "replace")
