"""The process that scanner processes are copies of: begin.py starts it.

    pool.py --Setup--> zygote: imports, loads the patterns     --fork--> scanner: its channel, its sandbox (worker.py)
            --"+", one end of a channel-->                     --fork--> scanner
            --"-", pid-->  kills it and all that it started, waits for its end, answers a byte

To import hundreds of modules and load the patterns takes a tenth of a second; a copy takes a few milliseconds, and
shares the memory. The zygote itself reads nothing that somebody else wrote, has one thread, so that a copy cannot
deadlock, and waits for its copies, so that the number of one that died is not given to a stranger before we kill it.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import time
from pathlib import Path

import msgspec

from agent.rules.rule import detector
from agent.scan import roster, sandbox, wire, worker
from agent.scan.begin import FORK, KILL, NUMBER
from agent.scan.engine import Engine
from agent.scan.roster import Roster


def main() -> None:
    control = socket.socket(fileno=os.dup(0))
    sandbox.follow_parent()
    # No byte more than that: descriptors come along with what follows.
    header = control.recv(wire.HEADER, socket.MSG_WAITALL)
    if len(header) < wire.HEADER:
        return
    setup = msgspec.msgpack.decode(control.recv(wire.length(header), socket.MSG_WAITALL), type=wire.Setup)
    cache = Path(setup.cache) if setup.cache else None
    # Whoever lives longer than an installation has all of it from the start.
    roster.use(Roster.whole() if setup.lasting else Roster.ours(cache, time.time_ns()))
    engine = Engine(roster.present().and_of([*map(detector, setup.rules)]), cache, refused=setup.refused)
    # What is there now stays; to go through all of it again and again would take a tenth of the time, and unshare it.
    gc.freeze()
    gc.set_threshold(worker.GARBAGE)
    gc.enable()
    copies: set[int] = set()
    while True:
        word, channels, _, _ = socket.recv_fds(control, 1, 1)
        if word == FORK and channels:
            for copy in [copy for copy in copies if _is_over(copy)]:
                _kill(copy, copies)
            _fork(control, channels[0], setup, engine, copies)
        elif word == KILL:
            _kill(int.from_bytes(control.recv(NUMBER, socket.MSG_WAITALL)), copies)
            control.sendall(KILL)
        else:
            return


def _fork(control: socket.socket, channel: int, setup: wire.Setup, engine: Engine, copies: set[int]) -> None:
    try:
        copy = os.fork()
    except OSError:  # too many processes at the moment: one scanner less, and the others go on
        copy = -1
    if copy:
        os.close(channel)
        copies.update({copy} - {-1})
        return
    code = 1
    try:
        os.setsid()
        control.close()
        os.dup2(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC), 0)
        worker.serve(socket.socket(fileno=channel), setup, engine)
        code = 0
    finally:
        # Nothing of the zygote's own end is ours.
        os._exit(code)


def _is_over(copy: int) -> bool:
    """It has ended and was not waited for yet, so that its number is still its own."""
    return os.waitid(os.P_PID, copy, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kill(copy: int, copies: set[int]) -> None:
    """With what it started: git may hang where the scanner does not. One that was waited for is left alone."""
    if copy in copies:
        copies.discard(copy)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
