"""Azure Key Vault's secrets: every enabled version of each in one vault, those of certificates among them.

The credential is an access token for https://vault.azure.net in a file that a workload identity keeps fresh; client
secrets are not exchanged here. Keys and deleted secrets have no values that could be read. A `nextLink` is followed
only to the vault itself. https://learn.microsoft.com/rest/api/keyvault/secrets/
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from agent.sources.vaults.door import Door
from agent.sources.vaults.store import MOST_VERSIONS, About, Held, Listed, Owe, Version, day, instant, words
from detectors.base import Secret
from revokers.base import ProviderError, RefusedError, Reply, UnmappedError, unmapped

_VERSION: Final = "api-version=7.4"
_SIZE: Final = 25  # the most that Azure gives
_PAGES: Final = 10_000
_LIST: Final = "Microsoft.KeyVault/vaults/secrets/readMetadata/action"
_GET: Final = "Microsoft.KeyVault/vaults/secrets/getSecret/action"


@dataclass(frozen=True, slots=True)
class KeyVault:
    """One vault."""

    door: Door

    async def paths(self, owe: Owe) -> AsyncIterator[Listed]:
        self.door.begin()
        try:
            async for secret in self._pages(f"/secrets?{_VERSION}&maxresults={_SIZE}"):
                yield Listed(_last(secret), secret)
        except ProviderError as error:
            owe("secrets", str(error))

    async def about(self, at: Listed) -> About:
        said = _attributes(at.said)
        return About(
            (),
            mark=json.dumps([said.get(name) for name in ("created", "updated", "enabled", "exp")]),
            tags=words(at.said.get("tags")),
            created=instant(said.get("created")),
            changed=instant(said.get("updated")),
            expires=day(said.get("exp")),
        )

    async def read(self, at: Listed, about: About) -> Held:  # noqa: ARG002 - the listing names no version
        name = quote(at.path)
        versions = [
            one
            async for one in self._pages(f"/secrets/{name}/versions?{_VERSION}&maxresults={_SIZE}")
            if _attributes(one).get("enabled") is not False
        ]
        versions.sort(key=lambda one: made if isinstance(made := _attributes(one).get("created"), int) else 0)
        found: list[Version] = []
        for one in versions[-MOST_VERSIONS:]:
            number = _last(one)
            reply = await self.door.get(f"/secrets/{name}/{quote(number)}?{_VERSION}")
            match reply.status, reply.json:
                case 200, {"value": str(value)}:
                    made = instant(_attributes(one).get("created"))
                    found.append(Version(number, {"": Secret(value)}, made))
                case 404, {"error": dict()}:
                    continue
                case _:
                    raise _denied(reply, _GET)
        return Held(tuple(found), max(0, len(versions) - MOST_VERSIONS))

    async def _pages(self, path: str) -> AsyncIterator[Mapping[str, object]]:
        for _ in range(_PAGES):
            reply = await self.door.get(path)
            match reply.status, reply.json:
                case 200, {"value": list(found), **rest}:
                    for one in found:
                        if isinstance(one, dict) and isinstance(one.get("id"), str):
                            yield one
                case _:
                    raise _denied(reply, _LIST)
            following = rest.get("nextLink")
            if not isinstance(following, str) or not following:
                return
            before, path = path, self._own(following)
            if path == before:
                break
        message = "a list of secrets without an end"
        raise UnmappedError(message)

    def _own(self, link: str) -> str:
        """The path of a link to this vault; what leads elsewhere is not followed with our token."""
        base = self.door.endpoint.base
        try:
            url = urlsplit(link)
        except ValueError:
            url = urlsplit("")
        if url.hostname != self.door.endpoint.host.lower() or not url.path.startswith(f"{base}/"):
            message = "the list goes on at another host: not followed"
            raise UnmappedError(message)
        return f"{url.path.removeprefix(base)}?{url.query}"


def _attributes(said: Mapping[str, object]) -> Mapping[str, object]:
    found = said.get("attributes")
    return found if isinstance(found, dict) else {}


def _last(secret: Mapping[str, object]) -> str:
    return str(secret.get("id", "")).rstrip("/").rpartition("/")[2]


def _denied(reply: Reply, needs: str) -> ProviderError:
    match reply.status, reply.json:
        case 403, {"error": {"code": "Forbidden"}}:
            return RefusedError(f"{needs} is missing", needs=(needs,))
        case 401, {"error": {"code": "Unauthorized"}}:
            return RefusedError("the access token has ended", needs=(needs,))
        case _:
            return unmapped(reply)


def least(host: str) -> str:
    """A role assignment: https://learn.microsoft.com/azure/key-vault/general/rbac-guide"""
    name = host.partition(".")[0] or "VAULT"
    scope = f"/subscriptions/SUBSCRIPTION/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/{name}"
    role = {
        "Name": "Stanch reader",
        "Description": "Lists the secrets of a key vault and reads their values.",
        "Actions": [],
        "DataActions": [_LIST, _GET],
        "AssignableScopes": [scope],
    }
    assignment = {"role": "Stanch reader", "assignee": "PRINCIPAL", "scope": scope}
    return json.dumps({"roleDefinition": role, "roleAssignment": assignment}, indent=2) + "\n"
