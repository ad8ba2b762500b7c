"""[[sources]] of stanch.toml whose repositories are elsewhere: a URL to mirror, or an owner on a forge.

    kind = "git"    url, token or app or key and known_hosts, ca, proxy, every, max_size
    kind = "forge"  the same (url: where repositories are cloned from), and forge, owner, include, skip, archived, forks

The API of a forge is found from its url: an answer of the API never names a host that gets our login.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from agent.model import CredentialRef
from agent.settings.apps import AppSettings, AppTable, build_app
from agent.settings.ci import CiKeys
from agent.settings.document import Document
from agent.settings.elsewhere import EVERY, OWNER, LoginTable, check_proxy, read_url
from agent.settings.lines import KeyPath
from agent.settings.slack import token_ref
from agent.sources.remote.address import Remote
from agent.sources.remote.recipe import Way

if TYPE_CHECKING:
    from agent.settings.tables import SourceTable

Megabytes = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]

_MAX_SIZE: Final = 4_000  # MB
_USER: Final = re.compile(r"[!-9;-~]{1,200}")
_OF_A_REMOTE: Final = ("url", "token", "app", "key", "known_hosts", "ca", "proxy", "every", "max_size")
# And whether it belongs to ssh, or to https.
_OF_A_WAY: Final = (
    *(("key", True), ("known_hosts", True)),
    *(("ca", False), ("proxy", False), ("token", False), ("app", False)),
)
_OF_AN_API: Final = frozenset({"token", "app", "ca"})
_OF_A_FORGE: Final = ("forge", "owner", "include", "skip", "archived", "forks")


class ForgeKind(Enum):
    """Whose API it is. Forgejo's is that of Gitea."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"
    BITBUCKET = "bitbucket"


_PUBLIC: Final = {
    ForgeKind.GITHUB: "https://github.com",
    ForgeKind.GITLAB: "https://gitlab.com",
    ForgeKind.BITBUCKET: "https://bitbucket.org",
}


class RemoteKeys(CiKeys, frozen=True, kw_only=True):
    """The keys of a [[sources]] table that only what is elsewhere has, builds among it."""

    url: str | None = None
    token: LoginTable | None = None
    app: AppTable | None = None
    key: Path | None = None
    known_hosts: Path | None = None
    ca: Path | None = None
    proxy: str | None = None
    every: timedelta | None = None
    max_size: Megabytes | None = None
    forge: ForgeKind | None = None
    owner: str | None = None
    include: tuple[str, ...] | None = None
    skip: tuple[str, ...] | None = None
    archived: bool | None = None
    forks: bool | None = None
    close: bool | None = None


@dataclass(frozen=True, slots=True)
class ForgeSettings:
    """Which repositories of whom. include, skip: shell patterns of their paths below the owner."""

    kind: ForgeKind
    owner: str
    include: tuple[str, ...]
    skip: tuple[str, ...]
    archived: bool
    forks: bool


@dataclass(frozen=True, slots=True)
class RemoteSettings:
    """Where, how, how often. max_size: bytes. forge: None where `remote` is one repository. app: for a token."""

    remote: Remote
    way: Way
    token: CredentialRef | None
    user: str
    every: timedelta
    max_size: int
    forge: ForgeSettings | None = None
    app: AppSettings | None = None

    @property
    def name(self) -> str:
        return self.remote.name if self.forge is None else self.forge.owner.rpartition("/")[2]

    def folder(self, state: Path, name: str) -> Path:
        """Of the mirror of a source of that name, or of all of them."""
        named = "\n".join([name, self.remote.url, self.forge.owner if self.forge else ""])
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
        return state / "mirrors" / f"{slug}-{hashlib.sha256(named.encode()).hexdigest()[:12]}"


