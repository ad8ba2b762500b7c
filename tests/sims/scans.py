"""`stanch scan` as a command, and its answer as JSON Lines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.sims.scene import environment, stanch

VALUE = "s3cr" + "et-Pw9-x7Q"
URL = f"postgresql://app:{VALUE}@db.example.com/orders"


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = stanch(home, "scan", *arguments)
    assert "Traceback" not in done.stdout + done.stderr
    assert VALUE not in done.stdout + done.stderr
    return done


def git(home: Path, repo: Path, *words: str) -> str:
    command = ["git", "-C", str(repo), "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *words]
    return subprocess.run(command, check=True, env=environment(home), capture_output=True, text=True).stdout.strip()


def findings(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """The lines but for the last, which sums up."""
    *rows, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert last["summary"]["findings"] == len([row for row in rows if "suppressed" not in row])
    assert last["summary"]["coverage"] == ("partial" if "PARTIAL" in done.stderr else "complete")
    return rows
