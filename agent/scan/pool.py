"""The daemon's end of the scanner processes: a few of them, each with a deadline for each chunk.

    async with ScanPool(keys, workers=2, cache=folder) as pool:
        result = await pool.scan(chunk)

A process that dies, or does not answer in time, is killed with all that it started; its chunk gets a second try in a
fresh one, then its parts are tried each by itself (apart.py), and what does it again is answered with a debt, so that a
scan is `partial` rather than stuck or silently clean. Scanners are copies of a process of their own (zygote.py), never
of ours: a fork of a threaded process deadlocks.

Over 300 lines: whose process it is, whose turn, and what is done when it dies are one protocol.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self, TypeVar

import msgspec

from agent.complaint import Complaint
from agent.found import Chunk
from agent.rules.rule import Rule
from agent.scan import apart, wire
from agent.scan.begin import FORK, KILL, NUMBER, Begun, begin
from agent.scan.turns import Turns
from agent.scan.wire import EMPTY, Limits, Result
from agent.seal import ScannerKeys

_ATTEMPTS: Final = 2
_START_SECONDS: Final = 120.0  # imports, and compiling the patterns where no cache has them

_END_SECONDS: Final = 10.0
_PATIENCE: Final = 4  # deadlines that the parts of one chunk may waste

_T = TypeVar("_T")


class ScannerLostError(Complaint):
    """A scanner process died, or was too slow and was killed."""


class _Lost(NamedTuple):
    """Why there is no answer. `asked`: a scanner was there, and the question was too much for it."""

    reason: str
    asked: bool


class _Zygote:
    """The process that scanners are copies of."""

    def __init__(self, begun: Begun) -> None:
        self._begun = begun
        self._talk = asyncio.Lock()

    @classmethod
    async def begin(cls, setup: wire.Setup) -> _Zygote:
        """Raises OSError."""
        begun = begin()
        begun.control.setblocking(False)  # noqa: FBT003 - its own parameter
        with _closing(begun.control):
            await asyncio.get_running_loop().sock_sendall(begun.control, b"".join(wire.pack(setup)))
        return cls(begun)

    async def fork(self) -> _Worker:
        """Raises OSError."""
        ours, theirs = socket.socketpair()
        with _closing(ours), theirs:
            async with self._talk:
                socket.send_fds(self._begun.control, [FORK], [theirs.fileno()])
            return _Worker(self, *await asyncio.open_unix_connection(sock=ours))

    async def kill(self, worker: int) -> None:
        """And wait for its end. Raises OSError, or TimeoutError where that does not come."""
        async with self._talk, asyncio.timeout(_END_SECONDS):
            loop = asyncio.get_running_loop()
            await loop.sock_sendall(self._begun.control, KILL + worker.to_bytes(NUMBER))
            if not await loop.sock_recv(self._begun.control, len(KILL)):
                raise ConnectionResetError

    def end(self) -> None:
        """Its copies end with it."""
        self._begun.control.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._begun.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._begun.pid, 0)


class _Worker:
    """One process, from its start to its end.

    ready: what it said of itself; None: nothing yet. `swept`: the repository that it swept last.
    """

    def __init__(self, zygote: _Zygote, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.zygote, self._reader, self._writer = zygote, reader, writer
        self.ready: wire.Ready | None = None
        self.swept = ""

    async def begin(self) -> wire.Ready:
        """Wait until it is ready. Raises ScannerLostError."""
        if self.ready is None:
            self.ready = _decoded(await self._exchange(None, _START_SECONDS), wire.Ready)
        return self.ready

    async def scan(self, job: wire.Job, deadline: float) -> Result:
        await self.begin()
        return _decoded(await self._exchange(job, deadline), Result)

    async def _exchange(self, message: wire.Job | None, seconds: float) -> bytes:
        """Send, and receive the answer; None: an answer is due already. Raises ScannerLostError."""
        try:
            async with asyncio.timeout(seconds):
                if message is not None:
                    self._writer.writelines(wire.pack(message))
                await self._writer.drain()
                size = wire.length(await self._reader.readexactly(wire.HEADER))
                return await self._reader.readexactly(size)
        except TimeoutError:
            reason = f"took longer than {seconds:g} s"
        except (OSError, EOFError, ValueError):
            reason = "died"
        message_text = f"the scanner {reason}"
        raise ScannerLostError(message_text)

    async def stop(self) -> None:
        """With all that it started. One that is not ready yet ends where its channel does. Raises as Zygote.kill."""
        self._writer.close()
        if self.ready is not None:
            await self.zygote.kill(self.ready.pid)


@contextlib.contextmanager
def _closing(sock: socket.socket) -> Iterator[None]:
    """Where something goes wrong, or is cancelled: nobody else has it yet."""
    try:
        yield
    except BaseException:
        sock.close()
        raise


def _decoded(raw: bytes, kind: type[_T]) -> _T:
    """What a scanner says is checked like any input: hostile bytes may have taken it over."""
    try:
        return msgspec.msgpack.decode(raw, type=kind)
    except msgspec.MsgspecError:
        pass
    message = "the scanner answered what it may not"
    raise ScannerLostError(message)


class ScanPool:
    """`cache`: a folder for compiled patterns. `deadline`: seconds for one chunk. `refused`, `misplaced`: as the
    Engine has them.

    `rules`: the operator's own, besides ours. `at_once`: nobody waits for the first process. `lasting`: for longer than
    a command takes, so that what is installed may be another version by the time that a scanner needs it.
    """

    def __init__(  # noqa: PLR0913 - each is its owner's to say
        self,
        keys: ScannerKeys,
        workers: int,
        cache: Path | None,
        *,
        limits: Limits | None = None,
        deadline: float = 120.0,
        refused: bool = False,
        misplaced: bool = False,
        rules: tuple[Rule, ...] = (),
        at_once: bool = False,
        lasting: bool = False,
        sealing: bool = True,
    ) -> None:
        self._at_once = at_once
        self._setup = wire.Setup(
            keys.fingerprint,
            keys.public,
            keys.key_id,
            limits or Limits(),
            str(cache.absolute()) if cache else None,
            refused=refused,
            misplaced=misplaced,
            rules=rules,
            lasting=lasting,
            sealing=sealing,
        )
        self._deadline = deadline
        self._size = workers
        self._free: Turns[_Worker | None] = Turns()
        self._running: set[_Worker] = set()
        self._zygote: _Zygote | None = None
        self._beginning = asyncio.Lock()
        self.offline: bool | None = None

    async def __aenter__(self) -> Self:
        try:
            first = await self._start()
            if not self._at_once:
                await self.begun()
            # The others begin when they are needed.
            for worker in (*([None] * (self._size - 1)), first):
                self._free.put(worker)
        except BaseException:  # cancelled, too: what was not entered is not left
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def begun(self) -> None:
        """Wait until those that were started are ready, and tell what they could take from themselves.

        Raises ScannerLostError.
        """
        for worker in tuple(self._running):
            self.offline = (await worker.begin()).offline

    async def _end(self) -> None:
        for worker in tuple(self._running):
            await self._stop(worker)
        self._drop(self._zygote)

    @property
    def processes(self) -> list[int]:
        """The scanner processes that run now."""
        return [worker.ready.pid for worker in self._running if worker.ready]

    @property
    def unkept(self) -> str:
        """What to say of compiled patterns that could not be kept, or "". Known once a scanner is ready."""
        why = next((worker.ready.unkept for worker in self._running if worker.ready), "")
        return why and (
            f"patterns are compiled each time, which takes seconds: {self._setup.cache} cannot keep them ({why}): "
            "let this user write there, or let XDG_CACHE_HOME (else HOME) name another place"
        )

    async def _start(self) -> _Worker:
        """Raises ScannerLostError."""
        try:
            worker = await self._forked()
        except OSError:
            # Their process has died since; another one may do better.
            try:
                worker = await self._forked()
            except OSError as error:
                fewer = ": fewer of them may do (--workers, scan_workers in stanch.toml)" if self._size > 1 else ""
                message = f"no scanner can be started: {error.strerror}{fewer}"
                raise ScannerLostError(message) from error
        self._running.add(worker)
        return worker

    async def _forked(self) -> _Worker:
        """Raises OSError."""
        zygote = self._zygote
        try:
            async with self._beginning:
                zygote = self._zygote = self._zygote or await _Zygote.begin(self._setup)
            return await zygote.fork()
        except OSError:
            self._drop(zygote)
            raise

    def _drop(self, zygote: _Zygote | None) -> None:
        """With all that are copies of it; the next one begins anew, unless another scanner's end has seen to that."""
        if zygote and zygote is self._zygote:
            zygote.end()
            self._zygote = None

    async def _stop(self, worker: _Worker | None) -> None:
        if worker:
            self._running.discard(worker)
            try:
                await worker.stop()
            except (OSError, TimeoutError):
                self._drop(worker.zygote)

    async def scan(self, chunk: Chunk) -> Result:
        """What is in a chunk; a chunk without a part is empty. Raises nothing but cancellation."""
        job = wire.job(chunk)
        if job is None:
            return EMPTY
        answer = await self._answer(job)
        return answer if isinstance(answer, Result) else await self._apart(job, answer)

    async def _apart(self, job: wire.Job, lost: _Lost) -> Result:
        """Part by part, so that one which ends a scanner does not hide what is in the others. When too much time has
        gone with such ones, the rest is owed.
        """
        clock, left = asyncio.get_running_loop().time, _PATIENCE * self._deadline
        results: list[Result] = []
        waiting = [(job, lost)]
        while waiting:
            part, why = waiting.pop()
            if part is not job and why.asked and left >= 0:
                began = clock()
                answer = await self._answer(part)
                if isinstance(answer, Result):
                    results.append(answer)
                    continue
                left -= clock() - began
                why = answer
            if smaller := apart.smaller(part) if why.asked and left >= 0 else []:
                waiting += [(each, why) for each in reversed(smaller)]
            else:
                results.append(Result((), apart.debts(part, f"{why.reason}, twice"), 0))
        return wire.together(results)

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
        """How many requests are worth having under way: one more than there are processes, so that none waits."""
        return self._size + 1

    @property
    def largest(self) -> int:
        """Blobs of more bytes are not read."""
        return self._setup.limits.blob

    async def _answer(self, job: wire.Job) -> Result | _Lost:
        """Or why there is none."""
        about = os.fsdecode(job.path) if job.sweep else ""
        worker = await self._free.get(about)
        lost = _Lost("", asked=False)
        try:
            for _ in range(_ATTEMPTS):
                try:
                    worker = worker or await self._start()
                    return await worker.scan(job, self._deadline)
                except ScannerLostError as error:
                    lost = _Lost(str(error), asked=worker is not None and worker.ready is not None)
                await self._stop(worker)
                worker = None
        except BaseException:
            # Cancelled between question and answer: the next question would get this answer.
            await self._stop(worker)
            worker = None
            raise
        finally:
            if worker and about:
                worker.swept = about
            self._free.put(worker, about, worker.swept if worker else "")
        return lost
