"""What an admin that lacks a right must not leave half done."""

from __future__ import annotations

from contextlib import suppress

import asyncpg

from detectors import postgres as pg_types
from detectors.base import Secret
from tests.rotation.stage import NUMBERS, kept, role_entry
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
