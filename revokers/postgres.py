"""PostgreSQL: a role and its password.

    login           00000                    LIVE
                    3D000, 42501 (database)  LIVE: the password was taken, the database is missing or closed to the role
                    55000 (database)         LIVE: the same, the database takes no connections (template0)
                    53300 (not the server's) LIVE: the same, the role, the database or the slots for it are full
                    28P01                    DEAD
                    28000                    decided by the admin look-up; DEAD if the role may not log in
    contain (undo)  ALTER ROLE NOLOGIN (LOGIN), then its sessions are ended: what was already in is out. Sent again, a
                    role that cannot log in any more is not altered a second time
    set value       in turns: the other account of two gets a new password and LOGIN, the leaked one lives on
                    else the same role gets it, and its sessions are ended: the old value dies with them
    end             PASSWORD NULL, then the same; only while the role cannot log in, or the leaked password still can:
                    else its owner has given it another password, which is not ours to take away

28000 is also what a server answers that has no pg_hba.conf entry for us: that says nothing about the password.
https://www.postgresql.org/docs/current/errcodes-appendix.html and .../sql-alterrole.html
Parameters of ALTER ROLE cannot be bound: the server quotes the name, and no value is ever in a statement (it would be
in the server's log): of a new password it gets the verifier (revokers/scram.py). Acts are for primaries: a standby only
repeats what its primary has. Over 300 lines: every act rests on the same few checks.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from detectors import postgres
from detectors.base import Parts, Secret

from .base import (
    Capability,
    Dependent,
    Identity,
    Liveness,
    Probe,
    ProviderError,
    Receipt,
    RefusedError,
    Revoker,
    Rows,
    SetValue,
    SqlEndpoint,
    TransientError,
    UnmappedError,
)
from .scram import verifier

_NEEDS: Final = ("CREATEROLE, and ADMIN OPTION on the role since PostgreSQL 16 (or SUPERUSER)", "pg_signal_backend")
_FRESH_BYTES: Final = 32
_TWO: Final = 2
_CUTS: Final = "every open session of the role is ended, whoever opened it, connection pools included"

# Connection, resources, shutdown or start-up, system: these pass. 40: a conflict with another transaction.
_TRANSIENT: Final = frozenset({"08", "40", "53", "57", "58"})

# What a server says once the password was taken, by the part of it that says so. 53300 of the server as a whole comes
# before the password is asked for, from another part.
_FULL: Final = "too many connections"
_ACCEPTED: Final = {
    ("3D000", "session"): "no such database",
    ("42501", "database"): "no CONNECT privilege",
    ("55000", "database"): "the database is closed",
    ("53300", "role"): _FULL,
    ("53300", "database"): _FULL,
    ("53300", "session"): _FULL,
}

_LOOK_UP: Final = """
SELECT r.rolcanlogin AS can_login, r.rolname = session_user AS own, format('%I', r.rolname) AS quoted
FROM pg_catalog.pg_roles r WHERE r.rolname = $1::text
"""
# What either of two accounts may do: flags, and the roles that it is a member of, directly or not.
_RIGHTS: Final = """
SELECT r.rolname::text AS role, r.rolcanlogin AS can_login, r.rolname = session_user AS own,
       coalesce(r.rolvaliduntil < now(), false) AS expired,
       ARRAY(SELECT f.flag FROM (VALUES ('superuser', r.rolsuper), ('createrole', r.rolcreaterole),
             ('createdb', r.rolcreatedb), ('replication', r.rolreplication), ('bypassrls', r.rolbypassrls))
             AS f (flag, held) WHERE f.held) AS flags,
       ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_roles g WHERE g.rolname NOT IN ($1::text, $2::text)
             AND pg_has_role(r.oid, g.oid, 'MEMBER')) AS member_of,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usename = r.rolname) AS sessions
FROM pg_catalog.pg_roles r WHERE r.rolname IN ($1::text, $2::text)
"""
# The list is made first: as a condition beside the others, the planner may call the function for everybody's sessions.
_END_SESSIONS: Final = """
WITH theirs AS MATERIALIZED (
    SELECT a.pid FROM pg_catalog.pg_stat_activity a WHERE a.usename = $1::text AND a.pid <> pg_backend_pid()
)
SELECT theirs.pid, pg_terminate_backend(theirs.pid) AS ended FROM theirs
"""
_SESSIONS: Final = """
SELECT coalesce(host(a.client_addr), 'the server itself') AS address, a.application_name AS application,
       count(*) AS sessions
