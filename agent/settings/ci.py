"""[[sources]] of stanch.toml with kind = "ci": the logs of builds, through a provider's API.

    kind = "ci"   provider, url, owner, token or app, ca, proxy, every, max_size, include, skip, since, artifacts,
                  download_hosts, erase_token

An answer of the API names no host that is asked, unless download_hosts does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from agent.model import CredentialRef
from agent.settings.apps import AppSettings, build_app
from agent.settings.document import Document
from agent.settings.elsewhere import EVERY, OWNER, LoginTable, check_proxy, read_url
from agent.settings.lines import KeyPath
from agent.settings.slack import token_ref
from agent.sources.remote.address import Remote

if TYPE_CHECKING:
    from agent.settings.tables import SourceTable

_SINCE: Final = timedelta(days=14)
_MAX_SIZE: Final = 32  # MB
_LARGEST: Final = 100  # MB: what crosses a pipe to a scanner has an end
_HOST: Final = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?")
_OF_CI: Final = ("provider", "since", "artifacts", "download_hosts", "erase_token")
_NOT_OF_CI: Final = ("path", "key", "known_hosts", "forge", "archived", "forks")


class CiKind(Enum):
    """Whose API it is."""

    GITHUB = "github"
    GITLAB = "gitlab"
    JENKINS = "jenkins"
    BUILDKITE = "buildkite"
    CIRCLECI = "circleci"


PUBLIC: Final = {
    CiKind.GITHUB: "https://github.com",
    CiKind.GITLAB: "https://gitlab.com",
    CiKind.BUILDKITE: "https://buildkite.com",
    CiKind.CIRCLECI: "https://circleci.com",
}
# https://support.circleci.com/hc/en-us/articles/21040161057947-Can-I-delete-a-project
NO_ERASING: Final = {
    CiKind.CIRCLECI: "CircleCI has no call that erases a log: it stays until its plan's retention ends, or the whole"
    " project is deleted there, with all of its builds"
}
_HAVE_ARTIFACTS: Final = frozenset({CiKind.GITHUB, CiKind.GITLAB, CiKind.JENKINS})
# Where the public ones keep logs and artifacts.
_HOSTS: Final = {
    CiKind.GITHUB: ("*.actions.githubusercontent.com", "*.blob.core.windows.net"),
    CiKind.GITLAB: ("storage.googleapis.com", "cdn.artifacts.gitlab-static.net"),
    CiKind.CIRCLECI: ("circle-production-action-output.s3.amazonaws.com",),
}


class CiKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a [[sources]] table that only builds have."""

    provider: CiKind | None = None
    since: timedelta | None = None
    artifacts: bool | None = None
    download_hosts: tuple[str, ...] | None = None
    erase_token: LoginTable | None = None


@dataclass(frozen=True, slots=True)
class CiSettings:
    """What is read, of whom, how often. include, skip: shell patterns of paths below the owner. largest: bytes of what
    must be whole. eraser: may erase logs, where a person asks for it; of Jenkins it has a user, as the token has.
    """

    kind: CiKind
    remote: Remote
    owner: str
    token: CredentialRef | None
    user: str
    ca: Path | None
    proxy: str | None
    include: tuple[str, ...]
    skip: tuple[str, ...]
    every: timedelta
    since: timedelta
    artifacts: bool
    largest: int
    hosts: tuple[str, ...]
    eraser: CredentialRef | None = None
    eraser_user: str = ""
    app: AppSettings | None = None

    @property
    def is_public(self) -> bool:
        return self.remote.url == PUBLIC.get(self.kind)

    @property
    def name(self) -> str:
        return f"{self.kind.value}-{self.owner.rpartition('/')[2]}" if self.owner else self.kind.value


