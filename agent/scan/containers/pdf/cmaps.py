"""What the codes of a font mean: the table that it has for those who copy its text. ISO 32000-2, 9.10.3.

    2 beginbfchar            1 beginbfrange
    <0001> <0067>            <0003> <0025> <0041>              the codes from 3 on are A, B, C ...
    <0002> <00660069>        <0030> <0031> [<0061> <0078>]
    endbfchar                endbfrange

A range stays one: it may have 65,536 codes, and costs twenty bytes.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from agent.scan.containers.pdf.filters import unhexed
from agent.scan.containers.pdf.strings import western

_SECTION: Final = re.compile(rb"beginbf(char|range)")
_HEX: Final = rb"<([0-9A-Fa-f\s]{1,64}+)>"
_PAIR: Final = re.compile(_HEX + rb"\s{0,16}+" + _HEX)
_RANGE: Final = re.compile(rb"%b\s{0,16}+%b\s{0,16}+(?:%b|\[([0-9A-Fa-f<>\s]{0,16384}+)\])" % (_HEX, _HEX, _HEX))
_ONE: Final = re.compile(_HEX)
_CHARACTERS: Final = 4  # that a code may mean: a ligature has three
_REMEMBERED: Final = 1 << 12
_LAST: Final = 0x10FFFF

_Entry = tuple[bytes, bytes, tuple[str, ...]]  # the first code, the last one, and what the first means, or each


class CMap(dict[int, str]):
    """A dictionary, as it remembers what it was asked for. `size`: bytes of a code, 0 where it has none that are known
    here. `entries`: what it has; beyond `room` it has none.
    """

    def __init__(self, content: bytes, room: int) -> None:
        super().__init__()
        self.size = self.entries = 0
        ranges: dict[int, tuple[int, tuple[str, ...]]] = {}
        for first, last, meant in _entries(content):
            self.size = self.size or len(first)
            self.entries += len(meant)
            if self.entries > room:
                break
            ranges[int.from_bytes(first)] = int.from_bytes(last), meant
        self.size = self.size if self.size in {1, 2} else 0
        self._firsts = sorted(ranges)
        self._ranges = [ranges[first] for first in self._firsts]

    def __missing__(self, code: int) -> str:
        meant = self._meant(code) or (western(bytes((code,))) if self.size == 1 else "\ufffd")
        if len(self) < _REMEMBERED:
            self[code] = meant
        return meant

    def _meant(self, code: int) -> str:
        at = bisect_right(self._firsts, code) - 1
        last, meant = self._ranges[at] if at >= 0 else (-1, ("",))
        if code > last:
            return ""
        by = code - self._firsts[at]
        if len(meant) > 1:
            return meant[by] if by < len(meant) else ""
        return meant[0][:-1] + chr(min(ord(meant[0][-1]) + by, _LAST)) if by and meant[0] else meant[0]

    def knows(self, string: bytes) -> bool:
        """Are all of its codes known?"""
        return all(map(self._meant, set(self._codes(string))))

    def text(self, string: bytes) -> str:
        return "".join(map(self.__getitem__, self._codes(string)))

    def _codes(self, string: bytes) -> Sequence[int]:
        return string if self.size == 1 else struct.unpack(f">{len(string) // 2}H", string[: len(string) & ~1])


def _entries(content: bytes) -> Iterator[_Entry]:
    at = 0
    while section := _SECTION.search(content, at):
        at = content.find(b"endbf", section.end())
        at = at if at >= 0 else len(content)
        if section[1] == b"char":
            for pair in _PAIR.finditer(content, section.end(), at):
                first = unhexed(pair[1])
                yield first, first, (_characters(pair[2]),)
            continue
        for found in _RANGE.finditer(content, section.end(), at):
            each = tuple(_characters(one[1]) for one in _ONE.finditer(found[4])) if found[4] else ()
            yield unhexed(found[1]), unhexed(found[2]), each or (_characters(found[3] or b""),)


def _characters(digits: bytes) -> str:
    data = unhexed(digits)
    return (data.decode("utf-16-be", "replace") if len(data) > 1 else western(data))[:_CHARACTERS]
