"""A newcomer at the command line: a process with an empty HOME, which never shows a traceback or what leaked."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.sims.scene import stanch

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"


def run(home: Path, *arguments: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return checked(stanch(home, *arguments, given=given, more=more))


def checked(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert "Traceback" not in done.stdout + done.stderr
    assert VALUE not in done.stdout + done.stderr
    return done
