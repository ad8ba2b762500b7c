"""OpenBao and HashiCorp Vault: tokens, and AppRole secret-ids. The answers are those of OpenBao 2.7.2.

    token      GET auth/token/lookup-self    200                         LIVE
                                             403 "permission denied"     a dead token, or a live one without the default
                                                                         policy: the admin look-up by value decides
               POST auth/token/lookup        200                         LIVE, whatever its namespace
               (admin)                       403 "bad token"             DEAD
               end: auth/token/revoke-accessor in its namespace (admin), else revoke-self; never what
                    Stanch's own token is or may have been made by

    secret-id  every role of every AppRole mount, in the System's namespace and all below it, is asked (admin):
               POST .../role/NAME/secret-id/lookup
                                             200                         LIVE: of that role
                                             204 from every role         DEAD
               end: .../secret-id/destroy, and the tokens that it was exchanged for

A login would be the plain probe of a secret-id, but it mints a token and uses one of its uses. All roles are asked,
even when a role_id stands beside the value: it can be a wrong one, and DEAD must mean gone from everywhere.
Over 300 lines: two credentials of one server share how its answers are read.
https://openbao.org/api-docs/auth/token/ and https://openbao.org/api-docs/auth/approle/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from detectors import openbao
from detectors.base import Parts, Secret

from .base import (
    Capability,
    Dependent,
    Endpoint,
    Identity,
    Liveness,
    Probe,
    ProviderError,
    Receipt,
    RefusedError,
    Reply,
    Revoker,
    TransientError,
    UnmappedError,
    filled,
    receipt,
    unmapped,
)
from .openbao_needs import SECRET_ID_NEEDS, TOKEN_NEEDS, missing_for_secret_ids, missing_for_tokens
from .wrong import other

_DEFAULT_MOUNT: Final = "approle"
_DENIED: Final = "permission denied"

# A look-up for each: above these the answer would take minutes, and a person must say where to look.
_MOST_ROLES: Final = 1000
_MOST_TOKENS: Final = 2000
_MOST_NAMESPACES: Final = 100

# What a server that has no namespaces at all says: Vault's community edition, before and since 1.14.
_NO_NAMESPACES: Final = ("unsupported path", "enterprise-only feature")

_HEADER: Final = "X-Vault-Token"
_NAMESPACE: Final = "X-Vault-Namespace"

# How far the clocks of two nodes of one cluster may be apart: either may have made a token.
_CLOCKS: Final = timedelta(minutes=5)


# --- tokens ----------------------------------------------------------------------------------------


async def probe_token(endpoint: Endpoint, parts: Parts) -> Probe:
    reply = await endpoint.get("/v1/auth/token/lookup-self", headers={_HEADER: filled(parts, "token")})
    match reply.status, reply.json:
        case 200, {"data": {"policies": [*_]} as data}:
            return Probe(Liveness.LIVE, "lookup-self", _whose(endpoint, data), _request_id(reply))
        case 403, {"errors": [str(text)]} if _DENIED in text:
            return await _look_up(endpoint, parts)
        case _:
            raise unmapped(reply)


async def _look_up(endpoint: Endpoint, parts: Parts) -> Probe:
    if endpoint.admin is None:
        message = "HTTP 403 is ambiguous without an admin credential to look the token up"
        raise UnmappedError(message)
    reply = await endpoint.admin.post("/v1/auth/token/lookup", json={"token": filled(parts, "token")})
    match reply.status, reply.json:
        case 200, {"data": {"policies": [*_]} as data}:
            reason = "it exists, though it may not look itself up"
            return Probe(Liveness.LIVE, reason, _whose(endpoint, data), _request_id(reply))
        case 403, {"errors": ["bad token"]}:
            return Probe(Liveness.DEAD, "lookup: bad token", request_id=_request_id(reply))
        case _:
            raise _denied(reply, "update auth/token/lookup")


def _whose(endpoint: Endpoint, data: dict[str, object]) -> Identity:
    meta, accessor = data.get("meta"), data.get("accessor")
    role = meta.get("role_name") if isinstance(meta, dict) else None
    names = [str(name) for name in (data.get("display_name"), role) if name]
    granted: list[str] = []
    for key in ("policies", "identity_policies"):
        found = data.get(key)
        granted += [str(policy) for policy in found] if isinstance(found, list) else []
    return Identity(endpoint.system, "/".join(names) or "token", str(accessor) if accessor else None, tuple(granted))


def wrong_token(parts: Parts) -> Parts:
    """The same prefix, length, kinds of characters and namespace."""
    prefix, dot, rest = parts["token"].reveal().partition(".")
    body, *namespace = rest.split(".", 1)
    another = other(body or prefix)
    return {**parts, "token": Secret(f"{prefix}{dot}{'.'.join((another, *namespace))}" if dot else another)}


async def end_token(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    del proof
    admin = endpoint.admin
    if admin is None:
        return _ended(
            await endpoint.post("/v1/auth/token/revoke-self", headers={_HEADER: filled(parts, "token")}), "revoke-self"
        )
    found = await admin.post("/v1/auth/token/lookup", json={"token": filled(parts, "token")})
    match found.status, found.json:
        case 200, {"data": {"policies": [*_], "accessor": str(accessor)} as theirs}:
            pass
        case 403, {"errors": ["bad token"]}:
            return _receipt(found, "lookup: bad token, it was gone already")
        case _:
            raise _denied(found, "update auth/token/lookup")
    ours = await _ours(admin)
    if ours.is_(accessor):
        message = "it is the token that Stanch itself uses"
        raise RefusedError(message)
    if ours.may_end_with(theirs):
        message = (
            "it may be the one that made Stanch's own token, which would end with it: "
            "give Stanch an orphan token (bao token create -orphan), then try again"
        )
        raise RefusedError(message)
    # An accessor is known in its own namespace only, which one of the System's own cannot be left for.
    within = {_NAMESPACE: str(theirs.get("namespace_path") or "")}
    if not accessor:
        value = {"token": filled(parts, "token")}
        return _ended(await admin.post("/v1/auth/token/revoke", json=value, headers=within), "revoke")
    named = {"accessor": accessor}
    return _ended(await admin.post("/v1/auth/token/revoke-accessor", json=named, headers=within), "revoke-accessor")


@dataclass(frozen=True, slots=True)
class _Ours:
    """What must not end: Stanch's own token, and where it is no orphan, whatever may have made it."""

    accessor: str
    orphan: bool
    created: int

    def is_(self, accessor: object) -> bool:
        return accessor == self.accessor

    def may_end_with(self, theirs: Mapping[str, object]) -> bool:
        """A token that was made clearly later than ours cannot have made it."""
        created = theirs.get("creation_time")
        later = isinstance(created, int) and created > self.created + _CLOCKS.total_seconds()
        return self.is_(theirs.get("accessor")) or not (self.orphan or later)


