"""Redis and Valkey: what our own user must be allowed to do, and which of it the server says that it lacks.

    ACL WHOAMI, ACL GETUSER   the rules about commands, the last one that fits a command decides
    ACL CAT                   what is in a category that a rule names

What a selector (Redis 7) allows besides is not looked at: none of these commands takes a key, so nobody needs one.
https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .base import Lack, RedisEndpoint, TransientError, UnmappedError

USERS: Final = "+acl|whoami +acl|getuser +acl|setuser"
CLIENTS: Final = "+client|kill +client|list"
SAVING: Final = "+config|get and +acl|save, or +info and +config|rewrite where there is no aclfile"
NEEDS: Final = (USERS, CLIENTS, SAVING)
TRANSIENT: Final = frozenset({"LOADING", "MAXCLIENTS", "MASTERDOWN", "BUSY", "TRYAGAIN"})

_BLIND: Final = "(without it the rest is not known)"
_SAVES: Final = ("config|get", "acl|save")
_REWRITES: Final = ("config|get", "info", "config|rewrite")


async def missing(admin: RedisEndpoint) -> tuple[Lack, ...]:
    name = await _told(admin, "ACL", "WHOAMI")
    fields = await _told(admin, "ACL", "GETUSER", str(name)) if name is not None else None
    if name is None or fields is None:
        return (Lack(USERS, f"+acl|{'whoami' if name is None else 'getuser'} {_BLIND}"),)
    rules = _rules(fields)
    categories = {rule[2:]: await _category(admin, rule[2:]) for rule in rules if rule[1:2] == "@"}

    def without(*commands: str) -> list[str]:
        return [f"+{command}" for command in commands if not _allows(rules, categories, command)]

    found = [Lack(USERS, what) for what in without("acl|setuser")]
    found += [Lack(CLIENTS, what) for what in without("client|kill", "client|list")]
    either = min(without(*_SAVES), without(*_REWRITES), key=len)
    return (*found, *(Lack(SAVING, what) for what in either))


async def _told(admin: RedisEndpoint, *command: str) -> object:
    """The answer, or None where our user may not ask."""
    reply = await admin.run(*command)
    match reply.word, reply.value:
        case "OK", value if value is not None:
            return value
        case "NOPERM", _:
            return None
        case word, _:
            kind = TransientError if word in TRANSIENT else UnmappedError
            message = f"{' '.join(command[:2])}: Redis answered {word}"
            raise kind(message)


def _rules(fields: object) -> list[str]:
    """The rules about commands, in the order in which they apply."""
    pairs = dict(zip(fields[::2], fields[1::2], strict=False)) if isinstance(fields, list) else {}
    match pairs.get("commands"):
        case str(rules):
            return rules.split()
        case _:
            message = "ACL GETUSER: an answer of another shape"
            raise UnmappedError(message)


async def _category(admin: RedisEndpoint, name: str) -> frozenset[str] | None:
    """The commands in it. None: all of them."""
    if name == "all":
        return None
    listed = await _told(admin, "ACL", "CAT", name)
    if not isinstance(listed, list):
        message = f"its rules name the category @{name}, and it may not ask what is in that (+acl|cat)"
        raise UnmappedError(message)
    return frozenset(str(each).lower() for each in listed)


def _allows(rules: list[str], categories: Mapping[str, frozenset[str] | None], command: str) -> bool:
    held = False
    names = {command, command.partition("|")[0]}
    for rule in rules:
        sign, name = rule[:1], rule[1:].lower()
        within = categories[name[1:]] if name.startswith("@") else frozenset({name})
        if within is None or not names.isdisjoint(within):
            held = sign == "+"
    return held
