"""The sections of stanch.toml, with the defaults that config/stanch.toml explains (a test compares the two)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Final

import msgspec

from agent.found import Visibility
from agent.settings.ci import CiKeys
from agent.settings.hook import HookTable
from agent.settings.slack import SlackTable
from agent.settings.systems import SystemTable
from agent.settings.vaults import VaultKeys, vault_hints
from agent.settings.webhooks import WebHookTable
from agent.settings.words import Hints

Workers = Annotated[int, msgspec.Meta(ge=1, le=256, examples=[2])]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class LogLevel(Enum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class ProbeMode(Enum):
    """Who may be asked about a value: nobody, the operator's own Systems, or every configured one."""

    OFF = "off"
    OWN = "own"
    ALL = "all"


class SourceKind(Enum):
    """What a source is: a repository, a folder, files that are being written, all repositories of an owner, a store of
    secrets, the journal, the logs of builds through an API, or the open alerts that a forge keeps.
    """

    GIT = "git"
    TREE = "tree"
    LOG = "log"
    FORGE = "forge"
    VAULT = "vault"
    JOURNAL = "journal"
    ALERTS = "alerts"
    CI = "ci"


class Layout(Enum):
    """Whose folder a log's path is: where the logs lie in it (agent/sources/logs/layouts.py)."""

    JENKINS = "jenkins"
    GITLAB = "gitlab"
    GITLAB_RUNNER = "gitlab-runner"
    GITHUB_RUNNER = "github-runner"
    BUILDKITE = "buildkite"
    TEAMCITY = "teamcity"


class Main(msgspec.Struct, frozen=True):
    """[stanch]; `fallback_owner` is required, which `load` checks."""

    fallback_owner: str = ""
    state: Path | None = None
    scan_workers: Workers = 2
    log_level: LogLevel = LogLevel.INFO
    rules: tuple[Path, ...] = ()


class ProbeLimits(msgspec.Struct, frozen=True):
    """[probe]"""

    mode: ProbeMode = ProbeMode.OWN
    control_per_10_minutes: Count = 3


class Approvals(msgspec.Struct, frozen=True):
    """[approvals]: how many people must approve what is irreversible or shared."""

    people: Annotated[int, msgspec.Meta(ge=1, le=5, examples=[2])] = 2


class Caps(msgspec.Struct, frozen=True):
    """[caps]: at most so many actions; 0 is none at all."""

    actions_per_hour: Count = 20
    per_system_per_hour: Count = 10
    per_owner_per_hour: Count = 10


class EstateTable(msgspec.Struct, frozen=True):
    """[estate]: numbers of AWS accounts; what is ours elsewhere stands with its System."""

    accounts: tuple[str, ...] = ()


class Overlap(msgspec.Struct, frozen=True):
    """[timing] overlap: how long a replaced credential may live on. An unknown visibility is public here."""

    public: timedelta = timedelta(minutes=15)
    internal: timedelta = timedelta(hours=4)
    private: timedelta = timedelta(hours=24)


class Timing(msgspec.Struct, frozen=True):
    """[timing]"""

    poll: timedelta = timedelta(seconds=10)
    quiet: timedelta = timedelta(seconds=2)
    recheck: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
    overlap: Overlap = Overlap()


class EvidenceTable(msgspec.Struct, frozen=True):
    """[evidence]"""

    anchor: Path | None = None
    checkpoint_every: timedelta = timedelta(minutes=5)


class Hygiene(msgspec.Struct, frozen=True):
    """[hygiene]: how values should be kept in vault stores. `tell`: owners are told, where [slack] says how."""

    oldest: timedelta = timedelta(days=90)
    tell: bool = True


class WebTable(msgspec.Struct, frozen=True):
    """[web]"""

    listen: str = "127.0.0.1:9464"
    beyond_loopback: bool = False
    hosts: tuple[str, ...] = ()
    hooks: tuple[WebHookTable, ...] = ()


class SourceTable(VaultKeys, frozen=True, kw_only=True):
    """One [[sources]] table. What is here needs a path."""

    kind: SourceKind
    path: Path | None = None
    name: str | None = None
    visibility: Visibility = Visibility.UNKNOWN
    exclude: tuple[str, ...] = ()
    layout: Layout | None = None
    units: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    worktree: bool | None = None
    gitignore: bool = False
    unreachable: bool = False

    @staticmethod
    def hints(raw: Mapping[str, object]) -> Hints | None:
        """The keys of this kind of source."""
        kind = raw.get("kind")
        if kind == SourceKind.VAULT.value:
            return vault_hints(raw.get("store"))
        known = next((keys for its, keys in _KEYS.items() if its.value == kind), None)
        return Hints((*_ALL, *known), _ALSO, kept="token") if known else None


_ALL: Final = ("kind", "name", "visibility")
_API: Final = ("url", "token", "app", "ca", "proxy", "every")
_REMOTE: Final = (*_API, "key", "known_hosts", "max_size", "exclude", "unreachable")
_KEYS: Final = {
    SourceKind.GIT: ("path", "worktree", "gitignore", *_REMOTE),
    SourceKind.TREE: ("path", "exclude", "gitignore"),
    SourceKind.LOG: ("path", "exclude", "layout"),
    SourceKind.JOURNAL: ("path", "units", "identifiers"),
    SourceKind.FORGE: ("forge", "owner", "include", "skip", "archived", "forks", *_REMOTE),
    SourceKind.ALERTS: ("forge", "owner", "close", *_API),
    SourceKind.CI: ("owner", "include", "skip", "max_size", *CiKeys.__struct_fields__, *_API),
}
_ALSO: Final = {"endpoint": "url", "address": "url", "folder": "path", "repository": "url", "paths": "path"}


class MainFile(msgspec.Struct, frozen=True):
    """The whole of stanch.toml."""

    stanch: Main = Main()
    probe: ProbeLimits = ProbeLimits()
    approvals: Approvals = Approvals()
    caps: Caps = Caps()
    estate: EstateTable = EstateTable()
    timing: Timing = Timing()
    evidence: EvidenceTable = EvidenceTable()
    slack: SlackTable | None = None
    web: WebTable = WebTable()
    hook: HookTable | None = None
    hygiene: Hygiene = Hygiene()
    sources: tuple[SourceTable, ...] = ()
    systems: tuple[SystemTable, ...] = ()
