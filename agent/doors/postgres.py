"""The only importer of asyncpg: one PostgreSQL server of a configured System.

    login(role, password) --> resolve once, check --> connect, ask who we are, leave  --> Rows: SQLSTATE and row
    admin.run(statement)  -->        "            --> connect, one transaction, leave --> Rows: SQLSTATE and rows

Every argument is given, so that no environment variable, service file or .pgpass is asked (asyncpg looks for each one
that is None). With TLS the certificate must be for the configured name, whatever address it resolved to.
An error counts as the server's answer only if the server sent it: asyncpg raises some with a SQLSTATE of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import timedelta
from ssl import MemoryBIO, SSLContext, SSLObject, SSLSession
from typing import Any, Final, TypeVar

import asyncpg

from agent import crashpoints
from agent.doors.resolve import Lookup, ask_resolver, resolve
from detectors.base import Secret
from revokers.base import ProviderError, RefusedError, Rows, TransientError, UnmappedError

APPLICATION: Final = "stanch"
DATABASE: Final = "postgres"
DONE: Final = "00000"

T = TypeVar("T")
# asyncpg brings no types.
Connection = Any

# Which part of the server refused: its messages are translated, its C functions are not.
# src/backend/libpq/auth.c, utils/init/miscinit.c and postinit.c
_REFUSED_BY: Final = {
    "ClientAuthentication": "pg_hba",
    "InitializeSessionUserId": "role",
    "auth_failed": "method",
    "CheckMyDatabase": "database",
    "InitPostgres": "session",
}

# session_user is whom the password belongs to; a role's settings can make current_user another one.
_WHO: Final = """
SELECT session_user::text AS role, r.rolsuper AS superuser, r.rolcreaterole AS createrole, r.rolcreatedb AS createdb,
       r.rolreplication AS replication, r.rolbypassrls AS bypassrls,
       ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
             WHERE m.member = r.oid ORDER BY 1) AS member_of
FROM pg_catalog.pg_roles r WHERE r.rolname = session_user
"""


_SETTINGS: Final = "SET LOCAL search_path TO pg_catalog; SET LOCAL statement_timeout TO 5000"


class NamedContext(SSLContext):
    """Checks the certificate against `name`: asyncpg would take the address that it connects to."""

    name: str

    def wrap_bio(
        self,
        incoming: MemoryBIO,
        outgoing: MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002 - the signature of ssl.SSLContext
        server_hostname: str | bytes | None = None,
        session: SSLSession | None = None,
    ) -> SSLObject:
        del server_hostname
        return super().wrap_bio(incoming, outgoing, server_side, self.name, session)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresEndpoint:
    """One server of a System, as revokers.base.SqlEndpoint. `role` and `password`: Stanch's own, for `admin` only."""

    system: str
    name: str
    host: str
    port: int
    primary: bool = True
    tls: NamedContext | None = None
    database: str = DATABASE
    role: str | None = None
    password: Secret | None = None
    may_run: bool = False
    deadline: timedelta = timedelta(seconds=10)
    lookup: Lookup = ask_resolver

    @property
    def admin(self) -> PostgresEndpoint | None:
        return None if self.role is None or self.password is None else replace(self, may_run=True)

    async def login(self, role: str, password: Secret, database: str | None) -> Rows:
        """A database that cannot be asked, by its name or by pg_hba.conf, gives way to the System's own: what was
        written beside the first find decides no more than where to ask, and a password holds for the whole server.
        """
        named = database if database and _sendable(database) else self.database
        rows = await self._answer(role, password, named, _WHO, ())
        # Refused before the password was looked at: this is no failed login.
        if rows.refusal == "pg_hba" and named != self.database:
            rows = await self._answer(role, password, self.database, _WHO, ())
        return rows

    async def run(self, statement: str, *arguments: object) -> Rows:
        if not self.may_run or self.role is None or self.password is None:
            message = "no statement is run without the System's own credential"
            raise RefusedError(message)
        return await self._answer(self.role, self.password, self.database, statement, arguments)

    async def _answer(
        self, role: str, password: Secret, database: str, statement: str, arguments: tuple[object, ...]
    ) -> Rows:
        if not all(_sendable(text) for text in (role, password.reveal(), database)):
            message = "a role, password or database of that shape is not sent"
            raise UnmappedError(message)
        failure: ProviderError
        try:
            async with asyncio.timeout(self.deadline.total_seconds()):
                addresses = await resolve(self.host, self.port, lookup=self.lookup)
                connection = await self._connect(addresses, role, password, database)
                return await _ask(connection, statement, arguments)
        except _SpokenError as spoken:
            if not self.may_run:
                return spoken.rows
            failure = _own_login(spoken.rows)
        except ProviderError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a library raises may quote the request: its name only
            failure = TransientError(f"no usable answer: {type(error).__name__}")
        raise failure

    async def _connect(self, addresses: tuple[str, ...], role: str, password: Secret, database: str) -> Connection:
        return await _spoken(
            asyncpg.connect(
                host=list(addresses),
                port=self.port,
                user=role,
                password=password.reveal(),
                database=database,
                ssl=self.tls if self.tls is not None else False,
                direct_tls=False,
                timeout=self.deadline.total_seconds(),
                statement_cache_size=0,
                server_settings={"application_name": APPLICATION},
                target_session_attrs="any",
                krbsrvname="postgres",
                gsslib="gssapi",
            )
        )


def _sendable(text: str) -> bool:
    """Half a character has no encoding; a NUL would end the value and begin a start-up parameter."""
    return bool(text) and not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)


class _SpokenError(Exception):
    """The server itself said no, with a SQLSTATE."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows.sqlstate)
        self.rows = rows


async def _spoken(call: Awaitable[T]) -> T:
    rows: Rows | None = None
    try:
        return await call
    except asyncpg.PostgresError as error:
        if not getattr(error, "severity", None):
            raise
        rows = Rows(str(error.sqlstate), refusal=_REFUSED_BY.get(getattr(error, "server_source_function", None) or ""))
    raise _SpokenError(rows)


async def _ask(connection: Connection, statement: str, arguments: tuple[object, ...]) -> Rows:
    try:
        rows = await _spoken(_fetch(connection, statement, arguments))
    except _SpokenError as spoken:
        rows = spoken.rows
    except BaseException:  # cancelled, too: nobody else may be given this connection
        connection.terminate()
        raise
    crashpoints.point("C7")
    await connection.close()
    return rows


async def _fetch(connection: Connection, statement: str, arguments: tuple[object, ...]) -> Rows:
    """In a transaction with settings of our own: a role or a database can bring others, and functions of its own."""
    async with connection.transaction():
        await connection.execute(_SETTINGS)
        records = await connection.fetch(statement, *arguments)
    return Rows(DONE, tuple(dict(record) for record in records))


def _own_login(rows: Rows) -> ProviderError:
    """Stanch's own role could not log in: a person must mend what is wrong with it, the rest passes."""
    if rows.sqlstate[:2] in {"28", "3D", "42"}:
        return RefusedError(f"Stanch's own role was refused at login: SQLSTATE {rows.sqlstate}")
    return TransientError(f"Stanch's own role could not log in: SQLSTATE {rows.sqlstate}")
