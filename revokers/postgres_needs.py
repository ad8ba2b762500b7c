"""PostgreSQL: what our own role must be allowed to do, and which of it the server says that it lacks.

    CREATEROLE         alters roles that are no superusers; since PostgreSQL 16 only those that it has ADMIN OPTION on
    pg_signal_backend  ends the sessions of others; those of a superuser only a superuser ends

Asked in one query of the catalogs, which everybody may read.
https://www.postgresql.org/docs/current/role-attributes.html and .../predefined-roles.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .base import Lack, ProviderError, Rows, SqlEndpoint, TransientError, UnmappedError

ALTER: Final = "CREATEROLE, and ADMIN OPTION on the role since PostgreSQL 16 (or SUPERUSER)"
SIGNAL: Final = "pg_signal_backend"
NEEDS: Final = (ALTER, SIGNAL)

# Connection, resources, shutdown or start-up, system: these pass. 40: a conflict with another transaction.
TRANSIENT: Final = frozenset({"08", "40", "53", "57", "58"})

_MOST: Final = 1000
_OURS: Final = f"""
SELECT a.rolsuper AS superuser, a.rolcreaterole AS createrole,
       pg_has_role(a.oid, 'pg_signal_backend', 'USAGE') AS signals,
       ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r
             WHERE r.rolcanlogin AND r.oid <> a.oid
               AND (r.rolsuper OR current_setting('server_version_num')::int >= 160000
                    AND NOT pg_has_role(a.oid, r.oid, 'MEMBER WITH ADMIN OPTION'))
             ORDER BY 1 LIMIT {_MOST + 1}) AS beyond
FROM pg_catalog.pg_roles a WHERE a.rolname = session_user
"""  # noqa: S608 - our own number


async def missing(admin: SqlEndpoint) -> tuple[Lack, ...]:
    rows = await admin.run(_OURS)
    match rows.sqlstate, rows.rows:
        case "00000", ({"superuser": bool(), "createrole": bool(), "signals": bool(), "beyond": list()} as ours,):
            return _lacks(ours)
        case _:
            raise no_verdict(rows)


def _lacks(ours: Mapping[str, object]) -> tuple[Lack, ...]:
    beyond = ours["beyond"]
    assert isinstance(beyond, list)
    if ours["superuser"]:
        return ()
    if len(beyond) > _MOST:
        message = f"more than {_MOST} roles that it may not alter: too many to name"
        raise UnmappedError(message)
    found = [] if ours["createrole"] else [Lack(ALTER, "CREATEROLE")]
    if beyond and ours["createrole"]:
        found.append(Lack(ALTER, "ADMIN OPTION (of a superuser: SUPERUSER)", tuple(str(role) for role in beyond)))
    return (*found, *(() if ours["signals"] else (Lack(SIGNAL, "membership in pg_signal_backend"),)))


def no_verdict(rows: Rows) -> ProviderError:
    """The error for an answer that no case named."""
    kind = TransientError if rows.sqlstate[:2] in TRANSIENT else UnmappedError
    return kind(f"SQLSTATE {rows.sqlstate}")
