"""GitHub, GitLab and Slack: which answer means what, what is sent, and that no other answer is a verdict or a receipt.

Each answer is a Lie of tests/sims/liar.py: its bytes are what the provider's documentation says.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from agent.doors.http import HttpEndpoint
from agent.response.methods import Mode
from agent.response.policy import Rule
from agent.response.probing import ControlMemory, controlled_probe
from detectors import github as github_types
from detectors import gitlab as gitlab_types
from detectors import slack as slack_types
from detectors.base import CredentialType, Parts, Secret
from detectors.registry import DETECTORS
from revokers import github, gitlab, slack
from revokers.base import (
    Identity,
    ListRefusedError,
    Liveness,
    Probe,
    ProviderError,
    RefusedError,
    Revoker,
    TransientError,
    UnmappedError,
)
from revokers.registry import for_type
from tests.sims.liar import LIES, Liar, Lie, answer, as_json
from tests.sims.rig import Rig, address

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADMIN: Final = f"{'glpat'}-aDm1nOfTheSystemX7Kq"
DOC_GITHUB: Final = "https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api"
DOC_GITLAB: Final = "https://docs.gitlab.com/api/rest/troubleshooting/"
DOC_SLACK: Final = "https://docs.slack.dev/reference/methods/auth.test"


def example(kind: CredentialType, number: int = 0) -> str:
    """The value of the number-th detector's first example."""
    detector = [each for each in DETECTORS if each.type is kind][number]
    return detector.examples[0][1]


GHP, FINE, GHS, APP = (
    example(github_types.PAT),
    example(github_types.FINE_GRAINED),
    example(github_types.INSTALLATION),
    example(github_types.INSTALLATION, 1),
)
GLPAT, ROUTABLE, FIRST = (example(gitlab_types.TOKEN, number) for number in range(3))
BOT, XAPP = example(slack_types.BOT), example(slack_types.APP)

