"""Opens everything that a daemon needs, from the configuration: the one place where everything meets."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from agent import log
from agent.daemon import Daemon
from agent.evidence import FileAnchor, Signer
from agent.folders import ARMING, FREEZE, SWEPT, pattern_cache
from agent.intake import Intake
from agent.inventory.placed import PlacedValues
from agent.inventory.register import Entry, Inventory
from agent.keys import known_keys, signing_seed
from agent.ledger import SqliteLedger
from agent.logins.opened import Logins
from agent.model import System
from agent.notify.hygiene import HygieneTeller
from agent.notify.recipients import Directory
from agent.notify.sender import Sender
from agent.notify.slack import Slack
from agent.notify.story import Teller
from agent.owners import owner_by_identity
from agent.permissions import OwnPermissions
from agent.rekey import recognised
from agent.response.arming import Arming
from agent.response.limits import Caps, Freeze
from agent.response.policy import Case, Policy
from agent.response.respond import Responder
from agent.response.rotate import Place
from agent.scan import swept
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.settings import ProbeMode, Settings, SourceKind
from agent.settings.webhooks import WebHookSettings
from agent.sinks.registry import open_sink
from agent.sources.git.codeowners import read_codeowners
from agent.sources.git.known import Known
from agent.sources.reports.arrivals import ArrivalSource
from agent.sources.vaults.kept import Stores
from agent.systems import OpenSystem, open_system, own_credentials, read_own
from agent.wiring.alerts import closers
from agent.wiring.alerts import own as own_of_alerts
from agent.wiring.ci import own as own_ci
from agent.wiring.ledger import NO_LANE, alone
from agent.wiring.remotes import Remotes
from agent.wiring.remotes import own as own_tokens
from agent.wiring.sources import open_source
from detectors.base import Parts, Secret
from detectors.registry import TYPES, rules_hash
from revokers.registry import REVOKERS

# Incidents of one provider that are worked on side by side: more only keep one another waiting for us, unless it is the
# provider who takes long.
WIDTH: Final = 2
SPARE: Final = 6


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Daemon]:
    """Everything a daemon needs, opened; closed again in the reverse order. Nothing is done to anything yet."""
    # Before the ledger: keys that cannot be used stop a first start that would make one.
    known_keys(settings.state, marked=settings.inventory.marked)
    signing_seed(settings.state)
    systems = {system.name: open_system(system) for system in settings.systems}
    token = read_own(settings.slack.token) if settings.slack else None
    here = [wanted for wanted in settings.sources if wanted.remote is None]
    repositories = {wanted.name: wanted.path for wanted in here if wanted.kind is SourceKind.GIT or wanted.of}
    codeowners: dict[str, str | None] = {}
    anchor = FileAnchor(settings.evidence.anchor)
    with alone(settings, codeowners, reserve=True) as ledger:
        # Whatever a change of keys that was cut short has left behind, the ledger says which ones count.
        keys = await recognised(ledger, settings.state)
        signer = Signer.from_seed(signing_seed(settings.state))
        guard = settings.policy.guard
        stores = Stores(settings, keys.scanner, ledger, _clock)
        own = own_marks(settings.systems, keys, *_of_no_system(settings, token, stores))
        guard = replace(guard, protected=guard.protected | own)
        policy = replace(settings.policy, guard=guard, armed=Arming(settings.state / ARMING).covers)
        rules = settings.detection
        async with (
            stores,
            Logins(_clock) as logins,
            ScanPool(
                *(keys.scanner, settings.scan_workers, pattern_cache(settings.state)),
                misplaced=settings.knows,  # what the inventory knows is told wherever it stands
                rules=rules.rules,
                lasting=True,
            ) as pool,
        ):
            stopping = asyncio.Event()
            known = Known(
                swept.key(keys.scanner, f"{rules.hashed(rules_hash())} {settings.knows}"), settings.state / SWEPT
            )
            remotes = Remotes(ledger, pool, known, codeowners, stopping, logins)
            forges = [wanted for wanted in settings.sources if wanted.kind is SourceKind.FORGE]
            sources = [open_source(one, settings, remotes, stores) for one in settings.sources if one not in forges]
            for lost in await ledger.fed() - {one.name for one in settings.reporting}:
                log.logger().warning("deliveries wait for a hook that is configured no longer", hook=lost)
            sources += [ArrivalSource(one.name, one.visibility, ledger, keys) for one in settings.reporting]
            responder = _responder(settings, policy, ledger, keys, systems)

            placed = placed_values(settings.inventory, systems, keys)
            refreshes = [placed.refresh, *([stores.tidy] if stores.names else [])]
            sender = _sender(settings, policy, token, ledger)
            if stores.names and sender is not None and settings.hygiene.tell:
                refreshes.append(HygieneTeller(ledger, sender, settings.fallback_owner).tell)
            if settings.probe.mode is not ProbeMode.OFF:
                refreshes.append(OwnPermissions(systems, ledger.permitted, _clock).look)

            frozen = responder.freeze
            refreshes += [one.look for one in closers(settings.sources, ledger, logins, lambda: frozen.on)]

            async def prepare(name: str) -> None:
                await placed.looked()
                await stores.looked(name)
                if name in repositories:
                    codeowners[name] = await read_codeowners(repositories[name])

            async def checkpoint(at: datetime) -> None:
                await ledger.checkpoint(at, signer, anchor)

            settings.inventory.renewed.update(await ledger.replacements())
            settings.inventory.vaulted.learn(path for path in await ledger.kept() if path.source in stores.names)
            await ledger.begin(_clock())
            yield Daemon(
                intake=Intake(ledger, pool, rules.hashed(rules_hash()), _clock, width=settings.scan_workers * 2),
                responder=responder,
                sources=sources,
                lanes={**{revoker.provider: WIDTH for revoker in REVOKERS}, NO_LANE: 1},
                spare=SPARE,
                prepare=prepare,
                checkpoint=checkpoint,
                poll=settings.timing.poll,
                checkpoint_every=settings.evidence.checkpoint_every,
                refreshes=refreshes,
                outbox=ledger.outbox,
                sender=sender,
                arming=Arming(settings.state / ARMING),
                stopping=stopping,
                forges=[remotes.forge(wanted) for wanted in forges],
            )


def own_marks(systems: tuple[System, ...], keys: ResponderKeys, *others: Secret) -> frozenset[str]:
    """The fingerprints of Stanch's own credentials, whole and in parts: protected from the first start.

    others: values that belong to no System. As a part they are met under any type, and as a lead.
    """
    marks = {keys.scanner.part(value) for value in others}
    for system in systems:
        own = own_credentials(system)
        if own is not None:
            kind, parts = own
            marks.add(keys.scanner.canonical(kind, parts))
            marks.update(keys.scanner.part(value) for name, value in parts.items() if name in kind.secret)
    return frozenset(marks)


def _of_no_system(settings: Settings, token: Secret | None, stores: Stores) -> list[Secret]:
    """What Stanch logs in with at Slack, at its sources and stores, and what hooks prove themselves with."""
    return [
        *([token] if token else []),
        *own_tokens(settings.sources),
        *stores.own(),
        *own_of_alerts(settings.sources),
        *own_ci(settings.sources),
        *_hook_secrets(settings.web.hooks if settings.web else ()),
    ]


def _hook_secrets(hooks: tuple[WebHookSettings, ...]) -> list[Secret]:
    if not hooks:
        return []
    from agent.wiring.webhooks import secrets

    return secrets(hooks)


def _responder(
    settings: Settings,
    policy: Policy,
    ledger: SqliteLedger,
    keys: ResponderKeys,
    systems: Mapping[str, OpenSystem],
) -> Responder:
    caps = settings.caps
    return Responder(
        ledger=ledger,
        keys=keys,
        policy=policy,
        systems=systems,
        caps=Caps(
            caps.actions_per_hour,
            caps.per_system_per_hour,
            caps.per_owner_per_hour,
            settings.probe.control_per_10_minutes,
        ),
        freeze=Freeze(settings.state / FREEZE),
        clock=_clock,
        spread=random.SystemRandom().random,
        owner_by_identity=lambda system, principal: owner_by_identity(settings.inventory, system, principal),
        place_of=places(settings.inventory, systems),
        renewed=settings.inventory.renew,
        people=settings.people,
        probe=settings.probe.mode is not ProbeMode.OFF,
        others=settings.probe.mode is ProbeMode.ALL,
        rechecks=settings.timing.recheck,
    )


def _sender(settings: Settings, policy: Policy, token: Secret | None, ledger: SqliteLedger) -> Sender | None:
    """None without [slack]: then nothing is written to the outbox either."""
    if settings.slack is None or token is None:
        return None
    slack = Slack(token, settings.slack.base_url)
    return Sender(
        outbox=ledger.outbox,
        slack=slack,
        directory=Directory(slack, settings.slack.users, settings.slack.operator, _clock),
        teller=Teller(policy, settings.systems, settings.inventory, socket.gethostname()),
        clock=_clock,
        spread=random.SystemRandom().random,
    )


def places(inventory: Inventory, systems: Mapping[str, OpenSystem]) -> Callable[[Case], Place | None]:
    sinks = {entry.name: open_sink(entry, systems) for entry in inventory.entries}

    def place_of(case: Case) -> Place | None:
        rotation = inventory.rotation(case)
        sink = sinks[rotation.entry] if rotation is not None else None
        return Place(rotation, sink) if rotation is not None and sink is not None else None

    return place_of


def placed_values(inventory: Inventory, systems: Mapping[str, OpenSystem], keys: ResponderKeys) -> PlacedValues:
    async def read(entry: Entry) -> Parts | None:
        sink = open_sink(entry, systems)
        return None if sink is None else await sink.read()

    return PlacedValues(inventory, TYPES, keys.scanner, read)


def _clock() -> datetime:
    return datetime.now(UTC)
