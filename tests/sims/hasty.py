"""A loop in which hours pass at once."""

from __future__ import annotations

import asyncio


class Hasty(asyncio.SelectorEventLoop):
    """A loop in which nobody waits: when there is nothing to do, the next timer is due."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        select = self._selector.select  # type: ignore[attr-defined]

        def at_once(timeout: float | None = None) -> object:
            self.skipped += timeout or 0
            return select(0)

        self._selector.select = at_once  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.skipped
