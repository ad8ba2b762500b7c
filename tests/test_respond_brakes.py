"""What holds the Responder back, on real servers: each brake by its name, what it let through, and that it lifts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from agent.demo import servers
from agent.doors.http import HttpEndpoint
from agent.found import Visibility
from agent.inventory.register import Entry, Inventory
from agent.model import Owner, Reason
from agent.response.estate import Guard
from agent.response.limits import Caps
from agent.response.methods import Mode
from agent.response.policy import Rule
from agent.seal import ResponderKeys
from agent.systems import open_system
from agent.wiring.daemon import own_marks
from detectors import openbao as bao_types
from detectors import postgres as pg_types
from detectors.base import Secret
from revokers.base import Liveness
from tests.sims.fronts import Bao, Front, Gate, Roles
from tests.sims.liar import Lie, answer, as_json
from tests.sims.rig import AUTO, FALLBACK, Rig, address

SETTLED = "invalidated"
OBSERVE = Rule("look only", Mode.OBSERVE)
APPROVE_END = replace(AUTO, irreversible=Mode.APPROVE)


@pytest.fixture
def bao(openbao: servers.Bao) -> Bao:
    return Bao(openbao)


@pytest.fixture
async def roles(postgres: servers.Postgres) -> AsyncIterator[Roles]:
    made = await Roles.connect(postgres)
    yield made
    await made.close()


async def awake(rig: Rig, times: int = 3) -> None:
    """Let it be looked at again and again."""
    await rig.on(times)


# --- where nobody is asked -------------------------------------------------------------------------


async def test_another_host_is_not_asked_and_neither_are_we(rig: Rig, roles: Roles, gate: Gate) -> None:
    role, password = await roles.make()
    async with Gate(gate.upstream) as stranger:
        here = await rig.leak(pg_types.URL, host="db.elsewhere.example:5432", role=role, password=password)
        port = await rig.leak(pg_types.URL, host=f"127.0.0.1:{stranger.port}", role=role, password=password + "x")
        await awake(rig)
        assert rig.standing(here) == rig.standing(port) == ("unverified", "OTHER_HOST")
        assert rig.told(here) == ["detected", "parked"]
        assert (gate.connections, stranger.connections) == (0, 0)
    assert await roles.lets_in(role, password)


async def test_a_canary_is_not_even_asked(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    rig.policy(guard=Guard(canaries=frozenset({rig.keys.scanner.part(Secret(token))})))
    one = await rig.leak(bao_types.TOKEN, token=token)
    await awake(rig)
    assert rig.standing(one) == ("held", "CANARY")
    assert rig.told(one) == ["detected", "parked"]
    assert front.seen == []


async def test_probing_can_be_off(rig: Rig, bao: Bao, front: Front) -> None:
    rig.set(probe=False)
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    await awake(rig)
    assert rig.standing(one) == ("unverified", "PROBE_OFF")
    assert front.seen == []


async def test_no_system_and_no_probe(rig: Rig) -> None:
    token = await rig.leak(bao_types.TOKEN, token="s." + "aB3d" * 6)
    lead = await rig.leak(None, value="hunter22hunter22")
    await awake(rig)
    assert rig.standing(token) == ("unverified", "NO_SYSTEM")
    assert rig.standing(lead) == ("unverified", "NO_PROBE")


async def test_a_system_that_is_not_ours_needs_leave_and_is_foreign(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    rig.system("bao", "openbao", [address("bao-a", front.port)], bao.server.token, ours=False)
    one = await rig.leak(bao_types.TOKEN, token=token)
    await awake(rig)
    assert rig.standing(one) == ("unverified", "PROBE_OFF")
    assert front.seen == []
    rig.set(others=True)
    await awake(rig)
    assert rig.standing(one) == ("foreign", "FOREIGN")
    rig.system("bao", "openbao", [address("bao-a", front.port)], bao.server.token, ours=False, accounts=["bao"])
    await rig.reach(one, SETTLED)
    assert not bao.lives(token)


# --- asked, and left alone -------------------------------------------------------------------------


async def test_protected_by_its_value(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    rig.policy(guard=Guard(protected=frozenset({rig.keys.scanner.part(Secret(token))})))
    one = await rig.leak(bao_types.TOKEN, token=token)
    await awake(rig)
    assert rig.standing(one) == ("held", "PROTECTED")
    assert bao.lives(token)
    rig.policy()
    await rig.reach(one, SETTLED)
    assert not bao.lives(token)
    assert len(front.asked("/revoke-accessor")) == 1


async def test_protected_by_whom_it_logs_in_as(rig: Rig, roles: Roles, gate: Gate) -> None:
    role, password = await roles.make()
    rig.policy(guard=Guard(principals=frozenset({("pg", role)})))
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await awake(rig)
    assert rig.standing(one) == ("held", "PROTECTED")
    assert roles.statements(role) == []
    assert gate.connections > 0


async def test_our_own_credentials_are_protected(rig: Rig, bao: Bao, front: Front, gate: Gate, roles: Roles) -> None:
    """Stanch's own token and password, leaked: told, never acted on."""
    rig.policy(guard=Guard(protected=own_marks(tuple(rig.systems), rig.keys)))
    own = roles.server
    token = await rig.leak(bao_types.TOKEN, token=bao.server.token.reveal())
    password = await rig.leak(pg_types.URL, role=own.role, password=own.password.reveal())
    await awake(rig)
    assert rig.standing(token) == rig.standing(password) == ("held", "PROTECTED")
    assert bao.lives(bao.server.token.reveal())
    assert await roles.lets_in(own.role, own.password.reveal())
    assert front.asked("/revoke") == []
    assert gate.connections > 0


