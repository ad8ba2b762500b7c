"""`stanch baseline PATH...`: what is there now was looked at; `stanch scan` leaves it out from here on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from agent.baseline import OURS, Baseline, believed, belongs
from agent.commands import bare, given
from agent.commands.jsonl import number_of_leads
from agent.commands.output import counted, tallied
from agent.complaint import Complaint


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(readable=False))
@click.option("--exclude", "globs", multiple=True, metavar="GLOB", help="As for `stanch scan`.")
@bare.workers_option
@click.pass_context
def command(context: click.Context, paths: tuple[str, ...], globs: tuple[str, ...], workers: int) -> None:
    """Add what is found in PATHS now to .stanch-baseline.json, so that scans leave it out. `-`: standard input.

    Of files and folders in a repository it is that of its root, which counts for every scan of the repository, for
    one of a part of it, and for `stanch scan --staged`. Elsewhere it is that of the folder, and counts for that and for
    what is below. The daemon reads none: `stanch dismiss` says there that something is no secret.

    Values are told by a slow hash under a salt of each file: it can be committed. What is in it already stays in it. A
    credential that works is not made harmless by this: end it first.

    Exit code: 0 it is written, 2 an error, or part could not be read (then nothing is written).
    """
    roots = [given.path_of(path) for path in paths]
    done = asyncio.run(bare.scan(roots, globs, workers, baselines=False))
    if done.stopped:
        click.echo("stanch: stopped: nothing is written", err=True)
        context.exit(128 + done.stopped)
    if done.found.debts:
        debt = done.found.debts[0]
        message = f"{debt.path}: {debt.reason}: a baseline of part of it would hide that: mend or --exclude it"
        raise Complaint(message)
    for folder, below in _by_folder(roots).items():
        click.echo(_added(done, folder, below))
    context.exit(0)


def _by_folder(roots: Sequence[Path]) -> dict[Path, dict[Path, str]]:
    """Where baselines go, with what is given of each, and where below that folder it is."""
    found: dict[Path, dict[Path, str]] = {}
    for root in roots:
        here = given.folder(root)
        folder, below = (here, "") if root == given.STDIN else belongs(here)
        found.setdefault(folder, {})[root] = below
    return found


def _added(done: bare.Scan, folder: Path, below: dict[Path, str]) -> str:
    """What is in it now, in words. Raises Complaint."""
    # To write it again would make it ours, whoever wrote it.
    kept = Baseline.read(folder, believed(folder) if any(below.values()) else ())
    found = [[one for one in places if done.root(one) in below] for places in done.found.by_credential.values()]
    found = [places for places in found if places]
    places = [one for several in found for one in several]
    if not places:
        return f"nothing was found, so nothing was added to {folder / OURS}"
    for finding in places:
        kept.add(done.spot(finding).within(below[done.root(finding)]))
    kept.write(folder)
    leads = number_of_leads(found)
    return f"{tallied(len(found) - leads, leads)} at {counted(len(places), 'place')}, now in {folder / OURS}"
