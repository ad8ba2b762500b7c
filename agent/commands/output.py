"""What every command's answer takes: is it for a machine, a terminal, or a pipe; and how it is worded.

Light: `stanch scan` is there at once, and needs neither configuration nor ledger.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from agent.found import Occurrence
from agent.printable import plain

if TYPE_CHECKING:
    from rich.console import Console

WIDE: Final = 400  # columns of a table that goes into a pipe: nothing in it is folded

_KILO: Final = 1000
FILES: Final = " (files)"  # of a source that is the working tree beside a history

F = TypeVar("F", bound=Callable[..., Any])


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for a machine.")(function)


def columns() -> int | None:
    """How wide a table may be: as the terminal, or so that whoever searches it finds whole paths."""
    return None if person() else WIDE


def person() -> bool:
    """Does a person read this, on a terminal?"""
    return sys.stdout.isatty()


def printer() -> Console:
    """For lines of text: folded to a terminal's width; whoever reads a pipe finds each whole."""
    from rich.console import Console

    class Lines(Console):
        def on_broken_pipe(self) -> None:
            """Whoever read has seen enough, and no code says that something is wrong: rich would end with 1."""
            raise BrokenPipeError

    return Lines(highlight=False, markup=False, soft_wrap=not person())


def counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def tallied(credentials: int, leads: int) -> str:
    """What was found: a lead only looks like a credential."""
    found = [counted(number, one) for number, one in ((credentials, "credential"), (leads, "lead")) if number]
    return " and ".join(found) or "nothing"


def sized(size: int) -> str:
    """Bytes as a person says them."""
    if size < _KILO:
        return counted(size, "byte")
    return f"{size / _KILO:.0f} kB" if size < _KILO**2 else f"{size / _KILO**2:.1f} MB"


def several(sources: Iterable[str]) -> bool:
    """More than one, so that a place needs the name of its own? A working tree's files and its history are one."""
    return len({name.removesuffix(FILES) for name in sources}) > 1


def place(found: Occurrence, *, named: bool = False) -> str:
    """`named`: with its source, unless its path leads there already, as that of a file does in a scan."""
    source = found.source.removesuffix(FILES)
    where = f"{found.path}:{found.stands[0]}"
    here = found.path == source or found.path.startswith(f"{source.rstrip('/')}/")
    if named and not here and (source != "." or found.commit):
        where = f"{source}: {where}"
    return plain(f"{where} @ {found.commit[:10]}" if found.commit else where)
