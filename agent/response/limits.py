"""The brakes on everything at once: the freeze file, and the caps an hour. What is spent are rows of the ledger, so a
restart forgets nothing; the freeze is a file, so that it works when the daemon hangs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agent.model import Budget, Incident

_HOUR = 3600
_NOBODY = "owners that nobody vouches for"
_TEN_MINUTES = 600
_UNPROVEN = 30


@dataclass(frozen=True, slots=True)
class Caps:
    """Actions an hour, and deliberate failures (control probes) in ten minutes for each endpoint and account."""

    actions: int = 20
    per_system: int = 10
    per_owner: int = 10
    controls: int = 3

    def action(self, incident: Incident, system: str) -> tuple[Budget, ...]:
        """All of these must have room before an action is intended."""
        return (
            Budget("actions", self.actions, _HOUR),
            Budget(f"actions on {system}", self.per_system, _HOUR),
            Budget(f"actions for {incident.owner.name if incident.owner.vouched else _NOBODY}", self.per_owner, _HOUR),
        )

    def unproven(self, system: str, account: str) -> Budget:
        """Logins with values that were never seen alive: a flood of decoys must not lock an account out."""
        return Budget(f"unproven logins to {system}/{account}", _UNPROVEN, _TEN_MINUTES)

    def control(self, system: str, account: str, endpoint: str | None = None) -> Budget:
        """Each endpoint has its own, since each must prove that it refuses a wrong value. None: one for the System."""
        where = system if endpoint is None else f"{system} at {endpoint}"
        return Budget(f"controls of {where}/{account}", self.controls, _TEN_MINUTES)


@dataclass(frozen=True, slots=True)
class Freeze:
    """While this file exists nothing is done to any credential. Anybody who may write it may stop Stanch."""

    path: Path

    @property
    def on(self) -> bool:
        return self.path.exists()

    def set(self, reason: str) -> None:
        """Raises OSError: it is not frozen. That the file is there says it; on a full disk it is empty."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self.path.write_text(reason + "\n", errors="replace")
        except OSError:
            if not self.on:
                raise

    def lift(self) -> bool:
        """True when it was frozen."""
        was = self.on
        self.path.unlink(missing_ok=True)
        return was
