r"""Signed checkpoints, exports and their verification.

    chains (record.py) --heads--> Merkle root (merkle.py) --Signer--> checkpoint --> anchor outside the ledger
         \------------------------- export: one JSON file an incident --------------------> verify

An export carries an incident's records word for word, the last checkpoint and the path from its head to the signed
root. By itself it shows any edit, deletion or change of order up to that checkpoint; what stands behind it is not
believed, for anybody can lengthen a chain. Against the anchor it also shows an end that was cut off, a chain that was
written anew, an invented incident, and another key. A key that was changed (`stanch keys rotate`) is followed through
the checkpoints in which each one names the next: whoever knows any of them can verify. One that has handed over
vouches for nothing later, which whoever knows only that key sees against the anchor. `verify` is ours;
evidence_verifier.py is the independent one, to be read and run by somebody who believes neither of us.

Over 300 lines because cryptography has this one door, and an export changes together with what verifies it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from agent import merkle, record
from agent.complaint import Complaint
from agent.merkle import Checkpoint, Head
from agent.record import Event

SCHEMA: Final = "stanch.evidence.v1"


class EvidenceError(Complaint):
    """There is nothing to export."""


# --- keys and anchors ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that checkpoints are signed with. `public_key` (hex) is what others need to know."""

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> Signer:
        """From the 32 bytes that keys.py keeps. Raises ValueError for another length."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public_key(self) -> str:
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, statement: str) -> str:
        return self.private.sign(merkle.signed(statement)).hex()


@dataclass(frozen=True, slots=True)
class FileAnchor:
    """A file that only grows, one checkpoint a line; best on another file system, or shipped to another host."""

    path: Path

    def append(self, line: str) -> None:
        """Durable when it returns. A line that a crash tore is ended first; it comes again, whole."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            file.write((b"\n" if torn else b"") + line.encode() + b"\n")
            file.flush()
            os.fsync(descriptor)


# --- export ----------------------------------------------------------------------------------------


class Chains(Protocol):
    """Where the chains are kept (LedgerView)."""

    def events(self, incident_id: int) -> Sequence[Event]: ...
    def checkpointed(self) -> tuple[Checkpoint, Sequence[Head]] | None: ...
    def handovers(self) -> Sequence[Checkpoint]: ...


def export(chains: Chains, incident_id: int) -> bytes:
    """One JSON document; the same bytes for the same ledger. Raises EvidenceError for an unknown incident."""
    # The checkpoint is read first, so that the events cannot be older than what it covers.
    checkpointed = chains.checkpointed()
    events = chains.events(incident_id)
    if not events:
        message = f"there is no incident {incident_id}"
        raise EvidenceError(message)
    last = json.loads(events[-1].record)
    document = {
        "schema": SCHEMA,
        "incident": incident_id,
        "canonical": last["canonical"],
        "public_key": checkpointed[0].public_key if checkpointed else None,
        "handovers": _handovers(checkpointed[0], chains.handovers()) if checkpointed else [],
        "checkpoint": _covering(*checkpointed, incident_id) if checkpointed else None,
        "clocks": _clocks(last),
        "records": [{"record": event.record, "hash": event.hash} for event in events],
    }
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()


def _covering(checkpoint: Checkpoint, heads: Sequence[Head], incident_id: int) -> Mapping[str, object] | None:
    """The checkpoint with the path from this incident's head to the root; None when it is newer."""
    index = next((i for i, head in enumerate(heads) if head.incident == incident_id), None)
    if index is None:
        return None
    return {
        "record": checkpoint.record,
        "signature": checkpoint.signature,
        "seq": heads[index].seq,
        "path": merkle.path(heads, index),
    }


def _handovers(checkpoint: Checkpoint, known: Sequence[Checkpoint]) -> list[Mapping[str, str]]:
    """Those by which the signing came to this checkpoint's key, without a gap, the first one first."""
    key, found = checkpoint.public_key, list[Mapping[str, str]]()
    for made in reversed([one for one in known if one.number < checkpoint.number]):
        if json.loads(made.record)["next_key"] == key:
            key = made.public_key
            found.insert(0, {"record": made.record, "signature": made.signature, "public_key": key})
    return found


def _clocks(last: Mapping[str, Any]) -> Mapping[str, object]:
    """The clocks of the last record, and time-to-invalidation as an interval in milliseconds, or null."""
    clocks: dict[str, str | None] = last["detail"]["clocks"]
    ends = [clocks["dead_low"], clocks["dead"]]
    detected = clocks["detected"]
    tti = [_milliseconds(detected, end) for end in ends if end and detected]
    return {**clocks, "tti_ms": tti if len(tti) == len(ends) else None}


