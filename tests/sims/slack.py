"""A simulator of Slack's Web API on loopback, as far as Stanch speaks it: 200 for everything, the verdict in the body.

/api/auth.test     {"ok": true, who}                      or {"ok": false, "error": ...}
/api/auth.revoke   {"ok": true, "revoked": true}          with test=1 false, and nothing is done
                   429 with Retry-After, and {"ok": false, "error": "ratelimited"}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from agent.demo.simulator import Answer, Asked, Simulator, request_id

TEST: Final = "https://docs.slack.dev/reference/methods/auth.test/"
REVOKE: Final = "https://docs.slack.dev/reference/methods/auth.revoke/"
LIMITS: Final = "https://docs.slack.dev/apis/web-api/rate-limits"
WEB: Final = "https://docs.slack.dev/apis/web-api/"


def refused(error: str, doc: str = TEST) -> Answer:
    return Answer(200, {"ok": False, "error": error}, doc)


RATELIMITED: Final = Answer(429, {"ok": False, "error": "ratelimited"}, LIMITS, {"Retry-After": "30"})


@dataclass
class Slack(Simulator):
    """`errors`: what is said of certain tokens instead (account_inactive, token_expired, org_login_required ...)."""

    errors: dict[str, str] = field(default_factory=dict)

    def about(self) -> Mapping[str, str]:
        return {"X-Slack-Req-Id": request_id().lower()}

    def failure(self, status: int) -> Answer:
        if status == 429:
            return RATELIMITED
        return Answer(status, {"ok": False, "error": "internal_error"}, WEB)

    def answer(self, asked: Asked) -> Answer:
        if asked.path not in {"/api/auth.test", "/api/auth.revoke"}:
            return refused("unknown_method", WEB)
        value = asked.bearer or asked.form.get("token") or ""
        error = self._error(value)
        if error is not None:
            return refused(error)
        if asked.path == "/api/auth.test":
            return self._whose(value)
        if asked.form.get("test") in {"1", "true"}:
            return Answer(200, {"ok": True, "revoked": False}, REVOKE)
        self.end("revoke", value)
        return Answer(200, {"ok": True, "revoked": True}, REVOKE)

    def _error(self, value: str) -> str | None:
        if not value:
            return "not_authed"
        if value in self.errors:
            return self.errors[value]
        if self.look(value):
            return None
        return "token_revoked" if value in self.lives else "invalid_auth"

    def _whose(self, value: str) -> Answer:
        number = self.lives[value].number if value in self.lives else 0
        body = {
            "ok": True,
            "url": "https://subarachnoid.slack.com/",
            "team": "Subarachnoid Workspace",
            "user": f"deploy{number}",
            "team_id": "T0G9PQBBK",
            "user_id": f"U0{number}",
            "bot_id": f"B0{number}",
            "is_enterprise_install": False,
        }
        return Answer(200, body, TEST, {"X-OAuth-Scopes": "chat:write"})
