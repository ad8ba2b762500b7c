"""What vault stores hold, as far as the register remembers it: fingerprints, and what the store says about each path.

    a store --read, fingerprint, forget--> KeptPath --> the ledger --> Vaulted --> owner, path, type of a leak elsewhere

No value is in here, nor a sealed one: a fingerprint is keyed and tells nothing but "the same value as there". What
stood at a path before stays known: it is what leaked most often.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A value at a path. `field`: its name there. `current`: it belongs to the newest version."""

    field: str
    version: str
    fingerprint: str
    current: bool


@dataclass(frozen=True, slots=True)
class KeptPath:
    """A path of a store with all that is known of it. Empty texts: the store does not say.

    type:    the credential type, if the store names one or the value shows it
    changed: when its present value was put there, by the store's own clock
    plain:   it lies there unencrypted, where others are encrypted
    """

    source: str
    path: str
    values: tuple[KeptValue, ...]
    owner: str = ""
    purpose: str = ""
    environment: str = ""
    type: str = ""
    removal: str = ""
    created: datetime | None = None
    changed: datetime | None = None
    expires: date | None = None
    plain: bool = False

    @property
    def name(self) -> str:
        """As the register calls it."""
        return f"{self.source}: {self.path}"


@dataclass(frozen=True)
class Vaulted:
    """The paths by the fingerprints of what stands there, for whoever meets one of these elsewhere."""

    by_mark: dict[str, KeptPath] = field(default_factory=dict)
    _ranks: dict[str, tuple[bool, bool, str]] = field(default_factory=dict)

    def learn(self, paths: Iterable[KeptPath]) -> None:
        """A path that has an owner is not displaced by one that has none, nor one where the value stands now by one
        where it stood; else the first name counts, as the order in which paths are read must not matter.
        """
        for path in paths:
            for value in path.values:
                mark, rank = value.fingerprint, (not path.owner, not value.current, path.name)
                if mark not in self.by_mark or self.by_mark[mark].name == path.name or rank < self._ranks[mark]:
                    self.by_mark[mark], self._ranks[mark] = path, rank

    def at(self, marks: Iterable[str]) -> KeptPath | None:
        return next((self.by_mark[mark] for mark in marks if mark in self.by_mark), None)


def secret_marks(canonical: str, fingerprints: Mapping[str, str], secret: frozenset[str] | None) -> tuple[str, ...]:
    """By what a leak may be known in a vault. `secret`: the parts that are; None: all (a lead has no other).

    A name or host that stands in a vault, too, says nothing about who owns the leak.
    """
    return (canonical, *(mark for part, mark in fingerprints.items() if secret is None or part in secret))
