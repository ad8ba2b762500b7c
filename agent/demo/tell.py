"""The demo's voice: readable on a terminal, plain lines in a pipe. Each act is announced before, proven after.

Everything that is told is kept (`told`), for it too is searched for values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from agent.demo.claims import Claim
from agent.printable import plain

_EVERY = 5.0  # seconds between the lines of a wait in a pipe
_WIDE = 150  # columns that the table needs


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Whoever read has seen enough: everything is put away first, which rich's SystemExit would not let us."""
        raise BrokenPipeError


class Narrator:
    """Tells to one stream."""

    def __init__(self, stream: TextIO) -> None:
        self._console = _Console(file=stream, highlight=False, markup=False, soft_wrap=True)
        self.told: list[str] = []

    def _print(self, text: str, style: str = "") -> None:
        self.told.append(text)
        self._console.print(Text(plain(text), style=style))

    def act(self, title: str, announcement: str) -> None:
        self._console.print()
        self._print(title, "bold")
        self._print(f"  {announcement}")

    def say(self, sentence: str) -> None:
        self._print(f"  {sentence}", "dim")

    def proof(self, claim: Claim) -> None:
        word, style = ("held", "green") if claim.held else ("DID NOT HOLD", "bold red")
        self._print(f"  {word}: {claim.title}", style)
        self._print(f"        {claim.detail}")

    @contextmanager
    def waiting(self) -> Iterator[Callable[[str, float], None]]:
        """While the block waits: the function takes what is waited for, and for how many seconds already."""
        if not self._console.is_terminal:
            said = [0.0]

            def line(text: str, seconds: float) -> None:
                if seconds - said[0] >= _EVERY:
                    said[0] = seconds
                    self.say(f"waiting for {text} ({seconds:.0f} s)")

            yield line
            return
        with self._console.status("") as status:
            yield lambda text, seconds: status.update(Text(f"waiting for {plain(text)} ({seconds:.1f} s)"))

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.told.extend(" ".join(row) for row in rows)
        if not self._console.is_terminal or self._console.width < _WIDE:
            for row in rows:
                self._print(f"  {row[0]}")
                for head, cell in zip(heads[1:], row[1:], strict=True):
                    self._print(f"      {head}: {cell}")
            return
        table = Table(*(Column(head, overflow="fold") for head in heads), show_lines=True)
        for row in rows:
            table.add_row(*(Text(plain(cell)) for cell in row))
        self._console.print(table, soft_wrap=False)

    def claims(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            word, style = ("held          ", "green") if claim.held else ("DID NOT HOLD  ", "bold red")
            self._print(f"  {word}{claim.title}", style)
