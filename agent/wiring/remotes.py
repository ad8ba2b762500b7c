"""Builds what looks at repositories elsewhere, from the configuration: mirrors, and the forges that bring them.

All share the turns (so that a thousand repositories are not a thousand processes), and the event that ends them.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from agent.doors.http import HttpEndpoint
from agent.found import Source, Visibility
from agent.logins.opened import GIT, Logins
from agent.logins.opened import own as own_of
from agent.logins.tokens import Tokens
from agent.settings import SourceSettings
from agent.settings.remotes import ForgeKind, RemoteSettings
from agent.sources.forges import bitbucket, gitea, github, gitlab
from agent.sources.forges.base import Api
from agent.sources.forges.forge import Forge, Ledger
from agent.sources.forges.walk import Walker
from agent.sources.git.codeowners import read_codeowners
from agent.sources.git.known import Known
from agent.sources.git.source import GitSource
from agent.sources.git.sweep import Sweeper
from agent.sources.remote.address import Remote
from agent.sources.remote.line import Bounds
from agent.sources.remote.mirror import Mirror
from agent.sources.remote.source import MirrorSource
from agent.sources.remote.turns import Turns
from agent.sources.sieve import Sieve
from agent.systems import reading_door
from detectors.base import Secret

APIS: Final[dict[ForgeKind, Api]] = {
    ForgeKind.GITHUB: github.API,
    ForgeKind.GITLAB: gitlab.API,
    ForgeKind.GITEA: gitea.API,
    ForgeKind.BITBUCKET: bitbucket.API,
}
_PAGE: Final = 16 << 20  # bytes: a hundred repositories are some 700 kB
_DEADLINE: Final = timedelta(seconds=30)
_OWNERS: Final = 64  # CODEOWNERS files that are kept at a time


@dataclass(slots=True)
class Remotes:
    """codeowners: by source, what was read last. stopping: set when Stanch stops."""

    ledger: Ledger
    sweeper: Sweeper
    known: Known
    codeowners: MutableMapping[str, str | None]
    stopping: asyncio.Event
    logins: Logins
    turns: Turns = field(default_factory=Turns)
    _read: list[str] = field(default_factory=list)

    def source(self, wanted: SourceSettings) -> MirrorSource:
        """Of one repository. Raises CannotOpenSystemError."""
        assert wanted.remote is not None
        remote = wanted.remote.remote
        handed = self._tokens(wanted, _full(remote))
        every = wanted.remote.every
        return self._mirrored(wanted, wanted.name, remote, wanted.path, wanted.visibility, handed, every=every)

    def forge(self, wanted: SourceSettings) -> Forge:
        """Raises CannotOpenSystemError."""
        remote = wanted.remote
        assert remote is not None
        assert remote.forge is not None

        handed = self._tokens(wanted, remote.forge.owner)

        def make(name: str, where: Remote, path: Path, visibility: Visibility) -> MirrorSource:
            return self._mirrored(wanted, name, where, path, visibility, handed, every=None)

        return Forge(
            name=wanted.name,
            settings=remote.forge,
            walker=Walker(APIS[remote.forge.kind], door(wanted.name, remote), handed, self.stopping),
            base=remote.remote,
            folder=wanted.path,
            ledger=self.ledger,
            make=make,
            every=remote.every,
            largest=remote.max_size,
            clock=self.logins.clock,
        )

    def _mirrored(
        self,
        wanted: SourceSettings,
        name: str,
        remote: Remote,
        path: Path,
        visibility: Visibility,
        handed: Tokens,
        *,
        every: timedelta | None,
    ) -> MirrorSource:
        settings = wanted.remote
        assert settings is not None
        bounds = Bounds(largest=settings.max_size, stopping=self.stopping)
        mirror = Mirror(path, remote, settings.way, handed, bounds, settings.user)

        def inner(name: str, path: Path, visibility: Visibility) -> Source:
            source = GitSource(name, path, visibility, sweeper=self.sweeper, known=self.known)
            return Sieve(source, path, "", wanted.exclude) if wanted.exclude else source

        return MirrorSource(name, visibility, mirror, self.turns, inner=inner, owners=self._owners, every=every)

    async def _owners(self, name: str, path: Path) -> None:
        self.codeowners[name] = await read_codeowners(path)
        self._read = [*(one for one in self._read if one != name), name]
        for old in self._read[:-_OWNERS]:
            del self.codeowners[old]
        del self._read[:-_OWNERS]

    def _tokens(self, wanted: SourceSettings, owner: str) -> Tokens:
        settings = wanted.remote
        assert settings is not None
        return self.logins.tokens(settings.token, settings.app, lambda: door(wanted.name, settings), owner, GIT)


def door(name: str, settings: RemoteSettings) -> HttpEndpoint:
    """To the API of its forge, which is GitHub's where an App reads one repository. Raises CannotOpenSystemError."""
    if settings.forge is not None:
        address = APIS[settings.forge.kind].place(settings.remote)
    else:
        above = settings.remote.path.rstrip("/").removesuffix(f"/{_full(settings.remote)}.git")
        address = github.place(replace(settings.remote, path=above.removesuffix(f"/{_full(settings.remote)}")))
    return replace(reading_door(name, address, settings.way.ca, settings.way.proxy), cap=_PAGE, deadline=_DEADLINE)


def own(sources: Sequence[SourceSettings]) -> list[Secret]:
    """The tokens and keys of all of them: Stanch's own, never acted on. Raises CannotOpenSystemError."""
    found = (own_of(one.remote.token, one.remote.app) for one in sources if one.remote is not None)
    return [secret for each in found for secret in each]


def _full(remote: Remote) -> str:
    """OWNER/NAME of a repository: the last two parts of its path."""
    return "/".join(remote.path.rstrip("/").removesuffix(".git").split("/")[-2:])
