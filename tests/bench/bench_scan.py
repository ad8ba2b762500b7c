"""Throughput of the scanner: `python tests/bench/bench_scan.py [MEGABYTES]`.

A seeded corpus of log lines with a few planted credentials is read three ways in one run, so that the ratios mean
something on any machine: read only; read and Hyperscan only, in this process; and the pool, whole road, per number of
scanner processes. Prints one line each, and fails if a planted credential is missing.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from agent.model import Chunk, FilePart, Visibility
from agent.scan.engine import CORE, Engine
from agent.scan.pool import ScanPool
from agent.seal import ResponderKeys
from detectors.registry import DETECTORS

PART = 32 * CORE
EVERY = 8 * CORE
WORDS = (
    "GET /api/v1/orders/{n} 200 {m}ms user=u{m} trace={h}",
    "INFO worker-{m} finished job {h} in {n} ms, next token in queue",
    "DEBUG cache miss key=session:{h} ttl={m}",
    "step {m}: Downloading https://files.example.org/pkg/{h}/wheel-{n}.whl (12 kB)",
    "WARN retrying connection to postgres at db-{m}.internal:5432 after timeout",
    "[{n}/{m}] Compiling module src/app/handlers/orders_{m}.c with -O2 -g -Wall",
    "auth: password check ok for user u{m}, session {h}",
)


def lines(seed: random.Random) -> Iterator[bytes]:
    while True:
        number, small = seed.randrange(10**6), seed.randrange(1000)
        text = seed.choice(WORDS).format(n=number, m=small, h=f"{seed.getrandbits(64):016x}")
        yield f"2026-01-02T03:{small % 60:02}:{number % 60:02}.{small:03}Z {text}\n".encode()


def write(path: Path, size: int) -> int:
    """A corpus of `size` bytes; a credential every 8 MiB. How many were planted."""
    seed = random.Random(7)  # noqa: S311 - not for security
    source = lines(seed)
    block = b"".join(next(source) for _ in range(CORE // 64))
    planted = written = 0
    with path.open("wb") as file:
        while written < size:
            at = seed.randrange(len(block) // 2)
            piece = block[block.index(b"\n", at) + 1 :]
            if written // EVERY >= planted:
                piece += f"DSN postgres://app:{f'planted-{planted:04}-Pw'}@db/x\n".encode()
                planted += 1
            written += file.write(piece)
    return planted


def timed(title: str, size: int, start: float, base: float | None) -> float:
    rate = size / (time.perf_counter() - start) / 1e6
    ratio = f"   {rate / base:5.2f} of Hyperscan alone" if base else ""
    sys.stdout.write(f"{title:24} {rate:9.1f} MB/s{ratio}\n")
    return rate


def blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while block := file.read(CORE):
            yield block


def cut(path: Path) -> list[FilePart]:
    status = path.stat()
    return [
        FilePart(str(path), path.name, at, min(at + PART, status.st_size), 1, status.st_dev, status.st_ino)
        for at in range(0, status.st_size, PART)
    ]


async def pooled(path: Path, workers: int, planted: int, base: float) -> None:
    parts = cut(path)
    async with ScanPool(ResponderKeys.generate().scanner, workers, path.parent / "cache") as pool:
        if workers > 1:  # processes start when they are first needed
            async with asyncio.TaskGroup() as group:
                for _ in range(workers):
                    group.create_task(pool.scan(Chunk("b", Visibility.PRIVATE, backlog=False, part=parts[0])))
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(pool.scan(Chunk("b", Visibility.PRIVATE, backlog=False, part=part))) for part in parts
            ]
        timed(f"pool, {workers} process(es)", parts[-1].end, start, base)
    found = sum(finding.type == "postgres-url" for task in tasks for finding in task.result().findings)
    if found != planted:
        sys.exit(f"planted {planted}, found {found}")


def main() -> None:
    size = int(sys.argv[1] if len(sys.argv) > 1 else 200) * 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "corpus.log")
        planted = write(path, size)
        size = path.stat().st_size
        for _ in blocks(path):
            pass
        start = time.perf_counter()
        for _ in blocks(path):
            pass
        timed("read", size, start, None)
        engine = Engine(DETECTORS, None)
        start = time.perf_counter()
        for block in blocks(path):
            engine.prefilter.ends(block)
        base = timed("read + Hyperscan", size, start, None)
        for workers in range(1, (os.cpu_count() or 1) + 1):
            asyncio.run(pooled(path, workers, planted, base))


if __name__ == "__main__":
    main()
