"""New keys: every value opens, every signature can be followed, and wherever it is cut short nothing is lost."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent import evidence, evidence_verifier, keys, merkle, record
from agent.evidence import FileAnchor, Signer
from agent.keys import KeysError, load_keys, signing_seed
from agent.ledger import LedgerView, SqliteLedger
from agent.merkle import Head
from agent.model import State
from agent.rekey import PRIVATE, SIGNING, Sealed, rotate_sealing, rotate_signing, settle
from agent.seal import CannotOpenError, ResponderKeys, new_private
from detectors.registry import TYPES
from tests.sims.rig import Rig
from tests.sims.scene import Home, short_folder, until

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
POSTGRES = TYPES["postgres-url"]
NONE: dict[str, str] = {}
OTHER = "it is signed with another key than the one expected"

Document = dict[str, Any]
Changed = tuple[bytes, bytes, list[str], Path]


class CutError(Exception):
    """The process was killed here."""


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    found = load_keys(tmp_path / "state", NONE)  # before the ledger, beside which none are made
    made = Rig(tmp_path / "state")
    made.keys = found
    yield made
    made.close()


async def leaked(rig: Rig, *words: str) -> list[int]:
    return [await rig.leak(POSTGRES, role="app", password=word, host="", database="") for word in words]


async def opened(rig: Rig, incident: int) -> str:
    """The value, with the keys that lie on the disk now."""
    stored = await rig.ledger.sealed(incident)
    assert stored is not None
    key_id, sealed = stored
    now = load_keys(rig.folder, NONE)
    assert now.scanner.key_id == key_id
    return now.open(sealed)["password"].reveal()


def names(rig: Rig) -> list[str]:
    return sorted(path.name for path in (rig.folder / "keys").iterdir())


async def test_every_value_is_sealed_anew_and_the_old_key_is_gone(rig: Rig) -> None:
    one, two = await leaked(rig, "w0rd-Xk9-aa", "w0rd-Xk9-bb")
    before = load_keys(rig.folder, NONE)
    sealed = await rig.ledger.sealed(one)
    done = await rotate_sealing(rig.ledger, rig.folder, T0, NONE)
    after = load_keys(rig.folder, NONE)
    assert done == Sealed(2, 0, before.scanner.key_id, after.scanner.key_id)
    assert before.private != after.private
    assert before.scanner.fingerprint == after.scanner.fingerprint
    assert [await opened(rig, key) for key in (one, two)] == ["w0rd-Xk9-aa", "w0rd-Xk9-bb"]
    assert names(rig) == ["fingerprint", "private", "signing"]
    assert before.private not in b"".join(path.read_bytes() for path in (rig.folder / "keys").iterdir())
    assert sealed is not None
    with pytest.raises(CannotOpenError):
        after.open(sealed[1])
    assert rig.told(one)[-1] == "value:resealed"
    assert rig.detail(one, "value:resealed")["note"] == f"sealed anew: key {done.old} gave way to {done.new}"
    text = b"".join(path.read_bytes() for path in rig.folder.iterdir() if path.is_file())
    assert sealed[1] not in text, "the old sealed bytes stand in no file any more"


async def test_a_ledger_knows_the_keys_that_it_was_made_with(rig: Rig) -> None:
    """One of an earlier version, without a mark, by what was sealed with them."""
    await leaked(rig, "w0rd-Xk9-aa")
    own, other = rig.keys.scanner, ResponderKeys.generate().scanner
    assert not await rig.ledger.recognises(other.mark, other.key_id)
    with LedgerView(rig.path) as view:
        assert view.key_mark() is None
    assert await rig.ledger.recognises(own.mark, own.key_id)
    with LedgerView(rig.path) as view:
        assert view.key_mark() == own.mark
    await rotate_sealing(rig.ledger, rig.folder, T0, NONE)
    after = load_keys(rig.folder, NONE).scanner
    assert (after.mark, after.key_id == own.key_id) == (own.mark, False)
    assert await rig.ledger.recognises(after.mark, after.key_id)
    assert not await rig.ledger.recognises(other.mark, after.key_id)
    await rig.ledger.renew_key(other.mark)
    assert await rig.ledger.recognises(other.mark, other.key_id)
    assert not await rig.ledger.recognises(own.mark, own.key_id)


async def test_the_old_private_key_is_overwritten_where_it_lay(rig: Rig) -> None:
    was = load_keys(rig.folder, NONE).private
    with (rig.folder / "keys" / "private").open("rb") as same_file:
        await rotate_sealing(rig.ledger, rig.folder, T0, NONE)
        assert same_file.read() == bytes(32) != was


async def test_what_the_old_key_did_not_open_is_left_and_told(rig: Rig) -> None:
    [one] = await leaked(rig, "w0rd-Xk9-aa")
    strange = (await rig.ledger.sealed(one), keys.write_private)[0]
    (rig.folder / "keys" / "private").write_bytes(new_private())
    done = await rotate_sealing(rig.ledger, rig.folder, T0, NONE)
    assert (done.resealed, done.left) == (0, 1)
    assert await rig.ledger.sealed(one) == strange
    assert "value:resealed" not in rig.told(one)


# --- cut short ---------------------------------------------------------------------------------------


# What is on the disk when the process is killed as it gets to this.
CUTS = {
    "before the next key is written": (keys, "write_private"),
    "before it is safe": (keys, "_sync"),
    "before the commit, sealing": (SqliteLedger, "reseal"),
    "before the commit, signing": (SqliteLedger, "hand_over"),
    "after the commit": (keys, "promote"),
    "after the rename": (keys, "_blank"),
}


@pytest.mark.parametrize("where", CUTS)
@pytest.mark.parametrize("what", [PRIVATE, SIGNING])
async def test_cut_short_at_each_step_nothing_is_lost(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, where: str, what: str
) -> None:
    incidents = await leaked(rig, "w0rd-Xk9-aa", "w0rd-Xk9-bb")
    anchor = FileAnchor(rig.folder / "anchor.jsonl")
    first = Signer.from_seed(signing_seed(rig.folder, NONE))
    await rig.ledger.checkpoint(T0, first, anchor)

    async def change() -> None:
        if what == PRIVATE:
            await rotate_sealing(rig.ledger, rig.folder, T0, NONE)
        else:
            await rotate_signing(rig.ledger, rig.folder, T0, anchor, NONE)

    def dies(*_: object, **__: object) -> None:
        raise CutError

    with monkeypatch.context() as patched, suppress(CutError):
        patched.setattr(*CUTS[where], dies)
        await change()
    await settle(rig.ledger, rig.folder)
    assert names(rig) == ["fingerprint", "private", "signing"]
    assert [await opened(rig, key) for key in incidents] == ["w0rd-Xk9-aa", "w0rd-Xk9-bb"]
    signer = Signer.from_seed(signing_seed(rig.folder, NONE))
    assert (await rig.ledger.keys_in_use()).signed_by == signer.public_key
    await rig.ledger.checkpoint(T0 + timedelta(minutes=1), signer, anchor)
    for key in incidents:
        assert verified(rig, key, anchor.path) == []
    # And once more, to its end.
    await change()
    assert [await opened(rig, key) for key in incidents] == ["w0rd-Xk9-aa", "w0rd-Xk9-bb"]
    after = Signer.from_seed(signing_seed(rig.folder, NONE))
    assert (after.public_key != signer.public_key) is (what == SIGNING)
    await rig.ledger.checkpoint(T0 + timedelta(minutes=2), after, anchor)
    for key in incidents:
        assert verified(rig, key, anchor.path, first.public_key) == []


async def test_a_torn_next_key_is_thrown_away(rig: Rig) -> None:
    before = load_keys(rig.folder, NONE)
    for name in (PRIVATE, SIGNING):
        keys.write_private(rig.folder / "keys" / f"{name}.next", b"half")
    await settle(rig.ledger, rig.folder)
    assert names(rig) == ["fingerprint", "private", "signing"]
    assert load_keys(rig.folder, NONE) == before


# --- whose keys --------------------------------------------------------------------------------------


async def test_keys_that_systemd_hands_over_are_not_changed(rig: Rig, tmp_path: Path) -> None:
    handed = tmp_path / "credentials"
    handed.mkdir()
    (handed / "stanch-private-key").write_bytes(bytes(32))
    with pytest.raises(KeysError, match="systemd hands this key over"):
        await rotate_sealing(rig.ledger, rig.folder, T0, {"CREDENTIALS_DIRECTORY": str(handed)})
    assert names(rig) == ["fingerprint", "private", "signing"]


async def test_no_keys_are_made_to_be_changed(rig: Rig) -> None:
    (rig.folder / "keys").rename(rig.folder / "elsewhere")
    with pytest.raises(KeysError, match="no keys lie there"):
        await rotate_signing(rig.ledger, rig.folder, T0, FileAnchor(rig.folder / "anchor.jsonl"), NONE)
    assert not (rig.folder / "keys").exists()


# --- what others see of it ---------------------------------------------------------------------------


def verified(rig: Rig, incident: int, anchor: Path | None, key: str | None = None) -> list[str]:
    """By both verifiers, which must agree whether something is wrong."""
    with LedgerView(rig.path) as view:
        document = evidence.export(view, incident)
    return verified_document(rig.folder, document, anchor, key)


def verified_document(folder: Path, document: bytes, anchor: Path | None, key: str | None = None) -> list[str]:
    ours = evidence.verify(document, anchor.read_text().splitlines() if anchor else (), key)
    script, file, empty = folder / "verifier.py", folder / "export.json", folder / "empty"
    script.write_text(evidence.verifier())
    file.write_bytes(document)
    empty.write_text("")
    done = subprocess.run(
        [sys.executable, "-I", script, file, anchor or empty, *([key] if key else [])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert (done.returncode == 0) is (not ours), (done.stdout, ours)
    return ours


@pytest.fixture
def seeds() -> list[bytes]:
    """Of the three keys of `changed`, as somebody who stole them has them."""
    return []


@pytest.fixture
async def changed(rig: Rig, seeds: list[bytes]) -> Changed:
    """An export from before, one from after two changes of the signing key, the three keys, and the anchor."""
    await leaked(rig, "w0rd-Xk9-aa", "w0rd-Xk9-bb")
    anchor = FileAnchor(rig.folder / "anchor.jsonl")
    seeds.append(signing_seed(rig.folder, NONE))
    signer = Signer.from_seed(seeds[0])
    await rig.ledger.checkpoint(T0, signer, anchor)
    with LedgerView(rig.path) as view:
        before = evidence.export(view, 1)
    made = []
    for _ in range(2):
        made.append(await rotate_signing(rig.ledger, rig.folder, T0, anchor, NONE))
        seeds.append(signing_seed(rig.folder, NONE))
    assert [one.checkpoint for one in made] == [2, 4]
    assert made[0].anchored
    with LedgerView(rig.path) as view:
        return before, evidence.export(view, 1), [signer.public_key, made[0].new, made[1].new], anchor.path


async def test_whoever_knows_any_of_the_keys_can_verify(rig: Rig, changed: Changed) -> None:
    before, after, public, anchor = changed
    assert json.loads(after)["public_key"] == public[2]
    assert [one["public_key"] for one in json.loads(after)["handovers"]] == public[:2]
    for key in (None, *public):
        assert verified_document(rig.folder, after, anchor, key) == []
        assert verified_document(rig.folder, after, None, key) == []
        assert verified_document(rig.folder, before, anchor, key) == []
    assert verified_document(rig.folder, before, None, public[0]) == []
    # An old export says nothing of keys that came later; the anchor does.
    assert verified_document(rig.folder, before, None, public[2]) == [OTHER]
    stranger = Signer.from_seed(bytes(32)).public_key
    for document in (before, after):
        assert verified_document(rig.folder, document, anchor, stranger) == [OTHER]
    notes = [one["detail"]["note"] for one in rig.records(2) if one["what"] == "note"]
    assert notes[:2] == [
        f"the signing key changes: {public[0]} hands over to {public[1]}",
        f"the signing key has changed: {public[1]} signs from here on",
    ]


def forged(text: str, change: Callable[[dict[str, object]], None]) -> str:
    said = json.loads(text)
    change(said)
    return record.canonical_json(said)


async def test_a_handover_that_is_forged_shows(rig: Rig, changed: Changed) -> None:
    """Whoever holds no key of Stanch's cannot get into the succession, at its end or at its beginning."""
    _, after, public, anchor = changed
    forger = Signer.from_seed(bytes(32))
    last = json.loads(after)["handovers"][1]

    def resigned(document: dict[str, object], key: str) -> bytes:
        point = json.loads(after)["checkpoint"]
        return json.dumps(
            document | {"public_key": key, "checkpoint": point | {"signature": forger.sign(point["record"])}}
        ).encode()

    document = json.loads(after)
    # It names itself as the next key, under a signature of another statement, or of its own.
    text = forged(last["record"], lambda said: said.update(next_key=forger.public_key))
    for signature in (last["signature"], forger.sign(text)):
        document["handovers"][1] = last | {"record": text, "signature": signature}
        assert verified_document(rig.folder, resigned(document, forger.public_key), None, public[0]) != []
        assert verified_document(rig.folder, resigned(document, forger.public_key), anchor) != []
    # It leaves the handovers out, and is then nobody that anyone knows.
    document["handovers"] = []
    assert verified_document(rig.folder, resigned(document, forger.public_key), None, public[2]) != []
    # It claims to have come before: the first real line does not follow from its own.
    document = json.loads(after)
    mine = forged(
        json.loads(anchor.read_text().splitlines()[0])["record"], lambda said: said.update(next_key=public[0])
    )
    line = json.loads(anchor.read_text().splitlines()[0])
    line |= {"record": mine, "signature": forger.sign(mine), "public_key": forger.public_key}
    invented = rig.folder / "invented.jsonl"
    invented.write_text(record.canonical_json(line) + "\n" + anchor.read_text())
    document["handovers"].insert(0, {name: line[name] for name in ("record", "signature", "public_key")})
    assert verified_document(rig.folder, json.dumps(document).encode(), invented, public[2]) != []


