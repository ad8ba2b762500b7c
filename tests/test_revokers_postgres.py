"""The PostgreSQL revoker on a real server with scram: what is live, what is dead, and the thief is out.

Over 300 lines: what it asks, does and proves is tried with the roles of one real server.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from agent.demo import servers
from agent.demo.servers import Postgres
from agent.doors.postgres import PostgresEndpoint
from agent.response.probing import ControlMemory, controlled_probe
from detectors.base import Parts, Secret
from revokers.base import Dependent, Identity, Liveness, Probe, RefusedError, UnmappedError
from revokers.postgres import ROLES
from revokers.scram import verifier

VALUE = "p4ss-" + "of-the-leak"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def full(role: str) -> Probe:
    return Probe(Liveness.LIVE, "password accepted, too many connections (53300)", Identity("db", role), whole=False)


NUMBERS = count()
ODD = ('we"ird', "Groß Schreibung", "a'; DROP ROLE postgres; --", "пользователь", "$1 %I \\", "select", "x" * 63)


@dataclass
class Client:
    """The tests' own way to the server, not through Stanch; `made` roles are dropped at the end."""

    postgres: Postgres
    connection: asyncpg.Connection
    made: list[str]

    async def role(self, rest: str = "LOGIN", *, name: str | None = None, password: str | None = VALUE) -> str:
        name = name or f"role {next(NUMBERS)}"
        self.made.append(name)
        secret = "" if password is None else f" PASSWORD '{password}'"
        await self.run("CREATE ROLE %I " + rest + secret, name)
        return name

    async def run(self, template: str, *names: str) -> None:
        arguments = ", ".join(f"${number}" for number in range(2, len(names) + 2))
        call = f"SELECT format($1{', ' if names else ''}{arguments})"
        casts = call.replace("$1", "$1::text")
        for number in range(2, len(names) + 2):
            casts = casts.replace(f"${number}", f"${number}::text")
        await self.connection.execute(await self.connection.fetchval(casts, template, *names))

    async def can_log_in(self, role: str, password: str = VALUE) -> bool:
        try:
            opened = await self.open(role, password)
        except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
            return False
        await opened.close()
        return True

    async def open(
        self, role: str, password: str = VALUE, database: str = "postgres", **settings: str
    ) -> asyncpg.Connection:
        return await asyncpg.connect(
            host="127.0.0.1",
            port=self.postgres.port,
            user=role,
            password=password,
            database=database,
            ssl=False,
            server_settings=settings,
        )


@pytest.fixture
async def client(postgres: Postgres) -> AsyncIterator[Client]:
    connection = await asyncpg.connect(
        host="127.0.0.1",
        port=postgres.port,
        user=postgres.role,
        password=postgres.password.reveal(),
        database="postgres",
        ssl=False,
    )
    client = Client(postgres, connection, [])
    yield client
    for name in client.made:
        await client.run("DROP OWNED BY %I", name)
        await client.run("DROP ROLE %I", name)
    await connection.close()


@pytest.fixture
def door(postgres: Postgres) -> PostgresEndpoint:
    return PostgresEndpoint(
        system="db",
        name="primary",
        host="127.0.0.1",
        port=postgres.port,
        role=postgres.role,
        password=postgres.password,
    )


def parts(role: str, password: str = VALUE, database: str | None = None) -> Parts:
    given = {"role": Secret(role), "password": Secret(password), "host": Secret("db.internal")}
    return given if database is None else {**given, "database": Secret(database)}


async def ask(door: PostgresEndpoint, these: Parts) -> tuple[Probe, bool]:
    return await controlled_probe(ROLES, door, these, memory=ControlMemory(), now=NOW)


