"""What several commands take: where the configuration is, and whether a machine reads the answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from agent.complaint import Complaint
from agent.control import SOCKET, listens
from agent.folders import ARMING, LEDGER, configured_state
from agent.response.arming import Arming
from agent.settings import Problem, Settings, SettingsError, config_directory, load, state_directory

if TYPE_CHECKING:
    from agent.ledger import LedgerView

F = TypeVar("F", bound=Callable[..., Any])


def _folder(_context: click.Context, _option: click.Parameter, given: Path | None) -> Path | None:
    if given is not None and given.is_file():
        message = f"--config {given}: this is a file: name its folder, --config {given.absolute().parent}"
        raise Complaint(message)
    return given


def config_option(function: F) -> F:
    return click.option(
        "--config",
        "config",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        callback=_folder,
        help="Folder of stanch.toml [default: $CONFIGURATION_DIRECTORY, else ~/.config/stanch].",
    )(function)


def settings(config: Path | None) -> Settings:
    """For commands that log in nowhere."""
    return load(config_directory(config), reads_only=True)


def tolerant(config: Path | None) -> Settings:
    """For commands that only read the ledger, or make Stanch do less: one bad line must not keep them from it.

    What is wrong is said on standard error; it is what `stanch run` would not start with.
    """
    problems: tuple[Problem, ...] = ()
    try:
        return settings(config)
    except SettingsError as error:
        if not os.path.lexists(config_directory(config) / "stanch.toml"):
            raise
        problems = error.problems
    for problem in problems:
        click.echo(f"stanch: warning: {problem}", err=True)
    return load(config_directory(config), reads_only=True, state=state_folder(config))


def state_option(function: F) -> F:
    return click.option(
        "--state",
        "state",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Folder of the ledger [default: what stanch.toml says].",
    )(function)


def state_folder(config: Path | None) -> Path:
    """Where the state is, whatever else is wrong with the configuration: freezing must work then, too."""
    directory = config_directory(config).absolute()
    problem = ""
    try:
        return configured_state(directory)
    except FileNotFoundError:
        problem = "there is none" if config else ""
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    if not problem:
        return state_directory()
    mend = "mend that; `stanch freeze` and `stanch thaw` can do without, by --state FOLDER"
    message = f"{directory / 'stanch.toml'}: {problem}, so that nothing says where the state is: {mend}"
    raise Complaint(message)


def lived_in(config: Path | None, state: Path | None) -> Path:
    """The folder of a state that somebody uses. A freeze that lies where no daemon looks stops nothing."""
    folder = state_folder(config) if state is None else state.absolute()
    problem = ""
    try:
        if not any(os.path.lexists(folder / name) for name in (LEDGER, SOCKET)):
            problem = "nothing of Stanch lives here (no ledger, no daemon)"
        elif not os.access(folder, os.X_OK):
            problem = "you may not look into this folder"
    except OSError as error:
        problem = f"cannot be looked into ({error.strerror})"
    if not problem:
        return folder
    message = (
        f"{folder}: {problem}, so nothing was changed. Give --config with the folder of the daemon's stanch.toml, or "
        "--state with that of its ledger (a service's is often /var/lib/stanch), as root or the user of the daemon"
    )
    raise Complaint(message)


def view(config: Path | None) -> LedgerView:
    from agent.ledger import LedgerView

    return LedgerView(tolerant(config).state / LEDGER)


def nothing_to_watch(found: Settings) -> Complaint | None:
    """None where there is something: a source, or a webhook that reports."""
    if found.sources or found.reporting:
        return None
    return Complaint(f"{found.directory / 'stanch.toml'}: no [[sources]]: there is nothing to watch; add one")


def no_incident(said: str) -> Complaint:
    """For a word that may be no number at all."""
    if said.isascii() and said.isdigit():
        return Complaint(f"there is no incident {said}; `stanch incidents` lists them")
    how = "give its number, or the first six or more digits of its fingerprint"
    return Complaint(f"there is no incident {said}: {how}; `stanch incidents` lists them")


def armed_words(found: Settings) -> list[str]:
    """What may be acted on now, and by whose word: stanch.toml, and what `stanch arm` and `disarm` said since."""
    said = [f"{system.name} (stanch.toml)" for system in found.systems if system.armed]
    for line in Arming(found.state / ARMING).lines():
        scope = " and ".join(f"{name} {value}" for name, value in line.scope.items()) or "everything"
        said.append(f"{scope} {'armed' if line.armed else 'DISARMED'} by {line.by} at {line.at}")
    return said


def is_running(state: Path) -> bool:
    """Does a daemon listen at its socket?"""
    return listens(state)


def changed_since(found: Settings) -> bool:
    """Is a file of the configuration newer than the running daemon?"""
    files = [found.directory / name for name in ("stanch.toml", "policy.toml", "inventory.toml")]
    started = (found.state / SOCKET).stat().st_mtime
    return any(file.stat().st_mtime > started for file in files if file.exists())
