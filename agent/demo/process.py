"""The armed daemon, as a process of its own; and what anybody on this host can see of it and its scanners in /proc."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from agent import crashpoints
from agent.demo.leash import leash
from agent.demo.tools import end

_STOP_SECONDS = 20.0


class DaemonProcess:
    """`stanch run` with the same interpreter. `seen`: every command line and environment, by what was looked at."""

    def __init__(self, folder: Path, config: Path, log: Path) -> None:
        self._folder, self._config, self._log = folder, config, log
        self._process: Process | None = None
        self._leash = ExitStack()
        self._since = 0
        self.seen: dict[str, bytes] = {}
        self.hidden = 0

    async def start(self, *, crash_at: str | None = None) -> None:
        self._since = self._log.stat().st_size if self._log.exists() else 0
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self._folder)}
        # What was compiled for this user once need not be compiled again.
        environment["XDG_CACHE_HOME"] = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        if crash_at:
            environment[crashpoints.VARIABLE] = crash_at
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "agent", "run", "--config", str(self._config)),
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=environment,
                start_new_session=True,
            )
        # Of one that died before, too: each is of its own process group.
        self._leash.close()
        self._leash.enter_context(leash(self._process.pid, signal.SIGTERM))

    @property
    def ready(self) -> bool:
        """It says so when its scanners are up and it looks at its sources."""
        with self._log.open("rb") as log:
            log.seek(self._since)
            return b'"event": "started"' in log.read()

    @property
    def ended(self) -> int | None:
        """How it ended: a signal is a negative number. None while it runs."""
        return None if self._process is None else self._process.returncode

    async def stop(self) -> None:
        """In order; and if it does not obey, by force. Its scanners die with it."""
        process = self._process
        self._leash.close()
        if process is None or process.returncode is not None:
            return
        try:
            os.kill(process.pid, signal.SIGTERM)
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except (ProcessLookupError, TimeoutError):
            pass
        finally:
            await end(process)

    def look(self) -> None:
        """Remember what /proc shows of the daemon and its scanners now."""
        if self._process is None or self._process.returncode is not None:
            return
        for pid in _family(self._process.pid):
            for name in ("cmdline", "environ"):
                try:
                    content = Path(f"/proc/{pid}/{name}").read_bytes()
                except PermissionError:
                    self.hidden += 1  # the kernel does not even let us look
                except OSError:
                    continue
                else:
                    self.seen[f"/proc/{pid}/{name}"] = content


def _family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    parents = dict(_parents())
    family = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in family} - family
        if not more:
            return iter(family)
        family |= more


def _parents() -> Mapping[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(stat.parent.name)] = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
    return found
