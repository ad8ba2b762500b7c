"""`stanch keys`: change the keys. The daemon must be stopped: it holds the old ones in its memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from agent import log
from agent.commands.options import LEDGER, config_option, settings
from agent.commands.run import alone
from agent.complaint import Complaint
from agent.evidence import FileAnchor
from agent.memory import keep_private
from agent.rekey import rotate_sealing, rotate_signing
from agent.settings import Settings


@click.group()
def command() -> None:
    """Change the keys that found values are sealed, and evidence is signed with."""


@command.command("rotate")
@config_option
@click.option("--sealing", is_flag=True, help="Only the key that found values are sealed to.")
@click.option("--signing", is_flag=True, help="Only the key that evidence is signed with.")
def rotate(config: Path | None, *, sealing: bool, signing: bool) -> None:
    """Make new keys, and destroy the old ones once nothing needs them any more. Stop the daemon first.

    Every sealed value is sealed anew in one transaction. The old signing key signs a last checkpoint that names the new
    one, so that whoever knows either can verify what came before and what comes after. Killed at any point, nothing is
    lost: the next start finishes the change or takes it back.

    The fingerprint key stays: of most credentials no value is kept from which a new fingerprint could be made.
    """
    keep_private()
    found = settings(config)
    log.configure(found.log_level.value)
    if not (found.state / LEDGER).exists():
        message = f"{found.state / LEDGER}: there is no ledger yet, and so nothing that needs other keys"
        raise Complaint(message)
    asyncio.run(_rotate(found, sealing=sealing or not signing, signing=signing or not sealing))


async def _rotate(found: Settings, *, sealing: bool, signing: bool) -> None:
    now = datetime.now(UTC)
    with alone(found) as ledger:
        if sealing:
            done = await rotate_sealing(ledger, found.state, now)
            click.echo(f"sealing key: {done.old} gave way to {done.new}; {done.resealed} values were sealed anew")
            if done.left:
                click.echo(
                    f"  {done.left} values open with neither: their incidents wait for a scan to find them again"
                )
        if signing:
            made = await rotate_signing(ledger, found.state, now, FileAnchor(found.evidence.anchor))
            click.echo(f"signing key: {made.old} gave way to {made.new}")
            if made.checkpoint is None:
                click.echo("  nothing had been signed yet")
            else:
                where = "anchored" if made.anchored else "NOT YET ANCHORED: the anchor cannot be written"
                click.echo(f"  checkpoint {made.checkpoint} names the new key, signed with the old one; {where}")
                click.echo("  tell those who verify the new key, by a way of your own")
