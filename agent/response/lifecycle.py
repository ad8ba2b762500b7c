"""What an incident's plan and proofs add up to, and what comes next. Pure: no clock, no network, no ledger.

    located -> probed -> decided -> intended -> accepted -> probed ... -> confirmed -> re-checked -> erased

Rules
- Only proofs move an incident towards DEAD. An acceptance never does.
- Liveness over endpoints: LIVE if any is LIVE, DEAD only if all are DEAD, else UNKNOWN. An UNKNOWN answer changes
  no verdict; a LIVE one breaks a run of DEAD.
- Every claim looks before it acts, so that nothing is done to a value that does not authenticate now, at the very
  endpoint that is acted on. The one step that may follow on a DEAD value is the end of what we ourselves contained
  in this epoch on that System.
- A step with an intent and no outcome was interrupted. It is probed first, and sent again only when the value is
  still LIVE after the time that the provider may take to settle: at most one effective action a step and epoch. What
  was interrupted, or refused, while switching it off (it is dormant now, or dead of a try whose outcome is unknown) is
  sent again, since more than one thing may belong to it: who may not log in any more has his sessions still.
- A replacement is made, tried and handed over step by step (store, mint or set, test, switch), each of which looks at
  what is there before it does anything, so that it can be begun again. The old value may be stopped only when consumers
  have had their time, or when the deadline is reached: that clock never pauses. It is never ended before the switch.
- What is only restricted stays alive: no probe says that it is over. It waits for a person (RESTRICTED).
- Confirmed (INVALIDATED): at least two DEAD on every endpoint, the last one after the settling time. LIVE after that
  opens a new epoch: REAPPEARED.
- Each System goes its own way, and the incident does the most urgent: what waits at one holds up no other.
- What waits for a person stands in a state of its own (`Reason`), and is looked at again in due course.

(Over 300 lines because state, next move and what happened are one machine that is read and checked as a whole.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from agent.model import (
    Clocks,
    EndpointKey,
    Incident,
    Outcome,
    Owner,
    PlanStep,
    Reason,
    Run,
    State,
    StepKind,
)
from agent.response.policy import TWO_PEOPLE, Planned
from revokers.base import Liveness, Probe, Receipt

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


# --- what it adds up to ----------------------------------------------------------------------------


def answer(run: Run) -> Liveness:
    """What an endpoint's answers say so far: the latest answer that was not UNKNOWN."""
    if run.deads:
        return Liveness.DEAD
    return Liveness.LIVE if run.live_at is not None else Liveness.UNKNOWN


def liveness(incident: Incident) -> Liveness:
    answers = {answer(run) for run in incident.proofs.values()}
    if Liveness.LIVE in answers:
        return Liveness.LIVE
    return Liveness.DEAD if answers == {Liveness.DEAD} else Liveness.UNKNOWN


def steps(incident: Incident) -> tuple[PlanStep, ...]:
    """The plan of the present epoch."""
    return tuple(step for step in incident.plan if step.epoch == incident.epoch)


def state(incident: Incident, now: datetime) -> State:
    """The one state that plan, proofs and parking add up to."""
    parked = incident.parked
    if parked is Reason.EXCEPTED and incident.parked_until is not None and incident.parked_until <= now:
        parked = None
    if parked in {Reason.DISMISSED, Reason.EXCEPTED, Reason.CANARY}:
        return parked.state
    match liveness(incident):
        case Liveness.DEAD:
            # Dead, and its consumers have no replacement yet, or something of it lives on: that is not over.
            return parked.state if parked is not None and _goes_on_after(incident) else _dead_state(incident)
        case Liveness.LIVE:
            return parked.state if parked is not None else _live_state(incident)
        case Liveness.UNKNOWN:
            if parked is not None:
                return parked.state
            asked = any(run.unknowns for run in incident.proofs.values())
            return State.UNVERIFIED if asked else State.DETECTED
        case never:
            assert_never(never)


def _dead_state(incident: Incident) -> State:
    if incident.clocks.confirmed is None and only_contained(incident):
        return State.CONTAINED
    if incident.clocks.verified is None:
        return State.ALREADY_DEAD
    return State.INVALIDATED if incident.clocks.confirmed is not None else State.DEAD


def _live_state(incident: Incident) -> State:
    started = [step for step in steps(incident) if step.intent_at is not None and step.outcome is not Outcome.NEEDLESS]
    if started:
        if all(step.kind in OF_REPLACEMENT and step.reversible for step in started):
            switched = any(step.kind is StepKind.SWITCH and step.outcome is Outcome.ACCEPTED for step in started)
            return State.WAITING_CONSUMERS if switched else State.ACTING
        return State.ACCEPTED if started[-1].outcome is Outcome.ACCEPTED else State.ACTING
    return State.REAPPEARED if incident.epoch > 1 else State.LIVE


