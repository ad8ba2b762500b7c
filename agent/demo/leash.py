"""What we start ends with us, even where kill -9 leaves us no moment to end it.

    we --a pipe that only we can write--> sh: reads --a line--> nothing to do     (the block was left in order)
                                             `-- its end, without one --> signals the server's group, and a bit later
                                                                          kills what is left of it

The kernel closes the pipe, however we end. (PR_SET_PDEATHSIG would go with the thread that started the server, and is
lost where the server changes its user.)
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from signal import Signals
from typing import Final

_SCRIPT: Final = 'read -r _ && exit; kill -s "$1" -- "-$2"; sleep 5; kill -s KILL -- "-$2"'


@contextmanager
def leash(group: int, stop: Signals) -> Iterator[None]:
    """For a process that leads a group of its own. `stop`: how it is asked to end."""
    watching = subprocess.Popen(  # noqa: S603 - a constant and two words of ours
        ["/bin/sh", "-c", _SCRIPT, "leash", stop.name.removeprefix("SIG"), str(group)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin"},
        # What ends us must not end it: Ctrl-C goes to a whole group.
        start_new_session=True,
    )
    try:
        yield
    finally:
        with suppress(BrokenPipeError):
            watching.communicate(b"\n")
