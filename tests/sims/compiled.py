"""The patterns of all detectors, compiled once in a test session, whichever of its processes needs them first.

engine()       to look for something in a test's own process
folder()       the cache for a ScanPool
lend(state)    a copy for a daemon with that state folder; environment() of scene.py lends them to `stanch scan`
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from agent.scan.engine import Engine
from detectors.registry import DETECTORS

_HOME = "STANCH_TEST_CACHE"  # as XDG_CACHE_HOME; the processes of one session inherit it


def begin() -> str | None:
    """What `end` must remove: nothing, where another process of this session has begun."""
    if _HOME in os.environ:
        return None
    os.environ[_HOME] = tempfile.mkdtemp(prefix="stanch-patterns-")
    return os.environ[_HOME]


def end(begun: str) -> None:
    shutil.rmtree(begun, ignore_errors=True)
    del os.environ[_HOME]


def home() -> dict[str, str]:
    """For the environment of a command, which has nothing to compile and to say so. Empty outside a session: the bench
    pays for what it measures.
    """
    if _HOME in os.environ:
        engine()
    return {"XDG_CACHE_HOME": os.environ[_HOME]} if _HOME in os.environ else {}


def folder() -> Path | None:
    return Path(os.environ[_HOME]) / "stanch" / "patterns" if _HOME in os.environ else None


@cache
def engine() -> Engine:
    """With all detectors."""
    return Engine(DETECTORS, folder())


def lend(state: Path) -> None:
    place = folder()
    if place is not None:
        engine()
        shutil.copytree(place, state / "patterns")
