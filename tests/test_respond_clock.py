"""A clock that was a day ahead and is set right: nothing waits for a day, and nothing is asked all day long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from agent.demo import servers
from agent.demo.aws import Aws
from agent.model import Budget
from agent.response import lifecycle
from detectors import aws as aws_types
from detectors import openbao as bao_types
from tests.sims.fronts import Bao, Front
from tests.sims.liar import Lie, answer
from tests.sims.rig import Rig, address

NUMBERS = count()
AHEAD = timedelta(days=1)


@pytest.fixture
def bao(openbao: servers.Bao) -> Bao:
    return Bao(openbao)


async def set_right(rig: Rig) -> None:
    rig.clock.now -= AHEAD
    await rig.ledger.set_back(rig.clock())


async def test_what_was_planned_is_done(rig: Rig, bao: Bao, front: Front) -> None:
    rig.clock.now += AHEAD
    rig.responder.freeze.set("a moment")
    token = bao.token()
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    assert rig.standing(one) == ("held", "FROZEN")
    assert front.asked("/revoke-accessor") == []
    await set_right(rig)
    rig.responder.freeze.lift()
    await rig.work()
    assert not bao.lives(token)
    await rig.reach(one, "invalidated", rounds=5)
    clocks = rig.entry(one).incident.clocks
    assert clocks.dead is not None
    assert clocks.detected <= clocks.dead <= rig.clock.now


async def test_what_had_no_effect_is_sent_again(rig: Rig, bao: Bao, front: Front) -> None:
    rig.clock.now += AHEAD
    token = bao.token()
    front.tell(Lie("taken, and dropped", answer("204 No Content"), path="/revoke-accessor", times=1))
    one = await rig.leak(bao_types.TOKEN, token=token)
    await rig.work()
    assert rig.standing(one) == ("accepted", None)
    await set_right(rig)
    began = rig.clock.now
    await rig.reach(one, "invalidated", rounds=200)
    assert rig.clock.now - began < lifecycle.PATIENCE * 2
    assert not bao.lives(token)


async def test_a_cap_does_not_stay_full(rig: Rig) -> None:
    cap = Budget("actions", 1, 3600)
    assert await rig.ledger.spend(rig.clock() + AHEAD, cap)
    now = rig.clock()
    assert not await rig.ledger.spend(now, cap)
    await rig.ledger.set_back(now)
    later = now + timedelta(hours=1, seconds=1)
    assert await rig.ledger.frees(now, cap) <= later
    assert await rig.ledger.spend(later, cap)


@pytest.fixture
def cloud(rig: Rig, aws: Aws) -> Iterator[Aws]:
    before, aws.clock = aws.clock, rig.clock
    own = aws.user(f"stanch-c{next(NUMBERS)}", "iam:*", "sts:*")
    rig.system("cloud", "aws", [address("sts", aws.port)], own["secret"], role=own["key_id"].reveal())
    yield aws
    aws.clock, aws.lag = before, timedelta(0)


async def test_the_end_of_what_is_contained_does_not_come_sooner(rig: Rig, cloud: Aws) -> None:
    """A day passes between the two, so that whoever breaks is noticed, also where the clock was wrong for a while."""
    key = cloud.user(f"shop-c{next(NUMBERS)}")
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.work()
    assert rig.standing(one) == ("contained", None)
    ends = next(step.not_before for step in rig.entry(one).incident.plan if step.kind.value == "end")
    await set_right(rig)
    await rig.on()
    rig.clock.now += AHEAD
    await rig.on()
    assert cloud.status(key["key_id"].reveal()) == "Inactive"
    assert next(step.not_before for step in rig.entry(one).incident.plan if step.kind.value == "end") == ends
