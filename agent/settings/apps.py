"""A GitHub App whose installation reads a source, in place of a token: app = { ... } of a [[sources]] table.

app = { id = "123456", file = "/path/of/its/private-key.pem" }, and installation = 7654321 where that is known
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec

from agent.model import CredentialRef
from agent.settings.document import Document
from agent.settings.lines import KeyPath
from agent.settings.slack import TokenTable, token_ref

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")


class AppTable(TokenTable, frozen=True, kw_only=True):
    """Which App, and where its private key is kept."""

    id: str
    installation: Annotated[int, msgspec.Meta(ge=1, le=10**15)] | None = None


@dataclass(frozen=True, slots=True)
class AppSettings:
    """id: the App's client id, or its number. installation: None: asked for, by the owner. key: of its private key."""

    id: str
    installation: int | None
    key: CredentialRef


def build_app(
    document: Document, at: KeyPath, table: AppTable | None, credentials: Path | None, *, token: TokenTable | None
) -> AppSettings | None:
    """None: there is none, or it is wrong, which is filed in the document. token: of the same source."""
    if table is None:
        return None
    if token is not None:
        document.problem(at, "stands beside a token", "take one of the two out")
    if not _ID.fullmatch(table.id):
        document.problem((*at, "id"), "is no id of an App", 'write its client id, or its number as id = "123456"')
        return None
    key = token_ref(document, at, TokenTable(table.file, table.credential), credentials)
    return None if key is None else AppSettings(table.id, table.installation, key)
