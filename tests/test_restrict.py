"""A key that is restricted: alive, denied everything, waiting for a person; and taken back with proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from agent.demo.aws import ACCOUNT, Aws, _iam
from agent.doors.aws import AwsDoor
from agent.response.methods import Method, Mode
from agent.response.policy import Rule
from detectors import aws as aws_types
from detectors.base import Parts
from tests.sims.people import people, planned
from tests.sims.rig import AUTO, Rig, address

NUMBERS = count()
RULE = replace(AUTO, methods=(Method.RESTRICT,))
WORKS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}]}


@pytest.fixture
def cloud(rig: Rig, aws: Aws) -> Iterator[Aws]:
    before, aws.clock = aws.clock, rig.clock
    own = aws.user(f"stanch-narrow-{next(NUMBERS)}", "iam:*", "sts:*")
    rig.system("cloud", "aws", [address("sts", aws.port)], own["secret"], role=own["key_id"].reveal())
    yield aws
    aws.clock = before


def leaked(cloud: Aws) -> tuple[str, Parts]:
    user = f"narrow-{next(NUMBERS)}"
    key = cloud.user(user)
    _iam(ACCOUNT).put_user_policy(user, "works", json.dumps(WORKS))
    return user, key


async def leak(rig: Rig, key: Parts) -> int:
    return await rig.leak(aws_types.KEY, key_id=key["key_id"].reveal(), secret=key["secret"].reveal())


async def may(rig: Rig, key: Parts) -> bool:
    """What the key was for: asked with the key itself."""
    door = rig.responder.systems["cloud"].endpoints[0]
    assert isinstance(door, AwsDoor)
    return (await door.call("iam", "ListAccessKeys", key=key)).code is None


async def test_restricted_and_taken_back(rig: Rig, cloud: Aws) -> None:
    rig.policy(RULE)
    user, key = leaked(cloud)
    one = await leak(rig, key)
    assert await may(rig, key)
    await rig.work()
    assert not await may(rig, key)
    assert rig.standing(one) == ("held", "RESTRICTED")
    assert rig.told(one)[-4:] == ["decided", "intent", "accepted", "parked"]
    receipt = rig.detail(one, "accepted")["action"]["receipt"]["reference"]
    assert "denies the user everything; IAM shows it" in receipt
    # Looked at again and again, it is the same: no second request is sent.
    put = cloud.requests["PutUserPolicy"]
    await rig.on(3)
    assert rig.standing(one) == ("held", "RESTRICTED")
    assert (cloud.requests["PutUserPolicy"], rig.told(one).count("intent")) == (put, 1)
    lines = planned(rig, one)
    assert any(line.startswith("  restrict at sts: reversible; also: the user is denied everything") for line in lines)
    assert "iam:PutUserPolicy" in next(line for line in lines if line.startswith("  permissions it takes"))

    said = await people(rig).handle("undo", "ann", {"incident": one, "seconds": 3600, "reason": "it was production"})
    assert said.startswith(f"incident {one}: undone and proven live; excepted until ")
    assert await may(rig, key)
    assert list(_iam(ACCOUNT).list_user_policies(user)) == ["works"]
    proof = rig.detail(one, "undo:proof")
    assert (proof["probes"][0]["liveness"], proof["note"]) == (
        "live",
        "HTTP 200 DeleteUserPolicy: IAM shows it no longer",
    )
    # When the exception is over, the rule counts again.
    rig.clock.pass_(hours=2)
    await rig.on(2)
    assert rig.standing(one) == ("held", "RESTRICTED")
    assert not await may(rig, key)
    # Somebody deletes the key in the console: that is its end.
    admin = rig.responder.systems["cloud"].endpoints[0].admin
    assert isinstance(admin, AwsDoor)
    await admin.call("iam", "DeleteAccessKey", {"UserName": user, "AccessKeyId": key["key_id"].reveal()})
    await rig.reach(one, "invalidated")


async def test_what_cannot_be_restricted_is_refused_and_says_why(rig: Rig, cloud: Aws) -> None:
    rig.policy(RULE)
    user, key = leaked(cloud)
    cloud.key(user)
    one = await leak(rig, key)
    await rig.work()
    assert rig.standing(one) == ("held", "REFUSED")
    assert "which would be denied everything, too" in rig.detail(one, "refused")["action"]["sentence"]
    assert await may(rig, key)


async def test_it_waits_for_approval_where_the_policy_says_so(rig: Rig, cloud: Aws) -> None:
    rig.policy(Rule("careful", Mode.APPROVE, types=("aws-access-key",), methods=(Method.RESTRICT, Method.REVOKE)))
    _, key = leaked(cloud)
    one = await leak(rig, key)
    await rig.work()
    assert rig.standing(one) == ("awaiting_approval", "POLICY_APPROVAL")
    assert await may(rig, key)
