"""`stanch run`: the daemon, wired from the configuration.

It is long because this is the one place where everything meets: each kind of source, hook and service is a few lines.
"""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from agent import control, log, purge
from agent.cleanup import erased
from agent.commands.options import (
    ARMING,
    FREEZE,
    LEDGER,
    config_option,
    is_running,
    known_keys,
    nothing_to_watch,
)
from agent.complaint import Complaint
from agent.daemon import Daemon
from agent.evidence import FileAnchor, Signer
from agent.folders import kept_apart, pattern_cache
from agent.health import Health
from agent.hook.bypass import VERB, Bypasses
from agent.hook.terms import Bypass, Terms
from agent.intake import Intake
from agent.inventory.placed import PlacedValues
from agent.inventory.register import Entry, Inventory
from agent.keys import same_keys, signing_seed
from agent.ledger import Decisions, LedgerView, SqliteLedger
from agent.logins.opened import Logins
from agent.memory import keep_private
from agent.model import Finding, Incident, Owner, Source, State, System, Visibility
from agent.notify.backlog import Backlog
from agent.notify.hygiene import HygieneTeller
from agent.notify.recipients import Directory
from agent.notify.sender import Sender
from agent.notify.slack import Slack
from agent.notify.story import Teller
from agent.notify.wanted import Notice, mode_of, wanted
from agent.owners import NOBODY, owner_by_identity, owner_of
from agent.pasted import Pasted
from agent.permissions import OwnPermissions
from agent.record import Origin
from agent.rekey import recognised
from agent.response import lifecycle
from agent.response.arming import Arming
from agent.response.limits import Caps, Freeze
from agent.response.people import People
from agent.response.policy import Case, Policy
from agent.response.respond import Responder
from agent.response.rotate import Place
from agent.scan import swept
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.settings import ProbeMode, Settings, SourceKind, SourceSettings, config_directory, load
from agent.settings.webhooks import WebHookSettings
from agent.sinks.registry import open_sink
from agent.sources.git.codeowners import read_codeowners
from agent.sources.git.ignore import ignored
from agent.sources.git.known import Known
from agent.sources.git.source import GitSource
from agent.sources.logs.journal import HOME, JournalSource
from agent.sources.logs.journal_read import Journal
from agent.sources.logs.source import LogSource
from agent.sources.reports.arrivals import ArrivalSource
from agent.sources.sieve import Sieve
from agent.sources.tree import TreeSource, Worktree
from agent.sources.vaults.kept import Stores
from agent.supervise import Service, Supervised
from agent.systems import OpenSystem, open_system, own_credentials, read_own
from agent.tally import LOOKS, looks
from agent.wiring.alerts import alert_source, closers
from agent.wiring.alerts import own as own_of_alerts
from agent.wiring.ci import ci_source
from agent.wiring.ci import own as own_ci
from agent.wiring.remotes import Remotes
from agent.wiring.remotes import own as own_tokens
from detectors.base import Parts, Secret
from detectors.registry import TYPES, rules_hash
from revokers.registry import REVOKERS, for_type

NO_LANE = "none"
SWEPT = "swept"  # in the state folder
WIDTH = 2  # incidents of one provider that are worked on side by side: more only keep one another waiting for us ...
PUSHES = 2  # that are looked at side by side
SPARE = 6  # ... unless it is the provider who takes long


def open_source(wanted: SourceSettings, settings: Settings, remotes: Remotes, stores: Stores) -> Source:
    if wanted.ci is not None:
        return ci_source(wanted, remotes.logins, remotes.stopping)
    if wanted.remote is not None:
        return remotes.source(wanted)
    if wanted.alerts is not None:
        return alert_source(wanted, remotes.logins)
    source = _source(wanted, settings, remotes, stores)
    if not wanted.exclude:
        return source
    return Sieve(source, wanted.path, "" if wanted.kind is SourceKind.GIT else None, wanted.exclude)


