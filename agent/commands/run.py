"""`stanch run`: the daemon, and what answers for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from agent import control, log, purge, tally
from agent.cleanup import erased
from agent.commands.options import config_option, is_running, nothing_to_watch
from agent.complaint import Complaint
from agent.daemon import Daemon
from agent.folders import LEDGER
from agent.health import Health
from agent.hook.bypass import VERB, Bypasses
from agent.hook.terms import Bypass, Terms
from agent.ledger import SqliteLedger
from agent.memory import keep_private
from agent.notify.backlog import Backlog
from agent.pasted import Pasted
from agent.response.people import People
from agent.settings import Settings, config_directory, load
from agent.supervise import Service, Supervised
from agent.wiring.daemon import wired
from agent.wiring.service import answering, health_of, receiving


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


async def _how_it_is(verb: str, daemon: Daemon, health: Health) -> str:
    match verb:
        case tally.LOOKS:
            return tally.looks(daemon.tallies)
        case tally.PROGRESS:
            return json.dumps(asdict(daemon.progress))
        case _:
            return json.dumps(await health.unready())


async def _serve(settings: Settings, service: Service) -> None:
    async with wired(settings) as daemon:
        ring, clock = daemon.bell.ring, daemon.responder.clock
        people = People(daemon.responder, settings.people, ring, daemon.checkpoint)
        sources = frozenset(source.name for source in settings.sources)
        pasted = Pasted(people, settings.inventory.known)
        backlog = Backlog(daemon.outbox, sources, clock, ring, pasted.handle)
        terms = settings.hook or Terms(bypass=Bypass.OFF)
        responder = daemon.responder
        bypasses = Bypasses(
            *(responder.ledger, settings.state / LEDGER, responder.keys.scanner, clock, ring),
            *(terms.bypass, terms.bypass_for),
        )

        health = health_of(daemon, settings)

        async def handle(verb: str, person: str, arguments: Mapping[str, Any]) -> str:
            if verb == purge.VERB:
                ledger = daemon.responder.ledger
                assert isinstance(ledger, SqliteLedger)
                return await purge.answer(ledger, settings, person, arguments, clock())
            if verb == erased.VERB:
                ledger = daemon.responder.ledger
                assert isinstance(ledger, SqliteLedger)
                return await erased.answer(ledger, person, arguments, clock())
            if verb in {tally.LOOKS, tally.PROGRESS, tally.UNREADY}:
                return await _how_it_is(verb, daemon, health)
            if verb == VERB:
                return await bypasses.allow(person, arguments)
            return await backlog.handle(verb, person, arguments)

        supervised = Supervised(service, daemon.followed, daemon.stopping, health.hangs, health.status)
        async with (
            control.serve(settings.state, handle),
            answering(settings, health),
            receiving(settings, daemon, bypasses),
            asyncio.TaskGroup() as tasks,
        ):
            beside = tasks.create_task(supervised.run())
            await daemon.run()
            beside.cancel()
