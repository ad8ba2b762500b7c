"""What belongs to an act besides the value: sessions and tokens, when the act was refused or broken off half-way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from itertools import count

import asyncpg
import pytest

from agent.demo import servers
from agent.demo.aws import Aws
from agent.response.methods import Method
from detectors import aws as aws_types
from detectors import openbao as bao_types
from detectors import postgres as pg_types
from detectors import redis as redis_types
from detectors.base import Secret
from tests.sims.aws import opened
from tests.sims.fronts import Bao, Front, Roles, Severed
from tests.sims.liar import Lie, answer
from tests.sims.people import CAREFUL
from tests.sims.redis_client import VALUE, Client, speaking_to
from tests.sims.rig import AUTO, Rig, address

NUMBERS = count()
CONTAIN = replace(AUTO, methods=(Method.DEACTIVATE,))


@pytest.fixture
async def roles(postgres: servers.Postgres) -> AsyncIterator[Roles]:
    made = await Roles.connect(postgres)
    yield made
    await made.close()


@pytest.fixture
async def client(redis: servers.Redis) -> AsyncIterator[Client]:
    async with speaking_to(redis) as made:
        yield made


async def alive(session: asyncpg.Connection) -> bool:
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return bool(await session.fetchval("SELECT true"))
    return False


async def test_who_may_not_end_sessions_says_so_until_he_may(
    rig: Rig, postgres: servers.Postgres, roles: Roles
) -> None:
    """NOLOGIN is done, and whoever is in is in: an hour later both steps were skipped, and nobody was told."""
    weak, own = await roles.make("LOGIN CREATEROLE")
    role, password = await roles.make()
    await roles.connection.execute(f"GRANT {role} TO {weak} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
    where = {"host": "127.0.0.1", "port": postgres.port, "database": "postgres", "ssl": False}
    thief = await asyncpg.connect(user=role, password=password, **where)
    rig.system("pg", "postgres", [address("db", postgres.port)], Secret(own), role=weak)
    one = await rig.leak(pg_types.URL, role=role, password=password)
    await rig.work()
    for _ in range(3):
        assert rig.standing(one) == ("held", "REFUSED")
        await rig.on()
    assert await alive(thief)
    assert not await roles.lets_in(role, password)
    await roles.connection.execute(f"GRANT pg_signal_backend TO {weak}")
    await rig.reach(one, "invalidated")
    assert not await alive(thief)
    assert "skipped" not in rig.told(one)


async def test_a_thief_is_cut_though_the_first_try_was_broken_off(
    rig: Rig, redis: servers.Redis, client: Client
) -> None:
    user = await client.user()
    thief = await client.open(user)
    async with Severed(redis.port) as gate:
        rig.system("cache", "redis", [address("one", gate.port)], redis.password, role=redis.user)
        rig.policy(CONTAIN)
        one = await rig.leak(redis_types.URL, user=user, password=VALUE)
        await rig.reach(one, "accepted")
        assert len(gate.severed) == 1
    assert "failed" in rig.told(one)
    assert "inferred" not in rig.told(one)
    assert await thief.say("PING") == ""
    assert rig.standing(one) == ("contained", None)


async def test_a_thief_is_not_forgotten_though_the_next_try_was_refused(
    rig: Rig, redis: servers.Redis, client: Client
) -> None:
    """The password is gone and its connections are not: dead, and by nobody's word all that was to be done."""
    user = await client.user()
    own = "weak-" + "d2Tn" * 4
    weak = await client.user("on ~* &* +@all", own)
    thief = await client.open(user)
    async with Severed(redis.port) as gate:
        rig.system("cache", "redis", [address("one", gate.port)], Secret(own), role=weak)
        rig.policy(CONTAIN)
        one = await rig.leak(redis_types.URL, user=user, password=VALUE)
        await rig.work()
        assert len(gate.severed) == 1
        assert await client.admin.say(f"ACL SETUSER {weak} -client +client|list") == "+OK"
        await rig.reach(one, "refused")
        for _ in range(5):
            assert rig.standing(one) == ("held", "REFUSED")
            await rig.on()
        assert not await client.accepts(user)
        assert await thief.say("PING") == "+PONG"
        assert await client.admin.say(f"ACL SETUSER {weak} +client") == "+OK"
        await rig.reach(one, "accepted")
    assert {"skipped", "inferred"} & set(rig.told(one)) == set()
    assert await thief.say("PING") == ""
    assert rig.standing(one) == ("contained", None)


async def test_who_may_not_cut_connections_takes_no_password_away(
    rig: Rig, redis: servers.Redis, client: Client
) -> None:
    """Else it would be dead with the thief inside, and not saved."""
    user = await client.user()
    own = "weak-" + "d2Tn" * 4
    weak = await client.user("on ~* &* +auth +acl +config +client|list", own)
    thief = await client.open(user)
    rig.system("cache", "redis", [address("one", redis.port)], Secret(own), role=weak)
    one = await rig.leak(redis_types.URL, user=user, password=VALUE)
    await rig.on(3)
    assert rig.standing(one) == ("held", "REFUSED")
    assert await client.accepts(user)
    assert await thief.say("PING") == "+PONG"