def only_contained(incident: Incident) -> bool:
    """Dead, on some System, by what someone could take back, and nothing irreversible has ended it there.

    That may be a step of ours, or somebody else's: a role that may not log in, a key that is inactive.
    """
    done = [step for step in steps(incident) if step.outcome is Outcome.ACCEPTED and kills(step)]
    ended = {step.system for step in done if not step.reversible}
    dormant = {system for (system, _), run in incident.proofs.items() if run.dormant}
    return not ended >= ({step.system for step in done} | dormant)


def overdue(incident: Incident, now: datetime) -> bool:
    """Should a person hear of it: decided ten minutes ago, and still not dead?"""
    # Without a plan nothing is decided, however long the place of the new value cannot be read.
    decided = incident.clocks.decided or (incident.clocks.verified if incident.parked is Reason.NO_PLACE else None)
    if decided is None or incident.clocks.dead is not None or now - decided < LATE:
        return False
    return now >= incident.deadline or state(incident, now) is not State.WAITING_CONSUMERS


# --- what comes next -------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Timing:
    """What depends on the provider and the configuration. `spread` in 0..1 jitters every wait that backs off.

    in_parts: a value that is dead after an interrupted or refused containment is not all that belongs to it
    """

    settles: timedelta = timedelta(0)
    rechecks: tuple[timedelta, ...] = RECHECKS
    spread: float = 0.5
    in_parts: bool = False


def next_move(
    incident: Incident,
    now: datetime,
    *,
    claimed_at: datetime,
    timing: Timing,
    stopped: Collection[int] = frozenset(),
) -> Move:
    """What to do with an incident that was claimed at `claimed_at` and whose endpoints are located. `stopped`: steps
    that this claim could not do; it waits for a person when nothing can be done elsewhere either.
    """
    move = _elsewhere(incident, now, claimed_at, timing, stopped) or _next(incident, now, claimed_at, timing)
    if isinstance(move, Rest) and move.until is not None:
        return Rest(min([move.until, *(wake for wake in _overlap_ends(incident) if wake > now)]))
    return move


def _next(incident: Incident, now: datetime, claimed_at: datetime, timing: Timing) -> Move:
    if incident.parked is not None:
        return Rest(_wakes(incident, now, timing))
    if not _answered(incident, now, claimed_at):
        return Look()
    match liveness(incident):
        case Liveness.LIVE:
            return _while_live(incident, now, timing)
        case Liveness.DEAD:
            return _while_dead(incident, now, timing)
        case Liveness.UNKNOWN:
            return Rest(now + _patience(incident, timing))
        case never:
            assert_never(never)


def _wakes(incident: Incident, now: datetime, timing: Timing) -> datetime:
    """When what is parked is looked at again by itself."""
    assert incident.parked is not None
    wake = now + pause(incident.parked, timing)
    return wake if incident.parked_until is None else min(wake, incident.parked_until)


def _answered(incident: Incident, now: datetime, claimed_at: datetime) -> bool:
    """Has every endpoint been asked in this claim? An answer later than now is of a clock that was set back since."""
    return all(claimed_at <= run.at <= now and _asked(run) for run in incident.proofs.values())


def _elsewhere(
    incident: Incident, now: datetime, claimed_at: datetime, timing: Timing, stopped: Collection[int]
) -> Move | None:
    """What stops at one System stops at no other, and what cannot be ended at one node is ended at the others. (A new
    value is not set at one where another did not take it.) What they wait for is waited for, but for the shortest.
    """
    if incident.parked is None or not stopped or not _answered(incident, now, claimed_at):
        return None
    half = {step.system for step in incident.plan if step.seq in stopped and step.kind in OF_REPLACEMENT}
    moves = _possible(incident, now, timing)
    acts = [move for move in moves if isinstance(move, Act)]
    fit = [act for act in acts if act.step.seq not in stopped and act.step.system not in half]
    if fit:
        return min(fit, key=lambda act: act.step.seq)
    rests = [move.until for move in moves if isinstance(move, Rest) and move.until is not None]
    return Rest(min(_wakes(incident, now, timing), max(min(rests), now + FIRST_RETRY))) if rests else None


def _overlap_ends(incident: Incident) -> tuple[datetime, ...]:
    """The clock of an overlap goes on while it waits, unless a person has stopped it: when to look again. At the
    deadline what waits for people may need them no more.
    """
    todo = [step for step in steps(incident) if step.is_open]
    contains = [step for step in todo if step.kind is StepKind.CONTAIN]
    if incident.parked in DECIDED_BY_PEOPLE or not todo:
        return ()
    if not contains:
        return (incident.deadline,) if any(step.needs is not None for step in todo) else ()
    due = (_ready(step, incident) for step in contains)
    return (incident.deadline - HEAD_START, incident.deadline, incident.deadline + HEAD_START, *due)


