"""Changes the sealing key or the signing key. Nothing is lost wherever that is cut short: the ledger says which counts.

    prepare     the next key lies beside the present one, both readable
    commit      sealing: every value sealed anew; signing: the old key names the new one. One transaction
    promote     the next key takes the present one's place by one rename, and the old one is overwritten

Cut short before the commit, the next key was never used and is destroyed; after it, the change is finished. `settle`
does either, at the start of a daemon and of the next change, under the lock of the ledger.

The fingerprint key is not changed here. Incidents are found again, and evidence is chained, by fingerprints that only
the value gives, and of most incidents no value is kept: with another key they would be strangers to themselves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from agent import keys as kept
from agent import log
from agent.evidence import FileAnchor, Signer
from agent.keys import load_keys, signing_seed
from agent.ledger import SqliteLedger
from agent.seal import CannotOpenError, ResponderKeys, new_private, new_seed

PRIVATE: Final = "private"
SIGNING: Final = "signing"


@dataclass(frozen=True, slots=True)
class Sealed:
    """resealed, left: values sealed anew, and those that the old key did not open either. By key id."""

    resealed: int
    left: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Public keys. `checkpoint` names the new one; None where nothing had been signed. `anchored`: known there, too."""

    old: str
    new: str
    checkpoint: int | None
    anchored: bool


async def settle(ledger: SqliteLedger, state: Path) -> None:
    """Finish a change of keys that was cut short, or take it back."""
    used = await ledger.keys_in_use()
    private = kept.pending(state, PRIVATE)
    if private is not None and _with(state, private).scanner.key_id in used.sealed:
        kept.promote(state, PRIVATE)
        log.logger().info("a change of the sealing key was finished")
    kept.drop(state, PRIVATE)
    seed = kept.pending(state, SIGNING)
    if seed is not None and Signer.from_seed(seed).public_key == used.signed_by:
        kept.promote(state, SIGNING)
        log.logger().info("a change of the signing key was finished")
    kept.drop(state, SIGNING)


async def recognised(ledger: SqliteLedger, state: Path) -> ResponderKeys:
    """The keys, after `settle`; with them the ledger has cursors. Raises KeysError where they are not those that the
    ledger was made with.
    """
    await settle(ledger, state)
    found = load_keys(state, make=False)
    if not await ledger.recognises(found.scanner.mark, found.scanner.key_id):
        raise kept.other_keys(state)
    ledger.lock_cursors(found.scanner.lockbox)
    return found


def _with(state: Path, private: bytes) -> ResponderKeys:
    return ResponderKeys.load(load_keys(state, make=False).scanner.fingerprint, private)


async def rotate_sealing(
    ledger: SqliteLedger, state: Path, at: datetime, environ: Mapping[str, str] = os.environ
) -> Sealed:
    """Raises KeysError where the key is not ours to change."""
    await settle(ledger, state)
    kept.prepare(state, PRIVATE, private := new_private(), environ)
    old, new = load_keys(state, environ), _with(state, private)

    def anew(_key_id: str, sealed: bytes) -> tuple[str, bytes] | None:
        try:
            return new.scanner.key_id, new.scanner.seal(old.open(sealed))
        except CannotOpenError:
            return None

    done, left = await ledger.reseal(at, anew)
    kept.promote(state, PRIVATE)
    log.logger().info("sealing key changed", old=old.scanner.key_id, new=new.scanner.key_id, resealed=done, left=left)
    return Sealed(done, left, old.scanner.key_id, new.scanner.key_id)


async def rotate_signing(
    ledger: SqliteLedger, state: Path, at: datetime, anchor: FileAnchor, environ: Mapping[str, str] = os.environ
) -> Signed:
    """Raises KeysError where the key is not ours to change. What the anchor does not take now it gets later."""
    await settle(ledger, state)
    kept.prepare(state, SIGNING, seed := new_seed(), environ)
    old, new = Signer.from_seed(signing_seed(state, environ)), Signer.from_seed(seed)
    made = await ledger.hand_over(at, old, new)
    kept.promote(state, SIGNING)
    anchored = made is not None
    try:
        await ledger.checkpoint(at, new, anchor)
    except OSError as error:
        anchored = False
        log.logger().error("the anchor was not told: it is with the next checkpoint", why=type(error).__name__)
    number = made.number if made else None
    log.logger().info("signing key changed", old=old.public_key, new=new.public_key, checkpoint=number)
    return Signed(old.public_key, new.public_key, number, anchored)