USER = {"login": "octo-cat", "id": 1, "type": "User"}
REPOSITORIES = {"total_count": 3, "repositories": [{"id": 9, "owner": {"login": "acme", "id": 2}}]}
BAD = {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"}
PERSONAL = {
    "id": 7, "name": "deploy", "revoked": False, "active": True, "scopes": ["api", "read_api"], "user_id": 42,
    "expires_at": "2027-01-01",
}  # fmt: skip
UNAUTHORIZED = {"message": "401 Unauthorized"}
TEST = {
    "ok": True, "url": "https://acme.slack.com/", "team": "Acme", "user": "deploybot", "team_id": "T0123ABCD",
    "user_id": "U0456EFGH", "bot_id": "B0789IJKL", "is_enterprise_install": False,
}  # fmt: skip


def gone(words: str) -> dict[str, str]:
    return {"error": "invalid_token", "error_description": words}


@dataclass(frozen=True)
class Case:
    """One revoker with a token of each state, and what its provider says about them."""

    revoker: Revoker[Any]
    token: str
    path: str
    live: bytes
    dead: bytes
    end: str
    ended: bytes

    @property
    def parts(self) -> Parts:
        return {"token": Secret(self.token)}


CASES = {
    "github user": Case(
        github.USERS,
        GHP,
        "/user",
        as_json("200 OK", USER, "X-GitHub-Request-Id: AB:1"),
        as_json("401 Unauthorized", BAD, "X-GitHub-Request-Id: AB:2"),
        "/credentials/revoke",
        as_json("202 Accepted", {}, "X-GitHub-Request-Id: AB:3"),
    ),
    "github installation": Case(
        github.INSTALLATIONS,
        APP,
        "/installation/repositories",
        as_json("200 OK", REPOSITORIES),
        as_json("401 Unauthorized", BAD),
        "/installation/token",
        answer("204 No Content"),
    ),
    "gitlab": Case(
        gitlab.TOKENS,
        ROUTABLE,
        "/self",
        as_json("200 OK", PERSONAL, "X-Request-Id: 01J9"),
        as_json("401 Unauthorized", UNAUTHORIZED),
        "/self",
        answer("204 No Content"),
    ),
    "slack": Case(
        slack.TOKENS,
        BOT,
        "/api/auth.test",
        as_json("200 OK", TEST, "x-slack-req-id: f00"),
        as_json("200 OK", {"ok": False, "error": "invalid_auth"}),
        "/api/auth.revoke",
        as_json("200 OK", {"ok": True, "revoked": True}),
    ),
}
EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
PROOF = Probe(Liveness.LIVE, "the last proof", Identity("acme", "octo-cat"))


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    async with Liar() as running:
        yield running


@pytest.fixture
def door(liar: Liar) -> HttpEndpoint:
    return HttpEndpoint(system="forge", name="one", host="127.0.0.1", port=liar.port, deadline=timedelta(seconds=5))


async def no_sleep(_seconds: float) -> None:
    pass


async def ask(revoker: Revoker[Any], door: HttpEndpoint, parts: Parts) -> Probe:
    probe, controlled = await controlled_probe(revoker, door, parts, memory=ControlMemory(), now=NOW, sleep=no_sleep)
    assert controlled == (probe.liveness is Liveness.LIVE)
    return probe


def parts_of(token: str) -> Parts:
    return {"token": Secret(token)}


# --- which answer means what -----------------------------------------------------------------------


@EACH
async def test_alive_where_a_wrong_value_is_refused(liar: Liar, door: HttpEndpoint, case: Case) -> None:
    liar.tell(Lie("live", case.live, case.path, 1), Lie("dead", case.dead, case.path))
    assert (await ask(case.revoker, door, case.parts)).liveness is Liveness.LIVE
    assert (await ask(case.revoker, door, case.parts)).liveness is Liveness.DEAD
    sent = [request.headers.get("private-token") or request.headers["authorization"] for request in liar.seen]
    assert [case.token in value for value in sent] == [True, False, True]


@EACH
async def test_a_server_that_accepts_every_value_proves_nothing(liar: Liar, door: HttpEndpoint, case: Case) -> None:
    liar.tell(Lie("always", case.live, case.path))
    probe = await ask(case.revoker, door, case.parts)
    assert (probe.liveness, probe.identity) == (Liveness.UNKNOWN, None)
    assert probe.reason.endswith(", but it accepts any value")


@EACH
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
async def test_no_lie_is_a_verdict(liar: Liar, door: HttpEndpoint, lie: Lie, case: Case) -> None:
    hasty = replace(door, deadline=timedelta(seconds=0.1)) if lie.pause else door
    liar.tell(Lie(lie.name, lie.raw, "", None, lie.pause))
    assert (await ask(case.revoker, hasty, case.parts)).liveness is Liveness.UNKNOWN


@EACH
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
async def test_no_lie_is_a_receipt(liar: Liar, door: HttpEndpoint, lie: Lie, case: Case) -> None:
    hasty = replace(door, deadline=timedelta(seconds=0.1)) if lie.pause else door
    liar.tell(Lie(lie.name, lie.raw, "", None, lie.pause))
    assert case.revoker.end is not None
    with pytest.raises(ProviderError) as caught:
        await case.revoker.end.run(hasty, case.parts, PROOF)
    assert caught.value.__context__ is None
    assert [request.target.endswith(case.end) for request in liar.seen] == [True]


@EACH
async def test_a_moved_address_is_not_followed(liar: Liar, door: HttpEndpoint, case: Case) -> None:
    async with Liar() as elsewhere:
        moved = answer("307 Temporary Redirect", b"", "", f"Location: http://127.0.0.1:{elsewhere.port}/")
        liar.tell(Lie("moved", moved))
        assert (await ask(case.revoker, door, case.parts)).liveness is Liveness.UNKNOWN
        assert case.revoker.end is not None
        with pytest.raises(ProviderError):
            await case.revoker.end.run(door, case.parts, PROOF)
        assert elsewhere.seen == []


@EACH
async def test_an_empty_value_is_not_sent(liar: Liar, door: HttpEndpoint, case: Case) -> None:
    assert case.revoker.end is not None
    for act in (case.revoker.probe(door, parts_of("")), case.revoker.end.run(door, parts_of(""), PROOF)):
        with pytest.raises(UnmappedError, match="empty"):
            await act
    assert liar.seen == []


ANSWERS: tuple[tuple[Revoker[Any], str, bytes, Probe | type[ProviderError]], ...] = (
    # GitHub
    (github.USERS, GHP, CASES["github user"].live, Probe(Liveness.LIVE, "GET /user", Identity("octo-cat", "octo-cat"), "AB:1")),
    (github.USERS, FINE, CASES["github user"].dead, Probe(Liveness.DEAD, "GET /user: Bad credentials", None, "AB:2")),
    (github.USERS, GHP, as_json("200 OK", {"login": "mona_acme", "id": 1}), Probe(Liveness.LIVE, "GET /user", Identity("mona_acme", "mona_acme"))),
    (github.USERS, GHP, as_json("200 OK", {"login": "two words", "id": 1}), UnmappedError),
    (github.USERS, GHP, as_json("200 OK", {"login": "octo-cat"}), UnmappedError),
    (github.USERS, GHP, as_json("401 Unauthorized", {"message": "Requires authentication"}), UnmappedError),
    (github.USERS, GHP, as_json("403 Forbidden", {"message": "Sorry. Your account was suspended"}), UnmappedError),
    (github.USERS, GHP, as_json("403 Forbidden", {"message": "Resource not accessible by integration"}), UnmappedError),
    (github.USERS, GHP, as_json("403 Forbidden", {"message": "Bad credentials"}), UnmappedError),
    (github.USERS, GHP, as_json("403 rate limit exceeded", {"message": "API rate limit exceeded for 192.0.2.1."}), TransientError),
    (github.USERS, GHP, as_json("403 Forbidden", {"message": "You have exceeded a secondary rate limit."}), TransientError),
    (github.USERS, GHP, as_json("403 Forbidden", {"message": "Maximum number of login attempts exceeded."}), TransientError),
    (github.INSTALLATIONS, GHS, as_json("200 OK", REPOSITORIES), Probe(Liveness.LIVE, "GET /installation/repositories", Identity("acme", "an app on acme"))),
    (github.INSTALLATIONS, APP, as_json("200 OK", {"total_count": 0, "repositories": []}), Probe(Liveness.LIVE, "GET /installation/repositories: none")),
    (github.INSTALLATIONS, GHS, as_json("200 OK", USER), UnmappedError),
    (github.INSTALLATIONS, APP, as_json("401 Unauthorized", BAD), Probe(Liveness.DEAD, "GET /installation/repositories: Bad credentials")),
    # GitLab
    (gitlab.TOKENS, GLPAT, CASES["gitlab"].live, Probe(Liveness.LIVE, "personal_access_tokens/self", Identity("42", "42/deploy", "7", ("api", "read_api")), "01J9")),
    (gitlab.TOKENS, GLPAT, as_json("200 OK", PERSONAL | {"name": "a\u202eb", "scopes": ["a b", 3, "k8s_proxy"]}), Probe(Liveness.LIVE, "personal_access_tokens/self", Identity("42", "42/token", "7", ("k8s_proxy",)))),
    (gitlab.TOKENS, GLPAT, as_json("200 OK", PERSONAL | {"active": False}), UnmappedError),
    (gitlab.TOKENS, GLPAT, as_json("200 OK", PERSONAL | {"revoked": True}), UnmappedError),
    (gitlab.TOKENS, GLPAT, as_json("401 Unauthorized", UNAUTHORIZED), Probe(Liveness.DEAD, "personal_access_tokens/self: 401 Unauthorized")),
    (gitlab.TOKENS, GLPAT, as_json("401 Unauthorized", gone("Token was revoked. You have to re-authorize from the user.")), Probe(Liveness.DEAD, "personal_access_tokens/self: revoked")),
    (gitlab.TOKENS, GLPAT, as_json("401 Unauthorized", gone("Token is expired. You can either do re-authorization or token refresh.")), Probe(Liveness.DEAD, "personal_access_tokens/self: expired")),
    (gitlab.TOKENS, GLPAT, as_json("401 Unauthorized", gone("Token is an impersonation token but impersonation was disabled.")), Probe(Liveness.DEAD, "personal_access_tokens/self: impersonation is switched off", dormant=True)),
    (gitlab.TOKENS, GLPAT, as_json("401 Unauthorized", {"error": "dpop_error", "error_description": "DPoP header is missing"}), UnmappedError),
    (gitlab.TOKENS, GLPAT, as_json("401 Unauthorized", gone("Bad Access Token.")), UnmappedError),
    (gitlab.TOKENS, GLPAT, as_json("403 Forbidden", {"message": "403 Forbidden - Your account has been blocked."}), UnmappedError),
    (gitlab.TOKENS, GLPAT, as_json("403 Forbidden", {"error": "insufficient_scope", "scope": "api"}), UnmappedError),
    (gitlab.TOKENS, GLPAT, answer("429 Too Many Requests", b"Retry later\n", "text/plain", "Retry-After: 60"), TransientError),
    # Slack
    (slack.TOKENS, BOT, CASES["slack"].live, Probe(Liveness.LIVE, "auth.test", Identity("T0123ABCD", "U0456EFGH", "B0789IJKL"), "f00")),
    (slack.TOKENS, BOT, as_json("200 OK", {key: TEST[key] for key in ("ok", "team_id", "user_id")}), Probe(Liveness.LIVE, "auth.test", Identity("T0123ABCD", "U0456EFGH"))),
    (slack.TOKENS, BOT, as_json("200 OK", {"ok": True, "is_enterprise_install": True, "enterprise_id": "E01", "user_id": "U02"}), Probe(Liveness.LIVE, "auth.test", Identity("E01", "U02"))),
    (slack.TOKENS, XAPP, as_json("200 OK", {"ok": True, "app_name": "Deploy", "app_id": "A0643MS8HS5"}), Probe(Liveness.LIVE, "auth.test", Identity("A0643MS8HS5", "A0643MS8HS5"))),
    (slack.TOKENS, BOT, as_json("200 OK", {"ok": True}), UnmappedError),
    (slack.TOKENS, BOT, as_json("200 OK", {"ok": "true", "team_id": "T01", "user_id": "U02"}), UnmappedError),
    *(
        (slack.TOKENS, BOT, as_json("200 OK", {"ok": False, "error": error}), Probe(Liveness.DEAD, f"auth.test: {error}", dormant=error == "account_inactive"))
        for error in ("invalid_auth", "token_revoked", "token_expired", "account_inactive")
    ),
    *(
        (slack.TOKENS, BOT, as_json("200 OK", {"ok": False, "error": error}), UnmappedError)
        for error in ("not_authed", "org_login_required", "not_allowed_token_type", "ekm_access_denied", "Some words", "")
    ),
    *(
        (slack.TOKENS, BOT, as_json("200 OK", {"ok": False, "error": error}), TransientError)
        for error in ("ratelimited", "internal_error", "request_timeout")
    ),
    (slack.TOKENS, BOT, as_json("203 Non-Authoritative Information", TEST), UnmappedError),
    (slack.TOKENS, BOT, as_json("401 Unauthorized", {"ok": False, "error": "invalid_auth"}), UnmappedError),
    (slack.TOKENS, BOT, as_json("429 Too Many Requests", {"ok": False, "error": "ratelimited"}, "Retry-After: 30"), TransientError),
)  # fmt: skip
# ruff: noqa: E501 - an answer and what it means are one line of a table


@pytest.mark.parametrize(("revoker", "token", "raw", "meaning"), ANSWERS)
async def test_what_an_answer_means(
    liar: Liar, door: HttpEndpoint, revoker: Revoker[Any], token: str, raw: bytes, meaning: Probe | type[ProviderError]
) -> None:
    liar.tell(Lie("it", raw))
    if isinstance(meaning, Probe):
        assert await revoker.probe(door, parts_of(token)) == meaning
        return
    with pytest.raises(meaning) as caught:
        await revoker.probe(door, parts_of(token))
    assert token not in str(caught.value)


async def test_what_a_probe_sends(liar: Liar, door: HttpEndpoint) -> None:
    for revoker, token in (
        (github.USERS, GHP),
        (github.INSTALLATIONS, APP),
        (gitlab.TOKENS, GLPAT),
        (slack.TOKENS, BOT),
    ):
        with pytest.raises(UnmappedError):
            await revoker.probe(replace(door, base="/base"), parts_of(token))
    told = ("authorization", "private-token", "x-github-api-version", "accept")
    sent = [(r.method, r.target, r.body, *(r.headers.get(name) for name in told)) for r in liar.seen]
    assert sent == [
        ("GET", "/base/user", b"", f"Bearer {GHP}", None, "2022-11-28", "application/json"),
        (
            "GET",
            "/base/installation/repositories?per_page=1",
            b"",
            f"Bearer {APP}",
            None,
            "2022-11-28",
            "application/json",
        ),
        ("GET", "/base/api/v4/personal_access_tokens/self", b"", None, GLPAT, None, "application/json"),
        ("POST", "/base/api/auth.test", b"", f"Bearer {BOT}", None, None, "application/json"),
    ]


# --- a wrong value of the same shape ---------------------------------------------------------------


SHAPES = [
    pytest.param(detector.type, text, value, id=f"{detector.type.name}-{number}")
    for number, detector in enumerate(DETECTORS)
    if detector.type.name.startswith(("github-", "gitlab-", "slack-")) and for_type(detector.type.name)
    for text, value in detector.examples[:1]
]


@pytest.mark.parametrize(("kind", "text", "value"), SHAPES)
def test_a_wrong_value_has_the_shape_of_the_right_one(kind: CredentialType, text: str, value: str) -> None:
    revoker = for_type(kind.name)
    assert revoker is not None
    made = {revoker.wrong(parts_of(value))["token"].reveal() for _ in range(20)}
    assert len(made) == 20
    assert value not in made
    for wrong in made:
        assert len(wrong) == len(value)
        # Its detector would find it: where there is a checksum, it is right.
        found = [
            m.parts["token"].reveal() for d in DETECTORS if d.type is kind for m in d.find(text.replace(value, wrong))
        ]
        assert found == [wrong]


def test_of_a_signed_token_only_the_signature_is_wrong() -> None:
    wrong = github.wrong(parts_of(APP))["token"].reveal()
    assert wrong.rpartition(".")[0] == APP.rpartition(".")[0]
    assert wrong.rpartition(".")[2] != APP.rpartition(".")[2]


@pytest.mark.parametrize(
    ("revoker", "value"),
    [(github.USERS, "f3a9" * 10), (gitlab.TOKENS, "kQ7mZt2XwR9bNc4L"), (slack.TOKENS, "kQ7mZt2XwR9bNc4L")],
)
def test_a_value_of_no_known_shape_is_not_in_its_wrong_one(revoker: Revoker[Any], value: str) -> None:
    """The inventory can promote a lead of any shape."""
    wrong = revoker.wrong(parts_of(value))["token"].reveal()
    assert len(wrong) == len(value)
    assert not any(value[at : at + 8] in wrong for at in range(len(value) - 7))


# --- ending ----------------------------------------------------------------------------------------


@EACH
async def test_an_accepted_end_is_a_receipt_and_no_proof(liar: Liar, door: HttpEndpoint, case: Case) -> None:
    assert case.revoker.end is not None
    assert not case.revoker.end.reversible
    liar.tell(
        Lie("ended", case.ended, case.end, 1), Lie("live", case.live, case.path, 1), Lie("dead", case.dead, case.path)
    )
    receipt = await case.revoker.end.run(door, case.parts, PROOF)
    assert case.token not in receipt.reference
    assert (await ask(case.revoker, door, case.parts)).liveness is Liveness.LIVE
    assert (await ask(case.revoker, door, case.parts)).liveness is Liveness.DEAD


async def test_github_takes_many_at_once_from_anybody(liar: Liar, door: HttpEndpoint) -> None:
    end = github.USERS.end
    assert end is not None
    assert end.run_many is not None
    assert (end.batch, end.per_hour) == (1000, 60)
    liar.tell(
        Lie("accepted", as_json("202 Accepted", {}, "X-GitHub-Request-Id: AB:3", "Date: Thu, 01 Jan 2026 00:00:00 GMT"))
    )
    own = replace(door, credential={"Authorization": Secret(ADMIN)})
    receipt = await end.run_many(own, [(parts_of(GHP), PROOF), (parts_of(FINE), PROOF)])
    assert receipt.reference == "HTTP 202 credentials/revoke of 2: accepted, which is not yet done, request AB:3"
    assert receipt.provider_date == NOW
    [request] = liar.seen
    assert (request.method, request.target) == ("POST", "/credentials/revoke")
    assert json.loads(request.body) == {"credentials": [GHP, FINE]}
    # Whoever authenticates there is refused.
    assert "authorization" not in request.headers
    for many in ([], [(parts_of(GHP), PROOF)] * 1001):
        with pytest.raises(RefusedError, match="1 to 1000"):
            await end.run_many(door, many)
    assert len(liar.seen) == 1


@pytest.mark.parametrize(
    ("raw", "error", "words"),
    [
        (as_json("422 Unprocessable Entity", {"message": "Validation Failed", "errors": []}), ListRefusedError, "none of the list"),
        (as_json("422 Unprocessable Entity", {"message": "The endpoint has been spammed."}), TransientError, "rate limit"),
        (as_json("403 Forbidden", {"message": "API rate limit exceeded for 192.0.2.1."}, "Retry-After: 60"), TransientError, "rate limit"),
        (as_json("403 Forbidden", {"message": "This endpoint may not be authenticated"}), RefusedError, "does not let anybody report"),
        (as_json("401 Unauthorized", {"message": "Requires authentication"}), RefusedError, "does not let anybody report"),
        (as_json("404 Not Found", {"message": "Not Found"}), RefusedError, "has no credentials/revoke"),
        (as_json("500 Internal Server Error", {"message": "Server Error"}), TransientError, "HTTP 500"),
        (as_json("200 OK", {}), UnmappedError, "HTTP 200"),
        (answer("202 Accepted", b"<html></html>", "text/html"), UnmappedError, "HTTP 202"),
        (answer("404 Not Found", b"<html></html>", "text/html"), UnmappedError, "HTTP 404"),
    ],
)  # fmt: skip
async def test_what_github_says_to_a_report(
    liar: Liar, door: HttpEndpoint, raw: bytes, error: type[ProviderError], words: str
) -> None:
    liar.tell(Lie("it", raw))
    with pytest.raises(error, match=words) as caught:
        await github.report_one(door, parts_of(GHP), PROOF)
    assert caught.type is error
    assert len(liar.seen) == 1


async def test_github_needs_no_body_to_accept(liar: Liar, door: HttpEndpoint) -> None:
    liar.tell(Lie("accepted", answer("202 Accepted")))
    receipt = await github.report_one(door, parts_of(GHP), PROOF)
    assert receipt.reference == "HTTP 202 credentials/revoke of 1: accepted, which is not yet done"


async def test_an_installation_token_ends_itself(liar: Liar, door: HttpEndpoint) -> None:
    end = github.INSTALLATIONS.end
    assert end is not None
    assert (end.batch, end.run_many) == (1, None)
    liar.tell(
        Lie("ended", answer("204 No Content"), times=1),
        Lie("gone", as_json("401 Unauthorized", BAD), times=1),
        Lie("refused", as_json("403 Forbidden", {"message": "Resource not accessible by integration"})),
    )
    assert (await end.run(door, parts_of(APP), PROOF)).reference == "HTTP 204 installation/token"
    assert (await end.run(door, parts_of(APP), PROOF)).reference == "HTTP 401 installation/token: it was gone already"
    with pytest.raises(RefusedError, match="may not end itself"):
        await end.run(door, parts_of(APP), PROOF)
    sent = {(request.method, request.target, request.headers["authorization"]) for request in liar.seen}
    assert sent == {("DELETE", "/installation/token", f"Bearer {APP}")}


async def test_gitlab_ends_by_value_where_there_is_an_administrator(liar: Liar, door: HttpEndpoint) -> None:
    liar.tell(Lie("ended", answer("204 No Content", b"", "", "X-Request-Id: 01J9")))
    own = replace(door, credential={"PRIVATE-TOKEN": Secret(ADMIN)})
    assert (await gitlab.end(own, parts_of(GLPAT), PROOF)).reference == "HTTP 204 admin/token, request 01J9"
    assert (
        await gitlab.end(door, parts_of(GLPAT), PROOF)
    ).reference == "HTTP 204 personal_access_tokens/self, request 01J9"
    sent = [(r.method, r.target, r.headers["private-token"], r.body) for r in liar.seen]
    assert sent == [
        ("DELETE", "/api/v4/admin/token", ADMIN, json.dumps({"token": GLPAT}, separators=(",", ":")).encode()),
        ("DELETE", "/api/v4/personal_access_tokens/self", GLPAT, b""),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        as_json("403 Forbidden", {"message": "403 Forbidden"}),
        as_json("404 Not Found", {"message": "'api_admin_token_revoke' feature flag is disabled"}),
        as_json("404 Not Found", {"message": {"error": "Not found"}}),
        as_json("401 Unauthorized", UNAUTHORIZED),
        as_json("422 Unprocessable Entity", {"message": "unsupported"}),
    ],
)
async def test_gitlab_where_the_administrator_may_not(liar: Liar, door: HttpEndpoint, raw: bytes) -> None:
    own = replace(door, credential={"PRIVATE-TOKEN": Secret(ADMIN)})
    liar.tell(Lie("admin", raw, "admin/token"), Lie("self", answer("204 No Content"), "/self", 1), Lie("no", raw))
    status = raw.split(b" ", 2)[1].decode()
    receipt = await gitlab.end(own, parts_of(GLPAT), PROOF)
    assert receipt.reference == f"HTTP 204 personal_access_tokens/self (the admin may not: HTTP {status} admin/token)"


