"""`stanch scan PATH...`: look for credentials now, without configuration, network or actions.

`stanch scan -` reads standard input, and as JSON each finding in it is written when it is found; `stanch scan --staged`
what `git commit` would record, also as its hook.

What cannot be read makes it partial (exit code 2). What is not looked into by intention, because somebody excluded it,
is said as a note and changes no exit code. Nor does what a comment or a baseline leaves out, which is counted, and
listed on request.
"""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from agent.commands import bare, given, jsonl
from agent.commands.output import counted, json_option, person, place, several, sized, tallied
from agent.complaint import Complaint
from agent.found import Finding, is_of_leads
from agent.printable import plain
from agent.sources.stdin import NAME
from detectors.base import Confidence

if TYPE_CHECKING:
    from rich.text import Text

    from agent.seal import ResponderKeys
    from agent.sources.git.staged import Index

FOUND, TROUBLE, SIGNALLED = 1, 2, 128
_LISTED: Final = 20  # of what was not read, in a terminal
_NOT_COMMITTED: Final = {
    FOUND: (
        "stanch: take the value out of the file and `git add` it again: a program can read it from its environment.\n"
        "If it is none: say `stanch:allow` in a comment on its line, or `stanch baseline FILE`, which takes in all "
        "that is found in it now: look at it first."
    ),
    TROUBLE: "stanch: what is listed as not read may hold one: unstage it, or leave it out with --exclude NAME",
}


def _rows(found: bare.Findings, *, leads: bool) -> list[Sequence[Finding]]:
    return [places for places in found.by_credential.values() if _counts(places, leads=leads)]


def _counts(places: Sequence[Finding], *, leads: bool) -> bool:
    return leads or places[0].confidence is not Confidence.LEAD


def _code(done: bare.Scan, rows: Sequence[Sequence[Finding]]) -> int:
    if done.stopped:
        return SIGNALLED + done.stopped
    return TROUBLE if done.found.debts else FOUND if rows else 0


@dataclass(slots=True)
class _AtOnce:
    """Writes what is found in standard input when it is found: it may never end. `shown`: the ids of those.

    Of what has an end everything is written then, credential by credential.
    """

    leads: bool
    reveal: bool
    shown: set[int] = field(default_factory=set)

    def tell(self, finding: Finding, found: bare.Findings, keys: ResponderKeys) -> None:
        if finding.occurrence.source == NAME and _counts(found.by_credential[finding.canonical], leads=self.leads):
            self.shown.add(id(finding))
            click.echo(jsonl.line(finding, bare.value(keys, finding) if self.reveal else None))


def cells(rows: Iterable[Sequence[Finding]], *, named: bool) -> list[Sequence[Text]]:
    """A credential a row, with its first place (`named`: and its source) and how many more there are; who, or why."""
    from rich.text import Text

    made: list[Sequence[Text]] = []
    for places in rows:
        first = places[0]
        where = place(first.occurrence, named=named)
        where += f" (+{len(places) - 1})" if len(places) > 1 else ""
        who = first.suppressed or first.occurrence.author or ""
        made.append((Text(plain(first.preview)), Text(where), Text(plain(who))))
    return made


def _private() -> None:
    """Values go to a terminal, a pipe or a file that nobody else can read. Raises Complaint."""
    mode = os.fstat(sys.stdout.fileno()).st_mode
    # A pipe without a name has 0600.
    if (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)) and mode & 0o077:
        message = "--reveal: others can read the file that this would be written to: `umask 077` first, and remove it"
        raise Complaint(message)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(readable=False))