def _milliseconds(start: str, end: str) -> int:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)) // timedelta(milliseconds=1)


def verifier() -> str:
    """The source of the independent verifier."""
    return resources.files("agent").joinpath("evidence_verifier.py").read_text(encoding="utf-8")


# --- verify ----------------------------------------------------------------------------------------


def verify(document: bytes, anchor: Iterable[str] = (), public_key: str | None = None) -> list[str]:
    """What is wrong with an export, the first bad record first; empty when nothing is.

    anchor: the lines of an anchor file. public_key: the key that it ought to be signed with.
    """
    try:
        export_ = json.loads(document)
        return _Verification(export_, public_key).run(anchor)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ["this is no evidence of Stanch, or no longer readable as such"]


class _Verification:
    """One export; its problems are gathered in the order of its records."""

    def __init__(self, document: dict[str, Any], public_key: str | None) -> None:
        self.document = document
        self.incident: int = document["incident"]
        self.hashes: dict[int, str] = {}
        self.problems: list[str] = []
        self.vouched = 0  # the last record that any signature covers
        self.expected = public_key
        self.key: str | None = document["public_key"] or public_key
        self.signers: list[str] = []  # keys that have signed, each of which names the next

    def run(self, anchor: Iterable[str]) -> list[str]:
        self._records(self.document["records"])
        self._succession(self.document.get("handovers", []))
        self._checkpoint(self.document["checkpoint"])
        self._anchor([line for line in anchor if line.strip()])
        self._tail()
        # Signed before the checkpoint, or at it, or (a line of the anchor, which names what came before) after it.
        if self.expected and self.signers and self.expected not in self.signers:
            self.problems.insert(0, "it is signed with another key than the one expected")
        if not self.problems and self.document["clocks"] != _clocks(json.loads(self.document["records"][-1]["record"])):
            self.problems.append("the clocks do not follow from the records")
        return self.problems

    def _records(self, links: Sequence[Mapping[str, str]]) -> None:
        numbers = [_number(link) for link in links]
        expected, previous = 1, record.START
        for number, link in zip(numbers, links, strict=True):
            if number is None:
                self.problems.append(f"record {expected} was edited")
            elif number > expected and expected in numbers:
                self.problems.append(f"record {number} is out of order: record {expected} should stand there")
                return
            elif not self._links(link, expected, number, previous):
                return
            previous = self.hashes[number or expected] = link["hash"]
            expected = (number or expected) + 1

    def _links(self, link: Mapping[str, str], expected: int, number: int, previous: str) -> bool:
        """Does an unedited record belong here? False when nothing sensible can be said of those after it."""
        said = json.loads(link["record"])
        if (said["incident"], said["canonical"]) != (self.incident, self.document["canonical"]):
            self.problems.append(f"record {expected} belongs to another incident")
            return False
        if number > expected:
            missing = f"record {expected} is" if number == expected + 1 else f"records {expected} to {number - 1} are"
            self.problems.append(f"{missing} missing")
        elif number < expected:
            self.problems.append(f"record {number} stands there twice")
            return False
        elif said["prev"] != previous:
            self.problems.append(f"record {expected - 1} was edited: record {expected} does not follow from it")
        return True

    def _succession(self, handovers: Sequence[Mapping[str, str]]) -> None:
        """From key to key up to that of the checkpoint, each named by the one before it."""
        keys = [made["public_key"] for made in handovers]
        for made, key, following in zip(handovers, keys, [*keys, self.key][1:], strict=True):
            statement = json.loads(made["record"])
            if statement["next_key"] != following or not _signed(made["record"], made["signature"], key):
                self.problems.append(f"checkpoint {statement['number']} does not hand the signing over to the next key")
                return
        numbers = [json.loads(text)["number"] for text, _ in self._points()]
        if not all(before < after for before, after in pairwise(numbers)):
            self.problems.append("the checkpoints that hand the signing over do not come one after the other")
            return
        self.signers = keys

    def _points(self) -> list[tuple[str, str | None]]:
        """The checkpoints of the export itself, each with its key: the handovers, then the one that covers it."""
        points = [(made["record"], made["public_key"]) for made in self.document.get("handovers", [])]
        checkpoint = self.document["checkpoint"]
        return [*points, *([(checkpoint["record"], self.key)] if checkpoint else [])]

    def _checkpoint(self, checkpoint: Mapping[str, Any] | None) -> None:
        if checkpoint is None:
            return
        statement = json.loads(checkpoint["record"])
        name = f"checkpoint {statement['number']}"
        if not _signed(checkpoint["record"], checkpoint["signature"], self.key):
            self.problems.append(f"{name} is not signed with this key")
            return
        self.signers.append(self.key or "")
        seq = self.vouched = checkpoint["seq"]
        if self._ends_before(seq, name):
            return
        head = Head(self.incident, seq, self.hashes.get(seq, ""))
        if merkle.climb(head, [(side, node) for side, node in checkpoint["path"]]) != statement["root"]:
            self.problems.append(f"record {seq}, or one before it, is not the one that {name} vouches for")

    def _ends_before(self, seq: int, witness: str) -> bool:
        last = max(self.hashes, default=0)
        if last < seq:
            self.problems.append(f"cut off after record {last}: {witness} says {seq}")
        return last < seq

    def _anchor(self, lines: Sequence[str]) -> None:
        """Every head that was ever anchored; the file's own gaps are named, for they could hide one."""
        heads: dict[int, Head] = {}
        statements: dict[int, str] = {}
        previous, key = record.START, next(iter(self.signers), self.key)
        for text in lines:
            line = _line(text)
            if line is None or line["record"] in statements.values():
                continue
            statement = json.loads(line["record"])
            moved = [Head(*head) for head in line["changed"]]
            name = f"checkpoint {statement['number']} of the anchor"
            key = key or line["public_key"]
            if not _signed(line["record"], line["signature"], key):
                self.problems.append(f"{name} is not signed with this key")
                return
            self.signers.append(key)
            key = statement.get("next_key", key)
            if merkle.digest_of(moved) != statement["changed"]:
                self.problems.append(f"{name} was edited")
                return
            if statement["prev"] != previous:
                self.problems.append(f"the anchor has a gap before checkpoint {statement['number']}")
                return
            heads |= {head.incident: head for head in moved}
            if merkle.root([heads[incident] for incident in sorted(heads)]) != statement["root"]:
                self.problems.append(f"{name} does not vouch for the heads that it lists")
            self._anchored(heads.get(self.incident), name)
            statements[statement["number"]] = line["record"]
            previous = hashlib.sha256(merkle.signed(line["record"])).hexdigest()
        self._known_to_anchor(statements, key)
        head = heads.get(self.incident)
        if head is not None:
            self.vouched = max(self.vouched, head.seq)
            self._ends_before(head.seq, "the anchor")
        elif lines:
            self.problems.append(f"the anchor does not know incident {self.incident}")

    def _tail(self) -> None:
        last = max(self.hashes, default=0)
        if self.document["checkpoint"] is None:
            self.problems.append("it has no checkpoint: no signature vouches for it")
        elif 0 < self.vouched < last:
            behind = f"records {self.vouched + 1} to {last}"
            self.problems.append(
                f"{behind} are not vouched for by any signature: export again after the next checkpoint"
            )

    def _anchored(self, head: Head | None, name: str) -> None:
        if head is not None and self.hashes.get(head.seq, head.hash) != head.hash:
            problem = f"record {head.seq}, or one before it, is not the one in {name}"
            if not any(known.startswith(f"record {head.seq}, or one before it") for known in self.problems):
                self.problems.append(problem)

    def _known_to_anchor(self, statements: Mapping[int, str], heir: str | None) -> None:
        """What it holds is as it holds it; what is newer begins with the key that was left in force there (`heir`), so
        that nobody can sign with a key that has handed over, however it was come by.
        """
        if self.document["checkpoint"] is None or not statements:
            return
        for text, key in self._points():
            number = json.loads(text)["number"]
            if statements.get(number) == text:
                continue
            if number <= max(statements):
                self.problems.append(f"checkpoint {number} is not the one in the anchor")
            elif key != heir:
                self.problems.append(f"checkpoint {number} is signed with another key than was in force by then")
            return


def _number(link: Mapping[str, str]) -> int | None:
    """The number of a record that nobody edited."""
    if record.digest(link["record"]) != link["hash"]:
        return None
    return int(json.loads(link["record"])["seq"])


def _line(text: str) -> dict[str, Any] | None:
    """One line of an anchor; None for one that a crash tore, which comes again whole."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _signed(statement: str, signature: str, public_key: str | None) -> bool:
    if public_key is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), merkle.signed(statement)
        )
    except (InvalidSignature, ValueError):
        return False
    return True
