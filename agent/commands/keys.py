"""`stanch keys`: change the keys, or begin anew where they are lost. Stop the daemon first: it holds the old ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from agent import log
from agent.commands.options import config_option, settings
from agent.commands.output import plain
from agent.complaint import Complaint
from agent.evidence import FileAnchor
from agent.folders import FREEZE, LEDGER
from agent.keys import KeysError, load_keys, renew, signing_seed
from agent.ledger import SqliteLedger
from agent.memory import keep_private
from agent.rekey import recognised, rotate_sealing, rotate_signing
from agent.response.limits import Freeze
from agent.settings import Settings
from agent.wiring.ledger import alone


@click.group()
def command() -> None:
    """Change the keys that found values are sealed, and evidence is signed with."""


@command.command("rotate", short_help="Make new keys, and destroy the old ones. Stop the daemon first.")
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
        await recognised(ledger, found.state)
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


@command.command("new")
@config_option
@click.option("--yes", is_flag=True, help="Do it; without, only what it would cost is said.")
def new(config: Path | None, *, yes: bool) -> None:
    """Make new keys where the old ones are LOST FOR GOOD. Stop the daemon first; a backup is better in every way.

    With another fingerprint key nothing that was known is known again: open incidents cannot be worked on (they wait
    until somebody dismisses them), every source is read from its beginning, and each fingerprint in inventory.toml must
    be written anew, for until then it protects nothing. Stanch is therefore frozen, and you thaw it when that is done.
    """
    keep_private()
    found = settings(config)
    log.configure(found.log_level.value)
    stale = [entry.name for entry in found.inventory.entries if entry.fingerprint]
    if not yes:
        click.echo("would make new keys: every source is read from its beginning, and what is open cannot be worked on")
        _again(stale)
        click.echo("to do it, stop the daemon and add --yes; to avoid it, restore the keys from a backup")
        return
    asyncio.run(_new(found))
    click.echo("new keys: every source is read from its beginning, by the next `stanch run`")
    _again(stale)
    click.echo("FROZEN: nothing is done to any credential until `stanch thaw`, for when that is put right")


def _again(stale: Sequence[str]) -> None:
    for name in stale:
        click.echo(f"  inventory.toml: {plain(name)}: write its fingerprint again (`... | stanch fingerprint`)")


async def _new(found: Settings) -> None:
    with alone(found) as ledger:
        if await _fit(ledger, found.state):
            message = f"{found.state / 'keys'}: nothing is lost, these are the keys of the ledger; `stanch keys rotate`"
            raise Complaint(message)
        now = datetime.now(UTC)
        Freeze(found.state / FREEZE).set(f"{now.isoformat(timespec='seconds')} the keys are new (stanch keys new)")
        kept = renew(found.state)
        await ledger.renew_key(load_keys(found.state, make=False).scanner.mark)
    if kept is not None:
        click.echo(f"what was left of the old keys is kept in {kept}")


async def _fit(ledger: SqliteLedger, state: Path) -> bool:
    try:
        await recognised(ledger, state)
        signing_seed(state)
    except KeysError:
        return False
    return True
