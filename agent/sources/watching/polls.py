"""Whom a poll has looked at: where something may be new, although no event said so.

    nothing known of it, or no stamp of its own  -> looked at, each time
    a stamp, and it does not tell of all changes -> looked at where the stamp differs, asked each time
    a stamp, and it tells (watch.py)             -> the same, but asked when something happened beside its paths,
                                                    and otherwise once a minute, a part of them each time

So a source that stands still costs next to nothing, and an event that was lost costs a minute. Where a stamp differs
without an event, what tells there is not to be trusted: it is asked each time, until everything is looked at anyhow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from agent.model import Source, Stamp, Stamped
from agent.sources.watching.watch import Watcher

SLOWLY: Final = timedelta(minutes=1)


@dataclass
class Polls:
    """`stands`: how those sources stood after whose stamp a look found nothing."""

    stands: dict[str, Stamp] = field(default_factory=dict)
    _untold: set[str] = field(default_factory=set)
    _round: int = 0

    def clear(self) -> None:
        """Everything is looked at anyhow."""
        self.stands.clear()
        self._untold.clear()

    async def due(
        self, reading: Mapping[str, Source], watcher: Watcher, every: timedelta, wanted: Callable[[Source], bool]
    ) -> set[str]:
        """Sources that may have something new. `every`: from one poll to the next. `wanted`: is a look worth it?"""
        touched = watcher.touched()
        believed = {
            name
            for name in reading
            if name in self.stands and name not in touched and name not in self._untold and watcher.tells(name)
        }
        self._round += 1
        parts = max(1, int(SLOWLY / every))
        asked = [
            source
            for at, (name, source) in enumerate(reading.items())
            if (name not in believed or at % parts == self._round % parts) and wanted(source)
        ]
        due = await asyncio.to_thread(lambda: {source.name for source in asked if self._differs(source)})
        # But for those that an event came of meanwhile, or that are being looked at by now.
        for name in (due & believed & self.stands.keys()) - watcher.seen():
            self._untold.add(name)
            watcher.anew(name)
        return due

    def _differs(self, source: Source) -> bool:
        known = self.stands.get(source.name)
        return known is None or not (known.holds() or _same(source, known))


def stamp(source: Source) -> Stamp | None:
    try:
        return source.stamp() if isinstance(source, Stamped) else None
    except OSError:
        return None


def _same(source: Source, known: Stamp) -> bool:
    now = stamp(source)
    return now is not None and now.key == known.key
