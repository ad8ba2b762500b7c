"""`stanch whose`: does anybody know this value? Answered here, from the ledger and the inventory; nothing is asked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from agent.commands.options import config_option, settings
from agent.commands.output import json_option, place
from agent.commands.shown import facts, kept_at, where
from agent.commands.value import Known, Piped, read_value
from agent.folders import LEDGER
from agent.found import Occurrence
from agent.inventory.register import Entry as Registered
from agent.keys import known_keys
from agent.ledger import Entry, LedgerView
from agent.ledger.vaults import KeptAt
from agent.printable import plain
from agent.response import lifecycle
from agent.seal import ScannerKeys
from agent.settings import Settings


@click.command(cls=Piped)
@config_option
@json_option
@click.pass_context
def command(context: click.Context, config: Path | None, *, as_json: bool) -> None:
    """Read a value from standard input and say who owns it, where it was seen and how it stands.

    Exit code 1 when it is known (it leaked, or it is in the inventory), 0 when nobody knows it.
    """
    found = settings(config)
    if not found.inventory.entries:
        LedgerView(found.state / LEDGER).close()  # raises: there is nobody to ask, and no keys are made for it
    keys = known_keys(found.state, marked=found.inventory.marked)
    told = [_about(found, keys, known) for known in read_value()]
    known = any(one.entry or one.seen or one.kept for one in told)
    if not known:
        LedgerView(found.state / LEDGER).close()  # raises: without one, "nobody" would be more than is known
    for one in told:
        if as_json:
            click.echo(json.dumps(one.row()))
        else:
            for line in one.lines():
                click.echo(plain(line))
    if not known and not as_json:
        click.echo("nobody here knows it: not in the inventory, not in any incident")
    context.exit(1 if known else 0)


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of one credential: its entry, the vaults' paths, and its incidents with their places."""

    known: Known
    entry: Registered | None
    seen: tuple[tuple[Entry, tuple[Occurrence, ...]], ...]
    kept: tuple[KeptAt, ...] = ()

    def lines(self) -> list[str]:
        entry = self.entry
        lines = [f"{self.known.title}: inventory entry {entry.name}, owner {entry.owner}"] if entry else []
        lines.extend(kept_at(one) for one in self.kept)
        for seen, places in self.seen:
            incident = seen.incident
            state = lifecycle.state(incident, datetime.now(UTC)).value
            lines.append(f"incident {incident.id}: {incident.preview}: {state}, owner {incident.owner.name}")
            lines.extend(f"  seen in {one.source}: {place(one)}" for one in places)
        return lines

    def row(self) -> dict[str, object]:
        kind, now = self.known.kind, datetime.now(UTC)
        return {
            "type": kind.name if kind else None,
            "preview": self.known.title,
            "entry": {"name": self.entry.name, "owner": self.entry.owner} if self.entry else None,
            "kept": [asdict(one) for one in self.kept],
            "incidents": [facts(seen, now) | {"places": [where(one) for one in places]} for seen, places in self.seen],
        }


def _about(found: Settings, keys: ScannerKeys, known: Known) -> _About:
    marks = known.marks(keys)
    entry = found.inventory.by_fingerprint(marks)
    path = found.state / LEDGER
    if not path.exists():
        return _About(known, entry, ())
    with LedgerView(path) as ledger:
        seen = ledger.with_fingerprints(marks)
        places = tuple((each, ledger.occurrences(each.incident.id)) for each in seen)
        return _About(known, entry, places, ledger.kept_at(marks))
