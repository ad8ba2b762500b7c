"""What somebody who watches a bare scan sees of it while it runs, on standard error."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from agent.folders import is_being_filled
from agent.printable import plain
from agent.scan.pool import ScanPool
from agent.sources.sieve import Sieve

if TYPE_CHECKING:
    from rich.progress import Progress  # a tenth of a small scan's time, for who watches it, only

_WHILE: Final = 0.3  # seconds in which a scanner is ready that has its patterns


@dataclass
class Total:
    """How many bytes were looked at so far, and who shows that."""

    bytes: int = 0
    progress: Progress | None = None

    @contextmanager
    def of(self, source: Sieve) -> Iterator[Callable[[int], None]]:
        before, progress = self.bytes, self.progress
        task = progress.add_task(plain(source.name), total=None) if progress else None

        def told(size: int) -> None:
            self.bytes += size
            if progress and task is not None:
                progress.advance(task, size)

        yield told
        if progress and task is not None:
            size = self.bytes - before or 1
            progress.update(task, total=size, completed=size)


def bar() -> Progress:
    """On standard error, and gone at the end. A pulse while nobody knows how much there is."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


def looking(pool: ScanPool, cache: Path, total: Total) -> Callable[[], None]:
    """Who waits for patterns to be compiled, for the first time or with rules of his own, is told. What ends that."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def look() -> None:
        if pool.processes or over.is_set():
            return
        if not is_being_filled(cache):
            loop.call_later(_WHILE, look)
            return
        told = f"compiling patterns, once: they are kept in {plain(str(cache))}"
        if total.progress:
            total.progress.console.print(told, markup=False, highlight=False, soft_wrap=True)  # above the bar
        else:
            click.echo(told, err=True)

    loop.call_later(_WHILE, look)
    return over.set
