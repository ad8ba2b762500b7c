"""What the tests of rotation share: entries of an inventory, places that hold a value, and time that comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from agent import crashpoints
from agent.demo.aws import ACCOUNT, keys_of
from agent.inventory.register import Entry, FilePlace, VaultPlace
from detectors.base import Parts
from tests.sims.fronts import Bao
from tests.sims.redis_client import Client
from tests.sims.rig import Rig

NUMBERS = count()
OLD = "0ld-Value_" + "k7Qz" * 4
REREAD = timedelta(seconds=10)


async def comes(rig: Rig, condition: Callable[[], bool]) -> None:
    """From one due time to the next until it holds."""
    for _ in range(40):
        await rig.work()
        if condition():
            return
        due = await rig.next_due()
        assert due is not None
        rig.clock.now = max(rig.clock.now, due)
    message = f"it never came: {[rig.standing(entry.incident.id) for entry in rig.entries()]}"
    raise AssertionError(message)


def kept(bao: Bao, path: str) -> dict[str, str]:
    found: dict[str, str] = bao.call("GET", path)[1]["data"]["data"]
    return found


def user_entry(name: str, path: str, reread: timedelta | None = REREAD) -> Entry:
    return Entry(
        name="app-cache",
        owner="team-app",
        type="redis-url",
        identity=("cache", name),
        sink=VaultPlace("bao", path, {"user": "username", "password": "password"}),
        reread=reread,
    )


async def cached(client: Client, bao: Bao) -> tuple[str, str]:
    """A user of Redis whose consumers read its password at a path."""
    name, path = await client.user("on ~* &* +@all", OLD), f"secret/data/app-{next(NUMBERS)}"
    assert bao.call("POST", path, {"data": {"username": name, "password": OLD, "host": "cache"}})[0] == 200
    return name, path


def file_entry(user: str, file: Path) -> Entry:
    return Entry(
        name="deployer",
        owner="team-app",
        type="aws-access-key",
        identity=("cloud", user),
        sink=FilePlace(file, "aws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n"),
        reread=REREAD,
    )


def written(file: Path, key: Parts) -> None:
    file.touch(mode=0o600)
    lines = (f"aws_access_key_id = {key['key_id'].reveal()}", f"aws_secret_access_key = {key['secret'].reveal()}")
    file.write_text("[default]\n" + "\n".join(lines) + "\nregion = eu-west-1\n")


def ids(file: Path) -> tuple[str, str]:
    lines = dict(line.split(" = ") for line in file.read_text().splitlines()[1:])
    return lines["aws_access_key_id"], lines["aws_secret_access_key"]


def created(key_id: str, rig: Rig) -> None:
    """By the clock of the test, which the simulator's own knows nothing of."""
    for each in keys_of(ACCOUNT):
        if each.access_key_id == key_id:
            each.create_date = rig.clock.now.replace(tzinfo=None)


def role_entry(roles: Sequence[str], path: str, turns: tuple[str, ...]) -> Entry:
    return Entry(
        name="shop-db",
        owner="team-app",
        type="postgres-url",
        identity=("pg", roles[0]),
        sink=VaultPlace("bao", path, {"role": "username", "password": "password"}),
        turns=turns,
        reread=REREAD,
    )


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """Whoever comes to this point of `crashpoints` dies there, and must."""

    class KilledError(BaseException):
        pass

    def die(point: str) -> None:
        if point == name:
            raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(crashpoints, "point", die)
        with pytest.raises(KilledError):
            yield
