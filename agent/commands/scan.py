"""`stanch scan PATH...`: look for credentials now, without configuration, network or actions.

Keys are made for this one scan and thrown away, so nothing that it prints or leaves can open or recognise a value.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from agent.commands.options import columns, person
from agent.commands.shown import place, plain
from agent.complaint import Complaint
from agent.initialise import discover
from agent.intake import Intake
from agent.model import Cursor, Debt, Finding, Source, Visibility
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.settings import SourceKind
from agent.sources.git import GitSource
from agent.sources.tree import TreeSource, repositories
from detectors.base import Confidence
from detectors.registry import rules_hash

FOUND, TROUBLE = 1, 2
_INNER = 500


@dataclass
class Findings:
    """What a scan without a ledger found: by credential, in the order of their first place."""

    by_credential: dict[str, list[Finding]] = field(default_factory=dict)
    debts: list[Debt] = field(default_factory=list)

    async def submit(
        self,
        findings: Sequence[Finding],
        _cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        del at, read
        for finding in findings:
            places = self.by_credential.setdefault(finding.canonical, [])
            if all(finding.occurrence != other.occurrence for other in places):
                places.append(finding)
        self.debts.extend(debt for debt in debts if debt not in self.debts)


def _sources(paths: Sequence[Path]) -> list[Source]:
    sources: list[Source] = []
    for path in paths:
        if not path.exists():
            message = f"{path}: there is no such file or folder"
            raise Complaint(message)
        if discover(path) is SourceKind.GIT:
            sources.append(GitSource(str(path), path, Visibility.UNKNOWN))
            if not (path / "HEAD").is_file():
                # What was never committed leaks just as well.
                sources += _tree(path, f"{path} (files)")
        else:
            sources += _tree(path, str(path))
    return sources


def _tree(path: Path, name: str) -> list[Source]:
    """The files below a folder, and the history of each repository among them; more of those than that are a debt."""
    inner = [folder for folder in repositories(path) if folder][:_INNER]
    tree = TreeSource(name, path, Visibility.UNKNOWN, elsewhere={"", *inner})
    return [*(GitSource(str(path / folder), path / folder, Visibility.UNKNOWN) for folder in inner), tree]


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "stanch" / "patterns"


async def _scan(sources: Sequence[Source], workers: int) -> tuple[Findings, int]:
    found = Findings()
    total = 0
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(
            ScanPool(
                ResponderKeys.generate().scanner, workers, _cache(), deadline=timedelta(minutes=10).total_seconds()
            )
        )
        intake = Intake(found, pool, rules_hash(), lambda: datetime.now(UTC), width=workers * 2)
        progress = _progress() if sys.stderr.isatty() else None
        if progress:
            stack.enter_context(progress)
        for source in sources:
            task = progress.add_task(plain(source.name), total=None) if progress else None
            total += (await intake.read(source, None)).bytes
            if progress and task is not None:
                progress.update(task, total=1, completed=1)
    return found, total


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _rows(found: Findings, *, leads: bool) -> list[tuple[Finding, list[Finding]]]:
    return [
        (places[0], places)
        for places in found.by_credential.values()
        if leads or places[0].confidence is not Confidence.LEAD
    ]


def _table(rows: list[tuple[Finding, list[Finding]]]) -> Table:
    made = Table(box=None, pad_edge=False)
    for name in ("credential", "where", "by"):
        made.add_column(name, overflow="fold")
    for first, places in rows:
        where = place(first.occurrence) + (f" (+{len(places) - 1})" if len(places) > 1 else "")
        made.add_row(Text(plain(first.preview)), Text(where), Text(plain(first.occurrence.author or "")))
    return made


def _json(first: Finding, places: list[Finding]) -> str:
    seen = [
        {
            "source": one.occurrence.source,
            "path": one.occurrence.path,
            "line": one.occurrence.line,
            "commit": one.occurrence.commit,
            "author": one.occurrence.author,
        }
        for one in places
    ]
    row = {"type": first.type, "confidence": first.confidence.value, "preview": first.preview, "places": seen}
    return json.dumps(row)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), help="[default: table; jsonl in a pipe]")
@click.option("--leads/--no-leads", default=True, help="Also what only looks like a credential.  [default: yes]")
@click.option("--workers", default=os.cpu_count() or 1, show_default="all cores", help="Scanner processes.")
@click.pass_context
def command(context: click.Context, paths: tuple[Path, ...], form: str | None, workers: int, *, leads: bool) -> None:
    """Look for credentials in PATHS: repositories (all history, and the files), folders, files.

    Nothing is sent anywhere and nothing is done to what is found. Values are never shown.

    Exit code: 0 nothing found, 1 something found, 2 an error, or part could not be read (it is listed).
    """
    found, size = asyncio.run(_scan(_sources(paths), max(workers, 1)))
    rows = _rows(found, leads=leads)
    if (form or ("table" if person() else "jsonl")) == "jsonl":
        for first, places in rows:
            click.echo(_json(first, places))
    elif rows:
        Console(width=columns()).print(_table(rows))
    for debt in found.debts:
        click.echo(f"not read: {plain(debt.path)}: {plain(debt.reason)}", err=True)
    words = f"{len(rows)} credentials in {size / 1e6:.1f} MB" if rows else f"nothing found in {size / 1e6:.1f} MB"
    click.echo(f"{words}{', PARTIAL: see what was not read' if found.debts else ''}", err=True)
    context.exit(TROUBLE if found.debts else FOUND if rows else 0)