async def test_without_the_list_the_revoker_itself_refuses(
    rig: Rig, bao: Bao, front: Front, gate: Gate, roles: Roles
) -> None:
    """The last line: even an empty protected list does not make Stanch cut its own arm off."""
    own = roles.server
    token = await rig.leak(bao_types.TOKEN, token=bao.server.token.reveal())
    password = await rig.leak(pg_types.URL, role=own.role, password=own.password.reveal())
    await awake(rig)
    assert rig.standing(token) == rig.standing(password) == ("held", "REFUSED")
    assert "itself uses" in rig.entry(token).incident.note
    assert bao.lives(bao.server.token.reveal())
    assert await roles.lets_in(own.role, own.password.reveal())
    assert front.asked("/revoke") == []
    assert roles.statements(own.role) == []
    assert gate.connections > 0


async def test_decoys(rig: Rig, bao: Bao, front: Front, roles: Roles, gate: Gate) -> None:
    """The right role with a wrong password, and an accessor in a token's place: dead, and nothing is done."""
    role, password = await roles.make()
    token = bao.token()
    decoy = await rig.leak(pg_types.URL, role=role, password=password[::-1])
    accessor = await rig.leak(bao_types.TOKEN, token=bao.accessor(token))
    await awake(rig)
    assert rig.standing(decoy) == rig.standing(accessor) == ("already_dead", None)
    assert await roles.lets_in(role, password)
    assert roles.statements(role) == []
    assert bao.lives(token)
    assert front.asked("/revoke") == []
    assert gate.connections > 0


