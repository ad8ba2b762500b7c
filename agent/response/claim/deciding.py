"""Deciding: the policy is asked for each System on which it is LIVE, by that System's own answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agent import record
from agent.found import Visibility
from agent.model import Detail, PlanStep, Reason, StepKind
from agent.response import lifecycle
from agent.response.claim.asking import Asking
from agent.response.methods import Method, Mode, Planned
from agent.response.policy import Case, Verdict, case_of
from agent.response.rotate import holds
from agent.response.words import for_provider
from detectors.registry import TYPES
from revokers.base import Identity, Liveness, ProviderError, RefusedError


class Deciding(Asking):
    """A claim that decides."""

    def _verdict(self, system: str) -> Verdict:
        assert self.revoker is not None
        case = self._case(system)
        if case is None:
            # LIVE without saying whose it is: nobody can tell that it is ours.
            why = ("its probe revealed no identity",)
            return Verdict("no identity", Mode.OBSERVE, None, (), Reason.FOREIGN, why)
        planned = [step.kind for step in lifecycle.steps(self.incident) if step.system == system]
        rotates = bool(lifecycle.OF_REPLACEMENT.intersection(planned)) if planned else system not in self.elsewhere
        late = self.r.clock() >= self.incident.deadline
        return self.r.policy.decide(case, self.revoker, replaceable=rotates, late=late)

    def _case(self, system: str) -> Case | None:
        return case_of(self.incident, self.r.systems[system].system)

    def _identity(self, system: str) -> Identity | None:
        """Whom it last logged in as there: each System is acted on by its own answer."""
        case = self._case(system)
        return for_provider(case.identity, self.parts or {}) if case else None

    async def _decide(self, now: datetime) -> None:
        """A plan for every System on which it is LIVE and the policy lets us; else the first reason to wait."""
        has_plan = {step.system for step in lifecycle.steps(self.incident)}
        live = dict.fromkeys(
            system
            for (system, _), run in self.incident.proofs.items()
            if lifecycle.answer(run) is Liveness.LIVE and system not in has_plan
        )
        verdicts = {system: self._verdict(system) for system in live}
        unreadable: list[str] = []
        # One place takes one new value: the same credential on another System is ended there.
        taken = {self._entry(step.system) for step in lifecycle.steps(self.incident) if step.kind is StepKind.SWITCH}
        for system, verdict in list(verdicts.items()):
            if verdict.method is Method.ROTATE:
                held, why = await self._held_at_its_place(system)
                if self._entry(system) in taken:
                    held, why = False, "its place takes the new value of another System"
                elif held:
                    taken.add(self._entry(system))
                if held is None and now < self._must_be_decided_by():
                    unreadable.append(why)
                    del verdicts[system]
                elif not held:
                    self.elsewhere.add(system)
                    other = self._verdict(system)
                    verdicts[system] = replace(other, why=(*other.why, why)) if why else other
        if not verdicts:
            await self._park(Reason.NO_PLACE, "; ".join(unreadable))
            return
        # Ending comes last everywhere.
        planned = sorted(
            (
                (word, (system, endpoint))
                for system, verdict in verdicts.items()
                for word in verdict.steps
                for endpoint in self._endpoints(system, word)
            ),
            key=lambda pair: pair[0].kind is StepKind.END,
        )
        if not planned:
            first = next(iter(verdicts.values()))
            # What already waits for a person elsewhere is what that person should be shown.
            needs = next((step.needs for step in lifecycle.steps(self.incident) if step.needs is not None), None)
            await self._park(needs or first.park or Reason.NO_METHOD, why=first.why)
            return
        self.incident = lifecycle.decided(self.incident, planned, now)
        await self._save(
            "decided", record.decision(self._said(system, verdict) for system, verdict in verdicts.items())
        )

    def _said(self, system: str, verdict: Verdict) -> Detail:
        steps: list[Detail] = [
            {"step": word.kind, "reversible": word.reversible, "needs": word.needs, "side_effects": word.side_effects}
            for word in verdict.steps
        ]
        return record.verdict(
            system,
            environment=self.r.systems[system].system.environment,
            rule=verdict.rule,
            mode=verdict.mode,
            method=verdict.method,
            steps=steps,
            why=verdict.why,
        )

    def _endpoints(self, system: str, word: Planned) -> Sequence[str | None]:
        """Where a step is done: at each primary or at each node; what belongs to no node, once."""
        if word.kind in lifecycle.OF_REPLACEMENT and word.kind is not StepKind.SET_VALUE:
            return [None]
        return [door.name for door in self.r.systems[system].endpoints if door.primary or word.every_node]

    def _entry(self, system: str) -> str:
        """The inventory entry by which it is rotated there."""
        case = self._case(system) if system in self.r.systems else None
        rotation = self.r.policy.rotation(case) if case is not None else None
        return "" if rotation is None else rotation.entry

    def _must_be_decided_by(self) -> datetime:
        """A public leak waits for no place to be readable, and no other one beyond its deadline."""
        if self.incident.visibility is Visibility.PUBLIC:
            return self.incident.clocks.verified or self.claimed_at
        return self.incident.deadline

    async def _held_at_its_place(self, system: str) -> tuple[bool | None, str]:
        """Do consumers read this very value where the inventory says so? None: that cannot be told now, and why."""
        case = self._case(system)
        place = self.r.place_of(case) if case is not None else None
        if place is None:
            return False, ""
        assert self.parts is not None
        try:
            return await holds(place.sink, TYPES[self.incident.type], self.parts), ""
        except RefusedError as error:
            return False, str(error)
        except ProviderError as error:
            return None, str(error)

    async def _wait(self, reason: Reason) -> None:
        """Park, unless the policy has changed since and the step needs nobody any more."""
        waiting = (step for step in lifecycle.steps(self.incident) if step.outcome is None and self._here(step))
        step = next((step for step in waiting if step.needs is reason), None)
        note = ""
        if step is not None:
            verdict = self._verdict(step.system)
            note, words = verdict.missed, {word.kind: word for word in verdict.steps}
            if step.kind in words and words[step.kind].needs is None:
                self.incident = lifecycle.freed(self.incident, step)
                await self._save(
                    "approved", record.action(self._now(step), sentence="the policy needs nobody any more")
                )
                return
        await self._park(reason, note)

    def _here(self, step: PlanStep) -> bool:
        """Is its System still one that can answer?"""
        return any(system == step.system for system, _ in self.incident.proofs)

    def _now(self, step: PlanStep) -> PlanStep:
        """The same step as it stands now."""
        return next(other for other in self.incident.plan if other.seq == step.seq)