def _source(wanted: SourceSettings, settings: Settings, remotes: Remotes, stores: Stores) -> Source:
    own = kept_apart((settings.state, pattern_cache(settings.state)))  # each look would write there, and find it
    match wanted.kind:
        case SourceKind.GIT:
            about = (wanted.name, wanted.path, wanted.visibility)
            return GitSource(*about, sweeper=remotes.sweeper, known=remotes.known, unreachable=wanted.unreachable)
        case SourceKind.TREE if wanted.of:
            spared = partial(ignored, wanted.path) if wanted.gitignore else None
            return TreeSource(wanted.name, wanted.path, wanted.visibility, worktree=Worktree(spared), own=own)
        case SourceKind.TREE:
            return TreeSource(wanted.name, wanted.path, wanted.visibility, own=own)
        case SourceKind.LOG:
            quiet, layout = settings.timing.quiet, wanted.layout
            return LogSource(wanted.name, wanted.path, wanted.visibility, quiet=quiet, layout=layout)
        case SourceKind.JOURNAL:
            directory = None if wanted.path == HOME else wanted.path
            journal = Journal(directory, wanted.units, wanted.identifiers)
            return JournalSource(wanted.name, wanted.visibility, journal)
        case SourceKind.VAULT:
            return stores.source(wanted)
        case SourceKind.FORGE | SourceKind.ALERTS | SourceKind.CI:
            message = f"{wanted.name}: a {wanted.kind.value} source is not opened here"
            raise AssertionError(message)


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


def _hook_secrets(hooks: tuple[WebHookSettings, ...]) -> list[Secret]:
    if not hooks:
        return []
    from agent.wiring.webhooks import secrets

    return secrets(hooks)


def _provider(kind: str) -> str | None:
    revoker = for_type(kind)
    return revoker.provider if revoker else None


