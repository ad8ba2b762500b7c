"""What forked.py forks processes from: it has imported everything, and has one thread, so that none can deadlock.

    python -m tests.sims.forked_server LISTENER LAUNCHER [bare]

It ends when its standard input does. A process whose asker is gone is killed.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import marshal
import os
import runpy
import select
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

NUMBER: Final = struct.Struct("i")  # of a process, and how it ended
_ROOT: Final = Path(__file__).parent.parent.parent
_MOST: Final = 1 << 18  # bytes of a request
# What agent/ imports of the layers below it, and of others.
_BELOW: Final = (
    *("detectors.registry", "revokers.registry"),
    *("aiohttp", "asyncpg", "botocore.auth", "click", "cryptography.hazmat.primitives.asymmetric.ed25519"),
    *("hyperscan", "msgspec", "nacl.public", "prometheus_client", "rich.console", "rich.progress", "rich.table"),
    *("sqlite_utils", "structlog", "tenacity", "watchdog.observers", "yaml"),
)


class _Child(NamedTuple):
    pid: int
    handle: int
    line: socket.socket
    session: bool


class _Request(NamedTuple):
    words: list[str]
    environment: dict[str, str]
    folder: str | None
    session: bool


def _import(*, bare: bool) -> None:
    for name in _BELOW:
        importlib.import_module(name)
    if bare:
        return
    for path in sorted((_ROOT / "agent").rglob("*.py")):
        name = ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith("agent.demo") and name != "agent.__main__":
            importlib.import_module(name)


def _serve(listener: socket.socket) -> _Request:
    """Returns in each process that is forked, and in no other."""
    poll, children = select.poll(), dict[int, _Child]()
    for end in (0, listener.fileno()):
        poll.register(end, select.POLLIN)
    while True:
        for number, _ in poll.poll():
            if number == 0:
                os._exit(0)
            elif number in children:
                _over(poll, children, number)
            elif number == listener.fileno():
                request = _fork(listener, poll, children)
                if request is not None:
                    return request


def _fork(listener: socket.socket, poll: select.poll, children: dict[int, _Child]) -> _Request | None:
    """The request, in the process that was forked for it, with its streams and nothing else of the server's."""
    line, _ = listener.accept()
    raw, streams, _, _ = socket.recv_fds(line, _MOST, 3)
    if not raw:  # a launcher that was killed before it could ask
        line.close()
        return None
    request = _Request(*marshal.loads(raw))  # noqa: S302 - from ourselves
    pid = os.fork()
    if pid == 0:
        for stream, place in zip(streams, range(3), strict=True):
            os.dup2(stream, place)
        for open_ in (listener, line, *(child.line for child in children.values())):
            open_.close()
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        return request
    for stream in streams:
        os.close(stream)
    child = _Child(pid, os.pidfd_open(pid), line, request.session)
    with suppress(OSError):
        socket.send_fds(line, [NUMBER.pack(pid)], [child.handle])
    for end in (child.handle, line.fileno()):
        children[end] = child
        poll.register(end, select.POLLIN)
    return None


def _over(poll: select.poll, children: dict[int, _Child], number: int) -> None:
    """A process has ended; or whoever asked for it is gone, and it must."""
    child = children[number]
    if number != child.handle:
        os.kill(child.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            if child.session:
                os.killpg(child.pid, signal.SIGKILL)
    _, status = os.waitpid(child.pid, 0)
    for end in (child.handle, child.line.fileno()):
        poll.unregister(end)
        del children[end]
    with child.line, suppress(OSError):
        child.line.send(NUMBER.pack(os.waitstatus_to_exitcode(status)))
    os.close(child.handle)


def _become(request: _Request, launcher: str) -> str:
    """What an interpreter does before it runs a module; the module's name."""
    if request.session:
        os.setsid()
    sys.path.pop(0)  # our own folder
    if request.folder is not None:
        os.chdir(request.folder)
        sys.path.insert(0, request.folder)
    os.environ.clear()
    os.environ.update(request.environment)
    time.tzset()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        old = getattr(sys, name)
        stream = open(number, mode, 1 if number == 2 else -1, encoding=old.encoding, errors=old.errors, closefd=False)  # noqa: SIM115 - until the end
        setattr(sys, name, stream)
    sys.executable = launcher
    if (points := sys.modules.get("agent.crashpoints")) is not None:
        importlib.reload(points)  # it reads the environment when it is imported
    sys.argv[:] = request.words[1:]
    sys.modules.pop(sys.argv[0], None)  # it runs as __main__
    return sys.argv[0]


def _leave(before: dict[str, ModuleType]) -> None:
    """At the end of a process, when all else was said: to take apart what was there before costs more than the rest."""
    for name in before.keys() - {"__main__", "builtins", "sys"}:
        sys.modules.pop(name, None)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(before))


def _main() -> str:
    """As the server until it ends; as a process that it forked, the module to run."""
    _, number, launcher, *bare = sys.argv
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the tests stops us by leaving
    _import(bare=bool(bare))
    gc.collect()
    gc.freeze()
    atexit.register(_leave, dict(sys.modules))
    return _become(_serve(socket.socket(fileno=int(number))), launcher)


if __name__ == "__main__":
    runpy.run_module(_main(), run_name="__main__", alter_sys=True)
