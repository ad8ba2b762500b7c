"""Whom a poll has looked at: where something may be new, although no event said so.

    nothing known of it, or no stamp of its own  -> looked at, each time
    a stamp, and it does not tell of all changes -> looked at where the stamp differs, asked each time
    a stamp, and it tells (watch.py)             -> the same, but asked when something happened beside its paths,
                                                    and otherwise once a minute, a part of them each time

So a source that stands still costs next to nothing, and an event that was lost costs a minute. To ask many large trees
takes seconds of a processor, though: of those that tell, no more are asked than SHARE of one allows, each in its turn,
and where all of them take more in a minute than that, a minute is longer. Where a stamp differs without an event, what
tells there is not to be trusted: it is asked each time, until everything is looked at anyhow.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from agent.found import Source, Stamp, Stamped
from agent.sources.watching.watch import Watcher

SLOWLY: Final = timedelta(minutes=1)
SHARE: Final = 0.005  # of a processor, for asking those that tell


@dataclass
class Polls:
    """`stands`: how those sources stood after whose stamp a look found nothing. `spent`: seconds of a processor, by the
    thread that asks.
    """

    stands: dict[str, Stamp] = field(default_factory=dict)
    spent: Callable[[], float] = time.thread_time
    _untold: set[str] = field(default_factory=set)
    _turns: dict[str, None] = field(default_factory=dict)
    _left: float = 0.0  # seconds of a processor that may be taken; less than none: they were taken ahead of time
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
        turn = [name for at, name in enumerate(reading) if at % parts == self._round % parts]
        self._turns = {name: None for name in (*self._turns, *turn) if name in believed and wanted(reading[name])}
        asked = [source for name, source in reading.items() if name not in believed and wanted(source)]
        told = [reading[name] for name in self._turns]
        due = await asyncio.to_thread(self._asked, asked, told, SHARE * every.total_seconds())
        # But for those that an event came of meanwhile, or that are being looked at by now.
        for name in (due & believed & self.stands.keys()) - watcher.seen():
            self._untold.add(name)
            watcher.anew(name)
        return due

    def _asked(self, all_of: Iterable[Source], some_of: Iterable[Source], allowance: float) -> set[str]:
        """Those that differ. What is saved is not kept: nothing comes in a rush."""
        due = {source.name for source in all_of if self._differs(source)}
        self._left = min(self._left + allowance, allowance)
        before = self.spent()
        for source in some_of:
            if self._left <= 0:
                break
            del self._turns[source.name]
            if self._differs(source):
                due.add(source.name)
            now = self.spent()
            self._left, before = self._left - (now - before), now
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
