"""Kubernetes Secrets through the API, of all namespaces or of those that the operator names.

Listed as metadata only, so that a Secret whose resourceVersion is the same is never sent; there is one version of each.
Owner and purpose are annotations or labels. A `continue` token that the API has forgotten (410) begins the list anew.
Of a pull secret the password within `auth` counts as well; of type tls the key, not the certificate.
https://kubernetes.io/docs/reference/using-api/api-concepts/
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

import msgspec

from agent.sources.vaults.door import Door
from agent.sources.vaults.store import About, Held, Listed, Owe, Version, instant, words
from detectors.base import Secret
from revokers.base import ProviderError, RefusedError, Reply, UnmappedError, unmapped

_METADATA: Final = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_LIMIT: Final = 500
_PAGES: Final = 10_000
_ANEW: Final = 3  # lists that are begun again
_PULL: Final = (".dockerconfigjson", ".dockercfg")


@dataclass(frozen=True, slots=True)
class Kubernetes:
    """`wanted`: namespaces; () is all."""

    door: Door
    wanted: tuple[str, ...] = ()

    async def paths(self, owe: Owe) -> AsyncIterator[Listed]:
        self.door.begin()
        for namespace in self.wanted or ("",):
            try:
                async for one in self._list(namespace):
                    yield one
            except ProviderError as error:
                owe(namespace or "all namespaces", str(error))

    async def about(self, at: Listed) -> About:
        metadata = at.said
        own = dict(words(metadata.get("labels"))) | dict(words(metadata.get("annotations")))
        return About(
            ("1",),
            mark=json.dumps([metadata.get("uid"), metadata.get("resourceVersion")]),
            tags=own,
            created=instant(metadata.get("creationTimestamp")),
            changed=_changed(metadata),
        )

    async def read(self, at: Listed, about: About) -> Held:  # noqa: ARG002 - there is one version
        namespace, name = str(at.said.get("namespace")), str(at.said.get("name"))
        reply = await self.door.get(f"/api/v1/namespaces/{quote(namespace)}/secrets/{quote(name)}")
        match reply.status, reply.json:
            case 200, {"kind": "Secret", **held}:
                data = held.get("data")
                fields = {str(key): _text(value) for key, value in data.items()} if isinstance(data, dict) else {}
                return Held((Version("1", fields | _pull(fields)),))
            case 404, {"kind": "Status"}:
                return Held()
            case _:
                raise _denied(reply, "get", namespace)

    async def _list(self, namespace: str) -> AsyncIterator[Listed]:
        where = f"/api/v1/namespaces/{quote(namespace)}/secrets" if namespace else "/api/v1/secrets"
        following, begun = "", 0
        for _ in range(_PAGES):
            after = f"&continue={quote(following, safe='')}" if following else ""
            reply = await self.door.get(f"{where}?limit={_LIMIT}{after}", Accept=_METADATA)
            match reply.status, reply.json:
                case 200, {"metadata": dict(page), "items": list(items)}:
                    for item in items:
                        if isinstance(item, dict) and isinstance(metadata := item.get("metadata"), dict):
                            yield Listed(f"{metadata.get('namespace')}/{metadata.get('name')}", metadata)
                    before, following = following, str(page.get("continue") or "")
                    if following and following == before:
                        break
                case 410, _ if begun < _ANEW:
                    following, begun = "", begun + 1
                    continue
                case _:
                    raise _denied(reply, "list", namespace)
            if not following:
                return
        message = "a list of secrets without an end"
        raise UnmappedError(message)


def _changed(metadata: Mapping[str, object]) -> datetime | None:
    """When somebody last set its data, as the API notes it."""
    managed = metadata.get("managedFields")
    times = [
        at
        for one in (managed if isinstance(managed, list) else ())
        if isinstance(one, dict)
        and isinstance(set_ := one.get("fieldsV1"), dict)
        and "f:data" in set_
        and (at := instant(one.get("time")))
    ]
    return max(times, default=None)


def _text(value: object) -> Secret:
    """What is no text stays base64."""
    text = value if isinstance(value, str) else ""
    try:
        return Secret(base64.b64decode(text, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return Secret(text)


def _pull(fields: Mapping[str, Secret]) -> dict[str, Secret]:
    """The passwords within `auth` of a pull secret. https://kubernetes.io/docs/concepts/configuration/secret/"""
    found: dict[str, Secret] = {}
    for name in _PULL:
        try:
            held = msgspec.json.decode(fields[name].reveal()) if name in fields else None
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            continue
        hosts = held.get("auths", held) if isinstance(held, dict) else None
        for host, one in hosts.items() if isinstance(hosts, dict) else ():
            if isinstance(one, dict) and isinstance(one.get("auth"), str):
                password = _text(one["auth"]).reveal().partition(":")[2]
                found[f"{host} password"] = Secret(password)
    return found


def _denied(reply: Reply, verb: str, namespace: str) -> ProviderError:
    match reply.status, reply.json:
        case 401 | 403, {"kind": "Status"}:
            where = f"in namespace {namespace}" if namespace else "in all namespaces"
            what = f"{verb} on secrets {where} is missing" if reply.status == 403 else "the token has ended"  # noqa: PLR2004 - HTTP's
            return RefusedError(what, needs=(f"{verb} secrets {where}",))
        case _:
            return unmapped(reply)


def least(wanted: tuple[str, ...]) -> str:
    """RBAC: https://kubernetes.io/docs/reference/access-authn-authz/rbac/

    `list` gives values as well, by Kubernetes' own rules: metadata alone cannot be granted.
    """
    return "---\n".join(_rules(namespace) for namespace in wanted or ("",))


def _rules(namespace: str) -> str:
    cluster = "" if namespace else "Cluster"
    within = f"  namespace: {namespace}\n" if namespace else ""
    return (
        f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {cluster}Role\n"
        f"metadata:\n  name: stanch-reader\n{within}"
        'rules:\n  - apiGroups: [""]\n    resources: ["secrets"]\n    verbs: ["list", "get"]\n'
        f"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: {cluster}RoleBinding\n"
        f"metadata:\n  name: stanch-reader\n{within}"
        f"roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: {cluster}Role\n  name: stanch-reader\n"
        "subjects:\n  - kind: ServiceAccount\n    name: stanch-reader\n    namespace: stanch\n"
    )
