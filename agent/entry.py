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
    try:
        from agent import streams
        from agent.scan import begin

        streams.stand_in()
        if sys.argv[1:2] and sys.argv[1] in SCANS and not {"-h", "--help"} & set(sys.argv):
            begin.ahead()
        from agent.__main__ import main as run
    except Exception as error:  # noqa: BLE001 - half a module may raise anything
        # Not a traceback, nor Python's exit code 1, which a hook or a CI job reads as "something was found".
        what = getattr(error, "name", None) or getattr(error, "filename", None) or "?"
        sys.exit(_broken(type(error).__name__, what))

    if hears:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run()
    finally:
        if waited_for:
            gc.freeze()  # what is there now goes with the process


def _broken(kind: str, what: str) -> int:
    """The exit code of an error; with as little as there is, since anything may be missing."""
    if sys.stderr is not None:
        sys.stderr.write(f"stanch: it is not installed whole ({kind}: {what}): install it anew\n")
    return 2
