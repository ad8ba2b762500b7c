"""The values that travel through Stanch, all frozen.

    Source --Chunk--> scan --Finding--> intake --Incident--> respond <--> System

A Chunk is a reference (the scanner reads it), a Finding carries its value sealed, an Incident is all
occurrences of one credential with its plan and its proofs. What an incident's plan and proofs add up to
is computed in lifecycle.py; nothing here decides.

It is long because its values name one another; it has little code.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from detectors.base import Confidence
from revokers.base import Identity, Lack, Liveness, Receipt


class Visibility(Enum):
    """Who could see the leak. Unknown is public for urgency and private for automatic action."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"
    UNKNOWN = "unknown"


# --- where we look ---------------------------------------------------------------------------------


# Bytes in which a scanner says of something that a blob holds whether another one holds the same.
MARK: Final = 8


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a source got: `position` is the source's own text, `rules` the hash of the rule set it was read with."""

    source: str
    position: str
    rules: str


@dataclass(frozen=True, slots=True)
class AlreadyRead:
    """What was read of a log before it was compressed: `size` bytes, up to `line`. They begin with `head_size` bytes of
    the digest `head`, and end with bytes of the digest `tail` (scan/resumed.py).
    """

    size: int
    line: int
    head_size: int
    head: str
    tail: str


@dataclass(frozen=True, slots=True)
class FilePart:
    """Bytes `start` to `end` of a file. `device` and `inode` say which file was meant; `line` is the number of
    the line that begins at `start`, from 1; `label` is the path as it is to be shown. `follow`: the file meant may
    have moved on (a log that was rotated) and is then looked for again, with the same cursor. `below`: the path as it
    counts from its source, so that a folder called tests around the source makes no test of what is in it. `read`: of
    what is compressed in it, so much was read already.
    """

    path: str
    label: str
    start: int
    end: int
    line: int
    device: int
    inode: int
    follow: bool = False
    below: str = field(default="", compare=False)
    read: AlreadyRead | None = None

    @property
    def place(self) -> str:
        """What of its path says what kind of file it is."""
        return self.below or self.label


