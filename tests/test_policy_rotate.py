"""What `rotate` comes to at each kind of provider, in which order, and who must say yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from agent.found import Visibility
from agent.model import Reason, StepKind
from agent.response.estate import Guard
from agent.response.methods import Method, Mode, Rotation
from agent.response.policy import Policy, Rule, Verdict
from detectors.base import Parts
from revokers.base import Door, Mint, Minted, Own, Probe, Receipt, Revoker, SetValue
from tests.sims.toy_policy import AUTO, CASE, FULL

STORE, SET, MINT, TEST, SWITCH, CONTAIN, END = (
    StepKind.STORE,
    StepKind.SET_VALUE,
    StepKind.MINT,
    StepKind.TEST,
    StepKind.SWITCH,
    StepKind.CONTAIN,
    StepKind.END,
)
APP: Final = Rotation("app")
ROTATE: Final = replace(AUTO, methods=(Method.ROTATE, Method.REVOKE))


async def _set(_door: Door, _parts: Parts, _probe: Probe, _fresh: Parts) -> Receipt:
    return Receipt("toy")


async def _mint(_door: Door, parts: Parts, _probe: Probe) -> Minted:
    return Minted(parts, "toy-2")


async def _own(_door: Door, _probe: Probe) -> tuple[Own, ...]:
    return ()


def setting(*, overlap: bool, turns: bool = False, every_node: bool = False) -> Revoker[Any]:
    value: SetValue[Any] = SetValue(
        fresh=lambda parts, _: parts, run=_set, overlap=overlap, needs=(), turns=turns, every_node=every_node
    )
    return replace(FULL, set_value=value)


_MINT: Final[Mint[Any]] = Mint(run=_mint, overlap=True, limit=2, needs=())
MINTS: Final = replace(FULL, mint=_MINT, list_own=_own)


def decided(
    revoker: Revoker[Any],
    rotation: Rotation | None = APP,
    rule: Rule = ROTATE,
    visibility: Visibility = Visibility.INTERNAL,
    guard: Guard | None = None,
) -> Verdict:
    policy = Policy((rule,), guard=guard or Guard(), rotation=lambda _: rotation)
    return policy.decide(replace(CASE, visibility=visibility), revoker)


def kinds(verdict: Verdict) -> list[StepKind]:
    return [word.kind for word in verdict.steps]


@pytest.mark.parametrize(
    ("revoker", "rotation", "expected"),
    [
        (setting(overlap=True), Rotation("app"), [STORE, SET, TEST, SWITCH, CONTAIN, END]),
        (setting(overlap=False, turns=True), Rotation("app", ("a", "b")), [STORE, SET, TEST, SWITCH, CONTAIN, END]),
        (setting(overlap=False, turns=True), Rotation("app"), [STORE, SET, TEST, SWITCH, CONTAIN]),
        (MINTS, Rotation("app"), [MINT, TEST, SWITCH, CONTAIN, END]),
        (replace(MINTS, contain=None), Rotation("app"), [MINT, TEST, SWITCH, END]),
    ],
)
def test_the_new_one_stands_at_its_place_before_the_old_one_is_stopped(
    revoker: Revoker[Any], rotation: Rotation, expected: list[StepKind]
) -> None:
    verdict = decided(revoker, rotation)
    assert (verdict.method, kinds(verdict)) == (Method.ROTATE, expected)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_what_everybody_can_see_is_contained_first(visibility: Visibility) -> None:
    first = kinds(decided(MINTS, visibility=visibility))[0]
    assert first is (CONTAIN if visibility is Visibility.PUBLIC else MINT)


@pytest.mark.parametrize(
    ("revoker", "rotation"),
    [
        (MINTS, None),
        (FULL, Rotation("app")),
        (replace(MINTS, list_own=None), Rotation("app")),
        (MINTS, Rotation("app", ("a", "b"))),
        (setting(overlap=True), Rotation("app", ("a", "b"))),
        (replace(setting(overlap=True), end=None), Rotation("app")),
    ],
)
def test_what_cannot_be_replaced_safely_is_done_by_the_next_method(
    revoker: Revoker[Any], rotation: Rotation | None
) -> None:
    verdict = decided(revoker, rotation, replace(ROTATE, methods=(Method.ROTATE, Method.DEACTIVATE)))
    assert (verdict.method, kinds(verdict)) == (Method.DEACTIVATE, [CONTAIN])
    alone = decided(revoker, rotation, replace(ROTATE, methods=(Method.ROTATE,)))
    assert (alone.steps, alone.park) == ((), Reason.NO_METHOD)


def test_a_place_that_holds_another_value_is_not_written_to_and_that_is_said() -> None:
    policy = Policy((ROTATE,), rotation=lambda _: Rotation("app"))
    verdict = policy.decide(CASE, MINTS, replaceable=False)
    assert (verdict.method, kinds(verdict)) == (Method.REVOKE, [CONTAIN, END])
    assert "the place of app does not hold this value, so that it is not rotated" in verdict.why


def test_the_explanation_of_observing_shows_a_rotation_where_the_inventory_says_how() -> None:
    lines = Policy((), rotation=lambda _: Rotation("app")).explain(CASE, MINTS)
    assert [line for line in lines if line.endswith(":")] == [
        "mode observe; if a rule allowed it, method rotate:",
        "mode observe; if a rule allowed it, method revoke:",
    ]
    assert "  mint: reversible; also: a second credential exists meanwhile" in lines
    unarmed = Policy((ROTATE,), armed=lambda _: False, rotation=lambda _: Rotation("app"))
    assert [method for method, _ in unarmed.would(CASE, MINTS)] == [Method.ROTATE]
    assert [method for method, _ in unarmed.would(CASE, FULL)] == [Method.REVOKE]


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("methods", [(Method.ROTATE, Method.REVOKE), (Method.REVOKE, Method.ROTATE)])
def test_a_promised_rotation_that_has_no_place_asks_before_anything_irreversible(
    visibility: Visibility,
    late: bool,  # noqa: FBT001 - a table
    methods: tuple[Method, ...],
) -> None:
    """Even where the rule lets that be done: somebody has made a mistake in the path, and nothing is urgent yet."""
    policy = Policy((replace(ROTATE, methods=methods),), rotation=lambda _: Rotation("app"))
    verdict = policy.decide(replace(CASE, visibility=visibility), MINTS, replaceable=False, late=late)
    asks = methods[0] is Method.ROTATE and not late and visibility is not Visibility.PUBLIC
    assert {word.kind: word.needs for word in verdict.steps} == {
        CONTAIN: None,
        END: Reason.IRREVERSIBLE if asks else None,
    }
    assert verdict.missed == "the place of app does not hold this value, so that it is not rotated"
    assert policy.decide(CASE, MINTS).missed == ""


def test_who_must_say_yes() -> None:
    two = replace(ROTATE, irreversible=Mode.APPROVE)
    needs = {word.kind: word.needs for word in decided(setting(overlap=True), rule=two).steps}
    assert needs == {**dict.fromkeys([STORE, SET, TEST, SWITCH, CONTAIN]), END: Reason.IRREVERSIBLE}
    plain = {word.kind: word.needs for word in decided(setting(overlap=False, turns=True), rule=two).steps}
    assert plain == {STORE: None, SET: Reason.IRREVERSIBLE, TEST: None, SWITCH: None, CONTAIN: None}
    asked = decided(MINTS, rule=replace(ROTATE, mode=Mode.APPROVE)).steps
    assert {word.needs for word in asked} == {Reason.POLICY_APPROVAL}


def test_what_several_use_takes_two_where_they_would_feel_it() -> None:
    for guard in (Guard(shared=frozenset({"f-part"})), Guard(shared_principals=frozenset({("toy-main", "robot")}))):
        two = decided(setting(overlap=True), rule=replace(ROTATE, irreversible=Mode.APPROVE), guard=guard)
        needs = {word.kind: word.needs for word in two.steps}
        shared = dict.fromkeys([CONTAIN], Reason.SHARED)
        assert needs == {**dict.fromkeys([STORE, SET, TEST, SWITCH]), **shared, END: Reason.IRREVERSIBLE}
        assert {word.needs for word in decided(MINTS, guard=guard).steps} == {None}
    elsewhere = Guard(shared_principals=frozenset({("other", "robot")}))
    assert {word.needs for word in decided(MINTS, guard=elsewhere).steps} == {None}


def test_it_says_what_each_step_means() -> None:
    effects = {word.kind: word.side_effects for word in decided(setting(overlap=False, turns=True)).steps}
    assert effects[SET] == (
        "the account gets a new value",
        "the old value stops at once: the consumer fails until it has read the new one",
    )
    assert effects[SWITCH] == ("consumers must read the new value from its place",)
    nodes = {word.kind: word.every_node for word in decided(setting(overlap=True, every_node=True)).steps}
    assert nodes == {STORE: False, SET: True, TEST: False, SWITCH: False, CONTAIN: True, END: False}
    assert timedelta(0) == max(word.grace for word in decided(MINTS).steps)
