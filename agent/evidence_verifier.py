"""Is this evidence whole?   python evidence_verifier.py EXPORT [ANCHOR [PUBLIC_KEY]]

It shares no code with Stanch: read it, then believe it. Every record is hashed and must name the hash of the one before
it. Checkpoints are signed (Ed25519); one vouches for the export's last record through a Merkle path, and each line of
the anchor, which was kept elsewhere, lists the records in which the chains ended at that time.
"""

import hashlib
import json
import sys
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


def records(export: dict[str, Any], bad: list[str]) -> dict[int, str]:
    """The hash of each record by its number, and what is wrong with them."""
    chain: dict[int, str] = {}
    links, number, before = export["records"], 0, "0" * 64
    intact = [sha(b"stanch.event.v1\n", link["record"].encode()).hex() == link["hash"] for link in links]
    said = [json.loads(link["record"]) if fine else {} for link, fine in zip(links, intact, strict=True)]
    for link, fine, record in zip(links, intact, said, strict=True):
        number += 1
        if not fine:
            bad.append(f"record {number} was edited")
        elif (record["incident"], record["canonical"]) != (export["incident"], export["canonical"]):
            bad.append(f"record {number} belongs to another incident")
        elif record["seq"] < number or (record["seq"] > number and number in [other.get("seq") for other in said]):
            bad.append(f"record {record['seq']} is out of order")
            break
        elif record["seq"] > number:
            bad += [f"record {missing} is missing" for missing in range(number, record["seq"])]
            number = record["seq"]
        elif record["prev"] != before:
            bad.append(f"record {number - 1} was edited")
        chain[number] = before = link["hash"]
    return chain


def verify(export: dict[str, Any], anchor: list[dict[str, Any]], key: str) -> list[str]:
    bad: list[str] = []
    chain = records(export, bad)
    point, heads = export["checkpoint"], []
    if point:
        root, head = json.loads(point["record"])["root"], chain.get(point["seq"], "")
        node = sha(b"\x00", packed([export["incident"], point["seq"], head]))
        for side, other in point["path"]:
            pair = (bytes.fromhex(other), node) if side == "left" else (node, bytes.fromhex(other))
            node = sha(b"\x01", *pair)
        heads.append(("the checkpoint", point, point["seq"], head if node.hex() == root else "another"))
    for line in anchor:
        if sha(packed(line["changed"])).hex() != json.loads(line["record"])["changed"]:
            bad.append("the anchor was edited")
        heads += [("the anchor", line, seq, head) for inc, seq, head in line["changed"] if inc == export["incident"]]
    for witness, signature, seq, head in sorted(heads, key=lambda entry: -entry[2]):
        if not signed(signature, key):
            bad.append(f"{witness} is not signed with this key")
        elif seq > max(chain, default=0):
            bad.append(f"cut off after record {max(chain, default=0)}: {witness} says {seq}")
            break
        elif chain.get(seq, head) != head:
            bad.append(f"record {seq}, or one before it, is not the one that {witness} knows")
    return bad


if __name__ == "__main__":
    exported = json.loads(Path(sys.argv[1]).read_bytes())
    kept = Path(sys.argv[2]).read_text().splitlines() if sys.argv[2:] else []
    # A line that a crash tore has no end; it was written again, whole.
    lines = [json.loads(text) for text in kept if text.endswith('"}')]
    problems = verify(exported, lines, sys.argv[3] if sys.argv[3:] else exported["public_key"] or "")
    print("\n".join(problems) or f"ok: {len(exported['records'])} records")  # noqa: T201 - its answer
    sys.exit(bool(problems))
