"""What is to be told to whom. Pure: the ledger asks it in the transaction of every event, and the sender asks again.

    LEAK         the first message to an owner         (REAPPEARED: to those of the new epoch)
    APPROVAL     somebody has to say yes               ACTED     the provider took our request
    DEAD         every endpoint says dead              PROVEN    and said so again, past the settling time
    OVERDUE      decided ten minutes ago, not dead     STUCK     out of attempts
    EXCEPTED     accepted risk, or an undo             SCANNED   the backlog of a source, to the operator only

Rules
- It goes by the state, not by the change: asked twice it answers the same, and the row's key makes that one message.
  Another plan that waits for a yes is another message, and so is being stuck once more.
- observe tells owners nothing; notify, approve and auto do. The operator hears of canaries, protected credentials, what
  is stuck, overdue, waits for approval or came back in every mode.
- Backlog that nobody has released is not told to owners.
- An owner whom nobody vouches for (CODEOWNERS, an author) gets one short message; the whole goes to the operator.
  Whoever can push could name himself: he must not be told by us whether a value lives, what it opens, or where else it
  stands.
- A lead is told only as part of a digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from agent.model import Incident, Outcome, Reason, State, System
from agent.response import lifecycle
from agent.response.methods import Mode
from agent.response.policy import DEFAULT_RULE, Case, Policy, case_of
from revokers.base import Identity

LEAD: Final = "lead"


class Kind(Enum):
    """What a message is about."""

    LEAK = "leak"
    APPROVAL = "approval"
    ACTED = "acted"
    DEAD = "dead"
    PROVEN = "proven"
    OVERDUE = "overdue"
    STUCK = "stuck"
    EXCEPTED = "excepted"
    SCANNED = "scanned"


class Audience(Enum):
    """To whom."""

    OWNER = "owner"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that is wanted from `not_before` on. `follows`: only where that audience was told of the leak.

    mark: what makes it another message than one of the same kind in the same epoch
    """

    kind: Kind
    audience: Audience
    not_before: datetime
    follows: bool = False
    mark: str = ""


# What follows within these is told in one message, as it is by then.
_ACTED: Final = timedelta(seconds=2)
_DEAD: Final = timedelta(seconds=5)
# A first answer that was UNKNOWN is often followed by another; leads are gathered.
_UNCLEAR: Final = lifecycle.LATE
_LEADS: Final = timedelta(hours=1)

_OPEN: Final = frozenset(
    {
        State.LIVE,
        State.HELD,
        State.AWAITING_APPROVAL,
        State.ACTING,
        State.ACCEPTED,
        State.CONTAINED,
        State.WAITING_CONSUMERS,
        State.UNVERIFIED,
        State.FOREIGN,
        State.STUCK,
        State.REAPPEARED,
    }
)
# A leak is still news when it is over, unless it never was one.
_NO_LEAK: Final = frozenset({State.DETECTED, State.ALREADY_DEAD, State.DISMISSED, State.EXCEPTED})
_FOLLOWING: Final = {
    Kind.APPROVAL: frozenset({State.AWAITING_APPROVAL}),
    Kind.ACTED: frozenset({State.ACCEPTED, State.CONTAINED, State.WAITING_CONSUMERS}),
    Kind.DEAD: frozenset({State.DEAD}),
    Kind.PROVEN: frozenset({State.INVALIDATED}),
    Kind.STUCK: frozenset({State.STUCK}),
    Kind.EXCEPTED: frozenset({State.EXCEPTED}),
}
PAGES: Final = (Kind.APPROVAL, Kind.STUCK, Kind.OVERDUE)  # somebody has to do something, and it gets no better
_ALWAYS: Final = frozenset({Reason.CANARY, Reason.PROTECTED})
_MODES: Final = tuple(Mode)


def mode_of(incident: Incident, policy: Policy, systems: Iterable[System]) -> Mode:
    """How far the policy goes for it: the furthest of the rules that decide where it was seen alive.

    Seen alive nowhere, only a rule for any System counts.
    """
    cases = [case for system in systems if (case := case_of(incident, system)) is not None] or [_nowhere(incident)]
    rules = [next((rule for rule in policy.rules if rule.matches(case)), DEFAULT_RULE) for case in cases]
    return max((rule.mode for rule in rules), key=_MODES.index)


