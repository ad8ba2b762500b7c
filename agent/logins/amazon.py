"""An access key of AWS that ends: lent for some hours, kept in memory only, and another borrowed before it ends.

    service account's token --AssumeRoleWithWebIdentity--+
    another key             --AssumeRole-----------------+--> key, session token --two thirds of its life--> another
    container, instance     --(metadata.py)--------------+

Where no other is to be had, it is used until it ends. Nobody is asked again for some minutes who has refused.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, Protocol

from agent.doors.aws import AwsDoor, web_identity
from agent.doors.http import HttpEndpoint
from agent.logins.tokens import holds, read_for_login
from agent.model import CredentialRef
from agent.settings.logins import Role
from detectors.base import Parts, Secret
from revokers.base import AwsReply, ProviderError, RefusedError, TransientError

_REST: Final = timedelta(minutes=5)
_AGAIN: Final = timedelta(minutes=1)
_LIFE: Final = timedelta(hours=1)  # of a web identity's key, as AWS gives it where nobody asks for another
_PASSING: Final = frozenset({"IDPCommunicationError", "RequestLimitExceeded", "Throttling", "ThrottlingException"})
_HINTS: Final = {
    "ValidationError": "is its duration more than the role allows, or than the hour of a role by another role?",
    "ExpiredToken": "the key that assumes it has ended",
    "InvalidClientTokenId": "the key that assumes it is none of AWS's, or was deleted",
    "SignatureDoesNotMatch": "the secret does not belong to the key's id, or our clock is minutes away from AWS's",
}


class Keys(Protocol):
    """Who has a key of AWS at hand whenever one is needed. Raises ProviderError: RefusedError where none is given."""

    async def key(self) -> Parts: ...

    def refused(self, key: Parts) -> None:
        """AWS knows this one no more: ask for another, if that is how it was had."""


@dataclass(frozen=True, slots=True)
class Lent:
    """A key, and for how long from now."""

    key: Parts
    life: timedelta


class Lender(Protocol):
    """Raises as Keys does."""

    async def lend(self, now: datetime) -> Lent: ...


@dataclass(frozen=True, slots=True)
class _Held:
    key: Parts
    since: datetime
    renew: datetime
    ends: datetime


@dataclass(slots=True)
class Borrowed:
    """As Keys."""

    lender: Lender
    clock: Callable[[], datetime]
    _held: _Held | None = None
    _failed: tuple[datetime, datetime, str] | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def key(self) -> Parts:
        async with self._one:
            now = self.clock()
            held = self._held
            if held is not None and holds(held.since, held.renew, now):
                return held.key
            lives = held if held is not None and holds(held.since, held.ends, now) else None
            if lives is None and self._failed is not None and holds(*self._failed[:2], now):
                raise RefusedError(self._failed[2])
            try:
                lent = await self.lender.lend(now)
            except ProviderError as error:
                if isinstance(error, RefusedError):
                    self._failed = now, now + _REST, str(error)
                if lives is None:
                    raise
                self._held = replace(lives, renew=min(now + _AGAIN, lives.ends))
                return lives.key
            self._failed = None
            self._held = _Held(lent.key, now, now + lent.life * 2 / 3, now + lent.life)
            return lent.key

    def refused(self, key: Parts) -> None:
        """Sessions of a role are revoked before they end. Within a minute after it was lent nobody is asked again."""
        held = self._held
        if held is not None and held.key == key:
            self._held = replace(held, renew=min(held.renew, held.since + _AGAIN))


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """As Lender. door: to STS. token: of the service account."""

    door: HttpEndpoint
    role: Role
    token: CredentialRef

    async def lend(self, now: datetime) -> Lent:
        del now
        reply = await web_identity(self.door, self.role.arn, self.role.session, read_for_login(self.token))
        return Lent(_key(reply, "web-identity", "who may assume that role?"), _LIFE)


@dataclass(frozen=True, slots=True)
class AssumedRole:
    """As Lender. door: to STS. by: whose key assumes it."""

    door: HttpEndpoint
    role: Role
    by: Keys
    clock: Callable[[], datetime]

    async def lend(self, now: datetime) -> Lent:
        del now
        role = self.role
        asked = {
            "RoleArn": role.arn,
            "RoleSessionName": role.session,
            "DurationSeconds": str(int(role.life.total_seconds())),
            **({"ExternalId": role.external_id} if role.external_id else {}),
        }
        sts = AwsDoor(sts=self.door, iam=self.door, clock=self.clock)
        reply = await sts.call("sts", "AssumeRole", asked, key=await self.by.key())
        hint = "may that key assume the role, and is external_id what the role's trust policy asks for?"
        return Lent(_key(reply, "assume-role", _HINTS.get(reply.code or "", hint)), role.life)


def _key(reply: AwsReply, method: str, hint: str) -> Parts:
    found = reply.fields
    match found.get("AccessKeyId"), found.get("SecretAccessKey"), found.get("SessionToken"):
        case str(key_id), Secret() as secret, Secret() as session:
            return {"key_id": Secret(key_id), "secret": secret, "session_token": session}
        case _:
            pass
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.code in _PASSING:
        message = f"no login by {method} now: AWS answers {reply.code or f'HTTP {reply.status}'}"
        raise TransientError(message)
    message = f"no login by {method}: AWS refuses it ({reply.code or 'no code'}): {hint}"
    raise RefusedError(message)
