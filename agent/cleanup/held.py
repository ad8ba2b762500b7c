"""Finds where an incident's credential stands in some bytes: a scanner looks, and what it points at is compared.

Only a stretch whose own fingerprint is one of the incident's is the value, written just so. What the scanner had to
undo first (an escape, an encoding, an archive) is seen and told, and is for a person to change.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Protocol

from agent.found import Chunk, Text, TextsPart, Visibility
from agent.model import Incident
from agent.scan.wire import Result
from agent.seal import ScannerKeys
from detectors.base import Secret

Span = tuple[int, int]
_LONGEST: Final = 1 << 16


class Scanner(Protocol):
    async def scan(self, chunk: Chunk) -> Result: ...


@dataclass(frozen=True, slots=True)
class Held:
    """spans: where it stands exactly, in order, apart from each other. otherwise: how often in another form. debts:
    what was not looked at, and why.
    """

    spans: tuple[Span, ...]
    otherwise: int
    debts: tuple[str, ...]

    @property
    def anything(self) -> bool:
        return bool(self.spans or self.otherwise)


async def held(scanner: Scanner, keys: ScannerKeys, incident: Incident, label: str, below: str, data: bytes) -> Held:
    """below: the path as it counts from its source."""
    part = TextsPart((Text(label, data, below=below),))
    result = await scanner.scan(Chunk("cleanup", Visibility.UNKNOWN, backlog=False, part=part))
    marks = frozenset(incident.fingerprints.values())
    mine = [
        one
        for one in result.findings
        if one.canonical == incident.canonical or (one.type is None and not marks.isdisjoint(one.fingerprints.values()))
    ]
    exact = sorted({one.span for one in mine if _is_it(keys, marks, data, one.span)})
    apart = [span for at, span in enumerate(exact) if at == 0 or span[0] >= exact[at - 1][1]]
    otherwise = sum(one.span not in exact for one in mine)
    return Held(tuple(apart), otherwise, tuple(f"{debt.path}: {debt.reason}" for debt in result.debts))


def _is_it(keys: ScannerKeys, marks: Collection[str], data: bytes, span: Span) -> bool:
    start, end = span
    if not 0 <= start < end <= min(len(data), start + _LONGEST):
        return False
    try:
        return keys.part(Secret(data[start:end].decode())) in marks
    except UnicodeDecodeError:
        return False


def without(data: bytes, spans: tuple[Span, ...], words: bytes) -> bytes:
    """The same with these words at each of the spans."""
    pieces: list[bytes] = []
    reached = 0
    for start, end in spans:
        pieces += [data[reached:start], words]
        reached = end
    return b"".join([*pieces, data[reached:]])


def left(data: bytes, spans: tuple[Span, ...], after: bytes) -> int:
    """How often a value that stood there is still in what comes after, wherever that is."""
    return sum(after.count(value) for value in {data[start:end] for start, end in spans})
