"""Two roles of PostgreSQL that take turns: may one do what the other may? A consumer must not fail for want of a right,
and a leak must not be answered with more of them.

    attributes     superuser, createrole, createdb, replication, bypassrls    the same
    memberships    direct or not, and whether their rights are inherited      the same
    given to the leaked role itself, in any database of the server (pg_shdepend)
      owned        only a member of the leaked role has an owner's rights
      granted      the other role, or a role whose rights it has, is granted something on the same object, or owns it;
      a policy     or is named by the same policy. On a database the privileges themselves are compared

Which privileges on an object are granted stands in its own database, where we are not: that the other role has some,
but not all of them, goes unseen, and so does what a function, an extension or `ALTER ROLE ... SET` makes of a name.
All of it is right by itself where nothing is given to either role, but to one that both are members of.
https://www.postgresql.org/docs/current/catalog-pg-shdepend.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from .base import RefusedError

RIGHTS: Final = """
SELECT r.rolname::text AS role, r.rolcanlogin AS can_login, r.rolname = session_user AS own,
       coalesce(r.rolvaliduntil < now(), false) AS expired,
       ARRAY(SELECT f.flag FROM (VALUES ('superuser', r.rolsuper), ('createrole', r.rolcreaterole),
             ('createdb', r.rolcreatedb), ('replication', r.rolreplication), ('bypassrls', r.rolbypassrls))
             AS f (flag, held) WHERE f.held) AS flags,
       ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_roles g WHERE g.rolname NOT IN ($1::text, $2::text)
             AND pg_has_role(r.oid, g.oid, 'MEMBER')) AS member_of,
       ARRAY(SELECT g.rolname::text FROM pg_catalog.pg_roles g WHERE g.rolname NOT IN ($1::text, $2::text)
             AND pg_has_role(r.oid, g.oid, 'USAGE')) AS inherits,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usename = r.rolname) AS sessions
FROM pg_catalog.pg_roles r WHERE r.rolname IN ($1::text, $2::text)
"""
# What was given to the first role itself and is not covered by what the second one has. o: owns; a: is in its access
# list; r: is named by a policy. Rows of what all databases share have no database.
UNCOVERED: Final = """
SELECT b.datname::text AS database, count(*) FILTER (WHERE d.deptype = 'o') AS owned,
       count(*) FILTER (WHERE d.deptype <> 'o') AS granted
FROM pg_catalog.pg_roles leaked
JOIN pg_catalog.pg_roles other ON other.rolname = $2::text
JOIN pg_catalog.pg_shdepend d ON d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = leaked.oid
     AND d.deptype IN ('o', 'a', 'r')
LEFT JOIN pg_catalog.pg_database b ON b.oid = d.dbid
WHERE leaked.rolname = $1::text AND NOT pg_has_role(other.oid, leaked.oid, 'USAGE')
  AND CASE WHEN d.deptype = 'o' THEN true
      WHEN d.classid = 'pg_catalog.pg_database'::regclass THEN EXISTS (
          SELECT FROM unnest(ARRAY['CONNECT', 'CREATE', 'TEMPORARY']) AS p (privilege)
          WHERE has_database_privilege(leaked.oid, d.objid, p.privilege)
            AND NOT has_database_privilege(other.oid, d.objid, p.privilege))
      ELSE NOT EXISTS (
          SELECT FROM pg_catalog.pg_shdepend c
          WHERE c.refclassid = d.refclassid AND (c.dbid, c.classid, c.objid) = (d.dbid, d.classid, d.objid)
            AND c.objsubid IN (0, d.objsubid) AND (c.deptype = d.deptype OR (c.deptype = 'o' AND d.deptype = 'a'))
            AND pg_has_role(other.oid, c.refobjid, 'USAGE'))
      END
GROUP BY 1 ORDER BY 1 NULLS FIRST
"""


def same_rights(
    leaked: Mapping[str, object], other: Mapping[str, object], uncovered: Iterable[Mapping[str, object]]
) -> None:
    """`leaked` and `other`: their rows of RIGHTS. Raises RefusedError, with words that say how to make them equal."""
    more = [*_beyond(other, leaked, "flags"), *_beyond(other, leaked, "member_of")]
    flags, members = _beyond(leaked, other, "flags"), _beyond(leaked, other, "member_of")
    unused = _beyond(leaked, other, "inherits")
    held = [_held(row) for row in uncovered]
    problem = None
    if other["own"]:
        problem = "the other account is the role that Stanch itself uses"
    elif other["expired"]:
        problem = "the other account has expired (VALID UNTIL)"
    elif more:
        problem = f"the other account has more rights than the leaked one: {', '.join(sorted(more))}"
    elif flags:
        problem = f"the other account lacks attributes of the leaked one: {', '.join(sorted(flags))}"
    elif members:
        problem = f"the other account lacks what the leaked one is a member of: {', '.join(sorted(members))}"
    elif unused:
        problem = f"the other account does not inherit what the leaked one does: {', '.join(sorted(unused))}"
    elif held:
        problem = (
            f"the other account lacks what the leaked one itself has: {'; '.join(held)}. Make it that of a role which "
            "both are members of: GRANT it to that role, REASSIGN OWNED to it, and GRANT that role to both"
        )
    if problem is not None:
        raise RefusedError(problem)


def _held(row: Mapping[str, object]) -> str:
    what = [f"{row['owned']} object(s) that it owns"] if row["owned"] else []
    what += [f"{row['granted']} grant(s)"] if row["granted"] else []
    where = "what all databases share" if row["database"] is None else f"database {row['database']}"
    return f"{' and '.join(what)} in {where}"


def _beyond(one: Mapping[str, object], than: Mapping[str, object], name: str) -> set[str]:
    return _texts(one, name) - _texts(than, name)


def _texts(row: Mapping[str, object], name: str) -> set[str]:
    value = row[name]
    return {str(each) for each in value} if isinstance(value, list) else set()
