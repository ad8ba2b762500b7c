"""What SIGINT and SIGTERM do to a scan: the first cancels it, and what was found so far is shown; another Ctrl-C ends
the process there and then.

They are Python's own handlers and not the loop's, which waits while a folder is walked through. A wrapper may pass on
the same signal twice (`timeout` does), so one that comes right behind the first is the same one.
"""

from __future__ import annotations

import asyncio
import signal
from types import FrameType, TracebackType
from typing import Final, Self

_SAME: Final = 0.5  # seconds
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Around a part of a task, which then ends quietly. `number`: the signal that came, or 0."""

    def __init__(self) -> None:
        self.number = 0
        self._at = 0.0

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None
        self._task, self._loop = task, asyncio.get_running_loop()
        # Who began us in the background of a shell has SIGINT ignored.
        heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        self._before = {number: signal.signal(number, self._told) for number in heard}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not self.number:
            for number, handler in self._before.items():
                signal.signal(number, handler)
            return False
        # The handlers stay: what was found is still to be shown.
        if kind is None:
            try:
                await asyncio.sleep(0)  # it came when all was done, and is delivered here
            except asyncio.CancelledError:
                kind = asyncio.CancelledError
        self._task.uncancel()
        return kind is not None and issubclass(kind, asyncio.CancelledError)

    def _told(self, number: int, _frame: FrameType | None) -> None:
        now = self._loop.time()
        if not self.number:
            self.number, self._at = number, now
            self._task.cancel()
            self._loop.call_soon_threadsafe(lambda: None)  # it may be waiting
        elif number == signal.SIGINT and now - self._at > _SAME:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
