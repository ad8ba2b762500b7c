"""Is the daemon well? Asked by /readyz, by systemd's watchdog, and told in words without paths or values.
Sources are named, as in /metrics.

    ready    the ledger takes a write, the keys are there and the same, every source is being followed
    answers  the ledger's writer and every responder come by: else the watchdog is left to bite

What passes by itself (a full disk, a source that cannot be read) is not ready, but no reason for a restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from agent.complaint import Complaint
from agent.daemon import Daemon
from agent.ledger import LedgerError, LedgerFullError
from agent.ledger.view import CLOSED
from agent.model import Budget, Ledger, State
from agent.response.claim.held import DEADLINE, LEASE

# A claim ends within its lease and one deadline; a responder that takes twice as long will not come back.
HUNG: Final = 2 * (LEASE + DEADLINE).total_seconds()
# One row that is written anew: a commit without a change would not notice a full disk.
_ALIVE: Final = Budget("alive", 1, 1)
_NAMED: Final = 10
_NO_ROOM: Final = "the ledger cannot be written: there is no room on its disk"


@dataclass(frozen=True, slots=True)
class Health:
    """`same_keys`: reads the keys and compares them with those in use; raises Complaint.

    patience: seconds within which a ledger that is ready answers
    counts:   incidents by state, as whoever reads beside the daemon sees them
    """

    daemon: Daemon
    ledger: Ledger
    same_keys: Callable[[], None]
    counts: Callable[[], Mapping[State, int]]
    clock: Callable[[], datetime]
    patience: float = 5.0

    async def unready(self) -> tuple[str, ...]:
        """What is not as it should be; empty when it is ready."""
        return tuple(word for word in (await self._ledger(), await self._keys(), self._sources()) if word)

    async def hangs(self, patience: float) -> str:
        """What does not answer within `patience` seconds; empty when all does."""
        try:
            async with asyncio.timeout(patience):
                await self.ledger.spend(self.clock(), _ALIVE, vital=False)
        except TimeoutError:
            return "the ledger does not answer"
        except LedgerFullError:
            pass  # it answers
        except LedgerError:
            return "the ledger refuses"
        now = asyncio.get_running_loop().time()
        stopping = self.daemon.stopping.is_set()
        hung = 0 if stopping else sum(now - beat > HUNG for beat in self.daemon.beats.values())
        return f"{hung} of {len(self.daemon.beats)} responders do not come back" if hung else ""

    async def status(self) -> str:
        """How things stand, in one line."""
        counts = await asyncio.to_thread(self.counts)
        tallies = self.daemon.tallies.values()
        followed = sum(tally.followed for tally in tallies)
        open_ = sum(n for state, n in counts.items() if state not in CLOSED)
        stuck = counts.get(State.STUCK, 0)
        busy = self.daemon.progress.busy
        now = f", {busy} being looked at" if busy else ""
        return f"{followed} of {len(tallies)} sources followed{now}; open: {open_}, stuck: {stuck}"

    async def _ledger(self) -> str:
        try:
            async with asyncio.timeout(self.patience):
                await self.ledger.spend(self.clock(), _ALIVE, vital=False)
        except TimeoutError:
            return "the ledger does not answer"
        except LedgerFullError:
            return _NO_ROOM
        except LedgerError:
            return "the ledger cannot be written"
        return _NO_ROOM if self.ledger.full else ""

    async def _keys(self) -> str:
        try:
            await asyncio.to_thread(self.same_keys)
        except (Complaint, OSError):
            return "the keys cannot be read, or are not those in use"
        return ""

    def _sources(self) -> str:
        if self.daemon.stopping.is_set():
            return "it is stopping"
        lost = [name for name, tally in self.daemon.tallies.items() if not tally.followed]
        if not self.daemon.tallies:
            return "it is starting"
        if not lost:
            return ""
        named = ", ".join(map(ascii, lost[:_NAMED])) + (", ..." if len(lost) > _NAMED else "")
        return f"{len(lost)} of {len(self.daemon.tallies)} sources are not being followed: {named}; see `stanch status`"
