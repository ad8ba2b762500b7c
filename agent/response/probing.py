"""A probe and its control. LIVE counts only where a wrong value of the same shape is refused.

    probe -- LIVE --> control: the same probe with a wrong value -- DEAD ----> LIVE, controlled
      |                                                          -- LIVE ----> UNKNOWN: it accepts any value
      +-- DEAD, UNKNOWN: as they are                             -- UNKNOWN -> UNKNOWN: nothing is proven

A control is a failed authentication on purpose. It is remembered for ten minutes, but only for the very same way in:
the endpoint, the account, and every part that is no secret (one server may trust everybody in one database and nobody
in the next). A token names no account, and a wrong one is nobody's: there one control serves all of a kind, and those
who need it at the same time wait for it. The caller's budget is asked before each, and a type whose probing can lock
the account out has none (then LIVE is uncontrolled).

Who asks us to wait (Retry-After) is not asked again before, even where that is longer than a call can wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

from agent.doors.retry import attempt
from agent.response.words import named
from detectors.base import Parts
from revokers.base import Door, Liveness, Probe, ProviderError, Revoker, TransientError

REMEMBERED: Final = timedelta(minutes=10)
BESIDE: Final = timedelta(seconds=30)  # as long as somebody may have waited while another one's control was answered
ATTEMPTS: Final = 2

ControlKey = tuple[str, ...]


@dataclass(slots=True)
class ControlMemory:
    """What wrong values were answered lately: whether each way in still refuses them."""

    _seen: dict[ControlKey, tuple[datetime, Liveness]] = field(default_factory=dict)
    _turns: WeakValueDictionary[ControlKey, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @asynccontextmanager
    async def turn(self, key: ControlKey) -> AsyncIterator[None]:
        """One at a time for a key, which is forgotten with the last who waits for it."""
        async with self._turns.setdefault(key, asyncio.Lock()):
            yield

    def recall(self, key: ControlKey, now: datetime) -> Liveness | None:
        at, liveness = self._seen.get(key, (None, None))
        return liveness if at is not None and -BESIDE <= now - at < REMEMBERED else None

    def keep(self, key: ControlKey, liveness: Liveness, now: datetime) -> None:
        """An UNKNOWN is no answer and is not kept."""
        if liveness is not Liveness.UNKNOWN:
            self._seen = {old: row for old, row in self._seen.items() if now - row[0] < REMEMBERED}
            self._seen[key] = (now, liveness)


@dataclass(slots=True)
class Pauses:
    """Which endpoints asked us to wait, and until when. A restart forgets it, and finds out again.

    Whoever is asked to wait may be so for himself: somebody else uses up the quota of what leaked. He waits alone. When
    a second one is, and nobody was answered in between, all wait: a flood finds out twice, and one value stops nobody.
    """

    _alone: dict[tuple[str, str, str], tuple[datetime, datetime]] = field(default_factory=dict)
    _all: dict[tuple[str, str], tuple[datetime, datetime]] = field(default_factory=dict)
    _in_a_row: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def told(self, door: Door, who: str | None, wait: timedelta, now: datetime) -> None:
        """`who`: the credential that was sent; None: it was about nobody's in particular."""
        key, span = (door.system, door.name), (now, now + wait)
        row = self._in_a_row.setdefault(key, set())
        if who is not None:
            row.add(who)
            self._alone = {old: kept for old, kept in self._alone.items() if _within(kept, now)}
            self._alone[*key, who] = span
        if who is None or len(row) > 1:
            row.clear()
            self._all[key] = span

    def answered(self, door: Door) -> None:
        self._in_a_row.pop((door.system, door.name), None)

    def until(self, door: Door, who: str, now: datetime) -> datetime | None:
        """None: it may be asked now. What was told by a clock that was set back since is void."""
        spans = (self._alone.get((door.system, door.name, who)), self._all.get((door.system, door.name)))
        return max((span[1] for span in spans if span is not None and _within(span, now)), default=None)


