"""`stanch init` without its questions: writes a configuration that loads, and the keys.

    reference files + sources + Systems --> stanch.toml, policy.toml, inventory.toml (0600) in a 0700 folder --> load()

Nothing is written unless all of it loads, and nothing that exists is overwritten: an error names it, or `force` keeps
it as FILE.bak.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Final

from agent.complaint import Complaint, absent, refused
from agent.control import listens
from agent.folders import LEDGER
from agent.found import Visibility
from agent.keys import load_keys, signing_seed, write_private
from agent.ledger import LedgerView
from agent.settings import Names, Problem, Settings, SettingsError, SourceKind, load, state_directory
from agent.sources.git.dir import is_repository

REFERENCE_FILES: Final = ("stanch.toml", "policy.toml", "inventory.toml")
_OWNER_LINE: Final = "#fallback_owner = "
_STATE_LINE: Final = "#state = "
_NAMED: Final = 5


class InitialiseError(Complaint):
    """Nothing was written. The message names the path and the mend."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A place to look. `kind` is found out when None."""

    path: Path
    kind: SourceKind | None = None
    visibility: Visibility = Visibility.UNKNOWN


@dataclass(frozen=True, slots=True)
class SystemSpec:
    """A System as far as [[systems]] must have it; what is None is left out."""

    name: str
    provider: str
    endpoints: tuple[str, ...]
    admin_file: Path | None = None
    admin_role: str | None = None


@dataclass(frozen=True, slots=True)
class Initialised:
    """What was written, what was kept beside it, and what it comes to."""

    files: tuple[Path, ...]
    backups: tuple[Path, ...]
    settings: Settings


def reference(name: str) -> str:
    """The text of a file of config/: shipped as agent/_config in a wheel, beside agent/ in a checkout."""
    package = resources.files("agent")
    shipped = package.joinpath("_config", name)
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return Path(str(package)).parent.joinpath("config", name).read_text(encoding="utf-8")


def discover(path: Path) -> SourceKind:
    """What a path is: a repository (with a working tree or bare), a folder, or a log. InitialiseError: nothing.

    A stanch.toml that names what is to come says what it will be; here only the path itself can.
    """
    if path.is_dir():
        return SourceKind.GIT if is_repository(path) else SourceKind.TREE
    if path.is_file():
        return SourceKind.LOG
    raise InitialiseError(
        *absent(
            path, "repository, folder or file", "mend the path, or make it first: what it is says what to write"
        ).args
    )


def in_the_way(directory: Path, *, force: bool) -> list[Path]:
    """The files that are there already. Raises InitialiseError unless they may be replaced."""
    present = [directory / name for name in REFERENCE_FILES if os.path.lexists(directory / name)]
    if present and not force:
        message = f"{', '.join(map(str, present))}: there already; edit what is there, or keep it as .bak with --force"
        raise InitialiseError(message)
    return present


def initialise(  # noqa: PLR0913 - a keyword for each thing that may be said
    directory: Path,
    *,
    fallback_owner: str,
    sources: Sequence[SourceSpec] = (),
    systems: Sequence[SystemSpec] = (),
    state: Path | None = None,
    own: Path | None = None,
    force: bool = False,
    environ: Mapping[str, str] = os.environ,
    names: Names | None = None,
) -> Initialised:
    """Write the configuration and the keys. Raises InitialiseError, SettingsError, KeysError or LedgerError.

    own: the state folder that this configuration had before. In any other, a ledger with sources is another's: one
    cursor a name is kept there, so that each would go on where the other was.
    """
    directory = directory.absolute()
    present = in_the_way(directory, force=force)
    _check_admins(systems)
    home = _state_of_here(environ) if state is None else state
    texts = {name: reference(name) for name in REFERENCE_FILES}
    texts["stanch.toml"] = _filled(texts["stanch.toml"], fallback_owner, home) + "".join(
        [*_source_entries(sources), *map(_system_entry, systems)]
    )
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    backups: list[Path] = []
    with _draft(directory) as draft:
        for name, text in texts.items():
            write_private(Path(draft, name), text.encode())
        settings = _loaded(Path(draft), environ, names)
        if listens(settings.state):
            message = f"{settings.state}: a daemon runs on this state folder: stop it first. Nothing was written"
            raise InitialiseError(message)
        _check_strangers(settings.state, own if state is None else state)
        load_keys(settings.state, environ)
        signing_seed(settings.state, environ)
        for path in present:
            backups.append(_free_backup(path))
            path.rename(backups[-1])
        for name in REFERENCE_FILES:
            Path(draft, name).rename(directory / name)
    files = tuple(directory / name for name in REFERENCE_FILES)
    settings = load(directory, environ=environ, names=names, reads_only=True)
    return Initialised(files, tuple(backups), settings)


