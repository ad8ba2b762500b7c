"""A probe and its control. LIVE counts only where a wrong value of the same shape is refused.

    probe -- LIVE --> control: the same probe with a wrong value -- DEAD ----> LIVE, controlled
      |                                                          -- LIVE ----> UNKNOWN: it accepts any value
      +-- DEAD, UNKNOWN: as they are                             -- UNKNOWN -> UNKNOWN: nothing is proven

A control is a failed authentication on purpose. It is remembered for ten minutes, but only for the very same way in:
the endpoint, the account, and every part that is no secret (one server may trust everybody in one database and nobody
in the next). The caller's budget is asked before each, and a type whose probing can lock the account out has none
(then LIVE is uncontrolled).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

from agent.retry import attempt
from detectors.base import Parts
from revokers.base import Liveness, Probe, ProviderError, Revoker

REMEMBERED: Final = timedelta(minutes=10)
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
        return liveness if at is not None and timedelta(0) <= now - at < REMEMBERED else None

    def keep(self, key: ControlKey, liveness: Liveness, now: datetime) -> None:
        """An UNKNOWN is no answer and is not kept."""
        if liveness is not Liveness.UNKNOWN:
            self._seen = {old: row for old, row in self._seen.items() if now - row[0] < REMEMBERED}
            self._seen[key] = (now, liveness)


async def _always() -> bool:
    return True


async def controlled_probe(
    revoker: Revoker[Any],
    endpoint: Any,  # noqa: ANN401 - the door that this revoker speaks through
    parts: Parts,
    *,
    memory: ControlMemory,
    now: datetime,
    allowed: Callable[[], Awaitable[bool]] = _always,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> tuple[Probe, bool]:
    """One answer, and whether its LIVE was controlled. A ProviderError becomes UNKNOWN, with its words."""

    async def ask(these: Parts) -> Probe:
        try:
            return await attempt(lambda: _once(revoker, endpoint, these, memory), attempts=ATTEMPTS, sleep=sleep)
        except ProviderError as error:
            return Probe(Liveness.UNKNOWN, str(error))

    probe = await ask(parts)
    if probe.liveness is not Liveness.LIVE or any(kind.lockout for kind in revoker.handles):
        return probe, False
    key = _way_in(revoker, endpoint, parts, probe)
    control = memory.recall(key, now)
    reason = "a wrong value was answered"
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
        return await revoker.probe(endpoint, parts)
    async with memory.turn(_account(revoker, endpoint, parts)):
        return await revoker.probe(endpoint, parts)


def _account(revoker: Revoker[Any], endpoint: Any, parts: Parts) -> ControlKey:  # noqa: ANN401 - as above
    """The public part of what is probed, such as an access key's id."""
    public = sorted({name for kind in revoker.handles for name in kind.identity if name not in kind.secret})
    return (endpoint.system, endpoint.name, *(parts[name].reveal() for name in public if name in parts))


def _way_in(revoker: Revoker[Any], endpoint: Any, parts: Parts, probe: Probe) -> ControlKey:  # noqa: ANN401 - as above
    account = (probe.identity.account, probe.identity.principal) if probe.identity else ("", "")
    kinds = sorted(kind.name for kind in revoker.handles)
    secret = frozenset[str]().union(*(kind.secret for kind in revoker.handles))
    shown = (item for name in sorted(parts) if name not in secret for item in (name, parts[name].reveal()))
    return (endpoint.system, endpoint.name, *account, *kinds, *shown)


def _unproven(probe: Probe, why: str) -> Probe:
    return replace(probe, liveness=Liveness.UNKNOWN, reason=f"{probe.reason}, but {why}", identity=None)
