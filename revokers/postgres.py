"""PostgreSQL: a role and its password.

    login           00000                    LIVE
                    3D000, 42501 (database)  LIVE: the password was taken, the database is missing or closed to the role
                    55000 (database)         LIVE: the same, the database takes no connections (template0)
                    53300 (not the server's) LIVE: the same, the role, the database or the slots for it are full;
                    none of these four is a whole login, which a new value must come to
                    28P01                    DEAD
                    28000                    decided by the admin look-up; DEAD if the role may not log in
    contain (undo)  ALTER ROLE NOLOGIN (LOGIN), then its sessions are ended: what was already in is out. Sent again, a
                    role that cannot log in any more is not altered a second time
    set value       in turns: the other account of two gets a new password and LOGIN, the leaked one lives on; the two
                    must have the same rights (revokers/postgres_rights.py). Sent again, nothing is done to it
                    else the same role gets it, and its sessions are ended: the old value dies with them. Sent again,
                    only the sessions are ended, those of the new value too: nobody can tell them apart
    end             PASSWORD NULL, then the same

What takes something away first asks whether the leaked password still is the role's. Another one is somebody else's
(its owner's, or of the next turn): it, its sessions and LOGIN stay as they are, and a receipt says that nothing is left
to do. A role that may not log in tells as much: 28000 comes after the password, 28P01 before. Where it cannot be told
(the password has expired, which is 28P01 too, or pg_hba.conf does not let us ask), a role is contained all the same,
since that can be undone; a password is taken away only while the role may not log in.

28000 is also what a server answers that has no pg_hba.conf entry for us: that says nothing about the password.
https://www.postgresql.org/docs/current/errcodes-appendix.html and .../sql-alterrole.html
Parameters of ALTER ROLE cannot be bound: the server quotes the name, and no value is ever in a statement (it would be
in the server's log): of a new password it gets the verifier (revokers/scram.py). Acts are for primaries: a standby only
repeats what its primary has. Over 300 lines: every act rests on the same few checks.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from detectors import postgres
from detectors.base import Parts, Secret

from .base import (
    Capability,
    Dependent,
    Identity,
    Liveness,
    Probe,
    Receipt,
    RefusedError,
    Revoker,
    Rows,
    SetValue,
    SqlEndpoint,
    UnmappedError,
)
from .postgres_needs import NEEDS, missing, no_verdict
from .postgres_rights import RIGHTS, UNCOVERED, same_rights
from .scram import verifier
from .wrong import other_password

_FRESH_BYTES: Final = 32
_TWO: Final = 2
_CUTS: Final = "every open session of the role is ended, whoever opened it, connection pools included"

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
SELECT r.rolcanlogin AS can_login, r.rolname = session_user AS own, format('%I', r.rolname) AS quoted,
       coalesce(r.rolvaliduntil < now(), false) AS expired,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usename = r.rolname) AS sessions,
       pg_has_role(current_user, r.oid, 'USAGE') OR pg_has_role(current_user, 'pg_signal_backend', 'USAGE') AS cuts
FROM pg_catalog.pg_roles r WHERE r.rolname = $1::text
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
            return Probe(Liveness.LIVE, f"password accepted, {why} ({state})", _bare(endpoint, parts), whole=False)
        case "28P01", _:
            return Probe(Liveness.DEAD, "password refused (28P01)")
        case "28000", "pg_hba":
            message = "SQLSTATE 28000: pg_hba.conf does not let us ask"
            raise UnmappedError(message)
        case "28000", _:
            return await _refused(endpoint, parts)
        case _:
            raise no_verdict(rows)


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


def _done(rows: Rows) -> Rows:
    """The rows of a statement that was done; else the error that its SQLSTATE means."""
    match rows.sqlstate:
        case "00000":
            return rows
        case "42501":
            message = "the admin role lacks a privilege (42501)"
            raise RefusedError(message, needs=NEEDS)
        case "25006":
            message = "the server is a read-only standby (25006)"
            raise RefusedError(message)
        case _:
            raise no_verdict(rows)


@dataclass(frozen=True, slots=True)
class _Target:
    """The role that may be acted on, as it stands now.

    quoted:  its name as the server writes it in a statement
    expired: its password is past VALID UNTIL
    cuts:    we may end its sessions
    """

    admin: SqlEndpoint
    role: str
    quoted: str
    can_login: bool
    expired: bool
    sessions: object
    cuts: bool


async def _target(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> _Target:
    """The role that the password logged in as, and not our own."""
    role = parts["role"].reveal()
    admin = endpoint.admin
    if admin is None:
        message = "no admin credential is configured for this system"
        raise RefusedError(message, needs=NEEDS)
    if proof.identity is None or proof.identity.principal != role:
        message = "the role is not the one that the password logged in as"
        raise RefusedError(message)
    match _done(await admin.run(_LOOK_UP, role)).rows:
        case (
            {
                "own": False,
                "quoted": str(quoted),
                "can_login": bool(can),
                "expired": bool(expired),
                "sessions": sessions,
                "cuts": bool(cuts),
            },
        ):
            return _Target(admin, role, quoted, can, expired, sessions, cuts)
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
    at = await _target(endpoint, parts, proof)
    if await _still_its(endpoint, parts, at, control=False) is False:
        return _nothing("contain", at)
    said = "it could not log in already"
    if at.can_login:
        await _alter(at.admin, at.quoted, "NOLOGIN")
        said = "ALTER ROLE ... NOLOGIN"
    return Receipt(f"{said}; {await _cut(at.admin, at.role)}")


async def _end(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> Receipt:
    at = await _target(endpoint, parts, proof)
    its = await _still_its(endpoint, parts, at, control=at.can_login)
    if its is False:
        return _nothing("take away", at)
    if its is None and at.can_login:
        raise RefusedError(_UNTOLD)
    await _alter(at.admin, at.quoted, "PASSWORD NULL")
    # Where it could not log in before either, nobody has come in meanwhile.
    cut = await _cut(at.admin, at.role, times=2 if at.can_login else 1)
    return Receipt(f"ALTER ROLE ... PASSWORD NULL; {cut}")


def _nothing(what: str, at: _Target) -> Receipt:
    """Whoever holds the sessions that are open may have come with either password: a person can see them."""
    login = "" if at.can_login else ", and may not log in, which is its owner's to change"
    return Receipt(
        f"nothing to {what}: the role has another password by now, or none{login}; "
        f"its {at.sessions} open session(s) are left alone"
    )


async def _still_its(endpoint: SqlEndpoint, parts: Parts, at: _Target, *, control: bool) -> bool | None:
    """None: the server does not let us tell. `control`: it matters whether it takes any password."""
    try:
        return await _is_its_password(endpoint, parts, expired=at.expired, control=control)
    except UnmappedError:
        return None


async def _is_its_password(
    endpoint: SqlEndpoint, parts: Parts, *, expired: bool = False, control: bool = True
) -> bool | None:
    """Where the role may not log in, the server says so only once the password was right. Where it takes any, that it
    takes this one says nothing; and where the role's has expired, that it is refused does not: None.
    """
    given = await probe(endpoint, parts)
    if control:
        other = await probe(endpoint, other_password(parts))
        if other.liveness is not Liveness.DEAD or other.dormant:
            return None
    if given.liveness is Liveness.LIVE or given.dormant:
        return True
    return None if expired else False


async def _login_again(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> Receipt:
    at = await _target(endpoint, parts, proof)
    await _alter(at.admin, at.quoted, "LOGIN")
    return Receipt("ALTER ROLE ... LOGIN")


_UNTOLD: Final = (
    "the role can log in, and whether it still does so with the leaked password cannot be told (it has expired, or the "
    "server lets us in with any, or not at all): to take its password away might take its owner's new one"
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
    at = await _target(endpoint, parts, proof)
    if fresh_parts["role"].reveal() == at.role:
        return await _change(endpoint, at, parts, fresh_parts)
    return await _hand_over(endpoint, at, parts, fresh_parts)


async def _change(endpoint: SqlEndpoint, at: _Target, parts: Parts, fresh_parts: Parts) -> Receipt:
    """The sessions are ended again when it is sent again: a kill may have come before, and the thief's are theirs. No
    consumer has the new value yet, unless the place has been written meanwhile: then its sessions are cut once more.
    What is refused has changed nothing: a password that is set and not handed over would leave them with none.
    """
    if not at.cuts:
        message = "the admin role lacks a privilege: it may not end the sessions that the old password has opened"
        raise RefusedError(message, needs=NEEDS)
    if await _is_its_password(endpoint, parts, expired=at.expired):
        said = await _set_password(at.admin, fresh_parts)
    elif await _is_its_password(endpoint, fresh_parts):
        said = "the new password was set already; whoever uses it by now logs in again"
    else:
        message = "the leaked password is not the one that the role has now: another would replace its owner's new one"
        raise RefusedError(message)
    return Receipt(f"{said}; {await _cut(at.admin, at.role)}")


async def _hand_over(endpoint: SqlEndpoint, at: _Target, parts: Parts, fresh_parts: Parts) -> Receipt:
    """Sent again, when consumers may have the new value by now: it is looked at, and nothing is altered or ended."""
    admin, role, other = at.admin, at.role, fresh_parts["role"].reveal()
    rows = {str(row["role"]): row for row in _done(await admin.run(RIGHTS, role, other)).rows}
    if role not in rows or other not in rows:
        message = "there is no account of exactly the other name"
        raise RefusedError(message)
    if rows[other]["can_login"] and await _is_its_password(endpoint, fresh_parts):
        return Receipt("the other account had the new password already")
    if await _still_its(endpoint, parts, at, control=False) is False:
        message = "the leaked account has another password by now: whoever set it may have given the other one its turn"
        raise RefusedError(message)
    same_rights(rows[role], rows[other], _done(await admin.run(UNCOVERED, role, other)).rows)
    if rows[other]["sessions"]:
        message = f"the other account is in use ({rows[other]['sessions']} open session(s)): it is not its turn"
        raise RefusedError(message)
    return Receipt(f"the other account: {await _set_password(admin, fresh_parts)}")


async def _set_password(admin: SqlEndpoint, these: Parts) -> str:
    quoted = _done(await admin.run("SELECT format('%I', $1::text) AS quoted", these["role"].reveal())).rows[0]["quoted"]
    await _alter(admin, str(quoted), f"LOGIN PASSWORD '{verifier(these['password'])}'")
    return "ALTER ROLE ... LOGIN PASSWORD, as a SCRAM verifier"


# --- what hangs on it ------------------------------------------------------------------------------


async def dependents(endpoint: SqlEndpoint, parts: Parts, proof: Probe) -> tuple[Dependent, ...]:
    at = await _target(endpoint, parts, proof)
    sessions = _done(await at.admin.run(_SESSIONS, at.role)).rows
    found = [Dependent(_session(row), None, shared=False) for row in sessions]
    for row in _done(await at.admin.run(_HOLDINGS, at.role)).rows:
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
    wrong=other_password,
    contain=Capability(
        run=_contain,
        reversible=True,
        undo=_login_again,
        needs=NEEDS,
        side_effects=(_CUTS, "the role cannot log in by any method until LOGIN is given back"),
        in_parts=True,
    ),
    end=Capability(
        run=_end,
        reversible=False,
        needs=NEEDS,
        side_effects=(_CUTS, "logins by certificate, peer, LDAP or Kerberos go on where the server allows them"),
    ),
    set_value=SetValue(fresh=fresh, run=set_value, overlap=False, needs=NEEDS, turns=True),
    dependents=dependents,
    missing=missing,
)

REVOKERS: Final = (ROLES,)
