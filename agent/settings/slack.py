"""[slack] of stanch.toml: whom notices go to, and where the bot's token is. Without the section nobody is told.

Users are Slack's ids (U0123ABCD): a name can be taken by somebody else, an id cannot.
https://docs.slack.dev/reference/objects/user-object
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from agent.model import CredentialRef
from agent.settings.document import Document
from agent.settings.lines import KeyPath

BASE_URL: Final = "https://slack.com/api/"
_USER: Final = re.compile(r"[UW][A-Z0-9]{2,20}")
_MEND: Final = 'write the member id that Slack shows under "Copy member ID", such as "U0123ABCD"'


class TokenTable(msgspec.Struct, frozen=True):
    """Where the bot's token is kept."""

    file: Path | None = None
    credential: str | None = None


class SlackTable(msgspec.Struct, frozen=True):
    """[slack]"""

    token: TokenTable | None = None
    operator: tuple[str, ...] = ()
    users: dict[str, str] = {}
    base_url: str = BASE_URL


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Checked and whole."""

    token: CredentialRef
    operator: tuple[str, ...]
    users: Mapping[str, str]
    base_url: str


def build_slack(document: Document, table: SlackTable | None, credentials: Path | None) -> SlackSettings | None:
    """What is wrong is filed in the document."""
    if table is None:
        return None
    at: KeyPath = ("slack",)
    token = token_ref(document, (*at, "token"), table.token, credentials)
    if not table.operator:
        mend = 'write operator = ["U0123ABCD"], who is told where an owner cannot be'
        document.problem((*at, "operator"), "is missing", mend)
    for number, user in enumerate(table.operator):
        if not _USER.fullmatch(user):
            document.problem((*at, "operator", number), "is no id of a Slack user", _MEND)
    for owner, user in table.users.items():
        if not _USER.fullmatch(user):
            document.problem((*at, "users", owner), "is no id of a Slack user", _MEND)
    if not _usable(table.base_url):
        what = "is no https:// address (http:// only on the loopback)"
        document.problem((*at, "base_url"), what, f'write base_url = "{BASE_URL}", or remove it')
    if token is None:
        return None
    return SlackSettings(token, table.operator, table.users, table.base_url)


def token_ref(
    document: Document, at: KeyPath, table: TokenTable | None, credentials: Path | None
) -> CredentialRef | None:
    """The file that holds a token of Stanch's own; what is wrong is filed in the document."""
    if table is None or (table.file is None) == (table.credential is None):
        what = "is missing" if table is None else "needs one of file and credential"
        document.problem(at, what, f'write {at[-1]} = {{ file = "/path" }}')
        return None
    if table.file is not None:
        here = (*at, "file")
        return CredentialRef(table.file, None, document.place(here), document.is_path(here))
    name = table.credential or ""
    if "/" in name or name in {".", ".."}:
        document.problem((*at, "credential"), "is a path", "write the name only, or file = for a path")
    elif credentials is None:
        mend = "start Stanch with LoadCredential= in its unit, or write file = for a path"
        document.problem((*at, "credential"), "$CREDENTIALS_DIRECTORY is not set", mend)
    else:
        return CredentialRef(credentials / name, None, document.place((*at, "credential")), is_path=False)
    return None


def _usable(address: str) -> bool:
    if not address.isprintable() or " " in address:
        return False
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        return False
    loopback = url.hostname in {"127.0.0.1", "::1", "localhost"}
    return (
        bool(url.hostname)
        and port != 0
        and url.username is None
        and (url.scheme == "https" or (loopback and url.scheme == "http"))
    )
