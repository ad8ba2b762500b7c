"""The simulators themselves, by their providers' documentation: each answer that Stanch's tests rest on.

Asked through Stanch's own door, so that what is compared is what a revoker would get.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from agent.demo.github import MOST, GitHub
from agent.demo.simulator import Simulator
from agent.doors.http import HttpEndpoint
from detectors.base import Secret
from revokers.base import Reply, TransientError
from tests.sims.gitlab import PREFIX, GitLab
from tests.sims.scene import Clock
from tests.sims.slack import Slack

CLASSIC = "gh" + "p_" + "aB3d" * 9
OTHER = "gh" + "o_" + "cD4e" * 9
FINE = "github" + "_pat_" + "aB3dE" * 4 + "xx_" + "q" * 59
INSTALLED = "gh" + "s_" + "eF5g" * 9
REFRESH = "gh" + "r_" + "gH6i" * 19
PAT, SECOND, ADMIN = (PREFIX + letter * 20 for letter in "abz")
BOT = "xo" + "xb-" + "123456789012-" * 2 + "aB3d" * 6


def door(simulator: Simulator) -> HttpEndpoint:
    return HttpEndpoint(system="it", name="one", host="127.0.0.1", port=simulator.port)


async def revoke(github: GitHub, *values: object) -> int:
    return (await door(github).post("/credentials/revoke", json={"credentials": [*values]})).status


async def user(github: GitHub, value: str) -> Reply:
    return await door(github).get("/user", bearer=Secret(value))


# --- GitHub ----------------------------------------------------------------------------------------


async def test_github_knows_its_own() -> None:
    async with GitHub() as github:
        for value in (CLASSIC, FINE, INSTALLED, REFRESH):
            github.add(value)
        found = await user(github, CLASSIC)
        assert (found.status, found.content_type) == (200, "application/json")
        assert isinstance(found.json, dict)
        assert (found.json["login"], found.json["id"]) == ("octo-1", 1001)
        assert found.request_id
        assert found.date is not None
        dead = await user(github, OTHER)
        assert (dead.status, dead.json) == (
            401,
            {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"},
        )
        assert [(await user(github, value)).status for value in (FINE, INSTALLED, REFRESH)] == [200, 403, 401]
        assert (await door(github).get("/user")).status == 401
        github.suspended.add(CLASSIC)
        assert (await user(github, CLASSIC)).status == 403
        assert (await door(github).get("/nowhere")).status == 404


async def test_github_installation_tokens_end_themselves() -> None:
    async with GitHub() as github:
        github.add(INSTALLED)
        github.add(CLASSIC)
        own = "/installation/repositories"
        assert [(await door(github).get(own, bearer=Secret(one))).status for one in (INSTALLED, CLASSIC)] == [200, 403]
        assert (await door(github).delete("/installation/token", bearer=Secret(CLASSIC))).status == 403
        gone = await door(github).delete("/installation/token", bearer=Secret(INSTALLED))
        assert (gone.status, gone.json) == (204, None)
        assert (await door(github).get(own, bearer=Secret(INSTALLED))).status == 401
        assert (await door(github).delete("/installation/token", bearer=Secret(INSTALLED))).status == 401
        assert (await door(github).get("/installation/token", bearer=Secret(INSTALLED))).status == 404
        assert github.effective == {("revoke", INSTALLED): 1}


async def test_github_accepts_whatever_is_well_formed_and_ends_it_later() -> None:
    async with GitHub(settles=2) as github:
        github.add(CLASSIC)
        assert await revoke(github, CLASSIC, OTHER) == 202
        assert [(await user(github, CLASSIC)).status for _ in range(4)] == [200, 200, 401, 401]
        assert await revoke(github, CLASSIC) == 202
        assert github.effective == {("revoke", CLASSIC): 1}


async def test_github_ends_it_by_the_clock() -> None:
    clock = Clock()
    async with GitHub(clock=clock, settles=timedelta(seconds=20)) as github:
        github.add(CLASSIC)
        assert await revoke(github, CLASSIC) == 202
        assert (await user(github, CLASSIC)).status == 200
        clock.pass_(seconds=20)
        assert (await user(github, CLASSIC)).status == 401


@pytest.mark.parametrize(
    "values",
    [[], [CLASSIC, "poison"], [CLASSIC, INSTALLED], [CLASSIC, 7], [CLASSIC] * (MOST + 1)],
    ids=["none", "a malformed one", "a kind that it does not take", "a number", "too many"],
)
async def test_github_refuses_a_list_as_a_whole(values: list[object]) -> None:
    async with GitHub() as github:
        github.add(CLASSIC)
        reply = await door(github).post("/credentials/revoke", json={"credentials": values})
        assert reply.status == 422
        assert isinstance(reply.json, dict)
        assert reply.json["message"] == "Validation Failed"
        assert (await user(github, CLASSIC)).status == 200
        assert github.effective == {}
        assert len(github.revocations) == 1


async def test_github_takes_no_authorization_beside_a_list() -> None:
    async with GitHub() as github:
        github.add(CLASSIC)
        body = {"credentials": [CLASSIC]}
        assert (await door(github).post("/credentials/revoke", json=body, bearer=Secret(CLASSIC))).status == 403
        assert (github.effective, github.revocations) == ({}, [])


@pytest.mark.parametrize("status", [403, 429])
async def test_github_takes_sixty_calls_an_hour(status: int) -> None:
    clock = Clock()
    async with GitHub(clock=clock, limited=status) as github:
        github.add(CLASSIC)
        assert [await revoke(github, OTHER) for _ in range(60)] == [202] * 60
        assert await revoke(github, CLASSIC) == status
        rate = (await door(github).get("/rate_limit")).json
        assert isinstance(rate, dict)
        assert (rate["rate"]["limit"], rate["rate"]["remaining"]) == (60, 0)
        assert (await user(github, CLASSIC)).status == 200
        clock.pass_(hours=1)
        assert await revoke(github, CLASSIC) == 202
        assert github.effective == {("revoke", CLASSIC): 1}


async def test_a_simulator_fails_and_lags_when_told() -> None:
    async with GitHub(fail_next=[503, 429], behind=[False, True]) as github:
        github.add(CLASSIC)
        github.kill(CLASSIC)
        assert [(await user(github, CLASSIC)).status for _ in range(5)] == [503, 429, 401, 200, 401]
        github.gullible = True
        assert (await user(github, OTHER)).status == 200
        assert [one.path for one in github.asked] == ["/user"] * 6


# --- GitLab ----------------------------------------------------------------------------------------


async def own(gitlab: GitLab, value: str, method: str = "get") -> Reply:
    headers = {"PRIVATE-TOKEN": Secret(value)}
    path = "/api/v4/personal_access_tokens/self"
    asked = door(gitlab)
    return await (asked.get if method == "get" else asked.delete)(path, headers=headers)


async def test_gitlab_tells_revoked_from_unknown_and_blocked() -> None:
    async with GitLab() as gitlab:
        gitlab.add(PAT)
        found = await own(gitlab, PAT)
        assert found.status == 200
        assert isinstance(found.json, dict)
        assert (found.json["active"], found.json["revoked"], found.json["user_id"]) == (True, False, 301)
        assert ((await own(gitlab, SECOND)).status, (await own(gitlab, SECOND)).json) == (
            401,
            {"message": "401 Unauthorized"},
        )
        gitlab.blocked.add(PAT)
        blocked = await own(gitlab, PAT)
        assert (blocked.status, blocked.json) == (403, {"message": "403 Forbidden  - Your account has been blocked."})
        assert (await own(gitlab, PAT, "delete")).status == 403
        gitlab.blocked.clear()
        assert (await own(gitlab, PAT, "delete")).status == 204
        dead = await own(gitlab, PAT)
        assert isinstance(dead.json, dict)
        assert (dead.status, dead.json["error"]) == (401, "invalid_token")
        assert (await own(gitlab, PAT, "delete")).status == 401
        assert gitlab.effective == {("revoke", PAT): 1}


async def test_gitlab_by_value_is_for_administrators() -> None:
    async with GitLab(admin=ADMIN) as gitlab:
        gitlab.add(PAT)

        async def by_value(shown: str, value: str, *, end: bool = False) -> int:
            asked, json = door(gitlab), {"token": value}
            headers = {"PRIVATE-TOKEN": Secret(shown)}
            path = "/api/v4/admin/token"
            if end:
                return (await asked.delete(path, json=json, headers=headers)).status
            return (await asked.post(path, json=json, headers=headers)).status

        assert [await by_value(shown, PAT) for shown in (SECOND, PAT, ADMIN)] == [401, 403, 200]
        assert [await by_value(ADMIN, value) for value in (SECOND, BOT)] == [404, 422]
        gitlab.revokes_by_value = False
        assert await by_value(ADMIN, PAT, end=True) == 404
        gitlab.revokes_by_value = True
        assert await by_value(PAT, PAT, end=True) == 403
        assert await by_value(ADMIN, PAT, end=True) == 204
        assert (await own(gitlab, PAT)).status == 401
        assert gitlab.effective == {("revoke", PAT): 1}


async def test_gitlab_rotating_a_revoked_token_ends_its_living_successor() -> None:
    """The trap: whoever rotates what leaked, after its owner has, takes the owner's new token away."""
    async with GitLab() as gitlab:
        gitlab.add(PAT)
        rotate, headers = "/api/v4/personal_access_tokens/self/rotate", {"PRIVATE-TOKEN": Secret(PAT)}
        made = await door(gitlab).post(rotate, headers=headers)
        assert made.status == 200
        assert isinstance(made.json, dict)
        successor = str(made.json["token"])
        assert ((await own(gitlab, PAT)).status, (await own(gitlab, successor)).status) == (401, 200)
        assert (await door(gitlab).post(rotate, headers=headers)).status == 401
        assert (await own(gitlab, successor)).status == 401
        assert gitlab.rotations == 2
        assert gitlab.effective == {("rotate", PAT): 1, ("reuse detected", successor): 1}


