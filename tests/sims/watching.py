"""Sources and the watcher of them, looked at by hand as the daemon does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from agent.found import Source
from agent.sources.watching.polls import Polls, stamp
from agent.sources.watching.watch import Watcher

EVERY = timedelta(seconds=10)
ROUNDS = 6


class Watch:
    """The watcher of some sources, and their polls."""

    def __init__(self, *sources: Source, told: Collection[str] | None = None) -> None:
        self.reading = {source.name: source for source in sources}
        beside = {name: getattr(source, "beside", None) for name, source in self.reading.items()}
        self.watcher = Watcher(
            {source.name: source.watched for source in sources},
            {name: paths for name, paths in beside.items() if paths is not None and (told is None or name in told)},
        )
        self.polls = Polls()

    def stand(self) -> None:
        """A look found nothing more in any of them."""
        found = {name: stamp(source) for name, source in self.reading.items()}
        self.polls.stands = {name: still for name, still in found.items() if still is not None}

    async def poll(self, every: timedelta = EVERY) -> set[str]:
        return await self.polls.due(self.reading, self.watcher, every, lambda _: True)

    async def minute(self) -> list[set[str]]:
        return [await self.poll() for _ in range(ROUNDS)]

    async def settle(self) -> None:
        while await self.watcher.wait(0.05):
            pass
        self.watcher.touched()
