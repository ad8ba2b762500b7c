"""The PostgreSQL door against a real server (scram) and against servers that are none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER, SSLContext

import asyncpg
import pytest
import trustme

from agent.demo.servers import Postgres
from agent.doors.postgres import NamedContext, PostgresEndpoint
from detectors.base import Secret
from revokers.base import RefusedError, Rows, TransientError, UnmappedError
from tests.sims.doors import answering, answering_over_tls, everything, local

VALUE = "p4ss-" + "of-the-leak"


@pytest.fixture
def endpoint(postgres: Postgres) -> PostgresEndpoint:
    return PostgresEndpoint(
        system="db",
        name="primary",
        host="127.0.0.1",
        port=postgres.port,
        role=postgres.role,
        password=postgres.password,
    )


@pytest.fixture
async def roles(endpoint: PostgresEndpoint) -> AsyncIterator[None]:
    """Roles for this file's logins; the server outlives the test."""
    admin = endpoint.admin
    assert admin is not None
    hidden = (
        f"CREATE ROLE door_live LOGIN CREATEDB PASSWORD '{VALUE}'",
        f"CREATE ROLE door_nologin NOLOGIN PASSWORD '{VALUE}'",
        "CREATE ROLE door_without LOGIN",
        f"CREATE ROLE barred LOGIN PASSWORD '{VALUE}'",
        f"CREATE ROLE door_full LOGIN PASSWORD '{VALUE}' CONNECTION LIMIT 0",
        "GRANT pg_monitor TO door_live",
    )
    for statement in hidden:
        assert await admin.run(statement) == Rows("00000")
    yield
    for name in ("door_live", "door_nologin", "door_without", "barred", "door_full"):
        assert await admin.run(f"DROP ROLE {name}") == Rows("00000")


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("role", "password", "database", "sqlstate", "refusal"),
    [
        ("door_live", VALUE, None, "00000", None),
        ("door_live", "wrong", None, "28P01", "method"),
        ("door_live", VALUE, "no_such_database", "3D000", "session"),
        ("door_live", VALUE, "template0", "55000", "database"),
        ("door_live", "wrong", "no_such_database", "28P01", "method"),
        ("door_nologin", VALUE, None, "28000", "role"),
        ("door_nologin", "wrong", None, "28P01", "method"),
        ("door_without", VALUE, None, "28P01", "method"),
        ("door_nobody", VALUE, None, "28P01", "method"),
        ("barred", VALUE, None, "28000", "pg_hba"),
        ("door_full", VALUE, None, "53300", "role"),
        # What cannot be asked gives way to the System's database.
        ("door_live", VALUE, "shut", "00000", None),
        ("door_live", "wrong", "shut", "28P01", "method"),
        ("barred", VALUE, "shut", "28000", "pg_hba"),
        ("door_live", VALUE, "a\0b", "00000", None),
        ("door_live", "wrong", "a\0b", "28P01", "method"),
        ("door_live", VALUE, "half \ud83d", "00000", None),
        ("door_live", VALUE, "", "00000", None),
    ],
)
async def test_what_the_server_says(
    endpoint: PostgresEndpoint, role: str, password: str, database: str | None, sqlstate: str, refusal: str | None
) -> None:
    rows = await endpoint.login(role, Secret(password), database)
    assert (rows.sqlstate, rows.refusal) == (sqlstate, refusal)
    expected = {
        "role": "door_live",
        "superuser": False,
        "createrole": False,
        "createdb": True,
        "replication": False,
        "bypassrls": False,
        "member_of": ["pg_monitor"],
    }
    assert rows.rows == ((expected,) if sqlstate == "00000" else ())


