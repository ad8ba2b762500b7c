"""What Stanch's own credentials may not do, asked before anything is refused: at the start and once a day.

    each System with a credential of ours --missing(admin)--> what it lacks, or why it was not told --> the ledger

Asked with that credential alone, without any found value, and nothing is changed by it. Whatever comes of it, the
daemon goes on: `stanch plan`, `status` and `check-config` show it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from agent import log
from agent.ledger import LedgerFullError
from agent.model import Permissions
from revokers.base import Lack, ProviderError, Revoker, TransientError
from revokers.registry import REVOKERS

if TYPE_CHECKING:
    # Its doors take half a second to import, which a command that only shows what was told need not pay.
    from agent.systems import OpenSystem

AGAIN: Final = timedelta(days=1)
SOON: Final = timedelta(minutes=10)  # where somebody did not answer


@dataclass(frozen=True)
class OwnPermissions:
    """`keep`: writes the answers down."""

    systems: Mapping[str, OpenSystem]
    keep: Callable[[Sequence[Permissions]], Awaitable[None]]
    clock: Callable[[], datetime]

    async def look(self) -> timedelta:
        """Ask everywhere once. After how long to do so again."""
        # Side by side: an orderly stop waits for the slowest, not for all of them.
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(self._ask(endpoint, asking)) for endpoint, asking in self._wanted()]
        try:
            await self.keep([one.result()[0] for one in asked])
        except LedgerFullError as error:
            log.logger().error("what Stanch may do is not written down", why=str(error))
            return SOON
        return SOON if any(one.result()[1] for one in asked) else AGAIN

    def _wanted(self) -> Iterator[tuple[Any, list[Revoker[Any]]]]:
        """Each endpoint where something would be done, with those who would do it."""
        for opened in self.systems.values():
            asking = [each for each in REVOKERS if each.provider == opened.system.provider and each.missing is not None]
            everywhere = any(ability and ability.every_node for each in asking for ability in (each.contain, each.end))
            for endpoint in opened.endpoints:
                if asking and opened.system.admin is not None and (endpoint.primary or everywhere):
                    yield endpoint, asking

    async def _ask(self, endpoint: Any, asking: Sequence[Revoker[Any]]) -> tuple[Permissions, bool]:  # noqa: ANN401 - the door that these revokers speak through
        """What is missing there, and whether nobody answered."""
        lacks: list[Lack] = []
        why, silent = None, False
        try:
            for revoker in asking:
                if revoker.missing is not None:
                    lacks += await revoker.missing(endpoint.admin)
        except ProviderError as error:
            why, silent = str(error), isinstance(error, TransientError)
        except Exception as error:  # noqa: BLE001 - an answer of a shape that nobody thought of stops no daemon
            why = f"a fault of Stanch's own: {type(error).__name__}"
        told = Permissions(endpoint.system, endpoint.name, self.clock(), None if why else tuple(lacks), why)
        if why or lacks:
            lack = ", ".join(dict.fromkeys(each.what for each in lacks))
            log.logger().warning("permissions", system=endpoint.system, endpoint=endpoint.name, missing=lack, why=why)
        return told, silent


# --- in words --------------------------------------------------------------------------------------


def said(answers: Sequence[Permissions], needs: Sequence[str] | None = None, principal: str | None = None) -> list[str]:
    """What is missing at the endpoints of one System, of these needs (None: of all), to act on this principal."""
    found = dict.fromkeys(
        what
        for one in answers
        for lack in one.missing or ()
        if (needs is None or lack.need in needs) and (what := _concerning(lack, principal))
    )
    unknown = dict.fromkeys(f"{one.endpoint}: {one.why}" for one in answers if one.missing is None)
    lines = [f"MISSING: {', '.join(found)}"] if found else []
    return [*lines, *([f"permissions not known: {'; '.join(unknown)}"] if unknown else [])]


def by_system(answers: Sequence[Permissions]) -> dict[str, list[str]]:
    """What is missing or not known of what it takes to stop and to end, for each System where something is.

    What a rotation or a restriction takes is missing only where somebody wants one, which a plan says.
    """
    found = {one.system: said([each for each in answers if each.system == one.system], _ENDING) for one in answers}
    return {name: lines for name, lines in found.items() if lines}


def _concerning(lack: Lack, principal: str | None) -> str:
    """The permission, with for whom it is missing where that is not everybody."""
    if not lack.of:
        return lack.what
    if principal is not None:
        return f"{lack.what} on {principal}" if principal in lack.of else ""
    named = ", ".join(lack.of[:_NAMED])
    return f"{lack.what} on {named}" + (f" and {len(lack.of) - _NAMED} more" if len(lack.of) > _NAMED else "")


_NAMED: Final = 5
_ENDING: Final = tuple(
    need
    for revoker in REVOKERS
    for ability in (revoker.contain, revoker.end, revoker.clean_up)
    if ability is not None
    for need in ability.needs
)
