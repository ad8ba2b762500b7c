"""Redis and Valkey: one password of one user of the ACL.

    AUTH            OK                       LIVE, if ACL WHOAMI names that user (or the user may not ask: NOPERM)
                    WRONGPASS                DEAD: another value, no such user; or the user is off, as the admin look-up
                                             says: dead for now
                    anything else            no verdict
    contain (undo)  ACL SETUSER u !hash (#hash), then CLIENT KILL USER u: what was already in is out; saved if it can be
    set value       ACL SETUSER u #hash, beside the old one, and saved: a restart would lose what consumers use
    end             as contain, and it must be saved: a restart would bring the value back

A user can have several passwords, each of another consumer, so the leaked one is taken away alone: `off` or DELUSER
would stop consumers who leaked nothing. Where it was the only one, nobody can log in any more, just as with `off`, and
the undo still gives back exactly what was taken. What others feel is that their connections are cut once: Redis does
not tell with which password a connection has logged in, so a thief's cannot be told from theirs.
The server knows passwords by their SHA-256 and so do we: no value is in any command other than AUTH.
An ACL is not replicated: everything is done on every node, replicas and Sentinels too.
`default` is not acted on: its password is `requirepass`, of which there is one, so that every consumer would be out.
https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/

Over 300 lines, because each act is followed by its proof and its undoing, which are checked against one another.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from detectors import redis
from detectors.base import Parts, Secret

from .base import (
    Act,
    Capability,
    Dependent,
    Identity,
    Liveness,
    Probe,
    ProviderError,
    Receipt,
    RedisEndpoint,
    RefusedError,
    RespReply,
    Revoker,
    SetValue,
    TransientError,
    UnmappedError,
)
from .redis_needs import NEEDS, TRANSIENT, missing
from .wrong import other_password

_CUT: Final = (
    "every open connection of the user is cut, whichever of its passwords was used: others of its passwords stay valid",
    "its password is removed on every node",
)
_SAVED: Final = "the ACL file (or redis.conf) is written as the server has it now, unsaved changes of others included"
_ELSEWHERE: Final = "a template or tool that the ACL is made from must drop the password too, or it comes back"

_FRESH_BYTES: Final = 32
_NOBODY: Final = str(2**63 - 1)


async def probe(endpoint: RedisEndpoint, parts: Parts) -> Probe:
    user = parts["user"].reveal()
    reply = await endpoint.login(user, parts["password"])
    match reply.word, reply.value:
        case "OK", str(name) if name == user:
            identity = Identity(endpoint.system, user, privileges=await _privileges(endpoint, user))
            return Probe(Liveness.LIVE, "AUTH accepted", identity)
        case "OK", None:
            identity = Identity(endpoint.system, user, privileges=await _privileges(endpoint, user))
            return Probe(Liveness.LIVE, "AUTH accepted, ACL WHOAMI not permitted", identity)
        case "OK", _:
            message = "AUTH accepted, but the server did not say as this user"
            raise UnmappedError(message)
        case "WRONGPASS", _:
            return await _refused(endpoint, parts)
        case _:
            raise _no_verdict(reply)


async def _refused(endpoint: RedisEndpoint, parts: Parts) -> Probe:
    """A user that is off keeps his passwords: whoever switches him on again lets this one in. Where we may not look, it
    is as dead as it looks.
    """
    off = False
    if endpoint.admin is not None:
        try:
            user = await _look_up(endpoint.admin, parts["user"].reveal())
            off = user is not None and "off" in user.flags and _hash(parts) in user.passwords
        except (RefusedError, UnmappedError):
            off = False
    said = ", and the user is off" if off else ""
    return Probe(Liveness.DEAD, f"AUTH refused (WRONGPASS){said}", dormant=off)


def _no_verdict(reply: RespReply) -> ProviderError:
    kind = TransientError if reply.word in TRANSIENT else UnmappedError
    return kind(f"Redis answered {reply.word}")


def _done(reply: RespReply) -> object:
    """The value of a command that was done; else the error that its code means."""
    match reply.word:
        case "OK":
            return reply.value
        case "NOPERM":
            message = "the admin user lacks a permission (NOPERM)"
            raise RefusedError(message, needs=NEEDS)
        case _:
            raise _no_verdict(reply)


# --- a user of the ACL -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _User:
    flags: frozenset[str]
    passwords: frozenset[str]
    privileges: tuple[str, ...]


async def _look_up(admin: RedisEndpoint, name: str) -> _User | None:
    answer = _done(await admin.run("ACL", "GETUSER", name))
    if answer is None:
        return None
    fields: dict[str, object] = {}
    if isinstance(answer, list):
        fields = {key: value for key, value in zip(answer[::2], answer[1::2], strict=False) if isinstance(key, str)}
    flags, passwords = _texts(fields.get("flags")), _texts(fields.get("passwords"))
    if flags is None or passwords is None:
        message = "ACL GETUSER: an answer of another shape"
        raise UnmappedError(message)
    return _User(frozenset(flags), frozenset(passwords), tuple(_rules(fields)))


def _texts(value: object) -> list[str] | None:
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else None


def _rules(fields: dict[str, object]) -> Iterator[str]:
    """Before Redis 7 a list of patterns, since then a text in the form of the rules."""
    for name, mark in (("commands", ""), ("keys", "~"), ("channels", "&")):
        match fields.get(name):
            case str(rules) if rules:
                yield rules
            case list(patterns) if patterns:
                yield " ".join(f"{mark}{pattern}" for pattern in patterns)
            case _:
                continue


async def _privileges(endpoint: RedisEndpoint, name: str) -> tuple[str, ...]:
    """What the user may do, where we may ask: not knowing it makes nothing less live."""
    if endpoint.admin is None:
        return ()
    try:
        user = await _look_up(endpoint.admin, name)
    except ProviderError:
        return ()
    return () if user is None else user.privileges


async def _target(endpoint: RedisEndpoint, parts: Parts, proof: Probe) -> tuple[RedisEndpoint, str]:
    """The user that may be acted on: the one that the password logged in as, not `default` and not our own."""
    name = parts["user"].reveal()
    admin = endpoint.admin
    if admin is None:
        message = "no admin credential is configured for this system"
        raise RefusedError(message, needs=NEEDS)
    if proof.identity is None or proof.identity.principal != name:
        message = "the user is not the one that the password logged in as"
    elif name == redis.DEFAULT_USER:
        message = "the user is `default`: its password is changed with requirepass, for all its consumers at once"
    elif _done(await admin.run("ACL", "WHOAMI")) == name:
        message = "it is the user that Stanch itself uses"
    else:
        return admin, name
    raise RefusedError(message)


def _hash(parts: Parts) -> str:
    """As the server keeps it: https://redis.io/docs/latest/commands/acl-setuser/"""
    return hashlib.sha256(parts["password"].reveal().encode()).hexdigest()


