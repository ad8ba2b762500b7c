"""GitHub as a GitHub App meets it, for Host.api: which installation there is, and a token of it for an hour.

    GET  BASE/orgs/acme/installation, /users/..., /repos/acme/app/installation     401 but for a JWT by the App's key
    POST BASE/app/installations/ID/access_tokens   201 {token, expires_at}; 404; 422 for what was not granted
    DELETE BASE/installation/token                 204, and it ends

https://docs.github.com/en/rest/apps/apps  https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
All else is answered by `inner`, which gets what a token of ours was given for; whoever has none gets 401.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from detectors.github import checksum
from tests.sims.liar import Request, answer, as_json

ID: Final = "Iv23liAcmeStanch"
NUMBER: Final = 4711
BAD: Final = as_json("401 Unauthorized", {"message": "Bad credentials"})


@cache
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def pem() -> str:
    """As GitHub lets one download it."""
    return key().private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


@dataclass
class Apps:
    """where: below the host, what it is installed at. granted: its permissions. takes: the token that `inner` knows as
    good. asked: bodies of requests for a token. living: those that are good, with when they end. dated: answers say
    when they are.
    """

    clock: Callable[[], datetime]
    base: str = "/git/api/v3"
    where: tuple[str, ...] = ("orgs/acme", "repos/acme/app")
    granted: dict[str, str] = field(default_factory=lambda: {"contents": "read", "metadata": "read"})
    inner: Callable[[Request], bytes] | None = None
    takes: str = ""
    suspended: bool = False
    dated: bool = True
    paths: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    living: dict[str, datetime] = field(default_factory=dict)
    made: int = 0

    @property
    def token(self) -> str:
        """The last one."""
        return self.nth(self.made)

    def ends(self) -> None:
        """All tokens do, before their time."""
        self.living.clear()

    def lives(self, token: str) -> bool:
        return self.clock() < self.living.get(token, datetime.min.replace(tzinfo=UTC))

    def __call__(self, request: Request) -> bytes:
        path = request.target.removeprefix(self.base).strip("/")
        if path.endswith("/installation") or path.startswith("app/"):
            self.paths.append(path)
            return self._app(request, path)
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self.lives(given):
            return BAD
        if (request.method, path) == ("DELETE", "installation/token"):
            del self.living[given]
            return answer("204 No Content", b"", "")
        if self.inner is None:
            return BAD
        return self.inner(replace(request, headers={**request.headers, "authorization": f"Bearer {self.takes}"}))

    def _app(self, request: Request, path: str) -> bytes:
        date = [f"Date: {format_datetime(self.clock(), usegmt=True)}"] if self.dated else []
        if not self.is_the_app(request.headers.get("authorization", "").removeprefix("Bearer ")):
            return as_json("401 Unauthorized", {"message": "A JSON web token could not be decoded"}, *date)
        match request.method, path.split("/"):
            case "GET", [*whose, "installation"] if "/".join(whose) in self.where:
                return as_json("200 OK", {"id": NUMBER, "app_id": 1}, *date)
            case "POST", ["app", "installations", number, "access_tokens"] if number == str(NUMBER):
                return self._minted(json.loads(request.body), date)
            case _:
                return as_json("404 Not Found", {"message": "Not Found"}, *date)

    def _minted(self, wanted: dict[str, Any], date: list[str]) -> bytes:
        self.asked.append(wanted)
        if self.suspended:
            return as_json("403 Forbidden", {"message": "This installation has been suspended"}, *date)
        levels = ("", "read", "write")
        given = {name: levels.index(level) for name, level in self.granted.items()}
        if any(levels.index(level) > given.get(name, 0) for name, level in wanted["permissions"].items()):
            told = {"message": "The permissions requested are not granted to this installation."}
            return as_json("422 Unprocessable Entity", told, *date)
        self.made += 1
        ends = self.clock() + timedelta(hours=1)
        self.living[self.token] = ends
        return as_json("201 Created", {"token": self.token, "expires_at": f"{ends:%Y-%m-%dT%H:%M:%SZ}"}, *date)

    def nth(self, number: int) -> str:
        """The token that is made then."""
        body = f"kQ7mZt2XwR9bNc4LpVf8sHyD3g{number:04}"
        return f"ghs_{body}{checksum(body)}"

    def is_the_app(self, jwt: str) -> bool:
        try:
            head, claims, signature = jwt.split(".")
            key().public_key().verify(_raw(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
            said, now = json.loads(_raw(claims)), self.clock().timestamp()
        except (ValueError, InvalidSignature):
            return False
        right = json.loads(_raw(head)) == {"alg": "RS256", "typ": "JWT"} and said["iss"] == ID
        return bool(right and said["iat"] <= now < said["exp"] <= now + 600)


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
