"""What is on stage: the places, the daemon, its ledger (read only), and the voice. What the acts are played with."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agent.commands.shown import waits
from agent.demo.cast import Credential
from agent.demo.chat import Chat
from agent.demo.claims import Outcome
from agent.demo.places import CiLog, Repository
from agent.demo.process import DaemonProcess
from agent.demo.tell import Narrator
from agent.demo.tools import Done, run
from agent.folders import LEDGER
from agent.ledger import Entry, LedgerView
from agent.ledger.errors import LedgerError
from agent.model import State
from agent.record import Event
from agent.seal import ScannerKeys

LOOK = 0.1  # seconds between two looks at the ledger

_ALL = 1000
SETTLED = frozenset({State.INVALIDATED, State.ALREADY_DEAD, State.HELD, State.FOREIGN})


@dataclass(frozen=True, slots=True)
class Scene:
    """`credentials`: all that leak, whoever brought them. `patience`: seconds until what must come has come."""

    folder: Path
    keys: ScannerKeys
    credentials: tuple[Credential, ...]
    repository: Repository
    log: CiLog
    daemon: DaemonProcess
    chat: Chat
    tell: Narrator
    patience: float

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def daemon_log(self) -> Path:
        return self.folder / "daemon.log"

    def entry(self, credential: Credential) -> Entry | None:
        """Its incident, or None while there is none."""
        try:
            with LedgerView(self.state / LEDGER) as ledger:
                return ledger.incident(credential.canonical(self.keys))
        except LedgerError:
            return None

    def events(self, credential: Credential) -> tuple[Event, ...]:
        entry = self.entry(credential)
        if entry is None:
            return ()
        with LedgerView(self.state / LEDGER) as ledger:
            return ledger.events(entry.incident.id)

    def sources_read(self) -> int:
        try:
            with LedgerView(self.state / LEDGER) as ledger:
                return len(ledger.sources())
        except LedgerError:
            return 0

    def outcome(self, credential: Credential) -> Outcome:
        entry = self.entry(credential) or self._at_its_line(credential)
        if entry is None:
            return Outcome(None)
        incident = entry.incident
        runs = (run for (system, _), run in incident.proofs.items() if system == credential.system)
        reasons = [waits(incident), *(run.reason for run in runs)]
        said = "; ".join(dict.fromkeys(reason for reason in reasons if reason))
        return Outcome(entry.state, said, incident.owner.name, incident.owner.reason)

    def _at_its_line(self, credential: Credential) -> Entry | None:
        """Whatever incident there is about the line of the log in which it leaked."""
        line = self.log.leaked.get(credential.name, 0)
        with LedgerView(self.state / LEDGER) as ledger:
            for entry in ledger.incidents(limit=_ALL):
                for found in ledger.occurrences(entry.incident.id):
                    if found.commit is None and found.line <= line <= found.end_line:
                        return entry
        return None

    def settled(self, credential: Credential) -> bool:
        entry = self.entry(credential)
        return entry is not None and (entry.state in SETTLED or entry.state is credential.state)

    async def until(self, condition: Callable[[], bool], what: str, seconds: float) -> bool:
        """Wait for it; False when it did not come in time, or the daemon has ended and it can come no more."""
        begun = datetime.now(UTC)
        with self.tell.waiting() as waiting:
            while not condition():
                elapsed = (datetime.now(UTC) - begun).total_seconds()
                if elapsed > seconds or self.daemon.ended is not None:
                    return condition()
                waiting(what, elapsed)
                self.daemon.look()
                await asyncio.sleep(LOOK)
        return True

    async def stanch(self, *words: str) -> Done:
        """Stanch's own command line, as a person would use it."""
        command = [sys.executable, "-m", "agent", *words]
        return await run(command, {"HOME": str(self.folder)}, cwd=self.folder)
