"""What may be done about a live credential, and why. Pure: it explains itself and changes nothing.

Rules are read in order; the first that matches decides. Without a match: observe.

    canary? protected? ours? armed? -> rule -> mode -> method -> steps, each with what it still needs

The order of the checks is the order of restraint: what must never be touched comes before what a rule allows,
and `armed` on the System and `auto` in the policy are both needed before anything is done.

What a method comes to is in methods.py, whose an account is in estate.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Final

from agent.found import Visibility
from agent.model import Incident, Reason, System
from agent.response.estate import Estate, Guard
from agent.response.methods import Asked, Method, Mode, Planned, Rotation, comes_to, told
from revokers.base import Identity, Revoker


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Each list matches by shell pattern; `*` alone matches all.

    What is unknown is the worse case: an unknown environment is production as well, an unknown visibility private.
    irreversible: "auto" lets an irreversible step run without a person; settings/rules.py allows it only in a rule that
    names its types and systems without a pattern.
    """

    name: str
    mode: Mode
    types: tuple[str, ...] = ("*",)
    systems: tuple[str, ...] = ("*",)
    environments: tuple[str, ...] = ("*",)
    owners: tuple[str, ...] = ("*",)
    visibility: tuple[str, ...] = ("*",)
    methods: tuple[Method, ...] = (Method.REVOKE,)
    irreversible: Mode = Mode.APPROVE

    def matches(self, case: Case) -> bool:
        return not self.misses(case)

    def misses(self, case: Case) -> tuple[str, ...]:
        """The conditions that do not fit; none when the rule matches."""
        wanted = {
            "types": (self.types, (case.type,)),
            "systems": (self.systems, (case.system.name,)),
            "environments": (self.environments, _or_worse(case.system.environment, "production")),
            "owners": (self.owners, (case.owner,)),
            "visibility": (self.visibility, _or_worse(case.visibility.value, "private")),
        }
        return tuple(
            condition
            for condition, (patterns, names) in wanted.items()
            if not any(fnmatchcase(name, pattern) for name in names for pattern in patterns)
        )


def _or_worse(name: str, worse: str) -> tuple[str, ...]:
    return ("unknown", worse) if name in {"", "unknown"} else (name,)


