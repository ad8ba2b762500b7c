"""Is this evidence whole?   python evidence_verifier.py EXPORT [ANCHOR [PUBLIC_KEY]]

It shares no code with Stanch: read it, then believe it. Each record is hashed and names the hash of the one before it.
A checkpoint is signed (Ed25519) and vouches for the last one by a Merkle path. The anchor, kept elsewhere, has every
checkpoint and where the chains ended by then. A key that retires names the next one: PUBLIC_KEY is any of them.
"""

import hashlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Json = dict[str, Any]
SIGNED = b"stanch.checkpoint.v1\n"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def packed(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def altered(export: Json) -> list[str]:
    bad, before = [], "0" * 64
    for number, link in enumerate(export["records"], start=1):
        text, mine = link["record"].encode(), (export["incident"], export["canonical"])
        if sha(b"stanch.event.v1\n" + text) != link["hash"]:
            bad.append(f"record {number} was edited")
        elif ((said := json.loads(text))["incident"], said["canonical"]) != mine:
            bad.append(f"record {number} belongs to another incident")
        elif said["seq"] != number:
            return [*bad, f"record {said['seq']} stands where record {number} belongs"]
        elif said["prev"] != before:
            bad.append(f"record {number - 1} was edited")
        before = link["hash"]
    return bad if export["records"] else ["there are no records"]


def signed(point: Json, key: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(point["signature"]), SIGNED + point["record"].encode())
    except (InvalidSignature, ValueError):
        return False
    return "changed" not in point or sha(packed(point["changed"])) == json.loads(point["record"])["changed"]


def unsigned(own: list[Json], anchor: list[Json], key: str, expected: str) -> list[str]:
    """The anchor, then what is newer: each is signed with the key in force by then, and follows from the one before."""
    names, heirs = [one["public_key"] for one in own], [json.loads(one["record"]).get("next_key") for one in own]
    if not all(map(signed, own, names)) or heirs[:-1] != names[1:]:
        return ["the checkpoint is not signed with this key"]
    used, before, number, bad = {key}, "", 0, list[str]()
    known = [(line["record"], line["signature"]) for line in anchor]
    for each in [*anchor, *(one for one in own if (one["record"], one["signature"]) not in known)]:
        said, key = json.loads(each["record"]), key or each["public_key"]
        follows = before in {"", said["prev"]} if "changed" in each else said["number"] > number
        if not (signed(each, key) and follows):
            which = "anchor was edited or" if "changed" in each else "checkpoint"
            bad.append(f"the {which} is not signed with this key")
            break
        used.add(key)
        number = 0 if "changed" in each else said["number"]
        key, before = said.get("next_key", key), sha(SIGNED + each["record"].encode())
    return bad if expected in used else ["the checkpoint is not signed with this key", *bad]


def verify(export: Json, anchor: list[Json], expected: str) -> list[str]:
    point, last, incident = export["checkpoint"], len(export["records"]), export["incident"]
    key = export["public_key"] or expected
    own = [*export.get("handovers", []), *([{**point, "public_key": key}] if point else [])]
    first = own[0]["public_key"] if own else key
    if bad := altered(export) + unsigned(own, anchor, first, expected or first):
        return bad
    hashes = ["0" * 64, *(link["hash"] for link in export["records"])]
    ends = [(seq, head, "the anchor") for line in anchor for one, seq, head in line["changed"] if one == incident]
    if anchor and not ends:
        bad.append(f"the anchor does not know incident {incident}")
    if point:
        head = hashes[point["seq"]] if point["seq"] <= last else ""
        node = sha(b"\0" + packed([incident, point["seq"], head]))
        for side, other in point["path"]:
            node = sha(b"\1" + bytes.fromhex(other + node if side == "left" else node + other))
        ends.append((point["seq"], head if node == json.loads(point["record"])["root"] else "", "the checkpoint"))
    end, _, witness = max(ends, default=(last, "", ""))
    if end > last:
        bad.insert(0, f"cut off after record {last}: {witness} says {end}")
    bad += [] if point else ["it has no checkpoint: no signature vouches for it"]
    if point and end < last:
        tail = f"records {end + 1} to {last} are not vouched for by any signature"
        bad.append(f"{tail}: export again after the next checkpoint")
    ends = [each for each in sorted(ends, reverse=True) if each[0] <= last and hashes[each[0]] != each[1]]
    bad += [f"record {seq}, or one before it, is not the one that {witness} knows" for seq, _, witness in ends]
    return bad + stale(own, anchor) or inconsistent(export)


def stale(own: list[Json], anchor: list[Json]) -> list[str]:
    known = {json.loads(line["record"])["number"]: line["record"] for line in anchor}
    mine = {json.loads(each["record"])["number"]: each["record"] for each in own}
    others = [number for number in mine if number <= max(known, default=0) and mine[number] != known.get(number)]
    return ["the checkpoint is not the one in the anchor"] if others else []


def inconsistent(export: Json) -> list[str]:
    clocks = json.loads(export["records"][-1]["record"])["detail"]["clocks"]
    start, *ends = (datetime.fromisoformat(clocks[name]) for name in ("detected", "dead_low", "dead") if clocks[name])
    interval = [(end - start) // timedelta(milliseconds=1) for end in ends] if ends[1:] else None
    follow = export["clocks"] == {**clocks, "tti_ms": interval}
    return [] if follow else ["the clocks do not follow from the records"]


if __name__ == "__main__":
    exported, *kept = (Path(name).read_text("utf-8", "replace") for name in sys.argv[1:3])
    # A line that a crash tore has no end; it was written again, whole.
    lines = [json.loads(line) for line in dict.fromkeys("".join(kept).splitlines()) if line.endswith('"}')]
    problems = verify(json.loads(exported), lines, "".join(sys.argv[3:]))
    print("\n".join(problems) or f"ok: {len(json.loads(exported)['records'])} records")  # noqa: T201 - its answer
    sys.exit(bool(problems))
