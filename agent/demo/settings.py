"""The configuration of the demo's daemon: what a person would write, armed for the demo's own Systems only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.demo.cast import Credential
from agent.keys import write_private
from agent.seal import ScannerKeys

FALLBACK = "security@example.com"


def write(
    config: Path,
    state: Path,
    sources: Mapping[str, tuple[str, Path]],
    systems: Mapping[str, str],
    credentials: Sequence[Credential],
    keys: ScannerKeys,
    slack: str,
) -> None:
    config.mkdir(mode=0o700)
    write_private(config / "stanch.toml", _stanch(state, sources, systems, slack).encode())
    write_private(config / "policy.toml", _policy(credentials, systems).encode())
    write_private(config / "inventory.toml", "".join(_entries(credentials, keys)).encode())


def text(value: str | Path) -> str:
    """A TOML string."""
    return json.dumps(str(value))


def _stanch(state: Path, sources: Mapping[str, tuple[str, Path]], systems: Mapping[str, str], slack: str) -> str:
    watched = "".join(
        f"\n[[sources]]\nname = {text(name)}\nkind = {text(kind)}\npath = {text(path)}\n"
        + ("worktree = false\n" if kind == "git" else "")
        for name, (kind, path) in sources.items()
    )
    tables = "".join(f"\n[[systems]]\nname = {text(name)}\n{table}" for name, table in systems.items())
    return f"""# Written by `stanch demo`.
[stanch]
fallback_owner = {text(FALLBACK)}
state = {text(state)}

[probe]
# The foreign System may be asked too: that it is left alone must not come from not knowing that its key works.
mode = "all"

[web]
# A daemon of yours may answer at the usual port.
listen = "off"

[timing]
poll = "2s"

[evidence]
checkpoint_every = "2s"

{slack}{watched}{tables}"""


def _policy(credentials: Sequence[Credential], systems: Mapping[str, str]) -> str:
    types = sorted({credential.kind.name for credential in credentials})
    return f"""# Written by `stanch demo`: what is found alive is replaced where its consumers can follow, and ended.
[[rules]]
name = "the demo's own servers"
mode = "auto"
types = [{", ".join(map(text, types))}]
systems = [{", ".join(map(text, systems))}]
methods = ["rotate", "revoke"]
irreversible = "auto"
"""


def _entries(credentials: Sequence[Credential], keys: ScannerKeys) -> list[str]:
    entries = ["# Written by `stanch demo`. Fingerprints, never values.\n"]
    for credential in credentials:
        listed = credential.listed
        if listed is None:
            continue
        flags = {"protected": listed.protected, "canary": listed.canary}
        entries.append(
            f"\n[[credentials]]\nname = {text(credential.name)}\nowner = {text(listed.owner)}\n"
            f"type = {text(credential.kind.name)}\npurpose = {text(listed.purpose)}\nremoval = {text(listed.removal)}\n"
            f"fingerprint = {text(credential.canonical(keys))}\n"
            + "".join(f"{flag} = true\n" for flag, is_set in flags.items() if is_set)
            + (credential.kept.tables if credential.kept else "")
        )
    return entries