async def test_gitlab_is_not_asked_twice_where_the_first_may_have_had_an_effect(liar: Liar, door: HttpEndpoint) -> None:
    own = replace(door, credential={"PRIVATE-TOKEN": Secret(ADMIN)})
    liar.tell(Lie("502", answer("502 Bad Gateway", b"<html></html>", "text/html")))
    with pytest.raises(TransientError):
        await gitlab.end(own, parts_of(GLPAT), PROOF)
    assert [request.target for request in liar.seen] == ["/api/v4/admin/token"]


async def test_what_gitlab_says_to_a_token_that_ends_itself(liar: Liar, door: HttpEndpoint) -> None:
    revoked = as_json("401 Unauthorized", gone("Token was revoked. You have to re-authorize from the user."))
    liar.tell(
        Lie("gone", revoked, times=1),
        Lie("unknown", as_json("401 Unauthorized", UNAUTHORIZED), times=1),
        Lie("bad", as_json("400 Bad Request", {"message": "400 Bad request"}), times=1),
        Lie("denied", as_json("403 Forbidden", {"message": "403 Forbidden"})),
    )
    gone_already = "HTTP 401 personal_access_tokens/self: it was gone already"
    assert (await gitlab.end(door, parts_of(GLPAT), PROOF)).reference == f"{gone_already} (revoked)"
    assert (await gitlab.end(door, parts_of(GLPAT), PROOF)).reference == f"{gone_already} (401 Unauthorized)"
    for status in (400, 403):
        with pytest.raises(RefusedError, match=f"HTTP {status}: the token may not end itself"):
            await gitlab.end(door, parts_of(GLPAT), PROOF)


