"""Everything that a message tells about an incident, gathered from ledger, policy, register and revoker. Pure.

What may break, what Stanch does and when come from the same decision that the responder takes
(agent/response/policy.py), so that a message promises nothing else. Texts are still raw:
agent/notify/text.py makes them harmless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from agent.found import Occurrence
from agent.inventory.register import Entry, Inventory
from agent.model import Incident, Outcome, Reason, State, StepKind, System
from agent.notify.wanted import mode_of
from agent.record import stamp
from agent.response import lifecycle
from agent.response.methods import Method, Mode
from agent.response.policy import Case, Policy, case_of
from revokers.base import Liveness, Revoker
from revokers.registry import for_type

_DOING: Final[Mapping[StepKind, str]] = {
    StepKind.RESTRICT: "narrow it",
    StepKind.CONTAIN: "switch it off",
    StepKind.STORE: "choose a new value",
    StepKind.MINT: "make a new one",
    StepKind.SET_VALUE: "set the new value",
    StepKind.TEST: "try the new value",
    StepKind.SWITCH: "write the new value where it is read",
    StepKind.END: "end it for good",
    StepKind.CLEAN_UP: "clean up what its end has left",
}
_OURS: Final = frozenset({StepKind.STORE, StepKind.TEST, StepKind.SWITCH})  # not asked of the provider


@dataclass(frozen=True, slots=True)
class Story:
    """`lives` to `replacement` are sentences; where nothing is known, none."""

    incident: Incident
    state: State
    places: Sequence[Occurrence]
    occurrences: int
    lives: str
    users: Sequence[str]
    breaks: Sequence[str]
    plan: Sequence[str]
    replacement: str
    host: str


@dataclass(frozen=True, slots=True)
class Teller:
    """What it takes to tell: the operator's word, and where Stanch runs (`host`)."""

    policy: Policy
    systems: Sequence[System]
    inventory: Inventory
    host: str

    def mode(self, incident: Incident) -> Mode:
        return mode_of(incident, self.policy, self.systems)

    def story(self, incident: Incident, places: Sequence[Occurrence], occurrences: int, now: datetime) -> Story:
        state = lifecycle.state(incident, now)
        revoker = for_type(incident.type)
        cases = [case for system in self.systems if (case := case_of(incident, system)) is not None]
        entry = self._entry(incident, cases)
        return Story(
            incident=incident,
            state=state,
            places=places,
            occurrences=occurrences,
            lives=_lives(incident),
            users=_users(cases, entry),
            breaks=self._breaks(cases, revoker, entry),
            plan=self._plan(incident, state, cases, revoker),
            replacement=_replacement(incident, entry, planned=self._rotates(incident, cases, revoker)),
            host=self.host,
        )

    def _entry(self, incident: Incident, cases: Sequence[Case]) -> Entry | None:
        by_mark = self.inventory.by_fingerprint((incident.canonical, *incident.fingerprints.values()))
        by_name = (self.inventory.by_identity(case.system.name, case.identity.principal) for case in cases)
        return by_mark or next((entry for entry in by_name if entry is not None), None)

    def _breaks(self, cases: Sequence[Case], revoker: Revoker[Any] | None, entry: Entry | None) -> list[str]:
        effects = [
            f"{effect} ({case.system.name})"
            for case in cases
            if revoker is not None
            for word in self.policy.decide(case, revoker).steps
            for effect in word.side_effects
        ]
        if entry is not None and entry.systems:
            effects.insert(0, f"whatever logs in with it: {', '.join(entry.systems)}")
        return list(dict.fromkeys(effects))

    def _rotates(self, incident: Incident, cases: Sequence[Case], revoker: Revoker[Any] | None) -> bool:
        """Is a new value still to come, by the plan, or by the policy where there is none yet?"""
        plan = lifecycle.steps(incident)
        if plan or revoker is None or lifecycle.liveness(incident) is not Liveness.LIVE:
            return any(step.kind is StepKind.SWITCH and step.is_open for step in plan)
        return any(self.policy.decide(case, revoker).method is Method.ROTATE for case in cases)

    def _plan(self, incident: Incident, state: State, cases: Sequence[Case], revoker: Revoker[Any] | None) -> list[str]:
        """What was done, then what is still to be, each with its hour; or why nothing is."""
        lines = [_done(step.kind, step.system, step.outcome, step.accepted_at) for step in lifecycle.steps(incident)]
        told = [line for line in lines if line]
        for step in lifecycle.steps(incident):
            if step.is_open:
                waits = f", once it is approved ({step.needs.sentence})" if step.needs else ""
                turn = "can be taken back" if step.reversible else "cannot be taken back"
                when = f" at {_hour(step.not_before)} or later" if step.accepted_at is None else ""
                told.append(f"{_DOING.get(step.kind, step.kind.value)} on {step.system}{when}{waits} ({turn})")
        if not lifecycle.steps(incident) and state not in {State.DEAD, State.INVALIDATED}:
            told += self._would(cases, revoker)
        if incident.parked is not None and incident.parked is not Reason.OBSERVING:
            note = f": {incident.note}" if incident.note else ""
            told.append(f"it waits: {incident.parked.sentence}{note}")
        return told

    def _would(self, cases: Sequence[Case], revoker: Revoker[Any] | None) -> list[str]:
        if revoker is None or not cases:
            return ["nothing: it was not seen alive on any System that is configured; it is yours to end"]
        found: list[str] = []
        for case in cases:
            verdict = self.policy.decide(case, revoker)
            words = [_DOING.get(word.kind, word.kind.value) for word in verdict.steps]
            if words:
                found.append(f"{', then '.join(words)} on {case.system.name}, now")
            elif verdict.park is not None:
                found.append(f"nothing on {case.system.name}: {verdict.park.sentence}; it is yours to end")
        return found


