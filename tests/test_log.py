"""What the daemon says, where nobody takes it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LINES = """
from agent import log
log.configure()
for _ in range(5):
    log.logger().info("x", why="y" * 5000)
print("it went on")
"""


@pytest.mark.parametrize("where", ["a pipe that nobody reads", "a full disk"])
def test_a_line_that_cannot_be_written_breaks_nothing_off(where: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        stderr = full if where == "a full disk" else writing
        done = subprocess.run([sys.executable, "-c", LINES], stdout=subprocess.PIPE, stderr=stderr, check=False)
    finally:
        os.close(full)
        os.close(writing)
    assert (done.returncode, done.stdout) == (0, b"it went on\n")
