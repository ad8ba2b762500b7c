"""Decides which job a scanner process gets next.

    sweep of a, sweep of a, sweep of b, chunk, chunk --> scanner that has just swept something of a: chunk, sweep of a,
                                                          chunk, sweep of a, sweep of b

A first look sweeps for minutes, and a push is to be told at once: so sweeps and everything else take turns, each in the
order in which they were asked for. But a scanner goes on with the repository that it swept before where it can, since
it has that open and knows its versions (lineage.py).
"""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Turns(Generic[_T]):
    """Of what is `put`, until it is put again; of several the last, which has begun already. `about`: what is swept
    with it; "": something else is done.
    """

    def __init__(self) -> None:
        self._free: list[_T] = []
        self._waiting: list[tuple[str, asyncio.Future[_T]]] = []

    async def get(self, about: str) -> _T:
        if self._free:
            return self._free.pop()
        given: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._waiting.append((about, given))
        try:
            return await given
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():
                self.put(given.result())
            raise

    def put(self, one: _T, about: str = "", before: str = "") -> None:
        """`about`: what it was had for. `before`: what was swept with it last."""
        self._waiting = [(what, given) for what, given in self._waiting if not given.done()]
        if not self._waiting:
            self._free.append(one)
            return
        turn = min(self._waiting, key=lambda each: (bool(each[0]) is bool(about), bool(each[0]) and each[0] != before))
        self._waiting.remove(turn)
        turn[1].set_result(one)
