"""The token of a vault source that logs in to OpenBao or Vault: made by AppRole or Kubernetes, kept in memory only.

    secret-id, service account's token --login--> token --two thirds of its life--> renewed, or another login
                                                        --Stanch stops------------> revoked

https://openbao.org/api-docs/auth/approle/#login-with-approle
https://openbao.org/api-docs/auth/kubernetes/#login
https://openbao.org/docs/concepts/response-wrapping/ (a wrapping token is good for one unwrapping)
https://openbao.org/api-docs/auth/token/#renew-a-token-self  https://openbao.org/api-docs/auth/token/#revoke-a-token-self

A 403 is what a token that has ended gets, and one that may not: whoever is refused has it looked up, and another login
is tried where it is dead. A login that is refused is tried again when its file holds something else, else not for so
long that it locks out nobody: who fails five times within 15 minutes locks a role of AppRole for all that use it. What
one source was told counts for all that show the same (pairs.py).
https://openbao.org/docs/concepts/user-lockout/
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from agent import log
from agent.doors.http import HttpEndpoint
from agent.logins.pairs import Pair, Pairs
from agent.logins.tokens import holds, read_for_login
from agent.settings.logins import LoginMethod, LoginSettings
from detectors.base import Secret
from revokers.base import Headers, ProviderError, Reply, TransientError, unmapped

_AGAIN: Final = timedelta(minutes=1)
_MUTE: Final = "its token may not look itself up, so that nobody sees when it was ended: see `stanch permissions`"
_YOUNG: Final = timedelta(minutes=1)
_PATIENCE: Final = 5.0  # seconds, when Stanch stops
_FORBIDDEN: Final = 403
_REFUSED: Final = frozenset({400, _FORBIDDEN, 404})


@dataclass(frozen=True, slots=True)
class _Held:
    """renew: when another one is wanted; None: it does not end. seen: when it was looked up, and found alive."""

    token: Secret
    born: datetime
    renew: datetime | None
    ends: datetime | None
    renewable: bool
    seen: datetime


@dataclass(slots=True)
class VaultLogin:
    """door: to the store; a credential is in none of its headers."""

    wanted: LoginSettings
    door: HttpEndpoint
    clock: Callable[[], datetime]
    pairs: Pairs = field(default_factory=Pairs)
    _held: _Held | None = None
    _pair: Pair | None = None
    _mute: bool = False
    _unwrapped: tuple[Secret, Secret] | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def token(self) -> Secret:
        """Raises ProviderError: RefusedError where the login is refused, or cannot be read."""
        async with self._one:
            now = self.clock()
            held = self._held
            if held is not None and (held.renew is None or holds(held.born, held.renew, now)):
                return held.token
            lives = held if held is not None and held.ends is not None and now < held.ends else None
            if lives is not None and lives.renewable and (found := await self._renewed(lives, now)) is not None:
                self._held = found
                return found.token
            if lives is not None:
                # Until it ends; who asks next does not ask for another at once.
                self._held = replace(lives, born=min(lives.born, now), renew=now + _AGAIN)
            try:
                self._held = await self._made(now)
            except ProviderError:
                if lives is None:
                    raise
                return lives.token
            if lives is not None and lives.renewable:
                await self._end(lives.token)
            return self._held.token

    async def ended(self, token: Secret) -> bool:
        """It was refused. Is it dead, so that another login is worth it?"""
        async with self._one:
            held = self._held
            if held is None or held.token.reveal() != token.reveal():
                return True
            now = self.clock()
            if holds(held.seen, held.seen + _YOUNG, now):
                return False
            if self._mute or not await self._unknown(token):
                self._held = replace(held, seen=now)
                return False
            self._held = None
            self._held = await self._made(now)
            self._mute = await self._unknown(self._held.token)
            if self._mute:
                log.logger().warning(_MUTE, source=self.door.system)
                await self._end(token)
            return True

    async def _unknown(self, token: Secret) -> bool:
        return (await self.door.get("/v1/auth/token/lookup-self", headers=self._by(token))).status == _FORBIDDEN

    async def close(self) -> None:
        """The token ends with us."""
        held, self._held = self._held, None
        if held is not None:
            await self._end(held.token)

    async def _end(self, token: Secret) -> None:
        """Where nobody answers, it lives on until it ends by itself, which is told."""
        why = ""
        try:
            async with asyncio.timeout(_PATIENCE):
                reply = await self.door.post("/v1/auth/token/revoke-self", headers=self._by(token))
                why = "" if reply.status == 204 else f"HTTP {reply.status}"  # noqa: PLR2004 - HTTP
        except (ProviderError, TimeoutError) as error:
            why = str(error) or "no answer"
        if why:
            log.logger().warning("a token of ours lives on until it ends", source=self.door.system, why=why)

    async def _made(self, now: datetime) -> _Held:
        assert self.wanted.secret is not None
        own = read_for_login(self.wanted.secret)
        wanted, door = self.wanted, self.door
        way = f"{wanted.method.value}, wrapped" if wanted.wrapped else wanted.method.value
        place = (door.host, str(door.port), door.base, wanted.namespace, wanted.mount, wanted.role, way)
        self._pair = self.pairs.of(place, own)
        async with self._pair.turn(now):
            body = await self._shown(own, now)
            reply = await door.post(f"/v1/auth/{wanted.mount}/login", json=body, headers=self._in())
            found = _token(reply, now)
            if found is not None:
                return found
            if reply.status in _REFUSED:
                why = "the login is refused: check the role, its secret, and where the method is mounted"
                raise self._no(why, now)
            raise unmapped(reply)

    async def _shown(self, own: Secret, now: datetime) -> Mapping[str, object]:
        if self.wanted.method is LoginMethod.KUBERNETES:
            return {"role": self.wanted.role, "jwt": own}
        return {"role_id": self.wanted.role, "secret_id": await self._secret_id(own, now)}

    async def _secret_id(self, own: Secret, now: datetime) -> Secret:
        """Unwrapped, where it is wrapped: once for each wrapping token, and kept."""
        if not self.wanted.wrapped:
            return own
        if self._unwrapped is not None and self._unwrapped[0].reveal() == own.reveal():
            return self._unwrapped[1]
        reply = await self.door.post("/v1/sys/wrapping/unwrap", headers=self._by(own))
        match reply.status, reply.json:
            case 200, {"data": {"secret_id": str(secret_id)}} if secret_id:
                self._unwrapped = own, Secret(secret_id)
                return self._unwrapped[1]
            case 400 | 403, _:
                why = (
                    "the wrapping token was used already, or has ended: write a new one there, and find out who used it"
                )
                raise self._no(why, now)
            case 200, _:
                why = "what is wrapped there is no secret-id of AppRole"
                raise self._no(why, now)
            case _:
                raise unmapped(reply)

    async def _renewed(self, held: _Held, now: datetime) -> _Held | None:
        """None: not for long enough, or not at all: another login is due."""
        try:
            reply = await self.door.post("/v1/auth/token/renew-self", json={}, headers=self._by(held.token))
        except TransientError:
            return replace(held, born=min(held.born, now), renew=now + _AGAIN)
        found = _token(reply, now, held.token)
        lasts = found is not None and (found.ends is None or held.ends is None or found.ends - now >= _half(held))
        return found if lasts else None

    def _by(self, token: Secret) -> Headers:
        return {**self._in(), "X-Vault-Token": token}

    def _in(self) -> Headers:
        return {"X-Vault-Namespace": self.wanted.namespace} if self.wanted.namespace else {}

    def _no(self, why: str, now: datetime) -> ProviderError:
        assert self._pair is not None
        return self._pair.refuse(now, f"no login by {self.wanted.method.value}: {why}")


def _half(held: _Held) -> timedelta:
    assert held.ends is not None
    return (held.ends - held.born) / 2


def _token(reply: Reply, now: datetime, own: Secret | None = None) -> _Held | None:
    """What a login or a renewal answers, or None. own: the token that is renewed."""
    match reply.status, reply.json:
        case 200, {"auth": {"client_token": str(text), "lease_duration": int(seconds)} as auth}:
            life = timedelta(seconds=max(0, min(seconds, 10**9)))
            token = own if own is not None else Secret(text)
            ends = now + life if life else None
            return _Held(token, now, now + life * 2 / 3 if life else None, ends, auth.get("renewable") is True, now)
        case _:
            return None
