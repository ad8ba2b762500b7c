"""The Responder on real servers, from LIVE to INVALIDATED: what was done, in which order, and what the server saw."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from agent.demo import servers
from agent.ledger import LedgerView
from detectors import openbao as bao_types
from detectors import postgres as pg_types
from detectors.base import Secret
from tests.sims.fronts import Bao, Front, Gate, Roles
from tests.sims.rig import Rig, address

SETTLED = "invalidated"


@pytest.fixture
def bao(openbao: servers.Bao) -> Bao:
    return Bao(openbao)


@pytest.fixture
async def roles(postgres: servers.Postgres) -> AsyncIterator[Roles]:
    made = await Roles.connect(postgres)
    yield made
    await made.close()


async def test_a_token_is_ended_and_proven_dead(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    accessor = bao.accessor(token)
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    assert rig.told(one) == ["detected", "probe", "decided", "intent", "accepted", "probe"]
    assert rig.standing(one) == ("dead", None)
    assert not bao.lives(token)
    assert front.ended(accessor) == 1
    await rig.reach(one, SETTLED)
    assert rig.told(one) == ["detected", "probe", "decided", "intent", "accepted", "probe", "probe", SETTLED]
    assert rig.standing(one) == ("invalidated", None)
    clocks = rig.entry(one).incident.clocks
    assert clocks.verified is not None
    assert clocks.accepted is not None
    assert clocks.dead_low is not None
    assert clocks.dead is not None
    assert clocks.confirmed is not None
    assert clocks.detected < clocks.dead_low <= clocks.verified < clocks.accepted < clocks.dead < clocks.confirmed
    assert front.ended(accessor) == 1


async def test_a_credential_in_a_name_that_the_provider_tells_is_kept_nowhere(
    rig: Rig, roles: Roles, gate: Gate
) -> None:
    """Whoever may make a role chooses its name: one of a group that the leaked one is in."""
    token = "gl" + "pat-" + secrets.token_hex(10)
    await roles.make("NOLOGIN", role=f'"{token}"')
    role, password = await roles.make(f'LOGIN IN ROLE "{token}"')
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    identity = rig.entry(one).incident.identity
    assert identity is not None
    assert (identity.principal, identity.privileges) == (role, ("member of (gitlab-token)",))
    with LedgerView(rig.path) as view:
        said = "".join(event.record for event in view.events(one))
    assert token not in said
    assert "member of (gitlab-token)" in said
    assert gate.connections > 0


async def test_rechecks_then_the_value_is_forgotten(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.reach(one, "value:erased")
    assert rig.told(one)[7:] == [SETTLED, *(["probe", "rechecked"] * 3), "value:erased"]
    assert await rig.ledger.sealed(one) is None
    assert rig.entry(one).incident.not_before is None
    assert rig.standing(one) == ("invalidated", None)
    assert [one.status for one in front.asked("/revoke")] == [204]


async def test_what_is_still_there_after_its_value_was_erased_is_asked_about_once_more(
    rig: Rig, roles: Roles, gate: Gate
) -> None:
    """The same file is read again: dead, so forgotten again; but alive, it has reappeared."""
    role, password = await roles.make()
    finding = rig.finding(pg_types.URL, role=role, password=password)
    one = await rig.submit(finding)
    await rig.reach(one, "value:erased")
    before = rig.told(one)
    await rig.submit(finding)
    await rig.work()
    assert rig.told(one) == [*before, "probe", "value:erased"]
    assert await rig.ledger.sealed(one) is None
    await roles.connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{password}'")
    await rig.submit(finding)
    await rig.work()
    assert "reappeared" in rig.told(one)
    assert gate.connections > 0
    assert not await roles.lets_in(role, password)


async def test_a_role_is_contained_then_ended(rig: Rig, roles: Roles, gate: Gate) -> None:
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, host="127.0.0.1", role=role, password=password)
    await rig.reach(one, SETTLED)
    assert rig.told(one) == [
        *("detected", "probe", "decided", "intent", "accepted", "probe", "intent", "accepted", "probe"),
        SETTLED,
    ]
    assert roles.statements(role) == ["NOLOGIN", "PASSWORD NULL"]
    assert not await roles.lets_in(role, password)
    assert gate.connections > 0


async def test_a_secret_id_and_its_tokens_end(rig: Rig, bao: Bao, front: Front) -> None:
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    assert bao.call("POST", "auth/approle/role/respond-ci", {"token_policies": ["default"]})[0] == 204
    secret_id = bao.call("POST", "auth/approle/role/respond-ci/secret-id")[1]["data"]["secret_id"]
    role_id = bao.call("GET", "auth/approle/role/respond-ci/role-id")[1]["data"]["role_id"]
    login = {"role_id": role_id, "secret_id": secret_id}
    token = bao.call("POST", "auth/approle/login", login)[1]["auth"]["client_token"]
    one = await rig.leak(bao_types.SECRET_ID, secret_id=secret_id)
    await rig.reach(one, SETTLED)
    assert bao.call("POST", "auth/approle/login", login)[0] == 400
    assert not bao.lives(token)
    assert [each.status for each in front.asked("/secret-id/destroy")] == [204]


async def test_dead_when_first_seen(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    bao.call("POST", "auth/token/revoke", {"token": token})
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    assert rig.told(one) == ["detected", "probe"]
    assert rig.standing(one) == ("already_dead", None)
    await rig.on(5)
    assert rig.standing(one)[0] == "already_dead"
    clocks = rig.entry(one).incident.clocks
    assert (clocks.verified, clocks.dead_low) == (None, None)
    assert front.asked("/revoke") == []


async def test_dead_everywhere_or_not_dead(rig: Rig, bao: Bao, openbao: servers.Bao) -> None:
    """A replica that is behind keeps the incident open, for as long as it is."""
    token = bao.token()
    accessor = bao.accessor(token)
    async with Front(upstream=openbao.port) as first, Front(upstream=openbao.port) as replica:
        replica.lagging[token] = 4
        endpoints = [address("a", first.port), address("b", replica.port, primary=False)]
        rig.system("bao", "openbao", endpoints, openbao.token)
        one = await rig.leak(bao_types.TOKEN, token=token)
        await rig.work()
        assert not bao.lives(token)
        assert rig.standing(one) == ("accepted", None)
        proofs = {name: run.liveness.value for (_, name), run in rig.entry(one).incident.proofs.items()}
        assert proofs == {"a": "dead", "b": "live"}
        await rig.reach(one, SETTLED)
        assert replica.lagging[token] == 0
        assert (first.ended(accessor), replica.ended(accessor)) == (1, 0)
        incident = rig.entry(one).incident
        assert incident.clocks.dead == incident.proofs["bao", "b"].dead_since
        assert incident.clocks.dead_low == incident.proofs["bao", "b"].live_at


async def test_accepted_is_not_dead(rig: Rig, bao: Bao, front: Front) -> None:
    """The provider takes the request, and the token lives on for twenty questions."""
    token = bao.token()
    front.lagging[token] = 20
    one = await rig.leak(bao_types.TOKEN, token=token)
    for _ in range(15):
        await rig.on()
        assert rig.standing(one) == ("accepted", None)
    assert SETTLED not in rig.told(one)
    await rig.reach(one, SETTLED)
    assert front.lagging[token] == 0
    assert len(front.asked("/revoke-accessor")) == 1


async def test_accepted_without_effect_is_sent_again(rig: Rig, bao: Bao, front: Front) -> None:
    """The first request was taken and dropped by the provider: patience first, then a second one."""
    from tests.sims.liar import Lie, answer

    token = bao.token()
    front.tell(Lie("taken, and dropped", answer("204 No Content"), path="/revoke-accessor", times=1))
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    assert rig.standing(one) == ("accepted", None)
    began = rig.clock.now
    await rig.reach(one, SETTLED, rounds=200)
    assert rig.told(one).count("intent") == 2
    assert rig.clock.now - began > timedelta(seconds=30)
    assert front.ended(rig.entry(one).incident.identity.credential_id or "") == 1  # type: ignore[union-attr]


async def test_lost_answer_of_a_token_that_died(rig: Rig, bao: Bao, front: Front) -> None:
    """The request had its effect and the answer reached nobody: probed, and not sent again."""
    token = bao.token()
    accessor = bao.accessor(token)
    front.deaf["/revoke-accessor"] = 1
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.reach(one, SETTLED)
    assert rig.told(one) == [
        *("detected", "probe", "decided", "intent", "failed", "probe", "inferred", "probe", SETTLED),
    ]
    assert front.ended(accessor) == 1
    assert len(front.asked("/revoke-accessor")) == 1


async def test_lost_answer_of_a_role_that_was_stopped(rig: Rig, roles: Roles, gate: Gate) -> None:
    role, password = await roles.make()
    gate.cut = f"{role} NOLOGIN".encode()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.reach(one, SETTLED)
    assert gate.cut is None
    # Sent again to end the sessions, which may not have happened; the role itself is altered once.
    assert rig.told(one)[3:9] == ["intent", "failed", "probe", "probe", "intent", "accepted"]
    assert roles.statements(role)[0] == "NOLOGIN"
    assert roles.statements(role).count("NOLOGIN") == 1
    assert not await roles.lets_in(role, password)


async def test_a_refused_connection_is_not_dead_and_is_tried_again(rig: Rig, bao: Bao, openbao: servers.Bao) -> None:
    token = bao.token()
    async with Front(upstream=openbao.port) as gone:
        port = gone.port
    rig.system("bao", "openbao", [address("bao-a", port)], openbao.token)
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.on(3)
    assert rig.standing(one) == ("unverified", None)
    waits = rig.entry(one).incident.not_before
    assert waits is not None
    async with Front(upstream=openbao.port) as back:
        rig.system("bao", "openbao", [address("bao-a", back.port)], openbao.token)
        await rig.reach(one, SETTLED)
        assert len(back.asked("/revoke-accessor")) == 1
    assert Secret(token).reveal() == token


async def test_it_lives_again(rig: Rig, roles: Roles, gate: Gate) -> None:
    """Somebody gave the old password back after it was proven dead: a new epoch, and one more effect of each kind."""
    role, password = await roles.make()
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.reach(one, SETTLED)
    await roles.connection.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{password}'")
    await rig.reach(one, "reappeared")
    await rig.work()
    assert rig.entry(one).incident.epoch == 2
    assert roles.statements(role) == ["NOLOGIN", "PASSWORD NULL", "LOGIN", "NOLOGIN", "PASSWORD NULL"]
    assert not await roles.lets_in(role, password)
    for _ in range(5):
        await rig.on()
    assert rig.standing(one) == ("invalidated", None)
    assert gate.connections > 0


async def test_a_place_that_names_our_host_is_acted_on_at_once(rig: Rig, roles: Roles, gate: Gate) -> None:
    """First seen beside a stranger's host, a hundred times over; then beside ours."""
    role, password = await roles.make()
    for _ in range(100):
        await rig.leak(pg_types.URL, host="db.elsewhere.example", role=role, password=password)
    one = await rig.leak(pg_types.URL, host="db.elsewhere.example", role=role, password=password)
    await rig.work()
    assert rig.standing(one) == ("unverified", "OTHER_HOST")
    await rig.leak(pg_types.URL, host=f"127.0.0.1:{gate.port}", role=role, password=password)
    await rig.work()
    assert rig.standing(one)[0] in {"dead", "invalidated"}
    assert roles.statements(role) == ["NOLOGIN", "PASSWORD NULL"]