_URGENCY: Final = (Act, Infer, Skip, Decide, Rest, Park)


def _most_urgent(moves: list[Move]) -> Move:
    first = min(moves, key=lambda move: (_URGENCY.index(type(move)), move.step.seq if isinstance(move, Act) else 0))
    rests = [move.until for move in moves if isinstance(move, Rest) and move.until is not None]
    return Rest(min(rests)) if isinstance(first, Rest) else first


def _while_live(incident: Incident, now: datetime, timing: Timing) -> Move:
    moves = _possible(incident, now, timing)
    return _most_urgent(moves) if moves else Rest(now + _patience(incident, timing))


def _possible(incident: Incident, now: datetime, timing: Timing) -> list[Move]:
    return [move for system in _systems(incident) for move in _at(system, incident, now, timing)]


def _at(system: str, incident: Incident, now: datetime, timing: Timing) -> list[Move]:
    """What could be done at one System."""
    runs = _runs(incident, system)
    answers = {answer(run) for run in runs.values()}
    due = _due(incident, system, now)
    if answers == {Liveness.DEAD}:
        return [_unfinished(step, incident, now, timing) for step in due]
    lives = Liveness.LIVE in answers
    plan = [step for step in steps(incident) if step.system == system]
    if not plan:
        return [Decide()] if lives else []
    moves: list[Move] = [
        _attempt(step, incident, now, timing) for step in due if step.needs is None and _may(step, incident)
    ]
    if moves:
        return moves
    done = [step for step in plan if step.outcome is Outcome.ACCEPTED and kills(step)]
    # What is cleaned up afterwards ends no value: that the end had no effect is for the end to mend.
    done = [step for step in done if step.kind is not StepKind.CLEAN_UP]
    if done and lives:
        return [_awaiting_effect(done, incident, now, timing)] if _lives_now(runs.values()) else []
    if lives and not due and any(step.kind is StepKind.RESTRICT and step.outcome is Outcome.ACCEPTED for step in plan):
        return [Park(Reason.RESTRICTED)]
    return [Park(step.needs) for step in due if step.needs is not None and (lives or done)]


def _may(step: PlanStep, incident: Incident) -> bool:
    """The value authenticates now, at the very endpoint that is acted on; or it is the end of what we contained, or
    goes on with a replacement that exists.

    LIVE on a replica alone is no licence: the owner may just have changed the value on the primary.
    """
    return _ends_ours(step, incident) or _goes_on(step, incident) or _lives_there(step, incident)


def _lives_there(step: PlanStep, incident: Incident) -> bool:
    runs = _runs(incident, step.system)
    return _lives_now([runs[step.endpoint]] if step.endpoint in runs else runs.values())


def _ends_ours(step: PlanStep, incident: Incident) -> bool:
    if step.kind is StepKind.CLEAN_UP:
        return True  # planned only once the end is accepted
    return step.kind is StepKind.END and _contained_by_us(step.system, incident)


def _contained_by_us(system: str, incident: Incident) -> bool:
    return any(
        step.kind is StepKind.CONTAIN and step.system == system and step.outcome is Outcome.ACCEPTED
        for step in steps(incident)
    )


def _goes_on(step: PlanStep, incident: Incident) -> bool:
    """Part of a replacement that has begun to exist (or may have), or that must follow what we ourselves contained."""
    if step.kind not in OF_REPLACEMENT:
        return False
    return _begun(step.system, incident) or _contained_by_us(step.system, incident)


def _begun(system: str, incident: Incident) -> bool:
    """Was a new value made, or may it have been? What was only ever refused was not."""
    return any(
        step.kind in _MAKES_NEW
        and step.system == system
        and (step.outcome is Outcome.ACCEPTED or step.doubtful_since is not None or _interrupted(step))
        for step in steps(incident)
    )


def _interrupted(step: PlanStep) -> bool:
    return step.intent_at is not None and step.outcome is None


def _half_done(step: PlanStep, incident: Incident) -> bool:
    """Interrupted, or refused, while it was switched off, which it is: more than that may belong to it."""
    dormant = any(run.dormant for run in _runs(incident, step.system).values())
    return step.kind is StepKind.CONTAIN and step.intent_at is not None and dormant


