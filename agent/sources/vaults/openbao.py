"""OpenBao and HashiCorp Vault, KV version 1 and 2, in each namespace that the operator names.

A path is the API's without /v1/, as in inventory.toml: `secret/data/team-a/` is a folder of an engine that keeps
versions, `kv/team-a/` one of an engine that keeps none, `secret/data/app/db` one secret. Of version 2 every version
that is neither deleted nor destroyed is read, and custom_metadata tells whose it is. Version 1 has no metadata at all:
it is read each time.
https://openbao.org/api-docs/secret/kv/kv-v2/  https://openbao.org/api-docs/secret/kv/kv-v1/
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from agent.settings.logins import LoginMethod, LoginSettings
from agent.sources.vaults.door import Door
from agent.sources.vaults.store import DEEPEST, MOST_VERSIONS, About, Held, Listed, Owe, Version, day, instant, words
from detectors.base import Secret
from revokers.base import ProviderError, RefusedError, Reply, unmapped

_OF_ITSELF: Final = (
    ("auth/token/lookup-self", "read"),
    ("auth/token/renew-self", "update"),
    ("auth/token/revoke-self", "update"),
)
_MOUNTS: Final = "/v1/sys/internal/ui/mounts/"


@dataclass(frozen=True, slots=True)
class _Engine:
    """A mount, "secret/". `versioned`: KV version 2."""

    mount: str
    versioned: bool

    def metadata(self, path: str) -> str:
        """Where a path of the API has its metadata and is listed."""
        return f"{self.mount}metadata/{path.removeprefix(f'{self.mount}data/')}" if self.versioned else path


@dataclass(frozen=True, slots=True)
class OpenBaoStore:
    """`namespaces`: those to look into; () is the one that the token belongs to."""

    door: Door
    wanted: tuple[str, ...]
    namespaces: tuple[str, ...] = ()

    async def paths(self, owe: Owe) -> AsyncIterator[Listed]:
        self.door.begin()
        for namespace in self.namespaces or ("",):
            for root in self.wanted:
                shown = _shown(namespace, root)
                try:
                    engine = await self._engine(namespace, root)
                except ProviderError as error:
                    owe(shown, str(error))
                    continue
                if not root.endswith("/"):
                    yield _listed(namespace, root, engine)
                    continue
                found = owed = 0

                def told(place: str, reason: str) -> None:
                    nonlocal owed
                    owed += 1
                    owe(place, reason)

                async for path in self._below(namespace, root, engine, told):
                    found += 1
                    yield path
                if not found and not owed:
                    owe(shown, "nothing stands there: is the path right?")

    async def about(self, at: Listed) -> About:
        namespace, path, engine = _said(at)
        if not engine.versioned:
            return About(("1",), mark="")
        reply = await self._get(namespace, engine.metadata(path))
        match reply.status, reply.json:
            case 200, {"data": {"versions": dict(versions), "custom_metadata": tags, "created_time": created}}:
                now = self.door.clock()
                numbers = [number for number in versions if number.isdecimal()]
                readable = sorted((number for number in numbers if _readable(versions[number], now)), key=int)
                newest = versions.get(readable[-1], {}) if readable else {}
                return About(
                    tuple(readable),
                    mark=json.dumps([(number, versions[number].get("created_time")) for number in readable]),
                    tags=words(tags),
                    created=instant(created),
                    changed=instant(newest.get("created_time")),
                    expires=day(newest.get("deletion_time")),
                )
            case _:
                raise _denied(reply, "read", engine.metadata(path))

    async def read(self, at: Listed, about: About) -> Held:
        namespace, path, engine = _said(at)
        found: list[Version] = []
        for number in about.versions[-MOST_VERSIONS:]:
            reply = await self._get(namespace, path, f"?version={number}" if engine.versioned else "")
            match engine.versioned, reply.status, reply.json:
                case True, 200, {"data": {"data": dict(held)}}:
                    found.append(Version(number, flat(held)))
                case True, 404, {"data": dict()} | {"errors": []}:
                    continue  # deleted since
                case False, 200, {"data": dict(held)}:
                    found.append(Version(number, flat(held)))
                case _:
                    raise _denied(reply, "read", path)
        return Held(tuple(found), max(0, len(about.versions) - MOST_VERSIONS))

    async def _below(self, namespace: str, root: str, engine: _Engine, owe: Owe) -> AsyncIterator[Listed]:
        folders = [root]
        while folders:
            folder = folders.pop()
            if folder.count("/") - root.count("/") >= DEEPEST:
                owe(_shown(namespace, folder), f"more than {DEEPEST} folders deep: not looked into")
                continue
            try:
                keys = await self._keys(namespace, engine.metadata(folder))
            except ProviderError as error:
                owe(_shown(namespace, folder), str(error))
                continue
            for key in keys:
                if key.endswith("/"):
                    folders.append(folder + key)
                else:
                    yield _listed(namespace, folder + key, engine)

    async def _keys(self, namespace: str, folder: str) -> list[str]:
        reply = await self._get(namespace, folder, "?list=true")
        match reply.status, reply.json:
            case 200, {"data": {"keys": list(keys)}}:
                return sorted(key for key in keys if isinstance(key, str) and key.strip("/"))
            case 404, {"errors": []}:
                return []
            case _:
                raise _denied(reply, "list", folder)

    async def _engine(self, namespace: str, path: str) -> _Engine:
        """https://openbao.org/api-docs/system/internal-ui-mounts/"""
        reply = await self._get(namespace, path.rstrip("/"), before=_MOUNTS)
        match reply.status, reply.json:
            case 200, {"data": {"type": "kv" | "generic", "path": str(mount), "options": options}}:
                engine = _Engine(mount, isinstance(options, dict) and options.get("version") == "2")
            case 200, {"data": {"type": str(), "path": str()}}:
                message = "no KV engine answers there"
                raise RefusedError(message)
            case _:
                raise _denied(reply, "any capability", path)
        if engine.versioned and not f"{path.rstrip('/')}/".startswith(f"{mount}data/"):
            message = f"the engine keeps versions: write {mount}data/... in stanch.toml"
            raise RefusedError(message)
        return engine

    async def _get(self, namespace: str, path: str, query: str = "", before: str = "/v1/") -> Reply:
        more = {"X_Vault_Namespace": namespace} if namespace else {}
        return await self.door.get(f"{before}{quote(path)}{query}", **more)


