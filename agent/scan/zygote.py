"""The process that scanner processes are copies of: `python -m agent.scan.zygote`, which begin.py starts.

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
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from agent.scan.begin import FORK, KILL, NUMBER

_STALE: Final = 75  # a copy's exit code: the installation was replaced under it (roster.py)


def main() -> None:
    control = socket.socket(fileno=os.dup(0))
    # What is made from here on stays, so that to look for garbage among it is for nothing.
    gc.disable()
    serve = _scanner(control)
    gc.freeze()
    gc.enable()
    if serve:
        attend(control, serve)


def attend(control: socket.socket, serve: Callable[[socket.socket], None]) -> None:
    """Until nobody wants any more, or a copy was stale: then all are, and pool.py begins another zygote."""
    copies: set[int] = set()
    is_stale = False
    while not is_stale:
        word, channels, _, _ = socket.recv_fds(control, 1, 1)
        if word == FORK and channels:
            is_stale = any(_kill(copy, copies) for copy in tuple(copies) if _is_over(copy))
            if not is_stale:
                _fork(control, channels[0], serve, copies)
        elif word == KILL:
            is_stale = _kill(int.from_bytes(control.recv(NUMBER, socket.MSG_WAITALL)), copies)
            if not is_stale:
                control.sendall(KILL)
        else:
            return


def _scanner(control: socket.socket) -> Callable[[socket.socket], None] | None:
    """What a copy does with its channel; None: nobody wants any."""
    import msgspec

    from agent.rules.rule import detector
    from agent.scan import roster, sandbox, wire, worker
    from agent.scan.engine import Engine

    sandbox.follow_parent()
    # No byte more than that: descriptors come along with what follows.
    header = control.recv(wire.HEADER, socket.MSG_WAITALL)
    if len(header) < wire.HEADER:
        return None
    setup = msgspec.msgpack.decode(control.recv(wire.length(header), socket.MSG_WAITALL), type=wire.Setup)
    cache = Path(setup.cache) if setup.cache else None
    # Whoever lives longer than an installation has all of it from the start.
    ours = roster.Roster.whole() if setup.lasting else roster.Roster.ours(cache, time.time_ns())
    roster.use(ours)
    engine = Engine(ours.and_of([*map(detector, setup.rules)]), cache, refused=setup.refused, misplaced=setup.misplaced)
    gc.set_threshold(worker.GARBAGE)
    return partial(worker.serve, setup=setup, engine=engine)


def _fork(control: socket.socket, channel: int, serve: Callable[[socket.socket], None], copies: set[int]) -> None:
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
        sys.dont_write_bytecode = True  # of a detector that it imports: it may not write
        os.dup2(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC), 0)
        # Held until the very end, as whoever sees it closed kills what has not ended by then.
        talk = socket.socket(fileno=channel)
        serve(talk)
        code = 0
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends here
        from agent.scan.roster import StaleError  # which the engine has brought along

        code = _STALE if isinstance(error, StaleError) else 1
    finally:
        # Nothing of the zygote's own end is ours.
        os._exit(code)


def _is_over(copy: int) -> bool:
    """It has ended and was not waited for yet, so that its number is still its own."""
    return os.waitid(os.P_PID, copy, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kill(copy: int, copies: set[int]) -> bool:
    """With what it started: git may hang where the scanner does not. One that was waited for is left alone. Was it
    stale?
    """
    if copy not in copies:
        return False
    copies.discard(copy)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(copy, signal.SIGKILL)
    _, status = os.waitpid(copy, 0)
    return os.waitstatus_to_exitcode(status) == _STALE


if __name__ == "__main__":
    main()