async def _ours(admin: Endpoint) -> _Ours:
    own = await admin.get("/v1/auth/token/lookup-self")
    match own.status, own.json:
        case 200, {"data": {"accessor": str(accessor), "orphan": bool(orphan), "creation_time": int(created)}}:
            return _Ours(accessor, orphan, created)
        case _:
            raise _denied(own, "read auth/token/lookup-self")


def _ended(reply: Reply, path: str) -> Receipt:
    match reply.status, reply.json:
        case 204, None:
            return _receipt(reply, path)
        case 200, {"warnings": [*_], "errors": _} | {"warnings": [*_]}:
            # "No token found with this accessor": somebody was faster. The probe will say.
            return _receipt(reply, f"{path}, with a warning: it was gone already")
        case 500, {"errors": [str(text)]} if "in different namespace" in text:
            message = "it is of a namespace that this system's own does not reach: configure a system for that one"
            raise RefusedError(message)
        case 400, {"errors": ["batch tokens cannot be revoked"]}:
            message = "a batch token cannot be revoked: end the token that made it, or wait until it expires"
            raise RefusedError(message)
        case _:
            raise _denied(reply, f"update auth/token/{path}")


# --- secret-ids ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Role:
    """A role of an AppRole mount. As a principal: its name, with the mount before it where that is not the default.

    `namespace`: below the System's own, with a slash at its end, or nothing; in a principal it ends in two.
    """

    mount: str
    name: str
    namespace: str = ""

    @classmethod
    def of(cls, proof: Probe) -> _Role:
        if proof.identity is None:
            message = "the role that the secret-id belongs to is not known"
            raise RefusedError(message)
        namespace, _, path = proof.identity.principal.rpartition("//")
        mount, _, name = path.rpartition("/")
        return cls(mount or _DEFAULT_MOUNT, name, f"{namespace}/" if namespace else "")

    @property
    def principal(self) -> str:
        short = self.name if self.mount == _DEFAULT_MOUNT else f"{self.mount}/{self.name}"
        return f"{self.namespace}/{short}" if self.namespace else short

    @property
    def roles(self) -> str:
        return self.at(f"auth/{quote(self.mount)}/role")

    def path(self, rest: str) -> str:
        return f"{self.roles}/{quote(self.name, safe='')}/{rest}"

    def at(self, path: str) -> str:
        """A namespace before the path is one below that of the System, whatever that is."""
        return f"/v1/{quote(self.namespace)}{path}"


