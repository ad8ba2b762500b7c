"""Simulators of stores that have no server in a package that says what we ask: Kubernetes' Secrets (kmock 0.8 has no
lists of metadata only, no pages and no resource versions), Google's Secret Manager, a Key Vault.

Real HTTP on loopback that follows the documentation: pages, tokens, refusals by permission. Each is a Liar, so that a
429, a 500 or a dropped connection is a Lie away. `may`: the permissions of the token.
https://kubernetes.io/docs/reference/using-api/api-concepts/
https://cloud.google.com/secret-manager/docs/reference/rest
https://learn.microsoft.com/rest/api/keyvault/secrets/
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sims.liar import Liar, as_json


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@dataclass
class Cloud(Liar):
    """`page`: so many of a list at once. `read`: what values were sent of, in order."""

    token: str = field(default_factory=lambda: secrets.token_hex(16))
    may: set[str] = field(default_factory=set)
    page: int = 2
    read: list[str] = field(default_factory=list)

    async def _pass_on(self, raw: bytes) -> bytes:
        request = self.seen[-1]
        del raw
        url = urlsplit(request.target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return self.refused(401, "")
        return self.answer(unquote(url.path), query, request.headers)

    def answer(self, path: str, query: dict[str, str], headers: dict[str, str]) -> bytes:
        raise NotImplementedError

    def refused(self, status: int, permission: str) -> bytes:
        raise NotImplementedError

    def cut(self, items: list[Any], at: str) -> tuple[list[Any], str]:
        """A page from `at`, and the token of the next one."""
        begin = int(at or "0")
        following = begin + self.page
        return items[begin:following], str(following) if following < len(items) else ""


@dataclass
class KubernetesSim(Cloud):
    """`secrets`: "namespace/name" to (type, data, metadata). `expire`: so many `continue` tokens are forgotten."""

    may: set[str] = field(default_factory=lambda: {"list", "get"})
    secrets: dict[str, tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=dict)
    expire: int = 0
    _version: int = 0

    def put(self, path: str, data: dict[str, str], kind: str = "Opaque", **metadata: Any) -> None:
        self._version += 1
        namespace, _, name = path.partition("/")
        own = {"name": name, "namespace": namespace, "uid": path, "resourceVersion": str(self._version)}
        made = {"creationTimestamp": "2026-01-02T03:04:05Z"}
        self.secrets[path] = (kind, {key: b64(text) for key, text in data.items()}, own | made | metadata)

    def answer(self, path: str, query: dict[str, str], headers: dict[str, str]) -> bytes:
        words = path.strip("/").split("/")
        if words[-1] != "secrets":
            if "get" not in self.may:
                return self.refused(403, "get")
            key = f"{words[3]}/{words[5]}"
            if key not in self.secrets:
                return as_json("404 Not Found", {"kind": "Status", "code": 404})
            self.read.append(key)
            kind, data, metadata = self.secrets[key]
            return as_json("200 OK", {"kind": "Secret", "type": kind, "data": data, "metadata": metadata})
        if "list" not in self.may:
            return self.refused(403, "list")
        if "as=PartialObjectMetadataList" not in headers["accept"]:
            self.read.append("everything")
        if query.get("continue") and self.expire:
            self.expire -= 1
            return as_json("410 Gone", {"kind": "Status", "code": 410, "reason": "Expired"})
        namespace = words[3] if "namespaces" in words else ""
        found = [
            each[2] for key, each in sorted(self.secrets.items()) if key.startswith(f"{namespace}/") or not namespace
        ]
        items, following = self.cut(found, query.get("continue", ""))
        page = {"resourceVersion": "1"} | ({"continue": following} if following else {})
        return as_json(
            "200 OK",
            {"kind": "PartialObjectMetadataList", "metadata": page, "items": [{"metadata": each} for each in items]},
        )

    def refused(self, status: int, permission: str) -> bytes:
        phrase = {401: "401 Unauthorized", 403: "403 Forbidden"}[status]
        return as_json(phrase, {"kind": "Status", "status": "Failure", "code": status, "message": permission})


@dataclass
class GoogleSim(Cloud):
    """`secrets`: full name to (what is said of it, versions: number to (state, value))."""

    may: set[str] = field(
        default_factory=lambda: {
            "secretmanager.secrets.list",
            "secretmanager.versions.list",
            "secretmanager.versions.access",
        }
    )
    secrets: dict[str, tuple[dict[str, Any], dict[int, tuple[str, str]]]] = field(default_factory=dict)

    def answer(self, path: str, query: dict[str, str], headers: dict[str, str]) -> bytes:  # noqa: ARG002 - as above
        name = path.removeprefix("/v1/")
        if name.endswith(":access"):
            secret, _, number = name.removesuffix(":access").rpartition("/versions/")
            state, value = self.secrets[secret][1][int(number)]
            if "secretmanager.versions.access" not in self.may:
                return self.refused(403, "access")
            assert state == "ENABLED"
            self.read.append(f"{secret}@{number}")
            return as_json("200 OK", {"name": name, "payload": {"data": b64(value)}})
        kind = name.rpartition("/")[2]
        if f"secretmanager.{kind}.list" not in self.may:
            return self.refused(403, kind)
        if kind == "versions":
            versions = self.secrets[name.removesuffix("/versions")][1]
            found = [
                {"name": f"{name}/{number}", "state": state, "createTime": f"2026-01-{number:02}T00:00:00.123456789Z"}
                for number, (state, _) in sorted(versions.items(), reverse=True)
            ]
        else:
            found = [{"name": key, **said} for key, (said, _) in sorted(self.secrets.items()) if key.startswith(name)]
        items, following = self.cut(found, query.get("pageToken", ""))
        return as_json("200 OK", {kind: items} | ({"nextPageToken": following} if following else {}))

    def refused(self, status: int, permission: str) -> bytes:
        word, phrase = {
            401: ("UNAUTHENTICATED", "401 Unauthorized"),
            403: ("PERMISSION_DENIED", "403 Forbidden"),
        }[status]
        return as_json(phrase, {"error": {"code": status, "status": word, "message": permission}})


@dataclass
class AzureSim(Cloud):
    """`secrets`: name to (what is said of it, versions: id to (created, enabled, value)). `elsewhere`: where lists
    go on.
    """

    may: set[str] = field(default_factory=lambda: {"readMetadata", "getSecret"})
    secrets: dict[str, tuple[dict[str, Any], dict[str, tuple[int, bool, str]]]] = field(default_factory=dict)
    elsewhere: str = ""

    def answer(self, path: str, query: dict[str, str], headers: dict[str, str]) -> bytes:  # noqa: ARG002 - as above
        assert query["api-version"]
        base, words = f"http://127.0.0.1:{self.port}", path.strip("/").split("/")
        if len(words) == 3 and words[2] != "versions":
            if "getSecret" not in self.may:
                return self.refused(403, "getSecret")
            created, enabled, value = self.secrets[words[1]][1][words[2]]
            assert enabled
            self.read.append(f"{words[1]}@{words[2]}")
            return as_json("200 OK", {"value": value, "id": f"{base}{path}", "attributes": {"created": created}})
        if "readMetadata" not in self.may:
            return self.refused(403, "readMetadata")
        if len(words) == 3:
            found = [
                {"id": f"{base}/secrets/{words[1]}/{number}", "attributes": {"created": created, "enabled": enabled}}
                for number, (created, enabled, _) in self.secrets[words[1]][1].items()
            ]
        else:
            found = [{"id": f"{base}/secrets/{name}", **said} for name, (said, _) in sorted(self.secrets.items())]
        items, following = self.cut(found, query.get("$skiptoken", ""))
        link = f"{self.elsewhere or base}{path}?api-version=7.4&$skiptoken={following}" if following else None
        return as_json("200 OK", {"value": items, "nextLink": link})

    def refused(self, status: int, permission: str) -> bytes:
        word, phrase = {401: ("Unauthorized", "401 Unauthorized"), 403: ("Forbidden", "403 Forbidden")}[status]
        return as_json(phrase, {"error": {"code": word, "message": permission}})