async def test_dead_where_it_was_found_alive_is_not_dead_where_nobody_answers(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    async with Front(upstream=bao.server.port) as other:
        port = other.port
    rig.system("bao-2", "openbao", [address("bao-b", port)], bao.server.token)
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.on(4)
    assert not bao.lives(token)
    assert len(front.asked("/revoke-accessor")) == 1
    state, _ = rig.standing(one)
    assert state in {"unverified", "detected"}
    assert rig.entry(one).incident.clocks.dead is None


async def test_the_endpoint_has_another_name_by_now(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    rig.responder.freeze.set("test")
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    rig.system("bao", "openbao", [address("renamed", front.port)], bao.server.token)
    rig.responder.freeze.lift()
    await rig.reach(one, SETTLED)
    assert rig.standing(one) == ("invalidated", None)
    assert not bao.lives(token)
    assert [(asked.method, asked.status) for asked in front.asked("/revoke-accessor")] == [("POST", 204)]


@pytest.mark.usefixtures("gate")
async def test_a_role_that_somebody_else_switched_off_is_contained_and_not_forgotten(rig: Rig, roles: Roles) -> None:
    """It can be given LOGIN again with the leaked password: asked about for ever, and ended when it lives again."""
    role, password = await roles.make()
    await roles.connection.execute(f'ALTER ROLE "{role}" NOLOGIN')
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    assert rig.standing(one) == ("contained", None)
    await rig.on(20)
    assert rig.standing(one) == ("contained", None)
    assert "invalidated" not in rig.told(one)
    await roles.connection.execute(f'ALTER ROLE "{role}" LOGIN')
    await rig.reach(one, SETTLED)
    assert rig.standing(one) == ("invalidated", None)


async def test_a_role_whose_name_is_like_a_credential_is_ended_under_its_own_name(
    rig: Rig, roles: Roles, gate: Gate
) -> None:
    """Its name is kept as its type, and the provider is asked to end the role that logged in."""
    name = "gl" + "pat-" + secrets.token_hex(10)
    _, password = await roles.make("LOGIN", role=f'"{name}"')
    one = await rig.leak(pg_types.URL, role=name, password=password)
    await rig.work()
    incident = rig.entry(one).incident
    assert incident.identity is not None
    assert incident.identity.principal == "(gitlab-token)"
    assert incident.clocks.dead is not None, incident.parked
    with LedgerView(rig.path) as view:
        later = view.events(one)[1:]  # a preview shows whose it is
    assert not any(name in event.record for event in later)
    assert gate.connections > 0
