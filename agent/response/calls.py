"""How many calls for many at once a provider takes from us, and how long the next one waits for company.

A capability's hour of calls is a budget of the ledger, by host: two Systems at one address share it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil, log2
from typing import TYPE_CHECKING, Any, Final

from agent.model import Budget, PlanStep
from revokers.base import Capability

if TYPE_CHECKING:
    from agent.response.batch import Claim
    from agent.response.respond import Responder

_HOUR: Final = 3660  # seconds: an hour by the provider's clock, which starts when a call arrives
_DOUBLINGS: Final = 8  # of the wait for company, while an hour's first calls are made
_FEW: Final = 10  # a flood is more
_LATELY: Final = 600  # seconds


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls that a provider takes from us. `hour` None: as many as we like. `kept`: for finding one bad entry."""

    name: str
    hour: Budget | None
    kept: int

    @classmethod
    def of(cls, claim: Claim, step: PlanStep, ability: Capability[Any]) -> Calls:
        door = claim.door(step)
        hosts = {address.name: address.host for address in claim.r.systems[step.system].system.endpoints}
        name = f"{step.kind.value} calls to {hosts.get(door.name, door.name)}"
        if ability.per_hour is None:
            return cls(name, None, 0)
        kept = min(ceil(log2(max(2, ability.batch))) + 1, ability.per_hour // 2)
        return cls(name, Budget(name, ability.per_hour, _HOUR), kept)

    async def first(self, claim: Claim, step: PlanStep, now: datetime) -> tuple[list[Budget], timedelta]:
        """What a new list spends, and the time from one to the next."""
        ledger, seconds, budgets = claim.r.ledger, 1, []
        if self.hour is not None:
            cap = self.hour.cap - self.kept
            # Right after a call few wait even in a flood: what was sent lately counts as well.
            acts = claim.r.caps.action(claim.incident, step.system)
            lately = [await ledger.spent(now, replace(acted, seconds=_LATELY)) for acted in acts]
            few = await ledger.company(step) + max(lately) <= _FEW
            seconds = _company(await ledger.spent(now, self.hour), cap, few=few)
            budgets.append(replace(self.hour, cap=cap))
        # Two who come back at the same moment are no two calls.
        budgets.append(Budget(f"{self.name}, one after the other", 1, seconds))
        return budgets, timedelta(seconds=seconds)

    async def another(self, responder: Responder) -> bool:
        return self.hour is None or await responder.ledger.spend(responder.clock(), self.hour)


def _company(spent: int, cap: int, *, few: bool) -> int:
    """Seconds from one call to the next: a second at first, and after a quarter of an hour's calls what makes the rest
    of them last for the hour, so that nobody ever waits for the hour to end. Until then a few wait less for company.
    """
    quick = max(1, cap // 4)
    doublings: int = min(_DOUBLINGS * spent // quick, 2 * _DOUBLINGS)
    if few and spent < quick:
        doublings //= 2
    return min(ceil(_HOUR / max(1, cap - quick)), 1 << doublings)
