"""Evidence: chains, checkpoints, anchors, exports; and every way of tampering, told by two verifiers.

Over 300 lines: each way of tampering begins with the same scene.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent import control, evidence, merkle, record
from agent.evidence import EvidenceError, FileAnchor, Signer
from agent.found import Finding, Visibility
from agent.ledger import LedgerView, SqliteLedger
from agent.merkle import Head
from agent.model import Clocks, Detail, PlanStep, Reason, Run, StepKind
from revokers.base import Identity, Liveness, Probe, Receipt
from tests.sims.scene import stanch

Make = Callable[..., Finding]
Document = dict[str, Any]

SEED = bytes(range(32))
UNSIGNED = "it has no checkpoint: no signature vouches for it"


@dataclass(frozen=True, slots=True)
class Scene:
    """Incident 2 with nine records, of which the first six were checkpointed, then all; two others beside it."""

    early: bytes
    whole: bytes
    other: bytes
    anchor: Path
    key: str


@pytest.fixture
async def scene(ledger: SqliteLedger, path: Path, tmp_path: Path, finding: Make, now: datetime) -> Scene:
    signer, anchor = Signer.from_seed(SEED), FileAnchor(tmp_path / "anchor.jsonl")
    await ledger.submit([finding("a"), finding("b", visibility=Visibility.PUBLIC), finding("c")], None, at=now)
    incident = await ledger.claim(now, "postgres", 600)
    assert incident is not None
    taken = [incident] + [await ledger.claim(now, "postgres", 600) for _ in range(2)]
    incident = next(one for one in taken if one is not None and one.id == 2)
    for number in range(5):
        await ledger.save(incident, at=now + timedelta(seconds=number), what="probe", detail={})
    await ledger.checkpoint(now + timedelta(minutes=1), signer, anchor)
    with LedgerView(path) as view:
        early = evidence.export(view, 2)
    clocks = Clocks(now, dead_low=now + timedelta(seconds=1), dead=now + timedelta(seconds=2.5))
    incident = replace(incident, clocks=clocks)
    for number in range(3):
        await ledger.save(incident, at=now + timedelta(minutes=2, seconds=number), what="probe", detail={})
    await ledger.checkpoint(now + timedelta(minutes=3), signer, anchor)
    with LedgerView(path) as view:
        return Scene(early, evidence.export(view, 2), evidence.export(view, 3), anchor.path, signer.public_key)


def independent(tmp_path: Path, document: bytes, *others: str) -> tuple[int, list[str]]:
    """The printed verifier, run as somebody else would."""
    script, file = tmp_path / "verifier.py", tmp_path / "export.json"
    script.write_text(evidence.verifier())
    file.write_bytes(document)
    run = subprocess.run([sys.executable, "-I", script, file, *others], capture_output=True, text=True, check=False)
    assert run.stderr == ""
    return run.returncode, run.stdout.splitlines()


def ours(document: bytes, anchor: Path | None = None, key: str | None = None) -> list[str]:
    return evidence.verify(document, anchor.read_text().splitlines() if anchor else (), key)


# --- ways of tampering -----------------------------------------------------------------------------


def rewritten(document: Document, number: int) -> None:
    """One record edited, and everything after it hashed anew: a whole chain, but another one."""
    links = document["records"]
    previous = links[number - 2]["hash"] if number > 1 else record.START
    for position, link in enumerate(links[number - 1 :]):
        said = json.loads(link["record"]) | {"prev": previous}
        if position == 0:
            said["what"] = "accepted"
        link["record"] = record.canonical_json(said)
        link["hash"] = previous = record.digest(link["record"])


def edit(document: Document, number: int) -> None:
    link = document["records"][number - 1]
    assert '"what":"probe"' in link["record"]
    link["record"] = link["record"].replace('"what":"probe"', '"what":"prove"')


def edit_and_hash(document: Document, number: int) -> None:
    edit(document, number)
    link = document["records"][number - 1]
    link["hash"] = record.digest(link["record"])


def delete(document: Document, number: int) -> None:
    del document["records"][number - 1]


def swap(document: Document, number: int) -> None:
    links = document["records"]
    links[number - 1], links[number] = links[number], links[number - 1]


def repeat(document: Document, number: int) -> None:
    document["records"].insert(number, document["records"][number - 1])


def cut(document: Document, number: int) -> None:
    del document["records"][number:]
    document["clocks"] = _clocks_of(document)


def _clocks_of(document: Document) -> dict[str, Any]:
    clocks: dict[str, Any] = json.loads(document["records"][-1]["record"])["detail"]["clocks"]
    return {**clocks, "tti_ms": None}


TAMPERED = [
    (edit, 3, "record 3 was edited", "record 3 was edited"),
    (edit, 9, "record 9 was edited", "record 9 was edited"),
    (edit_and_hash, 3, "record 3 was edited: record 4 does not follow from it", "record 3 was edited"),
    (
        edit_and_hash,
        9,
        "record 9, or one before it, is not the one that checkpoint 2 vouches for",
        "record 9, or one before it, is not the one that the checkpoint knows",
    ),
    (delete, 1, "record 1 is missing", "record 2 stands where record 1 belongs"),
    (delete, 4, "record 4 is missing", "record 5 stands where record 4 belongs"),
    (delete, 9, "cut off after record 8: checkpoint 2 says 9", "cut off after record 8: the checkpoint says 9"),
    (
        swap,
        4,
        "record 5 is out of order: record 4 should stand there",
        "record 5 stands where record 4 belongs",
    ),
    (repeat, 4, "record 4 stands there twice", "record 4 stands where record 5 belongs"),
    (cut, 6, "cut off after record 6: checkpoint 2 says 9", "cut off after record 6: the checkpoint says 9"),
    (
        rewritten,
        2,
        "record 9, or one before it, is not the one that checkpoint 2 vouches for",
        "record 9, or one before it, is not the one that the checkpoint knows",
    ),
]


@pytest.mark.parametrize(("tamper", "number", "said", "said_by_other"), TAMPERED)
def test_tampering_is_named(
    scene: Scene,
    tmp_path: Path,
    tamper: Callable[[Document, int], None],
    number: int,
    said: str,
    said_by_other: str,
) -> None:
    document = json.loads(scene.whole)
    tamper(document, number)
    changed = json.dumps(document).encode()
    assert ours(changed)[0] == said
    code, lines = independent(tmp_path, changed)
    assert (code, lines[0]) == (1, said_by_other)


def test_whole_evidence_is_whole(scene: Scene, tmp_path: Path) -> None:
    assert ours(scene.whole) == ours(scene.whole, scene.anchor) == ours(scene.whole, scene.anchor, scene.key) == []
    assert ours(scene.other, scene.anchor, scene.key) == []
    assert independent(tmp_path, scene.whole) == (0, ["ok: 9 records"])
    assert independent(tmp_path, scene.whole, str(scene.anchor)) == (0, ["ok: 9 records"])
    assert independent(tmp_path, scene.other, str(scene.anchor), scene.key) == (0, ["ok: 1 records"])


def test_an_end_cut_off_shows_against_the_anchor(scene: Scene, tmp_path: Path) -> None:
    """The export of an earlier day is whole by itself: only what is kept elsewhere tells."""
    assert ours(scene.early) == []
    assert independent(tmp_path, scene.early) == (0, ["ok: 6 records"])
    assert ours(scene.early, scene.anchor) == ["cut off after record 6: the anchor says 9"]
    code, lines = independent(tmp_path, scene.early, str(scene.anchor))
    assert (code, lines) == (1, ["cut off after record 6: the anchor says 9"])


def test_a_chain_without_its_checkpoint_is_held_against_the_anchor(scene: Scene, tmp_path: Path) -> None:
    document = json.loads(scene.whole)
    rewritten(document, 2)
    document["checkpoint"] = document["public_key"] = None
    changed = json.dumps(document).encode()
    assert ours(changed) == [UNSIGNED]
    problem = "record 6, or one before it, is not the one in checkpoint 1 of the anchor"
    assert ours(changed, scene.anchor, scene.key)[0] == problem
    assert independent(tmp_path, changed, str(scene.anchor), scene.key) == (
        1,
        [
            UNSIGNED,
            "record 9, or one before it, is not the one that the anchor knows",
            "record 6, or one before it, is not the one that the anchor knows",
        ],
    )


def test_another_key_shows(scene: Scene, tmp_path: Path) -> None:
    forger = Signer.from_seed(bytes(32))
    document = json.loads(scene.whole)
    rewritten(document, 2)
    head = Head(2, 9, document["records"][-1]["hash"])
    statement = json.loads(document["checkpoint"]["record"]) | {"root": merkle.root([head])}
    text = record.canonical_json(statement)
    document["checkpoint"] |= {"record": text, "signature": forger.sign(text), "path": []}
    document["public_key"] = forger.public_key
    forged = json.dumps(document).encode()
    assert ours(forged) == []
    assert ours(forged, key=scene.key)[0] == "it is signed with another key than the one expected"
    assert ours(forged, scene.anchor)[0] == "checkpoint 1 of the anchor is not signed with this key"
    assert independent(tmp_path, forged)[0] == 0
    assert (
        independent(tmp_path, forged, str(scene.anchor))[1][0] == "the anchor was edited or is not signed with this key"
    )
    assert independent(tmp_path, forged, str(scene.anchor), scene.key)[1][0] == (
        "the checkpoint is not signed with this key"
    )


def test_a_bad_signature_shows(scene: Scene, tmp_path: Path) -> None:
    document = json.loads(scene.whole)
    signature = document["checkpoint"]["signature"]
    document["checkpoint"]["signature"] = ("0" if signature[0] != "0" else "1") + signature[1:]
    changed = json.dumps(document).encode()
    assert ours(changed) == ["checkpoint 2 is not signed with this key"]
    assert independent(tmp_path, changed) == (1, ["the checkpoint is not signed with this key"])


def test_a_record_of_another_incident_shows(scene: Scene, tmp_path: Path) -> None:
    document, other = json.loads(scene.whole), json.loads(scene.other)
    document["records"][0] = other["records"][0]
    changed = json.dumps(document).encode()
    assert ours(changed)[0] == "record 1 belongs to another incident"
    assert independent(tmp_path, changed)[1][0] == "record 1 belongs to another incident"


def test_an_edited_anchor_shows(scene: Scene, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in scene.anchor.read_text().splitlines()]
    edited = copy.deepcopy(lines)
    edited[1]["changed"][0][1] = 8
    assert evidence.verify(scene.whole, map(json.dumps, edited)) == ["checkpoint 2 of the anchor was edited"]
    scene.anchor.write_text("".join(json.dumps(line) + "\n" for line in edited))
    problem = "the anchor was edited or is not signed with this key"
    assert independent(tmp_path, scene.whole, str(scene.anchor)) == (1, [problem])
    gap = [json.dumps(lines[1])]
    assert evidence.verify(scene.whole, gap) == ["the anchor has a gap before checkpoint 2"]
    assert evidence.verify(scene.whole, [json.dumps(line) for line in lines[:1]]) == []


def test_whoever_holds_the_key_still_cannot_contradict_the_anchor(scene: Scene, tmp_path: Path) -> None:
    signer = Signer.from_seed(SEED)
    document = json.loads(scene.whole)
    rewritten(document, 2)
    head = Head(2, 9, document["records"][-1]["hash"])
    text = record.canonical_json(json.loads(document["checkpoint"]["record"]) | {"root": merkle.root([head])})
    document["checkpoint"] |= {"record": text, "signature": signer.sign(text), "path": []}
    forged = json.dumps(document).encode()
    assert ours(forged) == []
    assert ours(forged, scene.anchor, scene.key) == [
        "record 6, or one before it, is not the one in checkpoint 1 of the anchor",
        "record 9, or one before it, is not the one in checkpoint 2 of the anchor",
        "checkpoint 2 is not the one in the anchor",
    ]
    assert independent(tmp_path, forged, str(scene.anchor), scene.key) == (
        1,
        [
            "record 9, or one before it, is not the one that the anchor knows",
            "record 6, or one before it, is not the one that the anchor knows",
            "the checkpoint is not the one in the anchor",
        ],
    )


def test_a_root_that_is_not_of_its_heads_shows(scene: Scene) -> None:
    signer = Signer.from_seed(SEED)
    line = json.loads(scene.anchor.read_text().splitlines()[0])
    text = record.canonical_json(json.loads(line["record"]) | {"root": "00" * 32})
    lie = json.dumps(line | {"record": text, "signature": signer.sign(text)})
    assert evidence.verify(scene.whole, [lie]) == [
        "checkpoint 1 of the anchor does not vouch for the heads that it lists"
    ]


@pytest.mark.parametrize(("clock", "value"), [("tti_ms", [10, 20]), ("detected", "2020-01-01T00:00:00.000000Z")])
def test_clocks_that_do_not_follow_show(scene: Scene, tmp_path: Path, clock: str, value: object) -> None:
    document = json.loads(scene.whole)
    document["clocks"][clock] = value
    changed = json.dumps(document).encode()
    assert ours(changed) == ["the clocks do not follow from the records"]
    assert independent(tmp_path, changed) == (1, ["the clocks do not follow from the records"])


def test_a_chain_that_nobody_signed_shows_without_an_anchor(scene: Scene, tmp_path: Path) -> None:
    document = json.loads(scene.whole)
    rewritten(document, 1)
    document["checkpoint"] = None
    forged = json.dumps(document).encode()
    (tmp_path / "none").write_text("")
    assert ours(forged, key=scene.key) == [UNSIGNED]
    assert independent(tmp_path, forged, str(tmp_path / "none"), scene.key) == (1, [UNSIGNED])


def test_an_invented_incident_shows_against_the_anchor(scene: Scene, tmp_path: Path) -> None:
    document, previous = json.loads(scene.whole) | {"incident": 999, "checkpoint": None}, record.START
    for link in document["records"]:
        link["record"] = record.canonical_json(json.loads(link["record"]) | {"incident": 999, "prev": previous})
        link["hash"] = previous = record.digest(link["record"])
    forged = json.dumps(document).encode()
    problems = ["the anchor does not know incident 999", UNSIGNED]
    assert ours(forged, scene.anchor, scene.key) == problems
    assert independent(tmp_path, forged, str(scene.anchor), scene.key) == (1, problems)


def lengthened(document: Document, many: int) -> bytes:
    """As anybody can do it: each further record follows from the one before."""
    for _ in range(many):
        last = document["records"][-1]
        said = json.loads(last["record"])
        text = record.canonical_json(said | {"seq": said["seq"] + 1, "prev": last["hash"], "what": "invalidated"})
        document["records"].append({"record": text, "hash": record.digest(text)})
    return json.dumps(document).encode()


@pytest.mark.parametrize(("many", "which"), [(1, "records 10 to 10"), (3, "records 10 to 12")])
def test_records_behind_the_checkpoint_are_not_believed(scene: Scene, tmp_path: Path, many: int, which: str) -> None:
    forged = lengthened(json.loads(scene.whole), many)
    problem = f"{which} are not vouched for by any signature: export again after the next checkpoint"
    assert ours(forged) == ours(forged, scene.anchor, scene.key) == [problem]
    assert independent(tmp_path, forged) == (1, [problem])
    assert independent(tmp_path, forged, str(scene.anchor), scene.key) == (1, [problem])


def test_what_the_anchor_vouches_for_needs_no_newer_checkpoint(scene: Scene, tmp_path: Path) -> None:
    """Exported with the first checkpoint, verified when the second had reached the anchor."""
    document = json.loads(scene.whole) | {"checkpoint": json.loads(scene.early)["checkpoint"]}
    late = json.dumps(document).encode()
    problem = "records 7 to 9 are not vouched for by any signature: export again after the next checkpoint"
    assert (ours(late), ours(late, scene.anchor, scene.key)) == ([problem], [])
    assert independent(tmp_path, late) == (1, [problem])
    assert independent(tmp_path, late, str(scene.anchor), scene.key) == (0, ["ok: 9 records"])


@pytest.mark.parametrize("checkpoint", [True, False])
def test_evidence_without_records_is_none(scene: Scene, tmp_path: Path, checkpoint: bool) -> None:  # noqa: FBT001 - a table
    document = json.loads(scene.whole) | {"records": []}
    document["checkpoint"] = document["checkpoint"] if checkpoint else None
    empty = json.dumps(document).encode()
    assert ours(empty)[0] == ("cut off after record 0: checkpoint 2 says 9" if checkpoint else UNSIGNED)
    assert independent(tmp_path, empty) == (1, ["there are no records"])


@pytest.mark.parametrize("junk", [b"", b"[]", b"{}", b'{"incident": 1}', b"\xff"])
def test_what_is_no_evidence_is_called_that(junk: bytes) -> None:
    assert ours(junk) == ["this is no evidence of Stanch, or no longer readable as such"]


# --- what an export says ---------------------------------------------------------------------------


def test_an_export_is_reproducible_and_gives_the_interval(scene: Scene, path: Path) -> None:
    with LedgerView(path) as view:
        assert evidence.export(view, 2) == scene.whole
        with pytest.raises(EvidenceError, match="no incident 99"):
            evidence.export(view, 99)
    document = json.loads(scene.whole)
    assert (document["schema"], document["incident"], document["public_key"]) == ("stanch.evidence.v1", 2, scene.key)
    assert document["clocks"]["tti_ms"] == [1000, 2500]
    assert document["clocks"]["dead"] == "2026-03-01T12:00:02.623456Z"
    assert json.loads(scene.other)["clocks"]["tti_ms"] is None


async def test_an_incident_newer_than_the_checkpoint_is_exported_without_it(
    scene: Scene, ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding("late")], None, at=now)
    with LedgerView(path) as view:
        document = evidence.export(view, 4)
    assert json.loads(document)["checkpoint"] is None
    assert ours(document, scene.anchor, scene.key) == ["the anchor does not know incident 4", UNSIGNED]


async def test_a_record_has_every_field_and_no_value(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    await ledger.submit([finding()], None, at=now)
    incident = await ledger.claim(now, "postgres", 60)
    assert incident is not None
    run = Run(Liveness.LIVE, now, "logged in", live_at=now)
    identity = Identity("db.example", "app", "role-7", ("login",))
    incident = replace(incident, identity=identity, proofs={("db", "primary"): run})
    probe = Probe(Liveness.LIVE, "logged in", identity, "req-1")
    step = PlanStep(
        0,
        StepKind.END,
        "db",
        "primary",
        1,
        now,
        reversible=False,
        intent_at=now,
        receipt=Receipt("r-9", now),
        attempts=1,
    )
    saves: list[tuple[str, Detail]] = [
        ("probe", record.probes([(("db", "primary"), probe, now, True)])),
        (
            "decided",
            record.decision(
                [
                    record.verdict(
                        "db", environment="dev", rule="r", mode=StepKind.END, method=None, steps=[], why=["it is armed"]
                    )
                ]
            ),
        ),
        ("intent", record.action(step)),
        ("parked", record.parked(Reason.FROZEN, ["a person froze it"])),
        ("note", record.note("done")),
    ]
    for what, detail in saves:
        await ledger.save(incident, at=now, what=what, detail=detail)
    with LedgerView(path) as view:
        events = view.events(1)
    assert [event.what for event in events] == ["detected", *(what for what, _ in saves)]
    said = [json.loads(event.record)["detail"] for event in events]
    assert [set(record.FIELDS) - set(detail) for detail in said] == [set()] * (1 + len(saves))
    assert {(one["tool_version"], one["host"], one["policy_hash"]) for one in said} == {("0.1.0", "host-a", "ab12")}
    assert [one["key_id"] for one in said] == [finding().key_id, *[None] * len(saves)]
    assert said[1]["probes"] == [
        {
            "system": "db",
            "endpoint": "primary",
            "liveness": "live",
            "reason": "logged in",
            "request_id": "req-1",
            "at": "2026-03-01T12:00:00.123456Z",
            "controlled": True,
        }
    ]
    assert (said[1]["account"], said[1]["credential_id"], said[1]["action"]) == ("db.example", "role-7", None)
    assert said[2]["decision"][0]["rule"] == "r"
    assert said[2]["decision"][0]["environment"] == "dev"
    assert said[3]["action"]["receipt"] == {"reference": "r-9", "provider_date": "2026-03-01T12:00:00.123456Z"}
    assert (said[3]["action"]["verb"], said[3]["action"]["attempt"]) == ("end", 1)
    assert said[4]["parked"] == {"reason": "frozen", "sentence": "Stanch is frozen", "why": ["a person froze it"]}
    assert (said[5]["note"], said[5]["owner"]) == ("done", {"name": "ops", "reason": "owns repo"})


@pytest.mark.parametrize("value", [1.5, b"sealed", {"deep": [object()]}])
async def test_what_does_not_belong_in_a_record_is_refused(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime, value: object
) -> None:
    await ledger.submit([finding()], None, at=now)
    incident = await ledger.claim(now, "postgres", 60)
    assert incident is not None
    with pytest.raises(TypeError, match="in a record"):
        await ledger.save(replace(incident, note="x"), at=now, what="note", detail={"more": value})
    with LedgerView(path) as view:
        entry = view.incident("1")
        assert entry is not None
        assert (entry.incident.note, len(view.events(1))) == ("", 1)


# --- checkpoints, anchors, keys --------------------------------------------------------------------


async def test_a_checkpoint_is_made_only_when_something_happened(
    ledger: SqliteLedger, path: Path, finding: Make, now: datetime
) -> None:
    signer = Signer.from_seed(SEED)
    assert await ledger.checkpoint(now, signer) is None
    await ledger.submit([finding()], None, at=now)
    with LedgerView(path) as view:
        document = evidence.export(view, 1)
    assert (json.loads(document)["checkpoint"], json.loads(document)["public_key"]) == (None, None)
    assert ours(document) == [UNSIGNED]
    first = await ledger.checkpoint(now, signer)
    assert first is not None
    assert await ledger.checkpoint(now, signer) is None
    await ledger.submit([finding("b")], None, at=now)
    second = await ledger.checkpoint(now, signer)
    assert second is not None
    assert json.loads(second.record)["prev"] == first.hash
    assert [json.loads(made.record)["heads"] for made in (first, second)] == [1, 2]


class Broken:
    """An anchor that cannot be reached."""

    def append(self, _line: str) -> None:
        message = "no route"
        raise OSError(message)


async def test_an_anchor_that_was_away_is_given_what_it_missed(
    ledger: SqliteLedger, path: Path, tmp_path: Path, finding: Make, now: datetime
) -> None:
    signer, anchor = Signer.from_seed(SEED), FileAnchor(tmp_path / "anchor.jsonl")
    await ledger.submit([finding()], None, at=now)
    with pytest.raises(OSError, match="no route"):
        await ledger.checkpoint(now, signer, Broken())
    await ledger.submit([finding("b")], None, at=now)
    await ledger.checkpoint(now, signer, anchor)
    await ledger.checkpoint(now, signer, anchor)
    lines = [json.loads(line) for line in anchor.path.read_text().splitlines()]
    assert [[head[:2] for head in line["changed"]] for line in lines] == [[[1, 1]], [[2, 1]]]
    assert stat.S_IMODE(anchor.path.stat().st_mode) == 0o600
    with LedgerView(path) as view:
        assert ours(evidence.export(view, 1), anchor.path, signer.public_key) == []


def test_a_torn_line_of_an_anchor_is_ended_and_passed_over(scene: Scene, tmp_path: Path) -> None:
    lines = scene.anchor.read_text().splitlines()
    scene.anchor.write_text(lines[0] + "\n" + lines[1][:100])
    FileAnchor(scene.anchor).append(lines[1])
    assert scene.anchor.read_text().splitlines() == [lines[0], lines[1][:100], lines[1]]
    assert ours(scene.whole, scene.anchor) == []
    assert independent(tmp_path, scene.whole, str(scene.anchor)) == (0, ["ok: 9 records"])


def test_an_anchor_that_a_disk_damaged_is_no_fault_of_ours(scene: Scene, tmp_path: Path) -> None:
    with scene.anchor.open("ab") as anchor:
        anchor.write(b'{"\xff\0\n')
    file = tmp_path / "export.json"
    file.write_bytes(scene.whole)
    done = stanch(tmp_path, "evidence", "verify", str(file), "--anchor", str(scene.anchor))
    assert (done.returncode, done.stderr, done.stdout[:3]) == (0, "", "ok:")
    assert independent(tmp_path, scene.whole, str(scene.anchor)) == (0, ["ok: 9 records"])


def test_a_signing_key_shows_its_public_half_only() -> None:
    # The vector of RFC 8032, 7.1, test 1: the public key of a known seed.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    signer = Signer.from_seed(seed)
    assert signer.public_key == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert repr(signer) == "Signer()"
    with pytest.raises(ValueError, match="32"):
        Signer.from_seed(b"short")


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 13])
def test_every_head_has_a_path_to_the_root(count: int) -> None:
    heads = [Head(number, number, "ab") for number in range(count)]
    root = merkle.root(heads)
    for index, head in enumerate(heads):
        assert merkle.climb(head, merkle.path(heads, index)) == root
        assert merkle.climb(replace(head, seq=99), merkle.path(heads, index)) != root


def test_the_tree_is_that_of_rfc_6962() -> None:
    def sha(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    leaves = [sha(b"\0", f'[{number},1,"x"]'.encode()) for number in range(3)]
    expected = sha(b"\1", sha(b"\1", leaves[0], leaves[1]), leaves[2])
    assert merkle.root([Head(number, 1, "x") for number in range(3)]) == expected.hex()
    assert merkle.root([]) == sha().hex()


# --- the command -----------------------------------------------------------------------------------


async def test_the_command_says_what_it_checked_and_what_is_not_signed(
    scene: Scene, ledger: SqliteLedger, path: Path, tmp_path: Path, finding: Make, now: datetime
) -> None:
    """Export asks a daemon to sign first; without one it says what nobody has signed. No `ok` claims too much."""
    config, file = tmp_path / "config", tmp_path / "export.json"
    config.mkdir()
    (tmp_path / "log").touch()
    (config / "stanch.toml").write_text(
        f'[stanch]\nfallback_owner = "a@b.example"\nstate = "{path.parent}"\n'
        f'[[sources]]\nkind = "log"\npath = "{tmp_path / "log"}"\n'
    )

    async def run(*words: str) -> tuple[int, str, str]:
        done = await asyncio.to_thread(stanch, tmp_path, "evidence", *words, "--config", str(config))
        return done.returncode, done.stdout, done.stderr.replace(str(path.parent), "STATE")

    assert await run("export", "2") == (0, scene.whole.decode(), "")
    full = "stanch: /dev/full: No space left on device: make room on its disk\n"
    assert await run("export", "2", "--output", "/dev/full") == (2, "", full)
    file.write_bytes(scene.whole)
    start = f"ok: 9 records, whole and in order; signed by {scene.key}"
    own = " (the key is the one in the document itself: compare it with the one you know)"
    anchor = ("--anchor", str(scene.anchor))
    assert await run("verify", str(file), "--key", scene.key.upper(), *anchor) == (0, f"{start}; as anchored\n", "")
    alone = f"{start}{own}; no anchor to compare with: a cut-off end cannot be seen\n"
    assert await run("verify", str(file)) == (0, alone, "")
    facts = {"ok": True, "problems": [], "records": 9, "public_key": scene.key, "expected": False, "anchored": False}
    code, said, _ = await run("verify", "--json", str(file))
    assert (code, json.loads(said)) == (0, facts)
    code, said, _ = await run("verify", "--json", str(file), "--key", scene.key, *anchor)
    assert (code, json.loads(said)) == (0, facts | {"expected": True, "anchored": True})
    file.write_text(json.dumps(json.loads(scene.whole) | {"public_key": None}))
    assert await run("verify", str(file), "--key", scene.key, *anchor) == (0, f"{start}; as anchored\n", "")
    document = json.loads(scene.whole) | {"checkpoint": None}
    file.write_text(json.dumps(document))
    assert await run("verify", str(file), "--key", scene.key) == (1, f"{UNSIGNED}\n", "")
    code, said, _ = await run("verify", "--json", str(file), "--key", scene.key)
    assert (code, json.loads(said)) == (1, facts | {"ok": False, "problems": [UNSIGNED], "expected": True})
    file.write_text("[]")
    code, said, _ = await run("verify", "--json", str(file))
    assert (code, json.loads(said)["records"], json.loads(said)["ok"]) == (1, None, False)

    await ledger.submit([finding("late")], None, at=now)
    why = "no daemon answers at STATE/control.sock: start it with `stanch run`, then ask again"
    code, _, said = await run("export", "4")
    assert (code, said) == (0, f"stanch: records 1 to 1 are not yet signed ({why}); export again\n")
    asked = []

    async def daemon(verb: str, _person: str, arguments: Mapping[str, Any]) -> str:
        asked.append((verb, dict(arguments)))
        await ledger.checkpoint(now, Signer.from_seed(SEED), FileAnchor(scene.anchor))
        return "signed and anchored"

    async with control.serve(path.parent, daemon):
        code, whole, said = await run("export", "4")
    assert (code, said, asked) == (0, "", [("checkpoint", {})])
    assert ours(whole.encode(), scene.anchor, scene.key) == []
