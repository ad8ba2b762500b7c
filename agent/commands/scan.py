"""`stanch scan PATH...`: look for credentials now, without configuration, network or actions.

Keys are made for this one scan and thrown away, so nothing that it prints or leaves can open or recognise a value.
What cannot be read makes it partial (exit code 2). What is not looked into by intention, because somebody excluded it
or since no scan does (archives, what only a reflog leads to), is said as a note and changes no exit code: most
repositories have some of it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from agent.commands import sarif
from agent.commands.options import columns, json_option, person
from agent.commands.shown import place, plain
from agent.complaint import Complaint
from agent.initialise import discover
from agent.intake import Intake
from agent.model import Chunk, Cursor, Debt, Finding, Visibility
from agent.scan.names import without_values
from agent.scan.pool import ScanPool
from agent.scan.wire import Result
from agent.seal import ResponderKeys
from agent.settings import SourceKind
from agent.sources.git import GitSource
from agent.sources.sieve import Sieve, named, unreached
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


def _sources(paths: Sequence[Path], globs: Sequence[str]) -> list[Sieve]:
    sources: list[Sieve] = []
    for path in dict.fromkeys(paths):
        if not path.exists():
            message = f"{path}: there is no such file or folder"
            raise Complaint(message)
        if discover(path) is SourceKind.GIT:
            sources.append(Sieve(GitSource(str(path), path, Visibility.UNKNOWN), path, "", globs))
            if not (path / "HEAD").is_file():
                # What was never committed leaks just as well.
                sources += _tree(path, f"{path} (files)", globs)
        else:
            sources += _tree(path, str(path), globs)
    return sources


def _tree(path: Path, name: str, globs: Sequence[str]) -> list[Sieve]:
    """The files below a folder, and the history of each repository among them; more of those than that are a debt."""
    wanted = [folder for folder in repositories(path) if folder and not named(folder, globs)]
    inner = wanted[:_INNER]
    tree = TreeSource(name, path, Visibility.UNKNOWN, elsewhere={"", *inner})
    history = (
        # Its name is shown, and the folder's name is the tree's word.
        Sieve(GitSource(without_values(str(path / folder)), path / folder, Visibility.UNKNOWN), path, folder, globs)
        for folder in inner
    )
    return [*history, Sieve(tree, path, None, globs)]


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "stanch" / "patterns"


@dataclass(frozen=True, slots=True)
class _Watched:
    """The scanners, and who is told how many bytes each chunk came to."""

    pool: ScanPool
    told: Callable[[int], None]

    async def scan(self, chunk: Chunk) -> Result:
        result = await self.pool.scan(chunk)
        self.told(result.bytes)
        return result


async def _scan(sources: Sequence[Sieve], workers: int) -> tuple[Findings, int, list[str]]:
    """What was found, in how many bytes, and what is said besides."""
    found = Findings()
    total = 0
    keys, patience = ResponderKeys.generate().scanner, timedelta(minutes=10).total_seconds()
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(ScanPool(keys, workers, _cache(), deadline=patience))
        progress = _progress() if sys.stderr.isatty() else None
        if progress:
            stack.enter_context(progress)
        for source in sources:
            task = progress.add_task(plain(source.name), total=None) if progress else None

            def told(size: int, task: object = task) -> None:
                if progress and task is not None:
                    progress.advance(task, size)  # type: ignore[arg-type]  # it is what add_task gave

            intake = Intake(found, _Watched(pool, told), rules_hash(), lambda: datetime.now(UTC), width=workers * 2)
            seen = await intake.read(source, None)
            total += seen.bytes
            if progress and task is not None:
                progress.update(task, total=seen.bytes or 1, completed=seen.bytes or 1)
    return found, total, await _notes(sources)


async def _notes(sources: Sequence[Sieve]) -> list[str]:
    """What was not looked into by intention: no debt, but nothing to keep silent about either."""
    notes = []
    if excluded := sum(source.excluded for source in sources):
        globs = ", ".join(sources[0].globs)
        notes.append(f"excluded: {excluded} files, versions of files and repositories ({globs})")
    if archives := sum(len(source.archives) for source in sources):
        notes.append(f"not looked into: {archives} archives and compressed files")
    return notes + [
        f"not looked into: {source.name}: {words}"
        for source in sources
        if source.repository is not None and (words := await unreached(source.root / source.repository))
    ]


def _progress() -> Progress:
    """On standard error, and gone at the end. A pulse while nobody knows how much there is."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
    )
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
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "sarif"]),
    help="json and jsonl: a line of JSON a credential.  [default: table; jsonl in a pipe]",
)
@json_option
@click.option(
    "--exclude",
    "globs",
    multiple=True,
    metavar="GLOB",
    help="Leave out what has such a name, or is in a folder that has; may be given several times.",
)
@click.option("--leads/--no-leads", default=True, help="Also what only looks like a credential.  [default: yes]")
@click.option("--workers", default=os.cpu_count() or 1, show_default="all cores", help="Scanner processes.")
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    form: str | None,
    globs: tuple[str, ...],
    workers: int,
    *,
    as_json: bool,
    leads: bool,
) -> None:
    """Look for credentials in PATHS: repositories (all history, and the files), folders, files.

    Nothing is sent anywhere and nothing is done to what is found. Values are never shown.

    Exit code: 0 nothing found, 1 something found, 2 an error, or part could not be read (it is listed).
    """
    began = datetime.now(UTC)
    sources = _sources(paths, globs)
    found, size, notes = asyncio.run(_scan(sources, max(workers, 1)))
    rows = _rows(found, leads=leads)
    code = TROUBLE if found.debts else FOUND if rows else 0
    match form or ("jsonl" if as_json or not person() else "table"):
        case "sarif":
            every = [places for _, places in rows]
            ended = datetime.now(UTC)
            click.echo(sarif.document(every, found.debts, sources, notes=notes, code=code, began=began, ended=ended))
        case "table":
            if rows:
                Console(width=columns()).print(_table(rows))
        case _:
            for first, places in rows:
                click.echo(_json(first, places))
    for debt in found.debts:
        click.echo(f"not read: {plain(debt.path)}: {plain(debt.reason)}", err=True)
    for note in notes:
        click.echo(plain(note), err=True)
    words = f"{len(rows)} credentials in {size / 1e6:.1f} MB" if rows else f"nothing found in {size / 1e6:.1f} MB"
    click.echo(f"{words}{', PARTIAL: see what was not read' if found.debts else ''}", err=True)
    context.exit(code)