@click.option(
    "--staged", is_flag=True, help="What `git commit` would record: of the working tree here, or of those in PATHS."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl", "sarif"]),
    help="json and jsonl: a line of JSON a finding, and a last one that sums up.  "
    "[default: table; jsonl in a pipe, but for --staged]",
)
@json_option
@click.option(
    "--exclude",
    "globs",
    multiple=True,
    metavar="GLOB",
    help="Leave out what has such a name, or is in a folder that has; may be given several times.",
)
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Rules besides ours: a file of your own, of Gitleaks, Betterleaks or Kingfisher; or a folder of them.",
)
@click.option("--leads/--no-leads", default=True, help="Also what only looks like a credential.  [default: yes]")
@click.option(
    "--why-not",
    is_flag=True,
    help="Also list what was left out, and why: a comment, a baseline, a placeholder or common word, a failed check, a "
    "kind of file in which values are made up.",
)
@click.option(
    "--baseline/--no-baseline", "baselines", default=True, help="Leave out what a baseline names.  [default: yes]"
)
@click.option("--unreachable", is_flag=True, help="Also what neither a ref nor a reflog of a repository leads to.")
@click.option("--reveal", is_flag=True, help="Show the values, in JSON. Never to a file that others can read.")
@bare.workers_option
@click.pass_context
def command(  # noqa: PLR0913 - click hands in each option
    context: click.Context,
    paths: tuple[str, ...],
    form: str | None,
    globs: tuple[str, ...],
    workers: int,
    rules: tuple[Path, ...],
    *,
    staged: bool,
    as_json: bool,
    leads: bool,
    why_not: bool,
    baselines: bool,
    unreachable: bool,
    reveal: bool,
) -> None:
    """Look for credentials in PATHS: repositories (all history, and the files), folders, files; - is standard input.

    With --staged only what is staged for the next commit is looked at, and of that only what it brings: for a
    pre-commit hook, together with --no-leads.

    Nothing is sent anywhere and nothing is done to what is found. Values are not shown, unless by --reveal.

    Ctrl-C and SIGTERM end it with what was found so far, of a history that is still being swept by object instead of
    by file and commit; another Ctrl-C ends it at once.

    Exit code: 0 nothing found, 1 something found, 2 an error, or part could not be read (it is listed); 130 and 143
    where a signal ended it.
    """
    form = _form(form, as_json=as_json, staged=staged)
    if reveal:
        if form not in {"json", "jsonl"}:
            message = "--reveal: only with --json: a table or a SARIF file is for showing around"
            raise Complaint(message)
        _private()
    roots, indexes = _asked(context, paths, staged=staged)
    at_once = _AtOnce(leads=leads, reveal=reveal)
    began = datetime.now(UTC)
    wanted = bare.scan(
        *(roots, globs, workers),
        indexes=indexes,
        rules=rules,
        baselines=baselines,
        refused=why_not,
        unreachable=unreachable,
        values=reveal,
        told=at_once.tell if form in {"json", "jsonl"} else None,
    )
    done = asyncio.run(wanted)
    if not leads:
        done.found.debts = [debt for debt in done.found.debts if not is_of_leads(debt)]
        done.found.left = [finding for finding in done.found.left if finding.confidence is not Confidence.LEAD]
    rows, left = _rows(done.found, leads=leads), done.found.left if why_not else []
    code = _code(done, rows)
    match form:
        case "sarif":
            ended = datetime.now(UTC)
            from agent.commands import sarif

            document = sarif.document(
                rows, left, done.found.debts, done.sources, notes=done.notes, code=code, began=began, ended=ended
            )
            click.echo(document)
        case "table":
            from agent.commands import fitted

            named = several(source.name for source in done.sources)
            for title, last, shown in (("", "by", rows), ("left out:", "why", [[one] for one in left])):
                if shown:
                    click.echo(title, nl=bool(title))
                    spare = ("by",) if last == "by" else ()
                    fitted.show(("credential", fitted.WHERE, last), cells(shown, named=named), spare)
        case _:
            for finding in (*(one for places in rows for one in places if id(one) not in at_once.shown), *left):
                click.echo(jsonl.line(finding, done.value(finding) if reveal else None))
            click.echo(
                jsonl.summary(
                    rows, done.found.debts, done.notes, done.found.suppressed, size=done.size, seconds=done.seconds
                )
            )
    _say(done, rows, _LISTED if form == "table" else None)
    if staged and code in _NOT_COMMITTED:
        click.echo(_NOT_COMMITTED[code], err=True)
    context.exit(code)


def _form(form: str | None, *, as_json: bool, staged: bool) -> str:
    """Raises Complaint."""
    if as_json and form not in {None, "json", "jsonl"}:
        message = f"--json and --format {form}: say one of them"
        raise Complaint(message)
    # Whoever commits reads it, whatever a hook's output goes through.
    return form or ("jsonl" if as_json or not (staged or person()) else "table")


def _asked(context: click.Context, paths: Sequence[str], *, staged: bool) -> tuple[Sequence[Path], Sequence[Index]]:
    """What to look at: paths, or what is staged. Raises Complaint."""
    if not staged:
        if not paths:
            raise click.MissingParameter(ctx=context, param_hint="PATHS", param_type="argument")
        return [given.path_of(path) for path in paths], []
    from agent.sources.git.staged import Index

    if paths:
        return [], [Index.around(Path(path)) for path in paths]
    return [], [Index.of_hook(os.environ, Path.cwd())]


def _say(done: bare.Scan, rows: Sequence[Sequence[Finding]], most: int | None) -> None:
    """What a person wants to know besides, on standard error; of what was not read so many."""
    for debt in done.found.debts[:most]:
        click.echo(f"not read: {plain(debt.path)}: {plain(debt.reason)}", err=True)
    if most is not None and len(done.found.debts) > most:
        click.echo(f"... and {len(done.found.debts) - most} more (--json lists them)", err=True)
    for note in done.notes:
        click.echo(plain(note), err=True)
    for why, number in done.found.suppressed.items():
        click.echo(f"left out: {number} ({plain(why)})", err=True)
    leads = jsonl.number_of_leads(rows)
    found = tallied(len(rows) - leads, leads) if rows else "nothing found"
    kept = len(done.found.by_credential) - len(rows)
    unshown = f", {counted(kept, 'lead')} not shown (--no-leads)" if kept else ""
    partial = ", PARTIAL: see what was not read" if done.found.debts else ""
    click.echo(f"{found} in {sized(done.size)}{unshown}{partial}", err=True)