FROM pg_catalog.pg_stat_activity a WHERE a.usename = $1::text GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
_HOLDINGS: Final = """
SELECT (SELECT count(*) FROM pg_catalog.pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass
        AND d.refobjid = r.oid AND d.deptype = 'o') AS owned,
       ARRAY(SELECT m.rolname::text FROM pg_catalog.pg_auth_members am JOIN pg_catalog.pg_roles m ON m.oid = am.member
             WHERE am.roleid = r.oid ORDER BY 1) AS members
FROM pg_catalog.pg_roles r WHERE r.rolname = $1::text
"""


async def probe(endpoint: SqlEndpoint, parts: Parts) -> Probe:
    database = parts["database"].reveal() if "database" in parts else None
    rows = await endpoint.login(parts["role"].reveal(), parts["password"], database)
    match rows.sqlstate, rows.refusal:
        case "00000", _:
            return Probe(Liveness.LIVE, "logged in", _identity(endpoint, rows))
        case state, by if (why := _ACCEPTED.get((state, by or ""))) is not None:
            return Probe(Liveness.LIVE, f"password accepted, {why} ({state})", _bare(endpoint, parts))
        case "28P01", _:
            return Probe(Liveness.DEAD, "password refused (28P01)")
        case "28000", "pg_hba":
            message = "SQLSTATE 28000: pg_hba.conf does not let us ask"
            raise UnmappedError(message)
        case "28000", _:
            return await _refused(endpoint, parts)
        case _:
            raise _no_verdict(rows)


async def _refused(endpoint: SqlEndpoint, parts: Parts) -> Probe:
    if endpoint.admin is None:
        message = "SQLSTATE 28000 is ambiguous without an admin credential"
        raise UnmappedError(message)
    rows = _done(await endpoint.admin.run(_LOOK_UP, parts["role"].reveal()))
    match rows.rows:
        case ():
            return Probe(Liveness.DEAD, "refused (28000), and there is no such role")
        case ({"can_login": False},):
            return Probe(Liveness.DEAD, "refused (28000), and the role may not log in", dormant=True)
        case _:
            message = "SQLSTATE 28000, though the role may log in"
            raise UnmappedError(message)


def _identity(endpoint: SqlEndpoint, rows: Rows) -> Identity:
    match rows.rows:
        case ({"role": str(role), **more},):
            flags = ("superuser", "createrole", "createdb", "replication", "bypassrls")
            groups = more.get("member_of")
            members = tuple(f"member of {name}" for name in groups) if isinstance(groups, list) else ()
            return Identity(endpoint.system, role, privileges=(*(f for f in flags if more.get(f) is True), *members))
        case _:
            message = "logged in, but the server did not say as whom"
            raise UnmappedError(message)


def _bare(endpoint: SqlEndpoint, parts: Parts) -> Identity:
    return Identity(endpoint.system, parts["role"].reveal())


def wrong(parts: Parts) -> Parts:
    """The same role with a password of the same length that nobody has."""
    size = max(12, len(parts["password"]))
    return {**parts, "password": Secret(secrets.token_urlsafe(size)[:size])}


def _no_verdict(rows: Rows) -> ProviderError:
    kind = TransientError if rows.sqlstate[:2] in _TRANSIENT else UnmappedError
    return kind(f"SQLSTATE {rows.sqlstate}")


def _done(rows: Rows) -> Rows:
    """The rows of a statement that was done; else the error that its SQLSTATE means."""
    match rows.sqlstate:
        case "00000":
            return rows
        case "42501":
            message = "the admin role lacks a privilege (42501)"
            raise RefusedError(message, needs=_NEEDS)
        case "25006":
            message = "the server is a read-only standby (25006)"
            raise RefusedError(message)
        case _:
            raise _no_verdict(rows)


class _Target(NamedTuple):
    """The role that may be acted on. `quoted`: its name as the server writes it in a statement."""

    admin: SqlEndpoint
    role: str
    can_login: bool
    quoted: str


