r"""Escapes of JSON, YAML, C, URLs, HTML and shells, codes of terminals, service messages of TeamCity.

    {\"token\": \"gh         -->   {"token": "gh
    pass%3Dword&amp;x         -->   pass=word&x
    \x1b[32mTOKEN\x1b[0m=x    -->   TOKEN=x

One level at a time: what is written in what is written is undone once more (readings.py).
"""

from __future__ import annotations

import re
import sys
from html.entities import html5
from typing import Final

from agent.scan.views.edits import EDITS, Edit, View, holds

# Codes of a terminal (https://www.ecma-international.org/publications-and-standards/standards/ecma-48/), as bytes or as
# a language writes it: ESC [ ... letter, ESC ] ... BEL (a link), ESC _ ... BEL (a time of Buildkite); Jenkins' notes.
# All of them behind the ESC, or what is written for it.
_COLOUR: Final = rb"\[[0-9;:?]{0,64}[A-Za-z~]"
_LINK: Final = rb"(?:\][0-9]{1,4};|_)[^\x07\x1b]{0,512}(?:\x07|\x1b\\)"
NOTE: Final = rb"\[8mha:[0-9A-Za-z+/=:]{0,8192}+\x1b\[0m"
# Each form by the byte that it begins with: `re` skips what is none.
_ESCAPE: Final = re.compile(
    rb"\x1b(?P<code>" + NOTE + rb"|" + _COLOUR + rb"|" + _LINK + rb")|\^\[(?P<caret>" + _COLOUR + rb")"
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


def undone(raw: bytes, source: View | None = None) -> View | None:
    """One level of escapes less: of JSON, YAML, C, URLs, HTML, a shell; also a terminal's codes. None: it has none."""
    if not holds(raw, _SIGNS, 0, len(raw)):
        return None
    edits: list[tuple[int, int, bytes]] = []
    known: dict[bytes, bytes | None] = {}
    for found, _ in zip(_ESCAPE.finditer(raw), range(EDITS), strict=False):
        escape = found[0]
        by = known[escape] if escape in known else known.setdefault(escape, _meant(found))
        if by is not None:
            edits.append((*found.span(), by))
    return View(raw, edits, source) if edits else None


def served(raw: bytes) -> View | None:
    """A service message of TeamCity as it is meant, which is no guess: one of its escapes stands for nothing else."""
    if _SERVICE not in raw:
        return None
    marks = zip(_SERVED.finditer(raw), range(EDITS), strict=False)
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