async def test_a_user_that_somebody_switched_off_is_not_forgotten(
    rig: Rig, redis: servers.Redis, client: Client
) -> None:
    """Switched on again, the leaked password lets everybody in."""
    user = await client.user()
    assert await client.admin.say(f"ACL SETUSER {user} off") == "+OK"
    rig.system("cache", "redis", [address("one", redis.port)], redis.password, role=redis.user)
    one = await rig.leak(redis_types.URL, user=user, password=VALUE)
    await rig.on(20)
    assert rig.standing(one) == ("contained", None)
    assert await client.admin.say(f"ACL SETUSER {user} on") == "+OK"
    await rig.reach(one, "invalidated")
    assert not await client.accepts(user)


@pytest.fixture
def role(openbao: servers.Bao) -> tuple[Bao, tuple[str, str], tuple[str, str]]:
    """A role with two secret-ids, of which the first is given with the role-id, and a token that was made by each."""
    bao, at = Bao(openbao), f"auth/approle/role/half-{next(NUMBERS)}"
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    assert bao.call("POST", at, {"token_policies": ["default"]})[0] == 204
    role_id = bao.call("GET", f"{at}/role-id")[1]["data"]["role_id"]
    made = [str(bao.call("POST", f"{at}/secret-id")[1]["data"]["secret_id"]) for _ in range(2)]
    logins = [
        bao.call("POST", "auth/approle/login", {"role_id": role_id, "secret_id": secret_id})[1] for secret_id in made
    ]
    tokens = [str(login["auth"]["client_token"]) for login in logins]
    return bao, (role_id, made[0]), (tokens[0], tokens[1])


async def test_tokens_that_live_on_are_told_though_the_answer_was_lost(
    rig: Rig, front: Front, role: tuple[Bao, tuple[str, str], tuple[str, str]]
) -> None:
    """The secret-id is destroyed; that the role's tokens live on stood in the answer."""
    bao, (_, secret_id), tokens = role
    rig.policy(replace(CAREFUL, irreversible=AUTO.irreversible))
    front.deaf["/secret-id/destroy"] = 1
    one = await rig.leak(bao_types.SECRET_ID, secret_id=secret_id)
    await rig.reach(one, "invalidated")
    assert "inferred" in rig.told(one)
    assert [step.kind.value for step in rig.entry(one).incident.plan] == ["end", "clean_up"]
    assert [bao.lives(token) for token in tokens] == [False, False]


@pytest.mark.parametrize("lost", [False, True])
async def test_an_end_without_effect_is_sent_again_though_what_hung_on_it_was_cleaned_up(
    rig: Rig, front: Front, role: tuple[Bao, tuple[str, str], tuple[str, str]], *, lost: bool
) -> None:
    """Only the cleaning up was, for ever; and the thief has logged in again since it."""
    bao, (role_id, secret_id), tokens = role
    rig.policy(replace(CAREFUL, irreversible=AUTO.irreversible))
    front.tell(Lie("taken, and dropped", answer("204 No Content"), path="/secret-id/destroy", times=1))
    one = await rig.leak(bao_types.SECRET_ID, secret_id=secret_id)
    await rig.work()
    assert [step.kind.value for step in rig.entry(one).incident.plan] == ["end", "clean_up"]
    assert [bao.lives(token) for token in tokens] == [False, False]
    login = bao.call("POST", "auth/approle/login", {"role_id": role_id, "secret_id": secret_id})[1]
    front.deaf["/secret-id/destroy"] = int(lost)
    await rig.reach(one, "invalidated", rounds=120)
    assert ("inferred" in rig.told(one)) is lost
    assert not bao.lives(str(login["auth"]["client_token"]))
    assert [step.kind.value for step in rig.entry(one).incident.plan] == ["end", "clean_up"]


async def test_a_key_that_its_owner_deactivated_after_we_were_refused_is_contained(rig: Rig, aws: Aws) -> None:
    """Nothing else belongs to that, so nobody is waited for."""
    before, aws.clock = aws.clock, rig.clock
    try:
        own = aws.user(f"stanch-h{next(NUMBERS)}", "sts:*", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed")
        rig.system("cloud", "aws", [address("sts", aws.port)], own["secret"], role=own["key_id"].reveal())
        rig.policy(CONTAIN)
        user = f"shop-h{next(NUMBERS)}"
        key = aws.user(user)
        one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
        await rig.work()
        assert rig.standing(one) == ("held", "REFUSED")
        owner = opened(aws.port, aws.user(f"owner-h{next(NUMBERS)}", "iam:*", "sts:*")).admin
        assert owner is not None
        wanted = {"UserName": user, "AccessKeyId": key["key_id"].reveal(), "Status": "Inactive"}
        assert (await owner.call("iam", "UpdateAccessKey", wanted)).code is None
        await rig.on(3)
        assert rig.standing(one) == ("contained", None)
    finally:
        aws.clock = before
