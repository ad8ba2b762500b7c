"""Seconds inside one call: what is tried again, how long is waited, and what the log holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from agent.doors.retry import attempt
from revokers.base import ProviderError, RefusedError, TransientError, UnmappedError


def failing(*errors: ProviderError | None) -> tuple[Callable[[], Awaitable[str]], list[ProviderError | None]]:
    """A call that fails as told and then answers."""
    left = list(errors)

    async def call() -> str:
        if left and (error := left.pop(0)) is not None:
            raise error
        return "s3cret answer"

    return call, left


@dataclass(frozen=True)
class Door:
    system: str = "pg-main"
    name: str = "db1:5432"
    primary: bool = True


DOOR = Door()


class Sleeper:
    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_a_transient_error_is_tried_again_with_jitter() -> None:
    sleep = Sleeper()
    call, _ = failing(TransientError("HTTP 503"), TransientError("HTTP 502"))
    assert await attempt(call, of=DOOR, attempts=3, sleep=sleep, chance=lambda: 0.25) == "s3cret answer"
    assert sleep.slept == pytest.approx([0.15, 0.3])


async def test_attempts_run_out_and_the_last_error_is_raised() -> None:
    sleep = Sleeper()
    call, left = failing(TransientError("one"), TransientError("two"), TransientError("three"))
    with pytest.raises(TransientError, match=r"^two$"):
        await attempt(call, of=DOOR, attempts=2, sleep=sleep)
    assert [str(error) for error in left] == ["three"]


@pytest.mark.parametrize("error", [UnmappedError("?"), RefusedError("no")])
async def test_nothing_else_is_tried_again(error: ProviderError) -> None:
    sleep = Sleeper()
    call, _ = failing(error)
    with pytest.raises(type(error)):
        await attempt(call, of=DOOR, attempts=5, sleep=sleep)
    assert sleep.slept == []


async def test_retry_after_is_a_minimum() -> None:
    sleep = Sleeper()
    call, _ = failing(TransientError("HTTP 429", retry_after=timedelta(seconds=3)))
    await attempt(call, of=DOOR, attempts=2, sleep=sleep, chance=lambda: 0.5)
    assert sleep.slept == pytest.approx([3.1])


async def test_a_retry_after_beyond_the_total_goes_up() -> None:
    sleep = Sleeper()
    call, _ = failing(TransientError("HTTP 429", retry_after=timedelta(hours=1)))
    with pytest.raises(TransientError) as caught:
        await attempt(call, of=DOOR, attempts=5, total=timedelta(seconds=10), sleep=sleep)
    assert caught.value.retry_after == timedelta(hours=1)
    assert sleep.slept == []


async def test_the_log_holds_our_words_and_whose_endpoint_it_is_and_no_value() -> None:
    call, _ = failing(TransientError("HTTP 503"))
    with capture_logs() as logs:
        await attempt(call, of=DOOR, attempts=2, sleep=Sleeper(), chance=lambda: 0.0)
    whose = {"system": "pg-main", "endpoint": "db1:5432"}
    assert logs == [{"event": "retry", **whose, "attempt": 1, "wait": 0.1, "why": "HTTP 503", "log_level": "info"}]