def _decisions(settings: Settings, codeowners: dict[str, str | None]) -> Decisions:
    def owner(finding: Finding) -> Owner:
        return owner_of(finding, settings.inventory, codeowners.get, settings.fallback_owner)

    def notices(incident: Incident, state: State, at: datetime, released: bool) -> tuple[Notice, ...]:  # noqa: FBT001 - as the ledger asks
        if settings.slack is None:
            return ()
        return wanted(incident, state, mode_of(incident, settings.policy, settings.systems), at, released=released)

    overlap = settings.timing.overlap
    return Decisions(
        owner_of=owner,
        lane_of=lambda kind: _provider(kind) or NO_LANE,
        state_of=lifecycle.state,
        overlap={
            Visibility.PUBLIC: overlap.public,
            Visibility.UNKNOWN: overlap.public,
            Visibility.INTERNAL: overlap.internal,
            Visibility.PRIVATE: overlap.private,
        },
        secret_parts=lambda kind: TYPES[kind].secret if kind in TYPES else frozenset(),
        known=lambda fingerprints: settings.inventory.known(fingerprints.values()),
        provider_of=_provider,
        vouched=lambda reason: Owner("", reason).vouched and reason != NOBODY,
        notices=notices,
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


def alone(settings: Settings, codeowners: dict[str, str | None] | None = None) -> SqliteLedger:
    """The ledger, for whoever is the only one that writes to it. Raises LedgerError while a daemon runs."""
    origin = Origin(version("stanch"), socket.gethostname())
    return SqliteLedger(settings.state / LEDGER, _decisions(settings, {} if codeowners is None else codeowners), origin)


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
    with alone(settings, codeowners) as ledger:
        # Whatever a change of keys that was cut short has left behind, the ledger says which ones count.
        keys = await recognised(ledger, settings.state)
        signer = Signer.from_seed(signing_seed(settings.state))
        guard = settings.policy.guard
        stores = Stores(settings, keys.scanner, ledger, _clock)
        hooks = settings.web.hooks if settings.web else ()
        others = [
            *([token] if token else []),
            *own_tokens(settings.sources),
            *stores.own(),
            *own_of_alerts(settings.sources),
            *own_ci(settings.sources),
            *_hook_secrets(hooks),
        ]
        own = own_marks(settings.systems, keys, *others)
        guard = replace(guard, protected=guard.protected | own)
        policy = replace(settings.policy, guard=guard, armed=Arming(settings.state / ARMING).covers)
        rules = settings.detection
        async with (
            stores,
            Logins(_clock) as logins,
            ScanPool(
                *(keys.scanner, settings.scan_workers, pattern_cache(settings.state)), rules=rules.rules, lasting=True
            ) as pool,
        ):
            stopping = asyncio.Event()
            known = Known(swept.key(keys.scanner, rules.hashed(rules_hash())), settings.state / SWEPT)
            remotes = Remotes(ledger, pool, known, codeowners, stopping, logins)
            forges = [wanted for wanted in settings.sources if wanted.kind is SourceKind.FORGE]
            sources = [open_source(one, settings, remotes, stores) for one in settings.sources if one not in forges]
            for lost in await ledger.fed() - {one.name for one in settings.reporting}:
                log.logger().warning("deliveries wait for a hook that is configured no longer", hook=lost)
            sources += [ArrivalSource(one.name, one.visibility, ledger, keys) for one in settings.reporting]
            caps = settings.caps
            responder = Responder(
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


def _counts(ledger: Path) -> Mapping[State, int]:
    with LedgerView(ledger) as view:
        return view.counts()


def health_of(daemon: Daemon, settings: Settings) -> Health:
    responder = daemon.responder
    return Health(
        daemon=daemon,
        ledger=responder.ledger,
        same_keys=partial(same_keys, settings.state, responder.keys),
        counts=partial(_counts, settings.state / LEDGER),
        clock=_clock,
    )


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

    daemon = health.daemon
    labels = Labels(daemon.responder.keys.scanner, settings.inventory.known, settings.state / LEDGER, _clock)
    hooks = Hooks(opened(settings.web.hooks, daemon.sources, _clock), daemon, _clock, labels=labels.of)
    asked = [hook.keys.look for hook in hooks.hooks.values() if hook.keys is not None]
    daemon.refreshes = [*daemon.refreshes, *asked]
    pages = Pages(
        health=health,
        ledger=settings.state / LEDGER,
        systems=settings.systems,
        arming=Arming(settings.state / ARMING),
        freeze=Freeze(settings.state / FREEZE),
        clock=_clock,
        hooks=hooks.counted,
    )
    async with serve(settings.web, pages.all(), hooks.receive if hooks.hooks else None) as port:
        yield port


@asynccontextmanager
async def _receiving(settings: Settings, daemon: Daemon, bypasses: Bypasses) -> AsyncIterator[None]:
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


async def _serve(settings: Settings, service: Service) -> None:
    async with wired(settings) as daemon:
        ring = daemon.bell.ring
        people = People(daemon.responder, settings.people, ring, daemon.checkpoint)
        sources = frozenset(source.name for source in settings.sources)
        pasted = Pasted(people, settings.inventory.known)
        backlog = Backlog(daemon.outbox, sources, _clock, ring, pasted.handle)
        terms = settings.hook or Terms(bypass=Bypass.OFF)
        bypasses = Bypasses(
            daemon.responder.ledger, settings.state / LEDGER, _clock, ring, terms.bypass, terms.bypass_for
        )

        async def handle(verb: str, person: str, arguments: Mapping[str, Any]) -> str:
            if verb == purge.VERB:
                ledger = daemon.responder.ledger
                assert isinstance(ledger, SqliteLedger)
                return await purge.answer(ledger, settings, person, arguments, _clock())
            if verb == erased.VERB:
                ledger = daemon.responder.ledger
                assert isinstance(ledger, SqliteLedger)
                return await erased.answer(ledger, person, arguments, _clock())
            if verb == LOOKS:
                return looks(daemon.tallies)
            if verb == VERB:
                return await bypasses.allow(person, arguments)
            return await backlog.handle(verb, person, arguments)

        health = health_of(daemon, settings)
        supervised = Supervised(service, daemon.followed, daemon.stopping, health.hangs, health.status)
        async with (
            control.serve(settings.state, handle),
            answering(settings, health),
            _receiving(settings, daemon, bypasses),
            asyncio.TaskGroup() as tasks,
        ):
            beside = tasks.create_task(supervised.run())
            await daemon.run()
            beside.cancel()


@click.command()
@config_option
def command(config: Path | None) -> None:
    """Watch the sources, match what is found, act where armed, and prove it, until told to stop.

    Nothing is done to any credential unless its System is armed in stanch.toml *and* a rule of policy.toml says so.
    Stop it with Ctrl-C or SIGTERM: what is being done is finished and written first.
    """
    keep_private()
    service = Service.taken()
    settings = load(config_directory(config))
    log.configure(settings.log_level.value)
    for warning in settings.warnings:
        log.logger().warning("configuration", warning=str(warning))
    if is_running(settings.state):
        message = f"{settings.state}: the daemon already runs: `stanch status` says how it stands; stop it first"
        raise Complaint(message)
    nothing = nothing_to_watch(settings)
    if nothing is not None:
        raise nothing
    asyncio.run(_serve(settings, service))
