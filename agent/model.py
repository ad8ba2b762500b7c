"""The values that travel through Stanch, all frozen.

    Source --Chunk--> scan --Finding--> intake --Incident--> respond <--> System

A Chunk is a reference (the scanner reads it), a Finding carries its value sealed (both, and what else it takes to look,
are in found.py), an Incident is all occurrences of one credential with its plan and its
proofs. What an incident's plan and proofs add up to is computed in response/lifecycle/; nothing here decides.

It is long because its values name one another; it has little code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from agent.found import Cursor, Debt, Finding, Occurrence, Visibility
from detectors.base import Confidence
from revokers.base import Identity, Lack, Liveness, Receipt

# --- where credentials live ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """One endpoint of a System: a host of the configuration, never of a scanned file."""

    name: str
    host: str
    port: int
    tls: bool
    base: str = ""
    primary: bool = True


@dataclass(frozen=True, slots=True)
class CredentialRef:
    """Where Stanch's own credential for a System is kept: a 0600 file or a systemd credential of that name.

    at: where the configuration names it. is_path: it does so in words that can only be a path, and may be repeated.
    """

    path: Path
    principal: str | None = None
    at: str = field(default="", compare=False)
    is_path: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class System:
    """A configured instance of a provider. `ours`: every identity in it belongs to our estate."""

    name: str
    provider: str
    endpoints: tuple[Address, ...]
    accounts: frozenset[str]
    ours: bool
    armed: bool
    admin: CredentialRef | None
    ca: Path | None
    proxy: str | None
    environment: str
    aliases: frozenset[str] = frozenset()
    database: str | None = None
    namespace: str | None = None

    def named_by(self, hint: str) -> bool:
        """Does a host or account written next to a value mean this System? A port counts where both sides name one."""
        return hint in self.accounts or any(self._is_at(one.strip().lower()) for one in hint.split(","))

    def _is_at(self, hint: str) -> bool:
        """One host of a hint: a name or an address, IPv6 in brackets, with or without a port."""
        host, colon, port = hint.rpartition(":")
        if not colon or not (port.isascii() and port.isdecimal()) or (":" in host and not host.endswith("]")):
            host, port = hint, ""
        host = host.removeprefix("[").removesuffix("]").removesuffix(".")
        if {hint, host} & self.aliases:
            return True
        return any(
            host == address.host.lower() and (not port or int(port) == address.port) for address in self.endpoints
        )


@dataclass(frozen=True, slots=True)
class Permissions:
    """What an endpoint said that Stanch's own credential there lacks. `missing` None: it did not say, and `why`."""

    system: str
    endpoint: str
    at: datetime
    missing: tuple[Lack, ...] | None
    why: str | None = None


# --- what we do about it ---------------------------------------------------------------------------


class StepKind(Enum):
    """The steps of a plan, in the order in which they can follow one another."""

    RESTRICT = "restrict"
    CONTAIN = "contain"
    STORE = "store"
    MINT = "mint"
    SET_VALUE = "set_value"
    TEST = "test"
    SWITCH = "switch"
    END = "end"
    CLEAN_UP = "clean_up"


