"""Simulators of open alerts of leaked secrets, for Host.api: lists, pages, one of them, and what closes it.

GitHub   /api/v3/orgs/acme/secret-scanning/alerts, /repos/OWNER/NAME/secret-scanning/alerts[/NUMBER], PATCH
         https://docs.github.com/en/rest/secret-scanning/secret-scanning
GitLab   POST /api/graphql (vulnerabilities of a group or project, one of them, vulnerabilityResolve) and
         GET /api/v4/projects/ID/repository/files/PATH
         https://docs.gitlab.com/api/graphql/reference/, https://docs.gitlab.com/api/repository_files/
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.sims.liar import Request, as_json


@dataclass
class Alert:
    """As it stands. path, line, text: of GitLab, the file that it names."""

    number: int
    secret: str = ""
    kind: str = "github_personal_access_token"
    state: str = "open"
    comment: str | None = None
    private: bool = True
    full: str = "acme/app"
    leaked: bool = False
    path: str = "conf/app.env"
    line: int = 1
    text: str | None = ""

    @property
    def gid(self) -> str:
        return f"gid://gitlab/Vulnerability/{self.number}"


@dataclass
class Desk:
    """`acts`: every change that was asked for. `after`: called when one was done, before it is answered."""

    kind: str
    token: str
    alerts: list[Alert] = field(default_factory=list)
    page: int = 2
    acts: list[str] = field(default_factory=list)
    after: Callable[[], None] | None = None

    def place(self, alert: Alert) -> str:
        tail = f"security/secret-scanning/{alert.number}" if self.kind == "github" else f"-/security/{alert.number}"
        return f"https://{self.kind}.example/{alert.full}/{tail}"

    def __call__(self, request: Request) -> bytes:
        header, word = ("authorization", "Bearer ") if self.kind == "github" else ("private-token", "")
        if request.headers.get(header) != word + self.token:
            return as_json("401 Unauthorized", {"message": "Bad credentials"})
        return self._github(request) if self.kind == "github" else self._gitlab(request)

    def _github(self, request: Request) -> bytes:
        url = urlsplit(request.target)
        parts = url.path.removeprefix("/api/v3/").split("/")
        match parts:
            case ["orgs", "acme", "secret-scanning", "alerts"]:
                listed = self.alerts
            case ["repos", owner, name, "secret-scanning", "alerts"]:
                listed = [one for one in self.alerts if one.full == f"{owner}/{name}"]
            case ["repos", owner, name, "secret-scanning", "alerts", number]:
                found = [one for one in self.alerts if (one.full, one.number) == (f"{owner}/{name}", int(number))]
                if found and request.method == "PATCH":
                    return self._resolve(found[0], json.loads(request.body))
                return as_json("200 OK", self._told(found[0])) if found else as_json("404 Not Found", {})
            case _:
                return as_json("404 Not Found", {"message": "Not Found"})
        query = parse_qs(url.query)
        open_ = [one for one in listed if [one.state] == query["state"]]
        first = (int(query["page"][0]) - 1) * self.page
        return as_json("200 OK", [self._told(one) for one in open_[first : first + self.page]])

    def _resolve(self, alert: Alert, change: dict[str, Any]) -> bytes:
        assert change.keys() == {"state", "resolution", "resolution_comment"}
        self.acts.append(f"{alert.number} {change['state']} {change['resolution']}")
        alert.state, alert.comment = change["state"], change["resolution_comment"]
        if self.after is not None:
            self.after()
        return as_json("200 OK", self._told(alert))

    def _told(self, alert: Alert) -> dict[str, Any]:
        return {
            "number": alert.number,
            "html_url": self.place(alert),
            "state": alert.state,
            "resolution_comment": alert.comment,
            "secret_type": alert.kind,
            "secret": alert.secret or None,
            "publicly_leaked": alert.leaked,
            "repository": {"full_name": alert.full, "private": alert.private},
        }

    def _gitlab(self, request: Request) -> bytes:
        if request.method == "GET":
            parts = urlsplit(request.target).path.split("/")
            path = unquote(parts[-1])
            files = [one for one in self.alerts if one.path == path and one.text is not None]
            if parts[:6] != ["", "api", "v4", "projects", "7", "repository"] or not files:
                return as_json("404 Not Found", {"message": "404 File Not Found"})
            content = base64.b64encode((files[0].text or "").encode()).decode()
            return as_json("200 OK", {"file_path": path, "encoding": "base64", "content": content})
        asked = json.loads(request.body)
        query, variables = asked["query"], asked["variables"]
        if "vulnerabilityResolve" in query:
            alert = next(one for one in self.alerts if one.gid == variables["id"])
            self.acts.append(f"{alert.number} resolved")
            alert.state, alert.comment = "RESOLVED", variables["comment"]
            if self.after is not None:
                self.after()
            done = {"vulnerability": {"state": "RESOLVED"}, "errors": []}
            return as_json("200 OK", {"data": {"vulnerabilityResolve": done}})
        if "vulnerability(" in query:
            found = [one for one in self.alerts if one.gid == variables["id"]]
            told = {"state": found[0].state, "stateComment": found[0].comment} if found else None
            return as_json("200 OK", {"data": {"vulnerability": told}})
        open_ = [one for one in self.alerts if one.state in {"DETECTED", "CONFIRMED"}]
        first = int(variables["after"] or 0)
        nodes = [self._node(one) for one in open_[first : first + self.page]]
        more = {"hasNextPage": len(open_) > first + self.page, "endCursor": str(first + self.page)}
        group = {"vulnerabilities": {"nodes": nodes, "pageInfo": more}}
        return as_json("200 OK", {"data": {"group": group if variables["path"] == "acme" else None, "project": None}})

    def _node(self, alert: Alert) -> dict[str, Any]:
        blob = f"/{alert.full}/-/blob/{'a1' * 20}/{alert.path}#L{alert.line}"
        return {
            "id": alert.gid,
            "webUrl": self.place(alert),
            "project": {"id": "gid://gitlab/Project/7", "visibility": "private" if alert.private else "public"},
            "location": {"file": alert.path, "startLine": str(alert.line), "endLine": None, "blobPath": blob},
        }