async def test_observing_and_unarmed_then_let_loose(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    rig.policy(OBSERVE)
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    for _ in range(5):
        assert rig.standing(one) == ("held", "OBSERVING")
        await rig.on()
    rig.system("bao", "openbao", [address("bao-a", front.port)], bao.server.token, armed=False)
    rig.policy()
    await rig.on()
    for _ in range(3):
        assert rig.standing(one) == ("held", "NOT_ARMED")
        await rig.on()
    assert bao.lives(token)
    assert front.asked("/revoke") == []
    rig.system("bao", "openbao", [address("bao-a", front.port)], bao.server.token)
    await rig.reach(one, SETTLED)
    assert not bao.lives(token)


async def test_frozen_then_thawed(rig: Rig, bao: Bao, front: Front) -> None:
    token = bao.token()
    rig.responder.freeze.set("test")
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    asked = len(front.seen)
    began = rig.clock.now
    for _ in range(4):
        assert rig.standing(one) == ("held", "FROZEN")
        await rig.on()
    assert len(front.seen) == asked
    assert front.asked("/revoke") == []
    assert rig.clock.now - began < timedelta(seconds=5 * 4)
    assert rig.responder.freeze.lift()
    thawed = rig.clock.now
    await rig.on()
    assert rig.standing(one) == ("dead", None)
    assert rig.clock.now - thawed < timedelta(seconds=5)
    assert len(front.asked("/revoke-accessor")) == 1


async def test_frozen_between_two_steps(rig: Rig, roles: Roles, gate: Gate) -> None:
    """Contained already: the freeze keeps it from being ended, and the ledger says what holds it."""
    role, password = await roles.make()
    rig.policy(APPROVE_END)
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    assert roles.statements(role) == ["NOLOGIN"]
    rig.responder.freeze.set("test")
    rig.policy(AUTO)
    await awake(rig)
    assert rig.standing(one) == ("contained", "FROZEN")
    assert roles.statements(role) == ["NOLOGIN"]
    rig.responder.freeze.lift()
    await rig.reach(one, SETTLED)
    assert roles.statements(role) == ["NOLOGIN", "PASSWORD NULL"]
    assert gate.connections > 0


async def test_caps_hold_the_incident_and_not_the_queue(
    rig: Rig, bao: Bao, front: Front, roles: Roles, gate: Gate
) -> None:
    """One action an hour for OpenBao: its second waits, however often looked at, and uses up nothing meanwhile."""
    rig.set(caps=Caps(actions=3, per_system=1, per_owner=3, controls=99))
    first, second = bao.token(), bao.token()
    one = await rig.leak(bao_types.TOKEN, token=first)
    two = await rig.leak(bao_types.TOKEN, token=second)
    await rig.work()
    assert rig.standing(one)[0] == "dead"
    assert rig.standing(two) == ("held", "CAPPED")
    began = rig.clock.now
    for _ in range(6):
        rig.clock.pass_(minutes=9)
        await rig.ledger.begin(rig.clock())
        await rig.work()
        assert rig.standing(two) == ("held", "CAPPED")
    role, password = await roles.make()
    three = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    assert rig.standing(three)[0] in {"dead", "invalidated"}
    assert bao.lives(second)
    await rig.reach(two, SETTLED, rounds=200)
    assert rig.clock.now - began > timedelta(minutes=59)
    assert not bao.lives(second)
    assert len(front.asked("/revoke-accessor")) == 2
    assert gate.connections > 0


async def test_caps_hold_across_a_restart(rig: Rig, bao: Bao, front: Front) -> None:
    rig.set(caps=Caps(actions=1))
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    await rig.work()
    assert rig.standing(one)[0] == "dead"
    rig.ledger.close()
    again = Rig(rig.folder, clock=rig.clock, keys=rig.keys, systems=rig.systems)
    again.set(caps=Caps(actions=1), systems={each.name: open_system(each) for each in rig.systems})
    try:
        two = await again.leak(bao_types.TOKEN, token=bao.token())
        await again.work()
        assert again.standing(two) == ("held", "CAPPED")
    finally:
        again.close()
    assert len(front.asked("/revoke-accessor")) == 1


async def test_what_is_irreversible_waits_for_a_person(
    rig: Rig, bao: Bao, front: Front, roles: Roles, gate: Gate
) -> None:
    rig.policy(APPROVE_END)
    token = bao.token()
    role, password = await roles.make()
    one = await rig.leak(bao_types.TOKEN, token=token)
    two = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    for _ in range(4):
        assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
        assert rig.standing(two) == ("contained", "IRREVERSIBLE")
        await rig.on()
    assert bao.lives(token)
    assert roles.statements(role) == ["NOLOGIN"]
    assert SETTLED not in rig.told(two)
    rig.policy(AUTO)
    await rig.reach(one, SETTLED)
    await rig.reach(two, SETTLED)
    assert roles.statements(role) == ["NOLOGIN", "PASSWORD NULL"]
    assert len(front.asked("/revoke-accessor")) == 1
    assert gate.connections > 0


async def test_a_policy_that_became_stricter_holds_what_it_had_let(rig: Rig, bao: Bao, front: Front) -> None:
    """Planned while the rule said auto, frozen, and now a person is wanted: it waits for one, and says so."""
    token = bao.token()
    rig.responder.freeze.set("test")
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    rig.policy(APPROVE_END)
    rig.responder.freeze.lift()
    await awake(rig)
    assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
    assert [step.needs for step in rig.entry(one).incident.plan] == [Reason.IRREVERSIBLE]
    assert front.asked("/revoke") == []
    rig.policy(AUTO)
    await rig.reach(one, SETTLED)
    assert not bao.lives(token)


async def test_refused_by_the_provider(rig: Rig, bao: Bao, front: Front) -> None:
    """The admin's token may look up and not revoke: held, with the permission that is missing; mended, it goes on."""
    looks_only = bao.limited(("auth/token/lookup", "update"), ("auth/token/lookup-self", "read"))
    rig.system("bao", "openbao", [address("bao-a", front.port)], Secret(looks_only))
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    for _ in range(3):
        assert rig.standing(one) == ("held", "REFUSED")
        await rig.on()
    assert rig.detail(one, "refused")["action"]["needs"] == ["update auth/token/revoke-accessor"]
    assert bao.lives(token)
    rig.system("bao", "openbao", [address("bao-a", front.port)], bao.server.token)
    await rig.reach(one, SETTLED)
    assert not bao.lives(token)


async def test_a_server_that_takes_any_password_proves_nothing(rig: Rig, roles: Roles, gate: Gate) -> None:
    role, password = await roles.make(role="trusted")
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await awake(rig)
    assert rig.standing(one) == ("unverified", None)
    [run] = rig.entry(one).incident.proofs.values()
    assert (run.liveness, run.live_at) == (Liveness.UNKNOWN, None)
    assert run.reason == "logged in, but it accepts any value"
    assert roles.statements(role) == []
    assert gate.connections > 0


async def test_a_slow_server_is_no_verdict_and_holds_up_no_other(rig: Rig, bao: Bao, front: Front) -> None:
    drip = Lie("drip", answer("403 Forbidden", b'{"errors":["permission denied"]}'), pause=0.05)
    slow = Front(upstream=None)
    slow.tell(drip)
    async with slow:
        rig.system("bao", "openbao", [address("bao-a", slow.port)], bao.server.token)
        opened = rig.responder.systems["bao"]
        brisk = tuple(
            replace(door, deadline=timedelta(seconds=0.2))
            for door in opened.endpoints
            if isinstance(door, HttpEndpoint)
        )
        rig.set(systems={"bao": replace(opened, endpoints=brisk)})
        one = await rig.leak(bao_types.TOKEN, token=bao.token())
        await rig.work()
    assert rig.standing(one) == ("unverified", None)
    [run] = rig.entry(one).incident.proofs.values()
    assert run.reason == "no usable answer: TimeoutError"
    assert front.seen == []


# --- values ----------------------------------------------------------------------------------------


async def test_a_lead_that_the_register_knows(rig: Rig, bao: Bao, front: Front, gate: Gate) -> None:
    """Where the value is the whole credential it acts; where a part is missing it says so and asks nobody."""
    token, password = bao.token(), "correct-horse-battery"
    scanner = rig.keys.scanner
    rig.inventory = Inventory(
        (
            Entry("ci token", "team-ci", "openbao-token", fingerprint=scanner.part(Secret(token))),
            Entry("db", "team-db", "postgres-url", fingerprint=scanner.part(Secret(password))),
        )
    )
    whole = await rig.leak(None, value=token)
    half = await rig.leak(None, value=password)
    await rig.reach(whole, SETTLED)
    assert rig.entry(whole).incident.type == "openbao-token"
    assert rig.standing(half) == ("unverified", "INCOMPLETE")
    assert not bao.lives(token)
    assert len(front.asked("/revoke-accessor")) == 1
    assert gate.connections == 0


async def test_a_value_that_does_not_open_or_is_another(rig: Rig, bao: Bao, front: Front) -> None:
    """Sealed to other keys, or not what its fingerprint says: nobody is asked about it."""
    token, other = bao.token(), bao.token()
    strange = ResponderKeys.generate().scanner.seal({"token": Secret(token)})
    swapped = rig.keys.scanner.seal({"token": Secret(other)})
    garbled = rig.keys.scanner.seal({"token": Secret(token)})[:-1] + b"\0"
    for number, sealed in enumerate((strange, swapped, garbled)):
        made = rig.finding(bao_types.TOKEN, token=token + "x" * number)
        one = await rig.submit(replace(made, sealed=sealed))
        await awake(rig)
        assert rig.standing(one) == ("unverified", "UNREADABLE"), number
    assert front.seen == []


# --- owners ----------------------------------------------------------------------------------------


async def test_the_owner_is_whom_the_register_names_for_that_system(
    rig: Rig, roles: Roles, gate: Gate, postgres: servers.Postgres
) -> None:
    """The same role name elsewhere belongs to somebody else."""
    role, password = await roles.make()
    async with Gate(postgres.port) as elsewhere:
        rig.system("pg-2", "postgres", [address("db", elsewhere.port)], postgres.password, role=postgres.role)
        rig.inventory = Inventory((Entry("x", "team-two", identity=("pg-2", role)),))
        one = await rig.leak(pg_types.URL, host=f"127.0.0.1:{gate.port}", role=role, password=password)
        await rig.work()
        assert rig.entry(one).incident.owner == FALLBACK
        assert elsewhere.connections == 0
    rig.inventory = Inventory((Entry("x", "team-one", identity=("pg", role)),))
    other, password = await roles.make()
    rig.inventory = Inventory((Entry("x", "team-one", identity=("pg", other)),))
    two = await rig.leak(pg_types.URL, role=other, password=password)
    await rig.work()
    assert rig.entry(two).incident.owner == Owner("team-one", f"inventory entry x by identity {other} at pg")


async def test_an_identity_of_one_system_is_no_owner_at_another(rig: Rig, roles: Roles, gate: Gate) -> None:
    """Asked at two Systems, alive at one: the register's entry for the other is not meant."""
    role, password = await roles.make()
    async with Gate(gate.upstream) as closed:
        port = closed.port
    rig.remove("pg")
    # The one that does not answer comes first.
    rig.system("pg-2", "postgres", [address("db", port)], None)
    rig.system("pg", "postgres", [address("db", gate.port)], roles.server.password, role=roles.server.role)
    rig.inventory = Inventory(
        (Entry("wrong", "team-wrong", identity=("pg-2", role)), Entry("right", "team-right", identity=("pg", role)))
    )
    rig.policy(OBSERVE)
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    assert rig.entry(one).incident.owner.name == "team-right"


# --- leases and faults -----------------------------------------------------------------------------


class Meanwhile(Front):
    """While a request to `path` is under way, the lease runs out and somebody else claims."""

    def __init__(self, rig: Rig, upstream: int, path: str) -> None:
        super().__init__(upstream=upstream)
        self.rig, self.path = rig, path
        self.thieves = 0

    async def _pass_on(self, raw: bytes) -> bytes:
        if self.path in raw.split(b"\r\n")[0].decode() and not self.thieves:
            self.rig.clock.pass_(seconds=61)
            taken = await self.rig.ledger.claim(self.rig.clock(), "openbao", 60)
            assert taken is not None
            self.thieves = taken.id
        return await super()._pass_on(raw)


async def test_whoever_lost_the_lease_writes_nothing_and_does_nothing(rig: Rig, bao: Bao) -> None:
    token = bao.token()
    async with Meanwhile(rig, bao.server.port, "/lookup-self") as front:
        rig.system("bao", "openbao", [address("bao-a", front.port)], bao.server.token)
        one = await rig.leak(bao_types.TOKEN, token=token)
        await rig.responder.step("openbao")
        assert front.thieves == one
        assert rig.told(one) == ["detected"]
        assert front.asked("/revoke") == []
        assert bao.lives(token)


async def test_a_lease_lost_during_the_act_is_one_act(rig: Rig, bao: Bao) -> None:
    """The other one finds an intent without an outcome and a dead value: it concludes, and sends nothing."""
    token = bao.token()
    accessor = bao.accessor(token)
    async with Meanwhile(rig, bao.server.port, "/revoke-accessor") as front:
        rig.system("bao", "openbao", [address("bao-a", front.port)], bao.server.token)
        one = await rig.leak(bao_types.TOKEN, token=token)
        await rig.responder.step("openbao")
        assert rig.told(one) == ["detected", "probe", "decided", "intent"]
        rig.clock.pass_(seconds=61)
        await rig.reach(one, SETTLED)
        assert rig.told(one)[4:] == ["probe", "inferred", "probe", SETTLED]
        assert len(front.asked("/revoke-accessor", accessor=accessor)) == 1


async def test_nothing_is_sent_that_the_lease_might_not_outlive(rig: Rig, roles: Roles, gate: Gate) -> None:
    """Look and first step took so long that a second one could outlive the lease: a new claim does it."""
    role, password = await roles.make()
    gate.each = lambda: rig.clock.pass_(seconds=4.2)
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.responder.step("postgres")
    assert rig.told(one)[3:] == ["intent", "accepted", "probe"]
    assert roles.statements(role) == ["NOLOGIN"]
    gate.each = lambda: None
    await rig.reach(one, SETTLED)
    assert roles.statements(role) == ["NOLOGIN", "PASSWORD NULL"]


async def test_a_fault_of_ours_parks_one_incident_and_no_other(rig: Rig, bao: Bao, front: Front) -> None:
    """What nobody foresaw: that incident is STUCK, where people see it; the queue goes on."""
    first, second = bao.token(), bao.token()
    faults = [KeyError("not foreseen")]

    def owner(_system: str, _principal: str) -> Owner | None:
        if faults:
            raise faults.pop()
        return None

    rig.set(owner_by_identity=owner)
    one = await rig.leak(bao_types.TOKEN, token=first)
    two = await rig.leak(bao_types.TOKEN, token=second)
    await rig.work()
    assert rig.standing(one) == ("stuck", "EXHAUSTED")
    assert "KeyError" in rig.entry(one).incident.note
    assert "not foreseen" not in rig.entry(one).incident.note
    assert rig.standing(two)[0] == "dead"
    assert bao.lives(first)
    rig.clock.pass_(days=1, minutes=1)
    await rig.reach(one, SETTLED)
    assert len(front.asked("/revoke-accessor")) == 2


async def test_a_system_that_was_taken_out_of_the_configuration(rig: Rig, bao: Bao, front: Front) -> None:
    """Steps for a System that is no longer there hold up nothing at the other one."""
    token = bao.token()
    async with Front(upstream=bao.server.port) as other:
        rig.system("bao-2", "openbao", [address("bao-b", other.port)], bao.server.token)
        rig.policy(APPROVE_END)
        one = await rig.leak(bao_types.TOKEN, token=token)
        await rig.work()
        assert {step.system for step in rig.entry(one).incident.plan} == {"bao", "bao-2"}
        rig.remove("bao")
        await awake(rig)
        assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
        rig.policy(AUTO)
        await rig.reach(one, SETTLED)
        assert len(other.asked("/revoke-accessor")) == 1
        assert front.asked("/revoke") == []


async def test_visibility_is_part_of_what_a_rule_sees(rig: Rig, bao: Bao, front: Front) -> None:
    """Unknown is private for automatic action."""
    rig.policy(replace(AUTO, visibility=("public",)))
    tokens = {seen: bao.token() for seen in Visibility}
    numbers = {
        seen: await rig.submit(rig.finding(bao_types.TOKEN, visibility=seen, token=token))
        for seen, token in tokens.items()
    }
    await awake(rig)
    states = {seen: rig.standing(number)[0] for seen, number in numbers.items()}
    assert states.pop(Visibility.PUBLIC) in {"dead", "invalidated"}
    assert set(states.values()) == {"held"}
    assert [seen for seen, token in tokens.items() if not bao.lives(token)] == [Visibility.PUBLIC]
    assert len(front.asked("/revoke-accessor")) == 1


async def test_two_workers_at_once_do_each_thing_once(rig: Rig, bao: Bao, front: Front) -> None:
    tokens = [bao.token() for _ in range(8)]
    accessors = [bao.accessor(token) for token in tokens]
    rig.set(caps=Caps(99, 99, 99, 99))
    numbers = [await rig.leak(bao_types.TOKEN, token=token) for token in tokens]
    front.tell(Lie("busy", as_json("503 Service Unavailable", {"errors": []}), path="/revoke-accessor", times=3))

    async def worker() -> None:
        while await rig.responder.step("openbao"):
            pass

    for _ in range(12):
        async with asyncio.TaskGroup() as tasks:
            for _ in range(4):
                tasks.create_task(worker())
        rig.clock.pass_(seconds=10)
    assert {rig.standing(number)[0] for number in numbers} == {"invalidated"}
    assert [front.ended(accessor) for accessor in accessors] == [1] * 8
