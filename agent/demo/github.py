"""A simulator of GitHub's REST API on loopback, as far as Stanch speaks it. Written from GitHub's documentation.

    GET  /user                        200 a person's token   401 Bad credentials   403 a token of an installation
    GET  /rate_limit                  200 anybody            401 Bad credentials
    GET  /installation/repositories   200 a ghs_ token       401 Bad credentials   403 a person's token
    DELETE /installation/token        204, and it is ended   401 Bad credentials
    POST /credentials/revoke          202 whatever the values are, and they die later; 403 with any Authorization;
                                      422 for the whole list when one entry is malformed; 60 calls an hour

A 422 for one malformed entry is what "Validation failed" is taken to mean: the documentation does not say which entries
fail. It is a simulator: what it proves is about Stanch, not about GitHub.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from agent.demo.simulator import Answer, Asked, Simulator, request_id

_REST: Final = "https://docs.github.com/rest"
_LIMITS: Final = f"{_REST}/using-the-rest-api/rate-limits-for-the-rest-api"
_TROUBLE: Final = f"{_REST}/using-the-rest-api/troubleshooting-the-rest-api"
_LOGIN: Final = f"{_REST}/authentication/authenticating-to-the-rest-api"
USER: Final = f"{_REST}/users/users#get-the-authenticated-user"
RATE: Final = f"{_REST}/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user"
REPOSITORIES: Final = f"{_REST}/apps/installations#list-repositories-accessible-to-the-app-installation"
TOKEN: Final = f"{_REST}/apps/installations#revoke-an-installation-access-token"
REVOKE: Final = f"{_REST}/credentials/revoke#revoke-a-list-of-credentials"

MOST: Final = 1000
PER_HOUR: Final = 60
_HOUR: Final = timedelta(hours=1)
_AUTHENTICATED: Final = 5000

_INSTALLATION: Final = "ghs_"
_REVOCABLE: Final = re.compile(r"(ghp_|gho_|ghu_|ghr_|github_pat_)[A-Za-z0-9_]{30,250}")


def _said(status: int, message: str, doc: str, headers: Mapping[str, str] | None = None) -> Answer:
    """An error in the form in which GitHub sends every one of its own."""
    body = {"message": message, "documentation_url": doc, "status": str(status)}
    return Answer(status, body, doc, headers or {})


BAD_CREDENTIALS: Final = _said(401, "Bad credentials", _REST)
REQUIRES: Final = _said(401, "Requires authentication", USER)
INTEGRATION: Final = _said(403, "Resource not accessible by integration", USER)
NO_INSTALLATION: Final = _said(
    403, "You must authenticate with an installation access token in order to list repositories for it.", REPOSITORIES
)
SUSPENDED: Final = _said(403, "Sorry. Your account was suspended", _LOGIN)
NOT_FOUND: Final = _said(404, "Not Found", _REST)
FORBIDDEN: Final = _said(403, "This endpoint takes no authenticated requests", REVOKE)
NO_JSON: Final = _said(400, "Problems parsing JSON", _TROUBLE)
INVALID: Final = _said(422, "Validation Failed", REVOKE)
ACCEPTED: Final = Answer(202, {}, REVOKE)
GONE: Final = Answer(204, None, TOKEN)

_FAILURES: Final[Mapping[int, Answer]] = {
    429: _said(429, "You have exceeded a secondary rate limit", _LIMITS, {"Retry-After": "60"}),
    500: _said(500, "Internal Error", REVOKE),
    502: _said(502, "Server Error", _TROUBLE),
    503: _said(503, "Service unavailable", _TROUBLE),
    504: _said(504, "We couldn't respond to your request in time", _TROUBLE),
}


@dataclass
class GitHub(Simulator):
    """`per_hour`: unauthenticated calls from one address; `limited`: the status of those beyond, 403 or 429.

    suspended: tokens of an account that may not log in for now, and which therefore say nothing.
    """

    per_hour: int = PER_HOUR
    limited: int = 403
    suspended: set[str] = field(default_factory=set)
    revocations: list[datetime] = field(default_factory=list)
    _window: tuple[datetime, int] | None = None

    def about(self) -> Mapping[str, str]:
        return {"X-GitHub-Request-Id": request_id(), "X-GitHub-Media-Type": "github.v3; format=json"}

    def failure(self, status: int) -> Answer:
        return _FAILURES.get(status) or _said(status, "Something went wrong", _TROUBLE)

    def answer(self, asked: Asked) -> Answer:
        ways: Mapping[tuple[str, str], Callable[[Asked], Answer]] = {
            ("GET", "/user"): self._user,
            ("GET", "/rate_limit"): self._rate,
            ("GET", "/installation/repositories"): self._repositories,
            ("DELETE", "/installation/token"): self._end_installation,
            ("POST", "/credentials/revoke"): self._revoke,
        }
        way = ways.get((asked.method, asked.path))
        return NOT_FOUND if way is None else way(asked)

    def _user(self, asked: Asked) -> Answer:
        value = asked.bearer
        if value is None:
            return REQUIRES
        barred = self._barred(value)
        if barred is not None:
            return barred
        if value.startswith(_INSTALLATION):
            return INTEGRATION
        number = self._number(value)
        body = {
            "login": f"octo-{number}",
            "id": 1000 + number,
            "node_id": f"U_{number}",
            "type": "User",
            "site_admin": False,
        }
        scopes = {} if value.startswith("github_pat_") else {"X-OAuth-Scopes": "repo, read:org"}
        return Answer(200, body, USER, {**scopes, **_quota(_AUTHENTICATED, 1, self.clock() + _HOUR)})

    def _barred(self, value: str) -> Answer | None:
        """A refresh token opens nothing: it is only ever exchanged."""
        if value.startswith("ghr_") or not self.look(value):
            return BAD_CREDENTIALS
        return SUSPENDED if value in self.suspended else None

    def _number(self, value: str) -> int:
        return self.lives[value].number if value in self.lives else 0

    def _rate(self, asked: Asked) -> Answer:
        if asked.bearer is not None and not self.look(asked.bearer):
            return BAD_CREDENTIALS
        limit, used = (_AUTHENTICATED, 0) if asked.bearer else (self.per_hour, self._used())
        rate = {"limit": limit, "used": used, "remaining": limit - used, "reset": self._reset()}
        return Answer(200, {"resources": {"core": rate}, "rate": rate}, RATE)

    def _repositories(self, asked: Asked) -> Answer:
        value = asked.bearer
        if value is None:
            return REQUIRES
        barred = self._barred(value)
        if barred is not None:
            return barred
        if not value.startswith(_INSTALLATION):
            return NO_INSTALLATION
        owner = {"login": "octo-org", "id": 77, "type": "Organization"}
        found = {"id": 5, "name": "shop", "full_name": "octo-org/shop", "private": True, "owner": owner}
        return Answer(200, {"total_count": 1, "repositories": [found]}, REPOSITORIES)

    def _end_installation(self, asked: Asked) -> Answer:
        value = asked.bearer
        if value is None or not self.look(value):
            return BAD_CREDENTIALS
        if not value.startswith(_INSTALLATION):
            return NO_INSTALLATION
        self.end("revoke", value)
        return GONE

    # --- the list of credentials -------------------------------------------------------------------

    def _revoke(self, asked: Asked) -> Answer:
        if "authorization" in asked.headers:
            return FORBIDDEN
        now = self.clock()
        self.revocations.append(now)
        begun, used = self._window if self._window and now < self._window[0] + _HOUR else (now, 0)
        self._window = begun, used + 1
        left = _quota(self.per_hour, used + 1, begun + _HOUR)
        if used >= self.per_hour:
            return _said(self.limited, "API rate limit exceeded for 127.0.0.1.", _LIMITS, left)
        found = _listed(asked)
        if isinstance(found, Answer):
            return Answer(found.status, found.body, found.doc, left)
        for value in found:
            self.end("revoke", value)
        return Answer(ACCEPTED.status, ACCEPTED.body, ACCEPTED.doc, left)

    def _used(self) -> int:
        return min(self._window[1], self.per_hour) if self._window and self.clock() < self._window[0] + _HOUR else 0

    def _reset(self) -> int:
        return int(((self._window[0] if self._window else self.clock()) + _HOUR).timestamp())


def _quota(limit: int, used: int, reset: datetime) -> Mapping[str, str]:
    """https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, limit - used)),
        "X-RateLimit-Used": str(min(used, limit)),
        "X-RateLimit-Reset": str(int(reset.timestamp())),
        "X-RateLimit-Resource": "core",
    }


def _listed(asked: Asked) -> list[str] | Answer:
    """The values, or why there are none: one that is malformed spoils the whole list."""
    match asked.json:
        case {"credentials": [*values]} if 1 <= len(values) <= MOST:
            texts = [value for value in values if isinstance(value, str) and _REVOCABLE.fullmatch(value)]
            return texts if len(texts) == len(values) else INVALID
        case None:
            return NO_JSON
        case _:
            return INVALID
