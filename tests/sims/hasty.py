"""A loop in which hours pass at once."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Final

_PATIENCE: Final = 30.0  # seconds that really pass


class Hasty(asyncio.SelectorEventLoop):
    """A loop in which nobody waits: when there is nothing to do, the next timer is due."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        ends = monotonic() + _PATIENCE
        select = self._selector.select  # type: ignore[attr-defined]

        def at_once(timeout: float | None = None) -> object:
            if monotonic() > ends:
                raise TimeoutError  # else nobody would ever come who is waited for in vain
            self.skipped += timeout or 0
            return select(0)

        self._selector.select = at_once  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.skipped

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - asyncio's
        """Without the deadline that Python has since 3.12, which would pass at once: threads take their time."""
        await super().shutdown_default_executor()
