"""Programs that are not ours, run as anybody would run them: psql, bao, git. And what each says about a credential."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from agent.complaint import Complaint

_PATIENCE: Final = 30.0


class DemoError(Complaint):
    """The demo cannot go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a program came to."""

    code: int
    out: str
    err: str


async def run(
    command: Sequence[str | Path], environment: Mapping[str, str], *, given: str = "", cwd: Path | None = None
) -> Done:
    """A program to its end, with `given` on its standard input and nothing in its environment but what is named."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=cwd,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **environment},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            out, err = await process.communicate(given.encode())
    finally:
        await end(process)
    return Done(process.returncode or 0, out.decode(errors="replace"), err.decode(errors="replace"))


async def end(process: Process) -> None:
    """By force, if it still runs, and reaped."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            # Process.kill() would reap it behind asyncio's back, which then makes up an exit code.
            os.kill(process.pid, signal.SIGKILL)
    await process.wait()


async def must(
    command: Sequence[str | Path], environment: Mapping[str, str], *, given: str = "", cwd: Path | None = None
) -> str:
    """The output of a program that must succeed. What it was given is never in the message."""
    done = await run(command, environment, given=given, cwd=cwd)
    if done.code:
        message = f"{Path(str(command[0])).name} {command[1]} failed: {_last_line(done.err)}"
        raise DemoError(message)
    return done.out.strip()


class Answer(Enum):
    """What the provider's own tool said."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCLEAR = "no answer"


@dataclass(frozen=True, slots=True)
class Trial:
    """A credential tried with a tool that is not ours. `words`: the server's, on one line."""

    tool: str
    answer: Answer
    words: str = ""


def trial(tool: str, done: Done, refusals: Sequence[str]) -> Trial:
    """Refused only by one of the server's own sentences: a server that is away refuses nothing."""
    if done.code == 0:
        return Trial(tool, Answer.ACCEPTED)
    refused = any(sentence in done.err for sentence in refusals)
    return Trial(tool, Answer.REFUSED if refused else Answer.UNCLEAR, _last_line(done.err))


def _last_line(text: str) -> str:
    lines = [line.strip(" *\t") for line in text.splitlines() if line.strip()]
    if not lines:
        return "it said nothing"
    before, fatal, words = lines[-1].partition("FATAL:")
    return (fatal + words if fatal else before)[:200]
