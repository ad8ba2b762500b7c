"""How long anything waits: between two looks, for an effect, after a failure, for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agent.model import Incident, Reason

SOON: Final = timedelta(seconds=0.3)  # between two looks while something is expected to die
CONFIRM: Final = timedelta(seconds=1)  # between the DEAD answers that confirm
PATIENCE: Final = timedelta(seconds=30)  # how long past its settling time an accepted request may be without effect
GIVE_UP: Final = timedelta(days=3)  # then STUCK: a person is told, retried daily
ATTEMPTS: Final = 80  # what three days of back-off come to; time that was spent waiting for a person does not count
LATE: Final = timedelta(minutes=10)  # a person hears of it
FIRST_RETRY: Final = timedelta(seconds=5)
LONGEST_RETRY: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
HEAD_START: Final = timedelta(minutes=5)  # what a replacement has past the deadline, and consumers to read it
RECHECKS: Final = (timedelta(hours=1), DAY, timedelta(days=7))
DECIDED_BY_PEOPLE: Final = frozenset({Reason.DISMISSED, Reason.EXCEPTED, Reason.DENIED})


@dataclass(frozen=True, slots=True)
class Timing:
    """What depends on the provider and the configuration. `spread` in 0..1 jitters every wait that backs off.

    in_parts: a value that is dead after an interrupted or refused containment is not all that belongs to it
    """

    settles: timedelta = timedelta(0)
    rechecks: tuple[timedelta, ...] = RECHECKS
    spread: float = 0.5
    in_parts: bool = False


def back_off(attempts: int, timing: Timing) -> timedelta:
    """5 s doubling to 1 h, each within half of itself around."""
    doublings: int = min(max(attempts - 1, 0), 12)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY) * (0.5 + timing.spread)


def pause(reason: Reason, timing: Timing) -> timedelta:
    """How long a parked incident waits until it is looked at again by itself."""
    match reason:
        case Reason.FROZEN:
            return timedelta(seconds=2)
        case Reason.CAPPED | Reason.NO_PLACE:
            return timedelta(minutes=1) * (0.5 + timing.spread)
        case Reason.EXHAUSTED | Reason.DISMISSED | Reason.EXCEPTED | Reason.DENIED | Reason.CANARY:
            return DAY
        case _:
            return LONGEST_RETRY * (0.5 + timing.spread)


def for_room(incident: Incident, frees: datetime, now: datetime, timing: Timing) -> datetime:
    """When to come back for the room that a cap has at `frees`. All that wait come for the same: the longer one has
    waited, the wider they are spread.
    """
    waited = now - (incident.clocks.decided or now)
    return frees + min(max(waited / 10, SOON), LATE) * (0.5 + timing.spread)


def wakes(incident: Incident, now: datetime, timing: Timing) -> datetime:
    """When what is parked is looked at again by itself."""
    assert incident.parked is not None
    wake = now + pause(incident.parked, timing)
    return wake if incident.parked_until is None else min(wake, incident.parked_until)


def patience(incident: Incident, timing: Timing) -> timedelta:
    """How long until answers that lead nowhere are asked for again."""
    unknowns = max((run.unknowns for run in incident.proofs.values()), default=0)
    if unknowns or not incident.proofs:
        return back_off(unknowns, timing)
    # Dead where we could act and LIVE on a replica: the longer it lags, the longer we wait.
    at = max(run.at for run in incident.proofs.values())
    since = max((run.dead_since for run in incident.proofs.values() if run.dead_since is not None), default=at)
    return min(max(at - since, SOON), LONGEST_RETRY)
