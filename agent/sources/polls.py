"""Whom a poll has looked at: where something may be new, although no event said so.

    nothing known of it, or no stamp of its own  -> looked at, each time
    a stamp, and it does not tell of all changes -> looked at where the stamp differs, asked each time
    a stamp, and it tells (watch.py)             -> the same, but asked when something happened beside its paths,
                                                    and otherwise once a minute, a part of them each time

So a source that stands still costs next to nothing, and an event that was lost costs a minute. Where a stamp differs
without an event, what tells there is not to be trusted: it is asked each time, until everything is looked at anyhow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from agent.model import Source, Stamp, Stamped

SLOWLY: Final = timedelta(minutes=1)


@dataclass
class Polls:
    """`stands`: how those sources stood after whose stamp a look found nothing."""

    stands: dict[str, Stamp] = field(default_factory=dict)
    _touched: set[str] = field(default_factory=set)
    _believed: set[str] = field(default_factory=set)
    _untold: set[str] = field(default_factory=set)
    _round: int = 0

    def clear(self) -> None:
        """Everything is looked at anyhow."""
        self.stands.clear()
        self._untold.clear()

    def touched(self, names: set[str]) -> None:
        """Events came of them."""
        self._touched |= names

    def asked(self, reading: Mapping[str, Source], tells: Callable[[str], bool], every: timedelta) -> list[Source]:
        """Those that this poll is to ask whether they have something new; `every`: until the next one."""
        touched, self._touched, self._believed = self._touched, set(), set()
        self._round += 1
        parts = max(1, int(SLOWLY / every))
        asked = []
        for at, (name, source) in enumerate(reading.items()):
            if name in self.stands and name not in touched and name not in self._untold and tells(name):
                if at % parts != self._round % parts:
                    continue
                self._believed.add(name)
            asked.append(source)
        return asked

    def differs(self, source: Source) -> bool:
        """May it have something new? In whichever thread."""
        known = self.stands.get(source.name)
        return known is None or not (known.holds() or _same(source, known))

    def untold(self, differing: Collection[str]) -> set[str]:
        """Which of these have something new although no event came, up to now."""
        untold = (self._believed & self.stands.keys()).intersection(differing) - self._touched
        self._untold |= untold
        return untold


def stamp(source: Source) -> Stamp | None:
    try:
        return source.stamp() if isinstance(source, Stamped) else None
    except OSError:
        return None


def _same(source: Source, known: Stamp) -> bool:
    now = stamp(source)
    return now is not None and now.key == known.key
