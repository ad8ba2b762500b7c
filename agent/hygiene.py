"""What is wrong with how values are kept in vault stores. Pure: the ledger asks it with what it holds.

    NO_OWNER     nobody is named          NO_EXPIRY   no date        NO_REMOVAL   nobody wrote down how it is ended
    EXPIRED      its date has passed      TOO_OLD     the present value is older than [hygiene] oldest
    SHARED       the same value under several paths, or in several environments
    LEAKED       the value, or an earlier one, was also seen in a repository or a log: an incident has it
    PLAIN        it lies unencrypted in a folder that is read as a vault

One finding a kind and path. Mended, it is closed; DESIGN.md rule 13 is why each asks for an owner and a removal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

_NAMED: Final = 5  # of other paths, or places


class Kind(Enum):
    """What is wrong, in the words that a person is shown."""

    LEAKED = "leaked"
    PLAIN = "plain"
    SHARED = "shared"
    EXPIRED = "expired"
    TOO_OLD = "too old"
    NO_OWNER = "no owner"
    NO_EXPIRY = "no expiry"
    NO_REMOVAL = "no removal"


Key = tuple[str, str]  # source, path


@dataclass(frozen=True, slots=True)
class Standing:
    """A path as it stands. `since`: when its present value was put there, by the store, else when we first saw it."""

    owner: str
    environment: str
    removal: str
    expires: date | None
    since: datetime
    plain: bool


@dataclass(frozen=True, slots=True)
class Leak:
    """An incident has a value of a path; None: a comment beside it was believed. `current`: the present one. `place`:
    where it was seen first.
    """

    incident: int | None
    place: str
    current: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding. `owner`: who is told; "" is the fallback owner's."""

    kind: Kind
    source: str
    path: str
    owner: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Alike:
    """Paths that hold the same value, in order, and their environments."""

    keys: Sequence[Key]
    environments: frozenset[str]


def faults(
    paths: Mapping[Key, Standing],
    together: Sequence[frozenset[Key]],
    leaks: Mapping[Key, Sequence[Leak]],
    now: datetime,
    oldest: timedelta,
) -> tuple[Fault, ...]:
    """`together`: paths that hold the same value."""
    alike = _alike(paths, together)
    return tuple(
        Fault(kind, key[0], key[1], standing.owner, detail)
        for key, standing in sorted(paths.items())
        for kind, detail in (
            *_kept(standing, now, oldest),
            *_shared(key, standing, alike.get(key)),
            *_leaked(leaks.get(key, ())),
        )
    )


def _kept(standing: Standing, now: datetime, oldest: timedelta) -> Iterator[tuple[Kind, str]]:
    if standing.plain:
        yield Kind.PLAIN, "it lies there unencrypted: encrypt it, or move it into a store"
    if not standing.owner:
        yield Kind.NO_OWNER, "nobody is named as its owner"
    if not standing.removal:
        yield Kind.NO_REMOVAL, "nobody wrote down how it is ended"
    if standing.expires is None:
        yield Kind.NO_EXPIRY, "it has no date at which it ends"
    elif standing.expires < now.date():
        yield Kind.EXPIRED, f"it was to end on {standing.expires.isoformat()}"
    if now - standing.since > oldest:
        yield Kind.TOO_OLD, f"the same value since {standing.since.date().isoformat()}; {oldest.days} days are allowed"


def _alike(paths: Mapping[Key, Standing], together: Sequence[frozenset[Key]]) -> Mapping[Key, _Alike]:
    """One for all that share the same: a pull secret may be copied into each of thousands of namespaces."""
    groups = list(dict.fromkeys(together))
    numbers: dict[Key, tuple[int, ...]] = {}
    for number, group in enumerate(groups):
        for key in group:
            numbers[key] = (*numbers.get(key, ()), number)
    made: dict[tuple[int, ...], _Alike] = {}
    for of in set(numbers.values()):
        keys = frozenset().union(*(groups[number] for number in of))
        made[of] = _Alike(sorted(keys), frozenset(paths[key].environment for key in keys) - {""})
    return {key: made[of] for key, of in numbers.items()}


def _shared(key: Key, standing: Standing, alike: _Alike | None) -> Iterator[tuple[Kind, str]]:
    if alike is not None:
        elsewhere = alike.environments - {standing.environment}
        others = [other for other in alike.keys[: _NAMED + 1] if other != key][:_NAMED]
        named = ", ".join(f"{source}: {path}" for source, path in others)
        left = len(alike.keys) - 1 - len(others)
        more = f" and {left} more" if left else ""
        across = f"; of other environments: {', '.join(sorted(elsewhere))}" if elsewhere else ""
        yield Kind.SHARED, f"the same value stands at {named}{more}{across}"


def _leaked(leaks: Sequence[Leak]) -> Iterator[tuple[Kind, str]]:
    if leaks:
        named = ", ".join(
            f"{_known_as(leak)} ({leak.place}{'' if leak.current else '; an earlier value'})" for leak in leaks[:_NAMED]
        )
        more = f" and {len(leaks) - _NAMED} more" if len(leaks) > _NAMED else ""
        yield Kind.LEAKED, f"it was seen elsewhere: {named}{more}"


def _known_as(leak: Leak) -> str:
    return "no incident, as a comment allows it" if leak.incident is None else f"incident {leak.incident}"