async def _target(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> _Target:
    """The one that the password logged in as, and not our own."""
    role = parts["role"].reveal()
    admin = endpoint.admin
    if admin is None:
        message = "no admin credential is configured for this system"
        raise RefusedError(message, needs=_NEEDS)
    if proof.identity is None or proof.identity.principal != role:
        message = "the role is not the one that the password logged in as"
        raise RefusedError(message)
    match _done(await admin.run(_LOOK_UP, role)).rows:
        case ({"own": False, "can_login": bool(can_login), "quoted": str(quoted)},):
            return _Target(admin, role, can_login, quoted)
        case ({"own": True},):
            message = "it is the role that Stanch itself uses"
        case _:
            message = "there is no role of exactly this name"
    raise RefusedError(message)


async def _alter(admin: SqlEndpoint, quoted: str, change: str) -> None:
    _done(await admin.run(f"ALTER ROLE {quoted} {change}"))


async def _cut(admin: SqlEndpoint, role: str, *, times: int = 2) -> str:
    # Twice: a login that was let in just before the change may show up in the list just after the first time.
    rows = [row for _ in range(times) for row in _done(await admin.run(_END_SESSIONS, role)).rows]
    return f"sessions ended: {len({row['pid'] for row in rows if row['ended']})}"


async def _contain(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> Receipt:
    admin, role, can_login, quoted = await _target(endpoint, parts, proof)
    said = "it could not log in already"
    if can_login:
        await _alter(admin, quoted, "NOLOGIN")
        said = "ALTER ROLE ... NOLOGIN"
    return Receipt(f"{said}; {await _cut(admin, role)}")


async def _end(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> Receipt:
    admin, role, can_login, quoted = await _target(endpoint, parts, proof)
    if can_login and not await _is_its_password(endpoint, parts):
        raise RefusedError(_CHANGED)
    await _alter(admin, quoted, "PASSWORD NULL")
    # Where it could not log in before either, nobody has come in meanwhile.
    cut = await _cut(admin, role, times=2 if can_login else 1)
    return Receipt(f"ALTER ROLE ... PASSWORD NULL; {cut}")


async def _is_its_password(endpoint: SqlEndpoint, parts: Parts) -> bool:
    """Where the role may not log in, the server says so only once the password was right. Where it takes any, that it
    takes this one says nothing.
    """
    given = await probe(endpoint, parts)
    if given.liveness is not Liveness.LIVE and not given.dormant:
        return False
    other = await probe(endpoint, wrong(parts))
    return other.liveness is Liveness.DEAD and not other.dormant


async def _login_again(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> Receipt:
    admin, _, _, quoted = await _target(endpoint, parts, proof)
    await _alter(admin, quoted, "LOGIN")
    return Receipt("ALTER ROLE ... LOGIN")


_CHANGED: Final = (
    "the role has changed since it was contained: it can log in again, but the leaked password is not what it logs in "
    "with, so that taking the password away would take its owner's new one"
)


# --- a new value -----------------------------------------------------------------------------------


def fresh(parts: Parts, turns: tuple[str, ...]) -> Parts:
    new = {**parts, "password": Secret(secrets.token_urlsafe(_FRESH_BYTES))}
    if not turns:
        return new
    others = set(turns) - {parts["role"].reveal()}
    if len(set(turns)) != _TWO or len(others) != 1:
        message = "the leaked account is none of the two that take turns"
        raise RefusedError(message)
    return {**new, "role": Secret(others.pop())}


async def set_value(endpoint: SqlEndpoint, parts: Parts, proof: Probe, fresh_parts: Parts) -> Receipt:
    admin, role, _, _ = await _target(endpoint, parts, proof)
    if fresh_parts["role"].reveal() == role:
        return await _change(endpoint, admin, parts, fresh_parts)
    return await _hand_over(endpoint, admin, parts, fresh_parts)


async def _change(endpoint: SqlEndpoint, admin: SqlEndpoint, parts: Parts, fresh_parts: Parts) -> Receipt:
    """The sessions are ended again when it is sent again: a kill may have come before, and the thief's are theirs."""
    role = parts["role"].reveal()
    if await _is_its_password(endpoint, parts):
        said = await _set_password(admin, fresh_parts)
    elif await _is_its_password(endpoint, fresh_parts):
        said = "the new password was set already"
    else:
        message = "the leaked password is not the one that the role has now: another would replace its owner's new one"
        raise RefusedError(message)
    return Receipt(f"{said}; {await _cut(admin, role)}")


async def _hand_over(endpoint: SqlEndpoint, admin: SqlEndpoint, parts: Parts, fresh_parts: Parts) -> Receipt:
    role, other = parts["role"].reveal(), fresh_parts["role"].reveal()
    rows = {str(row["role"]): row for row in _done(await admin.run(_RIGHTS, role, other)).rows}
    if role not in rows or other not in rows:
        message = "there is no account of exactly the other name"
        raise RefusedError(message)
    _same_rights(rows[role], rows[other])
    if rows[other]["can_login"] and await _is_its_password(endpoint, fresh_parts):
        return Receipt("the other account had the new password already")
    if rows[other]["sessions"]:
        message = f"the other account is in use ({rows[other]['sessions']} open session(s)): it is not its turn"
        raise RefusedError(message)
    return Receipt(f"the other account: {await _set_password(admin, fresh_parts)}")


def _same_rights(leaked: Mapping[str, object], other: Mapping[str, object]) -> None:
    """A consumer must not fail for want of a right, and a leak must not be answered with more of them."""
    problem = None
    more = [
        *(_texts(other, "flags") - _texts(leaked, "flags")),
        *(_texts(other, "member_of") - _texts(leaked, "member_of")),
    ]
    less = _texts(leaked, "member_of") - _texts(other, "member_of")
    if other["own"]:
        problem = "the other account is the role that Stanch itself uses"
    elif other["expired"]:
        problem = "the other account has expired (VALID UNTIL)"
    elif more:
        problem = f"the other account has more rights than the leaked one: {', '.join(sorted(more))}"
    elif less:
        problem = f"the other account lacks what the leaked one is a member of: {', '.join(sorted(less))}"
    if problem is not None:
        raise RefusedError(problem)


def _texts(row: Mapping[str, object], name: str) -> set[str]:
    value = row[name]
    return {str(each) for each in value} if isinstance(value, list) else set()


async def _set_password(admin: SqlEndpoint, these: Parts) -> str:
    quoted = _done(await admin.run("SELECT format('%I', $1::text) AS quoted", these["role"].reveal())).rows[0]["quoted"]
    await _alter(admin, str(quoted), f"LOGIN PASSWORD '{verifier(these['password'])}'")
    return "ALTER ROLE ... LOGIN PASSWORD, as a SCRAM verifier"


# --- what hangs on it ------------------------------------------------------------------------------


async def dependents(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> tuple[Dependent, ...]:
    admin, role, _, _ = await _target(endpoint, parts, proof)
    sessions = _done(await admin.run(_SESSIONS, role)).rows
    found = [Dependent(_session(row), None, shared=False) for row in sessions]
    for row in _done(await admin.run(_HOLDINGS, role)).rows:
        if row["owned"]:
            found.append(Dependent(f"{row['owned']} object(s) that it owns: they stay", None, shared=False))
        members = row["members"]
        if isinstance(members, list) and members:
            found.append(
                Dependent(f"members, who keep its privileges: {', '.join(map(str, members))}", None, shared=True)
            )
    return tuple(found)


def _session(row: Mapping[str, object]) -> str:
    return f"{row['sessions']} open session(s) from {row['address']} ({row['application'] or 'unnamed'})"


ROLES: Final[Revoker[SqlEndpoint]] = Revoker(
    provider="postgres",
    handles=frozenset({postgres.URL}),
    settles_within=timedelta(0),
    probe=probe,
    wrong=wrong,
    contain=Capability(
        run=_contain,
        reversible=True,
        undo=_login_again,
        needs=_NEEDS,
        side_effects=(_CUTS, "the role cannot log in by any method until LOGIN is given back"),
    ),
    end=Capability(
        run=_end,
        reversible=False,
        needs=_NEEDS,
        side_effects=(_CUTS, "logins by certificate, peer, LDAP or Kerberos go on where the server allows them"),
    ),
    set_value=SetValue(fresh=fresh, run=set_value, overlap=False, needs=_NEEDS, turns=True),
    dependents=dependents,
)

REVOKERS: Final = (ROLES,)
