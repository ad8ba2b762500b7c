"""`stanch status`: what is watched, what is open, what is owed."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from agent import permissions
from agent.commands import asked
from agent.commands.options import armed_words, changed_since, config_option, is_running, tolerant
from agent.commands.output import FILES, json_option, printer
from agent.commands.shown import duration
from agent.control import listens_at
from agent.folders import FREEZE, LEDGER
from agent.found import Debt, root
from agent.hook.terms import SOURCE as PUSHED
from agent.ledger import LastLook, LedgerView
from agent.ledger.outbox import Notices
from agent.ledger.view import Suppressed
from agent.printable import plain
from agent.purge import names
from agent.record import stamp
from agent.reports.forms import REPORT
from agent.response.limits import Freeze
from agent.settings import Settings, SourceKind, SourceSettings


@click.command()
@config_option
@json_option
def command(config: Path | None, *, as_json: bool) -> None:
    """Say how things stand: sources and how far they were read, incidents by state, what could not be read."""
    found = tolerant(config)
    now = datetime.now(UTC)
    with LedgerView(found.state / LEDGER) as ledger:
        counts, debts, read, oldest = ledger.counts(), ledger.debts(), ledger.sources(), ledger.oldest_open()
        notices, suppressed, own = ledger.notices(now), ledger.suppressed(), ledger.permissions()
        remaining = _remaining(found, ledger.open_by_source())
        kept = {one.source for one in ledger.kept_paths()} if any(one.vault for one in found.sources) else set()
        unclean = Counter(one.kind.value for one in ledger.hygiene())
    frozen = Freeze(found.state / FREEZE).on
    armed = armed_words(found)
    running = is_running(found.state)
    stale = running and changed_since(found)
    looks, progress, unready = asked.everything(found.state) if running else (None, None, None)
    last = {name: looked.at for name, looked in read.items()}
    never = _never(found, read, kept, [debt for debt, _ in debts])
    if as_json:
        answer = {
            "running": running,
            "unready": unready,
            "restart_needed": stale,
            "progress": progress and asdict(progress),
            "frozen": frozen,
            "armed": armed,
            "incidents": {state.value: number for state, number in counts.items()},
            "oldest_open": oldest.incident.id if oldest else None,
            "sources": {
                source.name: {
                    "kind": source.kind.value,
                    "read": stamp(last[source.name]) if source.name in last and source.name not in never else None,
                    "why": never.get(source.name),
                    "looked": (looks or {}).get(source.name),
                    "watched": None if looks is None else source.name in looks,
                    **({"repositories": _brought(source, last)} if source.kind is SourceKind.FORGE else {}),
                }
                for source in found.sources
            },
            "also_watched": _also_watched(found, looks),
            "taken_out": dict(remaining),
            "notices": None
            if found.slack is None
            else {
                "waiting": notices.waiting,
                "failing": notices.failing,
                "failed": notices.failed,
                "oldest": stamp(notices.oldest) if notices.oldest else None,
                "why": notices.why,
            },
            "pushes": None
            if found.hook is None or found.hook.socket is None
            else {"socket": str(found.hook.socket), "answers": listens_at(found.hook.socket)},
            "permissions": [
                {
                    "system": one.system,
                    "endpoint": one.endpoint,
                    "asked": stamp(one.at),
                    "missing": None
                    if one.missing is None
                    else [{"what": each.what, "of": each.of} for each in one.missing],
                    "why": one.why,
                }
                for one in own
            ],
            "hygiene": dict(unclean),
            "debts": [
                {
                    "source": debt.source,
                    "path": debt.path,
                    "reason": debt.reason,
                    "since": stamp(since),
                    "configured": _is_here(found, debt),
                }
                for debt, since in debts
            ],
            "suppressed": [
                {"source": one.source, "path": one.path, "line": one.line, "type": one.type, "why": one.why}
                for one in suppressed
            ],
        }
        click.echo(json.dumps(answer))
        return
    console = printer()
    console.print(
        "FROZEN: nothing is done until `stanch thaw`" if frozen else "not frozen", style="bold" if frozen else ""
    )
    console.print("daemon:     " + ("running" if running else "NOT RUNNING: nothing is watched; start `stanch run`"))
    for line in _unwell(unready or (), stale=stale):
        console.print(f"            {line}")
    console.print(f"armed:      {'; '.join(armed) or 'nothing: Stanch only observes'}")
    console.print("incidents:  " + (", ".join(f"{n} {state.value}" for state, n in counts.items()) or "none"))
    if oldest:
        age = duration(now - oldest.incident.clocks.detected)
        console.print(
            f"oldest open: {oldest.incident.id} ({oldest.state.value}, {age}); see `stanch show {oldest.incident.id}`"
        )
    console.print("notices:    " + _notices(found, notices, now))
    for name, lines in permissions.by_system(own).items():
        for line in lines:
            console.print(f"permissions: {plain(name)}: {plain(line)}")
    reporting = _reporting(found, last, now)
    for line in (*asked.under_way(progress), *_watched(found, last, never, now, looks), *reporting, *_pushes(found)):
        console.print(line)
    owed = [(debt, since) for debt, since in debts if _is_here(found, debt)]
    for debt, since in owed:
        console.print(
            f"not read:   {plain(debt.source)}: {plain(debt.path)}: {plain(debt.reason)} (since {stamp(since)})"
        )
    gone = Counter(debt.source for debt, _ in debts if not _is_here(found, debt))
    for line in (*_gone(gone), *_still_open(remaining), *_left_out(suppressed), *_hygiene(unclean)):
        console.print(line)
    if not owed:
        console.print(f"not read:   {_nothing_owed(found, last)}")


def _never(
    found: Settings, read: Mapping[str, LastLook], kept: Collection[str], debts: Sequence[Debt]
) -> Mapping[str, str]:
    """Why, of each source that was looked at and never read."""
    told: dict[str, str] = {}
    for source in found.sources:
        looked = read.get(source.name)
        why = [debt.reason for debt in debts if debt.source == source.name]
        if looked and looked.unread and why and source.name not in kept:
            told[source.name] = why[0] if len(why) == 1 else f"{why[0]} (and {len(why) - 1} more)"
    return told


def _unwell(unready: Sequence[str], *, stale: bool) -> Iterator[str]:
    for why in unready:
        yield f"not well: {plain(why.removesuffix('; see `stanch status`'))}"
    if stale:
        yield "the configuration was changed since it started: restart it to put that in force"


def _watched(
    found: Settings,
    last: Mapping[str, datetime],
    never: Mapping[str, str],
    now: datetime,
    looks: Mapping[str, str | None] | None,
) -> Iterator[str]:
    for source in found.sources:
        at = last.get(source.name)
        brought = f"{_brought(source, last)} repositories, " if source.kind is SourceKind.FORGE else ""
        said = f"moved on {duration(now - at)} ago" if at else "not read yet"
        looked = (looks or {}).get(source.name)
        if looked is not None:
            said = f"looked at {duration(now - datetime.fromisoformat(looked))} ago, {said}"
        if source.name in never:
            said = f"never read: {plain(never[source.name])}"
        if looks is not None and source.name not in looks:
            said += "; not watched until the daemon is restarted"
        yield f"source:     {plain(source.name)} ({source.kind.value}), {brought}{said}"
    for name in _also_watched(found, looks):
        # A repository that is gone is one without a working tree, too.
        why = "no working tree any more" if name.removesuffix(FILES) in names(found) else "not in stanch.toml any more"
        yield f"source:     {plain(name)} is {why}, and watched until the daemon is restarted"


def _also_watched(found: Settings, looks: Mapping[str, str | None] | None) -> list[str]:
    return sorted((looks or {}).keys() - {*names(found)})


def _reporting(found: Settings, last: Mapping[str, datetime], now: datetime) -> Iterator[str]:
    for hook in found.reporting:
        at = last.get(hook.name)
        said = f"last report {duration(now - at)} ago" if at else "no report yet"
        yield f"webhook:    {plain(hook.name)} ({hook.provider.value}), {said}"


def _pushes(found: Settings) -> Iterator[str]:
    """Whoever pushes is not told: each push is looked at, and only takes longer."""
    if found.hook and found.hook.socket:
        at = found.hook.socket
        said = "looked at by the daemon" if listens_at(at) else f"NO DAEMON ANSWERS at {at}: each takes longer"
        yield f"pushes:     {said}"


def _is_here(found: Settings, debt: Debt) -> bool:
    """Is what owes it still a source?"""
    here = names(found)
    return root(debt.source, here) in here


def _gone(debts: Mapping[str, int]) -> Iterator[str]:
    """A source that comes back goes on from its cursor, so that what was not read of it is owed until it is purged:
    which nothing is that was noted lately.
    """
    for name, times in debts.items():
        forget = "`stanch purge --older-than 30d` forgets what was noted more than 30 days ago"
        yield f"taken out:  {plain(name)} is no source any more; not read of it: {times} ({forget})"


def _remaining(found: Settings, seen: Mapping[str, int]) -> Mapping[str, int]:
    """How many incidents are open that were seen in a source that is none any more."""
    from agent.pasted import SOURCE

    here = names(found)
    elsewhere = (SOURCE, REPORT)  # what was pasted, and reports: no source to begin with, as a push is none
    return {
        name: number
        for name, number in seen.items()
        if root(name, here) not in here and name != PUSHED and not name.startswith(elsewhere)
    }


def _still_open(remaining: Mapping[str, int]) -> Iterator[str]:
    for name, number in remaining.items():
        yield (
            f"taken out:  {plain(name)} is no source any more; open incidents that were seen there: {number} "
            f"(`stanch incidents --source {shlex.quote(name)}`)"
        )


def _nothing_owed(found: Settings, last: Collection[str]) -> str:
    new = [
        one
        for one in found.sources
        if one.name not in last and not (one.kind is SourceKind.FORGE and _brought(one, last))
    ]
    if new and len(new) == len(found.sources):
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


def _brought(source: SourceSettings, last: Collection[str]) -> int:
    """How many repositories of a forge have a cursor."""
    return sum(name.startswith(f"{source.name}/") for name in last)


def _notices(found: Settings, notices: Notices, now: datetime) -> str:
    if found.slack is None:
        return "nobody is told; [slack] in stanch.toml says whom and how"
    if not notices.waiting and not notices.failed:
        return "everybody was told"
    since = f", the oldest for {duration(now - notices.oldest)}" if notices.oldest else ""
    why = f": {plain(notices.why)}" if notices.why else ""
    return f"{notices.waiting} waiting{since}, {notices.failing} not delivered yet, {notices.failed} given up{why}"
