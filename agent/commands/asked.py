"""What a running daemon says of its sources, which no file tells. One that does not answer at once is done without."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from agent.complaint import Complaint
from agent.control import exchange
from agent.tally import LOOKS, PROGRESS, Progress

_SOON: Final = 2.0  # seconds: all else is told without it
_PATIENCE: Final = 3.0


def sources(state: Path) -> tuple[Mapping[str, str | None] | None, Progress | None]:
    """What it watches, which is not what the files say now, and when it looked there last; and how far it is. None: it
    does not tell.
    """
    looks = _said(state, LOOKS)
    said = None if looks is None else _said(state, PROGRESS)
    with suppress(TypeError):  # another version
        return looks, None if said is None else Progress(**said)
    return looks, None


def under_way(progress: Progress | None) -> Iterator[str]:
    """A line for who waits until the start is over."""
    if progress and progress.busy:
        new = f"; not looked at since the start: {progress.new}" if progress.new else ""
        yield f"looking:    at {progress.busy} of {progress.sources} sources, now or soon{new}"


def _said(state: Path, verb: str) -> dict[str, Any] | None:
    with suppress(Complaint, ValueError):
        line = json.dumps({"verb": verb, "arguments": {}}).encode() + b"\n"
        said = json.loads(exchange(state, line, _SOON, _PATIENCE) or b"{}").get("said")
        return None if said is None else dict(json.loads(said))
    return None
