"""What endpoints answered, folded into an incident: its proofs, its clocks, and its epoch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from agent.model import Clocks, EndpointKey, Incident, Outcome, PlanStep, Run, StepKind
from agent.response.lifecycle.plan import steps, with_step
from revokers.base import Liveness, Probe

_TOLD_BY_US: Final = ("detected", "verified", "decided", "accepted", "dead_low", "dead", "confirmed", "replaced")


def located(incident: Incident, endpoints: Iterable[EndpointKey], now: datetime) -> Incident:
    """These endpoints can answer for it. What is known of one that is no longer configured is dropped."""
    fresh = Run(Liveness.UNKNOWN, now, "not asked yet")
    return replace(incident, proofs={key: incident.proofs.get(key, fresh) for key in endpoints})


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
        after = with_step(after, sooner)
    return after


def _in_no_hurry(step: PlanStep, incident: Incident) -> bool:
    return step.kind is StepKind.END and any(
        other.kind is StepKind.CONTAIN and other.system == step.system for other in steps(incident)
    )


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


def confirmed(incident: Incident, now: datetime) -> Incident:
    return replace(incident, clocks=replace(incident.clocks, confirmed=now))


def rechecked(incident: Incident) -> Incident:
    """One of the re-checks after confirmation is over."""
    return replace(incident, rechecks=incident.rechecks + 1)
