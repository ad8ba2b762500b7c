"""The protocol of a store, and what the tags, labels or custom metadata of a path mean.

    paths()  every path that the operator named, and all below      about(at)  its metadata: whose, since when, versions
    read(at, about)  every version that can be read, the newest MOST_VERSIONS of them

A tag counts by the last part of its name: `owner`, `stanch/owner` and `example.com/owner` are one. Dates are ISO 8601.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, Protocol

from detectors.base import Secret

MOST_PATHS: Final = 100_000  # of one source
DEEPEST: Final = 32  # folders within folders
MOST_VERSIONS: Final = 100  # of one path, the newest
LONGEST: Final = 200  # characters of a tag that are kept

# (place, reason): something that was not read, and what is missing.
Owe = Callable[[str, str], None]

_OWNER: Final = ("owner", "team", "contact")
_PURPOSE: Final = ("purpose", "description")
_EXPIRES: Final = ("expires", "expires_at", "expires-at", "expiry", "expiration", "valid_until")
_ENVIRONMENT: Final = ("environment", "env", "stage")
_REMOVAL: Final = ("removal", "revoke", "runbook")
_TYPE: Final = ("type", "credential_type", "credential-type")


class HeldOffError(Exception):
    """The store asks to be left alone until `until`, or does not answer at all."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


@dataclass(frozen=True, slots=True)
class Listed:
    """A path as a listing tells it; `said`: what that said about it beyond its name, for the store's own use."""

    path: str
    said: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """The metadata of a path. `versions`: those that can be read, the newest last. `mark`: the same as long as neither
    they nor the metadata changed; "": the store cannot tell, so the path is read each time.
    """

    versions: tuple[str, ...]
    mark: str
    tags: Mapping[str, str] = field(default_factory=dict)
    created: datetime | None = None
    changed: datetime | None = None
    expires: date | None = None
    plain: bool = False

    @property
    def owner(self) -> str:
        return self._tag(_OWNER)

    @property
    def purpose(self) -> str:
        return self._tag(_PURPOSE)

    @property
    def environment(self) -> str:
        return self._tag(_ENVIRONMENT)

    @property
    def removal(self) -> str:
        return self._tag(_REMOVAL)

    @property
    def type(self) -> str:
        return self._tag(_TYPE)

    @property
    def ends(self) -> date | None:
        """When it expires: as the store says itself, else by a tag."""
        return self.expires or day(self._tag(_EXPIRES))

    @property
    def digest(self) -> str:
        """Of the mark and of those tags that say something: in another one the value itself may stand."""
        if not self.mark:
            return ""
        said = [self.mark, self.owner, self.purpose, self.environment, self.removal, self.type, str(self.ends)]
        return hashlib.sha256(json.dumps(said).encode("utf-8", "backslashreplace")).hexdigest()[:24]

    def _tag(self, names: tuple[str, ...]) -> str:
        by_name = {name.rpartition("/")[2].lower(): text for name, text in sorted(self.tags.items(), reverse=True)}
        found = next((by_name[name] for name in names if by_name.get(name)), "")
        return "".join(char for char in found if char.isprintable()).strip()[:LONGEST]


@dataclass(frozen=True, slots=True)
class Version:
    """What stands in one version: fields by name. A store of single values calls its one field "". `created`: where
    only the version itself says so.
    """

    number: str
    fields: Mapping[str, Secret]
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The versions that were read, the newest last. `left`: so many older ones were not."""

    versions: tuple[Version, ...] = ()
    left: int = 0


class Store(Protocol):
    """Raises a ProviderError where one path is not to be had, HeldOffError where the whole store is not."""

    def paths(self, owe: Owe) -> AsyncIterator[Listed]: ...

    async def about(self, at: Listed) -> About: ...

    async def read(self, at: Listed, about: About) -> Held: ...


# --- what stores write ------------------------------------------------------------------------------


def words(value: object) -> Mapping[str, str]:
    """Tags or labels: texts by name, and nothing else."""
    if not isinstance(value, dict):
        return {}
    return {str(name): text for name, text in value.items() if isinstance(text, str)}


def instant(value: object) -> datetime | None:
    """An instant as RFC 3339 or as seconds since 1970."""
    with suppress(ValueError, OverflowError, OSError):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def day(value: object) -> date | None:
    found = instant(value)
    return None if found is None else found.date()