# --- Slack -----------------------------------------------------------------------------------------


async def test_slack_says_everything_with_200() -> None:
    async with Slack() as slack:
        slack.add(BOT)

        async def call(method: str, value: str = BOT, **form: str) -> Reply:
            return await door(slack).post(f"/api/{method}", form=form, bearer=Secret(value))

        found = await call("auth.test")
        assert isinstance(found.json, dict)
        assert (found.status, found.json["ok"], found.json["team_id"]) == (200, True, "T0G9PQBBK")
        assert (await call("auth.test", BOT + "x")).json == {"ok": False, "error": "invalid_auth"}
        assert (await door(slack).post("/api/auth.test")).json == {"ok": False, "error": "not_authed"}
        assert (await call("auth.revoke", test="1")).json == {"ok": True, "revoked": False}
        assert slack.effective == {}
        assert (await call("auth.revoke")).json == {"ok": True, "revoked": True}
        assert (await call("auth.revoke")).json == {"ok": False, "error": "token_revoked"}
        assert (await call("auth.test")).status == 200
        slack.errors[BOT] = "org_login_required"
        assert (await call("auth.test")).json == {"ok": False, "error": "org_login_required"}
        assert (await call("chat.nothing")).json == {"ok": False, "error": "unknown_method"}
        assert slack.effective == {("revoke", BOT): 1}
        slack.fail_next = [429]
        limited = await call("auth.test")
        assert (limited.status, limited.retry_after) == (429, timedelta(seconds=30))


async def test_a_connection_that_is_dropped_stops_no_simulator() -> None:
    async with Slack() as slack:
        nowhere = HttpEndpoint(system="it", name="one", host="127.0.0.1", port=slack.port, deadline=timedelta(0))
        with pytest.raises(TransientError):
            await nowhere.get("/api/auth.test")
        assert (await door(slack).get("/api/auth.test")).status == 200
