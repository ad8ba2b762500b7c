"""The token of an installation of a GitHub App: for an hour, for as little as a source needs, in memory only.

    private key --JWT--> GET /orgs/OWNER/installation     which installation, where stanch.toml does not say
                --JWT--> POST /app/installations/ID/access_tokens {permissions, repositories} --> token, expires_at
    nobody uses it any more, and another is held, or Stanch stops --token--> DELETE /installation/token

https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
https://docs.github.com/en/rest/apps/installations#revoke-an-installation-access-token
https://docs.github.com/en/rest/apps/apps#get-an-organization-installation-for-the-authenticated-app (or a user's ...)

It is renewed before it ends, by how long it lives and not by when: the two clocks may differ. One that is refused
before is dropped, unless it is so young that another would fare no better. Where none is to be had, nobody is asked
again for a minute: a thousand mirrors share one installation.

Just over 300 lines: asking for a token, lending it and ending it share one lock.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from agent import log
from agent.complaint import Complaint
from agent.doors.http import HttpEndpoint
from agent.logins.signed import NoKeyError, app_jwt
from agent.logins.tokens import NoTokenError, holds
from agent.model import CredentialRef
from agent.settings.apps import AppSettings
from agent.sources.forges import github
from agent.sources.pages import LimitedError, failure, limited
from agent.systems import read_own
from detectors.base import Secret
from revokers.base import ProviderError, Reply

_MARGIN: Final = timedelta(minutes=5)  # longer than anything takes that was begun with a token
_LONGEST: Final = timedelta(hours=1)
_REST: Final = timedelta(minutes=1)
_YOUNG: Final = timedelta(minutes=1)
_SHORTEST: Final = timedelta(minutes=2)
_OFF: Final = timedelta(minutes=1)
_PATIENCE: Final = 5.0  # seconds, when Stanch stops
_TOKEN: Final = re.compile(r"[!-~]{20,4096}")
_SUSPENDED: Final = re.compile(r"suspended", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Held:
    token: Secret
    born: datetime
    until: datetime


@dataclass(slots=True)
class Installation:
    """As Tokens. door: to the API. where: the paths that say which installation it is, tried in order. wanted: the
    permissions of the token, and the repositories that it is for (none: all of the installation). beside: begins what
    nobody waits for.
    """

    app: AppSettings
    door: HttpEndpoint
    where: Sequence[str]
    permissions: Mapping[str, str]
    repositories: Sequence[str]
    clock: Callable[[], datetime]
    beside: Callable[[Coroutine[None, None, None]], object]
    _held: _Held | None = None
    _number: int | None = None
    _failed: tuple[datetime, datetime, str] | None = None
    _users: Counter[Secret] = field(default_factory=Counter)
    _left: dict[Secret, datetime] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _is_closed: bool = False

    async def token(self) -> Secret:
        """Raises NoTokenError, and CannotOpenSystemError where the key cannot be read."""
        async with self._one:
            now = self.clock()
            if self._is_closed:
                why = "Stanch stops"
                raise self._no(why)
            if self._held is not None and holds(self._held.born, self._held.until, now):
                return self._held.token
            if self._failed is not None and holds(*self._failed[:2], now):
                raise NoTokenError(self._failed[2])
            self._leave()
            try:
                self._held = await self._renewed(now)
            except NoTokenError as error:
                self._failed = now, now + error.after, str(error)
                raise
            self._failed = None
            token = self._held.token
            if self._is_closed:  # meanwhile, by who did not wait any longer
                await self._end_all()
            return token

    def refused(self, token: Secret | None) -> bool:
        held = self._held
        if held is None or token is None or held.token.reveal() != token.reveal():
            return True  # another has seen it before
        if holds(held.born, held.born + _YOUNG, self.clock()):
            return False
        self._leave()
        return True

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Secret]:
        """As `token`, which is not ended while anybody has it. When it is given back those end that nobody has; whoever
        gave it back has other things to do than wait for GitHub.
        """
        token = await self.token()
        self._users[token] += 1
        try:
            yield token
        finally:
            self._users[token] -= 1
        for one in [one for one in self._left if not self._users[one]]:
            self.beside(self._end_one(one))

    async def close(self) -> None:
        """Its tokens end with us, and the one that is being asked for."""
        self._is_closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE), self._one:
                pass
        await self._end_all()

    async def _end_all(self) -> None:
        """Side by side: where there are many, whoever waits for it waits no longer."""
        self._leave()
        async with asyncio.TaskGroup() as tasks:
            for token in list(self._left):
                tasks.create_task(self._end_one(token))

    def _leave(self) -> None:
        """Nobody is to get it any more. One of those before that has ended by itself needs no end."""
        now = self.clock()
        for token in [one for one, ends in self._left.items() if ends < now and not self._users[one]]:
            del self._left[token], self._users[token]
        if self._held is not None:
            self._left[self._held.token] = self._held.born + _LONGEST
            self._held = None

    async def _end_one(self, token: Secret) -> None:
        ends = self._left.pop(token, None)
        if ends is None:  # somebody else ends it
            return
        try:
            await self._ended(token)
        except asyncio.CancelledError:
            self._left[token] = ends
            raise
        del self._users[token]

    async def _ended(self, token: Secret) -> None:
        """Where GitHub does not say so, it lives on for its hour at most, which is told."""
        why = ""
        try:
            async with asyncio.timeout(_PATIENCE):
                reply = await self.door.delete("/installation/token", headers=github.headers(token))
                match reply.status, reply.json:
                    case (204, _) | (401, {"message": "Bad credentials"}):  # it had ended
                        pass
                    case _:
                        why = f"HTTP {reply.status}"
        except (ProviderError, TimeoutError) as error:
            why = str(error) or "no answer"
        if why:
            log.logger().warning("a token of ours lives on until it ends", source=self.door.system, why=why)

    async def _renewed(self, now: datetime) -> _Held:
        number = self.app.installation or self._number or await self._found()
        body: dict[str, object] = {"permissions": dict(self.permissions)}
        if self.repositories:
            body["repositories"] = list(self.repositories)
        reply, cancelled = await _to_its_end(self._ask(f"/app/installations/{number}/access_tokens", body))
        match reply.status, reply.json:
            case 201, {"token": str(text), "expires_at": str(ends)} if _TOKEN.fullmatch(text):
                life = _life(ends, reply.date or now)
                self._number = number
                held = _Held(Secret(text), now, now + max(life - _MARGIN, life / 2))
                if cancelled:
                    self._held = held
                    raise asyncio.CancelledError
                return held
            case _ if cancelled:
                raise asyncio.CancelledError
            case 404, _:
                self._number = None
                why = f"installation {number} is none of this App's, or was removed: install the App there"
                raise self._no(why)
            case 422, _:
                why = f"the installation was not granted what this source needs: {self._needs()}"
                raise self._no(why)
            case _:
                raise self._declined(reply, now)

    async def _found(self) -> int:
        for path in self.where:
            reply = await self._ask(path, None)
            match reply.status, reply.json:
                case 200, {"id": int(number)}:
                    return number
                case 404, _:
                    continue
                case _:
                    raise self._declined(reply, self.clock())
        why = "it is not installed there: install the App for that owner, or write installation = NUMBER"
        raise self._no(why)

    async def _ask(self, path: str, body: Mapping[str, object] | None) -> Reply:
        """By the App itself; `body` None: only asked. Raises NoTokenError."""
        headers = github.headers(_signed(self.app, self.clock()))
        why = ""
        try:
            if body is None:
                return await self.door.get(path, headers=headers)
            return await self.door.post(path, json=body, headers=headers)
        except ProviderError as error:
            why = str(error)
        raise self._no(why)

    def _declined(self, reply: Reply, now: datetime) -> NoTokenError:
        off = None if reply.date is None else now - reply.date
        message = reply.json.get("message") if isinstance(reply.json, dict) else ""
        if reply.status == 401 and off is not None and abs(off) > _OFF:  # noqa: PLR2004 - HTTP
            seconds = abs(off).total_seconds()
            return self._no(f"it is refused, and the clock of this host is {seconds:.0f} s off: set the clock")
        if reply.status == 401:  # noqa: PLR2004 - HTTP
            return self._no(f"it is refused: is {self.app.key.at or 'the key'} a key of the App {self.app.id}?")
        if reply.status == 403 and not limited(reply, now) and _SUSPENDED.search(str(message)):  # noqa: PLR2004 - HTTP
            return self._no("its installation is suspended: let the owner unsuspend it")
        error = failure(reply, now)
        return self._no(str(error), error.after if isinstance(error, LimitedError) else _REST)

    def _needs(self) -> str:
        wanted = ", ".join(f"{name}: {level}" for name, level in self.permissions.items())
        return wanted + (f", for {', '.join(self.repositories)}" if self.repositories else "")

    def _no(self, why: str, after: timedelta = _REST) -> NoTokenError:
        return NoTokenError(f"no token for the App {self.app.id}: {why}", after)


async def _to_its_end(asking: Coroutine[None, None, Reply]) -> tuple[Reply, bool]:
    """What is answered, and whether we were cancelled meanwhile: a token that is made and not heard of cannot be ended.

    Raises what it does, and CancelledError where it takes too long then.
    """

    async def asked() -> Reply | Complaint:
        try:
            return await asking
        except Complaint as error:
            return error

    cancelled = False
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(asked())
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
            await asyncio.wait([task], timeout=_PATIENCE)
            if not task.done():
                raise
    answer = task.result()
    if isinstance(answer, Complaint):
        raise asyncio.CancelledError if cancelled else answer
    return answer, cancelled


def key_of(ref: CredentialRef) -> Secret:
    """Raises CannotOpenSystemError."""
    return read_own(ref, lines=True)


def _signed(app: AppSettings, at: datetime) -> Secret:
    why = ""
    try:
        return app_jwt(key_of(app.key), app.id, at)
    except NoKeyError as error:
        why = str(error)
    message = f"{app.key.at}: {why}"
    raise NoTokenError(message)


def _life(ends: str, now: datetime) -> timedelta:
    """How long it lives, by one clock. What is no time, or a naive one, counts as the hour that all of them live; one
    that should have ended is used for a moment all the same, so that none is asked for again and again.
    """
    try:
        left = datetime.fromisoformat(ends) - now
    except (ValueError, TypeError):
        return _LONGEST
    return min(max(left, _SHORTEST), _LONGEST)
