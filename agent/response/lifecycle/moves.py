"""What may come next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent.model import PlanStep, Reason


@dataclass(frozen=True, slots=True)
class Look:
    """Ask every endpoint."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Ask the policy."""


@dataclass(frozen=True, slots=True)
class Act:
    """Do this step."""

    step: PlanStep


@dataclass(frozen=True, slots=True)
class Skip:
    """The credential died without this step."""

    step: PlanStep


@dataclass(frozen=True, slots=True)
class Infer:
    """The credential died after this step was interrupted: it took effect, so it is not sent again."""

    step: PlanStep


@dataclass(frozen=True, slots=True)
class Park:
    """Wait for a person."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Confirm:
    """Every endpoint has proven it."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """A re-check after confirmation is due, and the look just taken was DEAD."""


@dataclass(frozen=True, slots=True)
class Erase:
    """The last re-check is over: forget the sealed value."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing now. `until` None: closed for good."""

    until: datetime | None


Move = Look | Decide | Act | Skip | Infer | Park | Confirm | Recheck | Erase | Rest
