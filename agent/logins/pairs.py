"""Keeps sources with the same secret from locking its account: one logs in at a time, and one refusal counts for all.

    source --turn--> refused not long ago? -----------> refused again, and nobody is asked
    source --turn--> somebody else heard nothing? ----> nor do I, who waited for it
                     else --> the login

A server counts failures by role and not by who asks: five sources with one stale secret-id would lock it for everybody.
https://openbao.org/docs/concepts/user-lockout/
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

from agent.logins.tokens import holds
from detectors.base import Secret
from revokers.base import RefusedError, TransientError

REST: Final = timedelta(minutes=16)


@dataclass(slots=True, weakref_slot=True)
class Pair:
    """A role at a server with one secret."""

    _refused: tuple[datetime, str] | None = None
    _silent: tuple[int, str] = (0, "")
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def turn(self, now: datetime) -> AsyncIterator[None]:
        """Raises RefusedError where it was refused, and TransientError where nobody answered him who was waited for."""
        silences = self._silent[0]
        async with self._one:
            if self._refused is not None and holds(self._refused[0], self._refused[0] + REST, now):
                raise RefusedError(self._refused[1])
            if self._silent[0] != silences:
                raise TransientError(self._silent[1])
            try:
                yield
            except TransientError as error:
                self._silent = self._silent[0] + 1, str(error)
                raise
            self._refused = None

    def refuse(self, at: datetime, why: str) -> RefusedError:
        """To be raised within the turn."""
        self._refused = at, why
        return RefusedError(why)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Kept while a source holds on to one."""

    _all: WeakValueDictionary[tuple[object, ...], Pair] = field(default_factory=WeakValueDictionary, repr=False)

    def of(self, place: tuple[str, ...], secret: Secret) -> Pair:
        """place: the server, the method's mount and the role there, and how the secret is shown."""
        found = self._all.get((*place, secret))
        if found is None:
            found = self._all[(*place, secret)] = Pair()
        return found
