"""An access key of AWS that ends: a role's, by the token of a service account, or as somebody renews it in a file.

    service account's token --AssumeRoleWithWebIdentity--> key, session token --two thirds of its life--> another

https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-files.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

from __future__ import annotations

import asyncio
import configparser
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from agent.aws import web_identity
from agent.http import HttpEndpoint
from agent.logins.tokens import holds, read_for_login
from agent.model import CredentialRef
from agent.settings.logins import LoginSettings
from agent.systems import CannotOpenSystemError, read_own
from detectors.base import Parts, Secret
from revokers.base import RefusedError, TransientError

_PARTS: Final = {"key_id": "aws_access_key_id", "secret": "aws_secret_access_key", "session_token": "aws_session_token"}
_LIFE: Final = timedelta(hours=1)  # as AWS gives it where nobody asks for another
_REST: Final = timedelta(minutes=5)
_SESSION: Final = "stanch"
_PASSING: Final = frozenset({"IDPCommunicationError", "RequestLimitExceeded", "Throttling", "ThrottlingException"})


@dataclass(slots=True)
class RoleLogin:
    """door: to STS."""

    wanted: LoginSettings
    door: HttpEndpoint
    clock: Callable[[], datetime]
    _held: tuple[datetime, datetime, Parts] | None = None
    _failed: tuple[datetime, datetime, str] | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def key(self) -> Parts:
        """Raises ProviderError: RefusedError where AWS refuses it, or the token cannot be read."""
        async with self._one:
            now = self.clock()
            if self._held is not None and holds(*self._held[:2], now):
                return self._held[2]
            if self._failed is not None and holds(*self._failed[:2], now):
                raise RefusedError(self._failed[2])
            reply = await web_identity(self.door, self.wanted.role, _SESSION, read_for_login(self.wanted.secret))
            found = reply.fields
            match found.get("AccessKeyId"), found.get("SecretAccessKey"), found.get("SessionToken"):
                case str(key_id), Secret() as secret, Secret() as session:
                    key = {"key_id": Secret(key_id), "secret": secret, "session_token": session}
                    self._held = now, now + _LIFE * 2 / 3, key
                    return key
                case _:
                    pass
            if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.code in _PASSING:
                why = f"no login by web-identity now: AWS answers {reply.code or f'HTTP {reply.status}'}"
                raise TransientError(why)
            why = f"no login by web-identity: AWS refuses it ({reply.code or 'no code'}): who may assume that role?"
            self._failed = now, now + _REST, why
            raise RefusedError(why)


def profile(ref: CredentialRef, name: str) -> Parts:
    """Raises CannotOpenSystemError, which repeats nothing of the file."""
    text = read_own(ref, lines=True).reveal()
    parser = configparser.RawConfigParser()
    problem = ""
    try:
        parser.read_string(text)
    except configparser.Error:
        problem = "is no credentials file of AWS's format"
    if not problem and not parser.has_section(name):
        problem = f"has no profile [{name}]"
    found = dict(parser.items(name)) if not problem else {}
    missing = [key for part, key in _PARTS.items() if part != "session_token" and not found.get(key)]
    if not problem and missing:
        problem = f"[{name}] has no {' and no '.join(missing)}"
    if problem:
        message = f"{ref.at or ref.path}: {problem}"
        raise CannotOpenSystemError(message)
    return {part: Secret(found[key]) for part, key in _PARTS.items() if found.get(key)}
