"""What may be done about a live credential, and why. Pure: it explains itself and changes nothing.

Rules are read in order; the first that matches decides. Without a match: observe.

    canary? protected? ours? armed? -> rule -> mode -> method -> steps, each with what it still needs

The order of the checks is the order of restraint: what must never be touched comes before what a rule allows,
and `armed` on the System and `auto` in the policy are both needed before anything is done.

(Over 300 lines because brakes, rule, method and the words that explain them are one decision, checked as a whole.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any, Final, assert_never

from agent.found import Visibility
from agent.model import Incident, Reason, StepKind, System
from agent.scan.names import could_be, of_root
from revokers.base import Capability, Identity, Revoker


class Mode(Enum):
    """How far Stanch goes by itself."""

    OBSERVE = "observe"
    NOTIFY = "notify"
    APPROVE = "approve"
    AUTO = "auto"


class Method(Enum):
    """People's words for what can be done to a credential; each comes to steps of a plan."""

    RESTRICT = "restrict"
    DEACTIVATE = "deactivate"
    ROTATE = "rotate"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Each list matches by shell pattern; `*` alone matches all.

    What is unknown is the worse case: an unknown environment is production as well, an unknown visibility private.
    irreversible: "auto" lets an irreversible step run without a person; settings.py allows it only in a rule that
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


TWO_PEOPLE: Final = frozenset({Reason.IRREVERSIBLE, Reason.SHARED})  # else one says yes
_WATCHING: Final = frozenset({Mode.OBSERVE, Mode.NOTIFY})
DEFAULT_RULE = Rule("no rule matches", Mode.OBSERVE)


# Providers whose names mean the same in any case: GitHub's logins; IAM's names, of which there are no two that differ
# by case alone (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html); Slack's ids are all capitals.
# Roles of PostgreSQL and users of Redis are others in another case.
CASELESS: Final = frozenset({"aws", "github", "slack"})


def caseless(systems: Iterable[System]) -> frozenset[str]:
    """Those whose names mean the same in any case."""
    return frozenset(system.name for system in systems if system.provider in CASELESS)


def folded(name: str, *, caseless: bool) -> str:
    """As it is compared with another one."""
    return name.lower() if caseless else name


def told_as(name: str, principal: str, *, caseless: bool) -> bool:
    """Is it the name of whom a probe tells (words.named)? Of a credential in a name it tells the type only.

    In another case a name may be like none, so where case means nothing whatever fits around the type may be it.
    """
    name, principal = folded(name, caseless=caseless), folded(principal, caseless=caseless)
    return could_be(name, principal) and (caseless or name == principal or of_root(name) == principal)


@dataclass(frozen=True, slots=True)
class Estate:
    """What is ours: a System's accounts, as its identities name them, and AWS account numbers that count on all of AWS.

    Elsewhere an account counts only on the System that lists it: a login is chosen by whoever registers it, and may
    spell the number of our AWS account.
    """

    accounts: frozenset[str] = frozenset()

    def holds(self, identity: Identity, system: System) -> bool:
        alike = system.provider in CASELESS
        listed = system.accounts | (self.accounts if system.provider == "aws" else frozenset())
        account = folded(identity.account, caseless=alike)
        return system.ours or any(account == folded(one, caseless=alike) for one in listed)


@dataclass(frozen=True, slots=True)
class Guard:
    """Never acted on (protected), never even probed (canaries), or used by several (shared: two people say yes).

    Fingerprints are of parts or canonical ones; principals are (System, principal). caseless: Systems, by name.
    """

    protected: frozenset[str] = frozenset()
    canaries: frozenset[str] = frozenset()
    principals: frozenset[tuple[str, str]] = frozenset()
    shared: frozenset[str] = frozenset()
    shared_principals: frozenset[tuple[str, str]] = frozenset()
    caseless: frozenset[str] = frozenset()

    def is_canary(self, marks: frozenset[str]) -> bool:
        return bool(marks & self.canaries)

    def protects(self, marks: frozenset[str], system: str, identity: Identity | None) -> bool:
        if marks & self.protected:
            return True
        return identity is not None and self.protects_principal(system, identity.principal)

    def protects_principal(self, system: str, principal: str) -> bool:
        return self._among(self.principals, system, principal)

    def is_shared(self, marks: frozenset[str], system: str, identity: Identity) -> bool:
        return bool(marks & self.shared) or self._among(self.shared_principals, system, identity.principal)

    def _among(self, principals: frozenset[tuple[str, str]], system: str, principal: str) -> bool:
        alike = system in self.caseless
        return any(at == system and told_as(name, principal, caseless=alike) for at, name in principals)


