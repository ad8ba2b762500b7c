"""What stops at one System, or at one node of it, stops at no other: real servers, one password on each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from agent.demo import servers
from agent.demo.aws import ACCOUNT, Aws
from agent.model import Budget
from agent.response.estate import Estate
from agent.response.limits import Caps
from agent.response.policy import Rule
from detectors import aws as aws_types
from detectors import redis as redis_types
from detectors.base import Secret
from tests.sims.fronts import Severed
from tests.sims.redis_client import Client, speaking_to
from tests.sims.rig import AUTO, Rig, address

NUMBERS = count()
PASSWORD = "0ne-Passw0rd_" + "h3Lq" * 4
MAY_LOOK = "on ~* &* +auth +acl|whoami +acl|getuser"
BOTH = replace(AUTO, systems=("cache", "cache-2"))
ELSEWHERE = "111122223333"


@dataclass(frozen=True)
class Two:
    """Two servers with a user of one name and password. `weak`: an admin of the first, who may look and not act."""

    first: servers.Redis
    second: servers.Redis
    clients: tuple[Client, Client]
    user: str
    weak: tuple[str, Secret]

    async def accepts(self) -> tuple[bool, bool]:
        one, other = self.clients
        return await one.accepts(self.user, PASSWORD), await other.accepts(self.user, PASSWORD)


@pytest.fixture
async def two(redis: servers.Redis, tmp_path: Path) -> AsyncIterator[Two]:
    with servers.redis(tmp_path / "second") as second:
        async with speaking_to(redis) as one, speaking_to(second) as other:
            user = await one.user("on ~* &* +@all", PASSWORD)
            await other.user("on ~* &* +@all", PASSWORD, name=user)
            own = "weak-" + "d2Tn" * 4
            weak = await one.user(MAY_LOOK, own)
            yield Two(redis, second, (one, other), user, (weak, Secret(own)))


def systems(rig: Rig, two: Two, rule: Rule = BOTH) -> None:
    rig.system("cache", "redis", [address("one", two.first.port)], two.weak[1], role=two.weak[0])
    rig.system("cache-2", "redis", [address("one", two.second.port)], two.second.password, role=two.second.user)
    rig.policy(rule)


def verbs(rig: Rig, incident: int, what: str) -> list[tuple[str, str]]:
    found = [record["detail"]["action"] for record in rig.records(incident) if record["what"] == what]
    return [(action["system"], action["verb"]) for action in found]


async def test_who_may_not_act_at_one_is_stopped_at_the_other(rig: Rig, two: Two) -> None:
    systems(rig, two)
    one = await rig.leak(redis_types.URL, user=two.user, password=PASSWORD)
    await rig.work()
    assert await two.accepts() == (True, False)
    assert rig.standing(one) == ("held", "REFUSED")
    assert verbs(rig, one, "accepted")[0] == ("cache-2", "contain")
    rig.system("cache", "redis", [address("one", two.first.port)], two.first.password, role=two.first.user)
    await rig.reach(one, "invalidated")
    assert await two.accepts() == (False, False)


async def test_what_is_tried_again_at_one_does_not_wait_for_the_other(rig: Rig, two: Two) -> None:
    """Its connections were not cut at the first try; the other permission is mended in an hour, perhaps."""
    systems(rig, two)
    thief = await two.clients[1].open(two.user, PASSWORD)
    async with Severed(two.second.port) as gate:
        rig.system("cache-2", "redis", [address("one", gate.port)], two.second.password, role=two.second.user)
        one = await rig.leak(redis_types.URL, user=two.user, password=PASSWORD)
        began = rig.clock.now
        await rig.reach(one, "accepted")
        assert len(gate.severed) == 1
    assert rig.clock.now - began < timedelta(minutes=1)
    assert await thief.say("PING") == ""
    assert rig.standing(one) == ("held", "REFUSED")


async def test_what_is_disarmed_after_it_was_planned_holds_up_no_other(rig: Rig, two: Two) -> None:
    systems(rig, two)
    rig.responder.freeze.set("wait")
    one = await rig.leak(redis_types.URL, user=two.user, password=PASSWORD)
    await rig.work()
    assert rig.standing(one) == ("held", "FROZEN")
    rig.system("cache", "redis", [address("one", two.first.port)], two.first.password, role=two.first.user, armed=False)
    rig.responder.freeze.lift()
    await rig.on(2)
    assert await two.accepts() == (True, False)
    assert rig.standing(one) == ("held", "NOT_ARMED")


async def test_a_cap_that_is_full_at_one_is_not_full_at_the_other(rig: Rig, two: Two) -> None:
    rig.system("cache", "redis", [address("one", two.first.port)], two.first.password, role=two.first.user)
    rig.system("cache-2", "redis", [address("one", two.second.port)], two.second.password, role=two.second.user)
    rig.policy(BOTH)
    rig.set(caps=Caps(per_system=1))
    assert await rig.ledger.spend(rig.clock(), Budget("actions on cache", 1, 3600))
    one = await rig.leak(redis_types.URL, user=two.user, password=PASSWORD)
    await rig.work()
    assert await two.accepts() == (True, False)
    assert rig.standing(one) == ("held", "CAPPED")
    began = rig.clock.now
    await rig.reach(one, "invalidated")
    assert timedelta(minutes=59) < rig.clock.now - began < timedelta(hours=2)
    assert await two.accepts() == (False, False)


async def test_a_refusal_elsewhere_does_not_make_it_wait_longer_for_room(rig: Rig, two: Two) -> None:
    """There is room in two minutes, and what the other one refuses is asked again in an hour."""
    rig.system("cache", "redis", [address("one", two.second.port)], two.second.password, role=two.second.user)
    rig.system("cache-2", "redis", [address("one", two.first.port)], two.weak[1], role=two.weak[0])
    rig.policy(BOTH)
    rig.set(caps=Caps(per_system=1))
    earlier = rig.clock() - timedelta(minutes=58)
    assert await rig.ledger.spend(earlier, Budget("actions on cache", 1, 3600))
    one = await rig.leak(redis_types.URL, user=two.user, password=PASSWORD)
    began = rig.clock.now
    await rig.work()
    assert await two.accepts() == (True, True)
    await rig.on()
    assert timedelta(minutes=2) <= rig.clock.now - began < timedelta(minutes=3)
    assert await two.accepts() == (True, False)
    assert rig.standing(one) == ("held", "REFUSED")


async def test_what_was_refused_is_not_asked_again_after_each_act_elsewhere(rig: Rig, two: Two) -> None:
    systems(rig, two)
    one = await rig.leak(redis_types.URL, user=two.user, password=PASSWORD)
    await rig.work()
    assert verbs(rig, one, "accepted") == [("cache-2", "contain"), ("cache-2", "end")]
    assert verbs(rig, one, "refused") == [("cache", "contain")]
    assert rig.standing(one) == ("held", "REFUSED")
    assert "NOPERM" in rig.entry(one).incident.note


async def test_a_node_that_refuses_keeps_it_alive_at_no_other_node(rig: Rig, two: Two) -> None:
    """Both nodes know one admin, who may not act at the first."""
    _, other = two.clients
    await other.user("on ~* &* +@all", two.weak[1].reveal(), name=two.weak[0])
    nodes = [address("one", two.first.port), address("two", two.second.port)]
    rig.system("cache", "redis", nodes, two.weak[1], role=two.weak[0])
    one = await rig.leak(redis_types.URL, user=two.user, password=PASSWORD)
    await rig.work()
    assert await two.accepts() == (True, False)
    assert rig.standing(one) == ("held", "REFUSED")


@pytest.fixture
def cloud(rig: Rig, aws: Aws) -> Iterator[Aws]:
    before, aws.clock = aws.clock, rig.clock
    yield aws
    aws.clock, aws.lag = before, timedelta(0)


async def test_one_service_and_an_admin_of_each_account(rig: Rig, cloud: Aws) -> None:
    """AWS answers for every account: the System of another one cannot act, and does not keep it alive."""
    number = next(NUMBERS)
    accounts = {"elsewhere": ELSEWHERE, "cloud": ACCOUNT}
    for name, account in accounts.items():
        own = cloud.user(f"stanch-e{number}", "iam:*", "sts:*", account=account)
        at = [address("sts", cloud.port)]
        role = own["key_id"].reveal()
        rig.system(name, "aws", at, own["secret"], role=role, ours=False, accounts=[account])
    rig.policy(replace(AUTO, systems=tuple(accounts)), estate=Estate(frozenset(accounts.values())))
    rig.set(others=True)
    key = cloud.user(f"leaky-e{number}")
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    assert cloud.status(key["key_id"].reveal()) == "Inactive"
    assert rig.standing(one) == ("contained", None)
