"""`stanch plan` on real servers: what would be done before anything is armed, and then the plan that stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.demo import servers
from agent.record import stamp
from agent.response import lifecycle
from agent.response.arming import Arming
from agent.response.methods import Mode
from detectors import openbao as bao_types
from detectors.base import Secret
from tests.sims.fronts import Bao
from tests.sims.people import planned
from tests.sims.rig import AUTO, Rig, address

CAREFUL = replace(AUTO, irreversible=Mode.APPROVE)
PERMISSIONS = (
    "  permissions it takes: update auth/token/lookup, update auth/token/revoke, update auth/token/revoke-accessor"
)
UNKNOWN = "  permissions not known: the daemon has not asked yet"
END = "end: IRREVERSIBLE; also: every token that it made, and every lease of theirs, ends with it; root tokens too"
WAITS = "waits: it is irreversible and needs approval, by 2 people"


@pytest.fixture
def bao(openbao: servers.Bao, rig: Rig) -> Bao:
    rig.system("bao", "openbao", [address("bao-a", openbao.port)], openbao.token, armed=False)
    return Bao(openbao)


def armed(rig: Rig) -> None:
    rig.set(policy=replace(rig.responder.policy, armed=Arming(rig.folder / "armed.jsonl").covers))
    Arming(rig.folder / "armed.jsonl").add(armed=True, scope={"system": "bao"}, at=rig.clock(), by="ann")


async def test_before_it_is_armed_and_then_as_it_stands(rig: Rig, bao: Bao) -> None:
    rig.policy(CAREFUL)
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    assert planned(rig, one)[1:] == ["no endpoint was asked about it yet, so nothing would be done"]
    await rig.work()
    assert planned(rig, one) == [
        "held; owner security@example.com (fallback)",
        "on bao, as token:",
        "  rule 1 (auto): matches, so it decides",
        "  mode auto, method revoke:",
        f"    {END}; {WAITS}",
        "  but nothing is done: the system is not armed",
        PERMISSIONS,
        UNKNOWN,
        "waits: the system is not armed",
    ]
    armed(rig)
    await rig.on()
    assert planned(rig, one) == [
        "awaiting_approval; owner security@example.com (fallback)",
        "on bao, as token:",
        "  decided: rule: auto, mode: auto, method: revoke",
        f"  {END.replace('end', 'end at bao-a', 1)}; {WAITS}",
        PERMISSIONS,
        UNKNOWN,
        "waits: it is irreversible and needs approval",
        f"to approve: stanch approve {one} --plan {lifecycle.plan_mark(rig.entry(one).incident)}",
    ]
    Arming(rig.folder / "armed.jsonl").clear(at=rig.clock(), by="ann")
    assert "  but nothing more is done: the system is not armed" in planned(rig, one)


async def test_what_observing_leaves_undone(rig: Rig, bao: Bao) -> None:
    rig.policy(replace(AUTO, mode=Mode.OBSERVE))
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    assert planned(rig, one)[2:6] == [
        "  rule 1 (auto): matches, so it decides",
        "  mode observe; if a rule allowed it, method revoke:",
        f"    {END}; {WAITS}",
        "  but nothing is done: the policy says observe and the system is not armed",
    ]
    bao.call("POST", "auth/token/revoke", {"token": token})
    await rig.reach(one, "invalidated")
    assert planned(rig, one)[1:] == [
        "on bao, as token:",
        "  it is dead there, so nothing is to be done",
        PERMISSIONS,
        UNKNOWN,
    ]


async def test_a_refusal_says_which_permission_is_missing(rig: Rig, bao: Bao) -> None:
    looks_only = bao.limited(("auth/token/lookup", "update"), ("auth/token/lookup-self", "read"))
    rig.system("bao", "openbao", [address("bao-a", bao.server.port)], Secret(looks_only))
    one = await rig.leak(bao_types.TOKEN, token=bao.token())
    await rig.work()
    end = "  " + END.replace("end", "end at bao-a", 1)
    missing = "REFUSED: the admin token may not do this (it takes update auth/token/revoke-accessor)"
    assert planned(rig, one)[3] == f"{end}; {missing}"
    rig.system("bao", "openbao", [address("bao-a", bao.server.port)], bao.server.token)
    await rig.reach(one, "invalidated")
    accepted = rig.entry(one).incident.plan[0].accepted_at
    assert accepted is not None
    assert planned(rig, one)[3] == f"{end}; accepted {stamp(accepted)}"