def _goes_on_after(incident: Incident) -> bool:
    """A replacement exists, or may, and is not handed over yet; what the end has left is not cleaned up, nor all that
    belongs to switching it off.
    """
    open_ = (step for step in steps(incident) if step.is_open)
    return any(
        _goes_on(step, incident)
        or step.kind is StepKind.CLEAN_UP
        or _half_done(step, incident)
        or (step.kind is StepKind.CONTAIN and step.doubtful_since is not None)
        for step in open_
    )


def _attempt(step: PlanStep, incident: Incident, now: datetime, timing: Timing) -> Move:
    ready = _ready(step, incident)
    if ready > now:
        return Rest(min(ready, now + LONGEST_RETRY))
    interrupted = _interrupted(step)
    if step.kind in _BEGUN_AGAIN and step.intent_at is not None:
        # It looks at what is there by itself, so that it can be begun again.
        if step.attempts >= ATTEMPTS and now - step.intent_at < DAY:
            return Park(Reason.EXHAUSTED)
        again = step.intent_at + back_off(step.attempts, timing)
        return Act(step) if now >= again or not interrupted else Rest(again)
    return _again(step, step.intent_at or now, incident, now, timing) if interrupted else Act(step)


def _awaiting_effect(done: list[PlanStep], incident: Incident, now: datetime, timing: Timing) -> Move:
    """Accepted and the value is still alive: sent again, where it is alive, once patience is over."""
    last = [step for step in done if step.kind is done[-1].kind]
    alive = [step for step in last if _lives_there(step, incident)]
    step = min(alive or last, key=lambda step: step.accepted_at or now)
    accepted_at = step.accepted_at or now
    if now < accepted_at + timing.settles + PATIENCE:
        # The longer it takes, the less often it is asked: a provider counts failed logins, too.
        return Rest(now + max(SOON, (now - accepted_at) / 10))
    if alive:
        return _again(step, accepted_at, incident, now, timing)
    return Park(Reason.EXHAUSTED) if now - accepted_at >= GIVE_UP else Rest(now + _patience(incident, timing))


def _again(step: PlanStep, since: datetime, incident: Incident, now: datetime, timing: Timing) -> Move:
    """Another attempt, once a look has shown that the former one had time and no effect, and after its back-off."""
    last = step.intent_at or since
    if step.attempts >= ATTEMPTS and now - last < DAY:
        return Park(Reason.EXHAUSTED)
    earliest = max(since + timing.settles, last + back_off(step.attempts, timing))
    looked = min(run.at for run in _runs(incident, step.system).values())
    return Act(step) if looked >= since + timing.settles and now >= earliest else Rest(max(now, earliest))


def _while_dead(incident: Incident, now: datetime, timing: Timing) -> Move:
    moves = _possible(incident, now, timing)
    if moves:
        return _most_urgent(moves)
    if incident.clocks.confirmed is None:
        return _towards_confirmed(incident, now, timing)
    proven = all(run.liveness is Liveness.DEAD for run in incident.proofs.values())
    if incident.rechecks >= len(timing.rechecks):
        # Seen again after its end, perhaps: it is kept until somebody has answered.
        return Erase() if proven else Rest(now + _patience(incident, timing))
    at = incident.clocks.confirmed + timing.rechecks[incident.rechecks]
    if now < at:
        return Rest(at)
    return Recheck() if proven else Rest(now + _patience(incident, timing))


def _unfinished(step: PlanStep, incident: Incident, now: datetime, timing: Timing) -> Move:
    """Dead with a step still open: finished only where we contained it ourselves."""
    interrupted = _interrupted(step)
    half_done = _half_done(step, incident) and (interrupted or timing.in_parts)
    # One whose outcome is unknown may have ended the value and no more, whatever was refused since.
    doubtful = interrupted or step.doubtful_since is not None
    half_done = half_done or (step.kind is StepKind.CONTAIN and doubtful and timing.in_parts)
    if not (_ends_ours(step, incident) or _goes_on(step, incident) or half_done):
        return Infer(step) if interrupted else Skip(step)
    # Death by containing proves nothing about the end: it is sent again (it is idempotent), after its back-off.
    return Park(step.needs) if step.needs is not None else _attempt(step, incident, now, timing)


def _towards_confirmed(incident: Incident, now: datetime, timing: Timing) -> Move:
    if only_contained(incident):
        return Rest(now + LONGEST_RETRY)
    runs = incident.proofs.values()
    accepted = [step.accepted_at for step in steps(incident) if step.accepted_at is not None and kills(step)]
    settled = max([*accepted, *(run.dead_since for run in runs if run.dead_since is not None)]) + timing.settles
    proven = all(run.deads >= _PROOFS and run.dead_at is not None and run.dead_at >= settled for run in runs)
    if proven:
        return Confirm()
    unanswered = any(run.unknowns for run in runs)
    return Rest(max(now + (_patience(incident, timing) if unanswered else CONFIRM), settled))


