"""GitLab: a group with its subgroups, or a user.

https://docs.gitlab.com/api/groups/#list-projects (include_subgroups, per_page up to 100)
https://docs.gitlab.com/api/rest/#pagination (Link: rel="next"; keyset where the list offers it)
https://docs.gitlab.com/security/rate_limits/ (429, Retry-After, RateLimit-Reset)

`last_activity_at` moves with a push, though at most once an hour: whatever moved within that time is asked for its refs
itself. A token needs read_api and read_repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from agent.found import Visibility
from agent.sources.forges.base import Api, Repository, beside, listed

_QUERY = "per_page=100&order_by=id&sort=asc"


def read(row: Mapping[str, object]) -> Repository | None:
    match row:
        case {"id": int(key), "path_with_namespace": str(full)}:
            seen = row.get("visibility")
            statistics = row.get("statistics")
            size = statistics.get("repository_size") if isinstance(statistics, dict) else None
            return Repository(
                str(key),
                full,
                str(row.get("last_activity_at") or ""),
                Visibility(seen) if seen in ("public", "internal", "private") else Visibility.UNKNOWN,
                archived=row.get("archived") is True,
                fork="forked_from_project" in row,
                empty=row.get("empty_repo") is True,
                size=size if isinstance(size, int) else None,
            )
        case _:
            return None


def _lists(owner: str) -> tuple[str, ...]:
    name = quote(owner, safe="")
    return (
        f"/groups/{name}/projects?include_subgroups=true&with_shared=false&{_QUERY}",
        f"/users/{name}/projects?{_QUERY}",
    )


API = Api(
    place=lambda remote: beside(remote, "/api/v4"),
    lists=_lists,
    headers=lambda token: {"PRIVATE-TOKEN": token},
    rows=listed,
    read=read,
    one=lambda key: f"/projects/{key}",
    lag=timedelta(hours=1),
)