def vouched_for(document: Document, thief: Signer, number: int, **changes: object) -> bytes:
    """One record more, "it is invalidated", under checkpoint `number` by a key that was stolen."""
    last = json.loads(document["records"][-1]["record"])
    last |= {"seq": last["seq"] + 1, "prev": document["records"][-1]["hash"], "what": "invalidated"}
    text = record.canonical_json(last)
    head = Head(document["incident"], last["seq"], record.digest(text))
    statement, _ = merkle.statement([head], [head], number=number, at=T0, prev=None)
    point = {"record": statement, "signature": thief.sign(statement), "seq": last["seq"], "path": []}
    mine = {"public_key": thief.public_key, "checkpoint": point, "handovers": []}
    return json.dumps(
        document | {"records": [*document["records"], {"record": text, "hash": head.hash}]} | mine | changes
    ).encode()


RETIRED = "is signed with another key than was in force by then"
NOT_THERE = "is not the one in the anchor"


@pytest.mark.parametrize(
    ("retired", "number", "problem"),
    [(0, 6, f"checkpoint 6 {RETIRED}"), (1, 6, f"checkpoint 6 {RETIRED}"), (0, 1, f"checkpoint 1 {NOT_THERE}")],
)
async def test_a_key_that_has_handed_over_vouches_for_nothing_newer(
    rig: Rig, changed: Changed, seeds: list[bytes], retired: int, number: int, problem: str
) -> None:
    _, after, public, anchor = changed
    document, thief = json.loads(after), Signer.from_seed(seeds[retired])
    assert thief.public_key == public[retired]
    forged = vouched_for(document, thief, number, handovers=document["handovers"][:retired])
    for key in (None, *public):
        assert problem in verified_document(rig.folder, forged, anchor, key)
    # Without an anchor whoever knows the newest key sees it, and whoever knows only the retired one cannot.
    assert verified_document(rig.folder, forged, None, public[2]) == [OTHER]
    assert verified_document(rig.folder, forged, None, public[retired]) == []


