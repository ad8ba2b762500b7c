"""What must not be left half done where a right is missing, nor taken for ours where it is not."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from agent.demo.aws import Aws
from detectors import aws as aws_types
from detectors import postgres as pg_types
from detectors.base import Secret
from tests.rotation.stage import NUMBERS, created, file_entry, kept, killed, role_entry, written
from tests.sims.fronts import Bao, Roles
from tests.sims.rig import Rig, address


async def test_who_may_not_end_sessions_changes_no_password_in_place(rig: Rig, roles: Roles, bao: Bao) -> None:
    """It was changed, refused, and never handed over: consumers stood without any value."""
    weak, own = await roles.make("LOGIN CREATEROLE")
    role, leaked = await roles.make()
    await roles.connection.execute(f"GRANT {role} TO {weak} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
    path = f"secret/data/shop-{next(NUMBERS)}"
    bao.call("POST", path, {"data": {"username": role, "password": leaked}})
    rig.system("pg", "postgres", [address("db", roles.server.port)], Secret(own), role=weak)
    rig.register(role_entry([role], path, ()))
    where = {"host": "127.0.0.1", "port": roles.server.port, "database": "postgres", "ssl": False}
    consumer = await asyncpg.connect(user=role, password=leaked, **where)
    one = await rig.leak(pg_types.URL, role=role, password=leaked)
    await rig.work()
    assert await roles.lets_in(role, kept(bao, path)["password"])
    assert rig.standing(one) == ("held", "REFUSED")
    assert "may not end the sessions" in rig.entry(one).incident.note
    await roles.connection.execute(f"GRANT pg_signal_backend TO {weak}")
    await rig.reach(one, "invalidated")
    assert kept(bao, path)["password"] != leaked
    assert await roles.lets_in(role, kept(bao, path)["password"])
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        assert await consumer.fetchval("SELECT 1") is None


async def test_a_key_that_its_owner_made_while_we_were_down_is_no_orphan(
    rig: Rig, cloud: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The intent was durable and nothing was sent. An hour later there is a key that nobody has used yet: his."""
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    written(file, key)
    rig.register(file_entry(user, file))

    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    with killed(monkeypatch, "C6"):
        await rig.work()
    rig.clock.pass_(minutes=50)
    theirs = cloud.key(user)["key_id"].reveal()
    created(theirs, rig)
    rig.clock.pass_(minutes=10)
    await rig.on(3)
    assert cloud.status(theirs) == "Active"
    assert rig.standing(one) == ("held", "REFUSED")
    assert f"{theirs} is Active: is it used?" in rig.entry(one).incident.note


async def test_a_key_of_ours_is_removed_though_the_next_try_did_not_come_as_far(
    rig: Rig, cloud: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was sent, then a key was made, then nothing was sent again: all three are tries of unknown outcome."""
    user, file = f"deployer-{next(NUMBERS)}", tmp_path / "credentials"
    key = cloud.user(user)
    written(file, key)
    rig.register(file_entry(user, file))

    one = await rig.leak(aws_types.KEY, **{name: value.reveal() for name, value in key.items()})
    orphan = ""
    for point in ("C6", "C11", "C6"):
        with killed(monkeypatch, point):
            await rig.on(4)
        if point == "C11":
            orphan = [where for (what, where), _ in cloud.effective.items() if what == "CreateAccessKey"][-1]
            created(orphan, rig)
        rig.clock.pass_(minutes=3)
    assert cloud.status(orphan) == "Active"
    await rig.on(6)
    assert cloud.status(orphan) is None
    assert rig.standing(one)[0] in {"waiting_consumers", "contained"}
