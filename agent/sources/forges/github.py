"""GitHub, and GitHub Enterprise Server: an organisation or a user.

https://docs.github.com/en/rest/repos/repos#list-organization-repositories (per_page up to 100; Link: rel="next")
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api (403 or 429, x-ratelimit-reset)
https://docs.github.com/en/enterprise-cloud@latest/graphql/guides/managing-enterprise-accounts (SUBDOMAIN.ghe.com)
https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api (a 304 costs nothing)

What the token cannot see is not listed, and not missed: a fine-grained token needs "Metadata" and "Contents", read.
A user's private repositories are only listed for himself (/user/repos), so not here.
"""

from __future__ import annotations

from collections.abc import Mapping

from agent.found import Visibility
from agent.model import Address
from agent.sources.forges.base import Api, Repository, bearer, beside, listed
from agent.sources.remote.address import Remote
from detectors.base import Secret
from revokers.base import Headers

_QUERY = "per_page=100&sort=created&direction=asc"


def place(remote: Remote) -> Address:
    if remote.host == "github.com" or remote.host.endswith(".ghe.com"):
        return Address("api", f"api.{remote.host}", 443, tls=True)
    return beside(remote, "/api/v3")


def headers(token: Secret) -> Headers:
    return {**bearer(token), "X-GitHub-Api-Version": "2022-11-28"}


def read(row: Mapping[str, object]) -> Repository | None:
    match row:
        case {"id": int(key), "full_name": str(full), "pushed_at": (str() | None) as pushed}:
            return Repository(
                str(key),
                full,
                pushed or "",
                _visibility(row.get("visibility"), row.get("private")),
                archived=row.get("archived") is True,
                fork=row.get("fork") is True,
                empty=pushed is None,
                size=size * 1024 if isinstance(size := row.get("size"), int) else None,
            )
        case _:
            return None


def _visibility(word: object, private: object) -> Visibility:
    match word, private:
        case ("public" | "internal" | "private") as known, _:
            return Visibility(known)
        case _:
            return Visibility.PRIVATE if private is True else Visibility.UNKNOWN


API = Api(
    place=place,
    lists=lambda owner: (f"/orgs/{owner}/repos?type=all&{_QUERY}", f"/users/{owner}/repos?type=owner&{_QUERY}"),
    headers=headers,
    rows=listed,
    read=read,
    one=lambda key: f"/repositories/{key}",
)