async def test_a_key_that_has_handed_over_does_not_do_so_again(rig: Rig, changed: Changed, seeds: list[bytes]) -> None:
    """To a key of the thief's own, after the anchor's end or under a number that is there; nor is a name believed."""
    _, after, public, anchor = changed
    document, thief, forger = json.loads(after), Signer.from_seed(seeds[0]), Signer.from_seed(bytes(32))
    for number, problem in ((6, f"checkpoint 6 {RETIRED}"), (2, f"checkpoint 2 {NOT_THERE}")):
        text, _ = merkle.statement([], [], number=number, at=T0, prev=None, next_key=forger.public_key)
        mine = {"record": text, "signature": thief.sign(text), "public_key": thief.public_key}
        forged = vouched_for(document, forger, 9, handovers=[mine])
        assert problem in verified_document(rig.folder, forged, anchor, public[0])
    forged = vouched_for(document, thief, 6)
    claimed = json.loads(forged)
    claimed["checkpoint"]["public_key"] = public[2]
    assert f"checkpoint 6 {RETIRED}" in verified_document(rig.folder, json.dumps(claimed).encode(), anchor, public[2])
    # A handover is before the checkpoint that comes of it: else a later key would seem to stand behind an earlier one.
    early = vouched_for(document, Signer.from_seed(seeds[2]), 3, handovers=document["handovers"])
    said = "the checkpoints that hand the signing over do not come one after the other"
    for one in (None, anchor):
        assert said in verified_document(rig.folder, early, one, public[0])