async def probe_secret_id(endpoint: Endpoint, parts: Parts) -> Probe:
    admin, value = _admin(endpoint), filled(parts, "secret_id")
    roles = await _roles(admin)
    if not 0 < len(roles) <= _MOST_ROLES:
        message = f"{len(roles)} roles to ask, where 1 to {_MOST_ROLES} can answer"
        raise UnmappedError(message)
    last: Reply | None = None
    for role in roles:
        last = await admin.post(role.path("secret-id/lookup"), json={"secret_id": value})
        match last.status, last.json, last.content_type:
            case 200, {"data": {"secret_id_accessor": str(accessor)}}, _:
                identity = Identity(endpoint.system, role.principal, accessor)
                return Probe(Liveness.LIVE, "secret-id lookup", identity, _request_id(last))
            case 204, None, "application/json":
                continue  # an empty answer of the server itself has its type; a proxy's has none
            case _:
                raise _denied(last, "update auth/<mount>/role/+/secret-id/lookup")
    return Probe(
        Liveness.DEAD, f"no role knows it (asked {len(roles)})", request_id=_request_id(last) if last else None
    )


async def _roles(admin: Endpoint) -> list[_Role]:
    return [role for namespace in await _namespaces(admin) for role in await _roles_in(admin, namespace)]


async def _roles_in(admin: Endpoint, namespace: str) -> list[_Role]:
    reply = await admin.get(f"/v1/{quote(namespace)}sys/auth")
    match reply.status, reply.json:
        case 200, {"data": {"token/": _, **mounts}}:
            kinds = {
                str(path).rstrip("/"): mount.get("type") for path, mount in mounts.items() if isinstance(mount, dict)
            }
        case _:
            raise _denied(reply, f"read {namespace}sys/auth")
    ours = [mount for mount, kind in kinds.items() if kind == "approle"]
    return [
        _Role(mount, name, namespace)
        for mount in ours
        for name in await _keys(admin, _Role(mount, "", namespace).roles)
    ]


async def _namespaces(admin: Endpoint) -> list[str]:
    """The System's own namespace ("") and all below it: a secret-id is known in its own only."""
    found, asked = [""], 0
    while asked < len(found):
        parent = found[asked]
        found += [f"{parent}{child}" for child in await _children(admin, parent)]
        asked += 1
        if len(found) > _MOST_NAMESPACES:
            message = f"more than {_MOST_NAMESPACES} namespaces: too many to ask in each"
            raise UnmappedError(message)
    return found


async def _children(admin: Endpoint, parent: str) -> list[str]:
    reply = await admin.get(f"/v1/{quote(parent)}sys/namespaces?list=true")
    match reply.status, reply.json:
        case ((400 | 404), {"errors": [str(text)]}) if not parent and any(words in text for words in _NO_NAMESPACES):
            return []
        case _:
            return [f"{child.rstrip('/')}/" for child in _listed(reply, f"list {parent}sys/namespaces")]


