"""Those who send webhooks, as they document it: what is posted, and how each of them proves that it is he.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers
https://docs.gitea.com/usage/webhooks
https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurve,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.sims.liar import Request, as_json

KEYS = "/meta/public_keys/secret_scanning"


@dataclass(frozen=True)
class Post:
    """One request, to be changed by a test before it is sent."""

    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    method: str = "POST"

    def raw(self, host: str = "127.0.0.1") -> bytes:
        fields = [("Host", host), *self.headers, ("Content-Length", str(len(self.body)))]
        lines = [f"{self.method} /hooks/{self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]
        return "\r\n".join(lines).encode() + self.body


async def send(port: int, post: Post) -> tuple[int, bytes]:
    """Status, and the whole answer."""
    return await send_raw(port, post.raw())


async def send_raw(port: int, raw: bytes) -> tuple[int, bytes]:
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            with suppress(ConnectionError):
                writer.write(raw)
                await writer.drain()
            answer = await reader.read()
        finally:
            writer.close()
    return int(answer.split(b" ", 2)[1]), answer


def _mark(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def github(name: str, secret: str, event: str = "push", *, full: str = "acme/app") -> Post:
    body = json.dumps({"ref": "refs/heads/main", "repository": {"id": 1, "full_name": full}}).encode()
    mark = f"sha256={_mark(secret, body)}"
    headers = (("X-GitHub-Event", event), ("X-GitHub-Delivery", "72d3162e"), ("X-Hub-Signature-256", mark))
    return Post(name, headers, body)


def gitea(name: str, secret: str, event: str = "push", *, full: str = "acme/app") -> Post:
    body = json.dumps({"repository": {"full_name": full}}).encode()
    return Post(name, (("X-Gitea-Event", event), ("X-Gitea-Signature", _mark(secret, body))), body)


def gitlab(name: str, secret: str, event: str = "Push Hook", *, full: str = "acme/app") -> Post:
    body = json.dumps({"object_kind": "push", "project": {"path_with_namespace": full}}).encode()
    return Post(name, (("X-Gitlab-Event", event), ("X-Gitlab-Token", secret)), body)


def gitlab_signed(name: str, token: str, at: datetime, event: str = "Push Hook") -> Post:
    """By a signing token: `whsec_` and the base64 of the key. https://docs.gitlab.com/user/project/integrations/webhooks/"""
    plain = gitlab(name, "", event)
    named, sent = "f5e5f430-f57b-4e6e-9fac-d9128cd7232f", str(int(at.timestamp()))
    key = base64.b64decode(token.removeprefix("whsec_"))
    mark = hmac.new(key, f"{named}.{sent}.".encode() + plain.body, hashlib.sha256).digest()
    headers = (("X-Gitlab-Event", event), ("webhook-id", named), ("webhook-timestamp", sent))
    return Post(name, (*headers, ("webhook-signature", "v1," + base64.b64encode(mark).decode())), plain.body)


def revocation(name: str, secret: str, tokens: Sequence[tuple[str, str, str]]) -> Post:
    """Type, value and place of each."""
    rows = [{"type": kind, "token": value, "location": place} for kind, value, place in tokens]
    headers = (("Content-Type", "application/json"), ("Authorization", secret))
    return Post(f"{name}/v1/revoke_tokens", headers, json.dumps(rows).encode())


def alertmanager(name: str, secret: str, *statuses: str) -> Post:
    """An alert in each of these."""
    alerts = [{"status": one, "labels": {"alertname": "CheckoutFails"}, "annotations": {}} for one in statuses]
    body = {"version": "4", "receiver": "breaker", "status": statuses[0] if statuses else "firing", "alerts": alerts}
    headers = (("Content-Type", "application/json"), ("Authorization", f"Bearer {secret}"))
    return Post(name, headers, json.dumps(body).encode())


@dataclass
class Partner:
    """GitHub, as it reports what it has found to a partner; `api` answers for its keys. asked: how often it was."""

    curve: EllipticCurve = field(default_factory=SECP256R1)
    asked: int = 0
    keys: dict[str, EllipticCurvePrivateKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rotate("first")

    def rotate(self, key_id: str) -> None:
        self.keys = {key_id: generate_private_key(self.curve)}

    def listed(self) -> dict[str, object]:
        pem = {
            name: key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
            for name, key in self.keys.items()
        }
        return {"public_keys": [{"key_identifier": name, "key": key, "is_current": True} for name, key in pem.items()]}

    def api(self, request: Request) -> bytes:
        if request.target != KEYS:
            return as_json("404 Not Found", {})
        self.asked += 1
        return as_json("200 OK", self.listed())

    def post(self, name: str, tokens: Sequence[tuple[str, str, str]]) -> Post:
        rows = [{"token": value, "type": kind, "url": place, "source": "content"} for kind, value, place in tokens]
        return self.signed(name, json.dumps(rows).encode())

    def signed(self, name: str, body: bytes) -> Post:
        [(key_id, key)] = self.keys.items()
        mark = base64.b64encode(key.sign(body, ECDSA(SHA256()))).decode()
        return Post(name, (("Github-Public-Key-Identifier", key_id), ("Github-Public-Key-Signature", mark)), body)
