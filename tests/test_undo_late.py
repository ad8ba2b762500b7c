"""Taken back, and the provider still answers as before: what was done is written down, whatever the proof says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from agent.demo.aws import Aws
from agent.response.methods import Method
from detectors import aws as aws_types
from tests.sims.people import people
from tests.sims.rig import AUTO, Rig, address

NUMBERS = count()


@pytest.fixture
def cloud(rig: Rig, aws: Aws) -> Iterator[Aws]:
    before, aws.clock = aws.clock, rig.clock
    own = aws.user(f"stanch-u{next(NUMBERS)}", "iam:*", "sts:*")
    rig.system("cloud", "aws", [address("sts", aws.port)], own["secret"], role=own["key_id"].reveal())
    yield aws
    aws.clock, aws.lag = before, timedelta(0)


async def test_a_key_that_is_active_again_and_not_known_yet_is_let_alone(rig: Rig, cloud: Aws) -> None:
    """IAM takes seconds until the STS knows it."""
    rig.policy(replace(AUTO, methods=(Method.DEACTIVATE,)))
    key = cloud.user(f"shop-u{next(NUMBERS)}")
    key_id = key["key_id"].reveal()
    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    await rig.reach(one, "accepted")
    await rig.on()
    assert rig.standing(one)[0] == "contained"
    cloud.lag = timedelta(seconds=8)
    said = await people(rig).handle("undo", "ann", {"incident": one, "seconds": 3600, "reason": "it was production"})
    assert said.startswith(f"incident {one}: undone, but the probe does not say live: InvalidClientTokenId")
    assert rig.told(one)[-3:] == ["undo:intent", "undo:proof", "undone"]
    rig.clock.pass_(minutes=10)
    await rig.work()
    assert rig.standing(one) == ("excepted", "EXCEPTED")
    assert cloud.status(key_id) == "Active"
