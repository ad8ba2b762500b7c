"""Real servers as Systems of a rig, for the tests of rotation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from agent.demo import servers
from agent.demo.aws import Aws
from tests.rotation.stage import NUMBERS
from tests.sims.fronts import Bao, Roles
from tests.sims.redis_client import Client, speaking_to
from tests.sims.rig import Rig, address


@pytest.fixture
async def client(rig: Rig, redis: servers.Redis) -> AsyncIterator[Client]:
    rig.system("cache", "redis", [address("one", redis.port)], redis.password, role=redis.user)
    async with speaking_to(redis) as made:
        yield made


@pytest.fixture
def bao(rig: Rig, openbao: servers.Bao) -> Bao:
    rig.system("bao", "openbao", [address("bao", openbao.port)], openbao.token)
    return Bao(openbao)


@pytest.fixture
def cloud(rig: Rig, aws: Aws) -> Iterator[Aws]:
    before, aws.clock = aws.clock, rig.clock
    own = aws.user(f"stanch-r{next(NUMBERS)}", "iam:*", "sts:*")
    rig.system("cloud", "aws", [address("sts", aws.port)], own["secret"], role=own["key_id"].reveal())
    yield aws
    aws.clock, aws.lag = before, timedelta(0)


@pytest.fixture
async def roles(rig: Rig, postgres: servers.Postgres) -> AsyncIterator[Roles]:
    made = await Roles.connect(postgres)
    rig.system("pg", "postgres", [address("db", postgres.port)], postgres.password, role=postgres.role)
    yield made
    await made.close()
