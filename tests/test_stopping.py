"""What a signal does to a scan: the first cancels it quietly, the same one right behind it is the same one."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import pytest

from agent.commands.stopping import Stopping


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_first_signal_ends_what_it_is_around_and_no_more(number: signal.Signals) -> None:
    # Whoever runs the tests in the background of a shell has SIGINT ignored.
    before = {each: signal.signal(each, signal.SIG_DFL) for each in (signal.SIGINT, signal.SIGTERM)}
    reached = False
    try:
        async with Stopping() as stopping:
            signal.raise_signal(number)
            signal.raise_signal(number)  # as a wrapper passes it on
            await asyncio.Event().wait()
            reached = True
        await asyncio.sleep(0)
        assert (stopping.number, reached) == (number, False)
        # One that comes when all is done takes nothing from what follows.
        async with Stopping() as stopping:
            signal.raise_signal(number)
        await asyncio.sleep(0)
        assert stopping.number == number
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


async def test_without_a_signal_all_is_as_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    async with Stopping() as stopping:
        assert signal.getsignal(signal.SIGTERM) is not before
    assert (signal.getsignal(signal.SIGTERM), stopping.number) == (before, 0)
    with pytest.raises(asyncio.CancelledError):
        async with Stopping():
            raise asyncio.CancelledError


def test_who_interrupts_before_anything_can_be_said_sees_no_traceback() -> None:
    early = (
        "import os, signal, sys; from agent.scan import begin; from agent.entry import main;"
        "begin.ahead = lambda: os.kill(os.getpid(), signal.SIGINT); sys.argv = ['stanch', 'scan', '.']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", early],
        capture_output=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")
