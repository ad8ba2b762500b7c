"""Builds the sources that read builds' logs through an API, and what erases such logs, from the configuration."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from agent.cleanup.buildkite import BuildkiteJobs
from agent.cleanup.builds import Erasing, GithubRuns, GitlabJobs
from agent.cleanup.jenkins import JenkinsBuilds
from agent.doors.http import HttpEndpoint
from agent.logins.opened import BUILDS, Logins
from agent.logins.opened import own as own_of
from agent.model import Address
from agent.settings import SourceSettings
from agent.settings.ci import CiKind, CiSettings
from agent.sources.ci import buildkite, circleci, github, gitlab, jenkins
from agent.sources.ci.base import Provider
from agent.sources.ci.fetch import Asker
from agent.sources.ci.source import CiSource
from agent.systems import read_own, reading_door
from detectors.base import Secret

PROVIDERS: Final[dict[CiKind, Provider]] = {
    CiKind.GITHUB: github.PROVIDER,
    CiKind.GITLAB: gitlab.PROVIDER,
    CiKind.JENKINS: jenkins.PROVIDER,
    CiKind.BUILDKITE: buildkite.PROVIDER,
    CiKind.CIRCLECI: circleci.PROVIDER,
}
_ERASING: Final[dict[CiKind, type[GithubRuns | GitlabJobs | BuildkiteJobs | JenkinsBuilds]]] = {
    CiKind.GITHUB: GithubRuns,
    CiKind.GITLAB: GitlabJobs,
    CiKind.BUILDKITE: BuildkiteJobs,
    CiKind.JENKINS: JenkinsBuilds,
}
_PAGE: Final = 16 << 20  # bytes
_DOORS: Final = 64  # to hosts that logs come from: trusting costs some milliseconds each
_DEADLINE: Final = timedelta(seconds=30)  # of a page, and of each piece of a log


def ci_source(wanted: SourceSettings, logins: Logins, stopping: asyncio.Event) -> CiSource:
    """Raises CannotOpenSystemError."""
    settings = wanted.ci
    assert settings is not None
    return CiSource(wanted.name, wanted.visibility, asker(wanted.name, settings, logins, stopping), settings)


def asker(name: str, settings: CiSettings, logins: Logins, stopping: asyncio.Event) -> Asker:
    """Raises CannotOpenSystemError."""
    provider = PROVIDERS[settings.kind]

    @lru_cache(maxsize=_DOORS)
    def door(address: Address) -> HttpEndpoint:
        return replace(reading_door(name, address, settings.ca, settings.proxy), cap=_PAGE, deadline=_DEADLINE)

    api = door(provider.place(settings.remote))
    return Asker(
        provider=provider,
        door=api,
        tokens=logins.tokens(settings.token, settings.app, lambda: api, settings.owner, BUILDS),
        user=settings.user,
        hosts=settings.hosts,
        elsewhere=lambda address: replace(door(address), public=settings.is_public),
        clock=logins.clock,
        stopping=stopping,
    )


def erasing(name: str, settings: CiSettings, clock: Callable[[], datetime]) -> Erasing:
    """With the credential that may: it needs one. Raises CannotOpenSystemError."""
    assert settings.eraser is not None
    provider = PROVIDERS[settings.kind]
    door = reading_door(name, provider.place(settings.remote), settings.ca, settings.proxy)
    headers = provider.headers(read_own(settings.eraser), settings.eraser_user)
    return _ERASING[settings.kind](replace(door, deadline=_DEADLINE), headers, settings.owner, clock)


def own(sources: Sequence[SourceSettings]) -> list[Secret]:
    """The tokens and keys of all of them: Stanch's own, never acted on. Raises CannotOpenSystemError."""
    asking = [one.ci for one in sources if one.ci is not None]
    found = [own_of(one.token, one.app) for one in asking] + [own_of(one.eraser, None) for one in asking]
    return [secret for each in found for secret in each]