def flat(held: Mapping[str, object], above: str = "", depth: int = 0) -> dict[str, Secret]:
    """Fields by name; of tables and lists within a field every leaf, by its place: `database.password`."""
    found: dict[str, Secret] = {}
    for name, value in held.items():
        at = f"{above}{name}"
        match value:
            case str():
                found[at] = Secret(value)
            case bool() | None:
                continue
            case int() | float():
                found[at] = Secret(str(value))
            case dict() if depth < DEEPEST:
                found |= flat(value, f"{at}.", depth + 1)
            case list() if depth < DEEPEST:
                found |= flat({str(number): one for number, one in enumerate(value)}, f"{at}.", depth + 1)
    return found


def _listed(namespace: str, path: str, engine: _Engine) -> Listed:
    return Listed(_shown(namespace, path), {"namespace": namespace, "path": path, "engine": engine})


def _said(at: Listed) -> tuple[str, str, _Engine]:
    engine = at.said["engine"]
    assert isinstance(engine, _Engine)
    return str(at.said["namespace"]), str(at.said["path"]), engine


def _shown(namespace: str, path: str) -> str:
    return f"{namespace}/{path}" if namespace else path


def _readable(version: object, now: datetime) -> bool:
    """One that will be deleted at a time that is set already can be read until then."""
    if not isinstance(version, dict) or version.get("destroyed"):
        return False
    deleted = instant(version.get("deletion_time"))
    return deleted is None or deleted > now


def _denied(reply: Reply, capability: str, path: str) -> ProviderError:
    match reply.status, reply.json:
        case 403, {"errors": [str(), *_]}:
            what = f"the token may not: {capability} on {path} is missing (or the token has ended)"
            return RefusedError(what, needs=(f"{capability} on {path}",))
        case _:
            return unmapped(reply)


# --- the least policy --------------------------------------------------------------------------------


def least(wanted: tuple[str, ...], namespaces: tuple[str, ...] = (), login: LoginSettings | None = None) -> str:
    """HCL: https://openbao.org/docs/concepts/policies/

    login: its token renews and ends itself, which the policy `default` allows, and a role may go without.
    """
    where = f" in each of the namespaces {', '.join(namespaces)}" if namespaces else ""
    lines = [f"# The least that reading these needs{where}. `bao policy write stanch-reader FILE`"]
    for path in wanted:
        folder = path.endswith("/")
        below = "*" if folder else ""
        mount, versioned, rest = path.partition("/data/")
        if versioned:
            lines += _rule(f"{mount}/metadata/{rest}{below}", *(["list"] if folder else []), "read")
            lines += _rule(f"{path}{below}", "read")
            lines += [f"# If {mount}/ is of KV version 1, and data/ a folder in it, this in place of the two above:"]
            lines += [f"# {line}" for line in _rule(f"{path}{below}", *(["list"] if folder else []), "read") if line]
        else:
            lines += _rule(f"{path}{below}", *(["list"] if folder else []), "read")
    if login is not None:
        lines += ["", f"# What a token of {login.mount}/ does with itself; the policy `default` has it, too."]
        for path, capability in _OF_ITSELF:
            lines += _rule(path, capability)
        lines += ["", *_attached(login)]
    return "\n".join(lines) + "\n"


def _attached(login: LoginSettings) -> list[str]:
    if login.method is LoginMethod.KUBERNETES:
        what = "bound_service_account_names=stanch bound_service_account_namespaces=stanch"
        return [f"# bao write auth/{login.mount}/role/{login.role} token_policies=stanch-reader token_ttl=1h {what}"]
    role = f"auth/{login.mount}/role/NAME"
    return [
        f"# bao write {role} token_policies=stanch-reader token_ttl=1h",
        f"# bao read -field=role_id {role}/role-id",
        f"# (umask 077; bao write -f -field=secret_id {role}/secret-id > FILE)",
    ]


def _rule(path: str, *capabilities: str) -> list[str]:
    return ["", f"path {json.dumps(path)} {{", f"  capabilities = {json.dumps(capabilities)}", "}"]
