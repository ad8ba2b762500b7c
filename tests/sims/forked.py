"""`python -m agent`, forked from a process that has imported everything already: it costs a tenth of a fresh one.

    started(words, env, cwd, streams)    a process of its own, as subprocess.Popen has it
    done(words, env, cwd, ...)           its answer, as subprocess.run has it

        a test   --words, environment, folder; three descriptors-->   forked_server.py   --fork-->   __main__
                 <--its number, a handle; then how it ended--------

What it is given, says and ends with goes through its own streams, and it ends as any interpreter does. A scanner that
it starts is forked as well, behind a launcher that stands for it. Three things are the server's: the command line and
the environment that /proc shows, and the order of sets. Tests of those start a fresh interpreter, as some others do, so
that a real start is tried as well.

`bare`: nothing of agent/ was imported before, so that each command shows whether it imports what it uses.
"""

from __future__ import annotations

import atexit
import marshal
import os
import select
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from tests.sims.forked_server import NUMBER

_ROOT: Final = Path(__file__).parent.parent.parent
_LOCALE: Final = {"LC_ALL": "C.UTF-8"}
_NAME: Final = "python -m"
_PIPE: Final = 1 << 16  # bytes that a pipe takes without a reader
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
        (self.returncode,) = NUMBER.unpack(self._line.recv(NUMBER.size))
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
    number, [handle], _, _ = socket.recv_fds(line, NUMBER.size, 1)
    return Forked(line, NUMBER.unpack(number)[0], handle)


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
            [sys.executable, "-m", "tests.sims.forked_server", str(listener.fileno()), str(launcher), *["bare"] * bare],
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
