"""Is this evidence whole?   python evidence_verifier.py EXPORT [ANCHOR [PUBLIC_KEY]]

It shares no code with Stanch: read it, then believe it. Every record is hashed and names the hash of the one before it.
A signed (Ed25519) checkpoint vouches for the last record through a Merkle path, and each signed line of the anchor, which
was kept elsewhere, lists the records in which the chains ended at that time. What no signature covers is not believed.
"""

import hashlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def packed(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def signed(point: dict[str, Any], key: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(point["signature"]), b"stanch.checkpoint.v1\n" + point["record"].encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def records(export: dict[str, Any], bad: list[str]) -> list[str]:
    """The hashes of the records, the first at 1, and what is wrong with them."""
    chain = ["0" * 64]
    for number, link in enumerate(export["records"], start=1):
        record = json.loads(link["record"])
        if sha(b"stanch.event.v1\n", link["record"].encode()).hex() != link["hash"]:
            bad.append(f"record {number} was edited")
        elif (record["incident"], record["canonical"]) != (export["incident"], export["canonical"]):
            bad.append(f"record {number} belongs to another incident")
        elif record["seq"] != number:
            bad.append(f"record {number} is missing: record {record['seq']} stands there")
            break
        elif record["prev"] != chain[-1]:
            bad.append(f"record {number - 1} was edited")
        chain.append(link["hash"])
    return chain


def clocks(export: dict[str, Any]) -> dict[str, Any]:
    said = json.loads(export["records"][-1]["record"])["detail"]["clocks"]
    at = [datetime.fromisoformat(said[name]) for name in ("detected", "dead_low", "dead") if said[name]]
    return {**said, "tti_ms": [(end - at[0]) // timedelta(milliseconds=1) for end in at[1:]] if at[2:] else None}


def verify(export: dict[str, Any], anchor: list[dict[str, Any]], key: str) -> list[str]:
    bad = [] if export["records"] else ["there are no records"]
    chain, point, witnesses = records(export, bad), export["checkpoint"], []
    last = len(chain) - 1
    ...
