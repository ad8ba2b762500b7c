"""stanch.toml, and the three files put together.

    stanch.toml     where to look, which Systems, how far Stanch may go      required
    policy.toml     rules                                                    absent: observe
    inventory.toml  credentials that should exist                            absent: empty

`load` either returns Settings that are whole or raises SettingsError with every mistake of all files. It is long
because what one table says is held against the others: names, Systems, sources and what they need of one another.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.folders import state_directory
from agent.found import Visibility
from agent.hook.terms import Terms
from agent.inventory.register import Inventory
from agent.model import System
from agent.response.estate import Estate, Guard, caseless
from agent.response.policy import Policy
from agent.rules.rule import NO_RULES, Ruleset, kind
from agent.scan.names import of_root
from agent.settings.absent import absent
from agent.settings.alerts import AlertSettings, build_alerts
from agent.settings.apps import AppSettings
from agent.settings.ci import CiSettings, build_ci
from agent.settings.document import Document
from agent.settings.hook import build_hook
from agent.settings.inventory import build_inventory
from agent.settings.problems import Problem, SettingsError
from agent.settings.remotes import RemoteSettings, build_remote
from agent.settings.rules import Known, build_rules
from agent.settings.slack import SlackSettings, build_slack
from agent.settings.systems import build_systems
from agent.settings.tables import Caps, Hygiene, LogLevel, MainFile, ProbeLimits, SourceKind, SourceTable, Timing
from agent.settings.vaults import VaultSettings, build_vault, check_no_vault
from agent.settings.web import Web, build_web
from agent.settings.webhooks import WebHookSettings, build_hooks
from agent.settings.words import shown
from agent.sources.logs.journal import HOME as JOURNAL

STANCH_TOML: Final = "stanch.toml"
POLICY_TOML: Final = "policy.toml"
INVENTORY_TOML: Final = "inventory.toml"
_AWS_ACCOUNT: Final = re.compile(r"[0-9]{12}")


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the head of the evidence is anchored, and how often it is signed."""

    anchor: Path
    checkpoint_every: timedelta