async def _set(admin: RedisEndpoint, name: str, rule: str) -> None:
    _done(await admin.run("ACL", "SETUSER", name, Secret(rule)))


def _needs_its_password(user: _User) -> None:
    if "nopass" in user.flags:
        message = "the user takes any password (nopass): one of them changes nothing"
        raise RefusedError(message)


# --- acts ------------------------------------------------------------------------------------------


def _removing(*, must_be_saved: bool) -> Act[RedisEndpoint]:
    async def act(endpoint: RedisEndpoint, parts: Parts, proof: Probe) -> Receipt:
        admin, name = await _target(endpoint, parts, proof)
        user, digest = await _look_up(admin, name), _hash(parts)
        if user is None:
            # Whoever deleted it has cut its connections; what remains is that this is written down.
            said = "there is no such user any more"
        else:
            _needs_its_password(user)
            present = digest in user.passwords
            if present:
                # Of this id there is nobody: whoever may not do the second thing does not do the first.
                _done(await admin.run("CLIENT", "KILL", "ID", _NOBODY, "USER", name))
                await _set(admin, name, f"!{digest}")
            # The server does one thing after another: nobody can have come in with it since.
            killed = _done(await admin.run("CLIENT", "KILL", "USER", name))
            said = f"{'password removed' if present else 'password was gone'}; connections cut: {killed}"
        return Receipt(f"{said}; {await _saved(admin, must=must_be_saved)}")

    return act


async def _put_back(endpoint: RedisEndpoint, parts: Parts, proof: Probe) -> Receipt:
    return await _add(endpoint, parts, proof, parts, must_be_saved=False)


async def set_value(endpoint: RedisEndpoint, parts: Parts, proof: Probe, fresh_parts: Parts) -> Receipt:
    """The new password beside the old one, which lives on until it is ended. Not saved where there is a file for it:
    RefusedError, and it may be sent again.
    """
    if fresh_parts["user"] != parts["user"]:
        message = "the new password is for another user"
        raise RefusedError(message)
    return await _add(endpoint, parts, proof, fresh_parts, must_be_saved=True)


