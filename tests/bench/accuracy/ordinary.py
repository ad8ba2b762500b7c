"""Ordinary text, in which next to nothing is a credential: how many findings a megabyte, typed and leads apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from detectors.base import Confidence

from .scanners import engine, word

_LARGEST: Final = 64 << 20


@dataclass(slots=True)
class Tally:
    size: int = 0
    typed: int = 0
    leads: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    def line(self, title: str) -> str:
        megabytes = max(self.size / 1e6, 1e-9)
        return (
            f"{title:<40} {megabytes:8.1f} MB   typed {self.typed:5} ({self.typed / megabytes:6.3f}/MB)"
            f"   leads {self.leads:5} ({self.leads / megabytes:6.3f}/MB)"
        )


@dataclass(frozen=True, slots=True)
class Alarm:
    """`value` is what was found: only for those who ask to see it."""

    path: Path
    line: int
    kind: str
    text: str
    value: str


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def scan(folders: list[Path], alarms: list[Alarm]) -> dict[str, Tally]:
    """A tally for each folder, and for each of the commonest file endings."""
    scanner = engine()
    tallies: dict[str, Tally] = {}
    for folder in folders:
        for path in _files(folder):
            if path.stat().st_size > _LARGEST:
                continue
            data = path.read_bytes()
            both = [tallies.setdefault(key, Tally()) for key in (str(folder), f"*{path.suffix.lower()}")]
            for tally in both:
                tally.size += len(data)
            for hit in scanner.scan(data, path.as_posix()):
                if hit.suppressed:
                    continue
                typed = hit.confidence is not Confidence.LEAD
                for tally in both:
                    tally.typed += typed
                    tally.leads += not typed
                    tally.kinds[word(hit)] += 1
                line = data.split(b"\n")[hit.line - 1][:4096].decode("utf-8", "replace")
                value = next((part.reveal() for part in hit.parts.values()), "")
                alarms.append(Alarm(path, hit.line, word(hit), line, value))
    return tallies
