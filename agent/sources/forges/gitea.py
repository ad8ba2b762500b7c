"""Gitea and Forgejo: an organisation, or a user.

https://docs.gitea.com/development/api-usage (token; page and limit; Link: rel="next")
https://docs.gitea.com/api/#tag/organization/operation/orgListRepos

There is no time of the last push; `updated_at` moves with one. A limit above the server's own (50 unless configured) is
cut down by it, and the Link header follows. A token needs read:organization and read:repository.
"""

from __future__ import annotations

from collections.abc import Mapping

from agent.found import Visibility
from agent.sources.forges.base import Api, Repository, beside, listed
from detectors.base import Secret
from revokers.base import Headers


def headers(token: Secret) -> Headers:
    return {"Authorization": Secret(f"token {token.reveal()}")}


def read(row: Mapping[str, object]) -> Repository | None:
    match row:
        case {"id": int(key), "full_name": str(full), "updated_at": str(updated)}:
            return Repository(
                str(key),
                full,
                updated,
                _visibility(row.get("private"), row.get("internal")),
                archived=row.get("archived") is True,
                fork=row.get("fork") is True,
                empty=row.get("empty") is True,
                size=size * 1024 if isinstance(size := row.get("size"), int) else None,
            )
        case _:
            return None


def _visibility(private: object, internal: object) -> Visibility:
    """`internal`: everybody who has an account."""
    if internal is True:
        return Visibility.INTERNAL
    if isinstance(private, bool):
        return Visibility.PRIVATE if private else Visibility.PUBLIC
    return Visibility.UNKNOWN


API = Api(
    place=lambda remote: beside(remote, "/api/v1"),
    lists=lambda owner: (f"/orgs/{owner}/repos?page=1&limit=50", f"/users/{owner}/repos?page=1&limit=50"),
    headers=headers,
    rows=listed,
    read=read,
    one=lambda key: f"/repositories/{key}",
)
