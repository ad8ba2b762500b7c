"""What one look at a log source finds, and what is kept of it until the next.

Settled is what was read to its end and has not changed for long: only its name is kept. What is written once (a build
with a number of its own) is settled after hours and then not looked at at all; other files, where there are many, after
a week, and each look still asks for their times. From time to time all of it is asked: what was touched later than the
youngest of them is read anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import msgspec

from agent.sources.logs.file import Track
from agent.sources.logs.names import Item, Named, ranges

Identity = tuple[int, int]

# A writer that logs to a renamed file until it is told to open it anew does so for minutes, not for hours.
LINGER: Final = timedelta(hours=1)
ASKED: Final = timedelta(minutes=30)  # less than _ONCE, or a change could be older than what settled last
_ONCE: Final = timedelta(hours=6)
_KEPT: Final = timedelta(days=8)  # logs are rotated, and then compressed, after a week at most
_MANY: Final = 500


class Gone(msgspec.Struct, frozen=True):
    """A file whose end was not seen, and when that was noticed (seconds since 1970)."""

    path: str
    reason: str
    at: float


class Settled(msgspec.Struct, frozen=True):
    """Names in a folder: numbers from one to another, and others."""

    numbers: tuple[tuple[int, int], ...] = ()
    names: tuple[str, ...] = ()


class LogPosition(msgspec.Struct, frozen=True):
    """`seen`: files that turn up from now on are new, and so no backlog. `gone`: the latest, each told for a week.

    `settled`: by folder. `youngest`: the latest change (ctime) of all of them; `asked`: when they were asked.
    """

    seen: bool = False
    tracks: tuple[Track, ...] = ()
    debts: tuple[tuple[str, str], ...] = ()
    gone: tuple[Gone, ...] = ()
    settled: dict[str, Settled] = {}
    youngest: int = 0
    asked: float = 0.0


@dataclass(slots=True)
class Plan:
    """What one look found: the files that are named (`live`), and all to read on, each file once.

    still: those of which nothing changed. settled, youngest, asked: as in LogPosition.
    """

    live: dict[str, Named] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    still: set[Identity] = field(default_factory=set)
    taken: set[Identity] = field(default_factory=set)
    debts: list[tuple[str, str]] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    settled: dict[str, set[str]] = field(default_factory=dict)
    youngest: int = 0
    asked: float = 0.0
    _places: dict[str, int] = field(default_factory=dict)

    def add(self, track: Track) -> None:
        if (track.device, track.inode) not in self.taken:
            self.taken.add((track.device, track.inode))
            self._places.setdefault(track.path, len(self.tracks))
            self.tracks.append(track)

    def by_path(self, path: str) -> Track | None:
        """Until they are put in order."""
        return self.tracks[self._places[path]] if path in self._places else None

    def settle(self, tracks: Mapping[int, Track], now: float) -> list[int]:
        """Which of these are, from now on: all that belongs to one item at once, or nothing of it."""
        items: dict[Item, list[int]] = {}
        crowded = len(tracks) > _MANY
        restless: set[Item] = set()
        for number, track in tracks.items():
            named = self.live.get(track.path)
            if named is None or named.item is None:
                continue
            items.setdefault(named.item, []).append(number)
            age = now - track.ctime / 1e9 if track.is_done and track.ctime else 0.0
            if age < _ONCE.total_seconds() or (not named.once and (not crowded or age < _KEPT.total_seconds())):
                restless.add(named.item)
        found = [number for item, numbers in items.items() if item not in restless for number in numbers]
        if found and not self.settled:
            self.asked = now
        for number in found:
            folder, name = self.live[tracks[number].path].item or ("", "")
            self.settled.setdefault(folder, set()).add(name)
            self.youngest = max(self.youngest, tracks[number].ctime)
        return found

    def kept(self) -> dict[str, Settled]:
        return {folder: Settled(*ranges(names)) for folder, names in sorted(self.settled.items()) if names}
