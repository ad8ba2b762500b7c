"""What the daemon saw of its sources since it started, for health and metrics. What must last is in the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from agent.found import Chunk, root
from agent.intake import Scanned, Scanner
from agent.record import stamp

LOOKS: Final = "looks"
UNREADY: Final = "unready"  # what /readyz says, for whoever has no web server, as a list in JSON
PROGRESS: Final = "progress"


@dataclass(slots=True)
class Tally:
    """One source. begun: its first look has begun. failing: its last look ended in trouble. busy: a look is under
    way, or waits for its turn.
    """

    bytes: int = 0
    findings: int = 0
    begun: bool = False
    failing: bool = False
    busy: bool = False
    looked_at: datetime | None = None

    @property
    def followed(self) -> bool:
        return self.begun and not self.failing

    @contextmanager
    def under_way(self) -> Iterator[None]:
        self.busy = True
        try:
            yield
        finally:
            self.busy = False


def looks(tallies: Mapping[str, Tally]) -> str:
    """For the control socket, in JSON: what is watched, and when a look at each was last through."""
    return json.dumps({name: stamp(one.looked_at) if one.looked_at else None for name, one in tallies.items()})


@dataclass(frozen=True, slots=True)
class Progress:
    """How many sources there are, those that a forge has brought among them. new: not looked at since the start. still:
    known to stand still, so that a poll asks for next to nothing.
    """

    sources: int = 0
    new: int = 0
    busy: int = 0
    still: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A scanner that counts what it read, by source."""

    scanner: Scanner
    tallies: Mapping[str, Tally] = field(repr=False)

    async def scan(self, chunk: Chunk) -> Scanned:
        result = await self.scanner.scan(chunk)
        tally = self.tallies.get(root(chunk.source, self.tallies))
        if tally is not None:
            tally.bytes += result.bytes
            tally.findings += len(result.findings)
        return result