def _systems(incident: Incident) -> list[str]:
    """The Systems that can answer, in the order of the plan as far as it names them."""
    present = {system for system, _ in incident.proofs}
    return [
        name
        for name in dict.fromkeys([*(step.system for step in steps(incident)), *sorted(present)])
        if name in present
    ]


def _runs(incident: Incident, system: str) -> dict[str | None, Run]:
    return {endpoint: run for (name, endpoint), run in incident.proofs.items() if name == system}


def _lives_now(runs: Iterable[Run]) -> bool:
    """An answer that was UNKNOWN just now is no proof that the value authenticates now."""
    return any(run.liveness is Liveness.LIVE for run in runs)


def _due(incident: Incident, system: str, now: datetime) -> list[PlanStep]:
    """The open steps of one System that nothing of another kind must precede.

    At the deadline the old value is contained wherever its replacement stands.
    """
    todo = [step for step in steps(incident) if step.system == system and step.is_open]
    if now >= incident.deadline - HEAD_START:
        # What can be handed over in time does not wait for a node that is down, where nobody has the old value either.
        runs = _runs(incident, system)
        down = {endpoint for endpoint, run in runs.items() if run.liveness is Liveness.UNKNOWN}
        if len(down) < len(runs):
            todo = [step for step in todo if step.kind is not StepKind.SET_VALUE or step.endpoint not in down] or todo
    if now >= incident.deadline and _had_its_time(system, todo, incident, now):
        todo = [step for step in todo if step.kind is StepKind.CONTAIN] or todo
    return [step for step in todo if step.kind is todo[0].kind]


def leaves_consumers_without(step: PlanStep, incident: Incident) -> bool:
    """Is this the rest of a change in place, whose new value nobody has been handed yet?"""
    return step.kind in {StepKind.TEST, StepKind.SWITCH} and any(
        other.kind is StepKind.SET_VALUE
        and not other.reversible
        and other.system == step.system
        and other.outcome is Outcome.ACCEPTED
        for other in steps(incident)
    )


def _had_its_time(system: str, todo: list[PlanStep], incident: Incident, now: datetime) -> bool:
    """Has the replacement been tried for a while, or does it wait for somebody? It may be decided past the deadline, or
    nobody was there to go on with it: what was never tried is tried once.
    """
    if todo and todo[0].kind in OF_REPLACEMENT and todo[0].needs is None and not todo[0].attempts:
        return False
    tries = [
        step.intent_at
        for step in steps(incident)
        if step.system == system and step.kind in OF_REPLACEMENT and step.intent_at is not None
    ]
    return now >= min(tries) + HEAD_START if tries else bool(todo) and todo[0].needs is not None


def _ready(step: PlanStep, incident: Incident) -> datetime:
    """When it may be done. What stops the old value is not put off beyond the deadline, where consumers had theirs
    before it.
    """
    if step.kind is not StepKind.CONTAIN:
        return step.not_before
    over = [
        other.accepted_at
        for other in steps(incident)
        if other.kind is StepKind.SWITCH and other.system == step.system and other.accepted_at is not None
    ]
    in_time = bool(over) and max(over) <= incident.deadline
    return min(step.not_before, incident.deadline) if in_time else step.not_before


def kills(step: PlanStep) -> bool:
    """Should the old value be dead after it? What is only restricted authenticates all the same."""
    return step.kind is not StepKind.RESTRICT and (step.kind not in OF_REPLACEMENT or not step.reversible)


def _patience(incident: Incident, timing: Timing) -> timedelta:
    """How long until answers that lead nowhere are asked for again."""
    unknowns = max((run.unknowns for run in incident.proofs.values()), default=0)
    if unknowns or not incident.proofs:
        return back_off(unknowns, timing)
    # Dead where we could act and LIVE on a replica: the longer it lags, the longer we wait.
    at = max(run.at for run in incident.proofs.values())
    since = max((run.dead_since for run in incident.proofs.values() if run.dead_since is not None), default=at)
    return min(max(at - since, SOON), LONGEST_RETRY)


DECIDED_BY_PEOPLE: Final = frozenset({Reason.DISMISSED, Reason.EXCEPTED, Reason.DENIED})
_PROOFS: Final = 2
_TOLD_BY_US: Final = ("detected", "verified", "decided", "accepted", "dead_low", "dead", "confirmed", "replaced")
_MAKES_NEW: Final = frozenset({StepKind.MINT, StepKind.SET_VALUE})
_BEGUN_AGAIN: Final = frozenset({StepKind.STORE, StepKind.TEST, StepKind.SWITCH, *_MAKES_NEW, StepKind.CLEAN_UP})
OF_REPLACEMENT: Final = _MAKES_NEW | {StepKind.STORE, StepKind.TEST, StepKind.SWITCH}


