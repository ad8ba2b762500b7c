"""Webhooks: POST /hooks/NAME, proved over the body as it was sent, answered at once and worked later.

    proved? --no--> 404, after PAUSE seconds whatever was wrong with it: no such hook, no proof, another method
            --a push, an alert, a job--> daemon.wake: that source looks again             204
            --an alert that fires------> freeze: nothing is done until a person thaws     204; 503 where that fails
            --reported values----------> sealed into the ledger, then its source is woken 204; 503 where that fails;
                                         to GitHub's partner program 200 with labels, where one can be given

A push that is lost is found by the next poll; a report is in the ledger before it is answered. Who has proved who he is
learns what is wrong with what he sends (400). What came is counted by hook and outcome, never by anything in it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol

import msgspec

from agent import log
from agent.ledger import LedgerFullError
from agent.record import stamp
from agent.response.limits import Freeze
from agent.settings.webhooks import HookProvider, WebHookSettings
from agent.sources.reports.arrivals import ArrivalSource
from agent.sources.reports.report import NoReportError, Report, read
from agent.web.public_keys import PublicKeys, is_signed
from agent.web.senders import SENDERS, News, Sender, firing, same
from agent.web.server import Answer, Request
from detectors.base import Secret

PAUSE: Final = 0.6  # seconds; longer than anything takes that comes before
_TYPES: Final = "v1/revocable_token_types"
_REVOKE: Final = "v1/revoke_tokens"
_GONE: Final = Answer(404, b"there is nothing here\n")
_DONE: Final = Answer(204, b"")


class Wakes(Protocol):
    """The daemon's half."""

    def wake(self, name: str, full: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Hook:
    """secret: what proves the sender; keys: in its place. source: of what is reported here."""

    settings: WebHookSettings
    secret: Secret | None = None
    keys: PublicKeys | None = None
    source: ArrivalSource | None = None


@dataclass(slots=True)
class Hooks:
    """labels: what is known of reports to a partner. counted: by hook (`other`: there is none of that name) and what
    came of it. freeze: what an alert pulls.
    """

    hooks: Mapping[str, Hook]
    daemon: Wakes
    clock: Callable[[], datetime]
    pause: float = PAUSE
    labels: Callable[[Sequence[Report]], Awaitable[Sequence[Mapping[str, str]]]] | None = None
    freeze: Freeze | None = None
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    _nobody: Secret = field(default_factory=lambda: Secret("nobody"))

    async def receive(self, request: Request) -> Answer:
        """Raises LedgerError, but when its disk is full."""
        arrived = asyncio.get_running_loop().time()
        name, _, below = request.path.partition("/")
        hook = self.hooks.get(name)
        answer, outcome = await self._taken(hook, below, request)
        self.counted[name if hook else "other", outcome] += 1
        if answer is not _GONE:
            return answer
        return replace(answer, wait=max(0.0, arrived + self.pause - asyncio.get_running_loop().time()))

    async def _taken(self, hook: Hook | None, below: str, request: Request) -> tuple[Answer, str]:
        if hook is None:
            # As long as for one that exists.
            SENDERS[HookProvider.GITHUB].proves(request, self._nobody, self.clock())
            return _GONE, "refused"
        match hook.settings.provider:
            case HookProvider.GITHUB_PARTNER:
                proved = not below and request.method == "POST" and await _is_partner(hook, request)
                return await self._reported(hook, request) if proved else (_GONE, "refused")
            case HookProvider.GITLAB_REVOCATION:
                return await self._asked(hook, below, request)
            case HookProvider.ALERTMANAGER:
                return self._alarmed(hook, below, request)
            case HookProvider.GITHUB | HookProvider.GITLAB | HookProvider.GITEA as provider:
                return self._told(hook, SENDERS[provider], below, request)

    def _told(self, hook: Hook, sender: Sender, below: str, request: Request) -> tuple[Answer, str]:
        assert hook.secret is not None
        if not sender.proves(request, hook.secret, self.clock()) or below or request.method != "POST":
            return _GONE, "refused"
        full = sender.full(request.body)
        if full is None:
            return _said("a body of JSON is expected: choose application/json there"), "unreadable"
        return self._woken(hook.settings, sender.news(request.header(sender.event)), full)

    def _woken(self, settings: WebHookSettings, news: News, full: str) -> tuple[Answer, str]:
        names: Sequence[str] = ()
        match news:
            case News.PUSH:
                names = settings.pushes
            case News.ALERT:
                names = settings.alerts
            case News.JOB:
                names = settings.jobs
            case News.NOTHING:
                pass
        for name in names:
            self.daemon.wake(name, full)
        return _DONE, "taken" if names else "ignored"

    def _alarmed(self, hook: Hook, below: str, request: Request) -> tuple[Answer, str]:
        """Consumers fail: it may be by what we do, so nothing more is done. That it is over is for a person to say."""
        assert hook.secret is not None
        assert self.freeze is not None
        bearer = Secret(f"Bearer {hook.secret.reveal()}")
        if not same(request.header("Authorization"), bearer) or below or request.method != "POST":
            return _GONE, "refused"
        fires = firing(request.body)
        if fires is None:
            return _said("the body of an Alertmanager's webhook is expected"), "unreadable"
        if not fires:
            return _DONE, "ignored"
        try:
            if not self.freeze.on:
                self.freeze.set(f"{stamp(self.clock())} web.hooks.{hook.settings.name}: an alert fires")
                log.logger().error("frozen by an alert", hook=hook.settings.name)
        except OSError as error:
            log.logger().error("NOT frozen by an alert", hook=hook.settings.name, why=type(error).__name__)
            return Answer(503, b"it could not be frozen: send it again\n"), "full"
        return _DONE, "taken"

    async def _asked(self, hook: Hook, below: str, request: Request) -> tuple[Answer, str]:
        """https://docs.gitlab.com/development/sec/token_revocation_api/"""
        assert hook.secret is not None
        if not same(request.header("Authorization"), hook.secret):
            return _GONE, "refused"
        match request.method, below:
            case "GET", path if path == _TYPES:
                types = msgspec.json.encode({"types": hook.settings.types})
                return Answer(200, types, "application/json"), "taken"
            case "POST", path if path == _REVOKE:
                return await self._reported(hook, request)
            case _:
                return _GONE, "refused"

    async def _reported(self, hook: Hook, request: Request) -> tuple[Answer, str]:
        assert hook.source is not None
        why = ""
        try:
            found = read(request.body)
        except NoReportError as error:
            found, why = (), str(error)
        if why:
            return _said(why), "unreadable"
        if not found:
            return _DONE, "ignored"
        try:
            kept = await hook.source.keep(request.body, self.clock())
        except LedgerFullError:
            kept = False
        if not kept:
            busy = 429 if hook.settings.provider is HookProvider.GITLAB_REVOCATION else 503
            return Answer(busy, b"too much waits: send it again later\n"), "full"
        self.daemon.wake(hook.source.name)
        partner = hook.settings.provider is HookProvider.GITHUB_PARTNER
        labels = await self.labels(found) if partner and self.labels is not None else ()
        return Answer(200, msgspec.json.encode(labels), "application/json") if labels else _DONE, "taken"


async def _is_partner(hook: Hook, request: Request) -> bool:
    assert hook.keys is not None
    key = await hook.keys.find(request.header("Github-Public-Key-Identifier"))
    return key is not None and is_signed(key, request.header("Github-Public-Key-Signature"), request.body)


def _said(words: str) -> Answer:
    return Answer(400, words.encode() + b"\n")
