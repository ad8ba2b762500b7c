"""[[web.hooks]] of stanch.toml: who may send us webhooks, how he proves that it is he, and which sources they wake."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from agent.found import Visibility
from agent.model import Address, CredentialRef
from agent.settings.document import Document
from agent.settings.lines import KeyPath
from agent.settings.slack import TokenTable, token_ref
from agent.settings.words import meant, shown
from agent.sources.remote.address import NoRemoteError, parse

if TYPE_CHECKING:
    from agent.settings.sources import SourceSettings

KEYS_URL: Final = "https://api.github.com/meta/public_keys/secret_scanning"
# What GitLab's own detector calls what Stanch has an exact type for: its rule's name, in small letters.
# https://gitlab.com/gitlab-org/security-products/secret-detection/secret-detection-rules
TYPES: Final = tuple(
    f"gitleaks_rule_id_{name}"
    for name in (
        "aws",
        "github_app_token",
        "github_fine_grained_personal_access_token",
        "github_oauth_access_token",
        "github_personal_access_token",
        "github_refresh_token",
        "gitlab_personal_access_token",
        "hashicorp_vault_batch_token",
        "hashicorp_vault_service_token",
        "slack_token",
    )
)
_NO_LOGS: Final = {"git", "tree", "forge", "alerts", "vault"}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class HookProvider(Enum):
    """Who sends."""

    GITHUB = "github"
    GITHUB_PARTNER = "github-partner"
    GITLAB = "gitlab"
    GITLAB_REVOCATION = "gitlab-revocation"
    GITEA = "gitea"
    ALERTMANAGER = "alertmanager"

    @property
    def reports(self) -> bool:
        """Does he send credentials, and not only say where something is new?"""
        return self in {HookProvider.GITHUB_PARTNER, HookProvider.GITLAB_REVOCATION}

    @property
    def wakes(self) -> bool:
        """Does he say where something is new?"""
        return self in {HookProvider.GITHUB, HookProvider.GITLAB, HookProvider.GITEA}


class WebHookTable(msgspec.Struct, frozen=True, kw_only=True):
    """One [[web.hooks]] table."""

    name: str
    provider: HookProvider
    secret: TokenTable | None = None
    sources: tuple[str, ...] | None = None
    keys_url: str | None = None
    keys_file: Path | None = None
    types: tuple[str, ...] | None = None
    visibility: Visibility | None = None


@dataclass(frozen=True, slots=True)
class WebHookSettings:
    """pushes, alerts, jobs: the sources that such news wakes. keys, keys_path: where keys are asked for; keys_file: or
    read from. types: what GitLab may send. visibility: who could see what is reported here.
    """

    name: str
    provider: HookProvider
    secret: CredentialRef | None
    pushes: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    keys: Address | None = None
    keys_path: str = ""
    keys_file: Path | None = None
    types: tuple[str, ...] = ()
    visibility: Visibility = Visibility.UNKNOWN


def build_hooks(
    document: Document, tables: Sequence[WebHookTable], sources: Sequence[SourceSettings], credentials: Path | None
) -> tuple[WebHookSettings, ...]:
    """What is wrong is filed in the document."""
    found: dict[str, WebHookSettings] = {}
    taken = {source.name for source in sources}
    for table in tables:
        at = document.at(table)
        if not _NAME.fullmatch(table.name):
            document.problem((*at, "name"), "is no part of a URL", 'write letters and digits, such as "github"')
        if table.name in found:
            document.problem((*at, "name"), "another hook has this name already", "write another one")
        if table.provider.reports and table.name in taken:
            document.problem((*at, "name"), "a source has this name already", "write another one")
        found[table.name] = _hook(document, table, at, {one.name: one.kind.value for one in sources}, credentials)
    return tuple(found.values())


def _hook(
    document: Document, table: WebHookTable, at: KeyPath, kinds: dict[str, str], credentials: Path | None
) -> WebHookSettings:
    provider = table.provider
    partner, revocation = provider is HookProvider.GITHUB_PARTNER, provider is HookProvider.GITLAB_REVOCATION
    secret = None if partner else token_ref(document, (*at, "secret"), table.secret, credentials)
    meaningless = {
        "secret": partner,
        "sources": not provider.wakes,
        "keys_url": not partner or table.keys_file is not None,
        "keys_file": not partner,
        "types": not revocation,
        "visibility": not provider.reports,
    }
    for key, is_so in meaningless.items():
        if is_so and getattr(table, key) is not None:
            document.problem((*at, key), "means nothing to a hook of this kind", "remove it")
    if provider.wakes and not table.sources:
        mend = 'write sources = ["..."], the names of those that it wakes'
        document.problem((*at, "sources"), "is missing", mend)
    for number, name in enumerate(table.sources or ()):
        if name not in kinds:
            document.problem((*at, "sources", number), f"{shown(name)} is no source", meant(name, kinds))
    keys = _keys(document, (*at, "keys_url"), table) if partner and table.keys_file is None else None
    named = [name for name in table.sources or () if name in kinds]
    return WebHookSettings(
        name=table.name,
        provider=provider,
        secret=secret,
        pushes=_of(named, kinds, {"git", "tree", "forge"}),
        alerts=_of(named, kinds, {"alerts"}),
        jobs=tuple(name for name in named if kinds[name] not in _NO_LOGS),
        keys=keys[0] if keys else None,
        keys_path=keys[1] if keys else "",
        keys_file=table.keys_file,
        types=(TYPES if table.types is None else table.types) if revocation else (),
        # What partners are told of was found where everybody can read it.
        visibility=table.visibility or (Visibility.PUBLIC if partner else Visibility.UNKNOWN),
    )


def _of(names: Sequence[str], kinds: dict[str, str], wanted: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if kinds[name] in wanted)


def _keys(document: Document, at: KeyPath, table: WebHookTable) -> tuple[Address, str] | None:
    problem = ""
    try:
        url = parse(table.keys_url or KEYS_URL)
    except NoRemoteError as error:
        problem = str(error)
    else:
        if url.scheme in {"https", "http"}:
            return Address("keys", url.host, url.port, tls=url.scheme == "https"), url.path
        problem = "is no https:// URL"
    document.problem(at, problem, f'write keys_url = "{KEYS_URL}", or remove it')
    return None
