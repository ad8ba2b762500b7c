"""A simulator of GitLab's REST API on loopback, as far as Stanch speaks it, with the trap that it must not step into.

    GET    /api/v4/personal_access_tokens/self          200; 401 in two forms; 403 the user is blocked
    DELETE /api/v4/personal_access_tokens/self          204, and it is ended
    POST   /api/v4/personal_access_tokens/self/rotate   200 with a successor; of a token that is revoked already:
                                                        401, and every living successor is revoked as well
    DELETE /api/v4/personal_access_tokens/ID            204 for an administrator
    POST   /api/v4/admin/token                          200 what it is, for an administrator; 404; 422
    DELETE /api/v4/admin/token                          204 for an administrator; 404; 422

The wording of its 401s is that of lib/api/api_guard.rb: a token that it never knew and one that was revoked differ.
What it answers to the second DELETE of one value is not documented: here 204, without an effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from agent.demo.simulator import Answer, Asked, Simulator, request_id

_API: Final = "https://docs.gitlab.com/api"
STATUS: Final = f"{_API}/rest/troubleshooting/#status-codes"
SELF: Final = f"{_API}/personal_access_tokens/#retrieve-details-on-a-personal-access-token"
END: Final = f"{_API}/personal_access_tokens/#revoke-a-personal-access-token"
ROTATE: Final = f"{_API}/personal_access_tokens/#rotate-a-personal-access-token"
ADMIN: Final = f"{_API}/admin/token/"
GUARD: Final = "https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/api_guard.rb"
BLOCKED_DOC: Final = "https://docs.gitlab.com/administration/moderate_users/#block-a-user"

PREFIX: Final = "gl" + "pat-"
_OTHERS: Final = tuple("gl" + name for name in ("dt-", "rt-", "ptt-", "agent-", "cbt-", "ft-", "soat-"))


def _invalid(description: str) -> Answer:
    return Answer(401, {"error": "invalid_token", "error_description": description}, GUARD)


UNAUTHORIZED: Final = Answer(401, {"message": "401 Unauthorized"}, STATUS)
REVOKED: Final = _invalid("Token was revoked. You have to re-authorize from the user.")
EXPIRED: Final = _invalid("Token is expired. You can either do re-authorization or token refresh.")
BLOCKED: Final = Answer(403, {"message": "403 Forbidden  - Your account has been blocked."}, BLOCKED_DOC)
FORBIDDEN: Final = Answer(403, {"message": "403 Forbidden"}, STATUS)
NOT_FOUND: Final = Answer(404, {"message": "404 Not Found"}, STATUS)
UNSUPPORTED: Final = Answer(422, {"message": "422 Unprocessable Entity"}, ADMIN)
NO_ROUTE: Final = Answer(404, {"error": "404 Not Found"}, STATUS)


@dataclass
class GitLab(Simulator):
    """`admin`: the token of an administrator. `rotations`: how often anybody called the trap.

    revokes_by_value: off, as behind the flag api_admin_token_revoke, its DELETE is no route.
    """

    admin: str = ""
    revokes_by_value: bool = True
    blocked: set[str] = field(default_factory=set)
    expired: set[str] = field(default_factory=set)
    rotations: int = 0
    successors: dict[str, str] = field(default_factory=dict)

    def about(self) -> Mapping[str, str]:
        return {"X-Request-Id": request_id(), "X-Gitlab-Meta": '{"version":"1"}'}

    def failure(self, status: int) -> Answer:
        headers = {"Retry-After": "60"} if status == 429 else {}
        return Answer(status, {"message": f"{status} Something went wrong"}, STATUS, headers)

    def answer(self, asked: Asked) -> Answer:
        own = "/api/v4/personal_access_tokens/"
        if asked.path == f"{own}self/rotate" and asked.method == "POST":
            return self._rotate(_shown(asked))
        if asked.path == f"{own}self" and asked.method in {"GET", "DELETE"}:
            return self._self(asked.method, _shown(asked))
        if asked.path.startswith(own) and asked.method == "DELETE":
            return self._end_by_id(_shown(asked), asked.path.removeprefix(own))
        if asked.path == "/api/v4/admin/token" and asked.method in {"POST", "DELETE"}:
            return self._by_value(asked)
        return NO_ROUTE

    def _barred(self, value: str | None) -> Answer | None:
        """Why a request with this token goes no further."""
        if value is None:
            return UNAUTHORIZED
        if not self.look(value):
            return REVOKED if value in self.lives else UNAUTHORIZED
        if value in self.expired:
            return EXPIRED
        return BLOCKED if value in self.blocked else None

    def _self(self, method: str, value: str | None) -> Answer:
        barred = self._barred(value)
        if barred is not None or value is None:
            return barred or UNAUTHORIZED
        if method == "GET":
            return Answer(200, self._told(value, active=True), SELF)
        self.end("revoke", value)
        return Answer(204, None, END)

    def _told(self, value: str, *, active: bool) -> dict[str, object]:
        """As whoever answers has heard of it."""
        number = self.lives[value].number if value in self.lives else 0
        return {
            "id": number,
            "name": f"deploy-{number}",
            "revoked": not active and value not in self.expired,
            "created_at": "2026-01-01T00:00:00.000Z",
            "description": None,
            "scopes": ["api"],
            "user_id": 300 + number,
            "last_used_at": None,
            "active": active,
            "expires_at": "2026-12-31",
        }

    def _rotate(self, value: str | None) -> Answer:
        """Reuse of one that is revoked is taken for theft: its whole family ends."""
        self.rotations += 1
        if value in self.lives and not self.lives_now(value):
            while value in self.successors:
                value = self.successors[value]
                self.end("reuse detected", value)
                self.kill(value)
            return REVOKED
        barred = self._barred(value)
        if barred is not None or value is None:
            return barred or UNAUTHORIZED
        successor = f"{PREFIX}{request_id()}{'x' * 4}"
        self.end("rotate", value)
        self.kill(value)
        self.add(successor)
        self.successors[value] = successor
        return Answer(200, {**self._told(successor, active=True), "token": successor}, ROTATE)

    # --- an administrator --------------------------------------------------------------------------

    def _denied(self, value: str | None) -> Answer | None:
        if value is not None and value == self.admin:
            return None
        return self._barred(value) or FORBIDDEN

    def _end_by_id(self, shown: str | None, number: str) -> Answer:
        denied = self._denied(shown)
        if denied is not None:
            return denied
        found = next((value for value, life in self.lives.items() if str(life.number) == number), None)
        if found is None:
            return NOT_FOUND
        self.end("revoke", found)
        return Answer(204, None, END)

    def _by_value(self, asked: Asked) -> Answer:
        denied = self._denied(_shown(asked))
        if denied is not None:
            return denied
        match asked.json:
            case {"token": str(value)} if value.startswith(PREFIX):
                return self._told_of(value) if asked.method == "POST" else self._end_by_value(value)
            case {"token": str(value)} if value.startswith(_OTHERS):
                return NOT_FOUND
            case _:
                return UNSUPPORTED

    def _told_of(self, value: str) -> Answer:
        if value not in self.lives:
            return NOT_FOUND
        return Answer(200, self._told(value, active=self.look(value) and value not in self.expired), ADMIN)

    def _end_by_value(self, value: str) -> Answer:
        if not self.revokes_by_value:
            return NO_ROUTE
        if value not in self.lives:
            return NOT_FOUND
        self.end("revoke", value)
        return Answer(204, None, ADMIN)


def _shown(asked: Asked) -> str | None:
    return asked.headers.get("private-token") or asked.bearer
