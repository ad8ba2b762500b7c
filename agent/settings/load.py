"""stanch.toml, and the three files put together.

    stanch.toml     where to look, which Systems, how far Stanch may go      required
    policy.toml     rules                                                    absent: observe
    inventory.toml  credentials that should exist                            absent: empty

`load` either returns Settings that are whole or raises SettingsError with every mistake of all files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from agent.complaint import Complaint
from agent.folders import state_directory
from agent.hook.terms import Terms
from agent.inventory.register import Inventory
from agent.model import System
from agent.response.estate import Estate, Guard, caseless
from agent.response.policy import Policy
from agent.rules.rule import NO_RULES, Ruleset, kind
from agent.settings.document import Document
from agent.settings.hook import build_hook
from agent.settings.inventory import build_inventory
from agent.settings.problems import Problem, SettingsError
from agent.settings.rules import Known, build_rules
from agent.settings.slack import SlackSettings, build_slack
from agent.settings.sources import SourceSettings, build_sources
from agent.settings.systems import build_systems
from agent.settings.tables import Caps, Hygiene, LogLevel, MainFile, ProbeLimits, SourceKind, Timing
from agent.settings.web import Web, build_web
from agent.settings.webhooks import WebHookSettings, build_hooks
from agent.settings.words import shown

STANCH_TOML: Final = "stanch.toml"
POLICY_TOML: Final = "policy.toml"
INVENTORY_TOML: Final = "inventory.toml"
_AWS_ACCOUNT: Final = re.compile(r"[0-9]{12}")


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
    policy.toml, None where there is none. is_whole: stanch.toml has no mistake, for which a source could be left out.
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
    is_whole: bool = True

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
    sources, warnings = build_sources(main, file.sources, by_name, credentials, home)
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
        is_whole=not any(problem.path == main.path for problem in problems),
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