async def test_an_export_newer_than_the_anchor_is_as_good(rig: Rig, changed: Changed) -> None:
    """Whatever the anchor lacks of the end: each key follows from the one in force where it ends."""
    _, after, public, anchor = changed
    lines = anchor.read_text().splitlines(keepends=True)
    for kept in range(1, len(lines)):
        shorter = rig.folder / "shorter.jsonl"
        shorter.write_text("".join(lines[:kept]))
        for key in public:
            assert verified_document(rig.folder, after, shorter, key) == [], kept


async def test_an_anchor_cut_between_the_keys_shows(rig: Rig, changed: Changed) -> None:
    _, after, public, anchor = changed
    lines = anchor.read_text().splitlines()
    assert len(lines) == 5
    for gone in range(1, 4):
        shorter = rig.folder / "shorter.jsonl"
        shorter.write_text("".join(line + "\n" for line in lines[:gone] + lines[gone + 1 :]))
        assert verified_document(rig.folder, after, shorter, public[0]) != [], gone


def tampered(chance: random.Random, exports: Sequence[bytes], document: Document, anchor: list[Document]) -> None:
    """One thing of many."""
    other, records = json.loads(chance.choice(exports)), document["records"]
    point, handovers = document["checkpoint"], document["handovers"]
    match chance.randrange(9):
        case 0 if anchor:
            del anchor[chance.randrange(len(anchor))]
        case 1:
            chance.shuffle(anchor)
        case 2:
            document["checkpoint"] = chance.choice([other["checkpoint"], None])
        case 3:
            document["handovers"] = chance.choice([other["handovers"], handovers[:1], handovers[::-1], handovers[1:]])
        case 4:
            document["public_key"] = chance.choice([other["public_key"], "00" * 32])
        case 5 if records:
            del records[chance.randrange(len(records))]
        case 6 if records:
            records.insert(0, records.pop())
        case 7 if point:
            document["checkpoint"] = point | {"signature": point["signature"][::-1]}
        case 8 if anchor:
            anchor[-1] = anchor[-1] | {"changed": []}
        case _:
            document["handovers"] = [one | {"public_key": other["public_key"]} for one in handovers]


