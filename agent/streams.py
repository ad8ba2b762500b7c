"""Standard output and error, before anything is opened: a closed one gets a place, and what output did not take is
known: afterwards nobody can ask, as its buffer may be gone. Light, for it comes before what a command begins with.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Output(io.FileIO):
    """Standard output. `failure`: what the system said when it did not take something. `is_over`: nobody will know of
    another, and so it takes everything.
    """

    def __init__(self, *, was_closed: bool) -> None:
        super().__init__(1, "w", closefd=False)
        self.was_closed = was_closed
        self.failure: OSError | None = None
        self.is_over = False

    def write(self, data: ReadableBuffer, /) -> int:
        if self.is_over:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except OSError as error:
            self.failure = error
            raise


_outputs: list[_Output] = []


def stand_in() -> None:
    """Closed streams: a file that is opened later must not take their place. Output that nobody gets is a failure."""
    if _outputs:
        return
    for number, stream, place in ((2, sys.stderr, os.devnull), (1, sys.stdout, "/dev/full")):
        if stream is None:
            opened = os.open(place, os.O_WRONLY)
            os.dup2(opened, number)
    sys.stderr = sys.stderr or os.fdopen(2, "w")
    _outputs.append(_Output(was_closed=sys.stdout is None))
    kept = ("encoding", "errors", "line_buffering")
    like = {name: getattr(sys.stdout, name) for name in kept} if sys.stdout else {}
    if like.get("errors") == "strict":
        like["errors"] = "backslashreplace"  # a name that this terminal's encoding does not have, as on standard error
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(_outputs[0]), **like)


def mute() -> None:
    """What is still buffered must not complain when the process ends, which it does since Python 3.13."""
    for output in _outputs:
        output.is_over = True
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - open until the process ends


def refusing(error: OSError) -> bool:
    """Is that standard output, not taking what we say?"""
    return any(output.failure is error for output in _outputs)


def was_closed() -> bool:
    """Standard output, when we began."""
    return any(output.was_closed for output in _outputs)
