"""Bitbucket Cloud: a workspace.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/#api-repositories-workspace-get
https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination (`values`, and `next` as a whole URL)
https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/ (429)

A repository's id is its uuid. `updated_on` moves with a push. There is no archive. A workspace or repository access
token needs `repository` (read).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from agent.found import Visibility
from agent.model import Address
from agent.sources.forges.base import Api, Repository, bearer, beside
from agent.sources.remote.address import Remote


def place(remote: Remote) -> Address:
    if remote.host == "bitbucket.org":
        return Address("api", "api.bitbucket.org", 443, tls=True, base="/2.0")
    return beside(remote, "/2.0")


def rows(page: object) -> list[object] | None:
    match page:
        case {"values": list(values)}:
            return values
        case _:
            return None


def further(page: object) -> str | None:
    match page:
        case {"next": str(url)}:
            return url
        case _:
            return None


def read(row: Mapping[str, object]) -> Repository | None:
    match row:
        case {"uuid": str(key), "full_name": str(full), "updated_on": str(updated), "scm": "git"}:
            size = row.get("size")
            private = row.get("is_private")
            seen = {True: Visibility.PRIVATE, False: Visibility.PUBLIC}
            return Repository(
                key,
                full,
                updated,
                seen[private] if isinstance(private, bool) else Visibility.UNKNOWN,
                fork=isinstance(row.get("parent"), dict),
                empty=size == 0,
                size=size if isinstance(size, int) else None,
            )
        case _:
            return None


API = Api(
    place=place,
    lists=lambda owner: (f"/repositories/{owner}?pagelen=100&sort=created_on",),
    headers=bearer,
    rows=rows,
    read=read,
    one=lambda key: f"/repositories/%7B%7D/{quote(key, safe='')}",
    further=further,
)
