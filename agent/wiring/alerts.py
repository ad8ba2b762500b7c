"""Builds what reads a forge's alerts, and what closes those that are proven dead, from the configuration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from agent.found import Source
from agent.logins.opened import ALERTS, CLOSING, Logins
from agent.logins.opened import own as own_of
from agent.settings import SourceSettings
from agent.settings.alerts import AlertSettings
from agent.settings.remotes import ForgeKind
from agent.sources.forges import github as github_forge
from agent.sources.forges.base import beside
from agent.sources.reports.alerts import AlertSource, Closer, Proofs
from agent.sources.reports.desk import Desk
from agent.sources.reports.github import GithubDesk
from agent.sources.reports.gitlab import GitlabDesk
from agent.systems import reading_door
from detectors.base import Secret

_PAGE: Final = 16 << 20  # bytes: of a page, or of a file that an alert names
_DEADLINE: Final = timedelta(seconds=30)


def alert_source(wanted: SourceSettings, logins: Logins) -> Source:
    """Raises CannotOpenSystemError."""
    assert wanted.alerts is not None
    return AlertSource(wanted.name, wanted.visibility, _desk(wanted.name, wanted.alerts, logins), wanted.alerts.every)


def closers(
    sources: Sequence[SourceSettings], ledger: Proofs, logins: Logins, frozen: Callable[[], bool]
) -> list[Closer]:
    """Of those that are to be closed. Raises CannotOpenSystemError."""
    return [
        Closer(one.name, _desk(one.name, one.alerts, logins), ledger, logins.clock, frozen)
        for one in sources
        if one.alerts is not None and one.alerts.close
    ]


def own(sources: Sequence[SourceSettings]) -> list[Secret]:
    """The tokens and keys of all of them: Stanch's own, never acted on. Raises CannotOpenSystemError."""
    found = (own_of(one.alerts.token, one.alerts.app) for one in sources if one.alerts is not None)
    return [secret for each in found for secret in each]


def _desk(name: str, settings: AlertSettings, logins: Logins) -> Desk:
    github = settings.forge is ForgeKind.GITHUB
    address = github_forge.place(settings.remote) if github else beside(settings.remote, "/api")
    door = replace(reading_door(name, address, settings.way.ca, settings.way.proxy), cap=_PAGE, deadline=_DEADLINE)
    least = CLOSING if settings.close else ALERTS
    handed = logins.tokens(settings.token, settings.app, lambda: door, settings.owner, least)
    return GithubDesk(door, settings.owner, handed) if github else GitlabDesk(door, settings.owner, handed)
