"""Builds what hands out the tokens of sources, from the configuration; and tells which secrets are Stanch's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Self

from agent.doors.http import HttpEndpoint
from agent.logins.github_app import Installation, key_of
from agent.logins.signed import NoKeyError, bare
from agent.logins.tokens import Tokens
from agent.model import CredentialRef
from agent.settings.apps import AppSettings
from agent.systems import CannotOpenSystemError, read_own
from detectors.base import Secret

# The least that each kind of source needs. https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
GIT: Final = {"contents": "read", "metadata": "read"}
BUILDS: Final = {"actions": "read", "metadata": "read"}
ALERTS: Final = {"secret_scanning_alerts": "read", "metadata": "read"}
CLOSING: Final = {**ALERTS, "secret_scanning_alerts": "write"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A token that stands in a file, read each time: somebody may have renewed it."""

    ref: CredentialRef | None

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Secret | None]:
        yield None if self.ref is None else read_own(self.ref)

    def refused(self, token: Secret | None) -> bool:
        del token
        return False


@dataclass(slots=True)
class Logins:
    """Who hands out the tokens of all sources: what was asked for ends with it."""

    clock: Callable[[], datetime]
    _asked: list[Installation] = field(default_factory=list)
    _tasks: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)

    def tokens(
        self,
        ref: CredentialRef | None,
        app: AppSettings | None,
        door: Callable[[], HttpEndpoint],
        owner: str,
        permissions: Mapping[str, str],
    ) -> Tokens:
        """door: to GitHub's API, where there is an App. owner: an organisation or a user, or one repository.

        Raises CannotOpenSystemError.
        """
        if app is None:
            return Kept(ref)
        name = owner.partition("/")[2]
        whose = [f"repos/{owner}"] if name else [f"orgs/{owner}", f"users/{owner}"]
        where = [f"/{one}/installation" for one in whose]
        beside = self._tasks.create_task
        found = Installation(app, door(), where, permissions, [name] if name else [], self.clock, beside)
        self._asked.append(found)
        return found

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Whatever ended it, what is being ended has its time."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for one in self._asked:
                    tasks.create_task(one.close())
        finally:
            await self._tasks.__aexit__(None, None, None)


def own(ref: CredentialRef | None, app: AppSettings | None) -> list[Secret]:
    """What is never acted on, as it is found where it leaks. Raises CannotOpenSystemError."""
    found = [] if ref is None else [read_own(ref)]
    if app is None:
        return found
    why = ""
    try:
        return [*found, bare(key_of(app.key))]
    except NoKeyError as error:
        why = f"{app.key.at}: {error}"
    raise CannotOpenSystemError(why)
