"""OpenBao and Vault: what our own token must be allowed to do, and which of it the server says that it lacks.

    POST sys/capabilities-self   200, for each path what the token may do there. Every token with the default policy may
                                 ask; a token without it is told nothing, and so are we

A made-up role stands for all: every one of them is asked about a secret-id, so that a policy must be about every one.
Only the System's own namespace is looked at: what is missing in one below it shows when a secret-id is looked for.
https://openbao.org/api-docs/system/capabilities-self/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from .base import Endpoint, Lack, Reply, UnmappedError, unmapped

TOKEN_NEEDS: Final = ("update auth/token/lookup", "update auth/token/revoke-accessor", "update auth/token/revoke")
SECRET_ID_NEEDS: Final = (
    "read sys/auth, list sys/namespaces, and all of these in every namespace below",
    "list auth/<mount>/role and auth/<mount>/role/+/secret-id",
    "update auth/<mount>/role/+/secret-id/lookup and auth/<mount>/role/+/secret-id/destroy",
    "sudo and list auth/token/accessors, update auth/token/lookup-accessor and auth/token/revoke-accessor",
)

_ANY: Final = "+"  # as a role's name it is matched by a policy about all roles, and by no other
_DEFAULT: Final = ("approle",)


async def missing_for_tokens(admin: Endpoint) -> tuple[Lack, ...]:
    return await _lacks(admin, [(need, need) for need in TOKEN_NEEDS])


async def missing_for_secret_ids(admin: Endpoint) -> tuple[Lack, ...]:
    first, listed, used, tokens = SECRET_ID_NEEDS
    wanted = [(first, "read sys/auth"), (first, "list sys/namespaces")]
    for mount in await _mounts(admin):
        role = f"auth/{mount}/role"
        wanted += [(listed, f"list {role}"), (listed, f"list {role}/{_ANY}/secret-id")]
        wanted += [(used, f"update {role}/{_ANY}/secret-id/{verb}") for verb in ("lookup", "destroy")]
    wanted += [(tokens, f"{verb} auth/token/accessors") for verb in ("sudo", "list")]
    wanted += [(tokens, f"update auth/token/{path}") for path in ("lookup-accessor", "revoke-accessor")]
    return await _lacks(admin, wanted)


async def _mounts(admin: Endpoint) -> tuple[str, ...]:
    """The AppRole mounts; where they may not be listed, the usual one."""
    reply = await admin.get("/v1/sys/auth")
    match reply.status, reply.json:
        case 200, {"data": {"token/": _, **mounts}}:
            kinds = {path: mount.get("type") for path, mount in mounts.items() if isinstance(mount, dict)}
            return tuple(quote(str(path).rstrip("/")) for path, kind in kinds.items() if kind == "approle")
        case 403, {"errors": [*_]}:
            return _DEFAULT
        case _:
            raise unmapped(reply)


async def _lacks(admin: Endpoint, wanted: Iterable[tuple[str, str]]) -> tuple[Lack, ...]:
    """`wanted`: pairs of a need and "CAPABILITY PATH"."""
    asked = [(need, *what.split(" ", 1)) for need, what in wanted]
    # A list is allowed by a rule about the path with a slash at its end or without.
    paths = dict.fromkeys(form for _, _, path in asked for form in (path, f"{path}/"))
    held = _capabilities(await admin.post("/v1/sys/capabilities-self", json={"paths": list(paths)}))
    return tuple(
        Lack(need, f"{verb} {path}")
        for need, verb, path in asked
        if {verb, "root"}.isdisjoint(
            held.get(path, set()) | (held.get(f"{path}/", set()) if verb != "update" else set())
        )
    )


def _capabilities(reply: Reply) -> Mapping[str, set[str]]:
    match reply.status, reply.json:
        case 200, {"data": dict(data)}:
            return {str(path): {str(each) for each in held} for path, held in data.items() if isinstance(held, list)}
        case 403, {"errors": [*_]}:
            message = "the admin token may not ask (sys/capabilities-self, which the default policy allows)"
            raise UnmappedError(message)
        case _:
            raise unmapped(reply)
