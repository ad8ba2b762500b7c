"""What AWS Secrets Manager and SSM have in common: JSON 1.1 signed by an access key, pages, refusals.

AWS says what it refuses by a code in the body: AccessDeniedException names a permission that is missing, a
ThrottlingException asks to wait as a 429 would. A key that is lent for some hours has a session token.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from agent.doors.aws import ask
from agent.logins.amazon import Keys
from agent.sources.vaults.door import CAP, Door, ThrottledError
from detectors.base import Parts
from revokers.base import ProviderError, RefusedError, UnmappedError, unmapped

_PAGES: Final = 10_000
_THROTTLED: Final = frozenset(
    {"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "LimitExceededException"}
)
# A session that ended, or was revoked with all others of its role.
_ENDED: Final = frozenset(
    {"ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "InvalidClientTokenId"}
)
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z.]{0,63}")


class AwsRefusedError(RefusedError):
    """AWS refused an action; `code` is its own word."""

    def __init__(self, action: str, code: str) -> None:
        denied = code.startswith(("AccessDenied", "UnauthorizedOperation"))
        what = f"{action} is missing" if denied else f"{action} was refused"
        super().__init__(f"{what} ({code})", needs=(action,))
        self.code = code


@dataclass(frozen=True, slots=True)
class Amazon:
    """One service in one region. `prefix`: of X-Amz-Target. The access key is the door's credential, or the login's."""

    door: Door
    service: str
    prefix: str
    region: str
    login: Keys | None = None

    async def call(self, action: str, **body: object) -> Mapping[str, object]:
        """Raises AwsRefusedError or another ProviderError."""
        raw = json.dumps(body).encode()

        async def once() -> Mapping[str, object]:
            key: Parts = {name: value for name, value in self.door.own.items() if not isinstance(value, str)}
            if self.login is not None:
                key = await self.login.key()
            door = replace(self.door.endpoint, cap=CAP)
            at = self.door.clock()
            reply, found = await ask(door, self.service, self.region, f"{self.prefix}.{action}", raw, key, at)
            if reply.status == HTTPStatus.OK and isinstance(found, dict):
                return found
            if reply.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN} and isinstance(found, dict):
                error = self._refused(action, found)
                if self.login is not None and isinstance(error, AwsRefusedError) and error.code in _ENDED:
                    self.login.refused(key)
                raise error
            raise unmapped(reply)

        return await self.door.patiently(once)

    async def pages(self, action: str, items: str, **body: object) -> AsyncIterator[Mapping[str, object]]:
        """The tables of all pages of a list."""
        token: dict[str, object] = {}
        for _ in range(_PAGES):
            page = await self.call(action, **body, **token)
            found = page.get(items)
            if not isinstance(found, list):
                message = f"{self.service}:{action}: an answer of another shape"
                raise UnmappedError(message)
            for one in found:
                if isinstance(one, dict):
                    yield one
            following = page.get("NextToken")
            if not isinstance(following, str) or not following:
                return
            if token.get("NextToken") == following:
                break
            token = {"NextToken": following}
        message = f"{self.service}:{action}: a list without an end"
        raise UnmappedError(message)

    def _refused(self, action: str, said: Mapping[str, object]) -> ProviderError:
        code = str(said.get("__type", "")).rpartition("#")[2]
        if code in _THROTTLED:
            return ThrottledError("AWS throttles")
        return AwsRefusedError(f"{self.service}:{action}", code if _CODE.fullmatch(code) else "no code")


def tags(found: object) -> Mapping[str, str]:
    """[{"Key": ..., "Value": ...}] as AWS writes tags."""
    pairs = found if isinstance(found, list) else []
    return {
        str(pair["Key"]): pair["Value"]
        for pair in pairs
        if isinstance(pair, dict) and isinstance(pair.get("Value"), str) and "Key" in pair
    }


def partition(region: str) -> str:
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def policy(region: str, service: str, listing: tuple[str, ...], reading: tuple[str, ...], arns: list[str]) -> str:
    """IAM JSON. What lists cannot be narrowed to a path, by AWS's own rules.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
    """
    statements: list[dict[str, object]] = [
        {"Sid": "List", "Effect": "Allow", "Action": [f"{service}:{one}" for one in listing], "Resource": "*"},
        {"Sid": "Read", "Effect": "Allow", "Action": [f"{service}:{one}" for one in reading], "Resource": arns},
        {
            "Sid": "OnlyForKeysOfYourOwn",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": f"arn:{partition(region)}:kms:{region}:*:key/*",
            "Condition": {"StringEquals": {"kms:ViaService": f"{service}.{region}.amazonaws.com"}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"
