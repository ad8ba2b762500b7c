"""A pasted value on the daemon's side: filed like a found one, asked about at once; a request weakens no brake."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from agent.complaint import Complaint
from agent.demo import servers
from agent.found import Occurrence, Visibility
from agent.inventory.register import Entry as Registered
from agent.inventory.register import Inventory
from agent.ledger import LedgerView
from agent.pasted import Pasted
from agent.response import lifecycle
from agent.response.estate import Estate, Guard
from agent.response.limits import Caps
from agent.response.methods import Mode
from agent.response.people import People
from agent.seal import ResponderKeys, seal
from detectors import openbao as bao_types
from detectors import postgres as pg_types
from detectors.base import CredentialType, Secret
from tests.sims.fronts import Bao, Roles
from tests.sims.rig import AUTO, Rig, address

OBSERVE = replace(AUTO, mode=Mode.OBSERVE)
OVERLAP = {
    Visibility.PUBLIC: timedelta(minutes=15),
    Visibility.UNKNOWN: timedelta(minutes=15),
    Visibility.INTERNAL: timedelta(hours=4),
    Visibility.PRIVATE: timedelta(hours=24),
}
CAREFUL = replace(AUTO, irreversible=Mode.APPROVE)


def pasted(rig: Rig) -> Pasted:
    async def checkpoint(at: datetime) -> None:
        raise AssertionError(at)

    return Pasted(People(rig.responder, 2, lambda: None, checkpoint), rig.inventory.known)


async def paste(
    rig: Rig,
    person: str,
    kind: CredentialType | None,
    *,
    revoke: bool = False,
    visibility: str | None = None,
    **parts: str,
) -> Any:
    """As the command does it: with nothing but what the daemon says about its key."""
    door = pasted(rig)
    public = bytes.fromhex(json.loads(await door.handle("sealing-key", person, {}))["public"])
    sealed = seal(public, {name: Secret(value) for name, value in parts.items()})
    question = {
        "type": kind.name if kind else None,
        "sealed": base64.b64encode(sealed).decode(),
        "revoke": revoke,
        "reason": "a mail",
        "visibility": visibility,
    }
    return json.loads(await door.handle("paste", person, question))


async def one_pasted(rig: Rig, person: str, kind: CredentialType | None, *, revoke: bool = False, **parts: str) -> int:
    [filed] = await paste(rig, person, kind, revoke=revoke, **parts)
    await rig.work()
    number: int = filed["incident"]
    return number


def places(rig: Rig, incident: int) -> list[Occurrence]:
    with LedgerView(rig.path) as view:
        return list(view.occurrences(incident))


def approve(rig: Rig, incident: int) -> dict[str, object]:
    return {"incident": incident, "plan": lifecycle.plan_mark(rig.entry(incident).incident)}


# --- check -----------------------------------------------------------------------------------------


async def test_a_check_files_it_and_asks(rig: Rig, bao: Bao) -> None:
    rig.policy(OBSERVE)
    token = bao.token()
    one = await one_pasted(rig, "ann", bao_types.TOKEN, token=token)
    assert rig.standing(one) == ("held", "OBSERVING")
    assert bao.lives(token)
    [place] = places(rig, one)
    assert (place.source, place.path, place.visibility) == ("pasted", "by ann", Visibility.UNKNOWN)
    assert rig.entry(one).incident.owner.name == "security@example.com"
    assert rig.entry(one).incident.requested_by is None
    assert rig.detail(one, "note")["note"] == f"incident {one}: it is asked about again now (by ann: a mail)"


async def test_a_check_of_what_was_found_is_one_more_place_and_a_look(rig: Rig, bao: Bao) -> None:
    rig.policy(OBSERVE)
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    bao.call("POST", "auth/token/revoke-self", token=token)
    looks = rig.told(one).count("probe")
    assert await one_pasted(rig, "ann", bao_types.TOKEN, token=token) == one
    assert rig.told(one).count("probe") > looks
    assert lifecycle.liveness(rig.entry(one).incident).value == "dead"
    assert [place.source for place in places(rig, one)] == ["repo", "pasted"]
    await paste(rig, "ann", bao_types.TOKEN, token=token)
    assert len(places(rig, one)) == 2
    await paste(rig, "bob", bao_types.TOKEN, token=token)
    assert [place.path for place in places(rig, one)][1:] == ["by ann", "by bob"]


@pytest.mark.parametrize("was", [Visibility.INTERNAL, Visibility.PRIVATE])
async def test_to_ask_about_a_known_value_makes_it_no_more_urgent(rig: Rig, was: Visibility) -> None:
    """Nobody new has seen it by that; unless the person says who has, and then from that moment on."""
    rig.overlap.update(OVERLAP)
    token = "hvs." + "CAESIJlR0Gx7Y2kQe9mT"
    one = await rig.submit(rig.finding(bao_types.TOKEN, visibility=was, token=token))
    before = rig.entry(one).incident
    assert before.deadline == before.clocks.detected + OVERLAP[was]
    await paste(rig, "ann", bao_types.TOKEN, token=token)
    await paste(rig, "ann", bao_types.TOKEN, revoke=True, token=token)
    after = rig.entry(one).incident
    assert (after.visibility, after.deadline) == (was, before.deadline)
    assert [place.visibility for place in places(rig, one)] == [was, Visibility.UNKNOWN]
    soon = rig.clock() + OVERLAP[Visibility.PUBLIC]
    await paste(rig, "ann", bao_types.TOKEN, visibility="public", token=token)
    after = rig.entry(one).incident
    assert after.visibility is Visibility.PUBLIC
    assert soon < after.deadline < soon + timedelta(seconds=1)
    assert places(rig, one)[-1].path == "by ann, seen where it is public"
    # A value that nobody knew is as urgent as a public one.
    [new] = await paste(rig, "ann", bao_types.TOKEN, token=token + "2")
    fresh = rig.entry(new["incident"]).incident
    assert fresh.visibility is Visibility.UNKNOWN
    assert fresh.deadline == fresh.clocks.detected + OVERLAP[Visibility.UNKNOWN]


async def test_another_host_is_another_place_that_can_select(rig: Rig, roles: Roles) -> None:
    role, password = await roles.make()
    rig.policy(OBSERVE)
    one = await one_pasted(rig, "ann", pg_types.URL, role=role, password=password, host="elsewhere.example.com")
    assert rig.standing(one) == ("unverified", "OTHER_HOST")
    host = f"127.0.0.1:{roles.server.port}"
    assert await one_pasted(rig, "ann", pg_types.URL, role=role, password=password, host=host) == one
    assert rig.standing(one) == ("held", "OBSERVING")
    assert [place.path for place in places(rig, one)] == [
        "by ann, for elsewhere.example.com",
        f"by ann, for {host}",
    ]


async def test_the_policy_acts_on_a_checked_value_as_on_any(rig: Rig, bao: Bao) -> None:
    token = bao.token()
    one = await one_pasted(rig, "ann", bao_types.TOKEN, token=token)
    assert not bao.lives(token)
    await rig.reach(one, "invalidated")


async def test_a_bare_value_belongs_to_whoever_has_it(rig: Rig, roles: Roles) -> None:
    """A password without its role: to the incident that it is part of, and to nobody else."""
    role, password = await roles.make()
    rig.policy(OBSERVE)
    with pytest.raises(Complaint, match="of no type that Stanch recognises; name it with --type"):
        await paste(rig, "ann", None, value=password)
    assert rig.entries() == ()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    assert await one_pasted(rig, "ann", None, value=password) == one
    assert [place.path for place in places(rig, one)] == ["app.env", "by ann"]


async def test_a_bare_value_that_the_inventory_knows(rig: Rig, bao: Bao) -> None:
    token = bao.token()
    mark = rig.keys.scanner.part(Secret(token))
    rig.inventory = Inventory((Registered("deploy", "team-x", type="openbao-token", fingerprint=mark),))
    rig.policy(OBSERVE)
    one = await one_pasted(rig, "ann", None, value=token)
    assert (rig.entry(one).incident.type, rig.standing(one)) == ("openbao-token", ("held", "OBSERVING"))


@pytest.mark.parametrize("verb", ["recheck", "request"])
async def test_what_a_person_decided_stands(rig: Rig, bao: Bao, verb: str) -> None:
    rig.policy(OBSERVE)
    token = bao.token()
    one = await one_pasted(rig, "ann", bao_types.TOKEN, token=token)
    await pasted(rig).handle("dismiss", "bob", {"incident": one, "reason": "a test key"})
    looks = rig.told(one).count("probe")
    [filed] = await paste(rig, "ann", bao_types.TOKEN, revoke=verb == "request", token=token)
    assert f"stanch retry {one}" in filed["said"]
    await rig.work()
    assert rig.standing(one) == ("dismissed", "DISMISSED")
    assert rig.told(one).count("probe") == looks
    assert rig.entry(one).incident.requested_by is None


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("openbao-token", {"token": "x", "more": "y"}),
        ("openbao-token", {"token": ""}),
        ("openbao-token", {}),
        ("postgres-url", {"role": "x"}),
        ("no-such-type", {"token": "x"}),
        (None, {"token": "x"}),
    ],
)
async def test_what_is_no_credential_is_not_filed(rig: Rig, kind: str | None, parts: dict[str, str]) -> None:
    sealed = rig.keys.scanner.seal({name: Secret(value) for name, value in parts.items()})
    with pytest.raises(Complaint, match="this is no credential"):
        await pasted(rig).handle("paste", "ann", {"type": kind, "sealed": base64.b64encode(sealed).decode()})
    assert rig.entries() == ()


@pytest.mark.parametrize("sealed", [None, "", "!!", base64.b64encode(b"x" * 80).decode()])
async def test_what_is_not_sealed_for_us_is_not_opened(rig: Rig, sealed: str | None) -> None:
    with pytest.raises(Complaint, match="not sealed with the key of this daemon"):
        await pasted(rig).handle("paste", "ann", {"type": "openbao-token", "sealed": sealed})
    other = ResponderKeys.generate().scanner.seal({"token": Secret("x")})
    with pytest.raises(Complaint, match="not sealed with the key of this daemon"):
        await pasted(rig).handle("paste", "ann", {"type": "openbao-token", "sealed": base64.b64encode(other).decode()})
    for odd in ({"visibility": "loud"}, {"confidence": "very"}):
        good = base64.b64encode(rig.keys.scanner.seal({"token": Secret("x")})).decode()
        with pytest.raises(Complaint, match="this is no visibility and no confidence"):
            await pasted(rig).handle("paste", "ann", {"type": "openbao-token", "sealed": good, **odd})


# --- revoke ----------------------------------------------------------------------------------------


async def test_a_request_makes_a_plan_that_others_approve(rig: Rig, bao: Bao) -> None:
    """Nothing is done on the word of one person, and the one who asks is none of the two."""
    for rule in (OBSERVE, replace(OBSERVE, mode=Mode.NOTIFY)):
        rig.policy(rule)
        token = bao.token()
        one = await one_pasted(rig, "ann", bao_types.TOKEN, revoke=True, token=token)
        # irreversible = "auto" is the word of a rule that acts, and this one observes.
        assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
        assert rig.told(one).count("requested") == 1
        people = pasted(rig)
        with pytest.raises(Complaint, match="ann asked for it"):
            await people.handle("approve", "ann", approve(rig, one))
        await people.handle("approve", "bob", approve(rig, one))
        with pytest.raises(Complaint, match="ann asked for it"):
            await people.handle("approve", "ann", approve(rig, one))
        await rig.on()
        assert bao.lives(token)
        await people.handle("approve", "cleo", approve(rig, one))
        await rig.reach(one, "invalidated")
        assert not bao.lives(token)


async def test_a_reversible_step_waits_for_one_other(rig: Rig, roles: Roles) -> None:
    rig.policy(OBSERVE)
    role, password = await roles.make()
    one = await one_pasted(rig, "ann", pg_types.URL, revoke=True, role=role, password=password)
    assert rig.standing(one) == ("awaiting_approval", "POLICY_APPROVAL")
    assert await roles.lets_in(role, password)
    await pasted(rig).handle("approve", "bob", approve(rig, one))
    await rig.on()
    assert not await roles.lets_in(role, password)
    assert rig.standing(one)[0] == "contained"
    assert roles.statements(role) == ["NOLOGIN"]


async def test_a_request_in_auto_goes_as_the_rule_says(rig: Rig, bao: Bao) -> None:
    token = bao.token()
    one = await one_pasted(rig, "ann", bao_types.TOKEN, revoke=True, token=token)
    assert not bao.lives(token)
    rig.policy(CAREFUL)
    token = bao.token()
    one = await one_pasted(rig, "ann", bao_types.TOKEN, revoke=True, token=token)
    assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
    assert bao.lives(token)


@pytest.mark.parametrize("brake", ["FOREIGN", "NOT_ARMED", "PROTECTED", "CANARY", "FROZEN", "CAPPED"])
async def test_a_request_weakens_no_brake(rig: Rig, openbao: servers.Bao, bao: Bao, brake: str) -> None:
    token = bao.token()
    mark = frozenset({rig.keys.scanner.part(Secret(token))})
    doors = [address("bao-a", openbao.port)]
    match brake:
        case "FOREIGN":
            rig.system("bao", "openbao", doors, openbao.token, ours=False)
            rig.set(others=True)
            rig.policy(AUTO, estate=Estate())
        case "NOT_ARMED":
            rig.system("bao", "openbao", doors, openbao.token, armed=False)
            rig.policy(OBSERVE)
        case "PROTECTED":
            rig.policy(OBSERVE, guard=Guard(protected=mark))
        case "CANARY":
            rig.policy(OBSERVE, guard=Guard(canaries=mark))
        case "FROZEN":
            rig.responder.freeze.set("a test")
        case _:
            rig.set(caps=Caps(actions=0))
    one = await one_pasted(rig, "ann", bao_types.TOKEN, revoke=True, token=token)
    assert rig.standing(one)[1] == brake
    assert bao.lives(token)


async def test_a_no_takes_the_request_back(rig: Rig, bao: Bao) -> None:
    """Then the policy's word counts again, however many have approved, and who asked may approve again."""
    rig.policy(OBSERVE)
    token = bao.token()
    one = await one_pasted(rig, "ann", bao_types.TOKEN, revoke=True, token=token)
    people = pasted(rig)
    await people.handle("deny", "ann", {"incident": one, "reason": "a mistake"})
    await people.handle("retry", "ann", {"incident": one})
    assert rig.entry(one).incident.requested_by is None
    for person in ("ann", "bob"):
        await people.handle("approve", person, approve(rig, one))
    await rig.on(2)
    assert rig.standing(one) == ("held", "OBSERVING")
    assert bao.lives(token)


