"""inventory.toml: the register of credentials that should exist (agent/inventory/register.py). It may be absent."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Final

import msgspec

from agent.inventory.register import Entry, Inventory
from agent.settings.document import Document, Named
from agent.settings.lines import KeyPath

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
    expires: date | None = None
    removal: str | None = None
    stored: str | None = None
    fingerprint: str | None = None
    identity: IdentityTable | None = None
    protected: bool = False
    canary: bool = False
    shared: bool = False


class InventoryFile(msgspec.Struct, frozen=True):
    """The whole of inventory.toml."""

    credentials: tuple[CredentialTable, ...] = ()


def build_inventory(document: Document, types: Collection[str], systems: Collection[str] | None) -> Inventory:
    """The register; what is wrong is filed in the document. `systems` None: nothing is said about their names."""
    file = document.read(InventoryFile)
    if file is None:
        return Inventory()
    document.duplicates(file.credentials)
    seen: dict[str, str] = {}
    findings: list[str] = []
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
    return Inventory(tuple(_entry(table) for table in file.credentials), tuple(findings))


def _check_marks(document: Document, at: KeyPath, table: CredentialTable, seen: dict[str, str]) -> None:
    if table.fingerprint is None:
        if table.canary:
            what = "a canary is never probed, so that only its fingerprint can tell it"
            document.problem((*at, "fingerprint"), what, "write what `stanch fingerprint` prints for it")
        elif table.identity is None:
            mend = "write what `stanch fingerprint` prints for it, or identity = { system = ..., principal = ... }"
            document.problem(at, "has neither fingerprint nor identity, so that nothing can match it", mend)
        return
    mark = table.fingerprint.lower()
    if not _FINGERPRINT.fullmatch(mark):
        what = "is no fingerprint (64 hexadecimal digits)"
        document.problem((*at, "fingerprint"), what, "write what `stanch fingerprint` prints, never the value itself")
    elif mark in seen:
        document.problem((*at, "fingerprint"), f"is that of {seen[mark]} as well", "make one entry of the two")
    else:
        seen[mark] = document.label(at)


def _entry(table: CredentialTable) -> Entry:
    return Entry(
        name=table.name,
        owner=table.owner,
        type=table.type,
        purpose=table.purpose or "",
        role=table.role or "",
        systems=table.systems,
        environment=table.environment,
        expires=table.expires,
        removal=table.removal or "",
        stored=table.stored or "",
        fingerprint=None if table.fingerprint is None else table.fingerprint.lower(),
        identity=None if table.identity is None else (table.identity.system, table.identity.principal),
        protected=table.protected,
        canary=table.canary,
        shared=table.shared,
    )
