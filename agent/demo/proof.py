"""The last acts: evidence that others can check, and a search for values in everything that Stanch left behind."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from agent.demo import claims
from agent.demo.cast import Act, Fate
from agent.demo.claims import Claim
from agent.demo.scene import Scene
from agent.demo.tools import Done, run

_CHECKPOINT_SECONDS: Final = 15.0
_CUT: Final = 2  # records from the end
# A notice may be written between the export and the copy of the anchor: then the two are of different moments.
_EXPORTS: Final = 5


def edited(document: str, number: int) -> str:
    """The same evidence with one byte of record `number` changed."""
    export: dict[str, Any] = json.loads(document)
    link = export["records"][number - 1]
    at = link["record"].index('"at":"') + len('"at":"')
    link["record"] = link["record"][:at] + ("1" if link["record"][at] != "1" else "3") + link["record"][at + 1 :]
    return json.dumps(export)


def cut(document: str, many: int) -> str:
    """The same evidence without its last records, and without the checkpoint that would tell."""
    export: dict[str, Any] = json.loads(document)
    del export["records"][-many:]
    export["checkpoint"] = None
    return json.dumps(export)


async def _evidence(scene: Scene) -> tuple[Claim, ...]:
    credential = next(each for each in scene.credentials if each.fate is Fate.ENDED)
    entry = scene.entry(credential)
    number = str(entry.incident.id) if entry else "1"
    folder = scene.folder / "evidence"
    folder.mkdir()
    export, verifier, anchor = folder / "export.json", folder / "verifier.py", folder / "anchor.jsonl"
    config = ("--config", str(scene.config))
    await scene.until(
        lambda: vouched(scene.state / "anchor.jsonl", int(number)) == len(scene.events(credential)),
        "a checkpoint",
        _CHECKPOINT_SECONDS,
    )
    for _ in range(_EXPORTS):
        await scene.stanch("evidence", "export", number, "--output", str(export), *config)
        anchor.write_bytes((scene.state / "anchor.jsonl").read_bytes())
        if len(json.loads(export.read_text())["records"]) == vouched(anchor, int(number)):
            break
    verifier.write_text((await scene.stanch("evidence", "verifier")).out)

    async def verified(text: str, name: str) -> Done:
        file = folder / name
        file.write_text(text)
        return await run([sys.executable, verifier, file, anchor], {"HOME": str(scene.folder)}, cwd=folder)

    document = export.read_text()
    count = len(json.loads(document)["records"])
    whole = await verified(document, "whole.json")
    changed = await verified(edited(document, 3), "edited.json")
    short = await verified(cut(document, _CUT), "cut.json")
    said = whole.out.strip() or whole.err.strip()[-200:]
    good = whole.code == 0 and said == f"ok: {count} records"
    return (
        Claim(
            "evidence-whole", "The independent verifier finds the evidence whole", good, f"{credential.name}: {said}"
        ),
        claims.named(
            "evidence-edit",
            "One byte of it changed: it names the record",
            changed.code,
            changed.out,
            "record 3 was edited",
        ),
        claims.named(
            "evidence-cut",
            "Its end cut off, checkpoint and all: it names that against the anchor",
            short.code,
            short.out,
            f"cut off after record {count - _CUT}: the anchor says {count}",
        ),
    )


def vouched(anchor: Path, incident: int) -> int:
    """The last record of an incident that the anchor was given; 0 when it knows none."""
    lines = anchor.read_text().splitlines() if anchor.exists() else []
    heads = [head for line in lines if line.endswith('"}') for head in json.loads(line)["changed"]]
    return max((seq for number, seq, _ in heads if number == incident), default=0)


async def _values(scene: Scene) -> tuple[Claim, ...]:
    scene.daemon.look()
    places = dict(scene.daemon.seen)
    for folder in (scene.state, scene.config, scene.folder / "evidence"):
        places |= {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    places["the daemon's log"] = scene.daemon_log.read_bytes()
    places["what this demo told"] = "\n".join(scene.tell.told).encode()
    places["what Slack received"] = "\n".join(one.text for one in scene.chat.messages).encode()
    leaks = scene.log.path.read_bytes() + (await scene.repository.history()).encode()
    # A bait without an incident is a value that never leaked.
    leaked = [secret for each in scene.credentials if each.state is not None for secret in each.secrets]
    for each in scene.credentials:
        if each.kept is not None:
            # What has replaced it is a value, too, and where production reads it is the only place for it.
            now = await each.kept.place.read()
            new = [value for name, value in now.items() if name in each.kind.secret]
            leaks, leaked = leaks + " ".join(new).encode(), [*leaked, *new]
    claim = claims.no_value(places, leaks, leaked)
    if scene.daemon.hidden:
        scene.tell.say("The kernel does not let other processes of this user look into the scanners' environment.")
    return (claim,)


ACTS: Final = (
    Act(
        "Evidence",
        "The evidence of an incident is exported and given to a verifier of one page that shares no code with Stanch; "
        "then one byte of it is changed, then its end is cut off.",
        35.0,  # while what takes long to settle does so
        _evidence,
    ),
    Act(
        "No value anywhere",
        "Every leaked value and every new one, and every 8 characters of each, is searched for in the ledger and its "
        "write-ahead log, the daemon's log, Slack's messages, anchor, evidence, configuration, and /proc of the daemon "
        "and its scanners.",
        70.0,
        _values,
    ),
)
