"""Run git and stream what it prints. Always the recipe of agent/git.py, always with a deadline.

`patience` bounds each wait for git, not the whole run: a slow reader of ours must not count against it. What git writes
to standard error is thrown away: it quotes the repository. Input comes from a file without a name rather than a
pipe, as git answers while it reads and both sides would wait for each other.
"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing, suppress
from datetime import timedelta

from agent.git import GIT_ENV, git_command

_BLOCK = 1 << 16


class GitError(Exception):
    """git ended early, or said nothing for too long: damaged, missing or forbidden objects. The text is ours."""


async def stream(git_dir: str, *args: str, feed: Iterable[str] = (), patience: timedelta) -> AsyncGenerator[bytes]:
    """Blocks of git's output. Raises GitError after all that could be had."""
    with tempfile.TemporaryFile() as lines:
        lines.write("".join(f"{line}\n" for line in feed).encode())
        lines.seek(0)
        process = await asyncio.create_subprocess_exec(
            *git_command(git_dir, *args),
            env=dict(GIT_ENV),
            cwd="/",
            stdin=lines,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    reason = ""
    try:
        while block := await _read(process, patience):
            yield block
    except TimeoutError:
        reason = f"git said nothing for {patience.total_seconds():.0f} s"
    finally:
        if reason or process.stdout is None or not process.stdout.at_eof():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()
    if not reason and process.returncode != 0:
        reason = f"git ended early (status {process.returncode})"
    if reason:
        raise GitError(reason)


async def _read(process: asyncio.subprocess.Process, patience: timedelta) -> bytes:
    assert process.stdout is not None
    async with asyncio.timeout(patience.total_seconds()):
        return await process.stdout.read(_BLOCK)


async def fields(
    git_dir: str, *args: str, feed: Iterable[str] = (), patience: timedelta, end: bytes = b"\n"
) -> AsyncGenerator[bytes]:
    """What git prints, cut at each `end` (a newline, or NUL with -z)."""
    rest = b""
    async with aclosing(stream(git_dir, *args, feed=feed, patience=patience)) as blocks:
        async for block in blocks:
            *whole, rest = (rest + block).split(end)
            for field in whole:
                yield field
    if rest:
        yield rest
