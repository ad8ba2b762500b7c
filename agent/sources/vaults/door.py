"""One store's HTTP door: a few requests at once, tried again while it is worth it, and left alone when asked to wait.

    429, 503 with Retry-After that is short     waited for, here
    a longer one; 429 again and again           HeldOffError: nothing more is asked of the store until then
    5xx, no answer                              tried again; after several paths in a row the store counts as down

https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, TypeVar

from agent.doors.http import HttpEndpoint
from agent.doors.retry import attempt
from agent.logins.openbao import VaultLogin
from agent.sources.vaults.store import HeldOffError
from detectors.base import Secret
from revokers.base import Reply, TransientError, unmapped

T = TypeVar("T")

VAULT_HEADER: Final = "X-Vault-Token"
WIDTH: Final = 4  # requests side by side
_ATTEMPTS: Final = 3
_DOWN: Final = 3  # paths in a row
_REST: Final = timedelta(minutes=1)
CAP: Final = 1 << 23  # bytes of an answer: a page of a listing, or a value
_TOO_OFTEN: Final = "HTTP 429"
_AGAIN: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})


class ThrottledError(TransientError):
    """We ask too often: worth another attempt, and then none for a while."""


@dataclass
class Door:
    """`credential`: the headers that show who we are; read again for each look, as a workload's token
    changes. `own`: those of this look. `login`: who has a token at hand in its place, whenever one is needed.
    """

    endpoint: HttpEndpoint
    credential: Callable[[], Mapping[str, str | Secret]]
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    own: Mapping[str, str | Secret] = field(default_factory=dict, repr=False)
    login: VaultLogin | None = None
    _failed: int = 0
    _until: datetime | None = None
    _width: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WIDTH))

    def begin(self) -> None:
        """A look begins. Raises a Complaint where the credential cannot be read."""
        self.own, self._failed, self._until = self.credential(), 0, None

    async def get(self, path: str, **headers: str) -> Reply:
        """`headers`: by their names with _ for -."""
        more = {name.replace("_", "-"): text for name, text in headers.items()}
        door = replace(self.endpoint, headers={**self.endpoint.headers, **self.own, **more}, cap=CAP)

        async def once() -> Reply:
            reply = await self._sent(door, path)
            if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise ThrottledError(_TOO_OFTEN, retry_after=reply.retry_after)
            if reply.status in _AGAIN or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise unmapped(reply)
            return reply

        return await self.patiently(once)

    async def _sent(self, door: HttpEndpoint, path: str) -> Reply:
        if self.login is None:
            return await door.get(path)
        token = await self.login.token()
        reply = await door.get(path, headers={VAULT_HEADER: token})
        if reply.status == HTTPStatus.FORBIDDEN and await self.login.ended(token):
            return await door.get(path, headers={VAULT_HEADER: await self.login.token()})
        return reply

    async def patiently(self, once: Callable[[], Awaitable[T]]) -> T:
        """Raises what `once` raises in the end, or HeldOffError."""
        failure: TransientError | HeldOffError
        async with self._width:
            if self._until is not None:
                raise self._held()
            try:
                found = await attempt(once, of=self.endpoint, attempts=_ATTEMPTS, sleep=self.sleep)
            except TransientError as error:
                self._failed += 1
                failure = error
            else:
                self._failed = 0
                return found
            if isinstance(failure, ThrottledError) or failure.retry_after is not None or self._failed >= _DOWN:
                self._until = self.clock() + (failure.retry_after or _REST)
                failure = self._held()
        raise failure

    def _held(self) -> HeldOffError:
        assert self._until is not None
        why = "does not answer" if self._failed >= _DOWN else "asks us to wait"
        return HeldOffError(f"the store {why}: it is asked again at {self._until:%H:%M:%S} UTC", self._until)