class Outcome(Enum):
    """What came of a step: the provider accepted it, a probe made it needless, or it was refused for good."""

    ACCEPTED = "accepted"
    NEEDLESS = "needless"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One act at one endpoint. Intent without outcome: interrupted, so probe before anything else.

    `needs`: why a person must approve it first (None: nobody need, or enough have). `approved_by`: who has so far.
    `doubtful_since`: when the first attempt began of which nobody knows what came; `lost`: when each of a mint did.
    """

    seq: int
    kind: StepKind
    system: str
    endpoint: str | None
    epoch: int
    not_before: datetime
    reversible: bool
    needs: Reason | None = None
    intent_at: datetime | None = None
    accepted_at: datetime | None = None
    outcome: Outcome | None = None
    receipt: Receipt | None = None
    attempts: int = 0
    approved_by: tuple[str, ...] = ()
    doubtful_since: datetime | None = None
    lost: tuple[datetime, ...] = ()

    @property
    def is_open(self) -> bool:
        """Neither accepted nor needless: what was refused may be tried again, or done otherwise."""
        return self.outcome in {None, Outcome.REFUSED}


@dataclass(frozen=True, slots=True)
class Pending:
    """The new value of a rotation, from before it is set until it stands where consumers read it.

    `entry`: the inventory's, whose credential it is. `canonical` as of a Finding, `fingerprints` of its secret parts.
    `sealed` None: it has been handed over and is forgotten here.
    """

    system: str
    epoch: int
    entry: str
    canonical: str
    fingerprints: Mapping[str, str]
    key_id: str
    sealed: bytes | None


EndpointKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """What one endpoint answered. UNKNOWN neither counts nor breaks a run of DEAD; LIVE breaks it.

    `live_at` is the latest LIVE, `dead_since` and `dead_at` the first and last DEAD of the unbroken run of
    `deads` answers. `controlled`: the LIVE was checked by a wrong value being refused. `identity`: whom it last
    logged in as there. `dormant`: dead for now, and could be switched on again.
    """

    liveness: Liveness
    at: datetime
    reason: str
    live_at: datetime | None = None
    dead_since: datetime | None = None
    dead_at: datetime | None = None
    deads: int = 0
    unknowns: int = 0
    controlled: bool = False
    identity: Identity | None = None
    dormant: bool = False


class State(Enum):
    """What plan and proofs of an incident add up to (lifecycle.state)."""

    DETECTED = "detected"
    LIVE = "live"
    HELD = "held"
    AWAITING_APPROVAL = "awaiting_approval"
    ACTING = "acting"
    ACCEPTED = "accepted"
    DEAD = "dead"
    INVALIDATED = "invalidated"
    CONTAINED = "contained"
    WAITING_CONSUMERS = "waiting_consumers"
    ALREADY_DEAD = "already_dead"
    UNVERIFIED = "unverified"
    FOREIGN = "foreign"
    STUCK = "stuck"
    REAPPEARED = "reappeared"
    EXCEPTED = "excepted"
    DISMISSED = "dismissed"


class Reason(Enum):
    """Why an incident waits, in the words that a person is shown, and the state that it waits in."""

    OBSERVING = "the policy says observe", State.HELD
    NOT_ARMED = "the system is not armed", State.HELD
    FROZEN = "Stanch is frozen", State.HELD
    CAPPED = "the cap of actions an hour is reached", State.HELD
    PROTECTED = "it is on the protected list", State.HELD
    CANARY = "it is a canary: never probed, never acted on", State.HELD
    NO_PLACE = "the place that its new value must go to cannot be read now", State.HELD
    NO_METHOD = "no method that the policy allows exists for this type", State.HELD
    REFUSED = "the provider refused: a permission is missing or it cannot be done", State.HELD
    DENIED = "a person denied it", State.HELD
    RESTRICTED = "it is restricted: it authenticates, and may do nothing more. Ending it is for a person", State.HELD
    IRREVERSIBLE = "it is irreversible and needs approval", State.AWAITING_APPROVAL
    SHARED = "others depend on it and it needs approval", State.AWAITING_APPROVAL
    UNCONTROLLED = "its LIVE could not be controlled and it needs approval", State.AWAITING_APPROVAL
    POLICY_APPROVAL = "the policy asks for approval", State.AWAITING_APPROVAL
    FOREIGN = "its identity is not of our estate", State.FOREIGN
    NO_PROBE = "no probe exists for this type", State.UNVERIFIED
    NO_SYSTEM = "no configured System can answer for it", State.UNVERIFIED
    OTHER_HOST = "it names a host or account of no configured system", State.UNVERIFIED
    PROBE_OFF = "the configuration does not let it be probed there", State.UNVERIFIED
    INCOMPLETE = "too little of it was found to ask about it", State.UNVERIFIED
    UNREADABLE = "its sealed value cannot be opened: scan again with the present keys", State.UNVERIFIED
    EXHAUSTED = "all attempts failed; retried daily", State.STUCK
    EXCEPTED = "a person accepted the risk", State.EXCEPTED
    DISMISSED = "a person said that it is not a secret", State.DISMISSED

    def __init__(self, sentence: str, state: State) -> None:
        self.sentence = sentence
        self.state = state


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is told, and why we think so."""

    name: str
    reason: str

    @property
    def vouched(self) -> bool:
        """Does anybody say so but those who can push? CODEOWNERS and authors are written by whoever can.

        The reason begins with our own words (owners.py, response/people.py), whatever follows them.
        """
        return not self.reason.startswith(("CODEOWNERS ", "author of "))


@dataclass(frozen=True, slots=True)
class Clocks:
    """The instants of DESIGN.md, in UTC: t0 to t7 and tn.

    Time-to-invalidation is an interval: `dead_low` (the latest LIVE on any endpoint) to `dead` (the last
    endpoint's first DEAD of an unbroken run), each minus `detected`.
    """

    detected: datetime
    exposed: datetime | None = None
    verified: datetime | None = None
    noticed: datetime | None = None
    decided: datetime | None = None
    accepted: datetime | None = None
    dead_low: datetime | None = None
    dead: datetime | None = None
    confirmed: datetime | None = None
    replaced: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """All occurrences of one credential. `lease` is the fencing token of the last claim.

    `requested_by`: who has it in hand and asks for its revocation, in this epoch.
    """

    id: int
    canonical: str
    type: str
    preview: str
    confidence: Confidence
    visibility: Visibility
    fingerprints: Mapping[str, str]
    owner: Owner
    clocks: Clocks
    deadline: datetime
    backlog: bool
    epoch: int = 1
    plan: tuple[PlanStep, ...] = ()
    proofs: Mapping[EndpointKey, Run] = field(default_factory=dict)
    identity: Identity | None = None
    parked: Reason | None = None
    note: str = ""
    parked_until: datetime | None = None
    not_before: datetime | None = None
    rechecks: int = 0
    lease: int = 0
    requested_by: str | None = None


