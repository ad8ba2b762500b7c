"""Is this evidence whole?   python evidence_verifier.py EXPORT [ANCHOR [PUBLIC_KEY]]

PUBLIC_KEY is any of the keys that Stanch has signed with: where it changed its key, each key names the next.

It shares no code with Stanch: read it, then believe it. Every record is hashed and names the hash of the one before it.
A signed (Ed25519) checkpoint vouches for the last one through a Merkle path, and each signed line of the anchor, which
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


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def packed(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def signed(point: dict[str, Any], key: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(point["signature"]), b"stanch.checkpoint.v1\n" + point["record"].encode())
    except (InvalidSignature, ValueError):
        return False
    return "changed" not in point or sha(packed(point["changed"])) == json.loads(point["record"])["changed"]


def records(export: dict[str, Any], bad: list[str]) -> dict[int, str]:
    """The hash of each record by its number, and what is wrong with them."""
    chain = {0: "0" * 64}
    for number, link in enumerate(export["records"], start=1):
        text, chain[number] = link["record"].encode(), link["hash"]
        record = json.loads(text) if sha(b"stanch.event.v1\n" + text) == link["hash"] else None
        if record is None:
            bad.append(f"record {number} was edited")
        elif (record["incident"], record["canonical"]) != (export["incident"], export["canonical"]):
            bad.append(f"record {number} belongs to another incident")
        elif record["seq"] != number:
            bad.append(f"record {record['seq']} stands where record {number} belongs")
            break
        elif record["prev"] != chain[number - 1]:
            bad.append(f"record {number - 1} was edited")
    return chain


def clocks(export: dict[str, Any]) -> dict[str, Any]:
    said = json.loads(export["records"][-1]["record"])["detail"]["clocks"]
    at = [datetime.fromisoformat(said[name]) for name in ("detected", "dead_low", "dead") if said[name]]
    return {**said, "tti_ms": [(end - at[0]) // timedelta(milliseconds=1) for end in at[1:]] if at[2:] else None}


def points(export: dict[str, Any]) -> list[dict[str, Any]]:
    """The signed checkpoints of the export: those by which one key handed over to the next, then the last one."""
    last = export["checkpoint"]
    return [*export.get("handovers", []), *([{**last, "public_key": export["public_key"]}] if last else [])]


def signers(export: dict[str, Any], anchor: list[dict[str, Any]], bad: list[str]) -> tuple[list[str], str]:
    """The keys that have signed, and the one in force after the anchor; where a signature or a handover fails."""
    own = points(export)
    keys, said = [each["public_key"] for each in own], [json.loads(each["record"]) for each in own]
    if not all(map(signed, own, keys)):
        bad.append("the checkpoint is not signed with this key")
    steps = zip(said[:-1], said[1:], keys[1:], strict=True)
    if not all(one.get("next_key") == key and one["number"] < following["number"] for one, following, key in steps):
        bad.append("the signing is not handed over from key to key")
    key, previous = keys[0] if keys else export["public_key"], None
    for line in anchor:
        point, key = json.loads(line["record"]), key or line["public_key"]
        if not signed(line, key) or previous not in {None, point["prev"]}:
            bad.append("the anchor was edited or is not signed with this key")
            break
        keys.append(key)
        key, previous = point.get("next_key", key), sha(b"stanch.checkpoint.v1\n" + line["record"].encode())
    return keys, key


def newer(export: dict[str, Any], anchor: list[dict[str, Any]], key: str) -> list[str]:
    """What the anchor does not hold came after all that it holds, and begins with the key in force by then."""
    known = [line["record"] for line in anchor]
    new = next((each for each in points(export) if each["record"] not in known), None)
    if not new or not known:
        return []
    after = json.loads(new["record"])["number"] > json.loads(known[-1])["number"]
    if after and new["public_key"] == key:
        return []
    return [f"the checkpoint is {'signed with a key that had handed over' if after else 'not the one in the anchor'}"]


def verify(export: dict[str, Any], anchor: list[dict[str, Any]], key: str) -> list[str]:
    bad = [] if export["records"] else ["there are no records"]
    chain, point = records(export, bad), export["checkpoint"]
    export = {**export, "public_key": export["public_key"] or key}
    keys, heir = signers(export, anchor, bad)
    if key not in keys and (point or anchor):
        bad.insert(0, "the checkpoint is not signed with this key")
    if bad:
        return bad
    number, heads = export["incident"], []
    heads += [(seq, head, "the anchor") for line in anchor for inc, seq, head in line["changed"] if inc == number]
    bad += [f"the anchor does not know incident {number}"] if anchor and not heads else []
    if point:
        head = chain.get(point["seq"], "")
        node = sha(b"\x00" + packed([number, point["seq"], head]))
        for side, other in point["path"]:
            node = sha(b"\x01" + bytes.fromhex(other + node if side == "left" else node + other))
        known = node == json.loads(point["record"])["root"]
        heads.append((point["seq"], head if known else "another", "the checkpoint"))
    else:
        bad.append("it has no checkpoint: no signature vouches for it")
    last, (seq, _, witness) = max(chain), max(heads, default=(0, "", ""))
    if seq > last:
        bad.insert(0, f"cut off after record {last}: {witness} says {seq}")
    elif point and seq < last:
        tail = f"records {seq + 1} to {last} are not vouched for by any signature"
        bad.append(f"{tail}: export again after the next checkpoint")
    heads = [each for each in sorted(heads, reverse=True) if each[0] <= last and chain.get(each[0]) != each[1]]
    bad += [f"record {seq}, or one before it, is not the one that {witness} knows" for seq, _, witness in heads]
    bad += newer(export, anchor, heir)
    return bad or ([] if export["clocks"] == clocks(export) else ["the clocks do not follow from the records"])


if __name__ == "__main__":
    exported = json.loads(Path(sys.argv[1]).read_bytes())
    kept = Path(sys.argv[2]).read_text().splitlines() if sys.argv[2:] else []
    # A line that a crash tore has no end; it was written again, whole.
    lines = [json.loads(text) for text in dict.fromkeys(kept) if text.endswith('"}')]
    problems = verify(exported, lines, sys.argv[3] if sys.argv[3:] else exported["public_key"] or "")
    print("\n".join(problems) or f"ok: {len(exported['records'])} records")  # noqa: T201 - its answer
    sys.exit(bool(problems))