@pytest.mark.usefixtures("roles")
async def test_nothing_comes_from_the_environment(
    endpoint: PostgresEndpoint, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Every variable that libpq's users set, each with a value that would break or turn the login."""
    right = f"127.0.0.1:{postgres.port}:*:door_live:{VALUE}\n"
    service = "[here]\nuser=postgres\nhost=127.0.0.9\n"
    for name, text in ((".pgpass", right), (".pg_service.conf", service)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    elsewhere = {
        "HOME": str(tmp_path),
        "PGHOST": "127.0.0.9",
        "PGHOSTADDR": "127.0.0.9",
        "PGPORT": "9",
        "PGUSER": "postgres",
        "PGPASSWORD": VALUE,
        "PGPASSFILE": str(tmp_path / ".pgpass"),
        "PGDATABASE": "no_such_database",
        "PGSERVICE": "here",
        "PGSERVICEFILE": str(tmp_path / ".pg_service.conf"),
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": "/nonexistent",
        "PGSSLNEGOTIATION": "direct",
        "PGTARGETSESSIONATTRS": "standby",
        "PGOPTIONS": "-c statement_timeout=1",
        "PGAPPNAME": "someone-else",
        "PGKRBSRVNAME": "x",
        "PGGSSLIB": "nonsense",
    }
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)
    assert (await endpoint.login("door_live", Secret(VALUE), None)).sqlstate == "00000"
    assert (await endpoint.login("door_live", Secret("wrong"), None)).sqlstate == "28P01"
    admin = endpoint.admin
    assert admin is not None
    statement = "SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS within"
    assert (await admin.run(statement)).rows == ({"name": "stanch", "within": "5s"},)


async def test_statements(endpoint: PostgresEndpoint) -> None:
    admin = endpoint.admin
    assert admin is not None
    assert await admin.run("SELECT $1::text AS a, $2::int + 1 AS b", "x", 1) == Rows("00000", ({"a": "x", "b": 2},))
    assert await admin.run("SELECT 1/0") == Rows("22012")
    assert await admin.run("SELECT nonsense") == Rows("42703")
    with pytest.raises(RefusedError, match="without the System's own credential"):
        await endpoint.run("SELECT 1")
    assert replace(endpoint, password=None).admin is None


async def test_functions_of_a_role_or_database_are_not_called(endpoint: PostgresEndpoint) -> None:
    admin = endpoint.admin
    assert admin is not None
    await admin.run("CREATE FUNCTION public.upper(text) RETURNS text LANGUAGE sql AS $$ SELECT 'hostile' $$")
    await admin.run("ALTER ROLE postgres SET search_path = public, pg_catalog")
    try:
        assert (await admin.run("SELECT upper('a'::text) AS a")).rows == ({"a": "A"},)
    finally:
        await admin.run("ALTER ROLE postgres RESET search_path")
        await admin.run("DROP FUNCTION public.upper(text)")


async def test_an_own_role_that_cannot_log_in_is_refused(endpoint: PostgresEndpoint) -> None:
    broken = replace(endpoint, password=Secret(VALUE)).admin
    assert broken is not None
    with pytest.raises(RefusedError, match=r"^Stanch's own role was refused at login: SQLSTATE 28P01$"):
        await broken.run("SELECT 1")


@pytest.mark.parametrize(
    ("role", "password", "database"),
    [("", VALUE, None), ("a\0user\0postgres", VALUE, None), ("a", "", None), ("a", "\0", None)],
)
async def test_what_would_begin_another_parameter_is_not_sent(
    endpoint: PostgresEndpoint, role: str, password: str, database: str | None
) -> None:
    with pytest.raises(UnmappedError, match="not sent"):
        await endpoint.login(role, Secret(password), database)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + 4).to_bytes(4) + body


REFUSED = message(b"E", b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0Rauth_failed\0\0")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ((), "TimeoutError"),
        ((b"",), "ConnectionDoesNotExistError"),
        (
            (b"HTTP/1.1 403 Forbidden\r\n\r\n",),
            "ConnectionDoesNotExistError|ProtocolError",
        ),
        ((REFUSED[:-20],), "ConnectionDoesNotExistError"),
        ((message(b"R", (7).to_bytes(4)),), "InternalClientError"),
    ],
    ids=["silence", "closed", "another protocol", "half an answer", "Kerberos"],
)
async def test_what_is_no_answer_of_postgresql(
    endpoint: PostgresEndpoint, answers: tuple[bytes, ...], why: str
) -> None:
    """A lost connection has the SQLSTATE 08003 in asyncpg, which no server sent."""
    async with answering(*answers) as port:
        # Only silence is waited out: what answers may be slow on a busy machine.
        lost = replace(endpoint, port=port, deadline=timedelta(seconds=20 if answers else 0.2))
        with pytest.raises(TransientError, match=f"^no usable answer: ({why})$") as caught:
            await lost.login("door_live", Secret(VALUE), None)
        assert VALUE not in everything(caught.value)


async def test_a_refusal_without_the_servers_function_is_still_one(endpoint: PostgresEndpoint) -> None:
    """pgbouncer's, for example."""
    async with answering(message(b"E", b"SFATAL\0VFATAL\0C28000\0Mno\0\0")) as port:
        assert await replace(endpoint, port=port).login("a", Secret(VALUE), None) == Rows("28000")


async def test_tls_is_for_the_name_though_the_address_is_pinned(endpoint: PostgresEndpoint) -> None:
    authority, served = trustme.CA(), SSLContext(PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(served)
    trusted = NamedContext(PROTOCOL_TLS_CLIENT)
    authority.configure_trust(trusted)
    trusted.name = "localhost"
    with answering_over_tls(served, REFUSED, agrees=b"S") as port:
        secure = replace(endpoint, host="localhost", port=port, tls=trusted, lookup=local)
        assert await secure.login("a", Secret(VALUE), None) == Rows("28P01", refusal="method")
        trusted.name = "127.0.0.1"
        with pytest.raises(TransientError, match=r"^no usable answer: SSLCertVerificationError$"):
            await secure.login("a", Secret(VALUE), None)
    async with answering(b"N", REFUSED) as port:
        with pytest.raises(TransientError, match=r"^no usable answer: ConnectionError$"):
            await replace(secure, port=port).login("a", Secret(VALUE), None)


async def test_the_name_is_resolved_once_and_pinned(endpoint: PostgresEndpoint) -> None:
    """The server is where only this resolver says, and only the first time."""
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.2"] if len(asked) == 1 else ["127.0.0.3"]

    async with answering(REFUSED, host="127.0.0.2") as port:
        rows = await replace(endpoint, host="localhost", port=port, lookup=rebinding).login("a", Secret("x"), None)
    assert (rows.sqlstate, asked) == ("28P01", ["localhost"])
    with pytest.raises(TransientError, match="metadata"):
        await replace(endpoint, host="169.254.169.254").login("door_x", Secret("x"), None)


def test_a_value_never_shows(endpoint: PostgresEndpoint, postgres: Postgres) -> None:
    assert postgres.password.reveal() not in repr(endpoint) + repr(endpoint.admin) + repr(postgres)
    assert asyncpg.__version__ >= "0.30"
