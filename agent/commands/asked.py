"""What a running daemon says of itself, which no file tells. One that does not answer at once is done without."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from agent.complaint import Complaint
from agent.control import exchange
from agent.tally import LOOKS, PROGRESS, UNREADY, Progress

T = TypeVar("T")

_SOON: Final = 2.0  # seconds: all else is told without it
_PATIENCE: Final = 3.0

Looks = Mapping[str, str | None]


def everything(state: Path) -> tuple[Looks | None, Progress | None, Sequence[str] | None]:
    """What it watches, which is not what the files say now, and when it looked there last; how far it is; and why it is
    not well. None: it does not tell.
    """
    looks = _said(state, LOOKS, dict[str, str | None])
    if looks is None:
        return None, None, None  # nor would it answer twice more
    return looks, _said(state, PROGRESS, Progress), _said(state, UNREADY, list[str])


def under_way(progress: Progress | None) -> Iterator[str]:
    """A line for who waits until the start is over."""
    if progress and progress.busy:
        new = f"; not looked at since the start: {progress.new}" if progress.new else ""
        yield f"looking:    at {progress.busy} of {progress.sources} sources, now or soon{new}"


def _said(state: Path, verb: str, kind: type[T]) -> T | None:
    with suppress(Complaint, ValueError, msgspec.MsgspecError):
        line = json.dumps({"verb": verb, "arguments": {}}).encode() + b"\n"
        said = json.loads(exchange(state, line, _SOON, _PATIENCE) or b"{}").get("said")
        return None if said is None else msgspec.json.decode(said, type=kind)
    return None
