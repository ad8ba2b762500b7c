"""Each check of the demo refuses what it is there to refuse."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from agent.demo import claims, proof, tools
from agent.demo import openbao as bao_company
from agent.demo.claims import Outcome, Revocation, Sample, Wanted
from agent.demo.tools import Answer, Done, Trial
from agent.model import State

T0 = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "kQ7m" + "Zt2XwR9bNc4L"


def after(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def test_owners() -> None:
    right = {"a": Outcome(State.HELD, owner="ann@example.com", owner_reason="inventory")}
    assert claims.owned({"a": "ann@example.com"}, right).held
    assert not claims.owned({"a": "bob@example.com"}, right).held
    assert not claims.owned({"a": "bob@example.com"}, {"a": Outcome(None)}).held


def test_who_was_not_told_and_what_was_not_told() -> None:
    wanted = [Wanted("a", 1, "U1", ended=True), Wanted("b", 12, "U2", ended=False)]
    leak, proof, other = (
        ("U1", "Leaked (incident 1)"),
        ("U1", "Incident 1: proven dead on every endpoint"),
        "(incident 12)",
    )
    assert claims.told(wanted, [leak, proof, ("U2", other)]).held
    assert claims.told(wanted, [leak, ("U9", proof[1]), ("U2", other)]).held, "the operator was told of the proof"
    assert not claims.told(wanted, [leak, ("U2", other)]).held
    assert not claims.told(wanted, [leak, proof, ("U1", other)]).held
    assert not claims.told([Wanted("b", 1, "U2", ended=False)], [("U2", other)]).held, "12 is not 1"
    assert not claims.told([], [leak]).held


def test_a_session_that_goes_on_or_ended_by_itself_is_not_thrown_out() -> None:
    words = "FATAL:  terminating connection due to administrator command"
    assert claims.thrown_out(words, 0.2).held
    assert not claims.thrown_out(None, 0.2).held
    assert not claims.thrown_out("the connection closed", 0.2).held
    assert not claims.thrown_out(words, -1.0).held, "it ended before the leak was found"


@pytest.mark.parametrize(
    ("answers", "refused", "accepted"),
    [
        ([Answer.REFUSED], True, False),
        ([Answer.ACCEPTED], False, True),
        ([Answer.UNCLEAR], False, False),
        ([Answer.REFUSED, Answer.ACCEPTED], False, False),
        ([], False, False),
    ],
)
def test_one_wrong_answer_refuses_the_claim(answers: Sequence[Answer], refused: bool, accepted: bool) -> None:  # noqa: FBT001 - a table
    trials = {str(number): Trial("psql", answer) for number, answer in enumerate(answers)}
    assert claims.refused("x", "x", trials).held is refused
    assert claims.accepted("x", "x", trials).held is accepted


def test_a_server_that_is_away_refuses_nothing() -> None:
    away = Done(2, "", 'psql: error: connection to server at "127.0.0.1" failed: Connection refused\n')
    denied = Done(2, "", 'psql: error: x failed: FATAL:  password authentication failed for user "x"\n')
    assert tools.trial("psql", away, ["password authentication failed"]).answer is Answer.UNCLEAR
    assert tools.trial("psql", denied, ["password authentication failed"]) == Trial(
        "psql", Answer.REFUSED, 'FATAL:  password authentication failed for user "x"'
    )


def test_one_failure_or_no_query_at_all_or_the_leaked_role_to_the_end_is_noticed() -> None:
    assert claims.unharmed(100, [], ["a", "b"]).held
    assert not claims.unharmed(100, ["no answer"], ["a", "b"]).held
    assert not claims.unharmed(0, [], ["a", "b"]).held
    assert not claims.unharmed(100, [], ["a"]).held
    assert not claims.unharmed(100, [], ["a", "a"]).held


SLOW = [*(Sample(after(seconds), State.ACCEPTED) for seconds in (1, 10, 19)), Sample(after(21), State.DEAD)]
DONE = [Revocation(T0, after(20), effective=True)]


@pytest.mark.parametrize(
    ("samples", "revocations"),
    [
        pytest.param([*SLOW[:2], Sample(after(15), State.INVALIDATED)], DONE, id="called proven while it lived"),
        pytest.param([*SLOW[:2], Sample(after(15), State.DEAD), SLOW[3]], DONE, id="called dead while it lived"),
        pytest.param(SLOW[:3], DONE, id="never closed"),
        pytest.param(SLOW, [Revocation(T0, after(3), effective=True)], id="the provider was quick"),
        pytest.param(SLOW, DONE * 2, id="sent twice"),
        pytest.param(SLOW, [Revocation(T0, after(20))], id="without effect"),
        pytest.param(SLOW, [Revocation(T0, None, effective=True)], id="not gone yet"),
        pytest.param(SLOW, [], id="never sent"),
        pytest.param(SLOW[3:], DONE, id="never seen accepted"),
    ],
)
def test_accepted_taken_for_dead(samples: Sequence[Sample], revocations: Sequence[Revocation]) -> None:
    assert claims.accepted_is_not_dead(SLOW, DONE, 20.0).held
    assert not claims.accepted_is_not_dead(samples, revocations, 20.0).held


def test_an_act_that_is_sent_again_after_the_crash() -> None:
    before = ["detected", "probe", "decided", "intent"]
    assert claims.probed_first([*before, "probe", "inferred", "probe", "invalidated"]).held
    assert not claims.probed_first([*before, "intent", "accepted", "probe", "invalidated"]).held
    # What has two parts goes on from where it was left; that it is done once is the server's word.
    assert claims.probed_first([*before, "probe", "intent", "accepted", "probe", "invalidated"]).held
    assert not claims.probed_first([*before, "probe", "inferred"]).held
    assert not claims.probed_first([]).held


def test_a_second_action_at_the_server() -> None:
    assert claims.one_action_each("x", "x", {"a": {"NOLOGIN": 1, "PASSWORD NULL": 1}}).held
    assert not claims.one_action_each("x", "x", {"a": {"NOLOGIN": 2, "PASSWORD NULL": 1}}).held
    assert not claims.one_action_each("x", "x", {"a": {"revoke": 1}, "b": {"revoke": 0}}).held
    assert not claims.one_action_each("x", "x", {"a": {"revoke": 1}, "b": {}}).held
    assert not claims.one_action_each("x", "x", {}).held


def test_contained_is_inactive_and_waits_for_its_end() -> None:
    day = timedelta(days=1)
    assert claims.contained("x", "Inactive", State.CONTAINED, day).held
    assert not claims.contained("x", "Active", State.CONTAINED, day).held
    assert not claims.contained("x", None, State.CONTAINED, day).held, "it was deleted at once"
    assert not claims.contained("x", "Inactive", State.INVALIDATED, day).held
    assert not claims.contained("x", "Inactive", State.CONTAINED, timedelta(0)).held


def test_restraint_needs_the_state_the_reason_and_a_silent_server() -> None:
    wanted = (State.HELD, "on the protected list")
    outcome = Outcome(State.HELD, "it is on the protected list")
    assert claims.restraint("a b", wanted, outcome, {"NOLOGIN": 0}, "it").held
    assert claims.restraint("a b", wanted, outcome, {"NOLOGIN": 0}, "it").name == "restraint-a-b"
    assert not claims.restraint("a", wanted, outcome, {"NOLOGIN": 1}, "it").held
    assert not claims.restraint("a", wanted, Outcome(State.HELD, "Stanch is frozen"), {"NOLOGIN": 0}, "it").held
    assert not claims.restraint("a", wanted, Outcome(State.INVALIDATED), {"NOLOGIN": 0}, "it").held
    assert not claims.restraint("a", (None, ""), outcome, {}, "it").held, "a decoy became an incident"
    assert not claims.restraint("a", wanted, Outcome(None), {}, "it").held, "it was not reported"


def test_a_canary_that_was_asked() -> None:
    log = "LOG:  connection authorized: user=other\n"
    assert claims.never_named("x", "bait", log, read=True).held
    assert not claims.never_named("x", "bait", log + 'FATAL:  authentication failed for user "bait"\n', read=True).held
    assert not claims.never_named("x", "bait", "", read=False).held


def test_the_verifier_must_name_the_very_record() -> None:
    assert claims.named("x", "x", 1, "record 3 was edited", "record 3 was edited").held
    assert not claims.named("x", "x", 1, "record 2 was edited", "record 3 was edited").held
    assert not claims.named("x", "x", 0, "ok: 8 records", "record 3 was edited").held
    assert not claims.named("x", "x", 1, "", "record 3 was edited").held


@pytest.mark.parametrize("start", [0, 4, 8])
def test_eight_characters_of_a_value_are_found(start: int) -> None:
    leaks = f"DATABASE_URL=postgres://app:{SECRET}@db/x".encode()
    clean = {"ledger": b"postgres://app@db", "log": SECRET[:7].encode()}
    assert claims.no_value(clean, leaks, [SECRET]).held
    found = claims.no_value({**clean, "wal": b".." + SECRET[start : start + 8].encode()}, leaks, [SECRET])
    assert (found.held, found.detail) == (False, "found in wal")


def test_a_search_that_would_find_nothing_anyway_is_no_proof() -> None:
    assert not claims.no_value({"ledger": b""}, b"something else", [SECRET]).held
    assert not claims.no_value({"ledger": b""}, b"", []).held
    assert not claims.no_value({}, SECRET.encode(), [SECRET]).held


def test_the_audit_log_is_counted_by_value_and_path() -> None:
    def line(kind: str, path: str, accessor: str) -> dict[str, object]:
        return {"type": kind, "request": {"path": path, "data": {"accessor": accessor}}}

    revoke, look = "auth/token/revoke-accessor", "auth/token/lookup-accessor"
    lines = [line("request", revoke, "hmac:a"), line("response", revoke, "hmac:a"), line("request", look, "hmac:a")]
    assert bao_company.acts_on(lines, "auth/token/revoke", "accessor", "hmac:a") == 1
    assert bao_company.acts_on([*lines, lines[0]], "auth/token/revoke", "accessor", "hmac:a") == 2
    assert bao_company.acts_on(lines, "auth/token/revoke", "accessor", "hmac:b") == 0


def test_what_is_done_to_the_evidence_is_one_byte_and_an_end() -> None:
    document = json.dumps(
        {
            "records": [{"record": f'{{"at":"2026-01-0{n}","seq":{n}}}', "hash": "00"} for n in (1, 2, 3, 4)],
            "checkpoint": {"seq": 4},
        }
    )
    before, changed = json.loads(document)["records"], json.loads(proof.edited(document, 3))["records"]
    assert [a == b for a, b in zip(before, changed, strict=True)] == [True, True, False, True]
    assert sum(a != b for a, b in zip(before[2]["record"], changed[2]["record"], strict=True)) == 1
    short = json.loads(proof.cut(document, 2))
    assert (len(short["records"]), short["checkpoint"]) == (2, None)
