"""`stanch demo`: real credentials of real servers leak and die, on this machine.

Exit code 0 only if every claim held, 1 if one did not, 2 if the demo could not be played.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from agent.commands.output import json_option
from agent.complaint import Complaint
from agent.demo.play import play
from agent.demo.report import Result
from agent.demo.tell import Narrator

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command()
@json_option
@click.option("--keep", is_flag=True, help="Leave everything running until Ctrl-C, and the folder behind.")
def command(*, as_json: bool, keep: bool) -> None:
    """Start real servers on loopback, leak credentials of theirs, and watch Stanch end them and prove it.

    Needs the extra `demo` and git. Nothing outside of a temporary folder is touched, and nothing leaves this machine.
    """
    if shutil.which("git") is None:
        message = "git is not installed here: the demo leaks into a git repository"
        raise Complaint(message)
    folder = Path(tempfile.mkdtemp(prefix="stanch-demo-"))
    # Servers that do not run as root must reach their own folders in it.
    folder.chmod(0o711)
    tell = Narrator(sys.stderr if as_json else sys.stdout)
    results: list[Result] = []
    broken = False
    try:
        asyncio.run(_until_stopped(folder, tell, results, keep=keep))
    except* BrokenPipeError:
        broken = True
    finally:
        if not (keep and results):
            shutil.rmtree(folder, ignore_errors=True)
    if broken:
        raise BrokenPipeError
    if not results:
        raise click.Abort
    if as_json:
        click.echo(json.dumps(_document(results[0], folder if keep else None)))
    raise SystemExit(0 if results[0].held else 1)


async def _until_stopped(folder: Path, tell: Narrator, results: list[Result], *, keep: bool) -> None:
    """Play; the first signal ends everything in order, later ones do not disturb that."""
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        playing = group.create_task(play(folder, tell, keep=keep, played=results.append))
        for number in _STOPS:
            loop.add_signal_handler(number, playing.cancel)


def _document(result: Result, folder: Path | None) -> dict[str, object]:
    return {
        "held": result.held,
        "seconds": round(result.seconds, 1),
        "loopback": True,
        "claims": [asdict(claim) for claim in result.claims],
        "credentials": [asdict(line) for line in result.lines],
        "slack": [{"to": to, "text": text} for to, text in result.messages],
        "missing": list(result.missing),
        "scene": str(folder) if folder else None,
    }
