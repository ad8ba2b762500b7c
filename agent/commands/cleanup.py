"""`stanch cleanup`: the places of an incident, how each stands now, and what can be done. Shows first.

The value is found again where it leaked, by a scanner with the ledger's own fingerprint key; nothing that was sealed is
opened, and none is printed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path
from typing import Final

import click

from agent.cleanup import erased, history
from agent.cleanup.builds import Build, Erasing, Logs
from agent.cleanup.reference import chosen
from agent.cleanup.spots import Looker, Spot, Standing, by_repository
from agent.commands.options import config_option, is_running, no_incident, settings
from agent.commands.output import counted, json_option, place
from agent.commands.shown import erased_since, where
from agent.complaint import Complaint
from agent.control import ask
from agent.folders import FREEZE, LEDGER, pattern_cache
from agent.found import Occurrence, root
from agent.keys import known_keys
from agent.ledger import Entry, LedgerView
from agent.memory import keep_private
from agent.model import Incident, State
from agent.printable import plain
from agent.response import lifecycle
from agent.response.limits import Freeze
from agent.scan.names import without_values
from agent.scan.pool import ScanPool
from agent.seal import ScannerKeys
from agent.settings import Settings
from agent.settings.ci import NO_ERASING
from agent.sources.git.log import COMMIT_MESSAGE
from agent.wiring.ci import erasing

_ALL: Final = ""
_PATIENCE: Final = timedelta(minutes=2)
_DEAD: Final = frozenset({State.DEAD, State.INVALIDATED, State.ALREADY_DEAD})


@click.command()
@click.argument("incident")
@config_option
@click.option(
    "--write",
    "target",
    is_flag=False,
    flag_value=_ALL,
    metavar="[PATH]",
    help="Replace the value in the files that it stands in, or in this one alone. Without it nothing is changed.",
)
@click.option(
    "--with",
    "words",
    metavar="TEXT",
    help="What to write in its place [default: its path in a vault store, as vault:secret/data/app/db#password].",
)
@click.option(
    "--erase",
    is_flag=True,
    help="Erase the logs of builds, by their provider's API and an erase_token. Irreversible: you are asked.",
)
@click.option("--yes", "sure", is_flag=True, help="With --erase: do not ask.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    incident: str,
    config: Path | None,
    target: str | None,
    words: str | None,
    *,
    erase: bool,
    sure: bool,
    as_json: bool,
) -> None:
    """List the places where INCIDENT was seen, how each stands now, and what can be done about it.

    A place is still visible, erased, unreachable, or unknown: then nobody can say from here. With --write the value is
    replaced in files of the folders and working trees that stanch.toml names, where it stands exactly as it is: never
    through a link, the whole file or nothing, mode and owner kept. What is gone then is written down with the incident.
    Nobody keeps the value for you: see that it is where the reference says, or dead.
    Histories are never rewritten from here; how you do it is printed, for each repository.

    End the credential first: what was out stays known. As root or the user of the daemon.

    Exit code: 0 it is erased everywhere, 1 somewhere it is not, or nobody can say, 2 an error.
    """
    keep_private()
    found = settings(config)
    with LedgerView(found.state / LEDGER) as ledger:
        entry = ledger.incident(incident)
        if entry is None or entry.absorbed_by is not None:
            if entry is None:
                raise no_incident(incident)
            message = f"incident {incident}: goes on as incident {entry.absorbed_by}"
            raise Complaint(message)
        it = entry.incident
        places, marks = ledger.occurrences(it.id), (it.canonical, *it.fingerprints.values())
        kept, since = ledger.kept_at(marks), erased_since(ledger.events(it.id))
    reference = _reference(chosen(words, kept, found.inventory.by_fingerprint(marks)), target)
    keys = known_keys(found.state, marked=found.inventory.marked)
    spots = asyncio.run(_looked(found, keys, it, places, reference, target))
    noted = {key for key in since if key[2] is None}
    if erase:
        spots = _erase(found, it, spots, sure=sure)
    fresh = [one for one in spots if target is not None and _is_news(one, target, noted)]
    if as_json:
        for spot in spots:
            click.echo(json.dumps(_row(spot, reference)))
    else:
        for line in _lines(entry, spots, reference, found):
            click.echo(plain(line))
    for spot in fresh:
        _note(found, it, spot, reference)
    context.exit(0 if all(one.standing is Standing.ERASED for one in spots) else 1)


def _reference(words: str | None, target: str | None) -> str | None:
    """Raises Complaint where it is wanted and cannot be written."""
    message = ""
    if words is not None and without_values(words) != words:
        message = "what is to be written looks like a credential itself: name where it is kept, by --with"
    elif words is None and target is not None:
        message = "no vault store and no entry of the inventory says where it is kept: say what to write, by --with"
    if message:
        raise Complaint(message)
    return words


async def _looked(
    found: Settings,
    keys: ScannerKeys,
    incident: Incident,
    places: Sequence[Occurrence],
    words: str | None,
    target: str | None,
) -> list[Spot]:
    sources = {one.name: one for one in found.sources}
    patience, rules = _PATIENCE.total_seconds(), found.detection.rules
    async with ScanPool(keys, 1, pattern_cache(found.state), deadline=patience, rules=rules, at_once=True) as pool:
        looker = Looker(pool, keys, incident, sources, words, lambda file: _is_wanted(file, target))
        return await looker.look(places)


def _is_wanted(file: Path, target: str | None) -> bool:
    if target in {None, _ALL}:
        return target == _ALL
    return Path(target or "").absolute() == file.absolute() or target == str(file)


def _is_news(spot: Spot, target: str, noted: Collection[tuple[str, str, str | None]]) -> bool:
    """Erased, in a file that was meant, and nobody has written that down."""
    if spot.standing is not Standing.ERASED or spot.file is None or not _is_wanted(spot.file, target):
        return False
    return spot.written or (spot.first.source, spot.first.path, spot.first.commit) not in noted


def _note(found: Settings, incident: Incident, spot: Spot, reference: str | None) -> None:
    done = f"replaced by {reference}" if spot.written else spot.why
    _tell(found, incident, spot.first, done)


def _tell(found: Settings, incident: Incident, seen: Occurrence, words: str, *, done: bool = True) -> None:
    told = {"incident": incident.id, "source": seen.source, "path": seen.path, "words": words, "done": done}
    if is_running(found.state):
        ask(found.state, erased.VERB, **told)
        return
    from agent.wiring.ledger import alone

    with alone(found) as writer:
        asyncio.run(erased.answer(writer, getuser(), told, datetime.now(UTC)))


# --- logs of builds --------------------------------------------------------------------------------


def _erase(found: Settings, incident: Incident, spots: Sequence[Spot], *, sure: bool) -> list[Spot]:
    """The spots as they stand then. Raises Complaint, and click.Abort where somebody says no."""
    may = {one.name: one.ci for one in found.sources if one.ci is not None and one.ci.eraser is not None}
    opened = {name: erasing(name, ci, lambda: datetime.now(UTC)) for name, ci in may.items()}
    meant = _meant(opened, spots)
    message = ""
    if not meant:
        message = "--erase: it was seen in no log of a build that can be erased by a source with an erase_token"
        never = {name: one for name, one in _never(found).items() if any(spot.first.source == name for spot in spots)}
        message += "".join(f"; {name}: {why}" for name, why in never.items())
    if message:
        raise Complaint(message)
    _refuse_frozen(found)
    new: dict[int, Spot] = {}
    for (name, build), mine in meant.items():
        logs = asyncio.run(Logs(name, build, tuple(one.first.path for one in mine)).looked(opened[name]))
        why = "its log is gone"
        if logs.there and not sure:
            click.confirm(f"Erase {plain(build.words)}? It cannot be taken back", abort=True, err=True)
            logs = asyncio.run(logs.looked(opened[name]))  # the answer may have taken an hour
        if logs.there:
            _refuse_frozen(found)
            why = f"erased now: {build.words}"
            for spot in mine:
                _tell(found, incident, spot.first, f"erasing {build.words}", done=False)
            logs = asyncio.run(logs.erased(opened[name]))
        for spot in mine:
            new[id(spot)] = _as_it_is(spot, logs, why)
            if logs.there is False:
                _tell(found, incident, spot.first, why)
    return [new.get(id(spot), spot) for spot in spots]


def _refuse_frozen(found: Settings) -> None:
    if Freeze(found.state / FREEZE).on:
        message = "Stanch is frozen, so nothing is erased: `stanch thaw` first"
        raise Complaint(message)


def _never(found: Settings) -> dict[str, str]:
    """The sources whose provider erases no log, and what is said of that."""
    asked = {one.name: one.ci.kind for one in found.sources if one.ci is not None}
    return {name: NO_ERASING[kind] for name, kind in asked.items() if kind in NO_ERASING}


def _meant(opened: Mapping[str, Erasing], spots: Sequence[Spot]) -> dict[tuple[str, Build], list[Spot]]:
    """The logs, each with what was seen in it."""
    meant: dict[tuple[str, Build], list[Spot]] = {}
    for spot in spots:
        name = spot.first.source
        build = opened[name].meant(spot.first.path) if name in opened else None
        if build is not None:
            meant.setdefault((name, build), []).append(spot)
    return meant


def _as_it_is(spot: Spot, logs: Logs, why: str) -> Spot:
    if logs.there is False:
        return replace(spot, standing=Standing.ERASED, why=why, then="")
    return replace(spot, standing=Standing.VISIBLE if logs.there else Standing.UNKNOWN, why=logs.why)


# --- what is said ----------------------------------------------------------------------------------


def _row(spot: Spot, reference: str | None) -> dict[str, object]:
    return {
        "places": [where(one) for one in spot.seen],
        "standing": spot.standing.name.lower(),
        "why": spot.why,
        "then": spot.then,
        "written": spot.written,
        "changes": [{"line": line, "bytes": size, "with": reference} for line, size in spot.changes],
    }


def _lines(entry: Entry, spots: Sequence[Spot], reference: str | None, found: Settings) -> Iterator[str]:
    incident = entry.incident
    state = lifecycle.state(incident, datetime.now(UTC))
    dead = state in _DEAD
    yield f"incident {incident.id}: {incident.preview}: {state.value}" + (
        "" if dead else ", not proven dead: end it first"
    )
    for spot in spots:
        more = f" and {len(spot.seen) - 1} more" if len(spot.seen) > 1 else ""
        yield f"  {spot.standing.value:<14} {spot.first.source}: {place(spot.first)}{more}"
        yield f"                 {spot.why}" + (f"; {spot.then}" if spot.then else "")
        for number, size in spot.changes:
            yield f"                 line {number}: ({size} bytes) -> {reference or 'say by --with what to write'}"
    if entry.occurrences > sum(len(spot.seen) for spot in spots):
        yield f"  and {entry.occurrences - sum(len(spot.seen) for spot in spots)} more places, that are only counted"
    for name, mine in by_repository(spots).items():
        commits = sorted({one.commit for spot in mine for one in spot.seen if one.commit})
        yield f"history of {name}: {counted(len(commits), 'commit')}: {', '.join(one[:10] for one in commits[:10])}" + (
            ", ..." if len(commits) > 10 else ""  # noqa: PLR2004 - a line
        )
        source = next(one for one in found.sources if one.name == root(name, [each.name for each in found.sources]))
        url = None
        if source.remote is not None:
            url = source.remote.remote.url if source.remote.forge is None else "THE-URL-OF-ITS-REPOSITORY"
        messages = any(COMMIT_MESSAGE in one.path for spot in mine for one in spot.seen)
        tree = history.worktree(source.path) if source.remote is None else None
        told = history.guidance(str(source.path), url, dead=dead, messages=messages, reference=reference, tree=tree)
        yield from (f"  {line}" for line in told)