@dataclass(frozen=True, slots=True)
class Names:
    """The types and providers that exist, which the configuration may name."""

    types: Collection[str]
    providers: Collection[str]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the operator decided. `warnings`: worth a word, no mistake. `slack` None: nobody is told.

    hook: None where no push is answered. detection: the operator's own rules, besides ours. policy_hash: the SHA-256 of
    policy.toml, None where there is none.
    """

    directory: Path
    state: Path
    fallback_owner: str
    scan_workers: int
    log_level: LogLevel
    probe: ProbeLimits
    people: int
    caps: Caps
    timing: Timing
    hygiene: Hygiene
    evidence: Evidence
    web: Web | None
    sources: tuple[SourceSettings, ...]
    systems: tuple[System, ...]
    policy: Policy
    inventory: Inventory
    slack: SlackSettings | None = None
    hook: Terms | None = None
    detection: Ruleset = NO_RULES
    warnings: tuple[Problem, ...] = ()
    policy_hash: str | None = None

    @property
    def reporting(self) -> tuple[WebHookSettings, ...]:
        """The webhooks by which others report credentials: each is a source, too."""
        return tuple(hook for hook in (self.web.hooks if self.web else ()) if hook.provider.reports)

    @property
    def knows(self) -> bool:
        """Is there a credential by whose fingerprint a value could be known?"""
        return self.inventory.marked or any(source.kind is SourceKind.VAULT for source in self.sources)


def load(
    directory: Path,
    *,
    environ: Mapping[str, str] = os.environ,
    names: Names | None = None,
    reads_only: bool = False,
    state: Path | None = None,
) -> Settings:
    """Raises SettingsError with every mistake of all files.

    names: the types and providers that exist; those of the registries when None.
    reads_only: for commands that log in nowhere: $CREDENTIALS_DIRECTORY, which only the service has, may be unset.
    state: where it is, for whoever must go on with what can be read. Then mistakes are not raised: they are warnings.
    """
    directory = directory.absolute()
    main, policy, register = (Document(directory / name) for name in (STANCH_TOML, POLICY_TOML, INVENTORY_TOML))
    if main.absent:
        mend = "run `stanch init`, which makes one, or name its folder with --config"
        raise SettingsError([Problem(main.path, None, "", f"there is none in {directory}", mend)])
    file = main.read(MainFile) or MainFile()
    detection, left_out = _detection(main, file.stanch.rules)
    names = _registered() if names is None else names
    credentials = Path(environ["CREDENTIALS_DIRECTORY"]) if environ.get("CREDENTIALS_DIRECTORY") else None
    if credentials is None and reads_only:
        credentials = Path("/run/credentials/stanch.service")
    _check_main(main, file)
    home = state or file.stanch.state or state_directory(environ)
    systems = build_systems(main, file.systems, names.providers, credentials)
    by_name = {system.name: system for system in systems}
    sources, warnings = _build_sources(main, file.sources, by_name, credentials, home)
    web = build_web(main, file.web, build_hooks(main, file.web.hooks, sources, credentials))
    slack = build_slack(main, file.slack, credentials)
    hook, absent = build_hook(main, file.hook, home)
    written = _written_systems(main)
    rules, notes = build_rules(policy, Known(names.types, written))
    inventory = build_inventory(register, names.types, written, sources)
    inventory = replace(inventory, caseless=caseless(systems))
    problems = [problem for document in (main, policy, register) for problem in document.in_order()]
    if problems and state is None:
        raise SettingsError(problems)
    return Settings(
        directory=directory,
        state=home,
        fallback_owner=file.stanch.fallback_owner,
        scan_workers=file.stanch.scan_workers,
        log_level=file.stanch.log_level,
        probe=file.probe,
        people=file.approvals.people,
        caps=file.caps,
        timing=file.timing,
        hygiene=file.hygiene,
        evidence=Evidence(file.evidence.anchor or home / "anchor.jsonl", file.evidence.checkpoint_every),
        web=web,
        sources=sources,
        systems=systems,
        policy=Policy(
            rules,
            _estate(file.estate.accounts, systems),
            _guard(inventory, systems),
            rotation=inventory.rotation,
        ),
        inventory=inventory,
        slack=slack,
        hook=hook,
        detection=detection,
        warnings=(*warnings, *absent, *left_out, *notes, *problems),
        policy_hash=policy.sha256 or None,
    )


def _estate(accounts: Collection[str], systems: Collection[System]) -> Estate:
    """AWS answers every System for every account. One that a System lists is acted on there alone: what the inventory
    protects and rotates is named with that System, and another one would end it beside that.
    """
    listed = frozenset[str]().union(*(system.accounts for system in systems if system.provider == "aws"))
    return Estate(frozenset(accounts) - listed)


def load_hook(directory: Path) -> tuple[Terms, tuple[Problem, ...]]:
    """[hook] alone, as a hook reads it that is to be printed, and what is worth a word: git's user may read no other
    file. Raises SettingsError with its mistakes, and those that may hide it.
    """
    document = Document(directory.absolute() / STANCH_TOML)
    file = document.read(MainFile) or MainFile()
    terms, warnings = build_hook(document, file.hook, file.stanch.state or state_directory())
    around = ("", "hook", *((document.raw or {}).keys() - set(MainFile.__struct_fields__)))
    problems = [one for one in document.in_order() if one.key in around or one.key.startswith("hook.")]
    if problems:
        raise SettingsError(problems)
    return terms or Terms(), warnings


def _detection(document: Document, paths: tuple[Path, ...]) -> tuple[Ruleset, tuple[Problem, ...]]:
    """The operator's own rules, whose types the other files may name from here on."""
    if not paths:
        return NO_RULES, ()
    from agent.rules import load as rule_files
    from detectors.registry import learn

    try:
        found = rule_files.read(paths)
    except Complaint as error:
        document.problem(("stanch", "rules"), f"cannot be used: {error}", "mend the file, or take it out of the list")
        return NO_RULES, ()
    learn(map(kind, found.rules))
    return found, tuple(document.note(("stanch", "rules"), note, "it is left out") for note in found.notes)


def _check_main(document: Document, file: MainFile) -> None:
    stanch = {} if document.raw is None else document.raw.get("stanch", {})
    if document.raw is not None and isinstance(stanch, dict) and "fallback_owner" not in stanch:
        mend = 'write [stanch] fallback_owner = "who is told when nobody owns a credential"'
        document.problem(("stanch", "fallback_owner"), "is missing", mend)
    for index, account in enumerate(file.estate.accounts):
        if not _AWS_ACCOUNT.fullmatch(account):
            what = f"{shown(account)} is no AWS account number (12 digits), and other names count on one System only"
            mend = 'write accounts = ["..."] into its [[systems]] table, and remove it here'
            document.problem(("estate", "accounts", index), what, mend)
    recheck = file.timing.recheck
    if not recheck or any(later <= earlier for earlier, later in pairwise(recheck)):
        document.problem(("timing", "recheck"), "must rise from one to the next", 'write ["1h", "1d", "7d"]')


def _build_sources(
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


def _guard(inventory: Inventory, systems: tuple[System, ...]) -> Guard:
    """What the register protects, and the roles that Stanch itself logs in as."""
    guard = inventory.guard
    own = {(system.name, system.admin.principal) for system in systems if system.admin and system.admin.principal}
    return replace(guard, principals=guard.principals | own)


def _written_systems(document: Document) -> Mapping[str, Mapping[str, object]] | None:
    """All [[systems]] by name as they are written, those with mistakes too; None when there is no telling."""
    tables = [] if document.raw is None else document.raw.get("systems", [])
    if document.raw is None or not isinstance(tables, list):
        return None
    return {str(table["name"]): table for table in tables if isinstance(table, dict) and "name" in table}


def _registered() -> Names:
    from detectors.registry import TYPES
    from revokers.registry import REVOKERS

    return Names(frozenset(TYPES), frozenset(revoker.provider for revoker in REVOKERS))
