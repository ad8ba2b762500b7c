"""What a command costs: time that passed, processor time and memory of all processes that it starts, also of those that
it does not wait for.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PR_SET_CHILD_SUBREAPER: Final = 36
_PAGE: Final = os.sysconf("SC_PAGESIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, seconds, bytes. `status`: what a command ended with."""

    seconds: float
    processor: float
    memory: int
    status: int = 0


def inside(words: Sequence[str]) -> list[bytes]:
    return subprocess.run(words, check=True, capture_output=True).stdout.splitlines()


def command(words: Sequence[str]) -> Cost:
    # Who is left behind by a process that was killed becomes ours, and is counted when it is waited for.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        over = threading.Event()
        peaks = [0]
        watching = threading.Thread(target=_watch, args=(over, peaks))
        watching.start()
        process.wait()
        seconds = time.perf_counter() - began
        over.set()
        watching.join()
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, used, peaks[0], process.returncode)


def _watch(over: threading.Event, peaks: list[int]) -> None:
    while not over.wait(0.1):
        peaks[0] = max(peaks[0], _memory())


def _memory() -> int:
    """Resident, of all that descend from us."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError, IndexError):
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                parents[int(entry.name)], pages[int(entry.name)] = int(fields[1]), int(fields[21])
    ours = {os.getpid()}
    grown = True
    while grown:
        found = {pid for pid, parent in parents.items() if parent in ours} - ours
        ours |= found
        grown = bool(found)
    return sum(pages.get(pid, 0) for pid in ours - {os.getpid()}) * _PAGE
