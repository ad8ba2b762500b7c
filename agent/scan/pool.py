"""The daemon's end of the scanner processes: a few of them, each with a deadline for each chunk.

    async with ScanPool(keys, workers=2, cache=folder) as pool:
        result = await pool.scan(chunk)

A process that dies, or does not answer in time, is killed with all that it started; its chunk gets a second try in a
fresh one, and is then answered with a debt, so that a scan is `partial` rather than stuck or silently clean. Processes
are spawned, never forked: a fork of a threaded process deadlocks.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import msgspec

from agent.complaint import Complaint
from agent.model import Chunk, Debt, GitPart
from agent.rules.rule import Rule
from agent.scan import wire
from agent.scan.wire import EMPTY, Limits, Result
from agent.seal import ScannerKeys

_ENVIRONMENT: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
_ATTEMPTS: Final = 2
_START_SECONDS: Final = 120.0  # imports, and compiling the patterns where no cache has them

_T = TypeVar("_T")


class ScannerLostError(Complaint):
    """A scanner process died, or was too slow and was killed."""


class _Worker:
    """One process, from its start to its end. `ready`: what it said of itself; None: nothing yet."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.ready: wire.Ready | None = None

    @classmethod
    async def start(cls, setup: wire.Setup) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "agent.scan.worker",
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_ENVIRONMENT, start_new_session=True,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.writelines(wire.pack(setup))
        return cls(process)

    async def begin(self) -> wire.Ready:
        """Wait until it is ready. Raises ScannerLostError."""
        if self.ready is None:
            self.ready = _decoded(await _exchange(self._process, None, _START_SECONDS), wire.Ready)
        return self.ready

    async def scan(self, job: wire.Job, deadline: float) -> Result:
        await self.begin()
        return _decoded(await _exchange(self._process, job, deadline), Result)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def stop(self) -> None:
        await _kill(self._process)


async def _exchange(process: Process, message: wire.Job | None, seconds: float) -> bytes:
    """Send, and receive the answer; None: an answer is due already. Raises ScannerLostError."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(seconds):
            if message is not None:
                process.stdin.writelines(wire.pack(message))
            await process.stdin.drain()
            size = wire.length(await process.stdout.readexactly(wire.HEADER))
            return await process.stdout.readexactly(size)
    except TimeoutError:
        reason = f"took longer than {seconds:g} s"
    except (OSError, EOFError, ValueError):
        reason = "died"
    message_text = f"the scanner {reason}"
    raise ScannerLostError(message_text)


def _decoded(raw: bytes, kind: type[_T]) -> _T:
    """What a scanner says is checked like any input: hostile bytes may have taken it over."""
    try:
        return msgspec.msgpack.decode(raw, type=kind)
    except msgspec.MsgspecError:
        pass
    message = "the scanner answered what it may not"
    raise ScannerLostError(message)


async def _kill(process: Process) -> None:
    """With what it started: git may hang where the scanner does not."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    # Closing its pipe ends the transport; a process that is killed is reaped within moments.
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()


class ScanPool:
    """`cache`: a folder for compiled patterns. `deadline`: seconds for one chunk. `refused`: as the Engine has it.

    `rules`: the operator's own, besides ours. `at_once`: all processes begin now, and nobody waits for them.
    """

    def __init__(
        self,
        keys: ScannerKeys,
        workers: int,
        cache: Path | None,
        *,
        limits: Limits | None = None,
        deadline: float = 120.0,
        refused: bool = False,
        rules: tuple[Rule, ...] = (),
        at_once: bool = False,
    ) -> None:
        self._at_once = at_once
        self._setup = wire.Setup(
            keys.fingerprint,
            keys.public,
            keys.key_id,
            limits or Limits(),
            str(cache.absolute()) if cache else None,
            refused=refused,
            rules=rules,
        )
        self._deadline = deadline
        self._size = workers
        self._free: asyncio.Queue[_Worker | None] = asyncio.Queue()
        self._running: set[_Worker] = set()
        self.offline: bool | None = None

    async def __aenter__(self) -> Self:
        if self._at_once:
            for _ in range(self._size):
                self._free.put_nowait(await self._start())
            return self
        # The first one alone, which tells what it could take from itself; the others when they are needed.
        first = await self._start()
        try:
            self.offline = (await first.begin()).offline
        except BaseException:
            await self._stop(first)
            raise
        self._free.put_nowait(first)
        for _ in range(self._size - 1):
            self._free.put_nowait(None)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in tuple(self._running):
            await self._stop(worker)

    @property
    def processes(self) -> list[int]:
        """The scanner processes that run now."""
        return [worker.pid for worker in self._running]

    async def _start(self) -> _Worker:
        worker = await _Worker.start(self._setup)
        self._running.add(worker)
        return worker

    async def _stop(self, worker: _Worker | None) -> None:
        if worker:
            self._running.discard(worker)
            await worker.stop()

    async def scan(self, chunk: Chunk) -> Result:
        """What is in a chunk; a chunk without a part is empty. Raises nothing but cancellation."""
        job = wire.job(chunk)
        if job is None:
            return EMPTY
        answer = await self._answer(job)
        return answer if isinstance(answer, Result) else Result((), _debts(job, f"{answer}, twice"), 0)

    async def sweep(self, git_dir: str, lines: Sequence[bytes], kind: str, *, prove: bool = False) -> Result:
        """Which of these objects of a repository (`oid size` each) hold something. Those that cannot be read may, and,
        to `prove`, those that are not what their name says.
        """
        answer = await self._answer(wire.sweep(git_dir, lines, kind, prove=prove))
        if isinstance(answer, Result):
            return answer
        return Result((), (), 0, held=tuple((line.partition(b" ")[0], b"") for line in lines))

    async def sweep_names(self, names: Sequence[bytes]) -> Result:
        """Which of these names hold something; all, where the scanner does not say."""
        answer = await self._answer(wire.sweep_names(names))
        return answer if isinstance(answer, Result) else Result((), (), 0, held=tuple((name, b"") for name in names))

    @property
    def width(self) -> int:
        """So many things are worth asking at once: some wait, so that no process does."""
        return self._size + 1

    @property
    def largest(self) -> int:
        """Blobs of more bytes are not read."""
        return self._setup.limits.blob

    async def _answer(self, job: wire.Job) -> Result | str:
        """Or why there is none."""
        worker = await self._free.get()
        reason = ""
        try:
            for _ in range(_ATTEMPTS):
                try:
                    worker = worker or await self._start()
                    return await worker.scan(job, self._deadline)
                except ScannerLostError as error:
                    reason = str(error)
                await self._stop(worker)
                worker = None
        except BaseException:
            # Cancelled between question and answer: the next question would get this answer.
            await self._stop(worker)
            worker = None
            raise
        finally:
            self._free.put_nowait(worker)
        return reason


def _debts(job: wire.Job, reason: str) -> tuple[Debt, ...]:
    if job.file or job.files:
        files = (job.file,) if job.file else job.files
        return tuple(Debt(job.source, file.label, reason, lasting=True) for file in files)
    if job.texts:
        return tuple(Debt(job.source, text.named, reason, lasting=True) for text in job.texts)
    git = job.git or GitPart("", ())
    named = [f"{each.path}@{each.commit or each.oid}" for each in (*git.blobs, *git.messages)]
    named += [name.named for name in git.names]
    return tuple(Debt(job.source, path, reason, lasting=True) for path in dict.fromkeys(named))
