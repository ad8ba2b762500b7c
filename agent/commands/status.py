"""`stanch status`: what is watched, what is open, what is owed."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from agent import permissions
from agent.commands import asked
from agent.commands.options import config_option, tolerant
from agent.commands.output import FILES, json_option, printer
from agent.commands.overview import Overview, overview
from agent.commands.shown import duration
from agent.control import listens_at
from agent.ledger.view import Suppressed
from agent.printable import plain
from agent.purge import names
from agent.record import stamp
from agent.settings import Settings, SourceKind


@click.command()
@config_option
@json_option
def command(config: Path | None, *, as_json: bool) -> None:
    """Say how things stand: sources and how far they were read, incidents by state, what could not be read."""
    now = datetime.now(UTC)
    here = overview(tolerant(config), now)
    if as_json:
        click.echo(json.dumps(here.answer()))
        return
    console = printer()
    console.print(
        "FROZEN: nothing is done until `stanch thaw`" if here.frozen else "not frozen",
        style="bold" if here.frozen else "",
    )
    for line in (*_daemon(here), *_incidents(here, now), *_looked_at(here, now), *_owed(here)):
        console.print(line)


def _daemon(here: Overview) -> Iterator[str]:
    yield "daemon:     " + ("running" if here.running else "NOT RUNNING: nothing is watched; start `stanch run`")
    for why in here.unready or ():
        yield f"            not well: {plain(why.removesuffix('; see `stanch status`'))}"
    if here.stale:
        yield "            the configuration was changed since it started: restart it to put that in force"
    yield f"armed:      {'; '.join(here.armed) or 'nothing: Stanch only observes'}"


def _incidents(here: Overview, now: datetime) -> Iterator[str]:
    yield "incidents:  " + (", ".join(f"{n} {state.value}" for state, n in here.counts.items()) or "none")
    if oldest := here.oldest:
        age = duration(now - oldest.incident.clocks.detected)
        yield f"oldest open: {oldest.incident.id} ({oldest.state.value}, {age}); see `stanch show {oldest.incident.id}`"
    yield "notices:    " + _notices(here, now)
    for name, lines in permissions.by_system(here.permissions).items():
        for line in lines:
            yield f"permissions: {plain(name)}: {plain(line)}"


def _looked_at(here: Overview, now: datetime) -> Iterator[str]:
    yield from asked.under_way(here.progress)
    yield from _watched(here, now)
    for hook in here.found.reporting:
        at = here.last.get(hook.name)
        said = f"last report {duration(now - at)} ago" if at else "no report yet"
        yield f"webhook:    {plain(hook.name)} ({hook.provider.value}), {said}"
    yield from _pushes(here.found)


def _watched(here: Overview, now: datetime) -> Iterator[str]:
    looks = here.looks or {}
    for source in here.found.sources:
        at = here.last.get(source.name)
        brought = f"{here.brought(source)} repositories, " if source.kind is SourceKind.FORGE else ""
        said = f"moved on {duration(now - at)} ago" if at else "not read yet"
        looked = looks.get(source.name)
        if looked is not None:
            said = f"looked at {duration(now - datetime.fromisoformat(looked))} ago, {said}"
        if source.name in here.never:
            said = f"never read: {plain(here.never[source.name])}"
        if here.looks is not None and source.name not in looks:
            said += "; not watched until the daemon is restarted"
        yield f"source:     {plain(source.name)} ({source.kind.value}), {brought}{said}"
    for name in here.also_watched() if here.found.is_whole else ():
        # A repository that is gone is one without a working tree, too.
        is_there = name.removesuffix(FILES) in names(here.found)
        why = "no working tree any more" if is_there else "not in stanch.toml any more"
        yield f"source:     {plain(name)} is {why}, and watched until the daemon is restarted"


def _pushes(found: Settings) -> Iterator[str]:
    """Whoever pushes is not told: each push is looked at, and only takes longer."""
    if found.hook and found.hook.socket:
        at = found.hook.socket
        said = "looked at by the daemon" if listens_at(at) else f"NO DAEMON ANSWERS at {at}: each takes longer"
        yield f"pushes:     {said}"


def _owed(here: Overview) -> Iterator[str]:
    """What was not read, and what is kept of what is looked at no more."""
    owed = [(debt, since) for debt, since in here.debts if here.is_here(debt)]
    for debt, since in owed:
        yield f"not read:   {plain(debt.source)}: {plain(debt.path)}: {plain(debt.reason)} (since {stamp(since)})"
    yield from _gone(Counter(debt.source for debt, _ in here.debts if not here.is_here(debt)))
    yield from _still_open(here.remaining)
    yield from _left_out(here.suppressed)
    yield from _hygiene(here.unclean)
    if not owed:
        yield f"not read:   {_nothing_owed(here)}"


def _gone(debts: Mapping[str, int]) -> Iterator[str]:
    """A source that comes back goes on from its cursor, so that what was not read of it is owed until it is purged:
    which nothing is that was noted lately.
    """
    for name, times in debts.items():
        forget = "`stanch purge --older-than 30d` forgets what was noted more than 30 days ago"
        yield f"taken out:  {plain(name)} is no source any more; not read of it: {times} ({forget})"


def _still_open(remaining: Mapping[str, int]) -> Iterator[str]:
    for name, number in remaining.items():
        yield (
            f"taken out:  {plain(name)} is no source any more; open incidents that were seen there: {number} "
            f"(`stanch incidents --source {shlex.quote(name)}`)"
        )


def _nothing_owed(here: Overview) -> str:
    sources = here.found.sources
    if not here.found.is_whole:
        return "nothing is noted; which sources there are is not known until the mistakes in stanch.toml are mended"
    new = [
        one for one in sources if one.name not in here.last and not (one.kind is SourceKind.FORGE and here.brought(one))
    ]
    if new and len(new) == len(sources):
        return "nothing was looked at yet"
    if new:
        return f"nothing is owed of what was looked at; sources that were not yet: {len(new)}"
    return "nothing is owed; what was looked at is complete"


def _left_out(suppressed: Sequence[Suppressed]) -> Iterator[str]:
    for why, times in Counter(one.why for one in suppressed).items():
        yield f"left out:   {times} ({plain(why)}; `stanch status --json` lists them)"


def _hygiene(unclean: Mapping[str, int]) -> Iterator[str]:
    if unclean:
        counts = ", ".join(f"{times} {kind}" for kind, times in unclean.items())
        yield f"hygiene:    {counts} (`stanch inventory hygiene` lists them)"


def _notices(here: Overview, now: datetime) -> str:
    notices = here.notices
    if here.found.slack is None:
        return "nobody is told; [slack] in stanch.toml says whom and how"
    if not notices.waiting and not notices.failed:
        return "everybody was told"
    since = f", the oldest for {duration(now - notices.oldest)}" if notices.oldest else ""
    why = f": {plain(notices.why)}" if notices.why else ""
    return f"{notices.waiting} waiting{since}, {notices.failing} not delivered yet, {notices.failed} given up{why}"