@dataclass(frozen=True, slots=True)
class Rotation:
    """What the inventory says about replacing a credential whose place Stanch can write to.

    entry:  the name of its inventory entry
    turns:  the two accounts that take turns; none: the account stays
    reread: within this time after a change every consumer has read the place again; None: nobody promises that
    shared: several use it, whichever value it has by now
    """

    entry: str
    turns: tuple[str, ...] = ()
    reread: timedelta | None = None
    shared: bool = False


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
class Planned:
    """One kind of step that a method comes to. `needs`: why a person must approve it first. `grace`: how long after
    the decision it may be done at the earliest.
    """

    kind: StepKind
    reversible: bool
    every_node: bool
    side_effects: tuple[str, ...]
    needs: Reason | None
    grace: timedelta = timedelta(0)


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
    estate: Estate = Estate()
    guard: Guard = Guard()
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
        return _steps(method, revoker, _Asked(rule, case, shared), rotation)

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


def told(word: Planned, people: int) -> str:
    """A step in a sentence: reversible or not, what else happens, who must say yes."""
    turning = "reversible" if word.reversible else "IRREVERSIBLE"
    effects = f"; also: {', '.join(word.side_effects)}" if word.side_effects else ""
    return f"{word.kind.value}: {turning}{effects}{waiting(word.needs, people)}"


def waiting(needs: Reason | None, people: int) -> str:
    """Why somebody must say yes, and how many."""
    many = people if needs in TWO_PEOPLE else 1
    return f"; waits: {needs.sentence}, by {many} {'person' if many == 1 else 'people'}" if needs else ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an approval depends on."""

    rule: Rule
    case: Case
    shared: bool

    def needs(self, *, reversible: bool, felt: bool = True) -> Reason | None:
        """The gravest reason first: what is irreversible takes two people, in every mode, and so does what several use
        where they would feel it.
        """
        if self.rule.irreversible is not Mode.AUTO:
            if not reversible:
                return Reason.IRREVERSIBLE
            if self.shared and felt:
                return Reason.SHARED
        if not self.case.controlled:
            return Reason.UNCONTROLLED
        return Reason.POLICY_APPROVAL if self.rule.mode is Mode.APPROVE else None


def methods_of(revoker: Revoker[Any] | None) -> frozenset[Method]:
    """What exists at this provider at all."""
    if revoker is None:
        return frozenset()
    new = revoker.set_value is not None or (revoker.mint is not None and revoker.list_own is not None)
    has = {
        Method.RESTRICT: revoker.restrict is not None,
        Method.DEACTIVATE: revoker.contain is not None,
        Method.REVOKE: revoker.end is not None,
        Method.ROTATE: revoker.end is not None and new,
    }
    return frozenset(method for method, exists in has.items() if exists)


def _steps(method: Method, revoker: Revoker[Any], asked: _Asked, rotation: Rotation | None) -> tuple[Planned, ...]:
    """What a method comes to at this provider; nothing where it lacks the capability."""

    def planned(kind: StepKind, ability: Capability[Any] | None) -> tuple[Planned, ...]:
        if ability is None:
            return ()
        needs = asked.needs(reversible=ability.reversible)
        return (Planned(kind, ability.reversible, ability.every_node, ability.side_effects, needs, ability.grace),)

    contain, end = planned(StepKind.CONTAIN, revoker.contain), planned(StepKind.END, revoker.end)
    match method:
        case Method.RESTRICT:
            return planned(StepKind.RESTRICT, revoker.restrict)
        case Method.DEACTIVATE:
            return contain
        case Method.REVOKE:
            # Reversible before irreversible: an end that must wait for a person is preceded by what need not.
            return (*contain, *end) if end else ()
        case Method.ROTATE:
            return _rotating(revoker, asked, rotation, (contain, end)) if rotation is not None and end else ()
        case never:
            assert_never(never)


def _rotating(
    revoker: Revoker[Any], asked: _Asked, rotation: Rotation, ending: tuple[tuple[Planned, ...], tuple[Planned, ...]]
) -> tuple[Planned, ...]:
    """The new value, tried and handed over, then the end of the old one. Public: the old one is stopped first, where
    that can be undone. Where the new value takes the place of the old at once, nothing is left to end.
    """

    def word(kind: StepKind, *effects: str, beside: bool = True, every_node: bool = False) -> Planned:
        return Planned(kind, beside, every_node, effects, asked.needs(reversible=beside, felt=not beside))

    contain, end = ending
    setting, beside = revoker.set_value, True
    if setting is not None and (not rotation.turns or setting.turns):
        beside = bool(rotation.turns) or setting.overlap
        effect = "the other account of the two gets a new value" if rotation.turns else "the account gets a new value"
        gone = () if beside else ("the old value stops at once: the consumer fails until it has read the new one",)
        value = word(StepKind.SET_VALUE, effect, *gone, beside=beside, every_node=setting.every_node)
        new: tuple[Planned, ...] = (word(StepKind.STORE), value)
    elif revoker.mint is not None and revoker.list_own is not None and not rotation.turns:
        new = (word(StepKind.MINT, "a second credential exists meanwhile"),)
    else:
        return ()
    new = (*new, word(StepKind.TEST), word(StepKind.SWITCH, "consumers must read the new value from its place"))
    public = asked.case.visibility is Visibility.PUBLIC
    if not beside:
        # Nothing is left to end; it is contained where the new value is not set in time.
        return (*contain, *new) if public else (*new, *contain)
    return (*contain, *new, *end) if public else (*new, *contain, *end)
