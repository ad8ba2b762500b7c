"""`stanch init`: a configuration, keys, and a first look that acts on nothing."""

from __future__ import annotations

import asyncio
import errno
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import click

from agent.commands.options import config_option, state_folder
from agent.commands.output import counted, sized, tallied
from agent.complaint import Complaint
from agent.folders import LEDGER
from agent.found import Cursor, Debt, Finding, Visibility
from agent.initialise import SourceSpec, SystemSpec, discover, in_the_way, initialise
from agent.intake import Collector
from agent.ledger import LedgerFullError, LedgerView
from agent.ledger.submit import LEAD
from agent.settings import Settings, config_directory, load
from agent.wiring.daemon import wired


@click.command()
@config_option
@click.option("--owner", help="Who is told about a credential that nobody owns, e.g. security@example.com.")
@click.option(
    "--source", "sources", multiple=True, type=click.Path(path_type=Path), help="A repository, folder or log."
)
@click.option(
    "--visibility",
    type=click.Choice([visibility.value for visibility in Visibility]),
    default=Visibility.UNKNOWN.value,
    show_default=True,
    help="Who can see these sources.",
)
@click.option(
    "--system",
    "systems",
    nargs=3,
    multiple=True,
    metavar="NAME PROVIDER ENDPOINT",
    help="E.g. pg-main postgres db1.internal:5432, or bao openbao https://bao.internal:8200.",
)
@click.option(
    "--admin",
    "admins",
    nargs=3,
    multiple=True,
    metavar="NAME ROLE FILE",
    help="Stanch's own credential for a system: role (- where there is none) and the 0600 file that holds it.",
)
@click.option(
    "--state",
    "state",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder of the ledger and the keys  [default: $STATE_DIRECTORY, else ~/.local/state/stanch].",
)
@click.option("--force", is_flag=True, help="Replace an existing configuration; what was there is kept as .bak.")
def command(
    config: Path | None,
    owner: str | None,
    sources: tuple[Path, ...],
    visibility: str,
    systems: tuple[tuple[str, str, str], ...],
    admins: tuple[tuple[str, str, str], ...],
    state: Path | None,
    *,
    force: bool,
) -> None:
    """Write stanch.toml, policy.toml and inventory.toml with every key explained, make the keys, and look around once.

    Asks for what no option gives, on a terminal. Nothing is armed: Stanch observes until you edit the files.
    """
    asked = sys.stdin.isatty()
    directory = config_directory(config)
    present = in_the_way(directory.absolute(), force=force)
    if owner is None:
        if not asked:
            message = "name who is told when nobody owns a credential: --owner security@example.com"
            raise Complaint(message)
        owner = click.prompt("Who is told about a credential that nobody owns (a mail address)")
    if not sources and asked:
        given = click.prompt("Repositories, folders and logs to watch (separated by spaces)", default=".")
        sources = tuple(Path(word) for word in _words(given))
    sources = tuple(path.expanduser() for path in sources)
    known = {name: (role, Path(file).expanduser().absolute()) for name, role, file in admins}
    strangers = sorted(known.keys() - {name for name, _, _ in systems})
    if strangers:
        message = f"--admin {strangers[0]}: no --system of that name; name it in both"
        raise Complaint(message)
    written = initialise(
        directory,
        fallback_owner=owner,
        sources=[SourceSpec(path.absolute(), discover(path), visibility=Visibility(visibility)) for path in sources],
        systems=[_system(*row, known.get(row[0])) for row in systems],
        state=None if state is None else state.expanduser().absolute(),
        own=state_folder(config) if directory.absolute() / "stanch.toml" in present else None,
        force=force,
    )
    for path in (*written.files, *written.backups):
        click.echo(f"wrote {path}")
    if written.settings.sources:
        failure: Complaint | None = None
        try:
            asyncio.run(_look(load(directory)))
        except Exception as error:  # only a full disk is told in our words, wherever it shows
            failure = without_room(error, written.settings.state)
            if failure is None:
                raise
        if failure:
            raise failure
        click.echo(
            "Nothing is armed. Next: read stanch.toml, then `stanch run`; `stanch incidents` lists what was found."
        )
    else:
        click.echo(
            f"Nothing is armed, and nothing is watched. Next: add [[sources]] to {written.files[0]}, `stanch run`."
        )


def without_room(error: Exception, state: Path) -> Complaint | None:
    """What is written nevertheless, and what goes on with the first look; None: it failed for another reason."""
    if isinstance(error, ExceptionGroup):
        return next(filter(None, (without_room(one, state) for one in error.exceptions)), None)
    if not isinstance(error, LedgerFullError) and getattr(error, "errno", None) not in {errno.ENOSPC, errno.EDQUOT}:
        return None
    return Complaint(
        f"{state / LEDGER}: no room on its disk: the first look was not taken to its end. The configuration and the "
        "keys are written and whole: make room, then `stanch run` goes on with that look; `init` need not be run again"
    )


def _words(given: str) -> list[str]:
    try:
        return shlex.split(given)
    except ValueError:
        return given.split()


def _system(name: str, provider: str, endpoint: str, admin: tuple[str, Path] | None) -> SystemSpec:
    role, file = admin or (None, None)
    return SystemSpec(name, provider, (endpoint,), admin_file=file, admin_role=None if role == "-" else role)


async def _look(settings: Settings) -> None:
    """Every source once, into the ledger; nobody is asked and nothing is done."""
    async with wired(settings) as daemon:
        looked = Looked(daemon.intake.collector)
        intake = replace(daemon.intake, collector=looked)
        for source in daemon.sources:
            await daemon.prepare(source.name)
            seen = await intake.read(source, None)
            partial = f", {counted(seen.debts, 'thing')} not read" if seen.debts else ""
            click.echo(f"looked at {source.name}: {sized(seen.bytes)}{partial}")
    with LedgerView(settings.state / LEDGER) as ledger:
        click.echo(f"found {looked.found(ledger)} in what was there before (the backlog)")


@dataclass
class Looked:
    """Hands on to the ledger, and remembers by what each find is known there: a ledger may hold more than this look."""

    collector: Collector
    marks: dict[str, None] = field(default_factory=dict)

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        await self.collector.submit(findings, cursor, at=at, debts=debts, read=read)
        for finding in findings:
            self.marks[finding.canonical] = None
            if finding.type is None:
                # The value of a lead may be known as a part of a credential.
                self.marks.update(dict.fromkeys(finding.fingerprints.values()))

    def found(self, ledger: LedgerView) -> str:
        kinds = [entry.incident.type for entry in ledger.with_fingerprints(tuple(self.marks))]
        leads = kinds.count(LEAD)
        return tallied(len(kinds) - leads, leads)