async def test_both_verifiers_agree_whatever_is_done_to_it(changed: Changed) -> None:
    """They share no code: what one of them would let pass shows here. At length: 20,000 were compared by hand."""
    *exports, public, anchor = changed
    chance, whole = random.Random(11), 0  # noqa: S311 - not for security
    for _ in range(600):
        document, lines = json.loads(chance.choice(exports)), [json.loads(line) for line in anchor.read_text().split()]
        lines = lines[: chance.choice([0, 1, 2, 3, 5, 5, 5, 5])]
        for _ in range(chance.randint(0, 3)):
            tampered(chance, exports, document, lines)
        key = chance.choice([*public, document["public_key"] or "", "00" * 32])
        ours = evidence.verify(json.dumps(document).encode(), map(json.dumps, lines), key or None)
        theirs = evidence_verifier.verify(document, lines, key)
        assert bool(ours) is bool(theirs), (ours, theirs, document, lines, key)
        whole += not ours
    assert whole > 20


async def test_nothing_signed_yet_means_nothing_to_hand_over(rig: Rig) -> None:
    made = await rotate_signing(rig.ledger, rig.folder, T0, FileAnchor(rig.folder / "anchor.jsonl"), NONE)
    assert (made.checkpoint, made.anchored) == (None, False)
    assert Signer.from_seed(signing_seed(rig.folder, NONE)).public_key == made.new


