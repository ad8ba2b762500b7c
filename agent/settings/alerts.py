"""[[sources]] with kind = "alerts": the open alerts of leaked secrets that GitHub or GitLab keeps of an owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from agent.model import CredentialRef
from agent.settings.apps import AppSettings, build_app
from agent.settings.document import Document
from agent.settings.elsewhere import EVERY
from agent.settings.lines import KeyPath
from agent.settings.remotes import ForgeKind, ForgeSettings, check_way, forge_of, remote_of
from agent.settings.slack import token_ref
from agent.sources.remote.address import Remote
from agent.sources.remote.recipe import Way

if TYPE_CHECKING:
    from agent.settings.tables import SourceTable

_NOT_THEIRS: Final = ("path", "max_size", "include", "skip", "archived", "forks", "exclude")


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """remote: the forge. close: those that are proven dead are closed there."""

    forge: ForgeKind
    owner: str
    remote: Remote
    way: Way
    token: CredentialRef | None
    every: timedelta
    close: bool
    app: AppSettings | None = None

    @property
    def name(self) -> str:
        return f"{self.owner.rpartition('/')[2]}-alerts"


def build_alerts(document: Document, table: SourceTable, at: KeyPath, credentials: Path | None) -> AlertSettings | None:
    """None for what is wrong, which is filed in the document."""
    _stray(document, table, at)
    if table.forge not in {None, ForgeKind.GITHUB, ForgeKind.GITLAB}:
        document.problem((*at, "forge"), "keeps no such alerts", 'write forge = "github" or "gitlab"')
        return None
    forge = forge_of(document, table, at)
    remote = remote_of(document, table, at, server=True)
    if remote is not None and remote.scheme not in {"https", "http"}:
        document.problem((*at, "url"), "is no https:// URL, which an API needs", 'write "https://host"')
    elif remote is not None:
        check_way(document, table, at, remote)
    app = build_app(document, (*at, "app"), table.app, credentials, token=table.token)
    token = None if table.app else token_ref(document, (*at, "token"), table.token, credentials)
    if table.app is not None and table.forge is ForgeKind.GITLAB:
        document.problem((*at, "app"), "means nothing to this forge: only GitHub has such Apps", "write a token")
    if forge is None or remote is None or not _is_owner(document, forge, at):
        return None
    way = Way(None, None, table.ca, table.proxy)
    every, close = table.every or EVERY, table.close is True
    return AlertSettings(forge.kind, forge.owner, remote, way, token, every, close=close, app=app)


def _stray(document: Document, table: SourceTable, at: KeyPath) -> None:
    for key in _NOT_THEIRS:
        if getattr(table, key) not in {None, ()}:
            document.problem((*at, key), "means nothing to a source of this kind", "remove it")


def _is_owner(document: Document, forge: ForgeSettings, at: KeyPath) -> bool:
    if forge.kind is ForgeKind.GITHUB and forge.owner.count("/") > 1:
        document.problem((*at, "owner"), "is no organisation or repository", 'write "acme", or "acme/app"')
        return False
    return True