def build_remote(
    document: Document, table: SourceTable, at: KeyPath, credentials: Path | None
) -> RemoteSettings | None:
    """None for what is here, or is wrong; that is filed in the document."""
    if table.kind.value == "ci":
        return None
    is_forge = table.kind.value == "forge"
    if not is_forge and (table.kind.value != "git" or table.url is None):
        _stray(document, table, at, (*_OF_A_REMOTE, *_OF_A_FORGE))
        return None
    if not is_forge:
        _stray(document, table, at, _OF_A_FORGE)
    if table.path is not None:
        document.problem((*at, "path"), "means nothing beside url: the mirror is in the state folder", "remove it")
    forge = forge_of(document, table, at) if is_forge else None
    remote = remote_of(document, table, at, server=is_forge)
    if remote is None or (is_forge and forge is None):
        return None
    token = None if table.token is None else token_ref(document, (*at, "token"), table.token, credentials)
    app = build_app(document, (*at, "app"), table.app, credentials, token=table.token)
    _check_app(document, table, at, remote)
    check_way(document, table, at, remote)
    user = table.token.user if table.token and table.token.user else _user(table.forge)
    if not _USER.fullmatch(user):
        document.problem((*at, "token", "user"), "is no name of a user", 'write user = "x-access-token"')
    way = Way(table.key, table.known_hosts, table.ca, table.proxy)
    largest = (table.max_size or _MAX_SIZE) * 1_000_000
    return RemoteSettings(remote, way, token, user, table.every or EVERY, largest, forge, app)


def _check_app(document: Document, table: SourceTable, at: KeyPath, remote: Remote) -> None:
    """Only GitHub has them, and of one repository its path says whose it is."""
    if table.app is not None and table.forge not in {None, ForgeKind.GITHUB}:
        document.problem((*at, "app"), "means nothing to this forge: only GitHub has such Apps", "write a token")
    if table.app is not None and table.forge is None and remote.path.strip("/").count("/") < 1:
        document.problem((*at, "url"), "is no repository of GitHub, whose App is to read it", "write ../OWNER/NAME.git")


def _stray(document: Document, table: SourceTable, at: KeyPath, keys: tuple[str, ...]) -> None:
    for key in keys:
        if getattr(table, key) is not None:
            mend = 'remove it, or write kind = "forge"' if key in _OF_A_FORGE else "remove it, or write url, not path"
            document.problem((*at, key), "means nothing to a source of this kind", mend)


def forge_of(document: Document, table: SourceTable, at: KeyPath) -> ForgeSettings | None:
    """None: it is not said, or wrong, which is filed in the document."""
    if table.forge is None:
        document.problem((*at, "forge"), "is missing", 'write forge = "github", "gitlab", "gitea" or "bitbucket"')
        return None
    if table.owner is None or not OWNER.fullmatch(table.owner):
        what = "is missing" if table.owner is None else "is no organisation, user, group or workspace"
        document.problem((*at, "owner"), what, 'write owner = "acme", or "group/subgroup" of GitLab')
        return None
    if table.url is None and table.forge not in _PUBLIC:
        document.problem((*at, "url"), "is missing", 'write url = "https://git.example.com"')
    return ForgeSettings(
        table.forge,
        table.owner,
        ("*",) if table.include is None else table.include,
        table.skip or (),
        archived=table.archived is not False,
        forks=table.forks is True,
    )


def remote_of(document: Document, table: SourceTable, at: KeyPath, *, server: bool) -> Remote | None:
    """Where its url leads, or that of the public forge; None: nowhere, or wrong, which is filed in the document."""
    at = (*at, "url")
    given = table.url or (_PUBLIC.get(table.forge) if table.forge else None)
    if given is None:
        return None
    remote, reason = read_url(given, server=server)
    if remote is None and server:
        document.problem(at, reason, 'write "https://host", and the owner as owner = "..."')
    elif remote is None:
        mend = 'write "https://host/path.git" or "ssh://git@host/path.git"; of a login write token = { file = ... }'
        document.problem(at, reason, mend)
    return remote


def check_way(document: Document, table: SourceTable, at: KeyPath, remote: Remote) -> None:
    """The keys of the way there; what is wrong is filed in the document."""
    ssh = remote.scheme == "ssh"
    for key, of_ssh in _OF_A_WAY:
        if getattr(table, key) is not None and ssh is not of_ssh and not (key in _OF_AN_API and table.forge):
            document.problem((*at, key), f"means nothing to {remote.scheme}://", "remove it")
    if ssh and (table.key is None or table.known_hosts is None):
        missing = "key" if table.key is None else "known_hosts"
        mend = (
            'write key = "/path" (a private key, mode 0600) and known_hosts = "/path" (what ssh-keyscan says, compared)'
        )
        document.problem((*at, missing), "is missing: ssh needs it", mend)
    check_proxy(document, at, table.proxy)


def _user(forge: ForgeKind | None) -> str:
    """Where a token alone is asked for, this is what stands in the user's place.

    https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
    https://docs.gitlab.com/topics/git/clone/#clone-using-a-token (any user)
    https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/
    """
    return "x-token-auth" if forge is ForgeKind.BITBUCKET else "x-access-token"
