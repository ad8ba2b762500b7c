r"""A template: how the parts of a credential stand in a file, as one or more whole lines of it. Pure.

    "DATABASE_URL=postgresql://{role}:{password:url}@db:5432/shop\n"

    {part}      the value as it is            {part:url}  percent-encoded          {{ }}  a brace

Reading goes from left to right: a value ends where the text that follows it in the template first comes, the last one
of a line where the end of the line says so. Nothing is guessed: what does not yield the same parts when it is read back
is not written, and lines that fit in several places are not touched. All other lines stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Final
from urllib.parse import quote, unquote

# What the values are made of that Stanch chooses (secrets.token_urlsafe): the text between two parts must not be.
_OURS: Final = re.compile(r"[A-Za-z0-9_-]*")
_URL: Final = "url"


class TemplateError(ValueError):
    """A template that cannot be used; the message says why, without the template."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A part in a line, and the literal text before it."""

    before: str
    part: str
    encoded: bool

    def written(self, value: str) -> str:
        return quote(value, safe="") if self.encoded else value

    def read(self, text: str) -> str:
        return unquote(text) if self.encoded else text


@dataclass(frozen=True, slots=True)
class _Line:
    slots: tuple[_Slot, ...]
    after: str

    def render(self, values: Mapping[str, str]) -> str:
        return "".join(f"{slot.before}{slot.written(values[slot.part])}" for slot in self.slots) + self.after

    def parse(self, text: str, found: dict[str, str]) -> bool:
        """Add what stands in a line to `found`; False: it is another line, or contradicts what was found before."""
        ends = [slot.before for slot in self.slots[1:]]
        if not self.slots:
            return text == self.after
        if not text.startswith(self.slots[0].before) or not text.endswith(self.after):
            return False
        rest = text[len(self.slots[0].before) : len(text) - len(self.after)]
        for slot, end in zip(self.slots, [*ends, None], strict=True):
            value, met, rest = (rest, True, "") if end is None else rest.partition(end)
            if not value or not met:
                return False
            value = slot.read(value)
            if found.setdefault(slot.part, value) != value:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a template fits a text: the number of its first line, and the parts that stand there."""

    line: int
    parts: Mapping[str, str]


@dataclass(frozen=True)
class Template:
    """Parsed with `Template.of`, which raises TemplateError."""

    lines: tuple[_Line, ...]
    ends_in_newline: bool

    @classmethod
    def of(cls, text: str) -> Template:
        lines = tuple(_line(line) for line in text.removesuffix("\n").split("\n"))
        template = cls(lines, text.endswith("\n"))
        if not template.parts:
            message = "names no part"
            raise TemplateError(message)
        return template

    @cached_property
    def parts(self) -> frozenset[str]:
        return frozenset(slot.part for line in self.lines for slot in line.slots)

    def spots(self, text: str) -> list[Spot]:
        """Every place of a text where it fits."""
        given = [line.removesuffix("\r") for line in text.split("\n")]
        found = []
        for first in range(len(given) - len(self.lines) + 1):
            parts: dict[str, str] = {}
            if all(line.parse(given[first + number], parts) for number, line in enumerate(self.lines)):
                found.append(Spot(first, parts))
        return found

    def whole(self, values: Mapping[str, str]) -> str:
        """A file that holds nothing else."""
        return self._rendered(values, "\n") + ("\n" if self.ends_in_newline else "")

    def replaced(self, text: str, spot: Spot, values: Mapping[str, str]) -> str:
        """The text with other values at a spot of it; every other byte as it was."""
        given = text.split("\n")
        last = spot.line + len(self.lines) - 1
        carriage = "\r" if given[spot.line].endswith("\r") else ""
        end = "\r" if given[last].endswith("\r") else ""
        new = self._rendered(values, f"{carriage}\n") + end
        return "\n".join([*given[: spot.line], new, *given[last + 1 :]])

    def _rendered(self, values: Mapping[str, str], newline: str) -> str:
        return newline.join(line.render(values) for line in self.lines)


def _line(text: str) -> _Line:
    slots: list[_Slot] = []
    before = ""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        pieces = None
    if pieces is None:
        message = "has a brace that is not closed or not opened: a brace itself is written twice"
        raise TemplateError(message)
    for literal, part, form, conversion in pieces:
        before += literal
        if part is None:
            continue
        if conversion or form not in {"", _URL} or not part.isidentifier():
            message = "knows only {part} and {part:url}; a brace itself is written twice"
            raise TemplateError(message)
        if slots and _OURS.fullmatch(before):
            message = "has two parts that could not be told apart when they are read back: put a mark between them"
            raise TemplateError(message)
        slots.append(_Slot(before, part, form == _URL))
        before = ""
    return _Line(tuple(slots), before)