def wrong_secret_id(parts: Parts) -> Parts:
    return {**parts, "secret_id": Secret(str(uuid4()))}


async def end_secret_id(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    """Its tokens before and after: should we die in between, the live secret-id brings us back here.

    What is minted meanwhile is met the second time. Trouble with the tokens does not keep the secret-id alive: what
    the second time has left is what remains.
    """
    admin = _admin(endpoint)
    role = _Role.of(proof)
    siblings = await _keys(admin, role.path("secret-id"))
    alone = len(siblings) <= 1
    first = (await _end_tokens(admin, role)).said if alone else ""
    reply = await admin.post(role.path("secret-id/destroy"), json={"secret_id": filled(parts, "secret_id")})
    if (reply.status, reply.json) != (204, None):
        raise _denied(reply, "update auth/<mount>/role/+/secret-id/destroy")
    if not alone:
        left = f"destroyed; tokens left, since the role has {len(siblings) - 1} other secret-id(s)"
        return replace(_receipt(reply, left), remains=await _remaining(admin, role))
    second = await _end_tokens(admin, role)
    taken = _receipt(reply, f"destroyed; before: {first}; after: {second.said}")
    return taken if second.whole else replace(taken, remains=f"tokens of the role {role.principal}: {second.said}")


async def _remaining(admin: Endpoint, role: _Role) -> str | None:
    """What was logged in with this secret-id or another one of the role: nobody can tell which."""
    try:
        count = len(await _tokens(admin, role))
    except ProviderError as error:
        return f"tokens of the role {role.principal}, which could not be counted: {error}"
    return f"{count} token(s) of the role {role.principal}, made by this secret-id or by another one" if count else None


async def end_role_tokens(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    """All tokens of the role, whichever of its secret-ids they were made by. Raises ProviderError where any is left."""
    del parts
    swept = await _end_tokens(_admin(endpoint), _Role.of(proof))
    if swept.failure is not None:
        raise _again(swept.failure, swept.said)
    if swept.spared:
        raise RefusedError(swept.said, needs=_ORPHAN)
    return Receipt(swept.said)


@dataclass(frozen=True, slots=True)
class _Swept:
    """What came of ending the tokens of a role. `spared`: Stanch's own token is one, or may hang on it."""

    ended: int
    spared: int
    failure: ProviderError | None

    @property
    def whole(self) -> bool:
        return not self.spared and self.failure is None

    @property
    def said(self) -> str:
        if self.failure is not None:
            return f"{self.ended} token(s) ended, then no further: {self.failure}"
        left = f", {self.spared} left that Stanch's own token is or may hang on" if self.spared else ""
        return f"{self.ended} token(s) ended{left}"


def _again(failure: ProviderError, said: str) -> ProviderError:
    """The same error with more words."""
    match failure:
        case RefusedError():
            return RefusedError(said, needs=failure.needs)
        case TransientError():
            return TransientError(said, retry_after=failure.retry_after)
        case _:
            return UnmappedError(said)


async def _end_tokens(admin: Endpoint, role: _Role) -> _Swept:
    """End every token that the role was given, save what Stanch's own hangs on."""
    ended = spared = 0
    failure: ProviderError | None = None
    try:
        ours = await _ours(admin)
        for accessor, theirs in (await _tokens(admin, role)).items():
            if ours.may_end_with(theirs):
                spared += 1
                continue
            json = {"accessor": accessor}
            _ended(await admin.post(role.at("auth/token/revoke-accessor"), json=json), "revoke-accessor")
            ended += 1
    except ProviderError as error:
        failure = error
    return _Swept(ended, spared, failure)


async def _tokens(admin: Endpoint, role: _Role) -> dict[str, Mapping[str, object]]:
    """The tokens that AppRole gave to this role, by accessor. Batch tokens have none."""
    accessors = await _keys(admin, role.at("auth/token/accessors"))
    if len(accessors) > _MOST_TOKENS:
        message = f"more than {_MOST_TOKENS} tokens: too many to look at each"
        raise UnmappedError(message)
    found: dict[str, Mapping[str, object]] = {}
    for accessor in accessors:
        reply = await admin.post(role.at("auth/token/lookup-accessor"), json={"accessor": accessor})
        match reply.status, reply.json:
            case 200, {"data": {"path": str(path), "meta": meta} as data}:
                if path == f"auth/{role.mount}/login" and isinstance(meta, dict) and meta.get("role_name") == role.name:
                    found[accessor] = data
            case ((400 | 403 | 404), {"errors": [str(text)]}) if "invalid accessor" in text:
                continue  # it expired since the list was made
            case _:
                raise _denied(reply, "update auth/token/lookup-accessor")
    return found


async def secret_id_dependents(endpoint: Endpoint, parts: Parts, proof: Probe) -> tuple[Dependent, ...]:
    del parts
    admin, role = _admin(endpoint), _Role.of(proof)
    siblings = await _keys(admin, role.path("secret-id"))
    shared = len(siblings) > 1
    tokens = await _tokens(admin, role)
    return tuple(Dependent(f"a token of the role {role.principal}", accessor, shared) for accessor in tokens)


def _admin(endpoint: Endpoint) -> Endpoint:
    if endpoint.admin is None:
        message = "no admin credential is configured for this system"
        raise RefusedError(message, needs=SECRET_ID_NEEDS)
    return endpoint.admin


async def _keys(admin: Endpoint, path: str) -> list[str]:
    """A LIST, which a GET with ?list=true is as well. An empty one is 404 with no error in it."""
    return _listed(await admin.get(f"{path}?list=true"), f"list {path.removeprefix('/v1/')}")


def _listed(reply: Reply, need: str) -> list[str]:
    match reply.status, reply.json:
        case 200, {"data": {"keys": [*keys]}} if all(isinstance(key, str) for key in keys):
            return [str(key) for key in keys]
        case 404, {"errors": []}:
            return []
        case _:
            raise _denied(reply, need)


# --- both ------------------------------------------------------------------------------------------


def _denied(reply: Reply, need: str) -> ProviderError:
    match reply.status, reply.json:
        case 403, {"errors": [str(text)]} if _DENIED in text:
            return RefusedError("the admin token may not do this", needs=(need,))
        case _:
            return unmapped(reply)


def _request_id(reply: Reply) -> str | None:
    match reply.json:
        case {"request_id": str(found)} if len(found) <= 64:  # noqa: PLR2004 - a UUID has 36 characters
            return found
        case _:
            return reply.request_id


def _receipt(reply: Reply, what: str) -> Receipt:
    return receipt(replace(reply, request_id=_request_id(reply)), what)


_ORPHAN: Final = ("a token of Stanch's own that was not made by this role: bao token create -orphan",)

TOKENS: Final[Revoker[Endpoint]] = Revoker(
    provider="openbao",
    handles=frozenset({openbao.TOKEN}),
    settles_within=timedelta(0),
    probe=probe_token,
    wrong=wrong_token,
    end=Capability(
        run=end_token,
        reversible=False,
        needs=TOKEN_NEEDS,
        side_effects=("every token that it made, and every lease of theirs, ends with it; root tokens too",),
    ),
    missing=missing_for_tokens,
)

SECRET_IDS: Final[Revoker[Endpoint]] = Revoker(
    provider="openbao",
    handles=frozenset({openbao.SECRET_ID}),
    settles_within=timedelta(0),
    probe=probe_secret_id,
    wrong=wrong_secret_id,
    end=Capability(
        run=end_secret_id,
        reversible=False,
        needs=SECRET_ID_NEEDS,
        side_effects=(
            "if the role has no other secret-id: every token of the role ends, with its leases",
            "batch tokens of the role live on until they expire",
        ),
    ),
    clean_up=Capability(
        run=end_role_tokens,
        reversible=False,
        needs=SECRET_ID_NEEDS,
        side_effects=(
            "every token of the role ends, those made by its other secret-ids too; their holders log in again",
        ),
    ),
    dependents=secret_id_dependents,
    missing=missing_for_secret_ids,
)

REVOKERS: Final = (TOKENS, SECRET_IDS)
