"""`stanch inventory`: the register of credentials that should exist."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.commands.options import config_option, settings, tolerant, view
from agent.commands.output import columns, json_option
from agent.commands.value import Piped, from_option, read_value
from agent.complaint import Complaint
from agent.folders import LEDGER
from agent.inventory.kept import KeptPath
from agent.inventory.proof import overdue, unprovable
from agent.keys import known_keys
from agent.ledger import LedgerView
from agent.printable import plain
from agent.record import stamp
from agent.settings import ProbeMode, Settings, SettingsError


@click.group()
def command() -> None:
    """List, check and extend inventory.toml: who may have a credential, and how it will be removed."""


@command.command("list", short_help="List the entries, and the paths of vault stores that are read.")
@config_option
@json_option
def list_(config: Path | None, *, as_json: bool) -> None:
    """List the entries, and the paths of vault stores that are read: what stands there is an entry, too."""
    found = settings(config)
    entries, kept = found.inventory.entries, _kept(found)
    if as_json:
        for entry in entries:
            row = {"name": entry.name, "owner": entry.owner, "type": entry.type, "environment": entry.environment}
            more = {"expires": entry.expires.isoformat() if entry.expires else None, "protected": entry.protected}
            click.echo(json.dumps(row | more | {"canary": entry.canary, "removal": entry.removal}))
        for path in kept:
            row = {"name": path.name, "owner": path.owner or None, "type": path.type or None}
            more = {
                "environment": path.environment or None,
                "expires": path.expires.isoformat() if path.expires else None,
            }
            dates = {"created": path.created, "changed": path.changed}
            said = {name: stamp(at) if at else None for name, at in dates.items()}
            rest = {"purpose": path.purpose, "removal": path.removal, "source": path.source, "path": path.path}
            click.echo(json.dumps(row | more | said | rest))
        return
    made = Table(box=None, pad_edge=False)
    for name in ("entry", "owner", "type", "expires", ""):
        made.add_column(name, overflow="fold")
    for entry in entries:
        marks = ", ".join(word for word, is_so in (("protected", entry.protected), ("canary", entry.canary)) if is_so)
        cells = (entry.name, entry.owner, entry.type or "", entry.expires.isoformat() if entry.expires else "", marks)
        made.add_row(*(Text(plain(cell)) for cell in cells))
    for path in kept:
        expires = path.expires.isoformat() if path.expires else ""
        made.add_row(*(Text(plain(cell)) for cell in (path.name, path.owner, path.type, expires, path.purpose)))
    Console(width=columns()).print(made)


def _kept(found: Settings) -> tuple[KeptPath, ...]:
    """As the daemon read them last; before it ever ran, none."""
    if not (found.state / LEDGER).exists():
        return ()
    with LedgerView(found.state / LEDGER) as ledger:
        return ledger.kept_paths()


@command.command("check", short_help="Name each entry that is overdue, or whose removal is not told.")
@config_option
@json_option
@click.pass_context
def check(context: click.Context, config: Path | None, *, as_json: bool) -> None:
    """Name every entry that nobody wrote a removal for, those whose removal nobody could prove, and those that have
    expired, are too old, or were not said to be needed for a year. Exit code 1 when there are any.
    """
    found = settings(config)
    inventory, mode = found.inventory, found.probe.mode
    today = datetime.now(UTC).date()
    asks = {"others": mode is ProbeMode.ALL, "probe": mode is not ProbeMode.OFF}
    problems = [*inventory.findings, *(unprovable(entry, found.systems, **asks) for entry in inventory.entries)]
    oldest = found.hygiene.oldest
    problems += [problem for entry in inventory.entries for problem in overdue(entry, today, oldest=oldest)]
    problems = [problem for problem in problems if problem]
    if as_json:
        click.echo(json.dumps({"entries": len(inventory.entries), "problems": problems}))
        context.exit(1 if problems else 0)
    for problem in problems:
        click.echo(plain(problem))
    if not problems:
        click.echo(f"ok: {len(inventory.entries)} entries, each with a removal that can be proven, and none overdue")
    context.exit(1 if problems else 0)


@command.command("hygiene", short_help="Say what is wrong with how vault stores keep values.")
@config_option
@json_option
@click.option("--owner", default=None, help="Only what is this owner's.")
@click.pass_context
def hygiene(context: click.Context, config: Path | None, owner: str | None, *, as_json: bool) -> None:
    """Say what is wrong with how values are kept in vault stores, as the daemon saw it. Exit code 1 if anything is."""
    fallback = tolerant(config).fallback_owner
    with view(config) as ledger:
        found = [one for one in ledger.hygiene() if owner is None or (one.owner or fallback) == owner]
    if as_json:
        for one in found:
            row = {"kind": one.kind.value, "source": one.source, "path": one.path, "owner": one.owner or fallback}
            click.echo(json.dumps(row | {"named": bool(one.owner), "detail": one.detail, "since": stamp(one.since)}))
        context.exit(1 if found else 0)
    made = Table(box=None, pad_edge=False)
    for name in ("what", "path", "owner", "why"):
        made.add_column(name, overflow="fold")
    for one in found:
        cells = (one.kind.value, f"{one.source}: {one.path}", one.owner or f"{fallback} (nobody)", one.detail)
        made.add_row(*(Text(plain(cell)) for cell in cells))
    if found:
        Console(width=columns()).print(made)
    else:
        click.echo("ok: nothing is wrong with what is kept in the vaults that are read")
    context.exit(1 if found else 0)


@command.command("add", cls=Piped, short_help="Append an entry for a value from standard input.")
@config_option
@from_option
@click.option("--name", required=True, help="What the entry is called.")
@click.option("--owner", required=True, help="Who is told, and who answers for it.")
@click.option("--removal", required=True, help="How it is ended, and by whom.")
@click.option("--proof", default="", help="How a person sees that it is gone, where Stanch cannot ask.")
@click.option("--purpose", default="", help="What it is for.")
@click.option("--stored", default="", help="Where it is kept.")
@click.option("--environment", default="production", show_default=True)
@click.option("--protected", is_flag=True, help="Probed, but never acted on.")
@click.option("--canary", is_flag=True, help="A bait: neither probed nor acted on.")
def add(config: Path | None, place: str | None, *, protected: bool, canary: bool, **words: str) -> None:
    """Read a value from standard input and append an entry with its fingerprint to inventory.toml."""
    found = settings(config)
    known = read_value(place, found.systems)
    if place is not None and not words["stored"]:
        words["stored"] = place
    if len(known) != 1:
        message = f"there are {len(known)} credentials in it: add them one by one"
        raise Complaint(message)
    rows = {name: value for name, value in words.items() if value}
    rows |= {"type": known[0].kind.name} if known[0].kind else {}
    rows["fingerprint"] = known[0].fingerprint(known_keys(found.state, marked=found.inventory.marked))
    lines = [f"{name} = {json.dumps(value)}" for name, value in rows.items()]
    lines += [f"{name} = true" for name, is_so in (("protected", protected), ("canary", canary)) if is_so]
    path = found.directory / "inventory.toml"
    before = path.read_text() if path.exists() else ""
    _replace(path, "\n".join([before.rstrip("\n"), "", "[[credentials]]", *lines, ""]).lstrip("\n"))
    try:
        settings(config)
    except SettingsError:
        _replace(path, before)
        raise
    click.echo(f"{path}: added {plain(words['name'])}; a running daemon reads it when it starts again")


def _replace(path: Path, text: str) -> None:
    """Whole or not at all: the daemon may read it at any moment."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text)
    fresh.chmod(0o600)
    fresh.replace(path)