async def test_what_slack_says_to_a_token_that_ends_itself(liar: Liar, door: HttpEndpoint) -> None:
    said: tuple[tuple[dict[str, object], str | type[ProviderError]], ...] = (
        ({"ok": True, "revoked": True}, "HTTP 200 auth.revoke"),
        ({"ok": False, "error": "token_revoked"}, "HTTP 200 auth.revoke: it was gone already (token_revoked)"),
        ({"ok": True, "revoked": False}, RefusedError),
        ({"ok": False, "error": "no_permission"}, RefusedError),
        ({"ok": False, "error": "org_login_required"}, RefusedError),
        ({"ok": False, "error": "ratelimited"}, TransientError),
        ({"ok": False, "error": "No such words"}, UnmappedError),
        ({"ok": True}, UnmappedError),
    )
    for body, meaning in said:
        liar.tell(Lie("it", as_json("200 OK", body)))
        if isinstance(meaning, str):
            assert (await slack.end(door, parts_of(BOT), PROOF)).reference == meaning
            continue
        with pytest.raises(meaning):
            await slack.end(door, parts_of(BOT), PROOF)
    assert {(r.method, r.target, r.headers["authorization"]) for r in liar.seen} == {
        ("POST", "/api/auth.revoke", f"Bearer {BOT}")
    }