async def test_an_anchor_that_is_away_gets_the_handover_later(rig: Rig) -> None:
    [one] = await leaked(rig, "w0rd-Xk9-aa")
    away = FileAnchor(rig.folder / "away" / "anchor.jsonl")
    made = await rotate_signing(rig.ledger, rig.folder, T0, away, NONE)
    assert (made.checkpoint, made.anchored) == (1, False)
    away.path.parent.mkdir()
    await rig.ledger.checkpoint(T0, Signer.from_seed(signing_seed(rig.folder, NONE)), away)
    assert verified(rig, one, away.path, made.old) == []


# --- the command -------------------------------------------------------------------------------------


async def test_the_command_beside_a_daemon_and_alone() -> None:
    """Refused while one runs; then a daemon goes on with the new keys, and the evidence verifies as before."""
    async with short_folder() as folder:
        home = Home(folder, [])
        home.commit("app.env", f"URL=postgresql://app:{'w0rd-' + 'Xk9-aa7'}@db.internal/shop\n")
        async with home.daemon():
            await until("it was found", lambda: home.states() == {"unverified": 1}, 40, home.describe)
            refused = home.run("keys", "rotate", "--config", str(home.config))
            assert (refused.returncode, "another process writes to this ledger" in refused.stderr) == (2, True)
        before = {name: (home.state / "keys" / name).read_bytes() for name in ("fingerprint", "private", "signing")}
        done = home.run("keys", "rotate", "--config", str(home.config))
        assert done.returncode == 0, done.stderr
        assert "1 values were sealed anew" in done.stdout
        assert "names the new key, signed with the old one; anchored" in done.stdout
        after = {name: (home.state / "keys" / name).read_bytes() for name in before}
        assert [name for name in before if before[name] == after[name]] == ["fingerprint"]
        for value in (*before.values(), *after.values()):
            assert value.hex() not in done.stdout + done.stderr
        async with home.daemon():
            home.say(f"{'postgresql'}://other:w0rd-Xk9-bb8@db.internal/shop\n")
            await until("it goes on", lambda: home.states() == {State.UNVERIFIED.value: 2}, 40, home.describe)
        assert home.run("keys", "rotate", "--sealing", "--config", str(home.config)).stdout.count("\n") == 1
        file = folder / "1.json"
        assert home.run("evidence", "export", "1", "-o", str(file), "--config", str(home.config)).returncode == 0
        async with home.daemon():
            await until("it was signed", lambda: "not yet signed" not in _exported(home, file).stderr, 20)
        old = Signer.from_seed(before["signing"]).public_key
        checked = home.run("evidence", "verify", str(file), "--key", old, "--config", str(home.config))
        assert (checked.returncode, checked.stdout[:3]) == (0, "ok:"), checked.stdout


def _exported(home: Home, file: Path) -> subprocess.CompletedProcess[str]:
    return home.run("evidence", "export", "1", "-o", str(file), "--config", str(home.config))