@dataclass(frozen=True, slots=True)
class FilesPart:
    """Some small files, each whole, looked at together."""

    files: tuple[FilePart, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes at hand already, as they were received: a commit's message, a server's answer, standard input.

    `label`: its place as it is to be shown, `below` as for FilePart. They begin on `line` at byte `offset` of what
    they are a piece of; `before` and `after` are what stands around them there, as much as a scanner asks for.
    `encoding`: what the beginning of all that has announced, as agent/scan/decode.py names it; None: look at `data`.
    is_name: it is what something is called, which is shown with the values in it masked: only typed ones count.
    """

    label: str
    data: bytes = field(repr=False)
    line: int = 1
    offset: int = 0
    below: str = ""
    commit: str | None = None
    author: str | None = None
    committed_at: datetime | None = None
    before: bytes = field(default=b"", repr=False)
    after: bytes = field(default=b"", repr=False)
    encoding: str | None = None
    is_name: bool = False
    reported: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """What of its path says what kind of file it is."""
        return self.below or self.label

    @property
    def named(self) -> str:
        """As a debt names it."""
        return f"{self.label}@{self.commit}" if self.commit else self.label


@dataclass(frozen=True, slots=True)
class TextsPart:
    """Some texts, looked at one after another. At most some MiB together: they cross a pipe."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Blob:
    """One version of one path, brought by `commit`. `before`: the versions in its parents, so that
    only what this commit introduced is reported.

    link: it is a symbolic link, and what it holds the name that this leads to
    """

    oid: str
    path: str
    commit: str | None
    author: str | None
    committed_at: datetime | None
    before: tuple[str, ...] = ()
    link: bool = False


@dataclass(frozen=True, slots=True)
class GitPart:
    """Some blobs of one repository, to be read with the recipe for hostile repositories.

    messages: commits and annotated tags, of which what people wrote into them is read; `path` says which of the two.
    names: of files, branches and tags, as git told them.
    """

    git_dir: str
    blobs: tuple[Blob, ...]
    messages: tuple[Blob, ...] = ()
    names: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Debt:
    """Something that was not read, and why: it makes a scan `partial`, and stays listed until it is read.

    `lasting`: told by a scanner. The source's next cursor does not clear it; only reading it does, or new rules.
    """

    source: str
    path: str
    reason: str
    lasting: bool = False


# In place of a path that was read: all that is owed by a scanner for a source was. Nothing has an empty path.
EVERYTHING: Final = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a source. `cursor` holds once this chunk and all before it are finished (None: not yet).

    swept: bytes that the source has had looked at by itself and that hold nothing which is not in a part; less than 0:
    that stand in a part once more. anew: with
    this chunk begins a reading of the whole source, so that what a scanner could not read before is owed no longer.
    pressing: nobody knows when its source has more; what is being scanned is handed in before that is waited for.
    """

    source: str
    visibility: Visibility
    backlog: bool
    part: FilePart | FilesPart | GitPart | TextsPart | None
    cursor: Cursor | None = None
    debts: tuple[Debt, ...] = ()
    swept: int = 0
    anew: bool = False
    pressing: bool = False


# --- what we find ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a fingerprint was seen. Lines count from 1, `start` and `end` are columns from 0."""

    source: str
    path: str
    line: int
    end_line: int
    start: int
    end: int
    commit: str | None
    author: str | None
    committed_at: datetime | None
    visibility: Visibility
    host_hint: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One match leaving a scanner. `type` None: a lead. `fingerprints`: part name to keyed HMAC (hex).

    span: where the value stands in what was scanned, in bytes as they are stored, from the first up to the last;
    empty where that says nothing.
    suppressed: why it is not to be reported, unless the inventory knows it; "" for all others
    exposes: False: its place says nothing about who could see it, so that an incident that exists stays as it is.
    """

    type: str | None
    confidence: Confidence
    fingerprints: Mapping[str, str]
    canonical: str
    key_id: str
    sealed: bytes
    preview: str
    occurrence: Occurrence
    backlog: bool
    exposes: bool = True
    span: tuple[int, int] = (0, 0)
    suppressed: str = ""


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
    `doubtful_since`: when the first attempt began of which nobody knows what came.
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
    CONSUMERS = "a consumer still uses the old value", State.WAITING_CONSUMERS
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

        The reason begins with our own words (owners.py, people.py), whatever follows them.
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

    async def spend(self, now: datetime, *budgets: Budget) -> bool:
        """True and written down, or False when one of them is spent: then nothing is taken from the others either."""
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


class Source(Protocol):
    """A place to look. Events, webhooks and polls only say "look again"; the cursor decides what is new."""

    @property
    def name(self) -> str: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def watched(self) -> Sequence[Path]:
        """Files and folders whose changes are worth another look."""
        ...

    def chunks(self, after: Cursor | None, *, rules: str, now: datetime) -> AsyncIterator[Chunk]:
        """What is new since `after`, in order. Without `after`, or after one of other rules: all, as backlog."""
        ...


class Stamp(Protocol):
    """How a place stood at a moment."""

    @property
    def key(self) -> str: ...
    def holds(self) -> bool: ...


@runtime_checkable
class Stamped(Protocol):
    """A Source that tells for next to nothing that there is nothing new, so that thousands can be polled."""

    def stamp(self) -> Stamp | None:
        """While it holds, or is made anew with the same key, a look would find what the look after it found. None:
        no telling. Raises OSError.
        """
        ...


def root(name: str, known: Collection[str]) -> str:
    """The source that one belongs to which a forge has brought: `acme` of `acme/app`. Another one is its own."""
    parts = name.split("/")
    above = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((one for one in above if one in known), name)
