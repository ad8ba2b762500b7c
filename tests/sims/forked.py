"""`python -m agent`, forked from a process that has imported everything already: it costs a tenth of a fresh one.

    started(words, env, cwd, streams)    a process of its own, as subprocess.Popen has it
    done(words, env, cwd, ...)           its answer, as subprocess.run has it

        a test   --words, environment, folder; three descriptors-->   the server, one thread   --fork-->   __main__
                 <--its number, a handle; then how it ended--------

What it is given, says and ends with goes through its own streams, and it ends as any interpreter does. A scanner that
it starts is forked as well, behind a launcher that stands for it. Three things are the server's: the command line and
the environment that /proc shows, and the order of sets. Tests of those start a fresh interpreter, as some others do, so
that a real start is tried as well.

`bare`: nothing of agent/ was imported before, so that each command shows whether it imports what it uses.
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
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

_ROOT: Final = Path(__file__).parent.parent.parent
_LOCALE: Final = {"LC_ALL": "C.UTF-8"}
_NAME: Final = "python -m"
_NUMBER: Final = struct.Struct("i")
_MOST: Final = 1 << 18  # bytes of a request
_PIPE: Final = 1 << 16  # bytes that a pipe takes without a reader
# What agent/ imports of the layers below it, and of others.
_BELOW: Final = (
    *("detectors.registry", "revokers.registry"),
    *("aiohttp", "asyncpg", "botocore.auth", "click", "cryptography.hazmat.primitives.asymmetric.ed25519"),
    *("hyperscan", "msgspec", "nacl.public", "prometheus_client", "rich.console", "rich.progress", "rich.table"),
    *("sqlite_utils", "structlog", "tenacity", "watchdog.observers", "yaml"),
)
_LAUNCHER: Final = """#!{python} -IS
import _socket, marshal, os, sys

if sys.argv[1:2] != ["-P"]:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
line.connect({address!r})
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
request = marshal.dumps((sys.argv[2:], dict(os.environ), None, True))
line.sendmsg([request], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
line.recv(4)
os._exit(int.from_bytes(line.recv(4) or b"\\1\\0\\0\\0", sys.byteorder, signed=True) & 255)
"""


class Forked:
    """One process: of what subprocess.Popen has, what tests ask for."""

    def __init__(self, line: socket.socket, pid: int, handle: int) -> None:
        self._line, self._handle = line, handle
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._line], [], [], 0)[0]:
            self._ended()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(_NAME, timeout or 0)
            self._ended()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """To nobody, where it has ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self) -> None:
        (self.returncode,) = _NUMBER.unpack(self._line.recv(_NUMBER.size))
        self._line.close()
        os.close(self._handle)


def started(
    words: Sequence[str],
    env: Mapping[str, str],
    cwd: Path,
    into: int | None,
    out: int,
    error: int,
    *,
    session: bool = False,
    bare: bool = False,
) -> Forked:
    """`words`: after `python -m`. `into`, `out`, `error`: its streams; nothing, where `into` is None.

    `session`: one of its own.
    """
    read_at_start = {name: value for name, value in env.items() if name.startswith(("PYTHON", "LC_", "LANG"))}
    assert read_at_start == _LOCALE, "a fresh interpreter is needed for these"
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.connect(_server(bare=bare))
    nothing = os.open(os.devnull, os.O_RDONLY)
    streams = (nothing if into is None else into, out, error)
    socket.send_fds(line, [marshal.dumps((["-m", *words], dict(env), str(cwd), session))], streams)
    os.close(nothing)
    number, [handle], _, _ = socket.recv_fds(line, _NUMBER.size, 1)
    return Forked(line, _NUMBER.unpack(number)[0], handle)


def done(
    words: Sequence[str],
    env: Mapping[str, str],
    cwd: Path,
    *,
    given: str | int | None = None,
    out: int | None = None,
    timeout: float = 60,
    bare: bool = False,
) -> subprocess.CompletedProcess[str]:
    """`given`: what comes out of the pipe on its standard input, or something else to read from; None: nothing.

    `out`: instead of a pipe.
    """
    (out_read, out_write), (error_read, error_write) = os.pipe(), os.pipe()
    into = _pipe(given) if isinstance(given, str) else given
    process = started(words, env, cwd, into, out_write if out is None else out, error_write, bare=bare)
    for number in (out_write, error_write, *([into] if into is not None and into != given else [])):
        os.close(number)
    try:
        texts = _read(process, (out_read, error_read), timeout)
    finally:
        process.kill()
        code = process.wait()
        for number in (out_read, error_read):
            os.close(number)
    return subprocess.CompletedProcess(list(words), code, *texts)


def _pipe(text: str) -> int:
    read, write = os.pipe()
    assert len(text.encode()) <= _PIPE, "nobody reads it meanwhile"
    os.write(write, text.encode())
    os.close(write)
    return read


def _read(process: Forked, pipes: Sequence[int], timeout: float) -> list[str]:
    """To their ends, and its own."""
    texts = {number: bytearray() for number in pipes}
    until = time.monotonic() + timeout
    with selectors.DefaultSelector() as open_:
        for number in pipes:
            open_.register(number, selectors.EVENT_READ)
        while open_.get_map():
            ready = open_.select(until - time.monotonic())
            if not ready:
                raise subprocess.TimeoutExpired(_NAME, timeout)
            for key, _ in ready:
                block = os.read(key.fd, _PIPE)
                texts[key.fd] += block
                if not block:
                    open_.unregister(key.fd)
    process.wait(max(until - time.monotonic(), 0))
    return [text.decode().replace("\r\n", "\n").replace("\r", "\n") for text in texts.values()]


_one: Final = threading.Lock()


def _server(*, bare: bool) -> bytes:
    with _one:
        return _served(bare=bare)


@cache
def _served(*, bare: bool) -> bytes:
    """The address of a server that runs until this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="stanch-forked-")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind("")  # the kernel chooses
        listener.listen(100)
        address: bytes = listener.getsockname()
        launcher = Path(folder.name) / "python"
        launcher.write_text(_LAUNCHER.format(python=sys.executable, address=address))
        launcher.chmod(0o700)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.sims.forked", str(listener.fileno()), str(launcher), *["bare"] * bare],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=(listener.fileno(),),
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **_LOCALE},
            cwd=_ROOT,
        )

    def end() -> None:
        assert server.stdin is not None
        server.stdin.close()
        server.wait()
        folder.cleanup()

    atexit.register(end)
    return address


# --- the server ------------------------------------------------------------------------------------


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
        socket.send_fds(line, [_NUMBER.pack(pid)], [child.handle])
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
        child.line.send(_NUMBER.pack(os.waitstatus_to_exitcode(status)))
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
