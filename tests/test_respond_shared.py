"""What lives on after an end because others use it too: the tokens of a role that has several secret-ids."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest

from agent.demo import servers
from detectors import openbao as bao_types
from detectors.base import Secret
from tests.sims.fronts import Bao
from tests.sims.people import CAREFUL, mark, people
from tests.sims.rig import AUTO, Rig, address

NUMBERS = count()


@dataclass(frozen=True)
class Role:
    """A role with two secret-ids, and a token that was made by each."""

    bao: Bao
    secret_ids: tuple[str, str]
    tokens: tuple[str, str]

    def alive(self) -> list[bool]:
        return [self.bao.lives(token) for token in self.tokens]


@pytest.fixture
def role(openbao: servers.Bao, rig: Rig) -> Role:
    rig.system("bao", "openbao", [address("bao-a", openbao.port)], openbao.token)
    bao, at = Bao(openbao), f"auth/approle/role/shared-{next(NUMBERS)}"
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    assert bao.call("POST", at, {"token_policies": ["default"]})[0] == 204
    role_id = bao.call("GET", f"{at}/role-id")[1]["data"]["role_id"]
    made = [str(bao.call("POST", f"{at}/secret-id")[1]["data"]["secret_id"]) for _ in range(2)]
    tokens = [
        str(bao.call("POST", "auth/approle/login", {"role_id": role_id, "secret_id": each})[1]["auth"]["client_token"])
        for each in made
    ]
    return Role(bao, (made[0], made[1]), (tokens[0], tokens[1]))


async def test_two_people_say_yes_before_the_tokens_of_others_end(rig: Rig, role: Role) -> None:
    rig.policy(CAREFUL)
    one = await rig.leak(bao_types.SECRET_ID, secret_id=role.secret_ids[0])
    await rig.work()
    assert rig.standing(one) == ("awaiting_approval", "IRREVERSIBLE")
    for person in ("ann", "bob"):
        await people(rig).handle("approve", person, {"incident": one, "plan": mark(rig, one)})
    await rig.work()
    assert rig.standing(one) == ("awaiting_approval", "SHARED")
    assert role.alive() == [True, True]
    ended = [record["detail"]["action"] for record in rig.records(one) if record["what"] == "accepted"]
    assert [action["verb"] for action in ended] == ["end"]
    assert "token(s) of the role" in ended[0]["sentence"]
    rig.clock.pass_(hours=2)
    await rig.on()
    assert rig.standing(one) == ("awaiting_approval", "SHARED")
    for person in ("ann", "bob"):
        await people(rig).handle("approve", person, {"incident": one, "plan": mark(rig, one)})
    await rig.reach(one, "invalidated")
    assert role.alive() == [False, False]
    ended = [record["detail"]["action"] for record in rig.records(one) if record["what"] == "accepted"]
    assert [action["verb"] for action in ended] == ["end", "clean_up"]


async def test_a_rule_that_names_type_and_system_may_do_it_alone(rig: Rig, role: Role) -> None:
    rig.policy(AUTO)
    one = await rig.leak(bao_types.SECRET_ID, secret_id=role.secret_ids[0])
    await rig.reach(one, "invalidated")
    assert role.alive() == [False, False]


async def test_a_clean_up_that_ends_nothing_is_refused(rig: Rig, role: Role) -> None:
    """Our own token may find the tokens and not end them: they live, and so does the incident."""
    may = {
        "sys/auth": "read",
        "sys/namespaces": "list",
        "auth/approle/role": "list",
        "auth/approle/role/+/secret-id": "list",
        "auth/approle/role/+/secret-id/lookup": "update",
        "auth/approle/role/+/secret-id/destroy": "update",
        "auth/token/lookup-accessor": "update",
    }
    looked_up = role.bao.call("POST", "auth/token/lookup", {"token": role.bao.limited(*may.items())})
    policies = looked_up[1]["data"]["policies"]
    listing = {"policy": 'path "auth/token/accessors/" { capabilities = ["list", "sudo"] }'}
    assert role.bao.call("PUT", "sys/policies/acl/accessors", listing)[0] == 204
    limited = Secret(role.bao.token(policies=[*policies, "accessors"]))
    rig.system("bao", "openbao", [address("bao-a", role.bao.server.port)], limited)
    rig.policy(AUTO)
    one = await rig.leak(bao_types.SECRET_ID, secret_id=role.secret_ids[0])
    await rig.on(6)
    assert rig.standing(one) == ("held", "REFUSED")
    assert role.alive() == [True, True]
    refused = [record["detail"]["action"] for record in rig.records(one) if record["what"] == "refused"]
    assert {action["verb"] for action in refused} == {"clean_up"}
    assert refused[0]["needs"] == ["update auth/token/revoke-accessor"]


async def test_nothing_is_asked_where_nothing_is_left(rig: Rig, role: Role) -> None:
    for token in role.tokens:
        role.bao.call("POST", "auth/token/revoke", {"token": token})
    rig.policy(CAREFUL)
    one = await rig.leak(bao_types.SECRET_ID, secret_id=role.secret_ids[0])
    await rig.work()
    for person in ("ann", "bob"):
        await people(rig).handle("approve", person, {"incident": one, "plan": mark(rig, one)})
    await rig.reach(one, "invalidated")
    kinds = [step.kind.value for step in rig.entry(one).incident.plan]
    assert kinds == ["end"]


async def test_a_no_leaves_them_and_is_not_asked_again(rig: Rig, role: Role) -> None:
    rig.policy(CAREFUL)
    one = await rig.leak(bao_types.SECRET_ID, secret_id=role.secret_ids[0])
    await rig.work()
    for person in ("ann", "bob"):
        await people(rig).handle("approve", person, {"incident": one, "plan": mark(rig, one)})
    await rig.work()
    await people(rig).handle("deny", "ann", {"incident": one, "reason": "they are others'"})
    rig.clock.pass_(days=2)
    await rig.on(2)
    assert rig.standing(one) == ("held", "DENIED")
    assert role.alive() == [True, True]
