"""What all [[sources]] of stanch.toml that are elsewhere share: how often they are asked, of whom, through what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from agent.settings.document import Document
from agent.settings.lines import KeyPath
from agent.settings.slack import TokenTable
from agent.sources.remote.address import NoRemoteError, Remote, parse

EVERY: Final = timedelta(minutes=5)
OWNER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,20}")


class LoginTable(TokenTable, frozen=True):
    """Where a token is kept, and the user that it goes with."""

    user: str | None = None


def read_url(given: str, *, server: bool) -> tuple[Remote | None, str]:
    """Where it leads, or why nowhere. `server`: it names a host and no repository."""
    try:
        return parse(given, server=server), ""
    except NoRemoteError as error:
        return None, str(error)


def check_proxy(document: Document, at: KeyPath, proxy: str | None) -> None:
    """What is wrong is filed in the document, at the table's key `proxy`."""
    if proxy is None:
        return
    url = urlsplit(proxy)
    if url.scheme != "http" or not url.hostname or url.username is not None or not proxy.isprintable():
        mend = 'write "http://host:port", without user and password'
        document.problem((*at, "proxy"), "is no address of a proxy", mend)