def _asked(run: Run) -> bool:
    return bool(run.deads or run.unknowns or run.live_at is not None)


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


def stale(incident: Incident, now: datetime) -> bool:
    """Is some endpoint's last answer older than the longest that anything waits by itself?"""
    return any(not _asked(run) or not now - LONGEST_RETRY < run.at <= now for run in incident.proofs.values())


# --- what happened ---------------------------------------------------------------------------------


def located(incident: Incident, endpoints: Iterable[EndpointKey], now: datetime) -> Incident:
    """These endpoints can answer for it. What is known of one that is no longer configured is dropped."""
    fresh = Run(Liveness.UNKNOWN, now, "not asked yet")
    return replace(incident, proofs={key: incident.proofs.get(key, fresh) for key in endpoints})


def awake(incident: Incident, now: datetime) -> Incident:
    """A parked incident is looked at again; what a person decided about it stands until its end."""
    ended = incident.parked_until is not None and incident.parked_until <= now
    if incident.parked in DECIDED_BY_PEOPLE and not ended:
        return incident
    return replace(incident, parked=None, note="", parked_until=None)


def by_the_clock(incident: Incident, now: datetime) -> Incident:
    """What happened later than now was told by a clock that was set back since: it counts as now, and what was planned
    from it comes as much sooner, once: an endpoint counts as asked just before now, since it is to be asked again. The
    end of what is contained before it stays, which is in no hurry.
    """
    clocks = {name: getattr(incident.clocks, name) for name in _TOLD_BY_US}
    tried = [at for step in steps(incident) for at in (step.intent_at, step.accepted_at)]
    asked = [run.at for run in incident.proofs.values()]
    behind = max((at for at in (*clocks.values(), *tried, *asked) if at is not None), default=now) - now
    if behind <= timedelta(0):
        return incident

    def by_now(at: datetime | None) -> datetime | None:
        return None if at is None else min(at, now)

    proofs = {
        key: replace(
            run,
            at=min(run.at, now - timedelta(microseconds=1)),
            live_at=by_now(run.live_at),
            dead_since=by_now(run.dead_since),
            dead_at=by_now(run.dead_at),
        )
        for key, run in incident.proofs.items()
    }
    told: dict[str, Any] = {name: by_now(at) for name, at in clocks.items()}
    after = replace(
        incident,
        clocks=replace(incident.clocks, **told),
        deadline=incident.deadline - behind,
        proofs=proofs,
    )
    for step in steps(after):
        sooner = replace(
            step,
            not_before=step.not_before - (timedelta(0) if _in_no_hurry(step, after) else behind),
            intent_at=by_now(step.intent_at),
            accepted_at=by_now(step.accepted_at),
            doubtful_since=by_now(step.doubtful_since),
            lost=tuple(min(at, now) for at in step.lost),
        )
        after = _with_step(after, sooner)
    return after


def _in_no_hurry(step: PlanStep, incident: Incident) -> bool:
    return step.kind is StepKind.END and any(
        other.kind is StepKind.CONTAIN and other.system == step.system for other in steps(incident)
    )


def approved(incident: Incident, person: str, people: int) -> Incident:
    """One more person says yes to every step that waits. Bound to this plan and epoch, as the steps are."""
    after = replace(incident, parked=None, note="")
    for step in steps(incident):
        if step.is_open and step.needs is not None:
            by = (*step.approved_by, *(() if person in step.approved_by else (person,)))
            after = _with_step(
                after, replace(step, approved_by=by, needs=None if enough(by, step.needs, people) else step.needs)
            )
    return after


def enough(approved_by: tuple[str, ...], needs: Reason, people: int) -> bool:
    """Have as many said yes as that takes? What is irreversible or shared takes `people`."""
    return len(approved_by) >= (people if needs in TWO_PEOPLE else 1)


def requested(incident: Incident, person: str | None) -> Incident:
    """Somebody asks for its revocation, or nobody any more. It is for this epoch, as an approval is."""
    return replace(incident, requested_by=person)


def plan_mark(incident: Incident) -> str:
    """What an approval is bound to: this epoch's steps, as a short text that a person can compare."""
    plan = [(step.seq, step.kind.value, step.system, step.endpoint, step.reversible) for step in steps(incident)]
    return hashlib.sha256(repr((incident.canonical, incident.epoch, plan)).encode()).hexdigest()[:12]


