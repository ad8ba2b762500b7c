r"""Strings in binary files that have their length before them, where what follows a value may be a letter as well.

    z ( ghp_... Z             of compiled Python: `z`, 40 characters, and the next one begins with its kind
    \x28\0\0\0 ghp_... q      of pickle: four bytes, and what to do with it
    \x12 E SG.... 2           of protobuf: 69 characters, which is an E

A file has one way to count, and nobody says which: each is tried. A byte may be a length by chance, so what is found by
one of them is told beside what stands there as it is (confirm.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

BINARY: Final = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
_RUN: Final = re.compile(rb"[\x20-\x7e]{9,8192}")
_LEAST: Final = 8  # of a string, whose length by chance many letters say
# A sign as a length, only behind what says that one follows: of compiled Python, CBOR, pickle, property lists.
_COUNTS: Final = re.compile(rb"[A-Za-z0-9]\Z|[zZx\xda\xfa\x8c\xd9\x10\x12\x1a][\x20-\x7e]\Z")
_SHORT: Final = 8  # letters of shorter ones before it
_MOST: Final = 4096  # of all strings of a window that are counted

# From where a run of characters begins: how many a string has, and how many of the run stand before it.
_Way = Callable[[bytes, int], tuple[int, int]]
_WAYS: Final[tuple[_Way, ...]] = (
    lambda raw, at: (raw[at - 1] if at else 0, 0),
    lambda raw, at: (raw[at - 4] if raw[max(0, at - 3) : at] == b"\0\0\0" and at > 3 else 0, 0),  # noqa: PLR2004 - bytes
    lambda raw, at: (raw[at], 1),
    lambda raw, at: (raw[at + 1], 2),
    lambda raw, at: (raw[at - 1] // 2 if at and not raw[at - 1] & 1 else 0, 0),  # Avro's numbers have a sign
    lambda raw, at: (raw[at] // 2 if not raw[at] & 1 else 0, 1),
)


def counted(raw: bytes) -> Iterator[tuple[bytes, Mapping[int, int]]]:
    """The same with NUL for what stands before and behind each string, and where they begin by where they end: by each
    way to count.
    """
    if BINARY.search(raw) is None:
        return
    runs = [found.span() for found in _RUN.finditer(raw)]
    for way in _WAYS:
        text, strings, left = bytearray(raw), dict[int, int](), _MOST
        for first, last in runs:
            at, skipped = first, 0
            while last - at > _LEAST and left and skipped < _SHORT:
                left -= 1
                length, before = way(raw, at)
                end = at + before + length
                if (
                    length < _LEAST
                    or end > last
                    or (before and not _COUNTS.search(raw, max(0, at + before - 2), at + before))
                ):
                    at, skipped = at + 1, skipped + 1
                    continue
                text[at : at + before] = bytes(before)
                strings[end] = at + before
                if end < last:
                    text[end] = 0
                at, skipped = end, 0
        if strings:
            yield bytes(text), strings
