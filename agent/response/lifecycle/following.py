"""What comes next: a look, then the most urgent of what could be done at each System, then its proof."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final, assert_never

from agent.model import Incident, Outcome, Reason, StepKind
from agent.response.lifecycle.attempts import attempt, awaiting_effect, unfinished
from agent.response.lifecycle.moves import Act, Confirm, Decide, Erase, Infer, Look, Move, Park, Recheck, Rest, Skip
from agent.response.lifecycle.permitted import due_steps, may, ready_at, systems
from agent.response.lifecycle.plan import OF_REPLACEMENT, kills, lives_now, runs_of, steps
from agent.response.lifecycle.standing import answer, liveness, only_contained, was_asked
from agent.response.lifecycle.waits import (
    CONFIRM,
    DECIDED_BY_PEOPLE,
    FIRST_RETRY,
    HEAD_START,
    LONGEST_RETRY,
    Timing,
    patience,
    wakes,
)
from revokers.base import Liveness

_URGENCY: Final = (Act, Infer, Skip, Decide, Rest, Park)
_PROOFS: Final = 2


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
        return Rest(wakes(incident, now, timing))
    if not _answered(incident, now, claimed_at):
        return Look()
    match liveness(incident):
        case Liveness.LIVE:
            return _while_live(incident, now, timing)
        case Liveness.DEAD:
            return _while_dead(incident, now, timing)
        case Liveness.UNKNOWN:
            return Rest(now + patience(incident, timing))
        case never:
            assert_never(never)


def _answered(incident: Incident, now: datetime, claimed_at: datetime) -> bool:
    """Has every endpoint been asked in this claim? An answer later than now is of a clock that was set back since."""
    return all(claimed_at <= run.at <= now and was_asked(run) for run in incident.proofs.values())


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
    return Rest(min(wakes(incident, now, timing), max(min(rests), now + FIRST_RETRY))) if rests else None


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
    due = (ready_at(step, incident) for step in contains)
    return (incident.deadline - HEAD_START, incident.deadline, incident.deadline + HEAD_START, *due)


def _most_urgent(moves: list[Move]) -> Move:
    first = min(moves, key=lambda move: (_URGENCY.index(type(move)), move.step.seq if isinstance(move, Act) else 0))
    rests = [move.until for move in moves if isinstance(move, Rest) and move.until is not None]
    return Rest(min(rests)) if isinstance(first, Rest) else first


def _while_live(incident: Incident, now: datetime, timing: Timing) -> Move:
    moves = _possible(incident, now, timing)
    return _most_urgent(moves) if moves else Rest(now + patience(incident, timing))


def _possible(incident: Incident, now: datetime, timing: Timing) -> list[Move]:
    return [move for system in systems(incident) for move in _at(system, incident, now, timing)]


def _at(system: str, incident: Incident, now: datetime, timing: Timing) -> list[Move]:
    """What could be done at one System."""
    runs = runs_of(incident, system)
    answers = {answer(run) for run in runs.values()}
    due = due_steps(incident, system, now)
    if answers == {Liveness.DEAD}:
        return [unfinished(step, incident, now, timing) for step in due]
    lives = Liveness.LIVE in answers
    plan = [step for step in steps(incident) if step.system == system]
    if not plan:
        return [Decide()] if lives else []
    moves: list[Move] = [
        attempt(step, incident, now, timing) for step in due if step.needs is None and may(step, incident)
    ]
    if moves:
        return moves
    done = [step for step in plan if step.outcome is Outcome.ACCEPTED and kills(step)]
    # What is cleaned up afterwards ends no value: that the end had no effect is for the end to mend.
    done = [step for step in done if step.kind is not StepKind.CLEAN_UP]
    if done and lives:
        return [awaiting_effect(done, incident, now, timing)] if lives_now(runs.values()) else []
    if lives and not due and any(step.kind is StepKind.RESTRICT and step.outcome is Outcome.ACCEPTED for step in plan):
        return [Park(Reason.RESTRICTED)]
    return [Park(step.needs) for step in due if step.needs is not None and (lives or done)]


def _while_dead(incident: Incident, now: datetime, timing: Timing) -> Move:
    moves = _possible(incident, now, timing)
    if moves:
        return _most_urgent(moves)
    if incident.clocks.confirmed is None:
        return _towards_confirmed(incident, now, timing)
    proven = all(run.liveness is Liveness.DEAD for run in incident.proofs.values())
    if incident.rechecks >= len(timing.rechecks):
        # Seen again after its end, perhaps: it is kept until somebody has answered.
        return Erase() if proven else Rest(now + patience(incident, timing))
    at = incident.clocks.confirmed + timing.rechecks[incident.rechecks]
    if now < at:
        return Rest(at)
    return Recheck() if proven else Rest(now + patience(incident, timing))


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
    return Rest(max(now + (patience(incident, timing) if unanswered else CONFIRM), settled))
