"""inventory.toml: the register of credentials that should exist (agent/inventory/register.py). It may be absent.

`stored` as a table is where Stanch reads and writes a credential that it rotates: agent/settings/stored.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

import msgspec

from agent.inventory.register import Entry, FilePlace, Inventory, VaultPlace
from agent.settings.document import Document, Named
from agent.settings.lines import KeyPath
from agent.settings.rotated import Looked, Written, check_rotated
from agent.settings.stored import Rotated, RotationTable, StoredTable, build_stored, check_rotation

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")


class IdentityTable(msgspec.Struct, frozen=True):
    """Whom the provider takes the credential for."""

    system: str
    principal: str


class CredentialTable(Named, frozen=True):
    """One [[credentials]] table."""

    owner: str
    type: str | None = None
    purpose: str | None = None
    role: str | None = None
    systems: tuple[str, ...] = ()
    environment: str = "production"
    issued: date | None = None
    expires: date | None = None
    attested: date | None = None
    removal: str | None = None
    proof: str | None = None
    stored: str | StoredTable | None = None
    rotation: RotationTable | None = None
    fingerprint: str | None = None
    identity: IdentityTable | None = None
    protected: bool = False
    canary: bool = False
    shared: bool = False


class InventoryFile(msgspec.Struct, frozen=True):
    """The whole of inventory.toml."""

    credentials: tuple[CredentialTable, ...] = ()


def build_inventory(
    document: Document,
    types: Collection[str],
    systems: Mapping[str, Mapping[str, object]] | None,
    sources: Collection[Looked],
) -> Inventory:
    """The register; what is wrong is filed in the document. `systems`: as they are written; None: nothing is said of
    their names.
    """
    file = document.read(InventoryFile)
    if file is None:
        return Inventory()
    document.duplicates(file.credentials)
    seen: dict[str, str] = {}
    findings: list[str] = []
    written: list[Written] = []
    for table in file.credentials:
        at = document.at(table)
        if table.type is not None:
            document.one_of((*at, "type"), table.type, types, "type")
        if table.identity is not None and systems is not None:
            document.one_of((*at, "identity", "system"), table.identity.system, systems, "system")
        _check_marks(document, at, table, seen)
        if table.removal is None:
            mend = 'write removal = "how it is ended, and by whom"'
            findings.append(str(document.note((*at, "removal"), "nobody wrote down how it is removed", mend)))
        sink = None
        if isinstance(table.stored, StoredTable):
            sink = build_stored(document, (*at, "stored"), table.stored, table.type, systems)
        if table.rotation is not None:
            principal = None if table.identity is None else table.identity.principal
            entry = Rotated(table.type, principal, isinstance(table.stored, StoredTable))
            check_rotation(document, at, table.rotation, sink, entry)
        written.append(Written(at, _entry(table, sink), table.rotation is not None))
    check_rotated(document, written, sources, systems)
    return Inventory(tuple(each.entry for each in written), tuple(findings))


def _check_marks(document: Document, at: KeyPath, table: CredentialTable, seen: dict[str, str]) -> None:
    if table.fingerprint is None:
        if table.canary:
            what = "a canary is never probed, so that only its fingerprint can tell it"
            document.problem((*at, "fingerprint"), what, "write what `stanch fingerprint` prints for it")
        elif table.identity is None and not _has_path(table):
            mend = "write what `stanch fingerprint` prints for it, or identity = { system = ..., principal = ... }"
            document.problem(at, "has neither fingerprint nor identity, so that nothing can match it", mend)
        elif table.identity is None and (table.protected or table.shared):
            what = "is guarded only by what is known before its path is read"
            document.problem(at, what, "write what `stanch fingerprint` prints for it, or its identity")
        return
    mark = table.fingerprint.lower()
    if not _FINGERPRINT.fullmatch(mark):
        what = "is no fingerprint (64 hexadecimal digits)"
        document.problem((*at, "fingerprint"), what, "write what `stanch fingerprint` prints, never the value itself")
    elif mark in seen:
        document.problem((*at, "fingerprint"), f"is that of {seen[mark]} as well", "make one entry of the two")
    else:
        seen[mark] = document.label(at)


def _has_path(table: CredentialTable) -> bool:
    return isinstance(table.stored, StoredTable) and table.stored.system is not None


def _entry(table: CredentialTable, sink: VaultPlace | FilePlace | None) -> Entry:
    rotation = table.rotation or RotationTable()
    return Entry(
        name=table.name,
        owner=table.owner,
        type=table.type,
        purpose=table.purpose or "",
        role=table.role or "",
        systems=table.systems,
        environment=table.environment,
        issued=table.issued,
        expires=table.expires,
        attested=table.attested,
        removal=table.removal or "",
        proof=table.proof or "",
        stored=table.stored if isinstance(table.stored, str) else "" if sink is None else str(sink),
        fingerprint=None if table.fingerprint is None else table.fingerprint.lower(),
        identity=None if table.identity is None else (table.identity.system, table.identity.principal),
        protected=table.protected,
        canary=table.canary,
        shared=table.shared,
        sink=sink,
        turns=rotation.turns,
        reread=rotation.reread,
    )
