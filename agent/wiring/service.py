"""What stands around a daemon: its health, its web server, and the desk where pushes are looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from agent.daemon import Daemon
from agent.folders import ARMING, FREEZE, LEDGER, pattern_cache
from agent.health import Health
from agent.hook.bypass import Bypasses
from agent.keys import same_keys
from agent.ledger import LedgerView
from agent.model import State
from agent.response.arming import Arming
from agent.response.limits import Freeze
from agent.scan.pool import ScanPool
from agent.settings import Settings, SourceKind

PUSHES: Final = 2  # that are looked at side by side


def health_of(daemon: Daemon, settings: Settings) -> Health:
    responder = daemon.responder
    return Health(
        daemon=daemon,
        ledger=responder.ledger,
        same_keys=partial(same_keys, settings.state, responder.keys),
        counts=partial(_counts, settings.state / LEDGER),
        clock=responder.clock,
    )


def _counts(ledger: Path) -> Mapping[State, int]:
    with LedgerView(ledger) as view:
        return view.counts()


@asynccontextmanager
async def answering(settings: Settings, health: Health) -> AsyncIterator[int]:
    """The web server, where the configuration wants one; its port, or 0. Before the daemon runs."""
    if settings.web is None:
        yield 0
        return
    from agent.web.hooks import Hooks
    from agent.web.labels import Labels
    from agent.web.pages import Pages
    from agent.web.server import serve
    from agent.wiring.webhooks import opened

    daemon, clock = health.daemon, health.clock
    labels = Labels(daemon.responder.keys.scanner, settings.inventory.known, settings.state / LEDGER, clock)
    freeze = Freeze(settings.state / FREEZE)
    hooks = Hooks(opened(settings.web.hooks, daemon.sources, clock), daemon, clock, labels=labels.of, freeze=freeze)
    asked = [hook.keys.look for hook in hooks.hooks.values() if hook.keys is not None]
    daemon.refreshes = [*daemon.refreshes, *asked]
    pages = Pages(
        health=health,
        ledger=settings.state / LEDGER,
        systems=settings.systems,
        arming=Arming(settings.state / ARMING),
        freeze=freeze,
        clock=clock,
        hooks=hooks.counted,
    )
    async with serve(settings.web, pages.all(), hooks.receive if hooks.hooks else None) as port:
        yield port


@asynccontextmanager
async def receiving(settings: Settings, daemon: Daemon, bypasses: Bypasses) -> AsyncIterator[None]:
    """Pushes to this host are looked at, where the configuration has a [hook]."""
    terms = settings.hook
    if terms is None or terms.socket is None:
        yield
        return
    from agent.hook.desk import Desk, Place, open_desk, uids

    watched = (one for one in settings.sources if one.kind is SourceKind.GIT and one.remote is None)
    places = {one.path.resolve(): Place(one.name, one.visibility) for one in watched}
    keys, cache = daemon.responder.keys.scanner, pattern_cache(settings.state)
    # Of their own: a push does not wait until a backlog is read.
    async with (
        ScanPool(
            *(keys, PUSHES, cache),
            deadline=terms.deadline.total_seconds(),
            rules=settings.detection.rules,
            lasting=True,
        ) as pool,
        open_desk(terms.socket, Desk(pool, bypasses, places, daemon.look_again, uids(terms.users))),
    ):
        yield