async def test_one_asks_and_whoever_approves_does_not(rig: Rig, bao: Bao) -> None:
    rig.policy(CAREFUL)
    token = bao.token()
    one = await one_pasted(rig, "ann", bao_types.TOKEN, token=token)
    await pasted(rig).handle("approve", "bob", approve(rig, one))
    [filed] = await paste(rig, "bob", bao_types.TOKEN, revoke=True, token=token)
    assert filed["said"] == f"incident {one}: bob has approved it: whoever approves does not ask as well"
    [filed] = await paste(rig, "ann", bao_types.TOKEN, revoke=True, token=token)
    assert filed["said"] == f"incident {one}: ann asks for its revocation"
    [filed] = await paste(rig, "cleo", bao_types.TOKEN, revoke=True, token=token)
    assert filed["said"].startswith(f"incident {one}: ann asks for it already: approve it")
    await pasted(rig).handle("approve", "cleo", approve(rig, one))
    await rig.reach(one, "invalidated")


async def test_a_request_is_for_one_epoch(rig: Rig, roles: Roles) -> None:
    """What comes back from the dead waits for a word of its own."""
    role, password = await roles.make()
    one = await one_pasted(rig, "ann", pg_types.URL, revoke=True, role=role, password=password)
    await rig.reach(one, "invalidated")
    assert rig.entry(one).incident.requested_by == "ann"
    rig.policy(OBSERVE)
    await roles.connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{password}'")
    await rig.reach(one, "reappeared")
    assert rig.entry(one).incident.requested_by is None
    assert rig.standing(one) == ("held", "OBSERVING")
