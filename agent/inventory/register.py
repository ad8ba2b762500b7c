"""Entries of the register and how a finding meets them: by fingerprint, by the value that stands at an entry's vault
path, or by the identity that a probe revealed.

    inventory.toml --agent/settings/inventory.py--> Inventory --> owner, type of a lead, Guard of the policy

An entry's fingerprint is of the canonical credential or of one part (`stanch fingerprint` prints either), so a
finding is looked up with all the marks that it has. Where several entries fit, the first one wins. Accounts that take
turns are one entry: the one that rests is the same credential's as the one that works.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from agent.found import Finding
from agent.inventory.kept import Vaulted
from agent.model import Pending
from agent.response.estate import Guard, folded, told_as
from agent.response.methods import Rotation
from agent.response.policy import Case
from agent.scan.names import is_masked


@dataclass(frozen=True, slots=True)
class VaultPlace:
    """An OpenBao or Vault KV path (the API's, without /v1/) on a System. `fields`: part -> name of the field there."""

    system: str
    path: str
    fields: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.system}: {self.path}"


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Lines of a file (agent/sinks/template.py). `owner`, `group`, `mode`: None: those of the present file."""

    path: Path
    template: str
    owner: str | None = None
    group: str | None = None
    mode: int | None = None

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class Entry:
    """One credential that should exist.

    identity: (System, principal)
    systems:  where it is used, in free words
    proof:    how a person sees that it is gone, where we cannot ask
    attested: when somebody last said that it is still needed
    stored:   where it is kept, for people; `sink`: the same where we can read and write it
    turns:    two accounts of the identity's System that take turns, so that a rotation disturbs no consumer
    reread:   within this time every consumer reads the sink again, which the owner promises
    """

    name: str
    owner: str
    type: str | None = None
    purpose: str = ""
    role: str = ""
    systems: tuple[str, ...] = ()
    environment: str = "production"
    issued: date | None = None
    expires: date | None = None
    attested: date | None = None
    removal: str = ""
    proof: str = ""
    stored: str = ""
    fingerprint: str | None = None
    identity: tuple[str, str] | None = None
    protected: bool = False
    canary: bool = False
    shared: bool = False
    sink: VaultPlace | FilePlace | None = None
    turns: tuple[str, ...] = ()
    reread: timedelta | None = None

    @property
    def identities(self) -> tuple[tuple[str, str], ...]:
        """Whom its System may take it for: its principal, and those that it takes turns with."""
        if self.identity is None:
            return ()
        system, principal = self.identity
        return tuple((system, name) for name in dict.fromkeys((principal, *self.turns)))


@dataclass(frozen=True)
class Inventory:
    """All entries. `findings`: what the register lacks, in sentences, for `stanch inventory check`.

    `renewed`: fingerprints of values that Stanch itself has put in an entry's place since, to the entry's name.
    `placed`: the same of values that stood at the vault path of an entry (agent/inventory/placed.py).
    `vaulted`: what stands in the vault stores that are read as sources, which are entries without a table of their own.
    `caseless`: Systems where a principal is the same in any case.
    """

    entries: tuple[Entry, ...] = ()
    findings: tuple[str, ...] = ()
    caseless: frozenset[str] = frozenset()
    renewed: dict[str, str] = field(default_factory=dict, compare=False)
    placed: dict[str, str] = field(default_factory=dict, compare=False)
    vaulted: Vaulted = field(default_factory=Vaulted, compare=False)

    @property
    def marked(self) -> bool:
        """Does any entry stand and fall with the keys that its fingerprint was made with?"""
        return bool(self._by_fingerprint)

    @cached_property
    def _by_fingerprint(self) -> Mapping[str, Entry]:
        return {entry.fingerprint: entry for entry in reversed(self.entries) if entry.fingerprint is not None}

    @cached_property
    def _by_identity(self) -> Mapping[tuple[str, str], Entry]:
        return {self._folded(*identity): entry for entry in reversed(self.entries) for identity in entry.identities}

    def _folded(self, system: str, principal: str) -> tuple[str, str]:
        return system, folded(principal, caseless=system in self.caseless)

    def _is_of(self, entry: Entry, system: str, principal: str) -> bool:
        alike = system in self.caseless
        return any(at == system and told_as(name, principal, caseless=alike) for at, name in entry.identities)

    def met(self, marks: Iterable[str]) -> tuple[Entry, str] | None:
        """An entry, and how it was met, in words."""
        wanted = tuple(marks)
        for mark in wanted:
            if mark in self._by_fingerprint:
                return self._by_fingerprint[mark], "fingerprint"
        for known, how in ((self.renewed, "fingerprint"), (self.placed, "vault path")):
            name = next((known[mark] for mark in wanted if mark in known), None)
            entry = next((entry for entry in self.entries if entry.name == name), None)
            if entry is not None:
                return entry, how
        return None

    def by_fingerprint(self, marks: Iterable[str]) -> Entry | None:
        found = self.met(marks)
        return None if found is None else found[0]

    def by_identity(self, system: str, principal: str) -> Entry | None:
        """None as well where several may be meant, since a probe tells them alike."""
        entry = self._by_identity.get(self._folded(system, principal))
        if entry is not None or not is_masked(principal):
            return entry
        found = [entry for entry in self.entries if self._is_of(entry, system, principal)]
        return found[0] if len({entry.identities for entry in found}) == 1 else None

    def of(self, case: Case) -> Entry | None:
        """The entry of a credential that was seen alive on a System."""
        return self.by_fingerprint(sorted(case.marks)) or self.by_identity(case.system.name, case.identity.principal)

    def rotation(self, case: Case) -> Rotation | None:
        """How it can be replaced; None: nobody says where its new value must go."""
        entry = self.of(case)
        if entry is None or entry.sink is None or entry.type != case.type:
            return None
        if entry.identities:
            its_own = self._is_of(entry, case.system.name, case.identity.principal)
        else:
            its_own = self.by_fingerprint([case.canonical]) is entry
        # Met by a part alone: another account has the same password, and what stands at the place is not this one's.
        return Rotation(entry.name, entry.turns, entry.reread, entry.shared) if its_own else None

    def known(self, fingerprints: Iterable[str]) -> str | None:
        """The type that a lead is promoted to. None: it is not known; "": it is, and nobody says as what."""
        wanted = tuple(fingerprints)
        entry, path = self.by_fingerprint(wanted), self.vaulted.at(wanted)
        if entry is not None:
            return entry.type
        return None if path is None else path.type

    def renew(self, pending: Pending) -> None:
        """A new value stands at an entry's place: its own leak will meet that entry."""
        self.renewed.update(dict.fromkeys([pending.canonical, *pending.fingerprints.values()], pending.entry))

    @cached_property
    def guard(self) -> Guard:
        protected = [entry for entry in self.entries if entry.protected]
        shared = [entry for entry in self.entries if entry.shared]
        return Guard(
            protected=frozenset(entry.fingerprint for entry in protected if entry.fingerprint is not None),
            canaries=frozenset(
                entry.fingerprint for entry in self.entries if entry.canary and entry.fingerprint is not None
            ),
            principals=frozenset(identity for entry in protected for identity in entry.identities),
            shared=frozenset(entry.fingerprint for entry in shared if entry.fingerprint is not None),
            shared_principals=frozenset(identity for entry in shared for identity in entry.identities),
            caseless=self.caseless,
        )


def marks(finding: Finding) -> tuple[str, ...]:
    """All fingerprints by which a finding may be known: the canonical one first."""
    return (finding.canonical, *finding.fingerprints.values())
