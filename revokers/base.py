"""What a revoker is: a declaration of functions over an Endpoint, and the errors that they may raise.

    probe(endpoint, parts)          -> Probe      LIVE, DEAD or UNKNOWN, with the provider's own reason
    capability.run(endpoint, parts, probe) -> Receipt   the provider took the request. Not proof

Errors, each of which means "no verdict" (a probe that raises is UNKNOWN):

    ProviderError
      TransientError    429, 5xx, a timeout, a lost connection: worth another attempt later
      UnmappedError     an answer that the revoker does not know: never guessed at
      RefusedError      the provider understood and said no: a permission is missing, or it cannot be done
        ListRefusedError  it said no to a list as a whole, for what may be one entry of it

A revoker has no address of its own and opens no socket: the Endpoints it is handed belong to a
configured System and go through the doors in agent/.

Over 300 lines: it is the whole contract of a revoker, and whoever writes one reads it as one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from http import HTTPStatus
from typing import Generic, Protocol, TypeVar

from detectors.base import CredentialType, Parts, Secret


class Liveness(Enum):
    """Three answers, never two."""

    LIVE = "live"
    DEAD = "dead"
    UNKNOWN = "unknown"


class ProviderError(Exception):
    """No verdict. The message is in our words: no URL, header, body or value of theirs."""


class TransientError(ProviderError):
    """Worth another attempt. `retry_after`: what the provider asked for, if it did."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnmappedError(ProviderError):
    """An answer that this revoker has no meaning for."""


