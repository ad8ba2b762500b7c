"""Simulators of the lists of repositories of four forges, for Host.api: as documented, page by page, with ETags.

    GitHub     /api/v3/orgs/ACME/repos, /users/..., /repositories/ID     Link; https://docs.github.com/en/rest/repos/repos
    GitLab     /api/v4/groups/ACME/projects, /users/..., /projects/ID    Link, by keyset; https://docs.gitlab.com/api/rest/
    Gitea      /api/v1/orgs/ACME/repos, /users/..., /repositories/ID     Link; https://docs.gitea.com/api/
    Bitbucket  /2.0/repositories/ACME, /repositories/{}/UUID             `next` in the page
               https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination

`between` is called before every further page: what changes while somebody reads. Every answer names a host of its own
choice as the place to clone from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sims.liar import Request, answer, as_json

EVIL: Final = "https://evil.example/clone.git"


@dataclass
class Row:
    """A repository as its forge knows it. size: kB."""

    id: int
    full: str
    pushed: str = "2026-01-01T00:00:00Z"
    visibility: str = "private"
    archived: bool = False
    fork: bool = False
    empty: bool = False
    size: int = 10

    @property
    def uuid(self) -> str:
        return f"{{00000000-0000-4000-8000-{self.id:012}}}"


@dataclass
class Api:
    """`kind`: whose. `people`: ACME is a user. asked: the targets, in order; news: how many were not a 304."""

    kind: str
    token: str
    rows: list[Row] = field(default_factory=list)
    page: int = 2
    people: bool = False
    between: Callable[[], None] | None = None
    asked: list[str] = field(default_factory=list)
    news: int = 0

    def __call__(self, request: Request) -> bytes:
        self.asked.append(request.target)
        header = {"gitlab": "private-token"}.get(self.kind, "authorization")
        word = {"gitlab": "", "gitea": "token "}.get(self.kind, "Bearer ")
        if request.headers.get(header) != word + self.token:
            return as_json("401 Unauthorized", {"message": "Bad credentials"})
        url = urlsplit(request.target)
        base = {"github": "/git/api/v3", "gitlab": "/git/api/v4", "gitea": "/git/api/v1"}.get(self.kind, "/git/2.0")
        parts = [unquote(part) for part in url.path.removeprefix(base).split("/")[1:]]
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        match parts:
            case ["repositories" | "projects", key] if self.kind != "bitbucket":
                return self._one(int(key))
            case ["repositories", "{}", key]:
                return self._one(int(key.strip("{}").rpartition("-")[2]))
            case ["repositories", "acme"]:
                return self._list(request, url.path, query)
            case [("orgs" | "groups" | "users") as whose, "acme", _] if self.people is (whose == "users"):
                return self._list(request, url.path, query)
            case _:
                return as_json("404 Not Found", {"message": "Not Found"})

    def _one(self, key: int) -> bytes:
        found = [row for row in self.rows if row.id == key]
        return as_json("200 OK", self._told(found[0])) if found else as_json("404 Not Found", {"message": "Not Found"})

    def _list(self, request: Request, path: str, query: dict[str, str]) -> bytes:
        number = int(query.get("page", "1"))
        after = int(query.get("id_after", "0"))
        if self.between is not None and (number > 1 or after):
            self.between()
        deep = self.kind != "gitlab" or query.get("include_subgroups") == "true"
        listed = (row for row in self.rows if row.id > after and (deep or row.full.count("/") == 1))
        rows = sorted(listed, key=lambda row: row.id)
        rest = rows[(number - 1) * self.page :]
        mine, further = rest[: self.page], len(rest) > self.page
        step = f"page={number + 1}"
        if self.kind == "gitlab" and mine:
            step = f"include_subgroups={query.get('include_subgroups', '')}&id_after={mine[-1].id}"
        next_ = f"http://{request.headers['host']}{path}?per_page={self.page}&{step}"
        told: Any = [self._told(row) for row in mine]
        more = [f'Link: <{next_}>; rel="next", <http://x/>; rel="last"'] if further else []
        if self.kind == "bitbucket":
            told, more = {"values": told, "pagelen": self.page, **({"next": next_} if further else {})}, []
        etag = f'"{hashlib.sha256(repr((told, further)).encode()).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            return answer("304 Not Modified", b"", "", f"ETag: {etag}")
        self.news += 1
        return as_json("200 OK", told, f"ETag: {etag}", *more)

    def _told(self, row: Row) -> dict[str, Any]:
        common = {"id": row.id, "full_name": row.full, "archived": row.archived, "fork": row.fork, "clone_url": EVIL}
        private = row.visibility != "public"
        match self.kind:
            case "github":
                pushed = None if row.empty else row.pushed
                return common | {
                    "pushed_at": pushed,
                    "visibility": row.visibility,
                    "private": private,
                    "size": row.size,
                }
            case "gitea":
                internal = row.visibility == "internal"
                seen = {"private": private and not internal, "internal": internal}
                return common | seen | {"updated_at": row.pushed, "empty": row.empty, "size": row.size}
            case "gitlab":
                return {
                    "id": row.id,
                    "path_with_namespace": row.full,
                    "last_activity_at": row.pushed,
                    "visibility": row.visibility,
                    "archived": row.archived,
                    "empty_repo": row.empty,
                    "http_url_to_repo": EVIL,
                    **({"forked_from_project": {"id": 1}} if row.fork else {}),
                }
            case _:
                return {
                    "uuid": row.uuid,
                    "scm": "git",
                    "full_name": row.full,
                    "updated_on": row.pushed,
                    "is_private": private,
                    "size": 0 if row.empty else row.size * 1024,
                    "links": {"clone": [{"name": "https", "href": EVIL}]},
                    **({"parent": {"uuid": "{x}"}} if row.fork else {}),
                }
