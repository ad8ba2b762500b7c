"""Run git, and stream what it prints or have it written down. Always the recipe of agent/git.py, always a deadline.

`patience` bounds each wait for git, not the whole run: a slow reader of ours must not count against it. What git writes
to standard error is thrown away: it quotes the repository. Input comes from a file without a name rather than a
pipe, as git answers while it reads and both sides would wait for each other. `environment`: GIT_READ, with what the
caller vouches for (an index, a folder of objects).
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import tempfile
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing, suppress
from datetime import timedelta
from types import TracebackType
from typing import IO, Self

from agent.git import GIT_READ, git_command

_BLOCK = 1 << 16
_LARGE_BLOCK = 1 << 20


class GitError(Exception):
    """git ended early, or said nothing for too long: damaged, missing or forbidden objects. The text is ours."""


async def stream(
    git_dir: str,
    *args: str,
    feed: Iterable[str] = (),
    patience: timedelta,
    environment: Mapping[str, str] = GIT_READ,
) -> AsyncGenerator[bytes]:
    """Blocks of git's output. Raises GitError after all that could be had."""
    process = await _start(git_dir, *args, feed=feed, out=asyncio.subprocess.PIPE, environment=environment)
    reason = ""
    try:
        while block := await _read(process, patience):
            yield block
    except TimeoutError:
        reason = f"git said nothing for {patience.total_seconds():.0f} s"
    finally:
        reason = await ended(process, "git", reason)
    if reason:
        raise GitError(reason)


async def ended(process: asyncio.subprocess.Process, program: str, reason: str) -> str:
    """Waits for the process, and kills its group if not all of its output was read. Why that is not all, or ""."""
    if reason or process.stdout is None or not process.stdout.at_eof():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.communicate()
    if not reason and process.returncode != 0:
        return f"{program} ended early (status {process.returncode})"
    return reason


async def _start(
    git_dir: str, *args: str, feed: Iterable[str], out: int | IO[bytes], environment: Mapping[str, str] = GIT_READ
) -> asyncio.subprocess.Process:
    with tempfile.TemporaryFile() as lines:
        lines.write("".join(f"{line}\n" for line in feed).encode())
        lines.seek(0)
        return await asyncio.create_subprocess_exec(
            *git_command(git_dir, *args),
            env=dict(environment),
            cwd="/",
            stdin=lines,
            stdout=out,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )


class Written:
    """What git prints, in a file without a name, so that nobody has to read along. `most`: bytes; then git is ended."""

    def __init__(self, git_dir: str, *args: str, feed: Iterable[str] = (), patience: timedelta, most: int) -> None:
        self._command, self._feed, self._patience, self._most = (git_dir, *args), tuple(feed), patience, most
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __aexit__
        self._process = await _start(*self._command, feed=self._feed, out=self._file)
        with suppress(ProcessLookupError):
            resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (self._most, self._most))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        self._file.close()

    async def is_whole(self) -> bool:
        """Whether all of it is there, once git has ended. Who needs none of it yet has no patience to lose."""
        assert self._process is not None
        return await self._process.wait() == 0

    async def blocks(self) -> AsyncGenerator[bytes]:
        """All of it, once git has ended. Raises GitError after all that could be had."""
        await self._ended()
        assert self._process is not None
        if self._process.returncode == -signal.SIGXFSZ:
            async with aclosing(stream(*self._command, feed=self._feed, patience=self._patience)) as blocks:
                async for block in blocks:
                    yield block
            return
        self._file.seek(0)
        while block := self._file.read(_LARGE_BLOCK):
            yield block
        if self._process.returncode != 0:
            message = f"git ended early (status {self._process.returncode})"
            raise GitError(message)

    async def _ended(self) -> None:
        assert self._process is not None
        size = -1
        while (now := os.fstat(self._file.fileno()).st_size) != size:
            size = now
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience.total_seconds()):
                    await self._process.wait()
                    return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # so that nobody waits for it once more
        message = f"git said nothing for {self._patience.total_seconds():.0f} s"
        raise GitError(message)


async def _read(process: asyncio.subprocess.Process, patience: timedelta) -> bytes:
    assert process.stdout is not None
    async with asyncio.timeout(patience.total_seconds()):
        return await process.stdout.read(_BLOCK)


async def fields(
    git_dir: str,
    *args: str,
    feed: Iterable[str] = (),
    patience: timedelta,
    end: bytes = b"\n",
    environment: Mapping[str, str] = GIT_READ,
) -> AsyncGenerator[bytes]:
    """What git prints, cut at each `end` (a newline, or NUL with -z)."""
    rest: list[bytes] = []  # joined once: a field may have many blocks
    async with aclosing(stream(git_dir, *args, feed=feed, patience=patience, environment=environment)) as blocks:
        async for block in blocks:
            first, *more = block.split(end)
            rest.append(first)
            if more:
                yield b"".join(rest)
                for field in more[:-1]:
                    yield field
                rest = more[-1:]
    if last := b"".join(rest):
        yield last
