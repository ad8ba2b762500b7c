"""What the demo starts ends with it: in order, and by kill -9, where nobody is left to end it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from agent.demo.leash import leash
from tests.sims import published
from tests.sims.scene import environment, until

_LEASHED = """
import signal, subprocess, sys
from agent.demo.leash import leash
process = subprocess.Popen(["sh", "-c", sys.argv[1]], start_new_session=True)
with leash(process.pid, signal.SIGTERM):
    print("up", flush=True)
    sys.stdin.read()
"""
_SERVERS = """
import sys
from contextlib import ExitStack
from pathlib import Path
from agent.demo import servers
with ExitStack() as stack:
    for name in sys.argv[2:]:
        stack.enter_context(getattr(servers, name)(Path(sys.argv[1], name)))
    print("up", flush=True)
    sys.stdin.read()
"""


def _name(pid: int) -> str:
    """A command line; a dead process that nobody waited for has none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _born(pid: int) -> str:
    """When it began, as the kernel counts; nothing for one that has ended."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else fields[18]


def _below(pid: int) -> dict[int, str]:
    """All that descend from a process, and when each began."""
    found: dict[int, str] = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found |= {int(child): _born(int(child)), **_below(int(child))}
    return found


@asynccontextmanager
async def killed(home: Path, script: str, *arguments: str, least: int) -> AsyncIterator[dict[int, str]]:
    """What a process had below it, once that is so many; then it is killed, and nothing of that may be left."""
    parent = subprocess.Popen(  # noqa: ASYNC220 - it is killed here
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(home),
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    family: dict[int, str] = {}
    try:
        assert parent.stdout.readline() == b"up\n"
        await until("all have begun", lambda: len(_below(parent.pid)) >= least)
        family = _below(parent.pid)
        yield family
        parent.kill()

        def left() -> list[str]:
            return [_name(pid) for pid, born in family.items() if born and _born(pid) == born]

        await until("nothing is left", lambda: left() == [], 10, left)
    finally:
        for pid, born in family.items():
            if born and _born(pid) == born:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        parent.kill()
        parent.wait()
        parent.stdin.close()
        parent.stdout.close()


def test_left_in_order_it_signals_nobody() -> None:
    process = subprocess.Popen(["sleep", "300"], start_new_session=True)
    with leash(process.pid, signal.SIGTERM):
        pass
    assert process.poll() is None
    process.kill()
    process.wait()


@pytest.mark.parametrize("trap", ["", "trap '' TERM; "], ids=["obedient", "stubborn"])
async def test_after_kill_9_nothing_is_left(tmp_path: Path, trap: str) -> None:
    """A process with a child in its group; and one that does not obey."""
    # The shell, what it runs, and who watches.
    async with killed(tmp_path, _LEASHED, f"{trap}sleep 300 & sleep 300; sleep 300", least=4):
        pass


@published.with_all_servers
async def test_servers_end_with_whoever_started_them(tmp_path: Path) -> None:
    """PostgreSQL's children lead sessions of their own, and it runs as somebody else than root."""
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    async with killed(tmp_path, _SERVERS, str(tmp_path), "openbao", "postgres", "redis", least=9) as family:
        lines = [_name(pid) for pid in family]
        names = {line.split()[0].rpartition("/")[2] for line in lines if line}
        assert {"bao", "postgres", "redis-server"} <= names
        assert len([line for line in lines if line.startswith("postgres:")]) >= 3