Detail = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Budget:
    """A brake with a number: at most `cap` spends within `seconds`."""

    name: str
    cap: int
    seconds: int


class Ledger(Protocol):
    """What Stanch remembers (SQLite now, PostgreSQL for a fleet without a change above)."""

    async def cursor(self, source: str) -> Cursor | None: ...

    async def cursors(self) -> Mapping[str, Cursor]: ...

    async def submit(
        self,
        findings: Sequence[Finding],
        cursor: Cursor | None,
        *,
        at: datetime,
        debts: Sequence[Debt] = (),
        read: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Occurrences, incidents and cursor in one transaction; the same findings twice change nothing.

        A cursor replaces its source's debts by `debts`, but for the lasting ones; what is owed for a (source, path)
        in `read` is paid.
        """
        ...

    async def claim(self, now: datetime, lane: str, lease_seconds: float) -> Incident | None:
        """The most urgent due incident of a lane, leased until then; None when nothing is due."""
        ...

    async def claim_one(self, incident_id: int, now: datetime, lease_seconds: float) -> Incident | None:
        """A certain incident, due or not; None when it does not exist or somebody holds it."""
        ...

    async def nudge(self, reason: Reason, now: datetime) -> None:
        """Whatever waits for that is due now."""
        ...

    async def set_back(self, now: datetime) -> None:
        """The clock was: what was planned by what it said before is due now."""
        ...

    async def save(
        self, incident: Incident, *, at: datetime, what: str, detail: Detail, pending: Pending | None = None
    ) -> None:
        """State and event in one transaction, and the new value of a rotation as it stands now, if one is given.

        Raises LeaseLostError when another claim came in between.
        """
        ...

    async def pending(self, incident_id: int, system: str, epoch: int) -> Pending | None:
        """The new value of a rotation."""
        ...

    async def replacements(self) -> Mapping[str, str]:
        """Fingerprints of every new value that was handed over, canonical and of parts, to its inventory entry."""
        ...

    async def save_all(self, told: Sequence[tuple[Incident, Detail]], *, at: datetime, what: str) -> None:
        """As `save`, for all of them or for none: one lost lease is everybody's LeaseLostError."""
        ...

    async def release(self, incident: Incident) -> None:
        """Give the lease back so that the incident can be claimed at its `not_before`."""
        ...

    async def queue(self, incident: Incident, step: PlanStep, *, at: datetime, detail: Detail) -> None:
        """Save it with its step waiting to be sent together with others, and the event "queued"."""
        ...

    async def queued(self, incident: Incident, step: PlanStep) -> datetime | None:
        """Since when this attempt of a step has been waiting so; None when it has not."""
        ...

    async def gather(
        self,
        leader: Incident,
        step: PlanStep,
        *,
        types: Collection[str],
        most: int,
        now: datetime,
        lease_seconds: float,
    ) -> tuple[tuple[Incident, int], ...]:
        """Take the leader's step out of the queue, and at most `most` others for the same system, endpoint and kind,
        of incidents of these types: each leased as by a claim, with its step's seq. Raises LeaseLostError.
        """
        ...

    async def spent(self, now: datetime, budget: Budget) -> int:
        """How often, within the budget's seconds."""
        ...

    async def company(self, step: PlanStep) -> int:
        """How many wait to be sent together with such a step, itself included; who is parked does not count."""
        ...

    async def frees(self, now: datetime, *budgets: Budget) -> datetime:
        """When there is room in all of them: `now`, where there is already."""
        ...

    @property
    def full(self) -> bool:
        """No room on the disk: nothing more is taken in, and what is here is worked on with the room that was kept."""
        ...

    async def spend(self, now: datetime, *budgets: Budget, vital: bool = True) -> bool:
        """True and written down, or False when one of them is spent: then nothing is taken from the others either.
        vital: with the room that is kept for a full disk.
        """
        ...

    async def sealed(self, incident_id: int) -> tuple[str, bytes] | None:
        """(key id, sealed parts), or None once erased."""
        ...

    async def erase(self, incident: Incident, *, at: datetime) -> None:
        """Forget the sealed value, with an event."""
        ...

    async def occurrences(self, incident_id: int) -> tuple[Occurrence, ...]: ...

    async def holders(self, marks: Sequence[str]) -> tuple[int, ...]:
        """The incidents that one of these marks, canonical or of a part, belongs to; the oldest first."""
        ...

    async def dues(self) -> Mapping[str, datetime]:
        """When the next claim can succeed, by lane; without the lanes in which nothing is planned."""
        ...


class LeaseLostError(Exception):
    """Someone else claimed this incident since: what we know of it is out of date, so nothing was written."""