def _within(span: tuple[datetime, datetime], now: datetime) -> bool:
    return span[0] <= now < span[1]


async def _always() -> bool:
    return True


def _ignored(_: timedelta) -> None:
    pass


async def controlled_probe(
    revoker: Revoker[Any],
    endpoint: Any,  # noqa: ANN401 - the door that this revoker speaks through
    parts: Parts,
    *,
    memory: ControlMemory,
    now: datetime,
    allowed: Callable[[], Awaitable[bool]] = _always,
    waits: Callable[[timedelta], None] = _ignored,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> tuple[Probe, bool]:
    """One answer, and whether its LIVE was controlled. A ProviderError becomes UNKNOWN, with its words; `waits` is told
    for how long it asked us to wait.
    """

    async def ask(these: Parts) -> Probe:
        try:
            return await attempt(
                lambda: _once(revoker, endpoint, these, memory), of=endpoint, attempts=ATTEMPTS, sleep=sleep
            )
        except ProviderError as error:
            if isinstance(error, TransientError) and error.retry_after:
                waits(error.retry_after)
            return Probe(Liveness.UNKNOWN, str(error))

    probe = await ask(parts)
    if probe.liveness is not Liveness.LIVE or any(kind.lockout for kind in revoker.handles):
        return probe, False
    key = _way_in(revoker, endpoint, parts, probe)
    reason = "a wrong value was answered"
    async with memory.turn(key):
        control = memory.recall(key, now)
        if control is None:
            if not await allowed():
                return _unproven(probe, "the budget for controls is spent"), False
            answer = await ask(revoker.wrong(parts))
            control, reason = answer.liveness, answer.reason
            memory.keep(key, control, now)
    match control:
        case Liveness.DEAD:
            return probe, True
        case Liveness.LIVE:
            return _unproven(probe, "it accepts any value"), False
        case Liveness.UNKNOWN:
            return _unproven(probe, f"the control got no verdict: {reason}"), False


async def _once(revoker: Revoker[Any], endpoint: Any, parts: Parts, memory: ControlMemory) -> Probe:  # noqa: ANN401 - as above
    if not revoker.alone:
        return await asked(revoker, endpoint, parts)
    async with memory.turn(_account(revoker, parts)):
        return await asked(revoker, endpoint, parts)


async def asked(revoker: Revoker[Any], endpoint: Any, parts: Parts) -> Probe:  # noqa: ANN401 - as above
    """One answer without its control. Raises ProviderError."""
    probe = await revoker.probe(endpoint, parts)
    return probe if probe.identity is None else replace(probe, identity=named(probe.identity))


def _public(revoker: Revoker[Any]) -> list[str]:
    return sorted({name for kind in revoker.handles for name in kind.identity if name not in kind.secret})


def _account(revoker: Revoker[Any], parts: Parts) -> ControlKey:
    """The public part of what is probed, such as an access key's id: wherever, as one server may be several Systems."""
    public = (parts[name].reveal() for name in _public(revoker) if name in parts)
    return ("account", revoker.provider, *public)


def _way_in(revoker: Revoker[Any], endpoint: Any, parts: Parts, probe: Probe) -> ControlKey:  # noqa: ANN401 - as above
    who = probe.identity if _public(revoker) else None
    account = (who.account, who.principal) if who else ("", "")
    kinds = sorted(kind.name for kind in revoker.handles)
    secret = frozenset[str]().union(*(kind.secret for kind in revoker.handles))
    shown = (item for name in sorted(parts) if name not in secret for item in (name, parts[name].reveal()))
    return ("way in", endpoint.system, endpoint.name, *account, *kinds, *shown)


def _unproven(probe: Probe, why: str) -> Probe:
    return replace(probe, liveness=Liveness.UNKNOWN, reason=f"{probe.reason}, but {why}", identity=None)
