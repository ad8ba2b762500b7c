r"""What a checkpoint vouches for: the heads of all chains, under one root. Pure (RFC 6962's hashing).

             root                    leaf = SHA-256(0x00 + canonical JSON of [incident, seq, hash])
           /      \                  node = SHA-256(0x01 + left + right)
         node     [3, 2, ...]
        /    \                       a path from a head to the root needs no other head's content
[1, 4, ...]  [2, 9, ...]
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from agent.record import START, canonical_json

SCHEMA: Final = "stanch.checkpoint.v1"

Path = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of an incident."""

    incident: int
    seq: int
    hash: str

    def listed(self) -> list[object]:
        return [self.incident, self.seq, self.hash]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement: at that time the chains ended in these heads. `record` is the exact text signed."""

    number: int
    at: datetime
    record: str
    hash: str
    signature: str
    public_key: str


def statement(
    heads: Sequence[Head],
    changed: Sequence[Head],
    *,
    number: int,
    at: datetime,
    prev: str | None,
    next_key: str | None = None,
) -> tuple[str, str]:
    """What is to be signed, and its hash. `changed`: the heads that moved since the checkpoint before.

    next_key: the public key that signs from the next checkpoint on, which this one's key vouches for.
    """
    said = {
        "schema": SCHEMA,
        "number": number,
        "at": at,
        "prev": prev or START,
        "heads": len(heads),
        "root": root(heads),
        "changed": digest_of(changed),
    }
    record = canonical_json(said | ({"next_key": next_key} if next_key else {}))
    return record, hashlib.sha256(signed(record)).hexdigest()


def signed(record: str) -> bytes:
    """The bytes that the signature is of."""
    return f"{SCHEMA}\n{record}".encode()


def digest_of(heads: Sequence[Head]) -> str:
    return hashlib.sha256(canonical_json([head.listed() for head in heads]).encode()).hexdigest()


def anchor_line(checkpoint: Checkpoint, changed: Sequence[Head]) -> str:
    """What goes to a place outside the ledger: enough, line by line, to know every head without the ledger."""
    return canonical_json(
        {
            "record": checkpoint.record,
            "signature": checkpoint.signature,
            "public_key": checkpoint.public_key,
            "changed": [head.listed() for head in changed],
        }
    )


def root(heads: Sequence[Head]) -> str:
    return _tree([_leaf(head) for head in heads]).hex()


def path(heads: Sequence[Head], index: int) -> Path:
    """The other side's hash at each level from this head up."""
    return [(side, node.hex()) for side, node in _path([_leaf(head) for head in heads], index)]


def climb(head: Head, steps: Sequence[tuple[str, str]]) -> str:
    """The root that a path leads to."""
    node = _leaf(head)
    for side, other in steps:
        pair = bytes.fromhex(other) + node if side == "left" else node + bytes.fromhex(other)
        node = hashlib.sha256(b"\x01" + pair).digest()
    return node.hex()


def _leaf(head: Head) -> bytes:
    return hashlib.sha256(b"\x00" + canonical_json(head.listed()).encode()).digest()


def _tree(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = _half(len(leaves))
    return hashlib.sha256(b"\x01" + _tree(leaves[:half]) + _tree(leaves[half:])).digest()


def _path(leaves: Sequence[bytes], index: int) -> list[tuple[str, bytes]]:
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*_path(leaves[:half], index), ("right", _tree(leaves[half:]))]
    return [*_path(leaves[half:], index - half), ("left", _tree(leaves[:half]))]


def _half(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
