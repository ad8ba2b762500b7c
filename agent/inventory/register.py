"""Entries of the register and how a finding meets them: by fingerprint, or by the identity that a probe revealed.

    inventory.toml --agent/settings/inventory.py--> Inventory --> owner, type of a lead, Guard of the policy

An entry's fingerprint is of the canonical credential or of one part (`stanch fingerprint` prints either), so a
finding is looked up with all the marks that it has. Where several entries fit, the first one wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from agent.model import Finding
from agent.policy import Guard


@dataclass(frozen=True, slots=True)
class Entry:
    """One credential that should exist. `identity`: (System, principal). `systems`: where it is used, in free words."""

    name: str
    owner: str
    type: str | None = None
    purpose: str = ""
    role: str = ""
    systems: tuple[str, ...] = ()
    environment: str = "production"
    expires: date | None = None
    removal: str = ""
    stored: str = ""
    fingerprint: str | None = None
    identity: tuple[str, str] | None = None
    protected: bool = False
    canary: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Inventory:
    """All entries. `findings`: what the register lacks, in sentences, for `stanch inventory check`.

    `renewed`: fingerprints of values that Stanch itself has put in an entry's place since, to the entry's name.
    """

    entries: tuple[Entry, ...] = ()
    findings: tuple[str, ...] = ()
    renewed: dict[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def _by_fingerprint(self) -> Mapping[str, Entry]:
        return {entry.fingerprint: entry for entry in reversed(self.entries) if entry.fingerprint is not None}

    @cached_property
    def _by_identity(self) -> Mapping[tuple[str, str], Entry]:
        return {entry.identity: entry for entry in reversed(self.entries) if entry.identity is not None}

    def by_fingerprint(self, marks: Iterable[str]) -> Entry | None:
        wanted = tuple(marks)
        known = next((self._by_fingerprint[mark] for mark in wanted if mark in self._by_fingerprint), None)
        name = next((self.renewed[mark] for mark in wanted if mark in self.renewed), None)
        return known or next((entry for entry in self.entries if entry.name == name), None)

    def by_identity(self, system: str, principal: str) -> Entry | None:
        return self._by_identity.get((system, principal))

    def known(self, fingerprints: Iterable[str]) -> str | None:
        """The type that a lead is promoted to, or None."""
        entry = self.by_fingerprint(fingerprints)
        return None if entry is None else entry.type

    @cached_property
    def guard(self) -> Guard:
        protected = [entry for entry in self.entries if entry.protected]
        shared = [entry for entry in self.entries if entry.shared]
        return Guard(
            protected=frozenset(entry.fingerprint for entry in protected if entry.fingerprint is not None),
            canaries=frozenset(
                entry.fingerprint for entry in self.entries if entry.canary and entry.fingerprint is not None
            ),
            principals=frozenset(entry.identity for entry in protected if entry.identity is not None),
            shared=frozenset(entry.fingerprint for entry in shared if entry.fingerprint is not None),
            shared_principals=frozenset(entry.identity for entry in shared if entry.identity is not None),
        )


def marks(finding: Finding) -> tuple[str, ...]:
    """All fingerprints by which a finding may be known: the canonical one first."""
    return (finding.canonical, *finding.fingerprints.values())
