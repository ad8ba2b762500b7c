"""What the daemon says on standard error: one wide line per thing done, for the journal (the only structlog import).

On a terminal it is for reading, elsewhere JSON Lines. Values never get here: what is logged are names, numbers and our
own sentences. A line that cannot be written (a terminal that hung up, a pipe that nobody reads, a full disk) is lost,
and whoever wrote it goes on: else it would break off what is being done.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from io import TextIOBase
from typing import TYPE_CHECKING, TextIO, cast

import structlog

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


class _Tolerant(TextIOBase):
    """A stream that loses what cannot be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def configure(level: str = "info") -> None:
    """Once, at the start of a process."""
    people = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Tolerant(sys.stderr))),
        cache_logger_on_first_use=True,
    )


def logger() -> FilteringBoundLogger:
    return cast("FilteringBoundLogger", structlog.get_logger())
