"""What several commands take: where the configuration is, and whether a machine reads the answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from agent.ledger import LedgerView
from agent.settings import Settings, config_directory, load

F = TypeVar("F", bound=Callable[..., Any])

LEDGER = "ledger.db"
FREEZE = "frozen"
ARMING = "armed.jsonl"


def config_option(function: F) -> F:
    return click.option(
        "--config",
        "config",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Folder of stanch.toml [default: $CONFIGURATION_DIRECTORY, else ~/.config/stanch].",
    )(function)


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for a machine.")(function)


def settings(config: Path | None) -> Settings:
    """For commands that log in nowhere."""
    return load(config_directory(config), reads_only=True)


def view(config: Path | None) -> LedgerView:
    return LedgerView(settings(config).state / LEDGER)


WIDE: Final = 400  # columns of a table that goes into a pipe: nothing in it is folded


def columns() -> int | None:
    """How wide a table may be: as the terminal, or so that whoever searches it finds whole paths."""
    return None if person() else WIDE


def person() -> bool:
    """Does a person read this, on a terminal?"""
    return sys.stdout.isatty()
