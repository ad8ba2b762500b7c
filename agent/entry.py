"""Where `stanch` begins: what takes longest first of all, and the command line meanwhile (__main__.py).

Whoever presses Ctrl-C before that can answer ends the process without a word: Python would show where it was.
"""

from __future__ import annotations

import gc
import signal
import sys
from typing import Final

_GARBAGE: Final = 50_000  # objects: what is imported stays, and there is little else
SCANS = ("scan", "baseline")
_WAITED_FOR: Final = (*SCANS, "hook")


def main() -> None:
    waited_for = sys.argv[1:2] and sys.argv[1] in _WAITED_FOR
    if waited_for:
        gc.set_threshold(_GARBAGE)
    hears = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if hears:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from agent import streams
    from agent.scan import begin

    streams.stand_in()
    if sys.argv[1:2] and sys.argv[1] in SCANS and not {"-h", "--help"} & set(sys.argv):
        begin.ahead()
    from agent.__main__ import main as run

    if hears:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run()
    finally:
        if waited_for:
            gc.freeze()  # what is there now goes with the process
