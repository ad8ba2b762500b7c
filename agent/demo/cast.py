"""Who plays: credentials, and the companies that bring them (a file for each provider).

    Company = its Systems for stanch.toml + its credentials + the acts that only it can play

A new provider is a new file with a `company(folder, keep)` and a line in play.COMPANIES.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from agent.demo.kept import Keep, Kept
from agent.demo.tools import Trial
from agent.model import Reason, State
from agent.seal import ScannerKeys
from detectors.base import CredentialType, Parts, Secret
from detectors.registry import DETECTORS

if TYPE_CHECKING:
    from agent.demo.claims import Claim
    from agent.demo.scene import Scene


def found(kind: CredentialType, line: str) -> bool:
    """Does a detector take it for one? One random value in a hundred looks too little random for that: make another."""
    return any(True for detector in DETECTORS if detector.type is kind for _ in detector.find(line))


class Fate(Enum):
    """What the demo expects of a credential that leaked."""

    ENDED = "ended"  # or stopped, where its end comes later
    UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class InGit:
    """Leaks by a commit of `author` to `path`."""

    path: str
    author: str


@dataclass(frozen=True, slots=True)
class InLog:
    """Leaks by a line of the running CI job."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Its entry in inventory.toml."""

    owner: str
    purpose: str
    removal: str
    protected: bool = False
    canary: bool = False


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential, or a bait that looks like one.

    line:     the text that leaks, value and all
    state:    where its incident must end; None: no credential, so there must be no incident of its type
    reason:   why it is left alone, where the incident itself must say so
    owner:    whom the incident must name; `listed`: its inventory entry, if it has one
    works:    whether the thing that it is, or is after, still works, said by the provider's own tool;
              None where there is nothing to try
    effects:  how often each kind of act was done to it, as the server itself logged it
    kept:     where its consumers read it, if it is to be replaced
    """

    name: str
    kind: CredentialType
    parts: Parts
    line: Secret
    place: InGit | InLog
    system: str
    fate: Fate
    state: State | None
    owner: str
    works: Callable[[], Awaitable[Trial]] | None
    effects: Callable[[], Awaitable[Mapping[str, int]]]
    reason: Reason | None = None
    listed: Listed | None = None
    kept: Kept | None = None
    says: str = ""

    def canonical(self, keys: ScannerKeys) -> str:
        return keys.canonical(self.kind, self.parts)

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(value.reveal() for name, value in self.parts.items() if name in self.kind.secret)


@dataclass(frozen=True, slots=True)
class Act:
    """Announced by `announcement`, then played; its claims are what it proves. The shortest are played first."""

    title: str
    announcement: str
    seconds: float
    play: Callable[[Scene], Awaitable[tuple[Claim, ...]]]


@dataclass(frozen=True, slots=True)
class Company:
    """One provider on stage.

    version:  what its server says it is
    systems:  [[systems]] tables by name
    opening:  who is at work there before anything leaks
    keep:     puts a credential where the consumers of others on stage read it
    cut:      the credential whose end kill -9 may cut off: one request, so that what died of it was ended by it
    """

    version: str
    systems: Mapping[str, str]
    credentials: tuple[Credential, ...]
    acts: tuple[Act, ...]
    opening: str = ""
    keep: Keep | None = None
    cut: str | None = None
