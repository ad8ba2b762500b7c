"""What can be done to a credential: people's words for it, and the steps that each comes to at its provider.

    method, what the provider can, what the inventory says --> steps, each with why a person must approve it first

Whether any of it may be done is policy.py's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final, assert_never

from agent.model import Reason, StepKind
from revokers.base import Capability, Revoker

TWO_PEOPLE: Final = frozenset({Reason.IRREVERSIBLE, Reason.SHARED})  # else one says yes


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
class Asked:
    """What an approval depends on, and whether everybody can see the leak. shared: several use it."""

    mode: Mode
    irreversible: Mode
    controlled: bool
    shared: bool
    public: bool

    def needs(self, *, reversible: bool, felt: bool = True) -> Reason | None:
        """The gravest reason first: what is irreversible takes two people, in every mode, and so does what several use
        where they would feel it.
        """
        if self.irreversible is not Mode.AUTO:
            if not reversible:
                return Reason.IRREVERSIBLE
            if self.shared and felt:
                return Reason.SHARED
        if not self.controlled:
            return Reason.UNCONTROLLED
        return Reason.POLICY_APPROVAL if self.mode is Mode.APPROVE else None


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


def comes_to(method: Method, revoker: Revoker[Any], asked: Asked, rotation: Rotation | None) -> tuple[Planned, ...]:
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
    revoker: Revoker[Any], asked: Asked, rotation: Rotation, ending: tuple[tuple[Planned, ...], tuple[Planned, ...]]
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
    if not beside:
        # Nothing is left to end; it is contained where the new value is not set in time.
        return (*contain, *new) if asked.public else (*new, *contain)
    return (*contain, *new, *end) if asked.public else (*new, *contain, *end)