def _nowhere(incident: Incident) -> Case:
    system = System("", "", (), frozenset(), False, False, None, None, None, "unknown")  # noqa: FBT003 - all are absent
    owner = incident.owner.name if incident.owner.vouched else ""
    return Case(incident.type, system, owner, incident.visibility, Identity("", ""), False, frozenset())  # noqa: FBT003


def wanted(incident: Incident, state: State, mode: Mode, now: datetime, *, released: bool) -> tuple[Notice, ...]:
    """All that is to be told of an incident as it stands; `released`: no backlog, or released by a person."""
    tell_owner = mode is not Mode.OBSERVE and released
    whole = tell_owner and incident.owner.vouched
    found: list[Notice] = []
    if state in _OPEN:
        at = _first(incident, state, now)
        alarm = incident.parked in _ALWAYS or incident.epoch > 1
        if tell_owner:
            found.append(Notice(Kind.LEAK, Audience.OWNER, at))
        if alarm or (tell_owner and not whole):
            found.append(Notice(Kind.LEAK, Audience.OPERATOR, at))
    for kind, states in _FOLLOWING.items():
        if state in states and not (kind is Kind.ACTED and not _acted(incident)):
            at = now + {Kind.ACTED: _ACTED, Kind.DEAD: _DEAD}.get(kind, timedelta())
            page = kind in {Kind.APPROVAL, Kind.STUCK}
            mark = lifecycle.plan_mark(incident) if kind is Kind.APPROVAL else ""
            found.append(Notice(kind, Audience.OPERATOR, at, follows=not page, mark=mark))
            if whole:
                found.append(Notice(kind, Audience.OWNER, at, follows=True, mark=mark))
    decided = incident.clocks.decided
    if decided is not None and incident.clocks.dead is None and state in _OPEN:
        at = decided + lifecycle.LATE
        found.append(Notice(Kind.OVERDUE, Audience.OPERATOR, at))
        if whole:
            found.append(Notice(Kind.OVERDUE, Audience.OWNER, at, follows=True))
    return tuple(found)


def _first(incident: Incident, state: State, now: datetime) -> datetime:
    if incident.type == LEAD:
        return now + _LEADS
    return now + _UNCLEAR if state is State.UNVERIFIED and incident.parked is None else now


def _acted(incident: Incident) -> bool:
    return any(step.outcome is Outcome.ACCEPTED for step in lifecycle.steps(incident))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a row of the outbox says it is about."""

    kind: Kind
    audience: Audience
    epoch: int
    name: str


def stale(row: Waiting, incident: Incident, mode: Mode, now: datetime, *, released: bool) -> bool:
    """Is it out of date, or not wanted any more? An incident that changed hands has a row for the new owner."""
    state = lifecycle.state(incident, now)
    if row.epoch != incident.epoch:
        return True
    if row.audience is Audience.OWNER:
        unwanted = mode is Mode.OBSERVE or not released or row.name != incident.owner.name
        if unwanted or (row.kind is not Kind.LEAK and not incident.owner.vouched):
            return True
    if row.kind is Kind.LEAK:
        return state in _NO_LEAK
    if row.kind is Kind.OVERDUE:
        return state not in _OPEN or not lifecycle.overdue(incident, now)
    return state not in _FOLLOWING[row.kind]


def saying(kind: Kind, epoch: int, state: State, mark: str) -> str:
    """What a message comes to for who reads the thread: the same once more is not sent.

    What asks for something is the same only where it asks for the same: `mark` is the plan, or since when it is stuck.
    """
    if kind is Kind.OVERDUE:
        return f"{epoch}:{kind.value}"
    return f"{epoch}:{state.value}:{mark}" if kind in {Kind.APPROVAL, Kind.STUCK} else f"{epoch}:{state.value}"


def said(told: str, says: str) -> bool:
    """Does a thread say so already? What asks for something says how things stand as well."""
    return told == says or told.startswith(f"{says}:")
