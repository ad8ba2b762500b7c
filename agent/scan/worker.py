"""A scanner process: a copy of zygote.py's, spoken to over a socket (wire.py).

It reads hostile bytes, so it holds as little as possible: no credentials, no network, no private key, a clean
environment, limits on memory and time. It reads files for itself and trusts no name: no symbolic links, no devices, and
only the very file (device and inode) that the source had seen. It never maps a file, since one that is truncated
meanwhile would be a SIGBUS. What it does with the parts of a job is in jobs/.

Whatever goes wrong with one file or object is a debt. Whatever goes wrong with the process ends it, and pool.py sees
to the rest.
"""

from __future__ import annotations

import os
import select
import socket
from typing import BinaryIO, Final

import msgspec

from agent.scan import sandbox, wire
from agent.scan.called import called
from agent.scan.engine import Engine
from agent.scan.jobs.account import Account
from agent.scan.jobs.files import Files
from agent.scan.jobs.handed import Handed
from agent.scan.jobs.sweeps import Sweeps
from agent.scan.jobs.versions import Versions

GARBAGE: Final = 50_000  # objects; little of what is made here refers to itself
_IDLE: Final = 1.0  # seconds; then whoever swept a repository is done with it


class Scanner:
    """Answers jobs, one after the other."""

    def __init__(self, setup: wire.Setup, engine: Engine) -> None:
        self._engine, self._account = engine, Account(setup)
        self._files, self._versions = Files(engine, self._account), Versions(engine, self._account)
        self._sweeps, self._handed = Sweeps(engine, self._account), Handed(engine, self._account)

    def rest(self) -> None:
        """Nothing is asked at the moment: hold no repository open."""
        self._sweeps.rest()

    def answer(self, job: wire.Job) -> wire.Result:
        account = self._account
        account.begin()
        if job.sweep:
            held = self._sweeps.sweep(job)
            return wire.Result((), (), account.bytes, held=tuple(held.items()), pointers=account.pointers)
        if job.names:
            held = {job.names[at]: b"" for at, _ in called(self._engine, job.names)}
            return wire.Result((), (), 0, held=tuple(held.items()))
        if job.files:
            self._files.small(job)
        if job.file:
            self._files.one(job, job.file, job.path)
        if job.git:
            self._sweeps.rest(os.fsdecode(job.path))
            self._versions.look(job, job.git, os.fsdecode(job.path))
            self._handed.names(job, job.git.names)
        if job.called:
            self._handed.paths(job, job.called)
        self._handed.names(job, [text for text in job.texts if text.is_name])
        for text in (text for text in job.texts if not text.is_name):
            self._handed.text(job, text)
        findings, debts = tuple(account.findings), tuple(account.debts)
        return wire.Result(findings, debts, account.bytes, account.again, pointers=account.pointers)


def _receive(pipe: BinaryIO) -> bytes | None:
    header = pipe.read(wire.HEADER)
    return pipe.read(wire.length(header)) if len(header) == wire.HEADER else None


def _next(pipe: BinaryIO, scanner: Scanner) -> bytes | None:
    if not select.select([pipe], [], [], _IDLE)[0]:
        scanner.rest()
    return _receive(pipe)


def serve(channel: socket.socket, setup: wire.Setup, engine: Engine) -> None:
    """Until the other end is closed."""
    scanner = Scanner(setup, engine)
    with channel.makefile("rb") as incoming:
        ready = wire.Ready(os.getpid(), sandbox.enter(setup.limits), engine.prefilter.unkept)
        channel.sendall(b"".join(wire.pack(ready)))
        while (raw := _next(incoming, scanner)) is not None:
            sandbox.allow_time(setup.limits.cpu_seconds)
            channel.sendall(b"".join(wire.pack(scanner.answer(msgspec.msgpack.decode(raw, type=wire.Job)))))