def undone(incident: Incident, step: PlanStep) -> Incident:
    """Taken back: the step counts as one that was never needed."""
    after = _with_step(incident, replace(step, outcome=Outcome.NEEDLESS))
    return replace(after, clocks=replace(after.clocks, accepted=None, confirmed=None))


def excepted(incident: Incident, until: datetime, note: str) -> Incident:
    """The risk is accepted, and always with an end."""
    return replace(incident, parked=Reason.EXCEPTED, parked_until=until, note=note)


def parked(incident: Incident, reason: Reason, note: str = "") -> Incident:
    return replace(incident, parked=reason, note=note)


def probed(incident: Incident, key: EndpointKey, probe: Probe, now: datetime, *, controlled: bool) -> Incident:
    """Fold one answer in. `controlled`: its LIVE was checked by a wrong value being refused."""
    before = incident.proofs.get(key) or Run(Liveness.UNKNOWN, now, "not asked yet")
    run = replace(before, liveness=probe.liveness, at=now, reason=probe.reason)
    match probe.liveness:
        case Liveness.LIVE:
            run = replace(run, live_at=now, dead_since=None, dead_at=None, deads=0, unknowns=0, controlled=controlled)
            run = replace(run, identity=probe.identity or run.identity, dormant=False)
        case Liveness.DEAD:
            run = replace(run, dead_since=run.dead_since or now, dead_at=now, deads=run.deads + 1, unknowns=0)
            run = replace(run, dormant=probe.dormant)
        case Liveness.UNKNOWN:
            run = replace(run, unknowns=run.unknowns + 1)
        case never:
            assert_never(never)
    after = replace(incident, proofs={**incident.proofs, key: run})
    if probe.liveness is Liveness.LIVE:
        after = _alive(after, key[0], probe, now)
    return _timed(after)


def _alive(incident: Incident, system: str, probe: Probe, now: datetime) -> Incident:
    after = replace(incident, identity=probe.identity or incident.identity, rechecks=0)
    clocks = after.clocks
    if clocks.confirmed is not None and clocks.verified is not None:
        # It was proven dead and lives again: a new epoch with clocks and a plan of its own.
        fresh = Clocks(detected=now, exposed=clocks.exposed, verified=now)
        deadline = now + max(incident.deadline - clocks.detected, timedelta(0))
        return replace(after, epoch=after.epoch + 1, clocks=fresh, deadline=deadline, requested_by=None)
    # What was needless there is needed after all, as if it had never begun: a plan holds each step once an epoch.
    plan = tuple(
        replace(step, outcome=None, intent_at=None, accepted_at=None, receipt=None)
        if step.outcome is Outcome.NEEDLESS and (step.epoch, step.system) == (after.epoch, system)
        else step
        for step in after.plan
    )
    return replace(after, plan=plan, clocks=replace(clocks, verified=clocks.verified or now, confirmed=None))


def _timed(incident: Incident) -> Incident:
    """Time-to-invalidation as an interval, recomputed from the runs."""
    runs = incident.proofs.values()
    lives = [run.live_at for run in runs if run.live_at is not None]
    deads = [run.dead_since for run in runs if run.dead_since is not None]
    dead = max(deads) if runs and len(deads) == len(runs) else None
    low = max(lives) if lives and dead is not None else None
    return replace(incident, clocks=replace(incident.clocks, dead_low=low, dead=dead))


def decided(incident: Incident, planned: Iterable[tuple[Planned, tuple[str, str | None]]], now: datetime) -> Incident:
    """The policy's word becomes a plan, in the order given."""
    plan = list(incident.plan)
    for word, (system, endpoint) in planned:
        step = PlanStep(
            seq=_next_seq(plan),
            kind=word.kind,
            system=system,
            endpoint=endpoint,
            epoch=incident.epoch,
            not_before=now + word.grace,
            reversible=word.reversible,
            needs=word.needs,
        )
        plan.append(step)
    return replace(incident, plan=tuple(plan), clocks=replace(incident.clocks, decided=incident.clocks.decided or now))


def _next_seq(plan: Iterable[PlanStep]) -> int:
    return max((step.seq for step in plan), default=-1) + 1


def _with_step(incident: Incident, step: PlanStep) -> Incident:
    return replace(incident, plan=tuple(step if other.seq == step.seq else other for other in incident.plan))


def intended(incident: Incident, step: PlanStep, now: datetime) -> Incident:
    """Durable before the call."""
    doubtful = step.doubtful_since or (step.intent_at if _interrupted(step) else None)
    lost = lost_tries(step) if step.kind is StepKind.MINT else ()
    again = replace(step, intent_at=now, outcome=None, attempts=step.attempts + 1, doubtful_since=doubtful, lost=lost)
    return _with_step(replace(incident, parked=None, note=""), again)


