"""Run a git that goes to the network: within a deadline and a size, ended at once when Stanch stops.

Why it failed is told in our words, which we choose by what git printed (it quotes the server, so nothing of it is
repeated). A server that lies there can only choose another of our sentences.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from agent.sources.remote.recipe import Call

_BLOCK: Final = 1 << 16
_TAIL: Final = 1 << 14
_LOOK: Final = 2  # seconds
# Before git is there: what it has started by then would be without a limit.
_BOUNDED: Final = ("/bin/sh", "-c", 'ulimit -f "$0" && exec "$@"')
_UNIT: Final = 512  # bytes, of ulimit

TOO_LARGE: Final = "it is larger than max_size"
_UNREACHED: Final = "it cannot be reached now: it is tried again"
_REFUSED: Final = "the login is refused there, or one is needed: check the token"
_PASSING: Final = (
    r"returned error: (?:429|5[0-9][0-9])|resolve host|resolve hostname|Failed to connect|Couldn't connect|"
    r"Connection (?:refused|reset|closed|timed out)|timed out|Timeout|early EOF|hung up|RPC failed|too slow|"
    r"unexpected disconnect|No route to host|Empty reply|transfer closed"
)
_SAID: Final = (
    (r"No space left on device|Disk quota exceeded", "there is no room on the disk of the state folder"),
    (
        r"Authentication failed|could not read (?:Username|Password)|returned error: 401|Permission denied \(",
        _REFUSED,
    ),
    (r"returned error: 403", "the login may not read it (403): check what the token may do"),
    (
        r"returned error: (?:404|410)|repository '.*' not found|Repository not found|not appear to be a git repository",
        "it is not there, or the login may not see it: deleted, moved or made private",
    ),
    (
        r"returned error: 30[12378]|unable to update url base from redirection",
        "it answers with a redirect, which is not followed: write its present address",
    ),
    (r"Host key verification failed", "its host key is not in known_hosts"),
    (
        r"certificate|(?:SSL|TLS) (?:connection|handshake|peer)|SSL_|gnutls",
        "its certificate is not trusted, or TLS failed",
    ),
    (_PASSING, _UNREACHED),
)


class FetchError(Exception):
    """It was not fetched. The text says why, in our words."""


class CostlyError(FetchError):
    """It is too large, or takes too long: the next attempt will bring as much, for nothing."""


class LoginError(FetchError):
    """The server did not take our login."""

    def __init__(self) -> None:
        super().__init__(_REFUSED)


class StoppedError(FetchError):
    """Stanch stops: nothing is known, and nothing is to be told."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """deadline: of one git. largest: bytes of a mirror. stopping: set when Stanch stops."""

    deadline: timedelta = timedelta(minutes=30)
    largest: int = 4 << 30
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


async def run(
    call: Call,
    bounds: Bounds,
    *,
    most: int | None = None,
    full: Callable[[], Awaitable[bool]] | None = None,
    take: Callable[[bytes], bool] | None = None,
) -> None:
    """`most`: bytes that it may write into one file. `full`: asked from time to time whether it has written too many.
    `take` gets what git prints, and says whether it wants more.

    Raises FetchError.
    """
    process = await asyncio.create_subprocess_exec(
        *([] if most is None else [*_BOUNDED, str(-(-most // _UNIT))]),
        *call.argv,
        env=dict(call.environment),
        cwd="/",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        pass_fds=call.descriptors,
    )
    said = _Tail()
    enough = late = False
    try:
        async with asyncio.timeout(bounds.deadline.total_seconds()), asyncio.TaskGroup() as tasks:
            stop = tasks.create_task(_end_when(bounds.stopping, process))
            watch = tasks.create_task(_end_when_full(full, process))
            tasks.create_task(said.read(process.stderr))
            assert process.stdout is not None
            while block := await process.stdout.read(_BLOCK):
                if take is not None and not take(block):
                    enough = True
                    _kill(process)
                    break
            await process.wait()
            stop.cancel()
            watch.cancel()
    except TimeoutError:
        late = True
    finally:
        _kill(process)
        await process.communicate()
    if bounds.stopping.is_set():
        raise StoppedError
    if late:
        message = f"it took longer than {bounds.deadline.total_seconds() / 60:.0f} minutes"
        raise CostlyError(message)
    if process.returncode != 0 and not enough:
        reason = said.reason()
        raise LoginError if reason == _REFUSED else FetchError(reason)


async def _end_when(stopping: asyncio.Event, process: asyncio.subprocess.Process) -> None:
    await stopping.wait()
    _kill(process)


async def _end_when_full(full: Callable[[], Awaitable[bool]] | None, process: asyncio.subprocess.Process) -> None:
    while full is not None:
        await asyncio.sleep(_LOOK)
        if await full():
            _kill(process)
            return


def _kill(process: asyncio.subprocess.Process) -> None:
    """With all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


@dataclass(slots=True)
class _Tail:
    """The last of what git printed, however much that was."""

    text: bytearray = field(default_factory=bytearray)

    async def read(self, stream: asyncio.StreamReader | None) -> None:
        assert stream is not None
        while block := await stream.read(_BLOCK):
            self.text += block
            del self.text[:-_TAIL]

    def reason(self) -> str:
        lines = self.text.decode(errors="replace").splitlines()
        mine = "\n".join(line for line in lines if not line.lstrip().startswith("remote:"))
        return next((words for pattern, words in _SAID if re.search(pattern, mine)), "git could not fetch it")
