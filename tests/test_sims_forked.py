"""A process that is forked says, takes and ends with what a fresh interpreter does."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.sims import forked
from tests.sims.scene import environment, stanch

ENDS = {
    "an exit": "sys.exit(3)",
    "a word": "sys.exit('over')",
    "a fault": "[][0]",
    "a signal": "os.kill(os.getpid(), 9)",
    "what runs at the end": "atexit.register(print, 'at the end')",
    "what fails at the end": "class Held:\n    def __del__(self): raise ValueError('held')\nheld = Held()",
    "a thread": "threading.Thread(target=lambda: (time.sleep(0.05), print('done'))).start()",
    "its input": "print(repr(sys.stdin.read()), sys.stdin.isatty(), file=sys.stderr)",
    "its surroundings": "print(sorted(os.environ.items()), os.getcwd(), sys.argv[1:], sys.path[0])",
    "its streams": "for e in (sys.stdin, sys.stdout, sys.stderr): print(e.encoding, e.errors, e.line_buffering)",
    "its descriptors": "print(sorted(os.listdir('/proc/self/fd'))[:-1])",
    "its signals": "print([signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)])",
    "a module beside it": "import beside; print(beside.__name__)",
}


def fresh(home: Path, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """With Ctrl-C as on a terminal: a shell has what it starts in the background ignore it, and so its children."""
    streams: dict[str, Any] = {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.run(
            [sys.executable, "-m", *words],
            capture_output=True,
            text=True,
            check=False,
            env=environment(home),
            cwd=home,
            **streams,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def told(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    """But for addresses, the lines of source code, and the frames through which a module is started."""
    frames = re.compile(r'^  File ".*(?:runpy|forked_server\.py).*\n|^    .*\n', re.MULTILINE)
    return done.returncode, done.stdout, re.sub(r"0x[0-9a-f]+", "0x", frames.sub("", done.stderr))


@pytest.mark.parametrize("what", ENDS)
def test_any_module(tmp_path: Path, what: str) -> None:
    (tmp_path / "beside.py").write_text("")
    (tmp_path / "played.py").write_text(
        f"import atexit, os, signal, sys, threading, time\nprint('begun')\n{ENDS[what]}\n"
    )
    for given in ("one\ntwo", None):
        once = forked.done(["played", "word"], environment(tmp_path), tmp_path, given=given)
        assert told(once) == told(fresh(tmp_path, "played", "word", given=given))


@pytest.mark.parametrize("words", ["--version", "scan --help", "status", "scna", "fingerprint --type nothing"])
def test_a_command(tmp_path: Path, words: str) -> None:
    assert told(stanch(tmp_path, *words.split(), given="x")) == told(
        fresh(tmp_path, "agent", *words.split(), given="x")
    )


def test_one_that_runs_is_signalled_and_waited_for(tmp_path: Path) -> None:
    (tmp_path / "played.py").write_text("import signal\nprint('begun', flush=True)\nsignal.pause()\n")
    for number in (signal.SIGTERM, signal.SIGINT):
        with (tmp_path / "said").open("w+b") as said:
            one = forked.started(["played"], environment(tmp_path), tmp_path, None, said.fileno(), said.fileno())
            with pytest.raises(subprocess.TimeoutExpired):
                one.wait(0)
            for _ in range(200):
                if (tmp_path / "said").read_bytes():
                    break
                threading.Event().wait(0.02)
            one.send_signal(number)
            assert one.wait(20) == -number
            one.kill()
            assert one.poll() == -number


BESIDE = """
import os, socket, subprocess, sys, threading
def others():
    with open(f"/proc/{os.getppid()}/task/{os.getppid()}/children") as children:
        return sorted({*children.read().split()} - {str(os.getpid())})
def until(wanted):
    for _ in range(500):
        if len(others()) == wanted:
            return others()
        threading.Event().wait(0.02)
    raise AssertionError(others())
until(0)
ours, theirs = socket.socketpair()
one = subprocess.Popen([sys.executable, "-P", "-m", "agent.scan.zygote"], stdin=theirs)
until(1)
one.kill()
until(0)
"""


def test_a_scanner_ends_with_its_launcher(tmp_path: Path) -> None:
    """Which is what a pool kills."""
    (tmp_path / "played.py").write_text(BESIDE)
    done = forked.done(["played"], environment(tmp_path), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