async def test_a_live_password_says_whose_it_is(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role("LOGIN CREATEDB")
    await client.run("GRANT pg_monitor TO %I", role)
    identity = Identity("db", role, privileges=("createdb", "member of pg_monitor"))
    assert await ask(door, parts(role)) == (Probe(Liveness.LIVE, "logged in", identity), True)


async def test_a_wrong_password_a_missing_role_and_no_password_are_dead(client: Client, door: PostgresEndpoint) -> None:
    refused = (Probe(Liveness.DEAD, "password refused (28P01)"), False)
    assert await ask(door, parts(await client.role(), "wrong")) == refused
    assert await ask(door, parts("nobody of that name")) == refused
    assert await ask(door, parts(await client.role(password=None))) == refused


async def test_a_missing_or_closed_database_does_not_make_a_password_dead(
    client: Client, door: PostgresEndpoint
) -> None:
    role = await client.role()
    probe, controlled = await ask(door, parts(role, database="no such"))
    assert (probe.liveness, controlled, probe.whole) == (Liveness.LIVE, True, False)
    assert probe.identity == Identity("db", role)
    assert "3D000" in probe.reason
    await client.connection.execute("CREATE DATABASE closed")
    try:
        await client.connection.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
        probe, controlled = await ask(door, parts(role, database="closed"))
        assert (probe.liveness, controlled, probe.whole) == (Liveness.LIVE, True, False)
        assert "42501" in probe.reason
        assert (await ask(door, parts(role, "wrong", database="closed")))[0].liveness is Liveness.DEAD
    finally:
        await client.connection.execute("DROP DATABASE closed")


async def test_28000_is_dead_only_if_the_role_may_not_log_in(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role("NOLOGIN")
    dormant = Probe(Liveness.DEAD, "refused (28000), and the role may not log in", dormant=True)
    assert await ask(door, parts(role)) == (dormant, False)
    blind = replace(door, password=None)
    with pytest.raises(UnmappedError, match="ambiguous without an admin credential"):
        await ROLES.probe(blind, parts(role))


async def test_28000_of_pg_hba_says_nothing_about_the_password(client: Client, door: PostgresEndpoint) -> None:
    for rest in ("LOGIN", "NOLOGIN"):
        await client.role(rest, name="barred")
        for password in (VALUE, "wrong"):
            probe, controlled = await ask(door, parts("barred", password))
            assert (probe.liveness, controlled) == (Liveness.UNKNOWN, False)
            assert "pg_hba" in probe.reason
        await client.run("DROP ROLE %I", client.made.pop())


async def test_a_server_that_trusts_everybody_proves_nothing(client: Client, door: PostgresEndpoint) -> None:
    await client.role(name="trusted")
    for password in (VALUE, "wrong"):
        probe, controlled = await ask(door, parts("trusted", password))
        assert (probe.liveness, probe.reason, controlled) == (
            Liveness.UNKNOWN,
            "logged in, but it accepts any value",
            False,
        )
    probe, _ = await ask(door, parts("trusted", database="no such"))
    assert probe.liveness is Liveness.UNKNOWN


async def test_28000_of_a_trusted_role_that_is_gone(door: PostgresEndpoint) -> None:
    probe, _ = await ask(door, parts("trusted"))
    assert probe == Probe(Liveness.DEAD, "refused (28000), and there is no such role")


async def test_too_many_connections_of_the_role_is_live(client: Client, door: PostgresEndpoint) -> None:
    """Whoever holds the only connection there may be must not be what saves them."""
    role = await client.role("LOGIN CONNECTION LIMIT 1")
    thief = await client.open(role)
    probe, controlled = await ask(door, parts(role))
    assert (probe, controlled) == (full(role), True)
    assert (await ask(door, parts(role, "wrong")))[0].liveness is Liveness.DEAD
    assert ROLES.contain is not None
    await ROLES.contain.run(door, parts(role), probe)
    assert await _is_cut(thief)
    assert (await ask(door, parts(role)))[0].liveness is Liveness.DEAD


async def test_too_many_connections_of_the_database_is_live(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role()
    await client.connection.execute("CREATE DATABASE narrow CONNECTION LIMIT 0")
    try:
        these = parts(role, database="narrow")
        assert await ask(door, these) == (full(role), True)
        assert (await ask(door, parts(role, "wrong", "narrow")))[0].liveness is Liveness.DEAD
    finally:
        await client.connection.execute("DROP DATABASE narrow")


async def test_a_database_that_takes_no_connections_is_live(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role()
    closed = Probe(
        Liveness.LIVE, "password accepted, the database is closed (55000)", Identity("db", role), whole=False
    )
    assert await ask(door, parts(role, database="template0")) == (closed, True)
    assert (await ask(door, parts(role, "wrong", "template0")))[0].liveness is Liveness.DEAD


async def test_a_server_without_room_is_live_only_after_the_password(tmp_path: Path) -> None:
    """The last slots are kept for superusers, once the password is known; without any it is not even asked for."""
    limits = {"max_connections": "4", "superuser_reserved_connections": "2"}
    with servers.postgres(tmp_path / "small", settings=limits) as small:
        admin = await asyncpg.connect(
            host="127.0.0.1",
            port=small.port,
            user=small.role,
            password=small.password.reveal(),
            database="postgres",
            ssl=False,
        )
        client = Client(small, admin, [])
        role = await client.role()
        small_door = PostgresEndpoint(system="db", name="small", host="127.0.0.1", port=small.port)
        held = [await client.open(role), await client.open(small.role, small.password.reveal())]
        these = parts(role)
        assert await ask(small_door, these) == (full(role), True)
        assert (await ask(small_door, parts(role, "wrong")))[0].liveness is Liveness.DEAD
        held.append(await client.open(small.role, small.password.reveal()))
        for password in (VALUE, "wrong"):
            assert await ask(small_door, parts(role, password)) == (Probe(Liveness.UNKNOWN, "SQLSTATE 53300"), False)
        for connection in (*held, admin):
            await connection.close()


async def test_a_trusting_database_does_not_live_on_the_control_of_another(tmp_path: Path) -> None:
    """Any value logs in to the database `trusting`: a wrong one, refused elsewhere a moment before, proves nothing."""
    with servers.postgres(tmp_path / "pg", hba=("host trusting all 127.0.0.1/32 trust",)) as postgres:
        door = PostgresEndpoint(
            system="db", name="p", host="127.0.0.1", port=postgres.port, role=postgres.role, password=postgres.password
        )
        assert door.admin is not None
        await asyncpg_execute(postgres, "CREATE DATABASE trusting", f"CREATE ROLE app LOGIN PASSWORD '{VALUE}'")
        memory = ControlMemory()
        assert (await controlled_probe(ROLES, door, parts("app"), memory=memory, now=NOW))[1]
        decoy = await controlled_probe(ROLES, door, parts("app", "decoy", "trusting"), memory=memory, now=NOW)
        assert decoy == (Probe(Liveness.UNKNOWN, "logged in, but it accepts any value"), False)
        assert (await controlled_probe(ROLES, door, parts("app", VALUE), memory=memory, now=NOW))[1]


async def asyncpg_execute(postgres: Postgres, *statements: str) -> None:
    connection = await asyncpg.connect(
        host="127.0.0.1",
        port=postgres.port,
        user=postgres.role,
        password=postgres.password.reveal(),
        database="postgres",
        ssl=False,
    )
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def test_contain_puts_the_thief_out_and_can_be_undone(client: Client, door: PostgresEndpoint) -> None:
    role, other = await client.role(), await client.role()
    thief, bystander = await client.open(role), await client.open(other)
    these = parts(role)
    probe, _ = await ask(door, these)
    assert ROLES.contain is not None
    receipt = await ROLES.contain.run(door, these, probe)
    assert receipt.reference == "ALTER ROLE ... NOLOGIN; sessions ended: 1"
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await thief.fetchval("SELECT 1")
    assert await bystander.fetchval("SELECT 1") == 1
    assert not await client.can_log_in(role)
    assert (await ask(door, these))[0].liveness is Liveness.DEAD
    # Once more changes nothing.
    assert (await ROLES.contain.run(door, these, probe)).reference == "it could not log in already; sessions ended: 0"
    assert ROLES.contain.undo is not None
    assert (await ROLES.contain.undo(door, these, probe)).reference == "ALTER ROLE ... LOGIN"
    assert await client.can_log_in(role)
    assert (await ask(door, these))[0].liveness is Liveness.LIVE
    await bystander.close()


async def test_end_takes_the_password_away(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role()
    thief = await client.open(role)
    these = parts(role)
    probe, _ = await ask(door, these)
    assert ROLES.end is not None
    assert ROLES.contain is not None
    await ROLES.contain.run(door, these, probe)
    receipt = await ROLES.end.run(door, these, probe)
    # A session that was told to end is counted again until it has.
    assert receipt.reference in {f"ALTER ROLE ... PASSWORD NULL; sessions ended: {number}" for number in (0, 1)}
    assert await ask(door, these) == (Probe(Liveness.DEAD, "password refused (28P01)"), False)
    assert thief.is_closed() or await _is_cut(thief)
    query = "SELECT rolpassword FROM pg_authid WHERE rolname = $1"
    assert await client.connection.fetchval(query, role) is None
    # Not even LOGIN brings it back.
    await client.run("ALTER ROLE %I LOGIN", role)
    assert not await client.can_log_in(role)


async def test_end_leaves_the_password_that_the_owner_has_set_since(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role()
    these = parts(role)
    probe, _ = await ask(door, these)
    assert ROLES.contain is not None
    assert ROLES.end is not None
    await ROLES.contain.run(door, these, probe)
    await client.run("ALTER ROLE %I LOGIN PASSWORD 'the-owners-new'", role)
    consumer = await client.open(role, "the-owners-new")
    said = "the role has another password by now, or none; its 1 open session(s) are left alone"
    assert (await ROLES.end.run(door, these, probe)).reference == f"nothing to take away: {said}"
    assert (await ROLES.contain.run(door, these, probe)).reference == f"nothing to contain: {said}"
    assert await consumer.fetchval("SELECT 1") == 1
    assert await client.can_log_in(role, "the-owners-new")
    await consumer.close()
    # Given back with the leaked password, it ends as ever.
    await client.run("ALTER ROLE %I PASSWORD '" + VALUE + "'", role)
    assert (await ROLES.end.run(door, these, probe)).reference == "ALTER ROLE ... PASSWORD NULL; sessions ended: 0"
    assert not await client.can_log_in(role)


async def test_a_password_set_while_the_role_may_not_log_in_is_not_taken_away(
    client: Client, door: PostgresEndpoint
) -> None:
    """By an admin who may not read what is stored: the server tells it at the login."""
    admin, role = await client.role("LOGIN CREATEROLE"), await client.role()
    await client.run("GRANT %I TO %I WITH ADMIN OPTION", role, admin)
    await client.run("GRANT pg_signal_backend TO %I", admin)
    least, these = replace(door, role=admin, password=Secret(VALUE)), parts(role)
    probe, _ = await ask(door, these)
    assert ROLES.contain is not None
    assert ROLES.end is not None
    await ROLES.contain.run(least, these, probe)
    await client.run("ALTER ROLE %I PASSWORD 'the-owners-new'", role)
    kept = await _verifier(client, role)
    for ability in (ROLES.end, ROLES.contain):
        assert "may not log in, which is its owner's to change" in (await ability.run(least, these, probe)).reference
    assert await _verifier(client, role) == kept
    await client.run("ALTER ROLE %I LOGIN", role)
    assert await client.can_log_in(role, "the-owners-new")


async def test_a_password_that_changed_between_look_and_act_locks_nobody_out(
    client: Client, door: PostgresEndpoint
) -> None:
    role = await client.role()
    probe, _ = await ask(door, parts(role))
    await client.run("ALTER ROLE %I PASSWORD 'of the next turn'", role)
    consumer = await client.open(role, "of the next turn")
    assert ROLES.contain is not None
    assert (await ROLES.contain.run(door, parts(role), probe)).reference.startswith("nothing to contain")
    assert await consumer.fetchval("SELECT 1") == 1
    assert await client.can_log_in(role, "of the next turn")
    await consumer.close()


async def test_an_expired_password_does_not_tell_whose_it_is(client: Client, door: PostgresEndpoint) -> None:
    """28P01 is then the answer to the right one as well: contained, and only then taken away."""
    role = await client.role()
    these = parts(role)
    probe, _ = await ask(door, these)
    await client.run("ALTER ROLE %I VALID UNTIL '2020-01-01'", role)
    assert ROLES.contain is not None
    assert ROLES.end is not None
    with pytest.raises(RefusedError, match="cannot be told"):
        await ROLES.end.run(door, these, probe)
    assert await _verifier(client, role) != "None"
    assert (await ROLES.contain.run(door, these, probe)).reference.startswith("ALTER ROLE ... NOLOGIN")
    assert (await ROLES.end.run(door, these, probe)).reference.startswith("ALTER ROLE ... PASSWORD NULL")
    assert await _verifier(client, role) == "None"


async def test_a_server_that_does_not_let_us_ask_keeps_no_role_open(client: Client, door: PostgresEndpoint) -> None:
    await client.role(name="barred")
    claimed = Probe(Liveness.LIVE, "at a replica", Identity("db", "barred"))
    assert ROLES.contain is not None
    assert ROLES.end is not None
    with pytest.raises(RefusedError, match="cannot be told"):
        await ROLES.end.run(door, parts("barred"), claimed)
    assert (await ROLES.contain.run(door, parts("barred"), claimed)).reference.startswith("ALTER ROLE ... NOLOGIN")
    assert (await ROLES.end.run(door, parts("barred"), claimed)).reference.startswith("ALTER ROLE ... PASSWORD NULL")


async def test_end_does_not_take_a_trusted_login_for_the_leaked_password(
    client: Client, door: PostgresEndpoint
) -> None:
    await client.role(name="trusted", password="the-owners-new")
    claimed = Probe(Liveness.LIVE, "?", Identity("db", "trusted"))
    assert ROLES.end is not None
    with pytest.raises(RefusedError, match="cannot be told"):
        await ROLES.end.run(door, parts("trusted"), claimed)
    query = "SELECT rolpassword IS NOT NULL FROM pg_authid WHERE rolname = 'trusted'"
    assert await client.connection.fetchval(query)


async def _is_cut(connection: asyncpg.Connection) -> bool:
    try:
        await connection.fetchval("SELECT 1")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return True
    return False


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_role_name_is_that_role_and_no_other(client: Client, door: PostgresEndpoint, name: str) -> None:
    await client.role(name=name)
    neighbour = await client.role()
    these = parts(name)
    probe, controlled = await ask(door, these)
    assert controlled
    assert probe.identity == Identity("db", name)
    assert ROLES.contain is not None
    await ROLES.contain.run(door, these, probe)
    assert (await ask(door, these))[0].reason == "refused (28000), and the role may not log in"
    assert await client.can_log_in(neighbour)
    query = "SELECT rolname FROM pg_roles WHERE NOT rolcanlogin AND rolname !~ '^pg_'"
    assert [row["rolname"] for row in await client.connection.fetch(query)] == [name]


async def test_a_name_that_the_server_cuts_off_is_refused(client: Client, door: PostgresEndpoint) -> None:
    """The server logs in the role of the first 63 bytes: acting on a name that was never shown is not ours to do."""
    role = await client.role(name="y" * 63)
    probe, _ = await ask(door, parts(role + "tail"))
    assert probe.identity == Identity("db", role)
    assert ROLES.contain is not None
    with pytest.raises(RefusedError, match="not the one that the password logged in as"):
        await ROLES.contain.run(door, parts(role + "tail"), probe)
    claimed = Probe(Liveness.LIVE, "?", Identity("db", role + "tail"))
    with pytest.raises(RefusedError, match="no role of exactly this name"):
        await ROLES.contain.run(door, parts(role + "tail"), claimed)
    assert await client.can_log_in(role)


async def test_our_own_role_is_never_acted_on(client: Client, door: PostgresEndpoint, postgres: Postgres) -> None:
    these = parts(postgres.role, postgres.password.reveal())
    probe, controlled = await ask(door, these)
    assert controlled
    for ability in (ROLES.contain, ROLES.end):
        assert ability is not None
        with pytest.raises(RefusedError, match="Stanch itself uses"):
            await ability.run(door, these, probe)
    assert await client.can_log_in(postgres.role, postgres.password.reveal())


async def test_another_role_than_the_proven_one_is_refused(client: Client, door: PostgresEndpoint) -> None:
    role, other = await client.role(), await client.role()
    probe, _ = await ask(door, parts(role))
    assert ROLES.contain is not None
    for unproven in (probe, Probe(Liveness.LIVE, "?")):
        with pytest.raises(RefusedError, match="not the one"):
            await ROLES.contain.run(door, parts(other), unproven)
    with pytest.raises(RefusedError, match="no admin credential"):
        await ROLES.contain.run(replace(door, password=None), parts(role), probe)
    assert await client.can_log_in(other)


async def test_an_admin_without_the_privilege_is_told_which(client: Client, door: PostgresEndpoint) -> None:
    weak, role = await client.role(), await client.role()
    probe, _ = await ask(door, parts(role))
    assert ROLES.contain is not None
    with pytest.raises(RefusedError, match="lacks a privilege") as caught:
        await ROLES.contain.run(replace(door, role=weak, password=Secret(VALUE)), parts(role), probe)
    assert caught.value.needs == ROLES.contain.needs
    assert await client.can_log_in(role)


async def test_the_privileges_that_it_says_it_needs_are_enough(client: Client, door: PostgresEndpoint) -> None:
    admin, role = await client.role("LOGIN CREATEROLE"), await client.role()
    await client.run("GRANT %I TO %I WITH ADMIN OPTION", role, admin)
    await client.run("GRANT pg_signal_backend TO %I", admin)
    thief = await client.open(role)
    least = replace(door, role=admin, password=Secret(VALUE))
    probe, _ = await ask(least, parts(role))
    assert ROLES.contain is not None
    assert ROLES.end is not None
    assert (await ROLES.contain.run(least, parts(role), probe)).reference.endswith("sessions ended: 1")
    await ROLES.end.run(least, parts(role), probe)
    assert await _is_cut(thief)
    assert (await ask(least, parts(role)))[0] == Probe(Liveness.DEAD, "password refused (28P01)")


async def test_what_hangs_on_a_role(client: Client, door: PostgresEndpoint) -> None:
    role, member = await client.role(), await client.role()
    await client.run("GRANT %I TO %I", role, member)
    await client.run("CREATE SCHEMA %I AUTHORIZATION %I", role, role)
    sessions = [await client.open(role, application_name="billing") for _ in range(2)]
    probe, _ = await ask(door, parts(role))
    assert ROLES.dependents is not None
    assert await ROLES.dependents(door, parts(role), probe) == (
        Dependent("2 open session(s) from 127.0.0.1 (billing)", None, shared=False),
        Dependent("1 object(s) that it owns: they stay", None, shared=False),
        Dependent(f"members, who keep its privileges: {member}", None, shared=True),
    )
    for session in sessions:
        await session.close()


async def test_a_standby_is_not_acted_on(client: Client, door: PostgresEndpoint) -> None:
    """As a stand-in for one, the admin's role is made read-only: the SQLSTATE is the same."""
    admin, role = await client.role("SUPERUSER LOGIN"), await client.role()
    await client.run("ALTER ROLE %I SET default_transaction_read_only = on", admin)
    probe, _ = await ask(door, parts(role))
    assert ROLES.contain is not None
    with pytest.raises(RefusedError, match="read-only standby"):
        await ROLES.contain.run(replace(door, role=admin, password=Secret(VALUE)), parts(role), probe)


async def test_no_value_reaches_the_servers_log(client: Client, door: PostgresEndpoint, postgres: Postgres) -> None:
    """The server logs every statement here."""
    password = "canary-" + "7f3a91c2"
    role = await client.role(password=None)
    scram = await client.connection.fetchval("SHOW password_encryption")
    assert scram == "scram-sha-256"
    await client.connection.execute("SET log_statement = 'none'; SET log_min_duration_statement = -1")
    await client.run("ALTER ROLE %I PASSWORD '" + password + "'", role)
    these = parts(role, password)
    probe, _ = await ask(door, these)
    assert probe.liveness is Liveness.LIVE
    for ability in (ROLES.contain, ROLES.end):
        assert ability is not None
        await ability.run(door, these, probe)
    log = postgres.log.read_text()
    assert f'ALTER ROLE "{role}" PASSWORD NULL' in log
    assert password not in log
    assert password[:8] not in log


async def test_contain_goes_on_where_a_kill_left_it(client: Client, door: PostgresEndpoint, postgres: Postgres) -> None:
    """Between its two effects: the role cannot log in, the thief is still there; it is not altered a second time."""
    role = await client.role()
    thief = await client.open(role)
    probe, _ = await ask(door, parts(role))
    await client.run("ALTER ROLE %I NOLOGIN", role)
    assert ROLES.contain is not None
    receipt = await ROLES.contain.run(door, parts(role), probe)
    assert receipt.reference == "it could not log in already; sessions ended: 1"
    assert await _is_cut(thief)
    log = postgres.log.read_text()
    assert log.count(f'ALTER ROLE "{role}" NOLOGIN') == 1


# --- a new value ------------------------------------------------------------------------------------


def new_value(these: Parts, *turns: str) -> Parts:
    assert ROLES.set_value is not None
    return ROLES.set_value.fresh(these, turns)


async def change(door: PostgresEndpoint, these: Parts, new: Parts, probe: Probe | None = None) -> str:
    if probe is None:
        probe, controlled = await ask(door, these)
        assert controlled
    assert ROLES.set_value is not None
    return (await ROLES.set_value.run(door, these, probe, new)).reference


def test_fresh_parts() -> None:
    assert ROLES.set_value is not None
    assert (ROLES.set_value.overlap, ROLES.set_value.turns, ROLES.set_value.every_node) == (False, True, False)
    old = parts("shop_a", database="orders")
    new = new_value(old)
    assert {**new, "password": old["password"]} == old
    assert len(new["password"]) == 43
    assert new_value(old)["password"] != new["password"]
    for turns in (("shop_a", "shop_b"), ("shop_b", "shop_a")):
        turned = new_value(old, *turns)
        assert {**turned, "password": old["password"]} == {**old, "role": Secret("shop_b")}
    for names in (["shop_b", "shop_c"], ["shop_a"], ["shop_a", "shop_a"], ["shop_a", "shop_b", "shop_c"]):
        with pytest.raises(RefusedError, match="none of the two"):
            new_value(old, *names)


@pytest.mark.parametrize("rests", ["LOGIN", "NOLOGIN"])
async def test_in_turns_both_live(client: Client, door: PostgresEndpoint, rests: str) -> None:
    shop = await client.role("NOLOGIN", password=None)
    role, other = await client.role(), await client.role(rests, password=None if rests == "NOLOGIN" else "before")
    for each in (role, other):
        await client.run("GRANT %I TO %I", shop, each)
    consumer = await client.open(role)
    old = parts(role)
    new = new_value(old, role, other)
    assert await change(door, old, new) == "the other account: ALTER ROLE ... LOGIN PASSWORD, as a SCRAM verifier"
    for these in (old, new):
        assert (await ask(door, these))[0].liveness is Liveness.LIVE
    assert await client.can_log_in(other, new["password"].reveal())
    assert not await client.can_log_in(other, "before")
    assert await consumer.fetchval("SELECT 1") == 1
    # Sent again, when the consumer has switched: nothing is altered, nobody is disturbed.
    switched = await client.open(other, new["password"].reveal())
    kept = await _verifier(client, other)
    assert await change(door, old, new) == "the other account had the new password already"
    assert await _verifier(client, other) == kept
    assert await switched.fetchval("SELECT 1") == 1
    # And back, once the leaked one has ended.
    probe, _ = await ask(door, old)
    assert ROLES.contain is not None
    assert ROLES.end is not None
    await ROLES.contain.run(door, old, probe)
    await ROLES.end.run(door, old, probe)
    back = new_value(new, role, other)
    assert back["role"] == old["role"]
    await change(door, new, back)
    assert await client.can_log_in(role, back["password"].reveal())
    assert not await client.can_log_in(role)
    await switched.close()


async def _verifier(client: Client, role: str) -> str:
    return str(await client.connection.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = $1", role))


@pytest.mark.parametrize("name", ODD)
async def test_the_other_account_of_an_odd_name(client: Client, door: PostgresEndpoint, name: str) -> None:
    role, other = await client.role(), await client.role(name=name, password="before")
    neighbour = await client.role()
    new = new_value(parts(role), role, other)
    await change(door, parts(role), new)
    assert await client.can_log_in(other, new["password"].reveal())
    assert await client.can_log_in(neighbour)


@pytest.mark.parametrize(
    ("rest", "match"),
    [
        ("SUPERUSER", "more rights than the leaked one: .*superuser"),
        ("CREATEROLE", "more rights than the leaked one: createrole$"),
        ("CREATEDB", "more rights than the leaked one: createdb$"),
        ("REPLICATION", "more rights than the leaked one: replication$"),
        ("BYPASSRLS", "more rights than the leaked one: bypassrls$"),
        ("IN ROLE pg_monitor", "more rights than the leaked one: pg_monitor, pg_read_all_"),
        ("VALID UNTIL '2020-01-01'", "has expired"),
    ],
)
async def test_an_account_of_other_rights_gets_no_turn(
    client: Client, door: PostgresEndpoint, rest: str, match: str
) -> None:
    role, other = await client.role(), await client.role(f"LOGIN {rest}", password="before")
    with pytest.raises(RefusedError, match=match):
        await change(door, parts(role), new_value(parts(role), role, other))
    kept = await _verifier(client, other)
    # Where both have it, it is no more than before.
    if "VALID" not in rest:
        both = await client.role(f"LOGIN {rest}")
        await change(door, parts(both), new_value(parts(both), both, other))
        assert await _verifier(client, other) != kept


async def test_an_account_that_cannot_do_its_work_gets_no_turn(client: Client, door: PostgresEndpoint) -> None:
    role, other = await client.role("LOGIN IN ROLE pg_signal_backend"), await client.role()
    with pytest.raises(RefusedError, match="lacks what the leaked one is a member of: pg_signal_backend"):
        await change(door, parts(role), new_value(parts(role), role, other))
    # A member of the leaked one has all that it has.
    await client.run("GRANT %I TO %I", role, other)
    await change(door, parts(role), new_value(parts(role), role, other))


@pytest.mark.parametrize("attribute", ["SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS"])
async def test_an_account_without_an_attribute_gets_no_turn(
    client: Client, door: PostgresEndpoint, attribute: str
) -> None:
    role, other = await client.role(f"LOGIN {attribute}"), await client.role(password="before")
    with pytest.raises(RefusedError, match=f"lacks attributes of the leaked one: {attribute.lower()}$"):
        await change(door, parts(role), new_value(parts(role), role, other))
    assert await client.can_log_in(other, "before")


async def test_an_account_that_inherits_nothing_gets_no_turn(client: Client, door: PostgresEndpoint) -> None:
    role, other = await client.role(), await client.role("LOGIN NOINHERIT")
    for each in (role, other):
        await client.run("GRANT pg_signal_backend TO %I", each)
    with pytest.raises(RefusedError, match=r"does not inherit what the leaked one does: pg_signal_backend$"):
        await change(door, parts(role), new_value(parts(role), role, other))
    # The other way round it has no more than it could take before.
    await change(door, parts(other), new_value(parts(other), role, other))


HELD = {
    "a table": ("GRANT SELECT ON shop.orders TO %I", r"1 grant\(s\) in database rights"),
    "a column": ("GRANT SELECT (total) ON shop.orders TO %I", r"1 grant\(s\) in database rights"),
    "a schema": ("GRANT USAGE ON SCHEMA shop TO %I", r"1 grant\(s\) in database rights"),
    "a function": ("GRANT EXECUTE ON FUNCTION shop.f() TO %I", r"1 grant\(s\) in database rights"),
    "a policy": (
        "CREATE POLICY theirs ON shop.orders TO %I USING (true)",
        r"1 grant\(s\) in database rights",
    ),
    "the database": ("GRANT CONNECT ON DATABASE rights TO %I", r"1 grant\(s\) in what all databases share"),
    "what it owns": ("ALTER TABLE shop.orders OWNER TO %I", r"1 object\(s\) that it owns in database rights"),
    "what all can": ("GRANT TEMPORARY ON DATABASE rights TO %I", None),
}


@pytest.fixture
async def rights(client: Client) -> AsyncIterator[asyncpg.Connection]:
    """A database in which our admin is not. All may make temporary tables there, and nobody else connects."""
    await client.connection.execute("CREATE DATABASE rights")
    await client.connection.execute("REVOKE CONNECT ON DATABASE rights FROM PUBLIC")
    inside = await client.open(client.postgres.role, client.postgres.password.reveal(), database="rights")
    await inside.execute(
        "CREATE SCHEMA shop; CREATE TABLE shop.orders (id int, total int);"
        "CREATE FUNCTION shop.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    )
    yield inside
    await inside.close()
    await client.connection.execute("DROP DATABASE rights WITH (FORCE)")


@pytest.mark.parametrize("what", HELD)
async def test_what_was_given_to_the_leaked_account_itself(
    client: Client, door: PostgresEndpoint, rights: asyncpg.Connection, what: str
) -> None:
    template, match = HELD[what]
    role, other = await client.role(), await client.role(password="before")
    turn = parts(role), new_value(parts(role), role, other)
    await rights.execute(template.replace("%I", f'"{role}"'))
    if match is not None:
        with pytest.raises(RefusedError, match=match) as caught:
            await change(door, *turn)
        assert "both are members of: GRANT it to that role, REASSIGN OWNED to it" in str(caught.value)
        assert await client.can_log_in(other, "before")
        # Where the other one may as much, by a role of both, or as a member of the leaked one.
        common = await client.role("NOLOGIN", password=None)
        for each in (role, other):
            await client.run("GRANT %I TO %I", common, each)
        given = template.replace("%I", f'"{common}"').replace("POLICY theirs", "POLICY ours")
        await rights.execute(given)
        if what == "a policy":
            with pytest.raises(RefusedError, match=match):
                await change(door, *turn)
            await rights.execute(f'ALTER POLICY theirs ON shop.orders TO "{role}", "{common}"')
    await change(door, *turn)
    assert not await client.can_log_in(other, "before")
    for name in client.made:
        await rights.execute(f'DROP OWNED BY "{name}"')


async def test_a_column_is_less_than_its_table(
    client: Client, door: PostgresEndpoint, rights: asyncpg.Connection
) -> None:
    role, other = await client.role(), await client.role(password="before")
    turn = parts(role), new_value(parts(role), role, other)
    await rights.execute(f'GRANT SELECT ON shop.orders TO "{role}"; GRANT SELECT (total) ON shop.orders TO "{other}"')
    with pytest.raises(RefusedError, match=r"1 grant\(s\) in database rights"):
        await change(door, *turn)
    await rights.execute(f'GRANT SELECT ON shop.orders TO "{other}"; GRANT SELECT (total) ON shop.orders TO "{role}"')
    await change(door, *turn)
    assert not await client.can_log_in(other, "before")
    for name in (role, other):
        await rights.execute(f'DROP OWNED BY "{name}"')


async def test_a_member_of_the_leaked_account_has_what_that_owns(
    client: Client, door: PostgresEndpoint, rights: asyncpg.Connection
) -> None:
    role, other = await client.role(), await client.role(password="before")
    await rights.execute(f'ALTER TABLE shop.orders OWNER TO "{role}"; GRANT USAGE ON SCHEMA shop TO "{role}"')
    await client.run("GRANT %I TO %I", role, other)
    await change(door, parts(role), new_value(parts(role), role, other))
    assert not await client.can_log_in(other, "before")
    await rights.execute(f'DROP OWNED BY "{role}"')


async def test_an_account_that_is_in_use_gets_no_turn(client: Client, door: PostgresEndpoint) -> None:
    role, other = await client.role(), await client.role(password="theirs")
    session = await client.open(other, "theirs")
    with pytest.raises(RefusedError, match=r"in use \(1 open session"):
        await change(door, parts(role), new_value(parts(role), role, other))
    assert await client.can_log_in(other, "theirs")
    await session.close()


async def test_no_turn_where_the_owner_has_replaced_the_leaked_value(client: Client, door: PostgresEndpoint) -> None:
    """By hand, and its consumers have the other account's password, which must stay."""
    role, other = await client.role(), await client.role(password="theirs")
    probe, _ = await ask(door, parts(role))
    await client.run("ALTER ROLE %I PASSWORD 'by hand'", role)
    with pytest.raises(RefusedError, match="has another password by now"):
        await change(door, parts(role), new_value(parts(role), role, other), probe)
    assert await client.can_log_in(other, "theirs")
    # Contained is not replaced: it still is the leaked one's.
    await client.run("ALTER ROLE %I NOLOGIN PASSWORD '" + VALUE + "'", role)
    await change(door, parts(role), new_value(parts(role), role, other), probe)
    assert not await client.can_log_in(other, "theirs")


async def test_no_turn_for_a_missing_account_and_for_our_own(
    client: Client, door: PostgresEndpoint, postgres: Postgres
) -> None:
    role = await client.role()
    for other in ("nobody of that name", role + "x" * 63):
        with pytest.raises(RefusedError, match="no account of exactly the other name"):
            await change(door, parts(role), new_value(parts(role), role, other))
    admin = await client.role("LOGIN CREATEROLE")
    ours = replace(door, role=admin, password=Secret(VALUE))
    equal = await client.role("LOGIN CREATEROLE")
    with pytest.raises(RefusedError, match="Stanch itself uses"):
        await change(ours, parts(equal), new_value(parts(equal), equal, admin))
    assert await client.can_log_in(postgres.role, postgres.password.reveal())
    these = parts(postgres.role, postgres.password.reveal())
    with pytest.raises(RefusedError, match="Stanch itself uses"):
        await change(door, these, new_value(these))


async def test_without_turns_the_old_value_and_its_sessions_die(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role()
    thief = await client.open(role)
    old = parts(role)
    probe, _ = await ask(door, old)
    new = new_value(old)
    said = "ALTER ROLE ... LOGIN PASSWORD, as a SCRAM verifier; sessions ended: 1"
    assert await change(door, old, new, probe) == said
    assert await _is_cut(thief)
    assert (await ask(door, old))[0] == Probe(Liveness.DEAD, "password refused (28P01)")
    assert (await ask(door, new))[0].liveness is Liveness.LIVE
    # Sent again after a kill before the sessions were ended.
    kept = await _verifier(client, role)
    left = await client.open(role, new["password"].reveal())
    said = "the new password was set already; whoever uses it by now logs in again; sessions ended: 1"
    assert await change(door, old, new, probe) == said
    assert await _is_cut(left)
    assert await _verifier(client, role) == kept


async def test_a_contained_role_gets_its_login_back_with_the_new_value(client: Client, door: PostgresEndpoint) -> None:
    role = await client.role()
    old = parts(role)
    probe, _ = await ask(door, old)
    assert ROLES.contain is not None
    await ROLES.contain.run(door, old, probe)
    new = new_value(old)
    await change(door, old, new, probe)
    assert await client.can_log_in(role, new["password"].reveal())
    assert not await client.can_log_in(role)


@pytest.mark.parametrize("rest", ["LOGIN", "NOLOGIN"])
async def test_a_password_that_the_owner_has_set_since_is_not_changed(
    client: Client, door: PostgresEndpoint, rest: str
) -> None:
    role = await client.role()
    old = parts(role)
    probe, _ = await ask(door, old)
    await client.run("ALTER ROLE %I " + rest + " PASSWORD 'the-owners-new'", role)
    kept = await _verifier(client, role)
    with pytest.raises(RefusedError, match="would replace its owner's new one"):
        await change(door, old, new_value(old), probe)
    assert await _verifier(client, role) == kept


async def test_where_any_password_is_taken_none_is_changed(client: Client, door: PostgresEndpoint) -> None:
    await client.role(name="trusted", password="the-owners-new")
    kept = await _verifier(client, "trusted")
    claimed = Probe(Liveness.LIVE, "?", Identity("db", "trusted"))
    with pytest.raises(RefusedError, match="would replace its owner's new one"):
        await change(door, parts("trusted"), new_value(parts("trusted")), claimed)
    assert await _verifier(client, "trusted") == kept


async def test_a_new_value_needs_the_rights_that_it_says(client: Client, door: PostgresEndpoint) -> None:
    weak, admin = await client.role(), await client.role("LOGIN CREATEROLE")
    role, other = await client.role(), await client.role(password="before")
    old = parts(role)
    assert ROLES.set_value is not None
    for new in (new_value(old), new_value(old, role, other)):
        with pytest.raises(RefusedError, match="lacks a privilege") as caught:
            await change(replace(door, role=weak, password=Secret(VALUE)), old, new)
        assert caught.value.needs == ROLES.set_value.needs
        with pytest.raises(RefusedError, match="no admin credential"):
            await change(replace(door, password=None), old, new)
    for each in (role, other):
        await client.run("GRANT %I TO %I WITH ADMIN OPTION", each, admin)
    await client.run("GRANT pg_signal_backend TO %I", admin)
    least = replace(door, role=admin, password=Secret(VALUE))
    new = new_value(old, role, other)
    await change(least, old, new)
    assert await client.can_log_in(other, new["password"].reveal())
    new = new_value(old)
    await change(least, old, new)
    assert await client.can_log_in(role, new["password"].reveal())


async def test_no_new_value_reaches_the_servers_log(client: Client, door: PostgresEndpoint, postgres: Postgres) -> None:
    """The server logs every statement here, and its parameters."""
    role, other = await client.role(), await client.role()
    old = parts(role)
    turned, plain = new_value(old, role, other), new_value(old)
    for new in (turned, turned, plain):
        await change(door, old, new)
    log = postgres.log.read_text()
    assert f'ALTER ROLE "{other}" LOGIN PASSWORD \'SCRAM-SHA-256$4096:' in log
    for new in (turned, plain):
        value = new["password"].reveal()
        assert not [value[at : at + 8] for at in range(len(value) - 7) if value[at : at + 8] in log]


def test_the_verifier_is_that_of_the_rfc(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7677, section 3: user `user`, password `pencil`; the keys are those that its exchange proves."""
    salt, client_proof = "W22ZaJ0SNY7soEsUEjb6gQ==", "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    monkeypatch.setattr("secrets.token_bytes", lambda _: b64decode(salt))
    kept = verifier(Secret("pencil"))
    head, stored, server = kept.replace("$", ":").rsplit(":", 2)
    assert head == f"SCRAM-SHA-256:4096:{salt}"
    first = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
    nonce = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    message = f"{first}{nonce},s={salt},i=4096,c=biws,{nonce}".encode()
    signature = hmac.digest(b64decode(server), message, "sha256")
    assert b64encode(signature).decode() == "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    mask = hmac.digest(b64decode(stored), message, "sha256")
    key = bytes(a ^ b for a, b in zip(b64decode(client_proof), mask, strict=True))
    assert b64encode(hashlib.sha256(key).digest()).decode() == stored


@pytest.mark.parametrize("password", ["", "ä", "a\nb"])
def test_what_would_have_to_be_normalised_is_no_new_password(password: str) -> None:
    with pytest.raises(RefusedError, match="printable ASCII"):
        verifier(Secret(password))


def test_a_wrong_password_is_for_the_same_role() -> None:
    these = parts("someone", "short", "orders")
    wrong = ROLES.wrong(these)
    assert {**wrong, "password": these["password"]} == these
    assert len(wrong["password"]) == 12
    assert len(ROLES.wrong(parts("someone", "x" * 40))["password"]) == 40
    assert ROLES.wrong(these)["password"] != wrong["password"]