def _check_strangers(state: Path, own: Path | None) -> None:
    """Whoever names a folder means it."""
    if own is not None and own.absolute() == state.absolute():
        return
    if not os.path.lexists(state / LEDGER):
        return
    with LedgerView(state / LEDGER) as ledger:
        found = list(ledger.sources())
    if found:
        named = ", ".join(found[:_NAMED]) + (", ..." if len(found) > _NAMED else "")
        message = (
            f"{state}: its ledger holds the sources of another configuration ({named}), which this one would share: "
            f"name another folder, --state FOLDER, or go on with that ledger by --state {state}. Nothing was written"
        )
        raise InitialiseError(message)


def _draft(directory: Path) -> tempfile.TemporaryDirectory[str]:
    failure = Complaint(f"{directory}: nothing can be written there")
    try:
        return tempfile.TemporaryDirectory(prefix=".init-", dir=directory)
    except OSError as error:
        failure = refused(error, meant=directory / REFERENCE_FILES[0]) or failure
    raise failure


def _loaded(draft: Path, environ: Mapping[str, str], names: Names | None) -> Settings:
    """Its mistakes are those of what was asked for: no line of a file that nobody will ever see."""
    problems: list[Problem] = []
    try:
        return load(draft, environ=environ, names=names, reads_only=True)
    except SettingsError as error:
        problems = [replace(problem, path=Path("nothing was written"), line=None) for problem in error.problems]
    raise SettingsError(problems)


def _check_admins(systems: Sequence[SystemSpec]) -> None:
    """What can be said before the daemon's user is known: whose it must be shows when that user reads it."""
    for system in systems:
        path, problem = system.admin_file, ""
        if path is None:
            continue
        try:
            mode = path.stat().st_mode
        except OSError as error:
            problem = f"cannot be opened ({error.strerror}): make it first, of mode 0600, with the credential in it"
        else:
            if not stat.S_ISREG(mode):
                problem = "is not a file: name the file that holds the credential"
            elif mode & 0o077:
                problem = f"can be read by others: chmod 600 {path}"
        if problem:
            message = f"--admin {system.name}: {path}: {problem}"
            raise InitialiseError(message)


def _state_of_here(environ: Mapping[str, str]) -> Path | None:
    """A state that only this environment knows of: no other command, and no freeze, would find it there."""
    home = {name: value for name, value in environ.items() if name == "HOME"}
    here = state_directory(environ)
    return None if here == state_directory(home) else here


def _filled(text: str, fallback_owner: str, state: Path | None) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        if line.startswith(_OWNER_LINE):
            lines.append(f"fallback_owner = {_quoted(fallback_owner)}\n")
        elif line.startswith(_STATE_LINE) and state is not None:
            lines.append(f"state = {_quoted(state.absolute())}\n")
        else:
            lines.append(line)
    return "".join(lines)


def _source_entries(sources: Sequence[SourceSpec]) -> Iterator[str]:
    taken: set[str] = set()
    for source in sources:
        path = source.path.absolute()
        plain = path.name.removesuffix(".git") or "root"
        name = next(each for each in _numbered(plain) if each not in taken)
        taken.add(name)
        yield _entry(
            "sources",
            kind=(source.kind or discover(path)).value,
            path=path,
            name=name,
            visibility=source.visibility.value,
        )


def _system_entry(system: SystemSpec) -> str:
    admin = {"file": system.admin_file, "role": system.admin_role}
    said = {key: value.absolute() if isinstance(value, Path) else value for key, value in admin.items() if value}
    inline = ", ".join(f"{key} = {_quoted(value)}" for key, value in said.items())
    entry = _entry("systems", name=system.name, provider=system.provider, endpoints=system.endpoints)
    return entry + f"admin = {{ {inline} }}\n" * bool(inline)


def _entry(table: str, **values: str | Path | tuple[str, ...]) -> str:
    lines = [f"\n[[{table}]]\n"]
    for key, value in values.items():
        if isinstance(value, tuple):
            lines.append(f"{key} = [{', '.join(map(_quoted, value))}]\n")
        else:
            lines.append(f"{key} = {_quoted(value)}\n")
    return "".join(lines)


def _quoted(value: str | Path) -> str:
    """A TOML text: JSON's escapes are TOML's, but for DEL, which TOML wants escaped too."""
    text = str(value)
    if any("\ud800" <= char <= "\udfff" for char in text):
        message = f"{text!a}: this path is not UTF-8, which TOML cannot hold: give it another name"
        raise InitialiseError(message)
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _free_backup(path: Path) -> Path:
    return next(
        found
        for found in (path.with_name(each) for each in _numbered(f"{path.name}.bak"))
        if not os.path.lexists(found)
    )