def _hour(at: datetime) -> str:
    return stamp(at)[:16].replace("T", " ") + " UTC"


def _done(kind: StepKind, system: str, outcome: Outcome | None, at: datetime | None) -> str:
    if outcome is Outcome.ACCEPTED and at is not None:
        doing = _DOING.get(kind, kind.value)
        return (
            f"{doing}: done at {_hour(at)}" if kind in _OURS else f"asked {system} to {doing}: accepted at {_hour(at)}"
        )
    return f"took back what it did on {system}" if outcome is Outcome.NEEDLESS and at is not None else ""


def _lives(incident: Incident) -> str:
    seen = incident.clocks.verified
    match lifecycle.liveness(incident):
        case Liveness.LIVE if seen is not None:
            return f"yes, since {_hour(seen)} at the latest"
        case Liveness.DEAD if seen is not None and incident.clocks.dead is not None:
            dead = _hour(incident.clocks.dead)
            return f"no longer: it worked at {_hour(seen)} and every endpoint refuses it since {dead}"
        case Liveness.DEAD:
            return "no: every endpoint refuses it"
        case _:
            return "not known: no endpoint has said so"


def _users(cases: Sequence[Case], entry: Entry | None) -> list[str]:
    found = [
        f"{case.identity.principal} on {case.system.name} ({case.system.environment})"
        + (f", who may {', '.join(case.identity.privileges[:3])}" if case.identity.privileges else "")
        for case in cases
    ]
    if entry is not None:
        found.append(f"{entry.name} of the inventory" + (f": {entry.purpose}" if entry.purpose else ""))
        if entry.shared:
            found.append("shared by several")
    return found


def _replacement(incident: Incident, entry: Entry | None, *, planned: bool) -> str:
    switched = [step for step in lifecycle.steps(incident) if step.kind is StepKind.SWITCH]
    made = [step for step in switched if step.outcome is Outcome.ACCEPTED]
    stored = entry.stored if entry is not None else ""
    if made:
        in_use = f", in use since {_hour(incident.clocks.replaced)}" if incident.clocks.replaced else ""
        return f"{stored or 'where the inventory says'}{in_use}"
    if planned:
        return f"none yet: one is planned{f', into {stored}' if stored else ''}"
    return f"none was made; a new one belongs into {stored}" if stored else "none was made"
