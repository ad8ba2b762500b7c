"""How fast a log is followed: `python -m tests.bench.following [--megabytes 300]`.

A CI log that has been read once gets so many megabytes: what the next look takes, by two scanners with all rules.
A figure beside its goal; nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from agent.found import Cursor, Finding, Visibility
from agent.intake import Intake
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from agent.sources.logs.source import LogSource

from .scan.repository import log

_SEEN: Final = 1 << 20  # bytes before it is followed


class Kept:
    """A sink that keeps the position."""

    cursor: Cursor | None = None

    async def submit(self, findings: Sequence[Finding], cursor: Cursor | None, **_more: object) -> None:
        assert not findings
        self.cursor = cursor or self.cursor


async def follow(folder: Path, megabytes: int) -> tuple[float, float]:
    """Megabytes and lines a second."""
    text = log(folder, megabytes).read_bytes()
    path = folder / "app.log"
    source = LogSource("log", path, Visibility.PRIVATE, quiet=timedelta(0))
    kept = Kept()
    async with ScanPool(ResponderKeys.generate().scanner, 2, folder / "patterns") as pool:
        intake = Intake(kept, pool, "r", lambda: datetime.now(UTC))
        for new in (text[:_SEEN], text[_SEEN:]):  # the second makes both begin
            with path.open("ab") as file:
                file.write(new)
            await intake.read(source, kept.cursor)
        with path.open("ab") as file:
            file.write(text)
        began = time.monotonic()
        scanned = (await intake.read(source, kept.cursor)).bytes
        passed = time.monotonic() - began
    assert scanned >= len(text)
    return len(text) / 1e6 / passed, text.count(b"\n") / passed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=300)
    with tempfile.TemporaryDirectory(prefix="stanch-following-") as folder:
        rate, lines = asyncio.run(follow(Path(folder), parser.parse_args().megabytes))
    sys.stdout.write(f"{rate:.0f} MB/s, {lines:,.0f} lines/s (goal: 100 MB/s and 100,000 lines/s on two cores)\n")


if __name__ == "__main__":
    main()
