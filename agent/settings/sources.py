"""[[sources]]: where to look, each of them whole, and held against the others.

What one kind has and another has not is said here; what each is made of, in a file of its own: remotes.py, vaults.py,
ci.py, alerts.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from agent.found import Visibility
from agent.model import System
from agent.scan.names import of_root
from agent.settings.absent import absent
from agent.settings.alerts import AlertSettings, build_alerts
from agent.settings.apps import AppSettings
from agent.settings.ci import CiSettings, build_ci
from agent.settings.document import Document
from agent.settings.problems import Problem
from agent.settings.remotes import RemoteSettings, build_remote
from agent.settings.tables import SourceKind, SourceTable
from agent.settings.vaults import VaultSettings, build_vault, check_no_vault
from agent.settings.words import shown
from agent.sources.logs.journal import HOME as JOURNAL


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """A place to look. remote: where its repositories are elsewhere; `path` is then the folder of the mirrors.
    vault, ci: of that kind alone, all but the path of its folder. alerts: of that kind alone, all of it.

    of: this is a working tree, and the source of that name reads its history. gitignore: what git leaves alone there is
    left out. unreachable: also what nothing in a repository leads to.
    """

    name: str
    kind: SourceKind
    path: Path
    visibility: Visibility
    exclude: tuple[str, ...] = ()
    remote: RemoteSettings | None = None
    vault: VaultSettings | None = None
    ci: CiSettings | None = None
    layout: str | None = None
    units: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    of: str = ""
    gitignore: bool = False
    unreachable: bool = False
    alerts: AlertSettings | None = None

    @property
    def app(self) -> AppSettings | None:
        """Whose installation reads it, where one does."""
        return next((one.app for one in (self.remote, self.ci, self.alerts) if one is not None), None)


def build_sources(
    document: Document,
    tables: tuple[SourceTable, ...],
    systems: Mapping[str, System],
    credentials: Path | None,
    state: Path,
) -> tuple[tuple[SourceSettings, ...], tuple[Problem, ...]]:
    found: dict[str, SourceSettings] = {}
    warnings: list[Problem] = []
    for table in tables:
        at = document.at(table)
        _check_kind(document, table)
        one = _one(document, table, systems, credentials, state)
        if one is None:
            continue
        if table.name and of_root(table.name) != table.name:
            document.problem((*at, "name"), "is like a credential, and names are shown", "write another one")
        if one.name in found:
            what = "another source has this name already"
            document.problem((*at, "name" if table.name else "path"), what, 'write name = "..." with one of its own')
        if not one.name or not one.name.isprintable():
            document.problem((*at, "path"), "yields no name", 'write name = "..."')
        warnings += absent(document, table, at, one.remote.remote if one.remote else None)
        found[one.name] = one
        if _has_worktree(document, table, one.path, is_here=one.remote is None):
            beside = replace(one, name=f"{one.name} (files)", kind=SourceKind.TREE, of=one.name, unreachable=False)
            found[beside.name] = replace(beside, gitignore=table.gitignore)
        _check_unwrapped(document, table, found.values())
    _check_names(document, tables, found)
    return tuple(found.values()), tuple(warnings)


def _check_unwrapped(document: Document, table: SourceTable, found: Iterable[SourceSettings]) -> None:
    """What wraps a secret-id is good for one: a second source would take its use for a theft."""
    logins = [one.vault.login for one in found if one.vault is not None and one.vault.login is not None]
    files = [login.secret.path for login in logins if login.wrapped and login.secret is not None]
    if table.login is not None and table.login.wrapped and len(set(files)) != len(files):
        mend = "give each source a wrapped secret-id of its own, or let one source read all paths"
        document.problem((*document.at(table), "login", "wrapped"), "another source unwraps that already", mend)


def _one(
    document: Document,
    table: SourceTable,
    systems: Mapping[str, System],
    credentials: Path | None,
    state: Path,
) -> SourceSettings | None:
    ci = build_ci(document, table, document.at(table), credentials)
    if table.kind is SourceKind.VAULT:
        return _vault(document, table, systems, credentials)
    check_no_vault(document, table)
    if table.kind is SourceKind.ALERTS:
        return _alerts(document, table, credentials, state)
    if table.kind is not SourceKind.CI:
        return _elsewhere_or_here(document, table, credentials, state)
    if ci is None:
        return None
    return SourceSettings(table.name or of_root(ci.name), table.kind, state / "ci", table.visibility, ci=ci)


def _check_names(document: Document, tables: tuple[SourceTable, ...], found: Mapping[str, SourceSettings]) -> None:
    for table in tables:
        above = next((one.name for one in found.values() if (table.name or "").startswith(f"{one.name}/")), None)
        if above is not None and found[above].kind is SourceKind.FORGE:
            what = f"is a name that a repository of {shown(above)} may get"
            document.problem((*document.at(table), "name"), what, "write another one")


def _has_worktree(document: Document, table: SourceTable, path: Path, *, is_here: bool) -> bool:
    """Is the working tree of a repository read as well? Where nobody says so, it is if there is one."""
    at = document.at(table)
    if table.kind is not SourceKind.GIT or not is_here:
        written = {
            "worktree": table.worktree is not None,
            "gitignore": table.gitignore,
            "unreachable": table.unreachable,
        }
        for key in (key for key, stands in written.items() if stands):
            document.problem((*at, key), 'is for a kind = "git" with a path', "take it out")
        return False
    is_there = os.path.lexists(path / ".git")
    is_wanted = is_there if table.worktree is None else table.worktree
    if table.gitignore and not is_wanted:
        document.problem((*at, "gitignore"), "no working tree is read there", "take it out, or write worktree = true")
    return is_wanted


def _check_kind(document: Document, table: SourceTable) -> None:
    """Keys that another kind of source has are mistakes."""
    only = {
        "layout": SourceKind.LOG,
        "units": SourceKind.JOURNAL,
        "identifiers": SourceKind.JOURNAL,
        "close": SourceKind.ALERTS,
    }
    for key, its in only.items():
        if getattr(table, key) not in {None, ()} and table.kind is not its:
            document.problem((*document.at(table), key), f"is only for sources of the kind {its.value}", "remove it")


def _elsewhere_or_here(
    document: Document, table: SourceTable, credentials: Path | None, state: Path
) -> SourceSettings | None:
    at = document.at(table)
    remote = build_remote(document, table, at, credentials)
    if remote is not None:
        name = table.name or of_root(remote.name)
        path = remote.folder(state, name)
    elif table.path is not None or table.kind is SourceKind.JOURNAL:
        path = table.path or JOURNAL
        name = table.name or of_root(path.name.removesuffix(".git"))
    else:
        if table.kind is not SourceKind.FORGE and table.url is None:
            document.problem((*at, "path"), "is missing", 'write path = "/path"')
        return None
    here = SourceSettings(
        *(name, table.kind, path, table.visibility, table.exclude, remote), unreachable=table.unreachable
    )
    layout = table.layout.value if table.layout else None
    return replace(here, layout=layout, units=table.units, identifiers=table.identifiers)


def _vault(
    document: Document, table: SourceTable, systems: Mapping[str, System], credentials: Path | None
) -> SourceSettings | None:
    vault = build_vault(document, table, systems, credentials)
    name = table.name or (of_root(table.path.name) if table.path else "")
    if table.name is None and table.path is None:
        document.problem((*document.at(table), "name"), "is missing", 'write name = "..."')
    if vault is None or not name:
        return None
    return SourceSettings(name, table.kind, table.path or Path(), table.visibility, vault=vault)


def _alerts(document: Document, table: SourceTable, credentials: Path | None, state: Path) -> SourceSettings | None:
    alerts = build_alerts(document, table, document.at(table), credentials)
    if alerts is None:
        return None
    name = table.name or of_root(alerts.name)
    return SourceSettings(name, table.kind, state / "alerts", table.visibility, alerts=alerts)