_WATCHING: Final = frozenset({Mode.OBSERVE, Mode.NOTIFY})
DEFAULT_RULE = Rule("no rule matches", Mode.OBSERVE)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a decision rests on. `marks`: the fingerprints of the credential and its parts.

    `owner` is empty where only those who can push say whose it is: then no rule that names an owner fits.
    `requested`: somebody who has it in hand asks for its revocation (`stanch revoke -`).
    """

    type: str
    system: System
    owner: str
    visibility: Visibility
    identity: Identity
    controlled: bool
    marks: frozenset[str]
    canonical: str = ""
    requested: bool = False


def case_of(incident: Incident, system: System) -> Case | None:
    """An incident as it stands on one System; None where it has not been seen alive."""
    runs = [run for (name, _), run in incident.proofs.items() if name == system.name and run.live_at is not None]
    known = [run for run in runs if run.identity is not None]
    identity = max(known, key=lambda run: run.at).identity if known else None
    if identity is None:
        return None
    return Case(
        type=incident.type,
        system=system,
        owner=incident.owner.name if incident.owner.vouched else "",
        visibility=incident.visibility,
        identity=identity,
        controlled=all(run.controlled for run in runs),
        marks=frozenset({incident.canonical, *incident.fingerprints.values()}),
        canonical=incident.canonical,
        requested=incident.requested_by is not None,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Either steps or a reason to wait, always with the rule that decided and what was weighed. `missed`: why it is not
    rotated, where that was promised.
    """

    rule: str
    mode: Mode
    method: Method | None
    steps: tuple[Planned, ...]
    park: Reason | None
    why: tuple[str, ...]
    missed: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's word: ordered rules, the estate, what must not be touched, and what may be acted on at all."""

    rules: tuple[Rule, ...] = ()
    estate: Estate = field(default_factory=Estate)
    guard: Guard = field(default_factory=Guard)
    armed: Callable[[Case], bool] = lambda case: case.system.armed
    rotation: Callable[[Case], Rotation | None] = field(default=lambda _: None, compare=False)

    def decide(self, case: Case, revoker: Revoker[Any], *, replaceable: bool = True, late: bool = False) -> Verdict:
        """What is to be done about a credential that is LIVE now. `replaceable`: its place holds it, as it seems.
        `late`: past its deadline.

        Where inventory and rule promise a rotation and the place cannot be used, somebody has made a mistake (a path, a
        name): what cannot be taken back then waits for people, unless everybody can see the leak or it is late.
        """
        said = self._rule(case)
        rule = _as_asked(said, case)
        why: tuple[str, ...] = (f"rule: {said.name}", f"mode: {said.mode.value}")
        if rule is not said:
            why = (*why, "a person asks for its revocation: others may approve it")
        rotation = self.rotation(case)
        missed = ""
        if rotation is not None and not replaceable and Method.ROTATE in rule.methods:
            missed = f"the place of {rotation.entry} does not hold this value, so that it is not rotated"
            why = (*why, missed)
        broken = bool(missed) and rule.methods[0] is Method.ROTATE
        broken = broken and not late and case.visibility is not Visibility.PUBLIC
        reason = self._brake(case, rule)
        if reason is not None:
            return Verdict(rule.name, rule.mode, None, (), reason, (*why, reason.sentence))
        for method in rule.methods:
            steps = self._comes_to(method, rule, case, revoker, rotation if replaceable else None)
            if broken:
                steps = tuple(word if word.reversible else replace(word, needs=Reason.IRREVERSIBLE) for word in steps)
            if steps:
                return Verdict(rule.name, rule.mode, method, steps, None, (*why, f"method: {method.value}"), missed)
        return Verdict(rule.name, rule.mode, None, (), Reason.NO_METHOD, (*why, Reason.NO_METHOD.sentence))

    def _rule(self, case: Case) -> Rule:
        return next((rule for rule in self.rules if rule.matches(case)), DEFAULT_RULE)

    def _comes_to(
        self, method: Method, rule: Rule, case: Case, revoker: Revoker[Any], rotation: Rotation | None
    ) -> tuple[Planned, ...]:
        known = self.rotation(case)
        shared = self.guard.is_shared(case.marks, case.system.name, case.identity)
        shared = shared or (known is not None and known.shared)
        asked = Asked(
            mode=rule.mode,
            irreversible=rule.irreversible,
            controlled=case.controlled,
            shared=shared,
            public=case.visibility is Visibility.PUBLIC,
        )
        return comes_to(method, revoker, asked, rotation)

    def explain(self, case: Case, revoker: Revoker[Any], *, people: int = 2) -> tuple[str, ...]:
        """Rule by rule why it was passed over, then what decided and what that comes to, or what it would come to if it
        were armed or a rule allowed it. `people`: how many must approve what is irreversible or shared.
        """
        lines: list[str] = []
        for number, rule in enumerate(self.rules, start=1):
            misses = rule.misses(case)
            if not misses:
                lines.append(f"rule {number} ({rule.name}): matches, so it decides")
                break
            lines.append(f"rule {number} ({rule.name}): does not match by {', '.join(misses)}")
        else:
            lines.append("no rule matches: observe")
        verdict = self.decide(case, revoker)
        if verdict.park in {Reason.OBSERVING, Reason.NOT_ARMED}:
            return (*lines, *self._would(case, revoker, people))
        lines.append(f"mode {verdict.mode.value}" + (f", method {verdict.method.value}" if verdict.method else ""))
        lines.extend(told(word, people) for word in verdict.steps)
        if verdict.park is not None:
            lines.append(f"so nothing is done: {verdict.park.sentence}")
        return tuple(lines)

    def would(self, case: Case, revoker: Revoker[Any]) -> tuple[tuple[Method, tuple[Planned, ...]], ...]:
        """What only arming, or a rule that lets nothing be done, keeps from being done. Where no rule lets anything be
        done: what `auto` would do by default, and a rotation where the inventory says how.
        """
        rule, rotation = _as_asked(self._rule(case), case), self.rotation(case)
        methods, most = rule.methods, 1
        if rule.mode in _WATCHING:
            methods, most = (Method.ROTATE, Method.REVOKE), 2
            rule = replace(rule, mode=Mode.AUTO, irreversible=Mode.APPROVE)
        found = ((method, self._comes_to(method, rule, case, revoker, rotation)) for method in methods)
        return tuple(pair for pair in found if pair[1])[:most]

    def _would(self, case: Case, revoker: Revoker[Any], people: int) -> list[str]:
        mode = _as_asked(self._rule(case), case).mode
        observing = mode in _WATCHING
        said = f"mode {mode.value}{'; if a rule allowed it' if observing else ''}"
        lines: list[str] = []
        for method, steps in self.would(case, revoker):
            lines += [f"{said}, method {method.value}:", *(f"  {told(word, people)}" for word in steps)]
        reasons = ([Reason.OBSERVING] if observing else []) + ([] if self.armed(case) else [Reason.NOT_ARMED])
        why = " and ".join(reason.sentence for reason in reasons)
        return [*lines, f"but nothing is done: {why}"] if lines else [said, f"so nothing is done: {why}"]

    def _takes_turns_with_protected(self, case: Case, rule: Rule) -> bool:
        """Would a rotation give a new value to an account that must not be touched?"""
        rotation = self.rotation(case) if Method.ROTATE in rule.methods else None
        turns = rotation.turns if rotation is not None else ()
        return any(self.guard.protects_principal(case.system.name, account) for account in turns)

    def _brake(self, case: Case, rule: Rule) -> Reason | None:
        brakes = (
            (self.guard.is_canary(case.marks), Reason.CANARY),
            (self.guard.protects(case.marks, case.system.name, case.identity), Reason.PROTECTED),
            (self._takes_turns_with_protected(case, rule), Reason.PROTECTED),
            (not self.estate.holds(case.identity, case.system), Reason.FOREIGN),
            (rule.mode in _WATCHING, Reason.OBSERVING),
            (not self.armed(case), Reason.NOT_ARMED),
        )
        return next((reason for applies, reason in brakes if applies), None)


def _as_asked(rule: Rule, case: Case) -> Rule:
    """Half of asking: a plan is made, and each step of it waits for somebody else. No other brake moves."""
    if case.requested and rule.mode in _WATCHING:
        return replace(rule, mode=Mode.APPROVE, irreversible=Mode.APPROVE)
    return rule
