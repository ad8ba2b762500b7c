"""Tries a request again that failed in passing, for seconds at most: the only importer of tenacity. Waiting for minutes
to days is the ledger's (`not_before`).

Only a TransientError is tried again. What the provider asked for in Retry-After is honoured as long as it fits
into the call's total; when it does not, the error goes up with `retry_after` in it and the ledger waits instead.
The hook logs our own words, and of whom it was asked: tenacity's would print what was returned.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, stop_before_delay

from agent.log import logger
from revokers.base import Door, TransientError

T = TypeVar("T")

TOTAL: Final = timedelta(seconds=10)
FIRST: Final = timedelta(milliseconds=200)


async def attempt(
    call: Callable[[], Awaitable[T]],
    *,
    of: Door,
    attempts: int,
    total: timedelta = TOTAL,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> T:
    """Call until it answers, at most `attempts` times and not beyond `total`. Raises the last TransientError.

    of: the endpoint that is asked, for the log: its System's name and its own.
    """

    async def once() -> T:
        # tenacity awaits only what it can see to be a coroutine function; a lambda that returns one is not.
        return await call()

    def wait(state: RetryCallState) -> float:
        # Half to one and a half of the usual wait, so that many callers do not come back together; after a
        # Retry-After only later than asked, never sooner.
        asked = _retry_after(state)
        usual = FIRST.total_seconds() * 2.0 ** (state.attempt_number - 1)
        if asked is not None:
            return asked.total_seconds() + usual * chance()
        return usual * (0.5 + chance())

    retrying = AsyncRetrying(
        sleep=sleep,
        wait=wait,
        stop=stop_after_attempt(attempts) | stop_before_delay(total.total_seconds()),
        retry=retry_if_exception_type(TransientError),
        before_sleep=partial(_report, of),
        reraise=True,
    )
    return await retrying(once)


def _retry_after(state: RetryCallState) -> timedelta | None:
    error = state.outcome.exception() if state.outcome is not None else None
    return error.retry_after if isinstance(error, TransientError) else None


def _report(of: Door, state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    wait = round(state.upcoming_sleep, 3)
    logger().info("retry", system=of.system, endpoint=of.name, attempt=state.attempt_number, wait=wait, why=str(error))
