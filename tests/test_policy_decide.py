"""What the policy decides, and that it says why: the order of restraint, rules, methods, approvals."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from agent.complaint import Complaint
from agent.found import Visibility
from agent.inventory.register import Entry, Inventory
from agent.model import Address, Clocks, EndpointKey, Incident, Owner, Reason, Run, StepKind
from agent.response import lifecycle
from agent.response.arming import Arming
from agent.response.estate import Estate, Guard, caseless
from agent.response.methods import Method, Mode, Planned
from agent.response.policy import Case, Policy, Rule, case_of
from agent.response.words import named
from detectors.base import Confidence
from revokers.base import Identity, Liveness, Probe
from tests.sims.toy_policy import AUTO, CASE, CONTAIN, END, FULL, PROVIDER_ACCOUNT, SYSTEM, capability, revoker

STEP_CONTAIN: Final = Planned(StepKind.CONTAIN, True, True, ("sessions end",), None)  # noqa: FBT003 - a record
STEP_END: Final = Planned(StepKind.END, False, False, ("gone for good",), None)  # noqa: FBT003 - a record


# --- the order of restraint ------------------------------------------------------------------------


def test_each_brake_gives_way_only_to_the_one_before_it() -> None:
    """All brakes apply at first; each is then taken off, the strongest first, and the next one shows."""
    canary = Guard(
        canaries=frozenset({"f-part"}),
        protected=frozenset({"f-canonical"}),
        principals=frozenset({("toy-main", "robot")}),
    )
    observe = Rule("only look", Mode.OBSERVE)
    loose = replace(CASE, system=replace(SYSTEM, ours=False, armed=False))

    def park(policy: Policy, case: Case) -> Reason | None:
        return policy.decide(case, FULL).park

    protected = replace(canary, canaries=frozenset())
    principal = replace(protected, protected=frozenset())
    ours = replace(loose, system=replace(SYSTEM, ours=True, armed=False))
    seen = [
        park(Policy((observe,), guard=canary), loose),
        park(Policy((observe,), guard=protected), loose),
        park(Policy((observe,), guard=principal), loose),
        park(Policy((observe,)), loose),
        park(Policy((observe,)), ours),
        park(Policy((AUTO,)), ours),
        park(Policy((AUTO,)), CASE),
    ]
    assert seen == [
        Reason.CANARY,
        Reason.PROTECTED,
        Reason.PROTECTED,
        Reason.FOREIGN,
        Reason.OBSERVING,
        Reason.NOT_ARMED,
        None,
    ]


@pytest.mark.parametrize("mark", ["f-canonical", "f-part"])
def test_any_mark_of_a_canary_or_a_protected_entry_is_enough(mark: str) -> None:
    assert Policy((AUTO,), guard=Guard(canaries=frozenset({mark}))).decide(CASE, FULL).park is Reason.CANARY
    assert Policy((AUTO,), guard=Guard(protected=frozenset({mark}))).decide(CASE, FULL).park is Reason.PROTECTED


def test_a_protected_principal_is_one_of_that_system_only() -> None:
    elsewhere = Guard(principals=frozenset({("toy-other", "robot"), ("toy-main", "human")}))
    assert Policy((AUTO,), guard=elsewhere).decide(CASE, FULL).park is None
    here = Guard(principals=frozenset({("toy-main", "robot")}))
    assert Policy((AUTO,), guard=here).decide(CASE, FULL).park is Reason.PROTECTED
    assert not here.protects(frozenset(), "toy-main", None)
    assert not here.protects(frozenset(), "toy-other", CASE.identity)
    assert here.protects(frozenset(), "toy-main", CASE.identity)


@pytest.mark.parametrize(
    ("accounts", "ours", "park"),
    [
        (frozenset(), False, Reason.FOREIGN),
        (frozenset({"org-3"}), False, Reason.FOREIGN),
        (frozenset({PROVIDER_ACCOUNT}), False, None),
        (frozenset({PROVIDER_ACCOUNT.upper()}), False, Reason.FOREIGN),
        (frozenset(), True, None),
    ],
)
def test_only_what_is_of_the_estate_is_acted_on(
    accounts: frozenset[str],
    ours: bool,  # noqa: FBT001 - a row of the table
    park: Reason | None,
) -> None:
    case = replace(CASE, system=replace(SYSTEM, ours=ours, accounts=accounts))
    verdict = Policy((AUTO,), estate=Estate(frozenset({PROVIDER_ACCOUNT}))).decide(case, FULL)
    assert verdict.park is park
    assert bool(verdict.steps) is (park is None)


@pytest.mark.parametrize("provider", ["github", "gitlab", "slack", "postgres", "aws"])
def test_an_account_of_aws_is_none_of_another_provider(provider: str) -> None:
    """Anybody may register a login of twelve digits."""
    system = replace(SYSTEM, provider=provider, ours=False, accounts=frozenset({"Acme"}))
    estate = Estate(frozenset({"123456789012"}))
    assert estate.holds(Identity("123456789012", "x"), system) is (provider == "aws")
    assert estate.holds(Identity("acme", "x"), system) is (provider in {"aws", "github", "slack"})
    assert not estate.holds(Identity("t0123abcd", "x"), system)


def test_a_name_that_is_like_a_credential_is_guarded_as_a_probe_tells_it() -> None:
    """A probe tells its type only; an entry of the inventory has it as the provider does."""
    name = "7/gl" + "pat-" + secrets.token_hex(10)
    told = named(Identity("7", name)).principal
    assert told == "7/(gitlab-token)"
    here = frozenset({("toy-main", name)})
    guard = Guard(principals=here, shared_principals=here)
    assert guard.protects(frozenset(), "toy-main", Identity("7", told))
    assert guard.is_shared(frozenset(), "toy-main", Identity("7", told))
    assert guard.protects_principal("toy-main", name)
    assert not guard.protects_principal("toy-main", "7/ci")
    entry = Entry("bot", "ann", identity=("toy-main", name))
    inventory = Inventory((entry,))
    assert [inventory.by_identity("toy-main", one) for one in (told, name, "7/ci")] == [entry, entry, None]


def test_names_that_a_probe_tells_alike_are_confused_to_guard_and_to_tell_nobody() -> None:
    beginning = "Bot-gl" + "pat-"
    name, other = (beginning + secrets.token_hex(10) for _ in range(2))
    told = named(Identity("7", name)).principal
    assert told == named(Identity("7", other)).principal == "Bot-(gitlab-token)"
    mine, others = (Entry(one, one, identity=("git", one)) for one in (name, other))
    assert Inventory((mine, mine, others)).by_identity("git", told) is None
    assert Inventory((mine, replace(mine, name="b"))).by_identity("git", told) is mine
    assert Inventory((mine, others)).by_identity("git", other) is others
    # In capitals it is like no credential.
    for caseless_, as_written in ((frozenset({"git"}), name.upper()), (frozenset(), name)):
        guard = Guard(principals=frozenset({("git", as_written)}), caseless=caseless_)
        assert guard.protects_principal("git", told)
        assert not guard.protects_principal("git", f"A{told}")
        assert not guard.protects_principal("other", told)


def test_to_guard_many_names_masks_none_of_them() -> None:
    """To mask one takes a millisecond, and each decision asks several times."""
    names = [f"svc-{number:06}-{secrets.token_hex(8)}" for number in range(3000)]
    guard = Guard(principals=frozenset(("pg", name) for name in names))
    told = (names[7], "svc", "7/(gitlab-token)", "(" * 4000, "(gitlab-token)-" * 270)
    began = time.process_time()
    assert [guard.protects_principal("pg", one) for one in told] == [True, False, False, False, False]
    assert time.process_time() - began < 0.5


def test_a_login_is_guarded_in_any_case_and_a_role_only_in_its_own() -> None:
    systems = [replace(SYSTEM, name=name, provider=name) for name in ("github", "postgres", "redis")]
    bots = frozenset((system.name, "Acme-bot") for system in systems)
    guard = Guard(principals=bots, shared_principals=bots, caseless=caseless(systems))
    for system in systems:
        other, same = Identity("", "aCME-Bot"), Identity("", "Acme-bot")
        assert guard.protects(frozenset(), system.name, same)
        assert guard.is_shared(frozenset(), system.name, same)
        assert guard.protects(frozenset(), system.name, other) is (system.name == "github")
        assert guard.is_shared(frozenset(), system.name, other) is (system.name == "github")
        assert guard.protects_principal(system.name, "acme-bot") is (system.name == "github")


@pytest.mark.parametrize("mode", [Mode.OBSERVE, Mode.NOTIFY])
def test_observe_and_notify_do_nothing(mode: Mode) -> None:
    verdict = Policy((Rule("look", mode),)).decide(CASE, FULL)
    assert (verdict.park, verdict.steps, verdict.method, verdict.mode) == (Reason.OBSERVING, (), None, mode)


def test_armed_and_a_rule_are_both_needed() -> None:
    unarmed = replace(CASE, system=replace(SYSTEM, armed=False))
    assert Policy((AUTO,)).decide(unarmed, FULL).park is Reason.NOT_ARMED
    assert Policy(()).decide(CASE, FULL).park is Reason.OBSERVING


# --- rules -----------------------------------------------------------------------------------------


def test_the_first_rule_that_matches_decides() -> None:
    first = Rule("payments may approve", Mode.APPROVE, owners=("payments",))
    assert Policy((first, AUTO)).decide(CASE, FULL).rule == "payments may approve"
    assert Policy((AUTO, first)).decide(CASE, FULL).rule == "all of it"
    assert Policy((first, AUTO)).decide(replace(CASE, owner="search"), FULL).rule == "all of it"


def test_a_rule_that_restrains_is_not_passed_over_for_one_that_allows() -> None:
    hands_off = Rule("hands off", Mode.OBSERVE, systems=("toy-main",))
    verdict = Policy((hands_off, AUTO)).decide(CASE, FULL)
    assert (verdict.rule, verdict.park) == ("hands off", Reason.OBSERVING)


def test_without_a_match_it_observes_and_says_so() -> None:
    other = Rule("others", Mode.AUTO, types=("other-token",))
    verdict = Policy((other,)).decide(CASE, FULL)
    assert (verdict.mode, verdict.park, verdict.steps) == (Mode.OBSERVE, Reason.OBSERVING, ())
    assert verdict.why == ("rule: no rule matches", "mode: observe", "the policy says observe")


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        (Rule("r", Mode.AUTO), True),
        (Rule("r", Mode.AUTO, types=("toy-*",)), True),
        (Rule("r", Mode.AUTO, types=("TOY-*",)), False),
        (Rule("r", Mode.AUTO, types=("toy",)), False),
        (Rule("r", Mode.AUTO, types=("aws-*", "toy-tok?n")), True),
        (Rule("r", Mode.AUTO, systems=("toy-main",)), True),
        (Rule("r", Mode.AUTO, systems=("toy-[n-z]*",)), False),
        (Rule("r", Mode.AUTO, environments=("stag*",)), True),
        (Rule("r", Mode.AUTO, environments=("production",)), False),
        (Rule("r", Mode.AUTO, owners=("pay*",)), True),
        (Rule("r", Mode.AUTO, owners=("search",)), False),
        (Rule("r", Mode.AUTO, visibility=("internal", "public")), True),
        (Rule("r", Mode.AUTO, visibility=("private",)), False),
        (Rule("r", Mode.AUTO, types=()), False),
        (Rule("r", Mode.AUTO, types=("toy-*",), owners=("search",)), False),
    ],
)
def test_every_list_of_a_rule_must_match(rule: Rule, matches: bool) -> None:  # noqa: FBT001 - a row of the table
    assert rule.matches(CASE) is matches


@pytest.mark.parametrize("environment", ["", "unknown"])
def test_an_unknown_environment_is_production(environment: str) -> None:
    case = replace(CASE, system=replace(SYSTEM, environment=environment))
    careful = Rule("careful", Mode.OBSERVE, environments=("production",))
    assert Policy((careful, AUTO)).decide(case, FULL).rule == "careful"
    assert not Rule("r", Mode.AUTO, environments=("staging",)).matches(case)
    assert Rule("r", Mode.AUTO, environments=("unknown",)).matches(case)


def test_an_unknown_visibility_is_private_for_what_is_done() -> None:
    case = replace(CASE, visibility=Visibility.UNKNOWN)
    careful = Rule("careful", Mode.OBSERVE, visibility=("private",))
    assert Policy((careful, AUTO)).decide(case, FULL).rule == "careful"
    assert not Rule("r", Mode.AUTO, visibility=("public", "internal")).matches(case)
    assert Rule("r", Mode.AUTO, visibility=("unknown",)).matches(case)


# --- methods ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "steps"),
    [
        (Method.DEACTIVATE, (STEP_CONTAIN,)),
        (Method.REVOKE, (STEP_CONTAIN, STEP_END)),
    ],
)
def test_a_method_comes_to_its_steps_the_reversible_one_first(method: Method, steps: tuple[Planned, ...]) -> None:
    verdict = Policy((replace(AUTO, methods=(method,)),)).decide(CASE, FULL)
    assert (verdict.method, verdict.steps, verdict.park) == (method, steps, None)


def test_revoke_without_a_way_to_contain_is_the_end_alone() -> None:
    assert Policy((AUTO,)).decide(CASE, revoker(end=END)).steps == (STEP_END,)


def test_revoke_where_nothing_ends_it_is_not_quietly_a_deactivation() -> None:
    verdict = Policy((AUTO,)).decide(CASE, revoker(contain=CONTAIN))
    assert (verdict.method, verdict.steps, verdict.park) == (None, (), Reason.NO_METHOD)


def test_methods_are_tried_in_the_rule_s_order() -> None:
    rule = replace(AUTO, methods=(Method.REVOKE, Method.DEACTIVATE))
    policy = Policy((rule,))
    assert policy.decide(CASE, revoker(contain=CONTAIN, end=END)).method is Method.REVOKE
    assert policy.decide(CASE, revoker(contain=CONTAIN)).method is Method.DEACTIVATE
    assert policy.decide(CASE, revoker()).park is Reason.NO_METHOD


def test_a_rule_without_methods_does_nothing() -> None:
    assert Policy((replace(AUTO, methods=()),)).decide(CASE, FULL).park is Reason.NO_METHOD


# --- approvals -------------------------------------------------------------------------------------


def needs(rule: Rule, *, controlled: bool = True) -> list[Reason | None]:
    verdict = Policy((rule,)).decide(replace(CASE, controlled=controlled), FULL)
    assert verdict.park is None
    return [step.needs for step in verdict.steps]


def test_the_irreversible_waits_for_a_person_and_what_precedes_it_does_not() -> None:
    assert needs(Rule("r", Mode.AUTO)) == [None, Reason.IRREVERSIBLE]


def test_a_rule_may_let_the_irreversible_run() -> None:
    assert needs(Rule("r", Mode.AUTO, irreversible=Mode.AUTO)) == [None, None]


@pytest.mark.parametrize("irreversible", [Mode.OBSERVE, Mode.NOTIFY, Mode.APPROVE])
def test_nothing_but_auto_lets_the_irreversible_run(irreversible: Mode) -> None:
    assert needs(Rule("r", Mode.AUTO, irreversible=irreversible)) == [None, Reason.IRREVERSIBLE]


def test_mode_approve_asks_for_every_step_whatever_else_holds() -> None:
    rule = Rule("r", Mode.APPROVE, irreversible=Mode.AUTO)
    assert needs(rule) == [Reason.POLICY_APPROVAL, Reason.POLICY_APPROVAL]
    assert needs(rule, controlled=False) == [Reason.UNCONTROLLED, Reason.UNCONTROLLED]
    careful = Rule("r", Mode.APPROVE)
    assert needs(careful) == [Reason.POLICY_APPROVAL, Reason.IRREVERSIBLE]
    assert needs(careful, controlled=False) == [Reason.UNCONTROLLED, Reason.IRREVERSIBLE]


def test_a_live_answer_that_was_not_controlled_asks_for_every_step() -> None:
    assert needs(AUTO, controlled=False) == [Reason.UNCONTROLLED, Reason.UNCONTROLLED]


# --- why -------------------------------------------------------------------------------------------


def test_why_names_the_rule_the_mode_and_what_decided() -> None:
    assert Policy((AUTO,)).decide(CASE, FULL).why == ("rule: all of it", "mode: auto", "method: revoke")
    unarmed = replace(CASE, system=replace(SYSTEM, armed=False))
    assert Policy((AUTO,)).decide(unarmed, FULL).why == ("rule: all of it", "mode: auto", "the system is not armed")
    assert Policy((AUTO,)).decide(CASE, revoker()).why == (
        "rule: all of it",
        "mode: auto",
        "no method that the policy allows exists for this type",
    )
    canary = Guard(canaries=frozenset({"f-part"}))
    assert Policy((AUTO,), guard=canary).decide(CASE, FULL).why == (
        "rule: all of it",
        "mode: auto",
        "it is a canary: never probed, never acted on",
    )


def test_the_explanation_goes_rule_by_rule_and_ends_in_what_it_comes_to() -> None:
    rules = (
        Rule("others", Mode.AUTO, types=("other-*",), owners=("search",)),
        Rule("all of it", Mode.AUTO),
        Rule("never reached", Mode.OBSERVE),
    )
    assert Policy(rules).explain(CASE, FULL) == (
        "rule 1 (others): does not match by types, owners",
        "rule 2 (all of it): matches, so it decides",
        "mode auto, method revoke",
        "contain: reversible; also: sessions end",
        "end: IRREVERSIBLE; also: gone for good; waits: it is irreversible and needs approval, by 2 people",
    )
    bare = revoker(end=capability(reversible=False))
    assert Policy((AUTO,)).explain(CASE, bare)[-1] == "end: IRREVERSIBLE"


def test_the_explanation_of_doing_nothing() -> None:
    assert Policy(()).explain(CASE, FULL) == (
        "no rule matches: observe",
        "mode observe; if a rule allowed it, method revoke:",
        "  contain: reversible; also: sessions end",
        "  end: IRREVERSIBLE; also: gone for good; waits: it is irreversible and needs approval, by 2 people",
        "but nothing is done: the policy says observe",
    )
    assert Policy(()).explain(CASE, revoker()) == (
        "no rule matches: observe",
        "mode observe; if a rule allowed it",
        "so nothing is done: the policy says observe",
    )


def test_the_explanation_before_anything_is_armed_says_what_would_be_done() -> None:
    unarmed = replace(CASE, system=replace(CASE.system, armed=False))
    asked = Rule("all of it", Mode.APPROVE, methods=(Method.RESTRICT, Method.REVOKE))
    assert Policy((asked,)).explain(unarmed, FULL, people=3) == (
        "rule 1 (all of it): matches, so it decides",
        "mode approve, method revoke:",
        "  contain: reversible; also: sessions end; waits: the policy asks for approval, by 1 person",
        "  end: IRREVERSIBLE; also: gone for good; waits: it is irreversible and needs approval, by 3 people",
        "but nothing is done: the system is not armed",
    )
    assert Policy(()).explain(unarmed, FULL)[-1] == (
        "but nothing is done: the policy says observe and the system is not armed"
    )
    foreign = replace(CASE, system=replace(CASE.system, ours=False, accounts=frozenset()))
    assert Policy((AUTO,)).explain(foreign, FULL)[-1] == "so nothing is done: its identity is not of our estate"
    assert Policy((AUTO,)).explain(foreign, FULL)[-2] == "mode auto"


@pytest.mark.parametrize(
    ("rule", "misses"),
    [
        (Rule("r", Mode.AUTO), ()),
        (
            Rule("r", Mode.AUTO, ("x",), ("x",), ("x",), ("x",), ("x",)),
            ("types", "systems", "environments", "owners", "visibility"),
        ),
        (Rule("r", Mode.AUTO, environments=("x",)), ("environments",)),
    ],
)
def test_the_conditions_that_a_rule_misses(rule: Rule, misses: tuple[str, ...]) -> None:
    assert rule.misses(CASE) == misses


# --- the case of an incident -----------------------------------------------------------------------


T0: Final = datetime(2026, 1, 1, tzinfo=UTC)


def seen(*answers: tuple[EndpointKey, Liveness, Identity | None, bool]) -> Incident:
    """An incident whose endpoints answered one a second."""
    incident = Incident(
        id=1,
        canonical="f-canonical",
        type="toy-token",
        preview="Toy token",
        confidence=Confidence.TYPED,
        visibility=Visibility.INTERNAL,
        fingerprints={"token": "f-part"},
        owner=Owner("payments", "inventory"),
        clocks=Clocks(detected=T0),
        deadline=T0,
        backlog=False,
    )
    for second, (key, liveness, identity, controlled) in enumerate(answers):
        probe = Probe(liveness, "toy", identity)
        at = T0 + timedelta(seconds=second)
        incident = lifecycle.probed(incident, key, probe, at, controlled=controlled)
    return incident


ONE: Final[EndpointKey] = ("toy-main", "one")
TWO: Final[EndpointKey] = ("toy-main", "two")
ELSEWHERE: Final[EndpointKey] = ("toy-other", "one")
STRANGER: Final = Identity("org-9", "stranger")


def test_a_system_is_judged_by_its_own_answers() -> None:
    incident = seen((ONE, Liveness.LIVE, CASE.identity, True), (ELSEWHERE, Liveness.LIVE, STRANGER, False))
    assert case_of(incident, SYSTEM) == CASE
    other = replace(SYSTEM, name="toy-other")
    assert case_of(incident, other) == replace(CASE, system=other, identity=STRANGER, controlled=False)


def test_the_latest_identity_counts_and_one_answer_without_control_is_enough() -> None:
    incident = seen((ONE, Liveness.LIVE, STRANGER, False), (TWO, Liveness.LIVE, CASE.identity, True))
    assert case_of(incident, SYSTEM) == replace(CASE, controlled=False)


def test_there_is_no_case_where_it_was_never_seen_alive() -> None:
    assert case_of(seen((ELSEWHERE, Liveness.LIVE, STRANGER, True)), SYSTEM) is None
    assert case_of(seen((ONE, Liveness.DEAD, None, False)), SYSTEM) is None
    assert case_of(seen((ONE, Liveness.LIVE, None, True)), SYSTEM) is None


def test_arming_by_scope_overrides_the_configuration_either_way(tmp_path: Path) -> None:
    arming = Arming(tmp_path / "armed.jsonl")
    policy = Policy((AUTO,), armed=arming.covers)
    at = datetime(2026, 1, 31, tzinfo=UTC)
    assert policy.decide(CASE, FULL).park is None
    arming.add(armed=False, scope={"system": CASE.system.name, "type": CASE.type}, at=at, by="ann")
    assert policy.decide(CASE, FULL).park is Reason.NOT_ARMED
    assert policy.decide(replace(CASE, type="another"), FULL).park is None
    arming.add(armed=True, scope={"owner": CASE.owner}, at=at, by="ann")
    assert policy.decide(CASE, FULL).park is None
    arming.clear(at=at, by="ann")
    assert policy.decide(CASE, FULL).park is Reason.NOT_ARMED
    assert [(line.armed, line.by, line.scope) for line in arming.lines()] == [(False, "ann", {})]


def test_an_arming_file_that_cannot_be_read_arms_nothing(tmp_path: Path) -> None:
    arming = Arming(tmp_path / "armed.jsonl")
    arming.path.write_text('{"armed": true, "at": "x", "by": "ann", "scope": {"planet": "earth"}}\n')
    assert Policy((AUTO,), armed=arming.covers).decide(CASE, FULL).park is Reason.NOT_ARMED
    with pytest.raises(Complaint, match=r"armed\.jsonl:1: this line is none of ours"):
        arming.lines()


@pytest.mark.parametrize(
    ("hint", "named"),
    [
        ("db1", True),
        ("DB1:5432", True),
        ("db1.:5432", True),
        ("db1:5433", False),
        ("other:5432,db1:5432", True),
        ("other:5432,another", False),
        ("[::1]:5432", True),
        ("::1", True),
        ("[::1]:5433", False),
        ("123456789012", True),
        ("210987654321", False),
        ("db1:\u00b2", False),
    ],
)
def test_a_host_beside_a_value_selects_the_system_that_is_there(hint: str, named: bool) -> None:  # noqa: FBT001 - a table
    here = (Address("a", "db1", 5432, tls=True), Address("b", "::1", 5432, tls=True))
    system = replace(CASE.system, endpoints=here, accounts=frozenset({"123456789012"}))
    assert system.named_by(hint) is named


@pytest.mark.parametrize(
    ("reason", "vouched"),
    [
        ("inventory entry app-db by fingerprint", True),
        ("assigned by ann", True),
        ("nobody owns it: fallback owner", True),
        ("CODEOWNERS line 3: /deploy/ @ops", False),
        ("author of commit 1a2b3c4", False),
    ],
)
def test_a_rule_on_owners_needs_somebody_who_vouches_for_the_owner(reason: str, vouched: bool) -> None:  # noqa: FBT001 - a table
    at = datetime(2026, 1, 31, tzinfo=UTC)
    run = Run(Liveness.LIVE, at, "ok", live_at=at, identity=CASE.identity, controlled=True)
    incident = Incident(
        id=1,
        canonical="c",
        type=CASE.type,
        preview="",
        confidence=Confidence.TYPED,
        visibility=CASE.visibility,
        fingerprints={},
        owner=Owner("payments", reason),
        clocks=Clocks(at),
        deadline=at,
        backlog=False,
        proofs={(CASE.system.name, "a"): run},
    )
    case = case_of(incident, CASE.system)
    assert case is not None
    assert Rule("r", Mode.AUTO, owners=("payments",)).matches(case) is vouched
    assert Rule("r", Mode.AUTO).matches(case)