async def _add(endpoint: RedisEndpoint, parts: Parts, proof: Probe, added: Parts, *, must_be_saved: bool) -> Receipt:
    admin, name = await _target(endpoint, parts, proof)
    user = await _look_up(admin, name)
    if user is None:
        # SETUSER would make one.
        message = "there is no such user any more"
        raise RefusedError(message)
    _needs_its_password(user)
    await _set(admin, name, f"#{_hash(added)}")
    return Receipt(f"password added; {await _saved(admin, must=must_be_saved)}")


def fresh(parts: Parts, turns: tuple[str, ...]) -> Parts:
    if turns:
        message = "a user of Redis can have two passwords at once: accounts need not take turns"
        raise RefusedError(message)
    return {**parts, "password": Secret(secrets.token_urlsafe(_FRESH_BYTES))}


async def _saved(admin: RedisEndpoint, *, must: bool) -> str:
    """Where it was written down. Unless it must be, a failure to do so is a part of the receipt."""
    try:
        return await _save(admin)
    except ProviderError as error:
        if must:
            raise
        return f"not saved: {error}"


async def _save(admin: RedisEndpoint) -> str:
    asked = await admin.run("CONFIG", "GET", "aclfile")
    if asked.word == "ERR":
        return "not saved: the server does not know CONFIG"
    match _done(asked):
        case ["aclfile", str(path)] if path:
            command = ("ACL", "SAVE")
        case ["aclfile", ""] | []:
            if not await _has_a_file(admin):
                return "not saved: the server has no file for it, and starts again with what it is started with"
            command = ("CONFIG", "REWRITE")
        case _:
            message = "CONFIG GET aclfile: an answer of another shape"
            raise UnmappedError(message)
    reply = await admin.run(*command)
    if reply.word == "ERR":
        message = f"{' '.join(command)} failed: the server's log says why; a restart would undo the change"
        raise RefusedError(message)
    _done(reply)
    return f"saved ({' '.join(command)})"


async def _has_a_file(admin: RedisEndpoint) -> bool:
    lines = str(_done(await admin.run("INFO", "server"))).splitlines()
    return any(line.partition(":")[2] for line in lines if line.startswith("config_file:"))


# --- what hangs on it ------------------------------------------------------------------------------


async def dependents(endpoint: RedisEndpoint, parts: Parts, proof: Probe) -> tuple[Dependent, ...]:
    admin, name = await _target(endpoint, parts, proof)
    user = await _look_up(admin, name)
    others = len(user.passwords - {_hash(parts)}) if user is not None else 0
    found = []
    if others:
        found.append(Dependent(f"{others} other password(s) of the same user: they stay valid", None, shared=True))
    listed = str(_done(await admin.run("CLIENT", "LIST")))
    clients = Counter(_client(fields) for fields in _clients(listed) if fields.get("user") == name)
    for (address, given), count in sorted(clients.items(), key=lambda pair: (-pair[1], pair[0])):
        what = f"{count} open connection(s) from {address} ({given or 'unnamed'})"
        found.append(Dependent(what, None, shared=others > 0))
    return tuple(found)


def _clients(listed: str) -> Iterator[dict[str, str]]:
    """Neither names nor users can hold a space."""
    for line in listed.splitlines():
        yield {key: value for key, _, value in (field.partition("=") for field in line.split(" "))}


def _client(fields: dict[str, str]) -> tuple[str, str]:
    return fields.get("addr", "").rpartition(":")[0], fields.get("name", "")


USERS: Final[Revoker[RedisEndpoint]] = Revoker(
    provider="redis",
    handles=frozenset({redis.URL}),
    settles_within=timedelta(0),
    probe=probe,
    wrong=other_password,
    contain=Capability(
        run=_removing(must_be_saved=False),
        reversible=True,
        undo=_put_back,
        needs=NEEDS,
        side_effects=(*_CUT, _SAVED),
        every_node=True,
        in_parts=True,
    ),
    end=Capability(
        run=_removing(must_be_saved=True),
        reversible=False,
        needs=NEEDS,
        side_effects=(*_CUT, _SAVED, _ELSEWHERE),
        every_node=True,
    ),
    set_value=SetValue(fresh=fresh, run=set_value, overlap=True, needs=NEEDS, every_node=True),
    dependents=dependents,
    missing=missing,
)

REVOKERS: Final = (USERS,)