def lost_tries(step: PlanStep) -> tuple[datetime, ...]:
    """When tries of it began whose outcome nobody knows. One that came no further than to look for what another one had
    made is among them, and so is that other one.
    """
    tries = (step.doubtful_since, *step.lost, step.intent_at if _interrupted(step) else None)
    return tuple(dict.fromkeys(begun for begun in tries if begun is not None))


def withdrawn(incident: Incident, step: PlanStep) -> Incident:
    """Intended and not sent after all: the step as it was before."""
    return _with_step(incident, step)


def inferred(incident: Incident, step: PlanStep, now: datetime) -> Incident:
    """An interrupted step that must have taken effect, for the value is dead and nothing else was done."""
    return accepted(incident, step, Receipt("found dead after an interrupted request; not sent again"), now)


def accepted(incident: Incident, step: PlanStep, receipt: Receipt, now: datetime) -> Incident:
    after = _with_step(incident, replace(step, outcome=Outcome.ACCEPTED, receipt=receipt, accepted_at=now))
    if not kills(step):
        return after
    clocks = replace(after.clocks, accepted=after.clocks.accepted or now)
    if any(other.kind is StepKind.SWITCH and other.outcome is Outcome.ACCEPTED for other in steps(after)):
        # Every consumer has had its time with the new value.
        clocks = replace(clocks, replaced=clocks.replaced or now)
    return replace(after, clocks=clocks)


def remaining(incident: Incident, step: PlanStep, needs: Reason | None, now: datetime) -> Incident:
    """Something lives on after this end because others may use it, or because it could not be ended: to be cleaned up,
    when somebody says yes. Where that was planned already, as the end is sent again, it is to be done anew.
    """
    key = (StepKind.CLEAN_UP, step.system, step.endpoint, step.epoch)
    for other in incident.plan:
        if (other.kind, other.system, other.endpoint, other.epoch) == key:
            again = replace(other, outcome=None, intent_at=None, accepted_at=None, receipt=None)
            return incident if other.is_open else _with_step(incident, again)
    more = PlanStep(
        seq=_next_seq(incident.plan),
        kind=StepKind.CLEAN_UP,
        system=step.system,
        endpoint=step.endpoint,
        epoch=step.epoch,
        not_before=now,
        reversible=False,
        needs=needs,
    )
    return replace(incident, plan=(*incident.plan, more))


def switched(incident: Incident, step: PlanStep, receipt: Receipt, now: datetime, reread: timedelta | None) -> Incident:
    """The new value stands where consumers read it. What ends the old one follows when they have had their time: the
    promise of the inventory, else the whole overlap; no longer than that, but past it still the first minutes promised.
    """
    until = max(incident.deadline, now)
    if reread is not None:
        until = min(now + reread, max(incident.deadline, now + min(reread, HEAD_START)))
    later = until - step.not_before
    plan = tuple(
        replace(other, not_before=other.not_before + later)
        if other.is_open and (other.epoch, other.system) == (step.epoch, step.system) and other.seq > step.seq
        else other
        for other in incident.plan
    )
    return accepted(replace(incident, plan=plan), step, receipt, now)


def without_replacement(incident: Incident, system: str) -> Incident:
    """Nothing goes on with a replacement there any more: its open steps leave the plan, and what ends the old one is
    due. What was made for it already stays at the provider.
    """
    kept = [
        step
        for step in incident.plan
        if (step.epoch, step.system) != (incident.epoch, system) or step.kind not in OF_REPLACEMENT or not step.is_open
    ]
    return replace(incident, plan=tuple(kept))


def refused(incident: Incident, step: PlanStep, note: str) -> Incident:
    return parked(_with_step(incident, replace(step, outcome=Outcome.REFUSED)), Reason.REFUSED, note)


def freed(incident: Incident, step: PlanStep) -> Incident:
    """Nobody need approve this step any more."""
    return _with_step(incident, replace(step, needs=None))


def bound(incident: Incident, step: PlanStep, needs: Reason) -> Incident:
    """Somebody must approve this step after all."""
    return _with_step(incident, replace(step, needs=needs))


def skipped(incident: Incident, step: PlanStep) -> Incident:
    return _with_step(incident, replace(step, outcome=Outcome.NEEDLESS))


def confirmed(incident: Incident, now: datetime) -> Incident:
    return replace(incident, clocks=replace(incident.clocks, confirmed=now))


def rechecked(incident: Incident) -> Incident:
    """One of the re-checks after confirmation is over."""
    return replace(incident, rechecks=incident.rechecks + 1)


def owned(incident: Incident, owner: Owner) -> Incident:
    return replace(incident, owner=owner)
