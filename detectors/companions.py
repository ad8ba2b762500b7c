"""Which of the parts that stand near a match go with it: of its own command, section or object, and no other's.

    curl -H "X-Id: x" -u key:secret && curl -H "X-Id: y" ...        [production]      {"a": {...}, "b": {...}}

What is `near` is a list, nearest first: where a companion's pattern matched, what it found there, and where that is.
"""

from __future__ import annotations

import re
from typing import Final, TypeVar

Span = tuple[int, int]
_Found = TypeVar("_Found")

_OPTION: Final = re.compile(r"(?:^|[\s\"'])-")
_NEXT_ONE: Final = re.compile(r"&&|[;|]")
# An option, or a word that stands alone: an argument in a list of them.
_GOES_ON: Final = re.compile(r"[ \t]*(?:-[ \t]+|(?!-[ \t]))[\"']?(?:-|[^\s\"']+[\"']?,?[ \t\r]*$)")
# [production] on a line of its own; }, { and "b": {
_ANOTHER: Final = re.compile(
    r"\n[ \t]{0,8}\[[^\]\n]{1,80}\][ \t]{0,8}\r?\n"
    r"|\}\s{0,16},\s{0,40}(?:[\"']?[\w.\-]{1,64}[\"']?\s{0,4}[:=]\s{0,4})?\{"
)


def of_command(text: str, hit: re.Match[str], near: list[tuple[Span, _Found, Span]]) -> list[tuple[Span, _Found, Span]]:
    """Without the options of other commands, and if it has one itself, with nothing else."""
    beside = [each for each in near if _beside(text, hit, each[0])]
    if any(text.startswith("-", each[0][0]) for each in beside):
        return beside
    if not _OPTION.search(hit[0]):
        return near
    return [each for each in near if text[each[0][0]] != "-" or _goes_on(text, hit, each[0])]


def of_section(text: str, hit: re.Match[str], near: list[tuple[Span, _Found, Span]]) -> list[tuple[Span, _Found, Span]]:
    """What stands in the same section of an INI file, or in the same object, if anything does: else all."""
    own = [each for each in near if not _apart(text, hit, each[0])]
    return own or near


def _apart(text: str, hit: re.Match[str], span: Span) -> bool:
    """Does another section, or another object beside it, begin between them?"""
    first, last = sorted((hit.span(), span))
    return _ANOTHER.search(text, first[1], last[0]) is not None


def _goes_on(text: str, hit: re.Match[str], span: Span) -> bool:
    """Does each line up to the last of them go on with an option, or is it a list of arguments?"""
    first, last = sorted((hit.span(), span))
    end = text.find("\n", last[1])
    lines = text[first[1] : end if end >= 0 else len(text)].split("\n")
    return not _NEXT_ONE.search(lines[0]) and all(map(_GOES_ON.match, lines[1:]))


def _beside(text: str, hit: re.Match[str], span: Span) -> bool:
    """No line ends between them, and no command."""
    first, last = sorted((hit.span(), span))
    return not _NEXT_ONE.search(text, first[1], last[0]) and text.find("\n", first[1], last[0]) < 0