def build_ci(document: Document, table: SourceTable, at: KeyPath, credentials: Path | None) -> CiSettings | None:
    """None for what is no CI, or is wrong; that is filed in the document."""
    if table.kind.value != "ci":
        for key in _OF_CI:
            if getattr(table, key) is not None:
                document.problem(
                    (*at, key), "means nothing to a source of this kind", 'remove it, or write kind = "ci"'
                )
        return None
    for key in _NOT_OF_CI:
        if getattr(table, key) is not None:
            document.problem((*at, key), "means nothing to a source of this kind", "remove it")
    if table.exclude:
        document.problem((*at, "exclude"), "means nothing to a source of this kind", "write skip: it names projects")
    if table.provider is None:
        mend = 'write provider = "github", "gitlab", "jenkins", "buildkite" or "circleci"'
        document.problem((*at, "provider"), "is missing", mend)
        return None
    kind = table.provider
    _check_whose(document, table, kind, at)
    _check_how(document, table, kind, at)
    remote = _remote(document, (*at, "url"), table.url or PUBLIC.get(kind), kind)
    if remote is None:
        return None
    token = None if table.token is None else token_ref(document, (*at, "token"), table.token, credentials)
    hosts, given = table.download_hosts, table.erase_token
    if hosts is None:
        hosts = _HOSTS.get(kind, ()) if remote.url == PUBLIC.get(kind) else ()
    return CiSettings(
        kind=kind,
        remote=remote,
        owner=table.owner or "",
        token=token,
        user=(table.token.user or "") if table.token else "",
        ca=table.ca,
        proxy=table.proxy,
        include=("*",) if table.include is None else table.include,
        skip=table.skip or (),
        every=table.every or EVERY,
        since=table.since or _SINCE,
        artifacts=table.artifacts is True,
        largest=min(table.max_size or _MAX_SIZE, _LARGEST) * 1_000_000,
        hosts=hosts,
        eraser=None if given is None else token_ref(document, (*at, "erase_token"), given, credentials),
        eraser_user=(given.user or "") if given else "",
        app=build_app(document, (*at, "app"), table.app, credentials, token=table.token),
    )


def _check_whose(document: Document, table: SourceTable, kind: CiKind, at: KeyPath) -> None:
    jenkins = kind is CiKind.JENKINS
    if jenkins and table.owner is not None:
        document.problem((*at, "owner"), "means nothing to Jenkins", 'write include = ["folder/*"]')
    elif not jenkins and (table.owner is None or not OWNER.fullmatch(table.owner)):
        what = "is missing" if table.owner is None else "is no organisation, user or group"
        document.problem((*at, "owner"), what, 'write owner = "acme" (of CircleCI "gh/acme")')
    if jenkins and table.url is None:
        document.problem((*at, "url"), "is missing", 'write url = "https://jenkins.example.com"')
    for key, given in (("token", table.token), ("erase_token", table.erase_token)):
        if jenkins and given is not None and not given.user:
            document.problem((*at, key), "has no user, whom Jenkins asks for", 'write user = "..." beside file')


def _check_how(document: Document, table: SourceTable, kind: CiKind, at: KeyPath) -> None:
    if table.artifacts and kind not in _HAVE_ARTIFACTS:
        document.problem((*at, "artifacts"), "cannot be read of this provider", "remove it: only logs are")
    if table.app is not None and kind is not CiKind.GITHUB:
        document.problem((*at, "app"), "means nothing to this provider: only GitHub has such Apps", "write a token")
    if table.erase_token is not None and kind in NO_ERASING:
        document.problem((*at, "erase_token"), f"means nothing: {NO_ERASING[kind]}", "remove it")
    if table.max_size is not None and table.max_size > _LARGEST:
        document.problem((*at, "max_size"), "is more than is read at once", f"write at most {_LARGEST} (MB)")
    for index, host in enumerate(table.download_hosts or ()):
        if not _HOST.fullmatch(host):
            mend = 'write a name such as "logs.example.com", "*.example.com" or "logs.example.com:8443"'
            document.problem((*at, "download_hosts", index), "is no host", mend)
    check_proxy(document, at, table.proxy)


def _remote(document: Document, at: KeyPath, given: str | None, kind: CiKind) -> Remote | None:
    if given is None:
        return None
    remote, reason = read_url(given, server=True)
    if remote is None or remote.scheme not in {"http", "https"}:
        owner = "with the path that it is at" if kind is CiKind.JENKINS else 'and the owner as owner = "..."'
        document.problem(at, reason or "is no https:// URL", f'write "https://host", {owner}')
        return None
    return remote
