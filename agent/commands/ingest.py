"""`stanch ingest REPORT`: what another scanner found goes the way of what ours find.

Its values are matched to our types in a scanner process with keys for this one run; what they are of a type is sealed
for the daemon and handed over by its control socket (agent/pasted.py), with the place that the report names.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import click

from agent.commands import fitted, jsonl
from agent.commands.options import config_option, is_running, settings
from agent.commands.output import counted, json_option, person, several, tallied
from agent.commands.scan import FOUND, TROUBLE, cells
from agent.complaint import Complaint, refused
from agent.control import ask, listens
from agent.folders import config_directory, pattern_cache
from agent.found import Debt, Finding
from agent.printable import plain
from agent.reports.match import Matched, match
from agent.reports.places import Root
from agent.reports.read import LARGEST, Report, read
from agent.rules.rule import Rule
from agent.scan.names import without_values
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys, seal
from agent.settings import Settings, SourceKind

_AT_ONCE: Final = 32
_LONGEST: Final = 32_768  # bytes of a sealed value; what the control socket takes is twice that
_PATIENCE: Final = timedelta(minutes=2)


@click.command()
@click.argument("report", type=click.Path())
@config_option
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where the report's paths count from: a hidden value is read again there. May be given several times.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be handed over, and hand over nothing.")
@json_option
@click.pass_context
def command(
    context: click.Context, report: str, config: Path | None, roots: tuple[Path, ...], *, dry_run: bool, as_json: bool
) -> None:
    """Hand what another scanner found to the daemon: from REPORT, or - for standard input.

    Kingfisher and Betterleaks (JSON, JSONL), Gitleaks (JSON), TruffleHog (JSONL), ggshield (JSON) and SARIF are told
    apart by themselves. A value that the report hides is read again at the place that it names, below --root or in
    the sources of stanch.toml. The report holds values in plain: remove it afterwards.

    Without a running daemon, or with --dry-run, it is shown as by `stanch scan`.

    Exit code: 0 all of it was handed over (or it holds nothing), 1 shown and not handed over, 2 an error, or part was
    not understood or not found again (it is listed, by its number in the report).
    """
    found = _read(report)
    configured = _configured(config)
    running = configured is not None and not dry_run and is_running(configured.state)
    keys = ResponderKeys.generate()
    began = datetime.now(UTC)
    places = [*map(Root, roots), *(_sources(configured) if configured else ())]
    matched = asyncio.run(_matched(keys, found, places, configured.detection.rules if configured else ()))
    findings = [one for each in matched for one in each.findings if not one.suppressed]
    failed = [*found.problems, *((each.entry.index, each.why) for each in matched if each.why)]
    if running and configured:
        failed += _handed_over(configured, keys, matched, as_json=as_json)
    else:
        seconds = (datetime.now(UTC) - began).total_seconds()
        paths = {each.entry.index: without_values(each.entry.path) for each in matched}
        debts = [Debt(report, paths.get(index, ""), f"entry {index}: {why}") for index, why in sorted(failed)]
        _show(findings, debts, len(matched), seconds, as_json=as_json)
        if not dry_run and findings:
            click.echo("no daemon runs, so nothing was handed over", err=True)
    for index, why in sorted(failed):
        click.echo(f"entry {index}: {plain(why)}", err=True)
    for each in matched:
        for one in each.findings:
            if one.suppressed:
                click.echo(f"entry {each.entry.index}: left out: {one.suppressed}", err=True)
    context.exit(TROUBLE if failed else FOUND if findings and not running else 0)


def _read(report: str) -> Report:
    """Raises Complaint, which names the file."""
    failure = ""
    try:
        return read(_content(report))
    except Complaint as complaint:
        failure = str(complaint)
    raise Complaint(failure if failure.startswith((report, "that is a URL")) else f"{report}: {failure}")


def _content(report: str) -> bytes:
    """Raises Complaint."""
    failure: Complaint
    try:
        if report == "-":
            if sys.stdin is not None:
                return sys.stdin.buffer.read(LARGEST + 1)
            message = "-: standard input is closed: pipe a report into it"
            raise Complaint(message)
        with Path(report).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        failure = refused(error, report) or Complaint(f"{report}: cannot be read ({error.strerror})")
    raise failure


def _configured(config: Path | None) -> Settings | None:
    """None where there is no configuration, and none was named."""
    if config is None and not (config_directory() / "stanch.toml").exists():
        return None
    return settings(config)


def _sources(found: Settings) -> Iterable[Root]:
    here = {SourceKind.GIT, SourceKind.TREE, SourceKind.LOG}
    watched = (one for one in found.sources if one.kind in here and one.remote is None)
    return (Root(one.path, one.name, one.visibility, one.kind, beside=bool(one.of)) for one in watched)


async def _matched(
    keys: ResponderKeys, report: Report, roots: Sequence[Root], rules: tuple[Rule, ...]
) -> list[Matched]:
    """In the order of the report."""
    patience = _PATIENCE.total_seconds()
    async with ScanPool(keys.scanner, 1, pattern_cache(), deadline=patience, rules=rules, at_once=True) as pool:
        made: list[Matched] = []
        for start in range(0, len(report.entries), _AT_ONCE):
            entries = report.entries[start : start + _AT_ONCE]
            made += await asyncio.gather(*(match(pool, entry, roots) for entry in entries))
        return made


def _handed_over(
    found: Settings, keys: ResponderKeys, matched: Sequence[Matched], *, as_json: bool
) -> list[tuple[int, str]]:
    """What was not, with the reason."""
    public = bytes.fromhex(json.loads(ask(found.state, "sealing-key"))["public"])
    failed: list[tuple[int, str]] = []
    count = 0
    incidents: set[int] = set()
    for each in matched:
        for one in each.findings:
            if one.suppressed:
                continue
            sealed = seal(public, keys.open(one.sealed))
            if len(sealed) > _LONGEST:
                failed.append((each.entry.index, "it is too long for a credential"))
                continue
            try:
                numbers = json.loads(_asked(found.state, one, sealed))
            except Complaint as complaint:
                if not listens(found.state):
                    raise
                failed.append((each.entry.index, str(complaint)))  # what is in the way of one is in no other's
                continue
            count += 1
            incidents.update(numbers)
            if as_json:
                click.echo(json.dumps({"entry": each.entry.index, "incidents": numbers, "preview": one.preview}))
    named = "incident" if len(incidents) == 1 else "incidents"
    listed = ", ".join(map(str, sorted(incidents)[:20])) + (", ..." if len(incidents) > 20 else "")  # noqa: PLR2004 - a line
    click.echo(
        f"{counted(count, 'finding')} handed over: {named} {listed}" if count else "nothing to hand over", err=as_json
    )
    return failed


def _asked(state: Path, one: Finding, sealed: bytes) -> str:
    place = one.occurrence
    return ask(
        state,
        "report",
        type=one.type,
        sealed=base64.b64encode(sealed).decode(),
        confidence=one.confidence.value,
        visibility=place.visibility.value,
        place={
            "source": place.source,
            "path": place.path[:4096],
            "line": place.line,
            "end_line": place.end_line,
            "commit": place.commit,
            "author": place.author,
            "start": place.start,
            "end": place.end,
            "stands": place.lines,
        },
    )


def _show(findings: Sequence[Finding], debts: Sequence[Debt], entries: int, seconds: float, *, as_json: bool) -> None:
    by: dict[str, list[Finding]] = {}
    for one in findings:
        by.setdefault(one.canonical, []).append(one)
    rows = list(by.values())
    if as_json or not person():
        for one in findings:
            click.echo(jsonl.line(one))
        click.echo(jsonl.summary(rows, debts, (), {}, size=0, seconds=seconds))
    elif rows:
        named = several(one.occurrence.source for one in findings)
        fitted.show(("credential", fitted.WHERE, "by"), cells(rows, named=named), ("by",))
    leads = jsonl.number_of_leads(rows)
    click.echo(f"{tallied(len(rows) - leads, leads)} in {entries} {'entry' if entries == 1 else 'entries'}", err=True)
