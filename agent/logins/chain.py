"""Builds what hands out the access key of a vault at AWS, from its configuration."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from agent.doors.http import HttpEndpoint
from agent.logins.amazon import AssumedRole, Borrowed, Keys, WebIdentity
from agent.logins.metadata import Container, Instance, door
from agent.logins.profiles import ProfileKeys
from agent.logins.tokens import read_for_login
from agent.model import Address, CredentialRef
from agent.settings.logins import LoginMethod, LoginSettings, Role
from agent.systems import reading_door
from detectors.base import Parts, Secret


@dataclass(frozen=True, slots=True)
class Amazon:
    """sts: the door to it. ca: of a container's endpoint over https, else AWS's own."""

    name: str
    sts: HttpEndpoint
    ca: Path | None
    clock: Callable[[], datetime]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def of_login(self, wanted: LoginSettings) -> Keys:
        assumed = None if not wanted.role else Role(wanted.role, wanted.external_id, wanted.life)
        if wanted.method is LoginMethod.WEB_IDENTITY:
            assert assumed is not None
            assert wanted.secret is not None
            return Borrowed(WebIdentity(self.sts, assumed, wanted.secret), self.clock)
        roles = (assumed,) if assumed is not None else ()
        if wanted.method is LoginMethod.ASSUME_ROLE:
            assert wanted.secret is not None
            return self.chain(_Kept(wanted.secret), roles)
        return self.chain(wanted.method, roles)

    def of_profile(self, ref: CredentialRef, name: str) -> Keys:
        return ProfileKeys(ref, name, self.chain)

    def chain(self, begin: LoginMethod | Keys, roles: tuple[Role, ...]) -> Keys:
        keys = self._served(begin) if isinstance(begin, LoginMethod) else begin
        for role in roles:
            keys = Borrowed(AssumedRole(self.sts, role, keys, self.clock), self.clock)
        return keys

    def _served(self, method: LoginMethod) -> Keys:
        serves: type[Instance | Container] = Instance if method is LoginMethod.INSTANCE else Container
        return Borrowed(serves(self._opened, self.environment), self.clock)

    def _opened(self, address: Address) -> HttpEndpoint:
        return door(reading_door(self.name, address, self.ca, None))


@dataclass(frozen=True, slots=True)
class _Kept:
    """As Keys: an access key that stands in a file, read each time."""

    ref: CredentialRef

    async def key(self) -> Parts:
        return {"key_id": Secret(self.ref.principal or ""), "secret": read_for_login(self.ref)}

    def refused(self, key: Parts) -> None:
        """It is read each time."""
