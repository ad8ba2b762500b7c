"""`stanch baseline PATH`: what is there now was looked at; `stanch scan` leaves it out from here on."""

from __future__ import annotations

import asyncio

import click

from agent.baseline import OURS, Baseline
from agent.commands import bare
from agent.commands.jsonl import number_of_leads
from agent.commands.output import counted, tallied
from agent.complaint import Complaint


@click.command()
@click.argument("path", type=click.Path(readable=False))
@click.option("--exclude", "globs", multiple=True, metavar="GLOB", help="As for `stanch scan`.")
@bare.workers_option
@click.pass_context
def command(context: click.Context, path: str, globs: tuple[str, ...], workers: int) -> None:
    """Write what is found in PATH now to its .stanch-baseline.json, so that scans leave it out. `-`: standard input.

    It counts for scans of PATH's folder and of what is below, not of a folder above: of a repository, write the one of
    its root. The daemon reads none: `stanch dismiss` says there that something is no secret.

    Values are told by a slow hash under a salt of each file: it can be committed. What is in it already stays in it. A
    credential that works is not made harmless by this: end it first.

    Exit code: 0 it is written, 2 an error, or part could not be read (then nothing is written).
    """
    root = bare.given(path)
    done = asyncio.run(bare.scan([root], globs, workers))
    if done.stopped:
        click.echo("stanch: stopped: nothing is written", err=True)
        context.exit(128 + done.stopped)
    if done.found.debts:
        debt = done.found.debts[0]
        message = f"{debt.path}: {debt.reason}: a baseline of part of it would hide that: mend or --exclude it"
        raise Complaint(message)
    folder = bare.folder(root)
    kept = Baseline.read(folder)
    places = [one for several in done.found.by_credential.values() for one in several]
    for finding in places:
        kept.add(done.spot(finding))
    kept.write(folder)
    found = list(done.found.by_credential.values())
    leads = number_of_leads(found)
    where = f" at {counted(len(places), 'place')}" if places else ""
    click.echo(f"{tallied(len(found) - leads, leads)}{where}, now in {folder / OURS}")
    context.exit(0)
