"""kill -9 at each named point of a rotation, then a start without: one new value at its place, the old one stopped.

By default each point is hit once; whole: STANCH_CRASH_ROUNDS=90 pytest tests/test_e2e_crash_rotation.py
Effective actions are counted at the servers: the AWS simulator counts, Redis lists the passwords that a user has.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import signal
from pathlib import Path

from agent.crashpoints import NAMES, VARIABLE
from agent.demo import servers
from agent.demo.aws import ACCOUNT, Aws
from detectors.base import Parts
from tests.rotation.stage import ids, kept, written
from tests.sims.fronts import Bao
from tests.sims.redis_client import Client, speaking_to
from tests.sims.scene import QUICK, Home, Wanted, short_folder, until

ROUNDS = int(os.environ.get("STANCH_CRASH_ROUNDS", "1"))
# How often a point is passed with one key of AWS and one user of Redis.
PASSES = {"C6": 6, "C8": 9, "C11": 1, "C12": 2, "C13": 2, "C14": 2}
OLD = "0ld-Value_" + "k7Qz" * 4

_TABLES = """
[estate]
accounts = ["{account}"]

[[systems]]
name = "cloud"
provider = "aws"
endpoints = ["http://127.0.0.1:{aws}"]
accounts = ["{account}"]
armed = true
admin = {{ file = "cloud.admin", id = "{key_id}" }}

[[systems]]
name = "cache"
provider = "redis"
endpoints = ["127.0.0.1:{redis}"]
armed = true
admin = {{ file = "cache.admin", role = "{role}" }}
"""
_RULES = """
[[rules]]
name = "rotate"
mode = "auto"
types = ["aws-access-key", "redis-url"]
systems = ["cloud", "cache"]
methods = ["rotate"]
irreversible = "auto"
"""
_ENTRIES = """
[[credentials]]
name = "deployer"
owner = "team-app"
type = "aws-access-key"
removal = "Stanch"
identity = {{ system = "cloud", principal = "{aws_user}" }}
stored = {{ file = "{file}", template = "aws_access_key_id = {{key_id}}\\naws_secret_access_key = {{secret}}\\n" }}
rotation = {{ reread = "1s" }}

[[credentials]]
name = "app-cache"
owner = "team-app"
type = "redis-url"
removal = "Stanch"
identity = {{ system = "cache", principal = "{user}" }}
stored = {{ system = "bao", path = "{path}", fields = {{ user = "username", password = "password" }} }}
rotation = {{ reread = "1s" }}
"""


def house(folder: Path, aws: Aws, redis: servers.Redis, bao: Bao, own: Parts) -> Home:
    tables = _TABLES.format(
        account=ACCOUNT, aws=aws.port, key_id=own["key_id"].reveal(), redis=redis.port, role=redis.user
    )
    wanted = Wanted("bao", "openbao", [bao.server.url], bao.server.token)
    home = Home(folder, [wanted], toml=QUICK + tables, policy=_RULES)
    for name, value in (("cloud", own["secret"]), ("cache", redis.password)):
        (home.config / f"{name}.admin").touch(mode=0o600)
        (home.config / f"{name}.admin").write_text(value.reveal() + "\n")
    return home


async def killed(point: str, seed: int, aws: Aws, redis: servers.Redis, openbao: servers.Bao) -> None:
    chance, bao = random.Random(f"{point} {seed}"), Bao(openbao)  # noqa: S311 - which pass, no secret
    name = f"{point.lower()}-{seed}"
    own, key = aws.user(f"stanch-{name}", "iam:*", "sts:*"), aws.user(f"deployer-{name}")
    path = f"secret/data/crash-{name}"
    async with short_folder() as folder, speaking_to(redis) as client:
        home, file = house(folder, aws, redis, bao, own), folder / "credentials"
        user = await client.user("on ~* &* +@all", OLD, name=f"app-{name}")
        assert bao.call("POST", path, {"data": {"username": user, "password": OLD}})[0] == 200
        written(file, key)
        inventory = _ENTRIES.format(aws_user=f"deployer-{name}", file=file, user=user, path=path)
        (home.config / "inventory.toml").write_text(inventory)
        home.say(f"redis://{user}:{OLD}@127.0.0.1:{redis.port}/0\n")
        home.say(f"AWS_ACCESS_KEY_ID={key['key_id'].reveal()}\nAWS_SECRET_ACCESS_KEY={key['secret'].reveal()}\n")
        async with home.daemon(**{VARIABLE: f"{point}:{chance.randint(1, PASSES[point])}"}) as daemon:
            await until(f"{point} was reached", lambda: daemon.poll() is not None, 60, home.describe)
            assert daemon.returncode == -signal.SIGKILL, home.describe()
        async with home.daemon():
            over = {"invalidated": 1, "contained": 1}
            await until("all is rotated", lambda: home.states() == over, 60, home.describe)
        await check(home, aws, key, file, client, user, kept(bao, path)["password"])


async def check(home: Home, aws: Aws, key: Parts, file: Path, client: Client, user: str, password: str) -> None:
    old, (new, secret) = key["key_id"].reveal(), ids(file)
    assert new != old
    assert (aws.status(old), aws.status(new)) == ("Inactive", "Active")
    assert aws.effective["UpdateAccessKey", old] == 1
    told = [event for number in home.entries() for event in home.events(number)]
    assert len([event for event in told if event["detail"]["action"] and event["what"] == "accepted"]) <= 5 + 6
    assert password != OLD
    assert not await client.accepts(user, OLD)
    assert await client.accepts(user, password)
    # One new password and no other is left of it all.
    await client.admin.say(f"ACL SETUSER {user} !{hashlib.sha256(password.encode()).hexdigest()}")
    assert not await client.accepts(user, password)
    text = json.dumps(told) + home.stderr.read_text()
    ledger = b"".join(path.read_bytes() for path in home.state.glob("ledger.db*"))
    for value in (OLD, password, secret, key["secret"].reveal()):
        assert value not in text
        assert value.encode() not in ledger


async def test_kill_at_each_point_of_a_rotation(aws: Aws, redis: servers.Redis, openbao: servers.Bao) -> None:
    assert NAMES >= PASSES.keys() >= {"C11", "C12", "C13", "C14"}
    few = asyncio.Semaphore(6)

    async def one(point: str, seed: int) -> None:
        async with few:
            try:
                await killed(point, seed, aws, redis, openbao)
            except AssertionError as error:
                error.add_note(f"at {point}, round {seed}")
                raise

    async with asyncio.TaskGroup() as tasks:
        for seed in range(ROUNDS):
            for point in PASSES:
                tasks.create_task(one(point, seed))