def test_gitlab_never_rotates() -> None:
    """That revokes the living successors of one that is revoked already."""
    assert (gitlab.TOKENS.mint, gitlab.TOKENS.set_value) == (None, None)


# --- within an installation ------------------------------------------------------------------------


async def test_a_token_of_a_stranger_is_left_alone_and_one_of_ours_ends(rig: Rig, liar: Liar) -> None:
    """github.com serves everybody: it is asked only with leave, and only who is listed is acted on."""
    case = CASES["github user"]
    rig.system("github", "github", [address("api", liar.port)], None, ours=False)
    rule = Rule("auto", Mode.AUTO, types=("github-pat",), systems=("github",), irreversible=Mode.AUTO)
    rig.policy(rule)
    one = await rig.leak(github_types.PAT, token=GHP)
    await rig.work()
    assert rig.standing(one) == ("unverified", "PROBE_OFF")
    assert liar.seen == []

    rig.set(others=True)
    liar.tell(Lie("live", case.live, "/user", 1), Lie("wrong", case.dead, "/user", 1), Lie("live", case.live, "/user"))
    await rig.reach(one, "parked")
    await rig.on()
    assert rig.standing(one) == ("foreign", "FOREIGN")
    assert {request.target for request in liar.seen} == {"/user"}

    # Accepted is not dead: it lives on for three questions.
    rig.system("github", "github", [address("api", liar.port)], None, ours=False, accounts=["Octo-Cat"])
    rig.set(controls=ControlMemory())
    liar.tell(
        Lie("live", case.live, "/user", 1),
        Lie("wrong", case.dead, "/user", 1),
        Lie("accepted", case.ended, "/credentials/revoke"),
        Lie("still", case.live, "/user", 3),
        Lie("dead", case.dead, "/user"),
    )
    await rig.reach(one, "accepted")
    assert rig.standing(one)[0] == "accepted"
    await rig.reach(one, "invalidated")
    told = rig.told(one)
    assert told[told.index("intent") :][:2] == ["intent", "accepted"]
    assert [request.target for request in liar.seen].count("/credentials/revoke") == 1