class RefusedError(ProviderError):
    """The provider understood and refused. `needs`: the permission that is missing, in its own words."""

    def __init__(self, message: str, *, needs: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.needs = needs


class ListRefusedError(RefusedError):
    """None of the list was taken, and one entry of it may be why: worth looking for it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a credential authenticates as. `account` decides whether it is inside our estate."""

    account: str
    principal: str
    credential_id: str | None = None
    privileges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """One answer about one credential from one endpoint. `at` is set by the responder, in UTC.

    `dormant`: DEAD for now, but its administrator could switch the same value on again (a role that may not log in,
    an inactive key): never closed, and asked about again.
    `whole`: the login went all the way through. Not: the value was taken, and what came after it was refused. It is no
    less LIVE for whoever has leaked it, but of no use to a consumer as a new value.
    """

    liveness: Liveness
    reason: str
    identity: Identity | None = None
    request_id: str | None = None
    at: datetime | None = None
    dormant: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: `json` is None when the body was not JSON by its own content type.

    told: what it says of pages, versions and limits, by the header's name in lower case.
    """

    status: int
    json: object
    content_type: str
    request_id: str | None = None
    date: datetime | None = None
    retry_after: timedelta | None = None
    told: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Rows:
    """A database's answer: its SQLSTATE ("00000": done) and the rows.

    `refusal` names what the server said beyond the SQLSTATE where that is ambiguous, as one of our own words.
    """

    sqlstate: str
    rows: tuple[Mapping[str, object], ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class AwsReply:
    """An answer of AWS's query API, in its own XML. `code`: its error code, or None where it did what was asked.

    fields:  what the answer holds by name; `members`: the entries of the list in it, if there is one
    skew:    by how much its clock is ahead of ours, where it said what time it is
    """

    status: int
    code: str | None
    fields: Mapping[str, str | Secret]
    members: tuple[Mapping[str, str | Secret], ...] = ()
    request_id: str | None = None
    date: datetime | None = None
    skew: timedelta | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class RespReply:
    """An answer of Redis. `word`: "OK", or the error's own code, or one of ours; an error's text may quote a value.

    MAXCLIENTS is our word (the server says ERR), and so is "other" for a code that the door does not know.
    """

    word: str
    value: object = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the request; `reference` is its request id or what it answered, never a value.

    remains: what lives on, since others may use it or it could not be ended, in words: the revoker's `clean_up` ends it
    """

    reference: str
    provider_date: datetime | None = None
    remains: str | None = None


class Door(Protocol):
    """What every endpoint of a System has, whatever it speaks."""

    @property
    def system(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def primary(self) -> bool: ...


Headers = Mapping[str, "str | Secret"]


class Endpoint(Door, Protocol):
    """One HTTP endpoint. Raises TransientError when no whole answer came within the deadline."""

    @property
    def admin(self) -> Endpoint | None:
        """The same endpoint with the System's own credential in every request, or None without one."""
        ...

    async def get(self, path: str, *, bearer: Secret | None = None, headers: Headers | None = None) -> Reply: ...

    async def post(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        form: Headers | None = None,
        bearer: Secret | None = None,
        headers: Headers | None = None,
    ) -> Reply:
        """`json` may hold Secrets at its leaves; `form` is sent url-encoded."""
        ...

    async def delete(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        bearer: Secret | None = None,
        headers: Headers | None = None,
    ) -> Reply: ...


class SqlEndpoint(Door, Protocol):
    """One PostgreSQL server. Raises TransientError when the server gave no answer of its own."""

    @property
    def admin(self) -> SqlEndpoint | None:
        """The same server, logged in as the System's own role, or None without one."""
        ...

    async def login(self, role: str, password: Secret, database: str | None) -> Rows:
        """Log in, ask who we are and what we may do, log out."""
        ...

    async def run(self, statement: str, *arguments: object) -> Rows:
        """One statement in a transaction of its own; on an admin endpoint only."""
        ...


class AwsEndpoint(Door, Protocol):
    """AWS's query API: one STS, and the IAM of its partition. Raises ProviderError for anything but AWS's own XML."""

    @property
    def admin(self) -> AwsEndpoint | None:
        """The same, signing with the System's own access key, or None without one."""
        ...

    @property
    def key_id(self) -> str | None:
        """The access key id that it signs with; on an admin endpoint only."""
        ...

    async def call(
        self, service: str, action: str, parameters: Mapping[str, str] | None = None, *, key: Parts | None = None
    ) -> AwsReply:
        """`service`: sts or iam. `key` (key_id, secret, session_token) signs it; on an admin endpoint ours may."""
        ...


class RedisEndpoint(Door, Protocol):
    """One Redis or Valkey server. Raises TransientError when the server gave no answer of its own."""

    @property
    def admin(self) -> RedisEndpoint | None:
        """The same server, logged in as the System's own user, or None without one."""
        ...

    async def login(self, user: str, password: Secret) -> RespReply:
        """AUTH, then ACL WHOAMI: OK with its answer, or with None where the user may not ask that."""
        ...

    async def run(self, *command: str | Secret) -> RespReply:
        """One command; on an admin endpoint only. Texts, whole numbers, lists and None come back."""
        ...


E = TypeVar("E", bound=Door)

Act = Callable[[E, Parts, Probe], Awaitable[Receipt]]
ActOnMany = Callable[[E, Sequence[tuple[Parts, Probe]]], Awaitable[Receipt]]


@dataclass(frozen=True, slots=True)
class Capability(Generic[E]):
    """Something that can be done to a credential at its provider.

    run:          does it; the Probe is the last LIVE one, with the identity that it revealed
    undo:         takes it back, where `reversible`
    needs:        the permissions of the admin credential, in the provider's own words
    side_effects: what else happens, in words for the owner
    batch:        how many credentials one call can take
    run_many:     does it to several in one call, where `batch` is more than one. ListRefusedError: to none of them, for
                  what may be one of them; any other RefusedError is about none of them
    per_hour:     how many calls an hour the provider takes from us, or None
    every_node:   it must be done on each endpoint, not only on the primary ones
    grace:        how long to wait before it, once what can be undone is done: time to notice what broke
    in_parts:     it goes on when the value is dead already (sessions are ended): sent again where that may have failed
    """

    run: Act[E]
    reversible: bool
    needs: tuple[str, ...]
    side_effects: tuple[str, ...]
    undo: Act[E] | None = None
    batch: int = 1
    run_many: ActOnMany[E] | None = None
    per_hour: int | None = None
    every_node: bool = False
    grace: timedelta = timedelta(0)
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class Minted:
    """A replacement that the provider made: its parts and its public id."""

    parts: Parts
    credential_id: str


@dataclass(frozen=True, slots=True)
class Mint(Generic[E]):
    """The provider makes the new value. `overlap`: the old one lives on; `limit`: how many may exist at once."""

    run: Callable[[E, Parts, Probe], Awaitable[Minted]]
    overlap: bool
    limit: int | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetValue(Generic[E]):
    """We choose the new value.

    fresh:      the new parts; the second argument: the accounts that take turns (empty: the same account). Raises
                RefusedError where it cannot
    run:        old parts, the last proof, the fresh parts. The same fresh parts may be sent again: they are not set
                twice, and what an interrupted request has left undone (open sessions of the old value) is done
    overlap:    without turns: does the old value live on beside the new one?
    turns:      can two accounts take turns? Then the old value always lives on
    every_node: as for a Capability
    """

    fresh: Callable[[Parts, tuple[str, ...]], Parts]
    run: Callable[[E, Parts, Probe, Parts], Awaitable[Receipt]]
    overlap: bool
    needs: tuple[str, ...]
    turns: bool = False
    every_node: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """A credential that the provider lists for an identity: how orphans are found after a crash."""

    credential_id: str
    created_at: datetime | None
    active: bool


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that would die, or live on, with a credential: a session, a child token, a lease."""

    what: str
    credential_id: str | None
    shared: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """A permission that the System's own credential does not have.

    need: the entry of a capability's `needs` that it belongs to
    what: the permission itself, in the provider's own words
    of:   the only principals that it is missing for, or none: for all
    """

    need: str
    what: str
    of: tuple[str, ...] = ()


Missing = Callable[[E], Awaitable[tuple[Lack, ...]]]
ListOwn = Callable[[E, Probe], Awaitable[tuple[Own, ...]]]
LastUsed = Callable[[E, Parts, Probe], Awaitable["datetime | None"]]
Dependents = Callable[[E, Parts, Probe], Awaitable[tuple[Dependent, ...]]]


@dataclass(frozen=True, slots=True)
class Revoker(Generic[E]):
    """Everything we know how to say to one provider. A capability that is None does not exist.

    handles:        the exact types it acts on, and no others
    settles_within: how long an accepted request may take to reach every node of the provider
    clean_up:       ends what an end has left, which others may use, too: two people say yes, by default. Raises
                    ProviderError where anything is left even then
    wrong:          a wrong value of the same shape, for the control probe
    alone:          two values of one account at once confuse the provider: its probes go one after the other
    missing:        which permissions the System's own credential lacks, asked of the provider by that very credential
                    and without any found value. Changes nothing. Raises ProviderError where it is not told
    """

    provider: str
    handles: frozenset[CredentialType]
    settles_within: timedelta
    probe: Callable[[E, Parts], Awaitable[Probe]]
    wrong: Callable[[Parts], Parts]
    alone: bool = False
    restrict: Capability[E] | None = None
    contain: Capability[E] | None = None
    end: Capability[E] | None = None
    clean_up: Capability[E] | None = None
    mint: Mint[E] | None = None
    set_value: SetValue[E] | None = None
    list_own: ListOwn[E] | None = None
    last_used: LastUsed[E] | None = None
    dependents: Dependents[E] | None = None
    missing: Missing[E] | None = None


def filled(parts: Parts, name: str) -> Secret:
    """A part that is not empty: a provider may take an empty one for none, and answer about somebody else.

    Raises UnmappedError.
    """
    if not parts[name]:
        message = f"an empty {name.replace('_', '-')} is not sent"
        raise UnmappedError(message)
    return parts[name]


def unmapped(reply: Reply) -> ProviderError:
    """The error for an answer that no case named: transient where HTTP says so, else unmapped."""
    if reply.status in _TRANSIENT or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TransientError(f"HTTP {reply.status}", retry_after=reply.retry_after)
    shape = "JSON of another shape" if reply.json is not None else f"no JSON ({reply.content_type or 'no type'})"
    return UnmappedError(f"HTTP {reply.status}, {shape}")


def receipt(reply: Reply, what: str) -> Receipt:
    """Of an answer that took the request. what: the request, and what is to be said of the answer."""
    request = f", request {reply.request_id}" if reply.request_id else ""
    return Receipt(f"HTTP {reply.status} {what}{request}", reply.date)


_TRANSIENT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
