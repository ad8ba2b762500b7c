"""The keys that AWS serves its own machines, where stanch.toml says so, and nowhere else.

    container  GET what AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI of our own environment names, with the token
               in AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, else AWS_CONTAINER_AUTHORIZATION_TOKEN: over https, or to the
               loopback and where ECS and EKS serve it
    instance   PUT /latest/api/token, then GET with that token: IMDSv2. Where that is refused nothing else is tried;
               over IPv6 where AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE says so. No variable names another address

https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html

Neither is asked through a proxy, and no redirect is followed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from agent.doors.http import HttpEndpoint
from agent.logins.amazon import Lent
from agent.logins.tokens import read_for_login
from agent.model import Address, CredentialRef
from detectors.base import Secret
from revokers.base import Headers, RefusedError, Reply, TransientError, UnmappedError, unmapped

RELATIVE: Final = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
FULL: Final = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN_FILE: Final = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"  # noqa: S105 - its name
SHOWN: Final = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
MODE: Final = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
IMDS: Final = {
    "ipv4": Address("imds", "169.254.169.254", 80, tls=False),
    "ipv6": Address("imds", "fd00:ec2::254", 80, tls=False),
}
DEADLINE: Final = timedelta(seconds=5)

_ECS: Final = "169.254.170.2"
_SERVERS: Final = frozenset({_ECS, "169.254.170.23", "fd00:ec2::23"})
_ROLES: Final = "/latest/meta-data/iam/security-credentials/"
_NAME: Final = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
_AUTHORIZATION: Final = re.compile(r"[ -~]+")  # what a header can hold
_TOKEN: Final = re.compile(rb"[!-~]{1,500}")
_TTL: Final = "60"  # seconds: it serves the two questions that follow
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=12)
_SILENT: Final = (
    "the instance's metadata service does not answer: is it switched on? In a container its answer's hop limit must be"
    " 2 (aws ec2 modify-instance-metadata-options --http-put-response-hop-limit 2); on a network of IPv6 alone set"
    f" {MODE}=IPv6; the systemd unit denies its address without IPAddressAllow=169.254.169.254 (fd00:ec2::254)"
)


@dataclass(frozen=True, slots=True)
class Container:
    """As Lender. opened: a door to that address, which is one of those above. environment: our own."""

    opened: Callable[[Address], HttpEndpoint]
    environment: Mapping[str, str] = field(repr=False)

    async def lend(self, now: datetime) -> Lent:
        address, path = self._place()
        token = self._token()
        headers: Headers = {} if token is None else {"Authorization": token}
        reply, raw = await self.opened(address).fetch("GET", path, headers=headers)
        if reply.status in {400, 401, 403, 404}:
            message = f"no key of this container: it is refused (HTTP {reply.status}): has its task or pod a role?"
            raise RefusedError(message)
        if reply.status != HTTPStatus.OK:
            raise unmapped(reply)
        return _lent(raw, reply, now)

    def _token(self) -> Secret | None:
        """The file first: whoever serves it renews it."""
        given, shown = self.environment.get(TOKEN_FILE), self.environment.get(SHOWN)
        if given:
            return read_for_login(CredentialRef(Path(given), at=TOKEN_FILE))
        if shown and not _AUTHORIZATION.fullmatch(shown):
            message = f"no key of this container: {SHOWN} holds what no header can"
            raise RefusedError(message)
        return Secret(shown) if shown else None

    def _place(self) -> tuple[Address, str]:
        relative, full = self.environment.get(RELATIVE), self.environment.get(FULL)
        if not relative and not full:
            message = f"no key of this container: neither {RELATIVE} nor {FULL} is set where Stanch runs"
            raise RefusedError(message)
        if relative:
            if not relative.startswith("/"):
                message = f"no key of this container: {RELATIVE} is no path"
                raise RefusedError(message)
            return Address("container", _ECS, 80, tls=False), relative
        try:
            url = urlsplit(full or "")
            host, port = url.hostname or "", url.port
        except ValueError:
            url, host, port = urlsplit(""), "", None
        tls = url.scheme == "https"
        if not host or url.username is not None or not (tls or (url.scheme == "http" and _is_near(host))):
            message = f"no key of this container: {FULL} is neither https:// nor http:// to the loopback, ECS or EKS"
            raise RefusedError(message)
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        return Address("container", host, port or (443 if tls else 80), tls=tls), path


@dataclass(frozen=True, slots=True)
class Instance:
    """As Lender. opened: a door to one of the two addresses of the metadata service. environment: our own."""

    opened: Callable[[Address], HttpEndpoint]
    environment: Mapping[str, str] = field(repr=False)

    async def lend(self, now: datetime) -> Lent:
        to = self.opened(self._place())
        token = {"X-aws-ec2-metadata-token": await _token(to)}
        reply, raw = await to.fetch("GET", _ROLES, headers=token)
        name = raw.partition(b"\n")[0].strip().decode("ascii", "replace")
        if reply.status == HTTPStatus.NOT_FOUND:
            message = "no key of this instance: it has no role (an instance profile)"
            raise RefusedError(message)
        if reply.status != HTTPStatus.OK:
            raise unmapped(reply)
        if not _NAME.fullmatch(name):
            message = "the metadata service answers with something else than the name of a role"
            raise UnmappedError(message)
        reply, raw = await to.fetch("GET", _ROLES + name, headers=token)
        if reply.status != HTTPStatus.OK:
            raise unmapped(reply)
        return _lent(raw, reply, now)

    def _place(self) -> Address:
        mode = self.environment.get(MODE) or "IPv4"
        if mode.lower() not in IMDS:
            message = f"no key of this instance: {MODE} is neither IPv4 nor IPv6"
            raise RefusedError(message)
        return IMDS[mode.lower()]


async def _token(to: HttpEndpoint) -> Secret:
    answer: tuple[Reply, bytes] | None = None
    with suppress(TransientError):
        asked = {"X-aws-ec2-metadata-token-ttl-seconds": _TTL}
        answer = await to.fetch("PUT", "/latest/api/token", headers=asked)
    if answer is None:
        raise TransientError(_SILENT)
    reply, raw = answer
    if reply.status in {400, 403, 404, 405}:
        message = (
            f"no key of this instance: it gives no token of IMDSv2 (HTTP {reply.status}), and without is not asked"
        )
        raise RefusedError(message)
    if reply.status != HTTPStatus.OK or not _TOKEN.fullmatch(raw):
        raise unmapped(reply)
    return Secret(raw.decode())


def door(to: HttpEndpoint) -> HttpEndpoint:
    """The same, to an address of AWS's that is otherwise never connected to."""
    return replace(to, key_server=True, proxy=None, deadline=DEADLINE)


def _is_near(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or str(address) in _SERVERS


def _lent(raw: bytes, reply: Reply, now: datetime) -> Lent:
    """How long it lives, by the server's clock where it tells it: ours may differ."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        found = None
    match found:
        case {"Code": str(code)} if code != "Success":
            message = "no key of this instance: AWS has none for its role now"
            raise TransientError(message)
        case {"AccessKeyId": str(key_id), "SecretAccessKey": str(secret), "Token": str(token), "Expiration": str(ends)}:
            key = {"key_id": Secret(key_id), "secret": Secret(secret), "session_token": Secret(token)}
            return Lent(key, min(max(_until(ends, reply.date or now), _SHORTEST), _LONGEST))
        case _:
            message = "what should be a key of AWS is something else"
            raise UnmappedError(message)


def _until(ends: str, now: datetime) -> timedelta:
    try:
        found = datetime.fromisoformat(ends)
    except ValueError:
        return timedelta()
    return found.replace(tzinfo=found.tzinfo or UTC) - now
